"""One login per role in the synthetic municipality, all with one known password."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher

from collect.accounts_roles import insert_grant
from collect.demo.organisation_places import Place, Room
from collect.demo.people import DOMAIN, Worker
from collect.demo.programme import Official
from collect.models.accounts import Account
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Person
from collect.rules.access import HOUSE
from collect.rules.norwegian import search_text

DEMO_PASSWORD = "tett-paa-demo-2026"  # noqa: S105 (the demonstration is served on this machine only)
# Addresses that are easy to type and the same whatever the seed.
BOXES = {
    "staff": "ansatt",
    "leader": "leder",
    "director": "styrer",
    "observer": "observator",
    "mentor": "mentor",
    "course_admin": "kurs",
    "coordinator": "koordinator",
    "sysadmin": "system",
}
OFFICES = ("course_admin", "coordinator", "sysadmin")  # roles that hold everywhere


@dataclass(frozen=True)
class DemoLogin:
    """Somebody to log in as; the password is DEMO_PASSWORD."""

    role: str
    name: str
    email: str


@dataclass(frozen=True)
class Cast:
    """The employees who are to log in, all of one kindergarten."""

    staff: Worker
    leader: Worker
    director: Worker
    observer: Worker


def cast(workers: list[Worker], home: Place) -> Cast:
    """Choose a skilled worker, the director and the first two leaders of a kindergarten."""
    there = [worker for worker in workers if worker.place is home and worker.until is None]
    leaders = [worker for worker in there if worker.position == "pedagogical_leader"]
    skilled = [worker for worker in there if worker.position == "skilled_worker"]
    director = next(worker for worker in there if worker.position == "director")
    return Cast(min(skilled, key=lambda worker: worker.since), leaders[0], director, leaders[1])


def fill(
    players: Cast, mentor: Official, mentored: list[Place], offices: list[Official], now: datetime
) -> list[DemoLogin]:
    """Make the accounts with their roles, each at its place."""
    home = players.director.place
    made = [
        _account("staff", players.staff, [home], players.staff.room, now),
        _account("leader", players.leader, [home], players.leader.room, now),
        _account("director", players.director, [home], None, now),
        _account("observer", players.observer, [home], None, now),
        _account("mentor", mentor, mentored, None, now),
    ]
    for role, official in zip(OFFICES, offices, strict=True):
        made.append(_account(role, official, [None], None, now))
    return made


def known_logins() -> list[DemoLogin]:
    """Return the logins of a municipality made here before; none where there is none."""
    roles = {f"{box}@{DOMAIN}": role for role, box in BOXES.items()}
    query: Any = Account.select(Account.email_key, Person.name).join(Person)
    rows = query.where(Account.email_key.in_(list(roles))).order_by(Account.id).tuples()
    return [DemoLogin(roles[email], name, email) for email, name in rows]


def _account(
    role: str,
    person: Worker | Official,
    places: list[Place] | list[None],
    room: Room | None,
    now: datetime,
) -> DemoLogin:
    email = f"{BOXES[role]}@{DOMAIN}"
    values = {"email": email, "email_key": email, "search": search_text(person.name, email)}
    Person.update(values).where(Person.id == person.person_id).execute()
    account = Account.create(
        person=person.person_id,
        email=email,
        email_key=email,
        password_hash=PasswordHasher().hash(DEMO_PASSWORD),
        created_at=now,
    )
    department = Department.get_by_id(room.id) if room else None
    for place in places:
        kindergarten = Kindergarten.get_by_id(place.id) if place else None
        insert_grant(account, role, kindergarten, department, by=HOUSE, now=now)
    return DemoLogin(role, person.name, email)

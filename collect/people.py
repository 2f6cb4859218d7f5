"""People of the programme: who sees them, and how they are employed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from peewee import ModelSelect

from collect import accounts_leaving, journal
from collect.database import Prepared, locked, parameter, writing
from collect.models.base import on_day, within
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Employment, Person, PersonFlag, ProgrammeFunction
from collect.rules.access import Identity, Reach, reach
from collect.rules.calendar import local_day
from collect.rules.eligibility import POSITIONS
from collect.rules.norwegian import search_text, sort_key
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, clean, email_key

FUNCTIONS = (
    "mentor",
    "certified_observer",
    "talk_champion",
    "resource_observer",
    "resource_person",
    "network_supervisor",
)
FLAGS = ("new_hire", "newly_qualified", "new_director")


def in_reach(found: Reach, on: date) -> Any:
    """Return the condition that a Person is within a reach: oneself, or employed there on a day or later.

    Whoever brings somebody in must find them before the first day. A record that was merged into
    another is within nobody's reach.
    """
    stands = Person.merged_into.is_null()
    if found.everything:
        return within(found) & stands
    employed = Employment.select(Employment.person).where(
        within(found, department=Employment.department, kindergarten=Employment.kindergarten)
        & (Employment.valid_to.is_null() | (Employment.valid_to >= on))
    )
    return ((Person.id == (found.person_id or 0)) | Person.id.in_(employed)) & stands


def standing(row: Person) -> Person:
    """Return a person's own record, or the one it was merged into."""
    return row.merged_into if row.merged_into_id else row


def persons(identity: Identity, on: date, act: str = "R") -> ModelSelect[Person]:
    """Return the people the identity may act on, in Norwegian order."""
    condition = in_reach(reach(identity, "person", act), on)
    return Person.select().where(condition).order_by(Person.sort, Person.id)


def person(identity: Identity, person_id: int, on: date) -> Person:
    """Return one person; raise NotFound for a foreign or missing one."""
    found = persons(identity, on).where(Person.id == person_id).get_or_none()
    if found is None:
        raise NotFound("person")
    return found


def written(row: Person) -> str:
    """Return how a person is written where one is to be found again: name, and what tells them apart."""
    return f"{row.name} ({row.email or f'nr. {row.id}'})"


def suggestions(identity: Identity, text: str, on: date, most: int = 20) -> list[Person]:
    """Return people within reach whose name or address holds every word; none for no words."""
    words = search_text(text[:LINE].replace("\0", "")).split()[:8]
    query = persons(identity, on)
    for word in words:
        query = query.where(Person.search.contains(word))
    return list(query.limit(most)) if words else []


def find(identity: Identity, text: str, on: date) -> Person:
    """Return the one person within reach who is `written` so, or whom alone the words fit.

    Raises RuleBroken("person.unknown") or RuleBroken("person.several").
    """
    mark = re.search(r"\((?:nr\. (\d{1,9})|([^()\s]+@[^()\s]+))\)\s*$", text)
    if mark:
        exact = Person.id == int(mark[1]) if mark[1] else Person.email_key == mark[2].casefold()
        fits = list(persons(identity, on).where(exact))
    else:
        fits = suggestions(identity, text, on, 2)
    if len(fits) != 1:
        raise RuleBroken("person.several" if fits else "person.unknown", "person")
    return fits[0]


_PERSON = Prepared(lambda: Person.select().where(Person.id == parameter("person")))


def known(person_id: int) -> Person | None:
    """Return a person whom an act has found to be within reach; None for a missing one."""
    found: Person | None = _PERSON.first(Person, person=person_id)
    return found


def employment_on(person_id: int, on: date) -> Employment | None:
    """Return where a person works on a day (the latest begun, should there be two)."""
    found: Employment | None = _JOB.first(Employment, person=person_id, on=on)
    return found


_JOB = Prepared(
    lambda: (
        Employment.select()
        .where((Employment.person == parameter("person")) & on_day(Employment, parameter("on")))
        .order_by(Employment.valid_from.desc(), Employment.id.desc())
        .limit(1)
    )
)


def jobs_on(person_ids: Sequence[int], on: date) -> dict[int, Employment]:
    """Return by person id what `employment_on` returns for one, with the kindergarten; one query."""
    rows = (
        Employment.select(Employment, Kindergarten)
        .join(Kindergarten)
        .where(Employment.person.in_(person_ids) & on_day(Employment, on))
        .order_by(Employment.valid_from, Employment.id)
    )
    return {row.person_id: row for row in rows}


def posts_on(person_ids: Sequence[int], on: date) -> dict[int, tuple[str, int]]:
    """Return by person id position and kindergarten of what `employment_on` returns for one; one query."""
    if len(person_ids) == 1:
        job = employment_on(person_ids[0], on)
        return {person_ids[0]: (job.position, job.kindergarten_id)} if job else {}
    found = jobs_on(person_ids, on)
    return {key: (job.position, job.kindergarten_id) for key, job in found.items()}


def employments(identity: Identity, on: date) -> ModelSelect[Employment]:
    """Return who works where on a day, as far as the identity may see, by kindergarten and name."""
    found = reach(identity, "person", "R")
    return (
        Employment.select(Employment, Person, Kindergarten)
        .join(Person)
        .switch(Employment)
        .join(Kindergarten)
        .where(
            within(
                found,
                person=Employment.person,
                department=Employment.department,
                kindergarten=Employment.kindergarten,
            )
            & on_day(Employment, on)
        )
        .order_by(Kindergarten.sort, Kindergarten.id, Person.sort, Person.id)
    )


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    name = clean(values["name"], LINE, "name")
    if not name:
        raise RuleBroken("required", "name")
    email = (values.get("email") or "").strip() or None
    key = email_key(email) if email else None
    return {
        "name": name,
        "sort": sort_key(name),
        "search": search_text(name, email),
        "email": email,
        "email_key": key,
    }


def insert_person(values: Mapping[str, Any], *, by: Identity, now: datetime) -> Person:
    """Add a person inside a transaction that is already open.

    Raises RuleBroken("email.taken") when the address belongs to somebody.
    """
    checked = _checked(values)
    key = checked["email_key"]
    if key and Person.select().where(Person.email_key == key).exists():
        raise RuleBroken("email.taken", "email")
    row = Person.create(**checked)
    journal.note("person.add", row.id, by=by, now=now, new={"name": row.name, "email": row.email})
    return row


def amend_person(row: Person, values: Mapping[str, Any], *, by: Identity, now: datetime) -> None:
    """Change a person's name or address."""
    if not persons(by, local_day(now), "U").where(Person.id == row.id).exists():
        raise NotAllowed("person")
    checked = _checked({"name": row.name, "email": row.email, **values})
    with writing():
        key = checked["email_key"]
        if (
            key
            and Person.select().where((Person.email_key == key) & (Person.id != row.id)).exists()
        ):
            raise RuleBroken("email.taken", "email")
        journal.amend(row, checked, "person.amend", by=by, now=now)


def insert_employment(
    row: Person,
    kindergarten: Kindergarten,
    department: Department | None,
    position: str,
    fte_percent: int,
    first_day: date,
    *,
    by: Identity,
    now: datetime,
) -> Employment:
    """Employ a person from a day, inside a transaction that is already open."""
    if position not in POSITIONS:
        raise RuleBroken("choice.unknown", "position", value=position)
    if not 1 <= fte_percent <= 100:
        raise RuleBroken("fte.range", "fte_percent")
    if department is not None and department.kindergarten_id != kindergarten.id:
        raise RuleBroken("department.elsewhere", "department")
    made = Employment.create(
        person=row,
        kindergarten=kindergarten,
        department=department,
        position=position,
        fte_percent=fte_percent,
        valid_from=first_day,
    )
    new = {
        "person": row,
        "position": position,
        "fte_percent": fte_percent,
        "department": department,
        "valid_from": first_day,
    }
    journal.note(
        "employment.add", made.id, by=by, now=now, kindergarten_id=kindergarten.id, new=new
    )
    return made


def end_employment(row: Employment, last_day: date, *, by: Identity, now: datetime) -> None:
    """Say which day is the last of an employment, and of the roles held there."""
    if not reach(by, "person", "U").covers(kindergarten_id=row.kindergarten_id):
        raise NotAllowed("employment")
    if last_day < row.valid_from:
        raise RuleBroken("dates.order", "valid_to")
    with writing():
        accounts_leaving.end_job(row, last_day, by=by, now=now)


def insert_flag(
    row: Person, flag: str, from_day: date, days: int, *, by: Identity, now: datetime
) -> None:
    """Set a flag for so many days, inside a transaction that is already open."""
    if flag not in FLAGS:
        raise RuleBroken("choice.unknown", "flag", value=flag)
    until = from_day + timedelta(days=days - 1)
    made = PersonFlag.create(person=row, flag=flag, valid_from=from_day, valid_to=until)
    journal.note(
        "flag.add",
        made.id,
        by=by,
        now=now,
        new={"person": row, "flag": flag, "valid_from": from_day, "valid_to": until},
    )


def appoint(
    row: Person,
    function: str,
    kindergarten: Kindergarten | None,
    from_day: date,
    to_day: date | None = None,
    *,
    by: Identity,
    now: datetime,
) -> ProgrammeFunction:
    """Give a person a programme function from a day, to a day or until further notice."""
    if not reach(by, "person", "U").covers(
        kindergarten_id=kindergarten.id if kindergarten else None
    ):
        raise NotAllowed("person")
    if function not in FUNCTIONS:
        raise RuleBroken("choice.unknown", "function", value=function)
    if to_day is not None and to_day < from_day:
        raise RuleBroken("dates.order", "valid_to")
    days = {"valid_from": from_day} | ({"valid_to": to_day} if to_day else {})
    with writing():
        locked(Person.select().where(Person.id == row.id)).get()  # two at once: one function
        there = ProgrammeFunction.kindergarten.is_null()
        if kindergarten is not None:
            there = ProgrammeFunction.kindergarten == kindergarten
        ends = ProgrammeFunction.valid_to
        held = there & (ends.is_null() | (ends >= from_day))
        held &= (ProgrammeFunction.person == row) & (ProgrammeFunction.function == function)
        if to_day is not None:
            held &= ProgrammeFunction.valid_from <= to_day
        if ProgrammeFunction.select().where(held).exists():
            raise RuleBroken("function.known", "function")
        told = {"person": row, "function": function} | days
        made = ProgrammeFunction.create(kindergarten=kindergarten, **told)
        house = kindergarten.id if kindergarten else None
        journal.note("function.add", made.id, by=by, now=now, kindergarten_id=house, new=told)
    return made


def end_function(row: ProgrammeFunction, last_day: date, *, by: Identity, now: datetime) -> None:
    """Say which day is the last of a programme function."""
    if not reach(by, "person", "U").covers(kindergarten_id=row.kindergarten_id):
        raise NotAllowed("person")
    if last_day < row.valid_from:
        raise RuleBroken("dates.order", "valid_to")
    with writing():
        journal.amend(
            row,
            {"valid_to": last_day},
            "function.end",
            by=by,
            now=now,
            kindergarten_id=row.kindergarten_id,
        )


def find_or_add(name: str, email: str, *, by: Identity, now: datetime) -> Person:
    """Return the person with an address, or add one."""
    if not reach(by, "person", "C").everything:
        raise NotAllowed("person")
    with writing():
        found = Person.get_or_none(Person.email_key == email_key(email))
        if found is not None:
            return standing(found)
        return insert_person({"name": name, "email": email}, by=by, now=now)

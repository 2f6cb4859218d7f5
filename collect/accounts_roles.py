"""Which roles an account is given: each with the place it needs, by one who may give it."""

from __future__ import annotations

from datetime import date, datetime

from collect import journal
from collect.models.accounts import Account, RoleGrant
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Employment, Person
from collect.rules.access import ROLES, Identity, may_grant, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed, RuleBroken


def refuse_beyond(
    row: Person, role: str, kindergarten: Kindergarten | None, *, by: Identity, now: datetime
) -> None:
    """Refuse a role that the identity may not give, there or to one who does not work there."""
    found = reach(by, "account", "C")
    if found.is_empty or (kindergarten is not None and not may_grant(by, role, kindergarten.id)):
        raise NotAllowed("account")
    if found.everything:
        return
    if kindergarten is None:
        raise RuleBroken("role.place", "kindergarten")
    there = Employment.select().where(
        (Employment.person == row)
        & (Employment.kindergarten == kindergarten)
        & (Employment.valid_to.is_null() | (Employment.valid_to >= local_day(now)))
    )
    if not there.exists():
        raise RuleBroken("person.elsewhere", "person")


def insert_grant(
    row: Account,
    role: str,
    kindergarten: Kindergarten | None,
    department: Department | None,
    *,
    by: Identity,
    now: datetime,
) -> None:
    """Give a role inside a transaction that is already open; staff roles need their place.

    Given twice, it is held once.
    """
    if role not in ROLES:
        raise RuleBroken("choice.unknown", "role", value=role)
    if role in ("staff", "leader", "director", "observer", "mentor") and kindergarten is None:
        raise RuleBroken("role.place", "kindergarten")
    if role == "leader" and department is None:
        raise RuleBroken("role.department", "department")
    if (
        department is not None
        and kindergarten is not None
        and department.kindergarten_id != kindergarten.id
    ):
        raise RuleBroken("department.elsewhere", "department")
    if _is_held(row, role, kindergarten, department, local_day(now)):
        return
    made = RoleGrant.create(
        account=row,
        role=role,
        kindergarten=kindergarten,
        department=department,
        valid_from=local_day(now),
    )
    new = {"account": row, "role": role, "kindergarten": kindergarten, "department": department}
    kindergarten_id = kindergarten.id if kindergarten else None
    journal.note("grant.add", made.id, by=by, now=now, kindergarten_id=kindergarten_id, new=new)


def _is_held(
    row: Account,
    role: str,
    kindergarten: Kindergarten | None,
    department: Department | None,
    on: date,
) -> bool:
    place = RoleGrant.kindergarten.is_null() if kindergarten is None else None
    room = RoleGrant.department.is_null() if department is None else None
    return bool(
        RoleGrant.select()
        .where(
            (RoleGrant.account == row)
            & (RoleGrant.role == role)
            & (RoleGrant.kindergarten == kindergarten if place is None else place)
            & (RoleGrant.department == department if room is None else room)
            & (RoleGrant.valid_from <= on)
            & RoleGrant.valid_to.is_null()
        )
        .exists()
    )

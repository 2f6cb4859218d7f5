"""Who changes department, position or kindergarten keeps the roles that fit: the others end the day before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from peewee import JOIN

from collect import journal
from collect.models.accounts import Account, RoleGrant
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Employment
from collect.rules.access import Identity


@dataclass(frozen=True)
class Turn:
    """A role that ends; what it becomes from the next day, and in which department: None for nothing."""

    grant: RoleGrant
    becomes: str | None = None
    room: Department | None = None
    place: Kindergarten | None = None  # another kindergarten


def held_there(job: Employment, on: date) -> list[RoleGrant]:
    """Return the roles that somebody holds where they work and that have not ended before a day."""
    found = (
        RoleGrant.select(RoleGrant, Department)
        .join(Account)
        .join_from(RoleGrant, Department, JOIN.LEFT_OUTER)
        .where(
            (Account.person == job.person_id)
            & (RoleGrant.kindergarten == job.kindergarten_id)
            & (RoleGrant.valid_to.is_null() | (RoleGrant.valid_to >= on))
        )
        .order_by(RoleGrant.id)
    )
    return list(found)


def into_room(job: Employment, room: Department, on: date) -> list[Turn]:
    """Return which roles follow somebody into another department: those held in the one they leave."""
    return [
        Turn(grant, grant.role, room)
        for grant in held_there(job, on)
        if grant.department_id is not None and grant.department_id == job.department_id
    ]


def into_position(job: Employment, position: str, on: date) -> list[Turn]:
    """Return which roles end with a position: to lead a department, or the kindergarten.

    Who then holds no other role there is staff from that day.
    """
    ends = {"pedagogical_leader": "leader", "director": "director"}.get(job.position)
    if position == job.position or ends is None:
        return []
    held = held_there(job, on)
    ending = [grant for grant in held if grant.role == ends]
    keeps = len(held) > len(ending)
    return [
        Turn(grant, None if keeps or number else "staff") for number, grant in enumerate(ending)
    ]


def into_place(held: Sequence[RoleGrant], place: Kindergarten) -> list[Turn]:
    """Return which roles follow somebody into another kindergarten: an observer's, and that of staff.

    Who led here does not lead there until somebody there says so.
    """
    found, is_staff = [], False
    for grant in held:
        becomes = None
        if grant.role == "observer":
            becomes = "observer"
        elif grant.role in ("staff", "leader", "director") and not is_staff:
            becomes, is_staff = "staff", True
        found.append(Turn(grant, becomes, None, place if becomes else None))
    return found


def turn(turns: Sequence[Turn], day: date, *, by: Identity, now: datetime) -> None:
    """End the roles the day before and give what they become, in a transaction that is already open."""
    for one in turns:
        old, place = one.grant, one.grant.kindergarten_id
        until = old.valid_to
        last = {"valid_to": day - timedelta(days=1)}
        journal.amend(old, last, "grant.end", by=by, now=now, kindergarten_id=place)
        if one.becomes is None:
            continue
        values = {
            "account": old.account,
            "role": one.becomes,
            "kindergarten": one.place or old.kindergarten,
            "department": one.room,
        }
        made = RoleGrant.create(**values, valid_from=day, valid_to=until)
        new, place = values | {"valid_from": day}, made.kindergarten_id
        journal.note("grant.add", made.id, by=by, now=now, kindergarten_id=place, new=new)

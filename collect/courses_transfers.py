"""A course's whole list, taken to another course of the same kind: seats and line in their order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peewee import JOIN

from collect import courses, courses_notices, journal, receipts
from collect import courses_changes as changes
from collect import courses_registrations as registrations
from collect.courses_groups import held_among
from collect.courses_line import entries, free, shares, waiting, waits
from collect.database import writing
from collect.models.courses import Course, Registration, RegistrationGroup
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.capacity import pass_seats
from collect.rules.refusals import NotAllowed, RuleBroken


@dataclass(frozen=True)
class Transfer:
    """What it gives to move a list: who moves in which order, who of them gets a seat, who stays and why."""

    moving: tuple[Registration, ...]
    seated: frozenset[int]  # ids of registrations
    staying: tuple[tuple[Registration, RuleBroken], ...]
    unnamed: int = 0  # seats without a name, which stay behind

    @property
    def placed(self) -> list[Registration]:
        """Return who gets a seat there."""
        return [one for one in self.moving if one.id in self.seated]

    @property
    def waiting(self) -> list[Registration]:
        """Return who waits there."""
        return [one for one in self.moving if one.id not in self.seated]

    @property
    def losing(self) -> list[Registration]:
        """Return who has a seat here and waits there."""
        return [one for one in self.waiting if one.status != "waiting"]


def may_transfer(identity: Identity) -> bool:
    """Whether the identity may take a list to another course."""
    return reach(identity, "registration", "U").everything


def transfer(old: Course, new: Course, today: date) -> Transfer:
    """Return what it would give to take a course's list to another; nothing is changed."""
    rows = list(
        registrations.participants(old)
        .select_extend(RegistrationGroup)
        .join_from(Registration, RegistrationGroup, JOIN.LEFT_OUTER)
    )
    staying = _staying(rows, new)
    moving = tuple(one for one in rows if one.id not in staying)
    houses, room = shares(new, today, [one.person_id for one in moving])
    mine = entries(moving, houses)
    found = pass_seats(free(new), [*entries(waiting(new), houses), *mine], room)
    seated = {one.id for key, who in mine.items() for one in who[: found.given.get(key.key, 0)]}
    left = tuple((one, staying[one.id]) for one in rows if one.id in staying)
    unnamed = courses.filling([old.id]).get(old.id, courses.Filling()).unnamed
    return Transfer(moving, frozenset(seated), left, unnamed)


def _staying(rows: Sequence[Registration], new: Course) -> dict[int, RuleBroken]:
    """Return by registration what keeps somebody from the other course; an exception made holds there too."""
    ids = [one.person_id for one in rows]
    held, against = held_among(new, ids), registrations.reasons_of(new, ids)
    found = {}
    for one in rows:
        if one.person_id in held:
            found[one.id] = RuleBroken("course.registered", reference=held[one.person_id])
        elif against[one.person_id] and not one.override_reason:
            found[one.id] = RuleBroken(against[one.person_id][0], year=new.min_programme_year)
    return found


def fingerprint(found: Transfer) -> str:
    """Return what tells one transfer from another."""
    moving = [(one.id, one.id in found.seated) for one in found.moving]
    staying = [(one.id, error.code) for one, error in found.staying]
    return hashlib.sha256(repr((moving, staying)).encode()).hexdigest()[:24]


def transfer_all(row: Course, new_id: int, seen: str, *, by: Identity, now: datetime) -> Transfer:
    """Take everybody in a course's list, in order, to another course of the same kind, and tell them.

    Groups keep their rule and come whole. `seen` is the fingerprint of what the one who acts was
    shown; RuleBroken("transfer.changed") says that it would give something else by now, and
    RuleBroken("transfer.nobody") that nobody can come along.
    """
    if not may_transfer(by):
        raise NotAllowed("registration")
    today = local_day(now)
    with writing():
        old, new = changes.both_locked(row.id, new_id)
        _refuse_courses(old, new, today)
        found = transfer(old, new, today)
        if fingerprint(found) != seen:
            raise RuleBroken("transfer.changed")
        if not found.moving:
            raise RuleBroken("transfer.nobody", "course_id")
        for one in found.moving:
            changes.leave(one, "registration.move", by=by, now=now)
        courses_notices.tell([one.id for one in found.moving], "transferred", now=now)
        _enter(new, found, by=by, now=now)
        told = {"course": new.id, "registrations": len(found.moving)}
        journal.note("course.transfer", old.id, by=by, now=now, new=told)
        if not old.is_cancelled:
            courses.promote(old, by=by, now=now)
    return found


def _refuse_courses(old: Course, new: Course, today: date) -> None:
    """Refuse to take a list out of a course that has begun, or to one that takes nobody like it."""
    if not old.is_cancelled and today >= old.first_day:
        raise RuleBroken("course.begun")
    changes.refuse_target(old, new, today)


def _enter(new: Course, found: Transfer, *, by: Identity, now: datetime) -> None:
    """Write all who move into the other course's list, each with the group they came in."""
    groups: dict[int, RegistrationGroup] = {}
    number = waits(new)
    for one in found.moving:
        is_seated = one.id in found.seated
        number += not is_seated
        registrations.enter(
            new,
            one.person_id,
            "placed" if is_seated else "waiting",
            None if is_seated else number,
            by=by,
            now=now,
            needs=one.needs,
            note=one.note,
            override_reason=one.override_reason,
            group=_group(groups, one, new, by=by, now=now),
            follows=one,
        )


def _group(
    known: dict[int, RegistrationGroup],
    one: Registration,
    new: Course,
    *,
    by: Identity,
    now: datetime,
) -> RegistrationGroup | None:
    """Return the group in the other course that stands for the one somebody came in."""
    old = one.group
    if old is None:
        return None
    if old.id not in known:
        made = RegistrationGroup.create(
            reference=receipts.new_reference(),
            course=new,
            kindergarten=old.kindergarten_id,
            rule=old.rule,
            registered_by=old.registered_by_id,
            registered_at=now,
        )
        new_values = {"course": new.id, "rule": made.rule, "reference": made.reference}
        place = made.kindergarten_id
        journal.note(
            "group.move",
            made.id,
            by=by,
            now=now,
            kindergarten_id=place,
            old={"course": old.course_id, "reference": old.reference},
            new=new_values,
        )
        known[old.id] = made
    return known[old.id]

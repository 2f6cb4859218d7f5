"""What two records of one person cannot both have: what stands in the way of a merge, and what is settled by rule.

Settled, in this order:
- dated rows (employments, functions, flags, roles) that say the same of days that meet: one row, of all their days;
- two registrations for one course: see `rules.people_merging.staying`; the other is withdrawn, and the line moves up;
- two marks at one session of a module: one, present if either was.
Everything else may stand twice and is moved as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from collect import courses, courses_line, journal
from collect.database import locked
from collect.models.accounts import Account, RoleGrant
from collect.models.certificates_release import ReleaseDay
from collect.models.courses import Course, Registration
from collect.models.courses_attendance import Attendance
from collect.models.observations import Visit
from collect.models.people import Employment, Person, PersonFlag, ProgrammeFunction
from collect.models.programme_talking import TalkAttendance
from collect.people_merging_steps import Step, change, drop, fill, join, move
from collect.rules.access import Identity
from collect.rules.people_merging import Seat, staying
from collect.rules.refusals import RuleBroken

# What dated rows say of their days; rows that say the same of days that meet become one.
DATED: dict[Any, tuple[str, ...]] = {
    Employment: ("kindergarten", "department", "position"),
    ProgrammeFunction: ("function", "kindergarten", "network"),
    PersonFlag: ("flag",),
    RoleGrant: ("role", "kindergarten", "department"),
}


@dataclass(frozen=True)
class Doubled:
    """A course in which both are registered: who stays, and who is withdrawn."""

    course: Course
    stays: Registration
    goes: Registration


def hindrances(kept: Person, gone: Person, *, by: Identity) -> list[RuleBroken]:
    """Return everything that stands in the way of a merge, each with its sentence."""
    return [*_self(gone, by), *_accounts(kept, gone), *_pairs(kept, gone), *_days(kept, gone),
            *_attended(kept, gone)]  # fmt: skip


def _self(gone: Person, by: Identity) -> Iterator[RuleBroken]:
    if gone.id == by.person_id:
        yield RuleBroken("merge.yourself")


def _accounts(kept: Person, gone: Person) -> Iterator[RuleBroken]:
    """The account that can be used must be the one that stays."""
    usable = {row.person_id: _is_usable(row) for row in accounts_of(kept, gone)}
    if len(usable) == 2 and usable[gone.id] and not usable[kept.id]:
        yield RuleBroken("merge.account", name=gone.name)


def _is_usable(row: Account) -> bool:
    return bool(row.is_active) and row.password_hash is not None


def accounts_of(kept: Person, gone: Person) -> list[Account]:
    """Return the accounts of both, the kept one's first."""
    rows = list(Account.select().where(Account.person.in_([kept.id, gone.id])))
    return sorted(rows, key=lambda row: row.person_id != kept.id)


def _pairs(kept: Person, gone: Person) -> Iterator[RuleBroken]:
    """Nobody is the second coder of their own visit."""
    first, second = Visit.alias(), Visit.alias()
    both = [kept.id, gone.id]
    rows: Any = (
        second.select(second.planned_on)
        .join(first, on=(second.doubles == first.id))
        .where(
            first.observer.in_(both)
            & second.observer.in_(both)
            & (first.observer != second.observer)
            & first.status.not_in(["declined", "cancelled"])
            & second.status.not_in(["declined", "cancelled"])
        )
        .order_by(second.id)
    )
    for (day,) in rows.tuples():
        yield RuleBroken("merge.pair", day=day)


def _days(kept: Person, gone: Person) -> Iterator[RuleBroken]:
    """Nobody is bought free for more than a whole day."""
    rows = (
        ReleaseDay.select(ReleaseDay.day)
        .where(ReleaseDay.person.in_([kept.id, gone.id]) & ReleaseDay.withdrawn_at.is_null())
        .group_by(ReleaseDay.day)
        .having(fn.SUM(ReleaseDay.halves) > 2)
        .order_by(ReleaseDay.day)
    )
    for row in rows:
        yield RuleBroken("merge.release", day=row.day)


def _attended(kept: Person, gone: Person) -> Iterator[RuleBroken]:
    """Who was there twice is two people, or one mark is wrong."""
    present = _present(kept, gone)
    for course, one, other in _twice(kept, gone):
        if one.id in present and other.id in present:
            yield RuleBroken("merge.attended", course=course.title)


def _twice(kept: Person, gone: Person) -> list[tuple[Course, Registration, Registration]]:
    """Return the courses in which both are registered, with both registrations."""
    rows = (
        Registration.select(Registration, Course)
        .join(Course)
        .where(Registration.person.in_([kept.id, gone.id]) & (Registration.status != "withdrawn"))
        .order_by(Course.id, Registration.id)
    )
    found: dict[int, list[Registration]] = {}
    for row in rows:
        found.setdefault(row.course_id, []).append(row)
    return [(pair[0].course, pair[0], pair[1]) for pair in found.values() if len(pair) == 2]


def _present(kept: Person, gone: Person) -> set[int]:
    rows: Any = (
        Attendance.select(Attendance.registration)
        .join(Registration)
        .where(Registration.person.in_([kept.id, gone.id]) & Attendance.is_present)
    )
    return {row[0] for row in rows.tuples()}


def doubled(kept: Person, gone: Person) -> list[Doubled]:
    """Return the courses in which both are registered, and which registration goes."""
    present = _present(kept, gone)
    found = []
    for course, *pair in _twice(kept, gone):
        rows = {row.id: row for row in pair}
        seats = [Seat(row.id, row.status, row.id in present) for row in pair]
        stays, goes = staying(*seats)
        found.append(Doubled(course, rows[stays.key], rows[goes.key]))
    return found


def lock_courses(kept: Person, gone: Person) -> None:
    """Lock the courses in which both are registered, in order of their ids."""
    _lock([course.id for course, *_ in _twice(kept, gone)])


def lock_given_up(steps: list[Step]) -> None:
    """Lock the courses in which a merge gave up a seat, in order of their ids."""
    _lock([row.course_id for row in _given_up(steps)])


def _lock(ids: list[int]) -> None:
    list(locked(Course.select().where(Course.id.in_(ids)).order_by(Course.id)))


def settle(kept: Person, gone: Person, *, by: Identity, now: datetime) -> list[Step]:
    """Settle by rule what both have, before the rest is moved; inside the act's transaction."""
    steps = []
    for model in (Employment, ProgrammeFunction, PersonFlag):
        steps += join(model, DATED[model], model.person == kept, model.person == gone)
    steps += _settle_accounts(kept, gone)
    for one in doubled(kept, gone):
        steps += _withdraw(one, by=by, now=now)
    return steps + _settle_talks(kept, gone)


def _settle_accounts(kept: Person, gone: Person) -> list[Step]:
    """Close the gone one's account and give its roles to the kept one's; a single account is moved."""
    both = accounts_of(kept, gone)
    if len(both) < 2:
        return []
    stays, closes = both
    steps = join(
        RoleGrant, DATED[RoleGrant], RoleGrant.account == stays, RoleGrant.account == closes
    )
    return steps + move(RoleGrant.account, closes.id, stays.id) + change(closes, is_active=False)


def _withdraw(one: Doubled, *, by: Identity, now: datetime) -> list[Step]:
    """Withdraw the registration that goes; what was told in it and is unsaid in the other is kept."""
    steps = fill(one.stays, needs=one.goes.needs, note=one.goes.note)
    before = one.goes.status
    steps += change(one.goes, status="withdrawn", withdrawn_at=now)
    journal.note(
        "registration.withdraw",
        one.goes.id,
        by=by,
        now=now,
        old={"status": before},
        new={"status": "withdrawn", "registration": one.stays.reference},
    )
    courses.promote(one.course, by=by, now=now)
    return steps


def _settle_talks(kept: Person, gone: Person) -> list[Step]:
    """Keep one mark of two at one session."""
    mine = {
        row.session_id: row for row in TalkAttendance.select().where(TalkAttendance.person == kept)
    }
    steps: list[Step] = []
    for row in (
        TalkAttendance.select().where(TalkAttendance.person == gone).order_by(TalkAttendance.id)
    ):
        same = mine.get(row.session_id)
        if same is not None:
            steps += change(same, is_present=same.is_present or row.is_present) + drop(row)
    return steps


def lost_seats(steps: list[Step]) -> list[Course]:
    """Return the courses where the seat that a merge gave up is taken, so that it cannot be given back."""
    return [row.course for row in _given_up(steps) if courses_line.free(row.course) < 1]


def _given_up(steps: list[Step]) -> list[Registration]:
    """Return the registrations whose seat a merge gave up, each with its course."""
    ids = [
        step["ids"][0]
        for step in steps
        if step.get("column") == "status" and step["old"] in courses_line.TAKING
    ]
    rows = Registration.select(Registration, Course).join(Course)
    return list(rows.where(Registration.id.in_(ids)).order_by(Course.id))

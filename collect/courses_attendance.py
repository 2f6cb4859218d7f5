"""Attendance: who of those with a seat was there, day by day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, Case, ModelSelect, fn

from collect import courses_proofs as proofs
from collect import journal
from collect.courses_registrations import participants
from collect.database import lay_over, locked, writing
from collect.models.courses import Course, CourseDay, Registration
from collect.models.courses_attendance import Attendance
from collect.models.people import Person
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken

Seen = Mapping[int, bool | None]  # registration -> there or not; None: not marked yet


@dataclass(frozen=True)
class Line:
    """One who has a seat, and what is marked about the day."""

    registration: Registration
    mark: Attendance | None = None

    @property
    def is_present(self) -> bool | None:
        """Whether the person was there; None when nobody has marked it."""
        return self.mark.is_present if self.mark is not None else None


def may_mark(identity: Identity) -> bool:
    """Whether the identity keeps attendance."""
    return reach(identity, "attendance", "U").everything


def of_day(day: CourseDay) -> list[Line]:
    """Return everybody with a seat, by name, with what is marked about one day; two queries."""
    known = _marks(day)
    return [Line(row, known.get(row.id)) for row in seated(day.course_id)]


def _marks(day: CourseDay) -> dict[int, Attendance]:
    found = (
        Attendance.select(Attendance, Person)
        .join(Person, JOIN.LEFT_OUTER)
        .where(Attendance.course_day == day)
    )
    return {mark.registration_id: mark for mark in found}


def seated(row: Course | int) -> ModelSelect[Registration]:
    """Return everybody with a seat, by name."""
    placed = participants(row).where(Registration.status == "placed")
    return placed.order_by(Person.sort, Registration.id)


def ever_registered(row: Course) -> list[int]:
    """Return all registrations of a course: who withdrew while a page lay open is told of by name."""
    return [one.id for one in Registration.select().where(Registration.course == row)]


def of_course(row: Course) -> dict[tuple[int, int], bool]:
    """Return (registration, day of the course) -> there or not, for all that is marked; one query."""
    marks = Attendance.select().join(CourseDay).where(CourseDay.course == row)
    return {(mark.registration_id, mark.course_day_id): mark.is_present for mark in marks}


def days_attended(registration_ids: Collection[int]) -> dict[int, int]:
    """Count the days each registration was there; one that nobody has marked is left out; one query."""
    here = fn.SUM(Case(None, ((Attendance.is_present, 1),), 0))
    rows: Any = (
        Attendance.select(Attendance.registration, here)
        .where(Attendance.registration.in_(list(registration_ids)))
        .group_by(Attendance.registration)
        .tuples()
    )
    return {key: int(count) for key, count in rows}


def marked_days(registration: Registration) -> dict[int, bool]:
    """Return day of the course -> there or not, for the days that are marked."""
    marks = Attendance.select().where(Attendance.registration == registration)
    return {mark.course_day_id: mark.is_present for mark in marks}


def attended(registration: Registration) -> bool:
    """Whether one was there on every day of the course."""
    return bool(proofs.attended_of(registration.course, [registration.id]))


def mark(
    day: CourseDay,
    marks: Mapping[int, bool],
    *,
    by: Identity,
    now: datetime,
    seen: Seen | None = None,
) -> int:
    """Keep who was there on a day; return how many marks changed.

    `marks` is registration -> there or not, `seen` what stood there when they were made. What
    somebody else has marked otherwise since then is not written over: RuleBroken says whom it
    concerns. Proofs of the course follow in the same transaction.
    """
    if not may_mark(by):
        raise NotAllowed("attendance")
    if local_day(now) < day.day:
        raise RuleBroken("attendance.early", None, day=day.day)
    with writing():
        row = locked(Course.select().where(Course.id == day.course_id)).get()
        if row.is_cancelled:
            raise RuleBroken("course.cancelled")
        if not CourseDay.select().where(CourseDay.id == day.id).exists():
            raise NotFound("course")
        lines = {line.registration.id: line for line in of_day(day)}
        _refuse_gone(row, marks, lines)
        _refuse_unseen(marks, seen or {}, lines)
        changed = {
            key: here
            for key, here in marks.items()
            if key in lines and lines[key].is_present is not here
        }
        if not changed:
            return 0
        _write(day, changed, by, now)
        _note(day, changed, lines, by, now)
        references = {key: lines[key].registration.reference for key in changed}
        proofs.settle(row, references, by=by, now=now)
    return len(changed)


def _refuse_gone(row: Course, marks: Mapping[int, bool], lines: Mapping[int, Line]) -> None:
    """Refuse a tick for one who has no seat; an absent one who withdrew is no matter."""
    gone = [key for key, here in marks.items() if here and key not in lines]
    if not gone:
        return
    left = Registration.select(Registration, Person).join(Person)
    found = left.where((Registration.course == row) & Registration.id.in_(gone))
    names = ", ".join(one.person.name for one in found) or "–"
    raise RuleBroken("attendance.gone", None, names=names)


def _refuse_unseen(marks: Mapping[int, bool], seen: Seen, lines: Mapping[int, Line]) -> None:
    """Refuse to write over what another has marked since the page was made."""
    theirs = [
        lines[key]
        for key, here in marks.items()
        if key in seen
        and key in lines
        and lines[key].mark is not None
        and lines[key].is_present is not seen[key]
        and lines[key].is_present is not here
    ]
    if theirs:
        names = ", ".join(line.registration.person.name for line in theirs)
        raise RuleBroken("attendance.changed", None, names=names)


def _write(day: CourseDay, changed: Mapping[int, bool], by: Identity, now: datetime) -> None:
    rows = [
        {
            "registration": key,
            "course_day": day.id,
            "is_present": here,
            "marked_by": by.person_id,
            "marked_at": now,
        }
        for key, here in changed.items()
    ]
    lay_over(Attendance, rows, ("registration", "course_day"))


def _note(
    day: CourseDay,
    changed: Mapping[int, bool],
    lines: Mapping[int, Line],
    by: Identity,
    now: datetime,
) -> None:
    """Write one line in the journal: the reference of each whose mark changed, and from what."""
    old, new = {}, {"course": day.course_id, "day": day.day}
    for word, here in (("present", True), ("absent", False)):
        old[word] = _references(lines, [k for k in changed if lines[k].is_present is here])
        new[word] = _references(lines, [k for k in changed if changed[k] is here])
    journal.note("attendance.mark", day.id, by=by, now=now, old=old, new=new)


def _references(lines: Mapping[int, Line], keys: list[int]) -> str:
    return ", ".join(lines[key].registration.reference for key in keys)

"""The days of a course set anew: moved, added, removed; seats, letters, calendars and proofs follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from collect import courses, courses_evaluation, courses_letters, courses_notices, journal
from collect import courses_proofs as proofs
from collect.database import locked, writing
from collect.models.courses import (
    Course,
    CourseDay,
    DroppedDay,
    Registration,
    RegistrationGroup,
)
from collect.models.courses_attendance import Attendance
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.courses_days import Changes, DayAnswers, changes, judge_days, judge_marked
from collect.rules.refusals import NotAllowed, RuleBroken
from collect.rules.text import LINE, clean

PARKED = date(1, 1, 1)  # where days stand while they change places: no two may share a date


@dataclass(frozen=True)
class DaysAnswers:
    """When and where a course is to be; `seen` is what the days were when the page was made."""

    days: tuple[DayAnswers, ...]
    register_by: date | None
    withdraw_by: date | None
    place: str
    seen: str


def fingerprint(days: Sequence[CourseDay]) -> str:
    """Return what a page carries to tell whether the days are still those that were read."""
    return "|".join(f"{one.id} {one.day} {one.starts_at} {one.ends_at}" for one in days)


def marked_days(row: Course) -> set[int]:
    """Return the days of a course that somebody's attendance is marked on."""
    marks = Attendance.select(Attendance.course_day).join(CourseDay)
    return {one.course_day_id for one in marks.where(CourseDay.course == row).distinct()}


def change_days(row: Course, answers: DaysAnswers, *, by: Identity, now: datetime) -> int:
    """Set a course's days, place and deadline anew; return how many were told.

    All who have a seat or wait are told of what is still ahead, calendars are set right, and
    proofs follow the days. A day that has been is corrected in silence. Raises RuleBroken for
    days that cannot be, a cancelled course, and attendance that would be lost.
    """
    if not reach(by, "course", "U").everything:
        raise NotAllowed("course")
    place = clean(answers.place, LINE, "place")
    with writing():
        held = locked(Course.select().where(Course.id == row.id)).get()
        if held.is_cancelled:
            raise RuleBroken("course.cancelled")
        days = courses.days(held)
        there = {one.id: (one.day, one.starts_at, one.ends_at) for one in days}
        found = changes(there, answers.days)
        judge_days(answers.days)
        _refuse_unseen(found, days, answers)
        _refuse_evaluated(held, days, answers)
        judge_marked(found, there, marked_days(held), local_day(now))
        first = min(one.day for one in answers.days)
        deadlines = {"register_by": answers.register_by, "withdraw_by": answers.withdraw_by}
        courses.judge_deadlines(deadlines, first)
        moved_place = place != held.place
        _write(held, days, found, now)
        _amend(held, first, place, answers, there, by=by, now=now)
        told = 0
        if _is_ahead(found, there, moved_place, answers.days, local_day(now)):
            told = courses_notices.tell_moved(held, now=now)
        if not found.is_nothing:
            _follow(held, by=by, now=now)
    return told


def _refuse_unseen(found: Changes, days: Sequence[CourseDay], answers: DaysAnswers) -> None:
    """Refuse to change days that are no longer those the page showed."""
    keys = {one.id for one in days}
    is_foreign = any(one.key is not None and one.key not in keys for one in answers.days)
    if is_foreign or (not found.is_nothing and fingerprint(days) != answers.seen):
        raise RuleBroken("record.changed")


def _refuse_evaluated(held: Course, days: Sequence[CourseDay], answers: DaysAnswers) -> None:
    """Refuse another last day once somebody has answered the evaluation, whose days follow it.

    Closed early or opened anew it would show two figures with one answer between them.
    """
    is_moved = max(one.day for one in answers.days) != days[-1].day
    if is_moved and courses_evaluation.is_answered(held):
        raise RuleBroken("course.evaluated")


def _is_ahead(
    found: Changes,
    there: Mapping[int, tuple[date, str, str]],
    moved_place: bool,
    wanted: Sequence[DayAnswers],
    today: date,
) -> bool:
    """Whether anything changed that somebody can still come to, or would come to in vain."""
    touched = [one.day for one in (*found.kept, *found.added)]
    touched += [there[key][0] for key in (*found.dropped, *(one.key or 0 for one in found.kept))]
    touched += [one.day for one in wanted] if moved_place else []
    return any(day >= today for day in touched)


def _write(held: Course, days: Sequence[CourseDay], found: Changes, now: datetime) -> None:
    """Write the days; each keeps its name in calendars, and no name is used twice."""
    rows = {one.id: one for one in days}
    gone = DroppedDay.select(DroppedDay.mark).where(DroppedDay.course == held)
    used = {_name(one) for one in days} | {one.mark for one in gone}
    if found.dropped:
        DroppedDay.insert_many([_dropped(rows[key], now) for key in found.dropped]).execute()
        CourseDay.delete().where(CourseDay.id.in_(found.dropped)).execute()
    for number, one in enumerate(found.kept):
        parked = PARKED + timedelta(days=number)
        CourseDay.update(day=parked).where(CourseDay.id == one.key).execute()
    for one in found.kept:
        day = rows[one.key or 0]
        day.mark = day.mark or ("" if day.day == one.day else day.day.isoformat())
        day.day, day.starts_at, day.ends_at = one.when
        day.save(only=["day", "starts_at", "ends_at", "mark"])
    for one in found.added:
        name = str(one.day)
        free = name if name not in used else next(n for n in _others(name) if n not in used)
        used.add(free)
        hours = {"starts_at": one.starts_at, "ends_at": one.ends_at}
        CourseDay.create(course=held, day=one.day, **hours, mark="" if free == name else free)


def _name(day: CourseDay) -> str:
    return day.mark or day.day.isoformat()


def _others(name: str) -> Any:
    return (f"{name}-{number}" for number in count(2))


def _dropped(day: CourseDay, now: datetime) -> dict[str, Any]:
    hours = {"starts_at": day.starts_at, "ends_at": day.ends_at}
    return {
        "course": day.course_id,
        "day": day.day,
        **hours,
        "mark": _name(day),
        "dropped_at": now,
    }


def _amend(
    held: Course,
    first: date,
    place: str,
    answers: DaysAnswers,
    there: Mapping[int, tuple[date, str, str]],
    *,
    by: Identity,
    now: datetime,
) -> None:
    """Let the course follow its days, and note from what to what in one line of the journal."""
    wanted = {
        **courses.placed_at(held, place),
        "first_day": first,
        "register_by": answers.register_by,
        "withdraw_by": answers.withdraw_by,
    }
    changed = {name: value for name, value in wanted.items() if getattr(held, name) != value}
    old = {name: getattr(held, name) for name in changed}
    was, becomes = _said(there.values()), _said(one.when for one in answers.days)
    if was != becomes:
        old["course_days"] = was
    if not old:
        return
    for name, value in changed.items():
        setattr(held, name, value)
    if changed:
        held.save(only=list(changed))
    new = changed | ({"course_days": becomes} if was != becomes else {})
    journal.note("course.move", held.id, by=by, now=now, old=old, new=new)


def _said(days: Any) -> str:
    return ", ".join(f"{day} {starts}-{ends}" for day, starts, ends in sorted(days))


def _follow(held: Course, *, by: Identity, now: datetime) -> None:
    """Let proofs, seats without a name, letters and the line follow the days."""
    seated = Registration.select().where(
        (Registration.course == held) & (Registration.status == "placed")
    )
    references = {one.id: one.reference for one in seated}
    proofs.settle(held, references, by=by, now=now)
    late = (RegistrationGroup.course == held) & (RegistrationGroup.name_by > held.first_day)
    RegistrationGroup.update(name_by=held.first_day).where(late).execute()
    courses_letters.send_anew(held, now=now)
    courses.promote(held, by=by, now=now)

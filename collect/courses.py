"""Courses with a limited number of seats: registration, waiting list, withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from peewee import Case, ModelSelect, fn

from collect import journal
from collect.database import locked, writing
from collect.models.base import within
from collect.models.courses import Course, CourseDay, Registration
from collect.rules.access import Identity, reach
from collect.rules.capacity import to_promote
from collect.rules.eligibility import POSITIONS
from collect.rules.norwegian import search_text, sort_key
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, NOTE, clean

KINDS = (
    "skilled_worker",
    "new_staff",
    "certification",
    "recertification",
    "professional_day",
    "workshop",
    "talking_with_children",
)


@dataclass(frozen=True)
class Filling:
    """How full a course is."""

    placed: int = 0
    waiting: int = 0


def courses(identity: Identity) -> ModelSelect[Course]:
    """Return the courses, by first day; they are for everybody who is logged in."""
    condition = within(reach(identity, "course", "R"))
    return Course.select().where(condition).order_by(Course.first_day, Course.id)


def course(identity: Identity, course_id: int) -> Course:
    """Return one course; raise NotFound for a missing one."""
    found = courses(identity).where(Course.id == course_id).get_or_none()
    if found is None:
        raise NotFound("course")
    return found


def filling(course_ids: Sequence[int]) -> dict[int, Filling]:
    """Count placed and waiting of several courses in one query."""
    placed = fn.SUM(Case(None, ((Registration.status == "placed", 1),), 0))
    waiting = fn.SUM(Case(None, ((Registration.status == "waiting", 1),), 0))
    rows: Any = (
        Registration.select(Registration.course, placed, waiting)
        .where(Registration.course.in_(course_ids))
        .group_by(Registration.course)
        .tuples()
    )
    return {course_id: Filling(int(p or 0), int(w or 0)) for course_id, p, w in rows}


def is_open(row: Course, today: date) -> bool:
    """Whether one may register today."""
    return not row.is_cancelled and today <= (row.register_by or row.first_day)


def promote(row: Course, *, by: Identity, now: datetime) -> list[Registration]:
    """Move up as many as there are free seats, in order; inside the act's transaction."""
    if row.is_cancelled:
        return []
    full = filling([row.id]).get(row.id, Filling())
    count = to_promote(row.seats, full.placed, full.waiting)
    line = Registration.select().where(
        (Registration.course == row) & (Registration.status == "waiting")
    )
    moved = list(line.order_by(Registration.id).limit(count)) if count else []
    for one in moved:
        journal.amend(one, {"status": "placed"}, "registration.promote", by=by, now=now)
    return moved


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a course's columns from given values; raise RuleBroken for a wrong one."""
    title = clean(values["title"], LINE, "title")
    if not title:
        raise RuleBroken("required", "title")
    if values["kind"] not in KINDS:
        raise RuleBroken("choice.unknown", "kind", value=values["kind"])
    if not 1 <= values["seats"] <= 500:
        raise RuleBroken("seats.range", "seats")
    if not set(values["positions"]) <= set(POSITIONS):
        raise RuleBroken("choice.unknown", "positions", value=", ".join(values["positions"]))
    if not 0 <= values["min_programme_year"] <= 9:
        raise RuleBroken("programme_year.range", "min_programme_year")
    place = clean(values.get("place") or "", LINE, "place")
    return {
        "title": title,
        "sort": sort_key(title),
        "search": search_text(title, place),
        "kind": values["kind"],
        "place": place,
        "seats": values["seats"],
        "positions": ",".join(p for p in POSITIONS if p in values["positions"]),
        "min_programme_year": values["min_programme_year"],
        "register_by": values.get("register_by"),
        "description": clean(values.get("description") or "", NOTE, "description"),
    }


def add_course(
    values: Mapping[str, Any],
    days: Sequence[tuple[date, time, time]],
    *,
    by: Identity,
    now: datetime,
) -> Course:
    """Add a course with its days, which are one package."""
    if not reach(by, "course", "C").everything:
        raise NotAllowed("course")
    checked = _checked(values)
    if not days:
        raise RuleBroken("required", "days")
    for _, starts, ends in days:
        if ends <= starts:
            raise RuleBroken("dates.order", "days")
    if len({day for day, _, _ in days}) != len(days):
        raise RuleBroken("course.same_day", "days")
    first = min(day for day, _, _ in days)
    if checked["register_by"] is not None and checked["register_by"] > first:
        raise RuleBroken("dates.order", "register_by")
    with writing():
        row = Course.create(first_day=first, **checked)
        for day, starts, ends in sorted(days):
            CourseDay.create(
                course=row, day=day, starts_at=f"{starts:%H:%M}", ends_at=f"{ends:%H:%M}"
            )
        journal.note("course.add", row.id, by=by, now=now, new={**checked, "first_day": first})
    return row


def amend_course(
    row: Course, values: Mapping[str, Any], *, by: Identity, now: datetime
) -> list[Registration]:
    """Change a course. More seats move the line up in order; fewer throw nobody out. Return who moved."""
    if not reach(by, "course", "U").everything:
        raise NotAllowed("course")
    checked = _checked(values)
    if checked["register_by"] is not None and checked["register_by"] > row.first_day:
        raise RuleBroken("dates.order", "register_by")
    with writing():
        held = locked(Course.select().where(Course.id == row.id)).get()
        journal.amend(held, checked, "course.amend", by=by, now=now)
        return promote(held, by=by, now=now)


def cancel_course(row: Course, *, by: Identity, now: datetime) -> None:
    """Cancel a course; the list of participants is kept."""
    if not reach(by, "course", "X").everything:
        raise NotAllowed("course")
    with writing():
        journal.amend(row, {"is_cancelled": True}, "course.cancel", by=by, now=now)


def coming(identity: Identity, today: date) -> ModelSelect[Course]:
    """Return the courses that have not begun."""
    return courses(identity).where(Course.first_day >= today)


def days(row: Course) -> list[CourseDay]:
    """Return a course's days in order."""
    return list(CourseDay.select().where(CourseDay.course == row).order_by(CourseDay.day))

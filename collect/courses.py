"""Courses with a limited number of seats: registration, waiting list, withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from peewee import ModelSelect

from collect import (
    courses_crowds,
    courses_letters,
    courses_line,
    courses_notices,
    courses_notices_offers,
    journal,
    receipts,
)
from collect.courses_line import Filling as Filling
from collect.courses_line import filling as filling
from collect.database import Prepared, locked, parameter, writing
from collect.models.base import within
from collect.models.courses import Course, CourseDay, Registration
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.courses_offers import MOST_HOURS
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


MOST_FROZEN = 60  # days


def courses(identity: Identity) -> ModelSelect[Course]:
    """Return the courses, by first day; they are for everybody who is logged in."""
    condition = within(reach(identity, "course", "R"))
    return Course.select().where(condition).order_by(Course.first_day, Course.id)


def course(identity: Identity, course_id: int) -> Course:
    """Return one course; raise NotFound for a missing one."""
    may_read = reach(identity, "course", "R").everything
    found: Course | None = _COURSE.first(Course, course=course_id) if may_read else None
    if found is None:
        raise NotFound("course")
    return found


_COURSE = Prepared(lambda: Course.select().where(Course.id == parameter("course")))


def is_open(row: Course, today: date) -> bool:
    """Whether one may register today."""
    return not row.is_cancelled and today <= (row.register_by or row.first_day)


def state(row: Course, full: Filling, today: date) -> str:
    """Return the one thing that may be said of a course today: cancelled, closed, open or full.

    Open is one where somebody who comes now may get a seat, full one where they wait.
    """
    if not is_open(row, today):
        return "cancelled" if row.is_cancelled else "closed"
    # With a share the line may wait for seats that others can have.
    has_seat = full.placed < row.seats and (not full.waiting or row.share is not None)
    return "open" if has_seat else "full"


def is_late_to_withdraw(row: Registration, held: Course, *, by: Identity, today: date) -> bool:
    """Whether only the office can still give up a seat; who leaves the line is never late."""
    is_over = held.withdraw_by is not None and today > held.withdraw_by
    is_bound = is_over and row.status == "placed" and not held.is_cancelled
    return is_bound and not reach(by, "registration", "U").everything


def refuse_late_withdrawal(row: Registration, held: Course, *, by: Identity, today: date) -> None:
    """Refuse to give up a seat when its last day to do so is over."""
    if is_late_to_withdraw(row, held, by=by, today=today):
        raise RuleBroken("course.withdraw_late", day=held.withdraw_by)


def promote(row: Course, *, by: Identity, now: datetime) -> list[Registration]:
    """Give or offer the free seats to those whom they reach, in order; inside the act's transaction."""
    found = courses_line.moves(row, now=now)
    courses_line.note(row, found.told, now=now)
    values: dict[str, Any] = {"status": "placed"}
    if found.until is not None:
        values = {"status": "offered", "offered_until": found.until}
    act = "registration.promote" if found.until is None else "registration.offer"
    for one in found.moved:
        one.course = row
        journal.amend(one, values, act, by=by, now=now)
    if found.until is None:
        courses_notices.tell([one.id for one in found.moved], "promoted", now=now)
    else:
        courses_notices_offers.tell_offered(found.moved, now=now)
    return found.moved


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
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
    freeze_days = values.get("freeze_days") or 0
    if not 0 <= freeze_days <= MOST_FROZEN:
        raise RuleBroken("freeze.range", "freeze_days", most=MOST_FROZEN)
    offer_hours = values.get("offer_hours") or 0
    if not 0 <= offer_hours <= MOST_HOURS:
        raise RuleBroken("course.offer_range", "offer_hours", most=MOST_HOURS)
    share = values.get("share") or None
    if share is not None and not 1 <= share <= 500:
        raise RuleBroken("seats.range", "share")
    place = clean(values.get("place") or "", LINE, "place")
    return {
        "title": title,
        "sort": sort_key(title),
        "search": search_text(title, place),
        "place": place,
        "kind": values["kind"],
        "seats": values["seats"],
        "positions": ",".join(p for p in POSITIONS if p in values["positions"]),
        "min_programme_year": values["min_programme_year"],
        "freeze_days": freeze_days,
        "offer_hours": offer_hours,
        "share": share,
        "register_by": values.get("register_by"),
        "withdraw_by": values.get("withdraw_by"),
        "description": clean(values.get("description") or "", NOTE, "description"),
    }


def judge_deadlines(deadlines: Mapping[str, Any], first: date) -> None:
    """Raise RuleBroken for a deadline after the first day."""
    for name in ("register_by", "withdraw_by"):
        last: date | None = deadlines[name]
        if last is not None and last > first:
            raise RuleBroken("course.deadline_late", name, day=first)


def add_course(
    values: Mapping[str, Any],
    days: Sequence[tuple[date, time, time]],
    *,
    letters: Sequence[courses_letters.Pattern] | None = None,
    submission_id: str = "",
    by: Identity,
    now: datetime,
) -> Course:
    """Add a course with its days, which are one package, and its letters.

    The same submission again gives the same course.
    """
    if not reach(by, "course", "C").everything:
        raise NotAllowed("course")
    columns = checked(values)
    if not days:
        raise RuleBroken("required", "days")
    for _, starts, ends in days:
        if ends <= starts:
            raise RuleBroken("day.hours", "days")
    if len({day for day, _, _ in days}) != len(days):
        raise RuleBroken("course.same_day", "days")
    first = min(day for day, _, _ in days)
    judge_deadlines(columns, first)
    body = receipts.body_hash((sorted(columns.items()), sorted(days)))
    with writing():
        known = receipts.earlier(submission_id, body, by=by) if submission_id else None
        if known is not None:
            held: Course = Course.get_by_id(known[1])
            return held
        row = Course.create(first_day=first, **columns)
        for day, starts, ends in sorted(days):
            CourseDay.create(
                course=row, day=day, starts_at=f"{starts:%H:%M}", ends_at=f"{ends:%H:%M}"
            )
        courses_letters.begin(row, letters, now=now)
        journal.note("course.add", row.id, by=by, now=now, new={**columns, "first_day": first})
        if submission_id:
            made = receipts.new_reference()
            receipts.give(submission_id, body, "course", made, row.id, by=by, now=now)
    return row


def amend_course(
    row: Course,
    values: Mapping[str, Any],
    *,
    by: Identity,
    now: datetime,
    seen: str | None = None,
) -> list[Registration]:
    """Change a course. More seats move the line up in order; fewer throw nobody out. Return who moved.

    With `seen`, several move up only when they are the ones the reader was shown.
    """
    if not reach(by, "course", "U").everything:
        raise NotAllowed("course")
    columns = checked(values)
    judge_deadlines(columns, row.first_day)
    with writing():
        held = locked(Course.select().where(Course.id == row.id)).get()
        planned = Course(**{**held.__data__, **columns})
        courses_crowds.refuse_unseen(courses_line.moves(planned, now=now), seen, now=now)
        changed = journal.amend(held, columns, "course.amend", by=by, now=now)
        if "place" in changed and not held.is_cancelled and is_ahead(held, local_day(now)):
            courses_notices.tell_moved(held, now=now)
        return promote(held, by=by, now=now)


def placed_at(row: Course, place: str) -> dict[str, Any]:
    """Return the columns of a course that follow from where it is held."""
    return {"place": place, "search": search_text(row.title, place)}


def is_ahead(row: Course, today: date) -> bool:
    """Whether some day of a course is today or later."""
    later = (CourseDay.course == row) & (CourseDay.day >= today)
    return CourseDay.select().where(later).exists()


def cancel_course(row: Course, reason: str = "", *, by: Identity, now: datetime) -> None:
    """Cancel a course and tell all who have a seat or wait, and why; the list of participants is kept."""
    if not reach(by, "course", "X").everything:
        raise NotAllowed("course")
    why = clean(reason, LINE, "reason")
    with writing():
        held = locked(Course.select().where(Course.id == row.id)).get()
        if held.is_cancelled:
            return
        journal.amend(
            held, {"is_cancelled": True, "cancel_reason": why}, "course.cancel", by=by, now=now
        )
        left = (Registration.course == row) & (Registration.status != "withdrawn")
        ids = [one.id for one in Registration.select(Registration.id).where(left)]
        courses_notices.tell(ids, "cancelled", now=now)
    row.is_cancelled = True
    row.cancel_reason = why


def coming(identity: Identity, today: date) -> ModelSelect[Course]:
    """Return the courses that have not begun."""
    return courses(identity).where(Course.first_day >= today)


def announced(today: date, kind: str = "") -> ModelSelect[Course]:
    """Return the courses that have not begun, those called off with them, by first day.

    Open to everybody: a course is announced by what it is, when, where and for whom.
    """
    rows = Course.select().where(Course.first_day >= today)
    return (rows.where(Course.kind == kind) if kind else rows).order_by(Course.first_day, Course.id)


def announced_course(course_id: int, today: date) -> Course:
    """Return one course of those that are announced; raise NotFound for any other."""
    found: Course | None = announced(today).where(Course.id == course_id).get_or_none()
    if found is None:
        raise NotFound("course")
    return found


def other_dates(row: Course, identity: Identity, today: date) -> list[Course]:
    """Return the other coming courses of the same kind that one may register for today."""
    same = (Course.kind == row.kind) & (Course.id != row.id)
    return [one for one in coming(identity, today).where(same) if is_open(one, today)]


def days(row: Course) -> list[CourseDay]:
    """Return a course's days in order."""
    return courses_notices.days_in(row.id)

"""Registrations: a seat or a number in line, and who moves up when one withdraws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import SQL, Case, ModelSelect, fn

from collect import courses_line, courses_notices, journal, people, receipts
from collect.courses import is_open, promote, refuse_late_withdrawal
from collect.courses_audience import reasons as reasons
from collect.courses_audience import reasons_of as reasons_of
from collect.courses_entering import enter as enter
from collect.courses_entering import place_of as place_of
from collect.courses_line import seats_for, waits
from collect.database import Prepared, locked, parameter, writing
from collect.models.courses import Course, CourseDay, Registration
from collect.models.courses_attendance import Attendance
from collect.models.organisation import Affiliation, Cohort, Kindergarten
from collect.models.people import Employment, Person
from collect.rules.access import HOUSE, Identity, Reach, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, NOTE, clean


@dataclass(frozen=True)
class RegistrationAnswers:
    """A wish for a seat."""

    course_id: int
    person_id: int
    needs: str = ""
    note: str = ""
    override_reason: str = ""  # an administrator's, for one whom the course is not for


_LOCKED = Prepared(lambda: locked(Course.select().where(Course.id == parameter("course"))))
_HELD = Prepared(
    lambda: Registration.select().where(
        (Registration.course == parameter("course"))
        & (Registration.person == parameter("person"))
        & (Registration.status != "withdrawn")
    )
)


def registrable(identity: Identity, on: date) -> ModelSelect[Person]:
    """Return the people the identity may register: oneself, or a director's staff."""
    return (
        Person.select()
        .where(people.in_reach(reach(identity, "registration", "C"), on))
        .order_by(Person.sort, Person.id)
    )


def choices(identity: Identity, on: date) -> dict[str, str]:
    """Return by id the names of whom the identity may register; without a query when only oneself."""
    found = reach(identity, "registration", "C")
    if identity.person_id and found == Reach(person_id=identity.person_id):
        return {str(identity.person_id): identity.name}
    return {str(person.id): person.name for person in registrable(identity, on)}


def may_register(identity: Identity, person_id: int, on: date) -> bool:
    """Whether the identity may register a person: oneself, or one of a director's staff."""
    if reach(identity, "registration", "C").person_id == person_id:
        return True  # the usual one, asked without a query
    return registrable(identity, on).where(Person.id == person_id).exists()


def register(
    answers: RegistrationAnswers, *, by: Identity, submission_id: str, now: datetime
) -> str:
    """Give the person a seat, or the next place in the line, and return the reference number.

    The same submission again gives the same reference. Raises RuleBroken with the reason when
    the course is closed, the person is not eligible or is registered already.
    """
    needs, note = clean(answers.needs, 1_000, "needs"), clean(answers.note, NOTE, "note")
    body, today = receipts.body_hash(answers), local_day(now)
    with writing():
        known = receipts.earlier(submission_id, body, by=by)
        if known is not None:
            return known[0]
        row = open_course(answers.course_id, by=by, today=today)
        judge(row, answers, by, today)
        has_seat = seats_for(row, today=today, person_id=answers.person_id)
        status = "placed" if has_seat else "waiting"
        number = waits(row) + 1 if status == "waiting" else None
        why = exception(row, answers, by)
        more: dict[str, Any] = {"needs": needs, "note": note, "override_reason": why}
        made = enter(row, answers.person_id, status, number, **more, by=by, now=now)
        courses_line.tell_share(row, now=now)
        receipts.give(submission_id, body, "registration", made.reference, made.id, by=by, now=now)
    return str(made.reference)


def open_course(course_id: int, *, by: Identity, today: date) -> Course:
    """Return a course that takes registrations, its row locked; raise RuleBroken for another."""
    row: Course | None = _LOCKED.first(Course, course=course_id)
    if row is None or not reach(by, "course", "R").everything:
        raise RuleBroken("course.unknown", "course_id")
    if not is_open(row, today):
        raise RuleBroken("course.cancelled" if row.is_cancelled else "course.closed", "course_id")
    return row


def judge(row: Course, answers: RegistrationAnswers, by: Identity, today: date) -> None:
    """Raise RuleBroken with what stands between the person and the course, whose row is locked."""
    if not may_register(by, answers.person_id, today):
        raise RuleBroken("person.unknown", "person_id")
    if (held := _held(row, answers.person_id)) is not None:
        raise RuleBroken("course.registered", "person_id", reference=held.reference)
    against = reasons(row, answers.person_id)
    if against and not (answers.override_reason.strip() and may_override(by)):
        raise RuleBroken(against[0], "person_id", year=row.min_programme_year)


def may_override(identity: Identity) -> bool:
    """Whether the identity may register one whom a course is not for, with a reason."""
    return reach(identity, "registration", "U").everything


def exception(row: Course, answers: RegistrationAnswers, by: Identity) -> str:
    """Return the reason for an exception, if one is made."""
    reason = clean(answers.override_reason, LINE, "override_reason")
    is_one = bool(reason) and may_override(by) and bool(reasons(row, answers.person_id))
    return reason if is_one else ""


def _held(row: Course, person_id: int) -> Registration | None:
    found: Registration | None = _HELD.first(Registration, course=row.id, person=person_id)
    return found


def registrations(identity: Identity, on: date, act: str = "R") -> ModelSelect[Registration]:
    """Return the registrations the identity may act on, the newest course first."""
    found = reach(identity, "registration", act)
    return (
        Registration.select(Registration, Course, Person)
        .join(Course)
        .join_from(Registration, Person)
        .where(people.in_reach(found, on))
        .order_by(Course.first_day.desc(), Course.id, Registration.id)
    )


def registration(identity: Identity, reference: str, on: date, act: str = "R") -> Registration:
    """Return one registration by its reference; raise NotFound for a foreign or missing one."""
    found = (
        registrations(identity, on, act).where(Registration.reference == reference).get_or_none()
    )
    if found is None:
        raise NotFound("registration")
    return found


def number_in_line(row: Registration) -> int | None:
    """Return the place in the waiting list, the first being 1; None for one who does not wait."""
    if row.status != "waiting":
        return None
    ahead = (
        (Registration.course == row.course_id)
        & (Registration.status == "waiting")
        & (Registration.id <= row.id)
    )
    return int(Registration.select().where(ahead).count())


def participants(row: Course | int) -> ModelSelect[Registration]:
    """Return who has a seat, is offered one or waits, in order of registration; pages and sheets share it."""
    return (
        Registration.select(Registration, Person)
        .join(Person)
        .where((Registration.course == row) & (Registration.status != "withdrawn"))
        .order_by(Case(Registration.status, (("placed", 0), ("offered", 1)), 2), Registration.id)
    )


def withdraw(row: Registration, *, by: Identity, now: datetime) -> list[Registration]:
    """Give up a seat or a place in the line; the first in line moves up. Return who moved."""
    today = local_day(now)
    if not registrations(by, today, "X").where(Registration.id == row.id).exists():
        raise NotAllowed("registration")
    with writing():
        held = locked(Course.select().where(Course.id == row.course_id)).get()
        row = Registration.get_by_id(row.id)
        if row.status == "withdrawn":
            return []
        refuse_begun(row, held, today)
        refuse_late_withdrawal(row, held, by=by, today=today)
        was_offered = row.status == "offered"
        values = {"status": "withdrawn", "withdrawn_at": now}
        journal.amend(
            row,
            values,
            "registration.withdraw",
            by=by,
            now=now,
            kindergarten_id=place_of(row.person_id, today),
        )
        if was_offered:
            courses_line.note(held, [(row.id, None, "line.declined", {})], now=now)
        courses_notices.tell([row.id], "withdrawn", now=now)
        return promote(held, by=by, now=now)


def refuse_begun(row: Registration, held: Course, today: date) -> None:
    """Refuse to change a registration once its course has begun, or the person was there."""
    if today > held.first_day:
        raise RuleBroken("course.begun")
    there = (Attendance.registration == row) & Attendance.is_present
    if Attendance.select().where(there).exists():
        raise RuleBroken("course.attended")


def of_cohort(identity: Identity, cohort_id: int) -> ModelSelect[Registration]:
    """Return registrations (not withdrawn) of people employed in a cohort's kindergartens on the course's first day."""
    found = reach(identity, "registration", "R")
    return (
        Registration.select(Registration, Course, Person, Kindergarten)
        .join(Course)
        .join_from(Registration, Person)
        .join(Employment, on=((Employment.person == Person.id) & _holds(Employment)))
        .join(Kindergarten)
        .join(Affiliation, on=((Affiliation.kindergarten == Kindergarten.id) & _holds(Affiliation)))
        .join(Cohort)
        .where(
            (Cohort.id == cohort_id)
            & (Registration.status != "withdrawn")
            & (SQL("1 = 1") if found.everything else SQL("1 = 0"))
        )
        .order_by(Course.first_day, Course.id, Registration.id)
    )


def _holds(model: Any) -> Any:
    """Return the condition that a dated row holds on the course's first day."""
    return (model.valid_from <= Course.first_day) & (
        model.valid_to.is_null() | (model.valid_to >= Course.first_day)
    )


def current(identity: Identity, today: date) -> ModelSelect[Registration]:
    """Return the registrations within reach for courses that have not begun, the first course first."""
    found = registrations(identity, today).where(
        (Course.first_day >= today) & (Registration.status != "withdrawn")
    )
    own = Registration.person == (identity.person_id or 0)
    everything = reach(identity, "registration", "R").everything
    return (found.where(own) if everything else found).order_by(Course.first_day, Registration.id)


def held_by(row: Course, person_ids: Sequence[int]) -> Registration | None:
    """Return the registration that one of the people holds for a course, if any."""
    found: Registration | None = Registration.get_or_none(
        (Registration.course == row)
        & Registration.person.in_(person_ids)
        & (Registration.status != "withdrawn")
    )
    return found


KEEP_NEEDS = timedelta(days=14)  # after the course's last day


def forget_needs(now: datetime) -> int:
    """Wipe what participants told of allergies and other needs, two weeks after the course; return how many."""
    over = (
        CourseDay.select(CourseDay.course)
        .group_by(CourseDay.course)
        .having(fn.MAX(CourseDay.day) < local_day(now) - KEEP_NEEDS)
    )
    with writing():
        wiped = (
            Registration.update(needs="")
            .where(Registration.course.in_(over) & (Registration.needs != ""))
            .execute()
        )
        if wiped:
            journal.note("registration.forget_needs", None, by=HOUSE, now=now, new={"count": wiped})
    return int(wiped)

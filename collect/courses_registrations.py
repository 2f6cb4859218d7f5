"""Registrations: a seat or a number in line, and who moves up when one withdraws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import SQL, Case, ModelSelect, fn

from collect import journal, people, receipts
from collect.courses import Filling, filling, is_open, promote
from collect.database import locked, writing
from collect.models.courses import Course, CourseDay, Registration
from collect.models.organisation import Affiliation, Cohort, Kindergarten
from collect.models.people import Employment, Person
from collect.organisation import affiliation_on
from collect.rules.access import HOUSE, Identity, reach
from collect.rules.calendar import local_day
from collect.rules.capacity import placing
from collect.rules.eligibility import Applicant, reasons_against
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import NOTE, clean, has_national_id


@dataclass(frozen=True)
class RegistrationAnswers:
    """A wish for a seat."""

    course_id: int
    person_id: int
    needs: str = ""
    note: str = ""


def registrable(identity: Identity, on: date) -> ModelSelect[Person]:
    """Return the people the identity may register: oneself, or a director's staff."""
    return (
        Person.select()
        .where(people.in_reach(reach(identity, "registration", "C"), on))
        .order_by(Person.sort, Person.id)
    )


def reasons(row: Course, person_id: int) -> list[str]:
    """Return the codes of what stands between a person and a course on its first day."""
    job = people.employment_on(person_id, row.first_day)
    start = None
    if job is not None:
        belongs = affiliation_on(job.kindergarten_id, row.first_day)
        start = belongs.cohort.start if belongs is not None and belongs.cohort is not None else None
    return reasons_against(
        Applicant(job.position if job else None, start),
        positions=frozenset(filter(None, row.positions.split(","))),
        min_programme_year=row.min_programme_year,
        on=row.first_day,
    )


def register(
    answers: RegistrationAnswers, *, by: Identity, submission_id: str, now: datetime
) -> str:
    """Give the person a seat, or the next place in the line, and return the reference number.

    The same submission again gives the same reference. Raises RuleBroken with the reason when
    the course is closed, the person is not eligible or is registered already.
    """
    needs, note = clean(answers.needs, 1_000, "needs"), clean(answers.note, NOTE, "note")
    for name, text in (("needs", needs), ("note", note)):
        if has_national_id(text):
            raise RuleBroken("text.national_id", name)
    body, today = receipts.body_hash(answers), local_day(now)
    with writing():
        known = receipts.earlier(submission_id, body, by=by)
        if known is not None:
            return known[0]
        row = _judged(answers, by, today)
        full = filling([row.id]).get(row.id, Filling())
        status, _ = placing(row.seats, full.placed, full.waiting)
        made = Registration.create(
            reference=receipts.new_reference(),
            course=row,
            person=answers.person_id,
            status=status,
            needs=needs,
            note=note,
            registered_at=now,
        )
        receipts.give(submission_id, body, "registration", made.reference, made.id, by=by, now=now)
        new = {"course": row.id, "person": answers.person_id, "status": status}
        journal.note(
            "registration.register",
            made.id,
            by=by,
            now=now,
            kindergarten_id=_place(answers.person_id, today),
            new=new,
        )
    return str(made.reference)


def _judged(answers: RegistrationAnswers, by: Identity, today: date) -> Course:
    """Return the course, its row locked; raise RuleBroken with what stands in the way."""
    row = locked(Course.select().where(Course.id == answers.course_id)).get_or_none()
    if row is None or not reach(by, "course", "R").everything:
        raise RuleBroken("course.unknown", "course_id")
    if not registrable(by, today).where(Person.id == answers.person_id).exists():
        raise RuleBroken("person.unknown", "person_id")
    if not is_open(row, today):
        raise RuleBroken("course.cancelled" if row.is_cancelled else "course.closed", "course_id")
    if (held := _held(row, answers.person_id)) is not None:
        raise RuleBroken("course.registered", "person_id", reference=held.reference)
    against = reasons(row, answers.person_id)
    if against:
        raise RuleBroken(against[0], "person_id", year=row.min_programme_year)
    return row


def _held(row: Course, person_id: int) -> Registration | None:
    found: Registration | None = Registration.get_or_none(
        (Registration.course == row)
        & (Registration.person == person_id)
        & (Registration.status != "withdrawn")
    )
    return found


def _place(person_id: int, on: date) -> int | None:
    job = people.employment_on(person_id, on)
    return job.kindergarten_id if job else None


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


def participants(row: Course) -> ModelSelect[Registration]:
    """Return who has a seat and who waits, in order of registration; pages and sheets share it."""
    return (
        Registration.select(Registration, Person)
        .join(Person)
        .where((Registration.course == row) & (Registration.status != "withdrawn"))
        .order_by(Case(None, ((Registration.status == "placed", 0),), 1), Registration.id)
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
        if today > held.first_day:
            raise RuleBroken("course.begun")
        values = {"status": "withdrawn", "withdrawn_at": now}
        journal.amend(
            row,
            values,
            "registration.withdraw",
            by=by,
            now=now,
            kindergarten_id=_place(row.person_id, today),
        )
        return promote(held, by=by, now=now)


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

"""A course of two days with two seats, and those who come to it."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from collect import courses, receipts
from collect import courses_attendance as attendance
from collect import courses_registrations as registrations
from collect.models.courses import Course, Registration
from collect.models.people import Person
from collect.rules.access import HOUSE, Identity
from tests.factories import NOW, a_cohort, a_course, a_kindergarten, a_person, an_identity

FIRST = datetime(2025, 11, 10, 8, tzinfo=UTC)
SECOND = FIRST + timedelta(days=1)


def a_registration(course: Course, person: Person, by: Identity) -> Registration:
    answers = registrations.RegistrationAnswers(course.id, person.id)
    reference = registrations.register(answers, by=by, submission_id=str(uuid.uuid4()), now=NOW)
    return registrations.registration(by, reference, NOW.date())


def a_course_that_is_over(person: Person, on: date) -> Course:
    """A course of one day that somebody was at."""
    values = {"title": "Kurs som var", "kind": "workshop", "seats": 9, "positions": []}
    when = [(on, time(9), time(15))]
    row = courses.add_course(values | {"min_programme_year": 0}, when, by=HOUSE, now=NOW)
    seat = Registration.create(
        reference=receipts.new_reference(),
        course=row,
        person=person,
        status="placed",
        registered_at=NOW,
    )
    attendance.mark(courses.days(row)[0], {seat.id: True}, by=HOUSE, now=NOW)
    return row


def a_later_course(seats: int = 2, day: date = date(2025, 12, 8), **values: Any) -> Course:
    """A course of one day like the one of the hall, on another date."""
    values = {
        "title": "Kurset i desember",
        "kind": "skilled_worker",
        "seats": seats,
        "positions": ["skilled_worker", "assistant"],
        "min_programme_year": 2,
    } | values
    return courses.add_course(values, [(day, time(9), time(15))], by=HOUSE, now=NOW)


class Hall:
    """Ada and Bo have the two seats, Cy waits. Kari and Per may keep the list of who is there."""

    def __init__(self) -> None:
        self.kindergarten = a_kindergarten("Solbakken", a_cohort())
        self.director = an_identity("director", self.kindergarten)
        self.kari = an_identity("course_admin", None, None, a_person("Kari Kurs"))
        self.per = an_identity("coordinator", None, None, a_person("Per Koordinator"))
        self.course = a_course(seats=2)
        self.days = courses.days(self.course)
        self.ada, self.bo, self.cy = (
            a_registration(self.course, a_person(name, self.kindergarten), self.director)
            for name in ("Ada", "Bo", "Cy")
        )

    def mark(self, n: int, here: dict[Any, bool], **more: Any) -> int:
        """Mark who is there on day `n`, on that day, as Kari would."""
        marks = {row.id: present for row, present in here.items()}
        told = {"by": self.kari, "now": FIRST + timedelta(days=n)} | more
        return attendance.mark(self.days[n], marks, **told)

    def attend(self, row: Registration) -> None:
        """Mark one as present on every day."""
        for n in range(len(self.days)):
            self.mark(n, {row: True})

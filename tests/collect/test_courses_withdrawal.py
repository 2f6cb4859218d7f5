"""The last day to withdraw: who may still give up a seat after it, and what people are told."""

import uuid
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from collect import courses, courses_letters
from collect import courses_changes as changes
from collect import courses_registrations as registrations
from collect.models.courses import Course, Registration
from collect.models.notices import Notice
from collect.rules.access import HOUSE
from collect.rules.refusals import RuleBroken
from tests.factories import NOW, TODAY, a_cohort, a_course, a_kindergarten, a_person, an_identity

ON_TIME = datetime(2025, 11, 3, 22, 30, tzinfo=UTC)  # 23.30 in Norway
LATE = datetime(2025, 11, 3, 23, 30, tzinfo=UTC)  # half past midnight


@pytest.fixture
def place(house: str) -> Any:
    """A course with one seat and a last day to withdraw, Ada who has the seat, Bo who waits."""

    here = a_kindergarten("Solbakken", a_cohort())
    both = [a_person(None, here) for _ in range(2)]

    class Place:
        people = both
        director = an_identity("director", here)
        course = a_course(seats=1, withdraw_by=date(2025, 11, 3))
        ada, bo = [an_identity("staff", here, None, person) for person in both]

        @classmethod
        def register(cls) -> list[Registration]:
            found = []
            for person in cls.people:
                answers = registrations.RegistrationAnswers(cls.course.id, person.id)
                key = str(uuid.uuid4())
                reference = registrations.register(
                    answers, by=cls.director, submission_id=key, now=NOW
                )
                found.append(registrations.registration(cls.director, reference, TODAY))
            return found

    return Place


def test_one_may_withdraw_through_the_last_day_in_norway(place: Any) -> None:
    seat, line = place.register()
    assert registrations.withdraw(seat, by=place.ada, now=ON_TIME) == [line]


def test_after_it_neither_oneself_nor_the_director_but_the_office(place: Any) -> None:
    seat, line = place.register()
    for by in (place.ada, place.director):
        with pytest.raises(RuleBroken) as refused:
            registrations.withdraw(seat, by=by, now=LATE)
        assert refused.value.code == "course.withdraw_late"
        assert refused.value.values == {"day": date(2025, 11, 3)}
    assert registrations.withdraw(seat, by=an_identity("course_admin"), now=LATE) == [line]


def test_nor_does_one_move_to_another_date_after_it_unless_the_course_is_called_off(
    place: Any,
) -> None:
    seat, _ = place.register()
    when = [(date(2025, 12, 8), time(9), time(15))]
    values = place.course.__data__ | {"positions": [], "withdraw_by": None}
    other = courses.add_course(values, when, by=HOUSE, now=NOW)
    answers = changes.MoveAnswers(other.id)
    with pytest.raises(RuleBroken) as refused:
        changes.move(seat, answers, by=place.director, now=LATE)
    assert refused.value.code == "course.withdraw_late"
    courses.cancel_course(place.course, by=HOUSE, now=NOW)
    assert changes.move(seat, answers, by=place.director, now=LATE).status == "placed"


def test_who_waits_may_leave_the_line_at_any_time(place: Any) -> None:
    _, line = place.register()
    registrations.withdraw(line, by=place.bo, now=LATE)
    assert Registration.get_by_id(line.id).status == "withdrawn"


def test_letters_say_the_last_day_and_that_it_is_over(place: Any) -> None:
    seat, _ = place.register()
    first, second = Notice.select().order_by(Notice.id)
    assert "Du kan trekke deg til og med mandag 3. november 2025." in first.text
    assert "trekke deg" not in second.text
    registrations.withdraw(seat, by=HOUSE, now=LATE)
    promoted = Notice.get(Notice.kind == "promoted")
    over = "Fristen for å trekke seg har gått ut."
    assert (over in promoted.text, "Du kan trekke deg" in promoted.text) == (True, False)
    courses_letters.queue_due(LATE)
    assert over in Notice.get(Notice.kind == "letter").text


def test_a_deadline_after_the_first_day_is_refused(place: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        a_course(withdraw_by=date(2025, 11, 11))
    assert (refused.value.code, refused.value.field) == ("course.deadline_late", "withdraw_by")
    row = Course.get_by_id(place.course.id)
    values = row.__data__ | {"positions": row.positions.split(",")}
    with pytest.raises(RuleBroken):
        courses.amend_course(row, values | {"withdraw_by": date(2025, 11, 11)}, by=HOUSE, now=NOW)
    courses.amend_course(row, values | {"withdraw_by": date(2025, 11, 10)}, by=HOUSE, now=NOW)
    assert Course.get_by_id(row.id).withdraw_by == date(2025, 11, 10)

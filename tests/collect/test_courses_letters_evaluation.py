"""Letters that ask for an evaluation: to those who were there and have not answered, as long as they can."""

from typing import Any

import pytest

from collect import courses
from collect import courses_evaluation as evaluation
from collect import courses_letters as letters
from collect.models.courses_letters import CourseLetter
from collect.models.notices import Notice
from collect.models.people import Person
from collect.rules.access import HOUSE
from tests.collect.test_courses_evaluation import DAY, Class
from tests.halls import SECOND


@pytest.fixture
def hall(house: str) -> Class:
    return Class()


def told(hall: Class) -> list[tuple[str, str]]:
    rows = Notice.select(Notice, Person).join(Person).where(Notice.kind == "letter")
    return [(row.person.name, row.subject) for row in rows.order_by(Notice.id)]


def test_a_course_asks_the_day_after_and_once_more_a_week_later(hall: Class) -> None:
    first = "Hva syntes du om kurset «Språk»?"
    again = "Du kan fortsatt svare på evalueringen av «Språk»"
    assert letters.queue_due(SECOND) == 0
    assert letters.queue_due(SECOND + DAY) == 2
    assert told(hall) == [("Ada", first), ("Bo", first)]
    hall.answer(hall.ada)
    assert [letters.queue_due(SECOND + n * DAY) for n in (2, 7, 8, 9)] == [0, 0, 1, 0]
    assert told(hall)[2:] == [("Bo", again)]
    text = Notice.select().order_by(Notice.id.desc()).get().text
    assert f"{{house}}/courses/{hall.course.id}/evaluation" in text
    assert "Du kan svare til og med torsdag 11. desember 2025." in text


def test_one_whose_tick_comes_late_is_asked_once_not_twice_the_same_day(hall: Class) -> None:
    letters.queue_due(SECOND + DAY)
    hall.mark(1, {hall.cy: True}, now=SECOND + 8 * DAY)
    letters.queue_due(SECOND + 8 * DAY)
    assert [name for name, _ in told(hall)] == ["Ada", "Bo", "Ada", "Bo", "Cy"]


def test_nobody_is_asked_when_one_can_no_longer_answer(hall: Class) -> None:
    answers = letters.LetterAnswers(hall.course.id, 29, "unanswered", "Siste sjanse", "Svar nå")
    letters.add_letter(answers, by=HOUSE, now=SECOND)
    assert letters.queue_due(SECOND + 31 * DAY) == 0
    assert letters.queue_due(SECOND + 30 * DAY) == 2
    assert told(hall) == [("Ada", "Siste sjanse"), ("Bo", "Siste sjanse")]


def test_the_days_follow_the_last_day_of_a_course_that_is_spread(hall: Class) -> None:
    last = hall.days[1]
    type(last).update(day=(SECOND + 90 * DAY).date()).where(type(last).id == last.id).execute()
    assert letters.queue_due(SECOND + DAY) == 0
    assert letters.queue_due(SECOND + 91 * DAY) == 2


def test_the_readers_own_language_is_used(hall: Class) -> None:
    account = hall.ada.person.accounts.get()
    type(account).update(locale="en").where(type(account).id == account.id).execute()
    letters.queue_due(SECOND + DAY)
    assert told(hall)[0] == ("Ada", "What did you think of the course “Språk”?")


def test_a_stopped_letter_and_a_cancelled_course_ask_nobody(hall: Class) -> None:
    ask = CourseLetter.get((CourseLetter.status == "unanswered") & (CourseLetter.days == 1))
    letters.stop_letter(ask, by=HOUSE, now=SECOND)
    assert letters.queue_due(SECOND + DAY) == 0
    courses.cancel_course(hall.course, by=HOUSE, now=SECOND)
    assert letters.queue_due(SECOND + 8 * DAY) == 0


def test_the_office_sees_how_many_each_letter_concerns_in_as_few_queries_as_for_one(
    hall: Class, count_queries: Any
) -> None:
    rows = list(letters.letters(HOUSE))
    assert [letters.concerns(rows)[row.id] for row in rows] == [3, 2, 2]
    hall.answer(hall.bo)
    with count_queries() as queries:
        found = letters.concerns(rows)
    assert ([found[row.id] for row in rows], len(queries)) == ([3, 1, 1], 2)
    assert evaluation.last_days([hall.course.id]) == {hall.course.id: SECOND.date()}

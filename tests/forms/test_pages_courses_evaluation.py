"""The evaluation of a course on the page: found, filled in, refused with what was written, answered once."""

from datetime import timedelta
from typing import Any

import pytest

from collect.models.courses_evaluation import CourseEvaluation, EvaluationGiven
from collect.rules.access import Identity
from tests.factories import an_identity
from tests.forms.test_pages_courses_attendance import Door
from tests.halls import FIRST, SECOND

DAY = timedelta(days=1)
GOOD = {"useful": "5", "clear": "4", "practical": "3", "will_use": "2"}


class Class(Door):
    """A course that is over: Ada was there, Bo was not."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.mark(0, {self.ada: True, self.bo: False})
        self.who = {
            row.id: an_identity("staff", self.kindergarten, None, row.person)
            for row in (self.ada, self.bo, self.cy)
        }
        self.path = f"/courses/{self.course.id}/evaluation"
        self.now = SECOND + DAY

    def of(self, row: Any) -> Any:
        return self.browser(row if isinstance(row, Identity) else self.who[row.id])


@pytest.fixture
def hall(house: str) -> Class:
    return Class(house)


def test_an_answer_is_taken_and_thanked_for(hall: Class) -> None:
    page = hall.of(hall.ada)
    asked = page.get(hall.path).text
    assert asked.count('type="radio"') == 20
    answer = page.post(hall.path, GOOD | {"use_text": "Høytlesing"})
    assert (answer.status_code, answer.location) == (303, hall.path)
    thanked = page.get(hall.path).text
    assert "Takk, du har svart" in thanked
    assert 'type="radio"' not in thanked
    row = CourseEvaluation.get()
    assert (row.useful, row.will_use, row.use_text) == (5, 2, "Høytlesing")


def test_a_second_post_changes_nothing(hall: Class) -> None:
    page = hall.of(hall.ada)
    page.post(hall.path, GOOD)
    assert page.post(hall.path, GOOD | {"useful": "1"}).status_code == 303
    assert [row.useful for row in CourseEvaluation.select()] == [5]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"useful": ""}, "Kurset var nyttig for jobben min: Velg et tall fra 1 til 5."),
        ({"clear": "6"}, "Innholdet var tydelig: Velg i listen."),
        ({"clear": "½"}, "Innholdet var tydelig: Velg i listen."),
        ({"better_text": "x" * 2_001}, "Teksten er for lang: høyst 2000 tegn."),
        ({"use_text": "Ring 01010750160"}, "fødselsnummer"),
    ],
)
def test_a_refused_answer_comes_back_as_it_was_written(
    hall: Class, answers: dict[str, str], sentence: str
) -> None:
    answer = hall.of(hall.ada).post(hall.path, GOOD | {"use_text": "Sang og lek"} | answers)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Sang og lek" in answer.text or "use_text" in answers
    assert 'name="practical" value="3" checked' in answer.text
    assert (CourseEvaluation.select().count(), EvaluationGiven.select().count()) == (0, 0)


def test_those_who_were_not_there_find_no_evaluation(hall: Class) -> None:
    missing = hall.of(hall.bo).get("/courses/98765/evaluation")
    for who in (hall.bo, hall.cy, hall.director, hall.kari, hall.per):
        assert hall.of(who).get(hall.path).status_code == 404
        assert hall.of(who).post(hall.path, GOOD).status_code == 404
    assert missing.status_code == 404
    assert CourseEvaluation.select().count() == 0


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (SECOND, "Evalueringen åpner dagen etter siste kursdag, tirsdag 11. november 2025."),
        (SECOND + 31 * DAY, "Evalueringen stengte torsdag 11. desember 2025."),
    ],
)
def test_before_and_after_it_says_when_it_is_open(hall: Class, day: Any, sentence: str) -> None:
    hall.now = day
    assert sentence in hall.of(hall.ada).get(hall.path).text
    assert hall.of(hall.ada).post(hall.path, GOOD).status_code == 422
    assert CourseEvaluation.select().count() == 0


def test_today_and_the_registration_lead_to_it_until_it_is_answered(hall: Class) -> None:
    page = hall.of(hall.ada)
    words = f"Svar på evalueringen av «{hall.course.title}»"
    mine = f"/courses/registrations/{hall.ada.reference}"
    assert words in page.get("/").text
    assert "Svar på evalueringen av kurset" in page.get(mine).text
    page.post(hall.path, GOOD)
    assert words not in page.get("/").text
    assert "Se evalueringen av kurset" in page.get(mine).text
    assert hall.path not in hall.of(hall.director).get(mine).text
    assert words not in hall.of(hall.bo).get("/").text


def test_a_stranger_is_sent_to_the_login(hall: Class) -> None:
    hall.now = FIRST
    assert "/login" in hall.app.test_client().get(hall.path).location

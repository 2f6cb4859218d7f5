"""Results on the page: hidden with the reason, shown as a picture with its table, closed to others."""

from datetime import timedelta
from typing import Any

import pytest

from collect.models.courses_evaluation import CourseEvaluation
from tests.forms.test_pages_courses_evaluation import DAY, Class
from tests.halls import SECOND


@pytest.fixture
def hall(house: str) -> Class:
    found = Class(house)
    found.path += "/results"
    found.now = SECOND + 31 * DAY
    return found


def answer(hall: Class, number: int) -> None:
    for n in range(number):
        CourseEvaluation.insert(
            key=str(n), course=hall.course, useful=4, clear=5, practical=1 + n % 5, will_use=3,
            use_text=f"<b>Sang {n}</b>", better_text="",
        ).execute()  # fmt: skip


def test_results_are_shown_with_pictures_and_their_table(hall: Class) -> None:
    answer(hall, 6)
    page = hall.of(hall.kari).get(hall.path).text
    assert page.count('<svg class="chart"') == 4
    assert "Snitt: 4,00" in page
    assert page.count('<td class="number" data-label="Snitt">') == 4
    assert "&lt;b&gt;Sang 5&lt;/b&gt;" in page
    assert f"{hall.path}.xlsx" in page
    sheet = hall.of(hall.per).get(f"{hall.path}.xlsx")
    assert (sheet.status_code, sheet.data[:2]) == (200, b"PK")


@pytest.mark.parametrize(
    ("number", "days", "sentence"),
    [
        (4, 31, "Vises når minst fem har svart"),
        (6, 30, "Den er åpen til og med torsdag 11. desember 2025."),
        (0, 0, "Kurset er ikke ferdig"),
    ],
)
def test_hidden_results_say_why(hall: Class, number: int, days: int, sentence: str) -> None:
    answer(hall, number)
    hall.now = SECOND + timedelta(days=days)
    page = hall.of(hall.kari).get(hall.path)
    assert sentence in page.text
    assert "Sang" not in page.text
    assert "<svg" not in page.text
    assert hall.of(hall.kari).get(f"{hall.path}.xlsx").status_code == 404


def test_others_are_refused_and_a_missing_course_is_not_found(hall: Class) -> None:
    answer(hall, 6)
    for who in (hall.ada, hall.director):
        for path in (hall.path, f"{hall.path}.xlsx", "/courses/evaluations"):
            refused = hall.of(who).get(path)
            assert refused.status_code == 403
            assert "Sang" not in refused.text
    for name in ("results", "results.xlsx"):
        path = f"/courses/98765/evaluation/{name}"
        assert hall.of(hall.kari).get(path).status_code == 404


def test_kinds_of_courses_are_shown_semester_by_semester(hall: Class) -> None:
    page = hall.of(hall.kari)
    assert "Ingen har evaluert noe ennå" in page.get("/courses/evaluations").text
    answer(hall, 4)
    hidden = "Vises når evalueringen er stengt og minst fem har svart"
    listed = page.get("/courses/evaluations").text
    assert hidden in listed
    assert hall.path in listed
    assert "For få svar" in listed
    CourseEvaluation.delete().execute()
    answer(hall, 5)
    shown = page.get("/courses/evaluations").text
    assert "Høst 2025" in shown
    assert '<td class="number" data-label="Nyttig">4,00</td>' in shown
    assert hidden not in shown


def test_the_course_leads_those_who_run_it_there(hall: Class) -> None:
    def leads(who: Any) -> list[bool]:
        page = hall.of(who)
        course = page.get(f"/courses/{hall.course.id}").text
        return [hall.path in course, "/courses/evaluations" in page.get("/courses").text]

    assert leads(hall.kari) == [True, True]
    assert leads(hall.per) == [True, True]
    assert leads(hall.ada) == [False, False]
    hall.now = SECOND
    assert leads(hall.kari) == [False, True]

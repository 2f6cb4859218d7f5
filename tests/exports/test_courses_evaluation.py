"""The workbook of what was thought of a course."""

from collections.abc import Callable

import pytest

from collect.rules.refusals import NotAllowed, NotFound
from exports.courses_evaluation import evaluation_workbook
from tests.collect.test_courses_evaluation import DAY, Class
from tests.collect.test_courses_evaluation_results import answers
from tests.exports.conftest import Pages
from tests.halls import SECOND

Read = Callable[[bytes], Pages]
CLOSED = SECOND + 31 * DAY


@pytest.fixture
def hall(house: str) -> Class:
    return Class()


def test_figures_and_texts_are_read_back_and_nobody_can_be_told(hall: Class, pages: Read) -> None:
    answers(hall, 5)
    name, content = evaluation_workbook(hall.per, hall.course.id, now=CLOSED, municipality="By")
    assert name == f"tettpaa-kurs-{hall.course.id}-evaluering-2025-12-12.xlsx"
    book = pages(content)
    assert list(book) == ["Resultater", "Tekster", "Kodebok", "Om uttrekket"]
    assert book["Resultater"][:5] == [
        ["Spørsmål", "Svar", "Snitt", "1", "2", "3", "4", "5"],
        ["Kurset var nyttig for jobben min", 5, 3, 1, 1, 1, 1, 1],
        ["Innholdet var tydelig", 5, 4, 0, 0, 0, 5, 0],
        ["Det praktiske fungerte godt", 5, 3, 0, 0, 5, 0, 0],
        ["Jeg kommer til å bruke noe fra kurset i løpet av to uker", 5, 2, 0, 5, 0, 0, 0],
    ]
    assert sorted(book["Tekster"][1:]) == [
        ["Hva kommer du til å bruke?", f"Tekst {n}"] for n in range(1, 5)
    ]
    said = str(book)
    assert ["Har svart", "5 av 5"] in book["Om uttrekket"]
    for row in (hall.ada, hall.bo):
        assert row.reference not in said
    assert "Ada" not in said


@pytest.mark.parametrize(("number", "day"), [(4, 31), (5, 30)])
def test_what_a_page_hides_no_workbook_holds(hall: Class, number: int, day: int) -> None:
    answers(hall, number)
    with pytest.raises(NotFound):
        evaluation_workbook(hall.per, hall.course.id, now=SECOND + day * DAY, municipality="")


def test_it_is_for_those_who_run_courses(hall: Class) -> None:
    answers(hall, 5)
    for who in (hall.director, hall.who[hall.ada.id]):
        with pytest.raises(NotAllowed):
            evaluation_workbook(who, hall.course.id, now=CLOSED, municipality="")

"""The workbook of those who are not registered for a course yet."""

from typing import Any

import pytest

from collect.models.journal import JournalEntry
from collect.rules.refusals import NotAllowed, NotFound
from exports.courses_missing import missing_workbook
from tests.factories import NOW, a_person
from tests.halls import Hall, a_later_course


@pytest.fixture
def hall(house: str) -> Hall:
    hall = Hall()
    a_person("Di", hall.kindergarten)
    return hall


def test_it_says_who_where_and_as_what_and_how_it_was_counted(hall: Hall, pages: Any) -> None:
    name, content = missing_workbook(hall.per, hall.course.id, now=NOW, municipality="Bærum")
    assert name == f"tettpaa-kurs-{hall.course.id}-ikke-paameldt-2025-10-15.xlsx"
    book = pages(content)
    rows = [row for row in book["Ikke påmeldt"] if row[0] == "Di"]
    assert [row[:3] for row in rows] == [["Di", "Solbakken", "Fagarbeider"]]
    said = repr(book["Om uttrekket"])
    assert "De som kurset er for, og som ikke er påmeldt noe kommende kurs av denne typen." in said
    entry = JournalEntry.get(JournalEntry.act == "export.list")
    assert entry.new["list"] == "courses_missing"


def test_of_a_course_for_new_staff_it_says_so(hall: Hall, pages: Any) -> None:
    row = a_later_course(kind="new_staff")
    book = pages(missing_workbook(hall.kari, row.id, now=NOW, municipality="")[1])
    assert "De som begynte etter forrige kurs av denne typen" in repr(book["Om uttrekket"])


def test_it_is_for_those_who_take_lists_out(hall: Hall) -> None:
    with pytest.raises(NotAllowed):
        missing_workbook(hall.director, hall.course.id, now=NOW, municipality="")
    with pytest.raises(NotFound):
        missing_workbook(hall.per, 99_999, now=NOW, municipality="")

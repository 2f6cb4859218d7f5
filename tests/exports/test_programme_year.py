"""The programme's year as a workbook: who may take out what, and what stands in it."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from collect.models.journal import JournalEntry
from collect.programme_marks import MarkAnswers, fingerprint, mark_month
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed
from exports.programme_year import year_workbook
from tests.factories import NOW, a_cohort, a_department, a_kindergarten, an_identity

OCTOBER = date(2025, 10, 1)


@pytest.fixture
def world(house: str, pages: Any) -> Any:
    """Two kindergartens in their sixth year; the first has ticked two activities of October."""

    class World:
        here = a_kindergarten("Askeladden", a_cohort(1))
        there = a_kindergarten("Solvik", a_cohort(2))

        @classmethod
        def book(cls, who: Any) -> tuple[str, Any]:
            name, content = year_workbook(who, 2025, now=NOW, municipality="Bærum kommune")
            return name, pages(content)

    a_department(World.here)
    said = [
        MarkAnswers("practice_stories", True, 14, "=1+1"),
        MarkAnswers("dimension", False),
    ]
    mark_month(World.here, OCTOBER, said, by=HOUSE, now=NOW, seen=fingerprint([]))
    return World


def october(rows: list[list[Any]], house: str) -> dict[str, list[Any]]:
    return {
        row[4]: row[5:9]
        for row in rows
        if row[0] == house and row[2].month == 10 and row[2].year == 2025
    }


def test_the_coordinator_has_every_kindergarten_and_the_cohorts(world: Any) -> None:
    name, found = world.book(an_identity("coordinator"))
    assert name == "tettpaa-programaaret-2025-2026-2025-10-15.xlsx"
    assert list(found) == ["Årshjul", "Programåret per pulje", "Kodebok", "Om uttrekket"]
    mine = october(found["Årshjul"], "Askeladden")
    assert mine["Praksisfortellinger er levert"] == ["Alle ansatte", "Gjort", 14, "=1+1"]
    assert mine["Månedens dimensjon"] == ["Pedagogiske ledere", "Ikke ennå", None, None]
    assert mine["Fagsamling for styrere"] == ["Styrer", "Ikke merket", None, None]
    assert len(october(found["Årshjul"], "Solvik")) == 5
    line = JournalEntry.get(JournalEntry.act == "export.list")
    assert line.new == {"list": "programme_year", "rows": 2}


def test_the_cohorts_are_counted_as_on_the_board(world: Any) -> None:
    _, found = world.book(an_identity("coordinator"))
    row = next(
        row
        for row in found["Programåret per pulje"]
        if row[0] == 1 and getattr(row[1], "month", 0) == 10
    )
    assert row[2:6] == [1, 1, 5, 1]
    assert row[6] == float(Fraction(1, 5))


def test_what_is_known_is_said_in_words_and_figures(world: Any) -> None:
    _, found = world.book(an_identity("coordinator"))
    rows = [row for row in found["Årshjul"] if row[0] == "Askeladden" and row[2].month == 11]
    observed = next(row for row in rows if row[4].startswith("CLASS-observasjon"))
    assert observed[6:9] == ["Ikke ennå", 0, "0 av 1 avdelinger er observert"]


def test_a_director_has_the_own_kindergarten_alone(world: Any) -> None:
    _, found = world.book(an_identity("director", world.here))
    assert list(found) == ["Årshjul", "Kodebok", "Om uttrekket"]
    houses = {row[0] for row in found["Årshjul"]}
    assert ("Askeladden" in houses, "Solvik" in houses) == (True, False)


@pytest.mark.parametrize("role", ["mentor", "staff"])
def test_others_take_nothing_out(world: Any, role: str) -> None:
    with pytest.raises(NotAllowed):
        world.book(an_identity(role, world.here))

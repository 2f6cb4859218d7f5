"""The board: what is counted of activities and of kindergartens, for those who read them all."""

from datetime import date
from typing import Any

import pytest

from collect import programme_board as boards
from collect.programme_board import Cell
from collect.programme_marks import MarkAnswers, fingerprint, mark_month
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, NotFound
from tests.factories import NOW, TODAY, a_cohort, a_department, a_kindergarten, an_identity

SEPTEMBER, OCTOBER = date(2025, 9, 1), date(2025, 10, 1)


@pytest.fixture
def world(house: str) -> Any:
    """Two kindergartens in cohort 1; one in cohort 6, in its third year."""

    class World:
        here = a_kindergarten("Askeladden", a_cohort(1))
        near = a_kindergarten("Brattås", here.affiliations.get().cohort)
        far = a_kindergarten("Solvik", a_cohort(6, date(2023, 8, 1)))
        coordinator = an_identity("coordinator")

    said = [MarkAnswers("dimension", True), MarkAnswers("micro_project", False)]
    mark_month(World.here, OCTOBER, said, by=HOUSE, now=NOW, seen=fingerprint([]))
    return World


def lines(world: Any, number: int | None = None) -> list[boards.Line]:
    found = boards.read_all(world.coordinator, 2025, TODAY, number)
    return boards.board(found, TODAY)


def test_each_cohort_has_the_months_that_have_begun(world: Any) -> None:
    old, young = lines(world)
    assert (old.cohort.number, young.cohort.number) == (1, 6)
    assert sorted(old.cells) == sorted(young.cells) == [date(2025, 8, 1), SEPTEMBER, OCTOBER]
    assert old.cells[OCTOBER] == Cell(asked=10, done=1, houses=2, marked=1)
    assert old.cells[SEPTEMBER] == Cell(asked=10, done=0, houses=2, marked=0)


def test_what_is_known_counts_as_asked_and_nobody_is_asked_to_tick_it(world: Any) -> None:
    young = lines(world)[1]
    assert young.activities["talk_champions"] == Cell(asked=1, done=0, houses=0, marked=0)
    assert young.activities["talking_module"] == Cell(asked=2, done=0, houses=0, marked=0)


def test_activities_are_counted_so_far_and_those_not_asked_for_are_left_out(world: Any) -> None:
    old = lines(world)[0]
    assert old.activities["dimension"] == Cell(asked=6, done=1, houses=2, marked=1)
    assert old.activities["micro_project"] == Cell(asked=2, done=0, houses=2, marked=1)
    assert {"evaluation", "mentor_meeting", "observation"} & set(old.activities) == set()


def test_one_cohort_alone_can_be_read(world: Any) -> None:
    assert [line.cohort.number for line in lines(world, 6)] == [6]
    with pytest.raises(NotFound):
        lines(world, 98)


def test_only_those_who_read_every_kindergarten_see_the_board(world: Any) -> None:
    room = a_department(world.here)
    for who in (
        an_identity("director", world.here),
        an_identity("mentor", world.here),
        an_identity("leader", world.here, room),
    ):
        with pytest.raises(NotAllowed):
            boards.read_all(who, 2025, TODAY)


def test_nothing_asked_for_has_no_share() -> None:
    assert boards.cell([[], []]) == Cell()
    assert Cell().share is None

"""The year of each kindergarten: what is asked, what is ticked, and what is known without a tick."""

from datetime import date
from typing import Any

import pytest

from collect import people
from collect import programme_activities as activities
from collect import programme_talking as talking
from collect.models.people import ProgrammeFunction
from collect.programme_activities import Fact
from collect.programme_marks import MarkAnswers, fingerprint, mark_month
from collect.rules import programme_year as rules
from collect.rules.access import HOUSE
from collect.rules.refusals import NotFound
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_department,
    a_goal,
    a_kindergarten,
    a_person,
    an_identity,
    an_observation,
)

OCTOBER = date(2025, 10, 1)


@pytest.fixture
def world(house: str) -> Any:
    """A cohort in its sixth year with two kindergartens, and one in its third."""

    class World:
        old, young = a_cohort(1), a_cohort(6, date(2023, 8, 1))
        here = a_kindergarten("Askeladden", old)
        near = a_kindergarten("Brattås", old)
        far = a_kindergarten("Solvik", young)
        ada = an_identity("director", here)
        cy = an_identity("director", far)
        mentor = an_identity("mentor", near)
        coordinator = an_identity("coordinator")

        @classmethod
        def tick(cls, *codes: str) -> None:
            said = [MarkAnswers(code, True) for code in codes]
            mark_month(cls.here, OCTOBER, said, by=cls.ada, now=NOW, seen=fingerprint([]))

    return World


def item(year: activities.Year, code: str, month: date) -> activities.Item:
    return next(one for one in year.month(month).items if one.task.code == code)


def of(world: Any, house: Any, first_year: int = 2025) -> activities.Year:
    found = activities.year(world.coordinator, house, first_year, TODAY)
    assert found is not None
    return found


def test_a_month_says_what_is_ticked_and_what_is_not(world: Any) -> None:
    world.tick("department_meeting", "dimension")
    month = of(world, world.here).month(OCTOBER)
    assert [one.task.code for one in month.items] == [
        "department_meeting",
        "practice_stories",
        "dimension",
        "directors_gathering",
        "micro_project",
    ]
    assert (month.year, len(month.by_hand), month.marked, month.done) == (4, 5, 2, 2)
    assert of(world, world.near).month(OCTOBER).marked == 0


def test_each_sees_the_kindergartens_within_reach(world: Any) -> None:
    seen = {
        name: [one.kindergarten.name for one in activities.years(who, 2025, TODAY)]
        for name, who in (
            ("ada", world.ada),
            ("mentor", world.mentor),
            ("coordinator", world.coordinator),
            ("leader", an_identity("leader", world.here, a_department(world.here))),
        )
    }
    assert seen == {
        "ada": ["Askeladden"],
        "mentor": ["Brattås"],
        "coordinator": ["Askeladden", "Brattås", "Solvik"],
        "leader": [],
    }


def test_foreign_and_missing_are_not_found(world: Any) -> None:
    for key in (world.far.id, 98_765):
        with pytest.raises(NotFound):
            activities.kindergarten(world.ada, key)
    assert activities.kindergarten(world.ada, world.here.id) == world.here


def test_a_kindergarten_in_no_cohort_has_no_year(world: Any) -> None:
    alone = a_kindergarten("Uten pulje")
    assert activities.year(HOUSE, alone, 2025, TODAY) is None


def test_what_is_observed_and_aimed_at_is_known_without_a_tick(world: Any) -> None:
    seen, _ = a_department(world.here), a_department(world.here)
    watcher = an_identity("observer", world.here, network=frozenset({world.here.id}))
    an_observation(seen, watcher)
    a_goal(seen, an_identity("leader", world.here, seen))
    year = of(world, world.here)
    observed = item(year, "observation", date(2025, 11, 1))
    assert (observed.fact, observed.is_done) == (Fact(1, 2), False)
    assert item(year, "development_plan", date(2025, 12, 1)).fact == Fact(1, 2)
    assert item(year, "observation", date(2026, 4, 1)).fact == Fact(0, 2)


@pytest.mark.parametrize(("number", "is_done"), [(2, False), (3, True), (5, True)])
def test_talk_champions_are_counted_where_year_3_asks_for_them(
    world: Any, number: int, is_done: bool
) -> None:
    for _ in range(number):
        ProgrammeFunction.create(
            person=a_person(None, world.far),
            function="talk_champion",
            kindergarten=world.far,
            valid_from=date(2025, 8, 1),
        )
    found = item(of(world, world.far), "talk_champions", date(2025, 8, 1))
    assert (found.fact, found.is_done) == (Fact(number, 3), is_done)
    assert "talk_champion" in people.FUNCTIONS


def test_modules_that_were_held_are_known_and_nobody_ticks_them(world: Any) -> None:
    somebody = a_person(None, world.far)
    day = date(2025, 9, 10)
    talking.mark(world.far, 1, day, {somebody.id: True}, by=world.cy, now=NOW)
    year = of(world, world.far)
    assert [
        item(year, "talking_module", date(2025, month, 1)).is_done for month in (9, 10, 11)
    ] == [True, False, False]
    assert "talking_module" not in rules.BY_HAND


def test_the_queries_are_as_many_for_one_as_for_three(world: Any, count_queries: Any) -> None:
    for kwargs in ({"kindergarten_id": world.here.id}, {}):
        with count_queries() as queries:
            activities.years(world.coordinator, 2025, TODAY, **kwargs)
        assert len(queries) == 5

"""From round to round: last time's goals, and what the next observation shows on their dimension."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from collect import observations
from collect import plans_evaluation as evaluation
from collect import plans_rounds as rounds
from collect.models.observations import Observation, Score
from collect.models.plans import Goal
from collect.rules.plans import Change
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_department,
    a_goal,
    a_kindergarten,
    a_network,
    an_identity,
    an_observation,
    dimension_ids,
)

SPRING = date(2025, 3, 12)
BEFORE = date(2025, 10, 1)


@pytest.fixture
def loop(house: str) -> Any:
    """A department observed in spring; Ada leads it, an observer from the network comes again."""

    class Loop:
        network = a_network()
        here = a_kindergarten("Solbakken", a_cohort(), network)
        near = a_kindergarten("Furulia", a_cohort(), network)
        room = a_department(here, "Blåklokka", age_group="mixed")
        ada = an_identity("leader", here, room)
        cy = an_identity("leader", near, a_department(near))
        watcher = an_identity("observer", near, network=frozenset({here.id, near.id}))

        @classmethod
        def observed(
            cls, day: date, score: int, version: str = "toddler", is_released: bool = True
        ) -> Observation:
            semester = f"{day.year}-{'spring' if day.month < 8 else 'autumn'}"
            reference = an_observation(
                cls.room,
                cls.watcher,
                version=version,
                score=score,
                semester=semester,
                observed_on=day,
            )
            row = Observation.get(Observation.reference == reference)
            if is_released:
                observations.release(row, by=cls.watcher, now=NOW)
            return row

        @classmethod
        def goal(cls, when: datetime = NOW, **values: Any) -> Goal:
            return a_goal(cls.room, cls.ada, when, **values)

    return Loop


def at(day: date) -> datetime:
    return NOW.replace(year=day.year, month=day.month, day=day.day)


def test_the_last_goals_are_those_of_the_latest_semester_set_before_the_day(loop: Any) -> None:
    old = loop.goal(at(date(2024, 10, 1)))
    first, second = loop.goal(at(SPRING)), loop.goal(at(SPRING))
    dropped = loop.goal(at(SPRING))
    evaluation.drop(dropped, "Nei", by=loop.ada, now=at(SPRING))
    todays = loop.goal(NOW)
    found = [row.id for row in rounds.last_goals(loop.ada, loop.room.id, TODAY)]
    assert found == [first.id, second.id]
    assert [g.id for g in rounds.last_goals(loop.ada, loop.room.id, SPRING)] == [old.id]
    tomorrow = TODAY + timedelta(days=1)
    assert [g.id for g in rounds.last_goals(loop.ada, loop.room.id, tomorrow)] == [todays.id]
    assert rounds.last_goals(loop.ada, loop.room.id, date(2024, 10, 1)) == []


def test_the_one_last_goal_is_rather_a_development_goal(loop: Any) -> None:
    assert rounds.last_goal(loop.ada, loop.room.id, TODAY) is None
    project = loop.goal(at(SPRING), kind="micro_project")
    assert rounds.last_goal(loop.ada, loop.room.id, TODAY) == project
    goal = loop.goal(at(SPRING))
    assert rounds.last_goal(loop.ada, loop.room.id, TODAY) == goal


def test_the_last_goals_are_for_those_the_map_names(loop: Any) -> None:
    row = loop.goal(at(SPRING))
    seen = {
        name: [g.id for g in rounds.last_goals(getattr(loop, name), loop.room.id, TODAY)]
        for name in ("ada", "watcher", "cy")
    }
    assert seen == {"ada": [row.id], "watcher": [row.id], "cy": []}


def test_the_next_observation_shows_the_change_on_the_goals_dimension(loop: Any) -> None:
    source = loop.observed(SPRING, 3)
    row = loop.goal(observation_id=source.id, target=400, dimension_id=dimension_ids()[6])
    assert rounds.change_on(row) is None
    later = loop.observed(BEFORE, 4)
    Score.update(value=5).where(
        (Score.observation == later) & (Score.dimension == dimension_ids()[6]) & (Score.cycle == 1)
    ).execute()
    found = rounds.change_on(row)
    assert found is not None
    assert (found.observation, found.start, found.now) == (later, Fraction(3), Fraction(13, 3))
    assert (found.change, found.is_reached) == (Change(Decimal("1.33"), "better"), True)


def test_the_start_counts_unrounded(loop: Any) -> None:
    source = loop.observed(SPRING, 3)
    dimension = dimension_ids()[6]
    of = (Score.observation == source) & (Score.dimension == dimension)
    Score.update(value=4).where(of & (Score.cycle < 3)).execute()  # 11/3
    row = loop.goal(observation_id=source.id, target=400, dimension_id=dimension)
    later = loop.observed(BEFORE, 4)
    Score.update(value=5).where(
        (Score.observation == later) & (Score.dimension == dimension) & (Score.cycle == 1)
    ).execute()  # 13/3
    found = rounds.change_on(row)
    assert found is not None
    assert found.change == Change(Decimal("0.67"), "better")
    Score.update(value=2).where(of).execute()  # corrected after the goal was set
    again = rounds.change_on(row)
    assert again is not None
    assert again.start == Fraction(367, 100)


def test_a_lower_negative_climate_is_better(loop: Any) -> None:
    source = loop.observed(SPRING, 3)
    row = loop.goal(observation_id=source.id, target=200, dimension_id=dimension_ids()[1])
    loop.observed(BEFORE, 2)
    found = rounds.change_on(row)
    assert found is not None
    assert (found.change, found.is_reached) == (Change(Decimal("-1.00"), "better"), True)


def test_doubles_unreleased_returned_and_other_versions_are_not_compared_with(loop: Any) -> None:
    source = loop.observed(SPRING, 3)
    row = loop.goal(observation_id=source.id, target=400)
    loop.observed(BEFORE, 5, is_released=False)
    loop.observed(BEFORE, 5, version="prek")
    double, returned = loop.observed(BEFORE, 5), loop.observed(BEFORE, 5)
    Observation.update(is_double=True).where(Observation.id == double.id).execute()
    Observation.update(returned_at=NOW).where(Observation.id == returned.id).execute()
    assert rounds.change_on(row) is None


def test_without_a_start_there_is_a_value_now_and_no_change(loop: Any) -> None:
    row = loop.goal(at(SPRING), target=500)
    loop.observed(BEFORE, 4)
    found = rounds.change_on(row)
    assert found is not None
    assert (found.start, found.now, found.change, found.is_reached) == (None, 4, None, False)


def test_a_micro_project_without_a_dimension_shows_no_change(loop: Any) -> None:
    row = loop.goal(at(SPRING), kind="micro_project")
    loop.observed(BEFORE, 4)
    assert rounds.change_on(row) is None


def test_one_observation_is_held_up_against_the_goals_of_its_version(loop: Any) -> None:
    source = loop.observed(SPRING, 5)
    goal = loop.goal(observation_id=source.id, target=600)
    other = loop.goal(dimension_id=dimension_ids("prek")[0])
    project = loop.goal(kind="micro_project")
    shown = loop.observed(BEFORE, 4)
    found = rounds.change_to([goal, other, project], shown)
    assert {key: one.change for key, one in found.items()} == {
        goal.id: Change(Decimal("-1.00"), "lower")
    }


def test_changes_cost_two_queries_however_many(loop: Any, count_queries: Any) -> None:
    source = loop.observed(SPRING, 3)
    loop.observed(BEFORE, 4)
    totals = []
    rows = [loop.goal(observation_id=source.id, target=400) for _ in range(3)]
    for number in (1, 3):
        with count_queries() as statements:
            assert len(rounds.changes(rows[:number])) == number
        totals.append(len(statements))
    assert totals == [2, 2]
    with count_queries() as statements:
        assert rounds.changes([]) == {}
    assert statements == []

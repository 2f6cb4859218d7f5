"""Goals counted per cohort and semester: for those who may know that they are set, and no more."""

from datetime import date, timedelta
from typing import Any

import pytest

from collect import observations, plans
from collect import plans_evaluation as evaluation
from collect import plans_figures as figures
from collect.models.journal import JournalEntry
from collect.models.observations import Observation
from collect.models.plans import Goal
from collect.plans_figures import Steps
from collect.rules.access import HOUSE, STRANGER
from collect.rules.calendar import Semester
from collect.rules.refusals import NotAllowed
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_department,
    a_goal,
    a_kindergarten,
    an_identity,
    an_observation,
)

AUTUMN, SPRING = Semester(2025, "autumn"), Semester(2025, "spring")


@pytest.fixture
def cohorts(house: str) -> Any:
    """Two cohorts with a kindergarten each; the first has two departments."""

    class Cohorts:
        first, second = a_cohort(1), a_cohort(2)
        here, there = a_kindergarten("Her", first), a_kindergarten("Der", second)
        room, next_door = a_department(here), a_department(here)
        far = a_department(there)
        ada, cy = an_identity("director", here), an_identity("director", there)
        watcher = an_identity("observer", here, network=frozenset({here.id, there.id}))

        @classmethod
        def observed(cls, room: Any) -> None:
            reference = an_observation(room, cls.watcher)
            row = Observation.get(Observation.reference == reference)
            observations.release(row, by=cls.watcher, now=NOW)

        @classmethod
        def counted(cls, *wanted: Semester) -> dict[tuple[str, int], Steps]:
            found = figures.steps(HOUSE, wanted or [AUTUMN], TODAY)
            return {(semester.code, cohort.number): one for semester, cohort, one in found}

    return Cohorts


def test_each_step_is_counted_by_cohort(cohorts: Any) -> None:
    cohorts.observed(cohorts.room)
    cohorts.observed(cohorts.room)
    cohorts.observed(cohorts.next_door)
    late = a_goal(cohorts.room, cohorts.ada)
    Goal.update(check_back_on=TODAY - timedelta(days=1)).where(Goal.id == late.id).execute()
    a_goal(cohorts.room, cohorts.ada, kind="micro_project")
    done, dropped = a_goal(cohorts.next_door, cohorts.ada), a_goal(cohorts.room, cohorts.ada)
    evaluation.check(done, "Sett", TODAY, None, by=cohorts.ada, now=NOW)
    evaluation.check(done, "Sett igjen", TODAY, None, by=cohorts.ada, now=NOW)
    evaluation.check(dropped, "Sett", TODAY, None, by=cohorts.ada, now=NOW)
    evaluation.see(done, "unknown", by=cohorts.ada, now=NOW)
    evaluation.evaluate(plans.goal(cohorts.ada, done.reference), "no", "", by=cohorts.ada, now=NOW)
    evaluation.drop(plans.goal(cohorts.ada, dropped.reference), "Nei", by=cohorts.ada, now=NOW)
    a_goal(cohorts.far, cohorts.cy)
    assert cohorts.counted() == {
        ("2025-autumn", 1): Steps(
            fed_back=2,
            departments=2,
            goals=3,
            projects=1,
            checked=1,
            evaluated=1,
            overdue=1,
            dropped=1,
        ),
        ("2025-autumn", 2): Steps(departments=1, goals=1),
    }


def test_a_goal_that_was_set_aside_makes_no_department_one_with_a_goal(cohorts: Any) -> None:
    row = a_goal(cohorts.room, cohorts.ada)
    evaluation.drop(row, "Nei", by=cohorts.ada, now=NOW)
    assert cohorts.counted() == {("2025-autumn", 1): Steps(dropped=1)}


def test_doubles_and_what_is_not_released_give_no_feedback(cohorts: Any) -> None:
    an_observation(cohorts.room, cohorts.watcher)
    cohorts.observed(cohorts.next_door)
    Observation.update(is_double=True).where(Observation.department == cohorts.next_door).execute()
    assert cohorts.counted() == {}


def test_semesters_are_counted_by_their_own_structure(cohorts: Any) -> None:
    from collect.models.organisation import Affiliation

    a_goal(cohorts.room, cohorts.ada)
    old = a_goal(cohorts.room, cohorts.ada)
    Goal.update(semester="2025-spring").where(Goal.id == old.id).execute()
    Affiliation.update(valid_to=date(2025, 7, 31)).where(
        Affiliation.kindergarten == cohorts.here
    ).execute()
    Affiliation.create(
        kindergarten=cohorts.here, cohort=cohorts.second, valid_from=date(2025, 8, 1)
    )
    one = Steps(departments=1, goals=1)
    assert cohorts.counted(AUTUMN, SPRING) == {("2025-autumn", 2): one, ("2025-spring", 1): one}


def test_a_kindergarten_outside_the_cohorts_is_not_counted(cohorts: Any) -> None:
    outside = a_kindergarten("Utenfor")
    a_goal(a_department(outside), an_identity("director", outside))
    assert cohorts.counted() == {}


@pytest.mark.parametrize("role", ["staff", "leader", "director", "observer", "mentor"])
def test_who_may_read_goals_or_none_is_not_given_the_figures(cohorts: Any, role: str) -> None:
    who = an_identity(role, cohorts.here, cohorts.room)
    with pytest.raises(NotAllowed):
        figures.steps(who, [AUTUMN], TODAY)
    with pytest.raises(NotAllowed):
        figures.take_steps(by=who, now=NOW)
    with pytest.raises(NotAllowed):
        figures.steps(STRANGER, [AUTUMN], TODAY)


def test_the_figures_cost_the_same_however_many_cohorts(cohorts: Any, count_queries: Any) -> None:
    totals = []
    for _ in range(2):
        with count_queries() as statements:
            figures.steps(HOUSE, [AUTUMN], TODAY)
        totals.append(len(statements))
        for number in (3, 4):
            if len(totals) == 1:
                house = a_kindergarten(f"Hus {number}", a_cohort(number))
                a_goal(a_department(house), an_identity("director", house))
    assert totals == [4, 4]


def test_a_director_takes_the_own_goals_and_it_is_noted(cohorts: Any) -> None:
    mine, _ = a_goal(cohorts.room, cohorts.ada), a_goal(cohorts.far, cohorts.cy)
    assert [row.id for row in figures.take_goals(by=cohorts.ada, now=NOW)] == [mine.id]
    line = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (line.act, line.kindergarten_id) == ("export.plans", cohorts.here.id)


@pytest.mark.parametrize("role", ["staff", "leader", "observer", "mentor", "coordinator"])
def test_others_take_no_goals(cohorts: Any, role: str) -> None:
    with pytest.raises(NotAllowed):
        figures.take_goals(by=an_identity(role, cohorts.here, cohorts.room), now=NOW)
    assert JournalEntry.select().where(JournalEntry.act == "export.plans").count() == 0

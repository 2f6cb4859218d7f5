"""The marks of the loop: the first day of each step, and the check that reads them anew."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from collect import observations, plans_evaluation
from collect import observations_loop as loop
from collect.database import db, writing
from collect.models.observations import Observation, Visit
from collect.models.observations_figures import LoopMark
from collect.models.plans import Goal, GoalCheck
from tests.factories import (
    NOW,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    an_identity,
    an_observation,
)

AUTUMN, SPRING = "2025-autumn", "2025-spring"


@pytest.fixture
def places(house: str) -> Any:
    class Places:
        here = a_kindergarten("Her", a_cohort(), a_network())
        room, other = a_department(here), a_department(here)
        ada = an_identity("observer", here, network=frozenset({here.id}))

    return Places


def marks(room: Any, semester: str = AUTUMN) -> tuple[date | None, ...] | None:
    row = LoopMark.get_or_none((LoopMark.department == room) & (LoopMark.semester == semester))
    return row and tuple(getattr(row, step) for step in loop.STEPS)


def a_visit(room: Any, day: date | None, status: str = "accepted", **values: Any) -> Visit:
    return Visit.create(
        **{
            "uid": f"{room.id}-{day}-{status}",
            "department": room,
            "semester": AUTUMN,
            "planned_on": day,
            "status": status,
            "changed_at": NOW,
        }
        | values
    )


def a_goal(room: Any, created_at: datetime = NOW, **values: Any) -> Goal:
    return Goal.create(
        **{
            "reference": f"M{room.id}-{created_at:%m%d%H}-{len(values)}",
            "department": room,
            "semester": AUTUMN,
            "kind": "development",
            "title": "Mer undring",
            "created_at": created_at,
        }
        | values
    )


def test_the_first_day_of_a_step_stays(places: Any) -> None:
    for day in (date(2025, 10, 14), date(2025, 10, 20), date(2025, 10, 1)):
        loop.mark(places.room.id, AUTUMN, "observed_on", day)
    assert marks(places.room) == (None, date(2025, 10, 1), None, None, None)


def test_a_step_that_is_none_is_an_error(places: Any) -> None:
    with pytest.raises(ValueError, match="no such step"):
        loop.mark(places.room.id, AUTUMN, "n", date(2025, 10, 1))


def test_what_the_acts_mark_is_what_is_read_anew(places: Any) -> None:
    an_observation(places.room, places.ada)
    observations.release(Observation.get(), by=places.ada, now=NOW)
    acted = (None, date(2025, 10, 14), date(2025, 10, 15), None, None)
    assert marks(places.room) == acted
    assert loop.differences() == {}
    with writing():
        loop.remark(places.room.id, AUTUMN)
    assert marks(places.room) == acted


def test_every_step_is_read_from_where_it_was_taken(places: Any) -> None:
    a_visit(places.room, date(2025, 10, 20))
    a_visit(places.room, date(2025, 10, 13), "observed")
    a_visit(places.room, date(2025, 9, 1), "cancelled")
    a_visit(places.room, date(2025, 9, 2), "proposed")
    a_visit(places.room, None)
    a_visit(places.other, date(2025, 11, 3), "asked")
    an_observation(places.room, places.ada)
    Observation.update(released_at=datetime(2025, 10, 17, 9, tzinfo=UTC)).execute()
    a_goal(places.room, datetime(2025, 9, 1, 9, tzinfo=UTC), status="dropped")
    goal = a_goal(places.room, datetime(2025, 10, 18, 9, tzinfo=UTC))
    GoalCheck.create(goal=goal, checked_on=date(2025, 11, 20), note="")
    a_goal(places.room, status="evaluated", settled_on=date(2025, 11, 10))
    a_goal(places.other, status="open", settled_on=None)
    with writing():
        loop.recount()
    assert marks(places.room) == (
        date(2025, 10, 13),
        date(2025, 10, 14),
        date(2025, 10, 17),
        date(2025, 10, 15),
        date(2025, 11, 10),
    )
    assert marks(places.other) == (date(2025, 11, 3), None, None, date(2025, 10, 15), None)
    assert loop.differences() == {}


def test_a_goal_that_is_dropped_or_opened_again_takes_its_steps_back(places: Any) -> None:
    director = an_identity("director", places.here)
    goal = a_goal(places.room)
    loop.mark(places.room.id, AUTUMN, "goal_on", NOW.date())
    plans_evaluation.see(goal, "Flere undrende samtaler", by=director, now=NOW)
    plans_evaluation.evaluate(Goal.get(), "yes", "", by=director, now=NOW)
    assert marks(places.room) == (None, None, None, NOW.date(), NOW.date())
    plans_evaluation.reopen(Goal.get(), by=director, now=NOW)
    assert marks(places.room) == (None, None, None, NOW.date(), None)
    plans_evaluation.drop(Goal.get(), "Avdelingen er delt", by=director, now=NOW)
    assert marks(places.room) is None
    assert loop.differences() == {}


def test_a_mark_of_nothing_is_none(places: Any) -> None:
    LoopMark.create(department=places.room, semester=AUTUMN)
    assert loop.differences() == {}


def test_the_second_coding_of_a_visit_takes_no_step(places: Any) -> None:
    first = a_visit(places.room, date(2025, 10, 14), "proposed")
    a_visit(places.room, date(2025, 10, 14), "accepted", doubles=first)
    an_observation(places.room, places.ada)
    Observation.update(is_double=True, released_at=NOW).execute()
    with writing():
        loop.recount()
    assert LoopMark.select().count() == 0


def test_a_cancelled_plan_and_a_moved_observation_are_marked_anew(places: Any) -> None:
    visit = a_visit(places.room, date(2025, 10, 20))
    with writing():
        loop.mark(places.room.id, AUTUMN, "planned_on", visit.planned_on)
    an_observation(places.room, places.ada)
    with writing():
        Visit.update(status="cancelled").execute()
        Observation.update(semester=SPRING).execute()
        loop.remark(places.room.id, AUTUMN)
        loop.remark(places.room.id, SPRING)
    assert marks(places.room) is None
    assert marks(places.room, SPRING) == (None, date(2025, 10, 14), None, None, None)
    assert loop.differences() == {}


@pytest.mark.parametrize(
    "spoiler",
    [
        "UPDATE loop_mark SET observed_on = '2025-10-13'",
        "UPDATE loop_mark SET fed_back_on = '2025-10-15'",
        "UPDATE loop_mark SET semester = '2025-spring'",
        "DELETE FROM loop_mark",
    ],
)
def test_the_check_finds_what_is_wrong_and_a_recount_mends_it(places: Any, spoiler: str) -> None:
    an_observation(places.room, places.ada)
    an_observation(places.other, places.ada)
    db.execute_sql(spoiler)
    assert loop.differences()["loop_mark"] >= 2
    with writing():
        loop.recount()
    assert loop.differences() == {}


def test_the_day_of_a_release_is_the_day_it_was_in_norway(places: Any) -> None:
    an_observation(places.room, places.ada)
    for moment, day in (
        (datetime(2025, 10, 25, 21, 59, 59, tzinfo=UTC), date(2025, 10, 25)),
        (datetime(2025, 10, 25, 22, 0, tzinfo=UTC), date(2025, 10, 26)),
        (datetime(2025, 10, 26, 22, 30, tzinfo=UTC), date(2025, 10, 26)),
        (datetime(2025, 10, 26, 23, 0, 0, 5, tzinfo=UTC), date(2025, 10, 27)),
        (datetime(2025, 3, 29, 22, 59, tzinfo=UTC), date(2025, 3, 29)),
        (datetime(2025, 3, 29, 23, 0, tzinfo=UTC), date(2025, 3, 30)),
        (datetime(2025, 3, 30, 22, 0, tzinfo=UTC), date(2025, 3, 31)),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), date(2026, 1, 1)),
    ):
        Observation.update(released_at=moment).execute()
        with writing():
            loop.recount()
        assert marks(places.room) == (None, date(2025, 10, 14), day, None, None)

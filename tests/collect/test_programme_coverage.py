"""Coverage: each figure is what counting by hand gives, with the departments of that semester."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from collect import observations, organisation
from collect import organisation_departments as departments
from collect import programme_coverage as coverage
from collect.models.observations import Observation, Visit
from collect.models.observations_figures import LoopMark
from collect.models.organisation import Affiliation, Cohort, Department
from collect.observations_loop import mark
from collect.programme_coverage import Coverage
from collect.rules.access import HOUSE, STRANGER, Grant, Identity
from collect.rules.calendar import Semester
from collect.rules.refusals import NotFound
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    an_identity,
    an_observation,
)

AUTUMN = Semester(2025, "autumn")
SIX = [AUTUMN.shift(n - 5) for n in range(6)]


@pytest.fixture
def places(house: str) -> Any:
    """Two cohorts and networks, a kindergarten in neither, departments that come and go."""

    class Places:
        first, second = a_cohort(1), a_cohort(2, date(2025, 8, 1))
        north, south = a_network("Nord"), a_network("Sør")
        here = a_kindergarten("Askeladden", first, north)
        near = a_kindergarten("Bekken", first, north)
        there = a_kindergarten("Solvik", second, south)
        outside = a_kindergarten("Utenfor")
        rooms = a_department(here, "Ask"), a_department(here, "Bjørk"), a_department(here, "Gran")
        near_room = a_department(near)
        there_room = a_department(there)
        outside_room = a_department(outside)
        ada = an_identity(
            "observer", here, network=frozenset({here.id, near.id, there.id, outside.id})
        )

    departments.amend_department(
        Places.rooms[2], "Gran", date(2025, 10, 31), by=HOUSE, now=NOW
    )  # observed, but not there on the counting day
    return Places


def a_visit(room: Department, day: date | None, status: str = "accepted", **values: Any) -> Visit:
    """A visit in the plan, marked as the act would."""
    made = Visit.create(
        **{
            "uid": f"{room.id}-{day}-{status}-{len(values)}",
            "department": room,
            "semester": AUTUMN.code,
            "planned_on": day,
            "status": status,
            "changed_at": NOW,
        }
        | values
    )
    if day is not None and status in ("asked", "accepted"):
        mark(room.id, AUTUMN.code, "planned_on", day)
    return made


def by_hand(identity: Identity, semester: Semester, today: date) -> dict[int, Coverage]:
    """Count department by department; cohort id -> coverage."""
    day, found = semester.counting_day, {}
    may_read = {g.kindergarten_id for g in identity.grants if g.role in ("director", "mentor")}
    for room in Department.select():
        place = Affiliation.get_or_none(
            (Affiliation.kindergarten == room.kindergarten_id)
            & (Affiliation.valid_from <= day)
            & (Affiliation.valid_to.is_null() | (Affiliation.valid_to >= day))
        )
        is_open = room.opened_on <= day and (room.closed_on is None or room.closed_on >= day)
        if place is None or place.cohort is None or place.cohort.start > day or not is_open:
            continue
        if not identity.has("coordinator") and room.kindergarten_id not in may_read:
            continue
        row = LoopMark.get_or_none(
            (LoopMark.department == room) & (LoopMark.semester == semester.code)
        )
        seen = Observation.select().where(
            (Observation.department == room)
            & (Observation.semester == semester.code)
            & ~Observation.is_double
        )
        visits = [
            visit
            for visit in Visit.select().where(Visit.department == room)
            if visit.semester == semester.code
            and visit.status in ("asked", "accepted")
            and visit.planned_on is not None
            and today <= visit.planned_on <= semester.last_day
            and visit.doubles_id is None
        ]
        taken = [bool(row and getattr(row, f"{s}_on")) for s in ("fed_back", "goal", "followed_up")]
        figures = [
            True,
            bool(seen.count() or (row and row.planned_on)),
            seen.count() > 0,
            *taken,
            bool(visits) and not seen.count(),
        ]
        old = found.get(place.cohort_id, Coverage(semester))
        sums = (
            old.due,
            old.planned,
            old.observed,
            old.fed_back,
            old.goal_set,
            old.followed_up,
            old.ahead,
        )
        found[place.cohort_id] = Coverage(
            semester, *(a + b for a, b in zip(sums, figures, strict=True))
        )
    return found


def some_of_everything(places: Any) -> None:
    ash, birch, _ = places.rooms
    for room in (ash, places.rooms[2], places.there_room, places.outside_room):
        an_observation(room, places.ada)
    an_observation(ash, places.ada, observed_on=date(2025, 9, 1))
    an_observation(ash, places.ada, semester="2025-spring", observed_on=date(2025, 3, 3))
    row = Observation.select().where(Observation.department == ash).order_by(Observation.id).get()
    observations.release(row, by=places.ada, now=NOW)
    for step in ("goal_on", "followed_up_on"):
        mark(ash.id, AUTUMN.code, step, TODAY)
    a_visit(ash, TODAY + timedelta(days=3))
    a_visit(birch, TODAY)
    a_visit(birch, TODAY + timedelta(days=20), "asked")
    first = a_visit(places.near_room, TODAY - timedelta(days=1))
    a_visit(places.near_room, TODAY + timedelta(days=9), "cancelled")
    a_visit(places.near_room, TODAY + timedelta(days=9), "proposed")
    a_visit(places.near_room, TODAY + timedelta(days=9), "asked", doubles=first)
    a_visit(places.near_room, date(2026, 1, 8), "accepted")


def test_every_figure_is_what_counting_by_hand_gives(places: Any) -> None:
    some_of_everything(places)
    director = an_identity("director", places.here)
    mentor = an_identity("mentor", places.there)
    for who in (HOUSE, director, mentor, places.ada):
        found = coverage.coverages(who, SIX, TODAY)
        expected = {
            (cohort, one): seen for one in SIX for cohort, seen in by_hand(who, one, TODAY).items()
        }
        assert found == expected
        assert coverage.coverage_over(who, SIX, TODAY) == [
            coverage.total(one, by_hand(who, one, TODAY).values()) for one in SIX
        ]
    assert coverage.coverages(STRANGER, SIX, TODAY) == {}


def test_the_steps_of_a_semester(places: Any) -> None:
    some_of_everything(places)
    one = coverage.coverage(HOUSE, AUTUMN, TODAY)
    assert one == Coverage(
        AUTUMN, due=4, planned=4, observed=2, fed_back=1, goal_set=1, followed_up=1, ahead=1
    )
    assert (one.left, one.forecast, one.share("forecast")) == (2, 3, Fraction(3, 4))
    assert coverage.coverage(HOUSE, AUTUMN.shift(-20), TODAY).share("observed") is None


def test_a_department_counts_with_the_structure_of_that_semester(places: Any) -> None:
    an_observation(
        places.rooms[0], places.ada, semester="2025-spring", observed_on=date(2025, 3, 3)
    )
    organisation.affiliate(
        places.here, places.second, places.south, date(2025, 9, 1), by=HOUSE, now=NOW
    )
    found = coverage.coverages(HOUSE, [AUTUMN.shift(-1), AUTUMN], TODAY)
    numbers = {row.id: row.number for row in Cohort.select()}
    assert {
        (numbers[c], one.code): (seen.due, seen.observed) for (c, one), seen in found.items()
    } == {
        (1, "2025-spring"): (4, 1),
        (1, "2025-autumn"): (1, 0),
        (2, "2025-autumn"): (3, 0),
    }


def test_networks_and_kindergartens_add_up_to_the_whole(places: Any) -> None:
    some_of_everything(places)
    lone = a_kindergarten("Villa", places.first)
    a_department(lone)
    whole = coverage.coverage(HOUSE, AUTUMN, TODAY)
    networks = coverage.coverage_by_network(HOUSE, AUTUMN, TODAY)
    assert [(row.name if row else None, one.due) for row, one in networks] == [
        ("Nord", 3),
        ("Sør", 1),
        (None, 1),
    ]
    houses = coverage.coverage_by_kindergarten(HOUSE, AUTUMN, TODAY)
    assert [(row.name, one.due, one.observed) for row, one in houses] == [
        ("Askeladden", 2, 1),
        ("Bekken", 1, 0),
        ("Solvik", 1, 1),
        ("Villa", 1, 0),
    ]
    of_first = coverage.coverage_by_kindergarten(HOUSE, AUTUMN, TODAY, places.first.id)
    assert [row.name for row, _ in of_first] == ["Askeladden", "Bekken", "Villa"]
    for groups in (networks, houses, coverage.coverage_by_cohort(HOUSE, AUTUMN, TODAY)):
        assert coverage.total(AUTUMN, (one for _, one in groups)) == whole


def test_a_director_sees_each_department_step_by_step(places: Any) -> None:
    some_of_everything(places)
    rows = coverage.progress(an_identity("director", places.here), AUTUMN, TODAY)
    told = [(one.department.name, one.is_observed, one.next_visit, dict(one.marks)) for one in rows]
    assert told == [
        (
            "Ask",
            True,
            TODAY + timedelta(days=3),
            {
                "planned": TODAY + timedelta(days=3),
                "observed": date(2025, 9, 1),
                "fed_back": TODAY,
                "goal_set": TODAY,
                "followed_up": TODAY,
            },
        ),
        (
            "Bjørk",
            False,
            TODAY,
            {**dict.fromkeys(coverage.STEPS), "planned": TODAY},
        ),
    ]
    missing = coverage.missing(an_identity("director", places.here), AUTUMN, TODAY)
    assert [room.name for room in missing] == ["Bjørk"]


def test_reach_decides_which_departments_are_shown(places: Any) -> None:
    mentor = an_identity("mentor", places.there)
    both = Identity(
        grants=frozenset({Grant("mentor", places.there.id), Grant("mentor", places.near.id)})
    )
    figures_only = an_identity("course_admin")
    for who, names in (
        (mentor, ["Solvik"]),
        (both, ["Bekken", "Solvik"]),
        (figures_only, []),
        (places.ada, []),
    ):
        rows = coverage.progress(who, AUTUMN, TODAY)
        assert [one.department.kindergarten.name for one in rows] == names
    assert coverage.kindergarten(mentor, places.there.id) == places.there
    for who, place in (
        (mentor, places.here),
        (figures_only, places.here),
        (places.ada, places.here),
    ):
        with pytest.raises(NotFound):
            coverage.kindergarten(who, place.id)
    one = coverage.progress(HOUSE, AUTUMN, TODAY, places.near.id)
    assert [row.department.id for row in one] == [places.near_room.id]


def test_the_number_of_queries_does_not_grow(places: Any, count_queries: Any) -> None:
    def counted() -> list[int]:
        numbers = []
        for ask in (
            lambda: coverage.coverage_over(HOUSE, SIX, TODAY),
            lambda: coverage.coverage_by_cohort(HOUSE, AUTUMN, TODAY),
            lambda: coverage.coverage_by_network(HOUSE, AUTUMN, TODAY),
            lambda: coverage.coverage_by_kindergarten(HOUSE, AUTUMN, TODAY),
            lambda: coverage.progress(HOUSE, AUTUMN, TODAY),
        ):
            with count_queries() as queries:
                ask()
            numbers.append(len(queries))
        return numbers

    assert counted() == [1, 2, 2, 2, 1]
    for number in (3, 4):
        place = a_kindergarten(None, a_cohort(number), a_network())
        an_observation(
            a_department(place), an_identity("observer", place, network=frozenset({place.id}))
        )
    assert counted() == [1, 2, 2, 2, 1]


def test_nothing_is_asked_for_no_semester(places: Any, count_queries: Any) -> None:
    with count_queries() as queries:
        assert coverage.coverages(HOUSE, [], TODAY) == {}
    assert queries == []

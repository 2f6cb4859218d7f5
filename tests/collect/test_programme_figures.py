"""Figures of scores: what is shown is exact, and never gives fewer than five departments away."""

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction
from statistics import quantiles
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect import observations_instruments as instruments
from collect import observations_profiles as profiles
from collect import organisation
from collect import programme_figures as figures
from collect.database import writing
from collect.models.observations import Observation, Score
from collect.observations_figures import count, forget
from collect.rules import scoring
from collect.rules.access import HOUSE, Identity
from collect.rules.calendar import Semester
from collect.rules.refusals import NotFound
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_department,
    a_kindergarten,
    an_identity,
    an_instrument,
    an_observation,
    dimension_ids,
    observation_answers,
)

SPRING, AUTUMN = Semester(2025, "spring"), Semester(2025, "autumn")


@pytest.fixture
def world(house: str) -> Any:
    """A cohort with six departments observed in the spring, two of them Ada's; another with one."""

    class World:
        cohort, other = a_cohort(1), a_cohort(2)
        here, near = a_kindergarten("Her", cohort), a_kindergarten("Nær", cohort)
        far = a_kindergarten("Fjern", other)
        mine, beside = a_department(here), a_department(here)
        rooms = [mine]
        far_room = a_department(far)
        watcher = an_identity("observer", near, network=frozenset({here.id, near.id, far.id}))
        domains = instruments.structure(an_instrument().id)

    World.rooms += [a_department(World.near) for _ in range(5)]
    for n, room in enumerate(World.rooms):
        observe(World, room, n)
    observe(World, World.far_room, 3)
    return World


def observe(world: Any, room: Any, level: int, semester: str = "2025-spring", **values: Any) -> Any:
    """An observation with scores of its own, in the spring unless said otherwise."""
    answers = observation_answers(room)
    cycles = tuple(
        replace(c, scores={key: 1 + (n + at + level) % 7 for n, key in enumerate(dimension_ids())})
        for at, c in enumerate(answers.cycles)
    )
    day = date(2025, 3, 3) if semester == "2025-spring" else date(2025, 10, 14)
    values = {"semester": semester, "observed_on": day, "cycles": cycles} | values
    reference = an_observation(room, world.watcher, **values)
    return Observation.get(Observation.reference == reference)


def read(
    world: Any, who: Identity = HOUSE, semester: Semester = SPRING, today: date = TODAY
) -> Any:
    return figures.cohort_figures(who, world.cohort, semester, world.domains, today)


def means_by_hand(
    world: Any, rooms: list[Any], semester: str = "2025-spring"
) -> dict[int, list[Fraction]]:
    """Domain -> the mean of each department over its observations."""
    found: dict[int, list[Fraction]] = {domain.id: [] for domain in world.domains}
    for room in rooms:
        rows = Observation.select().where(
            (Observation.department == room) & (Observation.semester == semester)
        )
        parts = [profiles.profile_of(row).domains for row in rows]
        for domain in found:
            known = [p[domain] for p in parts if p[domain] is not None]
            if known:
                found[domain].append(sum(known, Fraction()) / len(known))
    return found


def test_a_cohorts_figures_are_what_the_observations_say(world: Any) -> None:
    observe(world, world.mine, 5, observed_on=date(2025, 4, 1))
    found = read(world)
    hand = means_by_hand(world, world.rooms)
    assert (found.is_preliminary, found.is_observed) == (False, True)
    assert {d: (band.departments, band.mean) for d, band in found.bands.items()} == {
        d: (6, sum(means, Fraction()) / 6) for d, means in hand.items()
    }
    for domain, band in found.bands.items():
        low, _, high = quantiles(map(float, hand[domain]), n=4, method="inclusive")
        assert (float(band.low), float(band.high)) == pytest.approx((low, high))
    scores = Score.select().join(Observation).where(Observation.department.in_(world.rooms))
    counted = Counter((score.dimension_id, score.value) for score in scores)
    assert {
        (d, value): n
        for d, spread in found.distributions.items()
        for value, n in enumerate(spread.counts, 1)
        if n
    } == counted
    one = found.distributions[dimension_ids()[0]]
    values = [s.value for s in scores if s.dimension_id == dimension_ids()[0]]
    assert (one.mean, one.total) == (Fraction(sum(values), len(values)), 21)


def test_fewer_than_five_departments_are_shown_to_nobody(world: Any) -> None:
    for room in world.rooms[:2]:
        drop(Observation.get(Observation.department == room))
    found = read(world)
    assert (found.is_observed, found.bands, found.distributions) == (True, {}, {})
    observe(world, world.beside, 2)
    assert {band.departments for band in read(world).bands.values()} == {5}


def drop(row: Observation) -> None:
    with writing():
        forget(row.id)
        Observation.update(is_double=True).where(Observation.id == row.id).execute()


def test_what_the_reader_knows_must_leave_five_others(world: Any) -> None:
    director, leader = (
        an_identity("director", world.here),
        an_identity("leader", world.here, world.mine),
    )
    near = an_identity("director", world.near)
    assert {band.departments for band in read(world, director).bands.values()} == {6}
    assert set(read(world, leader).bands) == set(read(world).bands)
    assert read(world, near).bands == {}  # knows five of six
    observe(world, world.beside, 2)
    assert {band.departments for band in read(world, director).bands.values()} == {7}
    drop(Observation.get(Observation.department == world.rooms[5]))
    assert read(world, director).bands == {}  # knows two of six
    assert set(read(world, leader).bands) == set(read(world).bands)


def test_an_observer_knows_what_was_observed(world: Any) -> None:
    stranger = an_identity("observer", world.here)
    assert figures.bands(stranger, world.mine, [SPRING], ids(world), TODAY) != {}
    assert (
        figures.bands(world.watcher, world.mine, [SPRING], ids(world), TODAY) != {}
    )  # all of them
    lone = an_identity("observer", world.near, network=frozenset({world.near.id}))
    Observation.update(observer=lone.person_id).where(
        Observation.department == world.mine
    ).execute()
    assert figures.bands(world.watcher, world.mine, [SPRING], ids(world), TODAY) == {}
    assert figures.bands(lone, world.mine, [SPRING], ids(world), TODAY) != {}


def ids(world: Any) -> list[int]:
    return [domain.id for domain in world.domains]


def test_a_running_semester_is_shown_to_those_alone_who_read_every_observation(world: Any) -> None:
    for n, room in enumerate(world.rooms):
        observe(world, room, n, "2025-autumn")
    director = an_identity("director", world.here)
    assert read(world, director, AUTUMN).bands == {}
    mine = read(world, HOUSE, AUTUMN)
    assert (mine.is_preliminary, len(mine.bands)) == (True, 2)
    assert figures.bands(director, world.mine, [AUTUMN], ids(world), TODAY) == {}
    for day, is_shown in ((date(2026, 1, 31), False), (date(2026, 2, 1), True)):
        assert bool(read(world, director, AUTUMN, day).bands) is is_shown
        assert bool(figures.bands(director, world.mine, [AUTUMN], ids(world), day)) is is_shown


def test_a_domain_with_too_few_is_hidden_and_the_other_shown(world: Any) -> None:
    support, learning = world.domains
    gone = [d.id for d in learning.scale]
    for room in world.rooms[:2]:
        row = Observation.get(Observation.department == room)
        with writing():
            forget(row.id)
            Score.delete().where((Score.observation == row) & Score.dimension.in_(gone)).execute()
            count(row.id)
    found = read(world)
    assert set(found.bands) == {support.id}
    assert set(found.distributions) == {d.id for d in support.scale}


def test_the_middle_is_that_of_the_cohort_of_each_semester(world: Any) -> None:
    organisation.affiliate(world.far, world.cohort, None, date(2025, 8, 1), by=HOUSE, now=NOW)
    domain = ids(world)[0]
    found = figures.bands(HOUSE, world.mine, [SPRING.shift(-1), SPRING, AUTUMN], [domain], TODAY)
    assert set(found) == {(SPRING, domain)}
    hand = means_by_hand(world, world.rooms)[domain]
    assert found[SPRING, domain] == figures.Band(
        6, sum(hand, Fraction()) / 6, *scoring.middle_half(hand)
    )
    assert figures.bands(HOUSE, world.far_room, [SPRING], [domain], TODAY) == {}
    lone = a_department(a_kindergarten("Uten pulje"))
    assert figures.bands(HOUSE, lone, [SPRING], [domain], TODAY) == {}


def test_reach_decides_which_cohorts_can_be_read(world: Any) -> None:
    def numbers(who: Identity) -> list[int]:
        return [row.number for row in figures.cohorts(who, TODAY)]

    director, mentor = an_identity("director", world.here), an_identity("mentor", world.far)
    assert [numbers(who) for who in (HOUSE, director, mentor)] == [[1, 2], [1], [2]]
    others = [
        an_identity("leader", world.here, world.mine),
        an_identity("staff", world.here),
        world.watcher,
    ]
    assert [numbers(who) for who in others] == [[], [], []]
    assert figures.cohort(director, 1, TODAY) == world.cohort
    for who, number in ((director, 2), (director, 9), (world.watcher, 1)):
        with pytest.raises(NotFound):
            figures.cohort(who, number, TODAY)


def test_the_number_of_queries_does_not_grow(world: Any, count_queries: Any) -> None:
    director = an_identity("director", world.here)

    def counted() -> list[int]:
        numbers = []
        for ask in (
            lambda: read(world, director),
            lambda: read(world),
            lambda: figures.bands(
                director, world.mine, [SPRING, SPRING.shift(-1)], ids(world), TODAY
            ),
            lambda: figures.bands(HOUSE, world.mine, [SPRING], ids(world), TODAY),
        ):
            with count_queries() as queries:
                ask()
            numbers.append(len(queries))
        return numbers

    assert counted() == [4, 2, 4, 2]
    for n in range(3):
        observe(world, a_department(world.near), n)
    assert counted() == [4, 2, 4, 2]


@given(st.lists(st.integers(50_400, 352_800), min_size=1, max_size=40))
def test_the_middle_half_is_what_excel_calls_the_quartiles(parts: Any) -> None:
    values = [scoring.unscaled(part) for part in parts]
    low, high = scoring.middle_half(values)
    assert min(values) <= low <= high <= max(values)
    if len(values) > 1:
        first, _, third = quantiles([float(v) for v in values], n=4, method="inclusive")
        assert (float(low), float(high)) == pytest.approx((first, third))


def test_there_is_no_middle_of_nothing() -> None:
    with pytest.raises(ValueError, match="no values"):
        scoring.middle_half([])

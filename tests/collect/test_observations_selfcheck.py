"""The self-check as the house keeps it: one's own observations, all of them, and nobody else's."""

import uuid
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from collect import observations
from collect import observations_selfcheck as selfcheck
from collect.models.observations import Observation, Visit
from collect.rules.access import HOUSE, ROLES, Identity
from collect.rules.refusals import NotAllowed
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    an_identity,
    an_observation,
    dimension_ids,
    observation_answers,
)


@pytest.fixture
def world(house: str) -> Any:
    """Ada and Bo, observers of one kindergarten."""

    class World:
        here = a_kindergarten("Her", a_cohort(), a_network())
        room = a_department(here)
        ada = an_identity("observer", here, network=frozenset({here.id}))
        bo = an_identity("observer", here, network=frozenset({here.id}))

    return World


def test_it_is_made_of_ones_own_observations_alone(world: Any) -> None:
    for score in (3, 4, 5, 6):
        an_observation(world.room, world.ada, score=score)
        an_observation(world.room, world.bo, score=7)
    found = selfcheck.own_check(world.ada)
    assert (found.observations, found.check) == (4, None)
    an_observation(world.room, world.ada, score=7)
    found = selfcheck.own_check(world.ada)
    assert found.check is not None
    assert found.observations == found.check.observations == 5
    assert found.check.spreads[dimension_ids()[0]].mean == 5
    assert found.check.sevens.value == 1 / 5
    assert (found.check.identical.count, found.check.identical.of) == (5, 5)
    assert [one.mean for one in found.check.stages] == [Fraction(7 * 5 + 3, 8)]
    assert [d.id for d in found.scale] == dimension_ids()


def test_what_may_no_longer_be_read_one_by_one_still_counts(world: Any) -> None:
    for _ in range(5):
        an_observation(world.room, world.ada)
    Observation.update(released_at=NOW - timedelta(days=90)).execute()
    ada = replace(world.ada, on=TODAY)
    assert list(observations.observations(ada)) == []
    assert selfcheck.own_check(ada).observations == 5


def test_second_codings_count_and_their_agreement_is_told(world: Any) -> None:
    for _ in range(4):
        an_observation(world.room, world.ada)
    first = _visit(world.room, world.bo, None)
    for visit, who, score in (
        (first, world.bo, 6),
        (_visit(world.room, world.ada, first), world.ada, 4),
    ):
        observations.record(
            replace(observation_answers(world.room, score=score), visit_id=visit.id),
            by=who,
            submission_id=str(uuid.uuid4()),
            now=NOW,
        )
    found = selfcheck.own_check(world.ada)
    assert found.observations == 5
    assert found.doubles is not None
    assert (found.doubles.n, found.doubles.within_one, found.doubles.mean_difference) == (24, 0, 2)


def _visit(room: Any, observer: Identity, doubles: Visit | None) -> Visit:
    return Visit.create(
        uid=str(uuid.uuid4()),
        department=room,
        semester="2025-autumn",
        observer=observer.person_id,
        doubles=doubles,
        status="accepted",
        changed_at=NOW,
    )


@pytest.mark.parametrize("role", [role for role in ROLES if role != "observer"])
def test_no_other_role_has_one(world: Any, role: str) -> None:
    with pytest.raises(NotAllowed):
        selfcheck.own_check(an_identity(role, world.here, world.room))


def test_the_house_and_a_stranger_have_none(world: Any) -> None:
    for who in (HOUSE, Identity()):
        with pytest.raises(NotAllowed):
            selfcheck.own_check(who)


def test_an_observer_without_any_sees_that_there_are_none(world: Any) -> None:
    found = selfcheck.own_check(world.ada)
    assert (found.observations, found.check, found.scale) == (0, None, [])


def test_it_takes_the_same_queries_for_five_and_for_eight(world: Any, count_queries: Any) -> None:
    totals = []
    for number in (5, 8):
        while Observation.select().count() < number:
            an_observation(world.room, world.ada)
        with count_queries() as statements:
            selfcheck.own_check(world.ada)
        totals.append(len(statements))
    assert totals == [4, 4]

"""Recording observations: whole, once, within reach."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from collect import observations, receipts
from collect import observations_instruments as instruments
from collect import observations_profiles as profiles
from collect import organisation_departments as departments
from collect.models.journal import JournalEntry
from collect.models.observations import Cycle, Observation, Score
from collect.models.receipts import Receipt
from collect.rules.access import HOUSE, Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import (
    NOW,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    a_person,
    an_identity,
    an_instrument,
    dimension_ids,
    observation_answers,
)


@pytest.fixture
def places(house: str) -> Any:
    """Two kindergartens in one network and a third outside it, a department in each."""

    class Places:
        cohort = a_cohort()
        network = a_network()
        here = a_kindergarten("Her", cohort, network)
        near = a_kindergarten("Nær", cohort, network)
        far = a_kindergarten("Fjern", cohort, a_network())
        room, near_room, far_room = a_department(here), a_department(near), a_department(far)
        ada = an_identity("observer", here, network=frozenset({here.id, near.id}))

    return Places


def send(
    answers: observations.ObservationAnswers, by: Identity, submission_id: str | None = None
) -> str:
    return observations.record(
        answers, by=by, submission_id=submission_id or str(uuid.uuid4()), now=NOW
    )


def test_an_observation_is_kept_whole(places: Any) -> None:
    reference = send(observation_answers(places.near_room), places.ada)
    row = Observation.get()
    assert row.reference == reference
    assert (row.department_id, row.observer_id, row.observed_on) == (
        places.near_room.id,
        places.ada.person_id,
        date(2025, 10, 14),
    )
    assert (row.relation, row.certificate, row.cycles_required) == ("external", "none", 3)
    assert row.received_at == NOW
    assert (Cycle.select().count(), Score.select().count()) == (3, 24)
    assert JournalEntry.select().where(JournalEntry.act == "observation.record").count() == 1


def test_the_profile_is_computed_from_what_was_kept(places: Any) -> None:
    send(observation_answers(places.room, score=6), places.ada)
    row = Observation.get()
    profile = profiles.profile_of(row)
    support, learning = instruments.structure(row.instrument_id)
    assert profile.domains[support.id] == Fraction(6 * 4 + 2, 5)
    assert profile.domains[learning.id] == 6
    assert profile.is_complete


def test_a_retry_gives_the_same_receipt_and_one_row(places: Any) -> None:
    key = str(uuid.uuid4())
    answers = observation_answers(places.room)
    assert send(answers, places.ada, key) == send(answers, places.ada, key)
    assert (Observation.select().count(), Receipt.select().count(), Score.select().count()) == (
        1,
        1,
        24,
    )


def test_the_same_id_with_other_answers_is_refused(places: Any) -> None:
    key = str(uuid.uuid4())
    send(observation_answers(places.room), places.ada, key)
    with pytest.raises(RuleBroken) as refused:
        send(observation_answers(places.room, score=4), places.ada, key)
    assert refused.value.code == "submission.changed"
    assert Observation.select().count() == 1


def test_the_same_id_from_somebody_else_is_refused(places: Any) -> None:
    key = str(uuid.uuid4())
    bo = an_identity("observer", places.here, network=frozenset({places.here.id}))
    send(observation_answers(places.room), places.ada, key)
    with pytest.raises(RuleBroken) as refused:
        send(observation_answers(places.room), bo, key)
    assert refused.value.code == "submission.changed"


def test_no_id_no_observation(places: Any) -> None:
    for key in ("x", "", "123"):
        with pytest.raises(RuleBroken) as refused:
            observations.record(
                observation_answers(places.room), by=places.ada, submission_id=key, now=NOW
            )
        assert refused.value.code == "submission.id"


def test_a_department_outside_the_network_is_unknown(places: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        send(observation_answers(places.far_room), places.ada)
    assert (refused.value.code, refused.value.field) == ("department.unknown", "department_id")
    assert Observation.select().count() == 0


@pytest.mark.parametrize("role", ["staff", "director", "course_admin", "coordinator"])
def test_only_observers_observe(places: Any, role: str) -> None:
    with pytest.raises(NotAllowed):
        send(observation_answers(places.room), an_identity(role, places.here))


def test_own_department_is_allowed_and_shown(places: Any) -> None:
    person = a_person("Bo", places.here, places.room)
    bo = an_identity(
        "observer", places.here, None, person, network=frozenset({places.here.id, places.near.id})
    )
    other_room = a_department(places.here)
    for room in (places.room, other_room, places.near_room):
        send(observation_answers(room), bo)
    relations = [row.relation for row in Observation.select().order_by(Observation.id)]
    assert relations == ["own_department", "internal", "external"]


def with_cycle(
    answers: observations.ObservationAnswers, **values: Any
) -> observations.ObservationAnswers:
    return replace(answers, cycles=(replace(answers.cycles[0], **values), *answers.cycles[1:]))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"started_at": "10:00", "ended_at": "10:00"}, "cycle.times"),
        ({"adults": 100}, "adults.range"),
        ({"children": -1}, "children.range"),
        ({"note": "Ring 01010750160"}, "text.national_id"),
        ({"note": "\ud800"}, "text.unreadable"),
        ({"activity": "x" * 201}, "text.long"),
    ],
)
def test_a_cycle_that_cannot_be_right_is_refused_and_nothing_is_kept(
    places: Any, values: dict[str, Any], code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        send(with_cycle(observation_answers(places.room), **values), places.ada)
    assert refused.value.code == code
    assert (Observation.select().count(), Cycle.select().count(), Receipt.select().count()) == (
        0,
        0,
        0,
    )


@pytest.mark.parametrize("value", [0, 8, "5", 4.5, True, None])
def test_a_score_is_a_whole_number_from_one_to_seven(places: Any, value: Any) -> None:
    scores = {dimension_ids()[0]: value}
    with pytest.raises(RuleBroken) as refused:
        send(with_cycle(observation_answers(places.room), scores=scores), places.ada)
    assert refused.value.code == "score.range"


def test_scores_of_another_version_are_refused(places: Any) -> None:
    scores = {dimension_ids("prek")[0]: 5}
    with pytest.raises(RuleBroken) as refused:
        send(with_cycle(observation_answers(places.room), scores=scores), places.ada)
    assert refused.value.code == "score.dimension"


def test_a_version_must_fit_the_age_group(places: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        send(observation_answers(places.room, "prek"), places.ada)
    assert refused.value.code == "observation.instrument"
    mixed = a_department(places.here, age_group="mixed")
    send(observation_answers(mixed, "prek"), places.ada)
    send(observation_answers(mixed, "toddler"), places.ada)
    assert Observation.select().count() == 2


def test_infant_waits_inactive(places: Any) -> None:
    answers = replace(observation_answers(places.room), instrument_id=an_instrument("infant").id)
    with pytest.raises(RuleBroken) as refused:
        send(answers, places.ada)
    assert refused.value.code == "choice.unknown"


@pytest.mark.parametrize(
    ("day", "semester", "code"),
    [
        (date(2025, 10, 16), "2025-autumn", "date.future"),
        (date(2020, 7, 31), "2020-spring", "department.unknown"),
        (date(2025, 7, 31), "2025-autumn", "observation.semester"),
        (date(2025, 10, 14), "2025-spring", "observation.semester"),
        (date(2025, 10, 14), "soon", "choice.unknown"),
    ],
)
def test_the_day_must_be_possible(places: Any, day: date, semester: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        send(observation_answers(places.room, observed_on=day, semester=semester), places.ada)
    assert refused.value.code == code


def test_an_early_autumn_visit_may_count_for_the_spring(places: Any) -> None:
    send(
        observation_answers(places.room, observed_on=date(2025, 8, 20), semester="2025-spring"),
        places.ada,
    )
    assert Observation.get().semester == "2025-spring"


def test_a_closed_department_is_not_observed(places: Any) -> None:
    departments.amend_department(
        places.room, places.room.name, date(2025, 10, 1), by=HOUSE, now=NOW
    )
    with pytest.raises(RuleBroken) as refused:
        send(observation_answers(places.room), places.ada)
    assert refused.value.code == "department.closed"


def test_missing_scores_are_kept_as_missing(places: Any) -> None:
    answers = with_cycle(observation_answers(places.room), scores={})
    send(answers, places.ada)
    profile = profiles.profile_of(Observation.get())
    assert (profile.is_complete, profile.missing) == (False, 8)
    assert set(profile.dimensions.values()) == {Fraction(5)}


def test_an_empty_sheet_is_refused(places: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        send(observation_answers(places.room, cycles=()), places.ada)
    assert refused.value.code == "observation.empty"


def test_who_sees_what_before_and_after_release(places: Any) -> None:
    send(observation_answers(places.room), places.ada)
    row = Observation.get()
    director, leader = (
        an_identity("director", places.here),
        an_identity("leader", places.here, places.room),
    )
    cy = an_identity("director", places.near)
    coordinator = an_identity("coordinator")

    def seen_by(*readers: Identity) -> list[int]:
        return [observations.observations(reader).count() for reader in readers]

    assert seen_by(places.ada, director, leader, cy, coordinator) == [1, 0, 0, 0, 1]
    observations.release(row, by=places.ada, now=NOW)
    assert seen_by(places.ada, director, leader, cy, coordinator) == [1, 1, 1, 0, 1]
    with pytest.raises(NotFound):
        observations.observation(cy, row.id)


def test_observers_read_what_they_released_for_sixty_days_and_no_longer(places: Any) -> None:
    send(observation_answers(places.room), places.ada)
    send(observation_answers(places.room), places.ada)
    kept, row = Observation.select().order_by(Observation.id)
    late = datetime(2025, 10, 15, 22, 30, tzinfo=UTC)  # half past midnight in Norway: the 16th
    observations.release(row, by=places.ada, now=late)

    def seen(on: date | None) -> list[int]:
        found = observations.observations(replace(places.ada, on=on))
        return sorted(one.id for one in found)

    last = date(2025, 10, 16) + timedelta(days=60)
    assert seen(last) == [kept.id, row.id]
    assert seen(last + timedelta(days=1)) == [kept.id]
    assert seen(last + timedelta(days=4000)) == [kept.id]
    assert seen(None) == [kept.id]
    leader = an_identity("leader", places.here, places.room)
    both = replace(places.ada, on=date(2030, 1, 1), grants=places.ada.grants | leader.grants)
    assert observations.observation(both, row.id).id == row.id


def test_only_the_observer_releases(places: Any) -> None:
    send(observation_answers(places.room), places.ada)
    with pytest.raises(NotAllowed):
        observations.release(Observation.get(), by=an_identity("coordinator"), now=NOW)


def test_a_receipt_is_the_senders_alone(places: Any) -> None:
    reference = send(observation_answers(places.room), places.ada)
    assert receipts.receipt(places.ada, reference).reference == reference
    with pytest.raises(NotFound):
        receipts.receipt(an_identity("coordinator"), reference)


def test_recording_takes_the_same_statements_whatever_the_answers(
    places: Any, count_queries: Any
) -> None:
    mixed = a_department(places.here, age_group="mixed")
    totals = []
    for room, version in ((places.room, "toddler"), (mixed, "prek")):
        answers = observation_answers(room, version)
        with count_queries() as statements:
            send(answers, places.ada)
        totals.append(
            len([s for s in statements if "advisory" not in s and not s.startswith("BEGIN")])
        )
    assert totals == [14, 14]


def test_the_list_costs_one_query_for_one_row_or_three(places: Any, count_queries: Any) -> None:
    for number in (1, 3):
        while Observation.select().count() < number:
            send(observation_answers(places.room), places.ada)
        with count_queries() as statements:
            rows = [
                (r.department.kindergarten.name, r.instrument.label_nb)
                for r in observations.observations(places.ada)
            ]
        assert (len(rows), len(statements)) == (number, 1)

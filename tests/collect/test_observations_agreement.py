"""Double coding: blind to each other, counted once, and how far two agree."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from collect import certificates, observations, plans, programme_coverage
from collect import feedback_reading as reading
from collect import observations_agreement as agreement
from collect import observations_corrections as corrections
from collect import observations_figures as figures
from collect import observations_loop as loop
from collect import observations_visits as visits
from collect import plans_rounds as rounds
from collect.models.feedback import Feedback
from collect.models.observations import Observation, Visit
from collect.models.observations_figures import DomainScore, LoopMark, ScoreTally
from collect.models.people import Person
from collect.models.plans import Goal
from collect.rules.access import HOUSE, Grant, Identity
from collect.rules.calendar import Semester
from collect.rules.refusals import NotAllowed, NotFound
from tests.factories import (
    NOW,
    TODAY,
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

# The vector of reference §2.5: toddler, three cycles, in the order of the instrument.
A = ((6, 1, 5, 5, 5, 4, 3, 4), (5, 1, 5, 4, 5, 3, 2, 3), (6, 2, 6, 5, 6, 4, 3, 4))
B = ((6, 1, 6, 5, 4, 3, 2, 4), (5, 1, 5, 5, 5, 3, 3, 3), (6, 1, 6, 4, 6, 4, 1, 5))


@pytest.fixture
def world(house: str) -> Any:
    """Ada and Bo, who are to code the same visit to a toddler department of their network."""

    class World:
        here = a_kindergarten("Her", a_cohort(), a_network())
        room = a_department(here, "Blåklokka")
        reachable = frozenset({here.id})
        ada = an_identity(
            "observer", here, None, a_person("Ada", here), network=reachable, on=TODAY
        )
        bo = an_identity("observer", here, None, a_person("Bo", here), network=reachable, on=TODAY)

        @classmethod
        def pair(cls, semester: str = "2025-autumn") -> tuple[Visit, Visit]:
            first = plan(cls.room, cls.ada, semester)
            return first, plan(cls.room, cls.bo, semester, first)

    return World


def plan(room: Any, observer: Identity, semester: str, doubles: Visit | None = None) -> Visit:
    return Visit.create(
        uid=str(uuid.uuid4()),
        department=room,
        semester=semester,
        observer=observer.person_id,
        doubles=doubles,
        planned_on=date(2025, 10, 14),
        status="accepted",
        changed_at=NOW,
        asked_at=NOW,
    )


def send(
    visit: Visit, by: Identity, scores: Sequence[Sequence[int]], now: Any = NOW, **values: Any
) -> Observation:
    answers = observation_answers(visit.department, **values)
    ids = dimension_ids(values.get("version", "toddler"))
    cycles = tuple(
        replace(cycle, scores=dict(zip(ids, row, strict=True)))
        for cycle, row in zip(answers.cycles, scores, strict=True)
    )
    reference = observations.record(
        replace(answers, cycles=cycles, visit_id=visit.id),
        by=by,
        submission_id=str(uuid.uuid4()),
        now=now,
    )
    return Observation.get(Observation.reference == reference)


def correct(row: Observation, by: Identity, cycle: int, place: int, score: int, now: Any) -> None:
    answers = corrections.answers_of(row)
    cycles = list(answers.cycles)
    scores = dict(cycles[cycle].scores) | {dimension_ids()[place]: score}
    cycles[cycle] = replace(cycles[cycle], scores=scores)
    corrections.correct(
        row,
        replace(answers, cycles=tuple(cycles)),
        reason="Feil rute",
        seen=row.version,
        by=by,
        submission_id=str(uuid.uuid4()),
        now=now,
    )


def test_the_published_vector_comes_out_of_the_database(world: Any) -> None:
    first, second = world.pair()
    mine, other = send(first, world.ada, A), send(second, world.bo, B)
    assert (mine.is_double, other.is_double) == (False, True)
    found = agreement.report(world.ada, mine.reference)
    overall = found.overall
    assert (overall.n, overall.exact, overall.within_one, overall.mean_difference) == (
        24,
        14 / 24,
        23 / 24,
        -3 / 24,
    )
    assert (
        overall.kappa,
        overall.kappa_linear,
        overall.kappa_quadratic,
        overall.icc_1_1,
        overall.icc_2_1,
        overall.icc_3_1,
    ) == pytest.approx((0.487179, 0.743690, 0.894452, 0.898472, 0.898403, 0.897184), abs=1e-6)
    within = [found.dimensions[d].within_one for d in dimension_ids()]
    assert within == pytest.approx([1, 1, 1, 1, 1, 1, 2 / 3, 1])
    assert [found.dimensions[d].n for d in dimension_ids()] == [3] * 8
    climate = found.dimensions[dimension_ids()[0]]
    assert (climate.exact, climate.icc_2_1) == (1, 1)
    assert found.cycles == [1, 2, 3]
    assert found.scores[3, dimension_ids()[6]] == (3, 1)
    assert (found.mine, found.names, found.is_corrected) == ("A", ("Ada", "Bo"), False)


def test_both_observers_and_the_coordinator_read_it_the_latter_without_names(world: Any) -> None:
    first, second = world.pair()
    mine, other = send(first, world.ada, A), send(second, world.bo, B)
    for reference in (mine.reference, other.reference):
        assert agreement.report(world.ada, reference).mine == "A"
        assert agreement.report(world.bo, reference).mine == "B"
        office = agreement.report(HOUSE, reference)
        assert (office.mine, office.names) == (None, None)
    observations.release(mine, by=world.ada, now=NOW)
    cy = an_identity("observer", world.here, network=world.reachable)
    others = [an_identity(r, world.here) for r in ("director", "mentor", "staff", "course_admin")]
    for who in (cy, an_identity("leader", world.here, world.room), *others, Identity()):
        for reference in (mine.reference, other.reference, "ZZZZ-ZZZZ"):
            with pytest.raises(NotFound):
                agreement.report(who, reference)


def test_before_both_have_sent_there_is_no_report_for_anybody(world: Any) -> None:
    first, second = world.pair()
    other = send(second, world.bo, B)
    for who in (world.ada, world.bo, HOUSE):
        with pytest.raises(NotFound):
            agreement.report(who, other.reference)
    assert agreement.state(world.bo, other) == "waiting"
    mine = send(first, world.ada, A)
    assert agreement.state(world.bo, other) == agreement.state(world.ada, mine) == "ready"


def test_an_observer_reads_the_report_as_long_as_the_own_coding(world: Any) -> None:
    first, second = world.pair()
    mine, other = send(first, world.ada, A), send(second, world.bo, B)
    late = TODAY + timedelta(days=61)
    ada, bo = (replace(who, on=late) for who in (world.ada, world.bo))
    assert agreement.report(ada, mine.reference).mine == "A"  # not released yet
    for reference in (mine.reference, other.reference):
        with pytest.raises(NotFound):
            agreement.report(bo, reference)
    assert not corrections.may_correct(other, bo, NOW + timedelta(days=60, seconds=1))
    assert corrections.may_correct(other, bo, NOW + timedelta(days=60))
    observations.release(mine, by=world.ada, now=NOW)
    with pytest.raises(NotFound):
        agreement.report(ada, mine.reference)
    assert agreement.report(HOUSE, mine.reference).overall.n == 24


def test_a_visit_that_nobody_else_codes_says_nothing_of_it(world: Any) -> None:
    alone = send(plan(world.room, world.ada, "2025-autumn"), world.ada, A)
    assert agreement.state(world.ada, alone) is None
    first, second = world.pair()
    Visit.update(status="declined").where(Visit.id == second.id).execute()
    mine = send(first, world.ada, A)
    assert agreement.state(world.ada, mine) is None
    Visit.update(status="accepted").where(Visit.id == second.id).execute()
    assert agreement.state(world.ada, mine) == "waiting"
    assert agreement.state(an_identity("director", world.here), mine) is None


ROLES: tuple[tuple[str, bool, bool], ...] = (
    ("coordinator", False, False),
    ("director", True, False),
    ("mentor", True, False),
    ("leader", True, True),
)


@pytest.mark.parametrize(("role", "placed", "in_room"), ROLES)
def test_whoever_is_yet_to_code_a_visit_does_not_see_the_others_coding(
    world: Any, role: str, placed: bool, in_room: bool
) -> None:
    grant = Grant(role, world.here.id if placed else None, world.room.id if in_room else None)
    bo = replace(world.bo, grants=world.bo.grants | {grant})
    first, second = world.pair()
    mine = send(first, world.ada, A)
    observations.release(mine, by=world.ada, now=NOW)
    only = replace(bo, grants=frozenset({grant}))
    assert [row.id for row in observations.observations(only)] == [mine.id]
    assert list(observations.observations(bo)) == []
    other = send(second, bo, B)
    seen = {row.id for row in observations.observations(bo)}
    assert seen == {mine.id, other.id}


@pytest.mark.parametrize(("role", "placed", "in_room"), ROLES)
def test_nor_does_the_first_see_the_second(
    world: Any, role: str, placed: bool, in_room: bool
) -> None:
    grant = Grant(role, world.here.id if placed else None, world.room.id if in_room else None)
    ada = replace(world.ada, grants=world.ada.grants | {grant})
    first, second = world.pair()
    send(second, world.bo, B)
    assert list(observations.observations(ada)) == []
    send(first, ada, A)
    count = 2 if role == "coordinator" else 1
    assert observations.observations(ada).count() == count


def test_a_second_coding_is_counted_nowhere(world: Any) -> None:
    semester = Semester(2025, "autumn")
    _, second = world.pair()
    loop.recount()  # with the plan that was made past the service
    before = programme_coverage.coverage(HOUSE, semester, NOW.date())
    other = send(second, world.bo, B)
    cohort = world.here.affiliations.get().cohort_id
    assert list(observations.of_cohort(HOUSE, cohort)) == []
    assert (ScoreTally.select().count(), DomainScore.select().count()) == (0, 0)
    assert LoopMark.select().where(LoopMark.observed_on.is_null(False)).count() == 0
    assert programme_coverage.coverage(HOUSE, semester, NOW.date()) == before
    correct(other, world.bo, 0, 0, 7, NOW + timedelta(days=1))
    assert (ScoreTally.select().count(), DomainScore.select().count()) == (0, 0)
    assert (figures.differences(), loop.differences()) == ({}, {})


def test_a_second_coding_is_never_released(world: Any) -> None:
    _, second = world.pair()
    other = send(second, world.bo, B)
    with pytest.raises(NotAllowed):
        observations.release(other, by=world.bo, now=NOW)
    Observation.update(released_at=NOW).where(Observation.id == other.id).execute()
    for who in (an_identity("director", world.here), an_identity("mentor", world.here)):
        assert list(observations.observations(who)) == []


def test_the_report_tells_what_was_sent_unseen_and_not_what_was_corrected_after(
    world: Any,
) -> None:
    first, second = world.pair()
    mine = send(first, world.ada, ((7,) * 8, *A[1:]))
    hour = timedelta(hours=1)
    correct(mine, world.ada, 0, 0, 6, NOW + hour)  # while nothing of Bo's is sent
    other = send(second, world.bo, B, NOW + 2 * hour)
    found = agreement.report(world.ada, mine.reference)
    assert (found.scores[1, dimension_ids()[0]], found.is_corrected) == ((6, 6), False)
    mine = Observation.get_by_id(mine.id)
    correct(mine, world.ada, 2, 6, 1, NOW + 3 * hour)  # to what Bo has
    correct(Observation.get_by_id(mine.id), world.ada, 2, 7, 5, NOW + 4 * hour)
    found = agreement.report(world.ada, other.reference)
    assert (found.scores[3, dimension_ids()[6]], found.is_corrected) == ((3, 1), True)
    assert found.scores[3, dimension_ids()[7]] == (4, 5)


def test_only_what_both_scored_is_compared(world: Any) -> None:
    first, second = world.pair()
    answers = observation_answers(world.room)
    ids = dimension_ids()
    for visit, by, cycles in (
        (first, world.ada, ({ids[0]: 5, ids[1]: 2}, {ids[0]: 4})),
        (second, world.bo, ({ids[0]: 7, ids[2]: 3},)),
    ):
        kept = tuple(replace(answers.cycles[n], scores=scores) for n, scores in enumerate(cycles))
        observations.record(
            replace(answers, cycles=kept, visit_id=visit.id),
            by=by,
            submission_id=str(uuid.uuid4()),
            now=NOW,
        )
    found = agreement.report(HOUSE, Observation.get(Observation.is_double).reference)
    assert (found.overall.n, found.overall.within_one, found.overall.icc_1_1) == (1, 0, None)
    assert found.scores == {
        (1, ids[0]): (5, 7),
        (1, ids[1]): (2, None),
        (1, ids[2]): (None, 3),
        (2, ids[0]): (4, None),
    }
    assert set(found.dimensions) == {ids[0]}


def test_two_versions_of_the_instrument_have_nothing_in_common(world: Any) -> None:
    world.room = a_department(world.here, age_group="mixed")
    first, second = world.pair()
    mine = send(first, world.ada, A)
    send(second, world.bo, ((5,) * 10,) * 3, version="prek")
    found = agreement.report(world.bo, mine.reference)
    assert (found.overall.n, found.overall.exact, found.dimensions) == (0, None, {})


def doubled(world: Any, number: int, version: str = "toddler") -> None:
    group = {"toddler": "toddler", "prek": "preschool"}[version]
    width = len(dimension_ids(version))
    for _ in range(number):
        world.room = a_department(world.here, age_group=group)
        first, second = world.pair()
        send(first, world.ada, ((5,) * width, (4,) * width, (3,) * width), version=version)
        send(second, world.bo, ((5,) * width, (5,) * width, (5,) * width), version=version)


def test_a_semester_is_told_of_from_five_visits_on(world: Any) -> None:
    doubled(world, 4)
    (pool,) = agreement.pools(HOUSE, "2025-autumn")
    assert (pool.visits, pool.overall, pool.dimensions) == (4, None, {})
    doubled(world, 1)
    (pool,) = agreement.pools(HOUSE, "2025-autumn")
    assert (pool.visits, pool.instrument.version) == (5, "toddler")
    assert (pool.overall.n, pool.overall.exact, pool.overall.within_one) == (120, 1 / 3, 2 / 3)
    assert [pool.dimensions[d].n for d in dimension_ids()] == [15] * 8
    assert [one.visits for one in agreement.pools(HOUSE, "2025-spring")] == [0]


def test_few_visits_of_one_version_cannot_be_found_by_subtraction(world: Any) -> None:
    doubled(world, 5)
    doubled(world, 4, "prek")
    (pool,) = agreement.pools(HOUSE, "2025-autumn")
    assert (pool.visits, pool.instrument, pool.dimensions) == (9, None, {})
    doubled(world, 1, "prek")
    found = agreement.pools(HOUSE, "2025-autumn")
    assert [(one.visits, one.instrument and one.instrument.version) for one in found] == [
        (10, None),
        (5, "toddler"),
        (5, "prek"),
    ]
    assert found[0].overall.n == found[1].overall.n + found[2].overall.n


def test_only_the_coordinator_reads_the_figures_of_a_semester(world: Any) -> None:
    for role in ("observer", "director", "leader", "mentor", "staff", "course_admin", "sysadmin"):
        with pytest.raises(NotAllowed):
            agreement.pools(an_identity(role, world.here, world.room), "2025-autumn")


def test_the_figures_take_as_many_queries_for_one_visit_as_for_six(
    world: Any, count_queries: Any
) -> None:
    totals = []
    for number in (1, 5):
        doubled(world, number)
        with count_queries() as statements:
            agreement.pools(HOUSE, "2025-autumn")
        totals.append(len(statements))
    assert totals == [3, 3]


def test_a_report_is_news_for_a_fortnight(world: Any) -> None:
    first, second = world.pair()
    send(first, world.ada, A)
    assert agreement.news(world.ada, NOW) == []
    send(second, world.bo, B)
    for who in (world.ada, world.bo):
        assert len(agreement.news(who, NOW + timedelta(days=13))) == 1
        assert agreement.news(who, NOW + timedelta(days=14)) == []
    assert agreement.news(HOUSE, NOW) == []


def test_ones_own_pairs_are_seen_from_ones_own_side(world: Any) -> None:
    first, second = world.pair()
    send(first, world.ada, A)
    assert agreement.own_pairs(world.ada.person_id) == []
    send(second, world.bo, B)
    mine = agreement.own_pairs(world.ada.person_id)
    assert (len(mine), mine[6], sum(b - a for a, b in mine)) == (24, (3, 2), -3)
    assert agreement.own_pairs(world.bo.person_id)[6] == (2, 3)


def test_the_plan_gives_a_visit_a_second_observer_who_then_codes_it(world: Any) -> None:
    first = plan(world.room, world.ada, "2025-autumn")
    Visit.update(planned_on=NOW.date()).where(Visit.id == first.id).execute()
    certificates.register_pass(
        Person.get_by_id(world.bo.person_id),
        an_instrument(),
        date(2025, 9, 1),
        90,
        None,
        "Prøve",
        by=HOUSE,
        now=NOW,
    )
    row = visits.visit(HOUSE, first.id)
    made = visits.double(row, world.bo.person_id, by=HOUSE, now=NOW)
    assert send(made, world.bo, B, observed_on=NOW.date()).is_double


def test_a_goal_tells_the_second_observer_nothing_of_the_firsts_scores(world: Any) -> None:
    first, second = world.pair()
    mine = send(first, world.ada, A)
    observations.release(mine, by=world.ada, now=NOW)
    old = Goal.create(
        reference="AAAA-AAAA",
        department=world.room,
        semester="2025-spring",
        dimension=dimension_ids()[0],
        start=500,
        target=600,
        title="Mål",
        kind="development",
        created_at=NOW - timedelta(days=150),
    )
    new = Goal.create(
        reference="BBBB-BBBB",
        department=world.room,
        semester="2025-autumn",
        observation=mine,
        dimension=dimension_ids()[0],
        start=567,
        target=600,
        title="Mål",
        kind="development",
        created_at=NOW,
    )
    seen = {
        name: [row.id for row in plans.goals(who)]
        for name, who in (("ada", world.ada), ("bo", world.bo))
    }
    assert seen == {"ada": [new.id, old.id], "bo": [old.id]}
    row = plans.goal(world.bo, "AAAA-AAAA")
    assert rounds.change_on(row, by=world.bo) is None
    assert rounds.change_on(row, by=world.ada) is not None
    send(second, world.bo, B)
    assert rounds.change_on(row, by=world.bo) is not None
    assert plans.goals(world.bo).count() == 2


def test_feedback_tells_the_second_observer_nothing_either(world: Any) -> None:
    grant = Grant("staff", world.here.id, world.room.id)
    bo = replace(world.bo, grants=world.bo.grants | {grant})
    first, second = world.pair()
    mine = send(first, world.ada, A)
    Feedback.create(observation=mine, strengths="Rolig", saved_at=NOW)
    observations.release(mine, by=world.ada, now=NOW)
    assert list(reading.feedbacks(bo)) == []
    send(second, bo, B)
    assert [row.strengths for row in reading.feedbacks(bo)] == ["Rolig"]

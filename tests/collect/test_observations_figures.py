"""Figures kept in the saving transaction: what they hold is what the scores say, always."""

import threading
import uuid
from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from peewee import IntegrityError

from collect import database, observations, organisation
from collect import observations_figures as figures
from collect import observations_profiles as profiles
from collect.database import db, writing
from collect.models.observations import Dimension, Observation, Score
from collect.models.observations_figures import DomainScore, ScoreTally
from collect.rules import scoring
from collect.rules.access import HOUSE
from tests.factories import (
    NOW,
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
def places(house: str) -> Any:
    """Two cohorts with a kindergarten each, a third that belongs to none, and an observer of all."""

    class Places:
        network = a_network()
        first, second = a_cohort(1), a_cohort(2)
        here = a_kindergarten("Her", first, network)
        there = a_kindergarten("Der", second, network)
        outside = a_kindergarten("Utenfor", None, network)
        room, next_room = a_department(here), a_department(here)
        far_room, lone_room = a_department(there), a_department(outside)
        ada = an_identity("observer", here, network=frozenset({here.id, there.id, outside.id}))

    return Places


def uneven(department: Any, version: str = "toddler", without: int = 0, **values: Any) -> Any:
    """Answers whose scores differ by cycle; `without` leaves so many out of the first cycle."""
    answers = observation_answers(department, version, **values)
    ids = dimension_ids(version)
    cycles = tuple(
        replace(cycle, scores={key: 1 + (n * 3 + at) % 7 for n, key in enumerate(ids)})
        for at, cycle in enumerate(answers.cycles)
    )
    left = dict(list(cycles[0].scores.items())[without:])
    return replace(answers, cycles=(replace(cycles[0], scores=left), *cycles[1:]))


def send(answers: Any, by: Any) -> Observation:
    reference = observations.record(answers, by=by, submission_id=str(uuid.uuid4()), now=NOW)
    return Observation.get(Observation.reference == reference)


def tallies() -> dict[tuple[Any, ...], int]:
    rows = ScoreTally.select(
        ScoreTally.cohort,
        ScoreTally.semester,
        ScoreTally.dimension,
        ScoreTally.cycle,
        ScoreTally.value,
        ScoreTally.n,
    )
    return {row[:-1]: row[-1] for row in rows.where(ScoreTally.n > 0).tuples()}


def counted_by_hand(cohorts: dict[int, int]) -> Counter[tuple[Any, ...]]:
    """Count the scores one by one; `cohorts` is observation id -> cohort id."""
    return Counter(
        (cohorts[s.observation_id], s.observation.semester, s.dimension_id, s.cycle, s.value)
        for s in Score.select(Score, Observation).join(Observation)
        if s.observation_id in cohorts
    )


def test_each_score_is_counted_in_its_cohort(places: Any) -> None:
    one = send(uneven(places.room), places.ada)
    two = send(uneven(places.next_room, "toddler", 3), places.ada)
    three = send(uneven(places.far_room), places.ada)
    send(uneven(places.lone_room), places.ada)
    cohorts = {one.id: places.first.id, two.id: places.first.id, three.id: places.second.id}
    assert tallies() == counted_by_hand(cohorts)
    assert max(tallies().values()) == 2
    assert figures.differences() == {}


def test_a_domain_score_is_the_profiles_mean_exactly(places: Any) -> None:
    for answers in (uneven(places.room), uneven(places.far_room, "toddler", 2)):
        row = send(answers, places.ada)
        kept = {
            s.domain_id: (scoring.unscaled(s.scaled), s.department_id, s.semester)
            for s in DomainScore.select().where(DomainScore.observation == row)
        }
        assert kept == {
            domain: (mean, row.department_id, row.semester)
            for domain, mean in profiles.profile_of(row).domains.items()
            if mean is not None
        }
    assert len(kept) == 2


def test_a_domain_that_lacks_a_dimension_has_no_score(places: Any) -> None:
    ids = dimension_ids()
    answers = observation_answers(places.room)
    cycles = tuple(replace(c, scores=dict.fromkeys(ids[1:], 4)) for c in answers.cycles)
    row = send(replace(answers, cycles=cycles), places.ada)
    known = {d for d, mean in profiles.profile_of(row).domains.items() if mean is not None}
    assert {s.domain_id for s in DomainScore.select()} == known
    assert len(known) == 1
    assert figures.differences() == {}


def test_a_kindergarten_without_a_cohort_keeps_its_domain_scores_outside_all(places: Any) -> None:
    send(uneven(places.lone_room), places.ada)
    assert tallies() == {}
    assert {s.cohort_id for s in DomainScore.select()} == {None}
    assert figures.differences() == {}


def test_the_second_coding_of_a_visit_counts_nowhere(places: Any) -> None:
    row = send(uneven(places.room), places.ada)
    with writing():
        figures.forget(row.id)
        Observation.update(is_double=True).where(Observation.id == row.id).execute()
        figures.count(row.id)
    assert (tallies(), DomainScore.select().count()) == ({}, 0)
    assert figures.differences() == {}


def test_an_observation_that_is_changed_takes_its_figures_along(places: Any) -> None:
    row, _ = send(uneven(places.room), places.ada), send(uneven(places.next_room), places.ada)
    with writing():
        figures.forget(row.id)
        Score.update(value=7).where((Score.observation == row) & (Score.cycle == 2)).execute()
        Score.delete().where((Score.observation == row) & (Score.cycle == 3)).execute()
        Observation.update(semester="2025-spring", observed_on=date(2025, 3, 3)).where(
            Observation.id == row.id
        ).execute()
        figures.count(row.id)
    assert {semester for _, semester, *_ in tallies()} == {"2025-autumn", "2025-spring"}
    assert tallies() == counted_by_hand({o.id: places.first.id for o in Observation.select()})
    assert figures.differences() == {}


def test_counting_twice_is_refused_and_leaves_nothing(places: Any) -> None:
    row = send(uneven(places.room), places.ada)
    before = tallies()
    with pytest.raises(IntegrityError), writing():
        figures.count(row.id)
    assert tallies() == before


def test_forgetting_what_was_never_counted_is_refused(places: Any) -> None:
    row = send(uneven(places.room), places.ada)
    with writing():
        figures.forget(row.id)
    with pytest.raises(IntegrityError), writing():
        figures.forget(row.id)


@pytest.mark.parametrize("since", [date(2020, 8, 1), date(2025, 9, 15)])
def test_a_kindergarten_that_changes_cohort_back_in_time_takes_its_figures_along(
    places: Any, since: date
) -> None:
    early = send(uneven(places.room, observed_on=date(2025, 9, 1)), places.ada)
    late = send(uneven(places.next_room), places.ada)
    send(uneven(places.far_room), places.ada)
    organisation.affiliate(places.here, places.second, None, since, by=HOUSE, now=NOW)
    cohorts = {o.id: places.second.id for o in Observation.select()}
    if since > early.observed_on:
        cohorts[early.id] = places.first.id
    assert tallies() == counted_by_hand(cohorts)
    assert DomainScore.get(DomainScore.observation == late).cohort_id == places.second.id
    assert figures.differences() == {}


FIRST = "WHERE id = (SELECT MIN(id) FROM {0})"
SPOILERS = {
    "a count too high": ("score_tally", f"UPDATE {{0}} SET n = n + 1 {FIRST}"),
    "a count gone": ("score_tally", f"DELETE FROM {{0}} {FIRST}"),
    "a score changed": ("score_tally", "UPDATE score SET value = 8 - value WHERE value <> 4"),
    "a mean off by a part": ("domain_score", f"UPDATE {{0}} SET scaled = scaled + 1 {FIRST}"),
    "a mean elsewhere": ("domain_score", f"UPDATE {{0}} SET semester = '2024-autumn' {FIRST}"),
    "a mean gone": ("domain_score", f"DELETE FROM {{0}} {FIRST}"),
    "a mean without its cohort": ("domain_score", "UPDATE {0} SET cohort_id = NULL"),
}


@pytest.mark.parametrize("spoiler", SPOILERS)
def test_the_check_finds_what_is_wrong_and_a_recount_mends_it(places: Any, spoiler: str) -> None:
    send(uneven(places.room), places.ada)
    send(uneven(places.far_room), places.ada)
    table, statement = SPOILERS[spoiler]
    db.execute_sql(statement.format(table))
    assert figures.differences()[table] > 0
    with writing():
        figures.recount()
    assert figures.differences() == {}
    assert sum(tallies().values()) == Score.select().count()


def test_saving_costs_no_more_statements_however_many_scores(
    places: Any, count_queries: Any
) -> None:
    with count_queries() as few:
        send(uneven(places.room, "toddler", 7), places.ada)
    with count_queries() as many:
        send(uneven(places.next_room), places.ada)
    assert len(few) == len(many)
    assert sum("score_tally" in statement for statement in many) == 1
    assert sum("domain_score" in statement for statement in many) == 1


def test_many_save_at_once_and_one_corrects_meanwhile(places: Any) -> None:
    rooms = [a_department(places.here) for _ in range(8)]
    row = send(uneven(places.room), places.ada)
    failed: list[BaseException] = []

    def work(act: Any) -> None:
        try:
            database.connect()
            act()
        except BaseException as error:  # noqa: BLE001 (told to the test)
            failed.append(error)
        finally:
            db.close()

    def correct() -> None:
        for _ in range(4):
            with writing():
                figures.forget(row.id)
                figures.count(row.id)

    acts = [lambda room=room: send(uneven(room), places.ada) for room in rooms] + [correct]
    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert Observation.select().count() == 9
    assert figures.differences() == {}


@given(
    st.integers(1, 5).flatmap(
        lambda k: st.lists(
            st.lists(st.integers(1, 7), min_size=1, max_size=8), min_size=k, max_size=k
        )
    )
)
def test_every_domain_mean_there_can_be_is_a_whole_number_of_parts(dimensions: Any) -> None:
    means = [Fraction(sum(values), len(values)) for values in dimensions]
    mean = sum(means, Fraction()) / len(means)
    assert scoring.unscaled(scoring.scaled(mean)) == mean


def test_a_mean_that_cannot_be_kept_exactly_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="1/11 is no whole number of parts of 50400"):
        scoring.scaled(Fraction(1, 11))
    with pytest.raises(ValueError, match="the mean of 7 dimensions"):
        scoring.require_whole(7)
    assert [n for n in range(1, 8) if _is_whole(n)] == [1, 2, 3, 4, 5, 6]


def _is_whole(dimensions: int) -> bool:
    try:
        scoring.require_whole(dimensions)
    except ValueError:
        return False
    return True


def test_a_domain_of_seven_dimensions_is_refused_by_the_database_too(places: Any) -> None:
    domain = Dimension.get(Dimension.id == dimension_ids()[0]).domain
    added = [
        Dimension.create(domain=domain, key=f"x{n}", position=9 + n, label_nb="x", label_nn="x", label_en="x")
        for n in range(2)
    ]  # fmt: skip
    row = send(uneven(places.room), places.ada)
    with pytest.raises(IntegrityError), writing():
        figures.forget(row.id)
        for extra in added:
            Score.create(observation=row, cycle=1, dimension=extra, value=3)
        figures.count(row.id)
    assert figures.differences() == {}


def test_an_observation_through_the_factory_is_exact(places: Any) -> None:
    an_observation(places.room, places.ada)
    assert figures.differences() == {}

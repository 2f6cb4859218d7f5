"""Practice: judged and shown like the real thing, and nothing of it stays."""

import uuid
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from collect import observations, programme_coverage
from collect import observations_drafts as drafts
from collect import observations_instruments as instruments
from collect import observations_practice as practice
from collect.database import db
from collect.models.observations_drafts import Draft
from collect.rules.calendar import Semester, local_day
from collect.rules.refusals import NotAllowed, RuleBroken
from tests.factories import (
    NOW,
    a_certificate,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    an_identity,
    an_instrument,
    an_observation,
    dimension_ids,
    observation_answers,
)


@pytest.fixture
def places(house: str) -> Any:
    """Ada in front of a department that has a real observation already."""

    class Places:
        cohort = a_cohort()
        here = a_kindergarten("Her", cohort, a_network())
        room = a_department(here)
        ada = an_identity("observer", here, network=frozenset({here.id}))
        reference = an_observation(room, ada)

    return Places


def practise(places: Any, answers: Any, key: str | None = None) -> practice.Practised:
    return practice.practise(
        answers, by=places.ada, submission_id=key or str(uuid.uuid4()), now=NOW
    )


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table but the journal's."""
    found = {}
    for name in sorted(db.get_tables()):
        if name != "journal_entry":
            rows = db.execute_sql(f'SELECT * FROM "{name}"').fetchall()
            found[name] = sorted(map(tuple, rows), key=repr)
    return found


def test_the_whole_database_is_as_it_was(places: Any) -> None:
    before = everything()
    assert len(before) > 20
    key = str(uuid.uuid4())
    kept = drafts.DraftAnswers(
        places.room.id, an_instrument().id, {"cycles-0-note": "Øver"}, is_practice=True
    )
    drafts.save(key, kept, by=places.ada, now=NOW)
    assert everything() != before
    practise(places, observation_answers(places.room, score=7), key)
    assert everything() == before


def test_it_shows_what_an_observation_would_have_shown(places: Any) -> None:
    done = practise(places, observation_answers(places.room, score=6))
    support, learning = instruments.structure(an_instrument().id)
    assert done.profile.domains == {support.id: Fraction(6 * 4 + 2, 5), learning.id: Fraction(6)}
    assert (done.profile.is_complete, done.certificate, len(done.cycles)) == (True, "none", 3)
    a_certificate(places.ada)
    assert practise(places, observation_answers(places.room)).certificate == "valid"


def test_it_counts_nowhere(places: Any) -> None:
    semester = Semester(2025, "autumn")
    coordinator = an_identity("coordinator")
    other = a_department(places.here)

    def counts() -> Any:
        due = programme_coverage.coverage(coordinator, semester, local_day(NOW))
        return due, observations.observations(places.ada).count()

    before = counts()
    assert before[0].due > 0
    practise(places, observation_answers(other))
    assert counts() == before


def test_what_could_not_be_sent_is_refused_here_too_and_the_draft_stays(places: Any) -> None:
    key = str(uuid.uuid4())
    kept = drafts.DraftAnswers(
        places.room.id, an_instrument().id, {"cycles-0-note": "Øver"}, is_practice=True
    )
    drafts.save(key, kept, by=places.ada, now=NOW)
    wrong = {
        "date.future": replace(observation_answers(places.room), observed_on=date(2025, 10, 16)),
        "department.unknown": observation_answers(a_department(a_kindergarten("Fjern"))),
        "observation.empty": observation_answers(places.room, cycles=()),
        "score.dimension": replace(
            observation_answers(places.room),
            cycles=(
                replace(
                    observation_answers(places.room).cycles[0],
                    scores={dimension_ids("prek")[0]: 5},
                ),
            ),
        ),
    }
    for code, answers in wrong.items():
        with pytest.raises(RuleBroken) as refused:
            practise(places, answers, key)
        assert refused.value.code == code
    assert Draft.select().count() == 1


def test_a_real_draft_is_not_wiped_by_a_practice_under_its_key(places: Any) -> None:
    key = str(uuid.uuid4())
    real = drafts.DraftAnswers(places.room.id, an_instrument().id, {"cycles-0-note": "I alvor"})
    drafts.save(key, real, by=places.ada, now=NOW)
    practise(places, observation_answers(places.room), key)
    assert Draft.get().content == {"cycles-0-note": "I alvor"}


@pytest.mark.parametrize("role", ["staff", "director", "coordinator"])
def test_only_observers_practise(places: Any, role: str) -> None:
    with pytest.raises(NotAllowed):
        practice.practise(
            observation_answers(places.room),
            by=an_identity(role, places.here),
            submission_id=str(uuid.uuid4()),
            now=NOW,
        )

"""Corrections: locked when sent, put right in a new version, nothing of the old one lost."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from collect import certificates, observations
from collect import observations_corrections as corrections
from collect import observations_figures as figures
from collect import observations_loop as loop
from collect import observations_profiles as profiles
from collect.models.journal import JournalEntry
from collect.models.observations import Cycle, Instrument, Observation, ObservationVersion, Score
from collect.models.observations_figures import DomainScore, LoopMark, ScoreTally
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
    an_observation,
    dimension_ids,
)

LATER = NOW + timedelta(days=2)


@pytest.fixture
def sent(house: str) -> Any:
    """Ada's observation of a toddler department, all fives, sent on 15 October 2025."""

    class Sent:
        here = a_kindergarten("Her", a_cohort(), a_network())
        room = a_department(here)
        ada = an_identity("observer", here, network=frozenset({here.id}))
        reference = an_observation(room, ada)

        @staticmethod
        def row() -> Observation:
            return Observation.get(Observation.reference == Sent.reference)

        @staticmethod
        def answers(score: int = 6, **values: Any) -> observations.ObservationAnswers:
            """What Ada's sheet says when the first cycle's first dimension is put right."""
            now = corrections.answers_of(Sent.row())
            first = replace(
                now.cycles[0], scores=dict(now.cycles[0].scores) | {dimension_ids()[0]: score}
            )
            return replace(now, **{"cycles": (first, *now.cycles[1:])} | values)

    return Sent


def correct(
    sent: Any, answers: observations.ObservationAnswers, by: Identity | None = None, **more: Any
) -> str:
    values = {
        "reason": "Leste av feil rute",
        "seen": 1,
        "submission_id": str(uuid.uuid4()),
        "now": LATER,
    } | more
    return corrections.correct(sent.row(), answers, by=by or sent.ada, **values)


def test_a_correction_is_a_new_version_and_the_old_one_is_kept_whole(sent: Any) -> None:
    Cycle.update(note="Rolig", length_reason="Brannøvelse").where(Cycle.number == 2).execute()
    before = corrections.answers_of(sent.row())
    assert correct(sent, sent.answers()) == f"{sent.reference}-2"
    row, old = sent.row(), ObservationVersion.get()
    assert (row.version, row.received_at) == (2, NOW)
    assert (old.number, old.reason, old.sent_at, old.replaced_at, old.return_note) == (
        1,
        "Leste av feil rute",
        NOW,
        LATER,
        "",
    )
    assert old.content["observed_on"] == "2025-10-14"
    assert old.content["semester"] == "2025-autumn"
    assert [
        observations.CycleAnswers(
            **cycle | {"scores": {int(d): v for d, v in cycle["scores"].items()}}
        )
        for cycle in old.content["cycles"]
    ] == list(before.cycles)
    assert corrections.answers_of(row) == sent.answers()
    assert (Cycle.select().count(), Score.select().count()) == (3, 24)
    assert profiles.profile_of(row).dimensions[dimension_ids()[0]] == Fraction(16, 3)
    assert corrections.means_of(row, old).profile.dimensions[dimension_ids()[0]] == 5


def test_the_journal_says_that_it_was_corrected_but_not_why(sent: Any) -> None:
    correct(sent, sent.answers())
    line = JournalEntry.get(JournalEntry.act == "observation.correct")
    assert (line.old, line.new) == ({"version": 1}, {"version": 2})
    assert line.kindergarten_id == sent.here.id


def test_a_second_correction_keeps_both(sent: Any) -> None:
    correct(sent, sent.answers(6))
    correct(sent, sent.answers(7), seen=2, now=LATER + timedelta(hours=1))
    found = list(ObservationVersion.select().order_by(ObservationVersion.number))
    assert [(one.number, one.sent_at) for one in found] == [(1, NOW), (2, LATER)]
    assert [one.content["cycles"][0]["scores"][str(dimension_ids()[0])] for one in found] == [5, 6]
    assert corrections.sent_at(sent.row()) == LATER + timedelta(hours=1)


def test_the_same_correction_twice_is_one(sent: Any) -> None:
    key, answers = str(uuid.uuid4()), sent.answers()
    first = correct(sent, answers, submission_id=key)
    assert correct(sent, answers, submission_id=key) == first
    assert (sent.row().version, ObservationVersion.select().count()) == (2, 1)
    with pytest.raises(RuleBroken) as refused:
        correct(sent, answers, submission_id=key, reason="Noe annet")
    assert refused.value.code == "submission.changed"


def test_a_correction_of_what_was_corrected_meanwhile_is_refused_and_changes_nothing(
    sent: Any,
) -> None:
    mine, theirs = sent.answers(7), sent.answers(6)
    correct(sent, theirs)
    with pytest.raises(RuleBroken) as refused:
        correct(sent, mine)
    assert refused.value.code == "observation.stale"
    assert corrections.answers_of(sent.row()) == theirs
    assert ObservationVersion.select().count() == 1


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", "required"),
        ("   ", "required"),
        ("Gjelder 01010750160", "text.national_id"),
        ("x" * 201, "text.long"),
    ],
)
def test_a_correction_needs_a_reason_that_can_be_kept(sent: Any, reason: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        correct(sent, sent.answers(), reason=reason)
    assert (refused.value.code, refused.value.field) == (code, "reason")
    assert sent.row().version == 1


def test_what_cannot_be_kept_is_refused_as_when_it_was_sent(sent: Any) -> None:
    for answers, code in (
        (sent.answers(8), "score.range"),
        (sent.answers(observed_on=date(2025, 10, 30)), "date.future"),
        (sent.answers(observed_on=date(2025, 5, 2)), "observation.semester"),
        (sent.answers(cycles=()), "observation.empty"),
        (sent.answers(department_id=a_department(sent.here).id), "observation.fixed"),
        (sent.answers(instrument_id=an_instrument("prek").id), "observation.fixed"),
    ):
        with pytest.raises(RuleBroken) as refused:
            correct(sent, answers)
        assert refused.value.code == code
    assert (sent.row().version, Score.select().count()) == (1, 24)
    assert ObservationVersion.select().count() == 0


def test_the_figures_follow_what_was_corrected(sent: Any) -> None:
    assert DomainScore.select().count() == 2
    correct(sent, sent.answers(7))
    assert figures.differences() == {}
    tallied = ScoreTally.select(ScoreTally.value, ScoreTally.n).where(
        (ScoreTally.dimension == dimension_ids()[0]) & (ScoreTally.cycle == 1) & (ScoreTally.n > 0)
    )
    assert list(tallied.tuples()) == [(7, 1)]
    spring = sent.answers(observed_on=date(2025, 7, 30), semester="2025-spring")
    correct(sent, spring, seen=2)
    assert figures.differences() == {}
    assert loop.differences() == {}
    assert {row.semester for row in DomainScore.select()} == {"2025-spring"}


def test_a_correction_that_is_refused_leaves_the_figures_alone(sent: Any) -> None:
    with pytest.raises(RuleBroken):
        correct(sent, sent.answers(cycles=()))
    assert (figures.differences(), DomainScore.select().count()) == ({}, 2)


def test_only_the_observer_corrects(sent: Any) -> None:
    bo = an_identity("observer", sent.here, network=frozenset({sent.here.id}))
    director = an_identity("director", sent.here)
    for by in (bo, director, HOUSE, Identity()):
        with pytest.raises(NotAllowed):
            correct(sent, sent.answers(), by)
    no_longer = Identity(sent.ada.account_id, sent.ada.person_id, sent.ada.name, frozenset())
    with pytest.raises(NotAllowed):
        correct(sent, sent.answers(), no_longer)


def test_the_certificate_and_the_relation_are_those_of_the_new_date(sent: Any) -> None:
    person = a_person("Bo", sent.here, sent.room, since=date(2025, 10, 10))
    bo = an_identity("observer", sent.here, None, person, network=frozenset({sent.here.id}))
    certificates.register_pass(
        person, an_instrument(), date(2025, 10, 10), 90, None, "Prøve", by=HOUSE, now=NOW
    )
    sent.reference = an_observation(sent.room, bo)
    assert (sent.row().relation, sent.row().certificate) == ("own_department", "valid")
    correct(sent, sent.answers(observed_on=date(2025, 10, 9)), bo)
    row = sent.row()
    assert (row.observed_on, row.relation, row.certificate) == (
        date(2025, 10, 9),
        "external",
        "none",
    )
    line = JournalEntry.get(JournalEntry.act == "observation.correct")
    assert line.new == {
        "observed_on": "2025-10-09",
        "relation": "external",
        "certificate": "none",
        "version": 2,
    }


def marks() -> dict[str, tuple[date | None, date | None]]:
    return {row.semester: (row.observed_on, row.fed_back_on) for row in LoopMark.select()}


def test_the_loop_follows_a_date_and_a_semester_that_are_put_right(sent: Any) -> None:
    assert marks() == {"2025-autumn": (date(2025, 10, 14), None)}
    correct(sent, sent.answers(observed_on=date(2025, 10, 15)))
    assert marks() == {"2025-autumn": (date(2025, 10, 15), None)}
    observations.release(sent.row(), by=sent.ada, now=LATER)
    spring = sent.answers(observed_on=date(2025, 7, 30), semester="2025-spring")
    correct(sent, spring, seen=2)
    assert marks() == {"2025-spring": (date(2025, 7, 30), date(2025, 10, 17))}


def test_another_observation_keeps_the_loops_mark(sent: Any) -> None:
    an_observation(sent.room, sent.ada, observed_on=date(2025, 10, 1))
    correct(sent, sent.answers(observed_on=date(2025, 9, 30)))
    assert marks() == {"2025-autumn": (date(2025, 9, 30), None)}
    correct(sent, sent.answers(observed_on=date(2025, 10, 7)), seen=2)
    assert marks() == {"2025-autumn": (date(2025, 10, 1), None)}


def test_an_instrument_that_went_out_of_use_can_still_be_corrected(sent: Any) -> None:
    Instrument.update(is_active=False).where(Instrument.id == an_instrument().id).execute()
    correct(sent, sent.answers())
    Instrument.update(is_active=True).where(Instrument.id == an_instrument().id).execute()
    assert sent.row().version == 2


def test_it_is_open_until_sixty_days_after_release_and_again_when_sent_back(sent: Any) -> None:
    observations.release(sent.row(), by=sent.ada, now=NOW)
    last = NOW + timedelta(days=60)
    assert corrections.may_correct(sent.row(), sent.ada, last)
    assert not corrections.may_correct(sent.row(), sent.ada, last + timedelta(seconds=1))
    with pytest.raises(RuleBroken) as refused:
        correct(sent, sent.answers(), now=last + timedelta(days=1))
    assert refused.value.code == "observation.closed"
    corrections.send_back(sent.row(), "Feil dato", by=HOUSE, now=last + timedelta(days=2))
    correct(sent, sent.answers(), now=last + timedelta(days=3))
    assert (sent.row().version, sent.row().released_at) == (2, NOW)


def test_sent_back_it_waits_with_its_note_until_it_is_corrected(sent: Any) -> None:
    corrections.send_back(sent.row(), "  Feil dato  ", by=HOUSE, now=LATER)
    row = sent.row()
    assert (row.returned_at, row.return_note) == (LATER, "Feil dato")
    assert [one.reference for one in corrections.returned(sent.ada)] == [sent.reference]
    line = JournalEntry.get(JournalEntry.act == "observation.send_back")
    assert "Feil dato" not in str(line.new)
    correct(sent, sent.answers(), now=LATER + timedelta(days=1))
    row = sent.row()
    assert (row.returned_at, row.return_note) == (None, "")
    assert ObservationVersion.get().return_note == "Feil dato"
    assert list(corrections.returned(sent.ada)) == []


def test_only_a_coordinator_sends_back_once_at_a_time_and_says_why(sent: Any) -> None:
    for by in (sent.ada, an_identity("director", sent.here), an_identity("mentor", sent.here)):
        with pytest.raises(NotAllowed):
            corrections.send_back(sent.row(), "Feil", by=by, now=NOW)
    for note, code in (("", "required"), ("01010750160", "text.national_id")):
        with pytest.raises(RuleBroken) as refused:
            corrections.send_back(sent.row(), note, by=HOUSE, now=NOW)
        assert refused.value.code == code
    corrections.send_back(sent.row(), "Feil dato", by=HOUSE, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        corrections.send_back(sent.row(), "Igjen", by=HOUSE, now=NOW)
    assert refused.value.code == "observation.returned"
    assert sent.row().return_note == "Feil dato"


def test_those_the_scores_were_released_to_see_what_was_corrected_after_that(sent: Any) -> None:
    correct(sent, sent.answers(6))
    observations.release(sent.row(), by=sent.ada, now=LATER + timedelta(days=1))
    correct(sent, sent.answers(7), seen=2, now=LATER + timedelta(days=2))
    row = sent.row()
    leader = an_identity("leader", sent.here, sent.room)
    seen = {
        name: [one.number for one in corrections.versions(who, row)]
        for name, who in (
            ("observer", sent.ada),
            ("coordinator", HOUSE),
            ("leader", leader),
            ("director", an_identity("director", sent.here)),
        )
    }
    assert seen == {"observer": [2, 1], "coordinator": [2, 1], "leader": [2], "director": [2]}
    with pytest.raises(NotFound):
        corrections.version(leader, row, 1)
    assert corrections.version(sent.ada, row, 1).number == 1


def test_the_list_says_corrected_to_those_who_saw_it_before(sent: Any, count_queries: Any) -> None:
    correct(sent, sent.answers())
    observations.release(sent.row(), by=sent.ada, now=LATER + timedelta(days=1))
    row, leader = sent.row(), an_identity("leader", sent.here, sent.room)
    assert corrections.corrected(sent.ada, [row]) == {row.id}
    assert corrections.corrected(leader, [row]) == set()
    correct(sent, sent.answers(7), seen=2, now=LATER + timedelta(days=2))
    with count_queries() as statements:
        assert corrections.corrected(leader, [sent.row()]) == {row.id}
    assert len(statements) == 2

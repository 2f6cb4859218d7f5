"""Feedback: written by the observer, released as one act, corrected in the open, talked through."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from collect import feedback, observations
from collect import feedback_reading as reading
from collect.models.feedback import Feedback, FeedbackVersion
from collect.models.journal import JournalEntry
from collect.models.observations import Observation
from collect.models.observations_figures import LoopMark
from collect.rules.access import Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import (
    NOW,
    TODAY,
    a_department,
    a_feedback,
    a_kindergarten,
    a_network,
    an_identity,
    an_observation,
)

VISIT = date(2025, 10, 14)
TEXTS = feedback.FeedbackAnswers(
    "Rolige stemmer.", "Flere åpne spørsmål.", "Øv hver dag.", VISIT, 6
)


@pytest.fixture
def world(house: str) -> Any:
    """Ada observed a department next door; Bo leads it, Cy leads another."""

    class World:
        network = a_network()
        home = a_kindergarten("Hjemme", network=network)
        there = a_kindergarten("Der", network=network)
        room, next_door = a_department(there), a_department(there)
        ada = an_identity("observer", home, network=frozenset({home.id, there.id}))
        other = an_identity("observer", home, network=frozenset({home.id, there.id}))
        bo = an_identity("leader", there, room)
        cy = an_identity("leader", there, next_door)
        reference = an_observation(room, ada)

        @classmethod
        def row(cls) -> Observation:
            return Observation.get(Observation.reference == cls.reference)

        @classmethod
        def write(
            cls, answers: feedback.FeedbackAnswers = TEXTS, version: int = 0, by: Any = None
        ) -> Feedback:
            return feedback.write(cls.row(), answers, by=by or cls.ada, now=NOW, version=version)

        @classmethod
        def release(cls, version: int = 1, **values: Any) -> None:
            values = {"by": cls.ada, "now": NOW, "version": version} | values
            feedback.release(cls.row(), **values)

    return World


def refused(act: Any, *args: Any, **values: Any) -> tuple[str, str | None]:
    with pytest.raises(RuleBroken) as error:
        act(*args, **values)
    return error.value.code, error.value.field


def acts() -> list[str]:
    rows = JournalEntry.select().where(JournalEntry.record.in_(["feedback", "observation"]))
    return [row.act for row in rows.order_by(JournalEntry.id)]


def test_what_is_written_is_kept_and_read_by_nobody_else(world: Any) -> None:
    made = world.write()
    assert (made.version, made.strengths, made.oral_count) == (1, "Rolige stemmer.", 6)
    assert reading.feedback_on(world.ada, world.reference).areas == "Flere åpne spørsmål."
    for who in (world.bo, world.other, an_identity("director", world.there)):
        with pytest.raises(NotFound):
            reading.feedback_on(who, world.reference)
    assert acts() == ["observation.record", "feedback.write"]
    assert "Rolige" not in str(JournalEntry.select().order_by(JournalEntry.id.desc()).get().new)


def test_a_draft_grows_version_by_version(world: Any) -> None:
    world.write(feedback.FeedbackAnswers("En start"))
    world.write(version=1)
    row = Feedback.get()
    assert (row.version, row.strengths, row.oral_on) == (2, "Rolige stemmer.", VISIT)


def test_another_window_is_not_written_over(world: Any) -> None:
    world.write()
    late = replace(TEXTS, areas="Skrevet i et annet vindu")
    assert refused(world.write, late, version=0) == ("feedback.changed", None)
    assert Feedback.get().areas == "Flere åpne spørsmål."


def test_the_same_again_is_nothing_new(world: Any) -> None:
    world.write()
    assert world.write(version=0).version == 1
    assert acts().count("feedback.write") == 1


def test_only_the_observer_writes(world: Any) -> None:
    for who in (world.other, world.bo, an_identity("director", world.there)):
        with pytest.raises(NotAllowed):
            world.write(by=who)
    assert Feedback.select().count() == 0


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"areas": "Ring 01010750160"}, ("text.national_id", "areas")),
        ({"next_step": "x" * 8001}, ("text.long", "next_step")),
        ({"oral_on": VISIT - timedelta(days=1)}, ("feedback.talk_early", "oral_on")),
        ({"oral_on": TODAY + timedelta(days=1)}, ("date.future", "oral_on")),
        ({"oral_count": 0}, ("feedback.talk_count", "oral_count")),
        ({"oral_count": 200}, ("feedback.talk_count", "oral_count")),
        ({"oral_count": None}, ("feedback.talk_half", "oral_count")),
        ({"oral_on": None}, ("feedback.talk_half", "oral_on")),
    ],
)
def test_what_cannot_be_kept_is_refused(world: Any, changes: Any, expected: Any) -> None:
    assert refused(world.write, replace(TEXTS, **changes)) == expected
    assert Feedback.select().count() == 0


def test_a_release_is_one_act_for_text_and_scores(world: Any) -> None:
    world.write()
    with pytest.raises(NotFound):
        observations.observation(world.bo, world.row().id)
    world.release()
    assert world.row().released_at == NOW
    assert reading.feedback_on(world.bo, world.reference).strengths == "Rolige stemmer."
    assert observations.observation(world.bo, world.row().id)
    mark = LoopMark.get(LoopMark.department == world.room)
    assert (mark.observed_on, mark.fed_back_on) == (VISIT, TODAY)
    assert acts()[-2:] == ["observation.release", "feedback.release"]
    with pytest.raises(NotFound):
        reading.feedback_on(world.cy, world.reference)


def test_a_release_again_is_nothing(world: Any) -> None:
    world.write()
    world.release()
    before = acts()
    world.release(now=NOW + timedelta(days=3))
    assert world.row().released_at == NOW
    assert acts() == before


@pytest.mark.parametrize("name", feedback.TEXTS)
def test_nothing_is_released_without_its_texts(world: Any, name: str) -> None:
    world.write(replace(TEXTS, **{name: "  "}))
    assert refused(world.release) == ("required", name)
    assert world.row().released_at is None


def test_nothing_is_released_unwritten(world: Any) -> None:
    assert refused(world.release, version=0) == ("required", "strengths")


def test_oral_feedback_comes_first_or_is_said_to_come(world: Any) -> None:
    world.write(replace(TEXTS, oral_on=None, oral_count=None))
    assert refused(world.release) == ("feedback.oral", "is_oral_later")
    world.release(is_oral_later=True)
    assert world.row().released_at == NOW
    assert JournalEntry.get(JournalEntry.act == "feedback.release").new["oral_later"] is True
    row = reading.feedback_on(world.ada, world.reference)
    feedback.note_oral(row, TODAY, 7, by=world.ada, now=NOW)
    assert (Feedback.get().oral_on, Feedback.get().oral_count) == (TODAY, 7)
    assert refused(feedback.note_oral, row, VISIT - timedelta(days=1), 7, by=world.ada, now=NOW)


def test_another_version_than_was_seen_is_not_released(world: Any) -> None:
    world.write()
    world.write(replace(TEXTS, areas="Nytt"), version=1)
    assert refused(world.release, version=1) == ("feedback.changed", None)
    assert world.row().released_at is None


def test_a_double_coding_has_no_feedback(world: Any) -> None:
    Observation.update(is_double=True).execute()
    assert refused(world.write) == ("feedback.double", None)
    assert refused(world.release, version=0) == ("feedback.double", None)
    assert reading.progress(world.row(), world.ada) is None
    assert list(reading.waiting(world.ada)) == []


def test_an_observation_to_be_corrected_waits(world: Any) -> None:
    world.write()
    Observation.update(returned_at=NOW).execute()
    assert refused(world.release) == ("feedback.returned", None)


def test_what_is_released_is_locked(world: Any) -> None:
    world.write()
    world.release()
    assert refused(world.write, replace(TEXTS, areas="Nei"), version=1) == (
        "feedback.locked",
        None,
    )


def test_a_correction_leaves_both_texts_readable(world: Any) -> None:
    world.write()
    world.release()
    row = reading.feedback_on(world.ada, world.reference)
    later = NOW + timedelta(days=60)
    new = replace(TEXTS, areas="Flere hvorfor-spørsmål.")
    feedback.correct(row, new, "Feil ord", by=world.ada, now=later, version=1)
    shown = reading.feedback_on(world.bo, world.reference)
    assert (shown.version, shown.areas, shown.saved_at) == (2, new.areas, later)
    (before,) = reading.earlier(shown)
    assert (before.number, before.areas, before.reason) == (1, TEXTS.areas, "Feil ord")
    line = JournalEntry.get(JournalEntry.act == "feedback.correct")
    assert line.new == {"reference": world.reference, "version": 2}


def test_a_correction_is_refused_late_by_others_and_without_a_reason(world: Any) -> None:
    world.write()
    world.release()
    row = reading.feedback_on(world.ada, world.reference)
    new = replace(TEXTS, areas="Annet")

    def correct(reason: str = "Feil", **values: Any) -> None:
        values = {"by": world.ada, "now": NOW, "version": 1} | values
        feedback.correct(row, new, reason, **values)

    assert refused(correct, now=NOW + timedelta(days=61)) == ("feedback.fixed", None)
    assert refused(correct, reason=" ") == ("required", "reason")
    assert refused(correct, reason="01010750160") == ("text.national_id", "reason")
    assert refused(correct, version=0) == ("feedback.changed", None)
    for who in (world.bo, world.other):
        with pytest.raises(NotAllowed):
            correct(by=who)
    assert FeedbackVersion.select().count() == 0
    assert Feedback.get().areas == TEXTS.areas


def test_the_leader_says_that_it_was_talked_through(world: Any) -> None:
    world.write()
    world.release()
    row = reading.feedback_on(world.bo, world.reference)
    feedback.confirm(row, TODAY, 4, by=world.bo, now=NOW)
    kept = Feedback.get()
    assert (kept.confirmed_on, kept.confirmed_count, kept.confirmed_by_id) == (
        TODAY,
        4,
        world.bo.person_id,
    )
    assert acts()[-1] == "feedback.confirm"


def test_others_than_the_leader_do_not_confirm(world: Any) -> None:
    world.write()
    world.release()
    row = Feedback.get()
    director = an_identity("director", world.there)
    staff = an_identity("staff", world.there, world.room)
    for who in (world.ada, world.cy, director, staff):
        assert not feedback.may_confirm(row, who)
        with pytest.raises(NotAllowed):
            feedback.confirm(row, TODAY, 4, by=who, now=NOW)
    early = NOW.date() - timedelta(days=1)
    assert refused(feedback.confirm, row, early, 4, by=world.bo, now=NOW) == (
        "feedback.talk_early",
        "confirmed_on",
    )


def test_each_role_reads_what_the_map_says(world: Any) -> None:
    a_feedback(world.reference, world.ada)
    readers = {
        "staff": (an_identity("staff", world.there, world.room), True),
        "staff next door": (an_identity("staff", world.there, world.next_door), False),
        "staff of no department": (an_identity("staff", world.there), False),
        "leader": (world.bo, True),
        "director": (an_identity("director", world.there), True),
        "director elsewhere": (an_identity("director", world.home), False),
        "mentor": (an_identity("mentor", world.there), True),
        "observer": (world.other, False),
        "coordinator": (an_identity("coordinator"), False),
        "course_admin": (an_identity("course_admin"), False),
        "sysadmin": (an_identity("sysadmin"), False),
    }
    found = {name: reading.feedbacks(who).count() == 1 for name, (who, _) in readers.items()}
    assert found == {name: reads for name, (_, reads) in readers.items()}


def test_a_coordinator_knows_that_and_when_but_not_what(world: Any) -> None:
    coordinator = an_identity("coordinator")
    assert reading.progress(world.row(), coordinator) == reading.Progress()
    a_feedback(world.reference, world.ada)
    assert reading.progress(world.row(), coordinator) == reading.Progress(
        True, VISIT, 5, NOW, None, None
    )
    assert reading.progress(world.row(), an_identity("course_admin")) is None


def test_lately_is_sixty_days_of_others(world: Any) -> None:
    a_feedback(world.reference, world.ada)
    assert reading.lately(world.bo, NOW + timedelta(days=59)).count() == 1
    assert reading.lately(world.bo, NOW + timedelta(days=61)).count() == 0
    assert reading.lately(world.ada, NOW).count() == 0


def test_a_lists_costs_one_query_for_one_and_for_three(world: Any, count_queries: Any) -> None:
    totals = []
    for number in (1, 3):
        while Feedback.select().count() < number:
            a_feedback(an_observation(world.room, world.ada), world.ada)
        with count_queries() as statements:
            rows = list(reading.feedbacks(world.bo))
            assert [r.observation.department.kindergarten.name for r in rows] == ["Der"] * number
        totals.append(len(statements))
    assert totals == [1, 1]


def test_two_roles_in_one_person_are_two_rights(world: Any) -> None:
    a_feedback(world.reference, world.ada)
    grants = world.ada.grants | world.bo.grants
    both = Identity(world.ada.account_id, world.ada.person_id, "Ada", grants)
    assert feedback.may_confirm(Feedback.get(), both)
    assert feedback.may_correct(Feedback.get(), both, NOW)

"""Ticks: kept, taken back, said twice, and refused."""

from datetime import date, timedelta
from typing import Any

import pytest

from collect import programme_marks as marks
from collect.models.journal import JournalEntry
from collect.models.programme import ActivityMark
from collect.programme_marks import MarkAnswers
from collect.rules.access import HOUSE, Identity
from collect.rules.refusals import NotAllowed, RuleBroken
from tests.factories import NOW, a_cohort, a_kindergarten, an_identity

OCTOBER = date(2025, 10, 1)
NOTHING = marks.fingerprint([])


@pytest.fixture
def world(house: str) -> Any:
    """Ada directs a kindergarten in its sixth year; Cy another."""

    class World:
        here = a_kindergarten("Askeladden", a_cohort(1))
        ada = an_identity("director", here)
        cy = an_identity("director", a_kindergarten("Solvik", a_cohort(2)))

    return World


def say(
    world: Any,
    *said: MarkAnswers,
    by: Identity | None = None,
    month: date = OCTOBER,
    seen: str | None = None,
) -> int:
    stored = marks.stored(world.here.id, month).values()
    return marks.mark_month(
        world.here,
        month,
        said,
        by=by or world.ada,
        now=NOW,
        seen=marks.fingerprint(stored) if seen is None else seen,
    )


def kept() -> list[tuple[str, bool, int | None, str]]:
    rows = ActivityMark.select().order_by(ActivityMark.activity)
    return [(row.activity, row.is_done, row.count, row.note) for row in rows]


def acts() -> list[str]:
    rows = JournalEntry.select().where(JournalEntry.act.startswith("activity."))
    return [row.act for row in rows.order_by(JournalEntry.id)]


def test_a_month_is_ticked_in_one_go(world: Any) -> None:
    done = say(
        world,
        MarkAnswers("department_meeting", True, note="  Alle avdelinger  "),
        MarkAnswers("dimension", False),
        MarkAnswers("practice_stories", True, count=14),
        MarkAnswers("micro_project", None),
    )
    assert done == 2
    assert kept() == [
        ("department_meeting", True, None, "Alle avdelinger"),
        ("dimension", False, None, ""),
        ("practice_stories", True, 14, ""),
    ]
    row = ActivityMark.get()
    assert (row.marked_by_id, row.marked_at) == (world.ada.person_id, NOW)
    assert acts() == ["activity.mark"] * 3


def test_a_tick_is_taken_back_and_the_change_is_in_the_journal(world: Any) -> None:
    say(world, MarkAnswers("dimension", True, note="Hemmelig"))
    assert say(world, MarkAnswers("dimension", False), by=HOUSE) == 0
    assert kept() == [("dimension", False, None, "")]
    line = JournalEntry.get(JournalEntry.act == "activity.amend")
    assert (line.old["is_done"], line.new["is_done"], line.kindergarten_id) == (
        True,
        False,
        world.here.id,
    )
    assert (line.old["note"], line.new["note"]) == (None, None)


def test_what_is_said_twice_changes_nothing(world: Any) -> None:
    said = MarkAnswers("practice_stories", True, count=3)
    say(world, said)
    assert say(world, said, seen=NOTHING) == 1
    assert acts() == ["activity.mark"]


def test_what_another_ticked_meanwhile_is_not_overwritten(world: Any) -> None:
    say(world, MarkAnswers("dimension", True))
    with pytest.raises(RuleBroken) as refused:
        say(world, MarkAnswers("dimension", False), by=HOUSE, seen=NOTHING)
    assert refused.value.code == "record.changed"
    assert kept() == [("dimension", True, None, "")]


def test_a_director_elsewhere_and_a_mentor_may_not_tick(world: Any) -> None:
    for who in (world.cy, an_identity("mentor", world.here), an_identity("staff", world.here)):
        with pytest.raises(NotAllowed):
            say(world, MarkAnswers("dimension", True), by=who)
    assert kept() == []


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        (MarkAnswers("mentor_meeting", True), "activity.unasked", None),
        (MarkAnswers("observation", True), "activity.unasked", None),
        (MarkAnswers("nonsense", True), "activity.unasked", None),
        (MarkAnswers("practice_stories", True, 1000), "activity.count", "practice_stories_count"),
        (MarkAnswers("practice_stories", True, -1), "activity.count", "practice_stories_count"),
        (MarkAnswers("dimension", True, 4), "activity.count", "dimension_count"),
        (MarkAnswers("dimension", None, note="Hm"), "activity.state", "dimension_state"),
        (MarkAnswers("dimension", True, note="x" * 201), "text.long", "dimension_note"),
        (MarkAnswers("dimension", True, note="01010750160"), "text.national_id", "dimension_note"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_with_it(
    world: Any, said: MarkAnswers, code: str, field: str | None
) -> None:
    with pytest.raises(RuleBroken) as refused:
        say(world, MarkAnswers("department_meeting", True), said)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert kept() == []


def test_a_month_to_come_is_not_ticked(world: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        say(world, MarkAnswers("dimension", True), month=date(2025, 11, 1))
    assert refused.value.code == "activity.early"
    assert say(world, MarkAnswers("dimension", True), month=OCTOBER - timedelta(days=30)) == 1

"""Snakke med barn: who may keep attendance, who was there, and how far a kindergarten has come."""

from datetime import date
from typing import Any

import pytest

from collect import people
from collect import programme_talking as talking
from collect.models.journal import JournalEntry
from collect.models.people import Employment, ProgrammeFunction
from collect.models.programme_talking import TalkAttendance, TalkSession
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, NotFound
from tests.factories import NOW, TODAY, a_cohort, a_kindergarten, a_person, an_identity
from tests.visits import refused

DAY = date(2025, 10, 1)


@pytest.fixture
def world(house: str) -> Any:
    """Ada's kindergarten in its third year with a director, a champion and Bo; Cy's elsewhere."""

    class World:
        here = a_kindergarten("Solsikken", a_cohort(start=date(2023, 8, 1)))
        there = a_kindergarten("Måken", a_cohort())
        director = an_identity("director", here, None, a_person("Dina Styrer", here))
        ada_person, bo_person = a_person("Ada", here), a_person("Bo", here)
        ada = an_identity("staff", here, None, ada_person)
        bo = an_identity("staff", here, None, bo_person)
        cy_person = a_person("Cy", there)
        cy = an_identity("staff", there, None, cy_person)

    people.appoint(
        World.ada_person, "talk_champion", World.here, date(2025, 8, 1), by=HOUSE, now=NOW
    )
    return World


def mark(
    world: Any, marks: Any, by: Any = None, module: int = 1, day: date = DAY, **more: Any
) -> int:
    found = {person.id: here for person, here in marks.items()}
    return talking.mark(world.here, module, day, found, by=by or world.director, now=NOW, **more)


def names(rows: Any) -> list[str]:
    return [row.name for row in rows]


def test_a_champion_marks_who_was_there_and_who_is_missing_is_told(world: Any) -> None:
    changed = mark(world, {world.ada_person: True, world.bo_person: False}, by=world.ada)
    assert changed == 2
    first = talking.modules(world.here.id, TODAY)[0]
    assert (first.days, names(first.through), names(first.missing)) == (
        (DAY,),
        ["Ada"],
        ["Bo", "Dina Styrer"],
    )
    assert not talking.modules(world.here.id, TODAY)[1].is_held
    line = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (line.act, line.kindergarten_id, line.new) == (
        "talk.mark",
        world.here.id,
        {
            "module": 1,
            "day": str(DAY),
            "present": str(world.ada_person.id),
            "absent": str(world.bo_person.id),
        },
    )


def test_a_tick_is_taken_away_and_the_same_again_changes_nothing(world: Any) -> None:
    mark(world, {world.ada_person: True, world.bo_person: True})
    assert mark(world, {world.ada_person: True, world.bo_person: True}) == 0
    assert mark(world, {world.bo_person: False}) == 1
    assert names(talking.modules(world.here.id, TODAY)[0].through) == ["Ada"]
    mark(world, {world.ada_person: False})
    assert not talking.modules(world.here.id, TODAY)[0].is_held


def test_those_who_missed_it_have_another_day(world: Any) -> None:
    mark(world, {world.ada_person: True})
    mark(world, {world.bo_person: True}, day=date(2025, 10, 8))
    first = talking.modules(world.here.id, TODAY)[0]
    assert (first.days, names(first.missing)) == ((DAY, date(2025, 10, 8)), ["Dina Styrer"])
    lines = talking.of_session(world.here.id, 1, date(2025, 10, 8))
    assert [(one.person.name, one.is_present, one.other_day) for one in lines] == [
        ("Ada", None, DAY),
        ("Bo", True, None),
        ("Dina Styrer", None, None),
    ]


def test_those_who_worked_there_that_day_are_asked_about_and_no_others(world: Any) -> None:
    Employment.update(valid_to=date(2025, 9, 30)).where(
        Employment.person == world.bo_person
    ).execute()
    late = a_person("Eva", world.here, since=date(2025, 10, 10))
    lines = talking.of_session(world.here.id, 1, DAY)
    assert [one.person.name for one in lines] == ["Ada", "Dina Styrer"]
    for stranger in (world.bo_person, late, world.cy_person):
        assert refused(mark, world, {stranger: True}) == ("talk.gone", "present")
    assert mark(world, {world.ada_person: True, world.bo_person: False}) == 1
    assert [person.name for person in talking.modules(world.here.id, TODAY)[0].missing] == [
        "Dina Styrer",
        "Eva",
    ]


def test_nobody_at_all_is_no_session(world: Any) -> None:
    assert refused(mark, world, {world.bo_person: False}) == ("talk.nobody", "present")
    assert refused(mark, world, {}) == ("talk.nobody", "present")
    assert TalkSession.select().count() == 0


def test_what_another_has_marked_meanwhile_is_not_written_over(world: Any) -> None:
    mark(world, {world.bo_person: True})
    seen = {world.bo_person.id: None, world.ada_person.id: None}
    stale = {world.bo_person: False, world.ada_person: True}
    assert refused(mark, world, stale, by=world.ada, seen=seen) == ("attendance.changed", None)
    assert mark(world, {world.bo_person: True, world.ada_person: True}, seen=seen) == 1


def test_a_module_that_is_none_and_a_day_ahead_are_refused(world: Any) -> None:
    assert refused(mark, world, {world.ada_person: True}, module=8)[0] == "choice.unknown"
    late = refused(mark, world, {world.ada_person: True}, day=date(2025, 10, 16))
    assert late == ("date.future", "day")


@pytest.mark.parametrize("who", ["bo", "cy"])
def test_who_neither_directs_nor_leads_it_marks_and_sees_nothing(world: Any, who: str) -> None:
    identity = getattr(world, who)
    with pytest.raises(NotAllowed):
        mark(world, {world.ada_person: True}, by=identity)
    assert talking.kindergartens(identity, TODAY).count() == 0
    with pytest.raises(NotFound):
        talking.kindergarten(identity, world.here.id, TODAY)
    assert TalkAttendance.select().count() == 0


def test_a_champion_leads_the_own_kindergarten_while_it_lasts_and_they_work_there(
    world: Any,
) -> None:
    assert talking.leads(world.ada, TODAY) == {world.here.id}
    assert talking.leads(world.ada, date(2025, 7, 31)) == frozenset()
    assert not talking.may_mark(world.ada, world.there.id, TODAY)
    one = talking.champions(world.here.id, TODAY)[0]
    people.end_function(one, TODAY, by=world.director, now=NOW)
    assert talking.leads(world.ada, TODAY) == {world.here.id}
    assert talking.leads(world.ada, date(2025, 10, 16)) == frozenset()
    ProgrammeFunction.update(valid_to=None).execute()
    Employment.update(valid_to=date(2025, 9, 30)).where(
        Employment.person == world.ada_person
    ).execute()
    assert talking.leads(world.ada, TODAY) == frozenset()
    assert talking.champions(world.here.id, TODAY) == []


def test_a_mentor_reads_and_the_coordinator_keeps_all(world: Any) -> None:
    mentor = an_identity("mentor", world.here)
    assert names(talking.kindergartens(mentor, TODAY)) == ["Solsikken"]
    assert not talking.may_mark(mentor, world.here.id, TODAY)
    coordinator = an_identity("coordinator")
    assert names(talking.kindergartens(coordinator, TODAY)) == ["Måken", "Solsikken"]
    assert mark(world, {world.ada_person: True}, by=coordinator) == 1


def test_progress_counts_modules_champions_and_those_who_are_through(world: Any) -> None:
    for module in range(1, 8):
        mark(world, {world.ada_person: True, world.bo_person: module < 7}, module=module)
    there, here = talking.progress(list(talking.kindergartens(HOUSE, TODAY)), TODAY)
    assert (here.year, len(here.last_days), here.staff, here.through, here.champions) == (
        3,
        7,
        3,
        1,
        1,
    )
    assert here.last_days[7] == DAY
    assert (there.year, there.last_days, there.staff, there.through, there.champions) == (
        6,
        {},
        1,
        0,
        0,
    )


def test_a_director_is_reminded_while_modules_are_left_and_a_champion_always(world: Any) -> None:
    for who in (world.ada, world.director):
        assert talking.reminders(who, TODAY) == [(world.here, 0)]
    assert talking.reminders(world.bo, TODAY) == []
    for module in range(1, 8):
        mark(world, {world.ada_person: True}, module=module)
    assert talking.reminders(world.director, TODAY) == []
    assert talking.reminders(world.ada, TODAY) == [(world.here, 7)]


def test_a_function_is_ended_by_the_director_and_not_before_it_began(world: Any) -> None:
    one = talking.champions(world.here.id, TODAY)[0]
    assert refused(people.end_function, one, date(2025, 7, 31), by=world.director, now=NOW) == (
        "dates.order",
        "valid_to",
    )
    for who in (world.ada, an_identity("director", world.there)):
        with pytest.raises(NotAllowed):
            people.end_function(one, TODAY, by=who, now=NOW)


def test_the_overview_costs_as_much_with_many(world: Any, count_queries: Any) -> None:
    costs = []
    for n in (2, 5):
        while talking.kindergartens(HOUSE, TODAY).count() < n:
            a_person(None, a_kindergarten(None, a_cohort()))
        with count_queries() as queries:
            talking.progress(list(talking.kindergartens(HOUSE, TODAY)), TODAY)
        costs.append(len(queries))
    assert costs == [5, 5]

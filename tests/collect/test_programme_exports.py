"""Who took what out, told to those it concerns; and who is told when a workbook is due."""

from datetime import date, timedelta
from typing import Any

import pytest

from collect import journal, programme
from collect import programme_exports as taken
from collect.models.accounts import RoleGrant
from collect.models.notices import Notice
from collect.models.programme import ExportSchedule
from collect.rules.access import HOUSE, Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import NOW, TODAY, a_cohort, a_kindergarten, an_identity

DAY = timedelta(days=1)


@pytest.fixture
def world(house: str) -> Any:
    class World:
        cohort, other = a_cohort(1), a_cohort(2)
        here = a_kindergarten("Askeladden", cohort)
        there = a_kindergarten("Solvik", other)
        ada = an_identity("coordinator")

    return World


def acts(who: Identity) -> list[tuple[str, Any]]:
    return [(row.act, row.record_id) for row in taken.log(who)]


def test_the_log_is_read_by_all_whom_it_concerns_and_by_nobody_else(
    world: Any, count_queries: Any
) -> None:
    programme.take_cohort(1, by=world.ada, now=NOW, level="deidentified", shape="csv")
    programme.take_programme(by=world.ada, now=NOW)
    journal.note("export.plans", 1, by=HOUSE, now=NOW, kindergarten_id=world.there.id)
    of_one, of_all, of_there = (
        ("export.cohort", world.cohort.id),
        ("export.programme", None),
        ("export.plans", 1),
    )
    assert acts(world.ada) == [of_there, of_all, of_one]
    assert acts(an_identity("staff", world.here)) == [of_all, of_one]
    assert acts(an_identity("director", world.there)) == [of_there, of_all]
    assert acts(an_identity("sysadmin")) == []
    director = an_identity("director", world.here)
    with count_queries() as queries:
        list(taken.log(director))
    assert len(queries) == 1
    assert taken.log(world.ada)[2].new == {
        "cohort": 1,
        "level": "deidentified",
        "semester": None,
        "shape": "csv",
    }


@pytest.mark.parametrize(
    ("every", "today", "wanted"),
    [
        ("week", date(2025, 10, 15), date(2025, 10, 20)),
        ("week", date(2025, 10, 20), date(2025, 10, 27)),
        ("month", date(2025, 12, 31), date(2026, 1, 1)),
        ("month", date(2025, 1, 1), date(2025, 2, 1)),
        ("semester", date(2025, 10, 15), date(2026, 1, 1)),
        ("semester", date(2026, 1, 1), date(2026, 8, 1)),
    ],
)
def test_the_next_day_of_an_interval(every: str, today: date, wanted: date) -> None:
    assert taken.next_day(every, today) == wanted


def test_the_owner_is_told_once_each_time_without_any_figures(world: Any) -> None:
    row = taken.wish(1, "week", by=world.ada, now=NOW)
    assert taken.wish(1, "week", by=world.ada, now=NOW).id == row.id
    taken.wish(None, "month", by=world.ada, now=NOW)
    assert taken.queue_due(NOW) == 0
    monday = NOW + 5 * DAY
    assert (taken.queue_due(monday), taken.queue_due(monday)) == (1, 0)
    letter = Notice.get()
    assert (letter.person_id, letter.kind) == (world.ada.person_id, "export_due")
    assert "{house}/exports?cohort=1" in letter.text
    assert taken.queue_due(NOW + 17 * DAY) == 2
    assert [one.next_on for one in taken.schedules(world.ada)] == [
        date(2025, 11, 3),
        date(2025, 12, 1),
    ]


def test_one_who_lost_the_right_is_told_nothing_and_the_wish_ends(world: Any) -> None:
    taken.wish(1, "week", by=world.ada, now=NOW)
    RoleGrant.update(valid_to=TODAY).execute()
    assert taken.queue_due(NOW + 5 * DAY) == 0
    assert (Notice.select().count(), ExportSchedule.get().ended_for) == (0, "rights")
    assert taken.queue_due(NOW + 12 * DAY) == 0


def test_a_wish_is_taken_back_by_its_owner_alone(world: Any) -> None:
    row = taken.wish(None, "semester", by=world.ada, now=NOW)
    with pytest.raises(NotFound):
        taken.take_back(row.id, by=an_identity("coordinator"), now=NOW)
    taken.take_back(row.id, by=world.ada, now=NOW)
    assert list(taken.schedules(world.ada)) == []
    assert taken.queue_due(NOW + 300 * DAY) == 0


def test_what_cannot_be_wished_for_is_refused(world: Any) -> None:
    with pytest.raises(NotAllowed):
        taken.wish(1, "week", by=an_identity("director", world.here), now=NOW)
    with pytest.raises(RuleBroken, match=r"choice\.unknown"):
        taken.wish(1, "day", by=world.ada, now=NOW)
    with pytest.raises(RuleBroken, match=r"cohort\.unknown"):
        taken.wish(9, "week", by=world.ada, now=NOW)

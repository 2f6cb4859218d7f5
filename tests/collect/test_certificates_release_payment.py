"""Lists of release days for those who pay: no day twice, and what is withdrawn comes back."""

from datetime import date
from typing import Any

import pytest

from collect import certificates_release as releases
from collect import certificates_release_payment as payments
from collect.models.certificates_release import ReleaseBatch, ReleaseDay
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.collect.test_observations_drafts import at_once
from tests.factories import NOW, a_release_day, an_identity
from tests.visits import World, refused

FIRST, LAST = date(2025, 8, 1), date(2025, 10, 15)


@pytest.fixture
def world(house: str) -> World:
    return World(house)


def told(lines: list[payments.PaymentLine]) -> list[tuple[str, int]]:
    return [(line.row.person.name, line.halves) for line in lines]


def pay(last: date = LAST, kindergarten: Any = None, first: date = FIRST) -> ReleaseBatch:
    place = kindergarten.id if kindergarten else None
    return payments.pay(first, last, place, by=HOUSE, now=NOW)


def test_a_list_holds_the_days_of_its_period_and_the_next_only_what_is_new(world: World) -> None:
    a_release_day(world.cy.observer, halves=1)
    a_release_day(world.ada.observer)
    early = a_release_day(world.ada.observer, date(2025, 7, 31))
    assert told(payments.due(HOUSE, FIRST, LAST)) == [("Ada Sehansen", 2), ("Cy Sehansen", 1)]
    first = pay()
    assert told(payments.lines(HOUSE, first)) == [("Ada Sehansen", 2), ("Cy Sehansen", 1)]
    assert payments.due(HOUSE, FIRST, LAST) == []
    assert refused(pay) == ("release.nothing", "first_day")
    a_release_day(world.ada.observer, date(2025, 10, 2), halves=1)
    second = pay()
    assert told(payments.lines(HOUSE, second)) == [("Ada Sehansen", 1)]
    assert told(payments.lines(HOUSE, first)) == [("Ada Sehansen", 2), ("Cy Sehansen", 1)]
    assert releases.release_day(HOUSE, early.reference).batch_id is None
    line = JournalEntry.select().where(JournalEntry.act == "release.pay").get()
    assert (line.new["rows"], line.new["halves"]) == (2, 3)


def test_a_list_of_one_kindergarten_leaves_the_others(world: World) -> None:
    a_release_day(world.cy.observer)
    a_release_day(world.ada.observer)
    made = pay(kindergarten=world.ada.kindergarten)
    assert told(payments.lines(HOUSE, made)) == [("Ada Sehansen", 2)]
    assert told(payments.due(HOUSE, FIRST, LAST)) == [("Cy Sehansen", 2)]


def test_what_is_withdrawn_before_is_not_paid_and_after_is_taken_back_once(world: World) -> None:
    never, paid = (
        a_release_day(world.ada.observer, date(2025, 10, 2)),
        a_release_day(world.ada.observer),
    )
    releases.withdraw(never, "Feil", by=world.ada.observer, now=NOW)
    first = pay()
    paid = releases.release_day(HOUSE, paid.reference)
    for who in (world.ada.observer, world.ada.director):
        assert not releases.may_withdraw(paid, who)
        late = refused(releases.withdraw, paid, "Ble ikke noe av", by=who, now=NOW)
        assert late == ("release.paid", "reason")
    coordinator = an_identity("coordinator")
    assert refused(releases.withdraw, paid, "", by=coordinator, now=NOW) == ("required", "reason")
    releases.withdraw(paid, "Ble ikke noe av", by=coordinator, now=NOW)
    assert told(payments.lines(HOUSE, first)) == [("Ada Sehansen", 2)]
    later = date(2025, 10, 10)
    assert told(payments.due(HOUSE, later, LAST)) == [("Ada Sehansen", -2)]
    second = pay(first=later)
    assert told(payments.lines(HOUSE, second)) == [("Ada Sehansen", -2)]
    assert payments.due(HOUSE, FIRST, LAST) == []


def test_a_period_turned_around_or_ahead_is_refused(world: World) -> None:
    a_release_day(world.ada.observer)
    assert refused(pay, first=date(2025, 10, 16)) == ("dates.order", "last_day")
    assert refused(pay, last=date(2025, 10, 16)) == ("date.future", "last_day")
    assert ReleaseBatch.select().count() == 0


@pytest.mark.parametrize("role", ["staff", "director", "observer", "mentor", "course_admin"])
def test_nobody_but_the_coordinator_pays(world: World, role: str) -> None:
    a_release_day(world.ada.observer)
    made = pay()
    who = an_identity(role, None if role == "course_admin" else world.ada.kindergarten)
    for act in (
        lambda: payments.due(who, FIRST, LAST),
        lambda: payments.pay(FIRST, LAST, None, by=who, now=NOW),
        lambda: payments.batches(who),
        lambda: payments.batch(who, made.id),
        lambda: payments.lines(who, made),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_list_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        payments.batch(HOUSE, 1)


def test_two_who_pay_at_once_make_one_list(world: World) -> None:
    for _ in range(5):
        ReleaseDay.delete().execute()
        ReleaseBatch.delete().execute()
        a_release_day(world.ada.observer)
        done = at_once(pay, pay)
        (made,) = [one for one in done if isinstance(one, ReleaseBatch)]
        (late,) = [one for one in done if isinstance(one, RuleBroken)]
        assert late.code == "release.nothing"
        assert told(payments.lines(HOUSE, made)) == [("Ada Sehansen", 2)]
        assert ReleaseBatch.select().count() == 1


def test_a_list_costs_one_query_with_many(world: World, count_queries: Any) -> None:
    for place in (world.ada, world.bo, world.cy):
        a_release_day(place.observer)
    made = pay()
    with count_queries() as queries:
        found = payments.lines(HOUSE, made)
        assert [line.row.kindergarten.name for line in found] == [
            "Ada barnehage",
            "Bo barnehage",
            "Cy barnehage",
        ]
    assert len(queries) == 1

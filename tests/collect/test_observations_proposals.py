"""A semester's plan drawn, kept, asked for and thrown away, and somebody for one visit."""

from datetime import date
from typing import Any

import pytest

from collect import observations_exchange as exchange
from collect import observations_proposals as proposals
from collect import observations_visits as visits
from collect.models.journal import JournalEntry
from collect.models.observations import Visit
from collect.rules.access import HOUSE
from collect.rules.calendar import Semester
from collect.rules.refusals import NotAllowed
from tests.factories import (
    NOW,
    TODAY,
    a_certificate,
    a_department,
    a_visit,
    an_identity,
    an_observation,
)
from tests.visits import Exchange, exchanges, refused

CODE, AUTUMN = "2025-autumn", Semester(2025, "autumn")


@pytest.fixture
def near(house: str) -> tuple[Exchange, Exchange, Exchange]:
    return exchanges()


def agree_all(*places: Exchange) -> None:
    for place in places:
        exchange.agree(place.kindergarten.id, CODE, 2, by=place.director, now=NOW)


def test_a_proposal_writes_nothing_until_it_is_kept(near: Any) -> None:
    ada, bo, cy = near
    agree_all(ada, bo)
    drawn = proposals.draw(HOUSE, CODE, TODAY)
    assert Visit.select().count() == 0
    assert [(line.department.name, line.pair.relation) for line in drawn.lines] == [
        ("Ada 1", "external"),
        ("Ada 2", "external"),
        ("Bo 1", "external"),
        ("Bo 2", "external"),
        ("Cy 1", "internal"),
        ("Cy 2", "internal"),
    ]
    assert drawn.left == []
    assert proposals.keep(CODE, drawn.mark, by=HOUSE, now=NOW) == 6
    rows = list(Visit.select())
    assert {(row.status, row.sequence, row.asked_at) for row in rows} == {("proposed", 0, None)}
    assert {row.instrument.version for row in rows} == {"toddler"}
    assert {row.reasons[0][0] for row in rows} == {"external", "internal"}
    assert len({row.uid for row in rows}) == 6
    assert [row for row in rows if row.planned_on < TODAY] == []
    lines = JournalEntry.select().where(JournalEntry.act == "visit.propose")
    assert {line.kindergarten_id for line in lines} == {p.kindergarten.id for p in (ada, bo, cy)}
    assert refused(proposals.keep, CODE, drawn.mark, by=HOUSE, now=NOW) == ("plan.changed", None)


def test_a_proposal_that_no_longer_holds_is_not_kept(near: Any) -> None:
    ada, _, _ = near
    drawn = proposals.draw(HOUSE, CODE, TODAY)
    a_visit(ada.rooms[0], ada.observers[0])
    assert refused(proposals.keep, CODE, drawn.mark, by=HOUSE, now=NOW) == ("plan.changed", None)
    assert Visit.select().count() == 1
    again = proposals.draw(HOUSE, CODE, TODAY)
    proposals.keep(CODE, again.mark, by=HOUSE, now=NOW)
    states = [row.status for row in Visit.select().order_by(Visit.id)]
    assert (states.count("asked"), states.count("proposed")) == (1, 5)


def test_what_is_observed_or_in_the_plan_is_left_out(near: Any) -> None:
    ada, bo, _ = near
    an_observation(ada.rooms[0], an_identity("observer", ada.kindergarten))
    declined = a_visit(ada.rooms[1], ada.observers[0])
    visits.decline(declined, "Kan ikke", by=ada.observers[0], now=NOW)
    cancelled = a_visit(bo.rooms[0], bo.observers[0])
    visits.cancel(cancelled, "Stengt", by=HOUSE, now=NOW)
    found = proposals.draw(HOUSE, CODE, TODAY)
    assert [line.department.name for line in found.lines] == ["Bo 1", "Bo 2", "Cy 1", "Cy 2"]


def test_a_director_plans_for_the_own_kindergarten(near: Any) -> None:
    ada, bo, _ = near
    agree_all(bo)
    drawn = proposals.draw(ada.director, CODE, TODAY)
    assert [line.department.name for line in drawn.lines] == ["Ada 1", "Ada 2"]
    assert {line.pair.person_id for line in drawn.lines} <= {o.person_id for o in bo.observers}
    proposals.keep(CODE, drawn.mark, by=ada.director, now=NOW)
    a_visit(bo.rooms[0], bo.observers[0], state="proposed")
    assert proposals.ask_all(CODE, by=ada.director, now=NOW) == 2
    states = {row.department.name: row.status for row in Visit.select()}
    assert states == {"Ada 1": "asked", "Ada 2": "asked", "Bo 1": "proposed"}
    for who in (ada.observers[0], an_identity("mentor", ada.kindergarten)):
        for act in (proposals.ask_all, proposals.discard):
            with pytest.raises(NotAllowed):
                act(CODE, by=who, now=NOW)
        with pytest.raises(NotAllowed):
            proposals.draw(who, CODE, TODAY)


def test_a_proposal_is_thrown_away_but_not_what_was_asked(near: Any) -> None:
    ada, _, _ = near
    a_visit(ada.rooms[0], ada.observers[0])
    proposals.keep(CODE, proposals.draw(HOUSE, CODE, TODAY).mark, by=HOUSE, now=NOW)
    assert proposals.discard(CODE, by=ada.director, now=NOW) == 1
    assert Visit.select().count() == 5
    assert proposals.discard(CODE, by=HOUSE, now=NOW) == 4
    assert [row.status for row in Visit.select()] == ["asked"]


def test_a_mixed_department_leaves_the_version_to_the_day(near: Any) -> None:
    ada, _, _ = near
    room = a_department(ada.kindergarten, "Blandet", "mixed")
    toddler_only = a_visit(room, ada.observers[0])
    assert toddler_only.instrument.version == "toddler"
    visits.cancel(toddler_only, "Stengt", by=HOUSE, now=NOW)
    a_certificate(ada.observers[0], "prek")
    assert a_visit(room, ada.observers[0]).instrument_id is None


def test_choices_come_in_order_with_names_and_reasons(near: Any) -> None:
    ada, bo, _ = near
    exchange.agree(bo.kindergarten.id, CODE, 1, by=bo.director, now=NOW)
    day = date(2025, 11, 11)
    a_visit(ada.rooms[1], ada.observers[0], day)
    found = proposals.choices(ada.rooms[0], CODE, day, by=ada.director, today=TODAY)
    ids = [one.person.id for one in found]
    assert ids[:2] == [o.person_id for o in bo.observers]
    assert ids[2:] == [ada.observers[1].person_id, ada.observers[0].person_id]
    assert [one.kindergarten.name for one in found] == ["Bo", "Bo", "Ada", "Ada"]
    assert ("busy", {}) in found[-1].reasons
    with pytest.raises(NotAllowed):
        proposals.choices(ada.rooms[0], CODE, day, by=bo.director, today=TODAY)
    closed = proposals.choices(bo.rooms[0], CODE, day, by=bo.director, today=TODAY)
    assert {one.kindergarten.name for one in closed} == {"Bo"}


def test_the_numbers_of_queries_do_not_grow(near: Any, count_queries: Any) -> None:
    ada, bo, _ = near
    agree_all(ada, bo)
    counts = []
    for n in range(3):
        a_visit(a_department(ada.kindergarten, f"Ny {n}"), bo.observers[0])
        a_department(bo.kindergarten, f"Ny {n}")
        with count_queries() as queries:
            proposals.draw(HOUSE, CODE, TODAY)
        drawn = len(queries)
        with count_queries() as queries:
            exchange.balance(HOUSE, AUTUMN)
        balanced = len(queries)
        with count_queries() as queries:
            proposals.choices(ada.rooms[0], CODE, date(2025, 11, 12), by=HOUSE, today=TODAY)
        counts.append((drawn, balanced, len(queries)))
    assert counts == [counts[0]] * 3
    assert counts[0] == (12, 6, 13)

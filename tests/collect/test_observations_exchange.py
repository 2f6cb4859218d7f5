"""The exchange: what kindergartens agree to give, and what they give and receive."""

from typing import Any

import pytest

from collect import observations_exchange as exchange
from collect import observations_visits as visits
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE
from collect.rules.calendar import Semester
from collect.rules.refusals import NotAllowed
from tests.factories import (
    NOW,
    a_visit,
    an_identity,
    an_observation,
)
from tests.visits import Exchange, exchanges, refused

CODE, AUTUMN = "2025-autumn", Semester(2025, "autumn")


@pytest.fixture
def near(house: str) -> tuple[Exchange, Exchange, Exchange]:
    return exchanges()


def test_a_director_says_how_many_visits_the_kindergarten_gives(near: Any) -> None:
    ada, bo, _ = near
    key = ada.kindergarten.id
    row = exchange.agree(key, CODE, 2, "Helst på tirsdager", by=ada.director, now=NOW)
    exchange.agree(key, CODE, 3, "", by=ada.director, now=NOW)
    found = exchange.offer(key, CODE)
    assert found is not None
    assert (found.id, found.visits, found.note, found.agreed_by_id) == (
        row.id,
        3,
        "",
        ada.director.person_id,
    )
    lines = list(JournalEntry.select().where(JournalEntry.act == "exchange.agree"))
    assert [line.kindergarten_id for line in lines] == [key, key]
    for who in (bo.director, ada.observers[0], an_identity("mentor", ada.kindergarten)):
        with pytest.raises(NotAllowed):
            exchange.agree(key, CODE, 1, by=who, now=NOW)


def test_an_offer_that_cannot_be_is_refused(near: Any) -> None:
    ada, bo, _ = near
    key = ada.kindergarten.id

    def told(code: str, number: int, note: str = "") -> tuple[str, str | None]:
        return refused(exchange.agree, key, code, number, note, by=ada.director, now=NOW)

    assert told(CODE, 100) == ("offer.range", "visits")
    assert told("2025-spring", 1) == ("offer.over", "semester")
    assert told("høst", 1) == ("choice.unknown", "semester")
    assert told(CODE, 1, "Ring 01010750160") == ("text.national_id", "note")
    exchange.agree(key, CODE, 2, by=ada.director, now=NOW)
    a_visit(bo.rooms[0], ada.observers[0])
    assert told(CODE, 0) == ("offer.given", "visits")


def test_partners_see_one_anothers_offers_and_balance(near: Any) -> None:
    ada, bo, cy = near
    exchange.agree(bo.kindergarten.id, CODE, 4, by=bo.director, now=NOW)
    a_visit(ada.rooms[0], bo.observers[0])
    a_visit(ada.rooms[1], ada.observers[0])
    seen = {
        row.kindergarten.name: (
            row.offered,
            row.tally.gives,
            row.tally.receives,
            row.tally.internal,
            row.difference,
        )
        for row in exchange.balance(ada.director, AUTUMN)
    }
    assert seen == {"Ada": (None, 0, 1, 1, -1), "Bo": (4, 1, 0, 0, 1)}
    assert [row.kindergarten.name for row in exchange.balance(HOUSE, AUTUMN)] == ["Ada", "Bo", "Cy"]
    assert [row.kindergarten.name for row in exchange.balance(cy.director, AUTUMN)] == ["Cy"]
    assert exchange.balance(ada.observers[0], AUTUMN) == []
    assert [row.name for row in exchange.unagreed(ada.director, CODE)] == ["Ada"]
    assert exchange.unagreed(bo.director, CODE) == []
    assert exchange.unagreed(HOUSE, CODE) == []


def test_observations_without_a_plan_and_second_codings_are_weighed_rightly(near: Any) -> None:
    ada, bo, _ = near
    watcher = an_identity(
        "observer", bo.kindergarten, network=frozenset({ada.kindergarten.id, bo.kindergarten.id})
    )
    an_observation(ada.rooms[0], watcher)
    row = a_visit(ada.rooms[1], bo.observers[0])
    visits.double(row, bo.observers[1].person_id or 0, by=HOUSE, now=NOW)
    tallies = {one.kindergarten.name: one.tally for one in exchange.balance(HOUSE, AUTUMN)}
    assert (tallies["Bo"].gives, tallies["Ada"].receives) == (2, 2)

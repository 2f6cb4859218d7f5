"""Release days used and left, per kindergarten and person."""

from collections.abc import Callable
from datetime import date

import pytest

from collect.models.journal import JournalEntry
from collect.rules.access import Identity
from collect.rules.refusals import NotAllowed
from exports.certificates_balance import balance_workbook
from tests.exports.conftest import Pages
from tests.factories import NOW, TODAY, a_certificate, a_person, a_release_day, an_identity
from tests.visits import World


@pytest.fixture
def world(house: str) -> World:
    made = World(house)
    a_certificate(a_person("Ada Annen", made.ada.kindergarten))
    a_release_day(made.ada.observer)
    a_release_day(made.ada.observer, date(2025, 10, 2), halves=1)
    a_release_day(made.cy.observer, date(2025, 6, 10))
    return made


def book(who: Identity, pages: Callable[[bytes], Pages], on: date = TODAY) -> Pages:
    return pages(balance_workbook(who, on, 5, now=NOW, municipality="Bærum kommune")[1])


def test_each_kindergarten_and_each_person_tell_used_and_left(
    world: World, pages: Callable[[bytes], Pages]
) -> None:
    found = book(an_identity("coordinator"), pages)
    assert list(found) == ["Per barnehage", "Per person", "Kodebok", "Om uttrekket"]
    assert found["Per barnehage"] == [
        ["Barnehage", "Sertifiserte", "Brukt", "Igjen"],
        ["Ada barnehage", 2, 1.5, 8.5],
        ["Bo barnehage", 1, 0, 5],
        ["Cy barnehage", 1, 1, 4],
        ["Sum", 4, 2.5, 17.5],
    ]
    assert found["Per person"][1:3] == [
        ["Ada barnehage", "Ada Annen", 0, 5],
        ["Ada barnehage", "Ada Sehansen", 1.5, 3.5],
    ]
    assert ["Dager per person", "5"] in found["Om uttrekket"]
    line = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (line.act, line.new) == ("export.list", {"list": "release_days", "rows": 4})


def test_another_year_and_a_director_have_their_own(
    world: World, pages: Callable[[bytes], Pages]
) -> None:
    earlier = book(an_identity("coordinator"), pages, date(2024, 8, 1))["Per barnehage"]
    assert [row[2] for row in earlier[1:]] == [0, 0, 1, 1]
    own = book(world.ada.director, pages)["Per person"]
    assert [row[1] for row in own[1:3]] == ["Ada Annen", "Ada Sehansen"]
    assert "Cy" not in repr(own)


def test_one_who_enters_nothing_takes_nothing_out(world: World) -> None:
    with pytest.raises(NotAllowed):
        balance_workbook(
            an_identity("mentor", world.ada.kindergarten), TODAY, 5, now=NOW, municipality=""
        )

"""Release days for those who pay: sums per kindergarten, and the days they are made of."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from collect import certificates_release as releases
from collect import certificates_release_payment as payments
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, NotFound
from exports.certificates_release import payment_workbook
from tests.exports.conftest import Pages
from tests.factories import NOW, a_release_day, an_identity
from tests.visits import World


@pytest.fixture
def world(house: str) -> World:
    return World(house)


def test_finance_can_pay_from_the_sheet(world: World, pages: Callable[[bytes], Pages]) -> None:
    ada, cy = world.ada, world.cy
    first, second = (
        a_release_day(ada.observer),
        a_release_day(ada.observer, date(2025, 10, 2), halves=1, purpose="feedback"),
    )
    third = a_release_day(cy.observer, date(2025, 10, 3))
    made = payments.pay(date(2025, 8, 1), date(2025, 10, 15), None, by=HOUSE, now=NOW)
    name, content = payment_workbook(HOUSE, made.id, now=NOW, municipality="Bærum kommune")
    assert name == f"tettpaa-frikjop-liste-{made.id}.xlsx"
    book = pages(content)
    assert list(book) == ["Sum per barnehage", "Frikjøpsdager", "Kodebok", "Om uttrekket"]
    numbers = ada.kindergarten.org_number, cy.kindergarten.org_number
    assert book["Sum per barnehage"] == [
        ["Barnehage", "Organisasjonsnummer", "Personer", "Dager"],
        ["Ada barnehage", numbers[0], 1, 1.5],
        ["Cy barnehage", numbers[1], 1, 1],
        ["Sum", None, None, 2.5],
    ]
    days = [datetime(2025, 10, n) for n in (1, 2, 3)]
    assert book["Frikjøpsdager"][1:] == [
        [
            *("Ada barnehage", numbers[0], "Ada Sehansen", days[0], 1),
            *("Observasjon", None, first.reference),
        ],
        [
            *("Ada barnehage", numbers[0], "Ada Sehansen", days[1], 0.5),
            *("Tilbakemelding", None, second.reference),
        ],
        [
            *("Cy barnehage", numbers[1], "Cy Sehansen", days[2], 1),
            *("Observasjon", None, third.reference),
        ],
        ["Sum", None, None, None, 2.5, None, None, None],
    ]
    assert ["Periode", "01.08.2025–15.10.2025"] in book["Om uttrekket"]
    line = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (line.act, line.new) == ("export.list", {"list": "release_days", "rows": 3})


def test_what_is_taken_back_stands_with_minus_and_why(
    world: World, pages: Callable[[bytes], Pages]
) -> None:
    row = a_release_day(world.ada.observer)
    payments.pay(date(2025, 8, 1), date(2025, 10, 15), None, by=HOUSE, now=NOW)
    paid = releases.release_day(HOUSE, row.reference)
    releases.withdraw(paid, "Syk", by=an_identity("coordinator"), now=NOW)
    made = payments.pay(date(2025, 8, 1), date(2025, 10, 15), None, by=HOUSE, now=NOW)
    book = pages(payment_workbook(HOUSE, made.id, now=NOW, municipality="")[1])
    assert [row[4:7] for row in book["Frikjøpsdager"][1:2]] == [
        [-1, "Observasjon", "Trukket tilbake: Syk"]
    ]
    assert book["Sum per barnehage"][1][2:] == [1, -1]


def test_a_list_that_is_missing_and_a_reader_who_pays_nothing_are_refused(world: World) -> None:
    with pytest.raises(NotFound):
        payment_workbook(HOUSE, 1, now=NOW, municipality="")
    with pytest.raises(NotAllowed):
        payment_workbook(world.ada.director, 1, now=NOW, municipality="")

"""How far each kindergarten has come with Snakke med barn, as a workbook."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from collect import people
from collect import programme_talking as talking
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed
from exports.programme_talking import talking_workbook
from tests.exports.conftest import Pages
from tests.factories import NOW, a_cohort, a_kindergarten, a_person, an_identity


def test_a_kindergarten_is_a_row(house: str, pages: Callable[[bytes], Pages]) -> None:
    cohort = a_cohort(5, date(2023, 8, 1))
    here = a_kindergarten("Solsikken", cohort)
    ada, _ = a_person("Ada", here), a_person("Bo", here)
    a_kindergarten("Utenfor")
    people.appoint(ada, "talk_champion", here, date(2025, 8, 1), by=HOUSE, now=NOW)
    for module in range(1, 8):
        day = date(2025, 9, module)
        talking.mark(here, module, day, {ada.id: True}, by=HOUSE, now=NOW)
    name, content = talking_workbook(HOUSE, now=NOW, municipality="Bærum kommune")
    assert name == "tettpaa-snakke-med-barn-2025-10-15.xlsx"
    book = pages(content)
    assert list(book) == ["Snakke med barn", "Kodebok", "Om uttrekket"]
    assert book["Snakke med barn"] == [
        [
            *("Barnehage", "Pulje", "Programår"),
            *(f"Modul {n}" for n in range(1, 8)),
            *("Moduler", "Ansatte", "Gjennom alle sju", "Andel"),
            *("Snakkefaddere", "Antall snakkefaddere"),
        ],
        [
            *("Solsikken", 5, 3),
            *(datetime(2025, 9, n) for n in range(1, 8)),
            *(7, 2, 1, 0.5, 1, "For få snakkefaddere"),
        ],
        ["Utenfor", *[None] * 9, 0, 0, 0, None, 0, "For få snakkefaddere"],
    ]
    line = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (line.act, line.new) == ("export.list", {"list": "talking", "rows": 2})


@pytest.mark.parametrize("role", ["director", "mentor", "staff"])
def test_others_take_nothing_out(house: str, role: str) -> None:
    who = an_identity(role, a_kindergarten())
    with pytest.raises(NotAllowed):
        talking_workbook(who, now=NOW, municipality="")

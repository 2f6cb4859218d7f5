"""The register of certificates as a workbook."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from collect.models.certificates import Certificate
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE
from exports.certificates_register import register_workbook
from tests.exports.conftest import Pages, Place, block, export
from tests.factories import NOW, a_certificate, a_kindergarten, a_person, an_instrument


@pytest.fixture
def holders(house: str) -> None:
    """One who has passed, and one whose test is open."""
    here = a_kindergarten("Solsikken")
    a_certificate(a_person("Åse", here))
    Certificate.create(
        person=a_person("Ada", here),
        instrument=an_instrument("prek"),
        course_completed_on=date(2025, 10, 1),
        test_until=date(2025, 11, 26),
        attempts=1,
        source="=Deltakerliste",
    )


def test_each_certificate_is_a_row_with_version_edition_and_state(
    holders: None, pages: Callable[[bytes], Pages]
) -> None:
    name, content = register_workbook(HOUSE, now=NOW, municipality="Bærum kommune")
    assert name == "tettpaa-sertifikatregister-2025-10-15.xlsx"
    book = pages(content)
    assert list(book) == ["Sertifikatregister", "Kodebok", "Om uttrekket"]
    rows: list[list[Any]] = book["Sertifikatregister"]
    assert rows[0] == [
        *("Navn", "Barnehage", "CLASS-versjon", "Utgave", "Kurset fullført", "Forsøk"),
        *("Resultat i prosent", "Bestått", "Gjelder fra", "Gjelder til og med"),
        *("Tilstand", "Kilde"),
    ]
    assert rows[1:] == [
        [
            *("Ada", "Solsikken", "Storbarn (Pre-K)", 1, datetime(2025, 10, 1), 1, None),
            *(None, None, None, "Prøven er åpen", "=Deltakerliste"),
        ],
        [
            *("Åse", "Solsikken", "Småbarn (Toddler)", 1, None, 1, 85, datetime(2025, 3, 1)),
            *(datetime(2025, 3, 1), datetime(2026, 3, 1), "Gyldig", "Kursbevis"),
        ],
    ]
    assert ["Sertifikater", "2"] in book["Om uttrekket"]


def test_what_is_chosen_is_all_that_leaves_and_it_is_noted(
    holders: None, pages: Callable[[bytes], Pages]
) -> None:
    chosen = list(Certificate.select().where(Certificate.passed_on.is_null()))
    content = register_workbook(HOUSE, chosen, now=NOW, municipality="")[1]
    assert [row[0] for row in pages(content)["Sertifikatregister"]] == ["Navn", "Ada"]
    line = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (line.act, line.new) == ("export.list", {"list": "certificates", "rows": 1})


def test_a_cohort_shows_the_certificates_of_those_who_work_there(
    place: Place, pages: Callable[[bytes], Pages]
) -> None:
    a_certificate(place.ada)
    a_certificate(a_person("Siri Sluttet"))
    plain, named = pages(export(place)), pages(export(place, level="identified"))
    rows = block(named["Sertifikater"], "Navn")
    assert [(row["Navn"], row["Barnehage"]) for row in rows] == [("Ada Ås", "Åsly barnehage")]
    assert plain["Sertifikater"][0] == ["CLASS-versjon", "Utgave", "Tilstand"]
    assert len(plain["Sertifikater"]) == 2
    assert "Siri Sluttet" not in str(named)
    assert "Ada Ås" not in str(plain)

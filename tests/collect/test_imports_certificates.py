"""Taking in certificates: new ones, changed ones, and rows that cannot be right."""

from datetime import date
from typing import Any

import pytest

from collect import imports
from collect.models.certificates import Certificate
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed
from collect.rules.tables import Report
from forms.tables import read_table
from tests.factories import NOW, a_certificate, a_kindergarten, a_person, an_identity
from tests.tables import outcomes

HEADINGS = "E-post;Versjon;Utgave;Bestått;Gjelder til;Resultat;Kilde"


@pytest.fixture
def ada(house: str) -> Any:
    return a_person("Ada Observatør", a_kindergarten("Solsikken"))


def take_in(*rows: str, dry_run: bool = False, by: Any = HOUSE) -> Report:
    table = read_table("t.csv", "\n".join((HEADINGS, *rows)).encode())
    return imports.import_certificates(table, by=by, now=NOW, dry_run=dry_run)


def test_certificates_are_new_then_unchanged_then_changed(ada: Any) -> None:
    row = f"{ada.email};Toddler;;01.03.2025;01.03.2026;85;Kursbevis"
    assert outcomes(take_in(row, dry_run=True)) == [(ada.email, "new")]
    assert Certificate.select().count() == 0
    assert take_in(row).written
    made = Certificate.get()
    assert (made.person_id, made.instrument.version) == (ada.id, "toddler")
    assert (made.valid_from, made.valid_to) == (date(2025, 3, 1), date(2026, 3, 1))
    assert (made.result_percent, made.source) == (85, "Kursbevis")
    assert outcomes(take_in(row)) == [(ada.email, "unchanged")]
    assert take_in(row.replace("01.03.2026", "2027-03-01")).written
    assert [one.valid_to for one in Certificate.select()] == [date(2027, 3, 1)]


def test_a_certificate_that_was_entered_by_hand_is_known(ada: Any) -> None:
    a_certificate(ada)
    row = f"{ada.email};Toddler;;01.03.2025;01.03.2026;85;Kursbevis"
    assert outcomes(take_in(row)) == [(ada.email, "unchanged")]


def test_one_wrong_row_keeps_all_out(ada: Any) -> None:
    good = f"{ada.email};Toddler;;01.03.2025;01.03.2026;85;Kursbevis"
    for wrong, code in (
        ("ingen@eksempel.no;Toddler;;01.03.2025;01.03.2026;85;Bevis", "email.unknown"),
        (f"{ada.email};Baby;;01.03.2025;01.03.2026;85;Bevis", "choice.unknown"),
        (f"{ada.email};PreK;1999;01.03.2025;01.03.2026;85;Bevis", "edition.unknown"),
        (f"{ada.email};PreK;;31.02.2025;01.03.2026;85;Bevis", "day.form"),
        (f"{ada.email};PreK;;16.10.2025;01.03.2026;85;Bevis", "date.future"),
        (f"{ada.email};PreK;;01.03.2025;28.02.2025;85;Bevis", "dates.order"),
        (f"{ada.email};PreK;;01.03.2025;01.03.2026;101;Bevis", "percent.range"),
        (f"{ada.email};PreK;;01.03.2025;01.03.2026;85;", "required"),
        (good, "import.twice"),
    ):
        report = take_in(good, wrong)
        assert [remark.code for line in report.lines for remark in line.refusals] == [code]
        assert not report.written
    assert Certificate.select().count() == 0
    with pytest.raises(NotAllowed):
        take_in(good, by=an_identity("course_admin"))

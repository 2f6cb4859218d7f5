"""Taking an import back: what it made and changed, and not what somebody touched since."""

from datetime import date, timedelta
from typing import Any

import pytest

from collect import imports_batches as batches
from collect import imports_undo as undoing
from collect import organisation
from collect.models.certificates import Certificate
from collect.models.imports import ImportBatch
from collect.models.journal import JournalEntry
from collect.models.organisation import Affiliation, Cohort, Kindergarten, Network, StatedFigure
from collect.models.people import Employment
from collect.rules.access import Identity
from collect.rules.refusals import NotAllowed, NotFound
from forms.tables import read_table
from tests import factories as make
from tests.factories import NOW

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def by(house: str) -> Identity:
    return make.an_identity("coordinator")


def taken_in(kind: str, text: str, by: Identity) -> ImportBatch:
    held = batches.hold(kind, "fil.csv", read_table("fil.csv", text.encode()), by=by, now=NOW)
    seen = batches.fingerprint(batches.preview(held, by=by, now=NOW))
    return batches.take_in(held, seen, by=by, now=NOW)


def undo(row: ImportBatch, by: Identity) -> list[undoing.Step]:
    return undoing.undo(row, days=30, by=by, now=LATER, reason="Angret")


HOUSES = (
    "Orgnr;Navn;Eierform;Pulje;Nettverk\n"
    "974760673;Åsen barnehage;Privat;1;Vest\n910000004;Bo barnehage;Kommunal;2;Vest\n"
)


@pytest.fixture
def bo(by: Identity) -> Kindergarten:
    first, second = make.a_cohort(1), make.a_cohort(2, date(2025, 8, 1))
    row = make.a_kindergarten("Bo", first, org_number="910000004")
    assert second.number == 2
    return row


def test_what_was_made_goes_and_what_was_changed_comes_back(by: Identity, bo: Kindergarten) -> None:
    before = list(Affiliation.select().where(Affiliation.kindergarten == bo).dicts())
    row = taken_in("kindergartens", HOUSES, by)
    assert Network.select().count() == 1
    told = [(step.record, step.label, step.is_made, step.hindrance) for step in undoing.steps(row)]
    assert told == [
        ("kindergarten", "Bo barnehage", False, None),
        ("kindergarten", "Åsen barnehage", True, None),
        ("network", "Vest", True, None),
    ]
    assert undo(row, by) == []
    back = Kindergarten.get_by_id(bo.id)
    assert (back.name, back.search) == ("Bo", bo.search)
    assert list(Affiliation.select().where(Affiliation.kindergarten == bo).dicts()) == before
    standing = Kindergarten.select().where(organisation.stands())
    assert [one.name for one in standing] == ["Bo"]
    assert Network.select().count() == 0
    assert JournalEntry.select().where(JournalEntry.act == "import.undo").count() == 1


def test_what_somebody_touched_since_stays_and_is_told(by: Identity, bo: Kindergarten) -> None:
    row = taken_in("kindergartens", HOUSES, by)
    new = Kindergarten.get(Kindergarten.org_number == "974760673")
    organisation.amend_kindergarten(new, {"city": "Sandvika"}, by=by, now=LATER)
    left = undo(row, by)
    assert [(step.label, step.hindrance.code) for step in left if step.hindrance] == [
        ("Åsen barnehage", "undo.touched"),
        ("Vest", "trash.members"),
    ]
    assert Kindergarten.get_by_id(bo.id).name == "Bo"
    assert Kindergarten.get_by_id(new.id).city == "Sandvika"


def test_cohorts_and_their_figures_are_taken_back(by: Identity) -> None:
    text = "Pulje;Start;Barnehager;Avdelinger;Barn;Ansatte\n1;2020-08;2;4;50;20\n"
    first = taken_in("cohorts", text, by)
    second = taken_in("cohorts", text.replace("2020-08", "2020-09").replace(";50;", ";53;"), by)
    assert undo(second, by) == []
    assert Cohort.get().start == date(2020, 8, 1)
    assert {row.measure: row.value for row in StatedFigure.select()}["children"] == 50
    codes = {step.hindrance.code for step in undo(first, by) if step.hindrance}
    assert codes == {"undo.touched"}


def test_a_cohort_that_nobody_uses_goes(by: Identity) -> None:
    text = "Pulje;Start;Barnehager;Avdelinger;Barn;Ansatte\n1;2020-08;2;4;50;20\n"
    assert undo(taken_in("cohorts", text, by), by) == []
    assert (Cohort.select().count(), StatedFigure.select().count()) == (0, 0)


def test_a_cohort_that_somebody_belongs_to_by_now_stays(by: Identity) -> None:
    text = "Pulje;Start;Barnehager;Avdelinger;Barn;Ansatte\n1;2020-08;2;4;50;20\n"
    row = taken_in("cohorts", text, by)
    make.a_kindergarten("Bo", Cohort.get())
    assert [step.hindrance.code for step in undo(row, by) if step.hindrance] == ["undo.in_use"]
    assert Cohort.select().count() == 1


def test_certificates_are_taken_back(by: Identity) -> None:
    ada = make.a_person("Ada", make.a_kindergarten())
    head = "E-post;Versjon;Bestått;Gjelder til;Kilde\n"
    line = f"{ada.email};Toddler;01.03.2025;01.03.2026;Kursbevis\n"
    first = taken_in("certificates", head + line, by)
    second = taken_in("certificates", head + line.replace("2026", "2027"), by)
    assert undo(second, by) == []
    assert Certificate.get().valid_to == date(2026, 3, 1)
    assert [step.label for step in undo(first, by)] == ["Ada"]


def test_the_staff_is_not_taken_back_here(by: Identity) -> None:
    make.a_kindergarten("Bo", org_number="910000004")
    text = "E-post;Navn;Orgnr;Stilling;Fra\nny@eksempel.no;Ny;910000004;Vikar;2025-10-01\n"
    row = taken_in("people", text, by)
    before = Employment.select().count()
    assert [step.hindrance.code for step in undo(row, by) if step.hindrance] == ["undo.elsewhere"]
    assert Employment.select().count() == before


def test_an_import_is_taken_back_once_and_by_the_office(by: Identity) -> None:
    row: Any = taken_in(
        "cohorts", "Pulje;Start;Barnehager;Avdelinger;Barn;Ansatte\n1;2020-08;2;4;50;20\n", by
    )
    with pytest.raises(NotAllowed):
        undo(row, make.an_identity("sysadmin"))
    undo(row, by)
    with pytest.raises(NotFound):
        undo(row, by)

"""Import in the office: shown row by row first, taken in when confirmed."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest

from collect import imports_batches as batches
from collect.models.certificates import Certificate
from collect.models.imports import ImportBatch
from collect.models.journal import JournalEntry
from collect.models.organisation import Cohort, Kindergarten
from tests import factories as make
from tests.admin.world import build
from tests.factories import NOW

COHORTS = (
    "Pulje;Start;Barnehager;Avdelinger;Barn;Ansatte\n1;2020-08;2;4;50;20\n2;2021-01;1;2;25;10\n"
)
HOUSES = "Orgnr;Navn;Eierform\n974760673;Åsen barnehage;Privat\n910000004;Bo barnehage;Kommunal\n"


def upload(browser, kind: str, text: str | bytes, name: str = "fil.csv"):
    """Bring a table, and follow to the page that shows it."""
    content = text.encode() if isinstance(text, str) else text
    answer = browser.post("/admin/imports/", {"kind": kind, "file": (BytesIO(content), name)})
    return browser.get(answer.location) if answer.status_code == 302 else answer


def confirm(browser, page: str):
    """Press the button of a preview, and follow to what was done."""
    action = re.findall(r'action="(/admin/imports/\d+/confirm/)"', page)[0]
    seen = re.findall(r'name="seen" value="([^"]+)"', page)[0]
    answer = browser.post(action, {"seen": seen})
    return browser.get(answer.location) if answer.status_code == 302 else answer


def lines(page: str) -> list[str]:
    return [
        unescape(line) for line in re.findall(r"<li(?: class=\"refused\")?>(Rad [^<]*)</li>", page)
    ]


def test_a_table_is_shown_first_and_taken_in_when_confirmed(enter):
    make.a_kindergarten("Bo", org_number="910000004")
    ada = enter("coordinator")
    answer = upload(ada, "kindergartens", HOUSES)
    assert answer.status_code == 200
    assert lines(answer.text) == [
        "Rad 2 · 974760673 · Ny",
        "Rad 3 · 910000004 · Endret · Navn: Bo → Bo barnehage",
    ]
    assert Kindergarten.select().count() == 1
    done = confirm(ada, answer.text)
    assert done.status_code == 200
    assert "Importen er gjort." in done.text
    assert sorted(row.name for row in Kindergarten.select()) == ["Bo barnehage", "Åsen barnehage"]
    line = JournalEntry.get(JournalEntry.act == "import.kindergartens")
    assert line.account_id == ada.identity.account_id


def test_a_table_confirmed_twice_is_taken_in_once(enter):
    ada = enter("coordinator")
    page = upload(ada, "cohorts", COHORTS).text
    for _ in range(2):
        assert "Importen er gjort." in confirm(ada, page).text
    assert Cohort.select().count() == 2
    assert JournalEntry.select().where(JournalEntry.act == "import.cohorts").count() == 1
    assert "Alt i filen er registrert fra før." in upload(ada, "cohorts", COHORTS).text


def test_what_would_do_something_else_by_now_is_shown_again(enter):
    row = make.a_kindergarten("Bo", org_number="910000004")
    ada = enter("coordinator")
    page = upload(ada, "kindergartens", HOUSES).text
    row.name = "Bøler"
    row.save()
    again = confirm(ada, page)
    assert again.status_code == 422
    assert "Noe er endret siden du så på dette." in again.text
    assert "Rad 3 · 910000004 · Endret · Navn: Bøler → Bo barnehage" in lines(again.text)
    assert Kindergarten.select().count() == 1
    assert "Importen er gjort." in confirm(ada, again.text).text
    assert Kindergarten.select().count() == 2


def test_rows_are_shown_by_what_becomes_of_them(enter):
    make.a_kindergarten("Bo", org_number="910000004")
    ada = enter("coordinator")
    page = upload(ada, "kindergartens", HOUSES).text
    links = re.findall(r'href="(/admin/imports/\d+/\?show=\w+)#rows"', page)
    assert [link.partition("=")[2] for link in links] == ["new", "changed"]
    assert [line[:5] for line in lines(ada.get(links[0]).text)] == ["Rad 2"]
    assert [line[:5] for line in lines(ada.get(links[1]).text)] == ["Rad 3"]
    assert len(lines(ada.get(links[1].replace("changed", "tull")).text)) == 2


OTHERS = "Org;Hva heter den;Eies av\n974760673;Åsen barnehage;Privat\n"


def test_unknown_headings_are_asked_about_once(enter):
    ada, bo = enter("coordinator"), enter("coordinator")
    asked = upload(ada, "kindergartens", OTHERS)
    assert "Hvilke kolonner er hva?" in asked.text
    path = re.findall(r'action="(/admin/imports/\d+/columns/)"', asked.text)[0]
    nothing = ada.post(path, {"org_number": "0"})
    assert nothing.status_code == 422
    assert '<a href="#name">' in nothing.text
    both = ada.post(path, {"org_number": "0", "name": "0"})
    assert "Overskriften «Org» er valgt for en annen kolonne også." in both.text
    told = ada.post(path, {"org_number": "0", "name": "1", "ownership": "2"})
    shown = ada.get(told.location)
    assert lines(shown.text) == ["Rad 2 · 974760673 · Ny"]
    assert lines(upload(bo, "kindergartens", OTHERS).text) == ["Rad 2 · 974760673 · Ny"]
    assert "Importen er gjort." in confirm(ada, shown.text).text
    assert Kindergarten.get().name == "Åsen barnehage"
    assert ada.get(path).status_code == 302


def test_what_was_told_of_headings_can_be_changed(enter):
    ada = enter("coordinator")
    page = upload(
        ada,
        "kindergartens",
        HOUSES.replace("Eierform", "Eierform;Adresse", 1)
        .replace("Privat", "Privat;Vei 1")
        .replace("Kommunal", "Kommunal;Vei 2"),
    )
    path = re.findall(r'href="(/admin/imports/\d+/columns/)"', page.text)[0]
    answers = ada.form(path)
    assert (answers["org_number"], answers["address"]) == ("0", "3")
    shown = ada.get(ada.post(path, {**answers, "address": "", "city": "3"}).location)
    assert "Importen er gjort." in confirm(ada, shown.text).text
    assert {(row.address, row.city) for row in Kindergarten.select()} == {
        ("", "Vei 1"),
        ("", "Vei 2"),
    }


def test_a_refused_row_holds_everything_back(enter):
    ada = enter("coordinator")
    answer = upload(ada, "kindergartens", HOUSES + "123456789;Feil;Privat\n")
    assert answer.status_code == 200
    assert 'name="seen"' not in answer.text
    assert "Rad 4 ·" in lines(answer.text)[2]
    assert "«123456789» er ikke et gyldig organisasjonsnummer (ni siffer)." in answer.text
    assert Kindergarten.select().count() == 0


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "fil.csv", "Filen er tom."),
        (b"PK\x03\x04tull", "fil.xlsx", "Filen kan ikke leses"),
        (b"hei", "fil.xlsx", "Filen heter .xlsx, men er ikke en Excel-fil."),
        (b"A;B\n", "fil.csv", "Tabellen har ingen rader"),
        (b"A;B\n\x00;2\n", "fil.csv", "inneholder noe som ikke er tekst"),
    ],
)
def test_a_file_that_is_no_table_gets_a_sentence(enter, content, name, words):
    answer = upload(enter("coordinator"), "kindergartens", content, name)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_form_without_file_or_kind_comes_back(enter):
    ada = enter("coordinator")
    answer = ada.post("/admin/imports/", {})
    assert answer.status_code == 422
    assert '<a href="#kind-0">' in answer.text
    assert '<a href="#file">' in answer.text
    assert ada.post("/admin/imports/", {"kind": "cohorts", "file": "tekst"}).status_code == 422
    assert upload(ada, "konger", COHORTS).status_code == 422


def test_a_table_that_waits_is_seen_by_nobody_else(enter):
    ada, bo = enter("coordinator"), enter("coordinator")
    page = upload(ada, "cohorts", COHORTS).text
    path = re.findall(r"/admin/imports/\d+/", page)[0]
    assert bo.get(path).status_code == 404
    assert confirm(bo, page).status_code == 404
    assert bo.post(f"{path}columns/").status_code == 404
    assert ada.post(f"{path}confirm/", {"seen": "x"}).status_code == 422
    assert Cohort.select().count() == 0


def test_a_table_waits_a_day(enter):
    ada = enter("coordinator")
    page = upload(ada, "cohorts", COHORTS).text
    assert batches.forget(NOW) == 0
    ImportBatch.update(brought_at=NOW - timedelta(days=1)).execute()
    assert confirm(ada, page).status_code == 404
    assert batches.forget(NOW) == 1
    assert Cohort.select().count() == 0


def test_only_a_coordinator_imports(enter):
    world = build()
    for browser in (enter(world.ada.director), enter("course_admin"), enter("sysadmin")):
        assert browser.get("/admin/imports/").status_code == 403
        assert browser.get("/admin/imports/template/cohorts/").status_code == 403
        assert upload(browser, "cohorts", COHORTS).status_code == 403
    assert Cohort.select().count() == 2


def test_the_public_registers_own_tables_go_through(enter):
    tables = Path(__file__).parents[3] / "shared" / "data"
    if not tables.is_dir():
        pytest.skip("the tables that lie beside the project are not here")
    ada = enter("coordinator")
    for kind, name in (("cohorts", "cohorts.csv"), ("kindergartens", "baerum_kindergartens.csv")):
        shown = upload(ada, kind, (tables / name).read_bytes(), name)
        assert shown.status_code == 200, shown.text
        assert "Importen er gjort." in confirm(ada, shown.text).text
    assert Kindergarten.select().count() == 114


def test_certificates_are_shown_and_taken_in_as_the_others(enter):
    person = make.a_person("Ada Observatør", make.a_kindergarten())
    ada = enter("coordinator")
    table = (
        "E-post;Versjon;Bestått;Gjelder til;Kilde\n"
        f"{person.email};Toddler;01.03.2025;01.03.2026;Kursbevis\n"
    )
    answer = upload(ada, "certificates", table)
    assert lines(answer.text) == [f"Rad 2 · {person.email} · Ny"]
    assert Certificate.select().count() == 0
    done = confirm(ada, answer.text)
    assert "Importen er gjort." in done.text
    assert [row.person_id for row in Certificate.select()] == [person.id]
    wrong = upload(ada, "certificates", table.replace(person.email, "ingen@eksempel.no"))
    assert 'name="seen"' not in wrong.text
    assert "Ingen er lagt inn med e-postadressen ingen@eksempel.no." in unescape(wrong.text)


def test_an_empty_template_is_handed_out_for_each_kind(enter):
    ada = enter("coordinator")
    links = re.findall(r'href="(/admin/imports/template/[^"]+)"', ada.get("/admin/imports/").text)
    assert len(links) == 4
    for link in links:
        answer = ada.get(link)
        assert answer.status_code == 200
        assert answer.data.startswith(b"PK")
    assert ada.get("/admin/imports/template/kings/").status_code == 404


def test_an_import_is_taken_back_from_its_page(enter):
    ada = enter("coordinator")
    done = confirm(ada, upload(ada, "cohorts", COHORTS).text)
    path = re.findall(r'href="(/admin/imports/\d+/undo/)"', done.text)[0]
    told = unescape(ada.get(path).text)
    assert "Pulje · Pulje 1 · Blir fjernet" in told
    assert "Importen er angret." in ada.post(path).text
    assert Cohort.select().count() == 0
    assert ada.get(path).status_code == 302
    assert ada.post(path).status_code == 302

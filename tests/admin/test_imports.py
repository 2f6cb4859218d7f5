"""Import in the office: shown row by row first, taken in when confirmed."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest

from collect.models.certificates import Certificate
from collect.models.journal import JournalEntry
from collect.models.organisation import Cohort, Kindergarten
from tests import factories as make
from tests.admin.world import build

COHORTS = (
    "Pulje;Start;Barnehager;Avdelinger;Barn;Ansatte\n1;2020-08;2;4;50;20\n2;2021-01;1;2;25;10\n"
)
HOUSES = "Orgnr;Navn;Eierform\n974760673;Åsen barnehage;Privat\n910000004;Bo barnehage;Kommunal\n"


def upload(browser, kind: str, text: str | bytes, name: str = "fil.csv"):
    content = text.encode() if isinstance(text, str) else text
    return browser.post("/admin/imports/", {"kind": kind, "file": (BytesIO(content), name)})


def waiting(page: str) -> str:
    return unescape(re.findall(r'name="table" value="([^"]+)"', page)[0])


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
    done = ada.post("/admin/imports/", {"table": waiting(answer.text)})
    assert done.status_code == 200
    assert "Importen er gjort." in done.text
    assert sorted(row.name for row in Kindergarten.select()) == ["Bo barnehage", "Åsen barnehage"]
    line = JournalEntry.get(JournalEntry.act == "import.kindergartens")
    assert line.account_id == ada.identity.account_id


def test_a_table_confirmed_twice_is_taken_in_once(enter):
    ada = enter("coordinator")
    table = waiting(upload(ada, "cohorts", COHORTS).text)
    assert "Importen er gjort." in ada.post("/admin/imports/", {"table": table}).text
    assert "Det var ingenting å endre." in ada.post("/admin/imports/", {"table": table}).text
    assert Cohort.select().count() == 2
    assert "Alt i filen er registrert fra før." in upload(ada, "cohorts", COHORTS).text


def test_a_refused_row_holds_everything_back(enter):
    ada = enter("coordinator")
    answer = upload(ada, "kindergartens", HOUSES + "123456789;Feil;Privat\n")
    assert answer.status_code == 422
    assert 'name="table"' not in answer.text
    assert "Rad 4 ·" in lines(answer.text)[2]
    assert "«123456789» er ikke et gyldig organisasjonsnummer (ni siffer)." in answer.text
    assert Kindergarten.select().count() == 0


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "fil.csv", "Filen er tom."),
        (b"PK\x03\x04tull", "fil.xlsx", "Filen kan ikke leses"),
        (b"hei", "fil.xlsx", "Filen heter .xlsx, men er ikke en Excel-fil."),
        (b"A;B\n1;2\n", "fil.csv", "Tabellen mangler"),
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


def test_a_waiting_table_that_was_touched_or_is_anothers_is_refused(enter):
    ada, bo = enter("coordinator"), enter("coordinator")
    table = waiting(upload(ada, "cohorts", COHORTS).text)
    for browser, text in ((ada, "x" + table), (ada, table[:-1]), (ada, ""), (bo, table)):
        answer = browser.post("/admin/imports/", {"table": text})
        assert answer.status_code == 422
        assert "Last opp filen på nytt; ingenting er lagret." in answer.text
    assert Cohort.select().count() == 0


def test_a_table_waits_an_hour(enter, monkeypatch):
    import time

    ada = enter("coordinator")
    table = waiting(upload(ada, "cohorts", COHORTS).text)
    later = time.time() + timedelta(hours=1, seconds=2).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)
    assert ada.post("/admin/imports/", {"table": table}).status_code == 422
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
        assert (
            "Importen er gjort." in ada.post("/admin/imports/", {"table": waiting(shown.text)}).text
        )
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
    done = ada.post("/admin/imports/", {"table": waiting(answer.text)})
    assert "Importen er gjort." in done.text
    assert [row.person_id for row in Certificate.select()] == [person.id]
    wrong = upload(ada, "certificates", table.replace(person.email, "ingen@eksempel.no"))
    assert wrong.status_code == 422
    assert "Ingen er lagt inn med e-postadressen ingen@eksempel.no." in unescape(wrong.text)


def test_an_empty_template_is_handed_out_for_each_kind(enter):
    ada = enter("coordinator")
    links = re.findall(r'href="(/admin/imports/template/[^"]+)"', ada.get("/admin/imports/").text)
    assert len(links) == 3
    for link in links:
        answer = ada.get(link)
        assert answer.status_code == 200
        assert answer.data.startswith(b"PK")
    assert ada.get("/admin/imports/template/kings/").status_code == 404

"""Taking in tables: cohorts, who may, all or nothing, and twice without effect."""

import re
import threading
from datetime import date
from pathlib import Path

import pytest

from collect import database, imports, organisation_figures, phrases
from collect.models.journal import JournalEntry
from collect.models.organisation import Cohort, StatedFigure
from collect.rules.access import HOUSE, STRANGER, Grant, Identity
from collect.rules.refusals import NotAllowed, RuleBroken
from collect.rules.tables import Remark
from forms.tables import read_table
from tests.factories import NOW
from tests.tables import (
    COHORTS,
    KINDERGARTENS,
    SHARED,
    acts,
    needs_shared,
    outcomes,
    refusals,
    remembered,
    take_in,
    take_in_cohorts,
)


def test_cohorts_and_their_figures_are_taken_in(house: str) -> None:
    report = take_in_cohorts()
    assert (report.written, report.warnings) == (True, ())
    assert outcomes(report) == [("1", "new"), ("2", "new"), ("SUM", "new")]
    first, second = Cohort.select().order_by(Cohort.number)
    assert (first.start, second.start) == (date(2020, 8, 1), date(2021, 1, 1))
    assert organisation_figures.stated_figures() == {
        0: {"kindergartens": 5, "departments": 30, "children": 450, "staff": 100},
        first.id: {"kindergartens": 2, "departments": 10, "children": 150, "staff": 40},
        second.id: {"kindergartens": 3, "departments": 20, "children": 300, "staff": 60},
    }
    assert acts() == [
        *("cohort.add", "figures.state", "cohort.add", "figures.state", "figures.state"),
        "import.cohorts",
    ]
    last = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (last.actor, last.new) == ("Ada", {"new": 3, "changed": 0, "unchanged": 0, "refused": 0})


def test_the_same_cohorts_again_change_nothing(house: str) -> None:
    take_in_cohorts()
    before = remembered()
    again = """Cohort,Start,Kindergartens,Departments,Children,Staff
2,jan.21,3,20,300,60
1,08.2020,2,10,150,40
total,,5,30,450,100
"""
    report = take_in_cohorts(again)
    assert outcomes(report) == [("2", "unchanged"), ("1", "unchanged"), ("SUM", "unchanged")]
    assert (report.written, remembered()) == (False, before)


def test_a_changed_cohort_says_what_changed(house: str) -> None:
    take_in_cohorts()
    report = take_in_cohorts(
        COHORTS.replace("1;2020-08;2;10", "1;2020-09;2;11").replace("SUM;;5;30", "SUM;;5;31")
    )
    assert [(line.outcome, dict(line.changes)) for line in report.lines] == [
        ("changed", {"start": (date(2020, 8, 1), date(2020, 9, 1)), "avdelinger": (10, 11)}),
        ("unchanged", {}),
        ("changed", {"avdelinger": (30, 31)}),
    ]
    assert phrases.import_line(report.lines[0]) == (
        "Rad 2 · 1 · Endret · start: 01.08.2020 → 01.09.2020 · avdelinger: 10 → 11"
    )
    assert acts()[6:] == ["cohort.amend", "figures.state", "figures.state", "import.cohorts"]
    assert StatedFigure.select().count() == 12


def test_a_control_total_that_differs_is_a_warning_with_both_figures(house: str) -> None:
    report = take_in_cohorts(COHORTS.replace("450;100", "450;111"))
    figures = {"sum": 100, "stated": 111, "difference": 11}
    assert report.warnings == (Remark("import.control_total", "ansatte", figures),)
    assert report.written
    assert organisation_figures.stated_figures()[0]["staff"] == 111
    assert phrases.warning("import.control_total", column="ansatte", **figures) == (
        "ansatte: radene gir 100 til sammen, men kontrollsummen er 111. Forskjellen er 11."
    )


def test_cohorts_without_control_totals_or_some_figures_are_taken_in(house: str) -> None:
    report = take_in_cohorts("pulje,start,barn,telefon\n7,2027-01,10,x\n")
    assert report.warnings == (Remark("import.unused", "telefon"),)
    assert organisation_figures.stated_figures() == {Cohort.get().id: {"children": 10}}
    assert (
        phrases.warning("import.unused", column="telefon") == "Kolonnen «telefon» ble ikke brukt."
    )


def test_one_refused_cohort_keeps_all_of_them_out(house: str) -> None:
    before = remembered()
    text = """pulje;start;barnehager;avdelinger;barn;ansatte
1;2020-08;2;10;150;40
1;2020-08;2;10;150;40
3;høst;2,5;-1;;40
A;;1;1;1;1
0;2020-08;1;1;1;1
SUM;;5;30;450;100
Totalt;;5;30;450;
"""
    report = take_in_cohorts(text)
    assert refusals(report) == [
        (3, "pulje", "import.twice"),
        (4, "start", "month.form"),
        (4, "barnehager", "number.whole"),
        (4, "avdelinger", "number.range"),
        (4, "barn", "required"),
        (5, "pulje", "number.whole"),
        (5, "start", "required"),
        (6, "pulje", "cohort.number"),
        (8, "ansatte", "required"),
        (8, "pulje", "import.twice"),
    ]
    assert report.counts == {"new": 2, "changed": 0, "unchanged": 0, "refused": 5}
    assert (report.warnings, remembered()) == ((), before)
    assert phrases.import_line(report.lines[1]) == (
        "Rad 3 · 1 · Avvist · pulje: Det samme står i rad 2. Behold den ene raden."
    )


def test_every_refusal_and_warning_of_an_import_has_a_sentence() -> None:
    rules = Path(str(imports.__file__)).with_name("rules")
    sources = [Path(str(imports.__file__)), rules / "imports.py", rules / "tables.py"]
    text = "".join(source.read_text() for source in sources)
    refusals = set(re.findall(r'RuleBroken\(\s*"([\w.]+)"', text)) | {"import.twice"}
    remarks = set(re.findall(r'Remark\(\s*"([\w.]+)"', text)) - {"import.twice"}
    assert refusals - set(phrases.REFUSALS) == set()
    assert remarks == {code for code in phrases.WARNINGS if code.startswith("import.")}


def test_missing_headings_are_refused_at_once(house: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        take_in("Nummer;Barn\n1;2\n")
    assert phrases.refusal(caught.value) == (
        "Tabellen mangler orgnr, navn blant overskriftene. Disse står der: Nummer, Barn."
    )
    with pytest.raises(RuleBroken) as caught:
        take_in_cohorts("pulje;Cohort;start\n1;1;2020-08\n")
    assert phrases.refusal(caught.value) == (
        "Overskriftene «pulje» og «Cohort» betyr det samme. Behold den ene."
    )


def test_a_report_is_told_in_sentences(house: str) -> None:
    take_in_cohorts()
    assert phrases.report(take_in_cohorts(COHORTS.replace("450;100", "450;111"))) == [
        "Rad 4 · SUM · Endret · ansatte: 100 → 111",
        "Merk: ansatte: radene gir 100 til sammen, men kontrollsummen er 111. Forskjellen er 11.",
        "Ny: 0 · Endret: 1 · Uendret: 2 · Avvist: 0",
    ]
    assert phrases.report(take_in(KINDERGARTENS))[3:] == [
        "3 enheter utgjør 2 barnehager.",
        "Ny: 3 · Endret: 0 · Uendret: 0 · Avvist: 0",
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(house: str) -> None:
    before = remembered()
    dry = take_in_cohorts(dry_run=True)
    assert (dry.written, remembered()) == (False, before)
    assert take_in_cohorts().lines == dry.lines
    before = remembered()
    dry = take_in(dry_run=True)
    assert (dry.written, remembered()) == (False, before)
    done = take_in()
    assert (done.lines, done.warnings, done.notes) == (dry.lines, dry.warnings, dry.notes)


@pytest.mark.parametrize("role", ["director", "course_admin", "sysadmin", "observer"])
@pytest.mark.parametrize("dry_run", [True, False])
def test_only_a_coordinator_may_import(house: str, role: str, dry_run: bool) -> None:
    before = remembered()
    cy = Identity(name="Cy", grants=frozenset({Grant(role, 1)}))
    for by in (cy, STRANGER):
        with pytest.raises(NotAllowed):
            take_in_cohorts(by=by, dry_run=dry_run)
        with pytest.raises(NotAllowed):
            take_in(by=by, dry_run=dry_run)
    assert remembered() == before


def test_two_imports_at_once_leave_each_kindergarten_once(house: str) -> None:
    take_in_cohorts()
    ends: list[str] = []
    ready = threading.Barrier(2)

    def one() -> None:
        database.connect()
        ready.wait()
        try:
            ends.append("written" if take_in().written else "unchanged")
        except RuleBroken as refusal:
            ends.append(refusal.code)
        finally:
            database.db.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) in (["unchanged", "written"], ["record.changed", "written"])
    assert remembered() == remembered() | {"Kindergarten": 3, "Affiliation": 2, "Network": 1}
    assert acts().count("import.kindergartens") == 1


@needs_shared
def test_the_published_cohort_table_gives_one_warning_each_time(house: str) -> None:
    published = read_table("cohorts.csv", (SHARED / "cohorts.csv").read_bytes())
    difference = Remark(
        "import.control_total", "ansatte", {"sum": 2204, "stated": 2022, "difference": 182}
    )
    first = imports.import_cohorts(published, by=HOUSE, now=NOW)
    before = remembered()
    second = imports.import_cohorts(published, by=HOUSE, now=NOW)
    assert [first.counts["new"], second.counts["unchanged"]] == [7, 7]
    assert [first.warnings, second.warnings] == [(difference,), (difference,)]
    assert (first.written, second.written, remembered()) == (True, False, before)
    assert organisation_figures.stated_figures()[0] == {
        "kindergartens": 110,
        "departments": 476,
        "children": 7094,
        "staff": 2022,
    }

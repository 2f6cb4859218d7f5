"""Taking in kindergartens: what they are, where they belong, and since when."""

from datetime import date
from typing import Any

from collect import imports, phrases
from collect.models.organisation import Affiliation, Kindergarten
from collect.rules.access import HOUSE
from collect.rules.tables import Remark, Table
from forms.tables import read_table
from tests import factories
from tests.factories import NOW, TODAY
from tests.tables import (
    ADA,
    KINDERGARTENS,
    LATER,
    SHARED,
    acts,
    needs_shared,
    outcomes,
    refusals,
    remembered,
    table,
    take_in,
    take_in_cohorts,
)
from tests.workbooks import a_workbook


def test_kindergartens_are_taken_in_with_cohort_and_network(house: str) -> None:
    take_in_cohorts()
    report = take_in()
    assert report.written
    assert report.warnings == ()
    assert report.notes == {"units": 3, "kindergartens": 2}
    assert outcomes(report) == [("974553740", "new"), ("976285964", "new"), ("986112421", "new")]
    north = Kindergarten.get(Kindergarten.org_number == "974553740")
    columns = {
        name: getattr(north, name)
        for name in ("ownership", "postal_code", "min_age", "max_age", "registered_children")
    }
    assert columns == {
        "ownership": "public",
        "postal_code": "0512",
        "min_age": 1,
        "max_age": 5,
        "registered_children": 53,
    }
    assert [(k.latitude, k.longitude) for k in Kindergarten.select().order_by(Kindergarten.id)] == [
        (59.91, 10.6),
        (None, None),
        (None, None),
    ]
    belongs = [
        (a.kindergarten.org_number, a.cohort.number, a.network.name, a.valid_from)
        for a in Affiliation.select().order_by(Affiliation.id)
    ]
    assert belongs == [
        ("974553740", 1, "Vest", date(2020, 8, 1)),
        ("976285964", 1, "Vest", date(2020, 8, 1)),
    ]
    assert acts()[6:] == [
        *("kindergarten.add", "network.add", "affiliation.add"),
        *("kindergarten.add", "affiliation.add", "kindergarten.add", "import.kindergartens"),
    ]


def test_the_same_kindergartens_again_change_nothing(house: str, count_queries: Any) -> None:
    take_in_cohorts()
    take_in()
    before = remembered()
    again = table(KINDERGARTENS)
    with count_queries() as dry:
        imports.import_kindergartens(again, by=ADA, now=LATER, dry_run=True)
    with count_queries() as queries:
        report = imports.import_kindergartens(again, by=ADA, now=LATER)
    assert report.counts == {"new": 0, "changed": 0, "unchanged": 3, "refused": 0}
    assert (report.written, remembered()) == (False, before)
    # Kindergartens, those merged, cohorts, networks, affiliations: as many for three rows as for three thousand.
    assert len(dry) == 5
    assert [q for q in queries if not q.startswith("BEGIN")] == dry


def test_the_same_kindergartens_as_a_workbook_of_numbers_change_nothing(house: str) -> None:
    take_in_cohorts()
    take_in()
    rows = [line.split(";") for line in KINDERGARTENS.splitlines()]
    numbered = [[int(cell) if cell.isdecimal() else cell or None for cell in row] for row in rows]
    workbook = read_table("a.xlsx", a_workbook(numbered))
    report = imports.import_kindergartens(workbook, by=ADA, now=LATER)
    assert report.counts == {"new": 0, "changed": 0, "unchanged": 3, "refused": 0}


def test_a_changed_cell_is_told_and_an_empty_one_says_nothing(house: str) -> None:
    take_in_cohorts()
    take_in()
    text = """orgnr,name,ownership,children,alder,owner,lat,lon
974553740,Elgen barnehage avd. Nord,private,54,1 - 3,,0.0,0.0
"""
    report = take_in(text, now=LATER)
    assert dict(report.lines[0].changes) == {
        "ownership": ("public", "private"),
        "children": (53, 54),
        "alder": ((1, 5), (1, 3)),
    }
    assert phrases.import_line(report.lines[0]) == (
        "Rad 2 · 974553740 · Endret · ownership: Kommunal → Privat · children: 53 → 54"
        " · alder: 1–5 → 1–3"
    )
    row = Kindergarten.get(Kindergarten.org_number == "974553740")
    assert (row.owner, row.latitude, row.max_age, row.registered_children) == (
        "Kommunen",
        59.91,
        3,
        54,
    )
    assert acts()[-2:] == ["kindergarten.amend", "import.kindergartens"]


def test_another_cohort_holds_from_today_and_the_earlier_stays_in_the_history(house: str) -> None:
    take_in_cohorts()
    take_in()
    report = take_in("orgnr;navn;pulje;nettverk\n974553740;Elgen barnehage avd. Nord;2;Øst\n")
    assert dict(report.lines[0].changes) == {"pulje": (1, 2), "nettverk": ("Vest", "Øst")}
    row = Kindergarten.get(Kindergarten.org_number == "974553740")
    history = (
        Affiliation.select().where(Affiliation.kindergarten == row).order_by(Affiliation.valid_from)
    )
    assert [(a.cohort.number, a.network.name, a.valid_from, a.valid_to) for a in history] == [
        (1, "Vest", date(2020, 8, 1), date(2025, 10, 14)),
        (2, "Øst", TODAY, None),
    ]


def test_a_cohort_to_come_is_kept_from_its_first_day(house: str) -> None:
    take_in_cohorts("pulje;start\n1;2020-08\n8;2027-01\n")
    text = "orgnr;navn;eierform;pulje\n974553740;Liom;Kommunal;8\n"
    take_in(text)
    assert Affiliation.get().valid_from == date(2027, 1, 1)
    assert outcomes(take_in(text)) == [("974553740", "unchanged")]
    report = take_in(text.replace(";8", ";1"))
    assert refusals(report) == [(2, "pulje", "history.later")]


def test_one_that_has_left_the_programme_may_come_back(house: str) -> None:
    take_in_cohorts()
    take_in()
    gone = Affiliation.update(valid_to=date(2024, 7, 31)).where(
        Affiliation.id == Affiliation.select().first().id
    )
    gone.execute()
    report = take_in()
    assert dict(report.lines[0].changes) == {"Pulje": (None, 1), "Nettverk": (None, "Vest")}
    assert [a.valid_from for a in Affiliation.select().order_by(Affiliation.id)][2:] == [TODAY]


def test_one_refused_kindergarten_keeps_all_of_them_out(house: str) -> None:
    take_in_cohorts()
    before = remembered()
    text = """orgnr;navn;eierform;postnr;alder;barn;lat;lon;pulje;nettverk
974553740;Liom;Kommunal;1368;1 - 5;53;59.9;10.6;1;Vest
974553740;Liom;Kommunal;;;;;;;
974553741;Grav;Privat;;;;;;;
976285964;;statlig;13680;5 - 1;-1;59.9;;9;
986112421;Åsløkka;;abc;1 - 8;5000;10.6;59.9;x;
12345678901;01010750160;Privat;;;;;;;
"""
    report = take_in(text)
    assert refusals(report) == [
        (3, "orgnr", "import.twice"),
        (4, "orgnr", "org_number.wrong"),
        (5, "navn", "required"),
        (5, "eierform", "choice.unknown"),
        (5, "postnr", "postal_code.form"),
        (5, "barn", "number.range"),
        (5, "lon", "coordinate.half"),
        (5, "alder", "age.range"),
        (5, "pulje", "cohort.unknown"),
        (6, "postnr", "postal_code.form"),
        (6, "pulje", "number.whole"),
        (6, "lat", "coordinate.range"),
        (6, "eierform", "import.ownership"),
        (6, "alder", "age.range"),
        (7, "orgnr", "org_number.wrong"),
        (7, "navn", "text.national_id"),
    ]
    assert report.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 5}
    assert remembered() == before
    assert phrases.import_line(report.lines[2]) == (
        "Rad 4 · Avvist · orgnr: «974553741» er ikke et gyldig organisasjonsnummer (ni siffer)."
    )


def test_one_address_of_two_units_is_a_warning(house: str) -> None:
    text = """orgnr;navn;eierform;adresse;postnr
974553740;A;Privat;Veien 1;1352
976285964;B;Privat;veien 1;1352
"""
    report = take_in(text)
    assert report.written
    assert report.warnings == (
        Remark("import.same_address", "adresse", {"address": "Veien 1, 1352", "rows": "2, 3"}),
    )
    assert phrases.warning("import.same_address", **report.warnings[0].values) == (
        "Flere rader har adressen Veien 1, 1352: rad 2, 3."
    )


@needs_shared
def test_the_public_register_is_taken_in_once(house: str, count_queries: Any) -> None:
    register = read_table("register.csv", (SHARED / "baerum_kindergartens.csv").read_bytes())
    first = imports.import_kindergartens(register, by=HOUSE, now=NOW)
    before = remembered()
    with count_queries() as queries:
        second = imports.import_kindergartens(register, by=HOUSE, now=NOW, dry_run=True)
    assert [first.counts["new"], second.counts["unchanged"]] == [114, 114]
    assert first.notes == second.notes == {"units": 114, "kindergartens": 100}
    assert [w.code for w in first.warnings] == ["import.same_address", "import.same_address"]
    assert (remembered(), len(queries)) == (before, 5)
    assert Kindergarten.select().where(Kindergarten.latitude.is_null()).count() == 6
    assert imports.import_kindergartens(register, by=HOUSE, now=NOW).written is False
    assert remembered() == before
    one = {**register.rows[9][1], "children": "24"}
    changed = Table(register.headings, ((11, one),))
    assert [
        dict(line.changes)
        for line in imports.import_kindergartens(changed, by=HOUSE, now=NOW).lines
    ] == [{"children": (23, 24)}]


def test_every_kindergarten_made_otherwise_is_known_to_the_import(house: str) -> None:
    cohort, network = factories.a_cohort(5), factories.a_network("Vest")
    row = factories.a_kindergarten("Liom", cohort, network)
    report = take_in(f"orgnr;navn;pulje;nettverk\n{row.org_number};Liom;5;VEST\n")
    assert outcomes(report) == [(row.org_number, "unchanged")]

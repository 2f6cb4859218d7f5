"""The cohort workbook: every figure as the database has it, names only when asked for."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from collect.models.journal import JournalEntry
from collect.rules.access import ROLES, STRANGER
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from exports.cohorts import cohort_workbook
from tests import factories
from tests.exports.conftest import Pages, Place, block, convert, export

NOW = factories.NOW
TITLES = [
    "Oversikt",
    "Observasjonsløpet",
    "Barnehager",
    "Avdelinger",
    "Observasjoner",
    "Skårer",
    "Kurs",
    "Sertifikater",
    "Nyansatte",
    "Utviklingsplaner",
    "Kodebok",
    "Om uttrekket",
]
Read = Callable[[bytes], Pages]
Make = Callable[..., str]


def test_the_sheets_stand_in_reading_order(place: Place, pages: Read) -> None:
    assert list(pages(export(place))) == TITLES


def test_the_overview_counts_what_is_registered_today(place: Place, pages: Read) -> None:
    rows = pages(export(place))["Oversikt"]
    today = datetime(2025, 10, 15)
    assert [row[:3] for row in rows[:7]] == [
        ["Nøkkeltall", "Verdi", "Per dato"],
        ["Barnehager", 2, today],
        ["Avdelinger", 3, today],
        ["Barn", 45, today],
        ["Ansatte", 2, today],
        ["Observasjoner i uttrekket", 0, None],
        ["Programår", 6, today],
    ]


def test_coverage_is_counted_per_semester_from_the_start(
    place: Place, pages: Read, observe: Make
) -> None:
    observe(place.toddlers, place.ada)
    observe(place.toddlers, place.ada, observed_on=date(2025, 9, 1))
    observe(place.toddlers, place.ada, semester="2025-spring", observed_on=date(2025, 3, 3))
    rows = pages(export(place))["Oversikt"]
    top = next(n for n, row in enumerate(rows) if row[0] == "Dekning per halvår") + 1
    found = [row[:9] for row in rows[top : top + 12]]
    assert found[0] == [
        "Halvår",
        "Telledag",
        "Barnehager",
        "Avdelinger",
        "Barn",
        "Ansatte",
        "Skal observeres",
        "Observert",
        "Dekning",
    ]
    assert found[1] == ["Høst 2020", datetime(2020, 12, 15), 2, 3, 45, 0, 3, 0, 0]
    assert found[10] == ["Vår 2025", datetime(2025, 6, 15), 2, 3, 45, 2, 3, 1, 1 / 3]
    assert found[11] == ["Høst 2025", datetime(2025, 12, 15), 2, 3, 45, 2, 3, 1, 1 / 3]


def test_names_are_left_out_unless_they_are_asked_for(
    place: Place, pages: Read, observe: Make, enrol: Make, begin: Make
) -> None:
    observe(place.toddlers, place.ada)
    student = factories.a_person("Siri Student", place.house)
    enrol(factories.a_course(title="Grunnkurs"), student, place.house, needs="nøtter")
    begin("Nora Ny", place.house, date(2025, 9, 1))
    plain = str(pages(export(place)))
    named = str(pages(export(place, level="identified")))
    private = ["Ada Ås", "Siri Student", "Nora Ny", "Ærfugl", "Blåklokka"]
    assert [name for name in private if name in plain] == []
    assert [name for name in private if name in named] == private
    never = ["hemmelig notat", "nøtter", "@", "Cys barnehage", "Fremmed"]
    assert [text for text in never if text in plain + named] == []


def test_one_semester_keeps_to_itself_in_every_sheet(
    place: Place, pages: Read, observe: Make, enrol: Make, begin: Make
) -> None:
    spring = observe(
        place.toddlers, place.ada, semester="2025-spring", observed_on=date(2025, 3, 3)
    )
    observe(place.toddlers, place.ada)
    enrol(factories.a_course(), factories.a_person(None, place.house), place.house)
    begin("Nora Ny", place.house, date(2025, 9, 1))
    name, content = cohort_workbook(
        place.coordinator, 1, semester="2025-spring", now=NOW, municipality="Lillevik kommune"
    )
    found = pages(content)
    assert name == "tettpaa-pulje-1-2025-spring-uten-navn-2025-10-15.xlsx"
    assert found["Oversikt"][1][2] == datetime(2025, 6, 15)
    assert [row["Halvår"] for row in block(found["Oversikt"], "Halvår")] == ["Vår 2025"]
    assert [row["Referanse"] for row in block(found["Observasjoner"], "Referanse")] == [spring]
    assert [row[0] for row in (*found["Kurs"][1:], *found["Nyansatte"][1:])] == ["Ingen rader"] * 2


def test_the_codebook_explains_every_column_of_every_sheet(
    place: Place, pages: Read, observe: Make
) -> None:
    observe(place.toddlers, place.ada)
    for level in ("deidentified", "identified"):
        found = pages(export(place, level=level))
        explained = {(row[0], row[1]) for row in found["Kodebok"][1:]}
        parts = {"Dekning per halvår", "Domeneskår per halvår", "Barnehagene høst 2025"}
        assert {sheet for sheet, _ in explained} == set(TITLES) | parts
        missing = [
            (title, heading)
            for title, rows in found.items()
            for heading in rows[0]
            if heading is not None and (title, heading) not in explained
        ]
        assert missing == []
        assert all(row[2] for row in found["Kodebok"])


def test_the_last_sheet_says_who_took_what_out_and_when(place: Place, pages: Read) -> None:
    found = dict(row for row in pages(export(place))["Om uttrekket"])
    told = {
        name: found[name]
        for name in ("Kommune", "Tatt ut av", "Tidspunkt", "Pulje", "Halvår", "Nivå")
    }
    assert told == {
        "Kommune": "Lillevik kommune",
        "Tatt ut av": "Kari Koordinator",
        "Tidspunkt": "15.10.2025 kl. 11.00",
        "Pulje": "Pulje 1, begynte 08.2020",
        "Halvår": "Alle",
        "Nivå": "Uten navn",
    }


def test_every_export_leaves_a_line_in_the_journal(place: Place) -> None:
    before = JournalEntry.select().count()
    export(place)
    export(place, level="identified", semester="2025-autumn")
    lines = list(
        JournalEntry.select().where(JournalEntry.act == "export.cohort").order_by(JournalEntry.id)
    )
    assert JournalEntry.select().count() == before + 2
    assert [(line.actor, line.account_id, line.record_id, line.new) for line in lines] == [
        (
            "Kari Koordinator",
            place.coordinator.account_id,
            place.cohort.id,
            {"cohort": 1, "level": level, "semester": semester, "shape": "xlsx"},
        )
        for level, semester in (("deidentified", None), ("identified", "2025-autumn"))
    ]


@pytest.mark.parametrize("role", [role for role in ROLES if role != "coordinator"])
def test_nobody_but_the_coordinator_takes_a_cohort_out(place: Place, role: str) -> None:
    other = factories.an_identity(role, place.house, place.toddlers)
    before = JournalEntry.select().count()
    with pytest.raises(NotAllowed):
        cohort_workbook(other, 1, now=NOW, municipality="")
    assert JournalEntry.select().count() == before


@pytest.mark.parametrize("number", [1, 99])
def test_a_stranger_is_told_the_same_of_a_cohort_that_is_and_one_that_is_not(
    place: Place, number: int
) -> None:
    with pytest.raises(NotAllowed):
        cohort_workbook(STRANGER, number, now=NOW, municipality="")


def test_an_unknown_cohort_is_not_found(place: Place) -> None:
    with pytest.raises(NotFound):
        cohort_workbook(place.coordinator, 3, now=NOW, municipality="")


@pytest.mark.parametrize(
    ("values", "field"), [({"semester": "2025-summer"}, "semester"), ({"level": "all"}, "level")]
)
def test_a_wrong_semester_or_level_is_refused_in_words(
    place: Place, values: dict[str, str], field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        export(place, **values)
    assert (refused.value.code, refused.value.field) == ("choice.unknown", field)


def test_a_cohort_with_nothing_in_it_is_a_workbook_too(house: str, pages: Read) -> None:
    factories.a_cohort(7, date(2030, 8, 1))
    coordinator = factories.an_identity("coordinator")
    found = pages(cohort_workbook(coordinator, 7, now=NOW, municipality="")[1])
    assert list(found) == TITLES
    assert [found[title][1][0] for title in TITLES[2:10]] == ["Ingen rader"] * 8


def test_the_same_cohort_at_the_same_moment_is_the_same_file(place: Place, observe: Make) -> None:
    observe(place.toddlers, place.ada)
    assert export(place) == export(place)


def test_the_workbook_speaks_the_readers_language(place: Place, pages: Read) -> None:
    english = replace(place.coordinator, locale="en")
    content = cohort_workbook(english, 1, now=NOW, municipality="")[1]
    assert "Toddler: Positive Climate" in list(pages(content).values())[4][0]


def test_the_number_of_queries_does_not_grow_with_the_observations(
    place: Place, observe: Make, count_queries: Any
) -> None:
    observe(place.toddlers, place.ada)
    with count_queries() as one:
        export(place, level="identified")
    observe(place.toddlers, place.ada, observed_on=date(2025, 9, 1))
    observe(place.preschoolers, place.ada, "prek")
    with count_queries() as three:
        export(place, level="identified")
    assert (len(one), len(three)) == (31, 31)


def test_no_sheet_holds_a_formula_but_the_sums_whatever_things_are_called(
    place: Place, observe: Make
) -> None:
    hostile = factories.a_kindergarten('=HYPERLINK("http://x";"klikk")', place.cohort)
    factories.a_department(hostile, "+47+11", "toddler")
    content = export(place, level="identified")
    with ZipFile(BytesIO(content)) as file:
        sheets = [
            file.read(name) for name in file.namelist() if name.startswith("xl/worksheets/sheet")
        ]
    assert len(sheets) == 12
    formulas = {found for sheet in sheets for found in re.findall(rb"<f[ />].*?</f>|<f ?/>", sheet)}
    assert {b"%.23s" % found for found in formulas} == {b"<f>SUBTOTAL(109,tabell_"}


def test_libreoffice_opens_the_workbook_and_leaves_texts_alone(
    place: Place, observe: Make, soffice: str, tmp_path: Path
) -> None:
    observe(place.toddlers, place.ada)
    factories.a_kindergarten("=1+1", place.cohort)
    factories.a_kindergarten("_x0041_ Ørn", place.cohort)
    book = tmp_path / "pulje.xlsx"
    book.write_bytes(export(place))
    convert(
        soffice,
        book,
        "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1",
    )
    houses = (tmp_path / "pulje-Barnehager.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(";")[0] for line in houses[1:]] == [
        "=1+1",
        "_x0041_ Ørn",
        "Bekken barnehage",
        "Åsly barnehage",
        "Sum",
    ]
    seen = (tmp_path / "pulje-Observasjoner.csv").read_text(encoding="utf-8").splitlines()
    assert "uke 42 2025;Småbarn;Intern;Ikke sertifisert;Ja;2;5;3.33" in seen[1]
    convert(soffice, book, "pdf")
    assert (tmp_path / "pulje.pdf").read_bytes().startswith(b"%PDF")

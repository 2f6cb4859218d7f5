"""The programme workbook: the cohort table with its control totals, and all cohorts side by side."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from collect import organisation_departments as departments
from collect import organisation_figures, programme
from collect.database import writing
from collect.models.journal import JournalEntry
from collect.models.organisation import Affiliation, Cohort
from collect.organisation import MEASURES
from collect.rules.access import HOUSE, ROLES
from collect.rules.refusals import NotAllowed
from exports.cohorts import programme_workbook
from tests import factories
from tests.exports.conftest import Pages, Place

NOW, TODAY = factories.NOW, factories.TODAY
Read = Callable[[bytes], Pages]
COHORTS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "cohorts.csv"


def export(by: Any = HOUSE) -> bytes:
    return programme_workbook(by, now=NOW, municipality="Lillevik kommune")[1]


def state(cohort: Cohort | None, *figures: int) -> None:
    """Keep what somebody else states of a cohort."""
    with writing():
        programme.state_figures(
            cohort, dict(zip(MEASURES, figures, strict=True)), by=HOUSE, now=NOW
        )


HEADINGS = ["Pulje", "Start", "Barnehager", "Avdelinger", "Barn", "Ansatte", "Kilde"]


def test_the_first_sheet_is_the_cohort_table_with_sum_control_total_and_difference(
    place: Place, pages: Read
) -> None:
    state(factories.a_cohort(6, date(2024, 8, 1)), 11, 53, 835, 424)
    state(None, 110, 476, 7094, 2022)
    found = pages(export())
    assert list(found) == [
        "Puljer",
        "Telt og oppgitt",
        "Observasjonsløpet",
        "Nettverk",
        "Eierform",
        "Kodebok",
        "Om uttrekket",
    ]
    assert found["Puljer"] == [
        HEADINGS,
        [1, "2020-08", 2, 3, 45, 2, "Telt"],
        [2, "2021-01", 1, 1, 12, 1, "Telt"],
        [6, "2024-08", 11, 53, 835, 424, "Oppgitt"],
        ["SUM", None, 14, 57, 892, 427, "Regnet ut"],
        ["Kontrolltotal", None, 110, 476, 7094, 2022, "Oppgitt"],
        ["Differanse", None, -96, -419, -6202, -1595, "Regnet ut"],
    ]


def test_without_a_control_total_there_is_a_sum_and_no_difference(
    place: Place, pages: Read
) -> None:
    assert [row[0] for row in pages(export())["Puljer"]] == ["Pulje", 1, 2, "SUM"]


def test_a_cohort_of_which_nothing_is_known_counts_nothing(house: str, pages: Read) -> None:
    factories.a_cohort(3)
    assert pages(export())["Puljer"][1] == [3, "2020-08", 0, 0, 0, 0, "Telt"]


def test_the_source_tables_staff_column_is_off_by_182(house: str, pages: Read) -> None:
    if not COHORTS.exists():
        pytest.skip("the source's cohort table does not stand beside the project")
    with COHORTS.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))[1:]
    for number, start, *figures in lines[:-1]:
        year, month = map(int, start.split("-"))
        state(factories.a_cohort(int(number), date(year, month, 1)), *map(int, figures))
    state(None, *map(int, lines[-1][2:]))
    table = pages(export())["Puljer"]
    assert [[str(value) for value in row[:6]] for row in table[1:7]] == lines[:-1]
    assert [row[2:6] for row in table[7:]] == [
        [110, 476, 7094, 2204],
        [110, 476, 7094, 2022],
        [0, 0, 0, 182],
    ]


def test_counted_and_stated_stand_side_by_side(place: Place, pages: Read) -> None:
    state(place.cohort, 2, 4, 44, 2)
    table = pages(export())["Telt og oppgitt"]
    assert table[0][:4] == [
        "Pulje",
        "Barnehager, telt",
        "Barnehager, oppgitt",
        "Barnehager, differanse",
    ]
    assert table[1] == [1, 2, 2, 0, 3, 4, -1, 45, 44, 1, 2, 2, 0]
    assert table[2] == [2, 1, None, None, 1, None, None, 12, None, None, 1, None, None]


def test_coverage_is_told_per_cohort_and_semester(
    place: Place, pages: Read, observe: Callable[..., str]
) -> None:
    observe(place.toddlers, place.ada)
    table = pages(export())["Observasjonsløpet"]
    wanted = ["Pulje", "Halvår", "Skal observeres", "Observert", "Observert, andel"]
    shown = [table[0].index(name) for name in wanted]
    assert [table[11][n] for n in shown] == [1, "Høst 2025", 3, 1, 1 / 3]
    assert [table[21][n] for n in shown] == [2, "Høst 2025", 1, 1, 1]


def test_networks_and_ownership_have_their_figures(place: Place, pages: Read) -> None:
    found = pages(export())
    assert found["Nettverk"] == [
        ["Nettverk", "Barnehager", "Avdelinger", "Barn", "Ansatte"],
        ["Nordvest", 1, 2, 30, 1],
        ["Uten nettverk", 2, 2, 27, 2],
        ["Sum", 3, 4, 57, None],
    ]
    assert found["Eierform"] == [
        ["Eierform", "Barnehager", "Avdelinger", "Barn", "Ansatte"],
        ["Kommunal", 2, 3, 42, 2],
        ["Privat", 1, 1, 15, 1],
        ["Sum", 3, 4, 57, None],
    ]


def test_an_empty_database_is_a_workbook_too(house: str, pages: Read) -> None:
    found = pages(export())
    assert [rows[1][0] for rows in list(found.values())[:5]] == ["Ingen rader"] * 5


def test_the_export_leaves_a_line_in_the_journal(place: Place) -> None:
    export(place.coordinator)
    line = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (line.act, line.actor, line.new) == (
        "export.programme",
        "Kari Koordinator",
        {"shape": "xlsx"},
    )


@pytest.mark.parametrize("role", [role for role in ROLES if role != "coordinator"])
def test_nobody_but_the_coordinator_takes_the_programme_out(place: Place, role: str) -> None:
    with pytest.raises(NotAllowed):
        export(factories.an_identity(role, place.house, place.toddlers))


def test_the_number_of_queries_does_not_grow_with_the_cohorts(
    place: Place, count_queries: Any
) -> None:
    with count_queries() as two:
        export()
    factories.a_kindergarten(None, factories.a_cohort(3))
    with count_queries() as three:
        export()
    assert (len(two), len(three)) == (26, 26)


def test_the_structure_of_many_days_is_what_is_counted_day_by_day(place: Place) -> None:
    closing = factories.a_department(place.house, "Gullveis", "mixed", 9)
    departments.amend_department(closing, "Gullveis", date(2024, 6, 1), by=HOUSE, now=NOW)
    departments.change_department(place.toddlers, "mixed", 7, date(2025, 1, 1), by=HOUSE, now=NOW)
    factories.a_kindergarten("Uten pulje", None, factories.a_network())
    days = [date(2019, 1, 1), date(2023, 12, 15), date(2025, 6, 15), TODAY]
    found = programme.structure(HOUSE, Affiliation.cohort, days)
    expected = {
        (cohort, day): figures
        for day in days
        for cohort, figures in organisation_figures.counts(day).items()
        if cohort
    }
    assert dict(found) == expected

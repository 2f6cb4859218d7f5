"""The charts of a workbook: which kinds there are, and which figures they show."""

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from exports.sheet import Chart, Column, Sheet
from exports.workbook import CHART_ROWS, workbook
from tests.exports.conftest import convert

COLUMNS = [
    Column("Navn", "text"),
    Column("Antall", "integer", total="sum"),
    Column("Andel", "percent"),
]
ROWS = [["Bekken", 4, 0.25], ["Åsly", 7, 0.5]]


def write(*sheets: Sheet) -> bytes:
    return workbook(sheets, title="", author="", created=datetime(2025, 10, 15, tzinfo=UTC))


def charts(content: bytes) -> list[str]:
    with ZipFile(BytesIO(content)) as file:
        names = sorted(name for name in file.namelist() if name.startswith("xl/charts/chart"))
        return [file.read(name).decode() for name in names]


def ranges(xml: str) -> list[str]:
    return [found.replace("$", "") for found in re.findall("<f>(.*?)</f>", xml)]


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        ("bar", '<barDir val="col"'),
        ("lying", '<barDir val="bar"'),
        ("line", "<lineChart>"),
        ("scatter", "<scatterChart>"),
    ],
)
def test_each_kind_is_a_native_chart_over_the_cells_of_its_table(kind: str, seen: str) -> None:
    chart = Chart("Andel", kind, (1, 2), 0, 1, "0 %")
    (xml,) = charts(write(Sheet("Ark", COLUMNS, ROWS, chart=chart)))
    assert seen in xml
    assert ranges(xml) == [
        f"'Ark'!{cells}" for cells in ("B1", "A2:A3", "B2:B3", "C1", "A2:A3", "C2:C3")
    ]


def test_a_chart_of_no_known_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="cake"):
        Chart("Andel", "cake", (1,), 0, 1, "0 %")


def test_a_page_may_show_several_charts_one_below_the_other() -> None:
    both = [Chart(title, "bar", (1,), 0, None, "0") for title in ("En", "To")]
    content = write(Sheet("Ark", COLUMNS, ROWS, chart=both[0], charts=both[1:]))
    page = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert [chart.anchor._from.row for chart in page._charts] == [5, 5 + CHART_ROWS]
    assert page.print_area.endswith(str(4 + 2 * CHART_ROWS))


@pytest.mark.parametrize("name", ["Under", "andeler"])
def test_an_overview_shows_the_figures_of_a_table_that_comes_later(name: str) -> None:
    chart = Chart("Andel", "line", (2,), 0, 1, "0 %", of=name)
    overview = Sheet("Oversikt", COLUMNS[:2], [["Barnehager", 2]], charts=[chart])
    under = Sheet("Under", COLUMNS, ROWS, table_name="andeler")
    (xml,) = charts(write(overview, Sheet("Et 'annet'", COLUMNS[:1], [["a"]], following=(under,))))
    assert ranges(xml) == [
        "'Et ''annet'!C5",
        "'Et ''annet'!A6:A7",
        "'Et ''annet'!C6:C7",
    ]


def test_a_chart_of_a_table_without_rows_is_there_and_bare() -> None:
    chart = Chart("Andel", "line", (2,), 0, 1, "0 %", of="Ark")
    overview = Sheet("Oversikt", COLUMNS[:2], [], charts=[chart, Chart("", "bar", (1,), 0, 1, "0")])
    (xml,) = charts(write(overview, Sheet("Ark", COLUMNS, [])))
    assert ranges(xml) == ["'Ark'!C1", "'Ark'!A2", "'Ark'!C2"]


def test_a_chart_of_a_table_that_is_not_there_is_refused() -> None:
    chart = Chart("Andel", "line", (2,), 0, 1, "0 %", of="Borte")
    with pytest.raises(KeyError, match="Borte"):
        write(Sheet("Ark", COLUMNS, ROWS, chart=chart))


def test_libreoffice_draws_every_kind(soffice: str, tmp_path: Path) -> None:
    kinds = [Chart(kind, kind, (1, 2), 0, 8, "0") for kind in ("bar", "lying", "line", "scatter")]
    book = tmp_path / "bok.xlsx"
    book.write_bytes(write(Sheet("Ark", COLUMNS, ROWS, charts=kinds)))
    convert(soffice, book, "ods")
    with ZipFile(tmp_path / "bok.ods") as file:
        drawn = [name for name in file.namelist() if re.fullmatch(r"Object \d+/content.xml", name)]
        found = {re.search(rb'chart:class="chart:(\w+)"', file.read(name))[1] for name in drawn}
    assert (len(drawn), found) == (4, {b"bar", b"line", b"scatter"})

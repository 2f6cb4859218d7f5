"""The writer of .xlsx: types, looks, text that stays text, and equal files for equal content."""

import re
import tempfile
import weakref
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.sheet import MARK, Chart, Column, Sheet, cell_text
from exports.workbook import workbook

CREATED = datetime(2025, 10, 15, 9, 0, tzinfo=UTC)
COLUMNS = [
    Column("Navn", "text"),
    Column("Antall", "integer", total="sum"),
    Column("Snitt", "decimal"),
    Column("Andel", "percent"),
    Column("Dag", "date"),
    Column("Tidspunkt", "moment"),
    Column("Svar", "bool"),
]
ROW = [
    "Ærfugl",
    1234,
    Fraction(14, 3),
    0.5,
    date(2025, 1, 31),
    datetime(2025, 7, 1, 22, 30, tzinfo=UTC),
    True,
]


def write(*sheets: Sheet, created: datetime = CREATED) -> bytes:
    return workbook(sheets, title="Prøve", author="Ada", created=created)


def first_page(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content)).worksheets[0]


def parts(content: bytes, beginning: str) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist() if name.startswith(beginning)}


def test_each_kind_is_a_typed_cell_with_its_format() -> None:
    cells = first_page(write(Sheet("Ark", COLUMNS, [ROW])))[2]
    assert [cell.value for cell in cells] == [
        "Ærfugl",
        1234,
        14 / 3,
        0.5,
        datetime(2025, 1, 31),
        datetime(2025, 7, 2, 0, 30),
        "Ja",
    ]
    assert [cell.number_format for cell in cells] == [
        "General",
        "#,##0",
        "0.00",
        "0 %",
        "dd.mm.yyyy",
        "dd.mm.yyyy hh:mm",
        "General",
    ]


def test_nothing_is_an_empty_cell_and_a_text_may_stand_in_any_column() -> None:
    page = first_page(
        write(Sheet("Ark", COLUMNS, [[None] * 7, ["", "i alt", "–", None, None, None, False]]))
    )
    assert [cell.value for cell in page[2]] == [None] * 7
    assert [cell.value for cell in page[3]] == [None, "i alt", "–", None, None, None, "Nei"]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_figure_is_left_out(value: float) -> None:
    assert (
        first_page(
            write(
                Sheet("Ark", [Column("Snitt", "decimal"), Column("Navn", "text")], [[value, "a"]])
            )
        )["A2"].value
        is None
    )


def test_a_day_older_than_the_programs_agree_on_is_written_out() -> None:
    columns = [Column("Dag", "date"), Column("Tidspunkt", "moment")]
    row = [date(1899, 12, 31), datetime(1850, 5, 1, tzinfo=UTC)]
    assert [c.value for c in first_page(write(Sheet("Ark", columns, [row])))[2]] == [
        "31.12.1899",
        "01.05.1850",
    ]


def test_the_page_is_a_native_table_with_a_bold_frozen_heading_that_prints_on_a4() -> None:
    page = first_page(write(Sheet("Ark", COLUMNS, [ROW, ROW], frozen_columns=1)))
    assert page.tables.items() == [("tabell_ark", "A1:G3")]
    assert page.tables["tabell_ark"].column_names == [column.title for column in COLUMNS]
    assert {(cell.font.b, cell.fill.fgColor.rgb) for cell in page[1]} == {(True, "00DCE6EC")}
    assert page.freeze_panes == "B2"
    assert page.print_title_rows == "$1:$1"
    setup = page.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == (
        "landscape",
        9,
        1,
        0,
    )
    assert page.sheet_properties.pageSetUpPr.fitToPage is True


def test_sums_are_figures_below_the_table() -> None:
    page = first_page(
        write(Sheet("Ark", COLUMNS, [ROW, ROW], below=[["Oppgitt", 2000, *[None] * 5]]))
    )
    assert [cell.value for cell in page[4]] == ["Sum", 2468, *[None] * 5]
    assert [cell.value for cell in page[5]] == ["Oppgitt", 2000, *[None] * 5]
    assert {cell.font.b for row in (page[4], page[5]) for cell in row} == {True}
    assert page.tables["tabell_ark"].ref == "A1:G3"


def test_a_sheet_without_rows_says_so_and_has_no_table() -> None:
    page = first_page(write(Sheet("Ark", COLUMNS, iter(()), below=[["Sum", 0, *[None] * 5]])))
    assert [cell.value for cell in page["A"]] == ["Navn", "Ingen rader"]
    assert list(page.tables) == []


def test_further_tables_stand_below_under_their_titles_with_their_charts() -> None:
    chart = Chart("Dekning", "bar", (1,), 0, 1, "0 %")
    under = Sheet(
        "Under",
        [Column("Halvår", "text"), Column("Andel", "percent")],
        [["Høst", 0.5]],
        chart=chart,
    )
    last = Sheet("Sist", [Column("Halvår", "text")], [["Vår"]])
    page = first_page(write(Sheet("Ark", COLUMNS, [ROW], following=(under, last))))
    texts = {cell.value: cell.row for cell in page["A"] if cell.value}
    assert texts == {
        "Navn": 1,
        "Ærfugl": 2,
        "Sum": 3,
        "Under": 5,
        "Halvår": 32,
        "Høst": 7,
        "Sist": 31,
        "Vår": 33,
    }
    assert sorted(table.ref for table in page.tables.values()) == ["A1:G2", "A32:A33", "A6:B7"]
    assert len(page._charts) == 1
    assert page.freeze_panes is None
    assert [one.id for one in page.row_breaks.brk] == [30]


def test_equal_content_is_an_equal_file() -> None:
    sheet = Sheet("Ark", COLUMNS, [ROW])
    assert write(sheet) == write(sheet)


def test_another_moment_changes_the_properties_and_no_sheet() -> None:
    sheet, later = Sheet("Ark", COLUMNS, [ROW]), datetime(2026, 1, 1, tzinfo=UTC)
    one, other = write(sheet), write(sheet, created=later)
    assert parts(one, "xl/") == parts(other, "xl/")
    assert parts(one, "docProps/core") != parts(other, "docProps/core")


def test_the_properties_say_what_it_is_by_whom_and_when() -> None:
    found = openpyxl.load_workbook(BytesIO(write(Sheet("Ark", COLUMNS, [])))).properties
    assert (found.title, found.creator) == ("Prøve", "Ada")
    assert found.created == found.modified == datetime(2025, 10, 15, 9, 0)


@pytest.mark.parametrize(
    "text", ["=1+1", "+47", "-x", "@a", "\tx", '=HYPERLINK("http://x")', "'=1"]
)
def test_a_text_that_looks_like_a_formula_is_a_quoted_text(text: str) -> None:
    cell = first_page(write(Sheet("Ark", [Column(text, "text")], [[text]])))["A2"]
    assert (cell.value, cell.data_type, bool(cell.quotePrefix)) == (
        text,
        "s",
        not text.startswith("'"),
    )


TEXTS = st.text(st.characters(exclude_categories=()), max_size=30) | st.text(
    "=+-@\t\r\n_x0041\x00\ufffe\ud800#N/A! ", max_size=12
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=20))
def test_what_was_typed_comes_out_equal_or_marked_and_nothing_is_a_formula(
    rows: list[tuple[str, str]],
) -> None:
    sheet = Sheet(rows[0][0], [Column(rows[0][1], "text"), Column("Navn", "integer")], rows)
    content = write(sheet, Sheet(rows[0][0], [Column("a", "text")], [rows[0][:1]]))
    assert not any(
        re.search(rb"<f[ />]", xml) for xml in parts(content, "xl/worksheets/sheet").values()
    )
    page = first_page(content)
    got = [[cell.value for cell in page[n]] for n in range(2, 2 + len(rows))]
    assert got == [[cell_text(text) or None for text in row] for row in rows]
    for typed, came in zip(
        (t for row in rows for t in row), (t for row in got for t in row), strict=True
    ):
        unescaped = (came or "").replace("_x005F_", "_")
        plain = typed.replace("\r\n", "\n").replace("\r", "\n").replace("_x005F_", "_")
        assert unescaped == plain or MARK in unescaped


def test_rows_are_walked_once_and_not_kept() -> None:
    alive: weakref.WeakSet[Any] = weakref.WeakSet()
    most = 0

    class Row(list[Any]):
        __hash__ = object.__hash__  # type: ignore[assignment]

    def rows() -> Iterator[Row]:
        nonlocal most
        for n in range(2_000):
            row = Row([f"rad {n}"])
            alive.add(row)
            most = max(most, len(alive))
            yield row

    page = first_page(write(Sheet("Ark", [Column("Navn", "text")], rows())))
    assert page.max_row == 2_001
    assert most <= 203


def test_an_interrupted_writer_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows() -> Iterator[list[Any]]:
        yield from [["a"]] * 300
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        write(
            Sheet("Hel", [Column("Navn", "text")], [["b"]]),
            Sheet("Ark", [Column("Navn", "text")], rows()),
        )
    assert list(tmp_path.iterdir()) == []

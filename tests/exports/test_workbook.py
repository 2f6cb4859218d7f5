"""The writer of .xlsx: types, looks, text that stays text, and equal files for equal content."""

import re
import tempfile
import tracemalloc
import weakref
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BufferedWriter, BytesIO, RawIOBase
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineError, load_workbook

from exports.sheet import MARK, Chart, Column, Sheet, cell_text
from exports.sheet_layout import SAMPLE
from exports.workbook import BATCH, workbook, workbook_to

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


def first_page(content: bytes, data_only: bool = False) -> Any:
    return openpyxl.load_workbook(BytesIO(content), data_only=data_only).worksheets[0]


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


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("decimal", float("nan"), MARK),
        ("integer", float("-inf"), MARK),
        ("decimal", Decimal("NaN"), MARK),
        ("integer", 10**15, "1000000000000000"),
        ("decimal", -(10**400), "-1" + "0" * 400),
        ("decimal", Fraction(10**400), "1" + "0" * 400),
        ("decimal", Decimal("1E+400"), "1E+400"),
        ("decimal", Decimal("0.12345678901234567890"), "0.12345678901234567890"),
        ("date", date(1899, 12, 31), "31.12.1899"),
        ("date", date(7, 1, 2), "02.01.0007"),
        ("moment", datetime(1850, 5, 1, tzinfo=UTC), "01.05.1850 00:43"),
        ("moment", datetime.max.replace(tzinfo=UTC), "9999-12-31 23:59:59.999999+00:00"),
        ("date", datetime.max.replace(tzinfo=UTC), "9999-12-31 23:59:59.999999+00:00"),
    ],
)
def test_what_a_cell_cannot_hold_is_written_out_or_marked(
    kind: str, value: Any, shown: str
) -> None:
    sheet = Sheet("Ark", [Column("Verdi", kind), Column("Navn", "text")], [[value, "a"]])
    assert first_page(write(sheet))["A2"].value == shown


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("integer", 10**15 - 1, 10**15 - 1),
        ("integer", Decimal("12"), 12),
        ("integer", 3.75, 3.75),
        ("decimal", Decimal("0.1"), 0.1),
        ("decimal", 1e300, 1e300),
        ("date", date(1900, 3, 1), datetime(1900, 3, 1)),
        ("date", date(9999, 12, 31), datetime(9999, 12, 31)),
        ("date", datetime(2025, 12, 31, 23, 30, tzinfo=UTC), datetime(2026, 1, 1)),
        ("date", datetime(2025, 1, 31, 12), datetime(2025, 1, 31)),
        ("moment", date(2025, 1, 31), datetime(2025, 1, 31)),
        ("moment", datetime(2025, 1, 31, 12, 5), datetime(2025, 1, 31, 12, 5)),
        ("moment", datetime(2025, 3, 30, 1, tzinfo=UTC), datetime(2025, 3, 30, 3)),
    ],
)
def test_what_a_cell_can_hold_is_a_figure_or_a_date(kind: str, value: Any, kept: Any) -> None:
    sheet = Sheet("Ark", [Column("Verdi", kind), Column("Navn", "text")], [[value, "a"]])
    cell = first_page(write(sheet))["A2"]
    assert (cell.value, cell.data_type) == (kept, "n" if kind in ("integer", "decimal") else "d")


def test_the_page_is_a_native_table_with_a_bold_frozen_heading_that_prints_on_a4() -> None:
    page = first_page(write(Sheet("Ark", COLUMNS, [ROW, ROW], frozen_columns=1)))
    assert page.tables.items() == [("tabell_ark", "A1:G4")]
    assert page.tables["tabell_ark"].autoFilter.ref == "A1:G3"
    assert page.tables["tabell_ark"].column_names == [column.title for column in COLUMNS]
    assert {(cell.font.b, cell.fill.fgColor.rgb) for cell in page[1]} == {(True, "00DCE6EC")}
    assert page.freeze_panes == "B2"
    assert (page.print_title_rows, page.print_area) == ("$1:$1", "'Ark'!$A$1:$G$4")
    setup = page.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == (
        "landscape",
        9,
        1,
        0,
    )
    assert page.sheet_properties.pageSetUpPr.fitToPage is True


def test_sums_are_formulas_in_the_tables_last_row_and_carry_what_they_come_to() -> None:
    content = write(Sheet("Ark", COLUMNS, [ROW, ROW], below=[["Oppgitt", 2000, *[None] * 5]]))
    page, read = first_page(content), first_page(content, data_only=True)
    assert [cell.value for cell in page[4]] == [
        "Sum",
        "=SUBTOTAL(109,tabell_ark[Antall])",
        *[None] * 5,
    ]
    assert [cell.value for cell in read[4]] == ["Sum", 2468, *[None] * 5]
    assert [cell.value for cell in page[5]] == ["Oppgitt", 2000, *[None] * 5]
    assert {cell.font.b for row in (page[4], page[5]) for cell in row} == {True}
    table = page.tables["tabell_ark"]
    assert (table.ref, table.totalsRowCount) == ("A1:G4", 1)
    assert [(c.totalsRowLabel, c.totalsRowFunction) for c in table.tableColumns] == [
        ("Sum", None),
        (None, "sum"),
        *[(None, None)] * 5,
    ]


@pytest.mark.parametrize("heading", ["Si 'ja'", "a]+[b", "#1", "=1+1", "A,B", "@a", " &<c>"])
def test_no_heading_becomes_part_of_a_formula(heading: str) -> None:
    columns = [Column(heading, "integer", total="sum")]
    page = first_page(write(Sheet("Ark", columns, [[1], [2]])))
    assert page["A4"].value == "=SUBTOTAL(109,A2:A3)"


def test_a_sum_counts_what_a_program_finds_to_be_numbers_and_is_exact() -> None:
    columns = [Column("Navn", "text"), Column("Tall", "decimal", total="sum")]
    values = [Decimal("0.1")] * 3 + [Fraction(1, 3)] * 3 + [7, 10**15, "8", None, float("nan")]
    page = first_page(write(Sheet("Ark", columns, [["a", v] for v in values])), data_only=True)
    assert page.cell(page.max_row, 2).value == 8.3


@pytest.mark.parametrize("kind", ["text", "date", "moment", "bool", "percent"])
def test_what_cannot_be_added_up_has_no_sum(kind: str) -> None:
    with pytest.raises(ValueError, match=kind):
        Column("Kolonne", kind, total="sum")


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
    assert sorted(table.ref for table in page.tables.values()) == ["A1:G3", "A32:A33", "A6:B7"]
    assert len(page._charts) == 1
    assert page.freeze_panes is None
    assert [one.id for one in page.row_breaks.brk] == [30]
    assert page.print_area == "'Ark'!$A$1:$N$33"  # as wide as the chart


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
    columns = [Column(rows[0][1], "text"), Column("Navn", "integer")]
    chart = Chart(rows[0][1], "bar", (1,), 0, 1, "0")
    sheet = Sheet(rows[0][0], columns, rows, chart=chart)
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
    assert most <= SAMPLE + 2 * BATCH


def test_the_memory_it_takes_does_not_grow_with_the_rows() -> None:
    class Nowhere(RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            return len(data)

    def peak(rows: int) -> int:
        sheet = Sheet("Ark", COLUMNS, ([f"navn {n}", *ROW[1:]] for n in range(rows)))
        tracemalloc.start()
        try:
            workbook_to(BufferedWriter(Nowhere()), [sheet], title="", author="", created=CREATED)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    small, large = peak(1_000), peak(10_000)
    assert large < small + 1_000_000
    assert large < 8_000_000


def test_a_table_too_heavy_for_a_page_goes_on_at_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exports.workbook.HEAVY", 1_000_000)
    rows = ([f"{n:06}" + "x" * 5_000] for n in range(500))
    content = write(Sheet("Ark", [Column("Navn", "text")], rows))
    pages = openpyxl.load_workbook(BytesIO(content)).worksheets
    assert [page.max_row for page in pages] == [201, 201, 101]
    body = [str(value)[:6] for page in pages for (value,) in page.iter_rows(2, values_only=True)]
    assert body == [f"{n:06}" for n in range(500)]


def test_what_is_written_to_a_file_is_what_is_returned(tmp_path: Path) -> None:
    sheet = Sheet("Ark", COLUMNS, [ROW])
    with (tmp_path / "bok.xlsx").open("wb") as file:
        workbook_to(file, [sheet], title="Prøve", author="Ada", created=CREATED)
    assert (tmp_path / "bok.xlsx").read_bytes() == write(sheet)


def test_a_table_longer_than_a_page_goes_on_at_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exports.workbook.FULL", 451)
    columns = [Column("Navn", "text"), Column("Antall", "integer", total="sum")]
    rows = ([f"rad {n}", n] for n in range(1_000))
    under = Sheet("Under", columns[:1], [["x"]])
    content = write(Sheet("Ark", columns, rows, below=[["Nederst", 1]], following=(under,)))
    pages = openpyxl.load_workbook(BytesIO(content), data_only=True).worksheets
    assert [page.title for page in pages] == ["Ark", "Ark 2", "Ark 3"]
    body = [row[1] for page in pages for row in page.values if str(row[0]).startswith("rad")]
    assert body == list(range(1_000))
    texts = [[row[0] for row in page.values if row[0]] for page in pages]
    assert [one[0] for one in texts] == ["Navn"] * 3
    assert [one[451:] for one in texts[:2]] == [["Sum"], ["Sum"]]
    assert texts[2][101:] == ["Sum", "Nederst", "Under", "Navn", "x"]
    assert [sum(len(page.tables) for page in pages), len(parts(content, "xl/tables/"))] == [4, 4]


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


def test_of_an_interrupted_file_no_program_makes_a_workbook() -> None:
    def rows() -> Iterator[list[Any]]:
        yield from [["a"]] * 300
        raise RuntimeError("broken")

    file = BytesIO()
    sheet = Sheet("Ark", [Column("Navn", "text")], rows())
    with pytest.raises(RuntimeError, match="broken"):
        workbook_to(file, [sheet], title="", author="", created=CREATED)
    with pytest.raises(KeyError):
        openpyxl.load_workbook(file)
    with pytest.raises(CalamineError):
        load_workbook(file)


def test_a_row_of_another_length_than_the_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="argument"):
        write(Sheet("Ark", COLUMNS, [*[ROW] * 300, ROW[:-1]]))

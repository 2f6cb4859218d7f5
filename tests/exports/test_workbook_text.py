"""What was typed comes out of a workbook: read by openpyxl, python-calamine and LibreOffice."""

import random
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from python_calamine import load_workbook

from exports.sheet import MARK, Column, Sheet, cell_text
from exports.workbook import workbook
from tests.exports.conftest import convert

CREATED = datetime(2025, 10, 15, 9, 0, tzinfo=UTC)
COLUMNS = [
    Column("Nummer", "integer", total="sum"),
    Column("Skår", "decimal", total="sum"),
    Column("Dag", "date"),
    Column("Tidspunkt", "moment"),
    Column("Tekst", "text"),
]
SIGNS = (
    *"aæøå ÆØÅ=+-@<>&\"'_x0041_#N/A!",
    *"\t\n\r\x00\x07\x0b\x1f\x7f\x85\u00a0\u200b\u2028\u202e\ufdd0\ufffe\uffff\ufeff",
    *"\ud800\udc00🐟👩‍🚀é日本ﷺ]]>",
    "_x000D_",
    "_x005F_",
    "</t>",
    "&amp;",
    "=1+1",
)


def typed(records: int) -> list[list[Any]]:
    """Return records with texts of everything a keyboard, a paste or a fault may bring."""
    chance = random.Random(20251015)
    rows = []
    for n in range(records):
        text = "".join(chance.choices(SIGNS, k=chance.randint(1, 12)))
        day = date(1900, 3, 1) + timedelta(days=chance.randrange(2_900_000))
        moment = datetime(2025, 1, 1) + timedelta(minutes=chance.randrange(10**6))
        number = chance.choice((n, -n, chance.randrange(-(10**15) + 1, 10**15)))
        rows.append([number, chance.uniform(-1e6, 1e6), day, moment, text])
    return rows


def unescaped(text: str) -> str:
    """Return a text as programs that know of `_x0041_` show it."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def is_kept(before: str, after: str) -> bool:
    """Whether a text came out equal or marked, by a program that knows of escapes or does not."""
    written = cell_text(before)
    shown = unescaped(written)
    is_honest = shown == before.replace("\r\n", "\n").replace("\r", "\n") or MARK in shown
    return is_honest and after in (written, shown)


def write(*sheets: Sheet) -> bytes:
    return workbook(sheets, title="Prøve", author="Ada", created=CREATED)


def by_openpyxl(content: bytes) -> list[list[Any]]:
    page = openpyxl.load_workbook(BytesIO(content), data_only=True).worksheets[0]
    return [list(row) for row in page.iter_rows(values_only=True)]


def by_openpyxl_as_it_reads(content: bytes) -> list[list[Any]]:
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def by_calamine(content: bytes) -> list[list[Any]]:
    return load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python()


READERS = [by_openpyxl, by_openpyxl_as_it_reads, by_calamine]


def check(rows: list[list[Any]], found: list[list[Any]], near: float = 0.0) -> None:
    """Find every cell of the rows in what was read."""
    assert found[0] == [column.title for column in COLUMNS]
    assert len(found) == len(rows) + 2
    for row, (number, score, day, moment, text) in zip(rows, found[1:-1], strict=True):
        assert number == row[0]
        assert score == pytest.approx(row[1], rel=near, abs=0)
        assert (as_moment(day), as_moment(moment)) == (as_moment(row[2]), row[3])
        assert is_kept(row[4], text)
    assert found[-1][0] == pytest.approx(sum(row[0] for row in rows), rel=near, abs=0)
    assert found[-1][1] == pytest.approx(sum(row[1] for row in rows), rel=1e-12)


def as_moment(value: date) -> datetime:
    """Return a day as its midnight, since python-calamine takes a midnight for a day."""
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)


@pytest.mark.parametrize("read", READERS)
def test_ten_thousand_records_come_out_as_they_were_typed(
    read: Callable[[bytes], list[list[Any]]],
) -> None:
    rows = typed(10_000)
    check(rows, read(write(Sheet("Ark", COLUMNS, rows))))


def by_libreoffice(soffice: str, content: bytes, folder: Path) -> list[list[list[Any]]]:
    """Return the rows of every sheet, as LibreOffice read them and wrote them again."""
    (folder / "bok.xlsx").write_bytes(content)
    convert(soffice, folder / "bok.xlsx", "xlsx", folder / "lest")
    book = load_workbook(str(folder / "lest" / "bok.xlsx"))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def changed(content: bytes, before: bytes, after: bytes) -> bytes:
    """Return the workbook with something in the XML of its pages replaced."""
    kept = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(kept, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            xml = source.read(name)
            is_page = name.startswith("xl/worksheets/sheet")
            target.writestr(name, re.sub(before, after, xml) if is_page else xml)
    return kept.getvalue()


def without_figures(content: bytes) -> bytes:
    """Return the workbook with its formulas, but not what they come to."""
    return changed(content, rb"</f><v>[^<]*</v>", b"</f>")


def test_libreoffice_reads_what_was_typed_and_the_sums(soffice: str, tmp_path: Path) -> None:
    rows = typed(1_000)
    check(rows, by_libreoffice(soffice, write(Sheet("Ark", COLUMNS, rows)), tmp_path)[0], 1e-14)


HEADINGS = ["Antall", "Andel av 3–6 år, %", "Barn [små]", "Nr. #1", "Si 'ja'", "A & B <c>", "a@b"]


def test_libreoffice_works_the_sums_out_alike_whatever_the_columns_are_called(
    soffice: str, tmp_path: Path
) -> None:
    columns = [Column(name, "decimal", total="sum") for name in HEADINGS]
    rows = [[n * factor for factor in range(1, 8)] for n in range(300)]
    under = Sheet("Under", COLUMNS[:2], [[1, 0.5], [2, 0.25]])
    content = write(
        Sheet("Det første", columns, rows, following=(under,)),
        Sheet("Det andre", COLUMNS[:2], [[10, 1]]),
    )
    given = by_libreoffice(soffice, content, tmp_path)
    assert [sheet[-1][:2] for sheet in given] == [[3, 0.75], [10, 1]]
    assert given[0][301] == [44_850 * factor for factor in range(1, 8)]
    assert by_libreoffice(soffice, without_figures(content), tmp_path) == given


def test_a_sum_is_of_the_rows_that_are_seen(soffice: str, tmp_path: Path) -> None:
    content = write(Sheet("Ark", COLUMNS[:2], [[1, 0.5], [2, 0.25], [4, 1]]))
    hidden = changed(content, rb'<row r="3"', b'<row r="3" hidden="1"')
    found = by_libreoffice(soffice, without_figures(hidden), tmp_path)[0]
    assert found[-1] == [5, 1.5]

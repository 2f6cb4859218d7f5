"""The writer of workbooks against openpyxl, XlsxWriter and the zlib limit, all in turns.

A tidy sheet of fifteen columns, half of them texts, and a page of 5,000 styled rows with a table
and two charts. Processor time, since the machine has other work.
"""

import io
import multiprocessing
import statistics
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.table import Table

from exports.sheet import Chart, Column, Sheet
from exports.workbook import workbook, workbook_to

KINDS = [*["integer"] * 3, *["decimal"] * 2, *["text"] * 7, "date", "moment", "bool"]
COLUMNS = [Column(f"Kolonne {n}", kind) for n, kind in enumerate(KINDS, 1)]
FORMATS = {
    "integer": "#,##0",
    "decimal": "0.00",
    "date": "dd.mm.yyyy",
    "moment": "dd.mm.yyyy hh:mm",
}
STYLED, ALIKE, LONG = 5_000, 30_000, 300_000  # rows
ROUNDS = 3
HOUSES = ("Åsly barnehage", "Bekken barnehage", "Rød og blå & co", "Solstua", "Tyttebærtua")


def rows(count: int) -> Iterator[list[Any]]:
    """Yield so many rows: 3 integers, 2 decimals, 7 texts, a day, a moment and a yes or no."""
    day, moment = date(2025, 1, 1), datetime(2025, 1, 1, 12)
    for n in range(count):
        note = f"Notat nummer {n} om <lek> og språk i rommet" if n % 10 < 3 else None
        texts = [f"Avdeling {n % 997}", "Småbarn", f"ref-{n:08d}", "Ada Ås", "Intern", note]
        numbers = [n, n % 7, 2020 + n % 5, n / 3, n % 100 / 100]
        when = [day + timedelta(n % 365), moment + timedelta(minutes=n), n % 2 == 0]
        yield [*numbers, HOUSES[n % 5], *texts, *when]


def measure() -> dict[str, dict[str, float]]:
    """Return the median seconds of processor time of each way, by case."""
    source = list(rows(STYLED))
    return {
        "styled": _in_turns(
            {
                "house": lambda: _house(source, charts=CHARTS),
                "openpyxl": lambda: _openpyxl(source),
                "xlsxwriter": lambda: _xlsxwriter(source),
            }
        ),
        "tidy": _in_turns(
            {
                "house": lambda: _house(rows(ALIKE)),
                "write-only": lambda: _write_only(rows(ALIKE)),
                "xlsxwriter": lambda: _bare_xlsxwriter(rows(ALIKE)),
            }
        ),
        "long": _long(),
    }


def _in_turns(ways: dict[str, Callable[[], Any]]) -> dict[str, float]:
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            spent[name].append(_seconds(way))
    return {name: statistics.median(values) for name, values in spent.items()}


def _seconds(way: Callable[[], Any]) -> float:
    begun = time.process_time()
    way()
    return time.process_time() - begun


def _long() -> dict[str, float]:
    """Return what the long sheet costs, what deflating its XML costs alone, and megabytes grown."""
    written: list[bytes] = []
    house = _seconds(lambda: written.append(_house(rows(LONG))))
    with ZipFile(io.BytesIO(written[0])) as file:
        xml = file.read("xl/worksheets/sheet1.xml")
    limit = _seconds(lambda: _deflate(xml))
    with multiprocessing.get_context("spawn").Pool(1) as other:
        grown = other.apply(_grown)
    return {"house": house, "zlib": limit, "megabytes": grown}


def _deflate(xml: bytes) -> None:
    press = zlib.compressobj(6, zlib.DEFLATED, -15)
    for at in range(0, len(xml), 100_000):
        press.compress(xml[at : at + 100_000])
    press.flush()


def _grown() -> float:
    """Return by how many megabytes the process grows while it writes the long sheet to a file."""
    before = _highest()
    with open("/dev/null", "wb") as file:
        workbook_to(file, [Sheet("Ark", COLUMNS, rows(LONG))], title="", author="", created=NOW)
    return _highest() - before


def _highest() -> float:
    """Return the most memory this process has held, in megabytes (Linux)."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) / 1024


NOW = datetime(2025, 10, 15, tzinfo=UTC)
CHARTS = (
    Chart("Skår", "bar", (3,), 0, None, "0"),
    Chart("Andel", "line", (4,), 0, 1, "0 %"),
)


def _house(source: Any, charts: Sequence[Chart] = ()) -> bytes:
    sheet = Sheet("Ark", COLUMNS, source, charts=charts)
    return workbook([sheet], title="", author="", created=NOW)


def _openpyxl(source: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.append([column.title for column in COLUMNS])
    line = Border(bottom=Side(style="thin"))
    for cell in page[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DCE6EC")
    for at, row in enumerate(source, 2):
        for n, value in enumerate(row):
            cell = page.cell(at, n + 1, value)
            cell.border = line
            if KINDS[n] in FORMATS:
                cell.number_format = FORMATS[KINDS[n]]
    page.add_table(Table(displayName="tabell", ref=f"A1:O{STYLED + 1}"))
    page.freeze_panes = "A2"
    for kind, column in ((BarChart, 4), (LineChart, 5)):
        chart: Any = kind()
        values = Reference(page, min_col=column, min_row=1, max_row=STYLED + 1)
        chart.add_data(values, titles_from_data=True)
        page.add_chart(chart, "Q2")
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _xlsxwriter(source: list[list[Any]]) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept)
    page = book.add_worksheet()
    looks = [
        book.add_format({"num_format": FORMATS.get(kind, "General"), "bottom": 1}) for kind in KINDS
    ]
    for at, row in enumerate(source, 1):
        for n, value in enumerate(row):
            page.write(at, n, value, looks[n])
    heads = [{"header": column.title} for column in COLUMNS]
    page.add_table(0, 0, STYLED, len(COLUMNS) - 1, {"columns": heads})
    page.freeze_panes(1, 0)
    for kind, column in (("column", 3), ("line", 4)):
        chart = book.add_chart({"type": kind})
        chart.add_series({"values": ["Sheet1", 1, column, STYLED, column]})
        page.insert_chart("Q2", chart)
    book.close()
    return kept.getvalue()


def _write_only(source: Iterator[list[Any]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    page.append([column.title for column in COLUMNS])
    for row in source:
        page.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _bare_xlsxwriter(source: Iterator[list[Any]]) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"constant_memory": True})
    page = book.add_worksheet()
    looks = {
        "date": book.add_format({"num_format": FORMATS["date"]}),
        "moment": book.add_format({"num_format": FORMATS["moment"]}),
    }
    for at, row in enumerate(source):
        for n, value in enumerate(row):
            page.write(at, n, value, looks.get(KINDS[n]))
    book.close()
    return kept.getvalue()

"""Read a workbook in a process of its own, short of memory and time: bytes in, rows as JSON out.

A workbook from elsewhere may be built to do harm. This file is run as a script that knows nothing
of the house, holds no secret and no database, and dies of whatever goes wrong in it.
"""

import contextlib
import io
import json
import os
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

MEGABYTE = 1024 * 1024
SIZE = 5 * MEGABYTE
INFLATED = 50 * MEGABYTE  # counted while inflating: headers lie
RATIO = 100  # inflated to packed; looked at from one megabyte on
MEMBERS = 200
ROWS = 5_000  # without the headings
COLUMNS = 100
CELL = 32_767  # characters, as in Excel
TEXT = 10_000_000  # characters altogether: a cell's text may be shared by many cells
MACROS = "vbaproject.bin"  # the part that a workbook keeps its macros in
LAST_ROW = 1_048_576  # of Excel
MEMORY = 512 * MEGABYTE
SECONDS = 10  # of work; the one who waits gives up after WAIT
WAIT = 15
ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")
Rows = list[tuple[int, list[str]]]


class Unreadable(Exception):
    """A table that is not taken, for a reason that has a code."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def letters(index: int) -> str:
    """Return the name Excel gives the column at an index counted from 0: A, Z, AA."""
    before, last = divmod(index, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def bounded(rows: Iterable[list[str]]) -> Rows:
    """Return the rows that hold anything with their numbers; raise Unreadable past a limit."""
    found: Rows = []
    text = 0
    for number, cells in enumerate(rows, 1):
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            found.append((number, cells))
            text += _checked_length(number, cells)
        if number > LAST_ROW or len(found) > ROWS + 1:
            raise Unreadable("table.rows", limit=ROWS)
        if text > TEXT:
            raise Unreadable("table.inflated", limit=INFLATED // MEGABYTE)
    return found


def _checked_length(number: int, cells: list[str]) -> int:
    if len(cells) > COLUMNS:
        raise Unreadable("table.columns", row=number, limit=COLUMNS)
    for index, cell in enumerate(cells):
        if len(cell) > CELL:
            raise Unreadable("table.cell_long", row=number, column=letters(index), limit=CELL)
        if cell in ERRORS:
            raise Unreadable("table.formula", row=number, column=letters(index), value=cell)
    return sum(map(len, cells))


def check_archive(content: bytes) -> None:
    """Inflate every part of a workbook piece by piece; raise Unreadable when there is too much."""
    inflated = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > MEMBERS:
            raise Unreadable("table.members", limit=MEMBERS)
        if any(member.filename.casefold().endswith(MACROS) for member in members):
            raise Unreadable("table.macros")
        for member in members:
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ValueError("a workbook is packed in other ways only by those who mean harm")
            with archive.open(member) as part:
                while piece := part.read(65_536):
                    inflated += len(piece)
                    if inflated > min(INFLATED, max(MEGABYTE, RATIO * len(content))):
                        raise Unreadable("table.inflated", limit=INFLATED // MEGABYTE)


def as_text(value: Any) -> str:
    """Return a cell's value as text: whole numbers without a point, dates as 2025-09-05."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        whole_day = not (value.hour or value.minute or value.second)
        return str(value.date() if whole_day else value.replace(microsecond=0))
    if isinstance(value, date | timedelta):
        return str(value)
    return str(value)


def read(content: bytes) -> Rows:
    """Return the rows of the first sheet that is shown and holds anything.

    Raises Unreadable past a limit, and anything at all for a file that is not a workbook.
    """
    check_archive(content)
    from openpyxl import DEFUSEDXML, LXML, load_workbook

    if LXML or not DEFUSEDXML:
        raise RuntimeError("workbooks are read with defusedxml only")
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in shown or book.worksheets:
        sheet.reset_dimensions()  # what a sheet says of its size may be wrong either way
        if rows := bounded(_texts(sheet)):
            return rows
    return []


def _texts(sheet: Any) -> Iterator[list[str]]:
    for values in sheet.iter_rows(values_only=True):
        yield [as_text(value) for value in values]


def restrict() -> None:
    """Take from this process the right to much memory, long work and any file to write."""
    sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]  # large, and not needed
    try:
        import resource
    except ImportError:  # not on Windows: there only the waiting is limited
        return
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a narrower limit holds already
            resource.setrlimit(kind, (limit, limit + (kind == resource.RLIMIT_CPU)))


def main() -> None:
    """Answer the workbook on standard input with {"rows": ...} or {"code": ..., "values": ...}."""
    restrict()
    try:
        answer: dict[str, Any] = {"rows": read(sys.stdin.buffer.read(SIZE + 1))}
    except Unreadable as reason:
        answer = {"code": reason.code, "values": reason.values}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)  # there is nothing to tidy


if __name__ == "__main__":
    main()

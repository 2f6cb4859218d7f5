"""Read a table file (.xlsx or .csv) into headings and rows, or say in which row and why not."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from collect.rules.refusals import RuleBroken
from collect.rules.tables import Table, heading_key
from forms import table_reader
from forms.table_reader import Rows, Unreadable, letters

_READER = Path(table_reader.__file__)
_ZIP, _OLD_EXCEL = b"PK", b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_UTF_8_LETTER = re.compile(rb"[\xc3-\xc5][\x80-\xbf]")
_DELIMITERS = ";,\t"


def read_table(name: str, content: bytes) -> Table:
    """Return the table in a file, recognised by what it holds; `name` only shows what was meant.

    Raises RuleBroken("table....") with the row (as Excel numbers it) and column where there is one.
    """
    try:
        return _table(_rows(name, content))
    except Unreadable as reason:
        raise RuleBroken(reason.code, "file", **reason.values) from None


def _rows(name: str, content: bytes) -> Rows:
    if len(content) > table_reader.SIZE:
        raise Unreadable("table.too_big", limit=table_reader.SIZE // table_reader.MEGABYTE)
    if not content.strip():
        raise Unreadable("table.empty")
    if content.startswith(_ZIP + b"\x03\x04"):
        return _read_apart(content)
    if content.startswith(_OLD_EXCEL):
        raise Unreadable("table.old_excel")
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise Unreadable("table.not_excel")
    return table_reader.bounded(_split(_decoded(content)))


def _read_apart(content: bytes) -> Rows:
    """Read a workbook in a process of its own; whatever goes wrong there is one refusal here."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    try:
        child = subprocess.run(  # noqa: S603 (our own file, and no shell)
            [sys.executable, "-I", "-B", str(_READER)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=table_reader.WAIT,
            env={**kept, "OPENPYXL_LXML": "False"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("table.heavy") from None
    if child.returncode == -getattr(signal, "SIGXCPU", 24):
        raise Unreadable("table.heavy")
    if child.returncode:
        raise Unreadable("table.corrupt")
    answer = json.loads(child.stdout)
    if "code" in answer:
        raise Unreadable(answer["code"], **answer["values"])
    return [(number, cells) for number, cells in answer["rows"]]


def _decoded(content: bytes) -> str:
    """Return the text of a CSV file: UTF-8, or Windows-1252 when it cannot be that."""
    if content.startswith(_UTF_16):
        raise Unreadable("table.utf16")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = error.object.count(b"\n", 0, error.start) + 1
        # One broken letter in a file of UTF-8 must not turn all the others into other letters.
        if content.startswith(b"\xef\xbb\xbf") or _UTF_8_LETTER.search(content):
            raise Unreadable("table.encoding", row=place) from None
        text = _from_windows(content)
    if found := _NOT_TEXT.search(text):
        raise Unreadable("table.binary", row=text.count("\n", 0, found.start()) + 1)
    return text


def _from_windows(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unreadable("table.binary", row=content.count(b"\n", 0, error.start) + 1) from None


def _split(text: str) -> Iterator[list[str]]:
    """Yield the rows of CSV text; raise Unreadable("table.quote") where quotes do not match."""
    told = re.match(r"sep=(.)\r?\n", text)  # a first line that Excel understands, and hides
    if told:
        text = text[told.end() :]
    delimiter = told[1] if told else _delimiter(text)
    lines = io.StringIO(text, newline="")
    done = 0
    try:
        for cells in csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True):
            yield cells
            done += 1
    except csv.Error:
        raise Unreadable("table.quote", row=done + 1) from None


def _delimiter(text: str) -> str:
    """Return the sign that divides the first line divided at all; quoted signs do not count."""
    bare = re.sub(r'"[^"]*"', "", text[:20_000])
    for line in bare.splitlines():
        counts = {sign: line.count(sign) for sign in _DELIMITERS}
        if any(counts.values()):
            return max(counts, key=lambda sign: counts[sign])
    return ","


def _table(rows: Rows) -> Table:
    """Take the first row of at least two cells as headings (above it may stand a title)."""
    start = next((n for n, (_, cells) in enumerate(rows) if len(_filled(cells)) > 1), 0)
    if not rows:
        raise Unreadable("table.empty")
    headings = _headings(rows[start][1])
    below = tuple(
        (number, _by_heading(number, cells, headings)) for number, cells in rows[start + 1 :]
    )
    if not below:
        raise Unreadable("table.no_rows")
    return Table(tuple(heading for heading in headings if heading), below)


def _filled(cells: list[str]) -> list[str]:
    return [cell for cell in cells if cell.strip()]


def _headings(cells: list[str]) -> list[str]:
    """Return the headings in one line each; raise Unreadable("table.heading_twice")."""
    headings = [" ".join(cell.split()) for cell in cells]
    seen: dict[str, int] = {}
    for index, heading in enumerate(headings):
        first = seen.setdefault(heading_key(heading) or heading, index)
        if heading and first != index:
            places = {"first": letters(first), "second": letters(index)}
            raise Unreadable("table.heading_twice", heading=heading, **places)
    return headings


def _by_heading(number: int, cells: list[str], headings: list[str]) -> dict[str, str]:
    if len(cells) > len(headings):
        counts = {"cells": len(cells), "headings": len(headings)}
        raise Unreadable("table.row_long", row=number, **counts)
    found = {heading: "" for heading in headings if heading}
    for index, (heading, cell) in enumerate(zip(headings, cells, strict=False)):
        if heading:
            found[heading] = cell.strip()
        elif cell.strip():
            raise Unreadable("table.heading_missing", row=number, column=letters(index))
    return found

"""A cohort's workbook of the demonstration, against raw openpyxl write-only of the same cells."""

import io
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl

from collect import database
from collect.demo import municipality
from collect.rules.access import HOUSE
from exports.cohorts import cohort_workbook

ROUNDS, COHORT = 5, 4


def measure(path: Path) -> tuple[int, dict[str, float]]:
    """Return the number of cells and the median seconds of each way, measured in turns."""
    path.unlink(missing_ok=True)
    database.open_database(f"sqlite:///{path}")
    database.connect()
    database.migrate()
    now = datetime.now(UTC)
    municipality.fill(1, now=now)
    _, content = cohort_workbook(HOUSE, COHORT, now=now, municipality="Kommune")
    cells = _cells(content)
    ways: dict[str, Callable[[], Any]] = {
        "raw": lambda: _raw(cells),
        "house": lambda: cohort_workbook(HOUSE, COHORT, now=now, municipality="Kommune"),
    }
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            begun = time.perf_counter()
            way()
            spent[name].append(time.perf_counter() - begun)
    count = sum(1 for rows in cells.values() for row in rows for value in row if value is not None)
    return count, {name: statistics.median(values) for name, values in spent.items()}


def _cells(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def _raw(cells: dict[str, list[tuple[Any, ...]]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    for title, rows in cells.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()

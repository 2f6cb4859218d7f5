"""Measure everything and write bench/results.md: ratios from one run, with machine and date."""

import os
import platform
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import export, observation, served, start
from collect import database

RESULTS = Path(__file__).with_name("results.md")


def main() -> None:
    """Run every bench and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [*_head(), *_observation(Path(folder, "observation.db"))]
        lines += _start(Path(folder, "observation.db"))
        database.db.close()
        lines += _export(Path(folder, "export.db"))
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def _head() -> list[str]:
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return [
        "# What the bench measured",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} x {cpu}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}.",
        "Each pair was measured in turns in one run; trust the ratios, not the absolute figures.",
        "",
        "| What | Figure | Against | Ratio |",
        "|---|---|---|---|",
    ]


def _observation(path: Path) -> list[str]:
    case = observation.Case(path)
    cpu = dict(observation.cpu(case))
    loads = served.measure(case)
    raw, house = loads["raw"], loads["house"]
    return [
        f"| Observation posted (CSRF, WTForms, 36 rows in one transaction), CPU | {cpu['house']:.2f} ms | bare Flask view, 1 insert: {cpu['raw']:.2f} ms | {cpu['house'] / cpu['raw']:.1f} |",
        f"| the same | {cpu['house']:.2f} ms | the same rows and checks by hand: {cpu['hand']:.2f} ms | {cpu['house'] / cpu['hand']:.1f} |",
        f"| Observation served, 16 clients, waitress, WAL and FULL | {house.rate:.0f}/s | bare Flask view, 1 insert: {raw.rate:.0f}/s | {house.rate / raw.rate:.2f} |",
        f"| the same, slowest hundredth | {house.p99:.0f} ms | its own median: {house.p50:.0f} ms | {house.p99 / house.p50:.1f} |",
    ]


def _export(path: Path) -> list[str]:
    cells, spent = export.measure(path)
    return [
        f"| Cohort workbook from the database ({cells} cells, tables, charts, styles) | {spent['house']:.2f} s | openpyxl write-only, the bare cells: {spent['raw']:.2f} s | {spent['house'] / spent['raw']:.1f} |"
    ]


def _start(path: Path) -> list[str]:
    spent = start.measure(path)
    return [
        f"| Start to first answer | {spent['house']:.2f} s | bare Flask page: {spent['bare']:.2f} s | {spent['house'] / spent['bare']:.1f} |"
    ]


if __name__ == "__main__":
    main()

"""Measure everything and write bench/results.md: ratios from one run, with machine and date.

`--scale N` says of how many municipalities the figures are kept (50); 1 or 5 make a quick run.
"""

import argparse
import os
import platform
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import (
    cpu,
    export,
    export_sheets,
    figures,
    house,
    imports,
    observation,
    office,
    registration,
    served,
    start,
)
from collect import database
from tests.postgres import find_server, make_database

RESULTS = Path(__file__).with_name("results.md")


def main() -> None:
    """Run every bench and write the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--scale", type=int, default=50)
    scale = asked.parse_args().scale
    with tempfile.TemporaryDirectory() as folder:
        lines = [*_head(), *_observation(Path(folder, "observation.db"))]
        lines += _start(Path(folder, "observation.db"))
        database.db.close()
        lines += _registration(Path(folder, "registration.db"))
        lines += _export(Path(folder, "export.db"))
        lines += _import(f"sqlite:///{Path(folder, 'import.db')}")
        lines += _offices(folder)
        for size in sorted({1, scale}):
            lines += _figures(size, folder)
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
    spent = cpu.measure(case, ("raw", "hand", "house"))
    return [
        f"| Observation posted (CSRF, WTForms, 36 rows in one transaction), CPU | {spent['house']:.2f} ms | bare Flask view, 1 insert: {spent['raw']:.2f} ms | {spent['house'] / spent['raw']:.1f} |",
        f"| the same | {spent['house']:.2f} ms | the same rows and checks by hand: {spent['hand']:.2f} ms | {spent['house'] / spent['hand']:.1f} |",
        *_served("Observation", case),
    ]


def _served(what: str, case: served.Case) -> list[str]:
    loads = served.measure(case)
    raw, own = loads["raw"], loads["house"]
    return [
        f"| {what} served, 16 clients, waitress, WAL and FULL | {own.rate:.0f}/s | bare Flask view, 1 insert: {raw.rate:.0f}/s | {own.rate / raw.rate:.2f} |",
        f"| the same, slowest hundredth | {own.p99:.0f} ms | its own median: {own.p50:.0f} ms | {own.p99 / own.p50:.1f} |",
    ]


def _registration(path: Path) -> list[str]:
    case = registration.Case(house.build(path), path)
    spent = cpu.measure(case, ("raw", "house"))
    lines = [
        f"| Registration posted (seat or number in line, receipt by mail with a calendar entry), CPU | {spent['house']:.2f} ms | bare Flask view, 1 insert: {spent['raw']:.2f} ms | {spent['house'] / spent['raw']:.1f} |",
        *_served("Registration", case),
        *_crowds("SQLite", case),
    ]
    database.db.close()
    server = find_server()
    if server is not None:
        with make_database(server) as url:
            lines += _crowds("PostgreSQL", registration.Case(house.settle(url)))
            database.db.close()
            database.db.close_idle()
    return lines


def _crowds(name: str, case: registration.Case) -> list[str]:
    lines = []
    for size in CROWDS:
        found = registration.crowds(case, size)
        own, parsing = found["house"], found["parsing"]
        lines.append(
            f"| {size} at once for {registration.SEATS} seats, all answered ({name}; slowest hundredth {own.p99:.0f} ms) | {own.spent:.0f} ms | only parsing the posts: {parsing.spent:.0f} ms | {own.spent / parsing.spent:.1f} |"
        )
    return lines


CROWDS = (200, registration.PEOPLE)
LIMIT, COLD = 50.0, 2000.0  # milliseconds: performance.md §4


def _figures(scale: int, folder: str) -> list[str]:
    lines = []
    for name, found in figures.everywhere(scale, folder):
        of = f"{found.departments:,} departments, {found.scores / 1e6:.1f} M scores, {name}"
        for what, key, limit in (
            ("Coverage board, all steps per cohort", "board", LIMIT),
            ("the same per network", "board by network", LIMIT),
            ("the same, six semesters together", "six semesters", LIMIT),
            ("Scores of all cohorts and semesters, from the histogram", "histogram of all", LIMIT),
            ("One cohort's page: means, middle half, distributions", "one cohort", LIMIT),
            ("The histogram of one cohort and semester, cold from the scores", "cold, one", COLD),
            ("The histogram of everything, cold from the scores", "cold, all", COLD),
        ):
            took = found.spent[key]
            lines.append(
                f"| {what}: {of} | {took:.1f} ms | target: {limit:.0f} ms | {took / limit:.2f} |"
            )
        lines.append(
            f"| The check that every figure is exact: {of} | {found.spent['check'] / 1000:.1f} s | making them all anew: {found.spent['rebuild'] / 1000:.1f} s | {found.spent['check'] / found.spent['rebuild']:.1f} |"
        )
    return lines


def _export(path: Path) -> list[str]:
    cells, spent = export.measure(path)
    return [
        f"| Cohort workbook from the database ({cells} cells, tables, charts, styles) | {spent['house']:.2f} s | openpyxl write-only, the bare cells: {spent['raw']:.2f} s | {spent['house'] / spent['raw']:.1f} |",
        *_sheets(),
    ]


def _sheets() -> list[str]:
    found = export_sheets.measure()
    styled, tidy, long = found["styled"], found["tidy"], found["long"]
    page = (
        f"A page of {export_sheets.STYLED:,} styled rows of 15 columns, a table and two charts, CPU"
    )
    sheet = f"A tidy sheet of {export_sheets.ALIKE:,} rows of 15 columns, CPU"
    whole = f"The same of {export_sheets.LONG:,} rows, CPU"
    return [
        f"| {what} | {ours:.2f} s | {against}: {theirs:.2f} s | {ours / theirs:.2f} |"
        for what, ours, against, theirs in (
            (page, styled["house"], "openpyxl", styled["openpyxl"]),
            ("the same", styled["house"], "XlsxWriter", styled["xlsxwriter"]),
            (sheet, tidy["house"], "openpyxl write-only, no styles", tidy["write-only"]),
            ("the same", tidy["house"], "XlsxWriter, constant memory", tidy["xlsxwriter"]),
            (whole, long["house"], "deflating its XML alone, level 6", long["zlib"]),
        )
    ] + [
        f"| the same, memory taken while it is written to a file | {long['megabytes']:.1f} MB | target: 16 MB | {long['megabytes'] / 16:.2f} |"
    ]


def _import(url: str) -> list[str]:
    spent = imports.measure(url)
    database.db.close()
    return [
        f"| A table of {imports.PEOPLE:,} people {what} | {took:.0f} ms | target: {imports.LIMIT:.0f} ms | {took / imports.LIMIT:.2f} |"
        for what, took in spent.items()
    ]


def _offices(folder: str) -> list[str]:
    lines = _office("SQLite", f"sqlite:///{Path(folder, 'office.db')}")
    database.db.close()
    server = find_server()
    if server is not None:
        with make_database(server) as url:
            lines += _office("PostgreSQL", url)
            database.db.close()
            database.db.close_idle()
    return lines


def _office(name: str, url: str) -> list[str]:
    """Return the rows of the office's list: processor time here, and waiting, since a server works elsewhere."""
    spent = office.measure(office.build(url))
    lines = []
    for what, key in (
        ("first page", "first"),
        (f"page {office.DEEP}", "deep"),
        ("a search that many fit", "common"),
        ("a search that one fits", "rare"),
    ):
        own, plain, first = spent["house", key], spent["plain", key], spent["house", "first"]
        of = f"Office list of {office.PEOPLE:,} people, {what} ({name})"
        lines += [
            f"| {of}, CPU | {own.cpu:.1f} ms | plain Flask-Admin view: {plain.cpu:.1f} ms | {own.cpu / plain.cpu:.2f} |",
            f"| the same, until it is there | {own.wall:.1f} ms | its own first page: {first.wall:.1f} ms | {own.wall / first.wall:.1f} |",
        ]
    return lines


def _start(path: Path) -> list[str]:
    spent = start.measure(path)
    return [
        f"| Start to first answer | {spent['house']:.2f} s | bare Flask page: {spent['bare']:.2f} s | {spent['house'] / spent['bare']:.1f} |"
    ]


if __name__ == "__main__":
    main()

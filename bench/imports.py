"""A table with a row for each of 2,204 people, looked through and taken in."""

import statistics
import time
from datetime import date, timedelta

from bench.house import NOW, TODAY, settle
from collect import imports, people
from collect.models.certificates import Certificate
from collect.rules.access import HOUSE
from collect.rules.tables import Table

PEOPLE, LIMIT, ROUNDS = 2_204, 3_000.0, 3  # people; milliseconds
HEADINGS = ("E-post", "Versjon", "Bestått", "Gjelder til", "Resultat", "Kilde")


def measure(url: str) -> dict[str, float]:
    """Return the median milliseconds of looking such a table through, and of taking it in."""
    settle(url)
    for n in range(PEOPLE):
        people.find_or_add(f"Person {n}", f"person{n}@eksempel.no", by=HOUSE, now=NOW)
    spent: dict[str, list[float]] = {"looked through": [], "taken in": []}
    for number in range(ROUNDS):
        table = _table(TODAY - timedelta(days=100 + number))
        for what, times in spent.items():
            begun = time.perf_counter()
            report = imports.import_certificates(
                table, by=HOUSE, now=NOW, dry_run=what == "looked through"
            )
            times.append((time.perf_counter() - begun) * 1000)
            if report.is_refused:
                raise SystemExit(f"the bench was refused: {report.lines[0]}")
    if Certificate.select().count() != PEOPLE * ROUNDS:
        raise SystemExit("not every row was taken in")
    return {what: statistics.median(times) for what, times in spent.items()}


def _table(passed: date) -> Table:
    until = (passed + timedelta(days=360)).isoformat()
    rows = [
        (f"person{n}@eksempel.no", "prek", passed.isoformat(), until, "85", "Kursbevis")
        for n in range(PEOPLE)
    ]
    return Table(
        HEADINGS, tuple((n, dict(zip(HEADINGS, row, strict=True))) for n, row in enumerate(rows, 2))
    )

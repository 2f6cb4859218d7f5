"""Coverage board and cohort figures of a municipality, and of fifty: from what is kept, and made anew."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from collect import database, observations_figures, observations_loop, programme_coverage
from collect import observations_instruments as instruments
from collect import programme_figures as scores
from collect.database import db, is_sqlite, writing
from collect.models.observations import Instrument
from collect.models.organisation import Affiliation, Cohort
from collect.rules.access import HOUSE
from collect.rules.calendar import Semester
from tests.postgres import find_server, make_database

TODAY = date(2025, 11, 3)
SEMESTER = Semester(2025, "autumn")
SEMESTERS = 21  # with the one at hand: 476 departments make 9,996 visits
COHORTS, NETWORKS, HOUSES, ROOMS = 6, 10, 110, 476  # of one municipality
ROUNDS = 15


@dataclass(frozen=True)
class Measured:
    """What was there, and the milliseconds of each question."""

    departments: int
    scores: int
    spent: dict[str, float]


# All rows are made by the database from the numbers 1 to n; what they say is made up from their ids.
_ROWS = """
INSERT INTO cohort (id, number, start) SELECT i, i, '2014-08-01' FROM n WHERE i <= {cohorts};
INSERT INTO network (id, name, sort) SELECT i, 'Nettverk ' || i, 'n' || i FROM n WHERE i <= {networks};
INSERT INTO kindergarten (id, org_number, name, sort, search, owner, ownership, address, postal_code, city, is_active)
    SELECT i, CAST(i AS TEXT), 'Barnehage ' || i, 'b' || i, '', '', 'public', '', '', '', {true} FROM n WHERE i <= {houses};
INSERT INTO affiliation (kindergarten_id, cohort_id, network_id, valid_from)
    SELECT i, 1 + (i - 1) % {block} * {cohorts} / {block}, 1 + (i - 1) * {networks} / {houses}, '2014-08-01'
    FROM n WHERE i <= {houses};
INSERT INTO department (id, kindergarten_id, name, sort, search, opened_on)
    SELECT i, 1 + (i - 1) * {houses} / {rooms}, 'Avdeling ' || i, 'a' || i, '', '2014-08-01' FROM n WHERE i <= {rooms};
INSERT INTO department_period (department_id, age_group, children, valid_from)
    SELECT i, 'preschool', 14, '2014-08-01' FROM n WHERE i <= {rooms};
INSERT INTO person (id, name, sort, search) SELECT i, 'Person ' || i, 'p' || i, '' FROM n WHERE i <= {houses};
INSERT INTO observation (id, reference, department_id, semester, instrument_id, observer_id, observed_on, relation,
    certificate, cycles_required, received_at, released_at, is_double, version, return_note)
    SELECT i, 'R' || i, 1 + i % {rooms}, s.code, {instrument}, 1 + i % {houses}, s.day, 'external', 'valid', 3,
    '2025-01-01 12:00:00', CASE WHEN i % 10 < 9 THEN {released} END, {false}, 1, ''
    FROM n JOIN semesters s ON s.number = (i - 1) / {rooms}
    WHERE i <= {visits} AND NOT (i > {visits} - {rooms} AND i % 5 < 2);
INSERT INTO score (observation_id, cycle, dimension_id, value)
    SELECT o.id, c.i, d.id, 1 + ((o.id * 2654435761) % 8191 + d.id * 131 + c.i * 31) % 7
    FROM observation o CROSS JOIN dimension d JOIN domain m ON m.id = d.domain_id
    CROSS JOIN (SELECT i FROM n WHERE i <= 3) c WHERE m.instrument_id = {instrument}
    ORDER BY o.id, d.id, c.i;
INSERT INTO visit (uid, department_id, semester, planned_on, status, starts_at, relation, reasons, note, sequence, changed_at)
    SELECT 'v' || i, i, '2025-autumn', '2025-11-20', 'accepted', '', 'external', '[]', '', 0, '2025-10-01 12:00:00'
    FROM n WHERE i <= {rooms} AND i % 3 = 0
"""


def build(scale: int) -> tuple[int, int]:
    """Fill the open, empty database with so many municipalities; return departments and scores."""
    database.connect()
    database.migrate()
    instruments.seed_instruments()
    one = Instrument.get(Instrument.version == "prek").id
    sizes = {
        "cohorts": COHORTS,
        "networks": NETWORKS * scale,
        "block": HOUSES,
        "houses": HOUSES * scale,
        "rooms": ROOMS * scale,
        "visits": ROOMS * scale * SEMESTERS,
    }
    words = {
        "instrument": one,
        "true": "1" if is_sqlite() else "TRUE",
        "false": "0" if is_sqlite() else "FALSE",
        "released": "'2025-01-02 12:00:00'" if is_sqlite() else "TIMESTAMP '2025-01-02 12:00:00'",
    }
    _prepare()
    with db.atomic():
        _count_to(sizes["visits"])
        _semesters()
        for statement in _ROWS.format(**sizes, **words).split(";"):
            db.execute_sql(statement if is_sqlite() else statement.replace("%", "%%"))
        db.execute_sql("DROP TABLE n")
        db.execute_sql("DROP TABLE semesters")
    _settle()
    return sizes["rooms"], int(db.execute_sql("SELECT COUNT(*) FROM score").fetchone()[0])


def _prepare() -> None:
    """Let the database build fast: what is lost in a power cut is made again."""
    if is_sqlite():
        db.execute_sql("PRAGMA journal_mode = OFF")
        db.execute_sql("PRAGMA synchronous = OFF")
        db.execute_sql("PRAGMA foreign_keys = OFF")
    else:
        db.execute_sql("SET session_replication_role = replica")


def _settle() -> None:
    """Leave the database as a house would have it."""
    if is_sqlite():
        for pragma, value in database.PRAGMAS.items():
            db.execute_sql(f"PRAGMA {pragma} = {value}")
    else:
        db.execute_sql("SET session_replication_role = origin")
        db.execute_sql("ANALYZE")  # which its own autovacuum would do within the minute


def _count_to(last: int) -> None:
    if is_sqlite():
        db.execute_sql("CREATE TABLE n (i INTEGER PRIMARY KEY)")
        db.execute_sql(
            "WITH RECURSIVE up(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM up WHERE i < ?) "
            "INSERT INTO n SELECT i FROM up",
            (last,),
        )
    else:
        db.execute_sql("CREATE TABLE n AS SELECT i FROM generate_series(1, %s) AS i", (last,))


def _semesters() -> None:
    db.execute_sql("CREATE TABLE semesters (number INTEGER, code TEXT, day DATE)")
    place = "?" if is_sqlite() else "%s"
    for number in range(SEMESTERS):
        one = SEMESTER.shift(number + 1 - SEMESTERS)
        day = date(one.year, 3, 3) if one.term == "spring" else date(one.year, 10, 14)
        db.execute_sql(
            f"INSERT INTO semesters VALUES ({place}, {place}, {place})", (number, one.code, day)
        )


def everywhere(scale: int, folder: str) -> Iterator[tuple[str, Measured]]:
    """Yield (name, what was measured) on SQLite, and on PostgreSQL where there is a server."""
    path = Path(folder, f"figures-{scale}.db")
    database.open_database(f"sqlite:///{path}")
    yield "SQLite", measure(scale)
    db.close()
    path.unlink()
    server = find_server()
    if server is not None:
        with make_database(server) as url:
            opened = database.open_database(url)
            yield "PostgreSQL", measure(scale)
            db.close()
            opened.close_idle()


def measure(scale: int) -> Measured:
    """Build, make the figures, and ask each question in turns."""
    departments, number = build(scale)
    spent: dict[str, float] = {}
    begun = time.perf_counter()
    with writing():
        observations_figures.recount()
        observations_loop.recount()
    spent["rebuild"] = time.perf_counter() - begun
    begun = time.perf_counter()
    wrong = observations_figures.differences() | observations_loop.differences()
    spent["check"] = time.perf_counter() - begun
    if wrong:
        raise SystemExit(f"the figures are wrong: {wrong}")
    for name, ask in _questions().items():
        rounds = ROUNDS if name not in ("cold, all", "cold, one") else 3
        spent[name] = statistics.median(_timed(ask) for _ in range(rounds))
    return Measured(departments, number, {name: 1000 * value for name, value in spent.items()})


def _timed(ask: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    ask()
    return time.perf_counter() - begun


def _questions() -> dict[str, Callable[[], Any]]:
    cohort = Cohort.get(Cohort.number == 1)
    one = Instrument.get(Instrument.version == "prek")
    domains = instruments.structure(one.id)
    six = [SEMESTER.shift(n - 5) for n in range(6)]
    tallies = observations_figures._TALLIES
    whole, part = tallies.format(where="1 = 1"), tallies.format(where=_PART)
    return {
        "board": lambda: programme_coverage.coverages(HOUSE, [SEMESTER], TODAY),
        "board by network": lambda: programme_coverage.coverages(
            HOUSE, [SEMESTER], TODAY, Affiliation.network
        ),
        "six semesters": lambda: programme_coverage.coverage_over(HOUSE, six, TODAY),
        "histogram of all": lambda: db.execute_sql(_HISTOGRAM).fetchall(),
        "one cohort": lambda: scores.cohort_figures(HOUSE, cohort, SEMESTER, domains, TODAY),
        "cold, all": lambda: db.execute_sql(whole).fetchall(),
        "cold, one": lambda: db.execute_sql(part).fetchall(),
    }


_PART = 'a."cohort_id" = 1 AND o."semester" = \'2025-autumn\''
_HISTOGRAM = """SELECT cohort_id, dimension_id, cycle, value, SUM(n) FROM score_tally
GROUP BY cohort_id, dimension_id, cycle, value"""

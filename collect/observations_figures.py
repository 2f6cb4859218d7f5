"""Figures kept beside what they are made of, in the transaction that keeps it; a check makes them anew.

Two tables: a histogram of scores per cohort, semester, dimension, cycle and value, and the mean of
each domain in each observation, exact. The cohort is the one the kindergarten belonged to on the
day of the visit. A second coding of a visit counts in neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

from collect.database import db, is_sqlite
from collect.rules.scoring import DIMENSION_PARTS, DOMAIN_PARTS

_LOCK = 5_317  # a number of our own among PostgreSQL's advisory locks

_PLACES = """
    JOIN "department" d ON d."id" = o."department_id"
    {kind} JOIN "affiliation" a ON a."kindergarten_id" = d."kindergarten_id"
        AND a."valid_from" <= o."observed_on"
        AND (a."valid_to" IS NULL OR a."valid_to" >= o."observed_on")"""

_TALLIES = f"""
    SELECT a."cohort_id", o."semester", s."dimension_id", s."cycle", s."value", COUNT(*) AS n
    FROM "observation" o JOIN "score" s ON s."observation_id" = o."id" {_PLACES.format(kind="")}
    WHERE NOT o."is_double" AND a."cohort_id" IS NOT NULL AND {{where}}
    GROUP BY a."cohort_id", o."semester", s."dimension_id", s."cycle", s."value" """  # noqa: S608 (own names)

# A dimension's mean in 840ths is whole for up to eight cycles; their sum times 60, over their
# number, is the domain's mean in 50 400ths. What were not whole would be NULL, which no row may hold.
_DOMAINS = f"""
    SELECT p."observation_id", p."domain_id", a."cohort_id", o."department_id", o."semester",
        CASE WHEN SUM(p."mean") * {DOMAIN_PARTS} / COUNT(*) * COUNT(*) = SUM(p."mean") * {DOMAIN_PARTS}
            THEN SUM(p."mean") * {DOMAIN_PARTS} / COUNT(*) END AS scaled
    FROM (
        SELECT s."observation_id", m."domain_id", CAST(CASE WHEN m."is_reversed"
            THEN {8 * DIMENSION_PARTS} - SUM(s."value") * {DIMENSION_PARTS} / COUNT(*)
            ELSE SUM(s."value") * {DIMENSION_PARTS} / COUNT(*) END AS INTEGER) AS mean
        FROM "score" s JOIN "dimension" m ON m."id" = s."dimension_id" WHERE {{inner}}
        GROUP BY s."observation_id", m."domain_id", m."id", m."is_reversed"
    ) p JOIN "observation" o ON o."id" = p."observation_id" {_PLACES.format(kind="LEFT")}
    WHERE NOT o."is_double"
    GROUP BY p."observation_id", p."domain_id", a."cohort_id", o."department_id", o."semester"
    HAVING COUNT(*) = (SELECT COUNT(*) FROM "dimension" x WHERE x."domain_id" = p."domain_id")"""  # noqa: S608

_ADD_TALLIES = """
    INSERT INTO "score_tally" ("cohort_id", "semester", "dimension_id", "cycle", "value", "n")
    {tallies} ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT ("cohort_id", "semester", "dimension_id", "cycle", "value")
    DO UPDATE SET "n" = "score_tally"."n" + EXCLUDED."n" """
_ADD_DOMAINS = """
    INSERT INTO "domain_score"
    ("observation_id", "domain_id", "cohort_id", "department_id", "semester", "scaled") {domains}"""
_TAKE_TALLIES = """
    UPDATE "score_tally" SET "n" = "score_tally"."n" - gone."n" FROM ({tallies}) AS gone
    WHERE "score_tally"."cohort_id" = gone."cohort_id"
    AND "score_tally"."semester" = gone."semester"
    AND "score_tally"."dimension_id" = gone."dimension_id"
    AND "score_tally"."cycle" = gone."cycle" AND "score_tally"."value" = gone."value" """
_TAKE_DOMAINS = 'DELETE FROM "domain_score" WHERE {taken}'

# What differs between the figures kept and the same made anew; a row that counts nothing is none.
_CHECKS = {
    "score_tally": """
        SELECT COUNT(*) FROM (SELECT 1 FROM ({tallies} UNION ALL
            SELECT "cohort_id", "semester", "dimension_id", "cycle", "value", -"n"
            FROM "score_tally") AS both_sides
        GROUP BY "cohort_id", "semester", "dimension_id", "cycle", "value"
        HAVING SUM(n) <> 0) AS wrong""",
    "domain_score": """
        SELECT COUNT(*) FROM (SELECT 1 FROM (SELECT made.*, 1 AS side FROM ({domains}) AS made
            UNION ALL SELECT "observation_id", "domain_id", "cohort_id", "department_id",
            "semester", "scaled", -1 FROM "domain_score") AS both_sides
        GROUP BY "observation_id", "domain_id", "cohort_id", "department_id", "semester", "scaled"
        HAVING SUM(side) <> 0) AS wrong""",
}

_SCOPES = {  # which observations: conditions on `o` and `d`, on `s`, and on `domain_score`
    "all": ("1 = 1", "1 = 1", "1 = 1"),
    "one": ('o."id" = ?', 's."observation_id" = ?', '"observation_id" = ?'),
    "house": (
        'd."kindergarten_id" = ? AND o."observed_on" >= ?',
        's."observation_id" IN ({of})',
        '"observation_id" IN ({of})',
    ),
}
_OF_HOUSE = """SELECT v."id" FROM "observation" v JOIN "department" r ON r."id" = v."department_id"
    WHERE r."kindergarten_id" = ? AND v."observed_on" >= ?"""


@cache
def _sql(statement: str, scope: str, sqlite: bool) -> str:
    where, inner, taken = (part.format(of=_OF_HOUSE) for part in _SCOPES[scope])
    whole = statement.format(
        tallies=_TALLIES.format(where=where), domains=_DOMAINS.format(inner=inner), taken=taken
    )
    return whole if sqlite else whole.replace("?", "%s")


def _run(statement: str, scope: str, *values: Any) -> Any:
    return db.execute_sql(_sql(statement, scope, is_sqlite()), values)


def _hold(alone: bool) -> None:
    """Wait for those who change figures in another order than ours; until the transaction ends.

    Those who add do so side by side, in the same order of rows; who takes away first is alone.
    """
    if not is_sqlite():  # SQLite's writer is alone anyway
        kind = "" if alone else "_shared"
        db.execute_sql(f"SELECT pg_advisory_xact_lock{kind}(%s)", (_LOCK,))


def count(observation_id: int) -> None:
    """Add an observation that has just been kept, with its scores, to the figures.

    Inside the transaction that keeps it, before any mark of the loop. An observation counted
    already raises IntegrityError.
    """
    _hold(alone=False)
    _run(_ADD_TALLIES, "one", observation_id)
    _run(_ADD_DOMAINS, "one", observation_id)


def forget(observation_id: int) -> None:
    """Take an observation out of the figures, before its scores, day or semester are changed.

    Inside the transaction that changes it, and before any mark of the loop; `count` puts it back
    as it then is.
    """
    _hold(alone=True)
    _run(_TAKE_TALLIES, "one", observation_id)
    _run(_TAKE_DOMAINS, "one", observation_id)


@contextmanager
def moved(kindergarten_id: int, since: date) -> Iterator[None]:
    """Let a kindergarten's cohort change from a day on; what was observed since goes along.

    Inside the transaction that changes it.
    """
    if (
        db.execute_sql(_sql(_OF_HOUSE, "all", is_sqlite()), (kindergarten_id, since)).fetchone()
        is None
    ):
        yield
        return
    _hold(alone=True)
    _run(_TAKE_TALLIES, "house", kindergarten_id, since)
    _run(_TAKE_DOMAINS, "house", kindergarten_id, since)
    yield
    _run(_ADD_TALLIES, "house", kindergarten_id, since)
    _run(_ADD_DOMAINS, "house", kindergarten_id, since)


def recount() -> None:
    """Make all figures anew from the scores; inside a transaction that is already open."""
    _hold(alone=True)
    for table in _CHECKS:
        db.execute_sql(f'DELETE FROM "{table}"')  # noqa: S608 (own names)
    _run(_ADD_TALLIES, "all")
    _run(_ADD_DOMAINS, "all")


def differences() -> dict[str, int]:
    """Return how many rows of each table are not what the scores say; empty when all are exact."""
    found = {table: int(_run(check, "all").fetchone()[0]) for table, check in _CHECKS.items()}
    return {table: rows for table, rows in found.items() if rows}

"""The loop: how far each department has come in a semester, from plan to follow-up.

A mark is the first day a step was taken. Acts mark as they go; where a step is taken back (a visit
cancelled, an observation corrected) `remark` reads anew what is there.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from collect.database import db, is_sqlite

STEPS = ("planned_on", "observed_on", "fed_back_on", "goal_on", "followed_up_on")

# Which day it was in Norway: summer time from the last Sunday of March to that of October, 01.00 UTC.
_LOCAL_DAY = {
    True: (
        "date({at}, CASE WHEN {at} >= date(substr({at}, 1, 4) || '-03-25', 'weekday 0') || ' 01:00'"
        " AND {at} < date(substr({at}, 1, 4) || '-10-25', 'weekday 0') || ' 01:00'"
        " THEN '+2 hours' ELSE '+1 hours' END)"
    ),
    False: "CAST({at} AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Oslo' AS DATE)",
}

# Where each step is read from: a visit asked for, agreed or made, an observation that is not the second
# coding of another, its release, a goal that was not dropped, and a look back at it or its evaluation.
_TAKEN = """
    SELECT v."department_id", v."semester", v."planned_on", {none} AS observed_on,
        {none} AS fed_back_on, {none} AS goal_on, {none} AS followed_up_on
    FROM "visit" v WHERE v."status" IN ('asked', 'accepted', 'observed') AND v."planned_on" IS NOT NULL
        AND v."doubles_id" IS NULL
    UNION ALL SELECT o."department_id", o."semester", {none}, o."observed_on", {released}, {none}, {none}
    FROM "observation" o WHERE NOT o."is_double"
    UNION ALL SELECT g."department_id", g."semester", {none}, {none}, {none}, {created},
        CASE WHEN g."status" = 'evaluated' THEN g."settled_on" END
    FROM "goal" g WHERE g."status" <> 'dropped'
    UNION ALL SELECT g."department_id", g."semester", {none}, {none}, {none}, {none}, c."checked_on"
    FROM "goal_check" c JOIN "goal" g ON g."id" = c."goal_id" WHERE g."status" <> 'dropped' """

_FIRST = ", ".join(f'MIN("{step}") AS {step}' for step in STEPS)
_NAMES = ", ".join(f'"{step}"' for step in STEPS)
_ANEW = f"""
    SELECT "department_id", "semester", {_FIRST} FROM ({{taken}}) AS taken WHERE {{where}}
    GROUP BY "department_id", "semester" """  # noqa: S608 (own names)
# Those of a semester beside one another, as they come to be: they are read semester by semester.
_ADD = f"""INSERT INTO "loop_mark" ("department_id", "semester", {_NAMES}) {{anew}}
    ORDER BY "semester", "department_id" """
_CHECK = f"""
    SELECT COUNT(*) FROM (SELECT 1 FROM (
        SELECT anew.*, 1 AS side FROM ({{anew}}) AS anew UNION ALL
        SELECT "department_id", "semester", {_NAMES}, -1 FROM "loop_mark"
        WHERE COALESCE({_NAMES}) IS NOT NULL) AS both_sides
    GROUP BY "department_id", "semester", {_NAMES} HAVING SUM(side) <> 0) AS wrong"""  # noqa: S608


@cache
def _sql(statement: str, where: str, sqlite: bool) -> str:
    day = _LOCAL_DAY[sqlite]
    taken = _TAKEN.format(
        none="NULL" if sqlite else "CAST(NULL AS DATE)",
        released=day.format(at='o."released_at"'),
        created=day.format(at='g."created_at"'),
    )
    whole = statement.format(anew=_ANEW.format(taken=taken, where=where))
    return whole if sqlite else whole.replace("?", "%s")


@cache
def _marking(step: str, sqlite: bool) -> str:
    place = "?" if sqlite else "%s"
    return (
        f'INSERT INTO "loop_mark" ("department_id", "semester", "{step}") '  # noqa: S608 (own names)
        f"VALUES ({place}, {place}, {place}) "
        f'ON CONFLICT ("department_id", "semester") DO UPDATE SET "{step}" = '
        f'CASE WHEN "loop_mark"."{step}" IS NULL OR "loop_mark"."{step}" > EXCLUDED."{step}" '
        f'THEN EXCLUDED."{step}" ELSE "loop_mark"."{step}" END'
    )


def mark(department_id: int, semester: str, step: str, day: date) -> None:
    """Note that a department took a step of the loop on a day; the first day it was taken stays.

    Inside the transaction of the act that took it. A plan's day is the day the visit is planned
    for. Raises ValueError for a step that is none.
    """
    if step not in STEPS:
        raise ValueError(f"no such step: {step!r}")
    db.execute_sql(_marking(step, is_sqlite()), (department_id, semester, day))


def remark(department_id: int, semester: str) -> None:
    """Read anew how far a department has come in a semester, where a step was moved or taken back.

    Inside the transaction of the act that did it, when all is in place.
    """
    keys = (department_id, semester)
    where = '"department_id" = ? AND "semester" = ?'
    gone = f'DELETE FROM "loop_mark" WHERE {where}'  # noqa: S608 (own names)
    db.execute_sql(_sql(gone, where, is_sqlite()), keys)
    db.execute_sql(_sql(_ADD, where, is_sqlite()), keys)


def recount() -> None:
    """Make all marks anew; inside a transaction that is already open."""
    db.execute_sql('DELETE FROM "loop_mark"')
    db.execute_sql(_sql(_ADD, "1 = 1", is_sqlite()))


def differences() -> dict[str, int]:
    """Return how many marks are not what was done; empty when all are exact."""
    wrong = int(db.execute_sql(_sql(_CHECK, "1 = 1", is_sqlite())).fetchone()[0])
    return {"loop_mark": wrong} if wrong else {}

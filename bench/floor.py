"""What the same work costs without a house: a bare view with one insert, and all rows written by hand."""

import hashlib
import hmac
import json
import re
import secrets
import sqlite3
import threading
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask, redirect, request

_local = threading.local()
_write = threading.Lock()


def _connection(path: str) -> sqlite3.Connection:
    """Return this thread's connection to a database file."""
    kept: dict[str, sqlite3.Connection] = _local.__dict__
    if path not in kept:
        connection = kept[path] = sqlite3.connect(path, isolation_level=None, timeout=10)
        for pragma in (
            "journal_mode = wal",
            "synchronous = full",
            "foreign_keys = 1",
            "secure_delete = 1",
        ):
            connection.execute(f"PRAGMA {pragma}")
    return kept[path]


def raw_app(path: str) -> Flask:
    """A bare Flask view: parse the fields, one insert of them all as JSON."""
    app = Flask("raw")
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS raw (id INTEGER PRIMARY KEY, body TEXT)")

    @app.post("/<path:_>")
    def post(_: str) -> Any:
        body = json.dumps(request.form.to_dict())
        connection = _connection(path)
        with _write:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO raw (body) VALUES (?)", (body,))
            connection.execute("COMMIT")
        return redirect("/x", 303)

    return app


def hand_app(path: str, dimension_ids: tuple[int, ...], token_hash: str) -> Flask:
    """The house's own work written by hand: who asks, form token, every answer judged, the same rows."""
    app = Flask("hand")
    key = secrets.token_bytes(32)

    @app.post("/observations/new/<int:department>/<int:instrument>")
    def post(department: int, instrument: int) -> Any:
        form = request.form
        hmac.compare_digest(
            hmac.digest(key, token_hash.encode(), "sha1"), hmac.digest(key, b"x", "sha1")
        )
        cycles, scores = _judged(form, dimension_ids)
        connection = _connection(path)
        now = datetime.now(UTC).replace(tzinfo=None)
        who = connection.execute(_WHO, (token_hash, str(now - timedelta(hours=1)))).fetchone()
        with _write:
            connection.execute("BEGIN IMMEDIATE")
            try:
                reference = _rows(
                    connection, form, who, department, instrument, cycles, scores, now
                )
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
        return redirect(f"/observations/{reference}", 303)

    return app


_WHO = """SELECT a.id, p.id, p.name, g.role, g.kindergarten_id FROM login_session s JOIN account a ON a.id = s.account_id
JOIN person p ON p.id = a.person_id LEFT JOIN role_grant g ON g.account_id = a.id
WHERE s.token_hash = ? AND s.ended_at IS NULL AND s.seen_at > ? AND a.is_active = 1"""


def _judged(
    form: Any, dimension_ids: tuple[int, ...]
) -> tuple[list[tuple[Any, ...]], list[tuple[int, int, int]]]:
    cycles, scores = [], []
    if date.fromisoformat(form["observed_on"]) > date.today():
        raise ValueError("observed_on")
    for n in range(3):
        start, end = form[f"cycles-{n}-started_at"], form[f"cycles-{n}-ended_at"]
        adults, children = int(form[f"cycles-{n}-adults"]), int(form[f"cycles-{n}-children"])
        if end <= start or not 0 <= adults <= 99 or not 0 <= children <= 199:
            raise ValueError("cycle")
        cycles.append(
            (
                n + 1,
                start,
                end,
                adults,
                children,
                *(
                    _told(form.get(f"cycles-{n}-{name}", ""))
                    for name in ("activity", "note", "length_reason")
                ),
            )
        )
        for d in dimension_ids:
            value = int(form[f"cycles-{n}-score-{d}"])
            if not 1 <= value <= 7:
                raise ValueError("score")
            scores.append((n + 1, d, value))
    return cycles, scores


def _told(text: str) -> str:
    """A free text: no control signs, and no national identity number."""
    if len(text) > 4_000 or any(ord(sign) < 32 and sign not in "\n\t\r" for sign in text):
        raise ValueError("text")
    if re.search(r"(?<!\d)\d{6}[ .-]?\d{5}(?!\d)", text):
        raise ValueError("national id")
    return text.strip()


def _rows(
    connection: sqlite3.Connection,
    form: Any,
    who: Any,
    department: int,
    instrument: int,
    cycles: list[Any],
    scores: list[Any],
    now: datetime,
) -> str:
    key = str(uuid.UUID(form["submission_id"]))
    body = hashlib.sha256(repr(sorted(form.items())).encode()).hexdigest()
    day = form["observed_on"]
    execute = connection.execute
    if execute(
        "SELECT body_hash, reference FROM receipt WHERE submission_id = ?", (key,)
    ).fetchone():
        raise ValueError("again")
    room = execute(
        "SELECT d.kindergarten_id, p.age_group FROM department d JOIN department_period p ON p.department_id = d.id "
        "WHERE d.id = ? AND p.valid_from <= ? AND (p.valid_to IS NULL OR p.valid_to >= ?)",
        (department, day, day),
    ).fetchone()
    execute(
        "SELECT valid_from, valid_to FROM certificate WHERE person_id = ? AND instrument_id = ?",
        (who[1], instrument),
    ).fetchall()
    execute(
        "SELECT kindergarten_id, department_id FROM employment WHERE person_id = ? AND valid_from <= ?",
        (who[1], day),
    ).fetchall()
    reference = secrets.token_hex(4)
    row = execute(
        "INSERT INTO observation (reference, department_id, semester, instrument_id, observer_id, observed_on, relation, certificate, "
        "cycles_required, received_at, is_double, version, return_note) VALUES (?, ?, ?, ?, ?, ?, 'external', 'none', 3, ?, 0, 1, '')",
        (reference, department, form["semester"], instrument, who[1], day, str(now)),
    ).lastrowid
    connection.executemany(
        "INSERT INTO cycle (observation_id, number, started_at, ended_at, adults, children, activity, note, length_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(row, *cycle) for cycle in cycles],
    )
    connection.executemany(
        "INSERT INTO score (observation_id, cycle, dimension_id, value) VALUES (?, ?, ?, ?)",
        [(row, *score) for score in scores],
    )
    _figures(connection, row, department, room[0], form["semester"], day, scores)
    execute("DELETE FROM draft WHERE key = ? AND person_id = ?", (key, who[1]))
    execute(
        "INSERT INTO receipt (submission_id, body_hash, form, reference, record_id, account_id, received_at) VALUES (?, ?, 'observation', ?, ?, ?, ?)",
        (key, body, reference, row, who[0], str(now)),
    )
    execute(
        "INSERT INTO journal_entry (at, account_id, actor, act, record, record_id, kindergarten_id, new) VALUES (?, ?, ?, 'observation.record', 'observation', ?, ?, ?)",
        (
            str(now),
            who[0],
            who[2],
            row,
            room[0],
            json.dumps({"reference": reference, "scores": len(scores)}),
        ),
    )
    return reference


def _figures(
    connection: sqlite3.Connection,
    row: int,
    department: int,
    kindergarten: int,
    semester: str,
    day: str,
    scores: list[Any],
) -> None:
    """The histogram, the domain means and the mark of the loop that go with an observation."""
    execute = connection.execute
    cohort = execute(
        "SELECT cohort_id FROM affiliation WHERE kindergarten_id = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)",
        (kindergarten, day, day),
    ).fetchone()[0]
    connection.executemany(
        "INSERT INTO score_tally (cohort_id, semester, dimension_id, cycle, value, n) VALUES (?, ?, ?, ?, ?, 1) "
        "ON CONFLICT (cohort_id, semester, dimension_id, cycle, value) DO UPDATE SET n = n + 1",
        [(cohort, semester, dimension, cycle, value) for cycle, dimension, value in scores],
    )
    given: dict[int, list[int]] = {}
    for _, dimension, value in scores:
        given.setdefault(dimension, []).append(value)
    marks = ", ".join("?" * len(given))
    domains: dict[int, list[int]] = {}
    for dimension, domain, is_reversed in execute(
        f"SELECT id, domain_id, is_reversed FROM dimension WHERE id IN ({marks})", list(given)
    ):
        mean = sum(given[dimension]) * 840 // len(given[dimension])
        domains.setdefault(domain, []).append(6720 - mean if is_reversed else mean)
    connection.executemany(
        "INSERT INTO domain_score (observation_id, domain_id, cohort_id, department_id, semester, scaled) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (row, d, cohort, department, semester, sum(means) * 60 // len(means))
            for d, means in domains.items()
        ],
    )
    execute(
        "INSERT INTO loop_mark (department_id, semester, observed_on) VALUES (?, ?, ?) "
        "ON CONFLICT (department_id, semester) DO UPDATE SET observed_on = MIN(IFNULL(observed_on, '9999'), excluded.observed_on)",
        (department, semester, day),
    )

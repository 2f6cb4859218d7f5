"""Migrations on a database with rows in it: what was there is counted as if it had been saved anew."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from peewee import IntegrityError
from playhouse.migrations import Runner

from collect import database
from collect import observations_figures as figures
from collect import observations_instruments as instruments
from collect import observations_loop as loop
from collect.database import db, is_sqlite
from tests.conftest import KINDS
from tests.postgres import find_server, make_database

PLACES = """
INSERT INTO cohort (id, number, start) VALUES (1, 1, '2020-08-01'), (2, 2, '2021-01-01');
INSERT INTO kindergarten (id, org_number, name, sort, search, owner, ownership, address, postal_code, city, is_active)
    VALUES (1, '910000001', 'Her', 'her', 'her', '', 'public', '', '', '', {true}),
    (2, '910000002', 'Der', 'der', 'der', '', 'public', '', '', '', {true});
INSERT INTO affiliation (kindergarten_id, cohort_id, valid_from, valid_to)
    VALUES (1, 1, '2020-08-01', '2025-09-30'), (1, 2, '2025-10-01', NULL), (2, NULL, '2020-08-01', NULL);
INSERT INTO department (id, kindergarten_id, name, sort, search, opened_on)
    VALUES (1, 1, 'A', 'a', 'a', '2020-08-01'),
    (2, 1, 'B', 'b', 'b', '2020-08-01'), (3, 2, 'C', 'c', 'c', '2020-08-01');
INSERT INTO person (id, name, sort, search) VALUES (1, 'Ada', 'ada', 'ada');
"""
# observation id -> department, semester, day, released, how many of its scores are missing
VISITS = {
    1: (1, "2025-autumn", "2025-09-01", "2025-09-20 22:30:00", 0),
    2: (1, "2025-autumn", "2025-10-14", None, 3),
    3: (2, "2025-autumn", "2025-10-14", "2025-10-26 22:59:59.000001", 24),
    4: (2, "2025-spring", "2025-03-03", None, 0),
    5: (3, "2025-autumn", "2025-10-14", "2025-10-15 08:00:00", 0),
}


@pytest.fixture(params=KINDS)
def old_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database as the first release left it, before anything of the loop."""
    if request.param == "sqlite":
        opened = database.open_database(f"sqlite:///{tmp_path / 'old.db'}")
        yield from _at_first(opened)
        return
    server = find_server()
    if server is None:
        pytest.skip("no PostgreSQL on this machine")
    with make_database(server) as url:
        opened = database.open_database(url)
        yield from _at_first(opened)
        opened.close_idle()


def _at_first(opened: Any) -> Iterator[str]:
    database.connect()
    Runner(opened, str(database.MIGRATIONS)).up("0001_the_house")
    instruments.seed_instruments()
    yield str(opened.url)
    opened.close()


def fill() -> None:
    for statement in PLACES.format(true="1" if is_sqlite() else "TRUE").split(";"):
        if statement.strip():
            db.execute_sql(statement)
    ids = [
        r[0]
        for r in db.execute_sql("""SELECT d.id FROM dimension d JOIN domain o ON o.id = d.domain_id
        JOIN instrument i ON i.id = o.instrument_id WHERE i.version = 'toddler' ORDER BY d.id""").fetchall()
    ]
    (instrument,) = db.execute_sql("SELECT id FROM instrument WHERE version = 'toddler'").fetchone()
    for key, (room, semester, day, released, missing) in VISITS.items():
        quoted = f"'{released}'" if released else "NULL"
        db.execute_sql(f"""INSERT INTO observation (id, reference, department_id, semester, instrument_id, observer_id,
            observed_on, relation, certificate, cycles_required, received_at, released_at)
            VALUES ({key}, '{uuid.uuid4()}',
            {room}, '{semester}', {instrument}, 1, '{day}', 'external', 'none', 3, '{day} 12:00:00', {quoted})""")
        cells = [(cycle, d) for d in ids for cycle in (1, 2, 3)][missing:]
        for n, (cycle, dimension) in enumerate(cells):
            db.execute_sql(f"""INSERT INTO score (observation_id, cycle, dimension_id, value)
                VALUES ({key}, {cycle}, {dimension}, {1 + (n * 5 + key) % 7})""")


def test_what_was_observed_before_the_loop_is_counted_and_marked(old_house: str) -> None:
    fill()
    assert database.migrate()[0] == "0002_the_loop"
    assert (figures.differences(), loop.differences()) == ({}, {})
    (kept,) = db.execute_sql("SELECT SUM(n) FROM score_tally").fetchone()
    assert kept == 24 + 21 + 24  # 3 lies with the missing, 5 in no cohort
    cohorts = db.execute_sql(
        "SELECT observation_id, cohort_id, COUNT(*) FROM domain_score GROUP BY 1, 2 ORDER BY 1"
    ).fetchall()
    assert [tuple(row) for row in cohorts] == [(1, 1, 2), (2, 2, 1), (4, 1, 2), (5, None, 2)]
    marks = db.execute_sql(
        "SELECT department_id, semester, observed_on, fed_back_on FROM loop_mark ORDER BY 1, 2"
    ).fetchall()
    assert [tuple(str(value) for value in row) for row in marks] == [
        ("1", "2025-autumn", "2025-09-01", "2025-09-21"),
        ("2", "2025-autumn", "2025-10-14", "2025-10-26"),
        ("2", "2025-spring", "2025-03-03", "None"),
        ("3", "2025-autumn", "2025-10-14", "2025-10-15"),
    ]


def test_an_empty_database_migrates_to_no_figures(old_house: str) -> None:
    database.migrate()
    for table in ("score_tally", "domain_score", "loop_mark"):
        assert db.execute_sql(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)


COURSES = """
INSERT INTO course (id, title, sort, search, kind, first_day, place, seats, positions, min_programme_year,
    is_cancelled, description)
    VALUES (1, 'Var', 'var', 'var', 'workshop', '2020-01-01', '', 9, '', 0, {false}, ''),
    (2, 'Kommer', 'kommer', 'kommer', 'workshop', '2099-01-01', '', 9, '', 0, {false}, ''),
    (3, 'Avlyst', 'avlyst', 'avlyst', 'workshop', '2099-01-01', '', 9, '', 0, {true}, '');
INSERT INTO course_letter (course_id, days, status, subject, text, created_at, stopped_at)
    VALUES (1, -7, 'placed', '', '', '2019-01-01 10:00:00', NULL),
    (2, -3, 'waiting', 'Emne', 'Tekst', '2019-01-01 10:00:00', '2019-02-01 10:00:00');
INSERT INTO notice (message_id, mark, kind, address, locale, subject, text, calendar, record, record_id,
    created_at, due_at, attempts, next_try_at, error)
    VALUES ('a', 'registration:7:letter:1', 'letter', '', 'nb', '', '', '', 'registration', 7,
    '2019-12-25 06:00:00', '2019-12-25 06:00:00', 0, '2019-12-25 06:00:00', ''),
    ('b', 'registration:7:letter:12', 'letter', '', 'nb', '', '', '', 'registration', 7,
    '2019-12-20 06:00:00', '2019-12-20 06:00:00', 0, '2019-12-20 06:00:00', '')
"""


def test_letters_that_were_there_stay_and_courses_to_come_ask_for_evaluations(
    old_house: str,
) -> None:
    Runner(db.obj, str(database.MIGRATIONS)).up("0007_the_certificates")
    booleans = {"true": "1", "false": "0"} if is_sqlite() else {"true": "TRUE", "false": "FALSE"}
    for statement in COURSES.format(**booleans).split(";"):
        db.execute_sql(statement)
    database.migrate()
    rows = db.execute_sql("""SELECT course_id, days, status, subject, text, created_at, stopped_at, queued_at
        FROM course_letter ORDER BY course_id, days""").fetchall()
    kept = [tuple(row) for row in rows if row[2] != "unanswered"]
    assert [tuple(str(value) for value in row) for row in kept] == [
        ("1", "-7", "placed", "", "", "2019-01-01 10:00:00", "None", "2019-12-25 06:00:00"),
        (
            "2",
            "-3",
            "waiting",
            "Emne",
            "Tekst",
            "2019-01-01 10:00:00",
            "2019-02-01 10:00:00",
            "None",
        ),
    ]
    asking = [tuple(row[:5]) for row in rows if row[2] == "unanswered"]
    assert asking == [(2, 1, "unanswered", "", ""), (2, 8, "unanswered", "", "")]


def test_those_registered_before_there_were_offers_are_kept_and_may_be_offered(
    old_house: str,
) -> None:
    fill()
    false = "0" if is_sqlite() else "FALSE"
    db.execute_sql(f"""INSERT INTO course (id, title, sort, search, kind, first_day, place, seats, positions,
        min_programme_year, is_cancelled, description)
        VALUES (1, 'K', 'k', 'k', 'workshop', '2025-11-10', '', 25, '', 0, {false}, '')""")
    db.execute_sql("""INSERT INTO registration (id, reference, course_id, person_id, status, needs, note, registered_at)
        VALUES (1, 'AAAA-AAAA', 1, 1, 'waiting', '', '', '2025-10-01 12:00:00')""")
    database.migrate()
    db.execute_sql("UPDATE registration SET status = 'offered' WHERE status = 'waiting'")
    with pytest.raises(IntegrityError):
        db.execute_sql("UPDATE registration SET status = 'thinking'")
    rows = db.execute_sql("SELECT id, status, offered_until FROM registration").fetchall()
    assert [tuple(row) for row in rows] == [(1, "offered", None)]
    assert database.troubles() == []


def test_the_days_of_old_courses_keep_their_names_in_calendars(old_house: str) -> None:
    no = "0" if is_sqlite() else "FALSE"
    db.execute_sql(f"""INSERT INTO course (id, title, sort, search, kind, first_day, place, seats, positions,
        min_programme_year, is_cancelled, description)
        VALUES (1, 'Kurs', 'kurs', 'kurs', 'workshop', '2025-11-10', '', 25, '', 0, {no}, '')""")
    db.execute_sql("""INSERT INTO course_day (id, course_id, day, starts_at, ends_at)
        VALUES (1, 1, '2025-11-10', '09:00', '15:00')""")
    database.migrate()
    assert db.execute_sql("SELECT mark FROM course_day").fetchall() == [("",)]
    assert db.execute_sql("SELECT withdraw_by FROM course").fetchall() == [(None,)]
    for table in ("dropped_day", "course_template"):
        assert db.execute_sql(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)

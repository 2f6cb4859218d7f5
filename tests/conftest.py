"""A fresh, migrated database for each test that asks for one, on SQLite and on PostgreSQL."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from collect import database, onboarding_templates, phrases
from collect import observations_instruments as instruments
from tests.postgres import find_server, make_database

KINDS = ("sqlite", "postgresql")


@pytest.fixture(autouse=True)
def _in_bokmaal() -> None:
    """Begin each test in the language of the house, whatever the one before it read in."""
    phrases.reader.set("nb")


def _prepare() -> None:
    database.connect()
    database.migrate()
    instruments.seed_instruments()
    onboarding_templates.seed_templates()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated and seeded file to copy."""
    path = tmp_path_factory.mktemp("template") / "house.db"
    opened = database.open_database(f"sqlite:///{path}")
    _prepare()
    opened.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A migrated and seeded PostgreSQL database of this test process, dropped at the end."""
    server = find_server()
    if server is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no PostgreSQL: CI may not leave that half out")
        pytest.skip("no PostgreSQL on this machine")
    with make_database(server) as url:
        opened = database.open_database(url)
        _prepare()
        _keep_seeds(opened)
        opened.close()
        opened.close_idle()
        yield url


@pytest.fixture(params=KINDS)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An open, migrated, seeded and otherwise empty database; gives its URL."""
    if request.param == "sqlite":
        path = tmp_path / "house.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite:///{path}"
        opened = database.open_database(url)
        database.connect()
        yield url
        opened.close()
        return
    url = request.getfixturevalue("postgres_url")
    opened = database.open_database(url)
    database.connect()
    yield url
    if opened.in_transaction():
        opened.rollback()
    _empty(opened)
    opened.close()
    opened.close_idle()


SEEDED = ("instrument", "domain", "dimension", "onboarding_template", "template_task")


def _keep_seeds(opened: Any) -> None:
    """Lay a copy of the seeded rows aside."""
    opened.execute_sql("CREATE SCHEMA kept")
    for name in SEEDED:
        opened.execute_sql(f'CREATE TABLE kept."{name}" AS SELECT * FROM "{name}"')


def _empty(opened: Any) -> None:
    """Take all rows away and lay the seeded ones back; triggers and keys sleep meanwhile."""
    tables = [name for name in opened.get_tables() if name != "schema_migration"]
    gone = "; ".join(f'DELETE FROM "{name}"' for name in tables)
    back = "; ".join(f'INSERT INTO "{name}" SELECT * FROM kept."{name}"' for name in SEEDED)
    opened.execute_sql(
        f"SET session_replication_role = replica; {gone}; {back}; "
        "SET session_replication_role = origin"
    )


@pytest.fixture
def count_queries(house: str) -> Any:
    """Count the statements run inside a `with count_queries() as queries` block."""
    import logging
    from contextlib import contextmanager

    class Listener(logging.Handler):
        def __init__(self) -> None:
            super().__init__(logging.DEBUG)
            self.statements: list[str] = []

        def emit(self, record: logging.LogRecord) -> None:
            message: Any = record.msg
            self.statements.append(str(message[0] if isinstance(message, tuple) else message))

    @contextmanager
    def counting() -> Iterator[list[str]]:
        logger, listener = logging.getLogger("peewee"), Listener()
        before = logger.level, logger.propagate
        logger.addHandler(listener)
        logger.setLevel(logging.DEBUG)
        logger.propagate = False
        try:
            yield listener.statements
        finally:
            logger.removeHandler(listener)
            logger.level, logger.propagate = before

    return counting

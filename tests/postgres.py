"""Find or start a PostgreSQL server for the tests, and make databases on it."""

import contextlib
import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

LOCAL = (
    "postgresql://root@127.0.0.1:5432/postgres",
    "postgresql://postgres@127.0.0.1:5432/postgres",
)


def find_server() -> str | None:
    """Return the URL of a server where databases can be made: the one named, a local one, or one started."""
    named = os.environ.get("TETTPAA_TEST_POSTGRES")
    for url in [named] if named else LOCAL:
        try:
            psycopg.connect(url, connect_timeout=3).close()
        except psycopg.OperationalError:
            continue
        return url
    return None if named else _start()


def _start() -> str | None:
    """Start a server from the package that carries the binaries; it stops with the last test process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a missing runtime folder, which it does without
        try:
            import pgserver
        except ImportError:
            return None
        folder = Path(tempfile.gettempdir()) / f"tettpaa-postgres-{os.getuid()}"
        return str(pgserver.get_server(folder, cleanup_mode="stop").get_uri())


@contextlib.contextmanager
def make_database(server: str) -> Iterator[str]:
    """Make an empty database and drop it afterwards."""
    name = f"tettpaa_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")  # type: ignore[call-overload]
    parts = urlsplit(server)
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]

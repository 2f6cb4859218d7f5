"""The one door to the database: SQLite or PostgreSQL, pragmas, transactions, row locks, prepared SQL."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from peewee import EXCLUDED, DatabaseProxy, Model, SqliteDatabase, Value
from playhouse.db_url import parse
from playhouse.migrations import Runner
from playhouse.pool import PooledPostgresqlDatabase

from collect.rules.refusals import RuleBroken

db = DatabaseProxy()
MIGRATIONS = Path(__file__).with_name("migrations")

# WAL needs FULL: with NORMAL a power cut loses commits that were acknowledged.
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "busy_timeout": 10_000,
    "secure_delete": 1,
    "trusted_schema": 0,
}


class Sqlite(SqliteDatabase):
    """SQLite with the column types that STRICT tables know; one connection per thread, kept open."""

    field_types = SqliteDatabase.field_types | {
        "BOOL": "INTEGER",
        "DATE": "TEXT",
        "DATETIME": "TEXT",
        "JSON": "TEXT",
        "VARCHAR": "TEXT",
    }
    kind = "sqlite"
    url = ""


class Postgresql(PooledPostgresqlDatabase):
    """PostgreSQL through psycopg 3, with a pool that lets threads wait for a connection."""

    kind = "postgresql"
    url = ""


_write_lock = (
    threading.RLock()
)  # SQLite has one writer: queue here, not in its sleeping busy handler


def open_database(url: str) -> Sqlite | Postgresql:
    """Point the models at the database of `url` (sqlite:///path or postgresql://...); twice is once."""
    current = db.obj
    if current is not None and current.url == url:
        return current  # type: ignore[no-any-return]
    scheme = urlsplit(url).scheme
    opened: Sqlite | Postgresql
    if scheme == "sqlite":
        path = url.removeprefix("sqlite:///")
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        opened = Sqlite(path, pragmas=PRAGMAS, timeout=10)
    else:
        opened = Postgresql(
            max_connections=20,
            timeout=30,
            stale_timeout=300,
            prefer_psycopg3=True,
            **parse(url, unquote_password=True, unquote_user=True),
        )
    opened.url = url
    db.initialize(opened)
    return opened


def is_sqlite() -> bool:
    """Whether the database at hand is SQLite."""
    return bool(db.kind == "sqlite")


def connect() -> None:
    """Give this thread a connection; on SQLite the one it already has."""
    db.connect(reuse_if_open=True)


def release() -> None:
    """Hand the connection back; SQLite keeps its own, since closing the last one empties the WAL."""
    if db.is_closed():
        return
    if db.in_transaction():
        db.rollback()
    if not is_sqlite():
        db.close()


@contextmanager
def writing() -> Iterator[None]:
    """Run one act in one transaction that holds the right to write from its first statement.

    Raises RuntimeError when an act is begun inside another: then the inner one would be a
    savepoint, and its caller would report as done what can still be undone.
    """
    if db.in_transaction():
        raise RuntimeError("an act may not begin inside another act")
    if is_sqlite():
        with _write_lock, db.atomic("IMMEDIATE"), _kept():
            yield
    else:
        with db.atomic(), _kept():
            yield


_REHEARSING: ContextVar[bool] = ContextVar("rehearsing", default=False)


@contextmanager
def rehearsing() -> Iterator[None]:
    """Let the acts inside run as they would, raise what they would, and leave nothing behind."""
    token = _REHEARSING.set(True)
    try:
        yield
    finally:
        _REHEARSING.reset(token)


@contextmanager
def _kept() -> Iterator[None]:
    """Keep what an act did, unless it was rehearsed."""
    if not _REHEARSING.get():
        yield
        return
    with db.atomic() as nothing:
        yield
        nothing.rollback()


def locked(query: Any) -> Any:
    """Return the query with a row lock where the database has such; SQLite's writer is alone anyway."""
    return query if is_sqlite() else query.for_update()


class Prepared:
    """A peewee query compiled once per database and run many times with new values.

    Building a query costs more than running it; on the paths where that counts, the query is
    written with `parameter("name")` in place of values and kept as SQL.
    """

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._compiled: dict[str, tuple[str, list[Any]]] = {}

    def run(self, **values: Any) -> Any:
        """Execute with `values` and return the cursor."""
        found = self._compiled.get(db.kind)
        if found is None:
            sql, places = self._build().sql()
            found = self._compiled[db.kind] = (sql, list(places))
        sql, places = found
        given = [values[p.name] if isinstance(p, _Place) else p for p in places]
        return db.execute_sql(sql, given)

    def rows(self, model: type[Model], **values: Any) -> list[Any]:
        """Execute a query that selects all of a model's columns; return its rows as instances."""
        fields = model._meta.sorted_fields
        found = []
        for columns in self.run(**values).fetchall():
            row = model(__no_default__=True)
            for field, value in zip(fields, columns, strict=True):
                row.__data__[field.name] = field.python_value(value)
            found.append(row)
        return found

    def first(self, model: type[Model], **values: Any) -> Any:
        """Execute as `rows` does; return the first row, or None."""
        return next(iter(self.rows(model, **values)), None)


class _Place:
    """Where a value goes in prepared SQL."""

    def __init__(self, name: str) -> None:
        self.name = name


def parameter(name: str) -> Value:
    """Name a value that is given when a Prepared query runs."""
    return Value(_Place(name), converter=False)


def date_of(value: object) -> Any:
    """Return a date that a prepared query gave back (text on SQLite, a date on PostgreSQL), or None."""
    return date.fromisoformat(value) if isinstance(value, str) else value


class Insert:
    """A prepared INSERT of whole rows into one table; values in the order of `columns`.

    Rows whose unique column `once` is there already are left out.
    """

    def __init__(
        self, model: type[Model], columns: Sequence[str], returning: bool = False, once: str = ""
    ) -> None:
        self._table = model._meta.table_name
        self._columns = columns
        self._returning = returning
        self._once = once
        self._known: dict[tuple[str, int], str] = {}

    def _sql(self, rows: int) -> str:
        """Return the statement for so many rows; the usual numbers recur, so each is kept."""
        key = (db.kind, rows)
        if key not in self._known:
            self._known[key] = self._written(rows)
        return self._known[key]

    def _written(self, rows: int) -> str:
        place = "?" if is_sqlite() else "%s"
        group = "(" + ", ".join([place] * len(self._columns)) + ")"
        names = ", ".join(f'"{name}"' for name in self._columns)
        tail = f' ON CONFLICT ("{self._once}") DO NOTHING' if self._once else ""
        tail += ' RETURNING "id"' if self._returning else ""
        groups = ", ".join([group] * rows)
        return f'INSERT INTO "{self._table}" ({names}) VALUES {groups}{tail}'  # noqa: S608 (own names)

    def one(self, *values: Any) -> int | None:
        """Insert one row; return its id when asked for at the start."""
        cursor = db.execute_sql(self._sql(1), values)
        return int(cursor.fetchone()[0]) if self._returning else None

    def many(self, rows: Sequence[Sequence[Any]]) -> int:
        """Insert all rows in statements of at most 30 000 values; return how many were inserted."""
        step, inserted = max(1, 30_000 // len(self._columns)), 0
        for start in range(0, len(rows), step):
            part = rows[start : start + step]
            values = [value for row in part for value in row]
            inserted += db.execute_sql(self._sql(len(part)), values).rowcount
        return inserted


def insert_rows(model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows that all name the same columns; values as the database keeps them."""
    if rows:
        Insert(model, tuple(rows[0])).many([tuple(row.values()) for row in rows])


def lay_over(model: Any, rows: Sequence[dict[str, Any]], once: Sequence[str]) -> None:
    """Insert rows, or lay them over those that are there already under the unique columns `once`."""
    columns = [getattr(model, name) for name in rows[0] if name not in once]
    model.insert_many(rows).on_conflict(
        conflict_target=[getattr(model, name) for name in once],
        update={column: getattr(EXCLUDED, column.column_name) for column in columns},
    ).execute()


def ids_by(model: Any, *columns: Any) -> dict[Any, int]:
    """Return the ids of a table's rows by one column, or by a tuple of several."""
    rows = model.select(*columns, model.id).tuples()
    return {row[0] if len(columns) == 1 else row[:-1]: row[-1] for row in rows}


def migrate() -> list[str]:
    """Bring the schema forward; return the names of the migrations that ran."""
    return [str(name) for name in Runner(db.obj, str(MIGRATIONS)).up()]


def pending() -> list[str]:
    """Return the migrations that have not been run."""
    return [m.name for m in Runner(db.obj, str(MIGRATIONS)).status() if not m.applied]


def unknown() -> list[str]:
    """Return migrations that a newer version of the house has run here."""
    return [m.name for m in Runner(db.obj, str(MIGRATIONS)).status() if m.path is None]


def check() -> None:
    """Read and write, leaving nothing behind; raise peewee's error when either fails."""
    with writing(), db.atomic() as nothing:
        db.execute_sql('UPDATE "network" SET "name" = "name" WHERE "id" = 0')
        nothing.rollback()


def troubles() -> list[str]:
    """Return what the database itself says is wrong; empty when nothing is."""
    if not is_sqlite():
        names = ("fsync", "synchronous_commit", "full_page_writes")
        shown = {name: db.execute_sql(f"SHOW {name}").fetchone()[0] for name in names}
        return [f"{name} = {value}" for name, value in shown.items() if value == "off"]
    found = [
        row[0] for row in db.execute_sql("PRAGMA integrity_check").fetchall() if row[0] != "ok"
    ]
    found += [
        f"foreign key: {row[0]}" for row in db.execute_sql("PRAGMA foreign_key_check").fetchall()
    ]
    return found


def copy_to(path: Path) -> None:
    """Write a consistent copy of the SQLite database while others use it."""
    db.execute_sql("VACUUM INTO ?", (str(path),))
    path.chmod(0o600)


def verify_copy(path: Path) -> int:
    """Open a copy, check it and return its number of rows; raise RuleBroken for a broken one."""
    import sqlite3

    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            orphans = copy.execute("PRAGMA foreign_key_check").fetchall()
            names = [
                row[0]
                for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            counting = 'SELECT COUNT(*) FROM "{}"'
            rows = sum(copy.execute(counting.format(name)).fetchone()[0] for name in names)
    except sqlite3.Error as error:
        raise RuleBroken("backup.broken", reason=str(error)) from error
    if not sound or orphans or "schema_migration" not in names:
        raise RuleBroken("backup.broken", reason="integrity")
    return int(rows)

"""The door to the database: pragmas, acts, migrations, copies."""

import importlib
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import peewee
import pytest
from peewee import IntegrityError

from collect import database
from collect.database import db, writing
from collect.models.base import Model
from collect.models.journal import JournalEntry
from collect.models.organisation import Cohort, Network
from collect.rules.refusals import RuleBroken
from tests.factories import NOW, a_cohort, a_kindergarten, a_network


def test_sqlite_is_set_up_so_that_nothing_acknowledged_is_lost(
    sqlite_template: Path, tmp_path: Path
) -> None:
    opened = database.open_database(f"sqlite:///{tmp_path / 'x.db'}")
    database.connect()
    names = (
        "journal_mode",
        "synchronous",
        "foreign_keys",
        "busy_timeout",
        "secure_delete",
        "trusted_schema",
    )
    assert [opened.pragma(name) for name in names] == ["wal", 2, 1, 10_000, 1, 0]
    found: list[int] = []

    def elsewhere() -> None:
        database.connect()
        found.append(opened.pragma("foreign_keys"))
        opened.close()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == [1]
    opened.close()


def test_an_act_inside_an_act_is_an_error(house: str) -> None:
    with writing(), pytest.raises(RuntimeError), writing():
        raise AssertionError("never reached")


def test_an_act_that_raises_leaves_nothing(house: str) -> None:
    with pytest.raises(RuntimeError), writing():
        Network.create(name="Halvveis", sort="halvveis")
        raise RuntimeError
    assert Network.select().count() == 0


def test_the_database_itself_refuses_what_cannot_be(house: str) -> None:
    a_cohort(1)
    with pytest.raises(IntegrityError), writing():
        Cohort.create(number=1, start=NOW.date())
    kindergarten = a_kindergarten("Solbakken", Cohort.get())
    with pytest.raises(IntegrityError), writing():
        Cohort.delete().execute()
    assert kindergarten.affiliations.count() == 1


def test_text_is_no_number_on_either_database(house: str) -> None:
    with pytest.raises((IntegrityError, peewee.DataError, peewee.ProgrammingError)), writing():
        db.execute_sql("INSERT INTO cohort (number, start) VALUES ('abc', '2020-08-01')")


def test_a_moment_comes_back_aware_and_in_utc(house: str) -> None:
    a_kindergarten()
    entry = JournalEntry.get()
    assert entry.at == NOW
    assert entry.at.tzinfo == UTC
    later = datetime(2025, 10, 26, 2, 30, tzinfo=timezone(timedelta(hours=2)))
    assert JournalEntry.select().where(JournalEntry.at < later).count() == 1
    with pytest.raises(ValueError):
        list(JournalEntry.select().where(JournalEntry.at < datetime(2025, 1, 1)))


def test_migrating_again_does_nothing_and_nothing_waits(house: str) -> None:
    assert database.migrate() == []
    assert (database.pending(), database.unknown()) == ([], [])


@pytest.fixture(autouse=True, scope="module")
def every_model() -> None:
    """Know every table, whichever tests ran before."""
    for path in sorted((Path(__file__).parents[2] / "collect/models").glob("*.py")):
        importlib.import_module(f"collect.models.{path.stem}")


def columns(table: str) -> list[tuple[Any, ...]]:
    return sorted(
        (c.name, c.data_type.upper(), c.null, c.primary_key) for c in db.get_columns(table)
    )


def indexes(table: str) -> list[tuple[Any, ...]]:
    return sorted((tuple(i.columns), i.unique) for i in db.get_indexes(table))


def foreign_keys(table: str) -> list[tuple[Any, ...]]:
    return sorted((k.column, k.dest_table, k.dest_column) for k in db.get_foreign_keys(table))


def described() -> dict[str, Any]:
    return {
        model._meta.table_name: tuple(
            look(model._meta.table_name) for look in (columns, indexes, foreign_keys)
        )
        for model in Model.__subclasses__()
    }


def test_the_migrated_schema_equals_the_models(house: str) -> None:
    migrated = described()
    models = peewee.sort_models(Model.__subclasses__())
    assert {m._meta.table_name for m in models} | {"schema_migration"} == set(db.get_tables())
    with db.atomic() as everything:
        if db.kind == "postgresql":
            db.execute_sql("CREATE SCHEMA fresh; SET LOCAL search_path TO fresh")
        else:
            for name in db.get_tables():
                db.execute_sql(f'ALTER TABLE "{name}" RENAME TO "old_{name}"')
            for name in [
                row[0]
                for row in db.execute_sql(
                    "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
                ).fetchall()
            ]:
                db.execute_sql(f'DROP INDEX "{name}"')
        for model in models:
            model._meta.strict_tables = db.kind == "sqlite"
            is_keyed = model._meta.without_rowid
            model._meta.without_rowid = is_keyed and db.kind == "sqlite"
            model.create_table(safe=False)
            model._meta.without_rowid = is_keyed
        fresh = described()
        everything.rollback()
    assert fresh == migrated


def test_every_table_is_strict_on_sqlite(house: str) -> None:
    if db.kind != "sqlite":
        pytest.skip("STRICT is SQLite's own")
    loose = db.execute_sql(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    assert loose == [("schema_migration",)]


def test_health_leaves_nothing_behind(house: str) -> None:
    a_network("Nord")
    database.check()
    assert not db.in_transaction()
    assert [row.name for row in Network.select()] == ["Nord"]


def test_a_copy_holds_every_row_and_a_broken_one_is_found(house: str, tmp_path: Path) -> None:
    if db.kind != "sqlite":
        pytest.skip("PostgreSQL has pg_dump")
    a_kindergarten()
    copy = tmp_path / "copy.db"
    database.copy_to(copy)
    rows = database.verify_copy(copy)
    assert rows > 80
    whole = copy.read_bytes()
    for broken in (
        whole[: len(whole) // 2],
        b"",
        b"not a database",
        whole[:5000] + bytes(4000) + whole[9000:],
    ):
        copy.write_bytes(broken)
        with pytest.raises(RuleBroken):
            database.verify_copy(copy)
    assert database.troubles() == []

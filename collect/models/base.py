"""Model, the parent of every table, and the column kinds of our own."""

from datetime import UTC, datetime
from typing import Any

import peewee
from peewee import SQL, DateTimeField, Expression, TextField

from collect.database import db
from collect.rules.access import Reach


class Model(peewee.Model):
    """A table of the house: STRICT on SQLite, surrogate id everywhere."""

    keeps_numbers = False  # whether rows may go to the trash, and their numbers never to another

    class Meta:
        database = db
        legacy_table_names = False
        strict_tables = True

    def save(self, force_insert: bool = False, only: Any = None) -> Any:
        """Save as peewee does; a new row never gets the number of one in the trash."""
        if self.keeps_numbers and self.get_id() is None and (number := self._number_kept()):
            self._pk, force_insert = number, True
        return super().save(force_insert=force_insert, only=only)

    def _number_kept(self) -> int | None:
        """Return the number to give where SQLite would give one anew; PostgreSQL never does."""
        if db.kind != "sqlite":
            return None
        table = self._meta.table_name
        highest = f'SELECT COALESCE(MAX("id"), 0) FROM "{table}"'  # noqa: S608 (own names)
        query = (
            f'SELECT MAX("record_id") FROM "trash" WHERE "record" = ? AND "record_id" > ({highest})'  # noqa: S608
        )
        found = db.execute_sql(query, (table,)).fetchone()[0]
        return None if found is None else int(found) + 1


class InstantField(DateTimeField):
    """A moment: UTC without zone in the database, aware (UTC) outside it."""

    def db_value(self, value: datetime | None) -> Any:
        """Turn an aware moment into naive UTC; raise ValueError for one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        bare = value.astimezone(UTC).replace(tzinfo=None)
        return super().db_value(bare)

    def python_value(self, value: Any) -> datetime | None:
        """Turn naive UTC into an aware moment."""
        if value is None:
            return None
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value


class SortField(TextField):
    """A key made by `rules.norwegian.sort_key`: compared byte by byte, alike on both databases."""

    def ddl(self, ctx: Any) -> Any:
        """Write the column; PostgreSQL must be told to compare bytes, SQLite always does."""
        self.collation = None if db.kind == "sqlite" else '"C"'
        return super().ddl(ctx)


def within(
    reach: Reach, *, person: Any = None, department: Any = None, kindergarten: Any = None
) -> Any:
    """Return the condition that keeps a query to the rows of a reach.

    Give the columns that say whom or where a row belongs to; a part of the reach without a
    column reaches nothing.
    """
    if reach.everything:
        return SQL("1 = 1")
    condition: Expression | None = None
    for column, values in (
        (person, [reach.person_id] if reach.person_id else []),
        (department, sorted(reach.departments)),
        (kindergarten, sorted(reach.kindergartens)),
    ):
        if column is not None and values:
            part = column.in_(values)
            condition = part if condition is None else condition | part
    return SQL("1 = 0") if condition is None else condition


def on_day(model: Any, day: Any) -> Any:
    """Return the condition that a dated row (valid_from, valid_to, both counted) holds on a day."""
    return (model.valid_from <= day) & (model.valid_to.is_null() | (model.valid_to >= day))

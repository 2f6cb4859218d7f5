"""The journal: each act leaves a line beside what it changed, in the same transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from peewee import ModelSelect

from collect.database import Insert, locked, writing
from collect.models.base import Model, within
from collect.models.journal import JournalEntry
from collect.models.people_merging import Merge
from collect.rules.access import Identity, reach
from collect.rules.refusals import RuleBroken

_LINE = Insert(
    JournalEntry,
    ("at", "account_id", "actor", "act", "record", "record_id", "kindergarten_id", "old", "new"),
)


# What the reader of a page saw of one row: table, id, fingerprint.
_SEEN: ContextVar[tuple[type[Model], Any, str] | None] = ContextVar("seen", default=None)


@dataclass(frozen=True)
class Line:
    """What one record was before and is now."""

    record_id: int | None
    kindergarten_id: int | None = None
    old: Mapping[str, Any] | None = None
    new: Mapping[str, Any] | None = None


def bare(now: datetime) -> datetime:
    """Return a moment as the database keeps it: UTC, without zone."""
    return now.astimezone(UTC).replace(tzinfo=None)


def plain(value: Any) -> Any:
    """Return a value as the journal can keep it."""
    if isinstance(value, Model):
        return value.get_id()
    if isinstance(value, date | datetime | Decimal):
        return str(value)
    return value


def _json(values: Mapping[str, Any] | None) -> str | None:
    if values is None:
        return None
    return json.dumps({k: plain(v) for k, v in values.items()}, ensure_ascii=False)


def note(
    act: str,
    record_id: int | None,
    *,
    by: Identity,
    now: datetime,
    kindergarten_id: int | None = None,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
) -> None:
    """Write a line about `act`, such as `course.amend`; the word before the dot names the record."""
    _LINE.one(*_line(act, Line(record_id, kindergarten_id, old, new), by, now))


def note_all(act: str, lines: Sequence[Line], *, by: Identity, now: datetime) -> None:
    """Write a line for each of several records about the same act; one query."""
    _LINE.many([_line(act, line, by, now) for line in lines])


def _line(act: str, line: Line, by: Identity, now: datetime) -> tuple[Any, ...]:
    """Return the columns of a line, in the order of _LINE."""
    return (
        bare(now),
        by.account_id,
        by.name,
        act,
        act.partition(".")[0],
        line.record_id,
        line.kindergarten_id,
        _json(line.old),
        _json(line.new),
    )


def amend(
    row: Any,
    changes: Mapping[str, Any],
    act: str,
    *,
    by: Identity,
    now: datetime,
    kindergarten_id: int | None = None,
    unsaid: Collection[str] = (),
) -> dict[str, tuple[Any, Any]]:
    """Save the columns of `row` that really change, note from what to what, and return that.

    Nothing is written when nothing changes. Of the columns `unsaid`, whose words not everybody who
    reads the journal may read, only that they changed is noted. Inside `unless_changed` a row that
    is no longer what was seen raises RuleBroken("record.changed").
    """
    changed = {
        name: (getattr(row, name), value)
        for name, value in changes.items()
        if plain(getattr(row, name)) != plain(value)
    }
    if not changed:
        return {}
    _refuse_unseen(row)
    for name, (_, value) in changed.items():
        setattr(row, name, value)
    row.save(only=list(changed))
    note(
        act,
        row.get_id(),
        by=by,
        now=now,
        kindergarten_id=kindergarten_id,
        old={name: None if name in unsaid else pair[0] for name, pair in changed.items()},
        new={name: None if name in unsaid else pair[1] for name, pair in changed.items()},
    )
    return changed


def fingerprint(row: Any) -> str:
    """Return what a page carries to tell whether a row is still the one that was read."""
    columns = {name: plain(value) for name, value in sorted(row.__data__.items())}
    return hashlib.sha256(json.dumps(columns, ensure_ascii=False).encode()).hexdigest()


@contextmanager
def unless_changed(row: Any, seen: str) -> Iterator[None]:
    """Let an act inside amend `row` only while its fingerprint is the one that was seen."""
    token = _SEEN.set((type(row), row.get_id(), seen))
    try:
        yield
    finally:
        _SEEN.reset(token)


def _refuse_unseen(row: Any) -> None:
    """Compare a row, locked, with what was seen of it; in the transaction that is to change it."""
    model, row_id, seen = _SEEN.get() or (None, None, "")
    if model is not type(row) or row_id != row.get_id():
        return
    if fingerprint(locked(model.select().where(model.id == row_id)).get()) != seen:
        raise RuleBroken("record.changed")


def took_list(name: str, rows: int, *, by: Identity, now: datetime) -> None:
    """Note that a list was taken out of the house, and how many rows of it."""
    with writing():
        note("export.list", None, by=by, now=now, new={"list": name, "rows": rows})


def entries(identity: Identity) -> ModelSelect[JournalEntry]:
    """Return the lines the identity may read, newest first.

    The lines of a kindergarten that was merged into another are read where the other's are: they
    cannot be rewritten.
    """
    found = reach(identity, "journal", "R")
    holds = (Merge.record == "kindergarten") & Merge.undone_at.is_null()
    came = Merge.select(Merge.gone).where(holds & Merge.kept.in_(sorted(found.kindergartens)))
    return (
        JournalEntry.select()
        .where(
            within(found, kindergarten=JournalEntry.kindergarten)
            | JournalEntry.kindergarten.in_(came)
        )
        .order_by(JournalEntry.id.desc())
    )


def about(
    identity: Identity, record: str, record_id: int, most: int, besides: Collection[str] = ()
) -> list[JournalEntry]:
    """Return the newest lines about one row that the identity may read, without the acts `besides`."""
    if reach(identity, "journal", "R").is_empty:
        return []
    of_row = (JournalEntry.record == record) & (JournalEntry.record_id == record_id)
    others = JournalEntry.act.not_in(list(besides))
    return list(entries(identity).where(of_row & others).limit(most))

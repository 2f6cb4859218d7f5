"""A table somebody brought: it waits a day to be looked at, is taken in as it was shown, or forgotten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from peewee import IntegrityError, ModelSelect

from collect import imports, journal, people_imports
from collect.database import locked, writing
from collect.models.imports import ImportBatch, ImportHeadings
from collect.models.journal import JournalEntry
from collect.rules.access import Identity, reach
from collect.rules.imports import CERTIFICATE_COLUMNS, COHORT_COLUMNS, KINDERGARTEN_COLUMNS
from collect.rules.people_imports import PEOPLE_COLUMNS
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.tables import Report, Table, guessed, heading_key, missing
from collect.rules.text import LINE, clean

COLUMNS = {
    "kindergartens": KINDERGARTEN_COLUMNS,
    "cohorts": COHORT_COLUMNS,
    "people": PEOPLE_COLUMNS,
    "certificates": CERTIFICATE_COLUMNS,
}
PLANS = {**imports.PLANS, "people": people_imports.plan}
WAITS = timedelta(days=1)
MOST = 10  # tables of one account that wait; the oldest is forgotten for the next


def batches(identity: Identity) -> ModelSelect[ImportBatch]:
    """Return what was taken in, by anybody, newest first; whole contents left out."""
    _require(identity)
    return (
        ImportBatch.select()
        .where(ImportBatch.done_at.is_null(False))
        .order_by(ImportBatch.done_at.desc(), ImportBatch.id.desc())
    )


def batch(identity: Identity, batch_id: int, now: datetime) -> ImportBatch:
    """Return one's own table that waits, or one that was taken in; raise NotFound for any other."""
    _require(identity)
    row = ImportBatch.get_or_none((ImportBatch.id == batch_id) & _seen_by(identity, now))
    if row is None:
        raise NotFound("import")
    return row  # type: ignore[no-any-return]


def _require(identity: Identity) -> None:
    if not reach(identity, "import", "C").everything:
        raise NotAllowed("import")


def _seen_by(identity: Identity, now: datetime) -> Any:
    waits = (ImportBatch.account == identity.account_id) & (ImportBatch.brought_at > now - WAITS)
    return ImportBatch.done_at.is_null(False) | waits


def hold(kind: str, name: str, table: Table, *, by: Identity, now: datetime) -> ImportBatch:
    """Keep a table until it is taken in, a day at most; headings told of before are known."""
    _require(by)
    rows = [[number, [cells[h] for h in table.headings]] for number, cells in table.rows]
    content = json.dumps({"headings": table.headings, "rows": rows})
    with writing():
        told = ImportHeadings.get_or_none(
            (ImportHeadings.kind == kind) & (ImportHeadings.headings == _key(table))
        )
        made = ImportBatch.create(
            account=by.account_id,
            kind=kind,
            name=clean(name[-LINE:], LINE) or "?",
            brought_at=now,
            content=content,
            columns=told.columns if told else None,
        )
        mine = (ImportBatch.account == by.account_id) & ImportBatch.done_at.is_null()
        newest = ImportBatch.select(ImportBatch.id).where(mine).order_by(ImportBatch.id.desc())
        old = [row.id for row in newest.offset(MOST).limit(MOST)]
        ImportBatch.delete().where(ImportBatch.id.in_(old)).execute()
    return made


def _key(table: Table) -> str:
    return "|".join(map(heading_key, table.headings))


def table_of(row: ImportBatch) -> Table:
    """Return the table as it was brought, with what was told of its headings."""
    held = json.loads(row.content or '{"headings": [], "rows": []}')
    headings = tuple(held["headings"])
    rows = tuple(
        (number, dict(zip(headings, cells, strict=True))) for number, cells in held["rows"]
    )
    return Table(headings, rows, tuple(row.columns) if row.columns is not None else None)


def is_unclear(row: ImportBatch) -> bool:
    """Whether somebody must say first which heading is which column."""
    return bool(missing(table_of(row), COLUMNS[row.kind]))


def headings_of(row: ImportBatch) -> dict[str, int | None]:
    """Return for each column the number of the heading it stands under, or is guessed to."""
    table = table_of(row)
    names = guessed(table, COLUMNS[row.kind])
    return {
        column.name: names.index(column.name) if column.name in names else None
        for column in COLUMNS[row.kind]
    }


def tell_columns(
    row: ImportBatch, chosen: Mapping[str, int | None], *, by: Identity, now: datetime
) -> None:
    """Keep which heading (by its number) each column stands under, here and for the next time.

    Raises RuleBroken("import.column_missing") for a needed one that stands nowhere, and
    RuleBroken("import.column_taken") for a heading that is given to two.
    """
    _require(by)
    table = table_of(row)
    names: list[str | None] = [None] * len(table.headings)
    for column in COLUMNS[row.kind]:
        index = chosen.get(column.name)
        if index is None:
            if column.is_needed:
                raise RuleBroken("import.column_missing", column.name)
        elif names[index] is not None:
            raise RuleBroken("import.column_taken", column.name, heading=table.headings[index])
        else:
            names[index] = column.name
    with writing():
        held = locked(ImportBatch.select().where(ImportBatch.id == row.id)).get_or_none()
        if held is None or held.done_at is not None or held.account_id != by.account_id:
            raise RuleBroken("import.stale")
        held.columns = row.columns = names
        held.save(only=["columns"])
        key = _key(table)
        ImportHeadings.insert(kind=row.kind, headings=key, columns=names).on_conflict(
            conflict_target=[ImportHeadings.kind, ImportHeadings.headings],
            update={ImportHeadings.columns: names},
        ).execute()
        told = {heading: name for heading, name in zip(table.headings, names, strict=True) if name}
        journal.note("import.headings", row.id, by=by, now=now, new={"headings": _said(told)})


def _said(told: Mapping[str, str | None]) -> str:
    return ", ".join(f"{clean(heading, LINE)} = {name}" for heading, name in told.items())


def preview(row: ImportBatch, *, by: Identity, now: datetime) -> Report:
    """Return what a table would do now, row by row; nothing is written."""
    _require(by)
    return PLANS[row.kind](table_of(row), by, now)[0]


def fingerprint(report: Report) -> str:
    """Return what tells a preview from another: every row's outcome and change."""
    lines = [
        [
            line.row,
            line.key,
            line.outcome,
            sorted((h, *map(str, p)) for h, p in line.changes.items()),
        ]
        for line in report.lines
    ]
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def take_in(row: ImportBatch, seen: str, *, by: Identity, now: datetime) -> ImportBatch:
    """Take a table in as it was seen (`fingerprint` of that preview); again changes nothing.

    Raises RuleBroken("import.moved") when it would do something else by now, "import.stale" when
    the table waits no longer, and "record.changed" when somebody takes in the same just now.
    """
    _require(by)
    try:
        with writing():
            held = locked(ImportBatch.select().where(ImportBatch.id == row.id)).get_or_none()
            if held is None or held.account_id != by.account_id:
                raise RuleBroken("import.stale")
            if held.done_at is not None:
                return held  # type: ignore[no-any-return]
            report, writes = PLANS[held.kind](table_of(held), by, now)
            if report.is_refused or fingerprint(report) != seen:
                raise RuleBroken("import.moved")
            last = JournalEntry.select(JournalEntry.id).order_by(JournalEntry.id.desc()).first()
            imports.write(report, writes, by=by, now=now)
            held.lines = _lines_after(last.id if last else 0, by, now)
            held.counts, held.done_at, held.content = report.counts, now, None
            held.save(only=["lines", "counts", "done_at", "content"])
    except IntegrityError as clash:
        raise RuleBroken("record.changed") from clash
    return held  # type: ignore[no-any-return]


def _lines_after(last: int, by: Identity, now: datetime) -> list[int]:
    """Return the lines this act wrote: nobody else writes as this account in this instant."""
    mine = (JournalEntry.account == by.account_id) & (JournalEntry.at == now)
    others = JournalEntry.record != "import"
    query = JournalEntry.select(JournalEntry.id).where((JournalEntry.id > last) & mine & others)
    return [line.id for line in query.order_by(JournalEntry.id)]


def forget(now: datetime) -> int:
    """Delete the tables that waited for longer than a day; return how many."""
    with writing():
        old = ImportBatch.done_at.is_null() & (ImportBatch.brought_at <= now - WAITS)
        return int(ImportBatch.delete().where(old).execute())

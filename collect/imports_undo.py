"""Taking back what an import did: each record that nobody has touched since, and why not the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import IntegrityError

from collect import imports_batches, journal, observations_figures, organisation, trash
from collect.database import locked, writing
from collect.models.certificates import Certificate
from collect.models.imports import ImportBatch
from collect.models.journal import JournalEntry
from collect.models.organisation import Affiliation, Cohort, Kindergarten, Network, StatedFigure
from collect.rules.access import Identity
from collect.rules.calendar import local_day
from collect.rules.refusals import NotFound, RuleBroken

MODELS: Mapping[str, Any] = {
    "kindergarten": Kindergarten,
    "network": Network,
    "certificate": Certificate,
    "cohort": Cohort,
}
ORDER = ("kindergarten", "network", "certificate", "figures", "cohort", "other")
MADE = ("kindergarten.add", "network.add", "certificate.pass", "cohort.add")


@dataclass(frozen=True)
class Step:
    """One record an import wrote to: what it is called, what undoing does, and what stands in the way."""

    record: str
    record_id: int | None
    label: str
    is_made: bool  # the import made it: undoing takes it away; else what was before comes back
    lines: tuple[JournalEntry, ...]  # newest first
    hindrance: RuleBroken | None = None


def steps(row: ImportBatch) -> list[Step]:
    """Return each record the import wrote to, in the order it is undone; nothing is written."""
    lines = _lines(row)
    touched = _touched(row, lines)
    groups: dict[tuple[str, int | None], list[JournalEntry]] = defaultdict(list)
    for line in lines:
        groups[_of(line)].append(line)
    names = {record: _rows(model, groups, record) for record, model in MODELS.items()}
    ordered = sorted(groups.items(), key=lambda pair: ORDER.index(pair[0][0]))
    return [_step(key, group, names, touched) for key, group in ordered]


def _lines(row: ImportBatch) -> list[JournalEntry]:
    wanted = JournalEntry.id.in_(row.lines or [])
    return list(JournalEntry.select().where(wanted).order_by(JournalEntry.id.desc()))


def _of(line: JournalEntry) -> tuple[str, int | None]:
    """Return the record that a line is undone with."""
    if line.record in ("kindergarten", "affiliation"):
        return "kindergarten", line.kindergarten_id
    return (line.record, line.record_id) if line.record in ORDER else ("other", None)


def _touched(
    row: ImportBatch, lines: list[JournalEntry]
) -> dict[tuple[str, int | None], JournalEntry]:
    """Return for each record the first line somebody wrote about it since."""
    own = set(row.lines or [])
    since = JournalEntry.id > min(own, default=0)
    found: dict[tuple[str, int | None], JournalEntry] = {}
    for line in JournalEntry.select().where(since).order_by(JournalEntry.id):
        if line.id in own:
            continue
        found.setdefault((line.record, line.record_id), line)
        found.setdefault(_of(line), line)
        if line.kindergarten_id is not None:
            found.setdefault(("kindergarten", line.kindergarten_id), line)
    return found


def _rows(model: Any, groups: Mapping[tuple[str, int | None], Any], record: str) -> dict[int, Any]:
    ids = [record_id for kind, record_id in groups if kind == record]
    return {found.id: found for found in model.select().where(model.id.in_(ids))}


def _step(
    key: tuple[str, int | None],
    lines: list[JournalEntry],
    rows: Mapping[str, Mapping[int, Any]],
    touched: Mapping[tuple[str, int | None], JournalEntry],
) -> Step:
    record, record_id = key
    found = rows.get("cohort" if record == "figures" else record, {}).get(record_id or 0)
    label = found.person.name if isinstance(found, Certificate) else str(found or "")
    is_made = any(line.act in MADE for line in lines)
    hindrance = None
    if record == "other":
        hindrance = RuleBroken("undo.elsewhere")
    elif (later := touched.get(key)) is not None:
        hindrance = RuleBroken("undo.touched", name=later.actor, day=local_day(later.at))
    elif found is None and record != "figures":
        hindrance = RuleBroken("undo.gone")
    elif is_made and record in ("kindergarten", "certificate"):
        hindrance = next(iter(trash.hindrances(found)), None)
    return Step(record, record_id, label, is_made, tuple(lines), hindrance)


def undo(row: ImportBatch, *, days: int, by: Identity, now: datetime, reason: str) -> list[Step]:
    """Take back each record that can be, and return those that could not, with what stood in the way.

    What the import made goes to the trash for so many days, or is deleted where the trash takes no
    such record. Raises NotFound for a table that was not taken in or was taken back already.
    """
    held = imports_batches.batch(by, row.id, now)
    if held.done_at is None or held.undone_at is not None:
        raise NotFound("import")
    left = []
    for step in steps(held):
        try:
            if step.hindrance is not None:
                raise step.hindrance
            _take_back(step, days, by, now, reason)
        except RuleBroken as error:
            left.append(Step(step.record, step.record_id, step.label, step.is_made, (), error))
    with writing():
        held = locked(ImportBatch.select().where(ImportBatch.id == row.id)).get()
        held.undone_at = now
        held.save(only=["undone_at"])
        new = {"left": len(left)}
        journal.note("import.undo", row.id, by=by, now=now, new=new)
    return left


def _take_back(step: Step, days: int, by: Identity, now: datetime, reason: str) -> None:
    """Undo one record, whole or not at all."""
    found = MODELS[step.record].get_by_id(step.record_id) if step.record in MODELS else None
    if step.is_made and step.record != "cohort":
        trash.remove(found, reason, days=days, by=by, now=now)
        return
    try:
        with writing():
            for line in step.lines:
                _reverse(line, found, by, now)
    except IntegrityError as error:
        raise RuleBroken("undo.in_use") from error


def _reverse(line: JournalEntry, found: Any, by: Identity, now: datetime) -> None:
    old = dict(line.old or {})
    if line.act == "figures.state":
        _state_again(line.record_id, old, by, now)
    elif line.act == "cohort.add":
        found.delete_instance()
        journal.note("cohort.remove", found.id, by=by, now=now, old=line.new)
    elif line.act == "affiliation.add":
        _move_back(line, by, now)
    elif line.act == "affiliation.amend":
        place = Affiliation.get_by_id(line.record_id)
        with observations_figures.moved(place.kindergarten_id, place.valid_from):
            journal.amend(
                place, old, line.act, by=by, now=now, kindergarten_id=place.kindergarten_id
            )
    elif line.act == "kindergarten.amend":
        old.pop("sort", None)
        organisation.update_kindergarten(found, old, by=by, now=now)
    else:
        journal.amend(found, _typed(type(found), old), line.act, by=by, now=now)


def _typed(model: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of the journal as the columns hold them."""
    return {
        name: date.fromisoformat(value)
        if value is not None and model._meta.fields[name].field_type == "DATE"
        else value
        for name, value in values.items()
    }


def _state_again(
    cohort_id: int | None, old: Mapping[str, Any], by: Identity, now: datetime
) -> None:
    cohort = StatedFigure.cohort == cohort_id if cohort_id else StatedFigure.cohort.is_null()
    rows = {row.measure: row for row in StatedFigure.select().where(cohort)}
    new = {measure: rows[measure].value for measure in old if measure in rows}
    for measure, value in old.items():
        if measure in rows and value is None:
            rows[measure].delete_instance()
        elif measure in rows:
            rows[measure].value = value
            rows[measure].save(only=["value"])
    journal.note("figures.state", cohort_id, by=by, now=now, old=new, new=dict(old))


def _move_back(line: JournalEntry, by: Identity, now: datetime) -> None:
    """Remove where a kindergarten came to belong; what held before goes on."""
    made = Affiliation.get_by_id(line.record_id)
    house = made.kindergarten_id
    with observations_figures.moved(house, made.valid_from):
        before = Affiliation.get_or_none(
            (Affiliation.kindergarten == house)
            & (Affiliation.valid_to == made.valid_from - timedelta(days=1))
        )
        made.delete_instance()
        if before is not None and line.old is not None:
            before.valid_to = _typed(Affiliation, line.old)["valid_to"]
            before.save(only=["valid_to"])
    journal.note("affiliation.remove", made.id, by=by, now=now, kindergarten_id=house, old=line.new)

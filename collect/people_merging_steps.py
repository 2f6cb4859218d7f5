"""The steps of a merge: each is remembered as it is taken, so that all of them can be taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from collect.journal import plain
from collect.models.base import Model
from collect.models.notices import Notice
from collect.models.observations_drafts import Draft
from collect.models.onboarding import OnboardingPlan
from collect.models.people import Employment
from collect.rules.people_merging import Span, joined

Step: TypeAlias = dict[str, Any]
# Rows that are wiped when their time is over: one that is gone is no contradiction.
WIPED: tuple[type[Model], ...] = (Notice, Draft)
# What points to a dated row, and follows it into the one that stays.
FOLLOWING = {Employment: (OnboardingPlan.employment,)}


def _models() -> dict[str, Any]:
    return {model._meta.table_name: model for model in Model.__subclasses__()}


def move(field: Any, gone: Any, kept: Any) -> list[Step]:
    """Point every row whose column names the gone record to the kept one."""
    model = field.model
    key = model._meta.primary_key
    rows = model.select(key).where(field == gone).order_by(key)
    ids = [row[0] for row in rows.tuples()]
    if not ids:
        return []
    model.update({field: kept}).where(key.in_(ids)).execute()
    return [_set(model, field.name, ids, gone, kept)]


def fill(row: Any, **values: Any) -> list[Step]:
    """Fill empty columns of one row with words that are not to be kept anywhere else.

    Only that they were empty is remembered: the words may be wiped later, here as where they came from.
    """
    empty = {name: text for name, text in values.items() if text and not getattr(row, name)}
    steps = change(row, **empty)
    for step in steps:
        del step["new"]
    return steps


def change(row: Any, **values: Any) -> list[Step]:
    """Change columns of one row."""
    model, fields = type(row), row._meta.fields
    found = []
    for name, value in values.items():
        old = row.__data__.get(name)
        setattr(row, name, value)
        new = fields[name].python_value(fields[name].db_value(row.__data__[name]))
        if plain(old) != plain(new):
            found.append(_set(model, name, [row.id], old, new))
    if found:
        model.update(values).where(model.id == row.id).execute()
    return found


def drop(row: Any) -> list[Step]:
    """Take away a row that another one says already; it is remembered whole."""
    whole = {name: plain(value) for name, value in row.__data__.items()}
    row.delete_instance()
    return [{"table": row._meta.table_name, "row": whole}]


def _set(model: Any, column: str, ids: list[int], old: Any, new: Any) -> Step:
    return {
        "table": model._meta.table_name,
        "column": column,
        "ids": ids,
        "old": plain(old),
        "new": plain(new),
    }


def join(model: Any, says: Sequence[str], of_kept: Any, of_gone: Any) -> list[Step]:
    """Make one row of those that say the same of days that meet."""
    kept, gone = spans(model, says, of_kept), spans(model, says, of_gone)
    steps: list[Step] = []
    for key, (into, first, last) in joined(kept, gone).items():
        steps += change(model.get_by_id(into), valid_from=first, valid_to=last)
        for field in FOLLOWING.get(model, ()):
            steps += move(field, key, into)
        steps += drop(model.get_by_id(key))
    return steps


def spans(model: Any, says: Sequence[str], condition: Any) -> list[Span]:
    """Return dated rows as the rule knows them, in order of their ids."""
    rows = model.select().where(condition).order_by(model.id)
    return [
        Span(row.id, tuple(row.__data__[name] for name in says), row.valid_from, row.valid_to)
        for row in rows
    ]


def contradictions(steps: Iterable[Step]) -> dict[str, int]:
    """Return by table how many rows are no longer as the merge left them."""
    known, left = _models(), _left(steps)
    found: Counter[str] = Counter()
    for (table, column), wanted in left.items():
        model = known[table]
        key, field = model._meta.primary_key, getattr(model, column)
        rows = dict(model.select(key, field).where(key.in_(list(wanted))).tuples())
        for one, new in wanted.items():
            is_other = plain(rows[one]) != new if one in rows else model not in WIPED
            found[table] += is_other
    return {table: number for table, number in found.items() if number}


def _left(steps: Iterable[Step]) -> dict[tuple[str, str], dict[int, Any]]:
    """Return by table and column what the last step left in each row."""
    found: dict[tuple[str, str], dict[int, Any]] = {}
    for step in steps:
        if "new" in step:
            rows = found.setdefault((step["table"], step["column"]), {})
            rows |= dict.fromkeys(step["ids"], step["new"])
    return found


def take_back(steps: list[Step]) -> None:
    """Undo the steps, the last first; not before `contradictions` finds none."""
    known = _models()
    for step in reversed(steps):
        model = known[step["table"]]
        fields = model._meta.fields
        if "row" in step:
            values = {name: fields[name].python_value(value) for name, value in step["row"].items()}
            model.insert(values).execute()
            continue
        field = fields[step["column"]]
        old = field.python_value(step["old"])
        model.update({field: old}).where(model._meta.primary_key.in_(step["ids"])).execute()


def moved(steps: Iterable[Step]) -> dict[str, list[int]]:
    """Return by table the rows that were moved, changed or taken away."""
    found: dict[str, set[int]] = {}
    for step in steps:
        ids = [step["row"]["id"]] if "row" in step else step["ids"]
        found.setdefault(step["table"], set()).update(ids)
    return {table: sorted(ids) for table, ids in found.items()}

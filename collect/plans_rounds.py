"""From one round to the next: the goals set last time, and what the next observation shows of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from collect.models.observations import Observation
from collect.models.plans import Goal
from collect.observations import unbiased
from collect.observations_profiles import dimension_means
from collect.plans import goals
from collect.rules import plans as rules
from collect.rules.access import STRANGER, Identity
from collect.rules.calendar import local_day, semester_from


def last_goals(identity: Identity, department_id: int, before: date) -> list[Goal]:
    """Return a department's goals of the latest semester among those set before a day, unless dropped.

    Scoped to what the identity may read; for an observer that is the network. One query.
    """
    rows = goals(identity).where((Goal.department == department_id) & (Goal.status != "dropped"))
    known = [row for row in rows if local_day(row.created_at) < before]
    latest = max((semester_from(row.semester) for row in known), default=None)
    return [row for row in known if latest is not None and row.semester == latest.code]


def last_goal(identity: Identity, department_id: int, before: date) -> Goal | None:
    """Return the first goal of `last_goals`, a development goal rather than a micro-project."""
    found = last_goals(identity, department_id, before)
    return min(found, key=lambda row: (row.kind != "development", row.id), default=None)


@dataclass(frozen=True)
class Measured:
    """What an observation says of a goal's dimension: means unrounded; no start, no change."""

    observation: Observation
    start: Fraction | None
    now: Fraction
    change: rules.Change | None
    is_reached: bool | None


def changes(rows: Sequence[Goal], *, by: Identity | None = None) -> dict[int, Measured]:
    """Return by goal id what the observation it is compared with shows; two queries however many.

    Compared are released observations of the same department and instrument, not double codings,
    nor for a reader (`by`) what they have yet to code themselves.
    """
    about = [row for row in rows if row.dimension is not None]
    later = _compared(about, unbiased(by or STRANGER))
    return _measured([(row, later[row.id]) for row in about if row.id in later])


def change_on(row: Goal, *, by: Identity | None = None) -> Measured | None:
    """Return what the observation that a goal is compared with shows; None while there is none."""
    return changes([row], by=by).get(row.id)


def change_to(rows: Iterable[Goal], observation: Observation) -> dict[int, Measured]:
    """Return by goal id what one observation shows of goals of the same instrument."""
    instrument = observation.instrument_id
    about = [
        row for row in rows if row.dimension and row.dimension.domain.instrument_id == instrument
    ]
    return _measured([(row, observation) for row in about])


def _compared(rows: Sequence[Any], readable: Any) -> dict[int, Observation]:
    """Return by goal id the observation each goal is compared with, where there is one."""
    if not rows:
        return {}
    found = Observation.select().where(
        Observation.department.in_({row.department_id for row in rows})
        & Observation.released_at.is_null(False)
        & Observation.returned_at.is_null()
        & ~Observation.is_double
        & readable
    )
    by_id = {one.id: one for one in found}
    seen: dict[tuple[int, int], list[rules.Seen]] = defaultdict(list)
    for one in by_id.values():
        key = one.department_id, one.instrument_id
        seen[key].append(rules.Seen(one.id, one.observed_on))
    chosen = {}
    for row in rows:
        key = row.department_id, row.dimension.domain.instrument_id
        pick = rules.compared(seen[key], _after(row), row.settled_on)
        if pick is not None:
            chosen[row.id] = by_id[pick.observation_id]
    return chosen


def _after(row: Goal) -> date:
    """Return the day after which an observation can show what became of a goal."""
    source = row.observation
    return source.observed_on if source is not None else local_day(row.created_at)


def _measured(pairs: Sequence[tuple[Any, Observation]]) -> dict[int, Measured]:
    if not pairs:
        return {}
    wanted = {one.id for _, one in pairs} | {row.observation_id for row, _ in pairs} - {None}
    means = {(m.observation_id, m.dimension_id): m.mean for m in dimension_means(sorted(wanted))}
    found = {}
    for row, one in pairs:
        now = means.get((one.id, row.dimension_id))
        if now is None:
            continue
        start = _start(row, means.get((row.observation_id, row.dimension_id)))
        is_reversed = row.dimension.is_reversed
        found[row.id] = Measured(
            one,
            start,
            now,
            None if start is None else rules.change(start, now, is_reversed),
            None if row.target is None else rules.has_reached(row.target, now, is_reversed),
        )
    return found


def _start(row: Goal, exact: Fraction | None) -> Fraction | None:
    """Return the unrounded start: the source's mean, unless it was corrected after the goal was set."""
    if row.start is None:
        return None
    if exact is not None and rules.start_value(exact) == row.start:
        return exact
    return Fraction(row.start, 100)

"""How long somebody has worked in a kindergarten without a break, whatever the position."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from collect.models.people import Employment

ONE_DAY = timedelta(days=1)


def since(rows: Sequence[Employment]) -> dict[int, date]:
    """Return by employment id the first day of the unbroken employment it is part of; one query."""
    people = {row.person_id for row in rows}
    spans: dict[tuple[int, int], list[tuple[date, date | None]]] = defaultdict(list)
    found: Any = Employment.select(
        Employment.person, Employment.kindergarten, Employment.valid_from, Employment.valid_to
    ).where(Employment.person.in_(people))
    for person, place, first, last in found.order_by(Employment.valid_from.desc()).tuples():
        spans[person, place].append((first, last))
    return {row.id: _first(row, spans[row.person_id, row.kindergarten_id]) for row in rows}


def _first(row: Employment, spans: Sequence[tuple[date, date | None]]) -> date:
    """Walk back from a row over those that reach it (the latest begun come first)."""
    first: date = row.valid_from
    is_moved = True
    while is_moved:
        earlier = [a for a, b in spans if a < first and (b is None or b + ONE_DAY >= first)]
        is_moved = bool(earlier)
        first = min(earlier, default=first)
    return first

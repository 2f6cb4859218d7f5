"""How two records of one person become one: which words win, which rows say the same, which seat stays."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

FIELDS = ("name", "email")  # chosen one by one
KEPT, GONE = "kept", "gone"
SCORES = {"address": 4, "together": 2, "name": 1}
_SEATS = ("placed", "offered", "waiting")


@dataclass(frozen=True)
class Span:
    """A dated row: what it says, and from when to when (both counted)."""

    key: int
    says: Hashable
    first: date
    last: date | None


@dataclass(frozen=True)
class Seat:
    """A registration that is not withdrawn, and whether its person was there."""

    key: int
    status: str
    is_present: bool = False


def score(reasons: Sequence[str]) -> int:
    """Return how likely two records are one person; the more, the likelier."""
    return sum(SCORES[reason] for reason in reasons)


def wins(
    kept: Mapping[str, Any],
    gone: Mapping[str, Any],
    choices: Mapping[str, str],
    fields: Sequence[str] = FIELDS,
) -> dict[str, Any]:
    """Return the fields the kept record will have.

    Each is the kept one's unless the other's is chosen; an empty one is filled from the other.
    """
    found = {}
    for name in fields:
        first, other = (gone, kept) if choices.get(name) == GONE else (kept, gone)
        found[name] = other[name] if first[name] in (None, "") else first[name]
    return found


def meet(one: Span, other: Span) -> bool:
    """Whether two rows say the same of days that overlap or follow on each other."""
    day = timedelta(days=1)
    return (
        one.says == other.says
        and (one.last is None or other.first <= one.last + day)
        and (other.last is None or one.first <= other.last + day)
    )


def at_odds(kept: Sequence[Span], gone: Sequence[Span]) -> list[date]:
    """Return the first days on which a kept row and one of the gone say different things."""
    return [
        max(one.first, other.first)
        for one in kept
        for other in gone
        if one.says != other.says
        and (one.last is None or other.first <= one.last)
        and (other.last is None or one.first <= other.last)
    ]


def joined(kept: Sequence[Span], gone: Sequence[Span]) -> dict[int, tuple[int, date, date | None]]:
    """Return for each row of the gone that a kept row says already: that row, and from when to when it holds now.

    A row that says something else, or of other days, is not named: it is moved as it is.
    """
    rows = {row.key: row for row in kept}
    found: dict[int, tuple[int, date, date | None]] = {}
    for other in gone:
        into = next((row for row in rows.values() if meet(row, other)), None)
        if into is None:
            continue
        last = None if None in (into.last, other.last) else max(into.last, other.last)  # type: ignore[type-var]
        grown = Span(into.key, into.says, min(into.first, other.first), last)
        rows[into.key] = grown
        found[other.key] = (grown.key, grown.first, grown.last)
    return found


def staying(one: Seat, other: Seat) -> tuple[Seat, Seat]:
    """Return which of two registrations for one course stays, then which is withdrawn.

    The one at which the person was there; then a seat before an offer before a wait; then the
    earlier. Not to be asked when both were there.
    """
    first, second = sorted(
        (one, other), key=lambda seat: (not seat.is_present, _SEATS.index(seat.status), seat.key)
    )
    return first, second

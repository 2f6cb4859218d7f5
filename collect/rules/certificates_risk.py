"""How many observers a kindergarten has in the months to come, and when that is too few (features G5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
MONTHS = 6  # looked ahead
LEVELS = ("bad", "warn", "good")  # too few today, too few later, enough throughout


@dataclass(frozen=True)
class Spell:
    """Somebody who may observe with a version from a day to a day: certified and employed."""

    person_id: int
    version: str
    first: date
    last: date


def without_leave(
    first: date, last: date, leave: Iterable[tuple[date, date | None]]
) -> list[tuple[date, date]]:
    """Return what is left of a stretch of days when leave (in order, both counted) is taken out of it."""
    found = []
    for begins, ends in leave:
        if begins > first:
            found.append((first, min(last, begins - ONE_DAY)))
        if ends is None:
            return [one for one in found if one[0] <= one[1]]
        first = max(first, ends + ONE_DAY)
    return [one for one in (*found, (first, last)) if one[0] <= one[1]]


def days_ahead(today: date) -> tuple[date, ...]:
    """Return today and the first day of each of the next six months."""
    months = [today.year * 12 + today.month + n for n in range(MONTHS)]
    return (today, *(date(month // 12, month % 12 + 1, 1) for month in months))


def observers_on(spells: Iterable[Spell], versions: Sequence[str], day: date) -> int:
    """Count those who may observe with one of the versions on a day; nobody twice."""
    return len(
        {
            one.person_id
            for one in spells
            if one.version in versions and one.first <= day <= one.last
        }
    )


def level(counts: Sequence[int], minimum: int) -> str:
    """Return how it looks: the first of the counts is today's."""
    if counts[0] < minimum:
        return "bad"
    return "warn" if min(counts) < minimum else "good"

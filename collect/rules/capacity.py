"""Who gets a seat in a course, who waits, and why one is passed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

COURSE_SEATS = 25  # the course for skilled workers and assistants, reference §1.4 A8
RULES = ("each", "all", "one")  # of a group: each alone, all or nobody, at least one
TOGETHER = ("all", "one")  # the rules by which a group is one entry of the line


@dataclass(frozen=True)
class Entry:
    """One who waits, or a group that takes its seats together; `key` is the caller's own."""

    key: int
    size: int = 1
    rule: str = "each"
    house: int = 0  # the kindergarten whose share of the seats it takes from; 0 for none


@dataclass(frozen=True)
class Passing:
    """What the line gets now: seats by key, and by key the code of why one got none or too few."""

    given: dict[int, int]
    passed: dict[int, str]


def pass_seats(free: int, line: Sequence[Entry], room: Mapping[int, int] | None = None) -> Passing:
    """Give the free seats to those who wait, the first first.

    A group that wants all or nothing keeps its place when the seats do not reach, and whoever
    fits behind it goes ahead: no seat stands empty while somebody who fits waits, and the group
    is served as soon as it stands first with enough seats free.

    Where each kindergarten has a share, `room` says how many more seats each may have; one that it
    does not name may have any number. Who comes from a kindergarten without room keeps the place in
    the line and waits for the other kindergartens, also while seats are free. That lasts to
    `share_until`; from then on there is no room to keep to, and the law above is the only one.
    """
    given: dict[int, int] = {}
    passed: dict[int, str] = {}
    left = dict(room or {})
    for entry in line:
        most = free if entry.house not in left else min(free, left[entry.house])
        fits = entry.rule != "all" or entry.size <= most
        seats = max(0, min(entry.size, most)) if fits else 0
        if seats > 0:
            given[entry.key] = seats
            free -= seats
            if entry.house in left:
                left[entry.house] -= seats
        if seats < entry.size:
            passed[entry.key] = _why(entry, entry.size - seats, free, left)
    return Passing(given, passed)


def _why(entry: Entry, lacking: int, free: int, left: Mapping[int, int]) -> str:
    """Return the code of why an entry lacks seats, with what is free after it got its own."""
    if free <= 0:
        return "line.full"
    if entry.house in left and left[entry.house] < lacking:
        return "line.share"
    return "line.group"


def arriving(
    free: int, line: Sequence[Entry], entry: Entry, room: Mapping[int, int] | None = None
) -> int:
    """Return how many seats one gets who comes now, behind all who wait."""
    return pass_seats(free, [*line, entry], room).given.get(entry.key, 0)


def share_until(first_day: date, register_by: date | None, freeze_days: int) -> date:
    """Return the last day on which a kindergarten may have only its share of the seats.

    The last day to register, or a week before the first day when none is set. It ends early enough
    that the line still moves on the day after, so that the seats kept for others reach those who wait.
    """
    asked = register_by or first_day - timedelta(days=7)
    return min(asked, first_day - timedelta(days=freeze_days + 2))

"""The days of a course: what may be set up, and what becomes of each when they are set anew."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from collect.rules.refusals import RuleBroken

MOST_DAYS = 8


@dataclass(frozen=True)
class DayAnswers:
    """A day as it is to be; `key` is that of a day the course has, `row` where it stands in the form."""

    day: date
    starts_at: str  # HH:MM
    ends_at: str
    key: int | None = None
    row: int = 1

    @property
    def when(self) -> tuple[date, str, str]:
        """Return date and hours."""
        return self.day, self.starts_at, self.ends_at


@dataclass(frozen=True)
class Changes:
    """What becomes of a course's days."""

    kept: tuple[DayAnswers, ...]  # days the course has, with another date or other hours
    added: tuple[DayAnswers, ...]
    dropped: tuple[int, ...]  # keys

    @property
    def is_nothing(self) -> bool:
        """Whether all stays as it is."""
        return not (self.kept or self.added or self.dropped)


def judge_days(days: Sequence[DayAnswers]) -> None:
    """Raise RuleBroken, naming the row, for days that no course can have."""
    if not days:
        raise RuleBroken("course.no_days", "day_1")
    seen = set()
    for one in days:
        if one.ends_at <= one.starts_at:
            raise RuleBroken("day.hours", f"ends_{one.row}")
        if one.day in seen:
            raise RuleBroken("course.same_day", f"day_{one.row}")
        seen.add(one.day)


def changes(there: Mapping[int, tuple[date, str, str]], wanted: Sequence[DayAnswers]) -> Changes:
    """Return what differs between the days a course has (by key) and those it is to have.

    The same days in other rows are no change, so that what was sent twice changes nothing.
    """
    if sorted(there.values()) == sorted(one.when for one in wanted):
        return Changes((), (), ())
    keys = {one.key for one in wanted}
    return Changes(
        kept=tuple(one for one in wanted if one.key is not None and one.when != there.get(one.key)),
        added=tuple(one for one in wanted if one.key is None),
        dropped=tuple(key for key in there if key not in keys),
    )


def judge_marked(
    found: Changes,
    there: Mapping[int, tuple[date, str, str]],
    marked: Collection[int],
    today: date,
) -> None:
    """Raise RuleBroken where a day with attendance would be removed or moved ahead in time.

    A wrong date of a day that has been may be corrected: then its attendance goes with it.
    """
    for key in found.dropped:
        if key in marked:
            raise RuleBroken("day.marked", None, day=there[key][0])
    for one in found.kept:
        if one.key in marked and one.day > today:
            was = there[one.key or 0][0]
            raise RuleBroken("day.marked_ahead", f"day_{one.row}", day=was)

"""Release days: how many of them a certified teacher has left, and which day may be entered.

Days are counted in halves, so that every sum is a whole number.
"""

from collections.abc import Iterable
from datetime import date

from collect.rules.refusals import RuleBroken

PURPOSES = ("observation", "feedback", "course", "double_coding", "other")
HALVES = (1, 2)  # half a day, a whole day
GONE_AHEAD = ("accepted", "observed")  # states of a visit that release somebody


def year_of(day: date) -> tuple[date, date]:
    """Return the first and last day of the kindergarten year of a day: 1 August to 31 July."""
    start = day.year if day.month >= 8 else day.year - 1
    return date(start, 8, 1), date(start + 1, 7, 31)


def left(used: int, limit: int) -> int:
    """Return the halves that are left of so many days; never fewer than none."""
    return max(0, 2 * limit - used)


def is_over(used: int, halves: int, limit: int) -> bool:
    """Whether so many halves more are over the limit of so many days."""
    return used + halves > 2 * limit


def check_day(
    day: date, halves: int, *, same_day: Iterable[int], today: date, planned_on: date | None = None
) -> None:
    """Raise RuleBroken for a day that is not yet, or that is more than one day in all.

    `same_day` are the halves entered for the same person and day; `planned_on` is the day of the
    visit it is for, which may lie ahead.
    """
    if halves not in HALVES:
        raise RuleBroken("choice.unknown", "halves", value=str(halves))
    if day > max(today, planned_on or today):
        raise RuleBroken("date.future", "day")
    if sum(same_day) + halves > 2:
        raise RuleBroken("release.day_full", "day", day=day)


def purpose_of_visit(is_double: bool) -> str:
    """Return what somebody is released for who makes a visit."""
    return "double_coding" if is_double else "observation"


def signed(halves: int, is_credit: bool) -> int:
    """Return the halves of a line to be paid: taken back when it was paid and then withdrawn."""
    return -halves if is_credit else halves

"""What follows from the first day of a course that is set up from another pattern."""

from collections.abc import Sequence
from datetime import date, timedelta

from collect.rules.calendar import is_working_day
from collect.rules.refusals import RuleBroken

LONGEST = 4  # days of a course that is set up from a template
MOST_LEAD = 120  # days from a deadline to the first day


def deadline(first: date, days_before: int | None) -> date | None:
    """Return the day of a deadline; none when none was asked for."""
    return None if days_before is None else first - timedelta(days=days_before)


def lead(first: date, last: date | None) -> int | None:
    """Return how many days a deadline lies before the first day."""
    return None if last is None else (first - last).days


def judge_deadline(first: date, register_by: date | None, today: date) -> None:
    """Raise RuleBroken for a coming course that nobody could register for any more."""
    if register_by is not None and register_by < today <= first:
        raise RuleBroken("course.deadline_over", "register_days", day=register_by)


HALF_YEAR = timedelta(weeks=26)  # the same weekday, and nearly the same week of the other semester


def next_half_year(days: Sequence[date], today: date) -> list[date]:
    """Return proposed days half a year later, on the same weekdays and as far from each other.

    They lie ahead of today, and are put off week by week until none is in a weekend, a holiday or
    the summer; days that were in a weekend themselves are only moved.
    """
    later = [day + HALF_YEAR for day in days]
    while later and min(later) <= today:
        later = [day + HALF_YEAR for day in later]
    if any(day.weekday() > 4 for day in days):
        return later
    for weeks in range(10):
        proposed = [day + timedelta(weeks=weeks) for day in later]
        if all(map(is_working_day, proposed)):
            return proposed
    return later

"""The introduction year of the newly qualified (reference §1.4 A27): how many hours, and which days.

Newly qualified kindergarten teachers who are newly employed may use ten per cent of their working
time. 1 687.5 hours is the net working year of a full post, 45 weeks of 37.5 hours, as the municipal
working time agreement for teaching staff (SFS 2213) counts it.
"""

from datetime import date, timedelta

from collect.rules.refusals import RuleBroken

YEAR_TENTHS = 16_875  # of an hour, in the net working year of a full post
SHARE_PERCENT = 10
QUARTER = 15  # minutes
MOST_MINUTES = 600  # on one day
PURPOSES = (
    "guidance_inside",
    "guidance_outside",
    "observation",
    "shadowing",
    "leader_support",
    "course",
    "own_work",
)


def hours_due(fte_percent: int) -> int:
    """Return the hours of an introduction year in a post of so many per cent, rounded up to whole ones."""
    return -(-YEAR_TENTHS * fte_percent * SHARE_PERCENT // 100_000)


def is_offered(first_day: date, until: date | None) -> bool:
    """Whether one who begins on a day gets an introduction year; `until` is the last such day, if any."""
    return until is None or first_day <= until


def last_day(first_day: date) -> date:
    """Return the last day of the year that begins with the first day of work."""
    try:
        return first_day.replace(year=first_day.year + 1) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(first_day.year + 1, 2, 28)


def check_hours(day: date, minutes: int, purpose: str, first_day: date, today: date) -> None:
    """Raise RuleBroken for hours that cannot have been used: before or after the year, or not yet."""
    if purpose not in PURPOSES:
        raise RuleBroken("choice.unknown", "purpose", value=purpose)
    if day > today:
        raise RuleBroken("date.future", "day")
    if not first_day <= day <= last_day(first_day):
        raise RuleBroken("introduction.outside", "day", first=first_day, last=last_day(first_day))
    if not QUARTER <= minutes <= MOST_MINUTES or minutes % QUARTER:
        raise RuleBroken("introduction.minutes", "minutes")

"""When an observer's certificate holds, and when the test may be taken (reference §2.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from collect.rules.refusals import RuleBroken

TEST_WINDOW = timedelta(weeks=8)
EXPIRING = timedelta(days=60)
STATES = ("none", "course_done", "test_open", "valid", "expiring", "expired")


@dataclass(frozen=True)
class Terms:
    """How long after the course the test may be taken, how often, and what it takes to pass."""

    weeks: int = 8
    attempts: int = 3
    pass_percent: int = 80  # of the codes within one point of the master's

    def last_day(self, course_completed_on: date) -> date:
        """Return the last day of the test window."""
        return course_completed_on + timedelta(weeks=self.weeks)

    def is_passed(self, result_percent: int) -> bool:
        """Whether a result is a pass."""
        return result_percent >= self.pass_percent


def check_attempt(
    taken_on: date,
    result_percent: int,
    *,
    opened_on: date,
    test_until: date,
    earlier: Sequence[date],
    later: Sequence[date] = (),
    today: date,
) -> None:
    """Raise RuleBroken for an attempt with an impossible result, outside the window or out of order."""
    if not 0 <= result_percent <= 100:
        raise RuleBroken("percent.range", "result_percent")
    if taken_on > today:
        raise RuleBroken("date.future", "taken_on")
    if not opened_on <= taken_on <= test_until:
        raise RuleBroken("attempt.window", "taken_on", first=opened_on, last=test_until)
    if taken_on in (*earlier, *later):
        raise RuleBroken("attempt.known", "taken_on", day=taken_on)
    if any(day > taken_on for day in earlier) or any(day < taken_on for day in later):
        raise RuleBroken("attempt.order", "taken_on")


def a_year_after(day: date) -> date:
    """Return the same day a year on; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def valid_to(passed_on: date, previous_valid_to: date | None) -> date:
    """Return the last day of validity: a year, counted from the old expiry when that still ran."""
    if previous_valid_to is not None and previous_valid_to >= passed_on:
        return a_year_after(previous_valid_to)
    return a_year_after(passed_on)


def certificate_state(
    on: date,
    *,
    course_completed_on: date | None,
    valid_from: date | None,
    valid_to: date | None,
    test_until: date | None = None,
) -> str:
    """Return the state on a day: none, course_done (the test window has closed without a pass),
    test_open (eight weeks after the course, or until the day that was set), valid, expiring
    (60 days or less left), expired."""
    if valid_from is not None and valid_to is not None and on >= valid_from:
        if on > valid_to:
            return "expired"
        return "expiring" if valid_to - on <= EXPIRING else "valid"
    if course_completed_on is None or on < course_completed_on:
        return "none"
    last = test_until or course_completed_on + TEST_WINDOW
    return "test_open" if on <= last else "course_done"


def is_valid_on(on: date, valid_from: date | None, valid_to: date | None) -> bool:
    """Whether a certificate holds on a day, both ends counted."""
    return valid_from is not None and valid_to is not None and valid_from <= on <= valid_to

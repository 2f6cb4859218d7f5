"""When an observer's certificate holds (reference §2.5)."""

from datetime import date, timedelta

TEST_WINDOW = timedelta(weeks=8)
EXPIRING = timedelta(days=60)
STATES = ("none", "course_done", "test_open", "valid", "expiring", "expired")


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
    on: date, *, course_completed_on: date | None, valid_from: date | None, valid_to: date | None
) -> str:
    """Return the state on a day: none, course_done (the test window has closed without a pass),
    test_open (eight weeks after the course), valid, expiring (60 days or less left), expired."""
    if valid_from is not None and valid_to is not None and on >= valid_from:
        if on > valid_to:
            return "expired"
        return "expiring" if valid_to - on <= EXPIRING else "valid"
    if course_completed_on is None or on < course_completed_on:
        return "none"
    return "test_open" if on <= course_completed_on + TEST_WINDOW else "course_done"


def is_valid_on(on: date, valid_from: date | None, valid_to: date | None) -> bool:
    """Whether a certificate holds on a day, both ends counted."""
    return valid_from is not None and valid_to is not None and valid_from <= on <= valid_to

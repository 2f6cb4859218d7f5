"""How long one who is offered a seat has to answer."""

from datetime import UTC, date, datetime, time, timedelta

from collect.rules.calendar import OSLO

EVENING = time(20)
LEAST = timedelta(hours=4)  # who would have less than this gets the seat without being asked
MOST_HOURS = 14 * 24


def answer_by(now: datetime, hours: int, first_day: date, freeze_days: int = 0) -> datetime | None:
    """Return when an offer that is made now runs out; None when the seat is given at once.

    It never runs past the evening before the line stands still, or before the first day: a seat
    that nobody answers for can then still go to the next.
    """
    if not hours:
        return None
    now, asked = now.astimezone(UTC), timedelta(hours=hours)  # hours, also when the clocks change
    last_day = first_day - timedelta(days=freeze_days + 1)
    evening = datetime.combine(last_day, EVENING, OSLO).astimezone(UTC)
    until = min(now + asked, evening)
    if until - now < min(asked, LEAST):
        return None
    return until.replace(second=0, microsecond=0)


def is_over(until: datetime | None, now: datetime) -> bool:
    """Whether it is too late to answer an offer."""
    return until is None or now >= until

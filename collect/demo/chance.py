"""What the seed decides: shares that sum exactly, references, scores and working days."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from math import floor
from random import Random

from collect.rules.references import reference_from
from collect.rules.scoring import HIGHEST, LOWEST


class Dice(Random):
    """A seeded source of chance; what it gives depends on nothing but the seed."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._given: set[str] = set()

    def share(self, total: int, weights: Sequence[float]) -> list[int]:
        """Split a total into whole parts that sum to it, near the weights with some unevenness."""
        uneven = [weight * self.uniform(0.85, 1.15) for weight in weights]
        whole = sum(uneven)
        exact = [total * weight / whole for weight in uneven]
        parts = [floor(value) for value in exact]
        rest = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
        for i in rest[: total - sum(parts)]:
            parts[i] += 1
        return parts

    def reference(self) -> str:
        """Return a reference number that was not given before."""
        while (reference := reference_from(self.randbytes(8))) in self._given:
            pass
        self._given.add(reference)
        return reference

    def score(self, mean: float) -> int:
        """Return a whole score from 1 to 7 whose expectation is `mean`."""
        low = floor(mean)
        return max(LOWEST, min(HIGHEST, low + (self.random() < mean - low)))

    def day(self, first: date, last: date) -> date:
        """Return a day from `first` to `last`, both counted; `first` when `last` is before it."""
        return first + timedelta(days=self.randint(0, max(0, (last - first).days)))

    def moment(self, day: date, no_later: datetime) -> datetime:
        """Return a moment of a day, `no_later` at most, as the database keeps it (UTC, no zone)."""
        return min(datetime.combine(day, time(self.randint(7, 14), self.randint(0, 59))), no_later)


@cache
def easter(year: int) -> date:
    """Return Easter Sunday (Gauss' rule as Lichtenberg mended it)."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    age = (19 * (year % 19) + moon) % 30
    full = 21 + age - (age + year % 19 // 11) // 29
    sunday = 7 - (year + year // 4 + 2 - (3 * century + 3) // 4) % 7
    return date(year, 3, 1) + timedelta(days=full + 6 - (full - sunday) % 7)


def is_working_day(day: date) -> bool:
    """Whether courses and visits happen on a day: no weekend, holiday, July or Christmas."""
    at_christmas = (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 4)
    from_easter = (day - easter(day.year)).days
    is_holiday = (
        -7 <= from_easter <= 1
        or from_easter in (39, 50)
        or (day.month, day.day) in ((5, 1), (5, 17))
    )
    return day.weekday() < 5 and day.month != 7 and not at_christmas and not is_holiday


def working_days(first: date, last: date) -> list[date]:
    """Return the working days from `first` to `last`, both counted."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if is_working_day(day)]


def from_tuesday(day: date, count: int) -> list[date]:
    """Return `count` working days in a row (at most four) from a Tuesday, on or after `day`."""
    while not (
        day.weekday() == 1 and all(is_working_day(day + timedelta(days=n)) for n in range(count))
    ):
        day += timedelta(days=1)
    return [day + timedelta(days=n) for n in range(count)]

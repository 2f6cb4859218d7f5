"""What the seed decides: shares that sum exactly, references, scores and working days."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from math import floor
from random import Random

from collect.rules.calendar import is_working_day
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


def from_tuesday(day: date, count: int) -> list[date]:
    """Return `count` working days in a row (at most four) from a Tuesday, on or after `day`."""
    while not (
        day.weekday() == 1 and all(is_working_day(day + timedelta(days=n)) for n in range(count))
    ):
        day += timedelta(days=1)
    return [day + timedelta(days=n) for n in range(count)]

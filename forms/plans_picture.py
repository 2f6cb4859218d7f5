"""The small picture of a goal: where it started, where it is and where it aims, on the scale 1 to 7."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from collect.rules.scoring import HIGHEST, LOWEST

LEFT, RIGHT = 31.0, 97.0  # per cent: the words stand to the left of the scale
ROW, TOP = 1.7, 0.9  # rem


@dataclass(frozen=True)
class Stop:
    """A place on the way: start, now (or then) or target, its value and where it stands."""

    code: str
    value: Fraction
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    """The stops one under another, over the grades of the scale."""

    stops: tuple[Stop, ...]
    grades: tuple[tuple[float, int], ...]  # x, grade
    floor: float
    height: float

    def stop(self, *codes: str) -> Stop | None:
        """Return the stop of one of the codes, if the picture has it."""
        return next((one for one in self.stops if one.code in codes), None)


def along(value: Fraction | int) -> float:
    """Return where a mean from 1 to 7 lies, in per cent of the width."""
    return round(LEFT + (RIGHT - LEFT) * float(value - LOWEST) / (HIGHEST - LOWEST), 2)


def picture(
    start: Fraction | None, now: Fraction | None, target: Fraction | None, is_settled: bool = False
) -> Picture | None:
    """Lay out what is known of a goal's values; None when nothing is.

    Where a settled goal came is `then`, where an open one has come is `now`.
    """
    here = "then" if is_settled else "now"
    known: Sequence[tuple[str, Fraction]] = [
        (code, value)
        for code, value in (("start", start), (here, now), ("target", target))
        if value is not None
    ]
    if not known:
        return None
    stops = tuple(
        Stop(code, value, along(value), round(TOP + ROW * number, 2))
        for number, (code, value) in enumerate(known)
    )
    floor = round(TOP + ROW * (len(stops) - 1) + 0.8, 2)
    grades = tuple((along(grade), grade) for grade in range(LOWEST, HIGHEST + 1))
    return Picture(stops, grades, floor, round(floor + 1.4, 2))

"""The year wheel: twelve months around a middle, with a numbered mark for each activity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from collect import phrases
from collect.programme_activities import Item, Month, Year
from collect.rules.programme_year import CODES

SIZE, MIDDLE = 640, 320  # of the picture, in units of its own
HUB, EDGE, NAMES = 66, 272, 296  # how far from the middle: the hub, the rim, the months' names
MARK = 17  # a mark's radius
# Where a month's marks stand: (distance from the middle, degrees from the month's own middle).
PLACES = (
    (246, -9.5),
    (246, 0.0),
    (246, 9.5),
    (203, -6.5),
    (203, 6.5),
    (160, -7.5),
    (160, 7.5),
    (116, 0.0),
)


@dataclass(frozen=True)
class Mark:
    """An activity in a month: where, under which number, and whether it is done."""

    x: float
    y: float
    number: int
    item: Item


@dataclass(frozen=True)
class Sector:
    """A month: its outline, its name outside the rim, and its marks."""

    month: Month
    outline: str
    x: float
    y: float
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Entry:
    """A number of the wheel, and in which months it stands."""

    number: int
    code: str
    who: str
    months: Sequence[tuple[Month, Item]]

    @property
    def name(self) -> str:
        """Return what the activity is called."""
        return phrases.word("activity", self.code)


@dataclass(frozen=True)
class Wheel:
    """The whole picture, and the list that says the same."""

    sectors: Sequence[Sector]
    entries: Sequence[Entry]
    size: int = SIZE
    hub: int = HUB
    mark: int = MARK


def wheel(year: Year) -> Wheel:
    """Lay out a year, August at the top and on with the clock."""
    entries = _entries(year)
    numbers = {one.code: one.number for one in entries}
    return Wheel([_sector(n, month, numbers) for n, month in enumerate(year.months)], entries)


def _entries(year: Year) -> list[Entry]:
    """Return the activities of a year in the order of the rules, numbered from 1."""
    found: dict[str, list[tuple[Month, Item]]] = {}
    for month in year.months:
        for item in month.items:
            found.setdefault(item.task.code, []).append((month, item))
    present = [code for code in CODES if code in found]
    return [
        Entry(n, code, found[code][0][1].task.activity.who, found[code])
        for n, code in enumerate(present, 1)
    ]


def _sector(n: int, month: Month, numbers: dict[str, int]) -> Sector:
    turn = 30.0 * n
    corners = [
        *(_point(radius, turn - 15) for radius in (HUB, EDGE)),
        *(_point(radius, turn + 15) for radius in (EDGE, HUB)),
    ]
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    outline = (
        f"M{ax} {ay} L{bx} {by} A{EDGE} {EDGE} 0 0 1 {cx} {cy} L{dx} {dy} "
        f"A{HUB} {HUB} 0 0 0 {ax} {ay} Z"
    )
    marks = [
        Mark(*_point(radius, turn + aside), numbers[item.task.code], item)
        for (radius, aside), item in zip(PLACES, month.items, strict=False)
    ]
    return Sector(month, outline, *_point(NAMES, turn), marks)


def _point(radius: float, degrees: float) -> tuple[float, float]:
    """Return where a point lies: so far from the middle, so far round from the top."""
    angle = math.radians(degrees)
    return (
        round(MIDDLE + radius * math.sin(angle), 1),
        round(MIDDLE - radius * math.cos(angle), 1),
    )

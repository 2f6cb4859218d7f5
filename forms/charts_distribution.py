"""A chart of how often each score was given: seven columns, 1 to 7, on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from collect.rules.scoring import LOWEST

TOP, FLOOR = 1.3, 4.6  # rem: between them lies the height of the tallest column there can be


@dataclass(frozen=True)
class Column:
    """A score with how often it was given, in whole per cent, and where its column stands."""

    score: int
    percent: int
    x: float  # the middle, in per cent of the width
    left: float
    width: float
    y: float
    height: float


@dataclass(frozen=True)
class DistributionChart:
    """The scores of a dimension as columns."""

    height: float
    floor: float
    columns: tuple[Column, ...]


def distribution(counts: Sequence[int]) -> DistributionChart:
    """Lay out how often the scores from 1 on were given; the tallest column is the commonest."""
    total, tallest = sum(counts), max(counts, default=0)
    step = 100 / max(len(counts), 1)
    columns = []
    for n, count in enumerate(counts):
        share = Fraction(count, total) if total else Fraction()
        height = round((FLOOR - TOP) * count / tallest, 2) if tallest else 0.0
        columns.append(
            Column(
                score=LOWEST + n,
                percent=floor(100 * share + Fraction(1, 2)),
                x=round(step * (n + 0.5), 2),
                left=round(step * (n + 0.15), 2),
                width=round(step * 0.7, 2),
                y=round(FLOOR - height, 2),
                height=height,
            )
        )
    return DistributionChart(FLOOR + 1.4, FLOOR, tuple(columns))

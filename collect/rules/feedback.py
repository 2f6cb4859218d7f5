"""What a feedback is drafted from: which dimensions stand out, and for how long it may be corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import groupby

from collect.rules.scoring import Dimension, band

STRENGTHS, AREAS = (2, 3), (1, 2)  # at least and at most; a tie is never cut in two
CORRECTABLE = timedelta(days=60)  # after the release; the observer may read it as long


@dataclass(frozen=True)
class Standing:
    """How a dimension stands: its mean as scored, what it counts for, and the band of that."""

    dimension_id: int
    mean: Fraction
    effective: Fraction  # 8 - mean where low is good
    is_reversed: bool

    @property
    def band(self) -> str:
        """Return the band of what it counts for: a low Negative Climate stands high."""
        return band(self.effective)


@dataclass(frozen=True)
class Standout:
    """What stands out in a profile; neither where all dimensions stand alike."""

    strengths: tuple[Standing, ...] = ()
    areas: tuple[Standing, ...] = ()


def standout(dimensions: Sequence[Dimension], means: Mapping[int, Fraction | None]) -> Standout:
    """Return the dimensions that stand highest and lowest, by effective value (reference §2.3).

    Dimensions without a score are left out. Those that stand alike are named together or not at
    all, in the order of the instrument: groups from the top while too few are named or there is
    room for the whole of the next, and so from the bottom. Nothing is both a strength and an area.
    """
    groups = _groups(dimensions, means)
    if len(groups) < 2:
        return Standout()
    strengths = _first(groups[:-1], STRENGTHS)
    rest = groups[len(strengths) :]
    areas = _first(rest[::-1], AREAS)
    return Standout(_flat(strengths), _flat(areas))


def _groups(
    dimensions: Sequence[Dimension], means: Mapping[int, Fraction | None]
) -> list[list[Standing]]:
    """Return the scored dimensions, highest first, those that stand alike together."""
    found = [
        Standing(d.id, mean, 8 - mean if d.is_reversed else mean, d.is_reversed)
        for d in dimensions
        if (mean := means.get(d.id)) is not None
    ]
    ranked = sorted(found, key=lambda one: -one.effective)  # stable: the instrument's order stays
    return [list(members) for _, members in groupby(ranked, key=lambda one: one.effective)]


def _first(groups: Sequence[list[Standing]], bounds: tuple[int, int]) -> list[list[Standing]]:
    """Return the first groups: until the lower bound is reached, and on within the upper one."""
    least, most = bounds
    taken: list[list[Standing]] = []
    for group in groups:
        named = sum(map(len, taken))
        if named >= least and named + len(group) > most:
            break
        taken.append(group)
    return taken


def _flat(groups: Sequence[list[Standing]]) -> tuple[Standing, ...]:
    return tuple(one for group in groups for one in group)


def is_correctable(released_at: datetime, now: datetime) -> bool:
    """Whether a feedback that was released may still be corrected by its observer."""
    return now - released_at <= CORRECTABLE

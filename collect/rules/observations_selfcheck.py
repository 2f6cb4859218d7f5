"""What an observer's own scores may say of how they score: a private hint, never a verdict (features G14).

The bounds from which something is worth a thought are proposals of ours. In shares and in halo
the dimensions where low is good are left out: there a 1 is what one hopes for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import sqrt

from collect.rules.calendar import Semester
from collect.rules.scoring import HIGHEST, LOWEST, Dimension

FEWEST = 5  # observations below which nothing is said
FEWEST_CYCLES = 5  # below which no correlation is
FEWEST_TO_DRIFT = 2  # observations in a semester for it to be compared
NARROW = 0.5  # standard deviation in points; below it a dimension's scores hardly differ
MANY = Fraction(1, 4)  # share from which sevens, ones, identical or flat cycles are many
CLOSE = 0.8  # mean correlation from which the dimensions follow one another closely
MOVED = Fraction(3, 4)  # points from which the means have moved


@dataclass(frozen=True)
class Coded:
    """One observation as it was scored: when, with which instrument, dimension id -> score per cycle."""

    semester: Semester
    instrument_id: int
    cycles: tuple[Mapping[int, int], ...]


@dataclass(frozen=True)
class Spread:
    """How the scores of a dimension lie: how many, their mean, their standard deviation (n - 1)."""

    n: int
    mean: Fraction
    deviation: float | None  # None: fewer than two scores
    is_narrow: bool


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """Return the share, 0..1; None of nothing."""
        return self.count / self.of if self.of else None

    @property
    def is_large(self) -> bool:
        """Whether it is worth a thought."""
        return self.of > 0 and Fraction(self.count, self.of) > MANY


@dataclass(frozen=True)
class Stage:
    """A semester with one instrument: mean of all scores (8 - score where low is good), observations."""

    semester: Semester
    instrument_id: int
    mean: Fraction
    observations: int


@dataclass(frozen=True)
class SelfCheck:
    """The five things an observer may look at."""

    observations: int
    spreads: dict[int, Spread]
    sevens: Share
    ones: Share
    identical: Share  # observations whose cycles all got the same scores
    flat: Share  # cycles where every dimension got the same score
    correlation: float | None  # mean over pairs of dimensions, cycle by cycle
    stages: list[Stage]
    drifts: dict[int, Fraction]  # instrument id -> last semester's mean minus the first's

    @property
    def has_halo(self) -> bool:
        """Whether the dimensions follow one another so closely that it is worth a thought."""
        return self.flat.is_large or (self.correlation is not None and self.correlation >= CLOSE)

    @property
    def has_moved(self) -> bool:
        """Whether the means have moved so far that it is worth a thought."""
        return any(abs(change) >= MOVED for change in self.drifts.values())


def self_check(coded: Sequence[Coded], dimensions: Sequence[Dimension]) -> SelfCheck | None:
    """Compute all of it from an observer's own observations; None when they are fewer than five."""
    if len(coded) < FEWEST:
        return None
    reversed_ids = frozenset(d.id for d in dimensions if d.is_reversed)
    cycles = [cycle for one in coded for cycle in one.cycles if cycle]
    upright = [
        {d: score for d, score in cycle.items() if d not in reversed_ids} for cycle in cycles
    ]
    scores = [score for cycle in upright for score in cycle.values()]
    stages = _stages(coded, reversed_ids)
    return SelfCheck(
        len(coded),
        _spreads(cycles, dimensions),
        Share(scores.count(HIGHEST), len(scores)),
        Share(scores.count(LOWEST), len(scores)),
        _identical(coded),
        _flat(upright),
        _mean_correlation(upright, dimensions),
        stages,
        _drifts(stages),
    )


def _spreads(
    cycles: Iterable[Mapping[int, int]], dimensions: Sequence[Dimension]
) -> dict[int, Spread]:
    given: dict[int, list[int]] = defaultdict(list)
    for cycle in cycles:
        for dimension_id, score in cycle.items():
            given[dimension_id].append(score)
    found = {}
    for dimension in dimensions:
        if scores := given.get(dimension.id):
            spread = deviation(scores)
            narrow = spread is not None and spread < NARROW and not dimension.is_reversed
            found[dimension.id] = Spread(
                len(scores), Fraction(sum(scores), len(scores)), spread, narrow
            )
    return found


def deviation(scores: Sequence[int]) -> float | None:
    """Return the standard deviation of a sample (n - 1); None for fewer than two."""
    n = len(scores)
    if n < 2:
        return None
    mean = Fraction(sum(scores), n)
    return sqrt(sum((score - mean) ** 2 for score in scores) / (n - 1))


def _identical(coded: Iterable[Coded]) -> Share:
    """Count the observations of two cycles or more whose cycles all got the same scores."""
    several = [cycles for one in coded if len(cycles := [c for c in one.cycles if c]) > 1]
    return Share(
        sum(all(cycle == cycles[0] for cycle in cycles) for cycles in several), len(several)
    )


def _flat(upright: Iterable[Mapping[int, int]]) -> Share:
    """Count the cycles of three scored dimensions or more that all got the same score."""
    wide = [cycle for cycle in upright if len(cycle) > 2]
    return Share(sum(len(set(cycle.values())) == 1 for cycle in wide), len(wide))


def _mean_correlation(
    upright: Sequence[Mapping[int, int]], dimensions: Sequence[Dimension]
) -> float | None:
    ids = [d.id for d in dimensions if not d.is_reversed]
    found = []
    for a, b in combinations(ids, 2):
        pairs = [(cycle[a], cycle[b]) for cycle in upright if a in cycle and b in cycle]
        one = correlation(pairs) if len(pairs) >= FEWEST_CYCLES else None
        if one is not None:
            found.append(one)
    return sum(found) / len(found) if found else None


def correlation(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Return Pearson's r; None where one of the two does not vary."""
    n = len(pairs)
    sum_a, sum_b = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    together = n * sum(a * b for a, b in pairs) - sum_a * sum_b
    own_a = n * sum(a * a for a, _ in pairs) - sum_a**2
    own_b = n * sum(b * b for _, b in pairs) - sum_b**2
    return together / sqrt(own_a * own_b) if own_a and own_b else None


def _stages(coded: Iterable[Coded], reversed_ids: frozenset[int]) -> list[Stage]:
    """Return the mean of each semester and instrument, by instrument and time."""
    given: dict[tuple[int, Semester], list[Coded]] = defaultdict(list)
    for one in coded:
        given[one.instrument_id, one.semester].append(one)
    found = []
    for (instrument_id, semester), group in sorted(given.items()):
        scores = [
            8 - score if dimension_id in reversed_ids else score
            for one in group
            for cycle in one.cycles
            for dimension_id, score in cycle.items()
        ]
        if scores:
            mean = Fraction(sum(scores), len(scores))
            found.append(Stage(semester, instrument_id, mean, len(group)))
    return found


def _drifts(stages: Sequence[Stage]) -> dict[int, Fraction]:
    """Return how far the mean moved from the first semester with enough observations to the last."""
    enough: dict[int, list[Stage]] = defaultdict(list)
    for stage in stages:
        if stage.observations >= FEWEST_TO_DRIFT:
            enough[stage.instrument_id].append(stage)
    return {key: group[-1].mean - group[0].mean for key, group in enough.items() if len(group) > 1}

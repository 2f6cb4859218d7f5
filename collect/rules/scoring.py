"""CLASS scores: dimension means, domain means, bands (reference §2.3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

LOWEST, HIGHEST = 1, 7
LOW_BELOW, HIGH_FROM = 3, 6  # a mean under the first is low, from the second high
DIMENSION_PARTS = 840  # a mean of one to eight scores is a whole number of such parts
DOMAIN_PARTS = 60  # and a mean of one to six such means is a whole number of parts of those
WHOLE = DIMENSION_PARTS * DOMAIN_PARTS


@dataclass(frozen=True)
class Dimension:
    """A dimension as scoring needs it: its id, its domain and whether the domain reverses it."""

    id: int
    domain_id: int
    is_reversed: bool


@dataclass(frozen=True)
class Profile:
    """What an observation says: means per dimension (unreversed) and per domain; None is unknown."""

    dimensions: dict[int, Fraction | None]
    domains: dict[int, Fraction | None]
    is_complete: bool
    missing: int  # scores that are not there


def profile(
    dimensions: Sequence[Dimension], cycles: Sequence[Mapping[int, int]], cycles_required: int
) -> Profile:
    """Compute the means of an observation from its scored cycles (dimension id -> 1..7).

    A missing score lowers that dimension's n and makes the observation incomplete; it never
    counts as zero. A domain is None unless each of its dimensions has a score. In the domain
    mean alone a reversed dimension (Negative Climate) counts as 8 minus its mean.
    """
    sums = {}
    for dimension in dimensions:
        scores = [cycle[dimension.id] for cycle in cycles if dimension.id in cycle]
        if scores:
            sums[dimension.id] = (sum(scores), len(scores))
    return profile_of_sums(dimensions, sums, len(cycles), cycles_required)


def profile_of_sums(
    dimensions: Sequence[Dimension],
    sums: Mapping[int, tuple[int, int]],
    cycles: int,
    cycles_required: int,
) -> Profile:
    """Compute what `profile` does from sums made elsewhere: dimension id -> (sum, number of scores)."""
    means = {d.id: Fraction(*sums[d.id]) if d.id in sums else None for d in dimensions}
    domains = {d.domain_id: domain_mean(dimensions, means, d.domain_id) for d in dimensions}
    wanted = len(dimensions) * max(cycles_required, cycles)
    given = sum(sums[d.id][1] for d in dimensions if d.id in sums)
    return Profile(means, domains, given == wanted, wanted - given)


def mean_over(profiles: Iterable[Profile], domain_id: int) -> tuple[Fraction | None, int]:
    """Return the mean of a domain over the observations that have one, and how many those are."""
    known = [mean for p in profiles if (mean := p.domains.get(domain_id)) is not None]
    return (sum(known, Fraction()) / len(known) if known else None), len(known)


def domain_mean(
    dimensions: Sequence[Dimension], means: Mapping[int, Fraction | None], domain_id: int
) -> Fraction | None:
    """Return the mean of a domain's dimension means, reversed ones as 8 - mean; None if one lacks."""
    parts = []
    for dimension in dimensions:
        if dimension.domain_id == domain_id:
            mean = means.get(dimension.id)
            if mean is None:
                return None
            parts.append(8 - mean if dimension.is_reversed else mean)
    return sum(parts, Fraction()) / len(parts) if parts else None


def shown(mean: Fraction | float | None, places: int = 2) -> Decimal | None:
    """Round half up for showing; compute on the unrounded value."""
    if mean is None:
        return None
    exact = Fraction(mean).limit_denominator(10**9)
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def band(mean: Fraction | float, low_below: float = LOW_BELOW, high_from: float = HIGH_FROM) -> str:
    """Return low, middle or high; the bounds for means are a proposal and a setting."""
    return "low" if mean < low_below else "high" if mean >= high_from else "middle"


def scaled(mean: Fraction) -> int:
    """Return a domain mean as a whole number of 50 400ths; raise ValueError for one that is not."""
    parts = mean * WHOLE
    if parts.denominator != 1:
        raise ValueError(f"{mean} is no whole number of parts of {WHOLE}")
    return parts.numerator


def unscaled(parts: int | Fraction) -> Fraction:
    """Return the mean that `scaled` made whole."""
    return Fraction(parts) / WHOLE


def require_whole(dimensions: int) -> None:
    """Raise ValueError for a domain of so many dimensions that its mean cannot be kept exactly."""
    if dimensions < 1 or DOMAIN_PARTS % dimensions:
        raise ValueError(f"the mean of {dimensions} dimensions is no whole number of {WHOLE}ths")


def middle_half(values: Iterable[Fraction | int]) -> tuple[Fraction, Fraction]:
    """Return the first and the third quartile, between two values in proportion (as Excel's QUARTILE.INC).

    Raises ValueError for no values.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    return _quartile(ordered, 1), _quartile(ordered, 3)


def _quartile(ordered: Sequence[Fraction | int], number: int) -> Fraction:
    place = Fraction(number * (len(ordered) - 1), 4)
    below = int(place)
    low = Fraction(ordered[below])
    high = Fraction(ordered[min(below + 1, len(ordered) - 1)])
    return low + (high - low) * (place - below)

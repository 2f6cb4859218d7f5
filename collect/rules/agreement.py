"""How far two observers agree on the same cycles (reference §2.5); None is "not computable"."""

from collections.abc import Sequence
from dataclasses import dataclass

Pair = tuple[int, int]
FEW = 10  # pairs below which the figures are shown with a warning


@dataclass(frozen=True)
class Agreement:
    """Figures of a double-coded observation; shares are 0..1, `mean_difference` is B - A."""

    n: int
    exact: float | None
    within_one: float | None
    mean_difference: float | None
    kappa: float | None
    kappa_linear: float | None
    kappa_quadratic: float | None
    icc_1_1: float | None
    icc_2_1: float | None
    icc_3_1: float | None


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """Compute all figures over pairs of scores (A, B) from 1 to 7."""
    n = len(pairs)
    if n == 0:
        return Agreement(0, *[None] * 9)
    return Agreement(
        n,
        sum(a == b for a, b in pairs) / n,
        sum(abs(a - b) <= 1 for a, b in pairs) / n,
        sum(b - a for a, b in pairs) / n,
        kappa(pairs, 0),
        kappa(pairs, 1),
        kappa(pairs, 2),
        *icc(pairs),
    )


def reaches(found: Agreement, percent: int) -> bool | None:
    """Whether so many per cent of the pairs are within one point; None without pairs."""
    if found.within_one is None:
        return None
    return round(found.within_one * found.n) * 100 >= percent * found.n


def kappa(pairs: Sequence[Pair], power: int) -> float | None:
    """Return Cohen's kappa over the categories 1..7; weights |i-j| ** power, power 0 is unweighted.

    None when there is no variance, so that nothing but agreement could be expected.
    """
    n = len(pairs)
    rows = [sum(a == k for a, _ in pairs) for k in range(1, 8)]
    columns = [sum(b == k for _, b in pairs) for k in range(1, 8)]

    def weight(i: int, j: int) -> int:
        return int(i != j) if power == 0 else abs(i - j) ** power

    observed = sum(weight(a, b) for a, b in pairs)
    expected = sum(weight(i, j) * rows[i] * columns[j] for i in range(7) for j in range(7)) / n
    return None if expected == 0 else 1 - observed / expected


def icc(pairs: Sequence[Pair]) -> tuple[float | None, float | None, float | None]:
    """Return ICC(1,1), ICC(2,1) absolute agreement and ICC(3,1) consistency (Shrout and Fleiss).

    None where there are fewer than two pairs or no variance.
    """
    n = len(pairs)
    if n < 2:
        return None, None, None
    grand = sum(a + b for a, b in pairs) / (2 * n)
    rows = 2 * sum(((a + b) / 2 - grand) ** 2 for a, b in pairs)
    means = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    columns = n * sum((mean - grand) ** 2 for mean in means)
    total = sum((x - grand) ** 2 for pair in pairs for x in pair)
    if total == 0:
        return None, None, None
    ms_rows, ms_columns = rows / (n - 1), columns
    ms_error = (total - rows - columns) / (n - 1)
    ms_within = (total - rows) / n
    return (
        _ratio(ms_rows - ms_within, ms_rows + ms_within),
        _ratio(ms_rows - ms_error, ms_rows + ms_error + 2 * (ms_columns - ms_error) / n),
        _ratio(ms_rows - ms_error, ms_rows + ms_error),
    )


def _ratio(upper: float, lower: float) -> float | None:
    return None if lower == 0 else upper / lower

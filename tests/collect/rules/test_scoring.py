"""Means of dimensions and domains, held against published figures."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect.rules.scoring import Dimension, band, domain_mean, profile, shown

TODDLER = [Dimension(n, 1 if n <= 5 else 2, n == 2) for n in range(1, 9)]
A = ["6 1 5 5 5 4 3 4", "5 1 5 4 5 3 2 3", "6 2 6 5 6 4 3 4"]
B = ["6 1 6 5 4 3 2 4", "5 1 5 5 5 3 3 3", "6 1 6 4 6 4 1 5"]


def cycles(lines: list[str]) -> list[dict[int, int]]:
    return [{n: int(v) for n, v in enumerate(line.split(), 1)} for line in lines]


@pytest.mark.parametrize(
    ("lines", "means", "domains"),
    [
        (A, "5.67 1.33 5.33 4.67 5.33 3.67 2.67 3.67", ("5.5333", "3.3333")),
        (B, "5.67 1.00 5.67 4.67 5.00 3.33 2.00 4.00", ("5.6000", "3.1111")),
    ],
)
def test_the_double_coded_visit_gives_its_known_means(
    lines: list[str], means: str, domains: tuple[str, str]
) -> None:
    found = profile(TODDLER, cycles(lines), 3)
    assert " ".join(str(shown(found.dimensions[n])) for n in range(1, 9)) == means
    assert (str(shown(found.domains[1], 4)), str(shown(found.domains[2], 4))) == domains
    assert found.is_complete


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (("5.91", "1.08", "5.53", "5.22"), "5.895"),  # Head Start 2012, Emotional Support
        (("5.97", "1.07", "5.87", "5.43"), "6.05"),  # Head Start 2019
    ],
)
def test_negative_climate_counts_reversed_inside_the_domain(
    scores: tuple[str, ...], expected: str
) -> None:
    support = [Dimension(n, 1, n == 1) for n in range(4)]
    means: dict[int, Fraction | None] = {n: Fraction(text) for n, text in enumerate(scores)}
    assert domain_mean(support, means, 1) == Fraction(expected)
    assert means[1] == Fraction(scores[1])


def test_classroom_organization_of_2012_has_nothing_reversed() -> None:
    dimensions = [Dimension(n, 1, False) for n in range(3)]
    means: dict[int, Fraction | None] = dict(enumerate(map(Fraction, ("5.68", "5.71", "4.96"))))
    assert str(shown(domain_mean(dimensions, means, 1))) == "5.45"


def test_a_missing_score_lowers_n_and_is_never_zero() -> None:
    scores = cycles(A)
    del scores[0][1]
    found = profile(TODDLER, scores, 3)
    assert found.dimensions[1] == Fraction(11, 2)
    assert (found.is_complete, found.missing) == (False, 1)
    assert found.domains[1] is not None


def test_a_domain_with_an_unscored_dimension_has_no_mean() -> None:
    scores = [{k: v for k, v in cycle.items() if k != 3} for cycle in cycles(A)]
    found = profile(TODDLER, scores, 3)
    assert (found.dimensions[3], found.domains[1]) == (None, None)
    assert shown(found.domains[2], 4) == Decimal("3.3333")


def test_a_cycle_too_few_makes_the_visit_incomplete() -> None:
    found = profile(TODDLER, cycles(A[:2]), 3)
    assert (found.is_complete, found.missing) == (False, 8)


@given(st.lists(st.lists(st.integers(1, 7), min_size=8, max_size=8), min_size=1, max_size=6))
def test_every_mean_stays_on_the_scale(rows: list[list[int]]) -> None:
    found = profile(TODDLER, [dict(enumerate(row, 1)) for row in rows], 3)
    means = [*found.dimensions.values(), *found.domains.values()]
    assert all(mean is not None and 1 <= mean <= 7 for mean in means)


def test_showing_rounds_half_up() -> None:
    assert str(shown(Fraction(5895, 1000))) == "5.90"
    assert str(shown(Fraction(4435, 1000))) == "4.44"
    assert shown(None) is None


@pytest.mark.parametrize(
    ("mean", "word"), [(2.99, "low"), (3, "middle"), (5.99, "middle"), (6, "high")]
)
def test_bands_of_means(mean: float, word: str) -> None:
    assert band(mean) == word

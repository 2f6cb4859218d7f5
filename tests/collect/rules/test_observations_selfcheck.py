"""The observer's self-check, held against figures worked out by hand and by the standard library."""

import statistics
from fractions import Fraction
from random import Random

import pytest

from collect.rules import observations_selfcheck as rules
from collect.rules.calendar import Semester
from collect.rules.observations_selfcheck import Coded, Share, self_check
from collect.rules.scoring import Dimension

AUTUMN, SPRING = Semester(2025, "autumn"), Semester(2025, "spring")
SCALE = [Dimension(n, 1, n == 2) for n in (1, 2, 3, 4)]  # the second is good when it is low


def coded(*cycles: str, semester: Semester = AUTUMN, instrument: int = 1) -> Coded:
    """An observation whose cycles are written as scores of dimensions 1, 2, 3, 4; `-` is missing."""
    return Coded(
        semester,
        instrument,
        tuple({n: int(s) for n, s in enumerate(c, 1) if s != "-"} for c in cycles),
    )


# Three cycles of four dimensions, five times.
FIVE = [
    coded("5154", "6163", "7165", semester=SPRING),
    coded("4143", "4143", "4143", semester=SPRING),
    coded("5155", "6266", "-1--"),
    coded("7177", "7167", "7156"),
    coded("3233", "4144"),
]


def test_below_five_observations_nothing_is_said() -> None:
    assert self_check(FIVE[:4], SCALE) is None
    assert self_check([], SCALE) is None


def test_the_spread_of_a_dimension_is_its_standard_deviation() -> None:
    found = self_check(FIVE, SCALE)
    assert found is not None
    first = [5, 6, 7, 4, 4, 4, 5, 6, 7, 7, 7, 3, 4]
    assert found.observations == 5
    assert (found.spreads[1].n, found.spreads[1].mean) == (13, Fraction(sum(first), 13))
    assert found.spreads[1].deviation == pytest.approx(statistics.stdev(first))
    assert found.spreads[2].n == 14
    assert [one.is_narrow for one in found.spreads.values()] == [False] * 4


def test_a_dimension_that_hardly_varies_is_narrow_unless_low_is_good() -> None:
    same = [coded("5141", "5142", "6143")] * 5
    found = self_check(same, SCALE)
    assert found is not None
    assert {d: one.is_narrow for d, one in found.spreads.items()} == {
        1: True,  # 0.4880 of ten fives and five sixes
        2: False,
        3: True,
        4: False,
    }
    assert found.spreads[1].deviation == pytest.approx(0.4879500364742666)


def test_sevens_and_ones_are_counted_where_high_is_good() -> None:
    found = self_check(FIVE, SCALE)
    assert found is not None
    assert found.sevens == Share(7, 39)  # one in the first, three, two and one in the fourth
    assert found.ones == Share(0, 39)
    assert (found.sevens.is_large, found.ones.is_large) == (False, False)
    high = self_check([coded("7171", "7175")] * 5, SCALE)
    assert high is not None
    assert (high.sevens.value, high.sevens.is_large) == (4 / 6, True)
    assert (high.ones.value, high.ones.is_large) == (1 / 6, False)


def test_a_quarter_is_not_yet_many() -> None:
    assert not Share(1, 4).is_large
    assert Share(26, 100).is_large
    assert (Share(0, 0).value, Share(0, 0).is_large) == (None, False)


def test_identical_cycles_are_counted_by_observation() -> None:
    found = self_check(FIVE, SCALE)
    assert found is not None
    assert found.identical == Share(1, 5)
    single = self_check([coded("5151")] * 5, SCALE)
    assert single is not None
    assert single.identical == Share(0, 0)
    with_a_gap = self_check([coded("515-", "5151")] * 5, SCALE)
    assert with_a_gap is not None
    assert with_a_gap.identical == Share(0, 5)


def test_a_flat_cycle_has_one_score_for_all_where_high_is_good() -> None:
    found = self_check(FIVE, SCALE)
    assert found is not None
    # 5-55, 6-66, 7-77, 3-33 and 4-44, of thirteen; the cycle with only the second is too thin
    assert found.flat == Share(5, 13)
    assert found.has_halo


def test_the_dimensions_correlation_is_the_mean_over_its_pairs() -> None:
    dice = Random(1)
    sheets = [
        coded(*("".join(str(dice.randint(1, 7)) for _ in SCALE) for _ in range(3)))
        for _ in range(8)
    ]
    found = self_check(sheets, SCALE)
    assert found is not None
    columns = {d: [c[d] for one in sheets for c in one.cycles] for d in (1, 3, 4)}
    expected = [statistics.correlation(columns[a], columns[b]) for a, b in ((1, 3), (1, 4), (3, 4))]
    assert found.correlation == pytest.approx(sum(expected) / 3)
    assert not found.has_halo


def test_dimensions_that_follow_one_another_are_a_halo() -> None:
    close = [coded(f"{n}1{n + 1}{n}", f"{n + 1}1{n + 2}{n}") for n in (1, 2, 3, 4, 5)]
    found = self_check(close, SCALE)
    assert found is not None
    assert found.flat == Share(0, 10)
    assert found.correlation is not None
    assert found.correlation > rules.CLOSE
    assert found.has_halo


def test_what_does_not_vary_correlates_with_nothing() -> None:
    assert rules.correlation([(5, 1), (5, 7), (5, 3)]) is None
    assert rules.correlation([(1, 2), (2, 4), (3, 6)]) == pytest.approx(1)
    assert rules.correlation([(1, 6), (2, 4), (3, 2)]) == pytest.approx(-1)
    still = self_check([coded("5151")] * 5, SCALE)
    assert still is not None
    assert still.correlation is None
    assert rules.deviation([5]) is None


def test_the_means_turn_what_is_good_when_low_and_are_told_by_semester() -> None:
    found = self_check(FIVE, SCALE)
    assert found is not None
    spring = [5, 7, 5, 4, 6, 7, 6, 3, 7, 7, 6, 5] + [4, 7, 4, 3] * 3
    assert [(one.semester, one.observations) for one in found.stages] == [(SPRING, 2), (AUTUMN, 3)]
    assert found.stages[0].mean == Fraction(sum(spring), 24)


def test_a_drift_is_between_semesters_with_two_observations_or_more_of_one_instrument() -> None:
    low, high = coded("4174", semester=SPRING), coded("5175")
    found = self_check([low, low, high, high, coded("1171", instrument=2)], SCALE)
    assert found is not None
    assert found.drifts == {1: Fraction(1, 2)}
    assert not found.has_moved
    further = self_check([low, low, coded("6176"), coded("5175"), high], SCALE)
    assert further is not None
    assert further.drifts == {1: Fraction(2, 3)}
    far = self_check([coded("4144", semester=SPRING)] * 2 + [coded("5155")] * 3, SCALE)
    assert far is not None
    assert (far.drifts, far.has_moved) == ({1: Fraction(3, 4)}, True)
    back = self_check([coded("5155", semester=SPRING)] * 2 + [coded("4144")] * 3, SCALE)
    assert back is not None
    assert (back.drifts, back.has_moved) == ({1: Fraction(-3, 4)}, True)
    alone = self_check([low, high, high, high, high], SCALE)
    assert alone is not None
    assert (alone.drifts, alone.has_moved) == ({}, False)

"""What stands out in a profile: highest and lowest by what they count for, ties never cut in two."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from collect.rules.feedback import AREAS, STRENGTHS, Standing, Standout, is_correctable, standout
from collect.rules.scoring import Dimension

PLAIN = [Dimension(n, 1, False) for n in range(1, 9)]
WITH_REVERSED = [Dimension(1, 1, False), Dimension(2, 1, True), *PLAIN[2:]]


def named(found: Standout) -> tuple[list[int], list[int]]:
    return [s.dimension_id for s in found.strengths], [s.dimension_id for s in found.areas]


def of(*values: float | None, dimensions: list[Dimension] = PLAIN) -> tuple[list[int], list[int]]:
    means = {
        d.id: None if v is None else Fraction(v) for d, v in zip(dimensions, values, strict=False)
    }
    return named(standout(dimensions, means))


def test_the_three_highest_and_the_two_lowest() -> None:
    assert of(6, 5, 4, 3, 2, 1, 7, 3.5) == ([7, 1, 2], [6, 5])


def test_a_low_negative_climate_is_a_strength_and_keeps_its_own_mean() -> None:
    found = standout(WITH_REVERSED, {1: Fraction(5), 2: Fraction(4, 3), 3: Fraction(3)})
    assert named(found) == ([2, 1], [3])
    best = found.strengths[0]
    assert (best.mean, best.effective, best.band) == (Fraction(4, 3), Fraction(20, 3), "high")


def test_a_high_negative_climate_is_an_area() -> None:
    assert of(5, 6, 4, dimensions=WITH_REVERSED) == ([1, 3], [2])


def test_a_tie_is_named_whole_or_not_at_all() -> None:
    assert of(6, 5, 5, 5, 5) == ([1], [2, 3, 4, 5])
    assert of(7, 6, 6, 6, 2) == ([1, 2, 3, 4], [5])
    assert of(7, 6.5, 6, 6, 2) == ([1, 2], [5])
    assert of(5, 5, 5, 5, 4, 4, 4) == ([1, 2, 3, 4], [5, 6, 7])
    assert of(6, 6, 5, 4, 4, 3) == ([1, 2, 3], [6])


def test_where_all_stand_alike_nothing_stands_out() -> None:
    assert of(4, 4, 4, 4) == ([], [])
    assert of(4) == ([], [])
    assert of() == ([], [])


def test_what_was_not_scored_is_neither() -> None:
    assert of(None, 6, None, 2, 5) == ([2, 5], [4])
    assert of(None, None) == ([], [])


@given(st.lists(st.one_of(st.none(), st.integers(3, 21)), max_size=10))
def test_a_strength_is_above_every_area_and_no_equal_is_left_out(thirds: list[int | None]) -> None:
    scale = [Dimension(n, 1, n == 1) for n in range(len(thirds))]
    means = {n: None if v is None else Fraction(v, 3) for n, v in enumerate(thirds)}
    found = standout(scale, means)
    strengths, areas = found.strengths, found.areas
    values = {
        d.id: 8 - mean if d.is_reversed else mean
        for d in scale
        if (mean := means[d.id]) is not None
    }
    assert bool(strengths) == bool(areas) == (len(set(values.values())) > 1)
    if not strengths:
        return
    assert min(s.effective for s in strengths) > max(a.effective for a in areas)
    for group, (least, most) in ((strengths, STRENGTHS), (areas, AREAS)):
        chosen = {s.effective for s in group}
        assert {n for n, v in values.items() if v in chosen} == {s.dimension_id for s in group}
        assert len(group) <= most or len(group) - _last_tie(group) < least
    assert max(values.values()) == strengths[0].effective
    assert min(values.values()) == areas[0].effective


def _last_tie(group: tuple[Standing, ...]) -> int:
    return sum(s.effective == group[-1].effective for s in group)


def test_a_feedback_is_corrected_within_sixty_days() -> None:
    released = datetime(2025, 10, 15, 9, tzinfo=UTC)
    assert is_correctable(released, released + timedelta(days=60))
    assert not is_correctable(released, released + timedelta(days=60, seconds=1))

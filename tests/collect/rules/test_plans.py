"""Development plans: start, target, change, what is due and where a goal stands."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from collect.rules.plans import (
    SOON,
    Change,
    Seen,
    change,
    compared,
    has_reached,
    is_sensible_target,
    overdue_actions,
    stage,
    start_value,
    suggested_check_back,
    suggested_target,
)

TODAY = date(2025, 10, 15)


@pytest.mark.parametrize(
    ("mean", "hundredths"),
    [
        (Fraction(10, 3), 333),
        (Fraction(11, 3), 367),
        (Fraction(7), 700),
        (Fraction(1), 100),
        (Fraction(27, 8), 338),  # 3.375, half up
        (Fraction(4005, 1000), 401),  # 4.005, half up where binary fractions go down
    ],
)
def test_the_start_is_the_mean_in_hundredths_half_up(mean: Fraction, hundredths: int) -> None:
    assert start_value(mean) == hundredths


@pytest.mark.parametrize(
    ("start", "is_reversed", "target"),
    [
        (333, False, 400),
        (300, False, 350),
        (467, False, 550),
        (667, False, 700),
        (700, False, 700),
        (267, True, 200),
        (133, True, 100),
        (100, True, 100),
        (700, True, 650),
    ],
)
def test_a_target_is_half_a_point_better_and_on_the_scale(
    start: int, is_reversed: bool, target: int
) -> None:
    assert suggested_target(start, is_reversed) == target


def test_every_suggestion_is_sensible_and_a_worse_target_never_is() -> None:
    for start in range(100, 701):
        for is_reversed in (False, True):
            target = suggested_target(start, is_reversed)
            assert target % 50 == 0
            assert is_sensible_target(start, target, is_reversed)
            worse = start + 1 if is_reversed else start - 1
            assert not is_sensible_target(start, worse, is_reversed)
    assert [is_sensible_target(None, t, False) for t in (99, 100, 700, 701)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("start", "now", "is_reversed", "difference", "code"),
    [
        (Fraction(10, 3), Fraction(4), False, "0.67", "better"),
        (Fraction(4), Fraction(10, 3), False, "-0.67", "lower"),
        (Fraction(4), Fraction(4), False, "0.00", "same"),
        (Fraction(5, 3), Fraction(4, 3), True, "-0.33", "better"),
        (Fraction(4, 3), Fraction(5, 3), True, "0.33", "higher"),
        (Fraction(1), Fraction(1), True, "0.00", "same"),
        (Fraction(11, 3), Fraction(13, 3), False, "0.67", "better"),  # not 4.33 - 3.67 = 0.66
        (Fraction(4), Fraction(4001, 1000), False, "0.00", "same"),  # what shows as 0.00 is same
        (Fraction(4), Fraction(801, 200), False, "0.01", "better"),  # 0.005, half up
        (Fraction(4), Fraction(799, 200), False, "-0.01", "lower"),  # half away from zero as well
    ],
)
def test_a_change_is_signed_and_its_word_knows_what_is_good(
    start: Fraction, now: Fraction, is_reversed: bool, difference: str, code: str
) -> None:
    found = change(start, now, is_reversed)
    assert found == Change(Decimal(difference), code)
    assert str(found.difference) == difference


def test_a_target_is_reached_as_the_figures_are_shown() -> None:
    assert has_reached(433, Fraction(13, 3), False)
    assert not has_reached(434, Fraction(13, 3), False)
    assert has_reached(133, Fraction(4, 3), True)
    assert not has_reached(132, Fraction(4, 3), True)


def seen(number: int, day: date) -> Seen:
    return Seen(number, day)


def test_an_open_goal_is_compared_with_the_newest_observation_after_it() -> None:
    rows = [seen(1, date(2025, 3, 1)), seen(3, date(2026, 3, 1)), seen(2, date(2025, 10, 1))]
    assert compared(rows, date(2025, 3, 1), None) == rows[1]
    assert compared(rows, date(2025, 2, 28), None) == rows[1]
    assert compared(rows, date(2026, 3, 1), None) is None
    assert compared([], date(2025, 3, 1), None) is None


def test_a_settled_goal_stays_with_the_observation_it_was_settled_by() -> None:
    rows = [seen(1, date(2025, 10, 1)), seen(2, date(2026, 3, 1)), seen(3, date(2026, 10, 1))]
    assert compared(rows, date(2025, 3, 1), date(2026, 4, 1)) == rows[1]
    assert compared(rows, date(2025, 3, 1), date(2025, 6, 1)) == rows[0]


def test_of_two_on_one_day_the_later_received_counts() -> None:
    rows = [seen(9, date(2025, 10, 1)), seen(4, date(2025, 10, 1))]
    assert compared(rows, date(2025, 3, 1), None) == rows[0]


@pytest.mark.parametrize(
    ("status", "check_back_on", "has_later", "found"),
    [
        ("open", None, False, "open"),
        ("open", TODAY + SOON + timedelta(days=1), False, "open"),
        ("open", TODAY + SOON, False, "check_soon"),
        ("open", TODAY, False, "check_soon"),
        ("open", TODAY - timedelta(days=1), False, "check_overdue"),
        ("open", TODAY - timedelta(days=1), True, "evaluation_due"),
        ("open", None, True, "evaluation_due"),
        ("evaluated", TODAY - timedelta(days=1), True, "evaluated"),
        ("dropped", None, True, "dropped"),
    ],
)
def test_where_a_goal_stands(
    status: str, check_back_on: date | None, has_later: bool, found: str
) -> None:
    assert stage(status, check_back_on, has_later, TODAY) == found


def test_only_what_is_dated_undone_and_past_is_overdue() -> None:
    yesterday = TODAY - timedelta(days=1)
    actions = [
        (yesterday, None),
        (yesterday, yesterday),
        (TODAY, None),
        (None, None),
        (yesterday - timedelta(days=30), None),
    ]
    assert overdue_actions(actions, TODAY) == 2


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2025, 10, 15), date(2025, 11, 26)),  # a Wednesday, six weeks on
        (date(2025, 10, 18), date(2025, 12, 1)),  # from a Saturday to the Monday after
        (date(2025, 6, 2), date(2025, 8, 15)),  # July would come
        (date(2026, 6, 29), date(2026, 8, 17)),  # and the 15th is a Saturday
    ],
)
def test_a_check_back_is_a_working_day_six_weeks_on(today: date, day: date) -> None:
    assert suggested_check_back(today) == day

"""Release days: the year they count in, what is left, and which day may be entered."""

from datetime import date

import pytest

from collect.rules import certificates_release as rules
from collect.rules.refusals import RuleBroken

TODAY = date(2025, 10, 15)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2025, 8, 1), date(2025, 8, 1), date(2026, 7, 31)),
        (date(2026, 7, 31), date(2025, 8, 1), date(2026, 7, 31)),
        (date(2026, 1, 1), date(2025, 8, 1), date(2026, 7, 31)),
        (date(2025, 7, 31), date(2024, 8, 1), date(2025, 7, 31)),
    ],
)
def test_the_days_count_in_a_kindergarten_year(day: date, first: date, last: date) -> None:
    assert rules.year_of(day) == (first, last)


def test_what_is_left_is_never_less_than_nothing() -> None:
    assert [rules.left(used, 5) for used in (0, 3, 10, 12)] == [10, 7, 0, 0]


def test_the_last_half_is_within_the_limit_and_the_next_is_over() -> None:
    assert not rules.is_over(9, 1, 5)
    assert rules.is_over(9, 2, 5)
    assert rules.is_over(10, 1, 5)


def test_a_day_today_and_two_halves_of_one_day_are_well() -> None:
    rules.check_day(TODAY, 2, same_day=[], today=TODAY)
    rules.check_day(TODAY, 1, same_day=[1], today=TODAY)


@pytest.mark.parametrize(("halves", "same_day"), [(2, [1]), (1, [2]), (1, [1, 1])])
def test_more_than_one_day_of_a_day_is_refused(halves: int, same_day: list[int]) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_day(TODAY, halves, same_day=same_day, today=TODAY)
    assert (refused.value.code, refused.value.field) == ("release.day_full", "day")


@pytest.mark.parametrize("halves", [0, 3, -1])
def test_a_day_is_whole_or_half(halves: int) -> None:
    with pytest.raises(RuleBroken, match=r"choice\.unknown"):
        rules.check_day(TODAY, halves, same_day=[], today=TODAY)


def test_a_day_ahead_is_for_a_visit_that_is_planned_and_not_after_it() -> None:
    ahead = date(2025, 11, 11)
    rules.check_day(ahead, 2, same_day=[], today=TODAY, planned_on=ahead)
    for planned_on in (None, date(2025, 11, 10)):
        with pytest.raises(RuleBroken, match=r"date\.future"):
            rules.check_day(ahead, 2, same_day=[], today=TODAY, planned_on=planned_on)


def test_what_was_paid_and_withdrawn_is_taken_back() -> None:
    assert (rules.signed(2, False), rules.signed(1, True)) == (2, -1)

"""Snakke med barn: seven modules, three or four champions, the third year."""

from datetime import date

import pytest

from collect.rules import programme_talking as rules
from collect.rules.refusals import RuleBroken

TODAY = date(2025, 10, 15)


def test_three_or_four_champions_are_enough() -> None:
    found = [rules.champions_state(number) for number in range(6)]
    assert found == ["few", "few", "few", "enough", "enough", "many"]


def test_one_is_through_after_all_seven() -> None:
    assert rules.is_through(range(1, 8))
    assert not rules.is_through([1, 2, 3, 4, 5, 6, 6])


def test_it_begins_in_the_third_year() -> None:
    assert [rules.has_begun(year) for year in range(5)] == [False, False, False, True, True]


def test_one_is_reminded_in_the_third_year_and_of_what_is_begun() -> None:
    assert rules.is_under_way(3, 0)
    assert rules.is_under_way(6, 1)
    assert not rules.is_under_way(6, 0)
    assert not rules.is_under_way(2, 0)
    assert not rules.is_under_way(3, 7)


@pytest.mark.parametrize(
    ("module", "day", "code"),
    [
        (0, TODAY, "choice.unknown"),
        (8, TODAY, "choice.unknown"),
        (1, date(2025, 10, 16), "date.future"),
    ],
)
def test_a_module_that_is_none_and_a_day_ahead_are_refused(
    module: int, day: date, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_session(module, day, TODAY)
    assert refused.value.code == code


def test_a_module_today_is_well() -> None:
    rules.check_session(7, TODAY, TODAY)

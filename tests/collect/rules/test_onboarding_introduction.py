"""The introduction year: a tenth of the working time, in quarters of an hour, within one year."""

from datetime import date
from typing import Any

import pytest

from collect.rules import onboarding_introduction as introduction
from collect.rules.refusals import RuleBroken

BEGAN, TODAY = date(2025, 8, 1), date(2025, 10, 15)


@pytest.mark.parametrize(("fte_percent", "hours"), [(100, 169), (80, 135), (50, 85), (1, 2)])
def test_the_hours_are_a_tenth_of_the_years_work(fte_percent: int, hours: int) -> None:
    assert introduction.hours_due(fte_percent) == hours


def test_it_is_offered_until_a_day_or_without_end() -> None:
    assert introduction.is_offered(BEGAN, None)
    assert introduction.is_offered(BEGAN, BEGAN)
    assert not introduction.is_offered(BEGAN, date(2025, 7, 31))


def test_the_year_ends_the_day_before_the_next_begins() -> None:
    assert introduction.last_day(BEGAN) == date(2026, 7, 31)
    assert introduction.last_day(date(2024, 2, 29)) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": "sleep"}, "choice.unknown"),
        ({"day": date(2025, 10, 16)}, "date.future"),
        ({"day": date(2025, 7, 31)}, "introduction.outside"),
        ({"minutes": 0}, "introduction.minutes"),
        ({"minutes": 615}, "introduction.minutes"),
        ({"minutes": 20}, "introduction.minutes"),
    ],
)
def test_what_cannot_have_been_used_is_refused(changes: dict[str, Any], code: str) -> None:
    values: dict[str, Any] = {"day": TODAY, "minutes": 90, "purpose": "shadowing"} | changes
    with pytest.raises(RuleBroken) as refused:
        introduction.check_hours(**values, first_day=BEGAN, today=TODAY)
    assert refused.value.code == code

"""Deadlines that are told in days before the first day."""

from datetime import date

import pytest

from collect.rules.courses_templates import deadline, judge_deadline, lead, next_half_year
from collect.rules.refusals import RuleBroken

FIRST = date(2025, 11, 10)


def test_a_deadline_counts_back_from_the_first_day_and_forth_again() -> None:
    for days, on in ((0, FIRST), (7, date(2025, 11, 3)), (None, None)):
        assert deadline(FIRST, days) == on
        assert lead(FIRST, on) == days


def test_a_coming_course_must_take_registrations_today_at_least() -> None:
    today = date(2025, 11, 4)
    judge_deadline(FIRST, today, today)
    judge_deadline(FIRST, None, today)
    judge_deadline(FIRST, date(2025, 11, 3), date(2025, 12, 1))  # a course that was held
    with pytest.raises(RuleBroken) as refused:
        judge_deadline(FIRST, date(2025, 11, 3), today)
    assert (refused.value.code, refused.value.field) == ("course.deadline_over", "register_days")


@pytest.mark.parametrize(
    ("days", "later"),
    [
        # Two days in November: the same weekdays in May, where neither is a holiday.
        ([(2025, 11, 10), (2025, 11, 11)], [(2026, 5, 11), (2026, 5, 12)]),
        # 14 May 2026 is Ascension Day and 15 May is not: both are put off a week.
        ([(2025, 11, 13), (2025, 11, 14)], [(2026, 5, 21), (2026, 5, 22)]),
        # January would come in July: it is put off into August.
        ([(2026, 1, 20), (2026, 1, 27)], [(2026, 8, 4), (2026, 8, 11)]),
        # Held long ago: as many half-years as it takes to lie ahead.
        ([(2023, 3, 7)], [(2026, 3, 3)]),
        # A Saturday stays one.
        ([(2025, 9, 6)], [(2026, 3, 7)]),
    ],
)
def test_half_a_year_later_is_the_same_weekdays_when_people_are_at_work(
    days: list[tuple[int, int, int]], later: list[tuple[int, int, int]]
) -> None:
    found = next_half_year([date(*day) for day in days], date(2025, 10, 15))
    assert found == [date(*day) for day in later]
    assert [day.weekday() for day in found] == [date(*day).weekday() for day in days]

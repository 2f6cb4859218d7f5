"""When an evaluation is open, and which figures it gives away."""

from datetime import date
from fractions import Fraction

import pytest

from collect.rules.courses_evaluation import Sum, closes_on, is_shown, means, state, tally

LAST = date(2025, 11, 11)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 11, 11), "coming"),
        (date(2025, 11, 12), "open"),
        (date(2025, 12, 11), "open"),
        (date(2025, 12, 12), "closed"),
    ],
)
def test_it_is_open_for_thirty_days_from_the_day_after_the_last(day: date, expected: str) -> None:
    assert state(LAST, day) == expected
    assert closes_on(LAST) == date(2025, 12, 11)


def test_grades_are_counted_from_one_to_five() -> None:
    found = tally([5, 4, 4, 1])
    assert (found.counts, found.mean) == ((1, 0, 0, 2, 1), Fraction(7, 2))


@pytest.mark.parametrize(
    ("answers", "day", "expected"),
    [
        (5, date(2025, 12, 12), True),
        (4, date(2025, 12, 12), False),
        (50, date(2025, 12, 11), False),  # somebody may still answer: the difference is one person
    ],
)
def test_figures_are_shown_when_five_have_answered_and_nobody_can_any_more(
    answers: int, day: date, expected: bool
) -> None:
    assert is_shown(answers, LAST, day) is expected


def of(answers: int, grade: int, is_shown: bool = True) -> Sum:
    return Sum(answers, (answers * grade, answers), is_shown)


@pytest.mark.parametrize(
    ("courses", "expected"),
    [
        ([of(5, 2)], (2, 1)),
        ([of(5, 2), of(10, 5)], (4, 1)),
        ([of(5, 2), of(4, 5, False)], (2, 1)),  # the four would be the whole less the five
        ([of(4, 5, False), of(4, 2, False)], ()),
        ([], ()),
    ],
)
def test_a_mean_of_several_courses_is_made_of_those_that_are_shown_alone(
    courses: list[Sum], expected: tuple[int, ...]
) -> None:
    assert means(courses) == expected

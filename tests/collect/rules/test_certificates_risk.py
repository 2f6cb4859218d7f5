"""How many observers there are on each day ahead, and how that looks."""

from datetime import date
from typing import Any

import pytest

from collect.rules.certificates_risk import Spell, days_ahead, level, observers_on, without_leave


def test_the_days_are_today_and_the_first_of_six_months_over_new_year() -> None:
    assert days_ahead(date(2025, 10, 15)) == (
        date(2025, 10, 15),
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
        date(2026, 3, 1),
        date(2026, 4, 1),
    )
    assert days_ahead(date(2025, 12, 31))[1] == date(2026, 1, 1)


def test_a_person_counts_once_and_both_ends_count() -> None:
    first, last = date(2025, 10, 1), date(2025, 10, 31)
    spells = [
        Spell(1, "toddler", first, last),
        Spell(1, "prek", first, last),
        Spell(2, "prek", date(2025, 10, 31), date(2025, 12, 1)),
    ]
    assert observers_on(spells, ("toddler", "prek"), last) == 2
    assert observers_on(spells, ("toddler", "prek"), first) == 1
    assert observers_on(spells, ("toddler",), date(2025, 11, 1)) == 0
    assert observers_on(spells, ("prek",), date(2025, 11, 1)) == 1


@pytest.mark.parametrize(
    ("counts", "minimum", "expected"),
    [
        ((1, 1, 1), 1, "good"),
        ((1, 1, 0), 1, "warn"),
        ((0, 1, 1), 1, "bad"),
        ((1, 1, 1), 2, "bad"),
    ],
)
def test_too_few_today_is_worse_than_too_few_later(
    counts: tuple[int, ...], minimum: int, expected: str
) -> None:
    assert level(counts, minimum) == expected


D = date
YEAR = (D(2025, 1, 1), D(2025, 12, 31))


@pytest.mark.parametrize(
    ("leave", "left"),
    [
        ([], [YEAR]),
        ([(D(2025, 3, 1), D(2025, 3, 31))], [(YEAR[0], D(2025, 2, 28)), (D(2025, 4, 1), YEAR[1])]),
        ([(D(2025, 3, 1), None)], [(YEAR[0], D(2025, 2, 28))]),
        ([(D(2024, 3, 1), D(2025, 3, 31))], [(D(2025, 4, 1), YEAR[1])]),
        ([(D(2025, 1, 1), None)], []),
        ([(D(2026, 1, 1), None)], [YEAR]),
        (
            [(D(2025, 2, 1), D(2025, 2, 28)), (D(2025, 3, 1), D(2025, 12, 31))],
            [(YEAR[0], D(2025, 1, 31))],
        ),
    ],
)
def test_leave_is_taken_out_of_the_days(leave: list[Any], left: list[Any]) -> None:
    assert without_leave(*YEAR, leave) == left

"""The kindergarten year, semesters and programme years."""

from datetime import UTC, date, datetime

import pytest

from collect.rules.calendar import (
    Semester,
    is_late_for,
    kindergarten_year,
    local_day,
    planned_semesters,
    programme_year,
    semester_from,
    semester_of,
    visiting_days,
)

STARTS = [
    date(2020, 8, 1),
    date(2021, 1, 1),
    date(2021, 8, 1),
    date(2022, 1, 1),
    date(2023, 1, 1),
    date(2024, 8, 1),
]


@pytest.mark.parametrize(
    ("on", "years"),
    [
        ("2020-07-31", [0, 0, 0, 0, 0, 0]),
        ("2020-08-01", [1, 0, 0, 0, 0, 0]),
        ("2021-07-31", [1, 1, 0, 0, 0, 0]),
        ("2021-08-01", [2, 1, 1, 0, 0, 0]),
        ("2023-03-15", [3, 3, 2, 2, 1, 0]),
        ("2024-10-01", [5, 4, 4, 3, 2, 1]),
        ("2025-10-01", [6, 5, 5, 4, 3, 2]),
        ("2026-02-01", [6, 6, 5, 5, 4, 2]),
    ],
)
def test_programme_years_follow_the_published_table(on: str, years: list[int]) -> None:
    assert [programme_year(start, date.fromisoformat(on)) for start in STARTS] == years


def test_a_programme_year_turns_on_the_day_the_cohort_began() -> None:
    assert programme_year(date(2024, 1, 31), date(2025, 1, 30)) == 1
    assert programme_year(date(2024, 1, 31), date(2025, 1, 31)) == 2


@pytest.mark.parametrize(
    ("on", "year", "code"),
    [
        (date(2025, 7, 31), "2024/2025", "2025-spring"),
        (date(2025, 8, 1), "2025/2026", "2025-autumn"),
        (date(2026, 1, 1), "2025/2026", "2026-spring"),
    ],
)
def test_the_kindergarten_year_runs_from_august(on: date, year: str, code: str) -> None:
    assert kindergarten_year(on) == year
    assert semester_of(on).code == code


def test_semesters_shift_and_compare_in_time() -> None:
    autumn = Semester(2025, "autumn")
    assert autumn.shift(1) == Semester(2026, "spring")
    assert autumn.shift(-3) == Semester(2024, "spring")
    assert sorted([autumn, Semester(2025, "spring"), Semester(2024, "autumn")]) == [
        Semester(2024, "autumn"),
        Semester(2025, "spring"),
        autumn,
    ]


@pytest.mark.parametrize(
    "code", ["", "2025", "autumn-2025", "1999-spring", "2025-summer", "2025-autumn "]
)
def test_anything_but_a_semester_is_refused(code: str) -> None:
    with pytest.raises(ValueError):
        semester_from(code)


def test_a_visit_in_january_may_still_be_the_autumns() -> None:
    autumn = Semester(2025, "autumn")
    assert is_late_for(autumn, date(2026, 1, 31))
    assert not is_late_for(autumn, date(2026, 2, 1))
    assert not is_late_for(autumn, date(2025, 12, 31))


def test_the_day_is_norways_when_utc_is_still_at_yesterday() -> None:
    assert local_day(datetime(2025, 7, 31, 22, 30, tzinfo=UTC)) == date(2025, 8, 1)
    assert local_day(datetime(2025, 12, 31, 22, 30, tzinfo=UTC)) == date(2025, 12, 31)


def test_departments_are_visited_when_the_children_have_settled_in() -> None:
    autumn = visiting_days(Semester(2025, "autumn"), date(2025, 8, 1))
    assert (autumn[0], autumn[-1]) == (date(2025, 8, 25), date(2025, 12, 12))
    spring = visiting_days(Semester(2026, "spring"), date(2026, 3, 20))
    assert (spring[0], spring[-1]) == (date(2026, 3, 20), date(2026, 6, 15))
    assert [d for d in autumn + spring if d.weekday() > 4 or d == date(2026, 4, 6)] == []


def test_late_in_a_semester_what_is_left_of_it_must_do() -> None:
    assert visiting_days(Semester(2025, "autumn"), date(2025, 12, 16)) == [
        date(2025, 12, 16),
        date(2025, 12, 17),
        date(2025, 12, 18),
        date(2025, 12, 19),
    ]
    assert visiting_days(Semester(2025, "autumn"), date(2026, 1, 2)) == []


@pytest.mark.parametrize(
    ("today", "codes"),
    [
        (date(2025, 10, 15), ["2025-autumn"]),
        (date(2025, 11, 1), ["2025-autumn"]),
        (date(2025, 11, 2), ["2025-autumn", "2026-spring"]),
        (date(2025, 12, 27), ["2026-spring"]),
        (date(2026, 6, 2), ["2026-spring", "2026-autumn"]),
        (date(2026, 7, 10), ["2026-autumn"]),
    ],
)
def test_the_next_semester_is_planned_while_this_one_ends(today: date, codes: list[str]) -> None:
    assert [one.code for one in planned_semesters(today)] == codes

"""What is asked in which month: the source's numbers, and cohorts that began in August or January."""

from datetime import date

import pytest

from collect.rules import programme_year as rules

AUGUST, JANUARY = date(2022, 8, 1), date(2023, 1, 1)


def times(start: date, first_year: int, code: str) -> list[str]:
    return [f"{task.month:%Y-%m}" for task in rules.tasks(start, first_year) if task.code == code]


def test_the_year_has_twelve_months_from_august_to_july() -> None:
    found = rules.months(2025)
    assert (len(found), found[0], found[4], found[5], found[-1]) == (
        12,
        date(2025, 8, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 7, 1),
    )
    assert [rules.last_day(day) for day in (date(2025, 12, 1), date(2028, 2, 1))] == [
        date(2025, 12, 31),
        date(2028, 2, 29),
    ]


@pytest.mark.parametrize(
    ("on", "year"), [(date(2025, 7, 31), 2024), (date(2025, 8, 1), 2025), (date(2026, 1, 1), 2025)]
)
def test_a_day_is_in_the_year_that_began_in_august(on: date, year: int) -> None:
    assert rules.school_year(on) == year


def test_the_mentor_meets_the_teachers_monthly_in_year_1_and_withdraws_in_year_2() -> None:
    assert len(times(AUGUST, 2022, "mentor_meeting")) == 11
    assert times(AUGUST, 2023, "mentor_meeting") == ["2023-09", "2023-11", "2024-02"]
    assert times(AUGUST, 2024, "mentor_meeting") == []


def test_a_january_cohort_goes_on_to_its_next_year_in_the_middle() -> None:
    assert times(JANUARY, 2023, "mentor_meeting") == [
        "2023-08", "2023-09", "2023-10", "2023-11", "2023-12", "2024-02",
    ]  # fmt: skip
    assert [rules.asked_year(JANUARY, day) for day in rules.months(2023)] == [1] * 5 + [2] * 7


@pytest.mark.parametrize(
    ("start", "months"),
    [
        (AUGUST, ["2024-09", "2024-10", "2024-11", "2025-01", "2025-02", "2025-03", "2025-04"]),
        (JANUARY, ["2025-01", "2025-02", "2025-03", "2025-04", "2025-09", "2025-10", "2025-11"]),
    ],
)
def test_the_seven_modules_come_in_order_in_year_3(start: date, months: list[str]) -> None:
    found = [
        task
        for year in (2023, 2024, 2025)
        for task in rules.tasks(start, year)
        if task.code == "talking_module"
    ]
    assert [f"{task.month:%Y-%m}" for task in found] == months
    assert [task.number for task in found] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(("start", "first_year"), [(AUGUST, 2024), (JANUARY, 2024)])
def test_talk_champions_are_appointed_in_the_first_month_of_year_3(
    start: date, first_year: int
) -> None:
    (found,) = (task for task in rules.tasks(start, first_year) if task.code == "talk_champions")
    assert (found.month.month, found.year, found.activity.fact) == (
        start.month,
        3,
        "talk_champions",
    )


def test_before_the_start_the_leadership_and_all_staff_meet_once() -> None:
    for start, month in ((AUGUST, "2022-06"), (JANUARY, "2022-12")):
        first_year = rules.school_year(date.fromisoformat(f"{month}-01"))
        before = [task for task in rules.tasks(start, first_year) if task.year == 0]
        assert [(task.code, f"{task.month:%Y-%m}") for task in before] == [
            ("leadership_meeting", month),
            ("staff_meeting", month),
        ]
    assert rules.tasks(AUGUST, 2020) == ()


@pytest.mark.parametrize("start", [AUGUST, JANUARY])
def test_each_common_day_is_held_once(start: date) -> None:
    found = [task.code for year in range(2022, 2030) for task in rules.tasks(start, year)]
    assert [found.count(code) for code in ("day_class", "day_brain", "day_risk")] == [1, 1, 1]


def test_departments_are_observed_in_autumn_and_spring_of_every_year() -> None:
    for first_year in range(2022, 2027):
        assert len(times(AUGUST, first_year, "observation")) == 2


def test_in_the_continuation_every_year_asks_the_same() -> None:
    fifth, sixth = (
        [(task.code, task.month.month) for task in rules.tasks(AUGUST, year)]
        for year in (2026, 2027)
    )
    assert fifth == sixth
    assert {code for code, _ in fifth} == {
        "department_meeting",
        "practice_stories",
        "dimension",
        "network_meeting",
        "directors_gathering",
        "new_staff_course",
        "micro_project",
        "observation",
        "development_plan",
        "evaluation",
    }


def test_micro_projects_are_asked_for_from_autumn_2025() -> None:
    early = date(2020, 8, 1)
    assert times(early, 2024, "micro_project") == []
    assert times(early, 2025, "micro_project") == ["2025-10"]


def test_july_asks_for_nothing_and_no_month_for_the_same_twice() -> None:
    for start in (AUGUST, JANUARY):
        for first_year in range(2021, 2028):
            found = [(task.month, task.code) for task in rules.tasks(start, first_year)]
            assert len(found) == len(set(found))
            assert {month.month for month, _ in found} <= set(rules.EVERY_MONTH)

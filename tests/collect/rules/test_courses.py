"""Who a course is for."""

from datetime import date

from collect.rules.eligibility import Applicant, reasons_against

WORKERS = frozenset({"skilled_worker", "assistant"})


def reasons(position: str | None, start: date | None, on: date = date(2023, 3, 15)) -> list[str]:
    return reasons_against(
        Applicant(position, start), positions=WORKERS, min_programme_year=2, on=on
    )


def test_the_first_course_in_spring_2023_takes_cohorts_one_to_four() -> None:
    starts = [
        date(2020, 8, 1),
        date(2021, 1, 1),
        date(2021, 8, 1),
        date(2022, 1, 1),
        date(2023, 1, 1),
    ]
    assert [reasons("assistant", start) for start in starts] == [
        [],
        [],
        [],
        [],
        ["course.programme_year"],
    ]


def test_cohort_six_begins_its_second_year_in_august_2025() -> None:
    start = date(2024, 8, 1)
    assert reasons("assistant", start, date(2025, 7, 31)) == ["course.programme_year"]
    assert reasons("assistant", start, date(2025, 8, 1)) == []


def test_every_reason_is_told() -> None:
    assert reasons("director", None) == ["course.position", "course.programme_year"]
    assert reasons(None, date(2020, 8, 1)) == ["course.not_employed"]


def test_one_who_has_been_is_told_last() -> None:
    asked = {"positions": WORKERS, "min_programme_year": 0, "on": date(2025, 8, 1)}
    been = Applicant("director", None, has_been=True)
    assert reasons_against(been, **asked) == ["course.position", "course.once"]


def test_a_course_without_conditions_is_for_all_who_are_employed() -> None:
    assert (
        reasons_against(
            Applicant("director", None),
            positions=frozenset(),
            min_programme_year=0,
            on=date(2023, 1, 1),
        )
        == []
    )

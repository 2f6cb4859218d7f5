"""When a certificate holds."""

from datetime import date

import pytest

from collect.rules.certificates import a_year_after, certificate_state, is_valid_on, valid_to


def state(on: date) -> str:
    return certificate_state(
        on,
        course_completed_on=date(2024, 9, 2),
        valid_from=date(2024, 10, 1),
        valid_to=date(2025, 10, 1),
    )


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 9, 1), "none"),
        (date(2024, 9, 2), "test_open"),
        (date(2024, 10, 1), "valid"),
        (date(2025, 8, 1), "valid"),
        (date(2025, 8, 2), "expiring"),
        (date(2025, 10, 1), "expiring"),
        (date(2025, 10, 2), "expired"),
    ],
)
def test_a_certificate_walks_through_its_states(on: date, expected: str) -> None:
    assert state(on) == expected


def test_the_test_is_open_for_eight_weeks() -> None:
    def without_pass(on: date) -> str:
        return certificate_state(
            on, course_completed_on=date(2024, 9, 2), valid_from=None, valid_to=None
        )

    assert without_pass(date(2024, 10, 28)) == "test_open"
    assert without_pass(date(2024, 10, 29)) == "course_done"


def test_a_renewal_counts_from_the_old_expiry_while_that_runs() -> None:
    assert valid_to(date(2025, 9, 1), date(2025, 10, 1)) == date(2026, 10, 1)
    assert valid_to(date(2025, 10, 1), date(2025, 10, 1)) == date(2026, 10, 1)
    assert valid_to(date(2025, 10, 2), date(2025, 10, 1)) == date(2026, 10, 2)
    assert valid_to(date(2025, 9, 1), None) == date(2026, 9, 1)


def test_a_leap_day_becomes_the_28th() -> None:
    assert a_year_after(date(2024, 2, 29)) == date(2025, 2, 28)


def test_both_ends_count() -> None:
    assert is_valid_on(date(2024, 10, 1), date(2024, 10, 1), date(2025, 10, 1))
    assert is_valid_on(date(2025, 10, 1), date(2024, 10, 1), date(2025, 10, 1))
    assert not is_valid_on(date(2025, 10, 2), date(2024, 10, 1), date(2025, 10, 1))


def test_the_last_day_of_the_test_may_have_been_set() -> None:
    def on(day: date) -> str:
        return certificate_state(
            day,
            course_completed_on=date(2024, 9, 2),
            valid_from=None,
            valid_to=None,
            test_until=date(2024, 9, 9),
        )

    assert (on(date(2024, 9, 9)), on(date(2024, 9, 10))) == ("test_open", "course_done")

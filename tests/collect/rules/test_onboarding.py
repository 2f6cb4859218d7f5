"""Onboarding: dates and which template a role gets."""

from datetime import date

import pytest

from collect.rules.onboarding import is_late, task_dates, template_key
from collect.rules.references import reference_from


@pytest.mark.parametrize(
    ("position", "newly_qualified", "new_director", "key"),
    [
        ("assistant", False, False, "assistant"),
        ("substitute", False, False, "assistant"),
        ("skilled_worker", True, False, "skilled_worker"),
        ("kindergarten_teacher", True, False, "newly_qualified"),
        ("pedagogical_leader", False, False, "pedagogical_leader"),
        ("pedagogical_leader", True, False, "newly_qualified"),
        ("deputy_director", False, False, "director"),
        ("pedagogical_leader", True, True, "director"),
    ],
)
def test_the_role_decides_the_template(
    position: str, newly_qualified: bool, new_director: bool, key: str
) -> None:
    assert template_key(position, newly_qualified, new_director) == key


def test_days_are_counted_from_the_first_day() -> None:
    assert task_dates(date(2025, 8, 15), -14, 7) == (date(2025, 8, 1), date(2025, 8, 22))


def test_only_an_open_task_can_be_late() -> None:
    assert is_late("open", date(2025, 8, 1), date(2025, 8, 2))
    assert not is_late("open", date(2025, 8, 2), date(2025, 8, 2))
    assert not is_late("done", date(2025, 8, 1), date(2025, 9, 1))


def test_a_reference_is_eight_signs_that_cannot_be_misread() -> None:
    reference = reference_from(bytes(range(8)))
    assert len(reference) == 9
    assert reference[4] == "-"
    assert set(reference) & set("01OILU") == set()
    with pytest.raises(ValueError):
        reference_from(b"short")

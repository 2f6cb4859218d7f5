"""Onboarding: dates and which template a role gets."""

from datetime import date

import pytest

from collect.rules.onboarding import (
    EVENTS,
    Happened,
    finished_by,
    is_late,
    one_thing,
    task_dates,
    template_key,
    week_of,
)
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


def test_an_event_has_come_when_the_data_tells_of_it() -> None:
    day = date(2025, 11, 11)
    happened = Happened({"new_staff": day}, observed_on=day)
    found = {event for event in EVENTS if finished_by(event, happened) is not None}
    assert found == {"course_attended:new_staff", "observed_once"}
    assert finished_by("certificate_valid", Happened(certified_until=day)) == day
    assert {finished_by(event, Happened()) for event in (*EVENTS, "", "moon")} == {None}


def test_one_thing_at_a_time_the_one_due_first_of_those_that_have_opened() -> None:
    today = date(2025, 10, 15)
    opened, later, urgent = (
        (date(2025, 10, 1), date(2025, 11, 20)),
        (date(2025, 10, 22), date(2025, 10, 23)),
        (date(2025, 10, 10), date(2025, 10, 20)),
    )
    assert one_thing([opened, later, urgent], today) == (2, date(2025, 10, 1))
    assert one_thing([opened, later], today) == (0, date(2025, 10, 22))
    assert one_thing([opened], today) == (0, None)
    assert one_thing([later], today) is None
    assert one_thing([], today) is None


def test_a_week_belongs_to_the_year_of_its_thursday() -> None:
    days = (date(2025, 10, 13), date(2025, 10, 19), date(2025, 12, 29), date(2027, 1, 3))
    assert [week_of(day) for day in days] == ["2025-W42", "2025-W42", "2026-W01", "2026-W53"]

"""Who a course is for and is not registered yet."""

from datetime import date
from typing import Any

import pytest

from collect import courses, people
from collect import courses_missing as missing
from collect.database import writing
from collect.models.courses import Course
from collect.rules.access import HOUSE, Identity
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_course,
    a_department,
    a_kindergarten,
    a_person,
    an_identity,
)
from tests.halls import Hall, a_later_course, a_registration


@pytest.fixture
def hall(house: str) -> Hall:
    """Ada and Bo have seats, Cy waits; Di and Ed are not registered, Fay is no worker."""
    hall = Hall()
    for name in ("Ed", "Di"):
        a_person(name, hall.kindergarten)
    a_person("Fay", hall.kindergarten, position="pedagogical_leader")
    return hall


def names(row: Course, by: Identity, today: date = TODAY) -> list[str]:
    return [one.name for one in missing.missing(row, by, today) if not one.name.startswith("Perso")]


def test_those_who_may_come_and_are_in_no_coming_course_are_missing(hall: Hall) -> None:
    assert names(hall.course, hall.director) == ["Di", "Ed"]
    later = a_later_course()
    a_registration(later, a_person("Gro", hall.kindergarten), hall.director)
    assert names(hall.course, hall.director) == names(later, hall.director) == ["Di", "Ed"]


def test_one_who_withdrew_or_whose_course_is_cancelled_is_missing(hall: Hall) -> None:
    later = a_later_course()
    a_registration(later, a_person("Gro", hall.kindergarten), hall.director)
    courses.cancel_course(later, by=HOUSE, now=NOW)
    assert names(hall.course, hall.director) == ["Di", "Ed", "Gro"]


def test_one_who_was_at_such_a_course_is_not_missing_and_one_who_only_had_a_seat_is(
    hall: Hall,
) -> None:
    hall.attend(hall.ada)
    later = a_later_course()
    assert names(later, hall.director, date(2025, 11, 20)) == ["Bo", "Cy", "Di", "Ed"]


def test_a_course_for_all_misses_all(hall: Hall) -> None:
    workshop = a_later_course(kind="workshop", positions=[])
    assert names(workshop, hall.director) == ["Ada", "Bo", "Cy", "Di", "Ed", "Fay"]


def test_a_course_for_new_staff_misses_those_who_began_after_the_last_one(hall: Hall) -> None:
    new = {"kind": "new_staff", "positions": []}
    a_person("Gro", hall.kindergarten, since=date(2025, 9, 1))
    moved = a_person("Hege", a_kindergarten("Før", a_cohort()), since=date(2022, 8, 1))
    with writing():
        people.insert_employment(
            moved, hall.kindergarten, None, "assistant", 50, date(2025, 9, 1), by=HOUSE, now=NOW
        )
    first = a_later_course(**new)
    assert "Ada" in names(first, hall.director)
    a_later_course(day=date(2025, 8, 20), **new)
    assert names(first, hall.director) == ["Gro"]


def test_each_sees_as_far_as_they_reach(hall: Hall) -> None:
    other = a_kindergarten("Borte", a_cohort())
    a_person("Gro", other)
    cy = an_identity("director", other)
    assert names(hall.course, cy) == ["Gro"]
    for by in (hall.kari, hall.per):
        found = [one for one in missing.missing(hall.course, by, TODAY) if "Pers" not in one.name]
        assert [(one.kindergarten, one.name) for one in found] == [
            ("Borte", "Gro"),
            ("Solbakken", "Di"),
            ("Solbakken", "Ed"),
        ]
    room = a_department(hall.kindergarten)
    for role in ("staff", "leader", "observer", "mentor"):
        by = an_identity(role, hall.kindergarten, room)
        assert (missing.may_see(by), missing.missing(hall.course, by, TODAY)) == (False, [])


def test_the_list_costs_the_same_for_two_and_for_eight(hall: Hall, count_queries: Any) -> None:
    new = a_course(kind="new_staff")
    for number in (0, 6):
        for _ in range(number):
            a_person(None, hall.kindergarten)
        for row, cost in ((hall.course, 3), (new, 4)):
            with count_queries() as statements:
                missing.missing(row, hall.kari, TODAY)
            assert len(statements) == cost

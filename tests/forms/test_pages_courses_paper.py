"""The list to tick on paper and the name tags: those with a seat, for those who run courses."""

from typing import Any

import pytest

from collect.rules.access import ROLES
from tests.factories import a_department, a_person, an_identity
from tests.forms.test_pages_courses_attendance import Door

PAPERS = ("attendance/paper", "name-tags")


@pytest.fixture
def door(house: str) -> Door:
    return Door(house)


def paper(door: Door, name: str) -> Any:
    return door.browser().get(f"/courses/{door.course.id}/{name}")


def test_the_list_has_a_box_for_each_name_and_day(door: Door) -> None:
    page = paper(door, "attendance/paper").text
    assert page.count('class="box"') == 4
    assert [name in page for name in ("Ada", "Bo", ">Cy<")] == [True, True, False]
    assert ("10.11." in page, "11.11." in page) == (True, True)


def test_a_tag_has_name_and_kindergarten(door: Door) -> None:
    page = paper(door, "name-tags").text
    assert "<strong>Ada</strong><span>Solbakken</span>" in page
    assert ">Cy<" not in page


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_run_courses_print_them(door: Door, role: str) -> None:
    room = a_department(door.kindergarten) if role in ("staff", "leader") else None
    who = an_identity(role, door.kindergarten, room, a_person(f"Leser {role}"))
    reader = door.browser(who)
    runs = role in ("course_admin", "coordinator")
    statuses = {reader.get(f"/courses/{door.course.id}/{name}").status_code for name in PAPERS}
    assert statuses == {200 if runs else 403}
    assert reader.get(f"/courses/98765/{PAPERS[0]}").status_code == (404 if runs else 403)

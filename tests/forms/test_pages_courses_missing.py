"""The page that tells who is not registered yet, and the way from there to registering them."""

import re
from typing import Any

import pytest

from tests.factories import a_cohort, a_department, a_kindergarten, a_person, an_identity
from tests.halls import Hall
from tests.web import Browser, make_app


@pytest.fixture
def desk(house: str) -> Any:
    """Ada directs Solbakken, where Di and Ed are not registered; Gro works elsewhere."""

    class Desk:
        app = make_app(house)
        hall = Hall()
        di = a_person("Di Vik", hall.kindergarten)
        ed = a_person("Ed Moe", hall.kindergarten)
        away = a_kindergarten("Borte", a_cohort())
        gro = a_person("Gro Dahl", away)
        ada = Browser(app, hall.director)
        kari = Browser(app, hall.kari)
        per = Browser(app, hall.per)
        course = f"/courses/{hall.course.id}"
        path = f"{course}/missing"

    return Desk


def listed(page: str) -> list[str]:
    found = re.findall(r'<th scope="row">([^<]+)</th>', page)
    return [name for name in found if not name.startswith("Person")]


def test_the_director_registers_those_she_chooses_in_the_list(desk: Any) -> None:
    assert desk.path in desk.ada.get(desk.course).text
    page = desk.ada.get(desk.path).text
    assert listed(page) == ["Di Vik", "Ed Moe"]
    assert "Gro Dahl" not in page
    assert f'action="{desk.course}/several"' in page
    several = desk.ada.get(f"{desk.course}/several?people={desk.ed.id}&people={desk.gro.id}").text
    assert re.findall(r'value="(\d+)" checked', several) == [str(desk.ed.id)]


def test_the_office_sees_all_or_one_kindergarten_and_registers_from_there(desk: Any) -> None:
    page = desk.kari.get(desk.path).text
    assert listed(page) == ["Gro Dahl", "Di Vik", "Ed Moe"]
    assert listed(desk.kari.get(f"{desk.path}?kindergarten={desk.away.id}").text) == ["Gro Dahl"]
    assert listed(desk.kari.get(f"{desk.path}?kindergarten=x").text) == listed(page)
    assert f"{desk.course}?person={desk.gro.id}#register" in page
    form = desk.kari.get(f"{desk.course}?person={desk.gro.id}").text
    assert f'<option value="{desk.gro.id}" selected>' in form
    assert "?person=" not in desk.per.get(desk.path).text


def test_the_office_page_of_the_course_counts_them(desk: Any) -> None:
    page = desk.per.get(f"/admin/courses/details/?id={desk.hall.course.id}").text
    [number] = re.findall(r"(\d+) som kurset er for, er ikke påmeldt ennå", page)
    listing = desk.per.get(desk.path).text
    assert f"{number} ansatte</caption>" in listing
    assert desk.path in page


def test_the_workbook_is_for_those_who_take_lists_out(desk: Any) -> None:
    assert desk.kari.get(f"{desk.path}.xlsx").status_code == 200
    assert desk.per.get(f"{desk.path}.xlsx").status_code == 200
    assert desk.ada.get(f"{desk.path}.xlsx").status_code == 403
    assert f"{desk.path}.xlsx" not in desk.ada.get(desk.path).text


def test_others_do_not_see_who_is_missing(desk: Any) -> None:
    room = a_department(desk.hall.kindergarten)
    for role in ("staff", "leader", "observer", "mentor", "sysadmin"):
        place = None if role == "sysadmin" else desk.hall.kindergarten
        reader = Browser(desk.app, an_identity(role, place, room if place else None))
        assert reader.get(desk.path).status_code == 403
        assert reader.get(f"{desk.path}.xlsx").status_code == 403
        assert desk.path not in reader.get(desk.course).text
    assert desk.ada.get("/courses/99999/missing").status_code == 404


def test_a_long_list_is_turned_page_by_page(desk: Any) -> None:
    for number in range(60):
        a_person(f"Navn {number:02}", desk.hall.kindergarten)
    assert len(listed(desk.ada.get(desk.path).text)) <= 50
    assert "Navn 59" in desk.ada.get(f"{desk.path}?page=2").text


def test_the_page_costs_the_same_for_few_and_many(desk: Any, count_queries: Any) -> None:
    for more in (0, 6):
        for _ in range(more):
            a_person(None, desk.hall.kindergarten)
        with count_queries() as statements:
            desk.kari.get(desk.path)
        assert len(statements) == 5

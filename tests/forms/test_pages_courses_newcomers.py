"""The page that fills a course for new staff: who is proposed, who is left out, and the one act."""

import re
from datetime import date
from typing import Any

import pytest

from collect.models.courses import Registration
from tests.factories import a_kindergarten, a_person, an_identity
from tests.halls import a_later_course, a_registration
from tests.web import Browser, make_app

NEW = {"kind": "new_staff", "positions": [], "min_programme_year": 0, "seats": 2}


@pytest.fixture
def desk(house: str) -> Any:
    """Gro and Hans began in Solbakken this autumn; Ada directs, Kari runs courses."""

    class Desk:
        app = make_app(house)
        kindergarten = a_kindergarten("Solbakken")
        ada = an_identity("director", kindergarten)
        kari = an_identity("course_admin")
        course = a_later_course(**NEW)
        path = f"/courses/{course.id}/newcomers"
        gro = a_person("Gro Dahl", kindergarten, since=date(2025, 9, 1))
        hans = a_person("Hans Vik", kindergarten, since=date(2025, 8, 1))

    return Desk


def proposed(page: str) -> list[str]:
    return re.findall(r'name="people" value="(\d+)" checked', page)


def test_all_who_may_come_are_ticked_and_those_left_out_are_told_why(desk: Any) -> None:
    a_registration(desk.course, desk.gro, desk.kari)
    kari = Browser(desk.app, desk.kari)
    assert desk.path in kari.get(f"/courses/{desk.course.id}").text
    page = kari.get(desk.path).text
    assert proposed(page) == [str(desk.hans.id)]
    assert "Det er 1 ledig plass." in page
    assert "Gro Dahl" in page
    assert "Er allerede påmeldt et slikt kurs." in page


def test_the_chosen_are_registered(desk: Any) -> None:
    kari = Browser(desk.app, desk.kari)
    key = re.search(r'name="submission_id" value="([^"]+)"', kari.get(desk.path).text)
    assert key is not None
    answer = kari.post(desk.path, {"submission_id": key[1], "people": [str(desk.hans.id)]})
    assert (answer.status_code, answer.location) == (303, f"/courses/{desk.course.id}")
    assert [row.person.name for row in Registration.select()] == ["Hans Vik"]


def test_none_or_a_stranger_is_refused(desk: Any) -> None:
    kari = Browser(desk.app, desk.kari)
    for chosen in ([], ["999999"]):
        assert kari.post(desk.path, {"people": chosen}).status_code == 422
    assert Registration.select().count() == 0


def test_others_have_no_such_page(desk: Any) -> None:
    ada = Browser(desk.app, desk.ada)
    assert ada.get(desk.path).status_code == 403
    assert desk.path not in ada.get(f"/courses/{desk.course.id}").text
    other = a_later_course()
    assert Browser(desk.app, desk.kari).get(f"/courses/{other.id}/newcomers").status_code == 404

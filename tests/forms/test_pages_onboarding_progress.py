"""The page of new staff in figures: what a director, a coordinator and others find there."""

import uuid
from datetime import date
from typing import Any

import pytest

from collect import onboarding
from tests.factories import NOW, TODAY, a_cohort, a_kindergarten, a_person, an_identity
from tests.web import Browser, make_app

PATH = "/onboarding/progress"


@pytest.fixture
def place(house: str) -> Any:
    """Bjørn begins in Solbakken, where Ada directs; somebody else began there without a plan."""

    class Place:
        app = make_app(house)
        kindergarten = a_kindergarten("Solbakken", a_cohort(3))
        ada = an_identity("director", kindergarten)
        late = a_person("Uten Plan", kindergarten, since=date(2025, 9, 1))

    answers = onboarding.NewStaffAnswers(
        "Bjørn Ås", "", "assistant", Place.kindergarten.id, None, TODAY, 100
    )
    onboarding.begin(answers, by=Place.ada, submission_id=str(uuid.uuid4()), now=NOW)
    return Place


def test_a_director_finds_figures_and_who_has_no_plan(place: Any) -> None:
    ada = Browser(place.app, place.ada)
    assert PATH in ada.get("/onboarding").text
    page = ada.get(PATH).text
    assert "Uten Plan, fagarbeider, fra 01.09.2025" in page
    assert "workbook.xlsx" not in page
    assert ada.get(f"{PATH}/workbook.xlsx").status_code == 403


def test_a_coordinator_finds_neither_names_nor_few(place: Any) -> None:
    per = Browser(place.app, an_identity("coordinator"))
    page = per.get(PATH).text
    assert "vises ikke</span>" in page
    assert "Uten Plan," not in page
    assert per.get(f"{PATH}/workbook.xlsx").status_code == 200


def test_staff_have_no_such_page(place: Any) -> None:
    assert Browser(place.app, an_identity("staff", place.kindergarten)).get(PATH).status_code == 403

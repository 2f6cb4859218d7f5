"""The page of an introduction year: how much is used, the sheet, and what is withdrawn."""

import uuid
from typing import Any

import pytest

from collect import onboarding
from collect.models.onboarding_introduction import IntroductionEntry
from tests.factories import NOW, TODAY, a_kindergarten, an_identity
from tests.web import Browser, make_app


@pytest.fixture
def place(house: str) -> Any:
    """Bjørn, newly qualified, begins in Solbakken today, where Ada directs."""

    class Place:
        app = make_app(house)
        kindergarten = a_kindergarten("Solbakken")
        ada = an_identity("director", kindergarten)

        @classmethod
        def begin(cls, newly_qualified: bool = True) -> str:
            answers = onboarding.NewStaffAnswers(
                "Bjørn Ås",
                "",
                "kindergarten_teacher",
                cls.kindergarten.id,
                None,
                TODAY,
                100,
                newly_qualified,
            )
            key = str(uuid.uuid4())
            return onboarding.begin(answers, by=cls.ada, submission_id=key, now=NOW)

    Place.path = f"/onboarding/{Place.begin()}"
    return Place


ANSWERS = {
    "submission_id": str(uuid.uuid4()),
    "day": "2025-10-15",
    "minutes": "1,5",
    "purpose": "shadowing",
    "note": "På Reven",
}


def test_hours_are_entered_and_shown_of_how_many(place: Any) -> None:
    ada = Browser(place.app, place.ada)
    assert "0 av 169 timer" in ada.get(place.path).text
    assert ada.post(f"{place.path}/introduction", ANSWERS).status_code == 303
    assert "1,5 av 169 timer" in ada.get(place.path).text
    page = ada.get(f"{place.path}/introduction").text
    assert "1,5 av 169 timer" in page
    assert "På Reven" in page
    assert "Følge en erfaren pedagog" in page


@pytest.mark.parametrize("wrong", ["", "1,3", "-1", "11", "en"])
def test_hours_that_are_none_are_refused_with_the_answers_kept(place: Any, wrong: str) -> None:
    ada = Browser(place.app, place.ada)
    answer = ada.post(f"{place.path}/introduction", ANSWERS | {"minutes": wrong})
    assert answer.status_code == 422
    assert "På Reven" in answer.text
    assert IntroductionEntry.select().count() == 0


def test_what_is_withdrawn_is_gone_from_the_page(place: Any) -> None:
    ada = Browser(place.app, place.ada)
    ada.post(f"{place.path}/introduction", ANSWERS)
    row = IntroductionEntry.get()
    ada.post(f"{place.path}/introduction/{row.id}/withdraw")
    assert "0 av 169 timer" in ada.get(f"{place.path}/introduction").text


def test_a_mentor_reads_without_a_sheet_and_another_director_finds_nothing(place: Any) -> None:
    mentor = Browser(place.app, an_identity("mentor", place.kindergarten))
    page = mentor.get(f"{place.path}/introduction")
    assert page.status_code == 200
    assert "Før timene" not in page.text
    assert mentor.post(f"{place.path}/introduction", ANSWERS).status_code == 403
    cy = Browser(place.app, an_identity("director", a_kindergarten()))
    assert cy.get(f"{place.path}/introduction").status_code == 404


def test_a_plan_without_such_a_year_has_no_page_for_it(place: Any) -> None:
    ada = Browser(place.app, place.ada)
    path = f"/onboarding/{place.begin(newly_qualified=False)}"
    assert "Introduksjonsår" not in ada.get(path).text
    assert ada.get(f"{path}/introduction").status_code == 404

"""The director names a resource person; her tasks then stand on her Today."""

import uuid
from typing import Any

import pytest

from collect import onboarding
from collect.models.people import ProgrammeFunction
from tests.factories import NOW, TODAY, a_kindergarten, a_person, an_identity
from tests.web import Browser, make_app


@pytest.fixture
def place(house: str) -> Any:
    """Bjørn begins in Solbakken today; Ada directs, Eva works there."""

    class Place:
        app = make_app(house)
        kindergarten = a_kindergarten("Solbakken")
        ada = an_identity("director", kindergarten)
        eva = an_identity("staff", kindergarten, person=a_person("Eva Li", kindergarten))

    answers = onboarding.NewStaffAnswers(
        "Bjørn Ås", "", "assistant", Place.kindergarten.id, None, TODAY, 100
    )
    Place.reference = onboarding.begin(
        answers, by=Place.ada, submission_id=str(uuid.uuid4()), now=NOW
    )
    return Place


def name(place: Any, **answers: str) -> Any:
    values = {"person_id": str(place.eva.person_id), "valid_from": TODAY.isoformat()}
    return Browser(place.app, place.ada).post(
        f"/onboarding/resources/{place.kindergarten.id}/new", values | answers
    )


def test_who_is_named_finds_her_tasks_on_her_today(place: Any) -> None:
    eva = Browser(place.app, place.eva)
    assert "Bjørn Ås" not in eva.get("/").text
    assert name(place).status_code == 303
    page = eva.get("/").text
    assert "Fortell hva TETT PÅ er og vis plakatene med dimensjonene" in page
    assert "For Bjørn Ås · frist 22.10.2025" in page
    plan = eva.get(f"/onboarding/{place.reference}").text
    assert "Ressursperson: Eva Li" in plan
    assert plan.count("Marker som gjort") == 2  # of eight tasks, hers


def test_the_page_shows_who_it_is_and_until_when(place: Any) -> None:
    ada = Browser(place.app, place.ada)
    assert "Ingen er ressursperson." in ada.get("/onboarding/resources").text
    name(place, valid_to="2025-12-31")
    assert "Eva Li, fra 15.10.2025 til 31.12.2025" in ada.get("/onboarding/resources").text
    row = ProgrammeFunction.get()
    path = f"/onboarding/resources/{place.kindergarten.id}/{row.id}/end"
    assert 'value="2025-12-31"' in ada.get(path).text
    assert ada.post(path, {"valid_to": "2025-10-01"}).status_code == 422
    assert ada.post(path, {"valid_to": "2025-10-15"}).status_code == 303
    assert ProgrammeFunction.get().valid_to == TODAY


def test_somebody_who_does_not_work_there_is_not_offered(place: Any) -> None:
    far = a_person("Fjern Person", a_kindergarten("Fjern"))
    assert name(place, person_id=str(far.id)).status_code == 422
    assert ProgrammeFunction.select().count() == 0


def test_nobody_else_names_them(place: Any) -> None:
    for who in (place.eva, an_identity("director", a_kindergarten()), an_identity("coordinator")):
        browser = Browser(place.app, who)
        path = f"/onboarding/resources/{place.kindergarten.id}"
        statuses = [browser.get(f"{path}/{end}").status_code for end in ("new", "1/end")]
        assert set(statuses) <= {403, 404}
    assert Browser(place.app, place.eva).get("/onboarding/resources").status_code == 403

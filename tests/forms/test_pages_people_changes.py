"""The page where a director declares what changes for one of the staff."""

import uuid
from datetime import date
from typing import Any

import pytest

from collect import onboarding
from collect.models.people import Employment, Person
from collect.models.people_changes import Declaration
from tests.factories import (
    NOW,
    a_cohort,
    a_course,
    a_department,
    a_kindergarten,
    a_person,
    an_identity,
)
from tests.halls import a_registration
from tests.web import Browser, make_app

LEAVES = {"kind": "leaves", "day": "2025-10-31", "position": "", "department_id": ""}
PAGE_COST, PREVIEW_COST, LIST_COST = 6, 15, 6  # statements


@pytest.fixture
def world(house: str) -> Any:
    """Ada directs where Bo works; Cy directs another kindergarten."""

    class World:
        app = make_app(house)
        cohort = a_cohort()
        here, far = a_kindergarten("Solsikken", cohort), a_kindergarten("Måken", cohort)
        room, other = a_department(here, "Maur"), a_department(here, "Bie")
        boss = a_person("Ada", here, None, "director")
        who = an_identity("director", here, None, boss)
        ada = Browser(app, who)
        cy = Browser(app, an_identity("director", far, None, a_person("Cy", far)))
        bo = a_person("Bo", here, room)
        path = f"/people/{bo.id}/change?at={here.id}"

    return World


def ends(person: Person) -> list[Any]:
    rows = Employment.select().where(Employment.person == person).order_by(Employment.id)
    return [(row.position, row.valid_to) for row in rows]


def test_the_staff_list_leads_to_the_page_for_the_own_staff(world: Any) -> None:
    page = world.ada.get("/people").text
    assert world.path in page
    assert world.path in Browser(world.app, an_identity("coordinator")).get("/people").text
    mentor = Browser(world.app, an_identity("mentor", world.here))
    assert "Bo" in mentor.get("/people").text
    assert "/change" not in mentor.get("/people").text
    form = world.ada.get(world.path).text
    assert "Meld endring for Bo" in form
    assert "Bie" in form


def test_what_follows_is_shown_first_and_written_when_confirmed(world: Any) -> None:
    course = a_course(title="Kurs for fagarbeidere", min_programme_year=0)
    reference = a_registration(course, world.bo, world.who).reference
    sent = LEAVES | {"submission_id": str(uuid.uuid4())}
    page = world.ada.post(world.path, sent)
    assert page.status_code == 200
    assert "Dette følger" in page.text
    assert f'href="/courses/registrations/{reference}"' in page.text
    assert "Er ikke registrert som ansatt på kursets første dag." in page.text
    assert ends(world.bo) == [("skilled_worker", None)]
    back = world.ada.post(world.path, sent | {"act": "back"})
    assert 'value="2025-10-31"' in back.text
    assert ends(world.bo) == [("skilled_worker", None)]
    done = world.ada.post(world.path, sent | {"act": "confirm"})
    assert (done.status_code, done.location) == (303, "/people")
    assert ends(world.bo) == [("skilled_worker", date(2025, 10, 31))]
    assert "Endringen for Bo er meldt." in world.ada.get("/people").text


def test_a_new_position_and_a_new_department_begin_on_the_day(world: Any) -> None:
    for answers in (
        {"kind": "position", "day": "2025-11-01", "position": "assistant"},
        {"kind": "department", "day": "2025-12-01", "department_id": str(world.other.id)},
    ):
        sent = answers | {"submission_id": str(uuid.uuid4())}
        assert "Dette følger" in world.ada.post(world.path, sent).text
        assert world.ada.post(world.path, sent | {"act": "confirm"}).status_code == 303
    assert ends(world.bo) == [
        ("skilled_worker", date(2025, 10, 31)),
        ("assistant", date(2025, 11, 30)),
        ("assistant", None),
    ]


def test_confirmed_twice_gives_one_change_even_after_the_last_day(world: Any) -> None:
    sent = LEAVES | {"day": "2025-10-01", "submission_id": str(uuid.uuid4()), "act": "confirm"}
    statuses = [world.ada.post(world.path, sent).status_code for _ in range(2)]
    assert statuses == [303, 303]
    assert ends(world.bo) == [("skilled_worker", date(2025, 10, 1))]
    assert world.ada.get(world.path).status_code == 404


def test_a_refusal_stands_at_its_field_and_loses_nothing(world: Any) -> None:
    early = LEAVES | {"kind": "position", "day": "2025-10-31", "position": "skilled_worker"}
    page = world.ada.post(world.path, early)
    assert page.status_code == 422
    assert "Det er slik det er i dag." in page.text
    assert 'value="2025-10-31"' in page.text
    for wrong in (
        {},
        {"kind": "x", "day": "2025-10-31"},
        {"kind": "leaves", "day": "31. oktober"},
        {"kind": "leaves", "day": "9999-12-31"},
        {"kind": "department", "day": "2025-11-01", "department_id": "999999"},
        LEAVES | {"submission_id": "x", "act": "confirm"},
    ):
        assert world.ada.post(world.path, wrong).status_code == 422
    assert ends(world.bo) == [("skilled_worker", None)]


def test_nobody_beyond_reach_can_be_told_from_nobody(world: Any) -> None:
    missing = world.cy.get("/people/999999/change")
    for path in (world.path, f"/people/{world.bo.id}/change", f"{world.path}&at=x"):
        foreign = world.cy.get(path)
        assert foreign.status_code == missing.status_code == 404
    sent = LEAVES | {"submission_id": str(uuid.uuid4()), "act": "confirm"}
    assert world.cy.post(world.path, sent).status_code == 404
    for role in ("staff", "mentor", "course_admin"):
        place = None if role == "course_admin" else world.here
        assert Browser(world.app, an_identity(role, place)).get(world.path).status_code == 403
    assert ends(world.bo) == [("skilled_worker", None)]


def test_an_open_plan_is_named(world: Any) -> None:
    newcomer = onboarding.NewStaffAnswers(
        "Ny", "ny@eksempel.no", "assistant", world.here.id, None, date(2025, 10, 1), 100
    )
    reference = onboarding.begin(newcomer, by=world.who, submission_id=str(uuid.uuid4()), now=NOW)
    row = Person.get(Person.name == "Ny")
    page = world.ada.post(f"/people/{row.id}/change", LEAVES).text
    assert f'href="/onboarding/{reference}"' in page
    assert "Sertifiserte observatører" not in page


def test_what_follows_costs_as_much_for_many_staff(world: Any, count_queries: Any) -> None:
    found = []
    for _ in range(2):
        token = world.ada.token()
        with count_queries() as asked:
            world.ada.get(world.path)
        with count_queries() as shown:
            world.ada.client.post(world.path, data=LEAVES | {"csrf_token": token})
        found.append((len(asked), len(shown)))
        for number in range(3):
            a_person(f"Nr {number}", world.here, world.room)
    assert found == [(PAGE_COST, PREVIEW_COST)] * 2


def test_what_is_to_come_is_shown_and_taken_back(world: Any) -> None:
    for answers in (
        {"kind": "position", "day": "2025-11-01", "position": "assistant"},
        {"kind": "leave", "day": "2025-12-01", "until": "2026-01-31"},
    ):
        sent = answers | {"submission_id": str(uuid.uuid4()), "act": "confirm"}
        assert world.ada.post(world.path, sent).status_code == 303
    first, second = (one.id for one in Declaration.select().order_by(Declaration.id))
    page = world.ada.get(world.path).text
    assert "Får ny stilling (assistent) fra 01.11.2025." in page
    assert "Får permisjon fra 01.12.2025 til 31.01.2026." in page
    assert f"/people/changes/{first}/cancel" in page
    listed = world.ada.get("/people").text
    assert "Kommer: Får ny stilling (assistent) fra 01.11.2025." in listed
    assert "Kommer" not in Browser(world.app, an_identity("mentor", world.here)).get("/people").text
    assert world.cy.post(f"/people/changes/{second}/cancel", {}).status_code == 404
    world.ada.post(f"/people/changes/{first}/cancel", {})
    assert "Trekk det tilbake først." in world.ada.get("/people").text
    for number in (second, first):
        assert world.ada.post(f"/people/changes/{number}/cancel", {}).status_code == 303
    assert "Endringen for Bo er trukket tilbake." in world.ada.get("/people").text
    assert ends(world.bo) == [("skilled_worker", None)]
    assert "Kommer" not in world.ada.get(world.path).text


def test_leave_is_seen_in_the_list_and_ends_with_a_return(world: Any) -> None:
    away = {"kind": "leave", "day": "2025-10-01", "submission_id": str(uuid.uuid4())}
    page = world.ada.post(world.path, away).text
    assert "Bo har permisjon fra onsdag 1. oktober 2025, til noen melder" in page
    world.ada.post(world.path, away | {"act": "confirm"})
    assert '<span class="status calm">Permisjon</span>' in world.ada.get("/people").text
    assert "Siste dag er ikke kjent." in world.ada.get(world.path).text
    back = {"kind": "returns", "day": "2025-10-15", "submission_id": str(uuid.uuid4())}
    assert "Bo er tilbake på jobb onsdag 15. oktober 2025." in world.ada.post(world.path, back).text
    world.ada.post(world.path, back | {"act": "confirm"})
    assert "Permisjon" not in world.ada.get("/people").text


def test_another_kindergarten_is_chosen_and_the_list_tells_since_when(world: Any) -> None:
    moves = {"kind": "moves", "day": "2025-11-01", "submission_id": str(uuid.uuid4())}
    assert world.ada.post(world.path, moves).status_code == 422
    moves["kindergarten_id"] = str(world.far.id)
    page = world.ada.post(world.path, moves).text
    assert "Bo arbeider i Måken fra og med lørdag 1. november 2025." in page
    assert world.ada.post(world.path, moves | {"act": "confirm"}).status_code == 303
    assert ends(world.bo) == [("skilled_worker", date(2025, 10, 31)), ("skilled_worker", None)]
    assert "01.08.2021" in world.ada.get("/people?q=bo").text


def test_a_list_of_staff_costs_as_much_for_many(world: Any, count_queries: Any) -> None:
    found = []
    for _ in range(2):
        with count_queries() as asked:
            world.ada.get("/people")
        found.append(len(asked))
        for number in range(3):
            a_person(f"Nr {number}", world.here, world.room)
    assert found == [LIST_COST] * 2

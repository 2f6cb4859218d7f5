"""The pages where a registration is changed: another takes the seat, or one moves to another date."""

from typing import Any

import pytest

from collect.models.courses import Registration
from tests.factories import a_cohort, a_kindergarten, a_person, an_identity
from tests.halls import Hall, a_later_course, a_registration
from tests.web import Browser, make_app


@pytest.fixture
def desk(house: str) -> Any:
    """Ada directs Solbakken, where Bo has a seat and Di works; Cy directs another."""

    class Desk:
        app = make_app(house)
        hall = Hall()
        di = a_person("Di Vik", hall.kindergarten)
        boss = a_person("Fay Ruud", hall.kindergarten, position="deputy_director")
        ada = Browser(app, hall.director)
        bo = Browser(app, an_identity("staff", hall.kindergarten, None, hall.bo.person))
        cy = Browser(app, an_identity("director", a_kindergarten("Fjern", a_cohort())))
        kari = Browser(app, hall.kari)
        page = f"/courses/registrations/{hall.bo.reference}"
        path = f"{page}/swap"

    return Desk


def test_the_director_gives_the_seat_to_another(desk: Any) -> None:
    assert desk.path in desk.ada.get(desk.page).text
    page = desk.ada.get(desk.path).text
    assert "Di Vik" in page
    assert "Hvorfor gjøres det et unntak?" not in page
    answer = desk.ada.post(desk.path, {"person_id": desk.di.id, "needs": "Nøtter"})
    assert answer.status_code == 303
    shown = desk.ada.get(answer.location).text
    assert "Di Vik har fått plass" in shown
    assert "Overtok plassen etter" in shown
    before = desk.ada.get(desk.page).text
    assert "Plassen gikk til" in before
    assert "Di Vik</a>" in before
    assert desk.path not in before


def test_the_same_answer_again_leads_to_the_same_page(desk: Any) -> None:
    first, second = (desk.ada.post(desk.path, {"person_id": desk.di.id}) for _ in range(2))
    assert first.location == second.location
    assert Registration.select().count() == 4


def test_what_is_wrong_stands_by_its_question(desk: Any) -> None:
    for person, sentence in (
        (desk.boss, "Kurset er for andre stillinger."),
        (desk.hall.ada.person, "Er allerede påmeldt dette kurset"),
        (desk.hall.bo.person, "Velg i listen."),
    ):
        answer = desk.ada.post(desk.path, {"person_id": person.id, "needs": "Nøtter"})
        assert (answer.status_code, sentence in answer.text) == (422, True)
        assert 'value="Nøtter"' in answer.text
    assert Registration.get_by_id(desk.hall.bo.id).status == "placed"


def test_an_administrator_makes_an_exception_with_a_reason(desk: Any) -> None:
    answers = {"person_id": desk.boss.id, "override_reason": "Leder kurset"}
    assert desk.kari.post(desk.path, answers).status_code == 303
    row = Registration.get(Registration.follows == desk.hall.bo)
    assert row.override_reason == "Leder kurset"


def test_it_is_neither_for_oneself_nor_for_strangers(desk: Any) -> None:
    assert desk.path not in desk.bo.get(desk.page).text
    answers = {"person_id": desk.di.id}
    assert [desk.bo.get(desk.path).status_code, desk.bo.post(desk.path, answers).status_code] == [
        403,
        403,
    ]
    assert [desk.cy.get(desk.path).status_code, desk.cy.post(desk.path, answers).status_code] == [
        404,
        404,
    ]


def test_one_who_waits_has_no_seat_to_give(desk: Any) -> None:
    page = f"/courses/registrations/{desk.hall.cy.reference}"
    assert "/swap" not in desk.ada.get(page).text
    assert "Denne plassen kan ikke gis til en annen." in desk.ada.get(f"{page}/swap").text


def test_a_registration_costs_the_same_queries_whatever_it_follows(
    desk: Any, count_queries: Any
) -> None:
    answer = desk.ada.post(desk.path, {"person_id": desk.di.id})
    for path in (desk.page, answer.location, f"/courses/registrations/{desk.hall.ada.reference}"):
        with count_queries() as statements:
            desk.ada.get(path)
        assert len(statements) == 8


def test_one_moves_to_another_date(desk: Any) -> None:
    later = a_later_course()
    path = f"{desk.page}/move"
    assert path in desk.bo.get(desk.page).text
    page = desk.bo.get(path).text
    assert "mandag 8. desember 2025, Kurset i desember: 2 ledige plasser" in page
    answer = desk.bo.post(path, {"course_id": later.id})
    assert desk.bo.post(path, {"course_id": later.id}).location == answer.location
    assert "Bo har fått plass" in desk.bo.get(answer.location).text
    assert "Flyttet fra" in desk.bo.get(answer.location).text
    assert "Flyttet til" in desk.bo.get(desk.page).text


def test_one_is_asked_before_a_seat_is_given_up_for_the_line(desk: Any) -> None:
    later = a_later_course(seats=1)
    a_registration(later, desk.di, desk.hall.director)
    path = f"{desk.page}/move"
    page = desk.ada.get(path).text
    assert "fullt, nummer 1 på ventelisten" in page
    assert "gives_up" not in page
    asked = desk.ada.post(path, {"course_id": later.id})
    assert (asked.status_code, "Nummeret på ventelisten der blir 1" in asked.text) == (422, True)
    answer = desk.ada.post(path, {"course_id": later.id, "gives_up": "1"})
    assert "Bo er nummer 1 på ventelisten" in desk.ada.get(answer.location).text


def test_seats_that_are_kept_for_other_kindergartens_are_not_promised(desk: Any) -> None:
    later = a_later_course(seats=4, share=1)
    path = f"{desk.page}/move"
    assert "4 ledige plasser" in desk.ada.get(path).text
    a_registration(later, desk.di, desk.hall.director)
    assert "fullt, nummer 1 på ventelisten" in desk.ada.get(path).text
    assert desk.ada.post(path, {"course_id": later.id}).status_code == 422


def test_without_another_date_the_page_says_so(desk: Any) -> None:
    a_later_course(kind="new_staff")
    assert (
        "Det er ingen andre kommende kurs av samme type" in desk.ada.get(f"{desk.page}/move").text
    )


def test_a_stranger_moves_nobody(desk: Any) -> None:
    later = a_later_course()
    path = f"{desk.page}/move"
    assert desk.cy.get(path).status_code == 404
    assert desk.cy.post(path, {"course_id": later.id}).status_code == 404
    per = Browser(desk.app, desk.hall.per)
    assert per.get(path).status_code == 404
    assert path not in per.get(desk.page).text


def test_the_dates_cost_the_same_queries_for_one_and_for_three(
    desk: Any, count_queries: Any
) -> None:
    for number in (1, 3):
        while len(list(desk.hall.course.select())) < number + 1:
            a_later_course()
        with count_queries() as statements:
            desk.ada.get(f"{desk.page}/move")
        assert len(statements) == 4

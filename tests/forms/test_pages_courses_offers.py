"""A seat that is offered, on the pages: shown, answered by a button, and never by opening a link."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from collect import courses_groups as groups
from collect import courses_offers as offers
from collect import courses_registrations as registrations
from collect.models.courses import Course, Registration, RegistrationGroup
from collect.models.notices import Notice
from collect.models.people import Person
from tests.factories import NOW, a_cohort, a_course, a_kindergarten, a_person, an_identity
from tests.web import Browser, make_app


@pytest.fixture
def desk(house: str) -> Any:
    """A course with one seat that is offered to Bo; Ada directs Solbakken, Cy another."""

    class Desk:
        row: Registration
        path: str
        app = make_app(house)
        kindergarten = a_kindergarten("Solbakken", a_cohort())
        director = an_identity("director", kindergarten)
        staff = an_identity("staff", kindergarten, None, a_person("Bo Lind", kindergarten))
        course = a_course(seats=1, offer_hours=48, title="Språk")
        ada, bo = Browser(app, director), Browser(app, staff)
        cy = Browser(app, an_identity("director", a_kindergarten("Fjern", a_cohort())))

        @classmethod
        def come(cls, person: Person) -> Registration:
            answers = registrations.RegistrationAnswers(cls.course.id, person.id)
            key = str(uuid.uuid4())
            reference = registrations.register(answers, by=cls.director, submission_id=key, now=NOW)
            return Registration.get(Registration.reference == reference)

        @classmethod
        def states(cls) -> list[str]:
            return [one.status for one in Registration.select().order_by(Registration.id)]

    first = Desk.come(a_person(None, Desk.kindergarten))
    Desk.row = Desk.come(Person.get_by_id(Desk.staff.person_id))
    Desk.path = f"/courses/registrations/{Desk.row.reference}"
    registrations.withdraw(first, by=Desk.director, now=NOW)
    return Desk


def test_the_offer_stands_first_today_with_the_time_to_answer(desk: Any) -> None:
    page = desk.bo.get("/").text
    assert "Du har fått tilbud om plass: Språk" in page
    assert "Svar innen 17.10.2025 kl. 11.00." in page
    assert "Tilbud om plass til Bo Lind: Språk" in desk.ada.get("/").text
    assert "Tilbud om plass" not in desk.cy.get("/").text
    assert "Fått tilbud" in desk.bo.get("/courses").text


def test_opening_the_link_changes_nothing_and_a_button_takes_the_seat(desk: Any) -> None:
    page = desk.bo.get(desk.path).text
    assert "Du har fått tilbud om plass" in page
    assert "Ja takk, jeg tar plassen" in page
    assert "Trekk påmeldingen" not in page
    for act in ("accept", "decline"):
        assert desk.bo.get(f"{desk.path}/{act}").status_code == 405
    assert desk.states() == ["withdrawn", "offered"]
    answer = desk.bo.post(f"{desk.path}/accept", {})
    assert (answer.status_code, answer.location) == (303, desk.path)
    assert "Plassen er din." in desk.bo.get(desk.path).text
    assert desk.states() == ["withdrawn", "placed"]


def test_the_director_may_say_no_for_her_staff(desk: Any) -> None:
    assert "Bo Lind har fått tilbud om plass" in desk.ada.get(desk.path).text
    assert desk.ada.post(f"{desk.path}/decline", {}).status_code == 303
    assert "Plassen går til neste på ventelisten." in desk.ada.get(desk.path).text
    assert desk.states() == ["withdrawn", "withdrawn"]


def test_a_stranger_finds_nothing_to_answer(desk: Any) -> None:
    for act in ("accept", "decline"):
        assert desk.cy.post(f"{desk.path}/{act}", {}).status_code == 404
    assert desk.states() == ["withdrawn", "offered"]


def test_an_answer_that_comes_too_late_is_told_so(desk: Any) -> None:
    offers.lapse(NOW + timedelta(hours=49))
    desk.bo.post(f"{desk.path}/accept", {})
    assert "Fristen for å svare er ute" in desk.bo.get(desk.path).text
    assert desk.states() == ["withdrawn", "withdrawn"]


def test_an_offer_that_ran_out_and_is_not_yet_taken_back_has_no_buttons(desk: Any) -> None:
    Registration.update(offered_until=NOW - timedelta(days=1)).where(
        Registration.status == "offered"
    ).execute()
    page = desk.bo.get(desk.path).text
    assert ("Fristen for å svare er ute" in page, "Ja takk" in page) == (True, False)


def test_the_director_answers_for_a_group_on_its_page(desk: Any) -> None:
    workers = [a_person(name, desk.kindergarten) for name in ("Di Vik", "Ed Moe")]
    answers = groups.GroupAnswers(desk.course.id, tuple(one.id for one in workers), "all")
    reference = groups.register_group(
        answers, by=desk.director, submission_id=str(uuid.uuid4()), now=NOW
    )
    group = RegistrationGroup.get(RegistrationGroup.reference == reference)
    di = groups.members(group)[0]
    Course.update(seats=2).execute()
    offers.decline(desk.row, by=desk.director, now=NOW)
    path, page = f"/courses/groups/{reference}", desk.ada.get(f"/courses/groups/{reference}").text
    assert "Tilbud om 2 plasser" in page
    today = desk.ada.get("/").text
    assert f'href="{path}"' in today
    assert today.count("Tilbud om 2 plasser til gruppen din: Språk") == 1
    assert "Ja takk, vi tar plassene" in page
    mine = Browser(desk.app, an_identity("staff", desk.kindergarten, None, di.person))
    own = mine.get(f"/courses/registrations/{di.reference}").text
    assert ("Styreren svarer for hele gruppen." in own, "Ja takk" in own) == (True, False)
    assert mine.post(f"/courses/registrations/{di.reference}/accept", {}).status_code == 403
    answer = desk.ada.post(f"/courses/registrations/{di.reference}/accept", {})
    assert answer.location == path
    assert "De 2 plassene er deres." in desk.ada.get(path).text
    assert desk.states()[2:] == ["placed", "placed"]


def test_a_course_says_how_long_one_has_to_answer(desk: Any) -> None:
    assert "har 48 timer på å svare." in desk.bo.get(f"/courses/{desk.course.id}").text


def test_a_course_says_what_each_kindergarten_may_have_and_who_waits_for_the_others(
    desk: Any,
) -> None:
    course = a_course(seats=5, share=1, register_by=date(2025, 10, 20), title="Lek")
    rows = []
    for _ in range(2):
        answers = registrations.RegistrationAnswers(course.id, a_person(None, desk.kindergarten).id)
        rows.append(
            registrations.register(
                answers, by=desk.director, submission_id=str(uuid.uuid4()), now=NOW
            )
        )
    page = desk.ada.get(f"/courses/{course.id}").text
    assert "Høyst 1 plass til hver barnehage til og med mandag 20. oktober 2025." in page
    assert "4 ledige plasser" in page
    assert (
        "Venter på andre barnehager til 20.10.2025"
        in desk.ada.get(f"/courses/registrations/{rows[1]}").text
    )
    told = "Høyst 1 plass til hver barnehage til og med mandag 20. oktober 2025."
    for path in (f"/courses/{course.id}/several", f"/courses/registrations/{rows[1]}"):
        assert told in desk.ada.get(path).text
    mine = Notice.select().where(Notice.kind == "waiting").order_by(Notice.id.desc()).get()
    assert f"Du er nummer 1 i køen.\n\n{told}" in mine.text
    Course.update(first_day=date(2025, 10, 16)).execute()
    assert "Høyst 1 plass" not in desk.ada.get(f"/courses/{course.id}").text

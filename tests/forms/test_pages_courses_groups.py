"""The pages where a director registers several, is warned, and names seats later."""

import re
import uuid
from typing import Any

import pytest

from collect import courses_groups as groups
from collect.models.courses import Registration, RegistrationGroup
from tests.factories import (
    a_cohort,
    a_course,
    a_department,
    a_kindergarten,
    a_person,
    an_identity,
)
from tests.web import Browser, make_app


@pytest.fixture
def desk(house: str) -> Any:
    """Ada directs Solbakken, where Bo and Di share a department; Cy directs another."""

    class Desk:
        app = make_app(house)
        kindergarten = a_kindergarten("Solbakken", a_cohort())
        room = a_department(kindergarten, "Blåklokka")
        bo = a_person("Bo Lind", kindergarten, room)
        di = a_person("Di Vik", kindergarten, room)
        ed = a_person("Ed Moe", kindergarten)
        boss = a_person("Fay Ruud", kindergarten, position="deputy_director")
        course = a_course(seats=2)
        path = f"/courses/{course.id}/several"
        head = a_person("Ada Berg", kindergarten, position="director")
        ada = Browser(app, an_identity("director", kindergarten, None, head))
        cy = Browser(app, an_identity("director", a_kindergarten("Fjern", a_cohort())))
        staff = Browser(app, an_identity("staff", kindergarten, None, ed))

        @classmethod
        def send(cls, *people: Any, **values: Any) -> Any:
            answers = {"submission_id": str(uuid.uuid4()), "rule": "each", "unnamed": "0"}
            answers |= {"people": [person.id for person in people]} | values
            return cls.ada.post(cls.path, answers)

    return Desk


def test_the_page_says_who_may_go_and_why_others_may_not(desk: Any) -> None:
    page = desk.ada.get(desk.path).text
    assert re.findall(r"<span>(\w+ \w+) \(fagarbeider\)</span>", page) == [
        "Bo Lind",
        "Di Vik",
        "Ed Moe",
    ]
    assert "Fay Ruud: Kurset er for andre stillinger." in page
    assert desk.path in desk.ada.get(f"/courses/{desk.course.id}").text
    assert desk.path not in desk.staff.get(f"/courses/{desk.course.id}").text


def test_several_are_sent_and_the_answer_says_what_each_got(desk: Any) -> None:
    extra = a_person("Gro Dahl", desk.kindergarten)
    answer = desk.send(desk.bo, desk.ed, extra)
    assert answer.status_code == 303
    page = desk.ada.get(answer.location).text
    assert "2 har fått plass, og 1 står på venteliste" in page
    assert "Nummer 1 på ventelisten" in page
    assert Registration.select().count() == 3
    assert RegistrationGroup.get().reference in desk.ada.get(f"/courses/{desk.course.id}").text


def test_the_director_is_warned_once_and_may_send_again(desk: Any) -> None:
    key = str(uuid.uuid4())
    warned = desk.send(desk.bo, desk.di, submission_id=key)
    assert warned.status_code == 422
    assert "Bo Lind (dette kurset), Di Vik (dette kurset)" in warned.text
    assert "Meld på likevel" in warned.text
    assert f'value="{key}"' in warned.text
    assert Registration.select().count() == 0
    [seen] = re.findall(r'name="seen" value="(\w+)"', warned.text)
    assert desk.send(desk.bo, desk.di, submission_id=key, seen=seen).status_code == 303
    assert Registration.select().count() == 2


def test_another_choice_is_warned_of_anew(desk: Any) -> None:
    gro = a_person("Gro Dahl", desk.kindergarten, desk.room)
    [seen] = re.findall(r'name="seen" value="(\w+)"', desk.send(desk.bo, desk.di).text)
    assert desk.send(desk.bo, desk.di, gro, seen=seen).status_code == 422


def test_seats_are_held_named_and_given_up(desk: Any) -> None:
    answer = desk.send(unnamed="2")
    page = desk.ada.get(answer.location).text
    assert "2 plasser uten navn" in page
    row = RegistrationGroup.get()
    path = f"/courses/groups/{row.reference}"
    assert desk.ada.post(f"{path}/name", {"person_id": desk.bo.id}).status_code == 303
    assert [one.person_id for one in groups.members(row)] == [desk.bo.id]
    desk.ada.post(f"{path}/name", {"person_id": desk.boss.id})
    assert "Velg i listen." in desk.ada.get(path).text
    desk.ada.post(f"{path}/release")
    assert RegistrationGroup.get().unnamed == 0


def test_what_is_wrong_stands_by_its_question(desk: Any) -> None:
    empty = desk.send()
    assert (empty.status_code, "Fyll ut dette feltet." in empty.text) == (422, True)
    many = desk.send(desk.bo, unnamed="2", rule="all")
    assert (many.status_code, "Det er 2 ledige plasser til gruppen." in many.text) == (422, True)
    assert "checked" in many.text.split("Bo Lind")[0].rsplit("<label", 1)[1]
    foreign = desk.send(desk.boss)
    assert (foreign.status_code, "Velg i listen." in foreign.text) == (422, True)
    assert RegistrationGroup.select().count() == 0


def test_it_is_for_directors_and_each_sees_their_own(desk: Any) -> None:
    assert desk.staff.get(desk.path).status_code == 403
    path = f"/courses/groups/{desk.send(desk.bo).location.split('/')[-1].split('?')[0]}"
    assert desk.ada.get(path).status_code == 200
    assert desk.cy.get(path).status_code == desk.staff.get(path).status_code == 404
    posts = [desk.cy.post(f"{path}/{act}").status_code for act in ("name", "release")]
    assert posts == [404, 404]


def test_the_page_costs_the_same_for_three_and_for_nine(desk: Any, count_queries: Any) -> None:
    for more in (0, 6):
        for _ in range(more):
            a_person(None, desk.kindergarten, desk.room)
        with count_queries() as statements:
            desk.ada.get(desk.path)
        assert len(statements) == 9


def test_only_an_administrator_is_asked_for_the_reason_of_an_exception(desk: Any) -> None:
    page = f"/courses/{desk.course.id}"
    admin = Browser(desk.app, an_identity("course_admin"))
    assert "Hvorfor gjøres det et unntak?" in admin.get(page).text
    assert "Hvorfor gjøres det et unntak?" not in desk.ada.get(page).text
    answers = {"person_id": desk.boss.id, "submission_id": str(uuid.uuid4())}
    assert admin.post(page, answers).status_code == 422
    answer = admin.post(page, answers | {"override_reason": "Leder kurset"})
    assert answer.status_code == 303
    assert Registration.get().override_reason == "Leder kurset"


def test_the_one_who_moved_up_reads_why(desk: Any) -> None:
    extra = a_person("Gro Dahl", desk.kindergarten)
    desk.send(desk.bo, desk.ed, extra)
    first, _, last = Registration.select().order_by(Registration.id)
    desk.ada.post(f"/courses/registrations/{first.reference}/withdraw")
    page = desk.ada.get(f"/courses/registrations/{last.reference}").text
    assert "Rykket opp fra ventelisten: en plass ble ledig." in page


def test_a_group_that_waits_says_how_often_it_was_passed_and_may_be_divided(desk: Any) -> None:
    first = desk.send(desk.bo, desk.ed).location
    gro, liv = (a_person(name, desk.kindergarten) for name in ("Gro Dahl", "Liv Moe"))
    path = desk.send(gro, liv, rule="all").location.partition("?")[0]
    reference = Registration.select().order_by(Registration.id).get().reference
    desk.ada.post(f"/courses/registrations/{reference}/withdraw", {})
    page = desk.ada.get(path).text
    assert "Gruppen er gått forbi 1 gang" in page
    assert "Del gruppen" in page
    assert desk.cy.post(f"{path}/split", {}).status_code == 404
    assert desk.ada.post(f"{path}/split", {}).status_code == 303
    page = desk.ada.get(path).text
    assert ("Gruppen er delt." in page, "Del gruppen" in page) == (True, False)
    assert sum(row.status == "placed" for row in Registration.select()) == 2
    assert "Del gruppen" not in desk.ada.get(first).text


def test_seats_given_up_for_a_crowd_are_counted_before_they_go(desk: Any) -> None:
    path = desk.send(unnamed="2").location.partition("?")[0]
    desk.send(desk.bo, desk.ed)
    answer = desk.ada.post(f"{path}/release", {})
    assert answer.status_code == 422
    assert "Dette gir 2 personer plass" in answer.text
    assert "Når du sender, går det ut 2 e-poster." in answer.text
    assert RegistrationGroup.select().order_by(RegistrationGroup.id).get().unnamed == 2
    [seen] = re.findall(r'name="crowd" value="(\w+)"', answer.text)
    assert desk.ada.post(f"{path}/release", {"crowd": seen}).status_code == 303
    assert {row.status for row in Registration.select()} == {"placed"}

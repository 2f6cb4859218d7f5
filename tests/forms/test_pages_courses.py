"""The pages of courses: registering, with a warning when somebody is wanted elsewhere, and withdrawing."""

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from collect import courses
from collect import courses_registrations as registrations
from collect.models.courses import Course, Registration
from collect.rules.access import HOUSE
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_course,
    a_department,
    a_kindergarten,
    a_person,
    an_identity,
)
from tests.halls import a_later_course, a_registration
from tests.web import Browser, make_app


@pytest.fixture
def ada(house: str) -> Any:
    """Ada, who has a seat in a course, at the page of her registration."""
    kindergarten = a_kindergarten("Solbakken", a_cohort())
    person = a_person("Ada", kindergarten)
    who = an_identity("staff", kindergarten, None, person)
    course = a_course(withdraw_by=TODAY)
    reference = registrations.register(
        registrations.RegistrationAnswers(course.id, person.id),
        by=who,
        submission_id=str(uuid.uuid4()),
        now=NOW,
    )
    browser: Any = Browser(make_app(house, help_contact="kurs@kommune.no"), who)
    browser.page, browser.course = f"/courses/registrations/{reference}", course
    return browser


def test_the_last_day_to_withdraw_is_said_and_the_button_goes_with_it(ada: Any) -> None:
    page = ada.get(ada.page).text
    assert "Du kan trekke deg til og med onsdag 15. oktober 2025." in page
    assert "/withdraw" in page
    assert "Siste dag for å trekke seg" in ada.get(f"/courses/{ada.course.id}").text
    Course.update(withdraw_by=TODAY - timedelta(days=1)).execute()
    page = ada.get(ada.page).text
    assert "Fristen for å trekke seg var 14.10.2025. Ta kontakt med kursadministratoren." in page
    assert "kurs@kommune.no." in page
    assert "/withdraw" not in page


def test_a_withdrawal_sent_too_late_is_refused_in_words(ada: Any) -> None:
    Course.update(withdraw_by=date(2025, 10, 1)).execute()
    answer = ada.post(f"{ada.page}/withdraw")
    assert answer.status_code == 303
    page = ada.get(ada.page).text
    assert '<div class="note bad" role="status"><p>Fristen for å trekke seg var 01.10.2025.' in page
    assert Registration.get().status == "placed"


@pytest.fixture
def desk(house: str) -> Any:
    """Ada directs Solbakken, where Bo and Di share a department and Di has a seat."""

    class Desk:
        app = make_app(house)
        kindergarten = a_kindergarten("Solbakken", a_cohort())
        room = a_department(kindergarten, "Blåklokka")
        bo = a_person("Bo Lind", kindergarten, room)
        di = a_person("Di Vik", kindergarten, room)
        ed = a_person("Ed Moe", kindergarten)
        boss = a_person("Fay Ruud", kindergarten, room, position="deputy_director")
        course = a_course(seats=9)
        path = f"/courses/{course.id}"
        director = an_identity("director", kindergarten)
        ada = Browser(app, director)
        alone = Browser(app, an_identity("staff", kindergarten, room, bo))

        @classmethod
        def send(cls, person: Any, by: Any = None, **values: Any) -> Any:
            answers = {"submission_id": str(uuid.uuid4()), "person_id": person.id}
            return (by or cls.ada).post(cls.path, answers | values)

    a_registration(Desk.course, Desk.di, Desk.director)
    return Desk


def seen(answer: Any) -> str:
    [found] = re.findall(r'name="seen" value="(\w+)"', answer.text)
    return str(found)


def test_without_a_warning_one_sending_is_enough(desk: Any) -> None:
    assert desk.send(desk.ed).status_code == 303
    assert Registration.select().count() == 2


def test_a_colleague_who_is_away_the_same_day_is_told_of_once(desk: Any) -> None:
    key = str(uuid.uuid4())
    warned = desk.send(desk.bo, submission_id=key, needs="Nøtter")
    assert warned.status_code == 422
    assert "Bo Lind (dette kurset), Di Vik (dette kurset)" in warned.text
    assert "Meld på likevel" in warned.text
    assert 'value="Nøtter"' in warned.text
    assert f'value="{key}"' in warned.text
    assert Registration.select().count() == 1
    sent = desk.send(desk.bo, submission_id=key, seen=seen(warned))
    again = desk.send(desk.bo, submission_id=key, seen=seen(warned))
    assert (sent.status_code, again.location) == (303, sent.location)
    assert Registration.select().count() == 2


def test_a_warning_that_was_not_shown_is_shown(desk: Any) -> None:
    first = seen(desk.send(desk.bo))
    gro = a_person("Gro Dahl", desk.kindergarten, desk.room)
    a_registration(desk.course, gro, desk.director)
    anew = desk.send(desk.bo, seen=first)
    assert (anew.status_code, "Gro Dahl (dette kurset)" in anew.text) == (422, True)


def test_other_dates_are_offered(desk: Any) -> None:
    later = a_later_course()
    warned = desk.send(desk.bo).text
    assert f'<a href="/courses/{later.id}">mandag 8. desember 2025</a>' in warned


def test_one_alone_reads_of_ones_own_day_and_nothing_of_colleagues(desk: Any) -> None:
    other = a_course(kind="workshop")
    a_registration(other, desk.bo, desk.director)
    warned = desk.send(desk.bo, desk.alone)
    assert (warned.status_code, "Bo Lind (et annet kurs)" in warned.text) == (422, True)
    assert "Opptatt samme dag" in warned.text
    assert "Di Vik" not in warned.text
    assert desk.send(desk.bo, desk.alone, seen=seen(warned)).status_code == 303


def test_one_who_may_not_come_hears_that_first(desk: Any) -> None:
    barred = desk.send(desk.boss)
    assert "Kurset er for andre stillinger." in barred.text
    assert "Meld på likevel" not in barred.text
    held = desk.send(desk.di)
    assert "Er allerede påmeldt dette kurset" in held.text
    courses.cancel_course(desk.course, by=HOUSE, now=NOW)
    assert "Meld på likevel" not in desk.send(desk.bo).text


def test_the_page_costs_the_same_however_many_are_away(desk: Any, count_queries: Any) -> None:
    for more in (0, 3):
        for _ in range(more):
            person = a_person(None, desk.kindergarten, desk.room)
            a_registration(desk.course, person, desk.director)
        token = desk.ada.token()
        answers = {"csrf_token": token, "person_id": desk.bo.id, "submission_id": "x"}
        with count_queries() as statements:
            desk.ada.client.post(desk.path, data=answers)
        assert len(statements) == 15

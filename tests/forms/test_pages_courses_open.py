"""The courses that are coming, for those who are not logged in: what and when, and never who."""

import uuid
from datetime import date, time
from typing import Any

import pytest

from collect import courses
from collect import courses_registrations as registrations
from collect.models.courses import Course
from collect.rules.access import HOUSE
from tests.factories import NOW, TODAY, a_cohort, a_course, a_kindergarten, a_person, an_identity
from tests.web import Browser, make_app


@pytest.fixture
def stranger(house: str) -> Any:
    return Browser(make_app(house, help_contact="kurs@kommune.no"))


def fill(course: Course, number: int) -> None:
    here = a_kindergarten("Kanaribakken", a_cohort())
    ada = an_identity("director", here)
    for _ in range(number):
        answers = registrations.RegistrationAnswers(course.id, a_person("Kanari", here).id)
        registrations.register(answers, by=ada, submission_id=str(uuid.uuid4()), now=NOW)


def states(page: str) -> list[str]:
    return [part.split("<")[0] for part in page.split('<span class="status ')[1:]]


def test_a_stranger_sees_what_is_coming_and_nobody_in_it(stranger: Any) -> None:
    course = a_course(
        title="Språk <i>lek", seats=2, register_by=date(2025, 11, 3), description="Ring Kanari"
    )
    fill(course, 1)
    page = stranger.get("/courses/open")
    assert page.status_code == 200
    assert "Språk &lt;i&gt;lek" in page.text
    for words in (
        "mandag 10. november 2025, tirsdag 11. november 2025 · Kommunegården",
        "For: Fagarbeider, assistent, i barnehager fra programår 2",
        "Påmeldingsfrist: mandag 3. november 2025",
    ):
        assert words in page.text
    assert states(page.text) == ['good">1 ledig plass']
    shown = stranger.get(f"/courses/open/{course.id}").text
    for words in (
        "Kurs for fagarbeidere og assistenter",
        "mandag 10. november 2025, kl. 09.00–15.00",
        "Kommunegården",
        "Fagarbeider, assistent, i barnehager fra programår 2",
        "mandag 3. november 2025",
    ):
        assert words in shown
    assert "Kanari" not in page.text + shown


def test_full_closed_and_cancelled_are_said_without_how_many_wait(stranger: Any) -> None:
    full = a_course(seats=1, title="A")
    fill(full, 3)
    a_course(title="B", register_by=date(2025, 10, 14))
    called_off = a_course(title="C")
    courses.cancel_course(called_off, "Kanari er syk", by=HOUSE, now=NOW)
    page = stranger.get("/courses/open").text
    assert states(page) == [
        'warn">Fullt – det er venteliste',
        'calm">Påmeldingen er stengt',
        'bad">Avlyst',
    ]
    assert "Kanari" not in page
    for row, words in ((full, "Logg inn for å stå på venteliste"), (called_off, "Avlyst")):
        assert words in stranger.get(f"/courses/open/{row.id}").text
    assert "/login?next" not in stranger.get(f"/courses/open/{called_off.id}").text
    assert "Kanari" not in stranger.get(f"/courses/open/{called_off.id}").text


def test_the_login_comes_back_to_the_course(stranger: Any) -> None:
    course = a_course()
    page = stranger.get(f"/courses/open/{course.id}").text
    way = f"/login?next=/courses/{course.id}"
    assert f'href="{way}">Logg inn for å melde deg på</a>' in page
    assert f'name="next" value="/courses/{course.id}"' in stranger.get(way).text
    assert 'href="/courses/open"' in stranger.get("/login").text


def test_one_who_is_logged_in_goes_straight_to_the_registration(house: str) -> None:
    course = a_course()
    here = a_kindergarten("Solbakken", a_cohort())
    ada = Browser(make_app(house), an_identity("staff", here))
    page = ada.get(f"/courses/open/{course.id}").text
    assert f'href="/courses/{course.id}">Gå til påmeldingen</a>' in page


def test_one_kind_is_picked_in_the_address_and_an_unknown_one_is_all(stranger: Any) -> None:
    a_course(title="Fagkurset")
    a_course(title="Nyansattkurset", kind="new_staff")
    for kind, titles in (
        ("new_staff", (False, True)),
        ("workshop", (False, False)),
        ("", (True, True)),
        ("x'--", (True, True)),
    ):
        page = stranger.get("/courses/open", query_string={"kind": kind}).text
        assert ("Fagkurset" in page, "Nyansattkurset" in page) == titles, kind
    assert "Ingen kurs av denne typen" in stranger.get("/courses/open?kind=workshop").text


def test_no_cookie_is_needed(stranger: Any) -> None:
    course = a_course()
    for path in (
        "/courses/open",
        "/courses/open?kind=skilled_worker",
        f"/courses/open/{course.id}",
    ):
        fresh = stranger.client.application.test_client(use_cookies=False)
        assert fresh.get(path).status_code == 200


def test_what_has_begun_and_what_never_was_are_the_same(stranger: Any) -> None:
    days = [(TODAY, time(9), time(15)), (date(2025, 10, 16), time(9), time(15))]
    values = a_course(title="Senere").__data__ | {"positions": [], "title": "I dag"}
    today = courses.add_course(values, days, by=HOUSE, now=NOW)
    assert stranger.get(f"/courses/open/{today.id}").status_code == 200
    Course.update(first_day=date(2025, 10, 14)).where(Course.id == today.id).execute()
    assert "I dag" not in stranger.get("/courses/open").text
    gone, missing = (stranger.get(f"/courses/open/{number}") for number in (today.id, 999_999))
    assert (gone.status_code, missing.status_code) == (404, 404)


def test_the_list_costs_the_same_with_one_and_with_three(stranger: Any, count_queries: Any) -> None:
    found = []
    for number in (1, 2):
        for _ in range(number):
            fill(a_course(), 1)
        with count_queries() as statements:
            assert stranger.get("/courses/open").status_code == 200
        found.append(len(statements))
    assert found == [4, 4]  # one asks whether the list is open


def test_pages_and_office_say_the_same_of_a_course(house: str) -> None:
    app = make_app(house)
    here = a_kindergarten("Solbakken", a_cohort())
    ada, kari = (
        Browser(app, an_identity("director", here)),
        Browser(app, an_identity("course_admin")),
    )
    course = a_course(seats=1)

    def said() -> set[str]:
        pages = [
            ada.get("/courses"),
            ada.get(f"/courses/{course.id}"),
            ada.get(f"/courses/{course.id}/several"),
            kari.get(f"/admin/courses/details/?id={course.id}"),
        ]
        return {states(page.text)[0] for page in pages}

    assert said() == {'good">1 ledig plass'}
    fill(course, 3)
    assert said() == {'warn">Fullt – venteliste (2)'}
    Course.update(register_by=date(2025, 10, 14)).execute()
    assert said() == {'calm">Påmeldingen er stengt'}

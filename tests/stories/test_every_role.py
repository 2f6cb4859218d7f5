"""The main journey of each role that has one of its own, in a real browser on the demonstration."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.stories.conftest import press

pytestmark = pytest.mark.story
Visit = Callable[..., Any]


def one(path: Path, statement: str, *values: Any) -> Any:
    with sqlite3.connect(path) as connection:
        return connection.execute(statement, values).fetchone()


def test_a_leader_reads_the_departments_scores(visit: Visit, served: Any) -> None:
    page = visit("leader", 360)
    page.get_by_role("link", name="Observasjoner", exact=True).click()
    shown = page.locator("tbody th a").evaluate_all(
        "links => links.map(a => a.pathname.split('/').pop())"
    )
    marks = ", ".join("?" * len(shown))
    of_others, unreleased = one(
        served[1],
        "SELECT MIN(CASE WHEN o.observer_id <> a.person_id THEN o.reference END), SUM(o.released_at IS NULL) "
        f"FROM observation o, account a WHERE a.email = 'leder@tettpaa.example' AND o.reference IN ({marks})",
        *shown,
    )
    assert unreleased == 0
    page.goto(f"/observations/{of_others}")
    assert page.get_by_role("heading", name="Profil").count() == 1
    assert page.get_by_role("heading", name="Sykluser og notater").count() == 0


def test_a_mentor_signs_a_newcomers_task_off(visit: Visit, served: Any) -> None:
    page = visit("mentor", 1280)
    page.goto("/onboarding")
    links = page.locator("tbody th a")
    if links.count() == 0:
        assert page.get_by_text("Ingen planer ennå").count() == 1
        return
    links.first.click()
    before = page.get_by_role("button", name="Marker som gjort").count()
    press(page, "Marker som gjort")
    assert page.get_by_role("button", name="Marker som gjort").count() == before - 1


def test_a_course_administrator_sets_up_a_course_and_finds_who_comes(
    visit: Visit, served: Any
) -> None:
    office = visit("course_admin", 1280)
    office.goto("/admin/courses/")
    office.get_by_role("link", name="Sett opp kurs", exact=True).click()
    office.get_by_label("Tittel").fill("Dimensjonene i praksis")
    office.get_by_label("Type kurs").select_option(label="Workshop")
    office.get_by_label("Antall plasser").fill("1")
    office.locator("#day_1").fill("2027-05-11")
    press(office, "Sett opp kurs")
    office.get_by_role("heading", name="Dimensjonene i praksis").wait_for()
    assert one(served[1], "SELECT seats FROM course WHERE title = 'Dimensjonene i praksis'") == (1,)
    places = []
    for role in ("staff", "leader"):
        page = visit(role, 360)
        page.goto("/courses")
        page.get_by_role("link", name="Dimensjonene i praksis").click()
        press(page, "Send påmelding")
        page.wait_for_url("**/registrations/**")
        places.append(page.locator("main .status").first.inner_text())
    assert places == ["Har plass", "På venteliste"]
    course_id = one(served[1], "SELECT id FROM course WHERE title = 'Dimensjonene i praksis'")[0]
    office.goto(f"/admin/courses/details/?id={course_id}")
    text = office.locator("main").inner_text()
    assert "Har plass" in text
    assert "På venteliste" in text


def test_a_system_administrator_closes_an_account_and_its_session_ends(
    visit: Visit, served: Any
) -> None:
    mentor = visit("mentor")
    office = visit("sysadmin")
    account_id = one(served[1], "SELECT id FROM account WHERE email = 'mentor@tettpaa.example'")[0]
    office.goto(f"/admin/accounts/details/?id={account_id}")
    office.get_by_role("link", name="Steng kontoen").click()
    press(office, "Steng kontoen")
    office.get_by_text("Kontoen er stengt.").wait_for()
    assert one(served[1], "SELECT is_active FROM account WHERE id = ?", account_id) == (0,)
    mentor.goto("/courses")
    assert mentor.get_by_role("heading", name="Logg inn").count() == 1
    office.goto(f"/admin/accounts/details/?id={account_id}")
    office.get_by_role("link", name="Åpne kontoen igjen").click()
    press(office, "Åpne kontoen")
    office.get_by_text("Kontoen er åpen.").wait_for()
    assert one(served[1], "SELECT is_active FROM account WHERE id = ?", account_id) == (1,)


def test_a_director_keeps_attendance_on_a_phone(visit: Visit, served: Any) -> None:
    page = visit("director", 360)
    page.get_by_role("link", name="Snakke med barn i ").click()
    page.get_by_role("link", name="Modul 7").click()
    page.locator(".roll .pick").nth(0).click()
    page.locator(".roll .pick").nth(2).click()
    assert page.locator("[data-here]").inner_text() == "2"
    press(page, "Lagre oppmøtet")
    page.get_by_text("Oppmøtet er lagret: 2 av").wait_for()
    there = "SELECT COUNT(*) FROM talk_attendance a JOIN talk_session s ON s.id = a.session_id "
    there += "WHERE a.is_present AND s.module = 7 AND a.marked_by_id IS NOT NULL"
    assert one(served[1], there) == (2,)
    page.locator("tbody tr").nth(6).get_by_role("link").first.click()
    page.locator(".roll .pick").nth(2).click()
    press(page, "Lagre oppmøtet")
    assert one(served[1], there) == (1,)


def test_an_observer_enters_half_a_day_and_withdraws_it(visit: Visit) -> None:
    page = visit("observer", 360)
    page.get_by_role("link", name="Du har brukt").click()
    used = page.locator(".figures dd").first.inner_text()
    page.get_by_role("link", name="Før frikjøpsdag").click()
    page.get_by_text("Halv dag", exact=True).click()
    page.get_by_label("Hvorfor det trengs flere dager").fill("Dobbeltkoding")
    press(page, "Før dagen")
    assert page.locator(".figures dd").first.inner_text() != used
    page.get_by_role("link", name="Trekk tilbake").first.click()
    page.get_by_label("Hvorfor dagen trekkes tilbake").fill("Ble syk")
    press(page, "Trekk tilbake")
    assert page.locator(".figures dd").first.inner_text() == used


def test_a_reader_chooses_a_language_and_keeps_it(visit: Visit) -> None:
    page = visit("staff", 360)
    press(page, "Nynorsk")
    assert page.locator("html").get_attribute("lang") == "nn"
    again = visit("staff", 360)
    assert again.locator("html").get_attribute("lang") == "nn"
    press(again, "Bokmål")
    assert again.locator("html").get_attribute("lang") == "nb"

"""From a web form to the office and the cohort workbook, in a real browser on the demonstration."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.stories.conftest import press

pytestmark = pytest.mark.story
WIDTHS = (360, 1280)
Visit = Callable[..., Any]


def rows(path: Path, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute(statement, values).fetchall()


@pytest.mark.parametrize(
    "role",
    [
        "staff",
        "leader",
        "director",
        "observer",
        "mentor",
        "course_admin",
        "coordinator",
        "sysadmin",
    ],
)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_role_comes_in_and_finds_every_page_of_the_menu(
    visit: Visit, role: str, width: int
) -> None:
    page = visit(role, width)
    for address in page.eval_on_selector_all(
        "nav.menu a", "links => links.map(a => a.getAttribute('href'))"
    ):
        answer = page.goto(address)
        assert answer.status == 200, address
        assert page.locator("h1").count() == 1
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{address} is {overflow} px too wide at {width}"


@pytest.mark.parametrize("width", WIDTHS)
def test_an_observer_sends_an_observation_and_the_office_finds_it(
    visit: Visit, served: Any, width: int
) -> None:
    page = visit("observer", width)
    page.get_by_role("link", name="Ny observasjon").click()
    page.get_by_label("Avdeling").select_option(index=1 if width == 360 else 2)
    press(page, "Fortsett")
    if page.get_by_role("heading", name="Velg CLASS-versjon").count():
        page.locator(".acts a").first.click()
    page.get_by_role("tab", name="Send").click()
    page.get_by_role("button", name="Send observasjonen").click()
    summary = page.get_by_role("alert")
    summary.wait_for()
    assert "Syklus 1, start" in summary.inner_text()
    page.get_by_role("link", name="Syklus 1, start").click()
    assert page.evaluate("document.activeElement.id") == "cycles-0-started_at"
    for n in range(3):
        page.get_by_role("tab", name=f"Syklus {n + 1}").click()
        section = page.locator(f"#cycle-{n}")
        section.get_by_label("Start").fill(f"{9 + n:02}:00")
        section.get_by_label("Slutt").fill(f"{9 + n:02}:18")
        section.get_by_label("Voksne").fill("3")
        section.get_by_label("Barn", exact=True).fill("12")
        if width == 360:
            section.get_by_role("button", name="Skårer").click()
        for scale in section.locator("fieldset.score").all():
            scale.get_by_role("radio", name="5", exact=True).check()
    page.get_by_role("tab", name="Send").click()
    press(page, "Send observasjonen")
    reference = page.locator(".reference").inner_text()
    page.get_by_text("Hva skjer nå?").first.wait_for()
    kept = rows(
        served[1],
        "SELECT COUNT(*), MIN(s.value), MAX(s.value) FROM score s "
        "JOIN observation o ON o.id = s.observation_id WHERE o.reference = ?",
        reference,
    )
    assert kept[0][0] in (24, 30)
    assert kept[0][1:] == (5, 5)
    office = visit("coordinator", width)
    office.goto(f"/admin/observations/?search={reference}")
    office.locator("main tbody a").click()
    assert reference in office.locator("main").inner_text()


def test_a_worker_registers_for_a_course_on_a_phone(visit: Visit, served: Any) -> None:
    page = visit("staff", 360)
    page.get_by_role("link", name="Kurs", exact=True).click()
    page.locator(".task", has_text="ledige plasser").filter(has_text="fagarbeidere").first.click()
    page.get_by_label("Allergier eller andre behov").fill("Nøtter")
    press(page, "Send påmelding")
    reference = page.locator(".reference").inner_text()
    assert rows(
        served[1], "SELECT status, needs FROM registration WHERE reference = ?", reference
    ) == [("placed", "Nøtter")]
    press(page, "Trekk påmeldingen")
    page.get_by_text("Påmeldingen er trukket.").wait_for()
    assert rows(served[1], "SELECT status FROM registration WHERE reference = ?", reference) == [
        ("withdrawn",)
    ]


def test_a_director_brings_in_a_new_colleague(visit: Visit, served: Any) -> None:
    page = visit("director", 1280)
    page.get_by_role("link", name="Nyansatte").click()
    page.get_by_role("link", name="Meld inn nyansatt").first.click()
    page.get_by_label("Navn").fill("Bjørn Ås")
    page.get_by_label("Stilling", exact=True).select_option(label="Assistent")
    page.get_by_label("Første arbeidsdag").fill("2026-12-01")
    press(page, "Meld inn og start planen")
    page.get_by_text("Bjørn Ås er meldt inn").first.wait_for()
    page.get_by_text("Planen har 8 oppgaver").first.wait_for()
    press(page, "Marker som gjort")
    page.get_by_text("1 av 8 oppgaver er klare").first.wait_for()
    kept = rows(
        served[1],
        "SELECT COUNT(*) FROM onboarding_plan p JOIN person x ON x.id = p.person_id WHERE x.name = 'Bjørn Ås'",
    )
    assert kept == [(1,)]


def test_a_coordinator_downloads_the_workbook_and_its_figures_are_the_databases(
    visit: Visit, served: Any, tmp_path: Path
) -> None:
    page = visit("coordinator")
    page.goto("/programme")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Excel for pulje 2").click()
    path = tmp_path / "cohort.xlsx"
    waiting.value.save_as(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "Oversikt"
    listed = sum(
        1 for row in book["Observasjoner"].iter_rows(min_row=2, values_only=True) if row[0]
    )
    kept = rows(
        served[1],
        "SELECT COUNT(*) FROM observation o JOIN department d ON d.id = o.department_id "
        "JOIN affiliation a ON a.kindergarten_id = d.kindergarten_id "
        "JOIN cohort c ON c.id = a.cohort_id WHERE c.number = 2 AND NOT o.is_double "
        "AND a.valid_from <= o.observed_on "
        "AND (a.valid_to IS NULL OR a.valid_to >= o.observed_on)",
    )
    assert listed == kept[0][0] > 300


def test_every_journey_works_without_scripts(visit: Visit) -> None:
    page = visit("staff", 360, java_script_enabled=False)
    page.goto("/courses")
    page.locator(".task", has_text="ledige plasser").filter(has_text="fagarbeidere").last.click()
    press(page, "Send påmelding")
    assert page.locator(".reference").count() == 1
    press(page, "Trekk påmeldingen")
    page.get_by_text("Påmeldingen er trukket.").wait_for()
    press(page, "Logg ut")
    assert page.get_by_role("heading", name="Logg inn").count() == 1


def test_an_observation_is_sent_without_scripts(visit: Visit, served: Any) -> None:
    page = visit("observer", 360, java_script_enabled=False)
    page.goto("/observations/new")
    page.get_by_label("Avdeling").select_option(index=3)
    press(page, "Fortsett")
    if page.get_by_role("heading", name="Velg CLASS-versjon").count():
        page.locator(".acts a").first.click()
    section = page.locator("#cycle-0")
    for label, value in (("Start", "09:00"), ("Slutt", "09:20"), ("Voksne", "3"), ("Barn", "11")):
        section.get_by_label(label, exact=True).fill(value)
    section.locator("fieldset.score").first.get_by_role("radio", name="6", exact=True).check()
    press(page, "Send observasjonen")
    reference = page.locator(".reference").inner_text()
    kept = rows(
        served[1],
        "SELECT COUNT(*) FROM score s JOIN observation o ON o.id = s.observation_id "
        "WHERE o.reference = ?",
        reference,
    )
    assert kept == [(1,)]


def test_a_colleague_is_brought_in_and_the_office_searched_without_scripts(visit: Visit) -> None:
    page = visit("director", 360, java_script_enabled=False)
    page.goto("/onboarding/new")
    page.get_by_label("Navn").fill("Uten Skript")
    page.get_by_label("Stilling", exact=True).select_option(label="Vikar")
    page.get_by_label("Første arbeidsdag").fill("2026-12-01")
    press(page, "Meld inn og start planen")
    page.get_by_text("Uten Skript er meldt inn").first.wait_for()
    page.goto("/admin/people/")
    page.get_by_label("Søk").fill("uten skript")
    press(page, "Vis")
    assert page.locator("tbody tr").count() == 1


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit(None)
    page.goto("/login")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hopp til innholdet"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("styrer@tettpaa.example")
    page.keyboard.press("Tab")
    page.keyboard.type("tett-paa-demo-2026")
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    assert "Hei, " in page.locator("h1").inner_text()


def test_a_long_list_can_be_searched_and_the_only_fit_is_chosen(visit: Visit) -> None:
    page = visit("observer", 360)
    page.goto("/observations/new")
    choices = page.locator("#department_id option")
    whole = choices.count()
    wanted = choices.nth(5)
    name, value = wanted.inner_text(), wanted.get_attribute("value")
    house = wanted.evaluate("option => option.parentNode.label")
    page.get_by_label("Søk i listen").fill(f"{house} {name}".upper())
    assert choices.count() < whole
    assert page.locator("#department_id").input_value() in (value, "")
    page.get_by_label("Søk i listen").fill("finnes ikke")
    assert page.get_by_role("status").filter(has_text="Treff: 0").count() == 1
    page.get_by_label("Søk i listen").fill("")
    assert choices.count() == whole

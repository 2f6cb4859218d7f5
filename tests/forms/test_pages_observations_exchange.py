"""Planning on pages: a proposal looked over and kept, a visit by hand, agreements and balance."""

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from collect import observations_exchange as exchange
from collect import observations_visits as visits
from collect.models.accounts import LoginSession
from collect.models.journal import JournalEntry
from collect.models.observations import Visit
from collect.rules.access import HOUSE
from tests.factories import NOW, a_department, a_visit, an_identity
from tests.visits import World, problems
from tests.web import Browser, make_app

HOME = "/observations/visits"


@pytest.fixture
def world(house: str) -> World:
    return World(house)


def mark(page: str) -> str:
    return re.findall(r'name="mark" value="([^"]+)"', page)[0]


def test_a_proposal_is_seen_first_and_written_when_it_is_kept(world: Any) -> None:
    exchange.agree(world.bo.kindergarten.id, "2025-autumn", 1, by=world.bo.director, now=NOW)
    browser = world.enter(an_identity("coordinator"))
    page = browser.get(f"{HOME}/proposal").text
    assert Visit.select().count() == 0
    assert "Kommer fra en annen barnehage i nettverket" in page
    assert "Sertifikatet gjelder til 01.03.2026" in page
    answer = browser.post(f"{HOME}/proposal", {"mark": mark(page)})
    assert (answer.status_code, answer.location) == (303, f"{HOME}?semester=2025-autumn")
    assert {row.status for row in Visit.select()} == {"proposed"}
    listed = browser.get(answer.location).text
    assert "3 besøk er lagt i planen. Ingen er spurt ennå." in listed
    assert "3 besøk er foreslått, og ingen er spurt" in listed
    assert browser.post(f"{HOME}/ask").status_code == 303
    assert {row.status for row in Visit.select()} == {"asked"}


def test_a_proposal_that_no_longer_holds_comes_anew(world: Any) -> None:
    browser = world.enter(an_identity("coordinator"))
    old = mark(browser.get(f"{HOME}/proposal").text)
    a_visit(world.ada.room, world.ada.observer)
    answer = browser.post(f"{HOME}/proposal", {"mark": old})
    assert answer.status_code == 409
    assert "Planen er endret siden forslaget ble laget" in answer.text
    assert Visit.select().count() == 1
    assert browser.post(f"{HOME}/proposal", {"mark": mark(answer.text)}).status_code == 303
    assert Visit.select().count() == 3
    done = browser.get(f"{HOME}/proposal").text
    assert "Alle avdelinger er i planen" in done


def test_departments_without_anybody_are_named_with_why(world: Any) -> None:
    a_department(world.ada.kindergarten, "Storebror", "preschool")
    page = world.enter(world.ada.director).get(f"{HOME}/proposal").text
    assert "Storebror, Ada barnehage: ingen i barnehagen eller nettverket er sertifisert" in page
    assert "Uten avtale foreslås barnehagens observatører bare internt: Ada barnehage." in page
    assert "Bo" not in re.findall(r"<main.*</main>", page, re.DOTALL)[0]


def test_what_was_not_asked_for_is_thrown_away(world: Any) -> None:
    a_visit(world.ada.room, world.ada.observer, state="proposed")
    a_visit(world.bo.room, world.bo.observer)
    browser = world.enter(world.ada.director)
    page = browser.get(HOME).text
    assert "Forkast forslagene" in page
    answer = browser.post(f"{HOME}/discard?semester=2025-autumn")
    assert answer.status_code == 303
    assert "1 forslag er tatt ut." in browser.get(answer.location).text
    assert [row.status for row in Visit.select()] == ["asked"]


def test_a_visit_is_added_by_hand_and_then_given_an_observer(world: Any) -> None:
    browser = world.enter(world.ada.director)
    page = browser.get(f"{HOME}/new").text
    assert "Ada småbarn" in page
    assert "Bo småbarn" not in page
    room = world.ada.room.id
    for answers, told in (
        ({}, ["Avdeling: Velg i listen.", "Dag: Fyll ut dette feltet."]),
        (
            {"department_id": room, "planned_on": "2025-12-24"},
            ["Dagen er i en helg, høytid eller ferie. Velg en vanlig arbeidsdag."],
        ),
        (
            {"department_id": world.bo.room.id, "planned_on": "2025-11-11"},
            ["Avdeling: Velg i listen."],
        ),
    ):
        answer = browser.post(f"{HOME}/new", answers)
        assert (answer.status_code, problems(answer)) == (422, told)
    sent = {"department_id": room, "planned_on": "2025-11-11", "note": "Ring på"}
    answer = browser.post(f"{HOME}/new", sent)
    row = Visit.get()
    assert (answer.status_code, answer.location) == (303, f"{HOME}/{row.id}")
    page = browser.get(answer.location).text
    assert "Ingen ennå" in page
    seen = re.findall(r'name="as_read" value="([^"]+)"', page)[0]
    choice = {"as_read": seen, "observer_id": world.ada.observer.person_id}
    assert browser.post(f"{HOME}/{row.id}/replace", choice).status_code == 303
    assert (Visit.get().observer_id, Visit.get().status) == (
        world.ada.observer.person_id,
        "proposed",
    )
    again = browser.post(f"{HOME}/new", sent)
    assert problems(again) == ["Avdeling: Det er allerede lagt et slikt besøk i planen."]


def test_a_director_agrees_and_sees_the_partners(world: Any) -> None:
    exchange.agree(
        world.bo.kindergarten.id, "2025-autumn", 3, "Helst tirsdag", by=world.bo.director, now=NOW
    )
    a_visit(world.ada.room, world.bo.observer)
    browser = world.enter(world.ada.director)
    page = browser.get(f"{HOME}/exchange").text
    assert [name for name in ("Ada", "Bo", "Cy") if f"{name} barnehage" in page] == ["Ada", "Bo"]
    assert "Helst tirsdag" in page
    assert "Ada barnehage har ikke avtalt hvor mange besøk barnehagen gir." in page
    path = f"{HOME}/exchange/{world.ada.kindergarten.id}"
    form = browser.get(path).text
    assert "Barnehagen har selv 1 avdeling som skal observeres" in form
    assert "og 1 observatør med gyldig sertifikat." in form
    for number in ("", "x", "100", "-1"):
        assert browser.post(path, {"visits": number}).status_code == 422
    assert browser.post(path, {"visits": "2", "note": "Ring 01010750160"}).status_code == 422
    answer = browser.post(path, {"visits": "2", "note": "Ikke i uke 45"})
    assert (answer.status_code, answer.location) == (303, f"{HOME}/exchange?semester=2025-autumn")
    found = exchange.offer(world.ada.kindergarten.id, "2025-autumn")
    assert found is not None
    assert (found.visits, found.note) == (2, "Ikke i uke 45")
    assert 'value="2"' in browser.get(path).text
    cells = re.findall(
        r"<tr><th scope=\"row\">.*?</tr>", browser.get(f"{HOME}/exchange").text, re.S
    )
    figures = [re.findall(r'class="number"[^>]*>(.*?)</td>', cell) for cell in cells]
    assert figures == [["2", "0", "1", "−1", "0", "0"], ["3", "1", "0", "+1", "0", "0"]]


def test_an_offer_is_not_lowered_below_what_is_planned(world: Any) -> None:
    exchange.agree(world.bo.kindergarten.id, "2025-autumn", 1, by=world.bo.director, now=NOW)
    a_visit(world.ada.room, world.bo.observer)
    path = f"{HOME}/exchange/{world.bo.kindergarten.id}"
    answer = world.enter(world.bo.director).post(path, {"visits": "0"})
    assert problems(answer) == [
        "Antall besøk: Det er allerede lagt 1 besøk i planen. Avtalen kan ikke være på færre."
    ]


def test_who_plans_nothing_has_no_business_here(world: Any) -> None:
    a_visit(world.ada.room, world.ada.observer, state="proposed")
    readers = [
        world.ada.observer,
        an_identity("leader", world.ada.kindergarten, world.ada.room),
        an_identity("mentor", world.ada.kindergarten),
        an_identity("staff", world.ada.kindergarten),
        an_identity("course_admin"),
        an_identity("sysadmin"),
    ]
    for who in readers:
        browser = world.enter(who)
        gets = ["proposal", "new", "exchange", "plan.xlsx"]
        assert {browser.get(f"{HOME}/{path}").status_code for path in gets} == {403}
        posts = ["proposal", "new", "ask", "discard"]
        assert {browser.post(f"{HOME}/{path}", {"x": "y"}).status_code for path in posts} == {403}
        own = f"{HOME}/exchange/{world.ada.kindergarten.id}"
        assert browser.post(own, {"visits": "1"}).status_code == 404
    director = world.enter(world.ada.director)
    assert director.get(f"{HOME}/exchange/{world.bo.kindergarten.id}").status_code == 404
    assert director.get(f"{HOME}/exchange/999999").status_code == 404
    assert director.get(f"{HOME}/plan.xlsx").status_code == 403
    assert [row.status for row in Visit.select()] == ["proposed"]


def test_what_is_over_is_not_planned(world: Any) -> None:
    browser = world.enter(an_identity("coordinator"))
    for path in ("proposal", "new", f"exchange/{world.ada.kindergarten.id}"):
        assert browser.get(f"{HOME}/{path}?semester=2025-spring").status_code == 404
    for path in ("ask", "discard"):
        assert browser.post(f"{HOME}/{path}?semester=2025-spring").status_code == 404
    page = browser.get(f"{HOME}/exchange?semester=2025-spring").text
    assert "/exchange/" not in page


def test_the_next_semester_is_agreed_when_it_comes_near(world: Any, house: str) -> None:
    later = datetime(2025, 12, 1, 9, tzinfo=UTC)
    browser = Browser(make_app(house, clock=lambda: later), world.ada.director)
    LoginSession.update(created_at=later, seen_at=later).execute()
    page = browser.get("/").text
    found = re.findall(rf'href="{HOME}/exchange/\d+\?semester=([^"]+)"', page)
    assert found == ["2025-autumn", "2026-spring"]


def test_the_plan_and_the_balance_are_taken_out_as_a_workbook(world: Any) -> None:
    exchange.agree(world.bo.kindergarten.id, "2025-autumn", 1, by=world.bo.director, now=NOW)
    row = a_visit(world.ada.room, world.bo.observer, state="accepted", starts_at="09:30")
    visits.double(row, world.ada.observer.person_id or 0, by=HOUSE, now=NOW)
    answer = world.enter(an_identity("coordinator")).get(f"{HOME}/plan.xlsx")
    assert answer.status_code == 200
    assert "tettpaa-besok-2025-autumn-2025-10-15.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["Besøk", "Gir og får", "Kodebok", "Om uttrekket"]
    plan = list(book["Besøk"].values)
    assert plan[1][:9] == (
        "Ada barnehage",
        "Ada småbarn",
        datetime(2025, 11, 11),
        "09.30",
        "Bo Sehansen",
        "Bo barnehage",
        "Ekstern",
        "Småbarn (Toddler)",
        "Avtalt",
    )
    assert [line[9] for line in plan[1:3]] == ["Nei", "Ja"]
    balance = {line[0]: line[1:] for line in book["Gir og får"].values if line[0]}
    assert balance["Ada barnehage"] == (None, 0, 1, -1, 0, 0)
    assert balance["Bo barnehage"] == (1, 1, 0, 1, 0, 0)
    line = JournalEntry.get(JournalEntry.act == "export.visits")
    assert line.new == {"semester": "2025-autumn", "rows": 2}

"""Release days on the page: one's own, one's staff's, everybody's; entered, withdrawn and paid."""

import re
import uuid
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from collect import certificates_release as releases
from collect.models.certificates_release import ReleaseBatch, ReleaseDay
from collect.rules.access import HOUSE
from tests.factories import a_person, a_release_day, a_visit, an_identity
from tests.visits import World, problems

PAGE = "/certificates/release-days"
PAYMENT = f"{PAGE}/payment"


@pytest.fixture
def world(house: str) -> World:
    return World(house)


def answers(who: Any, **values: Any) -> dict[str, str]:
    return {
        "person_id": str(who.person_id),
        "day": "2025-10-01",
        "halves": "2",
        "purpose": "feedback",
        "over_reason": "",
        "submission_id": str(uuid.uuid4()),
    } | values


def test_an_observer_enters_a_day_and_sees_what_is_left(world: World) -> None:
    ada = world.enter(world.ada.observer)
    page = ada.get(f"{PAGE}/new").text
    assert f'<option value="{world.ada.observer.person_id}" selected>Ada Sehansen' in page
    sent = answers(world.ada.observer, halves="1")
    for _ in range(2):
        answer = ada.post(f"{PAGE}/new", sent)
        assert (answer.status_code, answer.location) == (303, PAGE)
    page = ada.get(PAGE).text
    assert "Frikjøpsdagen 01.10.2025 er ført." in page
    assert "0,5 <small>av 5</small>" in page
    assert "4,5</dd>" in page
    assert "Halv dag" in page
    assert ReleaseDay.select().count() == 1
    assert "Du har brukt 0,5 av 5 frikjøpsdager" in ada.get("/").text


def test_the_limit_is_a_setting(house: str) -> None:
    from tests.web import Browser, make_app

    small = World(house)
    ada = Browser(make_app(house, release_days=1), small.ada.observer)
    assert "er kjøpt fri 1 dag i alt" in ada.get(PAGE).text
    assert ada.post(f"{PAGE}/new", answers(small.ada.observer)).status_code == 303
    over = ada.post(f"{PAGE}/new", answers(small.ada.observer, day="2025-10-02"))
    assert problems(over) == [
        "Hvorfor det trengs flere dager: 1 av 1 dager er brukt. Skriv hvorfor det trengs flere."
    ]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": "2025-10-16"}, "Dag: Datoen kan ikke være frem i tid."),
        ({"day": "i går"}, "Dag: Skriv datoen slik: 05.09.2025"),
        ({"day": ""}, "Dag: Fyll ut dette feltet."),
        ({"day": "2019-10-01"}, "Dag: Personen arbeidet ikke i barnehagen 01.10.2019."),
        ({"halves": "3"}, "Hvor mye: Velg i listen."),
        ({"halves": ""}, "Hvor mye: Velg i listen."),
        ({"purpose": "ferie"}, "Formål: Velg i listen."),
        ({"person_id": "1"}, "Hvem: Velg i listen."),
        ({"person_id": ""}, "Hvem: Velg i listen."),
    ],
)
def test_a_wrong_answer_comes_back_with_a_sentence_and_nothing_is_kept(
    world: World, wrong: dict[str, str], sentence: str
) -> None:
    ada = world.enter(world.ada.observer)
    answer = ada.post(f"{PAGE}/new", answers(world.ada.observer) | wrong)
    assert (answer.status_code, problems(answer)) == (422, [sentence])
    assert 'value="feedback" selected' in answer.text or "purpose" in wrong
    assert ReleaseDay.select().count() == 0


def test_a_director_enters_for_the_staff_and_sees_used_and_left(world: World) -> None:
    ada = world.enter(world.ada.director)
    page = ada.get(f"{PAGE}/new").text
    assert re.findall(r'<option value="\d+"[^>]*>([^<]+)', page) == ["Ada Sehansen"]
    assert ada.post(f"{PAGE}/new", answers(world.ada.observer)).status_code == 303
    page = ada.get(PAGE).text
    assert (
        '<th scope="row">Ada Sehansen</th><td class="number" data-label="Brukt">1</td>'
        '<td class="number" data-label="Igjen">4</td>'
    ) in page
    a_release_day(world.bo.observer)
    assert "Bo Sehansen" not in ada.get(PAGE).text
    assert ada.post(f"{PAGE}/new", answers(world.bo.observer)).status_code == 422


def test_a_lapsed_certificate_is_told_and_marked(world: World) -> None:
    person = a_person("Uten Bevis", world.ada.kindergarten)
    who = an_identity("observer", world.ada.kindergarten, None, person)
    ada = world.enter(who)
    assert ada.post(f"{PAGE}/new", answers(who)).status_code == 303
    page = ada.get(PAGE).text
    assert "Uten Bevis hadde ikke gyldig sertifikat den dagen. Dagen er merket." in page
    assert '<span class="status warn">Uten gyldig sertifikat</span>' in page


def test_a_visit_is_entered_with_one_press(world: World) -> None:
    visit = a_visit(world.bo.room, world.ada.observer, date(2025, 11, 11), "accepted")
    ada = world.enter(world.ada.observer)
    address = f"{PAGE}/visits/{visit.id}"
    assert f'action="{address}"' in ada.get(PAGE).text
    for _ in range(2):
        assert ada.post(address, {"halves": "1"}).location == PAGE
    row = ReleaseDay.get()
    assert (row.day, row.halves, row.visit_id) == (date(2025, 11, 11), 1, visit.id)
    assert f'action="{address}"' not in ada.get(PAGE).text


def test_a_visit_over_the_limit_asks_for_the_reason_in_the_form(world: World) -> None:
    visit = a_visit(world.bo.room, world.ada.observer, date(2025, 11, 11), "accepted")
    for n in range(5):
        a_release_day(world.ada.observer, date(2025, 10, 1 + n))
    ada = world.enter(world.ada.observer)
    answer = ada.post(f"{PAGE}/visits/{visit.id}", {"halves": "2"})
    form = f"{PAGE}/new?visit={visit.id}"
    assert answer.location == form
    page = ada.get(form).text
    assert 'value="2025-11-11"' in page
    sent = answers(world.ada.observer, day="2025-11-11", over_reason="Ingen andre kan")
    assert ada.post(form, sent).status_code == 303
    row = ReleaseDay.get(ReleaseDay.visit == visit)
    assert row.over_reason == "Ingen andre kan"
    assert "Over grensen" in ada.get(PAGE).text


def test_a_day_is_withdrawn_with_a_reason(world: World) -> None:
    row = a_release_day(world.ada.observer)
    ada, address = world.enter(world.ada.observer), f"{PAGE}/{row.reference}/withdraw"
    assert f'href="{address}"' in ada.get(PAGE).text
    refused = ada.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert ada.post(address, {"reason": "Feil dag"}).location == PAGE
    page = ada.get(PAGE).text
    assert "Feil dag" in page
    assert address not in page
    again = ada.post(address, {"reason": "En gang til"})
    assert problems(again) == ["Hvorfor dagen trekkes tilbake: Dagen er trukket tilbake fra før."]


def test_strangers_find_nothing_and_others_may_nothing(world: World) -> None:
    row = a_release_day(world.ada.observer)
    visit = a_visit(world.bo.room, world.ada.observer, date(2025, 11, 11), "accepted")
    withdraw, enter = f"{PAGE}/{row.reference}/withdraw", f"{PAGE}/visits/{visit.id}"
    for who in (world.bo.observer, world.cy.director):
        browser = world.enter(who)
        assert "Ada Sehansen" not in browser.get(PAGE).text
        assert browser.get(withdraw).status_code == 404
        assert browser.post(withdraw, {"reason": "X"}).status_code == 404
        assert browser.post(enter, {"halves": "2"}).status_code == 404
        assert browser.get(f"{PAGE}/new?visit={visit.id}").status_code == 404
        assert browser.get(f"{PAGE}/new?visit=x").status_code == 404
    staff = world.enter(an_identity("staff", world.ada.kindergarten))
    assert [staff.get(path).status_code for path in (PAGE, f"{PAGE}/new", PAYMENT)] == [
        200,
        403,
        403,
    ]
    assert staff.post(withdraw, {"reason": "X"}).status_code == 404
    for role in ("mentor", "course_admin", "sysadmin"):
        place = world.ada.kindergarten if role == "mentor" else None
        assert world.enter(an_identity(role, place)).get(PAGE).status_code == 403
    assert releases.release_day(HOUSE, row.reference).withdrawn_at is None


def test_the_coordinator_narrows_the_list_and_turns_pages_and_years(world: World) -> None:
    row = a_release_day(world.ada.observer)
    a_release_day(world.bo.observer)
    a_release_day(world.cy.observer, date(2025, 6, 10))
    browser = world.enter(an_identity("coordinator"))
    releases.withdraw(row, "Feil", by=HOUSE, now=row.entered_at)

    def found(query: str) -> list[str]:
        text = browser.get(f"{PAGE}?{query}").text
        return re.findall(r'data-label="Navn">([^<]+)', text)

    assert found("") == ["Bo Sehansen", "Ada Sehansen"]
    assert found("state=withdrawn") == ["Ada Sehansen"]
    assert found("state=unpaid") == ["Bo Sehansen"]
    assert found("search=bo+sehan") == ["Bo Sehansen"]
    assert found(f"kindergarten={world.ada.kindergarten.id}") == ["Ada Sehansen"]
    assert found("year=2024") == ["Cy Sehansen"]
    assert found("year=2024&page=7&kindergarten=x&state=x") == ["Cy Sehansen"]
    assert found("search=ingen") == []
    for wrong in ("x", "1990", "99999999", "²"):
        assert browser.get(f"{PAGE}?year={wrong}").status_code == 404


def test_used_and_left_is_taken_out_by_those_who_enter_days(world: World) -> None:
    a_release_day(world.ada.observer)
    for who, name in ((world.ada.director, "Ada"), (an_identity("coordinator"), "Ada")):
        browser = world.enter(who)
        assert f'href="{PAGE}/balance.xlsx"' in browser.get(PAGE).text
        rows = list(
            load_workbook(BytesIO(browser.get(f"{PAGE}/balance.xlsx").data)).worksheets[0].values
        )
        assert rows[1] == (f"{name} barnehage", 1, 1, 4)
    staff = world.enter(an_identity("staff", world.ada.kindergarten))
    assert staff.get(f"{PAGE}/balance.xlsx").status_code == 403
    assert browser.get(f"{PAGE}/balance.xlsx?year=x").status_code == 404


def test_a_list_is_made_fetched_twice_alike_and_holds_nothing_again(world: World) -> None:
    a_release_day(world.ada.observer)
    browser = world.enter(an_identity("coordinator"))
    page = browser.get(PAYMENT).text
    assert "Til refusjon: 1 dag<" in page
    period = {"first_day": "2025-08-01", "last_day": "2025-10-15", "kindergarten_id": ""}
    assert browser.post(PAYMENT, period).location == PAYMENT
    made = ReleaseBatch.get()
    page = browser.get(PAYMENT).text
    assert f'href="{PAYMENT}/{made.id}.xlsx"' in page
    assert "Ingen dager til refusjon" in page
    again = browser.post(PAYMENT, period)
    assert problems(again) == ["Fra og med: Det er ingen nye frikjøpsdager i perioden."]
    files = [browser.get(f"{PAYMENT}/{made.id}.xlsx") for _ in range(2)]
    for answer in files:
        rows = list(load_workbook(BytesIO(answer.data)).worksheets[0].values)
        assert rows[1][0::3] == ("Ada barnehage", 1)
    assert browser.get(f"{PAYMENT}/{made.id + 1}.xlsx").status_code == 404
    assert world.enter(world.ada.director).get(f"{PAYMENT}/{made.id}.xlsx").status_code == 403


def test_a_period_is_shown_before_it_is_paid_and_a_wrong_one_is_said(world: World) -> None:
    a_release_day(world.ada.observer, date(2025, 9, 1))
    browser = world.enter(an_identity("coordinator"))
    september = f"{PAYMENT}?first_day=2025-09-01&last_day=2025-09-30&kindergarten_id="
    assert "Til refusjon: 1 dag<" in browser.get(september).text
    elsewhere = browser.get(september + str(world.bo.kindergarten.id)).text
    assert "Ingen dager til refusjon" in elsewhere
    wrong = browser.get(f"{PAYMENT}?first_day=x&last_day=2025-09-30&kindergarten_id=9999")
    assert problems(wrong) == [
        "Fra og med: Skriv datoen slik: 05.09.2025",
        "Barnehage: Velg i listen.",
    ]
    turned = {"first_day": "2025-10-02", "last_day": "2025-10-01", "kindergarten_id": ""}
    assert browser.post(PAYMENT, turned).status_code == 422
    assert browser.post(PAYMENT, {}).status_code == 422
    assert ReleaseBatch.select().count() == 0


def test_the_page_costs_as_much_with_many(world: World, count_queries: Any) -> None:
    browser, costs = world.enter(world.ada.director), []
    for n in (1, 3):
        while ReleaseDay.select().count() < n:
            a_release_day(world.ada.observer, date(2025, 10, 1 + ReleaseDay.select().count()))
        with count_queries() as queries:
            browser.get(PAGE)
        costs.append(len(queries))
    assert costs == [COST, COST]


COST = 6  # who asks, count, rows, staff, used, visits

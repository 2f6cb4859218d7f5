"""Snakke med barn on the page: the modules of a kindergarten, attendance, champions, everybody's table."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from collect import people
from collect.models.people import ProgrammeFunction
from collect.models.programme_talking import TalkAttendance
from collect.rules.access import HOUSE
from tests.factories import (
    NOW,
    a_cohort,
    a_kindergarten,
    a_person,
    an_identity,
)
from tests.visits import problems
from tests.web import Browser, make_app

PAGE = "/programme/talking"


@pytest.fixture
def world(house: str) -> Any:
    """Solsikken in its third year with a director, a champion and Bo; Måken in its first."""

    class World:
        app = make_app(house)
        here = a_kindergarten("Solsikken", a_cohort(start=date(2023, 8, 1)))
        there = a_kindergarten("Måken", a_cohort(start=date(2025, 8, 1)))
        director = an_identity("director", here, None, a_person("Dina Styrer", here))
        ada_person, bo_person = a_person("Ada Fadder", here), a_person("Bo Ansatt", here)
        ada = an_identity("staff", here, None, ada_person)
        bo = an_identity("staff", here, None, bo_person)
        cy_person = a_person("Cy Fremmed", there)
        cy = an_identity("director", there, None, cy_person)
        own = f"{PAGE}/{here.id}"

        @classmethod
        def enter(cls, who: Any) -> Browser:
            return Browser(cls.app, who)

    people.appoint(
        World.ada_person, "talk_champion", World.here, date(2025, 8, 1), by=HOUSE, now=NOW
    )
    return World


def ticked(page: str) -> list[str]:
    return re.findall(r'value="(\d+)" checked', page)


def test_a_champion_keeps_attendance_of_a_module_and_takes_a_tick_away(world: Any) -> None:
    ada = world.enter(world.ada)
    home = ada.get("/").text
    assert "Snakke med barn i Solsikken" in home
    assert "0 av 7 moduler er holdt" in home
    assert ada.get(PAGE).location == world.own
    address = f"{world.own}/1?day=2025-10-01"
    page = ada.get(address).text
    seen = re.findall(r'name="seen" value="([^"]*)"', page)[0]
    assert "onsdag 1. oktober 2025" in page
    sent = {"seen": seen, "present": [world.ada_person.id, world.bo_person.id]}
    answer = ada.post(address, sent)
    assert (answer.status_code, answer.location) == (303, world.own)
    page = ada.get(world.own).text
    assert "Oppmøtet er lagret: 2 av 3 er til stede." in page
    assert f'<a href="{world.own}/1?day=2025-10-01">01.10.2025</a>' in page
    assert "<details><summary>1 ansatt</summary><ul><li>Dina Styrer</li></ul></details>" in page
    again = ada.get(address).text
    assert ticked(again) == [str(world.ada_person.id), str(world.bo_person.id)]
    seen = re.findall(r'name="seen" value="([^"]*)"', again)[0]
    ada.post(address, {"seen": seen, "present": [world.ada_person.id]})
    assert ticked(ada.get(address).text) == [str(world.ada_person.id)]
    other = ada.get(f"{world.own}/1?day=2025-10-08").text
    assert "Var med 01.10.2025" in other


def test_everybody_is_there_with_one_press(world: Any) -> None:
    director = world.enter(world.director)
    address = f"{world.own}/2?day=2025-10-01"
    seen = re.findall(r'name="seen" value="([^"]*)"', director.get(address).text)[0]
    director.post(address, {"seen": seen, "everyone": "1"})
    assert TalkAttendance.select().where(TalkAttendance.is_present).count() == 3
    assert '<span class="status good">Ingen</span>' in director.get(world.own).text


def test_what_another_marked_meanwhile_is_shown_and_not_written_over(world: Any) -> None:
    ada, director = world.enter(world.ada), world.enter(world.director)
    address = f"{world.own}/1?day=2025-10-01"
    seen = re.findall(r'name="seen" value="([^"]*)"', ada.get(address).text)[0]
    director.post(address, {"seen": seen, "present": [world.bo_person.id]})
    late = ada.post(address, {"seen": seen, "present": [world.ada_person.id]})
    assert late.status_code == 409
    assert "Endret nå:" in late.text
    assert TalkAttendance.select().where(TalkAttendance.is_present).count() == 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("1?day=2025-10-16", 200),
        ("1?day=x", 422),
        ("1?day=", 422),
        ("0?day=2025-10-01", 404),
        ("8?day=2025-10-01", 404),
        ("1", 200),
    ],
)
def test_a_strange_day_or_module_is_no_fault(world: Any, address: str, status: int) -> None:
    ada = world.enter(world.ada)
    answer = ada.get(f"{world.own}/{address}")
    assert answer.status_code == status
    late = ada.post(f"{world.own}/{address}", {"present": [world.ada_person.id]})
    assert late.status_code == (303 if address == "1" else 404 if status == 404 else 422)


def test_nobody_ticked_and_a_stranger_ticked_are_refused_in_words(world: Any) -> None:
    ada = world.enter(world.ada)
    address = f"{world.own}/1?day=2025-10-01"
    assert problems(ada.post(address, {})) == ["Til stede: Kryss av for minst én."]
    strange = ada.post(address, {"present": [world.cy_person.id]})
    assert problems(strange) == ["Til stede: Velg i listen."]
    gone = ada.post(address, {"seen": f"{world.cy_person.id}:", "everyone": "1"})
    assert problems(gone) == [
        "Til stede: Noen du krysset av, arbeidet ikke i barnehagen den dagen. Se listen på nytt."
    ]


def test_staff_who_lead_nothing_and_strangers_find_nothing(world: Any) -> None:
    bo, cy = world.enter(world.bo), world.enter(world.cy)
    assert bo.get(PAGE).status_code == 403
    for browser in (bo, cy):
        for path in (
            world.own,
            f"{world.own}/1",
            f"{world.own}/champions/new",
            f"{world.own}/champions/{ProgrammeFunction.get().id}/end",
        ):
            assert browser.get(path).status_code == 404, path
            answer = browser.post(path, {"present": [world.ada_person.id]})
            assert answer.status_code in (404, 405), path
    for role in ("observer", "course_admin", "sysadmin"):
        place = world.here if role == "observer" else None
        assert world.enter(an_identity(role, place)).get(PAGE).status_code == 403
    assert TalkAttendance.select().count() == 0


def test_a_mentor_reads_and_marks_nothing(world: Any) -> None:
    mentor = world.enter(an_identity("mentor", world.here))
    page = mentor.get(world.own).text
    assert "Modul 7" in page
    assert "Før oppmøte" not in page
    assert mentor.get(f"{world.own}/1").status_code == 404


def test_a_kindergarten_before_its_third_year_is_told_calmly(world: Any) -> None:
    cy = world.enter(world.cy)
    page = cy.get(f"{PAGE}/{world.there.id}").text
    assert "Snakke med barn hører til programår 3." in page
    assert "Snakke med barn i Måken" not in cy.get("/").text
    assert "Snakke med barn hører til" not in world.enter(world.director).get(world.own).text


def test_a_director_appoints_champions_and_ends_them(world: Any) -> None:
    director = world.enter(world.director)
    page = director.get(world.own).text
    assert "For få snakkefaddere" in page
    new = f"{world.own}/champions/new"
    offered = re.findall(r'<option value="\d+">([^<]+)', director.get(new).text)
    assert offered == ["Bo Ansatt", "Dina Styrer"]
    for person in (world.bo_person, world.director):
        key = getattr(person, "person_id", None) or person.id
        answer = director.post(new, {"person_id": str(key), "valid_from": "2025-10-01"})
        assert answer.location == world.own
    page = director.get(world.own).text
    assert "Dina Styrer er snakkefadder." in page
    assert "Riktig antall" in page
    assert problems(director.post(new, {"person_id": str(world.cy_person.id)})) == [
        "Hvem: Velg i listen.",
        "Fra og med: Fyll ut dette feltet.",
    ]
    end = f"{world.own}/champions/{ProgrammeFunction.get().id}/end"
    assert f'href="{end}"' in page
    early = director.post(end, {"valid_to": "2025-07-01"})
    assert problems(early) == ["Siste dag: Den siste datoen er før den første."]
    assert director.post(end, {"valid_to": "2025-10-14"}).location == world.own
    assert director.get(end).status_code == 404
    assert world.enter(world.ada).get(world.own).status_code == 404


def test_the_coordinator_sees_every_kindergarten_and_takes_it_out(world: Any) -> None:
    coordinator = world.enter(an_identity("coordinator"))
    director = world.enter(world.director)
    address = f"{world.own}/1?day=2025-10-01"
    director.post(address, {"present": [world.ada_person.id]})
    page = coordinator.get(PAGE).text
    assert re.findall(r'<th scope="row"><a href="[^"]*">([^<]+)', page) == ["Måken", "Solsikken"]
    assert "1 av 7" in page
    assert "0 av 3" in page
    assert "For få snakkefaddere" in page
    book = load_workbook(BytesIO(coordinator.get(f"{PAGE}/workbook.xlsx").data))
    rows = list(book.worksheets[0].values)
    assert rows[2][0] == "Solsikken"
    assert rows[2][10:] == (1, 3, 0, 0, 1, "For få snakkefaddere")
    assert director.get(f"{PAGE}/workbook.xlsx").status_code == 403


def test_the_pages_cost_as_much_with_many(world: Any, count_queries: Any) -> None:
    browser, costs = world.enter(an_identity("coordinator")), []
    for n in (2, 5):
        while len(re.findall(r'<th scope="row">', browser.get(PAGE).text)) < n:
            a_person(None, a_kindergarten(None, a_cohort()))
        with count_queries() as queries:
            browser.get(PAGE)
        costs.append(len(queries))
    assert costs == [COST, COST]


COST = 8  # who asks, what one leads, count, rows, and four of progress

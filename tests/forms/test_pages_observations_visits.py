"""The plan of visits on pages: seen by whom it concerns, answered, moved, given to others, taken to calendars."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from icalendar import Calendar

from collect import observations_exchange as exchange
from collect import observations_visits as visits
from collect.models.observations import Visit
from collect.rules.access import HOUSE
from tests.factories import (
    NOW,
    a_certificate,
    a_department,
    a_person,
    a_visit,
    an_identity,
    an_instrument,
)
from tests.visits import World, problems
from tests.web import Browser

DAY, LATER = date(2025, 11, 11), date(2025, 11, 18)
HOME = "/observations/visits"


@pytest.fixture
def world(house: str) -> World:
    return World(house)


def fresh(row: Visit) -> Visit:
    return visits.visit(HOUSE, row.id)


def seen(page: str) -> str:
    return re.findall(r'name="as_read" value="([^"]+)"', page)[0]


def send(browser: Browser, row: Visit, what: str, **answers: Any) -> Any:
    """Open a visit's page and send what one of its forms would."""
    page = browser.get(f"{HOME}/{row.id}").text
    return browser.post(f"{HOME}/{row.id}/{what}", {"as_read": seen(page), **answers})


def links(page: str) -> list[str]:
    return re.findall(rf'href="{HOME}/(\d+)"', page)


def test_the_plan_is_shown_to_those_it_concerns(world: Any) -> None:
    row = a_visit(world.ada.room, world.bo.observer, state="accepted", starts_at="09:30")
    readers = {
        "director": world.ada.director,
        "sender": world.bo.director,
        "observer": world.bo.observer,
        "leader": an_identity("leader", world.ada.kindergarten, world.ada.room),
        "mentor": an_identity("mentor", world.ada.kindergarten),
        "coordinator": an_identity("coordinator"),
        "stranger": world.cy.director,
        "other observer": world.ada.observer,
    }
    found = {}
    for name, who in readers.items():
        browser = world.enter(who)
        found[name] = (
            links(browser.get(HOME).text) == [str(row.id)],
            browser.get(f"{HOME}/{row.id}").status_code,
            browser.get(f"{HOME}/{row.id}.ics").status_code,
        )
    unseen = {"stranger", "other observer"}
    assert found == {
        name: (False, 404, 404) if name in unseen else (True, 200, 200) for name in readers
    }
    for role in ("staff", "course_admin", "sysadmin"):
        place = world.ada.kindergarten if role == "staff" else None
        assert world.enter(an_identity(role, place)).get(HOME).status_code == 403
    page = world.enter(world.ada.director).get(HOME).text
    assert "Bo Sehansen, Bo barnehage" in page
    assert "11.11.2025 kl.&nbsp;09.30" in page
    assert "Uke 46" in page


def test_the_plan_is_narrowed_and_ordered(world: Any) -> None:
    first = a_visit(world.ada.room, world.bo.observer, LATER)
    second = a_visit(world.bo.room, world.ada.observer, DAY, state="accepted")
    off = a_visit(a_department(world.bo.kindergarten), world.bo.observer)
    visits.cancel(off, "Stengt", by=HOUSE, now=NOW)
    browser = world.enter(an_identity("coordinator"))

    def found(query: str) -> list[int]:
        return list(map(int, links(browser.get(f"{HOME}{query}").text)))

    assert found("") == [second.id, first.id]
    assert found("?order=kindergarten") == [first.id, second.id]
    assert found("?state=asked") == [first.id]
    assert found("?state=cancelled") == [off.id]
    assert found(f"?kindergarten={world.bo.kindergarten.id}") == [second.id]
    assert found("?state=all&kindergarten=x&order=y&page=z") == [second.id, first.id]
    assert found("?semester=2025-spring") == []
    for wrong in ("2025-winter", "x"):
        assert browser.get(f"{HOME}?semester={wrong}").status_code == 404


def test_an_observer_says_yes_where_it_is_asked(world: Any) -> None:
    row = a_visit(world.ada.room, world.bo.observer, note="Gå inn hovedinngangen")
    browser = world.enter(world.bo.observer)
    page = browser.get(f"{HOME}/mine").text
    assert "1 venter på svar fra deg" in page
    assert "Gå inn hovedinngangen" in page
    answers = {"as_read": seen(page), "next": f"{HOME}/mine"}
    answer = browser.post(f"{HOME}/{row.id}/accept", answers)
    assert (answer.status_code, answer.location) == (303, f"{HOME}/mine")
    assert fresh(row).status == "accepted"
    page = browser.get(f"{HOME}/mine").text
    start = f"/observations/new/{world.ada.room.id}/{an_instrument().id}?visit={row.id}"
    assert f'href="{start}"' in page
    assert browser.get(start).status_code == 200


def test_twice_sent_is_once_answered(world: Any) -> None:
    row = a_visit(world.ada.room, world.bo.observer)
    browser = world.enter(world.bo.observer)
    page = browser.get(f"{HOME}/{row.id}").text
    for _ in range(2):
        answer = browser.post(f"{HOME}/{row.id}/accept", {"as_read": seen(page)})
        assert answer.status_code == 303
    assert (fresh(row).status, fresh(row).sequence) == ("accepted", 2)


def test_a_no_is_sent_with_its_reason(world: Any) -> None:
    row = a_visit(world.ada.room, world.bo.observer)
    browser = world.enter(world.bo.observer)
    answer = send(browser, row, "decline", reason="")
    assert answer.status_code == 422
    assert problems(answer) == ["Hvorfor passer det ikke?: Fyll ut dette feltet."]
    answer = send(browser, row, "decline", reason="Følger 01010750160 til legen")
    assert "fødselsnummer" in problems(answer)[0]
    assert "Følger 01010750160 til legen" in unescape(answer.text)
    assert send(browser, row, "decline", reason="Planleggingsdag").status_code == 303
    assert "Planleggingsdag" in world.enter(world.ada.director).get(f"{HOME}/{row.id}").text


def test_a_visit_is_moved_and_a_wrong_day_comes_back_as_it_was(world: Any) -> None:
    row = a_visit(world.ada.room, world.bo.observer, state="accepted")
    browser = world.enter(world.bo.observer)
    for answers, told in (
        ({"planned_on": "2025-11-15"}, "Ny dag: Dagen er i en helg"),
        ({"planned_on": "2025-09-02"}, "Ny dag: Datoen er allerede passert"),
        ({"planned_on": "2026-02-03"}, "Ny dag: Datoen hører ikke til det halvåret"),
        ({"planned_on": "i morgen"}, "Ny dag: Skriv datoen slik"),
        ({"planned_on": "2025-11-18", "starts_at": "23:00"}, "Skriv et klokkeslett fra 06.00"),
        ({"planned_on": "2025-11-18", "starts_at": "ni"}, "Skriv klokkeslettet slik"),
    ):
        answer = send(browser, row, "move", **answers)
        assert answer.status_code == 422
        assert problems(answer)[0].startswith(told), told
        assert f'value="{answers["planned_on"]}"' in answer.text
    assert fresh(row).planned_on == DAY
    answer = send(browser, row, "move", planned_on="18.11.2025", starts_at="0930")
    assert answer.status_code == 303
    assert (fresh(row).planned_on, fresh(row).starts_at) == (LATER, "09:30")


def test_what_somebody_else_changed_is_said_and_nothing_is_lost(world: Any) -> None:
    row = a_visit(world.ada.room, world.bo.observer)
    browser = world.enter(world.bo.observer)
    old = seen(browser.get(f"{HOME}/{row.id}").text)
    visits.move(row, LATER, by=world.ada.director, now=NOW)
    answers = {"as_read": old, "reason": "Planleggingsdag den 11."}
    answer = browser.post(f"{HOME}/{row.id}/decline", answers)
    assert answer.status_code == 422
    assert problems(answer)[0].startswith("Noen andre har endret dette")
    assert "18. november" in answer.text
    assert "Planleggingsdag den 11." in answer.text
    answers["as_read"] = seen(answer.text)
    assert browser.post(f"{HOME}/{row.id}/decline", answers).status_code == 303


def test_who_cannot_go_says_no_more_and_the_planner_sees_who_can(world: Any) -> None:
    row = a_visit(world.ada.room, world.bo.observer, state="accepted")
    exchange.agree(world.bo.kindergarten.id, "2025-autumn", 2, by=world.bo.director, now=NOW)
    other = a_person("Bo Andresen", world.bo.kindergarten)
    a_certificate(other)
    browser = world.enter(world.bo.observer)
    assert "Jeg er syk eller kan ikke likevel" in browser.get(f"{HOME}/{row.id}").text
    assert send(browser, row, "excuse").status_code == 303
    planner = world.enter(world.ada.director)
    assert "1 besøk trenger observatør" in planner.get("/").text
    page = planner.get(f"{HOME}/{row.id}").text
    assert [name for name in ("Bo Andresen", "Ada Sehansen", "Cy Sehansen") if name in page] == [
        "Bo Andresen",
        "Ada Sehansen",
    ]
    assert page.index("Bo Andresen") < page.index("Ada Sehansen")
    assert "Observatøren har meldt at det ikke går" in page
    answer = send(planner, row, "replace", observer_id="")
    assert problems(answer) == ["Observatør: Velg i listen."]
    assert send(planner, row, "replace", observer_id="999999").status_code == 422
    assert send(planner, row, "replace", observer_id=other.id).status_code == 303
    assert (fresh(row).observer_id, fresh(row).status) == (other.id, "asked")
    assert browser.get(f"{HOME}/{row.id}").status_code == 404


def test_a_visit_is_called_off_with_a_reason(world: Any) -> None:
    row = a_visit(world.ada.room, world.bo.observer)
    browser = world.enter(world.ada.director)
    assert send(browser, row, "cancel", reason=" ").status_code == 422
    assert send(browser, row, "cancel", reason="Avdelingen er stengt").status_code == 303
    page = world.enter(world.bo.observer).get(f"{HOME}/{row.id}").text
    assert "Avdelingen er stengt" in page
    assert "Last ned avlysning til kalenderen" in page


def test_a_second_observer_is_asked_to_code_the_same(world: Any) -> None:
    row = a_visit(world.ada.room, world.bo.observer, state="accepted")
    browser = world.enter(world.ada.director)
    assert problems(send(browser, row, "double", second_id=""))[0].startswith("Den andre")
    own = world.ada.observer.person_id
    assert send(browser, row, "double", second_id=own).status_code == 303
    second = Visit.get(Visit.doubles == row)
    page = browser.get(f"{HOME}/{row.id}").text
    assert f'href="{HOME}/{second.id}">Ada Sehansen' in page
    assert "Be om dobbeltkoding" not in page
    told = world.enter(world.ada.observer).get(f"{HOME}/{second.id}").text
    assert "Du koder de samme syklusene som en annen observatør." in told
    assert "Bo Sehansen" not in told
    answer = send(browser, row, "double", second_id=own)
    assert answer.status_code == 422
    assert Visit.select().count() == 2


def test_a_lapsed_certificate_is_warned_of_before_one_says_yes(world: Any) -> None:
    late = an_identity("observer", world.bo.kindergarten)
    a_certificate(late, passed_on=date(2024, 11, 1))
    row = a_visit(world.ada.room, late)
    browser = world.enter(late)
    for path in (f"{HOME}/mine", f"{HOME}/{row.id}", HOME):
        assert "Sertifikatet utløp 01.11.2025, før besøket" in browser.get(path).text, path


def test_only_those_whom_it_concerns_may_act(world: Any) -> None:
    row = a_visit(world.ada.room, world.bo.observer)
    sent = {"as_read": "x", "reason": "Nei", "planned_on": "2025-11-18", "observer_id": "1"}
    readers = {
        "leader": an_identity("leader", world.ada.kindergarten, world.ada.room),
        "mentor": an_identity("mentor", world.ada.kindergarten),
        "stranger": world.cy.director,
    }
    statuses = {
        (name, world.enter(who).post(f"{HOME}/{row.id}/{what}", sent).status_code)
        for name, who in readers.items()
        for what in ("ask", "accept", "decline", "excuse", "move", "cancel")
    }
    assert statuses == {("leader", 403), ("mentor", 403), ("stranger", 404)}
    assert world.enter(world.bo.observer).post(f"{HOME}/{row.id}/cancel", sent).status_code == 403
    assert world.enter(world.ada.director).post(f"{HOME}/{row.id}/accept", sent).status_code == 403
    assert world.enter(world.ada.director).post(f"{HOME}/{row.id}/sing", sent).status_code == 404
    assert fresh(row).status == "asked"


def test_a_mixed_department_offers_each_version_at_the_start(world: Any) -> None:
    a_certificate(world.bo.observer, "prek")
    room = a_department(world.ada.kindergarten, "Blandet", "mixed")
    row = a_visit(room, world.bo.observer, state="accepted")
    page = world.enter(world.bo.observer).get(f"{HOME}/{row.id}").text
    ids = [str(an_instrument(version).id) for version in ("toddler", "prek")]
    found = re.findall(rf'/observations/new/{room.id}/(\d+)\?visit={row.id}"', page)
    assert found == ids
    assert "Observatøren velger på dagen" in page


def test_calendar_files_are_handed_out(world: Any) -> None:
    row = a_visit(world.ada.room, world.bo.observer, state="accepted", starts_at="09:30")
    browser = world.enter(world.bo.observer)
    answer = browser.get(f"{HOME}/{row.id}.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="besok-2025-11-11-{row.id}.ics"'
    )
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert (event["uid"], event["url"]) == (row.uid, f"http://127.0.0.1:8000{HOME}/{row.id}")
    (listed,) = Calendar.from_ical(browser.get(f"{HOME}/mine.ics").data).walk("VEVENT")
    assert listed["uid"] == row.uid
    visits.excuse(row, by=world.bo.observer, now=NOW)
    assert Calendar.from_ical(browser.get(f"{HOME}/{row.id}.ics").data)["method"] == "CANCEL"
    for path in (f"{HOME}/mine", f"{HOME}/mine.ics"):
        assert world.enter(world.ada.director).get(path).status_code == 403


def test_today_tells_what_is_to_answer_and_to_make(world: Any) -> None:
    asked = a_visit(world.ada.room, world.bo.observer, LATER)
    agreed = a_visit(a_department(world.ada.kindergarten, "Mauren"), world.bo.observer, DAY)
    visits.accept(agreed, by=world.bo.observer, now=NOW)
    passed = a_visit(a_department(world.ada.kindergarten, "Vepsen"), world.bo.observer)
    visits.accept(passed, by=world.bo.observer, now=NOW)
    Visit.update(planned_on=date(2025, 10, 13)).where(Visit.id == passed.id).execute()
    page = world.enter(world.bo.observer).get("/").text
    assert "Dagen er passert" in page
    found = re.findall(rf'href="({HOME}[^"]*)"><span><strong>([^<]+)<', page)
    assert found == [
        (f"{HOME}/{asked.id}", "Kan du observere Ada småbarn?"),
        (f"{HOME}/{passed.id}", "Besøk på Vepsen"),
        (f"{HOME}/{agreed.id}", "Besøk på Mauren"),
    ]


def test_the_plan_costs_the_same_queries_however_long(world: Any, count_queries: Any) -> None:
    for who, number in ((world.ada.director, 7), (an_identity("coordinator"), 7)):
        totals = []
        for n in (1, 3):
            while visits.visits(who).count() < n:
                room = a_department(world.ada.kindergarten)
                a_visit(room, world.bo.observer, DAY + timedelta(weeks=n))
            browser = world.enter(who)
            with count_queries() as queries:
                browser.get(f"{HOME}?state=all")
            totals.append(len(queries))
        assert totals == [number, number]


def test_ones_own_visits_cost_the_same_queries_however_many(world: Any, count_queries: Any) -> None:
    totals = []
    for n in range(3):
        state = ("asked", "accepted", "accepted")[n]
        day = DAY + timedelta(weeks=n)
        a_visit(a_department(world.ada.kindergarten), world.bo.observer, day, state)
        browser = world.enter(world.bo.observer)
        with count_queries() as queries:
            browser.get(f"{HOME}/mine")
        totals.append(len(queries))
    assert totals == [3, 3, 3]

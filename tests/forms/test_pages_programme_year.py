"""The programme's year: a director ticks a month, a mentor reads, the coordinator sees the cohorts."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from icalendar import Calendar

from collect import accounts
from collect import programme_marks as marks
from collect.models.people import Person
from collect.models.programme import ActivityMark
from collect.programme_marks import MarkAnswers
from collect.rules import programme_year as rules
from collect.rules.access import HOUSE
from tests.factories import NOW, a_cohort, a_kindergarten, an_identity
from tests.web import Browser, make_app

OCTOBER = date(2025, 10, 1)
CODES = (
    "department_meeting",
    "practice_stories",
    "dimension",
    "directors_gathering",
    "micro_project",
)


@pytest.fixture
def world(house: str) -> Any:
    """Ada directs a kindergarten in its sixth year; Cy one in another cohort."""

    class World:
        app = make_app(house)
        old, young = a_cohort(1), a_cohort(6, date(2024, 8, 1))
        here = a_kindergarten("Askeladden", old)
        far = a_kindergarten("Solvik", young)
        director = an_identity("director", here)
        ada = Browser(app, director)
        cy = Browser(app, an_identity("director", far))
        mentor = Browser(app, an_identity("mentor", here))
        kari = Browser(app, an_identity("coordinator"))
        path = f"/programme/year/{here.id}"
        month = f"{path}?month=2025-10"

        @classmethod
        def seen(cls) -> str:
            return cls.ada.get(cls.month).text.split('name="seen" value="')[1].split('"')[0]

    return World


def kept() -> dict[str, tuple[bool, int | None, str]]:
    return {row.activity: (row.is_done, row.count, row.note) for row in ActivityMark.select()}


def sections(page: str) -> str:
    """The month on top of the page, in words."""
    part = page.split('<section class="together"')[1].split("</section>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", part)).split())


def test_a_director_is_led_to_this_month_and_ticks_it(world: Any) -> None:
    assert world.ada.get("/programme/year").headers["Location"] == world.path
    page = world.ada.get(world.path).text
    assert re.findall(r'name="(\w+)_state" value="done"', page) == list(CODES)
    assert "Oktober 2025" in sections(page)
    answers = {"seen": world.seen(), "department_meeting_state": "done"}
    answers |= {"practice_stories_state": "done", "practice_stories_count": "14"}
    answers |= {"dimension_state": "not_yet", "dimension_note": "Neste uke"}
    answer = world.ada.post(world.month, answers)
    assert (answer.status_code, answer.headers["Location"]) == (303, world.month)
    assert kept() == {
        "department_meeting": (True, None, ""),
        "practice_stories": (True, 14, ""),
        "dimension": (False, None, "Neste uke"),
    }
    page = world.ada.get(world.month).text
    assert "Lagret. I oktober er 2 av 5 gjort." in page
    assert page.count(" checked>") == 3
    assert "3 av 5" in page


def test_the_same_post_twice_and_an_untick_are_harmless(world: Any) -> None:
    seen = world.seen()
    answers = {"seen": seen, "dimension_state": "done"}
    assert [world.ada.post(world.month, answers).status_code for _ in range(2)] == [303, 303]
    again = {"seen": world.seen(), "dimension_state": "not_yet"}
    assert world.ada.post(world.month, again).status_code == 303
    assert kept() == {"dimension": (False, None, "")}


def test_what_another_ticked_meanwhile_stops_the_form_and_nothing_is_lost(world: Any) -> None:
    seen = world.seen()
    said = [MarkAnswers("dimension", False)]
    marks.mark_month(world.here, OCTOBER, said, by=HOUSE, now=NOW, seen=seen)
    answers = {"seen": seen, "dimension_state": "done", "dimension_note": "Ferdig"}
    answer = world.ada.post(world.month, answers)
    assert answer.status_code == 422
    assert "Noen andre har endret dette" in answer.text
    assert 'value="Ferdig"' in answer.text
    assert kept() == {"dimension": (False, None, "")}


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            {"practice_stories_state": "done", "practice_stories_count": "1000"},
            "Skriv et helt tall",
        ),
        ({"practice_stories_state": "done", "practice_stories_count": "ti"}, "Skriv et helt tall"),
        ({"dimension_state": "maybe"}, "Velg i listen."),
        ({"dimension_note": "Husk"}, "Velg «Gjort» eller «Ikke ennå»."),
        ({"dimension_state": "done", "dimension_note": "x" * 201}, "for lang"),
    ],
)
def test_bad_answers_are_said_beside_the_field(
    world: Any, answers: dict[str, str], sentence: str
) -> None:
    answer = world.ada.post(world.month, {"seen": world.seen()} | answers)
    assert answer.status_code == 422
    assert sentence in sections(answer.text)
    assert kept() == {}


def test_a_remark_that_seems_to_be_about_a_child_gets_a_gentle_hint(world: Any) -> None:
    answers = {"dimension_state": "done", "dimension_note": "Vi snakket om Emma i dag."}
    assert 'class="note calm hints"' not in world.ada.get(world.month).text
    assert world.ada.post(world.month, {"seen": world.seen()} | answers).status_code == 303
    assert 'class="note calm hints"' in world.ada.get(world.month).text
    assert 'class="note calm hints"' not in world.mentor.get(world.month).text


def test_a_month_to_come_is_read_and_not_ticked(world: Any) -> None:
    path = f"{world.path}?month=2025-11"
    page = world.ada.get(path).text
    assert 'name="seen"' not in page
    assert "0 av 0 avdelinger er observert" in sections(page)
    answer = world.ada.post(path, {"seen": marks.fingerprint([]), "dimension_state": "done"})
    assert answer.status_code == 422
    assert kept() == {}


def test_a_mentor_reads_and_may_not_tick(world: Any) -> None:
    page = world.mentor.get(world.path).text
    assert "Avdelingsmøte med TETT PÅ som hovedtema" in page
    assert 'name="seen"' not in page
    assert world.mentor.post(world.month, {"dimension_state": "done"}).status_code == 403


def test_a_director_elsewhere_finds_nothing(world: Any) -> None:
    for path in (world.path, f"{world.path}?month=2025-10", "/programme/year/98765"):
        assert world.cy.get(path).status_code == 404
        assert world.cy.post(path, {}).status_code == 404


def test_one_with_two_kindergartens_chooses(world: Any) -> None:
    two = an_identity("director", world.here)
    accounts.add_account(
        Person.get_by_id(two.person_id), "director", world.far, None, by=HOUSE, now=NOW
    )
    page = Browser(world.app, two).get("/programme/year").text
    assert re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)', page) == ["Askeladden", "Solvik"]


@pytest.mark.parametrize(
    "asked",
    [
        "month=2025-13",
        "month=nov",
        "month=2018-10",
        "year=1999",
        "year=x",
        "year=2027",
        "month=2027-10",
    ],
)
def test_a_month_or_year_that_is_none_is_not_found(world: Any, asked: str) -> None:
    assert world.ada.get(f"{world.path}?{asked}").status_code == 404


def test_other_years_are_read_without_a_month_on_top(world: Any) -> None:
    page = world.ada.get(f"{world.path}?year=2024").text
    assert "Programåret 2024/2025" in page
    assert "Oktober 2024" in page
    assert 'name="seen"' not in page


def test_a_kindergarten_in_no_cohort_says_so(world: Any) -> None:
    alone = a_kindergarten("Uten pulje")
    page = Browser(world.app, an_identity("director", alone)).get(f"/programme/year/{alone.id}")
    assert (page.status_code, "ikke i noen pulje" in page.text) == (200, True)


def test_staff_have_no_use_for_it(world: Any) -> None:
    who = Browser(world.app, an_identity("staff", world.here))
    for path, status in (
        ("/programme/year", 403),
        (world.path, 404),
        ("/programme/year/board", 403),
    ):
        assert who.get(path).status_code == status


def test_the_page_takes_as_many_queries_for_a_full_year_as_for_an_empty(
    world: Any, count_queries: Any
) -> None:
    counted = []
    for _ in range(2):
        with count_queries() as queries:
            world.ada.get(world.path)
        counted.append(len(queries))
        world.ada.post(
            world.month, {"seen": world.seen()} | {f"{code}_state": "done" for code in CODES}
        )
    assert counted[0] == counted[1]


def test_the_wheel_is_a_picture_with_the_same_in_a_list(world: Any) -> None:
    said = [MarkAnswers("dimension", True)]
    marks.mark_month(world.here, OCTOBER, said, by=HOUSE, now=NOW, seen=marks.fingerprint([]))
    assert f"{world.path}/wheel" in world.ada.get(world.path).text
    page = world.ada.get(f"{world.path}/wheel").text
    assert page.count('class="sector') == 12
    assert page.count('class="mark done"') == 1
    row = page.split("Månedens dimensjon</th>")[1].split("</tr>")[0]
    assert re.findall(r"[a-z]{3}(?= <span class=\"sr\">\(gjort)", row) == ["okt"]
    assert "Juli: ingenting." in page
    assert world.mentor.get(f"{world.path}/wheel").status_code == 200


def test_the_calendar_has_an_entry_for_each_activity_that_keeps_its_id(world: Any) -> None:
    first, again = (Calendar.from_ical(world.ada.get(f"{world.path}.ics").data) for _ in range(2))
    events = list(first.walk("VEVENT"))
    assert len(events) == len(rules.tasks(date(2020, 8, 1), 2025))
    uids = [str(event["uid"]) for event in events]
    assert len(set(uids)) == len(uids)
    assert uids == [str(event["uid"]) for event in again.walk("VEVENT")]
    august = next(event for event in events if "2025-08-dimension" in event["uid"])
    assert (august["dtstart"].dt, august["dtend"].dt) == (date(2025, 8, 1), date(2025, 8, 2))
    assert str(august["summary"]) == "Månedens dimensjon"
    assert f"{world.path}?month=2025-08" in str(august["description"])
    june = next(event for event in events if "2026-02-dimension" in event["uid"])
    assert june["dtstart"].dt == date(2026, 2, 2)


def test_wheel_and_calendar_are_for_those_who_read_the_year(world: Any) -> None:
    for path in (f"{world.path}/wheel", f"{world.path}.ics"):
        assert world.cy.get(path).status_code == 404
        assert Browser(world.app).get(path).status_code in (302, 303)
        assert world.ada.get(f"{path}?year=1999").status_code == 404
    alone = a_kindergarten("Uten pulje")
    who = Browser(world.app, an_identity("director", alone))
    assert who.get(f"/programme/year/{alone.id}/wheel").status_code == 404

"""One declaration, many lists: a new pedagogical leader and a leaver are said once, by their director.

A week and half a year later every list is right, and nobody has touched a key for it.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.mail import a_mail_server
from tests.stories.clocked import ADA, DAG, EVA, KARI, WORKER
from tests.stories.conftest import press
from tests.stories.test_course import TITLE, Course, announce, wait_in_line
from tests.stories.test_whole_loop import accept, agree_and_plan

pytestmark = pytest.mark.story
OSLO = ZoneInfo("Europe/Oslo")
PLAN = "Ny pedagogisk leder"


@pytest.fixture
def told(chromium: Any, tmp_path: Path) -> Iterator[Course]:
    with a_mail_server() as (postbox, smtp_url):
        course = Course(tmp_path, chromium, postbox, smtp_url)
        course.at(course.moment)
        yield course
        for context in course.open:
            context.close()
        course.house.stop()
        assert course.faults == []


def send_both(told: Course) -> None:
    """The director sends the two to the course; a stranger waits for a seat."""
    page = told.comes(DAG, 360)
    page.goto("/courses")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Meld på flere").click()
    for name in (ADA, EVA):
        page.get_by_label(name).check()
    press(page, "Send påmelding")
    assert sorted(told.letters()) == [ADA, EVA]


def declare(told: Course, name: str, kind: str, day: str, position: str = "") -> str:
    """The director declares a change and sees what follows; return what was shown."""
    page = told.comes(DAG, 360)
    page.goto("/people")
    page.get_by_role("link", name=f"Meld endring for {name}").click()
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("Dato").fill(day)
    if position:
        page.get_by_label("Ny stilling", exact=True).select_option(label=position)
    press(page, "Se hva som følger")
    shown = str(page.locator("main").inner_text())
    press(page, "Meld endringen")
    page.get_by_text(f"Endringen for {name} er meldt.").wait_for()
    return shown


def status(told: Course, name: str, path: str) -> int:
    """How the house answers somebody on a page."""
    answer = told.comes(name).goto(path)
    return int(answer.status)


def staff(told: Course) -> dict[str, str]:
    """The director's list of staff: what is said of each."""
    page = told.comes(DAG)
    page.goto("/people")
    rows = page.locator("main tbody tr")
    return {row.locator("th").inner_text().split("\n")[0]: row.inner_text() for row in rows.all()}


def planned(told: Course) -> int:
    """How many departments the coordinator's board counts as planned in the autumn."""
    page = told.comes(KARI)
    page.goto("/programme?semester=2025-autumn")
    cells = page.locator("main table tbody tr", has_text="Pulje 1").first.locator("td")
    found = re.search(r"\((\d+)\)|^(\d+)$", cells.nth(1).inner_text())
    assert found is not None
    return int(found[1] or found[2])


def observers(told: Course) -> list[str]:
    """The certified observers of the director's kindergarten, today and month by month."""
    page = told.comes(DAG)
    page.goto("/programme/certificates")
    row = page.locator("main tbody tr", has_text="Blåklokka").first
    return [text for text in row.locator("td").all_inner_texts() if re.fullmatch(r"\d+", text)]


def state(told: Course, name: str) -> str:
    """Where somebody stands with the course."""
    ((found,),) = told.house.rows(
        "SELECT r.status FROM registration r JOIN person p ON p.id = r.person_id WHERE p.name = ?",
        name,
    )
    return str(found)


def the_day_it_is_said(told: Course) -> None:
    """What follows is shown first; what must not wait has changed the same day, nothing else."""
    before = planned(told)
    assert observers(told)[:2] == ["1", "1"]
    shown = declare(told, ADA, "Slutter", "2025-10-21")
    for words in ("Sertifiserte observatører", TITLE, "Besøk som trenger en annen observatør"):
        assert words in shown
    assert planned(told) == before - 1
    assert observers(told)[:2] == ["1", "0"]
    shown = declare(told, EVA, "Får ny stilling", "2025-10-22", "Pedagogisk leder")
    for words in (
        TITLE,
        f"Denne planen begynner: {PLAN}.",
        "tilgang som pedagogisk leder på Harene",
    ):
        assert words in shown
    assert state(told, ADA) == state(told, EVA) == "placed"
    listed = staff(told)
    assert "Kommer: Slutter. Siste arbeidsdag er 21.10.2025." in listed[ADA]
    assert "Kommer: Får ny stilling (pedagogisk leder) fra 22.10.2025." in listed[EVA]
    assert told.letters() == {}
    assert status(told, EVA, "/people") == 403
    assert status(told, ADA, "/observations/visits") == 200


def a_week_later(told: Course) -> None:
    """The leaver is in no list, the seat has gone on, and the new leader leads."""
    told.at(datetime(2025, 10, 22, 9, 0, tzinfo=OSLO))
    letters = told.letters()
    assert sorted(letters) == [ADA, EVA, WORKER]
    assert str(letters[EVA][0]["Subject"]) == "Ukens lille ting i TETT PÅ"
    assert str(letters[ADA][0]["Subject"]) == f"Påmeldingen din til kurset «{TITLE}» er trukket"
    assert str(letters[WORKER][0]["Subject"]) == f"Du har fått plass på kurset «{TITLE}»"
    assert (state(told, ADA), state(told, EVA)) == ("withdrawn", "placed")
    listed = staff(told)
    assert ADA not in listed
    assert "Pedagogisk leder" in listed[EVA]
    assert "01.08.2021" in listed[EVA]
    assert "Kommer" not in listed[EVA]
    assert observers(told)[:2] == ["0", "0"]
    assert status(told, ADA, "/observations/visits") == 403
    assert status(told, EVA, "/people") == 200
    page = told.comes(DAG)
    page.goto("/onboarding")
    begun = page.locator("main tbody tr", has_text=EVA).inner_text()
    assert ("Pedagogisk leder" in begun, "22.10.2025" in begun) == (True, True)
    assert told.house.rows(
        "SELECT DISTINCT v.status FROM visit v JOIN person p ON p.id = v.observer_id "
        "WHERE p.name = ? AND v.planned_on > '2025-10-21'",
        ADA,
    ) == [("declined",)]


def half_a_year_later(told: Course) -> None:
    """Nothing has come back, and the new leader is reminded of the leader's tasks."""
    told.at(datetime(2026, 4, 15, 9, 0, tzinfo=OSLO))
    assert str(told.letters()[EVA][0]["Subject"]) == "Forsinkede oppgaver i TETT PÅ"
    listed = staff(told)
    assert ADA not in listed
    assert "Pedagogisk leder" in listed[EVA]
    assert observers(told)[:2] == ["0", "0"]
    ((valid_to,),) = told.house.rows(
        "SELECT MAX(c.valid_to) FROM certificate c JOIN person p ON p.id = c.person_id "
        "WHERE p.name = ?",
        ADA,
    )
    assert date.fromisoformat(valid_to) > told.moment.date()  # what would let her observe holds
    page = told.comes(KARI)
    page.goto("/observations/visits/proposal?semester=2026-spring")
    assert page.locator("main tbody tr").count() > 0
    assert ADA not in page.locator("main").inner_text()
    assert status(told, ADA, "/people") == 403
    assert status(told, EVA, "/people") == 200


def test_what_is_said_once_is_right_in_every_list(told: Course) -> None:
    address = announce(told)
    send_both(told)
    wait_in_line(told, address)
    agree_and_plan(told, DAG, "2025-autumn")
    accept(told, ADA)
    the_day_it_is_said(told)
    a_week_later(told)
    half_a_year_later(told)

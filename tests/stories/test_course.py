"""A course from announcement to certificate: its administrator, a director, and an assistant who waits.

Letters are read from a real mail server; the calendar entries in them as a calendar would.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.mail import a_mail_server, calendars_of, text_of
from tests.stories.clocked import ALMA, DAG, EVA, KAJA, WORKER
from tests.stories.conftest import ROOT, press
from tests.stories.test_whole_loop import Loop

pytestmark = pytest.mark.story
OSLO = ZoneInfo("Europe/Oslo")
TITLE = "TETT PÅ for fagarbeidere og assistenter"  # as the template has it


class Course(Loop):
    """The house with a mail server beside it, and the course that is held there."""

    def __init__(self, folder: Path, chromium: Any, postbox: Any, smtp_url: str) -> None:
        super().__init__(folder, chromium)
        self.postbox, self.smtp_url = postbox, smtp_url
        self.moment = datetime(2025, 10, 15, 11, 0, tzinfo=OSLO)
        self.seen = 0

    def letters(self) -> dict[str, list[Any]]:
        """Send what waits; return the new letters by the name of whom they reached."""
        utc = (self.moment + timedelta(minutes=10)).astimezone(ZoneInfo("UTC"))
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TETTPAA_")}
        environment |= {
            "TETTPAA_DATABASE_URL": f"sqlite:///{self.house.path}",
            "TETTPAA_SECRET_KEY": "a secret that outlives the server, for tests",
            "TETTPAA_SMTP_URL": self.smtp_url,
            "TETTPAA_MAIL_FROM": "kurs@tettpaa.example",
            "TETTPAA_BASE_URL": self.house.address,
        }
        command = [sys.executable, "-m", "tests.stories.clocked", f"{utc:%Y-%m-%dT%H:%M:%S}"]
        done = subprocess.run(
            [*command, "--jobs"], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        names = dict(self.house.rows("SELECT email, name FROM person"))
        found: dict[str, list[Any]] = {}
        for letter in self.postbox.letters[self.seen :]:
            found.setdefault(names[str(letter["To"])], []).append(letter)
        self.seen = len(self.postbox.letters)
        return found


@pytest.fixture
def course(chromium: Any, tmp_path: Path) -> Iterator[Course]:
    with a_mail_server() as (postbox, smtp_url):
        course = Course(tmp_path, chromium, postbox, smtp_url)
        course.at(course.moment)
        yield course
        for context in course.open:
            context.close()
        course.house.stop()
        assert course.faults == []


def entries(letter: Any) -> list[tuple[str, date]]:
    """What a letter does to the reader's calendar, entry by entry."""
    return [
        (str(one["METHOD"]), event["DTSTART"].dt.date())
        for one in calendars_of(letter)
        for event in one.walk("VEVENT")
    ]


def announce(course: Course) -> str:
    """The administrator sets up a course of two days with two seats; return its address."""
    page = course.comes(KAJA)
    page.goto("/admin/courses/")
    page.get_by_role("link", name="Sett opp kurs fra mal").click()
    page.get_by_role("link", name=TITLE).click()
    for number, day in ((1, "2025-11-10"), (2, "2025-11-11")):
        page.locator(f"#day_{number}").fill(day)
    page.get_by_label("Sted").fill("Kommunegården")
    page.get_by_text("Se eller endre det som er fylt ut").click()
    page.get_by_label("Antall plasser").fill("2")
    press(page, "Sett opp kurs")
    page.get_by_text("Kurset er satt opp.").wait_for()
    ((number,),) = course.house.rows("SELECT id FROM course WHERE title = ?", TITLE)
    return f"/courses/{number}"


def send_two(course: Course, address: str) -> None:
    """The director sends two of the staff, warned that they are away from the same department."""
    page = course.comes(DAG, 360)
    page.goto("/courses")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Meld på flere").click()
    for name in (ALMA, EVA):
        page.get_by_label(name).check()
    press(page, "Send påmelding")
    page.get_by_role("heading", name="Flere er borte samtidig").wait_for()
    press(page, "Meld på likevel")
    told = course.letters()
    assert {name: [str(one["Subject"]) for one in each] for name, each in told.items()} == {
        name: [f"Du har plass på kurset «{TITLE}»"] for name in (ALMA, EVA)
    }
    for (letter,) in told.values():
        assert entries(letter) == [("REQUEST", date(2025, 11, 10)), ("REQUEST", date(2025, 11, 11))]


def wait_in_line(course: Course, address: str) -> str:
    """An assistant of another kindergarten registers herself and is told her number; return her page."""
    page = course.comes(WORKER, 360)
    page.goto("/courses")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_text("Fullt – venteliste").wait_for()
    press(page, "Send påmelding")
    page.get_by_text("nummer 1").first.wait_for()
    ((letter,),) = course.letters().values()
    assert "Du er nummer 1 i køen." in text_of(letter)
    assert calendars_of(letter) == []
    return str(page.url.partition("?")[0])


def move_up(course: Course, address: str, mine: str) -> None:
    """The director withdraws one; who waited has her seat, and both calendars know it."""
    page = course.comes(DAG, 360)
    page.goto("/courses")
    page.get_by_role("link", name="Eva Eng").first.click()
    press(page, "Trekk påmeldingen")
    told = course.letters()
    assert sorted(told) == [EVA, WORKER]
    ((gone,), (come,)) = told[EVA], told[WORKER]
    assert [method for method, _ in entries(gone)] == ["CANCEL", "CANCEL"]
    assert str(come["Subject"]) == f"Du har fått plass på kurset «{TITLE}»"
    assert [method for method, _ in entries(come)] == ["REQUEST", "REQUEST"]
    page = course.comes(WORKER, 360)
    page.goto(mine)
    page.get_by_text("Plassen er din.").wait_for()


def attend(course: Course, address: str) -> None:
    """At the door, day by day, on a phone: on the second day one of the two stays away."""
    for day, here in ((10, (ALMA, WORKER)), (11, (WORKER,))):
        course.at(datetime(2025, 11, day, 8, 55, tzinfo=OSLO))
        page = course.comes(KAJA, 360)
        page.goto(f"{address}/attendance")
        press(page, "Alle er til stede")
        for name in {ALMA, WORKER} - set(here):
            page.get_by_label(name).uncheck()
            press(page, "Lagre oppmøtet")
        assert page.locator("[data-here]").inner_text() == str(len(here))


def prove(course: Course, mine: str) -> None:
    """Who was there both days has a certificate that a stranger can check; the other has none."""
    page = course.comes(WORKER, 360)
    page.goto(mine)
    page.get_by_role("link", name="Se kursbeviset").click()
    page.get_by_role("heading", name="Kursbevis").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Last ned som PDF").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")
    codes = course.house.rows(
        "SELECT c.code, p.name FROM course_proof c JOIN registration r ON r.id = c.registration_id "
        "JOIN person p ON p.id = r.person_id WHERE c.revoked_at IS NULL"
    )
    assert [name for _, name in codes] == [WORKER]
    stranger = course.chromium.new_context(base_url=course.house.address)
    course.open.append(stranger)
    page = stranger.new_page()
    page.goto("/courses/check")
    page.get_by_label("Kontrollkode").fill(codes[0][0])
    press(page, "Sjekk")
    page.get_by_text("Beviset gjelder").wait_for()
    page.get_by_text(WORKER).wait_for()


def evaluate(course: Course, address: str) -> None:
    """Those who were there are asked what they thought; who has answered is asked no more."""
    course.at(datetime(2025, 11, 12, 9, 0, tzinfo=OSLO))
    assert sorted(course.letters()) == [ALMA, WORKER]
    page = course.comes(WORKER, 360)
    page.get_by_role("link", name="Svar på evalueringen").click()
    for scale in page.locator("fieldset.score").all():
        scale.get_by_role("radio", name="5").check(force=True)
    page.get_by_label("Hva").first.fill("Vi venter på svaret.")
    press(page, "Send svaret")
    page.get_by_text("Takk, du har svart").wait_for()
    course.at(datetime(2025, 11, 19, 9, 0, tzinfo=OSLO))
    assert sorted(course.letters()) == [ALMA]
    page = course.comes(KAJA)
    page.goto(f"{address}/evaluation/results")
    page.get_by_text("minst fem").first.wait_for()
    assert page.get_by_text("Vi venter på svaret.").count() == 0


def test_a_course_from_announcement_to_certificate(course: Course) -> None:
    address = announce(course)
    send_two(course, address)
    mine = wait_in_line(course, address)
    move_up(course, address, mine)
    course.at(course.moment + timedelta(days=20))
    reminded = course.letters()
    assert sorted(reminded) == [ALMA, WORKER]
    for (letter,) in reminded.values():
        assert str(letter["Subject"]) == f"Kurset «{TITLE}» begynner 10.11.2025"
        assert "Kommunegården" in text_of(letter)
    attend(course, address)
    prove(course, mine)
    evaluate(course, address)

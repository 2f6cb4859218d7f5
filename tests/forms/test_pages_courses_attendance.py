"""The list at the door: ticked, un-ticked, refused softly, open to those who run courses."""

import re
from datetime import timedelta
from typing import Any

import pytest

from collect import courses
from collect import courses_attendance as attendance
from collect.models.accounts import LoginSession
from collect.models.courses_attendance import Attendance
from collect.rules.access import HOUSE, ROLES, Identity
from tests.factories import a_course, a_department, a_person, an_identity
from tests.halls import FIRST, SECOND, Hall
from tests.web import Browser, make_app


class Door(Hall):
    """A hall with the pages around it; the clock stands at the second day."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.now = SECOND
        self.app = make_app(url, clock=lambda: self.now)
        self.path = f"/courses/{self.course.id}/attendance"

    def browser(self, who: Identity | None = None) -> Browser:
        opened = Browser(self.app, who or self.kari)
        LoginSession.update(created_at=self.now, seen_at=self.now).execute()
        return opened

    def send(self, here: list[Any], day: str = "2025-11-11", seen: str = "", **more: str) -> Any:
        page = self.browser()
        path = f"{self.path}?day={day}"
        seen = seen or hidden(page.get(path).text)
        ids = [str(row.id) for row in here]
        return page.post(path, {"seen": seen, "present": ids} | more)


@pytest.fixture
def door(house: str) -> Door:
    return Door(house)


def hidden(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def ticked(page: str) -> list[str]:
    rows = re.findall(r'<input type="checkbox" name="present".*?data-name>(.*?)<', page)
    boxes = re.findall(r'<input type="checkbox" name="present"[^>]*>', page)
    return [name for name, box in zip(rows, boxes, strict=True) if " checked" in box]


def states(door: Door, n: int = 1) -> list[bool | None]:
    return [line.is_present for line in attendance.of_day(door.days[n])]


def test_ticks_are_kept_and_counted(door: Door) -> None:
    answer = door.send([door.ada])
    assert (answer.status_code, answer.location) == (303, f"{door.path}?day=2025-11-11")
    page = door.browser().get(door.path).text
    assert "Oppmøtet er lagret: 1 av 2 er til stede." not in page  # told to the one who saved
    assert ticked(page) == ["Ada"]
    assert states(door) == [True, False]
    assert "Kari Kurs, 11.11.2025 kl. 09.00" in page


def test_a_tick_is_taken_away(door: Door) -> None:
    door.send([door.ada, door.bo])
    door.send([door.bo])
    assert states(door) == [False, True]
    door.send([])
    assert states(door) == [False, False]


def test_all_are_there_with_one_press(door: Door) -> None:
    door.send([], everyone="1")
    assert states(door) == [True, True]


def test_the_day_in_hand_is_shown_first_and_a_day_to_come_takes_no_ticks(door: Door) -> None:
    door.now = FIRST
    assert "mandag 10. november 2025" in door.browser().get(door.path).text
    page = door.browser().get(f"{door.path}?day=2025-11-11").text
    assert "Oppmøtet kan føres fra og med kursdagen, 11.11.2025." in page
    assert 'name="seen"' not in page
    answer = door.send([door.ada], seen=f"{door.ada.id}:")
    assert answer.status_code == 422
    assert Attendance.select().count() == 0


def test_what_another_marked_meanwhile_is_shown_and_saved_only_when_seen(door: Door) -> None:
    page = door.browser()
    before = hidden(page.get(door.path).text)
    door.mark(1, {door.ada: True, door.bo: False}, by=door.per)
    answer = door.send([door.bo], seen=before)
    assert answer.status_code == 409
    assert "Noen andre har ført oppmøte samtidig: Ada, Bo." in answer.text
    assert answer.text.count('class="theirs"') == 2
    assert ticked(answer.text) == ["Ada", "Bo"]  # theirs, with what was ticked here laid over
    assert states(door) == [True, False]
    door.send([door.ada, door.bo], seen=hidden(answer.text))
    assert states(door) == [True, True]


def test_one_who_withdrew_while_the_page_lay_open_is_told_of_by_name(door: Door) -> None:
    door.now = FIRST
    seen = hidden(door.browser().get(door.path).text)
    door.browser().post(f"/courses/registrations/{door.bo.reference}/withdraw")
    answer = door.send([door.ada, door.bo], day="2025-11-10", seen=seen)
    assert answer.status_code == 409
    assert "Har ikke lenger plass på kurset: Bo." in answer.text
    assert "Cy" in answer.text
    assert Attendance.select().count() == 0


@pytest.mark.parametrize(
    "answers",
    [
        {"present": "x"},
        {"present": "999999"},
        {"present": ["-1", "1e9"]},
        {"seen": "½:1 zz :: 9999999999:1", "present": ""},
    ],
)
def test_what_no_page_could_send_is_refused(door: Door, answers: dict[str, Any]) -> None:
    answer = door.browser().post(door.path, answers)
    assert answer.status_code == 422
    assert Attendance.select().count() == 0


@pytest.mark.parametrize("day", ["2025-11-12", "x", "½", "2025-11-10' --"])
def test_a_day_that_is_not_the_courses_is_not_found(door: Door, day: str) -> None:
    assert door.browser().get(door.path, query_string={"day": day}).status_code == 404


def test_a_course_of_others_days_and_a_cancelled_one(door: Door) -> None:
    other = a_course(days=1)
    page = door.browser().get(f"/courses/{other.id}/attendance").text
    assert "Ingen har plass på kurset" in page
    courses.cancel_course(door.course, by=HOUSE, now=FIRST)
    page = door.browser().get(door.path).text
    assert "Avlyst" in page
    assert 'name="seen"' not in page
    assert door.browser().get("/courses/98765/attendance").status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_run_courses_keep_the_list(door: Door, role: str) -> None:
    room = a_department(door.kindergarten) if role in ("staff", "leader") else None
    person = a_person(f"Leser {role}")
    reader = door.browser(an_identity(role, door.kindergarten, room, person))
    runs = role in ("course_admin", "coordinator")
    assert reader.get(door.path).status_code == (200 if runs else 403)
    answer = reader.post(door.path, {"seen": f"{door.ada.id}:", "present": str(door.ada.id)})
    assert answer.status_code == (303 if runs else 403)
    assert Attendance.select().count() == runs
    assert ("Før oppmøte" in reader.get(f"/courses/{door.course.id}").text) is runs


def test_the_participant_sees_the_days(door: Door) -> None:
    door.mark(0, {door.ada: True})
    door.mark(1, {door.ada: False})
    page = door.browser(door.director).get(f"/courses/registrations/{door.ada.reference}").text
    assert page.count('<span class="status good">Til stede</span>') == 1
    assert page.count('<span class="status calm">Ikke til stede</span>') == 1


def test_the_list_costs_the_same_queries_however_many_come(door: Door, count_queries: Any) -> None:
    page = door.browser()
    page.get(door.path)
    door.mark(1, {door.ada: True})
    with count_queries() as one:
        page.get(door.path)
    door.mark(1, {door.bo: True}, now=SECOND + timedelta(hours=1))
    with count_queries() as two:
        page.get(door.path)
    assert (len(one), len(two)) == (6, 6)

"""The board: cohorts month by month and activity by activity, the kindergartens behind, the workbook."""

import re
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from collect import programme_marks as marks
from collect.programme_marks import MarkAnswers
from collect.rules.access import HOUSE
from tests.factories import NOW, a_cohort, a_kindergarten, an_identity
from tests.web import Browser, make_app

OCTOBER, SEPTEMBER = date(2025, 10, 1), date(2025, 9, 1)


@pytest.fixture
def world(house: str) -> Any:
    """Two kindergartens in cohort 1, one of which has ticked; one in cohort 6."""

    class World:
        app = make_app(house)
        old, young = a_cohort(1), a_cohort(6, date(2024, 8, 1))
        here = a_kindergarten("Askeladden", old)
        near = a_kindergarten("Brattås", old)
        far = a_kindergarten("Solvik", young)
        ada = Browser(app, an_identity("director", here))
        kari = Browser(app, an_identity("coordinator"))

    for month, done in ((OCTOBER, True), (SEPTEMBER, False)):
        said = [MarkAnswers("dimension", done), MarkAnswers("department_meeting", True)]
        marks.mark_month(World.here, month, said, by=HOUSE, now=NOW, seen=marks.fingerprint([]))
    return World


def cells(page: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", page.split("<tbody>")[1], re.DOTALL)
    return [
        [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).replace("\u202f", " ").split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def test_each_cohort_has_a_cell_for_each_month_that_has_begun(world: Any) -> None:
    found = cells(world.kari.get("/programme/year/board").text)
    assert [row[:4] for row in found] == [
        ["Pulje 1", "0 % 0 av 2", "10 % 1 av 2", "20 % 1 av 2"],
        ["Pulje 6", "0 % 0 av 1", "0 % 0 av 1", "0 % 0 av 1"],
    ]
    assert {cell for row in found for cell in row[4:]} == {"–"}


def test_by_activity_the_same_is_counted_so_far_this_year(world: Any) -> None:
    page = world.kari.get("/programme/year/board?by=activity").text
    found = {row[0]: row[1:] for row in cells(page)}
    assert found["Månedens dimensjon"] == ["17 % 1 av 2", "0 % 0 av 1"]
    assert found["Pedagogmøte med mentor"] == ["–", "0 % 0 av 1"]
    assert "Tilbakeblikk på året" not in found


def test_behind_a_cohort_are_its_kindergartens(world: Any) -> None:
    page = world.kari.get("/programme/year/board/1").text
    assert [row[:4] for row in cells(page)] == [
        ["Askeladden", "0/3", "1/5", "2/5"],
        ["Brattås", "0/3", "0/5", "0/5"],
    ]
    assert f"/programme/year/{world.here.id}?year=2025" in page
    assert world.kari.get("/programme/year/board/98").status_code == 404
    assert world.kari.get("/programme/year/board?by=people").status_code == 404


def test_the_coordinator_is_led_to_the_board_and_a_director_is_refused(world: Any) -> None:
    assert world.kari.get("/programme/year").headers["Location"] == "/programme/year/board"
    for path in ("/programme/year/board", "/programme/year/board/1"):
        assert world.ada.get(path).status_code == 403


def test_the_coordinator_ticks_for_a_kindergarten(world: Any) -> None:
    path = f"/programme/year/{world.near.id}?month=2025-10"
    seen = world.kari.get(path).text.split('name="seen" value="')[1].split('"')[0]
    assert world.kari.post(path, {"seen": seen, "dimension_state": "done"}).status_code == 303
    assert cells(world.kari.get("/programme/year/board").text)[0][3] == "30 % 2 av 2"


def test_the_board_takes_as_many_queries_for_one_as_for_three(
    world: Any, count_queries: Any
) -> None:
    counted = []
    for path in ("/programme/year/board", "/programme/year/board/1"):
        with count_queries() as queries:
            world.kari.get(path)
        counted.append(len(queries))
    assert counted[1] == counted[0] + 1


def test_the_page_hands_out_the_workbook_of_the_year_asked_for(world: Any) -> None:
    answer = world.kari.get("/exports/programme-year.xlsx?year=2024")
    assert answer.status_code == 200
    assert "programaaret-2024-2025" in answer.headers["Content-Disposition"]
    found = openpyxl.load_workbook(BytesIO(answer.data))
    assert found.sheetnames[:2] == ["Årshjul", "Programåret per pulje"]


def test_a_mentor_takes_nothing_out(world: Any) -> None:
    mentor = Browser(world.app, an_identity("mentor", world.here))
    assert mentor.get("/exports/programme-year.xlsx").status_code == 403

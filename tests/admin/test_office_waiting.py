"""What waits on the office's front page: the same number as the list behind it, nobody else's, none of nothing."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from admin.office_waiting import KINDS
from collect import courses, trash
from collect.models.courses import Course, CourseDay, Registration
from collect.models.courses_attendance import Attendance
from collect.models.notices import Notice
from collect.models.observations import Observation
from collect.models.onboarding import PlanTask
from collect.rules.access import HOUSE
from tests import factories as make
from tests.admin.pages import names
from tests.admin.world import build
from tests.factories import NOW, TODAY


def lines(browser):
    """Return what waits, by the list and its choice, and the words."""
    page = browser.get("/admin/").text
    block = re.findall(r'<ul class="waits">.*?</ul>', page, re.DOTALL)
    found = re.findall(r'<a href="([^"]+)">([^<]+)</a>', block[0]) if block else []
    return {unescape(url): unescape(words) for url, words in found}


def a_busy_world():
    """Both places, with something of every kind that waits."""
    world = build()
    Notice.update(failed_at=NOW).where(Notice.id == Notice.select(Notice.id).limit(1)).execute()
    letter = Notice.select().order_by(Notice.id.desc()).get()
    Notice.update(address="", failed_at=None).where(Notice.id == letter.id).execute()
    Course.update(first_day=TODAY + timedelta(days=7), seats=1).execute()
    free = make.a_course(seats=10)
    Course.update(first_day=TODAY + timedelta(days=7)).where(Course.id == free.id).execute()
    Observation.update(observed_on=date(2025, 9, 1), released_at=None).execute()
    sent_back = Observation.select().order_by(Observation.id).get()
    Observation.update(returned_at=NOW).where(Observation.id == sent_back.id).execute()
    PlanTask.update(due_on=TODAY - timedelta(days=1)).execute()
    make.a_certificate(
        make.a_person(None, world.cy.kindergarten), passed_on=TODAY - timedelta(days=340)
    )
    trash.remove(make.a_network(), "Feil", days=3, by=HOUSE, now=NOW)
    past = make.a_course(title="Uten oppmøte")
    CourseDay.update(day=TODAY - timedelta(days=2)).where(
        CourseDay.id == CourseDay.select(CourseDay.id).where(CourseDay.course == past).limit(1)
    ).execute()
    for status, row in (("placed", past), ("offered", free)):
        Registration.create(
            reference=f"RRRR-{status[:4].upper()}", course=row, person=world.ada.worker,
            status=status, registered_at=NOW,
        )  # fmt: skip
    return world


def test_each_line_counts_what_its_list_shows(enter):
    a_busy_world()
    ada = enter("coordinator")
    found = lines(ada)
    shown = {f"/admin/{kind.feature}/?{kind.pick}={kind.value}" for kind in KINDS}
    assert set(found) == shown
    for url, words in found.items():
        page = ada.get(url).text
        assert int(words.split()[0]) == len(names(page)), (url, words)


def test_where_nothing_waits_it_says_so(enter):
    keeper = enter("course_admin")
    assert lines(keeper) == {}
    assert "Ingenting venter på deg." in keeper.get("/admin/").text


def test_a_director_reads_of_her_own_kindergarten_only(enter):
    world = a_busy_world()
    mine = lines(enter(world.ada.director))
    assert "/admin/onboarding/?progress=late" in mine
    assert mine["/admin/onboarding/?progress=late"].startswith("1 ")
    assert not any("notices" in url or "trash" in url or "need=" in url for url in mine)
    assert not any("observations" in url for url in mine)


def test_the_front_page_asks_once_for_each_kind(enter, count_queries):
    a_busy_world()
    ada = enter("coordinator")
    ada.get("/admin/")
    with count_queries() as queries:
        ada.get("/admin/")
    few = len(queries)
    for _ in range(3):
        make.a_certificate(make.a_person(), passed_on=TODAY - timedelta(days=340))
        trash.remove(make.a_network(), "Feil", days=3, by=HOUSE, now=NOW)
    with count_queries() as queries:
        ada.get("/admin/")
    assert (len(queries), few) == (36, 36)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("few", {"first_day": TODAY + timedelta(days=15)}),
        ("few", {"seats": 1}),
        ("few", {"is_cancelled": True}),
    ],
)
def test_a_course_far_away_full_or_called_off_needs_nobody(enter, code, change):
    row = make.a_course(seats=3, min_programme_year=0, positions=[])
    Course.update(first_day=TODAY + timedelta(days=14)).where(Course.id == row.id).execute()
    person = make.a_person()
    Registration.create(
        reference="RRRR-AAAA", course=row, person=person, status="placed", registered_at=NOW
    )
    ada = enter("coordinator")
    assert names(ada.get(f"/admin/courses/?need={code}").text) == [row.title]
    Course.update(change).where(Course.id == row.id).execute()
    assert names(ada.get(f"/admin/courses/?need={code}").text) == []


def test_a_course_day_is_asked_for_until_one_is_ticked(enter):
    row = make.a_course(days=1)
    day = courses.days(row)[0]
    CourseDay.update(day=TODAY - timedelta(days=1)).where(CourseDay.id == day.id).execute()
    ada = enter("coordinator")
    assert names(ada.get("/admin/courses/?need=unticked").text) == []
    seat = Registration.create(
        reference="RRRR-AAAA", course=row, person=make.a_person(), status="placed",
        registered_at=NOW,
    )  # fmt: skip
    assert names(ada.get("/admin/courses/?need=unticked").text) == [row.title]
    Attendance.create(registration=seat, course_day=day, is_present=True, marked_at=NOW)
    assert names(ada.get("/admin/courses/?need=unticked").text) == []

"""Observers enough: the page and its workbook, for those who have to see to it."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from collect.models.journal import JournalEntry
from tests.factories import (
    a_certificate,
    a_cohort,
    a_course,
    a_department,
    a_kindergarten,
    a_person,
    an_identity,
)
from tests.web import Browser, make_app

PAGE = "/programme/certificates"


@pytest.fixture
def world(house: str) -> Any:
    """Solsikken runs short in November, Måken has enough."""

    class World:
        app = make_app(house)
        cohort = a_cohort()
        ada, cy = a_kindergarten("Solsikken", cohort), a_kindergarten("Måken", cohort)
        course = a_course(kind="recertification", positions=[], title="Resertifisering høst")

        @classmethod
        def browser(cls, role: str, place: Any = None) -> Browser:
            return Browser(cls.app, an_identity(role, place))

    for place, passed in ((World.ada, date(2024, 10, 20)), (World.cy, date(2025, 9, 1))):
        a_department(place, f"{place.name} små")
        a_certificate(a_person(f"{place.name} Observatør", place), passed_on=passed)
    return World


def test_the_coordinator_sees_who_runs_short_and_can_register(world: Any) -> None:
    page = world.browser("coordinator").get(PAGE).text
    assert 'har eller får for få. <a href="/programme/certificates?all=1">' in page
    assert "01.11." in page
    assert "Blir for få" in page
    assert "Solsikken Observatør" in page
    assert "20.10.2025" in page
    assert f'href="/courses/{world.course.id}"' in page
    assert "Måken" not in page
    everything = world.browser("coordinator").get(f"{PAGE}?all=1").text
    assert "Måken" in everything


def test_a_director_sees_the_own_house_and_no_other(world: Any) -> None:
    page = world.browser("director", world.cy).get(PAGE).text
    assert "Måken" in page
    assert "Solsikken" not in page
    assert "Nok" in page


@pytest.mark.parametrize("role", ["staff", "observer", "mentor", "sysadmin"])
def test_others_see_nothing(world: Any, role: str) -> None:
    browser = world.browser(role, None if role == "sysadmin" else world.ada)
    assert [browser.get(path).status_code for path in (PAGE, f"{PAGE}.xlsx")] == [403, 403]


def test_the_workbook_says_the_same_and_is_noted(world: Any) -> None:
    answer = world.browser("course_admin").get(f"{PAGE}.xlsx")
    book = load_workbook(BytesIO(answer.data))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert rows == [
        ("Solsikken", "Småbarn", "Blir for få", 1, 0, 0, 0, 0, 0, 0),
        ("Måken", "Småbarn", "Nok", 1, 1, 1, 1, 1, 1, 1),
    ]
    endings = [tuple(row[:3]) for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)]
    assert endings == [("Solsikken Observatør", "Solsikken", "Småbarn (Toddler), 1. utgave")]
    assert JournalEntry.select().where(JournalEntry.act == "export.list").count() == 1


def test_a_leaver_or_an_expiry_is_told_on_the_first_page(world: Any) -> None:
    coordinator = world.browser("coordinator").get("/").text
    assert "1 barnehage har eller får for få sertifiserte observatører" in coordinator
    assert f'href="{PAGE}"' in coordinator
    director = world.browser("director", world.ada).get("/").text
    assert "For få sertifiserte observatører i Solsikken" in director
    assert "For få" not in world.browser("director", world.cy).get("/").text


def test_the_page_costs_as_much_with_many(world: Any, count_queries: Any) -> None:
    browser = world.browser("coordinator")
    with count_queries() as queries:
        browser.get(f"{PAGE}?all=1")
    before = len(queries)
    for n in range(3):
        place = a_kindergarten(f"Ny {n}", world.cohort)
        a_department(place, "Maur")
        a_certificate(a_person(None, place), passed_on=date(2024, 10, 20))
    with count_queries() as queries:
        browser.get(f"{PAGE}?all=1")
    assert (before, len(queries)) == (COST, COST)


COST = 5  # who asks, the kindergartens, the observers, their leaves, the courses

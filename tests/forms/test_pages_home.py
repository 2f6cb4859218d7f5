"""Today: what needs each role, one click from the act, in a fixed number of queries."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from collect import certificates, observations, onboarding
from collect import courses_registrations as registrations
from collect.models.observations import Observation
from collect.rules.access import HOUSE
from tests.factories import (
    NOW,
    a_cohort,
    a_course,
    a_department,
    a_kindergarten,
    a_network,
    a_person,
    an_identity,
    an_instrument,
    an_observation,
)
from tests.web import Browser, make_app


@pytest.fixture
def world(house: str) -> Any:
    """A kindergarten with a department observed, one waiting, a newcomer and a course."""

    class World:
        app = make_app(house)
        kindergarten = a_kindergarten("Solbakken", a_cohort(), a_network())
        room, waiting = (
            a_department(kindergarten, "Blåklokka"),
            a_department(kindergarten, "Maurtua"),
        )
        watcher = a_person("Obba Lind", kindergarten)
        observer = an_identity(
            "observer", kindergarten, None, watcher, network=frozenset({kindergarten.id})
        )
        director = an_identity("director", kindergarten)
        course = a_course(seats=1)

        @classmethod
        def rows(cls, who: Any) -> list[tuple[str, str]]:
            page = Browser(cls.app, who).get("/").text
            parts = page.split('<a class="task" href="')[1:]
            return [
                (part.split('"')[0], part.split("<strong>")[1].split("</strong>")[0])
                for part in parts
            ]

    return World


def test_nothing_to_do_says_so_and_where_to_go(world: Any) -> None:
    page = Browser(world.app, an_identity("staff", world.kindergarten)).get("/").text
    assert "Ingenting venter på deg" in page
    assert 'href="/courses"' in page


def test_an_observer_sees_what_is_not_yet_released_and_the_certificate(world: Any) -> None:
    reference = an_observation(world.room, world.observer)
    passed = date(2025, 9, 1)
    certificates.register_pass(
        world.watcher, an_instrument(), passed, 90, None, "Teachstone", by=HOUSE, now=NOW
    )
    assert world.rows(world.observer) == [
        ("/courses", "Sertifikatet ditt: Småbarn (Toddler)"),
        (f"/observations/{reference}", "Gi tilbakemelding til Blåklokka"),
    ]


def test_a_director_sees_what_is_missing_new_and_running_out(world: Any) -> None:
    reference = an_observation(world.room, world.observer)
    observations.release(Observation.get(), by=world.observer, now=NOW)
    passed = NOW.date() - timedelta(days=330)
    made = certificates.register_pass(
        world.watcher, an_instrument(), passed, 90, None, "Teachstone", by=HOUSE, now=NOW
    )
    newcomer = onboarding.NewStaffAnswers(
        "Bjørn Ås", "", "assistant", world.kindergarten.id, None, date(2025, 10, 1), 100
    )
    plan = onboarding.begin(newcomer, by=world.director, submission_id=str(uuid.uuid4()), now=NOW)
    assert world.rows(world.director) == [
        (f"/observations/{reference}", "Nye skårer for Blåklokka"),
        ("/programme", "1 avdeling mangler observasjon"),
        (f"/admin/certificates/details/?id={made.id}", "Sertifikatet til Obba Lind utløper snart"),
        (f"/onboarding/{plan}", "Ny kollega: Bjørn Ås"),
    ]


def test_a_leader_sees_the_departments_new_scores(world: Any) -> None:
    reference = an_observation(world.room, world.observer)
    leader = an_identity("leader", world.kindergarten, world.room)
    assert world.rows(leader) == []
    observations.release(Observation.get(), by=world.observer, now=NOW)
    assert world.rows(leader) == [(f"/observations/{reference}", "Nye skårer for Blåklokka")]


def test_a_worker_sees_the_own_seat(world: Any) -> None:
    worker = a_person("Kari Dal", world.kindergarten)
    me = an_identity("staff", world.kindergarten, None, worker)
    answers = registrations.RegistrationAnswers(world.course.id, worker.id)
    reference = registrations.register(answers, by=me, submission_id=str(uuid.uuid4()), now=NOW)
    assert world.rows(me) == [(f"/courses/registrations/{reference}", world.course.title)]


def test_a_course_administrator_sees_courses_filling(world: Any) -> None:
    assert world.rows(an_identity("course_admin")) == [
        (f"/courses/{world.course.id}", world.course.title)
    ]


def test_a_coordinator_sees_the_cohorts_that_are_behind(world: Any) -> None:
    rows = world.rows(an_identity("coordinator"))
    assert [url for url, _ in rows] == ["/programme"]
    assert rows[0][1].endswith("2 avdelinger gjenstår")


def test_today_costs_the_same_queries_however_much_waits(world: Any, count_queries: Any) -> None:
    totals = []
    for number in (1, 3):
        while Observation.select().count() < number:
            an_observation(world.room, world.observer)
            row = Observation.select().order_by(Observation.id.desc()).get()
            observations.release(row, by=world.observer, now=NOW)
        browser = Browser(world.app, world.director)
        with count_queries() as statements:
            browser.get("/")
        totals.append(len(statements))
    assert totals == [8, 8]

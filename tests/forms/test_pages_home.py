"""Today: what needs each role, one click from the act, in a fixed number of queries."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from collect import certificates, feedback, onboarding
from collect import certificates_attempts as attempts
from collect import courses_registrations as registrations
from collect import feedback_reading as reading
from collect import programme_activities as activities
from collect import programme_marks as marks
from collect.models.observations import Observation
from collect.rules.access import HOUSE
from collect.rules.certificates import Terms
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_course,
    a_department,
    a_feedback,
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
        ("/courses", "Sertifikatet ditt: Småbarn (Toddler), 1. utgave"),
        ("/certificates/release-days", "Du har brukt 0 av 5 frikjøpsdager"),
        (f"/observations/{reference}/feedback", "Skriv tilbakemelding til Blåklokka"),
    ]


def test_an_observer_sees_how_long_the_test_is_open_and_how_often(world: Any) -> None:
    attempts.complete_course(
        world.watcher, an_instrument(), date(2025, 9, 2), "Liste", Terms(), by=HOUSE, now=NOW
    )
    page = Browser(world.app, world.observer).get("/").text
    assert "Prøven kan tas til og med 28.10.2025. 3 forsøk igjen." in page


def test_a_director_sees_what_is_missing_new_and_running_out(world: Any) -> None:
    reference = an_observation(world.room, world.observer)
    a_feedback(reference, world.observer)
    passed = NOW.date() - timedelta(days=330)
    made = certificates.register_pass(
        world.watcher, an_instrument(), passed, 90, None, "Teachstone", by=HOUSE, now=NOW
    )
    newcomer = onboarding.NewStaffAnswers(
        "Bjørn Ås", "", "assistant", world.kindergarten.id, None, date(2025, 10, 1), 100
    )
    plan = onboarding.begin(newcomer, by=world.director, submission_id=str(uuid.uuid4()), now=NOW)
    offer = f"/observations/visits/exchange/{world.kindergarten.id}?semester=2025-autumn"
    assert world.rows(world.director) == [
        (offer, "Avtal hvor mange besøk Solbakken gir"),
        (f"/observations/{reference}/feedback", "Ny tilbakemelding til Blåklokka"),
        ("/plans/new", "1 avdeling har fått tilbakemelding, men har ikke satt mål"),
        ("/programme", "1 avdeling mangler observasjon"),
        (
            f"/programme/year/{world.kindergarten.id}?month=2025-09",
            "0 av 5 aktiviteter i september er merket",
        ),
        ("/programme/certificates", "For få sertifiserte observatører i Solbakken"),
        (f"/admin/certificates/details/?id={made.id}", "Sertifikatet til Obba Lind utløper snart"),
        (f"/onboarding/{plan}", "Ny kollega: Bjørn Ås"),
    ]


def test_a_leader_is_to_talk_the_feedback_through_and_the_staff_to_read_it(world: Any) -> None:
    reference = an_observation(world.room, world.observer)
    leader = an_identity("leader", world.kindergarten, world.room)
    worker = an_identity("staff", world.kindergarten, world.room)
    next_door = an_identity("staff", world.kindergarten, world.waiting)
    assert [world.rows(who) for who in (leader, worker)] == [[], []]
    a_feedback(reference, world.observer)
    address = f"/observations/{reference}/feedback"
    to_set = (
        f"/plans/new?observation={reference}",
        "Sett mål etter tilbakemeldingen til Blåklokka",
    )
    assert world.rows(leader) == [(address, "Snakk om tilbakemeldingen til Blåklokka"), to_set]
    assert world.rows(worker) == [(address, "Ny tilbakemelding til Blåklokka")]
    assert world.rows(next_door) == []
    row = reading.feedback_on(leader, reference)
    feedback.confirm(row, TODAY, 4, by=leader, now=NOW)
    assert world.rows(leader) == [(address, "Ny tilbakemelding til Blåklokka"), to_set]


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
    assert [url for url, _ in rows] == ["/programme/certificates", "/programme"]
    assert rows[1][1].endswith("2 avdelinger gjenstår")


def test_today_costs_the_same_queries_however_much_waits(world: Any, count_queries: Any) -> None:
    totals = []
    for number in (1, 3):
        while Observation.select().count() < number:
            a_feedback(an_observation(world.room, world.observer), world.observer)
        browser = Browser(world.app, world.director)
        with count_queries() as statements:
            browser.get("/")
        totals.append(len(statements))
    assert totals == [24, 24]


def test_a_director_is_asked_for_a_month_until_it_is_ticked_through(world: Any) -> None:
    asked = []
    for month in (date(2025, 9, 1), date(2025, 10, 1), None):
        found = [row for row in world.rows(world.director) if row[0].startswith("/programme/year")]
        asked += [title for _, title in found]
        if month is None:
            break
        year = activities.year(world.director, world.kindergarten, 2025, TODAY)
        assert year is not None
        codes = [one.task.code for one in year.month(month).by_hand]
        said = [marks.MarkAnswers(code, code != "dimension") for code in codes]
        seen = marks.fingerprint([])
        marks.mark_month(world.kindergarten, month, said, by=world.director, now=NOW, seen=seen)
    assert asked == [
        "0 av 5 aktiviteter i september er merket",
        "0 av 5 aktiviteter i oktober er merket",
    ]
    coordinator = an_identity("coordinator")
    assert [row for row in world.rows(coordinator) if "/programme/year" in row[0]] == []

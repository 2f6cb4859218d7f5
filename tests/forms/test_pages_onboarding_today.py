"""Today for new staff: one small thing at a time, and the whole plan on its own page."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from collect import onboarding
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.models.people import Person
from tests.factories import NOW, TODAY, a_department, a_kindergarten, an_identity
from tests.web import Browser, make_app

DAY = timedelta(days=1)


@pytest.fixture
def place(house: str) -> Any:
    """Bjørn began as an assistant today in Solbakken, where Ada directs; his tasks are settled but three."""

    class Place:
        app = make_app(house)
        kindergarten = a_kindergarten("Solbakken")
        room = a_department(kindergarten)
        ada = an_identity("director", kindergarten)
        plan = OnboardingPlan()

        @classmethod
        def begin(cls, email: str = "") -> OnboardingPlan:
            answers = onboarding.NewStaffAnswers(
                "Bjørn Ås", email, "assistant", cls.kindergarten.id, cls.room.id, TODAY, 100
            )
            key = str(uuid.uuid4())
            return onboarding.plan(
                cls.ada, onboarding.begin(answers, by=cls.ada, submission_id=key, now=NOW)
            )

        @classmethod
        def today(cls) -> str:
            return Browser(cls.app, cls.bjorn).get("/").text

        @classmethod
        def own(cls, *opens: int) -> list[PlanTask]:
            """Open Bjørn's tasks so many days from now, each due a month after; the first is due first."""
            rows = onboarding.own_tasks([cls.plan.id])
            for n, row in enumerate(rows):
                row.opens_on = TODAY + (opens[n] if n < len(opens) else 0) * DAY
                row.due_on = TODAY + (30 + n) * DAY
                row.status = "open" if n < len(opens) else "done"
                row.save()
            return rows[: len(opens)]

    Place.plan = Place.begin("bjorn@eksempel.no")
    Place.bjorn = an_identity(
        "staff", Place.kindergarten, Place.room, Person.get_by_id(Place.plan.person_id)
    )
    return Place


@pytest.mark.parametrize(
    ("opens", "words"),
    [
        ((0, 0, 7), "neste når dette er gjort"),
        ((0, 1), "neste om 1 dag"),
        ((0, 5, 9), "neste om 5 dager"),
        ((0, 7), "neste om en uke"),
        ((0, 21), "neste om 3 uker"),
    ],
)
def test_one_sees_one_small_thing_and_when_the_next_comes(
    place: Any, opens: tuple[int, ...], words: str
) -> None:
    first, *rest = place.own(*opens)
    page = place.today()
    assert f'href="/onboarding/{place.plan.reference}#task-{first.id}"' in page
    assert f"<strong>{first.title_nb}</strong>" in page
    assert f"Opplæringsplanen din · frist 14.11.2025 · {words}<" in page
    assert not any(row.title_nb in page for row in rest)


def test_the_last_thing_promises_no_next(place: Any) -> None:
    place.own(0)
    assert "Opplæringsplanen din · frist 14.11.2025<" in place.today()


def test_nothing_is_asked_before_a_task_has_opened(place: Any) -> None:
    place.own(7)
    assert "Ingenting venter på deg" in place.today()


def test_when_one_thing_is_done_the_next_is_shown(place: Any) -> None:
    first, second = place.own(-3, -3)
    onboarding.settle(
        onboarding.task(place.bjorn, place.plan.reference, first.id),
        "done",
        "",
        by=place.bjorn,
        now=NOW,
    )
    assert f"<strong>{second.title_nb}</strong>" in place.today()


def test_what_is_late_is_said_so(place: Any) -> None:
    (row,) = place.own(-20)
    PlanTask.update(due_on=TODAY - DAY).where(PlanTask.id == row.id).execute()
    assert '<span class="status warn">Forsinket</span>' in place.today()


def test_the_whole_plan_stands_on_its_own_page(place: Any) -> None:
    page = Browser(place.app, place.bjorn).get(f"/onboarding/{place.plan.reference}").text
    for row in onboarding.tasks(place.plan):
        assert row.title_nb in page


def test_a_director_still_sees_how_far_a_new_colleague_has_come(place: Any) -> None:
    page = Browser(place.app, place.ada).get("/").text
    assert "<strong>Ny kollega: Bjørn Ås</strong>" in page
    assert "0 av 8 oppgaver er klare" in page


def test_today_costs_the_same_queries_however_many_plans_one_has(
    place: Any, count_queries: Any
) -> None:
    totals = []
    for number in (1, 3):
        while OnboardingPlan.select().count() < number:
            place.begin()
        OnboardingPlan.update(person=place.plan.person_id).execute()
        with count_queries() as statements:
            place.today()
        totals.append(len(statements))
    assert totals[0] == totals[1]

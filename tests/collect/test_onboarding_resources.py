"""Resource persons: named for a time, they follow and sign off their tasks for new colleagues."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from collect import onboarding, people
from collect import onboarding_resources as resources
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.models.people import Employment, Person, ProgrammeFunction
from collect.rules.access import Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import NOW, TODAY, a_kindergarten, a_person, an_identity

DAY = timedelta(days=1)


@pytest.fixture
def place(house: str) -> Any:
    """Bjørn began in Solbakken two months ago; Ada directs, Eva works there."""

    class Place:
        kindergarten = a_kindergarten("Solbakken")
        ada = an_identity("director", kindergarten)
        eva = an_identity("staff", kindergarten, person=a_person("Eva", kindergarten))
        row = Person.get_by_id(eva.person_id)

        @classmethod
        def name(cls, first: date = TODAY, last: date | None = None) -> ProgrammeFunction:
            return people.appoint(
                cls.row, resources.FUNCTION, cls.kindergarten, first, last, by=cls.ada, now=NOW
            )

        @classmethod
        def begin(cls, position: str = "assistant") -> OnboardingPlan:
            answers = onboarding.NewStaffAnswers(
                "Bjørn Ås", "", position, cls.kindergarten.id, None, date(2025, 8, 15), 100
            )
            key = str(uuid.uuid4())
            return onboarding.plan(
                cls.ada, onboarding.begin(answers, by=cls.ada, submission_id=key, now=NOW)
            )

    Place.plan = Place.begin()
    return Place


def owners(who: Identity) -> set[str]:
    return {row.owner for row in resources.tasks_for(who, TODAY)}


def test_a_resource_person_sees_the_plan_and_signs_off_her_own_tasks(place: Any) -> None:
    with pytest.raises(NotFound):
        onboarding.plan(place.eva, place.plan.reference)
    place.name()
    assert onboarding.settles(place.plan, place.eva) == {"resource_person"}
    theirs = PlanTask.get(PlanTask.owner == "resource_person")
    row = onboarding.task(place.eva, place.plan.reference, theirs.id)
    onboarding.settle(row, "done", "", by=place.eva, now=NOW)
    assert PlanTask.get_by_id(row.id).settled_by_id == place.eva.person_id
    directors = PlanTask.get(PlanTask.owner == "director")
    other = onboarding.task(place.eva, place.plan.reference, directors.id)
    with pytest.raises(NotAllowed):
        onboarding.settle(other, "done", "", by=place.eva, now=NOW)


def test_a_plan_without_tasks_for_her_is_not_shown_to_her(place: Any) -> None:
    place.name()
    plan = place.begin("kindergarten_teacher")
    with pytest.raises(NotFound):
        onboarding.plan(place.eva, plan.reference)


def test_only_what_has_opened_waits_for_her(place: Any) -> None:
    place.name()
    assert owners(place.eva) == {"resource_person"}
    assert owners(place.ada) == set()
    PlanTask.update(opens_on=TODAY + DAY).execute()
    assert owners(place.eva) == set()


def test_a_mentor_has_the_tasks_of_mentors_where_she_is_one(place: Any) -> None:
    place.begin("kindergarten_teacher")
    assert owners(an_identity("mentor", place.kindergarten)) == {"mentor"}
    assert owners(an_identity("mentor", a_kindergarten("Fjern"))) == set()


@pytest.mark.parametrize(
    ("first", "last", "is_one"), [(0, 0, True), (-9, -1, False), (1, None, False), (-9, 9, True)]
)
def test_it_holds_from_day_to_day(place: Any, first: int, last: int | None, is_one: bool) -> None:
    place.name(TODAY + first * DAY, None if last is None else TODAY + last * DAY)
    assert bool(resources.led(place.eva)) is is_one


def test_who_leaves_is_no_resource_person_any_more(place: Any) -> None:
    place.name()
    job = Employment.get(Employment.person == place.row)
    people.end_employment(job, TODAY - DAY, by=place.ada, now=NOW)
    assert resources.led(place.eva) == set()
    assert resources.resources([place.kindergarten.id], TODAY) == []
    assert resources.of_kindergartens([place.kindergarten.id], TODAY) == []


def test_what_cannot_be_is_refused(place: Any) -> None:
    place.name(TODAY, TODAY + 9 * DAY)
    for first, last, code in (
        (TODAY - DAY, None, "function.known"),
        (TODAY, TODAY - DAY, "dates.order"),
    ):
        with pytest.raises(RuleBroken) as refused:
            place.name(first, last)
        assert refused.value.code == code
    place.name(TODAY + 10 * DAY)
    far = an_identity("director", a_kindergarten("Fjern"))
    with pytest.raises(NotAllowed):
        people.appoint(place.row, resources.FUNCTION, place.kindergarten, TODAY, by=far, now=NOW)


def test_the_new_employees_plan_names_those_of_today(place: Any) -> None:
    assert resources.names(place.kindergarten.id, TODAY) == []
    place.name(TODAY + DAY)
    assert resources.names(place.kindergarten.id, TODAY) == []
    assert resources.names(place.kindergarten.id, TODAY + DAY) == ["Eva"]


def test_it_costs_the_same_queries_however_many_tasks(place: Any, count_queries: Any) -> None:
    place.name()
    for number in (1, 3):
        while OnboardingPlan.select().count() < number:
            place.begin()
        with count_queries() as statements:
            rows = [
                (row.title_nb, row.plan.person.name)
                for row in resources.tasks_for(place.eva, TODAY)
            ]
        assert (len(statements), len(rows)) == (2, 2 * number)

"""Tasks of new staff that finish by themselves: when their event is in the data, and not before."""

import uuid
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from collect import courses, onboarding, onboarding_templates, receipts
from collect import courses_attendance as attendance
from collect import onboarding_events as events
from collect.models.accounts import Account
from collect.models.courses import Registration
from collect.models.journal import JournalEntry
from collect.models.onboarding import OnboardingPlan, OnboardingTemplate, PlanTask, TemplateTask
from collect.models.people import Employment, Person
from collect.rules.access import HOUSE
from tests.factories import (
    NOW,
    a_certificate,
    a_department,
    a_kindergarten,
    a_person,
    an_identity,
    an_observation,
)

LATER = datetime(2025, 11, 20, 8, tzinfo=UTC)
COURSE = "course_attended:new_staff"


@pytest.fixture
def place(house: str) -> Any:
    """Solbakken with its director Ada, where people begin."""

    class Place:
        kindergarten = a_kindergarten("Solbakken")
        room = a_department(kindergarten)
        ada = an_identity("director", kindergarten)

        @classmethod
        def begin(cls, position: str = "assistant", **changes: Any) -> OnboardingPlan:
            values = {
                "name": "Bjørn Ås",
                "email": "",
                "position": position,
                "kindergarten_id": cls.kindergarten.id,
                "department_id": cls.room.id,
                "first_day": date(2025, 10, 1),
                "fte_percent": 80,
            }
            answers = onboarding.NewStaffAnswers(**(values | changes))
            key = str(uuid.uuid4())
            reference = onboarding.begin(answers, by=cls.ada, submission_id=key, now=NOW)
            return onboarding.plan(cls.ada, reference)

    return Place


def attend(person_id: int, here: bool = True, kind: str = "new_staff", days: int = 2) -> None:
    """Let somebody be at a course of 10 and 11 November; on the first day only, unless `here`."""
    values = {"title": "Ny hos oss", "kind": kind, "seats": 9, "positions": []}
    when = [(date(2025, 11, 10 + n), time(9), time(15)) for n in range(days)]
    row = courses.add_course(values | {"min_programme_year": 0}, when, by=HOUSE, now=NOW)
    seat = Registration.create(
        reference=receipts.new_reference(),
        course=row,
        person=person_id,
        status="placed",
        registered_at=NOW,
    )
    for n, day in enumerate(courses.days(row)):
        attendance.mark(day, {seat.id: here or n == 0}, by=HOUSE, now=LATER)


def task_of(plan: OnboardingPlan, event: str) -> PlanTask:
    return PlanTask.get((PlanTask.plan == plan) & (PlanTask.finishes_on == event))


def wait_for(plan: OnboardingPlan, event: str) -> PlanTask:
    """Let the plan's first task wait for an event."""
    row = onboarding.tasks(plan).get()
    PlanTask.update(finishes_on=event).where(PlanTask.id == row.id).execute()
    return PlanTask.get_by_id(row.id)


def test_an_attended_course_finishes_its_task_with_the_reason_in_words(place: Any) -> None:
    plan = place.begin()
    assert events.settle_due(LATER) == 0
    attend(plan.person_id)
    assert events.settle_due(LATER) == 1
    row = task_of(plan, COURSE)
    assert (row.status, row.reason, row.settled_by_id, row.settled_at) == (
        "done",
        "Kurset er gjennomført 11.11.2025",
        None,
        LATER,
    )
    assert PlanTask.select().where(PlanTask.status == "done").count() == 1


def test_the_house_notes_it_in_the_journal_of_the_kindergarten(place: Any) -> None:
    plan = place.begin()
    attend(plan.person_id)
    events.settle_due(LATER)
    line = JournalEntry.get(JournalEntry.act == "onboarding.settle")
    assert (line.record_id, line.kindergarten_id) == (
        task_of(plan, COURSE).id,
        place.kindergarten.id,
    )
    assert (line.account_id, line.actor) == (HOUSE.account_id, HOUSE.name)
    assert line.new == {"status": "done", "reason": "Kurset er gjennomført 11.11.2025"}


def test_it_is_done_once(place: Any) -> None:
    plan = place.begin()
    attend(plan.person_id)
    assert [events.settle_due(LATER), events.settle_due(LATER)] == [1, 0]
    assert JournalEntry.select().where(JournalEntry.act == "onboarding.settle").count() == 1


@pytest.mark.parametrize("how", [{"here": False}, {"kind": "workshop"}])
def test_half_a_course_or_another_course_finishes_nothing(place: Any, how: Any) -> None:
    plan = place.begin()
    attend(plan.person_id, **how)
    attend(a_person().id)
    assert events.settle_due(LATER) == 0


def test_a_certificate_that_holds_finishes_its_task(place: Any) -> None:
    plan, other = place.begin("pedagogical_leader"), place.begin("pedagogical_leader")
    a_certificate(Person.get_by_id(plan.person_id), passed_on=date(2025, 3, 1))
    a_certificate(Person.get_by_id(other.person_id), passed_on=date(2024, 3, 1))
    assert events.settle_due(LATER) == 1
    assert task_of(plan, "certificate_valid").reason == "Sertifikatet gjelder til 01.03.2026"
    assert task_of(other, "certificate_valid").status == "open"


def test_a_department_observed_after_the_first_day_finishes_its_task(place: Any) -> None:
    watcher = an_identity("observer", place.kindergarten)
    plan = place.begin()
    same_day = place.begin(first_day=date(2025, 10, 14))
    elsewhere = place.begin(department_id=a_department(place.kindergarten).id)
    nowhere = place.begin(department_id=None)
    waiting = [wait_for(one, "observed_once") for one in (plan, same_day, elsewhere, nowhere)]
    an_observation(place.room, watcher, observed_on=date(2025, 10, 14))
    assert events.settle_due(LATER) == 1
    assert [PlanTask.get_by_id(row.id).status for row in waiting] == ["done", *["open"] * 3]
    assert PlanTask.get_by_id(waiting[0].id).reason == "Avdelingen ble observert 14.10.2025"


def test_an_observation_after_one_left_finishes_nothing(place: Any) -> None:
    plan = place.begin()
    wait_for(plan, "observed_once")
    Employment.update(valid_to=date(2025, 10, 10)).where(
        Employment.id == plan.employment_id
    ).execute()
    watcher = an_identity("observer", place.kindergarten)
    an_observation(place.room, watcher, observed_on=date(2025, 10, 14))
    assert events.settle_due(LATER) == 0


def test_what_a_hand_has_settled_is_not_touched(place: Any) -> None:
    plan = place.begin()
    row = onboarding.task(place.ada, plan.reference, task_of(plan, COURSE).id)
    onboarding.settle(row, "not_applicable", "Var der i fjor", by=place.ada, now=NOW)
    attend(plan.person_id)
    assert events.settle_due(LATER) == 0
    kept = PlanTask.get_by_id(row.id)
    assert (kept.status, kept.reason, kept.settled_by_id) == (
        "not_applicable",
        "Var der i fjor",
        place.ada.person_id,
    )


def test_what_a_hand_has_opened_again_stays_open(place: Any) -> None:
    plan = place.begin()
    attend(plan.person_id)
    events.settle_due(LATER)
    row = onboarding.task(place.ada, plan.reference, task_of(plan, COURSE).id)
    onboarding.settle(row, "open", "", by=place.ada, now=LATER)
    assert events.settle_due(LATER) == 0
    kept = PlanTask.get_by_id(row.id)
    assert (kept.status, kept.reason) == ("open", "")


def test_the_reason_is_in_the_language_of_the_new_employee(place: Any) -> None:
    plan = place.begin(email="bjorn@eksempel.no")
    person = Person.get_by_id(plan.person_id)
    an_identity("staff", place.kindergarten, None, person)
    Account.update(locale="en").where(Account.person == person).execute()
    attend(person.id)
    events.settle_due(LATER)
    assert task_of(plan, COURSE).reason == "The course was completed 11.11.2025"


def test_a_changed_template_leaves_what_running_plans_wait_for(place: Any) -> None:
    plan = place.begin()
    row = (
        TemplateTask.select()
        .join(OnboardingTemplate)
        .where((OnboardingTemplate.key == "assistant") & (TemplateTask.finishes_on == COURSE))
        .get()
    )
    onboarding_templates.amend_task(row, {"finishes_on": "certificate_valid"}, by=HOUSE, now=NOW)
    assert task_of(plan, COURSE).status == "open"
    later = place.begin()
    assert task_of(later, "certificate_valid").title_nb == row.title_nb


def test_it_costs_the_same_queries_however_many_plans(place: Any, count_queries: Any) -> None:
    totals = []
    for number in (1, 3):
        for _ in range(number):
            attend(place.begin().person_id)
        with count_queries() as statements:
            assert events.settle_due(LATER) == number
        totals.append(len(statements))
    assert totals[0] == totals[1]


def test_nothing_waiting_costs_one_query(house: str, count_queries: Any) -> None:
    with count_queries() as statements:
        assert events.settle_due(LATER) == 0
    assert len(statements) == 1

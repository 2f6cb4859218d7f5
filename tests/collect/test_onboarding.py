"""New staff: said once, and the plan of the role starts."""

import uuid
from datetime import date
from typing import Any

import pytest

from collect import onboarding, onboarding_templates
from collect.models.journal import JournalEntry
from collect.models.onboarding import OnboardingPlan, PlanTask, TemplateTask
from collect.models.people import Employment, Person, PersonFlag
from collect.rules.access import HOUSE, Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import NOW, a_department, a_kindergarten, a_person, an_identity


@pytest.fixture
def place(house: str) -> Any:
    """Solbakken with its director Ada; Cy directs another kindergarten."""

    class Place:
        kindergarten = a_kindergarten("Solbakken")
        room = a_department(kindergarten)
        ada = an_identity("director", kindergarten)
        far = a_kindergarten("Fjern")
        cy = an_identity("director", far)

    return Place


def answers(place: Any, **changes: Any) -> onboarding.NewStaffAnswers:
    values = {
        "name": "Bjørn Ås",
        "email": "bjorn@eksempel.no",
        "position": "assistant",
        "kindergarten_id": place.kindergarten.id,
        "department_id": place.room.id,
        "first_day": date(2025, 11, 3),
        "fte_percent": 80,
    }
    return onboarding.NewStaffAnswers(**(values | changes))


def begin(place: Any, by: Identity | None = None, key: str | None = None, **changes: Any) -> str:
    return onboarding.begin(
        answers(place, **changes),
        by=by or place.ada,
        submission_id=key or str(uuid.uuid4()),
        now=NOW,
    )


def test_one_declaration_makes_person_employment_flag_and_plan(place: Any) -> None:
    reference = begin(place)
    plan = OnboardingPlan.get()
    assert plan.reference == reference
    assert (plan.person.name, plan.template.key) == ("Bjørn Ås", "assistant")
    job = Employment.get(Employment.person == plan.person)
    assert (job.position, job.fte_percent, job.department_id) == ("assistant", 80, place.room.id)
    flag = PersonFlag.get()
    assert (flag.flag, flag.valid_from, flag.valid_to) == (
        "new_hire",
        date(2025, 11, 3),
        date(2026, 11, 2),
    )


def test_tasks_get_their_own_words_and_dates(place: Any) -> None:
    begin(place)
    tasks = list(onboarding.tasks(OnboardingPlan.get()))
    template = (
        TemplateTask.select()
        .join(onboarding.OnboardingTemplate)
        .where(onboarding.OnboardingTemplate.key == "assistant")
    )
    assert len(tasks) == template.count() == 8
    assert (tasks[0].opens_on, tasks[0].due_on) == (date(2025, 10, 20), date(2025, 11, 3))


def test_a_changed_template_leaves_running_plans_as_they_were(place: Any) -> None:
    begin(place)
    row = TemplateTask.get(TemplateTask.position == 1)
    onboarding_templates.amend_task(
        row, {"title_nb": "Noe annet", "due_offset": 99}, by=HOUSE, now=NOW
    )
    assert PlanTask.select().where(PlanTask.title_nb == "Noe annet").count() == 0


def test_a_retry_brings_nobody_in_twice(place: Any) -> None:
    key = str(uuid.uuid4())
    before = Person.select().count()
    assert begin(place, key=key) == begin(place, key=key)
    assert Person.select().count() == before + 1
    with pytest.raises(RuleBroken) as refused:
        begin(place, key=key, fte_percent=100)
    assert refused.value.code == "submission.changed"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name": "  "}, "required", "name"),
        ({"name": "01010750160"}, "text.national_id", "name"),
        ({"email": "bjorn"}, "email.form", "email"),
        ({"position": "king"}, "choice.unknown", "position"),
        ({"fte_percent": 0}, "fte.range", "fte_percent"),
        ({"department_id": 10**6}, "department.elsewhere", "department_id"),
        ({"kindergarten_id": 10**6}, "kindergarten.unknown", "kindergarten_id"),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(
    place: Any, changes: dict[str, Any], code: str, field: str
) -> None:
    before = Person.select().count(), JournalEntry.select().count()
    with pytest.raises(RuleBroken) as refused:
        begin(place, **changes)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert (Person.select().count(), JournalEntry.select().count()) == before


def test_a_known_address_is_refused(place: Any) -> None:
    bo = a_person("Bo")
    with pytest.raises(RuleBroken) as refused:
        begin(place, email=bo.email.upper())
    assert refused.value.code == "email.taken"


def test_a_department_of_another_kindergarten_is_refused(place: Any) -> None:
    elsewhere = a_department(place.far)
    with pytest.raises(RuleBroken) as refused:
        begin(place, department_id=elsewhere.id)
    assert refused.value.code == "department.elsewhere"


def test_a_stranger_brings_nobody_in_here(place: Any) -> None:
    for by in (place.cy, an_identity("staff", place.kindergarten), an_identity("coordinator")):
        with pytest.raises(RuleBroken) as refused:
            begin(place, by)
        assert refused.value.code == "kindergarten.unknown"


def test_each_sees_only_the_plans_within_reach(place: Any) -> None:
    reference = begin(place)
    me = an_identity("staff", place.kindergarten, None, OnboardingPlan.get().person)
    bo = an_identity("staff", place.kindergarten)
    seen = [
        onboarding.plans(who).count()
        for who in (place.ada, me, bo, place.cy, an_identity("coordinator"))
    ]
    assert seen == [1, 1, 0, 0, 1]
    with pytest.raises(NotFound):
        onboarding.plan(place.cy, reference)


def test_a_task_is_signed_off_and_opened_again(place: Any) -> None:
    reference = begin(place)
    row = onboarding.task(place.ada, reference, PlanTask.get().id)
    onboarding.settle(row, "done", "", by=place.ada, now=NOW)
    kept = PlanTask.get_by_id(row.id)
    assert (kept.status, kept.settled_by_id, kept.settled_at) == ("done", place.ada.person_id, NOW)
    onboarding.settle(
        onboarding.task(place.ada, reference, row.id), "open", "", by=place.ada, now=NOW
    )
    assert PlanTask.get_by_id(row.id).settled_at is None


def test_not_applicable_needs_a_reason(place: Any) -> None:
    reference = begin(place)
    row = onboarding.task(place.ada, reference, PlanTask.get().id)
    with pytest.raises(RuleBroken) as refused:
        onboarding.settle(row, "not_applicable", " ", by=place.ada, now=NOW)
    assert (refused.value.code, refused.value.field) == ("task.reason", "reason")
    onboarding.settle(row, "not_applicable", "Har jobbet her før", by=place.ada, now=NOW)
    assert PlanTask.get_by_id(row.id).reason == "Har jobbet her før"


def test_one_signs_ones_own_tasks_and_no_others(place: Any) -> None:
    reference = begin(place)
    me = an_identity("staff", place.kindergarten, None, OnboardingPlan.get().person)
    own = PlanTask.get(PlanTask.owner == "self")
    onboarding.settle(onboarding.task(me, reference, own.id), "done", "", by=me, now=NOW)
    directors = PlanTask.get(PlanTask.owner == "director")
    with pytest.raises(NotAllowed):
        onboarding.settle(onboarding.task(me, reference, directors.id), "done", "", by=me, now=NOW)


def test_progress_is_counted_by_the_database(place: Any, count_queries: Any) -> None:
    for number in (1, 3):
        while OnboardingPlan.select().count() < number:
            begin(place, email="")
        with count_queries() as statements:
            rows = list(onboarding.plans(place.ada))
            found = onboarding.progress([row.id for row in rows], date(2025, 11, 30))
        assert len(statements) == 2
        assert {p.total for p in found.values()} == {8}
    assert {p.late for p in found.values()} == {4}

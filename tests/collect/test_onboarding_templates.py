"""Templates: tasks are added, changed and taken out, and no running plan is touched."""

import uuid
from datetime import date
from typing import Any

import pytest

from collect import onboarding
from collect import onboarding_templates as templates
from collect.models.journal import JournalEntry
from collect.models.onboarding import OnboardingPlan, OnboardingTemplate, PlanTask, TemplateTask
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, RuleBroken
from tests.factories import NOW, a_kindergarten, an_identity

TASK = {
    "title_nb": "Spis lunsj sammen",
    "title_nn": "Et lunsj saman",
    "title_en": "Have lunch together",
    "owner": "resource_person",
    "opens_offset": 0,
    "due_offset": 3,
    "finishes_on": "",
}


@pytest.fixture
def place(house: str) -> Any:
    """A director who brings in assistants, whose template has eight tasks."""

    class Place:
        kindergarten = a_kindergarten("Solbakken")
        ada = an_identity("director", kindergarten)
        template = OnboardingTemplate.get(OnboardingTemplate.key == "assistant")

        @classmethod
        def begin(cls) -> OnboardingPlan:
            answers = onboarding.NewStaffAnswers(
                "Bjørn Ås", "", "assistant", cls.kindergarten.id, None, date(2025, 11, 3), 100
            )
            key = str(uuid.uuid4())
            return onboarding.plan(
                cls.ada, onboarding.begin(answers, by=cls.ada, submission_id=key, now=NOW)
            )

    return Place


def titles(plan: OnboardingPlan) -> list[str]:
    return [row.title_nb for row in onboarding.tasks(plan)]


def test_what_is_added_and_taken_out_is_so_in_new_plans_only(place: Any) -> None:
    running = place.begin()
    before = titles(running)
    added = templates.add_task(place.template.id, TASK, by=HOUSE, now=NOW)
    assert added.position == 9
    gone = TemplateTask.get(
        (TemplateTask.template == place.template) & (TemplateTask.position == 4)
    )
    templates.remove_task(gone, by=HOUSE, now=NOW)
    assert titles(running) == before
    later = titles(place.begin())
    assert TASK["title_nb"] in later
    assert gone.title_nb not in later
    acts = {row.act for row in JournalEntry.select()}
    assert {"template.add_task", "template.remove_task"} <= acts


def test_how_many_are_running_is_told(place: Any) -> None:
    assert templates.running(place.template.id) == 0
    plan = place.begin()
    assert templates.running(place.template.id) == 1
    PlanTask.update(status="done").where(PlanTask.plan == plan).execute()
    assert templates.running(place.template.id) == 0


def test_what_cannot_be_is_refused(place: Any) -> None:
    for changes, code in (
        ({"title_nn": " "}, "required"),
        ({"owner": "king"}, "choice.unknown"),
        ({"finishes_on": "moon"}, "choice.unknown"),
        ({"due_offset": -1}, "dates.order"),
    ):
        with pytest.raises(RuleBroken) as refused:
            templates.add_task(place.template.id, TASK | changes, by=HOUSE, now=NOW)
        assert refused.value.code == code
    with pytest.raises(RuleBroken):
        templates.add_task(10**6, TASK, by=HOUSE, now=NOW)


def test_the_last_task_stays(place: Any) -> None:
    rows = list(TemplateTask.select().where(TemplateTask.template == place.template))
    for row in rows[1:]:
        templates.remove_task(row, by=HOUSE, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        templates.remove_task(rows[0], by=HOUSE, now=NOW)
    assert refused.value.code == "template.last_task"


def test_a_director_changes_no_template(place: Any) -> None:
    row = TemplateTask.get(TemplateTask.template == place.template)
    with pytest.raises(NotAllowed):
        templates.add_task(place.template.id, TASK, by=place.ada, now=NOW)
    with pytest.raises(NotAllowed):
        templates.remove_task(row, by=place.ada, now=NOW)

"""Actions towards a goal: added, changed, done, taken away; never on a goal that is settled."""

from datetime import timedelta
from typing import Any

import pytest

from collect import plans_actions as acting
from collect import plans_evaluation as evaluation
from collect.models.journal import JournalEntry
from collect.models.plans import GoalAction
from collect.plans_answers import MOST_ACTIONS, ActionAnswers
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import NOW, TODAY, a_department, a_goal, a_kindergarten, a_person, an_identity


@pytest.fixture
def plan(house: str) -> Any:
    """Ada's goal, with a colleague who may be given an action."""

    class Plan:
        here = a_kindergarten("Solbakken")
        room = a_department(here, "Blåklokka")
        colleague = a_person("Bo Lind", here, room)
        ada = an_identity("leader", here, room)
        bo = an_identity("staff", here, room, colleague)
        goal = a_goal(room, ada)

        @classmethod
        def rows(cls) -> list[tuple[int, str, Any, Any]]:
            found = acting.actions([cls.goal.id])
            return [(a.position, a.text, a.responsible_id, a.done_on) for a in found]

    return Plan


def test_an_action_is_added_changed_done_undone_and_taken_away(plan: Any) -> None:
    first = acting.add_action(plan.goal, ActionAnswers("Telle til fem"), by=plan.ada, now=NOW)
    acting.add_action(plan.goal, ActionAnswers("Øve"), by=plan.ada, now=NOW)
    row = acting.action(plan.goal, first.id)
    changed = ActionAnswers("Telle til ti", plan.colleague.id, TODAY + timedelta(days=9))
    acting.amend_action(row, changed, by=plan.ada, now=NOW)
    acting.settle_action(row, True, by=plan.ada, now=NOW)
    assert plan.rows() == [(1, "Telle til ti", plan.colleague.id, TODAY), (2, "Øve", None, None)]
    acting.settle_action(acting.action(plan.goal, first.id), False, by=plan.ada, now=NOW)
    acting.remove_action(acting.action(plan.goal, first.id), by=plan.ada, now=NOW)
    acting.add_action(plan.goal, ActionAnswers("Tredje"), by=plan.ada, now=NOW)
    assert plan.rows() == [(2, "Øve", None, None), (3, "Tredje", None, None)]
    lines = JournalEntry.select().where(JournalEntry.record == "plan_action")
    assert [line.act.partition(".")[2] for line in lines.order_by(JournalEntry.id)] == [
        "add", "add", "amend", "settle", "settle", "remove", "add",
    ]  # fmt: skip
    assert "Telle" not in "".join(f"{line.old}{line.new}" for line in lines)


def test_done_twice_is_done_the_first_day(plan: Any) -> None:
    made = acting.add_action(plan.goal, ActionAnswers("Øve"), by=plan.ada, now=NOW)
    acting.settle_action(acting.action(plan.goal, made.id), True, by=plan.ada, now=NOW)
    later = NOW + timedelta(days=2)
    acting.settle_action(acting.action(plan.goal, made.id), True, by=plan.ada, now=later)
    assert GoalAction.get().done_on == TODAY


@pytest.mark.parametrize(
    ("answers", "code", "field"),
    [
        (ActionAnswers(""), "required", "text"),
        (ActionAnswers("Ring 01010750160"), "text.national_id", "text"),
        (ActionAnswers("x" * 201), "text.long", "text"),
        (ActionAnswers("Øve", 0), "person.unknown", "responsible_id"),
        (ActionAnswers("Øve", None, TODAY - timedelta(days=1)), "date.past", "due_on"),
    ],
)
def test_an_action_that_cannot_be_kept_is_refused(
    plan: Any, answers: ActionAnswers, code: str, field: str
) -> None:
    made = acting.add_action(plan.goal, ActionAnswers("Øve"), by=plan.ada, now=NOW)
    row = acting.action(plan.goal, made.id)
    for act in (
        lambda: acting.add_action(plan.goal, answers, by=plan.ada, now=NOW),
        lambda: acting.amend_action(row, answers, by=plan.ada, now=NOW),
    ):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert (refused.value.code, refused.value.field) == (code, field)
    assert plan.rows() == [(1, "Øve", None, None)]


def test_an_overdue_action_can_still_be_worded_anew(plan: Any) -> None:
    answers = ActionAnswers("Øve", plan.colleague.id, TODAY)
    made = acting.add_action(plan.goal, answers, by=plan.ada, now=NOW)
    row = acting.action(plan.goal, made.id)
    later = NOW + timedelta(days=9)
    acting.amend_action(
        row, ActionAnswers("Øve mer", plan.colleague.id, TODAY), by=plan.ada, now=later
    )
    assert GoalAction.get().text == "Øve mer"


def test_there_is_room_for_so_many_and_no_more(plan: Any) -> None:
    for number in range(MOST_ACTIONS):
        acting.add_action(plan.goal, ActionAnswers(f"Nr. {number}"), by=plan.ada, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        acting.add_action(plan.goal, ActionAnswers("En til"), by=plan.ada, now=NOW)
    assert refused.value.code == "plan.actions"


def test_an_action_of_another_goal_is_not_found(plan: Any) -> None:
    other = a_goal(plan.room, plan.ada)
    made = acting.add_action(other, ActionAnswers("Øve"), by=plan.ada, now=NOW)
    with pytest.raises(NotFound):
        acting.action(plan.goal, made.id)


def test_who_only_reads_does_nothing_to_actions(plan: Any) -> None:
    made = acting.add_action(plan.goal, ActionAnswers("Øve"), by=plan.ada, now=NOW)
    row = acting.action(plan.goal, made.id)
    for act in (
        lambda: acting.add_action(plan.goal, ActionAnswers("Ny"), by=plan.bo, now=NOW),
        lambda: acting.amend_action(row, ActionAnswers("Ny"), by=plan.bo, now=NOW),
        lambda: acting.settle_action(row, True, by=plan.bo, now=NOW),
        lambda: acting.remove_action(row, by=plan.bo, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert plan.rows() == [(1, "Øve", None, None)]


def test_a_settled_goals_actions_stay_as_they_are(plan: Any) -> None:
    made = acting.add_action(plan.goal, ActionAnswers("Øve"), by=plan.ada, now=NOW)
    evaluation.drop(plan.goal, "Ikke lenger aktuelt", by=plan.ada, now=NOW)
    row = acting.action(plan.goal, made.id)
    for act in (
        lambda: acting.add_action(plan.goal, ActionAnswers("Ny"), by=plan.ada, now=NOW),
        lambda: acting.settle_action(row, True, by=plan.ada, now=NOW),
        lambda: acting.remove_action(row, by=plan.ada, now=NOW),
    ):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert refused.value.code == "plan.settled"
    assert plan.rows() == [(1, "Øve", None, None)]


def test_actions_of_many_goals_are_one_query(plan: Any, count_queries: Any) -> None:
    totals = []
    for number in (1, 3):
        while GoalAction.select().count() < number:
            acting.add_action(
                plan.goal, ActionAnswers("Øve", plan.colleague.id), by=plan.ada, now=NOW
            )
        with count_queries() as statements:
            names = [row.responsible.name for row in acting.actions([plan.goal.id])]
        assert names == ["Bo Lind"] * number
        totals.append(len(statements))
    assert totals == [1, 1]

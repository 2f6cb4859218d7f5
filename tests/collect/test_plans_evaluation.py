"""Looking back: checks on the way, what was seen before whether it helped, dropping and reopening."""

from datetime import date, timedelta
from typing import Any

import pytest

from collect import observations_loop, plans
from collect import plans_evaluation as evaluation
from collect.models.journal import JournalEntry
from collect.models.observations_figures import LoopMark
from collect.models.plans import Goal, GoalCheck
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, RuleBroken
from tests.factories import NOW, TODAY, a_department, a_goal, a_kindergarten, a_person, an_identity

LATER = NOW + timedelta(days=40)
DAY = TODAY + timedelta(days=40)


@pytest.fixture
def plan(house: str) -> Any:
    """Ada's goal; Bo works there, a mentor and a director read along."""

    class Plan:
        here = a_kindergarten("Solbakken")
        room = a_department(here, "Blåklokka")
        ada = an_identity("leader", here, room, a_person("Ada Berg", here, room))
        bo = an_identity("staff", here, room)
        mentor = an_identity("mentor", here)
        director = an_identity("director", here)
        goal = a_goal(room, ada, check_back_on=TODAY + timedelta(days=35))

        @classmethod
        def now(cls) -> Goal:
            return plans.goal(cls.ada, cls.goal.reference)

    return Plan


def followed_up_on() -> date | None:
    return LoopMark.get().followed_up_on


def test_a_check_keeps_what_was_seen_and_sets_the_next_day(plan: Any) -> None:
    note = "Fem av seks voksne ventet på svar"
    next_on = DAY + timedelta(days=30)
    evaluation.check(plan.goal, note, DAY - timedelta(days=1), next_on, by=plan.ada, now=LATER)
    rows = [(c.note, c.checked_on, c.person.name) for c in evaluation.checks([plan.goal.id])]
    assert rows == [(note, DAY - timedelta(days=1), "Ada Berg")]
    assert plan.now().check_back_on == next_on
    assert followed_up_on() == DAY - timedelta(days=1)


def test_the_first_follow_up_is_the_one_that_is_marked(plan: Any) -> None:
    evaluation.check(plan.goal, "Først", DAY, DAY, by=plan.ada, now=LATER)
    later = LATER + timedelta(days=9)
    evaluation.check(plan.now(), "Siden", DAY + timedelta(days=9), None, by=plan.ada, now=later)
    assert followed_up_on() == DAY
    assert [c.note for c in evaluation.checks([plan.goal.id])] == ["Siden", "Først"]
    assert plan.now().check_back_on is None


@pytest.mark.parametrize(
    ("note", "checked_on", "next_on", "code", "field"),
    [
        ("", DAY, None, "required", "note"),
        ("Ring 01010750160", DAY, None, "text.national_id", "note"),
        ("Sett", DAY + timedelta(days=1), None, "date.future", "checked_on"),
        ("Sett", TODAY - timedelta(days=1), None, "plan.check_early", "checked_on"),
        ("Sett", DAY, DAY - timedelta(days=1), "date.past", "next_on"),
    ],
)
def test_a_check_that_cannot_be_kept_is_refused(
    plan: Any, note: str, checked_on: date, next_on: date | None, code: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        evaluation.check(plan.goal, note, checked_on, next_on, by=plan.ada, now=LATER)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert GoalCheck.select().count() == 0
    assert followed_up_on() is None


def test_what_was_seen_comes_before_whether_it_helped(plan: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        evaluation.evaluate(plan.goal, "yes", "", by=plan.ada, now=LATER)
    assert (refused.value.code, refused.value.field) == ("plan.unseen", "seen")
    assert plan.now().status == "open"
    evaluation.see(plan.goal, "Barna svarer lengre", by=plan.ada, now=LATER)
    assert (plan.now().seen, plan.now().status, followed_up_on()) == (
        "Barna svarer lengre",
        "open",
        None,
    )
    evaluation.evaluate(plan.now(), "partly", "Vi fortsetter", by=plan.ada, now=LATER)
    row = plan.now()
    assert (row.status, row.helped, row.result, row.settled_on) == (
        "evaluated",
        "partly",
        "Vi fortsetter",
        DAY,
    )
    assert followed_up_on() == DAY


@pytest.mark.parametrize("neutral", ["not_done", "unknown"])
def test_not_done_and_do_not_know_are_answers(plan: Any, neutral: str) -> None:
    evaluation.see(plan.goal, neutral, by=plan.ada, now=LATER)
    evaluation.evaluate(plan.now(), "unknown", "", by=plan.ada, now=LATER)
    assert (plan.now().seen, plan.now().status) == (neutral, "evaluated")


def test_seeing_nothing_or_an_id_number_is_refused(plan: Any) -> None:
    for text, code in (("  ", "required"), ("Ring 01010750160", "text.national_id")):
        with pytest.raises(RuleBroken) as refused:
            evaluation.see(plan.goal, text, by=plan.ada, now=LATER)
        assert (refused.value.code, refused.value.field) == (code, "seen")


def test_an_evaluation_has_a_known_answer_and_a_clean_text(plan: Any) -> None:
    evaluation.see(plan.goal, "Sett", by=plan.ada, now=LATER)
    for helped, result, field in (
        ("", "", "helped"),
        ("maybe", "", "helped"),
        ("no", "01010750160", "result"),
    ):
        with pytest.raises(RuleBroken) as refused:
            evaluation.evaluate(plan.now(), helped, result, by=plan.ada, now=LATER)
        assert refused.value.field == field
    assert plan.now().status == "open"


def test_a_goal_is_dropped_with_a_reason_and_the_loop_forgets_it(plan: Any) -> None:
    evaluation.check(plan.goal, "Sett", DAY, None, by=plan.ada, now=LATER)
    with pytest.raises(RuleBroken) as refused:
        evaluation.drop(plan.goal, " ", by=plan.ada, now=LATER)
    assert (refused.value.code, refused.value.field) == ("required", "reason")
    evaluation.drop(plan.goal, "Avdelingen er slått sammen", by=plan.director, now=LATER)
    row = plan.now()
    assert (row.status, row.result, row.settled_on) == (
        "dropped",
        "Avdelingen er slått sammen",
        DAY,
    )
    assert LoopMark.select().count() == 0
    evaluation.reopen(row, by=plan.ada, now=LATER)
    assert (LoopMark.get().goal_on, followed_up_on()) == (TODAY, DAY)


def test_the_marks_are_those_that_a_recount_would_make(plan: Any) -> None:
    evaluation.check(plan.goal, "Sett", DAY, None, by=plan.ada, now=LATER)
    dropped, other = a_goal(plan.room, plan.ada), a_goal(plan.room, plan.ada)
    evaluation.drop(dropped, "Nei", by=plan.ada, now=LATER)
    evaluation.see(other, "unknown", by=plan.ada, now=LATER)
    evaluation.evaluate(plans.goal(plan.ada, other.reference), "no", "", by=plan.ada, now=LATER)
    assert observations_loop.differences() == {}
    evaluation.reopen(plans.goal(plan.ada, other.reference), by=plan.ada, now=LATER)
    assert observations_loop.differences() == {}


def test_a_settled_goal_takes_nothing_more_until_it_is_opened_again(plan: Any) -> None:
    evaluation.see(plan.goal, "Sett", by=plan.ada, now=LATER)
    evaluation.evaluate(plan.now(), "yes", "Bra", by=plan.ada, now=LATER)
    row = plan.now()
    for act in (
        lambda: evaluation.check(row, "Mer", DAY, None, by=plan.ada, now=LATER),
        lambda: evaluation.see(row, "Noe annet", by=plan.ada, now=LATER),
        lambda: evaluation.evaluate(row, "no", "", by=plan.ada, now=LATER),
        lambda: evaluation.drop(row, "Nei", by=plan.ada, now=LATER),
        lambda: plans.move_check_back(row, DAY, by=plan.ada, now=LATER),
    ):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert refused.value.code == "plan.settled"
    evaluation.reopen(row, by=plan.ada, now=LATER)
    again = plan.now()
    assert (again.status, again.helped, again.result, again.settled_on, again.seen) == (
        "open",
        "",
        "",
        None,
        "Sett",
    )
    evaluation.evaluate(again, "no", "", by=plan.ada, now=LATER)
    assert plan.now().helped == "no"


@pytest.mark.parametrize("name", ["bo", "mentor"])
def test_who_only_reads_neither_checks_nor_closes(plan: Any, name: str) -> None:
    who = getattr(plan, name)
    for act in (
        lambda: evaluation.check(plan.goal, "Sett", DAY, None, by=who, now=LATER),
        lambda: evaluation.see(plan.goal, "Sett", by=who, now=LATER),
        lambda: evaluation.drop(plan.goal, "Nei", by=who, now=LATER),
        lambda: evaluation.reopen(plan.goal, by=who, now=LATER),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (plan.now().status, plan.now().seen) == ("open", "")


def test_the_journal_tells_the_acts_and_none_of_the_words(plan: Any) -> None:
    evaluation.check(plan.goal, "Hemmelig 1", DAY, None, by=plan.ada, now=LATER)
    evaluation.see(plan.now(), "Hemmelig 2", by=plan.ada, now=LATER)
    evaluation.evaluate(plan.now(), "yes", "Hemmelig 3", by=plan.ada, now=LATER)
    evaluation.reopen(plan.now(), by=plan.ada, now=LATER)
    evaluation.drop(plan.now(), "Hemmelig 4", by=plan.ada, now=LATER)
    lines = JournalEntry.select().where(JournalEntry.record.in_(("plan", "plan_check")))
    assert [line.act for line in lines.order_by(JournalEntry.id)] == [
        "plan.add",
        "plan_check.add",
        "plan.move",
        "plan.see",
        "plan.evaluate",
        "plan.reopen",
        "plan.drop",
    ]
    assert "Hemmelig" not in "".join(f"{line.old}{line.new}" for line in lines)
    assert {line.kindergarten_id for line in lines} == {plan.here.id}
    assert list(plans.goals(HOUSE)) == []

"""The actions towards a goal: added, changed, done, and taken away again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN, ModelSelect, fn

from collect import journal
from collect.database import writing
from collect.models.organisation import Department
from collect.models.people import Person
from collect.models.plans import Goal, GoalAction
from collect.plans import WORDS, goals, require_open
from collect.plans_answers import (
    MOST_ACTIONS,
    ActionAnswers,
    check_day,
    check_responsible,
    checked_action,
    checked_text,
)
from collect.rules.access import Identity
from collect.rules.calendar import local_day
from collect.rules.plans import overdue_actions
from collect.rules.refusals import NotFound, RuleBroken
from collect.rules.text import LINE


def actions(goal_ids: list[int]) -> ModelSelect[GoalAction]:
    """Return the actions of goals that were read within one's reach, in order."""
    return (
        GoalAction.select(GoalAction, Person)
        .join(Person, JOIN.LEFT_OUTER)
        .where(GoalAction.goal.in_(goal_ids))
        .order_by(GoalAction.goal, GoalAction.position)
    )


WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Tally:
    """How many actions a goal has, how many are done, and how many are late."""

    total: int = 0
    done: int = 0
    late: int = 0


def tallies(goal_ids: list[int], today: date) -> dict[int, Tally]:
    """Count the actions of goals that were read within one's reach, in one query."""
    dates: dict[int, list[tuple[date | None, date | None]]] = defaultdict(list)
    query: Any = GoalAction.select(GoalAction.goal, GoalAction.due_on, GoalAction.done_on)
    for goal_id, due_on, done_on in query.where(GoalAction.goal.in_(goal_ids)).tuples():
        dates[goal_id].append((due_on, done_on))
    return {
        goal_id: Tally(
            len(rows), sum(done is not None for _, done in rows), overdue_actions(rows, today)
        )
        for goal_id, rows in dates.items()
    }


def own_actions(identity: Identity, today: date) -> ModelSelect[GoalAction]:
    """Return what the identity has taken on that is late or due within a week, the earliest first."""
    mine = GoalAction.responsible == (identity.person_id or 0)
    soon = GoalAction.due_on <= today + WEEK
    open_goals = goals(identity).where(Goal.status == "open")
    return (
        GoalAction.select(GoalAction, Goal, Department)
        .join(Goal)
        .join(Department)
        .where(
            mine
            & soon
            & GoalAction.done_on.is_null()
            & Goal.id.in_(open_goals.select(Goal.id).order_by())
        )
        .order_by(GoalAction.due_on, GoalAction.id)
    )


def action(goal: Goal, action_id: int) -> GoalAction:
    """Return one action of a goal; raise NotFound for a missing one or another goal's."""
    found = actions([goal.id]).where(GoalAction.id == action_id).get_or_none()
    if found is None:
        raise NotFound("plan")
    found.goal = goal
    return found


def add_action(goal: Goal, answers: ActionAnswers, *, by: Identity, now: datetime) -> GoalAction:
    """Add something to be done."""
    house = goal.department.kindergarten_id
    values = checked_action(answers, house, local_day(now))
    with writing():
        require_open(goal, by=by)
        of_goal = GoalAction.goal == goal
        if GoalAction.select().where(of_goal).count() >= MOST_ACTIONS:
            raise RuleBroken("plan.actions", None, limit=MOST_ACTIONS)
        last = GoalAction.select(fn.MAX(GoalAction.position)).where(of_goal).scalar() or 0
        made = GoalAction.create(goal=goal, position=last + 1, **values)
        new = {"goal": goal.reference, "due_on": made.due_on, "responsible": made.responsible_id}
        act = "plan_action.add"
        journal.note(act, made.id, by=by, now=now, kindergarten_id=house, new=new)
    return made


def amend_action(row: GoalAction, answers: ActionAnswers, *, by: Identity, now: datetime) -> None:
    """Change what is to be done, by whom or by when."""
    today, house = local_day(now), row.goal.department.kindergarten_id
    if answers.due_on != row.due_on:
        check_day(answers.due_on, "due_on", today)
    if answers.responsible_id != row.responsible_id:
        check_responsible(answers.responsible_id, house, today)
    values = {
        "text": checked_text(answers.text, LINE, "text", is_required=True),
        "responsible": answers.responsible_id,
        "due_on": answers.due_on,
    }
    _amend(row, values, "plan_action.amend", by=by, now=now)


def settle_action(row: GoalAction, is_done: bool, *, by: Identity, now: datetime) -> None:
    """Say that an action is done today, or that it is not after all."""
    if is_done != (row.done_on is not None):
        done_on = local_day(now) if is_done else None
        _amend(row, {"done_on": done_on}, "plan_action.settle", by=by, now=now)


def _amend(
    row: GoalAction, values: Mapping[str, object], act: str, *, by: Identity, now: datetime
) -> None:
    house = row.goal.department.kindergarten_id
    with writing():
        require_open(row.goal, by=by)
        journal.amend(row, values, act, by=by, now=now, kindergarten_id=house, unsaid=WORDS)


def remove_action(row: GoalAction, *, by: Identity, now: datetime) -> None:
    """Take away an action that is not to be done after all."""
    house = row.goal.department.kindergarten_id
    with writing():
        require_open(row.goal, by=by)
        GoalAction.delete().where(GoalAction.id == row.id).execute()
        old = {"goal": row.goal.reference, "due_on": row.due_on, "done_on": row.done_on}
        act = "plan_action.remove"
        journal.note(act, row.id, by=by, now=now, kindergarten_id=house, old=old)

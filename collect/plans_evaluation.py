"""Looking back at a goal: checks on the way, and at the end what was seen before whether it helped."""

from __future__ import annotations

from datetime import date, datetime

from peewee import JOIN, ModelSelect

from collect import journal, observations_loop
from collect.database import writing
from collect.models.people import Person
from collect.models.plans import Goal, GoalCheck
from collect.plans import amend, may_change, require_open
from collect.plans_answers import check_day, checked_text
from collect.rules.access import Identity
from collect.rules.calendar import local_day
from collect.rules.plans import HELPED
from collect.rules.refusals import NotAllowed, RuleBroken
from collect.rules.text import NOTE


def checks(goal_ids: list[int]) -> ModelSelect[GoalCheck]:
    """Return the looks back at goals that were read within one's reach, the latest first."""
    return (
        GoalCheck.select(GoalCheck, Person)
        .join(Person, JOIN.LEFT_OUTER)
        .where(GoalCheck.goal.in_(goal_ids))
        .order_by(GoalCheck.checked_on.desc(), GoalCheck.id.desc())
    )


def check(
    row: Goal, note: str, checked_on: date, next_on: date | None, *, by: Identity, now: datetime
) -> None:
    """Keep what was seen on a day on the way, and say when to look back next (None: not again)."""
    today, house = local_day(now), row.department.kindergarten_id
    note = checked_text(note, NOTE, "note", is_required=True)
    if checked_on > today:
        raise RuleBroken("date.future", "checked_on")
    if checked_on < local_day(row.created_at):
        raise RuleBroken("plan.check_early", "checked_on", day=local_day(row.created_at))
    check_day(next_on, "next_on", today)
    with writing():
        require_open(row, by=by)
        made = GoalCheck.create(goal=row, checked_on=checked_on, note=note, person=by.person_id)
        new = {"goal": row.reference, "checked_on": checked_on}
        act = "plan_check.add"
        journal.note(act, made.id, by=by, now=now, kindergarten_id=house, new=new)
        amend(row, {"check_back_on": next_on}, "plan.move", by=by, now=now)
        observations_loop.mark(row.department_id, row.semester, "followed_up_on", checked_on)


def see(row: Goal, seen: str, *, by: Identity, now: datetime) -> None:
    """Keep what was seen, in words or as one of rules.plans.NEUTRAL: the first step of an evaluation."""
    seen = checked_text(seen, NOTE, "seen", is_required=True)
    with writing():
        require_open(row, by=by)
        amend(row, {"seen": seen}, "plan.see", by=by, now=now)


def evaluate(row: Goal, helped: str, result: str, *, by: Identity, now: datetime) -> None:
    """Say whether it helped, and close the goal; only after what was seen is kept (reference N8)."""
    if helped not in HELPED:
        raise RuleBroken("choice.unknown", "helped", value=helped)
    result = checked_text(result, NOTE, "result")
    today = local_day(now)
    values = {"helped": helped, "result": result, "status": "evaluated", "settled_on": today}
    with writing():
        if not require_open(row, by=by).seen:
            raise RuleBroken("plan.unseen", "seen")
        amend(row, values, "plan.evaluate", by=by, now=now)
        observations_loop.mark(row.department_id, row.semester, "followed_up_on", today)


def drop(row: Goal, reason: str, *, by: Identity, now: datetime) -> None:
    """Give a goal up, and say why."""
    reason = checked_text(reason, NOTE, "reason", is_required=True)
    values = {"result": reason, "status": "dropped", "settled_on": local_day(now)}
    with writing():
        require_open(row, by=by)
        amend(row, values, "plan.drop", by=by, now=now)
        observations_loop.remark(row.department_id, row.semester)


def reopen(row: Goal, *, by: Identity, now: datetime) -> None:
    """Open a goal that was evaluated or dropped by mistake; what was seen stays."""
    if not may_change(row, by=by):
        raise NotAllowed("plan")
    values = {"helped": "", "result": "", "status": "open", "settled_on": None}
    with writing():
        amend(row, values, "plan.reopen", by=by, now=now)
        observations_loop.remark(row.department_id, row.semester)

"""Development plans: a department's goals, set from what an observation showed, or from a wish."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN, Case, ModelSelect, fn

from collect import journal, observations, observations_loop, receipts
from collect.database import locked, writing
from collect.models.base import on_day, within
from collect.models.observations import Dimension, Domain, Observation
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Employment, Person
from collect.models.plans import Goal, GoalAction
from collect.organisation_departments import is_open
from collect.plans_answers import (
    GoalAnswers,
    check_day,
    check_responsible,
    checked_action,
    checked_target,
    checked_text,
    judged,
)
from collect.rules.access import Identity, may, reach
from collect.rules.calendar import local_day, semester_of
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, NOTE

LATELY = timedelta(days=60)  # how long after its release an observation asks for a goal
# Not everybody who reads the journal may read a plan: it notes that these changed, not to what.
WORDS = frozenset({"title", "support", "seen", "result", "text", "note"})


def goals(identity: Identity) -> ModelSelect[Goal]:
    """Return the goals the identity may read: open ones first, then by semester, newest first.

    Not one set from an observation of a visit that the reader has yet to code too.
    """
    found = reach(identity, "plan", "R")
    year, term = fn.SUBSTR(Goal.semester, 1, 4), fn.SUBSTR(Goal.semester, 6)
    return (
        Goal.select(Goal, Department, Kindergarten, Dimension, Domain, Person, Observation)
        .join(Department)
        .join(Kindergarten)
        .join_from(Goal, Dimension, JOIN.LEFT_OUTER)
        .join(Domain, JOIN.LEFT_OUTER)
        .join_from(Goal, Person, JOIN.LEFT_OUTER)
        .join_from(Goal, Observation, JOIN.LEFT_OUTER)
        .where(
            within(found, department=Goal.department, kindergarten=Department.kindergarten)
            & observations.unbiased(identity)
        )
        .order_by(
            Case(None, ((Goal.status == "open", 0),), 1),
            year.desc(),
            term,  # autumn, which comes later in the year, stands before spring
            Kindergarten.sort,
            Kindergarten.id,
            Department.sort,
            Department.id,
            Goal.id,
        )
    )


def as_colleague(identity: Identity) -> Identity:
    """Return the identity without what it is as an observer.

    What somebody reads as an observer is for opening the next observation with: one department at
    a time, and without names.
    """
    others = frozenset(grant for grant in identity.grants if grant.role != "observer")
    return replace(identity, grants=others)


def overview(identity: Identity) -> ModelSelect[Goal]:
    """Return the goals that the identity reads otherwise than as an observer, in the order of `goals`."""
    found = reach(as_colleague(identity), "plan", "R")
    return goals(identity).where(
        within(found, department=Goal.department, kindergarten=Department.kindergarten)
    )


def goal(identity: Identity, reference: str) -> Goal:
    """Return one goal by its reference; raise NotFound for a foreign or missing one."""
    found = goals(identity).where(Goal.reference == reference).get_or_none()
    if found is None:
        raise NotFound("plan")
    return found


def may_change(row: Goal, *, by: Identity) -> bool:
    """Whether the identity may change a goal."""
    return reach(by, "plan", "U").covers(
        department_id=row.department_id, kindergarten_id=row.department.kindergarten_id
    )


def may_see_names(row: Goal, *, by: Identity) -> bool:
    """Whether the identity may see who is responsible."""
    return reach(as_colleague(by), "plan", "R").covers(
        department_id=row.department_id, kindergarten_id=row.department.kindergarten_id
    )


def rooms(identity: Identity, on: date) -> ModelSelect[Department]:
    """Return the departments open on a day for which the identity may set goals."""
    found = reach(identity, "plan", "C")
    return (
        Department.select(Department, Kindergarten)
        .join(Kindergarten)
        .where(
            within(found, department=Department.id, kindergarten=Department.kindergarten)
            & is_open(on)
        )
        .order_by(Kindergarten.sort, Kindergarten.id, Department.sort, Department.id)
    )


def room(identity: Identity, department_id: int, on: date) -> Department:
    """Return one department to set goals for; raise NotFound for a foreign or missing one."""
    found = rooms(identity, on).where(Department.id == department_id).get_or_none()
    if found is None:
        raise NotFound("department")
    return found


def sources(identity: Identity) -> ModelSelect[Observation]:
    """Return the observations that goals may be made from: readable, released and counted."""
    return observations.observations(identity).where(
        Observation.released_at.is_null(False) & ~Observation.is_double
    )


def source(identity: Identity, reference: str) -> Observation:
    """Return one observation to set a goal from; raise NotFound for a foreign or missing one."""
    found = sources(identity).where(Observation.reference == reference).get_or_none()
    if found is None:
        raise NotFound("observation")
    return found


def without_goal(identity: Identity, now: datetime) -> ModelSelect[Observation]:
    """Return observations released where the identity sets goals, with no goal yet in their semester.

    Of the semester at hand, or released in the last 60 days; the oldest first.
    """
    found = reach(identity, "plan", "C")
    goals_set = Goal.select(Goal.id).where(
        (Goal.department == Observation.department)
        & (Goal.semester == Observation.semester)
        & (Goal.status != "dropped")
    )
    recent = (Observation.semester == semester_of(local_day(now)).code) | (
        Observation.released_at > now - LATELY
    )
    return (
        sources(identity)
        .where(
            within(found, department=Observation.department, kindergarten=Department.kindergarten)
            & recent
            & ~fn.EXISTS(goals_set)
            & is_open(local_day(now))
        )
        .order_by(Observation.released_at, Observation.id)
    )


def overdue(identity: Identity, today: date, kindergartens: Collection[int]) -> int:
    """Count the open goals of some kindergartens whose day to look back has passed."""
    late = (Goal.status == "open") & (Goal.check_back_on < today)
    houses = Department.kindergarten.in_(list(kindergartens))
    return int(goals(identity).where(late & houses).order_by().count())


def colleagues(kindergarten_id: int, on: date) -> ModelSelect[Employment]:
    """Return who works in a kindergarten on a day: whom a goal or an action may be given to."""
    return (
        Employment.select(Employment, Person)
        .join(Person)
        .where((Employment.kindergarten == kindergarten_id) & on_day(Employment, on))
        .order_by(Person.sort, Person.id)
    )


def add_goal(answers: GoalAnswers, *, by: Identity, submission_id: str, now: datetime) -> str:
    """Set a goal with its first actions and return its reference number.

    The same submission again gives the same reference. Made from an observation, its start is the
    dimension's mean there and its semester the observation's. Raises NotFound for a department or
    an observation beyond reach, RuleBroken for what cannot be kept.
    """
    if not may(by, "plan", "C"):
        raise NotAllowed("plan")
    today = local_day(now)
    place = room(by, answers.department_id, today)
    body = receipts.body_hash(answers)
    with writing():
        known = receipts.earlier(submission_id, body, by=by)
        if known is not None:
            return known[0]
        values = judged(answers, place, _source_of(answers, by), today)
        made = Goal.create(reference=receipts.new_reference(), created_at=now, **values)
        _add_actions(made, answers, place.kindergarten_id, today)
        receipts.give(submission_id, body, "goal", made.reference, made.id, by=by, now=now)
        observations_loop.mark(place.id, made.semester, "goal_on", today)
        new = {name: value for name, value in values.items() if name not in {*WORDS, "start"}}
        new |= {"reference": made.reference, "actions": len(answers.actions)}
        house = place.kindergarten_id
        journal.note("plan.add", made.id, by=by, now=now, kindergarten_id=house, new=new)
    return str(made.reference)


def _source_of(answers: GoalAnswers, by: Identity) -> Observation | None:
    if answers.observation_id is None:
        return None
    of_room = Observation.department == answers.department_id
    found = sources(by).where((Observation.id == answers.observation_id) & of_room).get_or_none()
    if found is None:
        raise NotFound("observation")
    return found


def _add_actions(made: Goal, answers: GoalAnswers, kindergarten_id: int, today: date) -> None:
    """Write the first actions; what is wrong with one names its place among them."""
    for number, one in enumerate(answers.actions):
        try:
            values = checked_action(one, kindergarten_id, today)
        except RuleBroken as error:
            field = f"actions-{number}-{error.field}"
            raise RuleBroken(error.code, field, **error.values) from error
        GoalAction.create(goal=made, position=number + 1, **values)


def require_open(row: Goal, *, by: Identity) -> Goal:
    """Return a goal as it is now, locked; refuse one that one may not change or that is settled.

    Inside the act's transaction.
    """
    if not may_change(row, by=by):
        raise NotAllowed("plan")
    found: Goal = locked(Goal.select().where(Goal.id == row.id)).get()
    if found.status != "open":
        raise RuleBroken("plan.settled")
    return found


def amend(
    row: Goal, values: Mapping[str, Any], act: str, *, by: Identity, now: datetime
) -> dict[str, tuple[Any, Any]]:
    """Save the columns of a goal that really change, in the transaction of the act that asks."""
    house = row.department.kindergarten_id
    return journal.amend(row, values, act, by=by, now=now, kindergarten_id=house, unsaid=WORDS)


def amend_goal(row: Goal, answers: GoalAnswers, *, by: Identity, now: datetime) -> None:
    """Change an open goal's words, target, support, responsible person and check-back.

    What it is about and where it starts stay; for another dimension another goal is set.
    """
    today, house = local_day(now), row.department.kindergarten_id
    values: dict[str, Any] = {
        "title": checked_text(answers.title, LINE, "title", is_required=True),
        "support": checked_text(answers.support, NOTE, "support"),
        "target": checked_target(row.start, answers.target, row.dimension),
        "responsible": answers.responsible_id,
        "check_back_on": answers.check_back_on,
    }
    if answers.check_back_on != row.check_back_on:
        check_day(answers.check_back_on, "check_back_on", today)
    if answers.responsible_id != row.responsible_id:
        check_responsible(answers.responsible_id, house, today)
    with writing():
        require_open(row, by=by)
        amend(row, values, "plan.amend", by=by, now=now)


def move_check_back(row: Goal, day: date | None, *, by: Identity, now: datetime) -> None:
    """Move the day one is reminded to look back, or take the reminder away."""
    check_day(day, "check_back_on", local_day(now))
    with writing():
        require_open(row, by=by)
        amend(row, {"check_back_on": day}, "plan.move", by=by, now=now)

"""What of the development plan needs the reader today, and what an observation is opened with."""

from datetime import timedelta
from typing import Any

from flask import url_for

from collect import phrases, plans
from collect import plans_actions as acting
from collect import plans_rounds as rounds
from collect.models.observations import Observation
from collect.models.plans import Goal
from collect.rules.access import Identity, may, reach
from collect.rules.plans import stage
from forms import door

MOST = 6  # rows of one kind
LOOKED_AT = 30  # open goals of a leader's departments
Told = tuple[str, str, str, str, str]  # title, more, url, state, kind


def rows(who: Identity) -> list[Told]:
    """Return the rows of the front page: goals to set, to look back at, to evaluate; own actions."""
    if not may(who, "plan", "R") or who.person_id is None:
        return []
    found = reach(who, "plan", "U")
    told = [_action(row) for row in acting.own_actions(who, door.today()).limit(MOST)]
    if found.departments:
        told += [_unset(row) for row in _without_goal(who).limit(MOST)]
        told += _waiting(who)
    if found.kindergartens:
        told += _counts(who)
    return told


def _without_goal(who: Identity) -> Any:
    """Return the observations of departments that the reader leads which no goal was set after."""
    led = reach(who, "plan", "U").departments
    return plans.without_goal(who, door.now()).where(Observation.department.in_(led))


def _action(row: Any) -> Told:
    is_late = row.due_on < door.today()
    return (
        phrases.say("Tiltaket ditt: %(text)s", text=row.text),
        f"{row.goal.department.name} · {row.goal.title}",
        url_for("plans.shown", reference=row.goal.reference, _anchor="actions"),
        phrases.say("Frist %(day)s", day=phrases.day(row.due_on)),
        "warn" if is_late else "calm",
    )


def _unset(row: Observation) -> Told:
    return (
        phrases.say(
            "Sett mål etter tilbakemeldingen til %(department)s", department=row.department.name
        ),
        phrases.say("Observert %(day)s", day=phrases.day(row.observed_on)),
        url_for("plans.new", observation=row.reference),
        phrases.say("Mål mangler"),
        "warn",
    )


def _waiting(who: Identity) -> list[Told]:
    """Return one row for each goal that is to be looked back at or evaluated."""
    led = reach(who, "plan", "U").departments
    mine = (Goal.status == "open") & Goal.department.in_(led)
    goals = list(plans.goals(who).where(mine).limit(LOOKED_AT))
    measured = rounds.changes(goals, by=who)
    told = []
    for row in goals:
        where = stage(row.status, row.check_back_on, row.id in measured, door.today())
        if where == "open":
            continue
        endpoint = "plans_acts.evaluate" if where == "evaluation_due" else "plans_acts.check"
        kind = "bad" if where == "check_overdue" else "warn"
        more = row.department.name
        if where != "evaluation_due":
            more += f" · {phrases.day(row.check_back_on)}"
        told.append(
            (
                row.title,
                more,
                url_for(endpoint, reference=row.reference),
                phrases.word("goal_stage", where),
                kind,
            )
        )
    return told[:MOST]


def _counts(who: Identity) -> list[Told]:
    """Return how many departments lack a goal, and how many goals nobody looked back at in time."""
    houses = reach(who, "plan", "U").kindergartens
    told = []
    rooms = plans.without_goal(who, door.now()).select(Observation.department).order_by()
    unset = rooms.distinct().count()
    if unset:
        title = phrases.plural(
            "%(num)s avdeling har fått tilbakemelding, men har ikke satt mål",
            "%(num)s avdelinger har fått tilbakemelding, men har ikke satt mål",
            unset,
        )
        more = phrases.say("Hjelp dem i gang, eller sett målet sammen")
        told.append((title, more, url_for("plans.new"), phrases.say("Mål mangler"), "warn"))
    late = plans.overdue(who, door.today(), houses)
    if late:
        title = phrases.plural(
            "%(num)s mål har ingen sett tilbake på i tide",
            "%(num)s mål har ingen sett tilbake på i tide",
            late,
        )
        more = phrases.say("Ta det opp på ledermøtet")
        state = phrases.word("goal_stage", "check_overdue")
        told.append((title, more, url_for("plans.listing"), state, "warn"))
    return told


def before_sheet(department_id: int) -> dict[str, Any]:
    """Return what the observation sheet is opened with: the department's goals from last time."""
    tomorrow = door.today() + timedelta(days=1)
    return {"last_goals": rounds.last_goals(door.identity(), department_id, tomorrow)}


def beside_observation(row: Observation) -> dict[str, Any]:
    """Return what an observation's page says of goals: those from before it, and what it shows of them."""
    who = door.identity()
    goals = rounds.last_goals(who, row.department_id, row.observed_on)
    may_set = reach(who, "plan", "C").covers(
        department_id=row.department_id, kindergarten_id=row.department.kindergarten_id
    )
    return {
        "last_goals": goals,
        "goal_changes": {} if row.is_double else rounds.change_to(goals, row),
        "may_set_goal": may_set and row.released_at is not None and not row.is_double,
    }

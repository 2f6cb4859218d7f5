"""What of the training of new staff needs the reader today: one small thing of one's own, and new colleagues."""

from collections.abc import Sequence
from datetime import date

from flask import url_for

from collect import onboarding, phrases
from collect import onboarding_resources as resources
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.rules.access import Identity, may, reach
from collect.rules.onboarding import is_late, one_thing
from forms import door

MOST = 6  # plans

Line = tuple[str, str, str, str, str]  # title, more, address, state, kind


def lines(who: Identity) -> list[Line]:
    """Return the reader's one task for now, those for new colleagues, and how far the others have come."""
    if not may(who, "onboarding", "R") or reach(who, "onboarding", "R").everything:
        return []
    plans = list(onboarding.open_plans(who).limit(MOST))
    own = [row for row in plans if row.person_id == who.person_id]
    others = [row for row in plans if row.person_id != who.person_id]
    tasks = list(resources.tasks_for(who, door.today()).limit(MOST))
    asked = {row.plan_id for row in tasks}
    return _own(own) + _tasks(tasks) + _others([row for row in others if row.id not in asked])


def _own(plans: Sequence[OnboardingPlan]) -> list[Line]:
    """Return one small thing at a time; the whole plan stands on its own page."""
    if not plans:
        return []
    today = door.today()
    tasks = onboarding.own_tasks([row.id for row in plans])
    found = one_thing([(row.opens_on, row.due_on) for row in tasks], today)
    if found is None:
        return []
    row, next_on = tasks[found[0]], found[1]
    plan = next(one for one in plans if one.id == row.plan_id)
    title = getattr(row, f"title_{phrases.reader.get()}")
    more = phrases.say("Opplæringsplanen din · frist %(day)s", day=phrases.day(row.due_on))
    if next_on is not None:
        more = f"{more} · {_next(next_on, today)}"
    url = url_for("onboarding.shown", reference=plan.reference, _anchor=f"task-{row.id}")
    if is_late(row.status, row.due_on, today):
        return [(title, more, url, phrases.say("Forsinket"), "warn")]
    return [(title, more, url, phrases.say("Åpen"), "calm")]


def _next(opens_on: date, today: date) -> str:
    """Return when the next thing comes, as one says it."""
    days = (opens_on - today).days
    if days <= 0:
        return phrases.say("neste når dette er gjort")
    if days < 6:
        return phrases.plural("neste om %(num)s dag", "neste om %(num)s dager", days)
    if days < 11:
        return phrases.say("neste om en uke")
    return phrases.say("neste om %(weeks)s uker", weeks=phrases.figure(round(days / 7)))


def _tasks(rows: Sequence[PlanTask]) -> list[Line]:
    """Return what waits for a mentor or a resource person, whoever of the new colleagues it is for."""
    found = []
    for row in rows:
        more = phrases.say(
            "For %(name)s · frist %(day)s", name=row.plan.person.name, day=phrases.day(row.due_on)
        )
        url = url_for("onboarding.shown", reference=row.plan.reference, _anchor=f"task-{row.id}")
        is_over = is_late(row.status, row.due_on, door.today())
        state = phrases.say("Forsinket") if is_over else phrases.say("Åpen")
        title = getattr(row, f"title_{phrases.reader.get()}")
        found.append((title, more, url, state, "warn" if is_over else "calm"))
    return found


def _others(plans: Sequence[OnboardingPlan]) -> list[Line]:
    progress = onboarding.progress([row.id for row in plans], door.today()) if plans else {}
    found = []
    for row in plans:
        done = progress.get(row.id, onboarding.Progress())
        title = phrases.say("Ny kollega: %(name)s", name=row.person.name)
        more = phrases.say(
            "%(done)s av %(total)s oppgaver er klare", done=done.settled, total=done.total
        )
        late = (
            phrases.plural("%(num)s forsinket", "%(num)s forsinket", done.late)
            if done.late
            else phrases.say("I rute")
        )
        url = url_for("onboarding.shown", reference=row.reference)
        found.append((title, more, url, late, "warn" if done.late else "calm"))
    return found

"""What of the training of new staff needs the reader today: one small thing of one's own, and new colleagues."""

from collections.abc import Sequence
from datetime import date

from flask import url_for

from collect import onboarding, phrases
from collect.models.onboarding import OnboardingPlan
from collect.rules.access import Identity, may, reach
from collect.rules.onboarding import is_late, one_thing
from forms import door

MOST = 6  # plans

Line = tuple[str, str, str, str, str]  # title, more, address, state, kind


def lines(who: Identity) -> list[Line]:
    """Return the one task the reader is to do now, then how far new colleagues have come."""
    if not may(who, "onboarding", "R") or reach(who, "onboarding", "R").everything:
        return []
    plans = list(onboarding.open_plans(who).limit(MOST))
    own = [row for row in plans if row.person_id == who.person_id]
    others = [row for row in plans if row.person_id != who.person_id]
    return _own(own) + _others(others)


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

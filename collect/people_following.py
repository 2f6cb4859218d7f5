"""What follows from a declared change on its day: roles, plans, visits, and who is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from collect import (
    accounts_leading,
    accounts_leaving,
    accounts_moving,
    journal,
    notices,
    onboarding,
    people,
)
from collect import observations_visits_leavers as leavers
from collect.accounts_moving import Turn
from collect.models.accounts import Account, RoleGrant
from collect.models.base import on_day
from collect.models.onboarding import OnboardingPlan, OnboardingTemplate, PlanTask
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Employment, Person
from collect.models.people_changes import Declaration
from collect.notices import Letter
from collect.phrases import long_day, reading, say
from collect.rules.access import Identity
from collect.rules.onboarding import template_key

ONE_DAY = timedelta(days=1)


def carry_out(
    job: Employment,
    day: date,
    position: str,
    room: Department | None,
    turns: Sequence[Turn],
    *,
    place: Kindergarten | None = None,
    is_over: bool = False,
    by: Identity,
    now: datetime,
) -> None:
    """End an employment, and unless it is over begin the next one, with roles, functions and plans."""
    if is_over:
        accounts_leaving.end_job(job, day, by=by, now=now)
        return
    until, before = job.valid_to, job.position
    made = people.insert_employment(
        job.person,
        place or job.kindergarten,
        room,
        position,
        job.fte_percent,
        day,
        by=by,
        now=now,
    )
    if until is not None:
        here = made.kindergarten_id
        journal.amend(
            made, {"valid_to": until}, "employment.end", by=by, now=now, kindergarten_id=here
        )
    if place is not None:  # first, or the roles have ended with the employment
        accounts_moving.turn(turns, day, by=by, now=now)
    accounts_leaving.end_job(job, day - ONE_DAY, by=by, now=now)
    if place is None:
        accounts_moving.turn(turns, day, by=by, now=now)
    accounts_leading.take_lead(made, by=by, now=now)
    _take_plans_along(job, made)
    if position != before:
        _begin_plan(made, before, by=by, now=now)


def _take_plans_along(job: Employment, made: Employment) -> None:
    """Let plans with open tasks follow the person, so that they are still reminded of and seen."""
    waiting = PlanTask.select(PlanTask.plan).where(PlanTask.status == "open")
    OnboardingPlan.update(employment=made).where(
        (OnboardingPlan.employment == job) & OnboardingPlan.id.in_(waiting)
    ).execute()


def new_template(before: str, position: str) -> OnboardingTemplate | None:
    """Return the template that a new position brings; None when the tasks are those of the old one."""
    key = template_key(position, False, False)
    return None if key == template_key(before, False, False) else onboarding.template(key)


def _begin_plan(made: Employment, before: str, *, by: Identity, now: datetime) -> None:
    """Start the plan of a new position, when its tasks are other than those of the old."""
    chosen = new_template(before, made.position)
    if chosen is None:
        return
    plan = onboarding.start_plan(made.person, made, chosen, now)
    place = made.kindergarten_id
    new = {"person": made.person, "template": chosen.key, "first_day": made.valid_from}
    journal.note("onboarding.begin", plan.id, by=by, now=now, kindergarten_id=place, new=new)


def free_and_tell(
    kept: Declaration, place: Kindergarten | None, *, by: Identity, now: datetime
) -> None:
    """Free the visits that somebody cannot make, ask again for those they can; tell of a move."""
    leavers.restore(kept.person_id, by=by, now=now)
    leavers.free(kept.person_id, by=by, now=now)
    if place is not None:
        notices.queue(_letters(kept, kept.kindergarten, place, kept.day), now=now)


def _letters(kept: Declaration, old: Kindergarten, new: Kindergarten, day: date) -> list[Letter]:
    """Return a letter to each who directs the old or the new kindergarten when it is declared."""
    held = RoleGrant.kindergarten.in_([old.id, new.id]) & (RoleGrant.role == "director")
    rows = (
        Account.select(Account, Person)
        .join(Person)
        .join_from(Account, RoleGrant)
        .where(held & on_day(RoleGrant, kept.declared_at.date()) & Account.is_active)
        .distinct()
        .order_by(Account.id)
    )
    return [_letter(row, kept, old.name, new.name, day) for row in rows]


def _letter(row: Account, kept: Declaration, old: str, new: str, day: date) -> Letter:
    with reading(row.locale):
        subject = say("En ansatt bytter barnehage %(day)s", day=long_day(day))
        parts = (
            say(
                "En ansatt går fra %(old)s til %(new)s. Første dag i %(new)s er %(day)s.",
                old=old,
                new=new,
                day=long_day(day),
            ),
            say(
                "Den dagen følger påmeldinger, opplæringsplan og tilgang med. Ingen trenger å melde det igjen."
            ),
            say("Se hvem det er: %(page)s", page="{house}/people"),
            say("Den kan ikke besvares."),
        )
        text = "\n\n".join(parts)
    mark = f"declaration:{kept.id}:{row.id}"
    return Letter(mark, "moves", row.person, row.locale, subject, text, "declaration", kept.id)

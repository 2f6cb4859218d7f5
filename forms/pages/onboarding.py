"""New staff: say who begins, follow the plans, sign tasks off."""

import math
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from collect import onboarding, phrases
from collect import onboarding_introduction as introduction
from collect import onboarding_progress as counting
from collect import onboarding_resources as resources
from collect import organisation_departments as departments
from collect.models.onboarding import OnboardingPlan
from collect.rules.access import Identity, may
from collect.rules.onboarding import is_late
from collect.rules.refusals import NotAllowed, RuleBroken
from forms import door
from forms.onboarding import NewStaffForm
from forms.paging import page_number

pages = Blueprint("onboarding", __name__, url_prefix="/onboarding")
PER_PAGE = 25


@pages.get("")
def listing() -> Any:
    """List the plans one may follow."""
    who = door.identity()
    if not may(who, "onboarding", "R"):
        raise NotAllowed("onboarding")
    query = onboarding.plans(who)
    total = query.count()
    page = page_number(total, PER_PAGE)
    rows = list(query.paginate(page, PER_PAGE))
    return render_template(
        "onboarding/listing.html",
        rows=rows,
        progress=onboarding.progress([row.id for row in rows], door.today()),
        page=page,
        last=max(1, math.ceil(total / PER_PAGE)),
        may_begin=may(who, "onboarding", "C"),
        may_count=counting.may_see(who),
    )


@pages.route("/new", methods=["GET", "POST"])
def new() -> Any:
    """Say who begins; the plan of that role starts."""
    who = door.identity()
    if not may(who, "onboarding", "C"):
        raise NotAllowed("onboarding")
    form = _form()
    reference, status = door.send(
        form,
        lambda: onboarding.begin(
            form.answers(),
            by=who,
            submission_id=door.submission_id(),
            now=door.now(),
            introduction_until=door.config().introduction_until,
        ),
    )
    if reference is not None:
        return redirect(url_for(".shown", reference=reference, sent=1), 303)
    return render_template("onboarding/new.html", form=form, conflict=status == 409), status


def _form() -> NewStaffForm:
    """Return the sheet with the places this reader may choose."""
    who = door.identity()
    employers = {str(row.id): row.name for row in onboarding.employers(who)}
    groups: dict[str, dict[str, str]] = {}
    for room in departments.departments(who, door.today()):
        if str(room.kindergarten_id) in employers:
            groups.setdefault(room.kindergarten.name, {})[str(room.id)] = room.name
    form = NewStaffForm(request.form if request.method == "POST" else None)
    form.offer(employers, groups)
    if request.method == "GET":
        form.fte_percent.data = 100
        if len(employers) == 1:
            form.kindergarten_id.data = int(next(iter(employers)))
    return form


@pages.get("/<reference>")
def shown(reference: str) -> Any:
    """Show a plan with its tasks."""
    who, today = door.identity(), door.today()
    row = onboarding.plan(who, reference)
    return render_template(
        "onboarding/shown.html",
        is_late=is_late,
        row=row,
        tasks=list(onboarding.tasks(row)),
        progress=onboarding.progress([row.id], today).get(row.id, onboarding.Progress()),
        settles=onboarding.settles(row, who),
        introduction=_introduction(row, who),
        guides=resources.names(row.employment.kindergarten_id, today),
        just_sent="sent" in request.args,
    )


def _introduction(row: OnboardingPlan, who: Identity) -> int | None:
    """Return the minutes used of an introduction year that the reader may see; None for none."""
    if not introduction.is_within(row, who, "R"):
        return None
    return introduction.minutes_used([row.id]).get(row.id, 0)


@pages.post("/<reference>/tasks/<int:task_id>")
def settle(reference: str, task_id: int) -> Any:
    """Sign a task off, say that it is not applicable, or open it again."""
    who = door.identity()
    row = onboarding.task(who, reference, task_id)
    try:
        onboarding.settle(
            row,
            request.form.get("status", ""),
            request.form.get("reason", ""),
            by=who,
            now=door.now(),
        )
    except RuleBroken as error:
        flash(phrases.refusal(error), "bad")
    return redirect(url_for(".shown", reference=reference, _anchor=f"task-{task_id}"), 303)

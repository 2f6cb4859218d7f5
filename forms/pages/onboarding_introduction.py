"""The introduction year: how much is used of its hours, and the sheet where they are entered."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from collect import onboarding, phrases
from collect import onboarding_introduction as introduction
from collect.rules.onboarding_introduction import last_day
from collect.rules.refusals import RuleBroken
from forms import door
from forms.onboarding_introduction import HoursForm

pages = Blueprint("onboarding_introduction", __name__, url_prefix="/onboarding")


@pages.route("/<reference>/introduction", methods=["GET", "POST"])
def hours(reference: str) -> Any:
    """Show what is used and for what; enter more."""
    who = door.identity()
    row = onboarding.plan(who, reference)
    introduction.require(row, who, "R")
    may_enter = introduction.is_within(row, who, "C")
    form = HoursForm(request.form if request.method == "POST" else None)
    form.offer()
    if request.method == "GET":
        form.day.data = door.today()
    entered, status = door.send(
        form,
        lambda: introduction.enter(
            row, form.answers(), by=who, submission_id=door.submission_id(), now=door.now()
        ),
    )
    if entered is not None:
        flash(phrases.say("Timene er ført."))
        return redirect(url_for(".hours", reference=reference), 303)
    entries = list(introduction.entries(row))
    page = render_template(
        "onboarding/introduction.html",
        row=row,
        form=form if may_enter else None,
        conflict=status == 409,
        entries=entries,
        used=sum(entry.minutes for entry in entries),
        last=last_day(row.first_day),
        may_withdraw=introduction.is_within(row, who, "X"),
    )
    return page, status


@pages.post("/<reference>/introduction/<int:entry_id>/withdraw")
def withdraw(reference: str, entry_id: int) -> Any:
    """Take an entry out of the count."""
    who = door.identity()
    row = onboarding.plan(who, reference)
    try:
        introduction.withdraw(row, entry_id, by=who, now=door.now())
    except RuleBroken as error:
        flash(phrases.refusal(error), "bad")
    else:
        flash(phrases.say("Føringen er trukket tilbake."))
    return redirect(url_for(".hours", reference=reference), 303)

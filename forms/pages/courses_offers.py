"""A seat that is offered: yes or no, by a button, so that opening the letter's link changes nothing."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for

from collect import courses_offers as offers
from collect import courses_registrations as registrations
from collect import phrases
from collect.courses_notices_offers import stands_together
from collect.models.courses import Registration
from collect.rules.refusals import RuleBroken
from forms import door

pages = Blueprint("courses_offers", __name__, url_prefix="/courses")


@pages.post("/registrations/<reference>/accept")
def accept(reference: str) -> Any:
    """Take the seat that was offered; for a group that stands together, all its seats."""
    who = door.identity()
    row = registrations.registration(who, reference, door.today())
    try:
        got = offers.accept(row, by=who, now=door.now())
        if got:
            words = phrases.plural("Plassen er deres.", "De %(num)s plassene er deres.", len(got))
            flash(phrases.say("Plassen er din.") if row.person_id == who.person_id else words)
    except RuleBroken as error:
        flash(phrases.refusal(error), "bad")
    return redirect(page_of(row), 303)


@pages.post("/registrations/<reference>/decline")
def decline(reference: str) -> Any:
    """Say no to the seat that was offered; it goes to the next at once."""
    who = door.identity()
    row = registrations.registration(who, reference, door.today())
    try:
        offers.decline(row, by=who, now=door.now())
        flash(phrases.say("Svaret er lagret. Plassen går til neste på ventelisten."))
    except RuleBroken as error:
        flash(phrases.refusal(error), "bad")
    return redirect(page_of(row), 303)


def page_of(row: Registration) -> str:
    """Return where an offer is answered: the group's page when it stands together."""
    if row.group is not None and stands_together(row):
        return url_for("courses_groups.group", reference=row.group.reference)
    return url_for("courses.registration", reference=row.reference)

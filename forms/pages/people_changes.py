"""Declare what changes for somebody of the staff: asked, shown with all that follows, confirmed."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from collect import people_changes as changes
from collect import people_declarations as declarations
from collect import people_leaves, phrases
from collect.models.organisation import Kindergarten
from collect.models.people import Person
from collect.people_changes_preview import Consequences, preview
from collect.rules.access import may
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from forms import door
from forms.people import ChangeForm, declared

pages = Blueprint("people_changes", __name__, url_prefix="/people")


@pages.route("/<int:person_id>/change", methods=["GET", "POST"])
def change(person_id: int) -> Any:
    """Ask what changes and when; show what follows; write it once that is confirmed."""
    who = door.identity()
    if not may(who, "person", "U"):
        raise NotAllowed("person")
    try:
        row, place = changes.subject(who, person_id, door.today(), _asked_place())
    except NotFound:
        is_sent = request.method == "POST"
        if is_sent and changes.is_received(door.submission_id(), by=who):  # again, after they left
            return _done()
        raise
    form = _form(place)
    seen: list[Consequences] = []
    reference, status = door.send(form, lambda: _act(form, row, place, seen))
    if reference:
        flash(phrases.say("Endringen for %(name)s er meldt.", name=row.name), "good")
        return _done()
    return render_template(
        "people/preview.html" if seen else "people/change.html",
        form=form,
        row=row,
        place=place,
        found=seen[0] if seen else None,
        coming=[] if seen else declarations.of_person(who, row, door.today()),
        leave=None if seen else people_leaves.standing(row, place, door.today()),
        declared=declared,
        conflict=status == 409,
    ), status


@pages.post("/changes/<int:number>/cancel")
def cancel(number: int) -> Any:
    """Take back what was declared, before it takes effect; all that followed is as it was."""
    try:
        row = declarations.cancel(number, by=door.identity(), now=door.now())
        flash(
            phrases.say("Endringen for %(name)s er trukket tilbake.", name=row.person.name), "good"
        )
    except RuleBroken as error:
        flash(phrases.refusal(error), "bad")
    return _done()


def _asked_place() -> int | None:
    asked = request.args.get("at", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


def _act(form: ChangeForm, row: Person, place: Kindergarten, seen: list[Consequences]) -> str:
    """Write a change that was confirmed; otherwise put what would follow into `seen`."""
    answers, who, now = form.answers(), door.identity(), door.now()
    if request.form.get("act") == "confirm":
        return changes.declare(
            row, place, answers, by=who, submission_id=door.submission_id(), now=now
        )
    minimum = door.config().observers_min
    if request.form.get("act") != "back":
        seen.append(preview(row, place, answers, by=who, minimum=minimum, now=now))
    return ""


def _form(place: Kindergarten) -> ChangeForm:
    form = ChangeForm(request.form if request.method == "POST" else None)
    form.offer_all(
        {str(one.id): one.name for one in changes.rooms(place, door.today())},
        {str(one.id): one.name for one in changes.places(place)},
    )
    return form


def _done() -> Any:
    return redirect(url_for("people.listing"), 303)

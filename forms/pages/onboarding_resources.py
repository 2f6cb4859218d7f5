"""The resource persons of a kindergarten: the director names them, and says when it is over."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from collect import onboarding, people, phrases
from collect import onboarding_resources as resources
from collect.models.people import ProgrammeFunction
from collect.rules.access import may
from collect.rules.refusals import NotAllowed, NotFound
from forms import door
from forms.onboarding import ResourceEndForm, ResourceForm

pages = Blueprint("onboarding_resources", __name__, url_prefix="/onboarding/resources")


@pages.get("")
def listing() -> Any:
    """Show the resource persons of each kindergarten the reader brings new staff in."""
    who, today = door.identity(), door.today()
    if not may(who, "onboarding", "C"):
        raise NotAllowed("onboarding")
    places = list(onboarding.employers(who))
    found: dict[int, list[ProgrammeFunction]] = {row.id: [] for row in places}
    for row in resources.resources(list(found), today):
        found[row.kindergarten_id or 0].append(row)
    return render_template("onboarding/resources.html", places=places, found=found)


@pages.route("/<int:kindergarten_id>/new", methods=["GET", "POST"])
def name(kindergarten_id: int) -> Any:
    """Name somebody of the staff, from a day, to a day or until further notice."""
    who, today = door.identity(), door.today()
    place = onboarding.employer(who, kindergarten_id)
    form = ResourceForm(request.form if request.method == "POST" else None)
    staff = {row.id: row for row in resources.staff(place.id, today)}
    form.person_id.offer({str(key): row.name for key, row in staff.items()})
    if request.method == "GET":
        form.valid_from.data = today

    def act() -> str:
        chosen, first, last = staff[form.person_id.data], form.valid_from.data, form.valid_to.data
        people.appoint(chosen, resources.FUNCTION, place, first, last, by=who, now=door.now())
        return str(chosen.name)

    named, status = door.send(form, act)
    if named is not None:
        flash(phrases.say("%(name)s er ressursperson.", name=named))
        return redirect(url_for(".listing"), 303)
    return render_template("onboarding/resource.html", form=form, place=place), status


@pages.route("/<int:kindergarten_id>/<int:function_id>/end", methods=["GET", "POST"])
def end(kindergarten_id: int, function_id: int) -> Any:
    """Say which day is a resource person's last."""
    who, today = door.identity(), door.today()
    place = onboarding.employer(who, kindergarten_id)
    rows = {row.id: row for row in resources.resources([place.id], today)}
    if function_id not in rows:
        raise NotFound("function")
    one = rows[function_id]
    form = ResourceEndForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        form.valid_to.data = one.valid_to or max(today, one.valid_from)

    def act() -> str:
        people.end_function(one, form.valid_to.data, by=who, now=door.now())
        return str(one.person.name)

    ended, status = door.send(form, act)
    if ended is not None:
        flash(phrases.say("Siste dag som ressursperson er lagret."))
        return redirect(url_for(".listing"), 303)
    return render_template("onboarding/resource_end.html", form=form, place=place, one=one), status

"""Changes after registration: another goes instead, or the same person on another date."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from collect import courses
from collect import courses_changes as changes
from collect import courses_registrations as registrations
from collect.rules.refusals import NotAllowed
from forms import door
from forms.courses_changes import MoveForm, SwapForm, openings

pages = Blueprint("courses_changes", __name__, url_prefix="/courses/registrations")


@pages.route("/<reference>/swap", methods=["GET", "POST"])
def swap(reference: str) -> Any:
    """Ask who is to have a seat instead of the one who has it, and give it."""
    who, today = door.identity(), door.today()
    row = registrations.registration(who, reference, today, "X")
    if not changes.may_swap(who):
        raise NotAllowed("registration")
    form = SwapForm(request.form if request.method == "POST" else None)
    others = registrations.registrable(who, today)
    form.person_id.offer({str(p.id): p.name for p in others if p.id != row.person_id})
    made, status = door.send(
        form,
        lambda: str(
            changes.swap(row, form.answers(row.course_id), by=who, now=door.now()).reference
        ),
    )
    if made is not None:
        return redirect(url_for("courses.registration", reference=made, sent=1), 303)
    return render_template(
        "courses/swap.html",
        row=row,
        form=form,
        is_swappable=changes.is_swappable(row, today),
        may_override=registrations.may_override(who),
    ), status


@pages.route("/<reference>/move", methods=["GET", "POST"])
def move(reference: str) -> Any:
    """Ask to which other date a registration is moved, and move it."""
    who, today = door.identity(), door.today()
    row = registrations.registration(who, reference, today, "X")
    form = MoveForm(request.form if request.method == "POST" else None)
    dates = courses.other_dates(row.course, who, today)
    form.course_id.offer(openings(row.course, dates, today, row.person_id))
    made, status = door.send(
        form, lambda: str(changes.move(row, form.answers(), by=who, now=door.now()).reference)
    )
    if made is not None:
        return redirect(url_for("courses.registration", reference=made, sent=1), 303)
    return render_template(
        "courses/move.html",
        row=row,
        form=form,
        is_movable=changes.is_movable(row, today),
        may_override=registrations.may_override(who),
    ), status

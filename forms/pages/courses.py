"""Courses: what is coming, registering, and one's own registrations."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from collect import courses, phrases
from collect import courses_registrations as registrations
from collect.models.courses import Registration
from collect.rules.refusals import RuleBroken
from forms import door
from forms.courses import RegistrationForm

pages = Blueprint("courses", __name__, url_prefix="/courses")


@pages.get("")
def listing() -> Any:
    """List the coming courses and the reader's own registrations."""
    who, today = door.identity(), door.today()
    rows = list(courses.coming(who, today))
    return render_template(
        "courses/listing.html",
        rows=rows,
        filling=courses.filling([row.id for row in rows]),
        mine=list(registrations.current(who, today)),
        is_open=courses.is_open,
    )


@pages.route("/<int:course_id>", methods=["GET", "POST"])
def shown(course_id: int) -> Any:
    """Show a course and take registrations."""
    who, today = door.identity(), door.today()
    row = courses.course(who, course_id)
    form = RegistrationForm(request.form if request.method == "POST" else None)
    people = {str(p.id): p.name for p in registrations.registrable(who, today)}
    form.person_id.offer(people)
    if request.method == "GET" and str(who.person_id) in people:
        form.person_id.data = who.person_id
    reference, status = door.send(
        form,
        lambda: registrations.register(
            form.answers(course_id), by=who, submission_id=door.submission_id(), now=door.now()
        ),
    )
    if reference is not None:
        return redirect(url_for(".registration", reference=reference, sent=1), 303)
    return render_template(
        "courses/shown.html",
        row=row,
        days=courses.days(row),
        form=form,
        filling=courses.filling([row.id]).get(row.id, courses.Filling()),
        is_open=courses.is_open(row, today),
        against=[] if len(people) != 1 else registrations.reasons(row, int(next(iter(people)))),
        held=registrations.held_by(row, list(map(int, people))) if len(people) == 1 else None,
        conflict=status == 409,
    ), status


@pages.get("/registrations/<reference>")
def registration(reference: str) -> Any:
    """Show a registration: a seat or a number in line, and what happens now."""
    who, today = door.identity(), door.today()
    row = registrations.registration(who, reference, today)
    may_withdraw = (
        registrations.registrations(who, today, "X").where(Registration.id == row.id).exists()
    )
    return render_template(
        "courses/registration.html",
        row=row,
        days=courses.days(row.course),
        number=registrations.number_in_line(row),
        just_sent="sent" in request.args,
        may_withdraw=may_withdraw and row.status != "withdrawn" and today <= row.course.first_day,
    )


@pages.post("/registrations/<reference>/withdraw")
def withdraw(reference: str) -> Any:
    """Give up the seat or the place in line."""
    who = door.identity()
    row = registrations.registration(who, reference, door.today())
    try:
        registrations.withdraw(row, by=who, now=door.now())
        flash(phrases.say("Påmeldingen er trukket. Plassen går til neste på ventelisten."))
    except RuleBroken as error:
        flash(phrases.refusal(error))
    return redirect(url_for(".registration", reference=reference), 303)

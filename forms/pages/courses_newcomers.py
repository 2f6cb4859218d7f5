"""A course for new staff is filled from those hired since the last one: a proposal, then one act."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from collect import courses, phrases
from collect import courses_newcomers as newcomers
from collect.models.courses import Course
from collect.rules.refusals import RuleBroken
from forms import door
from forms.courses_newcomers import NewcomersForm

pages = Blueprint("courses_newcomers", __name__, url_prefix="/courses")


@pages.route("/<int:course_id>/newcomers", methods=["GET", "POST"])
def fill(course_id: int) -> Any:
    """Show who would be registered and who is left out; register the chosen."""
    who, today = door.identity(), door.today()
    row = courses.course(who, course_id)
    found = newcomers.proposal(row, who, today)
    form = NewcomersForm(request.form if request.method == "POST" else None)
    form.offer([one.person_id for one in found.proposed])
    if request.method == "GET":
        form.people.data = [str(one.person_id) for one in found.proposed]

    reference, status = door.send(
        form,
        lambda: newcomers.fill(
            row.id, form.chosen(), by=who, submission_id=door.submission_id(), now=door.now()
        ),
    )
    if reference is not None:
        number = len(form.chosen())
        text = phrases.plural(
            "%(num)s nyansatt er meldt på.", "%(num)s nyansatte er meldt på.", number
        )
        flash(f"{text} {phrases.say('De og styrerne deres får beskjed.')}")
        return redirect(url_for("courses.shown", course_id=row.id), 303)
    page = render_template(
        "courses/newcomers.html",
        row=row,
        form=form,
        found=found,
        left=_left(row),
        is_open=courses.is_open(row, today),
        why=lambda code: _why(row, code),
        conflict=status == 409,
    )
    return page, status


def _left(row: Course) -> int:
    """Return how many seats are free."""
    full = courses.filling([row.id]).get(row.id, courses.Filling())
    return max(0, row.seats - full.placed)


def _why(row: Course, code: str) -> str:
    if code in phrases.WORDS["left_out"]:
        return phrases.word("left_out", code)
    return phrases.refusal(RuleBroken(code, year=row.min_programme_year))

"""Evaluation of a course: the form for those who were there, answered once."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from collect import courses_evaluation as evaluation
from collect import phrases
from collect.rules.access import Identity
from forms import door
from forms.courses_evaluation import EvaluationForm

pages = Blueprint("courses_evaluation", __name__, url_prefix="/courses")

Line = tuple[str, str, str, str, str]  # title, more, address, state, kind


@pages.route("/<int:course_id>/evaluation", methods=["GET", "POST"])
def answering(course_id: int) -> Any:
    """Ask one who was at a course what they thought of it, and keep the answer."""
    who, today = door.identity(), door.today()
    found = evaluation.invitation(who, course_id, today)
    form = EvaluationForm(request.form if request.method == "POST" else None)
    done, status = door.send(form, lambda: _kept(course_id, form, who))
    if done is not None:
        return redirect(url_for(".answering", course_id=course_id), 303)
    return render_template("courses/evaluation.html", found=found, form=form), status


def _kept(course_id: int, form: EvaluationForm, who: Identity) -> str:
    evaluation.answer(course_id, form.answers(), by=who, now=door.now())
    return "kept"


def waiting(who: Identity) -> list[Line]:
    """Return a line for each course the reader may still say something about."""
    return [
        (
            phrases.say("Svar på evalueringen av «%(course)s»", course=one.course.title),
            phrases.say("Tar under to minutter. Ingen ser hvem som har svart hva."),
            url_for("courses_evaluation.answering", course_id=one.course.id),
            phrases.say("Åpen til %(day)s", day=phrases.day(one.closes_on)),
            "calm",
        )
        for one in evaluation.invitations(who, door.today())
    ]

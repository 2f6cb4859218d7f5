"""The courses that are coming, for everybody: what, when, where and for whom, and the way to register."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from collect import courses
from collect.courses_notices import days_of
from collect.phrases import word
from collect.rules.refusals import NotFound
from forms import door
from forms.courses_state import announcement, audience

pages = Blueprint("courses_open", __name__, url_prefix="/courses/open")


def _refuse_when_closed() -> None:
    """Raise NotFound for one who is not logged in when the municipality shows its courses to its own only."""
    if not door.config().public_courses and door.login() is None:
        raise NotFound("course")


@pages.get("")
def listing() -> Any:
    """List the courses that are coming, all or of one kind; no login, and no cookie, is needed."""
    _refuse_when_closed()
    today = door.today()
    asked = request.args.get("kind", "")
    kind = asked if asked in courses.KINDS else ""
    rows = list(courses.announced(today, kind))
    ids = [row.id for row in rows]
    return render_template(
        "courses/open.html",
        rows=rows,
        days=days_of(ids),
        filling=courses.filling(ids),
        kinds={code: word("course_kind", code) for code in courses.KINDS},
        kind=kind,
        announcement=announcement,
        audience=audience,
    )


@pages.get("/<int:course_id>")
def shown(course_id: int) -> Any:
    """Show a course that is coming, and the way to register by logging in."""
    _refuse_when_closed()
    today = door.today()
    row = courses.announced_course(course_id, today)
    full = courses.filling([row.id]).get(row.id, courses.Filling())
    tone, words = announcement(row, full, today)
    page = url_for("courses.shown", course_id=row.id)
    is_known = door.login() is not None
    return render_template(
        "courses/open_shown.html",
        row=row,
        days=courses.days(row),
        state=courses.state(row, full, today),
        tone=tone,
        words=words,
        audience=audience(row),
        way=page if is_known else url_for("accounts.log_in", next=page),
        is_known=is_known,
    )

"""What is printed for a course: the list to tick on paper, and name tags."""

from typing import Any

from flask import Blueprint, render_template

from collect import courses, people
from collect import courses_attendance as attendance
from collect.models.courses import Course
from collect.rules.refusals import NotAllowed
from exports.courses_proofs import dates
from forms import door

pages = Blueprint("courses_paper", __name__, url_prefix="/courses")


@pages.get("/<int:course_id>/attendance/paper")
def roll(course_id: int) -> Any:
    """Show names and days with a box for each, to print."""
    row = _course(course_id)
    days = courses.days(row)
    return render_template(
        "courses/roll_paper.html",
        row=row,
        days=days,
        dates=dates(days),
        people=list(attendance.seated(row)),
    )


@pages.get("/<int:course_id>/name-tags")
def name_tags(course_id: int) -> Any:
    """Show a name tag for everybody with a seat, two abreast on A4, to print."""
    row = _course(course_id)
    found: list[Any] = list(attendance.seated(row))
    jobs = people.jobs_on([one.person_id for one in found], row.first_day)
    for one in found:
        job = jobs.get(one.person_id)
        one.house = job.kindergarten.name if job else ""
    return render_template("courses/name_tags.html", row=row, people=found)


def _course(course_id: int) -> Course:
    """Return a course to one who keeps its attendance."""
    who = door.identity()
    if not attendance.may_mark(who):
        raise NotAllowed("attendance")
    return courses.course(who, course_id)

"""Attendance at the door of a course: one day at a time, one form, on a phone or from paper."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from collect import courses, phrases
from collect import courses_attendance as attendance
from collect.models.courses import CourseDay
from collect.rules.refusals import NotAllowed, NotFound
from forms import door
from forms.courses_attendance import AttendanceForm, seen_in, seen_text

pages = Blueprint("courses_attendance", __name__, url_prefix="/courses")


@pages.route("/<int:course_id>/attendance", methods=["GET", "POST"])
def marking(course_id: int) -> Any:
    """Show who has a seat, and keep who is there on one day."""
    who = door.identity()
    if not attendance.may_mark(who):
        raise NotAllowed("attendance")
    row = courses.course(who, course_id)
    days = courses.days(row)
    day = _asked(days, request.args.get("day", ""))
    form = AttendanceForm(request.form if request.method == "POST" else None)
    form.present.offer(dict.fromkeys(map(str, attendance.ever_registered(row)), ""))
    seen = seen_in(request.form.get("seen", ""))
    everyone = "everyone" in request.form
    done, status = door.send(
        form,
        lambda: str(
            attendance.mark(day, form.marks(seen, everyone), by=who, now=door.now(), seen=seen)
        ),
    )
    if done is not None:
        _tell(attendance.of_day(day))
        return redirect(url_for(".marking", course_id=row.id, day=day.day), 303)
    lines = attendance.of_day(day)
    states = {line.registration.id: line.is_present for line in lines}
    return render_template(
        "courses/attendance.html",
        row=row,
        days=days,
        day=day,
        form=form,
        lines=lines,
        ticked=_ticked(states, seen, form, everyone) if form.is_submitted() else _there(states),
        theirs={key for key, here in states.items() if key in seen and seen[key] is not here},
        seen=seen_text(states),
        is_early=door.today() < day.day,
    ), status


def _asked(days: Sequence[CourseDay], text: str) -> CourseDay:
    """Return the day in the address; without one today's, else the last that has been, else the first."""
    if text:
        found = [one for one in days if one.day.isoformat() == text]
        if not found:
            raise NotFound("course")
        return found[0]
    today: date = door.today()
    return next((one for one in reversed(days) if one.day <= today), days[0])


def _there(states: dict[int, bool | None]) -> set[int]:
    return {key for key, here in states.items() if here}


def _ticked(
    states: dict[int, bool | None], seen: dict[int, bool | None], form: Any, everyone: bool
) -> set[int]:
    """Return what stands now, with what this reader changed laid over it."""
    mine = form.marks(seen, everyone)
    changed = {key: here for key, here in mine.items() if here is not bool(seen.get(key))}
    return {key for key, here in states.items() if changed.get(key, here)}


def _tell(lines: Sequence[attendance.Line]) -> None:
    here = sum(line.is_present is True for line in lines)
    flash(
        phrases.say(
            "Oppmøtet er lagret: %(here)s av %(all)s er til stede.", here=here, all=len(lines)
        )
    )

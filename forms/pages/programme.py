"""The programme: coverage per cohort, and the workbooks."""

from io import BytesIO
from typing import Any

from flask import Blueprint, abort, render_template, request, send_file

from collect import organisation, programme
from collect import organisation_figures as figures
from collect.rules.access import may, reach
from collect.rules.calendar import Semester, semester_from, semester_of
from collect.rules.refusals import NotAllowed
from exports import cohorts
from forms import charts, door

pages = Blueprint("programme", __name__)
SEMESTERS = 6  # as many as a phone shows beside one another
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/programme")
def overview() -> Any:
    """Show how many departments are observed in a semester, cohort by cohort."""
    who = door.identity()
    if not may(who, "statistics", "R"):
        raise NotAllowed("statistics")
    semester = _asked_semester() or semester_of(door.today())
    sees_all = reach(who, "statistics", "R").everything
    rows = list(organisation.cohorts(who)) if sees_all else []
    course = programme.coverage_over(
        who, [semester.shift(n + 1 - SEMESTERS) for n in range(SEMESTERS)]
    )
    return render_template(
        "programme/overview.html",
        semester=semester,
        earlier=semester.shift(-1),
        later=semester.shift(1) if semester < semester_of(door.today()) else None,
        whole=course[-1],
        chart=charts.coverage([(one.semester, one.due, one.done) for one in course]),
        rows=programme.coverage_by_cohort(who, semester) if rows else [],
        counts=figures.counts(semester.counting_day) if sees_all else {},
        missing=[]
        if sees_all or not may(who, "organisation", "R")
        else list(programme.missing(who, semester)),
        may_export=reach(who, "statistics", "E").everything,
    )


def _asked_semester() -> Semester | None:
    text = request.args.get("semester")
    if not text:
        return None
    try:
        return semester_from(text)
    except ValueError:
        abort(404)


@pages.get("/exports/cohorts/<int:number>.xlsx")
def cohort_workbook(number: int) -> Any:
    """Hand out a cohort's workbook."""
    settings = door.config()
    semester = _asked_semester()
    name, content = cohorts.cohort_workbook(
        door.identity(),
        number,
        semester=semester.code if semester else None,
        now=door.now(),
        municipality=settings.municipality,
    )
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)


@pages.get("/exports/programme.xlsx")
def programme_workbook() -> Any:
    """Hand out the programme's workbook."""
    name, content = cohorts.programme_workbook(
        door.identity(), now=door.now(), municipality=door.config().municipality
    )
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)

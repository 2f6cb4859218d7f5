"""The programme: coverage per cohort, and the workbooks."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, render_template, request, send_file, url_for

from collect import organisation, phrases
from collect import organisation_figures as figures
from collect import programme_coverage as coverage
from collect import programme_feasibility as feasibility
from collect import programme_figures as scores
from collect.rules.access import Identity, may, reach
from collect.rules.calendar import Semester, semester_of
from collect.rules.refusals import NotAllowed
from exports import cohorts
from forms import charts, door
from forms.paging import asked_semester, named_semester

pages = Blueprint("programme", __name__)
SEMESTERS = 6  # as many as a phone shows beside one another
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Group:
    """A row of the board: a cohort, a network or a kindergarten, and how far it has come."""

    name: str
    coverage: coverage.Coverage
    url: str = ""


@pages.get("/programme")
def overview() -> Any:
    """Show how far the observation loop has come in a semester, for all that the reader may see."""
    who, today = door.identity(), door.today()
    if not may(who, "statistics", "R"):
        raise NotAllowed("statistics")
    semester = asked_semester(today)
    by = request.args.get("by", "cohort")
    if by not in GROUPS:
        abort(404)
    course = coverage.coverage_over(
        who, [semester.shift(n + 1 - SEMESTERS) for n in range(SEMESTERS)], today
    )
    return render_template(
        "programme/overview.html",
        semester=semester,
        later=semester.shift(1) if semester < semester_of(today) else None,
        is_over=today > semester.last_day,
        whole=course[-1],
        chart=charts.coverage([(one.semester, one.due, one.observed) for one in course]),
        by=by,
        **_parts(who, semester, by),
    )


def _parts(who: Identity, semester: Semester, by: str) -> dict[str, Any]:
    """Return the groups of one who sees all, the departments of one who sees some, nothing else."""
    today, found = door.today(), reach(who, "statistics", "R")
    parts: dict[str, Any] = {"groups": [], "cohorts": [], "rooms": [], "feasible": [], "counts": {}}
    parts["may_export"] = reach(who, "statistics", "E").everything
    if found.everything:
        parts["groups"] = GROUPS[by](who, semester, today)
        parts["cohorts"] = list(organisation.cohorts(who))
        parts["counts"] = figures.counts(semester.counting_day)
    elif found.kindergartens:
        parts["rooms"] = coverage.progress(who, semester, today)
        parts["own_cohorts"] = scores.cohorts(who, today)
    if by == "network" or not found.everything:
        parts["feasible"] = feasibility.feasibility(who, semester, today)
    parts["houses"] = [list(rows) for _, rows in groupby(parts["rooms"], _house)]
    return parts


def _house(one: coverage.Progress) -> int:
    return one.department.kindergarten_id


def _per_cohort(who: Identity, semester: Semester, today: date) -> list[Group]:
    return [
        Group(
            phrases.say("Pulje %(number)s", number=row.number),
            one,
        )
        for row, one in coverage.coverage_by_cohort(who, semester, today)
    ]


def _per_network(who: Identity, semester: Semester, today: date) -> list[Group]:
    return [
        Group(row.name if row else phrases.say("Uten nettverk"), one)
        for row, one in coverage.coverage_by_network(who, semester, today)
    ]


def _per_kindergarten(who: Identity, semester: Semester, today: date) -> list[Group]:
    return [
        Group(
            row.name,
            one,
            url_for(".kindergarten", kindergarten_id=row.id, semester=semester.code),
        )
        for row, one in coverage.coverage_by_kindergarten(who, semester, today)
    ]


GROUPS = {"cohort": _per_cohort, "network": _per_network, "kindergarten": _per_kindergarten}


@pages.get("/programme/kindergartens/<int:kindergarten_id>")
def kindergarten(kindergarten_id: int) -> Any:
    """Show how far each department of a kindergarten has come in a semester."""
    who, today = door.identity(), door.today()
    row = coverage.kindergarten(who, kindergarten_id)
    semester = asked_semester(today)
    return render_template(
        "programme/kindergarten.html",
        row=row,
        semester=semester,
        later=semester.shift(1) if semester < semester_of(today) else None,
        rooms=coverage.progress(who, semester, today, row.id),
    )


@pages.get("/exports/cohorts/<int:number>.xlsx")
def cohort_workbook(number: int) -> Any:
    """Hand out a cohort's workbook."""
    settings = door.config()
    semester = named_semester()
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

"""What was thought of courses: one course, its workbook, and kinds of courses over time."""

from typing import Any

from flask import Blueprint, Response, render_template

from collect import courses_evaluation_results as evaluation
from collect.courses import KINDS
from collect.rules.courses_evaluation import QUESTIONS
from exports.courses_evaluation import evaluation_workbook
from forms import door
from forms.charts_distribution import distribution

pages = Blueprint("courses_evaluation_results", __name__, url_prefix="/courses")
MOST = 10  # of the latest courses
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/<int:course_id>/evaluation/results")
def shown(course_id: int) -> Any:
    """Show what was thought of a course, or why it is not shown yet."""
    found = evaluation.results(door.identity(), course_id, door.today())
    charts = {name: distribution(tally.counts) for name, tally in found.tallies.items()}
    return render_template("courses/evaluation_results.html", found=found, charts=charts)


@pages.get("/<int:course_id>/evaluation/results.xlsx")
def sheet(course_id: int) -> Response:
    """Hand the results out as a workbook; noted in the journal."""
    municipality = door.config().municipality
    name, content = evaluation_workbook(
        door.identity(), course_id, now=door.now(), municipality=municipality
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=XLSX, headers=headers)


@pages.get("/evaluations")
def trends() -> Any:
    """Show what was thought of each kind of course, semester by semester, and the latest courses."""
    rows = evaluation.held(door.identity(), door.today())
    found = evaluation.trends(rows)
    kinds = [(kind, [one for one in found if one.kind == kind]) for kind in KINDS]
    return render_template(
        "courses/evaluations.html",
        kinds=[(kind, lines) for kind, lines in kinds if lines],
        questions=QUESTIONS,
        latest=[row for row in rows if row.state != "coming"][:MOST],
    )

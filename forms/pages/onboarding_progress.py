"""How far new staff have come, in figures; a director also sees who has no plan."""

from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, send_file

from collect import onboarding_progress as progress
from collect.rules.access import may, reach
from exports.onboarding_progress import progress_workbook
from forms import door

pages = Blueprint("onboarding_progress", __name__, url_prefix="/onboarding/progress")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("")
def listing() -> Any:
    """Show the figures within reach."""
    who, today = door.identity(), door.today()
    return render_template(
        "onboarding/progress.html",
        rows=progress.lines(who, today),
        missing=progress.named_without_plan(who, today),
        sees_all=reach(who, "statistics", "R").everything,
        may_export=reach(who, "statistics", "E").everything,
        may_begin=may(who, "onboarding", "C"),
    )


@pages.get("/workbook.xlsx")
def workbook() -> Any:
    """Hand out the figures as a workbook."""
    name, content = progress_workbook(
        door.identity(), now=door.now(), municipality=door.config().municipality
    )
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)

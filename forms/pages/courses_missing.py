"""Who a course is for and is not registered yet: for directors and for those who run courses."""

import math
from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, request, send_file

from collect import courses
from collect import courses_missing as missing
from collect.rules.access import reach
from collect.rules.refusals import NotAllowed
from exports.courses_missing import explained, missing_workbook
from forms import door
from forms.paging import page_number

pages = Blueprint("courses_missing", __name__, url_prefix="/courses")
PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/<int:course_id>/missing")
def listing(course_id: int) -> Any:
    """List them, of one kindergarten or of all within reach."""
    who, today = door.identity(), door.today()
    if not missing.may_see(who):
        raise NotAllowed("registration")
    row = courses.course(who, course_id)
    everybody = missing.missing(row, who, today)
    houses = {str(one.kindergarten_id): one.kindergarten for one in everybody}
    asked = request.args.get("kindergarten", "")
    found = [one for one in everybody if asked not in houses or str(one.kindergarten_id) == asked]
    page = page_number(len(found), PER_PAGE)
    registers = reach(who, "registration", "C")
    return render_template(
        "courses/missing.html",
        row=row,
        explained=explained(row),
        rows=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(found),
        houses=houses,
        asked=asked,
        page=page,
        last=max(1, math.ceil(len(found) / PER_PAGE)),
        is_open=courses.is_open(row, today),
        may_send=bool(registers.kindergartens),
        may_register=registers.everything,
        may_export=reach(who, "registration", "E").everything,
    )


@pages.get("/<int:course_id>/missing.xlsx")
def workbook(course_id: int) -> Any:
    """Hand out all of them as a workbook."""
    name, content = missing_workbook(
        door.identity(), course_id, now=door.now(), municipality=door.config().municipality
    )
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)

"""The programme's year across kindergartens: for the coordinator, cohort by cohort."""

from io import BytesIO
from typing import Any

from flask import Blueprint, abort, render_template, request, send_file

from collect import programme_board as boards
from collect.rules.access import reach
from collect.rules.programme_year import CODES, months
from exports.programme_year import year_workbook
from forms import door
from forms.pages.programme_year import asked_year

pages = Blueprint("programme_year_board", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/programme/year/board")
def board() -> Any:
    """Show how far each cohort has come, by month or by activity."""
    who, today = door.identity(), door.today()
    by = request.args.get("by", "month")
    if by not in ("month", "activity"):
        abort(404)
    first_year = asked_year(today)
    lines = boards.board(boards.read_all(who, first_year, today), today)
    return render_template(
        "programme/year_board.html",
        first_year=first_year,
        this_month=today.replace(day=1),
        by=by,
        lines=lines,
        months=months(first_year),
        codes=[code for code in CODES if any(code in line.activities for line in lines)],
        may_export=reach(who, "activity", "E").everything,
    )


@pages.get("/programme/year/board/<int:number>")
def cohort(number: int) -> Any:
    """Show how far each kindergarten of a cohort has come, month by month."""
    who, today = door.identity(), door.today()
    first_year = asked_year(today)
    found = boards.read_all(who, first_year, today, number)
    return render_template(
        "programme/year_cohort.html",
        number=number,
        first_year=first_year,
        this_month=today.replace(day=1),
        years=found,
        months=months(first_year),
        cell=boards.cell,
    )


@pages.get("/exports/programme-year.xlsx")
def workbook() -> Any:
    """Hand out the year of the kindergartens within reach as a workbook."""
    name, content = year_workbook(
        door.identity(),
        asked_year(door.today()),
        now=door.now(),
        municipality=door.config().municipality,
    )
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)

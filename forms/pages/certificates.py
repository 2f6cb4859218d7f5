"""Observers enough: how many each kindergarten has in the months to come, and who runs out when."""

from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, request, send_file

from collect import certificates_risk as risk
from collect.rules.certificates_risk import days_ahead
from exports.certificates import risk_workbook
from forms import door

pages = Blueprint("certificates", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/programme/certificates")
def outlook() -> Any:
    """Show which kindergartens have too few observers, now or soon; all of them if asked."""
    who, today = door.identity(), door.today()
    houses = risk.risks(who, today, door.config().observers_min)
    short = [house for house in houses if house.level != "good"]
    shows_all = "all" in request.args or len(houses) == 1
    return render_template(
        "programme/certificates.html",
        days=days_ahead(today),
        houses=houses if shows_all else short,
        total=len(houses),
        short=len(short),
        shows_all=shows_all,
        endings=[(house, one) for house in houses for one in house.endings],
        courses=risk.next_courses(who, today),
        minimum=door.config().observers_min,
    )


@pages.get("/programme/certificates.xlsx")
def workbook() -> Any:
    """Hand out the same as a workbook."""
    settings = door.config()
    name, content = risk_workbook(
        door.identity(),
        settings.observers_min,
        now=door.now(),
        municipality=settings.municipality,
    )
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)

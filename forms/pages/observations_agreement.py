"""Double coding: the report of one visit, and how far observers agree over a semester."""

from typing import Any

from flask import Blueprint, render_template

from collect import observations_agreement as agreement
from collect import observations_instruments as instruments
from collect.rules.agreement import FEW, reaches
from collect.rules.calendar import semester_of
from forms import door
from forms.paging import asked_semester

pages = Blueprint("observations_agreement", __name__, url_prefix="/observations")


@pages.get("/<reference>/agreement")
def report(reference: str) -> Any:
    """Show how far the two agree who coded a visit."""
    found = agreement.report(door.identity(), reference)
    percent = door.config().agreement_percent
    return render_template(
        "observations/agreement.html",
        report=found,
        row=found.pair.first,
        own_reference=_own(found),
        domains=instruments.structure(found.pair.second.instrument_id),
        percent=percent,
        is_good=reaches(found.overall, percent),
        few=FEW,
    )


def _own(found: agreement.Report) -> str:
    """Return the reference of the reader's own coding; the first one's for who has none."""
    mine = found.pair.second if found.mine == "B" else found.pair.first
    return str(mine.reference)


@pages.get("/agreement")
def overview() -> Any:
    """Show how far observers agreed in a semester, over all that was double-coded."""
    semester = asked_semester(door.today())
    pools = agreement.pools(door.identity(), semester.code)
    percent = door.config().agreement_percent
    return render_template(
        "observations/agreement_overview.html",
        semester=semester,
        earlier=semester.shift(-1),
        later=semester.shift(1) if semester < semester_of(door.today()) else None,
        pools=pools,
        verdicts=[pool.overall and reaches(pool.overall, percent) for pool in pools],
        structures={
            pool.instrument.id: instruments.structure(pool.instrument.id)
            for pool in pools
            if pool.instrument is not None and pool.overall is not None
        },
        percent=percent,
    )

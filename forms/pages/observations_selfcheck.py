"""The self-check: what an observer's own scores may say, for the observer alone."""

from typing import Any

from flask import Blueprint, render_template

from collect import observations_selfcheck as selfcheck
from collect.rules import observations_selfcheck as rules
from collect.rules.agreement import FEW, reaches
from forms import door

pages = Blueprint("observations_selfcheck", __name__, url_prefix="/observations")


@pages.get("/self-check")
def shown() -> Any:
    """Show the reader's own self-check."""
    found = selfcheck.own_check(door.identity())
    percent = door.config().agreement_percent
    doubles = found.doubles if found.doubles and found.doubles.n >= FEW else None
    return render_template(
        "observations/self_check.html",
        own=found,
        check=found.check,
        doubles=doubles,
        is_good=doubles and reaches(doubles, percent),
        percent=percent,
        fewest=rules.FEWEST,
        narrow=[d for d in found.scale if found.check and _is_narrow(found.check, d.id)],
    )


def _is_narrow(check: rules.SelfCheck, dimension_id: int) -> bool:
    return dimension_id in check.spreads and check.spreads[dimension_id].is_narrow

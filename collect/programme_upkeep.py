"""The figures that are kept, looked after: whether they agree with what they are made of, and made anew."""

from __future__ import annotations

from datetime import datetime

from collect import journal, observations_figures, observations_loop
from collect.database import writing
from collect.rules.access import Identity, reach
from collect.rules.refusals import NotAllowed


def differences() -> dict[str, int]:
    """Return how many rows of each table of figures are wrong; empty when all are exact."""
    return observations_figures.differences() | observations_loop.differences()


def rebuild(*, by: Identity, now: datetime) -> None:
    """Make all figures anew from what they are made of, and note that it was done; raises NotAllowed."""
    if not reach(by, "statistics", "E").everything:
        raise NotAllowed("statistics")
    with writing():
        recount()
        journal.note("figures.rebuild", None, by=by, now=now)


def recount() -> None:
    """Make all figures anew inside a transaction that is already open."""
    observations_figures.recount()
    observations_loop.recount()

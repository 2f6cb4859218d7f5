"""Visits by one who has left by then, or is away: they need somebody else as soon as that is known."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from peewee import ModelSelect, fn

from collect import observations_visits_changes as changing
from collect.database import writing
from collect.models.base import on_day
from collect.models.observations import Visit
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Employment
from collect.models.people_changes import Leave
from collect.rules.access import Identity
from collect.rules.calendar import local_day

GONE = "gone"  # the reason that is kept with the visit
STANDS = ("proposed", "asked", "accepted")


def without_observer(today: date, person_id: int | None = None) -> ModelSelect[Visit]:
    """Return the coming visits whose observer works nowhere that day, or is away: of one, or of all."""
    is_coming = Visit.status.in_(STANDS) & (Visit.planned_on >= today)
    if person_id is not None:
        is_coming &= Visit.observer == person_id
    jobs = Employment.select(Employment.id).where(Employment.person == Visit.observer)
    is_gone = fn.EXISTS(jobs) & ~fn.EXISTS(jobs.where(on_day(Employment, Visit.planned_on)))
    return _visits().where(is_coming & (is_gone | fn.EXISTS(_away())))


def _away() -> Any:
    return Leave.select(Leave.id).where(
        (Leave.person == Visit.observer) & on_day(Leave, Visit.planned_on)
    )


def _visits() -> ModelSelect[Visit]:
    return (
        Visit.select(Visit, Department, Kindergarten)
        .join(Department)
        .join(Kindergarten)
        .order_by(Visit.planned_on, Visit.id)
    )


def free_all(*, by: Identity, now: datetime) -> int:
    """Mark all those visits as in need of somebody else, whatever made them so; return how many."""
    with writing():
        return free(None, by=by, now=now)


def free(person_id: int | None, *, by: Identity, now: datetime) -> int:
    """Mark them for one who leaves or is away, inside an act; return how many."""
    rows = list(without_observer(local_day(now), person_id))
    for row in rows:
        changes: dict[str, Any] = {"status": "declined", "answered_at": now, "note": ""}
        changes["reasons"] = [*row.reasons, [GONE, {}]]
        changing.apply(row, "visit.excuse", STANDS, changes, by=by, now=now)
    return len(rows)


def restore(person_id: int, *, by: Identity, now: datetime) -> int:
    """Ask again for the visits that were freed and that nobody has taken since; return how many.

    When somebody stays after all, or comes back earlier; inside an act.
    """
    today = local_day(now)
    jobs = Employment.select(Employment.id).where(
        (Employment.person == Visit.observer) & on_day(Employment, Visit.planned_on)
    )
    freed = (Visit.status == "declined") & (Visit.planned_on >= today)
    rows = _visits().where(
        freed & (Visit.observer == person_id) & fn.EXISTS(jobs) & ~fn.EXISTS(_away())
    )
    again = [row for row in rows if row.reasons and row.reasons[-1][0] == GONE]
    for row in again:
        status = "proposed" if row.asked_at is None else "asked"
        changes = {"status": status, "answered_at": None, "reasons": row.reasons[:-1]}
        changing.apply(row, "visit.ask", ("declined",), changes, by=by, now=now)
    return len(again)

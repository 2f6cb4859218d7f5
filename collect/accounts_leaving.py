"""Who leaves a kindergarten leaves its roles and functions: they end with the employment, on its last day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from collect import journal
from collect.models.accounts import Account, RoleGrant
from collect.models.people import Employment, ProgrammeFunction
from collect.rules.access import Identity


def end_with(
    job: Employment, last_day: date, before: date | None, *, by: Identity, now: datetime
) -> None:
    """End the roles and functions held where somebody worked, inside the act that ends the employment.

    They stay for one who has another employment in the same kindergarten that lasts longer. When
    the last day is moved, those that ended with the day `before` follow it.
    """
    others = Employment.select().where(
        (Employment.person == job.person_id)
        & (Employment.kindergarten == job.kindergarten_id)
        & (Employment.id != job.id)
        & (Employment.valid_to.is_null() | (Employment.valid_to > last_day))
    )
    if others.exists():
        return
    grants = RoleGrant.select().join(Account).where(Account.person == job.person_id)
    functions = ProgrammeFunction.select().where(ProgrammeFunction.person == job.person_id)
    held: tuple[tuple[Any, Any, str], ...] = (
        (RoleGrant, grants, "grant.end"),
        (ProgrammeFunction, functions, "function.end"),
    )
    for model, rows, act in held:
        place, values = job.kindergarten_id, {"valid_to": last_day}
        there = (model.kindergarten == place) & _lasts(model, last_day, before)
        for row in rows.where(there).order_by(model.id):
            journal.amend(row, values, act, by=by, now=now, kindergarten_id=place)


def _lasts(model: Any, last_day: date, before: date | None) -> Any:
    """Return the condition that a row goes on after a day, or ended with the day that was the last."""
    lasts = model.valid_to.is_null() | (model.valid_to > last_day)
    return lasts if before is None else lasts | (model.valid_to == before)


def end_job(job: Employment, last_day: date, *, by: Identity, now: datetime) -> None:
    """Say which day is the last of an employment and of what is held there, in an open transaction."""
    before, place = job.valid_to, job.kindergarten_id
    values = {"valid_to": last_day}
    journal.amend(job, values, "employment.end", by=by, now=now, kindergarten_id=place)
    end_with(job, last_day, before, by=by, now=now)

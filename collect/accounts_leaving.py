"""Who leaves a kindergarten leaves its roles: they end with the employment, on its last day."""

from __future__ import annotations

from datetime import date, datetime

from collect import journal
from collect.models.accounts import Account, RoleGrant
from collect.models.people import Employment
from collect.rules.access import Identity


def end_with(
    job: Employment, last_day: date, before: date | None, *, by: Identity, now: datetime
) -> None:
    """End the roles held where somebody worked, inside the act that ends the employment.

    Roles stay for one who has another employment in the same kindergarten that lasts longer. When
    the last day is moved, the roles that ended with the day `before` follow it.
    """
    others = Employment.select().where(
        (Employment.person == job.person_id)
        & (Employment.kindergarten == job.kindergarten_id)
        & (Employment.id != job.id)
        & (Employment.valid_to.is_null() | (Employment.valid_to > last_day))
    )
    if others.exists():
        return
    lasts = RoleGrant.valid_to.is_null() | (RoleGrant.valid_to > last_day)
    if before is not None:
        lasts |= RoleGrant.valid_to == before
    held = (
        RoleGrant.select()
        .join(Account)
        .where(
            (Account.person == job.person_id)
            & (RoleGrant.kindergarten == job.kindergarten_id)
            & lasts
        )
        .order_by(RoleGrant.id)
    )
    for grant in held:
        values = {"valid_to": last_day}
        place = job.kindergarten_id
        journal.amend(grant, values, "grant.end", by=by, now=now, kindergarten_id=place)


def end_job(job: Employment, last_day: date, *, by: Identity, now: datetime) -> None:
    """Say which day is the last of an employment and of the roles held there, in an open transaction."""
    before, place = job.valid_to, job.kindergarten_id
    values = {"valid_to": last_day}
    journal.amend(job, values, "employment.end", by=by, now=now, kindergarten_id=place)
    end_with(job, last_day, before, by=by, now=now)

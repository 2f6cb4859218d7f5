"""Where observers work, and worked on a day: whose visits they are when a kindergarten gives and receives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import SQL

from collect.models.observations import Visit
from collect.models.organisation import Kindergarten
from collect.models.people import Employment


@dataclass(frozen=True)
class Job:
    """A stretch of an employment."""

    kindergarten_id: int
    department_id: int | None
    valid_from: date
    valid_to: date | None


def jobs_of(person_ids: Collection[int]) -> dict[int, list[Job]]:
    """Return by person where they work and have worked, the latest begun first."""
    found: dict[int, list[Job]] = defaultdict(list)
    rows: Any = Employment.select(
        Employment.person,
        Employment.kindergarten,
        Employment.department,
        Employment.valid_from,
        Employment.valid_to,
    ).order_by(Employment.valid_from.desc(), Employment.id.desc())
    rows = rows.where(Employment.person.in_(person_ids) if len(person_ids) < 500 else SQL("1 = 1"))
    for person, *job in rows.tuples():
        found[person].append(Job(*job))
    return found


def job_on(jobs: Collection[Job], day: date) -> Job | None:
    """Return the stretch that holds on a day; where there is none, the latest."""
    for job in jobs:
        if job.valid_from <= day and (job.valid_to is None or day <= job.valid_to):
            return job
    return next(iter(jobs), None)


def homes(rows: Collection[Visit]) -> dict[int, str]:
    """Return by visit id the name of the kindergarten its observer works in that day; two queries."""
    goers = {
        row.id: (row.observer_id, row.planned_on or row.changed_at.date())
        for row in rows
        if row.observer_id is not None
    }
    return employers(goers)


def employers(goers: Mapping[int, tuple[int, date]]) -> dict[int, str]:
    """Return by key the name of the kindergarten where a person works on a day; two queries."""
    at = jobs_of({person_id for person_id, _ in goers.values()})
    jobs = {key: job_on(at.get(person_id, []), day) for key, (person_id, day) in goers.items()}
    ids = {job.kindergarten_id for job in jobs.values() if job is not None}
    query: Any = Kindergarten.select(Kindergarten.id, Kindergarten.name)
    names = dict(query.where(Kindergarten.id.in_(ids)).tuples())
    return {key: names[job.kindergarten_id] for key, job in jobs.items() if job is not None}

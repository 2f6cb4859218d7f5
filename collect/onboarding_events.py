"""Tasks of new staff that finish by themselves, when what they wait for is in the data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from peewee import Case, fn

from collect import journal, notices
from collect.courses_notices import DEFAULT
from collect.database import date_of, locked, writing
from collect.models.certificates import Certificate
from collect.models.courses import Course, CourseDay, Registration
from collect.models.courses_attendance import CourseProof
from collect.models.observations import Observation
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.models.people import Employment
from collect.phrases import day, lazy, reading
from collect.rules.access import HOUSE
from collect.rules.calendar import local_day
from collect.rules.onboarding import Happened, finished_by

MOST = 500  # tasks in one go; the rest are taken the next time
REASONS = {
    "course_attended": lazy("Kurset er gjennomført %(day)s"),
    "certificate_valid": lazy("Sertifikatet gjelder til %(day)s"),
    "observed_once": lazy("Avdelingen ble observert %(day)s"),
}
_WAITS = (PlanTask.status == "open") & (PlanTask.finishes_on != "")


def settle_due(now: datetime) -> int:
    """Sign off the open tasks whose event has come, with the reason in words; return how many.

    A task that somebody has signed off, or opened again, is left as it is. As many queries however
    many plans there are.
    """
    found = _due(local_day(now))[:MOST]
    if not found:
        return 0
    spoken = notices.languages(sorted({row.plan.person_id for row, _ in found}))
    reasons = {row.id: _reason(row, on, spoken) for row, on in found}
    places = {row.id: row.plan.employment.kindergarten_id for row, _ in found}
    with writing():
        waiting = PlanTask.select(PlanTask.id).where(_WAITS & PlanTask.id.in_(list(reasons)))
        held = [row.id for row in locked(waiting)]
        if held:
            _sign_off(held, reasons, now)
            lines = [
                journal.Line(
                    task_id,
                    places[task_id],
                    {"status": "open"},
                    {"status": "done", "reason": reasons[task_id]},
                )
                for task_id in held
            ]
            journal.note_all("onboarding.settle", lines, by=HOUSE, now=now)
    return len(held)


def _due(today: date) -> list[tuple[PlanTask, date]]:
    """Return the waiting tasks whose event has come, each with the day that shows it."""
    rows = list(
        PlanTask.select(PlanTask, OnboardingPlan, Employment)
        .join(OnboardingPlan)
        .join(Employment)
        .where(_WAITS)
        .order_by(PlanTask.id)
    )
    if not rows:
        return []
    courses, certified, observed = _attended(), _certified(today), _observed()
    found = []
    for row in rows:
        person = row.plan.person_id
        happened = Happened(courses[person], certified.get(person), observed.get(row.plan_id))
        on = finished_by(row.finishes_on, happened)
        if on is not None:
            found.append((row, on))
    return found


def _waiting(column: Any) -> Any:
    """Return whom, or which plans, a task is waiting for, to look up nobody else."""
    return PlanTask.select(column).join(OnboardingPlan).where(_WAITS)


def _attended() -> dict[int, dict[str, date]]:
    """Return person -> kind of course -> the last day of the first one that was attended."""
    rows: Any = (
        CourseProof.select(Registration.person, Course.kind, fn.MAX(CourseDay.day))
        .join(Registration)
        .join(Course)
        .join(CourseDay)
        .where(
            CourseProof.revoked_at.is_null()
            & ~Course.is_cancelled
            & Registration.person.in_(_waiting(OnboardingPlan.person))
        )
        .group_by(CourseProof.id, Registration.person, Course.kind)
        .tuples()
    )
    found: dict[int, dict[str, date]] = defaultdict(dict)
    for person, kind, last in rows:
        on = date_of(last)
        if on is not None:
            found[person][kind] = min(found[person].get(kind, on), on)
    return found


def _certified(today: date) -> dict[int, date]:
    """Return person -> the last day of a certificate that holds today."""
    rows: Any = (
        Certificate.select(Certificate.person, fn.MAX(Certificate.valid_to))
        .where(
            (Certificate.valid_from <= today)
            & (Certificate.valid_to >= today)
            & Certificate.person.in_(_waiting(OnboardingPlan.person))
        )
        .group_by(Certificate.person)
        .tuples()
    )
    return _days(rows)


def _observed() -> dict[int, date]:
    """Return plan -> when the department was first observed after the first day of work there."""
    in_time = (Observation.observed_on > OnboardingPlan.first_day) & (
        Employment.valid_to.is_null() | (Observation.observed_on <= Employment.valid_to)
    )
    rows: Any = (
        OnboardingPlan.select(OnboardingPlan.id, fn.MIN(Observation.observed_on))
        .join(Employment)
        .join(Observation, on=(Observation.department == Employment.department))
        .where(in_time & OnboardingPlan.id.in_(_waiting(PlanTask.plan)))
        .group_by(OnboardingPlan.id)
        .tuples()
    )
    return _days(rows)


def _days(rows: Any) -> dict[int, date]:
    return {key: on for key, value in rows if (on := date_of(value)) is not None}


def _reason(row: PlanTask, on: date, spoken: dict[int, str]) -> str:
    """Return why a task is done, in the language of the new employee."""
    code = row.finishes_on.partition(":")[0]
    with reading(spoken.get(row.plan.person_id, DEFAULT)):
        return str(REASONS[code]) % {"day": day(on)}


def _sign_off(held: Sequence[int], reasons: dict[int, str], now: datetime) -> None:
    reason = Case(PlanTask.id, [(task_id, reasons[task_id]) for task_id in held], PlanTask.reason)
    PlanTask.update(status="done", reason=reason, settled_by=None, settled_at=now).where(
        PlanTask.id.in_(held)
    ).execute()

"""Whom a course is for: each one's position, kindergarten and earlier courses, judged by the rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collect import people
from collect.database import Prepared, date_of, parameter
from collect.models.base import on_day
from collect.models.courses import Course, Registration
from collect.models.courses_attendance import CourseProof
from collect.models.organisation import Affiliation, Cohort
from collect.rules.eligibility import ONCE, Applicant, reasons_against


def reasons(row: Course, person_id: int) -> list[str]:
    """Return the codes of what stands between a person and a course on its first day."""
    return reasons_of(row, [person_id])[person_id]


def reasons_of(row: Course, person_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return by person id what `reasons` returns for one; at most three queries however many."""
    jobs = people.posts_on(person_ids, row.first_day)
    judged_jobs = judged(row, jobs)
    nowhere = _reasons(row, Applicant(None, None))
    return {person_id: judged_jobs.get(person_id, nowhere) for person_id in person_ids}


def judged(row: Course, jobs: Mapping[int, tuple[str, int]]) -> dict[int, list[str]]:
    """Return the reasons by person id, given where each works as what: position and kindergarten."""
    starts = _starts(row, {kindergarten_id for _, kindergarten_id in jobs.values()})
    been = attended_before(row, list(jobs))
    return {
        person_id: _reasons(row, Applicant(position, starts.get(place), person_id in been))
        for person_id, (position, place) in jobs.items()
    }


def _reasons(row: Course, applicant: Applicant) -> list[str]:
    return reasons_against(
        applicant,
        positions=frozenset(filter(None, row.positions.split(","))),
        min_programme_year=row.min_programme_year,
        on=row.first_day,
    )


def _starts(row: Course, kindergarten_ids: set[int]) -> dict[int, Any]:
    """Return by kindergarten when its cohort began, on the course's first day."""
    if len(kindergarten_ids) == 1:
        (one,) = kindergarten_ids
        found = _START.run(kindergarten=one, on=row.first_day).fetchall()
    else:
        found = _begun(Affiliation.kindergarten.in_(kindergarten_ids), row.first_day)
    return {kindergarten_id: date_of(start) for kindergarten_id, start in found}


def _begun(where: Any, on: Any) -> Any:
    return (
        Affiliation.select(Affiliation.kindergarten, Cohort.start)
        .join(Cohort)
        .where(where & on_day(Affiliation, on))
        .tuples()
    )


_START = Prepared(
    lambda: _begun(Affiliation.kindergarten == parameter("kindergarten"), parameter("on"))
)


def attended_before(row: Course, person_ids: Sequence[int]) -> set[int]:
    """Return which of the people have a proof of such a course before, when one goes to it only once."""
    if row.kind not in ONCE:
        return set()
    if len(person_ids) == 1:
        given = {"person": person_ids[0], "kind": row.kind, "before": row.first_day}
        found = _PROVED.run(**given).fetchall()
    else:
        found = _proved(Registration.person.in_(person_ids), row.kind, row.first_day)
    return {person_id for (person_id,) in found}


def _proved(who: Any, kind: Any, before: Any) -> Any:
    return (
        CourseProof.select(Registration.person)
        .join(Registration)
        .join(Course)
        .where(
            (Course.kind == kind)
            & (Course.first_day < before)
            & CourseProof.revoked_at.is_null()
            & who
        )
        .tuples()
    )


_PROVED = Prepared(
    lambda: _proved(
        Registration.person == parameter("person"), parameter("kind"), parameter("before")
    )
)

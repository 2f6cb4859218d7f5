"""Proofs of courses that were attended: issued, revoked and found again by their code."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from collect import courses, journal
from collect.models.courses import Course, Registration
from collect.models.courses_attendance import Attendance, CourseProof
from collect.models.people import Person
from collect.rules.access import Identity
from collect.rules.courses_attendance import is_attended
from collect.rules.references import code_from, code_in


def settle(row: Course, references: Mapping[int, str], *, by: Identity, now: datetime) -> None:
    """Issue and revoke proofs of registrations (id -> reference); inside the act's transaction.

    One who was there on all days has a proof; one whose tick was taken away has it revoked, and
    gets the same code back when the tick comes back.
    """
    attended = set(attended_of(row, references))
    proofs = {
        proof.registration_id: proof
        for proof in CourseProof.select().where(CourseProof.registration.in_(list(references)))
    }
    issued = sorted(attended - proofs.keys())
    revoked = [p for key, p in proofs.items() if key not in attended and p.revoked_at is None]
    restored = [p for key, p in proofs.items() if key in attended and p.revoked_at is not None]
    if issued:
        CourseProof.insert_many(
            [{"registration": key, "code": new_code(), "issued_at": now} for key in issued]
        ).execute()
    for changed, moment in ((revoked, now), (restored, None)):
        if changed:
            ids = [proof.id for proof in changed]
            CourseProof.update(revoked_at=moment).where(CourseProof.id.in_(ids)).execute()
    for act, keys in (
        ("proof.issue", issued),
        ("proof.revoke", [proof.registration_id for proof in revoked]),
        ("proof.restore", [proof.registration_id for proof in restored]),
    ):
        if keys:
            new = {"course": row.id, "registrations": ", ".join(references[key] for key in keys)}
            journal.note(act, row.id, by=by, now=now, new=new)


def new_code() -> str:
    """Return a code that nobody can guess."""
    return code_from(secrets.token_bytes(12))


def attended_of(row: Course, registration_ids: Collection[int]) -> list[int]:
    """Return which registrations of a course were there on all its days; two queries."""
    day_ids = [day.id for day in courses.days(row)]
    present: dict[int, list[int]] = defaultdict(list)
    marked = Attendance.select().where(
        Attendance.registration.in_(list(registration_ids)) & Attendance.is_present
    )
    for mark in marked:
        present[mark.registration_id].append(mark.course_day_id)
    return [key for key, here in present.items() if is_attended(day_ids, here)]


def proof_of(registration: Registration) -> CourseProof | None:
    """Return the proof that holds for a registration, if any."""
    found: CourseProof | None = CourseProof.get_or_none(
        (CourseProof.registration == registration) & CourseProof.revoked_at.is_null()
    )
    return found


def lookup(typed: str) -> CourseProof | None:
    """Return the proof with a code, revoked or not, with course and person.

    Open to everybody: who holds the paper knows the code and the name on it. A code keeps 58
    bits of chance, so that trying codes out finds nothing and needs no counting of attempts.
    """
    code = code_in(typed)
    if not code:
        return None
    found: CourseProof | None = (
        CourseProof.select(CourseProof, Registration, Course, Person)
        .join(Registration)
        .join(Course)
        .join_from(Registration, Person)
        .where(CourseProof.code == code)
        .get_or_none()
    )
    return found

"""Release days: a certified teacher bought free for a day or half of one, entered and withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from peewee import JOIN, ModelSelect, fn

from collect import journal, receipts
from collect import observations_visits as visits
from collect.certificates import best_of, state_of
from collect.database import locked, writing
from collect.models.base import on_day, within
from collect.models.certificates import Certificate
from collect.models.certificates_release import ReleaseDay
from collect.models.observations import Visit
from collect.models.organisation import Kindergarten
from collect.models.people import Employment, Person
from collect.rules.access import Identity, Reach, may, reach
from collect.rules.calendar import local_day
from collect.rules.certificates_release import (
    GONE_AHEAD,
    PURPOSES,
    check_day,
    is_over,
    purpose_of_visit,
    year_of,
)
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, clean


@dataclass(frozen=True)
class ReleaseAnswers:
    """Who is bought free, which day, how much of it, and for what."""

    person_id: int
    day: date
    halves: int
    purpose: str
    visit_id: int | None = None
    over_reason: str = ""


@dataclass(frozen=True)
class Balance:
    """How many halves somebody has used in a kindergarten year."""

    person: Person
    used: int


def days(
    identity: Identity, first: date | None = None, last: date | None = None
) -> ModelSelect[ReleaseDay]:
    """Return the release days the identity may see, the latest first; withdrawn ones too."""
    found = reach(identity, "release", "R")
    query: ModelSelect[ReleaseDay] = (
        ReleaseDay.select(ReleaseDay, Person, Kindergarten, Visit)
        .join(Person)
        .join_from(ReleaseDay, Kindergarten)
        .join_from(ReleaseDay, Visit, JOIN.LEFT_OUTER)
        .where(within(found, person=ReleaseDay.person, kindergarten=ReleaseDay.kindergarten))
        .order_by(ReleaseDay.day.desc(), ReleaseDay.id.desc())
    )
    if first is not None and last is not None:
        query = query.where(ReleaseDay.day.between(first, last))
    return query


def release_day(identity: Identity, reference: str) -> ReleaseDay:
    """Return one release day; raise NotFound for a foreign or missing one."""
    found = days(identity).where(ReleaseDay.reference == reference).get_or_none()
    if found is None:
        raise NotFound("release")
    return found


def used(person_ids: Collection[int], until: date = date.max) -> dict[int, int]:
    """Count the halves each person has used in all, up to a day (counted); one query.

    A certified teacher is bought free so many days in total, not each year (reference A6).
    """
    rows: Any = (
        ReleaseDay.select(ReleaseDay.person, fn.SUM(ReleaseDay.halves))
        .where(
            ReleaseDay.person.in_(list(person_ids))
            & (ReleaseDay.day <= until)
            & ReleaseDay.withdrawn_at.is_null()
        )
        .group_by(ReleaseDay.person)
        .tuples()
    )
    return {person_id: int(halves) for person_id, halves in rows}


def certified(identity: Identity, on: date) -> list[Person]:
    """Return whom the identity may enter days for: certified some time, and employed there today."""
    found = reach(identity, "release", "C")
    employed = Employment.select(Employment.person).where(
        on_day(Employment, on) & within(found, kindergarten=Employment.kindergarten)
    )
    held = Certificate.select(Certificate.person).where(Certificate.passed_on.is_null(False))
    query = Person.select().where(Person.id.in_(held))
    own = Person.id == (found.person_id or 0)
    return list(query.where(own | Person.id.in_(employed)).order_by(Person.sort, Person.id))


def balances(identity: Identity, on: date) -> list[Balance]:
    """Return what those the identity may enter days for have used up to the end of the year of a day; two queries."""
    people = certified(identity, on)
    spent = used([row.id for row in people], year_of(on)[1])
    return [Balance(row, spent.get(row.id, 0)) for row in people]


def enter(
    answers: ReleaseAnswers, limit: int, *, by: Identity, submission_id: str, now: datetime
) -> str:
    """Enter a release day; return its reference. More than `limit` days in all needs a reason."""
    found = reach(by, "release", "C")
    if found.is_empty:
        raise NotAllowed("release")
    if answers.purpose not in PURPOSES:
        raise RuleBroken("choice.unknown", "purpose", value=answers.purpose)
    body = receipts.body_hash(answers)
    with writing():
        known = receipts.earlier(submission_id, body, by=by)
        if known is not None:
            return known[0]
        row = _insert(answers, limit, found, by, now)
        receipts.give(submission_id, body, "release_day", row.reference, row.id, by=by, now=now)
    return str(row.reference)


def enter_visit(row: Visit, halves: int, limit: int, *, by: Identity, now: datetime) -> str:
    """Enter the day of a visit for its observer; one that is entered already stays as it is."""
    found = reach(by, "release", "C")
    if found.is_empty:
        raise NotAllowed("release")
    if row.observer_id is None or row.planned_on is None:
        raise RuleBroken("release.visit")
    purpose = purpose_of_visit(row.doubles_id is not None)
    answers = ReleaseAnswers(row.observer_id, row.planned_on, halves, purpose, row.id)
    with writing():
        known = _of_visit(row.id)
        return str((known or _insert(answers, limit, found, by, now)).reference)


def _of_visit(visit_id: int) -> ReleaseDay | None:
    found: ReleaseDay | None = ReleaseDay.get_or_none(
        (ReleaseDay.visit == visit_id) & ReleaseDay.withdrawn_at.is_null()
    )
    return found


def _insert(
    answers: ReleaseAnswers, limit: int, found: Reach, by: Identity, now: datetime
) -> ReleaseDay:
    """Add the day inside a transaction that is open; the person's row keeps others out meanwhile."""
    locked(Person.select().where(Person.id == answers.person_id)).get_or_none()
    place = _employer(answers, found)
    planned_on = _visited(answers)
    same_day = ReleaseDay.select(ReleaseDay.halves).where(
        (ReleaseDay.person == answers.person_id)
        & (ReleaseDay.day == answers.day)
        & ReleaseDay.withdrawn_at.is_null()
    )
    check_day(
        answers.day,
        answers.halves,
        same_day=[row.halves for row in same_day],
        today=local_day(now),
        planned_on=planned_on,
    )
    row = ReleaseDay.create(
        reference=receipts.new_reference(),
        person=answers.person_id,
        kindergarten=place,
        day=answers.day,
        halves=answers.halves,
        purpose=answers.purpose,
        visit=answers.visit_id,
        certificate=state_on(answers.person_id, answers.day),
        over_reason=_reason(answers, limit),
        entered_by=by.person_id,
        entered_at=now,
    )
    new = {
        "person": row.person_id,
        "day": row.day,
        "halves": row.halves,
        "purpose": row.purpose,
        "reason": row.over_reason,
    }
    journal.note("release.enter", row.id, by=by, now=now, kindergarten_id=place, new=new)
    return row


def _employer(answers: ReleaseAnswers, found: Reach) -> int:
    """Return where the person worked that day, of the kindergartens one may enter days for."""
    jobs = (
        Employment.select()
        .where((Employment.person == answers.person_id) & on_day(Employment, answers.day))
        .order_by(Employment.valid_from.desc(), Employment.id.desc())
    )
    for job in jobs:
        if found.covers(person_id=answers.person_id, kindergarten_id=job.kindergarten_id):
            return int(job.kindergarten_id)
    raise RuleBroken("release.not_employed", "day", day=answers.day)


def _visited(answers: ReleaseAnswers) -> date | None:
    """Return the day of the visit the answers name; refuse one that is another's, or was entered."""
    if answers.visit_id is None:
        return None
    row = Visit.get_or_none(Visit.id == answers.visit_id)
    if row is None or row.observer_id != answers.person_id or row.status not in GONE_AHEAD:
        raise RuleBroken("release.visit")
    if _of_visit(row.id) is not None:
        raise RuleBroken("release.visit_known")
    return row.planned_on  # type: ignore[no-any-return]


def _reason(answers: ReleaseAnswers, limit: int) -> str:
    """Return why the days are not enough; nothing when they are."""
    spent = used([answers.person_id]).get(answers.person_id, 0)
    if not is_over(spent, answers.halves, limit):
        return ""
    reason = clean(answers.over_reason, LINE, "over_reason")
    if not reason:
        raise RuleBroken("release.over", "over_reason", limit=limit, used=Fraction(spent, 2))
    return reason


def state_on(person_id: int, day: date) -> str:
    """Return the best state of a person's certificates on a day, whatever the version."""
    rows = Certificate.select().where(Certificate.person == person_id)
    return best_of({state_of(row, day) for row in rows})


def may_withdraw(row: ReleaseDay, by: Identity) -> bool:
    """Whether the identity may withdraw a day; one that was paid only where payments are made."""
    if row.withdrawn_at is not None:
        return False
    found = reach(by, "release", "X")
    if row.batch_id is not None:
        return found.everything
    return found.covers(person_id=row.person_id, kindergarten_id=row.kindergarten_id)


def withdraw(row: ReleaseDay, reason: str, *, by: Identity, now: datetime) -> None:
    """Withdraw a day, with a reason; one that was paid is taken back by the next list."""
    if not may(by, "release", "X"):
        raise NotAllowed("release")
    reason = clean(reason, LINE, "reason")
    if not reason:
        raise RuleBroken("required", "reason")
    with writing():
        kept = locked(ReleaseDay.select().where(ReleaseDay.id == row.id)).get()
        if kept.withdrawn_at is not None:
            raise RuleBroken("release.withdrawn", "reason")
        if not may_withdraw(kept, by):
            raise RuleBroken("release.paid", "reason")
        changes = {"withdrawn_at": now, "withdrawn_reason": reason}
        journal.amend(
            kept,
            changes,
            "release.withdraw",
            by=by,
            now=now,
            kindergarten_id=kept.kindergarten_id,
        )


def proposals(identity: Identity, on: date) -> list[Visit]:
    """Return visits of the year of a day whose observers have no release day for them yet.

    For oneself and those who work in one's kindergarten; not for those who see everybody's.
    """
    found = reach(identity, "release", "C")
    if found.everything or found.is_empty:
        return []
    entered = ReleaseDay.select(ReleaseDay.visit).where(
        ReleaseDay.visit.is_null(False) & ReleaseDay.withdrawn_at.is_null()
    )
    query = visits.visits(identity).where(
        _may_enter_for(found)
        & Visit.status.in_(GONE_AHEAD)
        & Visit.planned_on.between(*year_of(on))
        & Visit.id.not_in(entered)
    )
    return list(query)


def proposal(identity: Identity, visit_id: int) -> Visit:
    """Return a visit whose day the identity may enter; raise NotFound for any other."""
    found = _may_enter_for(reach(identity, "release", "C"))
    row = visits.visits(identity).where(found & (Visit.id == visit_id)).get_or_none()
    if row is None or row.planned_on is None or row.observer_id is None:
        raise NotFound("visit")
    return row


def _may_enter_for(found: Reach) -> Any:
    """Return the condition that a visit's observer is oneself, or works that day where one enters days."""
    staff = Employment.select(Employment.person).where(
        within(found, kindergarten=Employment.kindergarten) & on_day(Employment, Visit.planned_on)
    )
    return (Visit.observer == (found.person_id or 0)) | Visit.observer.in_(staff)


def is_doubtful(row: ReleaseDay) -> bool:
    """Whether a day is for a visit that came to nothing."""
    return row.visit is not None and row.visit.status not in GONE_AHEAD

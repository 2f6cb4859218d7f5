"""Seats that are offered: yes, no, or no answer in time; and then the next one's turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from peewee import JOIN, ModelSelect

from collect import courses_groups as groups
from collect import courses_line, courses_notices, courses_notices_offers, journal, people
from collect import courses_registrations as registrations
from collect.courses import promote
from collect.courses_notices_offers import stands_together
from collect.database import locked, writing
from collect.models.courses import Course, Registration, RegistrationGroup
from collect.rules.access import HOUSE, Identity
from collect.rules.calendar import local_day
from collect.rules.courses_offers import is_over
from collect.rules.refusals import NotAllowed, RuleBroken


def offers(identity: Identity, now: datetime) -> ModelSelect[Registration]:
    """Return the offers the identity may see and that can be answered, the first to run out first.

    Each comes with the group it belongs to.
    """
    query = registrations.current(identity, local_day(now)).where(
        (Registration.status == "offered")
        & (Registration.offered_until > now)
        & ~Course.is_cancelled
    )
    query = query.select_extend(RegistrationGroup).order_by(
        Registration.offered_until, Registration.id
    )
    return query.join_from(Registration, RegistrationGroup, JOIN.LEFT_OUTER)


def may_answer(row: Registration, *, by: Identity, now: datetime) -> bool:
    """Whether the identity may answer an offer; for a group that stands together its director does."""
    if stands_together(row):
        return groups.groups(by, "C").where(RegistrationGroup.id == row.group_id).exists()
    mine = registrations.registrations(by, local_day(now), "C")
    return mine.where(Registration.id == row.id).exists()


def accept(row: Registration, *, by: Identity, now: datetime) -> list[Registration]:
    """Take the seat that was offered, or all those of a group that stands together; return who got one.

    Nothing happens when the seat is taken already. Raises RuleBroken when the time to answer is over.
    """
    if not may_answer(row, by=by, now=now):
        raise NotAllowed("registration")
    with writing():
        held: Course = locked(Course.select().where(Course.id == row.course_id)).get()
        row = Registration.get_by_id(row.id)
        if held.is_cancelled:
            raise RuleBroken("course.cancelled")
        if local_day(now) > held.first_day:
            raise RuleBroken("course.begun")
        asked = _asked(row)
        if not asked:
            if row.status == "placed":
                return []
            raise RuleBroken("course.offer_over")
        if any(is_over(one.offered_until, now) for one in asked):
            raise RuleBroken("course.offer_over")
        _answer(asked, {"status": "placed"}, "registration.accept", by=by, now=now)
        _note(held, asked, "line.accepted", now)
        courses_notices.tell([one.id for one in asked], "promoted", now=now)
    return asked


def decline(row: Registration, *, by: Identity, now: datetime) -> list[Registration]:
    """Say no to the seat, or to all those of a group that stands together; return who moved up."""
    if not may_answer(row, by=by, now=now):
        raise NotAllowed("registration")
    with writing():
        held: Course = locked(Course.select().where(Course.id == row.course_id)).get()
        row = Registration.get_by_id(row.id)
        asked = _asked(row)
        if not asked:
            if row.status == "withdrawn":
                return []
            raise RuleBroken("course.offer_over")
        gone = {"status": "withdrawn", "withdrawn_at": now}
        _answer(asked, gone, "registration.decline", by=by, now=now)
        _note(held, asked, "line.declined", now)
        courses_notices.tell([one.id for one in asked], "withdrawn", now=now)
        return promote(held, by=by, now=now)


def lapse(now: datetime) -> int:
    """Withdraw the offers that nobody answered in time, and ask the next; return how many ran out.

    None outlives the day the course begins, also when that day was set anew meanwhile.
    """
    begun = Course.select(Course.id).where(Course.first_day <= local_day(now))
    is_late = (Registration.offered_until <= now) | Registration.course.in_(begun)
    over = (Registration.status == "offered") & is_late
    found = Registration.select(Registration.course).join(Course).where(over & ~Course.is_cancelled)
    lapsed = 0
    for course_id in sorted({one.course_id for one in found}):
        with writing():
            held: Course = locked(Course.select().where(Course.id == course_id)).get()
            late = _rows(over & (Registration.course == held))
            gone = {"status": "withdrawn", "withdrawn_at": now}
            _answer(late, gone, "registration.lapse", by=HOUSE, now=now)
            _note(held, late, "line.lapsed", now)
            courses_notices_offers.tell_lapsed(late, now=now)
            lapsed += len(late)
            if not held.is_cancelled and local_day(now) <= held.first_day:
                promote(held, by=HOUSE, now=now)
    return lapsed


def settle(now: datetime) -> int:
    """Give the line the seats that were kept for other kindergartens, once the time for that is over,
    or somebody has changed kindergarten; return how many moved up."""
    today, moved = local_day(now), 0
    waits = Registration.select(Registration.course).where(Registration.status == "waiting")
    is_ahead = ~Course.is_cancelled & (Course.first_day >= today)
    for row in Course.select().where(Course.share.is_null(False) & is_ahead & Course.id.in_(waits)):
        if not courses_line.moves(row, now=now).moved:
            continue
        with writing():
            held: Course = locked(Course.select().where(Course.id == row.id)).get()
            moved += len(promote(held, by=HOUSE, now=now))
    return moved


def _rows(condition: Any) -> list[Registration]:
    query = Registration.select(Registration, RegistrationGroup).join(
        RegistrationGroup, JOIN.LEFT_OUTER
    )
    return list(query.where(condition).order_by(Registration.id))


def _asked(row: Registration) -> list[Registration]:
    """Return the offers that one answer is for, as they are now; the course's row is held."""
    same = Registration.id == row.id
    if stands_together(row):
        same = Registration.group == row.group_id
    return _rows(same & (Registration.status == "offered"))


def _answer(
    rows: Sequence[Registration],
    values: dict[str, Any],
    act: str,
    *,
    by: Identity,
    now: datetime,
) -> None:
    jobs = people.jobs_on([one.person_id for one in rows], local_day(now))
    for one in rows:
        job = jobs.get(one.person_id)
        place = job.kindergarten_id if job else None
        journal.amend(one, values, act, by=by, now=now, kindergarten_id=place)


def _note(row: Course, asked: Sequence[Registration], code: str, now: datetime) -> None:
    courses_line.note(row, [(one.id, None, code, {}) for one in asked], now=now)

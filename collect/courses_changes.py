"""Changes after registration: another person on a seat, and the same person on another date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from collect import courses, courses_line, courses_notices, journal
from collect import courses_registrations as registrations
from collect.courses_line import seats_for, waits
from collect.courses_registrations import RegistrationAnswers
from collect.database import locked, writing
from collect.models.courses import Course, Registration
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed, RuleBroken
from collect.rules.text import clean


@dataclass(frozen=True)
class MoveAnswers:
    """To which course one moves, and whether a seat may be given up for a place in the line."""

    course_id: int
    gives_up: bool = False
    override_reason: str = ""  # an administrator's, for one whom the course is not for


def may_swap(identity: Identity) -> bool:
    """Whether the identity registers others, and so may let one go in another's place."""
    found = reach(identity, "registration", "C")
    return found.everything or bool(found.kindergartens)


def is_swappable(row: Registration, today: date) -> bool:
    """Whether another may still take the seat of one who is registered."""
    is_ahead = not row.course.is_cancelled and today <= row.course.first_day
    return row.status == "placed" and is_ahead


def swap(
    row: Registration, answers: RegistrationAnswers, *, by: Identity, now: datetime
) -> Registration:
    """Give a person's seat to another who may go, and return the other's registration.

    The seat stays taken, so the line stands where it stood, also in its last days. The same swap
    again gives the same registration. Raises RuleBroken when the course has begun, or with what
    stands between the other and the course.
    """
    needs, today = clean(answers.needs, 1_000, "needs"), local_day(now)
    _require(row, by, today)
    if not may_swap(by):
        raise NotAllowed("registration")
    with writing():
        held = locked(Course.select().where(Course.id == row.course_id)).get()
        row = Registration.get_by_id(row.id)
        earlier = successor(row)
        if earlier is not None and earlier.person_id == answers.person_id:
            return earlier
        if held.is_cancelled:
            raise RuleBroken("course.cancelled")
        registrations.refuse_begun(row, held, today)
        if row.status != "placed":
            raise RuleBroken("swap.not_placed")
        if answers.person_id == row.person_id:
            raise RuleBroken("swap.self", "person_id")
        registrations.judge(held, answers, by, today)
        why = registrations.exception(held, answers, by)
        leave(row, "registration.swap", by=by, now=now)
        courses_notices.tell([row.id], "withdrawn", now=now)
        made = registrations.enter(
            held,
            answers.person_id,
            "placed",
            None,
            by=by,
            now=now,
            needs=needs,
            override_reason=why,
            group=row.group,
            follows=row,
        )
        if held.share is not None:  # the seat may now count for another kindergarten
            courses.promote(held, by=by, now=now)
    return made


def move(row: Registration, answers: MoveAnswers, *, by: Identity, now: datetime) -> Registration:
    """Move a registration to another course of the same kind, and return the new one.

    There one gets a seat, or the next place in the line; here the line moves up. The same move
    again gives the same registration. Raises RuleBroken("move.full") when a seat would be given up
    for a place in the line and nobody has said that it may, and what stands in the way of both.
    """
    today = local_day(now)
    _require(row, by, today)
    with writing():
        old, new = both_locked(row.course_id, answers.course_id)
        row = Registration.get_by_id(row.id)
        earlier = successor(row)
        if earlier is not None and earlier.course_id == answers.course_id:
            return earlier
        _refuse_staying(row, old, today)
        courses.refuse_late_withdrawal(row, old, by=by, today=today)
        wish = _judged_move(row, old, new, answers, by=by, today=today)
        has_seat = seats_for(new, today=today, person_id=row.person_id)
        status = "placed" if has_seat else "waiting"
        number = waits(new) + 1 if status == "waiting" else None
        has_one_here = row.status != "waiting" and not old.is_cancelled
        if number is not None and has_one_here and not answers.gives_up:
            raise RuleBroken("move.full", "gives_up", number=number)
        leave(row, "registration.move", by=by, now=now)
        courses_notices.tell([row.id], "transferred", now=now)
        made = registrations.enter(
            new,
            row.person_id,
            status,
            number,
            by=by,
            now=now,
            needs=row.needs,
            note=row.note,
            override_reason=registrations.exception(new, wish, by),
            follows=row,
        )
        courses_line.tell_share(new, now=now)
        if not old.is_cancelled:
            courses.promote(old, by=by, now=now)
    return made


def both_locked(one: int, other: int) -> tuple[Course, Course]:
    """Return two courses, their rows locked in the order of their ids, so that nobody waits in a ring."""
    query = Course.select().where(Course.id.in_([one, other])).order_by(Course.id)
    found = {row.id: row for row in locked(query)}
    if other not in found or other == one:
        raise RuleBroken("course.unknown", "course_id")
    return found[one], found[other]


def _refuse_staying(row: Registration, old: Course, today: date) -> None:
    """Refuse to take somebody out of a list that they are out of, or must stay in."""
    if row.status == "withdrawn":
        raise RuleBroken("move.withdrawn")
    if not old.is_cancelled:
        registrations.refuse_begun(row, old, today)


def _judged_move(
    row: Registration,
    old: Course,
    new: Course,
    answers: MoveAnswers,
    *,
    by: Identity,
    today: date,
) -> RegistrationAnswers:
    """Return the wish for a place in the other course; raise RuleBroken with what stands in the way."""
    refuse_target(old, new, today)
    wish = RegistrationAnswers(new.id, row.person_id, override_reason=answers.override_reason)
    registrations.judge(new, wish, by, today)
    return wish


def refuse_target(old: Course, new: Course, today: date) -> None:
    """Refuse a course of another kind, and one that takes no registrations."""
    if new.kind != old.kind:
        raise RuleBroken("course.unknown", "course_id")
    if not courses.is_open(new, today):
        raise RuleBroken("course.cancelled" if new.is_cancelled else "course.closed", "course_id")


def is_movable(row: Registration, today: date) -> bool:
    """Whether a registration may still be moved to another date."""
    is_ahead = row.course.is_cancelled or today <= row.course.first_day
    return row.status != "withdrawn" and is_ahead


def successor(row: Registration) -> Registration | None:
    """Return the registration that took over from one that was swapped or moved."""
    found: Registration | None = Registration.get_or_none(Registration.follows == row)
    return found


def kin(row: Registration, *, by: Identity, on: date) -> list[Registration]:
    """Return what a registration came from and what it became, as far as the reader may see."""
    near = (Registration.follows == row) | (Registration.id == (row.follows_id or 0))
    return list(registrations.registrations(by, on).where(near).order_by(Registration.id))


def _require(row: Registration, by: Identity, today: date) -> None:
    """Refuse one who may not give up this registration."""
    own = registrations.registrations(by, today, "X").where(Registration.id == row.id)
    if not own.exists():
        raise NotAllowed("registration")


def leave(row: Registration, act: str, *, by: Identity, now: datetime) -> None:
    """Take one out of a course's list, inside the act's transaction."""
    place = registrations.place_of(row.person_id, local_day(now))
    values = {"status": "withdrawn", "withdrawn_at": now}
    journal.amend(row, values, act, by=by, now=now, kindergarten_id=place)

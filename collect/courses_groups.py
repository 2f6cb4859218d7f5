"""Several registered in one act by their director, and seats reserved until they get a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import ModelSelect

from collect import courses_crowds, courses_line, journal, people, receipts
from collect import courses_registrations as registrations
from collect.courses import promote
from collect.courses_line import seats_for, waits
from collect.database import locked, writing
from collect.models.base import within
from collect.models.courses import Course, LineNote, Registration, RegistrationGroup
from collect.models.people import Person
from collect.rules.access import HOUSE, Identity, reach
from collect.rules.calendar import local_day
from collect.rules.capacity import RULES
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import NOTE, clean

MOST_UNNAMED = 20
NAMED_BEFORE = timedelta(days=2)  # before the first day, unless another day is chosen


@dataclass(frozen=True)
class GroupAnswers:
    """Whom a director registers in one act, by which rule, and how many seats without a name."""

    course_id: int
    people: tuple[int, ...] = ()
    rule: str = "each"
    unnamed: int = 0
    name_by: date | None = None
    note: str = ""


def register_group(
    answers: GroupAnswers, *, by: Identity, submission_id: str, now: datetime
) -> str:
    """Give each a seat or a place in the line, and return the group's reference number.

    The same submission again gives the same reference. Raises RuleBroken when the course is
    closed, somebody may not go, or seats without a name are asked for that are not free.
    """
    note = clean(answers.note, NOTE, "note")
    body, today = receipts.body_hash(answers), local_day(now)
    with writing():
        known = receipts.earlier(submission_id, body, by=by)
        if known is not None:
            return known[0]
        row = registrations.open_course(answers.course_id, by=by, today=today)
        chosen = _judged_people(row, answers.people, by, today)
        place = _place(row, chosen, by)
        name_by = _judged_seats(row, answers, today, place)
        group = RegistrationGroup.create(
            reference=receipts.new_reference(),
            course=row,
            kindergarten=place,
            rule=answers.rule,
            registered_by=by.person_id,
            registered_at=now,
            name_by=name_by,
            unnamed=answers.unnamed,
        )
        placed = 0
        if chosen:
            placed = seats_for(row, len(chosen), answers.rule, today=today, house=place)
        _note(group, "group.register", by=by, now=now)
        ahead = waits(row)
        for nth, person_id in enumerate(chosen, 1):
            status = "placed" if nth <= placed else "waiting"
            number = ahead + nth - placed if nth > placed else None
            registrations.enter(
                row, person_id, status, number, note=note, group=group, by=by, now=now
            )
        courses_line.tell_share(row, now=now)
        receipts.give(submission_id, body, "group", group.reference, group.id, by=by, now=now)
    return str(group.reference)


def _judged_people(row: Course, asked: Sequence[int], by: Identity, today: date) -> list[int]:
    """Return the people in their order; raise RuleBroken when one of them may not be registered."""
    wanted = set(asked)
    found = list(registrations.registrable(by, today).where(Person.id.in_(wanted)))
    if len(found) != len(wanted):
        raise RuleBroken("person.unknown", "people")
    names = {person.id: person.name for person in found}
    held = set(held_among(row, list(names)))
    if held:
        raise RuleBroken("group.registered", "people", names=_named(names, held))
    against = registrations.reasons_of(row, list(names))
    kept_out = {person_id for person_id, codes in against.items() if codes}
    if kept_out:
        raise RuleBroken("group.ineligible", "people", names=_named(names, kept_out))
    return list(names)


def _named(names: dict[int, str], chosen: set[int]) -> str:
    return ", ".join(name for person_id, name in names.items() if person_id in chosen)


def _judged_seats(row: Course, answers: GroupAnswers, today: date, place: int) -> date | None:
    """Return the last day to name the seats without one; raise RuleBroken when they cannot be had."""
    if answers.rule not in RULES:
        raise RuleBroken("choice.unknown", "rule", value=answers.rule)
    if not answers.people and not answers.unnamed:
        raise RuleBroken("required", "people")
    if not 0 <= answers.unnamed <= MOST_UNNAMED:
        raise RuleBroken("group.size", "unnamed", most=MOST_UNNAMED)
    if not answers.unnamed:
        return None
    size = len(answers.people) + answers.unnamed
    left = seats_for(row, size, "one", today=today, house=place)
    if left < size:
        raise RuleBroken("group.no_seats", "unnamed", left=left)
    name_by = answers.name_by or max(today, row.first_day - NAMED_BEFORE)
    if not today <= name_by <= row.first_day:
        raise RuleBroken("group.name_by", "name_by")
    return name_by


def _place(row: Course, chosen: Sequence[int], by: Identity) -> int:
    """Return the kindergarten the group belongs to: where the first works, or the director's own."""
    found = reach(by, "registration", "C")
    jobs = people.jobs_on(chosen, row.first_day)
    here = [jobs[person_id].kindergarten_id for person_id in chosen if person_id in jobs]
    for kindergarten_id in [*here, *sorted(found.kindergartens)]:
        if found.covers(kindergarten_id=kindergarten_id):
            return kindergarten_id
    raise NotAllowed("registration")


def held_among(row: Course, person_ids: Sequence[int]) -> dict[int, str]:
    """Return by person id the reference of what some of the people hold for a course."""
    query = Registration.select(Registration.person, Registration.reference).where(
        (Registration.course == row)
        & Registration.person.in_(person_ids)
        & (Registration.status != "withdrawn")
    )
    return {one.person_id: one.reference for one in query}


def groups(identity: Identity, act: str = "R") -> ModelSelect[RegistrationGroup]:
    """Return the groups of the kindergartens where the identity may act, the newest first."""
    found = within(
        reach(identity, "registration", act), kindergarten=RegistrationGroup.kindergarten
    )
    return (
        RegistrationGroup.select(RegistrationGroup, Course)
        .join(Course)
        .where(found)
        .order_by(RegistrationGroup.id.desc())
    )


def group(identity: Identity, reference: str, act: str = "R") -> RegistrationGroup:
    """Return one group; raise NotFound for a foreign or missing one."""
    found = groups(identity, act).where(RegistrationGroup.reference == reference).get_or_none()
    if found is None:
        raise NotFound("group")
    return found


def members(row: RegistrationGroup) -> list[Registration]:
    """Return who was registered in a group, in order, those who withdrew as well."""
    return list(
        Registration.select(Registration, Person)
        .join(Person)
        .where(Registration.group == row)
        .order_by(Registration.id)
    )


def name_seat(row: RegistrationGroup, person_id: int, *, by: Identity, now: datetime) -> str:
    """Give a reserved seat to a person, and return the registration's reference number."""
    if not groups(by, "C").where(RegistrationGroup.id == row.id).exists():
        raise NotAllowed("registration")
    today = local_day(now)
    with writing():
        held = _held_course(row, today)
        row = RegistrationGroup.get_by_id(row.id)
        if row.unnamed < 1:
            raise RuleBroken("group.none_left", "person_id")
        _judged_people(held, [person_id], by, today)
        journal.amend(row, {"unnamed": row.unnamed - 1}, "group.name", **_said(row, by, now))
        made = registrations.enter(held, person_id, "placed", None, group=row, by=by, now=now)
    return str(made.reference)


def release(
    row: RegistrationGroup, *, by: Identity, now: datetime, seen: str | None = None
) -> list[Registration]:
    """Give up the seats that have no name; the line moves up. Return who moved.

    With `seen`, several move up only when they are the ones that were counted before.
    """
    if not groups(by, "X").where(RegistrationGroup.id == row.id).exists():
        raise NotAllowed("registration")
    with writing():
        held = _held_course(row, local_day(now))
        row = RegistrationGroup.get_by_id(row.id)
        if not row.unnamed:
            return []
        found = courses_line.moves(held, now=now, released=row)
        courses_crowds.refuse_unseen(found, seen, now=now)
        journal.amend(row, {"unnamed": 0}, "group.release", **_said(row, by, now))
        return promote(held, by=by, now=now)


def split(row: RegistrationGroup, *, by: Identity, now: datetime) -> list[Registration]:
    """Let each of a group that waits for seats to all take a seat alone, from where the group stands.

    No seat is kept empty for a group that wants all or nothing, so it may be passed over for long;
    this is its way out. Return who of the line moved up.
    """
    if not groups(by, "C").where(RegistrationGroup.id == row.id).exists():
        raise NotAllowed("registration")
    with writing():
        held = _held_course(row, local_day(now))
        row = RegistrationGroup.get_by_id(row.id)
        if row.rule == "each":
            return []
        journal.amend(row, {"rule": "each"}, "group.split", **_said(row, by, now))
        courses_line.note(held, [(None, row.id, "line.split", {})], now=now)
        return promote(held, by=by, now=now)


def times_passed(row: RegistrationGroup) -> int:
    """Return how often seats went past a group because they did not reach for all of it."""
    same = (LineNote.group == row) & (LineNote.code == "line.group")
    return int(LineNote.select().where(same).count())


def release_late(now: datetime) -> int:
    """Give seats to the line that were not named in time; return how many."""
    late = (RegistrationGroup.unnamed > 0) & (RegistrationGroup.name_by < local_day(now))
    courses = {one.course_id for one in RegistrationGroup.select().where(late)}
    released = 0
    for course_id in sorted(courses):
        with writing():
            held = locked(Course.select().where(Course.id == course_id)).get()
            for row in RegistrationGroup.select().where(late & (RegistrationGroup.course == held)):
                released += row.unnamed
                journal.amend(row, {"unnamed": 0}, "group.release", **_said(row, HOUSE, now))
            if local_day(now) <= held.first_day:
                promote(held, by=HOUSE, now=now)
    return released


def _held_course(row: RegistrationGroup, today: date) -> Course:
    held: Course = locked(Course.select().where(Course.id == row.course_id)).get()
    if held.is_cancelled:
        raise RuleBroken("course.cancelled")
    if today > held.first_day:
        raise RuleBroken("course.begun")
    return held


def _said(row: RegistrationGroup, by: Identity, now: datetime) -> dict[str, Any]:
    return {"by": by, "now": now, "kindergarten_id": row.kindergarten_id}


def _note(row: RegistrationGroup, act: str, *, by: Identity, now: datetime) -> None:
    new = {
        "course": row.course_id,
        "rule": row.rule,
        "unnamed": row.unnamed,
        "name_by": row.name_by,
    }
    journal.note(act, row.id, by=by, now=now, kindergarten_id=row.kindergarten_id, new=new)

"""One declaration, many lists: somebody gets another position or department from a day, or leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from collect import accounts_leaving, accounts_moving, journal, people, receipts
from collect.accounts_moving import Turn
from collect.database import locked, writing
from collect.models.base import within
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Employment, Person
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.eligibility import POSITIONS
from collect.rules.refusals import NotFound, RuleBroken

KINDS = ("position", "department", "leaves")
FAR = timedelta(days=730)  # a date further off is a slip of the pen
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ChangeAnswers:
    """What changes and when: the first day of the new, or the last day of one who leaves."""

    kind: str
    day: date
    position: str | None = None
    department_id: int | None = None


@dataclass(frozen=True)
class Change:
    """A change that may be made: which employment it ends, and what comes instead."""

    job: Employment
    kind: str
    day: date
    position: str
    room: Department | None
    turns: tuple[Turn, ...]

    @property
    def leaves(self) -> bool:
        """Whether nothing comes instead."""
        return self.kind == "leaves"

    @property
    def gone_from(self) -> date:
        """Return the first day on which what was no longer holds."""
        return self.day + ONE_DAY if self.leaves else self.day


def subject(
    identity: Identity, person_id: int, on: date, kindergarten_id: int | None = None
) -> tuple[Person, Kindergarten]:
    """Return whom a change may be declared for, and where: the place asked for, or the latest begun.

    Raises NotFound for one who does not work, and will not work, within reach.
    """
    asked = Employment.kindergarten == kindergarten_id if kindergarten_id else None
    rows = (
        Employment.select(Employment, Person, Kindergarten)
        .join(Person)
        .join_from(Employment, Kindergarten)
        .where(
            within(reach(identity, "person", "U"), kindergarten=Employment.kindergarten)
            & (Employment.person == person_id)
            & (Employment.valid_to.is_null() | (Employment.valid_to >= on))
            & Person.merged_into.is_null()
        )
        .order_by(Employment.valid_from, Employment.id)
    )
    jobs = list(rows if asked is None else rows.where(asked))
    if not jobs:
        raise NotFound("person")
    job = next((one for one in reversed(jobs) if one.valid_from <= on), jobs[0])
    return job.person, job.kindergarten


def rooms(place: Kindergarten, on: date) -> list[Department]:
    """Return a kindergarten's departments that are not closed before a day, by name."""
    is_left = Department.closed_on.is_null() | (Department.closed_on >= on)
    found = Department.select().where((Department.kindergarten == place) & is_left)
    return list(found.order_by(Department.sort, Department.id))


def judge(row: Person, place: Kindergarten, answers: ChangeAnswers, *, today: date) -> Change:
    """Return the change that the answers ask for; raise RuleBroken for one that cannot be made."""
    if answers.kind not in KINDS:
        raise RuleBroken("choice.unknown", "kind", value=answers.kind)
    if abs(answers.day - today) > FAR:
        raise RuleBroken("change.far", "day")
    job = _job(row, place, answers)
    day, turns, room = answers.day, [], job.department
    if answers.kind == "position":
        _refuse_position(job, answers.position)
        turns = accounts_moving.into_position(job, answers.position or "", day)
    elif answers.kind == "department":
        room = _room(job, answers)
        turns = accounts_moving.into_room(job, room, day)
    else:
        turns = [Turn(grant) for grant in accounts_moving.held_there(job, day + ONE_DAY)]
    position = answers.position if answers.kind == "position" else job.position
    return Change(job, answers.kind, day, position or "", room, tuple(turns))


def _job(row: Person, place: Kindergarten, answers: ChangeAnswers) -> Employment:
    """Return the employment that changes: the one that holds on the day before, or on the last day."""
    leaves = answers.kind == "leaves"
    on = answers.day if leaves else answers.day - ONE_DAY
    jobs = list(
        Employment.select()
        .where((Employment.person == row) & (Employment.kindergarten == place))
        .order_by(Employment.valid_from, Employment.id)
    )
    begun = [one for one in jobs if one.valid_from <= on]
    if not begun:
        raise RuleBroken("change.before_start", "day", day=jobs[0].valid_from)
    job = begun[-1]
    if any(one.valid_to is None or one.valid_to >= on for one in begun[:-1]):
        raise RuleBroken("change.several")
    if len(begun) < len(jobs):
        raise RuleBroken("change.overlapping", "day", day=jobs[len(begun)].valid_from)
    if not leaves and job.valid_to is not None and job.valid_to < answers.day:
        raise RuleBroken("change.after_end", "day", day=job.valid_to)
    return job


def _refuse_position(job: Employment, position: str | None) -> None:
    if not position:
        raise RuleBroken("required", "position")
    if position not in POSITIONS:
        raise RuleBroken("choice.unknown", "position", value=position)
    if position == job.position:
        raise RuleBroken("change.same", "position")


def _room(job: Employment, answers: ChangeAnswers) -> Department:
    """Return the department somebody moves to."""
    if answers.department_id is None:
        raise RuleBroken("required", "department_id")
    room: Department | None = Department.get_or_none(Department.id == answers.department_id)
    if room is None:
        raise RuleBroken("department.unknown", "department_id")
    if room.kindergarten_id != job.kindergarten_id:
        raise RuleBroken("department.elsewhere", "department_id")
    if room.opened_on > answers.day or (
        room.closed_on is not None and room.closed_on < answers.day
    ):
        raise RuleBroken("department.closed", "department_id")
    if room.id == job.department_id:
        raise RuleBroken("change.same", "department_id")
    return room


def declare(
    row: Person,
    place: Kindergarten,
    answers: ChangeAnswers,
    *,
    by: Identity,
    submission_id: str,
    now: datetime,
) -> str:
    """End the present employment and begin the new one, the roles with it; return the reference.

    The same submission again gives the same reference. Raises RuleBroken for what cannot be made.
    """
    if not reach(by, "person", "U").covers(kindergarten_id=place.id):
        raise NotFound("person")
    body = receipts.body_hash((row.id, place.id, answers))
    with writing():
        known = receipts.earlier(submission_id, body, by=by)
        if known is not None:
            return known[0]
        locked(Person.select().where(Person.id == row.id)).get()  # two at once: one change
        change = judge(row, place, answers, today=local_day(now))
        if change.leaves:
            accounts_leaving.end_job(change.job, change.day, by=by, now=now)
        else:
            _begin(change, row, place, by=by, now=now)
        reference = receipts.new_reference()
        receipts.give(
            submission_id, body, "people_change", reference, change.job.id, by=by, now=now
        )
    return str(reference)


def _begin(
    change: Change, row: Person, place: Kindergarten, *, by: Identity, now: datetime
) -> None:
    """Begin the new employment, which ends when the old one would have, and end the old the day before."""
    job, until = change.job, change.job.valid_to
    made = people.insert_employment(
        row, place, change.room, change.position, job.fte_percent, change.day, by=by, now=now
    )
    if until is not None:
        journal.amend(
            made, {"valid_to": until}, "employment.end", by=by, now=now, kindergarten_id=place.id
        )
    accounts_leaving.end_job(job, change.day - ONE_DAY, by=by, now=now)
    accounts_moving.turn(change.turns, change.day, by=by, now=now)


def is_received(submission_id: str, *, by: Identity) -> bool:
    """Whether a declaration was received already: its subject may be out of reach since."""
    try:
        with writing():
            return receipts.reference_of(submission_id, by=by) is not None
    except RuleBroken:  # no submission at all
        return False


def named(turns: Sequence[Turn]) -> list[tuple[str, str, str, str]]:
    """Return of each role its code and department, and of what it becomes the same; blank for none."""
    return [
        (
            one.grant.role,
            one.grant.department.name if one.grant.department else "",
            one.becomes or "",
            one.room.name if one.room else "",
        )
        for one in turns
    ]

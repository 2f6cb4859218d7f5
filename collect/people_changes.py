"""One declaration, many lists: who gets another position or place, is away, comes back or leaves, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from collect import (
    accounts_moving,
    organisation,
    people_declarations,
    people_following,
    people_leaves,
    receipts,
)
from collect.accounts_moving import Turn
from collect.database import locked, writing
from collect.models.base import on_day, within
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Employment, Person
from collect.models.people_changes import Leave
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.eligibility import POSITIONS
from collect.rules.refusals import NotFound, RuleBroken

KINDS = ("position", "department", "moves", "leave", "returns", "leaves")
FAR = timedelta(days=730)  # a date further off is a slip of the pen
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ChangeAnswers:
    """What changes and when: the first day of the new, or of leave, or back; or the last day at work."""

    kind: str
    day: date
    position: str | None = None
    department_id: int | None = None
    kindergarten_id: int | None = None
    until: date | None = None  # the last day of leave, if it is known


@dataclass(frozen=True)
class Change:
    """A change that may be made: which employment it ends, and what comes instead."""

    job: Employment
    kind: str
    day: date
    position: str
    room: Department | None
    turns: tuple[Turn, ...]
    place: Kindergarten | None = None  # another one
    until: date | None = None
    leave: Leave | None = None  # what a return ends

    @property
    def leaves(self) -> bool:
        """Whether the person is not in the kindergarten any more."""
        return self.kind in ("leaves", "moves")

    @property
    def is_away(self) -> bool:
        """Whether the employment stands, and the person is on leave or back from it."""
        return self.kind in ("leave", "returns")

    @property
    def gone_from(self) -> date:
        """Return the first day on which what was no longer holds."""
        return self.day + ONE_DAY if self.kind == "leaves" else self.day


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


def places(place: Kindergarten) -> list[Kindergarten]:
    """Return the kindergartens somebody may move to, by name: all that are in use but their own."""
    stands = organisation.stands() & Kindergarten.is_active & (Kindergarten.id != place.id)
    return list(Kindergarten.select().where(stands).order_by(Kindergarten.sort, Kindergarten.id))


def judge(row: Person, place: Kindergarten, answers: ChangeAnswers, *, today: date) -> Change:
    """Return the change that the answers ask for; raise RuleBroken for one that cannot be made."""
    if answers.kind not in KINDS:
        raise RuleBroken("choice.unknown", "kind", value=answers.kind)
    if abs(answers.day - today) > FAR:
        raise RuleBroken("change.far", "day")
    if answers.kind in ("leave", "returns"):
        return _away(row, place, answers, today)
    job = _job(row, place, answers)
    day, turns, room = answers.day, [], job.department
    if answers.kind == "position":
        _refuse_position(job, answers.position)
        turns = accounts_moving.into_position(job, answers.position or "", day)
        if answers.department_id is not None:  # both at once, as a register says it
            room = _room(job, answers, job.kindergarten_id)
            turns = turns or accounts_moving.into_room(job, room, day)
    elif answers.kind == "department":
        room = _room(job, answers, job.kindergarten_id)
        turns = accounts_moving.into_room(job, room, day)
    elif answers.kind == "moves":
        new, held = _place(job, answers), accounts_moving.held_there(job, day)
        turns = accounts_moving.into_place(held, new)
        room = None if answers.department_id is None else _room(job, answers, new.id)
        post = str(answers.position or job.position)
        return Change(job, "moves", day, post, room, tuple(turns), new)
    else:
        turns = [Turn(grant) for grant in accounts_moving.held_there(job, day + ONE_DAY)]
    position = answers.position if answers.kind == "position" else job.position
    return Change(job, answers.kind, day, position or "", room, tuple(turns))


def _away(row: Person, place: Kindergarten, answers: ChangeAnswers, today: date) -> Change:
    """Return leave that begins, or a return from it; raise RuleBroken for one that cannot be."""
    kind, day = answers.kind, answers.day
    here = (Employment.person == row) & (Employment.kindergarten == place)
    job = Employment.select().where(here & on_day(Employment, day)).first()
    if job is None:
        raise RuleBroken("leave.no_job", "day")
    if kind == "returns":
        leave = people_leaves.judge_return(row, place, day, today)
        return Change(job, kind, day, job.position, job.department, (), leave=leave)
    if answers.until is not None and answers.until - today > FAR:
        raise RuleBroken("change.far", "until")
    people_leaves.judge(row, place, day, answers.until)
    return Change(job, kind, day, job.position, job.department, (), until=answers.until)


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


def _place(job: Employment, answers: ChangeAnswers) -> Kindergarten:
    """Return the kindergarten somebody moves to."""
    if answers.kindergarten_id is None:
        raise RuleBroken("required", "kindergarten_id")
    for one in places(job.kindergarten):
        if one.id == answers.kindergarten_id:
            return one
    raise RuleBroken("kindergarten.unknown", "kindergarten_id")


def _room(job: Employment, answers: ChangeAnswers, kindergarten_id: int) -> Department:
    """Return the department somebody moves to, of the kindergarten where they will work."""
    if answers.department_id is None:
        raise RuleBroken("required", "department_id")
    room: Department | None = Department.get_or_none(Department.id == answers.department_id)
    if room is None:
        raise RuleBroken("department.unknown", "department_id")
    if room.kindergarten_id != kindergarten_id:
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
    """Make the change with all that follows on its day, and return the reference.

    The same submission again gives the same reference. Raises RuleBroken for what cannot be made.
    """
    if not reach(by, "person", "U").covers(kindergarten_id=place.id):
        raise NotFound("person")
    body = receipts.body_hash((row.id, place.id, answers))
    with writing():
        known = receipts.earlier(submission_id, body, by=by)
        if known is not None:
            return known[0]
        made = make(row, place, answers, by=by, now=now)
        reference = receipts.new_reference()
        receipts.give(submission_id, body, "people_change", reference, made, by=by, now=now)
    return str(reference)


def make(
    row: Person, place: Kindergarten, answers: ChangeAnswers, *, by: Identity, now: datetime
) -> int:
    """Make the change inside a transaction that is open; return the number of the declaration."""
    locked(Person.select().where(Person.id == row.id)).get()  # two at once: one change
    change = judge(row, place, answers, today=local_day(now))
    before = people_declarations.snapshot(row.id)
    if change.leave is not None:
        people_leaves.end(change.leave, change.day - ONE_DAY, by=by, now=now)
    elif change.kind == "leave":
        people_leaves.begin(row, place, change.day, change.until, by=by, now=now)
    else:
        people_following.carry_out(
            change.job,
            change.day,
            change.position,
            change.room,
            change.turns,
            place=change.place,
            is_over=change.kind == "leaves",
            by=by,
            now=now,
        )
    kept = people_declarations.keep(
        row, place, change.kind, change.day, _details(change), before, by=by, now=now
    )
    people_following.free_and_tell(kept, change.place, by=by, now=now)
    return int(kept.id)


def _details(change: Change) -> dict[str, str]:
    """Return what is read of a change: codes, names and days."""
    found = {
        "position": change.position if change.kind == "position" else "",
        "department": change.room.name if change.kind == "department" and change.room else "",
        "kindergarten": change.place.name if change.place else "",
        "until": change.until.isoformat() if change.until else "",
    }
    return {name: value for name, value in found.items() if value}


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
            one.room.name if one.room else one.place.name if one.place else "",
        )
        for one in turns
    ]

"""The line of a course: seats taken, who waits in which order, and who moves up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from peewee import JOIN, Case, ModelSelect, Value, fn

from collect import people
from collect.database import Prepared, parameter
from collect.models.courses import Course, LineNote, Registration, RegistrationGroup
from collect.models.people import Person
from collect.phrases import clock, day
from collect.rules.calendar import local_day
from collect.rules.capacity import Entry, arriving, pass_seats, share_until
from collect.rules.courses_offers import answer_by

TAKING = ("placed", "offered")  # the states in which a registration holds a seat
Line: TypeAlias = tuple[int | None, int | None, str, dict[str, Any]]  # whom, why, figures


@dataclass(frozen=True)
class Filling:
    """How full a course is; seats that are offered, or reserved without a name, are taken."""

    placed: int = 0  # seats taken
    waiting: int = 0
    unnamed: int = 0  # of those placed
    offered: int = 0  # of those placed


@dataclass(frozen=True)
class Moves:
    """Who of a line gets a seat now, why, and why others do not; with `until`, the seat is offered."""

    moved: list[Registration]
    told: list[Line]
    until: datetime | None = None


def filling(course_ids: Sequence[int]) -> dict[int, Filling]:
    """Count seats taken and people waiting of several courses in one query."""
    if len(course_ids) == 1:
        rows = _FILLING.run(course=course_ids[0]).fetchall()
    else:
        rows = list(
            _counted(Registration.course.in_(course_ids), RegistrationGroup.course.in_(course_ids))
        )
    found: dict[int, Filling] = {}
    for course_id, *counts in rows:
        before = astuple(found.get(course_id, Filling()))
        found[course_id] = Filling(
            *(one + int(more or 0) for one, more in zip(before, counts, strict=True))
        )
    return found


def _counted(registered: Any, grouped: Any) -> Any:
    """Return the query that counts the registrations and the seats without a name, course by course."""
    placed = _sum(Registration.status.in_(TAKING))
    waiting, offered = (
        _sum(Registration.status == "waiting"),
        _sum(Registration.status == "offered"),
    )
    named = (
        Registration.select(Registration.course, placed, waiting, Value(0), offered)
        .where(registered)
        .group_by(Registration.course)
    )
    reserved = fn.SUM(RegistrationGroup.unnamed)
    unnamed = (
        RegistrationGroup.select(RegistrationGroup.course, reserved, Value(0), reserved, Value(0))
        .where(grouped & (RegistrationGroup.unnamed > 0))
        .group_by(RegistrationGroup.course)
    )
    return named.union_all(unnamed).tuples()


_FILLING = Prepared(
    lambda: _counted(
        Registration.course == parameter("course"), RegistrationGroup.course == parameter("course")
    )
)
_WAITING = Prepared(
    lambda: (
        Registration.select(fn.COUNT(Registration.id))
        .where((Registration.course == parameter("course")) & (Registration.status == "waiting"))
        .tuples()
    )
)


def waits(row: Course) -> int:
    """Return how many wait."""
    return int(_WAITING.run(course=row.id).fetchone()[0])


def _sum(condition: Any) -> Any:
    return fn.SUM(Case(None, ((condition, 1),), 0))


def free(row: Course) -> int:
    """Return how many seats are free; below nothing when a lower limit left too many placed."""
    return row.seats - filling([row.id]).get(row.id, Filling()).placed


def waiting(row: Course) -> list[Registration]:
    """Return who waits, the first first, each with the group it came in."""
    return list(
        Registration.select(Registration, RegistrationGroup)
        .join(RegistrationGroup, JOIN.LEFT_OUTER)
        .where((Registration.course == row) & (Registration.status == "waiting"))
        .order_by(Registration.id)
    )


def entries(
    rows: Sequence[Registration], houses: Mapping[int, int] | None = None
) -> dict[Entry, list[Registration]]:
    """Return the line as the rule knows it: a group is one entry, standing where its first stands.

    `houses` gives by person the kindergarten whose share of the seats is counted.
    """
    found: dict[int, list[Registration]] = {}
    first: dict[int, int] = {}  # a group's id -> the key of its entry
    for one in rows:
        key = one.id if _rule(one) == "each" else first.setdefault(one.group_id or 0, one.id)
        found.setdefault(key, []).append(one)
    places = houses or {}
    return {
        Entry(key, len(who), _rule(who[0]), places.get(who[0].person_id, 0)): who
        for key, who in found.items()
    }


def _rule(one: Registration) -> str:
    return str(one.group.rule) if one.group is not None else "each"


def moves(row: Course, *, now: datetime, released: RegistrationGroup | None = None) -> Moves:
    """Return who of the line would move up now, by the rule; nothing is written.

    `row` may be a course as it would be after a change that is not saved, and `released` a group
    as if it had given up its seats without a name.
    """
    listed, seats = waiting(row), free(row) + (released.unnamed if released else 0)
    line = entries(listed)
    if not line or seats < 1:
        return Moves([], [])
    if row.is_cancelled:
        return Moves([], [(None, None, "line.cancelled", {})])
    today = local_day(now)
    if today > row.first_day:
        return Moves([], [(None, None, "line.begun", {})])
    if is_frozen(row, today):
        frozen = {"days": row.freeze_days}
        return Moves([], [(rows[0].id, None, "line.frozen", frozen) for rows in line.values()])
    houses, room = shares(row, today, released=released)
    line = entries(listed, houses)
    found = pass_seats(seats, list(line), room)
    moved = [one for entry, rows in line.items() for one in rows[: found.given.get(entry.key, 0)]]
    until = answer_by(now, row.offer_hours, row.first_day, row.freeze_days)
    why = (
        ("line.offered", {"day": day(local_day(until)), "time": clock(until)})
        if until
        else ("line.moved", {})
    )
    up: list[Line] = [(one.id, None, *why) for one in moved]
    kept: list[Line] = [
        (None, rows[0].group_id, "line.group", {"size": entry.size, "free": seats})
        for entry, rows in line.items()
        if found.passed.get(entry.key) == "line.group"
    ]
    held_back = [
        rows for entry, rows in line.items() if found.passed.get(entry.key) == "line.share"
    ]
    return Moves(moved, up + kept + _kept_for_others(row, held_back), until)


def _kept_for_others(row: Course, held_back: Sequence[list[Registration]]) -> list[Line]:
    """Return what is told of those who wait for other kindergartens, and were not told before."""
    if not held_back:
        return []
    same = (LineNote.course == row) & (LineNote.code == "line.share")
    told = {(one.registration_id, one.group_id) for one in LineNote.select().where(same)}
    why = ("line.share", {"share": row.share, "day": day(share_ends(row))})
    found: list[Line] = []
    for rows in held_back:
        is_one = _rule(rows[0]) == "each"
        whom = (rows[0].id, None) if is_one else (None, rows[0].group_id)
        if whom not in told:
            found.append((*whom, *why))
    return found


def share_ends(row: Course) -> date:
    """Return the last day on which a kindergarten may have only its share of the seats."""
    return share_until(row.first_day, row.register_by, row.freeze_days)


def shares(
    row: Course,
    today: date,
    asking: Sequence[int] = (),
    released: RegistrationGroup | None = None,
) -> tuple[dict[int, int], dict[int, int] | None]:
    """Return by person where those listed, and those `asking`, work on the first day, and by
    kindergarten how many more seats it may have; none, and no query, where no share holds today."""
    if row.share is None or today > share_ends(row):
        return {}, None
    is_listed = (Registration.course == row) & (Registration.status != "withdrawn")
    query: Any = Registration.select(Registration.person, Registration.status).where(is_listed)
    listed = dict(query.tuples())
    jobs = people.jobs_on([*listed, *asking], row.first_day)
    houses = {person_id: job.kindergarten_id for person_id, job in jobs.items()}
    held = Counter(
        houses[one] for one, state in listed.items() if state in TAKING and one in houses
    )
    same = (RegistrationGroup.course == row) & (RegistrationGroup.unnamed > 0)
    for group in RegistrationGroup.select().where(same):
        if group == released:
            continue
        held[group.kindergarten_id] += group.unnamed
    return houses, {house: row.share - held[house] for house in {*houses.values(), *held}}


def tell_share(row: Course, *, now: datetime) -> None:
    """Note of those who wait for other kindergartens that they do; inside the act's transaction."""
    if row.share is not None:
        told = moves(row, now=now).told
        note(row, [line for line in told if line[2] == "line.share"], now=now)


def is_frozen(row: Course, today: date) -> bool:
    """Whether the first day is so near that nobody moves up any more."""
    return row.freeze_days > 0 and today >= row.first_day - timedelta(days=row.freeze_days)


def note(row: Course, told: Sequence[Line], *, now: datetime) -> None:
    """Keep what happened in a course's line; inside the act's transaction."""
    rows = [
        {
            "course": row,
            "registration": registration_id,
            "group": group_id,
            "at": now,
            "code": code,
            "figures": figures,
        }
        for registration_id, group_id, code, figures in told
    ]
    if rows:
        LineNote.insert_many(rows).execute()


def notes(row: Course) -> ModelSelect[LineNote]:
    """Return what happened in a course's line, the newest first, each with whom it is about."""
    return (
        LineNote.select(LineNote, Registration, Person, RegistrationGroup)
        .join(Registration, JOIN.LEFT_OUTER)
        .join(Person, JOIN.LEFT_OUTER)
        .join_from(LineNote, RegistrationGroup, JOIN.LEFT_OUTER)
        .where(LineNote.course == row)
        .order_by(LineNote.id.desc())
    )


def notes_of(row: Registration) -> list[LineNote]:
    """Return what happened to one registration in the line, alone or with its group, the oldest first."""
    mine = (LineNote.registration == row) | (
        LineNote.group.is_null(False) & (LineNote.group == (row.group_id or 0))
    )
    return list(LineNote.select().where(mine).order_by(LineNote.id))


def seats_for(
    row: Course,
    size: int = 1,
    rule: str = "each",
    *,
    today: date,
    person_id: int | None = None,
    house: int = 0,
) -> int:
    """Return how many of those who come now get a seat; inside the act's transaction.

    They come from a `house`, or from where a person works.
    """
    seats = free(row)
    if seats < 1:
        return 0  # nobody in the line need be looked at
    houses, room = shares(row, today, [] if person_id is None else [person_id])
    if person_id is not None:
        house = houses.get(person_id, 0)
    if room is not None and house:
        room.setdefault(house, row.share or 0)
    line = list(entries(waiting(row), houses))
    return arriving(seats, line, Entry(0, size, rule, house), room)


def numbers(row: Course) -> dict[int, int]:
    """Return by registration id the place in the waiting list, the first being 1."""
    query: Any = (
        Registration.select(Registration.id)
        .where((Registration.course == row) & (Registration.status == "waiting"))
        .order_by(Registration.id)
        .tuples()
    )
    return {registration_id: number for number, (registration_id,) in enumerate(query, 1)}

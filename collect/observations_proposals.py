"""A semester's plan of visits proposed at once, kept and asked for; and somebody for one visit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import ModelSelect

from collect import journal
from collect import observations_observers as observers
from collect import observations_visits as visits
from collect import observations_visits_changes as changing
from collect.database import insert_rows, locked, writing
from collect.models.base import within
from collect.models.observations import Visit
from collect.models.observations_drafts import Draft
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Person
from collect.observations_instruments import instruments
from collect.observations_observers import LIVE
from collect.rules.access import Identity, reach
from collect.rules.calendar import Semester, local_day
from collect.rules.observations_exchange import Pair, Proposal, propose
from collect.rules.observations_pairs import Reason
from collect.rules.refusals import NotAllowed, RuleBroken


@dataclass(frozen=True)
class Choice:
    """Somebody who could take a visit: the person, where they work, and why."""

    person: Person
    kindergarten: Kindergarten
    relation: str
    is_lapsed: bool
    reasons: Sequence[Reason]


@dataclass(frozen=True)
class Line:
    """A pair of a proposal with the names a page shows."""

    pair: Pair
    department: Department
    person: Person


@dataclass(frozen=True)
class Drawn:
    """A proposal that nobody has kept yet; `mark` tells whether another one is the same."""

    lines: Sequence[Line]
    left: Sequence[tuple[Department, str]]
    mark: str


def draw(identity: Identity, semester: str, today: date) -> Drawn:
    """Return a proposal for the departments within one's planning that are not in the plan; nothing is written."""
    found = reach(identity, "visit", "C")
    if not (found.everything or found.kindergartens):
        raise NotAllowed("visit")
    half = changing.half(semester)
    places = None if found.everything else found.kindergartens
    drawn = propose(observers.season(half, today, places))
    keys = [*(one.department_id for one in drawn.pairs), *(one.department_id for one in drawn.left)]
    rooms = _rooms(keys)
    people = _people({pair.person_id for pair in drawn.pairs})
    lines = [Line(pair, rooms[pair.department_id], people[pair.person_id]) for pair in drawn.pairs]
    lines.sort(key=lambda line: (line.department.kindergarten.sort, line.department.sort))
    left = [(rooms[one.department_id], one.reason) for one in drawn.left]
    return Drawn(lines, sorted(left, key=lambda one: one[0].kindergarten.sort), _mark(drawn))


def _mark(drawn: Proposal) -> str:
    rows = [(pair.department_id, pair.person_id, pair.day.isoformat()) for pair in drawn.pairs]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:32]


def _rooms(ids: Collection[int]) -> dict[int, Department]:
    rows = Department.select(Department, Kindergarten).join(Kindergarten)
    return {row.id: row for row in rows.where(Department.id.in_(ids))}


def _people(ids: Collection[int]) -> dict[int, Person]:
    return {row.id: row for row in Person.select().where(Person.id.in_(ids))}


def keep(semester: str, mark: str, *, by: Identity, now: datetime) -> int:
    """Lay in the plan the proposal that was seen, and return its number of visits; nobody is asked yet.

    Raises RuleBroken("plan.changed") when the same proposal could not be made again.
    """
    drawn = draw(by, semester, local_day(now))
    if drawn.mark != mark:
        raise RuleBroken("plan.changed")
    rooms = [line.department.id for line in drawn.lines]
    versions = {row.version: row.id for row in instruments()}
    with writing():
        list(locked(Department.select().where(Department.id.in_(rooms)).order_by(Department.id)))
        if _in_plan(rooms, semester):
            raise RuleBroken("plan.changed")
        insert_rows(Visit, [_row(line.pair, semester, versions, now) for line in drawn.lines])
        new = {"semester": semester, "rows": len(rooms)}
        for place in sorted({line.department.kindergarten_id for line in drawn.lines}):
            journal.note("visit.propose", None, by=by, now=now, kindergarten_id=place, new=new)
    return len(rooms)


def _in_plan(rooms: Sequence[int], semester: str) -> bool:
    same = Visit.department.in_(rooms) & (Visit.semester == semester)
    return bool(Visit.select().where(same & Visit.status.in_((*LIVE, "observed"))).exists())


def _row(pair: Pair, semester: str, versions: dict[str, int], now: datetime) -> dict[str, Any]:
    """Return a pair as a row; the CLASS version is set where there is but one to choose."""
    one = pair.versions[0] if len(pair.versions) == 1 else None
    return {
        "uid": changing.new_uid(),
        "department_id": pair.department_id,
        "semester": semester,
        "observer_id": pair.person_id,
        "instrument_id": versions.get(one) if one else None,
        "planned_on": pair.day,
        "starts_at": "",
        "status": "proposed",
        "relation": pair.relation,
        "reasons": json.dumps(changing.kept(pair.reasons)),
        "note": "",
        "sequence": 0,
        "changed_at": journal.bare(now),
    }


def ask_all(semester: str, *, by: Identity, now: datetime) -> int:
    """Ask the observers of all visits within one's planning that are only proposed; return how many."""
    ready = Visit.observer.is_null(False) & Visit.planned_on.is_null(False)
    changes = {"status": "asked", "asked_at": now}
    with writing():
        rows = list(_proposed(by, semester).where(ready))
        for row in rows:
            changing.apply(row, "visit.ask", ("proposed",), changes, by=by, now=now)
    return len(rows)


def discard(semester: str, *, by: Identity, now: datetime) -> int:
    """Take out of the plan the visits within one's planning that nobody was asked for; return how many."""
    kept = Draft.select(Draft.visit).where(Draft.visit.is_null(False))
    with writing():
        rows = list(_proposed(by, semester).where(Visit.id.not_in(kept)))
        gone = (
            Visit.delete()
            .where(Visit.id.in_([row.id for row in rows]) & (Visit.status == "proposed"))
            .execute()
        )
        new = {"semester": semester, "rows": int(gone)}
        for place in sorted({row.department.kindergarten_id for row in rows}):
            journal.note("visit.discard", None, by=by, now=now, kindergarten_id=place, new=new)
    return int(gone)


def _proposed(by: Identity, semester: str) -> ModelSelect[Visit]:
    found = reach(by, "visit", "C")
    if not (found.everything or found.kindergartens):
        raise NotAllowed("visit")
    here = within(found, kindergarten=Department.kindergarten)
    return visits.visits(by, semester).where(here & (Visit.status == "proposed"))


# Somebody for one visit


def choices(
    department: Department, semester: str, day: date, *, by: Identity, today: date, without: int = 0
) -> list[Choice]:
    """Return whom one who plans may choose for a visit on a day, the best first, and why."""
    if not reach(by, "visit", "C").covers(kindergarten_id=department.kindergarten_id):
        raise NotAllowed("visit")
    half = changing.half(semester)
    able = observers.candidates(department, half, day, today, without)
    found = reach(by, "visit", "C")
    offering = observers.offering(semester)
    able = [
        one
        for one in able
        if one.relation != "external"
        or one.kindergarten_id in offering
        or found.covers(kindergarten_id=one.kindergarten_id)
    ]
    people = _people({one.person_id for one in able})
    ids = {one.kindergarten_id for one in able}
    places = {row.id: row for row in Kindergarten.select().where(Kindergarten.id.in_(ids))}
    return [
        Choice(
            people[one.person_id],
            places[one.kindergarten_id],
            one.relation,
            one.is_lapsed,
            one.reasons,
        )
        for one in able
    ]


def plannable(identity: Identity, semester: Semester) -> ModelSelect[Department]:
    """Return the departments within one's planning, open in a semester, kindergarten by kindergarten."""
    found = reach(identity, "visit", "C")
    return (
        Department.select(Department, Kindergarten)
        .join(Kindergarten)
        .where(
            within(found, kindergarten=Department.kindergarten)
            & (Department.opened_on <= semester.last_day)
            & (Department.closed_on.is_null() | (Department.closed_on >= semester.first_day))
        )
        .order_by(Kindergarten.sort, Kindergarten.id, Department.sort, Department.id)
    )

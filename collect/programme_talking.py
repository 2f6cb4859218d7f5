"""Snakke med barn: who leads it in a kindergarten, which modules were held, and who was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, ModelSelect, fn

from collect import journal, organisation
from collect.database import lay_over, locked, writing
from collect.models.base import on_day, within
from collect.models.organisation import Affiliation, Cohort, Kindergarten
from collect.models.people import Employment, Person, ProgrammeFunction
from collect.models.programme_talking import TalkAttendance, TalkSession
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day, programme_year
from collect.rules.programme_talking import MODULES, check_session, is_through, is_under_way
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken


@dataclass(frozen=True)
class Line:
    """Somebody who worked there that day: the mark, and another day they went through the module."""

    person: Person
    mark: TalkAttendance | None
    other_day: date | None

    @property
    def is_present(self) -> bool | None:
        """Return whether they were there; None before it is marked."""
        return None if self.mark is None else bool(self.mark.is_present)


@dataclass(frozen=True)
class Module:
    """A module of a kindergarten: the days it was held, and who of today's staff has been through it."""

    number: int
    days: tuple[date, ...]
    through: tuple[Person, ...]
    missing: tuple[Person, ...]

    @property
    def is_held(self) -> bool:
        """Whether it was held, with somebody there."""
        return bool(self.days)


@dataclass(frozen=True)
class Progress:
    """How far a kindergarten has come."""

    kindergarten: Kindergarten
    cohort: Cohort | None
    year: int  # of the programme; 0 for one that has not begun
    last_days: Mapping[int, date]  # module -> the last day it was held
    staff: int
    through: int  # of the staff, those who have been through every module
    champions: int


def leads(identity: Identity, on: date) -> frozenset[int]:
    """Return the kindergartens where the identity is a champion on a day."""
    if identity.person_id is None:
        return frozenset()
    rows: Any = champion_rows(on).where(ProgrammeFunction.person == identity.person_id)
    return frozenset(row.kindergarten_id for row in rows)


def champion_rows(on: date) -> ModelSelect[ProgrammeFunction]:
    """Return the champions of a day who still work where they lead."""
    works_there = Employment.select(Employment.id).where(
        (Employment.person == ProgrammeFunction.person)
        & (Employment.kindergarten == ProgrammeFunction.kindergarten)
        & on_day(Employment, on)
    )
    is_one = (ProgrammeFunction.function == "talk_champion") & on_day(ProgrammeFunction, on)
    return ProgrammeFunction.select().where(is_one & fn.EXISTS(works_there))


def may_mark(identity: Identity, kindergarten_id: int, on: date) -> bool:
    """Whether the identity keeps the attendance of a kindergarten: its director, champions, those above."""
    found = reach(identity, "talk", "U")
    return found.covers(kindergarten_id=kindergarten_id) or kindergarten_id in leads(identity, on)


def kindergartens(identity: Identity, on: date) -> ModelSelect[Kindergarten]:
    """Return the kindergartens whose modules the identity may see, by name."""
    here = within(reach(identity, "talk", "R"), kindergarten=Kindergarten.id)
    return (
        Kindergarten.select()
        .where((here | Kindergarten.id.in_(sorted(leads(identity, on)))) & organisation.stands())
        .order_by(Kindergarten.sort, Kindergarten.id)
    )


def kindergarten(identity: Identity, kindergarten_id: int, on: date) -> Kindergarten:
    """Return one kindergarten; raise NotFound for a foreign or missing one."""
    found = kindergartens(identity, on).where(Kindergarten.id == kindergarten_id).get_or_none()
    if found is None:
        raise NotFound("kindergarten")
    return found


def champions(kindergarten_id: int, on: date) -> list[ProgrammeFunction]:
    """Return a kindergarten's champions on a day, with the person, by name."""
    rows: Any = (
        champion_rows(on)
        .select(ProgrammeFunction, Person)
        .join(Person)
        .where(ProgrammeFunction.kindergarten == kindergarten_id)
        .order_by(Person.sort, Person.id)
    )
    return list(rows)


def all_champions(identity: Identity) -> ModelSelect[ProgrammeFunction]:
    """Return the champions within reach, of today, before and to come, by kindergarten and name."""
    here = within(reach(identity, "talk", "R"), kindergarten=ProgrammeFunction.kindergarten)
    return (
        ProgrammeFunction.select(ProgrammeFunction, Person, Kindergarten)
        .join(Person)
        .join_from(ProgrammeFunction, Kindergarten)
        .where((ProgrammeFunction.function == "talk_champion") & here)
        .order_by(Kindergarten.sort, Kindergarten.id, Person.sort, Person.id)
    )


def staff(kindergarten_id: int, on: date) -> list[Person]:
    """Return who works in a kindergarten on a day, by name."""
    employed = Employment.select(Employment.person).where(
        (Employment.kindergarten == kindergarten_id) & on_day(Employment, on)
    )
    return list(Person.select().where(Person.id.in_(employed)).order_by(Person.sort, Person.id))


def _present(kindergarten_ids: Collection[int]) -> list[tuple[int, int, date, int]]:
    """Return (kindergarten, module, day, person) for all who were there; one query."""
    rows: Any = (
        TalkAttendance.select(
            TalkSession.kindergarten, TalkSession.module, TalkSession.held_on, TalkAttendance.person
        )
        .join(TalkSession)
        .where(TalkSession.kindergarten.in_(list(kindergarten_ids)) & TalkAttendance.is_present)
        .order_by(TalkSession.held_on)
        .tuples()
    )
    return list(rows)


def modules(kindergarten_id: int, on: date) -> list[Module]:
    """Return the seven modules as they stand for those who work there on a day; two queries."""
    people = staff(kindergarten_id, on)
    there: dict[int, set[int]] = defaultdict(set)
    days: dict[int, list[date]] = defaultdict(list)
    for _, module, day, person_id in _present([kindergarten_id]):
        there[module].add(person_id)
        if day not in days[module]:
            days[module].append(day)
    return [
        Module(
            number,
            tuple(days[number]),
            tuple(row for row in people if row.id in there[number]),
            tuple(row for row in people if row.id not in there[number]),
        )
        for number in MODULES
    ]


def progress(rows: Sequence[Kindergarten], on: date) -> list[Progress]:
    """Return how far several kindergartens have come, in their order; four queries."""
    ids = [row.id for row in rows]
    cohorts = _cohorts(ids, on)
    people: dict[int, set[int]] = defaultdict(set)
    for job in Employment.select().where(Employment.kindergarten.in_(ids) & on_day(Employment, on)):
        people[job.kindergarten_id].add(job.person_id)
    led: dict[int, set[int]] = defaultdict(set)
    for one in champion_rows(on).where(ProgrammeFunction.kindergarten.in_(ids)):
        led[one.kindergarten_id or 0].add(one.person_id)
    last: dict[int, dict[int, date]] = defaultdict(dict)
    done: dict[tuple[int, int], set[int]] = defaultdict(set)
    for place, module, day, person_id in _present(ids):
        last[place][module] = day
        done[place, person_id].add(module)
    return [
        Progress(
            row,
            cohorts.get(row.id),
            programme_year(cohorts[row.id].start, on) if row.id in cohorts else 0,
            last[row.id],
            len(people[row.id]),
            sum(is_through(done[row.id, person_id]) for person_id in people[row.id]),
            len(led[row.id]),
        )
        for row in rows
    ]


def _cohorts(kindergarten_ids: Sequence[int], on: date) -> dict[int, Cohort]:
    rows = (
        Affiliation.select(Affiliation, Cohort)
        .join(Cohort)
        .where(Affiliation.kindergarten.in_(list(kindergarten_ids)) & on_day(Affiliation, on))
    )
    return {row.kindergarten_id: row.cohort for row in rows if row.cohort is not None}


def reminders(identity: Identity, on: date) -> list[tuple[Kindergarten, int]]:
    """Return where one leads, and the midst of it where one directs, with how many modules were held.

    Three queries at most, for the first page.
    """
    led = leads(identity, on)
    ids = led | reach(identity, "talk", "U").kindergartens
    if not ids:
        return []
    held: dict[int, set[int]] = defaultdict(set)
    for place, module, _, _ in _present(ids):
        held[place].add(module)
    rows = (
        Affiliation.select(Affiliation, Cohort, Kindergarten)
        .join(Cohort, JOIN.LEFT_OUTER)
        .join_from(Affiliation, Kindergarten)
        .where(Affiliation.kindergarten.in_(sorted(ids)) & on_day(Affiliation, on))
        .order_by(Kindergarten.sort, Kindergarten.id)
    )
    return [
        (row.kindergarten, len(held[row.kindergarten_id]))
        for row in rows
        if row.kindergarten_id in led
        or (
            row.cohort
            and is_under_way(programme_year(row.cohort.start, on), len(held[row.kindergarten_id]))
        )
    ]


def of_session(kindergarten_id: int, module: int, held_on: date) -> list[Line]:
    """Return who worked there that day, each with the mark and another day they were there; two queries."""
    marks: dict[int, TalkAttendance] = {}
    others: dict[int, date] = {}
    rows = (
        TalkAttendance.select(TalkAttendance, TalkSession)
        .join(TalkSession)
        .where((TalkSession.kindergarten == kindergarten_id) & (TalkSession.module == module))
        .order_by(TalkSession.held_on)
    )
    for row in rows:
        if row.session.held_on == held_on:
            marks[row.person_id] = row
        elif row.is_present:
            others[row.person_id] = row.session.held_on
    return [
        Line(person, marks.get(person.id), others.get(person.id))
        for person in staff(kindergarten_id, held_on)
    ]


def mark(
    row: Kindergarten,
    module: int,
    held_on: date,
    marks: Mapping[int, bool],
    *,
    by: Identity,
    now: datetime,
    seen: Mapping[int, bool | None] | None = None,
) -> int:
    """Keep who went through a module on a day; return how many marks changed.

    `marks` is person -> there or not, `seen` what stood there when they were made: what somebody
    else has marked otherwise since then is not written over. Raises RuleBroken.
    """
    today = local_day(now)
    if not may_mark(by, row.id, today):
        raise NotAllowed("talk")
    check_session(module, held_on, today)
    with writing():
        locked(Kindergarten.select().where(Kindergarten.id == row.id)).get()
        lines = {line.person.id: line for line in of_session(row.id, module, held_on)}
        if any(here and key not in lines for key, here in marks.items()):
            raise RuleBroken("talk.gone", "present")
        _refuse_unseen(marks, seen or {}, lines)
        changed = {
            key: here
            for key, here in marks.items()
            if key in lines and lines[key].is_present is not here
        }
        if not any(marks.values()) and all(line.mark is None for line in lines.values()):
            raise RuleBroken("talk.nobody", "present")
        if changed:
            _write(row, module, held_on, changed, by, now)
    return len(changed)


def _refuse_unseen(
    marks: Mapping[int, bool], seen: Mapping[int, bool | None], lines: Mapping[int, Line]
) -> None:
    """Refuse to write over what another has marked since the page was made."""
    theirs = [
        lines[key].person.name
        for key, here in marks.items()
        if key in seen
        and key in lines
        and lines[key].mark is not None
        and lines[key].is_present is not seen[key]
        and lines[key].is_present is not here
    ]
    if theirs:
        raise RuleBroken("attendance.changed", None, names=", ".join(theirs))


def _write(
    row: Kindergarten,
    module: int,
    held_on: date,
    changed: Mapping[int, bool],
    by: Identity,
    now: datetime,
) -> None:
    session, _ = TalkSession.get_or_create(kindergarten=row, module=module, held_on=held_on)
    rows = [
        {
            "session": session,
            "person": key,
            "is_present": here,
            "marked_by": by.person_id,
            "marked_at": now,
        }
        for key, here in changed.items()
    ]
    lay_over(TalkAttendance, rows, ("session", "person"))
    new = {"module": module, "day": held_on} | {
        word: ", ".join(str(key) for key, here in changed.items() if here is is_there)
        for word, is_there in (("present", True), ("absent", False))
    }
    journal.note("talk.mark", session.id, by=by, now=now, kindergarten_id=row.id, new=new)

"""Taking in the staff from another register: what differs is declared, with all that follows on its day.

A row is one person in one kindergarten. Who is not known there begins; another position, department
or kindergarten holds from the row's day, and a last day is the last day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from peewee import JOIN

from collect import accounts_leading, journal, onboarding, people, people_changes
from collect.imports import Plan, Values, carry_out
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Employment, Person
from collect.onboarding_resources import NEW_FOR_DAYS
from collect.organisation import stands
from collect.people import standing
from collect.people_changes import ChangeAnswers
from collect.rules.access import Identity
from collect.rules.calendar import local_day
from collect.rules.norwegian import search_text
from collect.rules.onboarding import template_key
from collect.rules.people_imports import PEOPLE_COLUMNS
from collect.rules.refusals import RuleBroken
from collect.rules.tables import Report, Table, Walk

NEW_FOR = timedelta(days=30)  # who began longer ago gets no plan for new staff
SAID = ("name", "position", "department", "org_number", "last_day")


def import_people(table: Table, *, by: Identity, now: datetime, dry_run: bool = False) -> Report:
    """Take in who works where, as what; the same consequences as if a director had declared it."""
    return carry_out("people", partial(plan, table, by, now), by, now, dry_run)


@dataclass(frozen=True)
class _Row:
    """A row that can be read: who, where and what is known of them there."""

    values: Values
    person: Person | None
    place: Kindergarten
    room: Department | None
    job: Employment | None  # the one that the row is about; None for one who begins


class _Register:
    """What is known of people and places, read once."""

    def __init__(self, today: date) -> None:
        addressed = Person.select().where(Person.email_key.is_null(False))
        self.people = {row.email_key: standing(row) for row in addressed}
        self.places = {row.org_number: row for row in Kindergarten.select().where(stands())}
        self.rooms: dict[int, dict[str, Department]] = defaultdict(dict)
        for room in Department.select():
            self.rooms[room.kindergarten_id][search_text(room.name)] = room
        self.jobs: dict[int, list[Employment]] = defaultdict(list)
        stays = Employment.valid_to.is_null() | (Employment.valid_to >= today)
        rows = (
            Employment.select(Employment, Person, Kindergarten, Department)
            .join(Person)
            .join_from(Employment, Kindergarten)
            .join_from(Employment, Department, JOIN.LEFT_OUTER)
            .where(stays)
            .order_by(Employment.valid_from, Employment.id)
        )
        for job in rows:
            self.jobs[job.person_id].append(job)

    def read(self, values: Values, named: Mapping[str, set[str]]) -> _Row:
        """Return what a row is about; `named` tells in which kindergartens the table has a person."""
        for name in ("email", "org_number", "position", "from"):
            if name not in values:
                raise RuleBroken("required", name)
        place = self.places.get(values["org_number"])
        if place is None:
            raise RuleBroken("kindergarten.unknown", "org_number")
        room = None
        if "department" in values:
            room = self.rooms[place.id].get(search_text(values["department"]))
            if room is None:
                raise RuleBroken("department.elsewhere", "department")
        person = self.people.get(values["email"])
        if person is None and "name" not in values:
            raise RuleBroken("required", "name")
        return _Row(values, person, place, room, self._job(person, place, named[values["email"]]))

    def _job(
        self, person: Person | None, place: Kindergarten, named: set[str]
    ) -> Employment | None:
        """Return the latest employment there; else the one elsewhere that the table has no row of."""
        held = self.jobs[person.id] if person is not None else []
        here = [job for job in held if job.kindergarten_id == place.id]
        if here:
            return here[-1]
        numbers = {row.id: number for number, row in self.places.items()}
        left = [job for job in held if numbers.get(job.kindergarten_id) not in named]
        return left[-1] if len({job.kindergarten_id for job in left}) == 1 else None


def plan(table: Table, by: Identity, now: datetime) -> Plan:
    """Return what a table of the staff would do, and the acts that do it."""
    walk, register = Walk(table, PEOPLE_COLUMNS), _Register(local_day(now))
    read = [(number, *walk.read(cells)) for number, cells in table.rows]
    named: dict[str, set[str]] = defaultdict(set)
    for _, values, _ in read:
        named[values.get("email", "")].add(values.get("org_number", ""))
    for number, values, wrong in read:
        email = values.get("email", "")
        walk.check_once(
            "email", (email, values.get("org_number")) if email else None, number, wrong
        )
        row = walk.attempt(partial(register.read, values, named), wrong) if not wrong else None
        changes: dict[str, Any] | None = {}
        if row is not None:
            changes = walk.differing(_known(row), _said(row)) if row.job is not None else None
            acts = _acts(row, local_day(now))
            if row.job is not None and row.person is not None and acts:
                walk.attempt(partial(_judge, row, acts, local_day(now)), wrong)
        write = partial(_write, row, by, now)
        walk.settle(number, email, changes, wrong, write)
    return Report("people", tuple(walk.lines), tuple(walk.unused())), walk.writes


def _known(row: _Row) -> dict[str, Any]:
    job = row.job
    if job is None:
        return {}
    return {
        "position": job.position,
        "department": job.department.name if job.department else None,
        "org_number": job.kindergarten.org_number,
        "last_day": job.valid_to,
    }


def _said(row: _Row) -> dict[str, Any]:
    """Return what a row says of the employment; a name and an address are not changed by it."""
    said = {name: row.values[name] for name in SAID[1:] if name in row.values}
    return said | ({"department": row.room.name} if row.room else {})


def _acts(row: _Row, today: date) -> list[ChangeAnswers]:
    """Return what is to be declared, in order."""
    job, values = row.job, row.values
    if job is None:
        return []
    found: list[ChangeAnswers] = []
    day, position = values["from"], values["position"]
    room = row.room.id if row.room is not None and row.room.id != job.department_id else None
    if job.kindergarten_id != row.place.id:
        found.append(ChangeAnswers("moves", day, position, room, row.place.id))
    elif position != job.position:
        found.append(ChangeAnswers("position", day, position, room))
    elif room is not None:
        found.append(ChangeAnswers("department", day, None, room))
    last = values.get("last_day")
    if last is not None and last != job.valid_to:
        found.append(ChangeAnswers("leaves", last))
    return found


def _judge(row: _Row, acts: list[ChangeAnswers], today: date) -> None:
    """Refuse what could not be declared; what comes after the first is judged as it is made."""
    assert row.job is not None
    person = row.job.person
    try:
        people_changes.judge(person, row.job.kindergarten, acts[0], today=today)
    except RuleBroken as error:
        names = {"day": "from" if acts[0].kind != "leaves" else "last_day"}
        names |= {"department_id": "department", "kindergarten_id": "org_number"}
        field = names.get(error.field or "", error.field)
        raise RuleBroken(error.code, field, **error.values) from error


def _write(row: _Row | None, by: Identity, now: datetime) -> None:
    if row is None:
        return
    if row.job is None:
        _begin(row, by, now)
        return
    for answers in _acts(row, local_day(now)):
        place = row.place if answers.kind == "leaves" else row.job.kindergarten
        people_changes.make(row.job.person, place, answers, by=by, now=now)


def _begin(row: _Row, by: Identity, now: datetime) -> None:
    """Employ somebody, known or not; a leader leads, and one who is new gets the plan of the role."""
    values, first = row.values, row.values["from"]
    person = row.person or people.insert_person(
        {"name": values["name"], "email": values["email"]}, by=by, now=now
    )
    job = people.insert_employment(
        person, row.place, row.room, values["position"], 100, first, by=by, now=now
    )
    if "last_day" in values:
        people_changes.make(
            person, row.place, ChangeAnswers("leaves", values["last_day"]), by=by, now=now
        )
        return
    accounts_leading.take_lead(job, by=by, now=now)
    chosen = onboarding.template(template_key(values["position"], False, False))
    if chosen is not None and first > local_day(now) - NEW_FOR:
        people.insert_flag(person, "new_hire", first, NEW_FOR_DAYS, by=by, now=now)
        plan = onboarding.start_plan(person, job, chosen, now)
        new = {"person": person, "template": chosen.key, "first_day": first}
        here = row.place.id
        journal.note("onboarding.begin", plan.id, by=by, now=now, kindergarten_id=here, new=new)

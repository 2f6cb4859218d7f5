"""Who would be away on the same day as a course: from the same department, or the same person twice."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Value

from collect.courses import days
from collect.database import Prepared, date_of, parameter
from collect.models.base import on_day, within
from collect.models.courses import Course, CourseDay, Registration
from collect.models.observations import Visit
from collect.models.organisation import Department
from collect.models.people import Employment, Person
from collect.observations_visits import ASKED
from collect.rules.access import Identity, reach


@dataclass(frozen=True)
class Clash:
    """A day on which several of a department are away, or on which one person is wanted twice.

    `away` says who and why: "this" course, another "course", or a "visit" to observe.
    """

    day: date
    code: str  # "department" or "person"
    place: str  # the department's or the person's name
    away: tuple[tuple[str, str], ...]


def fingerprint(found: Sequence[Clash]) -> str:
    """Return what tells one set of warnings from another."""
    return hashlib.sha256(repr(found).encode()).hexdigest()[:24]


def clashes(row: Course, person_ids: Sequence[int], *, by: Identity) -> list[Clash]:
    """Return what a director ought to know before these people are sent; three queries at most."""
    when = [one.day for one in days(row)]
    names, rooms = _colleagues(person_ids, row.first_day, by)
    wanted: dict[tuple[date, int], set[str]] = defaultdict(set)
    for day in when:
        for person_id in person_ids:
            wanted[day, person_id].add("this")
    for day, person_id, why in _absences(row, when, list(names)):
        wanted[day, person_id].add(why)
    found = []
    for day in when:
        for person_id in person_ids:
            others = wanted[day, person_id] - {"this"}
            if others and person_id in names:
                away = tuple((names[person_id], why) for why in sorted(others))
                found.append(Clash(day, "person", names[person_id], away))
        for place, here in rooms:
            gone = [
                person_id for person_id in names if person_id in here and wanted[day, person_id]
            ]
            if len(gone) > 1 and set(gone) & set(person_ids):
                away = tuple((names[one], _first(wanted[day, one])) for one in gone)
                found.append(Clash(day, "department", place, away))
    return found


def _first(reasons: Collection[str]) -> str:
    return "this" if "this" in reasons else min(reasons)


def _colleagues(
    person_ids: Sequence[int], on: date, by: Identity
) -> tuple[dict[int, str], list[tuple[str, set[int]]]]:
    """Return the names of the people and of those they work with, and who is in which department.

    Of whom one may not register, nobody is told where they are: then only one's own name.
    """
    found_reach = reach(by, "registration", "C")
    if list(person_ids) == [found_reach.person_id]:
        return {person_ids[0]: by.name}, []
    here = within(found_reach, kindergarten=Employment.kindergarten)
    own = Employment.alias()
    rooms = own.select(own.department).where(own.person.in_(person_ids) & on_day(own, on))
    query: Any = (
        Employment.select(Person.id, Person.name, Department.id, Department.name)
        .join(Person)
        .join_from(Employment, Department)
        .where(Employment.department.in_(rooms) & on_day(Employment, on) & here)
        .order_by(Department.sort, Person.sort, Person.id)
        .tuples()
    )
    chosen: Any = Person.select(Person.id, Person.name).where(Person.id.in_(person_ids))
    names: dict[int, str] = dict(chosen.tuples())
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for person_id, name, room_id, room in query:
        names[person_id] = name
        found[room_id, room].add(person_id)
    return names, [(room, people) for (_, room), people in found.items()]


def _absences(
    row: Course, when: Sequence[date], person_ids: Sequence[int]
) -> list[tuple[date, int, str]]:
    """Return on which of the days who is at a course or observes elsewhere; one query."""
    first, last = min(when), max(when)
    if len(person_ids) == 1:
        found = _AWAY.run(person=person_ids[0], first=first, last=last).fetchall()
    else:
        found = list(
            _away(Registration.person.in_(person_ids), Visit.observer.in_(person_ids), first, last)
        )
    return [
        (day, person_id, "this" if course_id == row.id else "course" if course_id else "visit")
        for day, person_id, course_id in ((date_of(day), *more) for day, *more in found)
        if day in when
    ]


def _away(registered: Any, observing: Any, first: Any, last: Any) -> Any:
    """Return the query that gives day, person, and the course or 0 for a visit, of some people."""
    at_course = (
        Registration.select(CourseDay.day, Registration.person, Registration.course)
        .join(Course)
        .join(CourseDay, on=(CourseDay.course == Course.id))
        .where(
            registered
            & (Registration.status != "withdrawn")
            & CourseDay.day.between(first, last)
            & ~Course.is_cancelled
        )
    )
    visiting = Visit.select(Visit.planned_on, Visit.observer, Value(0)).where(
        observing & Visit.planned_on.between(first, last) & Visit.status.in_(ASKED)
    )
    return at_course.union_all(visiting).tuples()


_AWAY = Prepared(
    lambda: _away(
        Registration.person == parameter("person"),
        Visit.observer == parameter("person"),
        parameter("first"),
        parameter("last"),
    )
)

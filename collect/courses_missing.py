"""Who a course is for, and is neither registered for one of its kind nor has been at one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from collect import courses_audience, people
from collect.models.base import on_day
from collect.models.courses import Course, Registration
from collect.models.organisation import Kindergarten
from collect.models.people import Employment, Person
from collect.rules.access import Identity, reach


@dataclass(frozen=True)
class Missing:
    """One who may come, and where and as what the person works on the course's first day."""

    person_id: int
    name: str
    position: str
    kindergarten_id: int
    kindergarten: str
    since: date


def may_see(identity: Identity) -> bool:
    """Whether the identity follows who of others is registered: directors and the office."""
    found = reach(identity, "registration", "R")
    return found.everything or bool(found.kindergartens)


def missing(row: Course, identity: Identity, today: date) -> list[Missing]:
    """Return, by kindergarten and name, those whom a course is for and who are in none that is coming.

    Of a course for new staff: those who began after the last one was held. At most four queries.
    """
    if not may_see(identity):
        return []
    jobs = {one.person_id: one for one in _employed(row, identity, today)}  # the latest begun
    places = {key: (one.position, one.kindergarten_id) for key, one in jobs.items()}
    against = courses_audience.judged(row, places)
    found = [one for key, one in jobs.items() if not against[key]]
    return [_told(one) for one in sorted(found, key=_order)]


def _employed(row: Course, identity: Identity, today: date) -> Any:
    """Return who works within reach on the first day and is in no coming course of the kind."""
    in_reach = people.in_reach(reach(identity, "registration", "R"), row.first_day)
    query = (
        Employment.select(
            Employment.person.alias("person_id"),
            Employment.position,
            Employment.valid_from,
            Employment.kindergarten.alias("kindergarten_id"),
            Kindergarten.name.alias("house"),
            Kindergarten.sort.alias("house_sort"),
            Person.name,
            Person.sort,
        )
        .join(Person)
        .join_from(Employment, Kindergarten)
        .where(on_day(Employment, row.first_day) & in_reach & Person.id.not_in(coming(row, today)))
        .order_by(Employment.valid_from, Employment.id)
    )
    last = last_held(row, today) if row.kind == "new_staff" else None
    if last is not None:
        query = query.where(Person.id.in_(_began_after(last)))
    return query.namedtuples()


def coming(row: Course, today: date) -> Any:
    """Return the ids of those who are registered for a coming course of the kind."""
    same = (Course.kind == row.kind) & ~Course.is_cancelled & (Course.first_day >= today)
    found = Registration.select(Registration.person).join(Course)
    return found.where(same & (Registration.status != "withdrawn"))


def last_held(row: Course, today: date) -> date | None:
    """Return the first day of the last course of the kind that was held."""
    held = (Course.kind == row.kind) & ~Course.is_cancelled & (Course.first_day < today)
    found: date | None = (
        Course.select(Course.first_day).where(held).order_by(Course.first_day.desc()).scalar()
    )
    return found


def _began_after(last: date) -> Any:
    """Return the ids of those whose first job in the programme began after a day."""
    own = Employment.alias()
    return own.select(own.person).group_by(own.person).having(fn.MIN(own.valid_from) > last)


def _order(one: Any) -> tuple[str, str, int]:
    return one.house_sort, one.sort, one.person_id


def _told(one: Any) -> Missing:
    return Missing(
        one.person_id, one.name, one.position, one.kindergarten_id, one.house, one.valid_from
    )

"""Which kindergartens have, or will soon have, too few certified observers for an age group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from collect import courses, people_leaves
from collect.models.base import on_day, within
from collect.models.certificates import Certificate
from collect.models.courses import Course
from collect.models.observations import Instrument
from collect.models.organisation import (
    Affiliation,
    Cohort,
    Department,
    DepartmentPeriod,
    Kindergarten,
)
from collect.models.people import Employment, Person
from collect.observations_instruments import FITS
from collect.organisation_departments import is_open
from collect.rules.access import Identity, reach
from collect.rules.certificates_risk import (
    LEVELS,
    Spell,
    days_ahead,
    level,
    observers_on,
    without_leave,
)
from collect.rules.organisation import AGE_GROUPS
from collect.rules.refusals import NotAllowed

READERS = ("director", "course_admin", "coordinator")
KINDS = ("certification", "recertification")


@dataclass(frozen=True)
class Outlook:
    """The observers for an age group of a kindergarten: how many on each day, and how that looks."""

    age_group: str
    counts: tuple[int, ...]
    level: str


@dataclass(frozen=True)
class Ending:
    """Somebody who stops being able to observe with a version after a day: it runs out, or they leave."""

    name: str
    version: str
    edition: int
    last: date
    leaves: bool


@dataclass(frozen=True)
class House:
    """A kindergarten with its age groups, and those whose certificates end in the months shown."""

    kindergarten: Kindergarten
    outlooks: tuple[Outlook, ...]
    endings: tuple[Ending, ...]

    @property
    def level(self) -> str:
        """Return the worst of the age groups' levels."""
        return min((one.level for one in self.outlooks), key=LEVELS.index)


@dataclass(frozen=True)
class _Held:
    name: str
    edition: int
    spell: Spell
    leaves: bool  # or is on leave, before the certificate runs out


def may_see(identity: Identity) -> bool:
    """Whether somebody has to see to it that there are observers enough."""
    return identity.has(*READERS)


def risks(identity: Identity, today: date, minimum: int) -> list[House]:
    """Return the kindergartens in the programme within reach, the worst first, then by name.

    Three queries whatever the number of kindergartens. Raises NotAllowed for one who has no part in it.
    """
    if not may_see(identity):
        raise NotAllowed("certificate")
    days = days_ahead(today)
    houses, held = _groups(identity, today), _held(identity, today, days[-1])
    found = [
        House(
            house, _outlooks(groups, held[house.id], days, minimum), _endings(held[house.id], days)
        )
        for house, groups in houses
    ]
    return sorted(found, key=lambda one: LEVELS.index(one.level))


def short_without(
    identity: Identity, kindergarten_id: int, person_id: int, day: date, minimum: int
) -> list[tuple[str, int]]:
    """Return the age groups that have too few observers on a day if somebody is gone, and how many.

    Only those for whom that person would have counted.
    """
    if not may_see(identity):
        return []
    groups = {house.id: found for house, found in _groups(identity, day)}.get(kindergarten_id, ())
    spells = [one.spell for one in _held(identity, day, day).get(kindergarten_id, ())]
    others = [one for one in spells if one.person_id != person_id]
    found = []
    for group in sorted(groups, key=AGE_GROUPS.index):
        left = observers_on(others, FITS[group], day)
        if left < minimum and left < observers_on(spells, FITS[group], day):
            found.append((group, left))
    return found


def _outlooks(
    groups: Iterable[str], held: list[_Held], days: tuple[date, ...], minimum: int
) -> tuple[Outlook, ...]:
    spells = [one.spell for one in held]
    found = []
    for group in sorted(groups, key=AGE_GROUPS.index):
        counts = tuple(observers_on(spells, FITS[group], day) for day in days)
        found.append(Outlook(group, counts, level(counts, minimum)))
    return tuple(found)


def _endings(held: list[_Held], days: tuple[date, ...]) -> tuple[Ending, ...]:
    """Return whose last day lies in the months shown; a renewal that is known counts."""
    last: dict[tuple[int, str], _Held] = {}
    for one in held:
        key = one.spell.person_id, one.spell.version
        if key not in last or one.spell.last > last[key].spell.last:
            last[key] = one
    found = [
        Ending(one.name, one.spell.version, one.edition, one.spell.last, one.leaves)
        for one in last.values()
        if one.spell.last < days[-1]
    ]
    return tuple(sorted(found, key=lambda one: (one.last, one.name)))


def _within_reach(identity: Identity, column: Any) -> Any:
    return within(reach(identity, "certificate", "R"), kindergarten=column)


def _groups(identity: Identity, today: date) -> list[tuple[Kindergarten, set[str]]]:
    """Return the kindergartens that have begun, each with the age groups of its open departments."""
    here = Department.kindergarten == Kindergarten.id
    belongs = (Affiliation.kindergarten == Kindergarten.id) & on_day(Affiliation, today)
    period = (DepartmentPeriod.department == Department.id) & on_day(DepartmentPeriod, today)
    rows: Any = (
        Kindergarten.select(
            Kindergarten.id,
            Kindergarten.name,
            DepartmentPeriod.age_group,
            Kindergarten.sort,  # what is ordered by must be among what is distinct
        )
        .join(Affiliation, on=belongs)
        .join(Cohort)
        .join_from(Kindergarten, Department, on=here & is_open(today))
        .join(DepartmentPeriod, on=period)
        .where((Cohort.start <= today) & _within_reach(identity, Kindergarten.id))
        .distinct()
        .order_by(Kindergarten.sort, Kindergarten.id)
        .tuples()
    )
    found: dict[int, tuple[Kindergarten, set[str]]] = {}
    for key, name, group, _ in rows:
        found.setdefault(key, (Kindergarten(id=key, name=name), set()))[1].add(group)
    return list(found.values())


def _held(identity: Identity, today: date, until: date) -> Mapping[int, list[_Held]]:
    """Return by kindergarten who may observe there, with what, from when to when; not while away."""
    rows: Any = (
        Certificate.select(
            Employment.kindergarten,
            Person.id,
            Person.name,
            Instrument.version,
            Instrument.edition,
            Certificate.valid_from,
            Certificate.valid_to,
            Employment.valid_from,
            Employment.valid_to,
        )
        .join(Instrument)
        .join_from(Certificate, Person)
        .join_from(Certificate, Employment, on=Employment.person == Certificate.person)
        .where(
            (Certificate.valid_from <= until)
            & (Certificate.valid_to >= today)
            & (Employment.valid_from <= until)
            & (Employment.valid_to.is_null() | (Employment.valid_to >= today))
            & _within_reach(identity, Employment.kindergarten)
        )
        .order_by(Certificate.id)
        .tuples()
    )
    found: dict[int, list[_Held]] = defaultdict(list)
    leave = people_leaves.spans(today)
    for place, person, name, version, edition, begun, ends, came, goes in rows:
        last = min(ends, goes or ends)
        away = leave.get((person, place), ())
        for one, other in without_leave(max(begun, came), last, away):
            spell = Spell(person, version, one, other)
            found[place].append(_Held(name, edition, spell, other < ends))
    return found


def next_courses(identity: Identity, today: date, most: int = 3) -> list[Course]:
    """Return the next courses for observers that one may still register for."""
    rows = courses.coming(identity, today).where(Course.kind.in_(KINDS))
    return [row for row in rows if courses.is_open(row, today)][:most]

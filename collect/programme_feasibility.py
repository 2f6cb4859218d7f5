"""Whether a semester's departments can all be observed: what is left, network by network, and who may do it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from peewee import JOIN, Case, fn

from collect import observations_observers as observing
from collect import people_leaves
from collect.models.base import on_day
from collect.models.certificates import Certificate
from collect.models.observations import Instrument
from collect.models.observations_figures import LoopMark
from collect.models.organisation import (
    Affiliation,
    Cohort,
    Department,
    DepartmentPeriod,
    Network,
)
from collect.models.people import Employment
from collect.observations_instruments import FITS
from collect.organisation_departments import is_open
from collect.programme_coverage import is_ahead, same_house
from collect.rules.access import Identity, reach
from collect.rules.calendar import Semester, visiting_days
from collect.rules.certificates_risk import without_leave
from collect.rules.programme_feasibility import Crew, Situation, Verdict, verdict

WEEK = 5  # visiting days


@dataclass(frozen=True)
class Feasibility:
    """A network's situation in the weeks that are left, and the verdict."""

    network: Network | None
    situation: Situation
    weeks: int  # of visiting days, begun ones counted
    verdict: Verdict


@dataclass(frozen=True)
class _Left:
    """The departments of one age group in a kindergarten that are not observed; so many have a visit."""

    kindergarten_id: int
    network_id: int | None
    age_group: str
    number: int
    ahead: int


@dataclass(frozen=True)
class _Observer:
    """Somebody with a valid certificate: where they work, and the weeks it holds by version."""

    kindergarten_id: int
    network_id: int | None
    weeks: Mapping[str, Fraction]


def feasibility(identity: Identity, semester: Semester, today: date) -> list[Feasibility]:
    """Return the situation of each network within reach, by name, those in none last.

    The networks are those that hold a kindergarten whose figures the identity may read. Eight
    queries whatever the number of departments; none for a semester that is over.
    """
    if today > semester.last_day:
        return []
    left = _left(semester, today)
    days = visiting_days(semester, today)
    observers = _observers(max(today, semester.first_day), days)
    offered, given = observing.offering(semester.code), observing.visited(semester).tallies
    unspoken = {
        key: max(0, number - (given[key].gives if key in given else 0))
        for key, number in offered.items()
    }
    homes = _networks(semester)
    found = []
    for network in [*Network.select().order_by(Network.sort, Network.id), None]:
        key = network.id if network else None
        if not _may_read(identity, [home for home, at in homes.items() if at == key]):
            continue
        situation = _situation(
            [one for one in left if one.network_id == key],
            [one for one in observers if one.network_id == key],
            sum(unspoken.get(home, 0) for home, at in homes.items() if at == key),
        )
        found.append(Feasibility(network, situation, ceil(len(days) / WEEK), verdict(situation)))
    return found


def _may_read(identity: Identity, kindergarten_ids: Collection[int]) -> bool:
    found = reach(identity, "statistics", "R")
    return any(found.covers(kindergarten_id=key) for key in kindergarten_ids)


def _networks(semester: Semester) -> dict[int, int | None]:
    """Return the network of each kindergarten in the programme on a semester's counting day."""
    day = semester.counting_day
    rows: Any = (
        Affiliation.select(Affiliation.kindergarten, Affiliation.network)
        .join(Cohort)
        .where(on_day(Affiliation, day) & (Cohort.start <= day))
    )
    return dict(rows.tuples())


def _left(semester: Semester, today: date) -> list[_Left]:
    """Return the departments due that are not yet observed, by kindergarten and age group."""
    day = semester.counting_day
    marked = (LoopMark.department == Department.id) & (LoopMark.semester == semester.code)
    period = (DepartmentPeriod.department == Department.id) & on_day(DepartmentPeriod, day)
    keys = (Affiliation.kindergarten, Affiliation.network, DepartmentPeriod.age_group)
    rows: Any = (
        Affiliation.select(
            *keys, fn.COUNT(Department.id), fn.COUNT(Case(None, [(is_ahead(semester, today), 1)]))
        )
        .join(Cohort)
        .join_from(Affiliation, Department, on=same_house(Department) & is_open(day))
        .join_from(Department, DepartmentPeriod, on=period)
        .join_from(Department, LoopMark, JOIN.LEFT_OUTER, on=marked)
        .where(on_day(Affiliation, day) & (Cohort.start <= day) & LoopMark.observed_on.is_null())
        .group_by(*keys)
    )
    return [_Left(*row) for row in rows.tuples()]


def _observers(day: date, days: list[date]) -> list[_Observer]:
    """Return those who work in a kindergarten on a day and hold a certificate, with the weeks it holds."""
    rows: Any = (
        Certificate.select(
            Employment.person,
            Employment.kindergarten,
            Affiliation.network,
            Instrument.version,
            Certificate.valid_to,
            Employment.valid_to,
        )
        .join(Instrument)
        .join_from(Certificate, Employment, on=Employment.person == Certificate.person)
        .join_from(Employment, Affiliation, on=same_house(Employment))
        .where(
            (Certificate.valid_from <= day)
            & (Certificate.valid_to >= day)
            & on_day(Employment, day)
            & on_day(Affiliation, day)
        )
    )
    leave = people_leaves.spans(day)
    spells: dict[tuple[int, int, int | None], dict[str, Fraction]] = defaultdict(dict)
    for person, place, network, version, valid_to, leaves in rows.tuples():
        last = min(valid_to, leaves or valid_to)
        there = without_leave(day, last, leave.get((person, place), ()))
        weeks = Fraction(sum(any(a <= one <= b for a, b in there) for one in days), WEEK)
        own = spells[person, place, network]
        own[version] = max(own.get(version, Fraction()), weeks)
    return [_Observer(place, network, own) for (_, place, network), own in spells.items()]


def _situation(left: Iterable[_Left], observers: list[_Observer], offered: int) -> Situation:
    groups: dict[str, int] = defaultdict(int)
    ahead = stranded = 0
    at_home = {
        (one.kindergarten_id, version)
        for one in observers
        for version, weeks in one.weeks.items()
        if weeks
    }
    for one in left:
        groups[one.age_group] += one.number
        ahead += one.ahead
        if not any((one.kindergarten_id, version) in at_home for version in FITS[one.age_group]):
            stranded += one.number - one.ahead
    return Situation(groups, ahead, Crew([one.weeks for one in observers]), stranded, offered)

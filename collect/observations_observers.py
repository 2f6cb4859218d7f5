"""Who can observe where: what a plan of visits is made from, and what each kindergarten gives and receives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import JOIN

from collect import observations_workplaces as workplaces
from collect import people_leaves
from collect.models.base import on_day
from collect.models.certificates import Certificate
from collect.models.observations import ExchangeOffer, Instrument, Observation, Visit
from collect.models.organisation import (
    Affiliation,
    Cohort,
    Department,
    DepartmentPeriod,
    Kindergarten,
)
from collect.models.people import Employment
from collect.observations_instruments import FITS
from collect.organisation_departments import is_open
from collect.rules.calendar import Semester, visiting_days
from collect.rules.observations_pairs import Candidate, Need, Observer, Season, Spell, ranked

LIVE = ("proposed", "asked", "accepted", "declined")  # states in which a visit is still to come
GOING = ("proposed", "asked", "accepted", "observed")  # states in which somebody goes


_VERSIONS = {version for versions in FITS.values() for version in versions}


@dataclass
class Tally:
    """What a kindergarten gives to others and receives from them in a semester, and does at home."""

    gives: int = 0
    receives: int = 0
    internal: int = 0  # visits by its own observers, own departments counted
    own_department: int = 0


@dataclass(frozen=True)
class House:
    """A kindergarten's network, where it lies, and whether its programme has begun."""

    network_id: int | None
    place: tuple[float, float] | None
    has_begun: bool


@dataclass
class Visited:
    """Who goes where in a semester: visits still planned and made, and observations without a plan."""

    load: Counter[int] = field(default_factory=Counter)
    busy: dict[int, set[date]] = field(default_factory=lambda: defaultdict(set))
    tallies: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))


def houses(semester: Semester) -> dict[int, House]:
    """Return by id the kindergartens that belong to a network or a cohort on the semester's counting day."""
    day = semester.counting_day
    rows: Any = (
        Affiliation.select(
            Affiliation.kindergarten,
            Affiliation.network,
            Kindergarten.latitude,
            Kindergarten.longitude,
            Cohort.start,
        )
        .join(Kindergarten)
        .join_from(Affiliation, Cohort, JOIN.LEFT_OUTER)
        .where(on_day(Affiliation, day))
        .tuples()
    )
    return {
        key: House(network, _place(north, east), start is not None and start <= day)
        for key, network, north, east, start in rows
    }


def _place(north: float | None, east: float | None) -> tuple[float, float] | None:
    return None if north is None or east is None else (north, east)


def season(
    semester: Semester, today: date, kindergarten_ids: Collection[int] | None = None
) -> Season:
    """Return what a proposal for a semester is made from.

    The departments of the kindergartens given (None: all) that have neither an observation nor a
    visit in the plan, and everybody near them. The number of queries does not depend on theirs.
    """
    found = houses(semester)
    wanted = {
        key
        for key, house in found.items()
        if house.has_begun and (kindergarten_ids is None or key in kindergarten_ids)
    }
    return _season(semester, today, found, near(found, wanted), _needs(semester, wanted, found))


def near(found: Mapping[int, House], kindergarten_ids: Collection[int]) -> set[int]:
    """Return the kindergartens given and those that share a network with one of them."""
    networks = {found[key].network_id for key in kindergarten_ids if key in found} - {None}
    return set(kindergarten_ids) | {k for k, house in found.items() if house.network_id in networks}


def candidates(
    department: Department, semester: Semester, day: date, today: date, without: int | None = None
) -> list[Candidate]:
    """Return who could visit a department on a day, the best first, and why.

    `without` is a visit that is left out of account: the one that somebody is sought for.
    """
    found = houses(semester)
    own = found.get(department.kindergarten_id, House(None, None, False))
    group = (
        DepartmentPeriod.select(DepartmentPeriod.age_group)
        .where((DepartmentPeriod.department == department) & on_day(DepartmentPeriod, day))
        .scalar()
    )
    need = Need(
        department.id,
        department.kindergarten_id,
        own.network_id,
        FITS.get(group, ()),
        _seen_by(semester, [department.id]).get(department.id),
    )
    close = near(found, {department.kindergarten_id})
    return ranked(need, day, _season(semester, today, found, close, [], without))


def _needs(semester: Semester, wanted: set[int], found: Mapping[int, House]) -> list[Need]:
    """Return the departments due in a semester that are neither observed nor in the plan."""
    day, code = semester.counting_day, semester.code
    planned = Visit.select(Visit.department).where(
        (Visit.semester == code) & Visit.status.in_((*LIVE, "observed"))
    )
    seen = Observation.select(Observation.department).where(Observation.semester == code)
    rows: list[Any] = list(
        Department.select(
            Department.id,
            Department.kindergarten,
            DepartmentPeriod.age_group,
            Department.opened_on,
            Department.closed_on,
        )
        .join(DepartmentPeriod)
        .where(
            is_open(day)
            & on_day(DepartmentPeriod, day)
            & Department.kindergarten.in_(wanted)
            & Department.id.not_in(planned)
            & Department.id.not_in(seen)
        )
        .order_by(Department.id)
        .tuples()
    )
    before = _seen_by(semester, [row[0] for row in rows])
    return [
        Need(key, house, found[house].network_id, FITS[group], before.get(key), opened, closed)
        for key, house, group, opened, closed in rows
    ]


def _seen_by(semester: Semester, department_ids: Collection[int]) -> dict[int, int]:
    """Return who observed each department last, in one of the two semesters before."""
    codes = (semester.shift(-2).code, semester.shift(-1).code)
    rows: Any = (
        Observation.select(Observation.department, Observation.observer)
        .where(
            Observation.department.in_(department_ids)
            & Observation.semester.in_(codes)
            & ~Observation.is_double
        )
        .order_by(Observation.observed_on, Observation.id)
        .tuples()
    )
    return dict(rows)


def _season(
    semester: Semester,
    today: date,
    found: Mapping[int, House],
    close: set[int],
    needs: list[Need],
    without: int | None = None,
) -> Season:
    made = visited(semester, without)
    return Season(
        needs,
        _observers(max(today, semester.first_day), found, close, made),
        visiting_days(semester, today),
        offering(semester.code),
        {key: tally.gives for key, tally in made.tallies.items()},
        {key: tally.receives for key, tally in made.tallies.items()},
        {key: place for key in close if key in found and (place := found[key].place)},
    )


def _observers(
    day: date, found: Mapping[int, House], close: set[int], made: Visited
) -> list[Observer]:
    """Return those who work near on a day or later and hold, or once held, a certificate."""
    employed: Any = (
        Employment.select(
            Employment.person, Employment.kindergarten, Employment.department, Employment.valid_to
        )
        .where(Employment.kindergarten.in_(close) & on_day(Employment, day))
        .order_by(Employment.valid_from, Employment.id)
    )
    jobs = {row[0]: row for row in employed.tuples()}
    spells: dict[int, list[Spell]] = defaultdict(list)
    leave = people_leaves.spans(day)
    held: Any = (
        Certificate.select(
            Certificate.person, Instrument.version, Certificate.valid_from, Certificate.valid_to
        )
        .join(Instrument)
        .where(Certificate.valid_from.is_null(False) & Certificate.valid_to.is_null(False))
        .order_by(Certificate.id)
    )
    for person, version, first, last in held.tuples():
        if person in jobs:
            spells[person].append(Spell(version, first, last))
    return [
        Observer(
            person,
            jobs[person][1],
            found[jobs[person][1]].network_id if jobs[person][1] in found else None,
            jobs[person][2],
            tuple(own),
            made.load[person],
            frozenset(made.busy[person]),
            jobs[person][3],
            tuple(leave.get((person, jobs[person][1]), ())),
        )
        for person, own in spells.items()
    ]


def visited(semester: Semester, without: int | None = None) -> Visited:
    """Return who goes where in a semester, planned and made; a second coding is work, but no exchange."""
    visits: Any = Visit.select(
        Visit.observer, Visit.planned_on, Visit.department, Department.kindergarten, Visit.doubles
    ).join(Department)
    visits = visits.where(
        (Visit.semester == semester.code)
        & Visit.status.in_(GOING)
        & Visit.observer.is_null(False)
        & (Visit.id != (without or 0))
    )
    unplanned: Any = (
        Observation.select(
            Observation.observer,
            Observation.observed_on,
            Observation.department,
            Department.kindergarten,
            Observation.is_double,
        )
        .join(Department)
        .where((Observation.semester == semester.code) & Observation.visit.is_null())
    )
    rows = [*visits.tuples(), *unplanned.tuples()]
    at = workplaces.jobs_of({row[0] for row in rows})
    made = Visited()
    for person, day, room, house, second in rows:
        made.load[person] += 1
        if day is not None:
            made.busy[person].add(day)
        job = workplaces.job_on(at.get(person, []), day or semester.counting_day)
        if job is not None and not second:
            _count(made.tallies, job, room, house)
    return made


def _count(tallies: dict[int, Tally], job: workplaces.Job, room: int, house: int) -> None:
    if job.kindergarten_id != house:
        tallies[job.kindergarten_id].gives += 1
        tallies[house].receives += 1
        return
    tallies[house].internal += 1
    tallies[house].own_department += job.department_id == room


def offering(semester: str) -> dict[int, int]:
    """Return by kindergarten the visits that its director has offered to others in a semester."""
    rows: Any = ExchangeOffer.select(ExchangeOffer.kindergarten, ExchangeOffer.visits).where(
        (ExchangeOffer.semester == semester) & (ExchangeOffer.visits > 0)
    )
    return dict(rows.tuples())


def certified(kindergarten_id: int, semester: Semester, today: date) -> int:
    """Count those of a kindergarten whose certificate holds on a visiting day of a semester that is left."""
    found = _observers(max(today, semester.first_day), {}, {kindergarten_id}, Visited())
    days = visiting_days(semester, today)
    return sum(any(one.held(_VERSIONS, day) and one.is_there(day) for day in days) for one in found)

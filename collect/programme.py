"""Figures of the programme: what is due and done per cohort and semester, with that semester's structure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from peewee import JOIN, ModelSelect, ValuesList, fn

from collect import courses, journal
from collect.database import writing
from collect.models.base import on_day
from collect.models.courses import Course
from collect.models.observations import Cycle, Dimension, Domain, Instrument, Observation, Score
from collect.models.organisation import (
    Affiliation,
    Cohort,
    Department,
    DepartmentPeriod,
    Kindergarten,
    Network,
    StatedFigure,
)
from collect.models.people import Employment
from collect.observations_profiles import dimension_means
from collect.organisation import MEASURES
from collect.organisation_departments import is_open
from collect.programme_coverage import counts_for, same_house
from collect.rules import scoring
from collect.rules.access import Identity, reach
from collect.rules.calendar import Semester, semester_from, semester_of
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken

LEVELS = ("deidentified", "identified")


def semesters(cohort: Cohort, today: date) -> list[Semester]:
    """Return the semesters from a cohort's start to the one at hand."""
    found = [semester_of(cohort.start)]
    while found[-1] < semester_of(today):
        found.append(found[-1].shift(1))
    return found


def state_figures(
    cohort: Cohort | None, figures: Mapping[str, int], *, by: Identity, now: datetime
) -> dict[str, tuple[int | None, int]]:
    """Keep what somebody else states about a cohort (None: the control totals); return what changed.

    Inside a transaction that is already open. Measures that `figures` leaves out stay as they are.
    """
    same = StatedFigure.cohort.is_null() if cohort is None else StatedFigure.cohort == cohort
    known = {row.measure: row for row in StatedFigure.select().where(same)}
    old = {measure: known[measure].value if measure in known else None for measure in figures}
    changed = {name: (old[name], value) for name, value in figures.items() if old[name] != value}
    if not changed:
        return {}
    for measure, (_, value) in changed.items():
        row = known.get(measure) or StatedFigure(cohort=cohort, measure=measure)
        row.value = value
        row.save()
    journal.note(
        "figures.state",
        cohort.id if cohort else None,
        by=by,
        now=now,
        old={name: pair[0] for name, pair in changed.items()},
        new={name: pair[1] for name, pair in changed.items()},
    )
    return changed


def structure(
    identity: Identity, group: Any, days: Sequence[date]
) -> dict[tuple[Any, date], dict[str, int]]:
    """Count what `figures.counts` counts, by any column and for many days, in four queries.

    `group` is a column of Affiliation or Kindergarten; the keys are (its value, day). Who belongs
    to no cohort is not counted; what was not found reads as zeros.
    """
    result: dict[tuple[Any, date], dict[str, int]] = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
    if not days:
        return result
    listed = ValuesList(list(enumerate(days)), alias="listed")
    number, day = listed.c.column1, listed.c.column2
    base: Any = (
        Affiliation.select(group, number)
        .join(listed, on=on_day(Affiliation, day))
        .join_from(Affiliation, Kindergarten)
        .where(counts_for(identity))
        .group_by(group, number)
    )
    rooms = base.join_from(Affiliation, Department, on=same_house(Department) & is_open(day))
    periods = (DepartmentPeriod.department == Department.id) & on_day(DepartmentPeriod, day)
    jobs = same_house(Employment) & on_day(Employment, day)
    for measure, query, total in (
        ("kindergartens", base, fn.COUNT(Affiliation.kindergarten.distinct())),
        ("departments", rooms, fn.COUNT(Department.id.distinct())),
        (
            "children",
            rooms.join_from(Department, DepartmentPeriod, on=periods),
            fn.SUM(DepartmentPeriod.children),
        ),
        (
            "staff",
            base.join_from(Affiliation, Employment, on=jobs),
            fn.COUNT(Employment.person.distinct()),
        ),
    ):
        for value, n, figure in query.select_extend(total).tuples():
            result[value, days[n]][measure] = int(figure)
    return result


def members(identity: Identity, cohort: Cohort, on: date) -> ModelSelect[Affiliation]:
    """Return the affiliations to a cohort on a day, each with its kindergarten and network."""
    return (
        Affiliation.select(Affiliation, Kindergarten, Network)
        .join(Kindergarten)
        .join_from(Affiliation, Network, JOIN.LEFT_OUTER)
        .where((Affiliation.cohort == cohort) & on_day(Affiliation, on) & counts_for(identity))
        .order_by(Kindergarten.sort, Kindergarten.id)
    )


def rooms(identity: Identity, cohort: Cohort, on: date) -> ModelSelect[Department]:
    """Return the departments open in a cohort on a day, with kindergarten, age group and children.

    In the order they were entered, which says nothing of their names.
    """
    periods = (DepartmentPeriod.department == Department.id) & on_day(DepartmentPeriod, on)
    return (
        Department.select(Department, Kindergarten, DepartmentPeriod)
        .join(Kindergarten)
        .join_from(Department, DepartmentPeriod, on=periods, attr="period")
        .join_from(Kindergarten, Affiliation, on=(Affiliation.kindergarten == Kindergarten.id))
        .where(
            (Affiliation.cohort == cohort)
            & on_day(Affiliation, on)
            & is_open(on)
            & counts_for(identity)
        )
        .order_by(Kindergarten.sort, Kindergarten.id, Department.id)
    )


def scales() -> list[Dimension]:
    """Return the dimensions of all instruments in order, each with its domain and instrument."""
    rows = Dimension.select(Dimension, Domain, Instrument).join(Domain).join(Instrument)
    return list(rows.order_by(Instrument.id, Domain.position, Dimension.position))


def profiles(found: Any, dimensions: Sequence[Any]) -> dict[int, scoring.Profile]:
    """Return the profile of each observation of a query by its id; three queries however many."""
    rules: dict[int, list[scoring.Dimension]] = defaultdict(list)
    for d in dimensions:
        rules[d.domain.instrument_id].append(scoring.Dimension(d.id, d.domain_id, d.is_reversed))
    ids = found.select(Observation.id).order_by()
    sums: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for part in dimension_means(ids):
        sums[part.observation_id][part.dimension_id] = (part.total, part.n)
    counted: Any = Cycle.select(Cycle.observation, fn.COUNT(Cycle.id)).where(
        Cycle.observation.in_(ids)
    )
    cycles: dict[int, int] = dict(counted.group_by(Cycle.observation).tuples())
    asked: Any = found.select(Observation.id, Observation.instrument, Observation.cycles_required)
    return {
        key: scoring.profile_of_sums(rules[instrument], sums[key], cycles.get(key, 0), required)
        for key, instrument, required in asked.order_by().tuples()
    }


def cycles_scored(found: Any) -> tuple[list[Cycle], dict[tuple[int, int, int], int]]:
    """Return the cycles of a query of observations, and their scores; two queries however many.

    The scores are by (observation id, number of the cycle, dimension id); a missing one is not there.
    """
    ids = found.select(Observation.id).order_by()
    columns = (Cycle.observation, Cycle.number, Cycle.adults, Cycle.children)
    cycles = Cycle.select(*columns).where(Cycle.observation.in_(ids))
    scores: Any = Score.select(Score.observation, Score.cycle, Score.dimension, Score.value)
    rows = scores.where(Score.observation.in_(ids)).tuples()
    ordered = cycles.order_by(Cycle.observation, Cycle.number)
    return list(ordered), {(key, cycle, of): value for key, cycle, of, value in rows}


def take_cohort(
    number: int,
    *,
    by: Identity,
    now: datetime,
    level: str,
    semester: str | None = None,
    shape: str = "xlsx",
) -> Cohort:
    """Note that a cohort is taken out of the house, at which level, by which filter and as what.

    Returns it. Raises NotAllowed, NotFound for an unknown number, RuleBroken for a wrong level or
    semester.
    """
    _require_export(by)
    cohort = Cohort.get_or_none(Cohort.number == number)
    if cohort is None:
        raise NotFound("cohort")
    if level not in LEVELS:
        raise RuleBroken("choice.unknown", "level", value=level)
    if semester is not None:
        try:
            semester_from(semester)
        except ValueError as error:
            raise RuleBroken("choice.unknown", "semester", value=semester) from error
    with writing():
        new = {"cohort": number, "level": level, "semester": semester, "shape": shape}
        journal.note("export.cohort", cohort.id, by=by, now=now, new=new)
    return cohort


def take_programme(*, by: Identity, now: datetime, shape: str = "xlsx") -> None:
    """Note that the figures of the whole programme are taken out of the house; raises NotAllowed."""
    _require_export(by)
    with writing():
        journal.note("export.programme", None, by=by, now=now, new={"shape": shape})


def take_participants(course_id: int, *, by: Identity, now: datetime) -> Course:
    """Note that a course's list of participants is taken out of the house; return the course.

    Raises NotAllowed, and NotFound for an unknown course.
    """
    _require_export(by, "registration")
    course = courses.course(by, course_id)
    with writing():
        journal.note("export.participants", course.id, by=by, now=now, new={"course": course.title})
    return course


def _require_export(identity: Identity, record: str = "statistics") -> None:
    if not reach(identity, record, "E").everything:
        raise NotAllowed("export")

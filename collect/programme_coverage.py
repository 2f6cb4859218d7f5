"""How far the observation loop has come: what is due, and each step taken, with that semester's structure.

A department is due when it is open on the semester's counting day, in a kindergarten that belongs
that day to a cohort whose programme has begun. It counts once however often it was observed. The
steps are read from the marks that the acts leave (`observations_loop`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from typing import Any

from peewee import JOIN, SQL, Case, Value, fn

from collect.models.base import on_day, within
from collect.models.observations import Visit
from collect.models.observations_figures import LoopMark
from collect.models.organisation import (
    Affiliation,
    Cohort,
    Department,
    Kindergarten,
    Network,
)
from collect.organisation_departments import is_open
from collect.rules.access import Identity, reach
from collect.rules.calendar import Semester
from collect.rules.refusals import NotFound

STEPS = ("planned", "observed", "fed_back", "goal_set", "followed_up")
AGREED = ("asked", "accepted")  # states of a visit that is in the plan and still to come


@dataclass(frozen=True)
class Coverage:
    """Departments due in a semester, how many have taken each step, and how many will be observed yet.

    `planned` are those with a visit in the plan, and those observed without one; `ahead` those not
    yet observed whose visit is dated from today to the end of the semester.
    """

    semester: Semester
    due: int = 0
    planned: int = 0
    observed: int = 0
    fed_back: int = 0
    goal_set: int = 0
    followed_up: int = 0
    ahead: int = 0

    @property
    def forecast(self) -> int:
        """Return how many will be observed if the plan is kept as it is today (features G2)."""
        return self.observed + self.ahead

    @property
    def left(self) -> int:
        """Return how many are not yet observed."""
        return self.due - self.observed

    def share(self, step: str) -> Fraction | None:
        """Return the share of the departments due that have taken a step; None where none is due."""
        return Fraction(getattr(self, step), self.due) if self.due else None


def total(semester: Semester, parts: Iterable[Coverage]) -> Coverage:
    """Add up the coverage of several groups in one semester."""
    rows = list(parts)
    names = ("due", *STEPS, "ahead")
    return Coverage(semester, *(sum(getattr(row, name) for row in rows) for name in names))


def coverages(
    identity: Identity,
    wanted: Sequence[Semester],
    today: date,
    by: Any = Affiliation.cohort,
    cohort_id: int | None = None,
) -> dict[tuple[Any, Semester], Coverage]:
    """Count the steps by a column of Affiliation and for many semesters (in one cohort), in one query.

    The keys are (value of the column, semester). A group with no department due is left out.
    """
    if not wanted:
        return {}
    parts = [_counted(identity, one, n, today, by, cohort_id) for n, one in enumerate(wanted)]
    rows: Any = reduce(lambda done, part: done.union_all(part), parts)
    return {
        (group, wanted[n]): Coverage(wanted[n], *(int(figure) for figure in figures))
        for group, n, *figures in rows.tuples()
    }


def _counted(
    identity: Identity, one: Semester, number: int, today: date, by: Any, cohort_id: int | None
) -> Any:
    """Return a query of (group, number, what Coverage counts in its order) in one semester.

    The departments are counted by kindergarten first: each kindergarten is looked up once.
    """
    day = one.counting_day
    marked = (LoopMark.department == Department.id) & (LoopMark.semester == one.code)
    figures = {
        "due": fn.COUNT(Department.id),
        "planned": fn.COUNT(fn.COALESCE(LoopMark.planned_on, LoopMark.observed_on)),
        "observed": fn.COUNT(LoopMark.observed_on),
        "fed_back": fn.COUNT(LoopMark.fed_back_on),
        "goal_set": fn.COUNT(LoopMark.goal_on),
        "followed_up": fn.COUNT(LoopMark.followed_up_on),
        "ahead": fn.COUNT(Case(None, [(is_ahead(one, today), 1)])),
    }
    houses = (
        Department.select(
            Department.kindergarten.alias("house"),
            *(figure.alias(name) for name, figure in figures.items()),
        )
        .join(LoopMark, JOIN.LEFT_OUTER, on=marked)
        .where(is_open(day))
        .group_by(Department.kindergarten)
    ).alias("houses")
    rows = (
        Affiliation.select(by, Value(number), *(fn.SUM(houses.c[name]) for name in figures))
        .join(houses, on=(houses.c.house == Affiliation.kindergarten))
        .join_from(Affiliation, Cohort)
        .where(on_day(Affiliation, day) & (Cohort.start <= day) & counts_for(identity))
        .group_by(by)
    )
    return rows if cohort_id is None else rows.where(Affiliation.cohort == cohort_id)


def is_ahead(one: Semester, today: date) -> Any:
    """Return the condition that a mark is of a department not observed, whose visit is still to come.

    A department has one visit in the plan at a time, and its mark bears that visit's day.
    """
    return LoopMark.observed_on.is_null() & LoopMark.planned_on.between(today, one.last_day)


def coverage_over(identity: Identity, wanted: Sequence[Semester], today: date) -> list[Coverage]:
    """Count the steps of many semesters, all cohorts together, in one query."""
    found = coverages(identity, wanted, today)
    return [total(one, (part for (_, at), part in found.items() if at == one)) for one in wanted]


def coverage(identity: Identity, semester: Semester, today: date) -> Coverage:
    """Count the steps of one semester, all cohorts together."""
    return coverage_over(identity, [semester], today)[0]


def same_house(model: Any) -> Any:
    """Return the condition that a row belongs to the kindergarten of an affiliation."""
    return model.kindergarten == Affiliation.kindergarten


def counts_for(identity: Identity) -> Any:
    """Return the condition that an affiliation is to a cohort and counts in the identity's figures."""
    found = reach(identity, "statistics", "R")
    scope = (
        SQL("1 = 1") if found.figures_only else within(found, kindergarten=Affiliation.kindergarten)
    )
    return Affiliation.cohort.is_null(False) & scope


def coverage_by_cohort(
    identity: Identity, semester: Semester, today: date
) -> list[tuple[Cohort, Coverage]]:
    """Return the coverage of every cohort in a semester; two queries whatever their number."""
    found = coverages(identity, [semester], today)
    rows = Cohort.select().order_by(Cohort.number)
    return [(row, found.get((row.id, semester), Coverage(semester))) for row in rows]


def coverage_by_network(
    identity: Identity, semester: Semester, today: date
) -> list[tuple[Network | None, Coverage]]:
    """Return the coverage of every network with departments due, those in none last; two queries."""
    found = coverages(identity, [semester], today, Affiliation.network)
    rows: list[Network | None] = [*Network.select().order_by(Network.sort, Network.id), None]
    return [
        (row, found[key]) for row in rows if (key := (row.id if row else None, semester)) in found
    ]


def coverage_by_kindergarten(
    identity: Identity, semester: Semester, today: date, cohort_id: int | None = None
) -> list[tuple[Kindergarten, Coverage]]:
    """Return the coverage of every kindergarten (of a cohort) with departments due, by name; two queries."""
    found = coverages(identity, [semester], today, Affiliation.kindergarten, cohort_id)
    keys = [key for key, _ in found]
    rows = Kindergarten.select().order_by(Kindergarten.sort, Kindergarten.id)
    listed = rows.where(Kindergarten.id.in_(keys)) if len(keys) < 500 else rows
    return [(row, found[row.id, semester]) for row in listed if (row.id, semester) in found]


@dataclass(frozen=True)
class Progress:
    """How far one department has come in a semester, and the day of the next visit in its plan."""

    department: Department
    marks: Mapping[str, date | None]  # the first day of each of STEPS
    next_visit: date | None

    @property
    def is_observed(self) -> bool:
        """Whether it is observed."""
        return self.marks["observed"] is not None


def progress(
    identity: Identity, semester: Semester, today: date, kindergarten_id: int | None = None
) -> list[Progress]:
    """Return how far each department due has come, kindergarten by kindergarten; one query.

    Only departments whose kindergarten's figures the identity may read one by one.
    """
    day = semester.counting_day
    marked = (LoopMark.department == Department.id) & (LoopMark.semester == semester.code)
    found = reach(identity, "statistics", "R")
    wanted = within(found, kindergarten=Department.kindergarten)
    if kindergarten_id is not None:
        wanted &= Department.kindergarten == kindergarten_id
    rows: Any = (
        Department.select(Department, Kindergarten, LoopMark, _next_visit(semester, today))
        .join(Kindergarten)
        .join_from(Kindergarten, Affiliation, on=Affiliation.kindergarten == Kindergarten.id)
        .join_from(Affiliation, Cohort)
        .join_from(Department, LoopMark, JOIN.LEFT_OUTER, on=marked, attr="mark")
        .where(wanted & is_open(day) & on_day(Affiliation, day) & (Cohort.start <= day))
        .order_by(Kindergarten.sort, Kindergarten.id, Department.sort, Department.id)
    )
    read = Visit.planned_on.python_value  # a date of a subquery comes as text from SQLite
    return [Progress(row, _marks(getattr(row, "mark", None)), read(row.next_visit)) for row in rows]


def _next_visit(semester: Semester, today: date) -> Any:
    found = Visit.select(fn.MIN(Visit.planned_on)).where(
        (Visit.department == Department.id)
        & (Visit.semester == semester.code)
        & Visit.status.in_(AGREED)
        & Visit.doubles.is_null()
        & (Visit.planned_on >= today)
    )
    return found.alias("next_visit")


def _marks(row: LoopMark | None) -> dict[str, date | None]:
    columns = ("planned_on", "observed_on", "fed_back_on", "goal_on", "followed_up_on")
    days = [getattr(row, column) if row is not None else None for column in columns]
    return dict(zip(STEPS, days, strict=True))


def missing(identity: Identity, semester: Semester, today: date) -> list[Department]:
    """Return the departments within reach that have no observation yet in a semester."""
    return [one.department for one in progress(identity, semester, today) if not one.is_observed]


def kindergarten(identity: Identity, kindergarten_id: int) -> Kindergarten:
    """Return a kindergarten whose figures the identity may read; NotFound for any other."""
    found = within(reach(identity, "statistics", "R"), kindergarten=Kindergarten.id)
    row = Kindergarten.get_or_none((Kindergarten.id == kindergarten_id) & found)
    if row is None:
        raise NotFound("kindergarten")
    return row


def department(identity: Identity, department_id: int) -> Department:
    """Return a department whose observations the identity may read by its place; NotFound for any other."""
    place = within(
        reach(identity, "observation", "R"),
        department=Department.id,
        kindergarten=Department.kindergarten,
    )
    row = (
        Department.select(Department, Kindergarten)
        .join(Kindergarten)
        .where((Department.id == department_id) & place)
        .get_or_none()
    )
    if row is None:
        raise NotFound("department")
    return row


def stages(
    row: Department, wanted: Sequence[Semester]
) -> list[tuple[Semester, Mapping[str, date | None]]]:
    """Return the first day of each of STEPS in each semester of a department; one query."""
    found = {
        one.semester: one
        for one in LoopMark.select().where(
            (LoopMark.department == row) & LoopMark.semester.in_([one.code for one in wanted])
        )
    }
    return [(one, _marks(found.get(one.code))) for one in wanted]

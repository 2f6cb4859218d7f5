"""How far the goals of each cohort have come, counted: never a word of what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import SQL, Case, ModelSelect, fn

from collect import journal
from collect.database import writing
from collect.models.base import on_day, within
from collect.models.observations import Observation
from collect.models.organisation import Affiliation, Cohort, Department, Kindergarten
from collect.models.plans import Goal, GoalCheck
from collect.plans import goals
from collect.rules.access import Identity, reach
from collect.rules.calendar import Semester, semester_from
from collect.rules.refusals import NotAllowed


@dataclass(frozen=True)
class Steps:
    """The goals of a cohort in a semester, counted step by step, and the departments they are of."""

    fed_back: int = 0  # departments that had feedback on a counted observation
    departments: int = 0  # of all, those with a goal that was not set aside
    goals: int = 0  # not set aside
    projects: int = 0  # of the goals, those that are micro-projects
    checked: int = 0  # of the goals, those looked back at
    evaluated: int = 0
    overdue: int = 0  # open, with the day to look back gone by
    dropped: int = 0


def steps(
    identity: Identity, wanted: Sequence[Semester], today: date
) -> list[tuple[Semester, Cohort, Steps]]:
    """Count the steps of each semester and cohort, with the structure of its counting day.

    For those who may know that goals are set, and not what they say; raises NotAllowed for all
    others. Cohorts with neither feedback nor goals in a semester are left out. One query for the
    cohorts and three for each semester.
    """
    if not reach(identity, "plan", "R").names_only:
        raise NotAllowed("plan")
    cohorts = list(Cohort.select().order_by(Cohort.number))
    found = []
    for semester in wanted:
        counted = _counted(semester, today)
        found += [(semester, row, counted[row.id]) for row in cohorts if row.id in counted]
    return found


def _counted(semester: Semester, today: date) -> dict[int, Steps]:
    """Return the steps of a semester by cohort id."""
    is_kept, is_open = Goal.status != "dropped", Goal.status == "open"
    columns = (
        fn.COUNT(Case(None, ((is_kept, Goal.department),), None).distinct()),
        _sum(is_kept),
        _sum(is_kept & (Goal.kind == "micro_project")),
        _sum(Goal.status == "evaluated"),
        _sum(is_open & (Goal.check_back_on < today)),
        _sum(~is_kept),
    )
    rows = _by_cohort(Goal, semester, *columns)
    fed_back = _by_cohort(Observation, semester, fn.COUNT(Observation.department.distinct())).where(
        Observation.released_at.is_null(False) & ~Observation.is_double
    )
    checked = (
        _by_cohort(Goal, semester, fn.COUNT(Goal.id.distinct())).join_from(Goal, GoalCheck)
    ).where(is_kept)
    told: dict[int, int] = {key: int(number) for key, number in fed_back.tuples()}
    seen: dict[int, int] = {key: int(number) for key, number in checked.tuples()}
    found = {key: Steps(fed_back=number) for key, number in told.items()}
    for key, rooms, kept, projects, evaluated, late, dropped in rows.tuples():
        found[key] = Steps(
            told.get(key, 0),
            int(rooms),
            int(kept),
            int(projects),
            seen.get(key, 0),
            int(evaluated),
            int(late),
            int(dropped),
        )
    return found


def _sum(condition: Any) -> Any:
    return fn.SUM(Case(None, ((condition, 1),), 0))


def _by_cohort(model: Any, semester: Semester, *columns: Any) -> Any:
    """Return a query of a semester's rows grouped by the cohort of their kindergarten."""
    same_house = Affiliation.kindergarten == Department.kindergarten
    return (
        model.select(Affiliation.cohort, *columns)
        .join(Department)
        .join(Affiliation, on=same_house & on_day(Affiliation, semester.counting_day))
        .where((model.semester == semester.code) & Affiliation.cohort.is_null(False))
        .group_by(Affiliation.cohort)
    )


def without_words(identity: Identity) -> ModelSelect[Goal]:
    """Return the goals that the identity may know of, the newest first; their words are not read.

    All of them for one who may know that they are set; else those of the kindergartens one directs.
    """
    found = reach(identity, "plan", "E")
    columns = (
        Goal.id,
        Goal.reference,
        Goal.department,
        Goal.semester,
        Goal.kind,
        Goal.status,
        Goal.created_at,
        Goal.check_back_on,
        Goal.settled_on,
    )
    known = SQL("1 = 1") if found.names_only else within(found, kindergarten=Kindergarten.id)
    return (
        Goal.select(*columns, Department, Kindergarten)
        .join(Department)
        .join(Kindergarten)
        .where(known)
        .order_by(Goal.created_at.desc(), Goal.id.desc())
    )


def of_cohort(identity: Identity, cohort_id: int) -> list[Goal]:
    """Return the goals of the kindergartens in a cohort on the counting day of the goal's semester.

    In an order that says nothing of a department's name; their words are not read. One query.
    """
    same_house = Affiliation.kindergarten == Department.kindergarten
    query = without_words(identity).select_extend(Affiliation)
    query = query.join_from(Department, Affiliation, on=same_house, attr="place")
    rows: list[Any] = list(query.where(Affiliation.cohort == cohort_id))
    found = [row for row in rows if _is_within(row.department.place, row.semester)]
    return sorted(
        found, key=lambda row: (row.department.kindergarten.sort, row.department_id, row.id)
    )


def _is_within(place: Affiliation, semester: str) -> bool:
    day = semester_from(semester).counting_day
    return place.valid_from <= day and (place.valid_to is None or day <= place.valid_to)


def may_take_goals(identity: Identity) -> bool:
    """Whether the identity may take its kindergarten's goals out of the house."""
    return bool(reach(identity, "plan", "E").kindergartens)


def may_take_steps(identity: Identity) -> bool:
    """Whether the identity may take the counted steps out of the house."""
    return reach(identity, "plan", "E").names_only


def take_goals(*, by: Identity, now: datetime) -> ModelSelect[Goal]:
    """Return the goals of the kindergartens one directs, and note that they are taken out.

    Raises NotAllowed.
    """
    if not may_take_goals(by):
        raise NotAllowed("export")
    houses = reach(by, "plan", "E")
    found = goals(by).where(within(houses, kindergarten=Department.kindergarten))
    with writing():
        for kindergarten_id in sorted(houses.kindergartens):
            journal.note("export.plans", None, by=by, now=now, kindergarten_id=kindergarten_id)
    return found


def take_steps(*, by: Identity, now: datetime) -> None:
    """Note that the counted steps are taken out of the house; raises NotAllowed."""
    if not may_take_steps(by):
        raise NotAllowed("export")
    with writing():
        journal.note("export.plan_steps", None, by=by, now=now)

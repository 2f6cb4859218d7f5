"""Figures of a day, counted, beside those that others state."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import JOIN, fn

from collect.models.base import on_day
from collect.models.organisation import (
    Affiliation,
    Department,
    DepartmentPeriod,
    StatedFigure,
)
from collect.models.people import Employment
from collect.organisation import MEASURES
from collect.organisation_departments import is_open


def counts(on: date) -> dict[int, dict[str, int]]:
    """Count per cohort id (0: none) the kindergartens, departments, children and staff of a day.

    Staff are the people employed there that day, each counted once per cohort.
    """
    result: dict[int, dict[str, int]] = {}

    def add(measure: str, rows: Any) -> None:
        for cohort_id, number in rows.tuples():
            result.setdefault(cohort_id or 0, dict.fromkeys(MEASURES, 0))[measure] = int(
                number or 0
            )

    belongs = on_day(Affiliation, on)
    base = Affiliation.select(Affiliation.cohort, fn.COUNT(Affiliation.kindergarten.distinct()))
    add("kindergartens", base.where(belongs).group_by(Affiliation.cohort))
    rooms = (
        Affiliation.select(Affiliation.cohort, fn.COUNT(Department.id.distinct()))
        .join(Department, on=(Department.kindergarten == Affiliation.kindergarten))
        .where(belongs & is_open(on))
    )
    add("departments", rooms.group_by(Affiliation.cohort))
    children = (
        Affiliation.select(Affiliation.cohort, fn.SUM(DepartmentPeriod.children))
        .join(Department, on=(Department.kindergarten == Affiliation.kindergarten))
        .join(DepartmentPeriod, JOIN.INNER, on=(DepartmentPeriod.department == Department.id))
        .where(belongs & is_open(on) & on_day(DepartmentPeriod, on))
    )
    add("children", children.group_by(Affiliation.cohort))
    staff = (
        Affiliation.select(Affiliation.cohort, fn.COUNT(Employment.person.distinct()))
        .join(Employment, on=(Employment.kindergarten == Affiliation.kindergarten))
        .where(belongs & on_day(Employment, on))
    )
    add("staff", staff.group_by(Affiliation.cohort))
    return result


def stated_figures() -> dict[int, dict[str, int]]:
    """Return the figures others state, per cohort id (0: the control totals)."""
    result: dict[int, dict[str, int]] = {}
    rows: Any = StatedFigure.select().tuples()
    for row in rows:
        _, cohort_id, measure, value = row
        result.setdefault(cohort_id or 0, {})[measure] = value
    return result

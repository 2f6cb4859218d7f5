"""Departments: opened, changed and closed from a day, so that earlier figures stay."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from peewee import ModelSelect

from collect import journal
from collect.database import writing
from collect.models.base import within
from collect.models.organisation import (
    Department,
    DepartmentPeriod,
    Kindergarten,
)
from collect.organisation import require
from collect.rules.access import Identity, reach
from collect.rules.norwegian import search_text, sort_key
from collect.rules.organisation import AGE_GROUPS
from collect.rules.refusals import NotFound, RuleBroken
from collect.rules.text import LINE, clean


def departments(identity: Identity, on: date | None = None) -> ModelSelect[Department]:
    """Return the departments the identity may know of (open on a day, if given), kindergarten by kindergarten."""
    found = reach(identity, "organisation", "R")
    query = (
        Department.select(Department, Kindergarten)
        .join(Kindergarten)
        .where(within(found, kindergarten=Department.kindergarten))
        .order_by(Kindergarten.sort, Kindergarten.id, Department.sort, Department.id)
    )
    return query if on is None else query.where(is_open(on))


def is_open(on: date) -> Any:
    """Return the condition that a department is open on a day."""
    return (Department.opened_on <= on) & (
        Department.closed_on.is_null() | (Department.closed_on >= on)
    )


def _checked_period(age_group: str, children: int) -> None:
    if age_group not in AGE_GROUPS:
        raise RuleBroken("choice.unknown", "age_group", value=age_group)
    if not 0 <= children <= 99:
        raise RuleBroken("children.range", "children")


def open_department(
    row: Kindergarten,
    name: str,
    age_group: str,
    children: int,
    opened_on: date,
    *,
    by: Identity,
    now: datetime,
) -> Department:
    """Open a department from a day."""
    require(by, "C", row.id)
    name = clean(name, LINE, "name")
    if not name:
        raise RuleBroken("required", "name")
    _checked_period(age_group, children)
    with writing():
        made = Department.create(
            kindergarten=row,
            name=name,
            sort=sort_key(name),
            search=search_text(name, row.name),
            opened_on=opened_on,
        )
        DepartmentPeriod.create(
            department=made, age_group=age_group, children=children, valid_from=opened_on
        )
        new = {"name": name, "age_group": age_group, "children": children, "opened_on": opened_on}
        journal.note("department.open", made.id, by=by, now=now, kindergarten_id=row.id, new=new)
    return made


def change_department(
    row: Department, age_group: str, children: int, from_day: date, *, by: Identity, now: datetime
) -> DepartmentPeriod:
    """Change a department's age group or number of children from a day on; earlier figures stay."""
    require(by, "U", row.kindergarten_id)
    _checked_period(age_group, children)
    with writing():
        latest = (
            DepartmentPeriod.select()
            .where(DepartmentPeriod.department == row)
            .order_by(DepartmentPeriod.valid_from.desc())
            .get()
        )
        if latest.valid_from > from_day:
            raise RuleBroken("history.later", "valid_from", day=latest.valid_from)
        new = {"age_group": age_group, "children": children}
        if latest.valid_from == from_day:
            journal.amend(
                latest,
                new,
                "department.change",
                by=by,
                now=now,
                kindergarten_id=row.kindergarten_id,
            )
            return latest
        latest.valid_to = from_day - timedelta(days=1)
        latest.save(only=["valid_to"])
        made = DepartmentPeriod.create(department=row, valid_from=from_day, **new)
        old = {"age_group": latest.age_group, "children": latest.children}
        journal.note(
            "department.change",
            row.id,
            by=by,
            now=now,
            kindergarten_id=row.kindergarten_id,
            old=old,
            new={**new, "valid_from": from_day},
        )
    return made


def amend_department(
    row: Department, name: str, closed_on: date | None, *, by: Identity, now: datetime
) -> None:
    """Rename a department, or say which day is its last."""
    require(by, "U", row.kindergarten_id)
    name = clean(name, LINE, "name")
    if not name:
        raise RuleBroken("required", "name")
    if closed_on is not None and closed_on < row.opened_on:
        raise RuleBroken("dates.order", "closed_on")
    values = {"name": name, "sort": sort_key(name), "closed_on": closed_on}
    with writing():
        if journal.amend(
            row, values, "department.amend", by=by, now=now, kindergarten_id=row.kindergarten_id
        ):
            row.search = search_text(name, row.kindergarten.name)
            row.save(only=["search"])


def department_named(row: Kindergarten, name: str) -> Department:
    """Return the open department of that name in a kindergarten; raise NotFound for none."""
    found = Department.get_or_none(
        (Department.kindergarten == row)
        & (Department.name == name)
        & Department.closed_on.is_null()
    )
    if found is None:
        raise NotFound("department")
    return found

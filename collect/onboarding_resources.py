"""The resource persons of a kindergarten: who takes new colleagues in hand, named by the director."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from peewee import SQL, ModelSelect, fn

from collect import people_leaves
from collect.models.base import on_day
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.models.people import Employment, Person, ProgrammeFunction
from collect.rules.access import Identity

FUNCTION = "resource_person"
NEW_FOR_DAYS = 365  # how long one is new, and others are asked about it


def resource_rows(on: date) -> ModelSelect[ProgrammeFunction]:
    """Return the resource persons of a day who still work where they are named.

    Who leaves a kindergarten is no resource person there from the next day, whatever the row says.
    """
    works_there = Employment.select(Employment.id).where(
        (Employment.person == ProgrammeFunction.person)
        & (Employment.kindergarten == ProgrammeFunction.kindergarten)
        & on_day(Employment, on)
    )
    is_one = (ProgrammeFunction.function == FUNCTION) & on_day(ProgrammeFunction, on)
    return ProgrammeFunction.select().where(is_one & fn.EXISTS(works_there))


def led_rows(identity: Identity) -> Any:
    """Return the query for the kindergartens where the identity is a resource person on its day."""
    rows = resource_rows(identity.on or date.min).select(ProgrammeFunction.kindergarten)
    return rows.where(ProgrammeFunction.person == (identity.person_id or 0))


def led(identity: Identity) -> frozenset[int]:
    """Return the kindergartens where the identity is a resource person on its day."""
    return frozenset(kindergarten_id for (kindergarten_id,) in led_rows(identity).tuples())


def of_kindergartens(ids: Collection[int], on: date) -> list[tuple[int, int]]:
    """Return (person, kindergarten) of the resource persons who are not on leave; one query."""
    rows: Any = (
        resource_rows(on)
        .select(ProgrammeFunction.person, ProgrammeFunction.kindergarten)
        .where(
            ProgrammeFunction.kindergarten.in_(list(ids))
            & ~fn.EXISTS(
                people_leaves.away(ProgrammeFunction.person, ProgrammeFunction.kindergarten, on)
            )
        )
        .tuples()
    )
    return list(rows)


def resources(ids: Collection[int], on: date) -> list[ProgrammeFunction]:
    """Return who is, and who is named to become, a resource person of several kindergartens, by name.

    Somebody who has left is not among them.
    """
    works_there = Employment.select(Employment.id).where(
        (Employment.person == ProgrammeFunction.person)
        & (Employment.kindergarten == ProgrammeFunction.kindergarten)
        & (Employment.valid_to.is_null() | (Employment.valid_to >= on))
    )
    rows: Any = (
        ProgrammeFunction.select(ProgrammeFunction, Person)
        .join(Person)
        .where(
            (ProgrammeFunction.function == FUNCTION)
            & ProgrammeFunction.kindergarten.in_(list(ids))
            & (ProgrammeFunction.valid_to.is_null() | (ProgrammeFunction.valid_to >= on))
            & fn.EXISTS(works_there)
        )
        .order_by(Person.sort, Person.id)
    )
    return list(rows)


def names(kindergarten_id: int, on: date) -> list[str]:
    """Return the names of a kindergarten's resource persons of a day."""
    rows = resources([kindergarten_id], on)
    return [row.person.name for row in rows if row.valid_from <= on]


def staff(kindergarten_id: int, on: date) -> list[Person]:
    """Return who works in a kindergarten on a day or begins later, by name."""
    employed = Employment.select(Employment.person).where(
        (Employment.kindergarten == kindergarten_id)
        & (Employment.valid_to.is_null() | (Employment.valid_to >= on))
    )
    return list(Person.select().where(Person.id.in_(employed)).order_by(Person.sort, Person.id))


def tasks_for(identity: Identity, today: date) -> ModelSelect[PlanTask]:
    """Return the open tasks that wait for the identity as a mentor or a resource person, by date.

    Only those that have opened, for colleagues who work there, are at work and still new.
    """
    mentored = [g.kindergarten_id for g in identity.grants if g.role == "mentor"]
    theirs: Any = SQL("1 = 0")
    for owner, places in (("mentor", mentored), ("resource_person", led(identity))):
        if places:
            theirs |= (PlanTask.owner == owner) & Employment.kindergarten.in_(list(places))
    return (
        PlanTask.select(PlanTask, OnboardingPlan, Person)
        .join(OnboardingPlan)
        .join(Employment)
        .join_from(OnboardingPlan, Person)
        .where(
            theirs
            & (PlanTask.status == "open")
            & (PlanTask.opens_on <= today)
            & (OnboardingPlan.first_day > today - timedelta(days=NEW_FOR_DAYS))
            & (Employment.valid_to.is_null() | (Employment.valid_to >= today))
            & ~fn.EXISTS(people_leaves.away(OnboardingPlan.person, Employment.kindergarten, today))
        )
        .order_by(PlanTask.due_on, PlanTask.id)
    )

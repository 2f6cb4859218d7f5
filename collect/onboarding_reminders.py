"""Reminders of late tasks for new staff: one letter a week at most to each who is to do them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from peewee import fn

from collect import notices, people_leaves
from collect import onboarding_resources as resources
from collect.database import writing
from collect.models.accounts import Account, RoleGrant
from collect.models.base import on_day
from collect.models.notices import Notice
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.models.people import Employment, Person
from collect.notices import Letter
from collect.phrases import plural, reading, say
from collect.rules.calendar import first_moment, local_day
from collect.rules.onboarding import week_of

KIND = "onboarding_late"
Places: TypeAlias = dict[tuple[str, int], int]  # whose tasks and where -> how many
MORNING = timedelta(hours=7)  # no letter goes out in the night


@dataclass
class Late:
    """How many late tasks somebody has in the own plan, and for new colleagues."""

    own: int = 0
    of_others: int = 0


def queue_due(now: datetime) -> int:
    """Queue this week's letter to those with late tasks who have an account; return how many.

    It tells how many, not of whom: a letter may be read by others. A new employee's own tasks are
    told to them, a director's to all who direct the kindergarten, a mentor's and a resource
    person's to all who are; where nobody is, to the director. As many queries however many plans
    there are.
    """
    today = local_day(now)
    own, places = _late(today)
    if not own and not places:
        return 0
    late: dict[int, Late] = defaultdict(Late)
    for person_id, count in own.items():
        late[person_id].own += count
    for person_id, owner, kindergarten_id in _holders(places, today):
        late[person_id].of_others += places[owner, kindergarten_id]
    accounts = _untold(late, today)
    letters = [_letter(row, late[row.person_id], today) for row in accounts]
    if not letters:
        return 0
    with writing():
        return notices.queue(letters, now=now, due_at=max(now, first_moment(today) + MORNING))


def _late(today: date) -> tuple[dict[int, int], Places]:
    """Return the late tasks of new employees by person, of the others by owner and place; one query.

    Nothing is late while the new employee is on leave: the dates stand, and count from the return.
    """
    rows: Any = (
        PlanTask.select(
            PlanTask.owner, OnboardingPlan.person, Employment.kindergarten, fn.COUNT(PlanTask.id)
        )
        .join(OnboardingPlan)
        .join(Employment)
        .where(
            (PlanTask.status == "open")
            & (PlanTask.due_on < today)
            & (OnboardingPlan.first_day > today - timedelta(days=resources.NEW_FOR_DAYS))
            & (Employment.valid_to.is_null() | (Employment.valid_to >= today))
            & ~fn.EXISTS(people_leaves.away(OnboardingPlan.person, Employment.kindergarten, today))
        )
        .group_by(PlanTask.owner, OnboardingPlan.person, Employment.kindergarten)
        .tuples()
    )
    own: dict[int, int] = defaultdict(int)
    places: Places = defaultdict(int)
    for owner, person_id, kindergarten_id, count in rows:
        if owner == "self":
            own[person_id] += count
        else:
            places[owner, kindergarten_id] += count
    return own, places


def _holders(places: Places, today: date) -> set[tuple[int, str, int]]:
    """Return (person, owner, kindergarten) of those who are to do the tasks of an owner at a place.

    Where a kindergarten has no mentor or no resource person today, the director stands in.
    """
    houses = sorted({house for _, house in places})
    rows: Any = (
        RoleGrant.select(Account.person, RoleGrant.role, RoleGrant.kindergarten)
        .join(Account)
        .where(
            RoleGrant.role.in_(("director", "mentor"))
            & RoleGrant.kindergarten.in_(houses)
            & on_day(RoleGrant, today)
        )
        .tuples()
    )
    held: dict[tuple[str, int], set[int]] = defaultdict(set)
    for person_id, role, house in rows:
        held[role, house].add(person_id)
    for person_id, house in resources.of_kindergartens(houses, today):
        held["resource_person", house].add(person_id)
    return {
        (person_id, owner, house)
        for owner, house in places
        for person_id in held[owner, house] or held["director", house]
    }


def _untold(person_ids: Collection[int], today: date) -> list[Account]:
    """Return the open accounts of those who have not been written to this week; two queries."""
    marks = {_mark(person_id, today): person_id for person_id in person_ids}
    told = {
        marks[row.mark] for row in Notice.select(Notice.mark).where(Notice.mark.in_(list(marks)))
    }
    return list(
        Account.select(Account, Person)
        .join(Person)
        .where(Account.person.in_(sorted(set(person_ids) - told)) & Account.is_active)
        .order_by(Account.id)
    )


def _mark(person_id: int, today: date) -> str:
    return f"onboarding:{person_id}:{week_of(today)}"


def _letter(row: Account, late: Late, today: date) -> Letter:
    with reading(row.locale):
        parts = []
        if late.own:
            parts.append(
                plural(
                    "%(num)s oppgave i opplæringsplanen din er forsinket.",
                    "%(num)s oppgaver i opplæringsplanen din er forsinket.",
                    late.own,
                )
            )
        if late.of_others:
            parts.append(
                plural(
                    "%(num)s oppgave du har for nye kolleger, er forsinket.",
                    "%(num)s oppgaver du har for nye kolleger, er forsinket.",
                    late.of_others,
                )
            )
        parts.append(
            say(
                "Se hva det gjelder, og kvitter for det som er gjort: %(page)s",
                page="{house}/onboarding",
            )
        )
        why = say("Du får denne e-posten høyst én gang i uken, så lenge noe er forsinket.")
        parts.append(f"{why}\n{say('Den kan ikke besvares.')}")
        subject, text = say("Forsinkede oppgaver i TETT PÅ"), "\n\n".join(parts)
    mark = _mark(row.person_id, today)
    return Letter(mark, KIND, row.person, row.locale, subject, text, "person", row.person_id)

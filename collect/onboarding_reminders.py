"""Reminders of late tasks for new staff: one letter a week at most to each who is to do them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from collect import notices, people_leaves
from collect.database import writing
from collect.models.accounts import Account, RoleGrant
from collect.models.base import on_day
from collect.models.notices import Notice
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.models.people import Employment, Person
from collect.notices import Letter
from collect.onboarding import NEW_FOR_DAYS
from collect.phrases import plural, reading, say
from collect.rules.calendar import first_moment, local_day
from collect.rules.onboarding import week_of

KIND = "onboarding_late"
MORNING = timedelta(hours=7)  # no letter goes out in the night


@dataclass
class Late:
    """How many late tasks somebody has in the own plan, and for new colleagues."""

    own: int = 0
    of_others: int = 0


def queue_due(now: datetime) -> int:
    """Queue this week's letter to those with late tasks who have an account; return how many.

    It tells how many, not of whom: a letter may be read by others. A new employee's own tasks are
    told to them, a director's to all who direct the kindergarten. As many queries however many
    plans there are.
    """
    today = local_day(now)
    own, places = _late(today)
    if not own and not places:
        return 0
    late: dict[int, Late] = defaultdict(Late)
    for person_id, count in own.items():
        late[person_id].own += count
    for person_id, kindergarten_id in _directors(places, today):
        late[person_id].of_others += places[kindergarten_id]
    accounts = _untold(late, today)
    letters = [_letter(row, late[row.person_id], today) for row in accounts]
    if not letters:
        return 0
    with writing():
        return notices.queue(letters, now=now, due_at=max(now, first_moment(today) + MORNING))


def _late(today: date) -> tuple[dict[int, int], dict[int, int]]:
    """Return the late tasks of new employees by person, and of directors by kindergarten; one query.

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
            & PlanTask.owner.in_(("self", "director"))
            & (OnboardingPlan.first_day > today - timedelta(days=NEW_FOR_DAYS))
            & (Employment.valid_to.is_null() | (Employment.valid_to >= today))
            & ~fn.EXISTS(people_leaves.away(OnboardingPlan.person, Employment.kindergarten, today))
        )
        .group_by(PlanTask.owner, OnboardingPlan.person, Employment.kindergarten)
        .tuples()
    )
    own: dict[int, int] = defaultdict(int)
    places: dict[int, int] = defaultdict(int)
    for owner, person_id, kindergarten_id, count in rows:
        if owner == "self":
            own[person_id] += count
        else:
            places[kindergarten_id] += count
    return own, places


def _directors(places: Mapping[int, int], today: date) -> set[tuple[int, int]]:
    """Return (person, kindergarten) of those who direct the kindergartens today."""
    rows: Any = (
        RoleGrant.select(Account.person, RoleGrant.kindergarten)
        .join(Account)
        .where(
            (RoleGrant.role == "director")
            & RoleGrant.kindergarten.in_(list(places))
            & on_day(RoleGrant, today)
        )
        .tuples()
    )
    return set(rows)


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

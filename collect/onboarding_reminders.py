"""The weekly letter on new staff: one small thing to do, or what is late; one a week at most to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from peewee import Case, fn

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
SMALL = "onboarding_week"
Places: TypeAlias = dict[tuple[str, int], int]  # whose tasks and where -> how many
MORNING = timedelta(hours=7)  # no letter goes out in the night


@dataclass
class Late:
    """How many late tasks somebody has in the own plan, and for new colleagues; else what is to do."""

    own: int = 0
    of_others: int = 0
    is_next_ready: bool = False


def queue_due(now: datetime) -> int:
    """Queue this week's letter to those with an account who have something to do; return how many.

    A new employee with nothing late is told that this week's one small thing is ready, if it is.
    Nobody is written to who has asked not to be, or twice in a week.

    It tells how many, not of whom: a letter may be read by others. A new employee's own tasks are
    told to them, a director's to all who direct the kindergarten, a mentor's and a resource
    person's to all who are; where nobody is, to the director. As many queries however many plans
    there are.
    """
    today = local_day(now)
    own, places, ready = _waiting(today)
    late: dict[int, Late] = defaultdict(Late)
    for person_id in ready:
        late[person_id].is_next_ready = True
    for person_id, count in own.items():
        late[person_id].own += count
    for person_id, owner, kindergarten_id in _holders(places, today):
        late[person_id].of_others += places[owner, kindergarten_id]
    if not late:
        return 0
    accounts = _untold(late, today)
    letters = [_letter(row, late[row.person_id], today) for row in accounts]
    if not letters:
        return 0
    with writing():
        return notices.queue(letters, now=now, due_at=max(now, first_moment(today) + MORNING))


def _waiting(today: date) -> tuple[dict[int, int], Places, set[int]]:
    """Return late tasks of new employees by person, of the others by owner and place; one query.

    And the new employees of whom a task has opened that is not late. Nothing is late while the new
    employee is on leave: the dates stand, and count from the return.
    """
    is_late = PlanTask.due_on < today
    count = fn.SUM(Case(None, ((is_late, 1),), 0))
    rows: Any = (
        PlanTask.select(PlanTask.owner, OnboardingPlan.person, Employment.kindergarten, count)
        .join(OnboardingPlan)
        .join(Employment)
        .where(
            (PlanTask.status == "open")
            & (is_late | ((PlanTask.owner == "self") & (PlanTask.opens_on <= today)))
            & (OnboardingPlan.first_day > today - timedelta(days=resources.NEW_FOR_DAYS))
            & (Employment.valid_to.is_null() | (Employment.valid_to >= today))
            & ~fn.EXISTS(people_leaves.away(OnboardingPlan.person, Employment.kindergarten, today))
        )
        .group_by(PlanTask.owner, OnboardingPlan.person, Employment.kindergarten)
        .tuples()
    )
    own: dict[int, int] = defaultdict(int)
    places: Places = defaultdict(int)
    ready = set()
    for owner, person_id, kindergarten_id, number in rows:
        if owner != "self":
            places[owner, kindergarten_id] += int(number)
        elif number:
            own[person_id] += int(number)
        else:
            ready.add(person_id)
    return own, places, ready


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
    """Return the accounts of those who may be written to and have not been this week; two queries."""
    marks = {_mark(person_id, today): person_id for person_id in person_ids}
    told = {
        marks[row.mark] for row in Notice.select(Notice.mark).where(Notice.mark.in_(list(marks)))
    }
    return list(
        Account.select(Account, Person)
        .join(Person)
        .where(
            Account.person.in_(sorted(set(person_ids) - told))
            & Account.is_active
            & Account.is_reminded
        )
        .order_by(Account.id)
    )


def _mark(person_id: int, today: date) -> str:
    return f"onboarding:{person_id}:{week_of(today)}"


def _letter(row: Account, late: Late, today: date) -> Letter:
    with reading(row.locale):
        if not late.own and not late.of_others:
            return _small_thing(row, today)
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
        parts.append(_foot())
        subject, text = say("Forsinkede oppgaver i TETT PÅ"), "\n\n".join(parts)
    mark = _mark(row.person_id, today)
    return Letter(mark, KIND, row.person, row.locale, subject, text, "person", row.person_id)


def _small_thing(row: Account, today: date) -> Letter:
    """Return the letter that one thing is ready; which, stands on the page only."""
    parts = (
        say("En liten ting i opplæringsplanen din er klar for denne uken."),
        say("Den står på forsiden: %(page)s", page="{house}/"),
        _foot(),
    )
    subject, text = say("Ukens lille ting i TETT PÅ"), "\n\n".join(parts)
    mark = _mark(row.person_id, today)
    return Letter(mark, SMALL, row.person, row.locale, subject, text, "person", row.person_id)


def _foot() -> str:
    """Return how often it comes, and where it is switched off."""
    often = say(
        "Du får høyst én slik e-post i uken. Du kan slå dem av på kontoen din: %(page)s",
        page="{house}/account",
    )
    return f"{often}\n{say('Den kan ikke besvares.')}"

"""Whom the house has perhaps twice: pairs of records that share a name or an address, the likeliest first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Case, fn

from collect.models.accounts import Account
from collect.models.people import Employment, Person
from collect.people import jobs_on
from collect.rules.access import Identity, reach
from collect.rules.people_merging import score
from collect.rules.refusals import NotAllowed

MOST_PAIRS = 2_000  # of each kind; more have to be merged before the rest is seen


@dataclass(frozen=True)
class Candidate:
    """Two records that may be one person, the older first, and why one thinks so."""

    first: Person
    second: Person
    reasons: tuple[str, ...]
    jobs: tuple[Employment | None, Employment | None]


@dataclass(frozen=True)
class Candidates:
    """A page of pairs: which page, of how many, and how many pairs there are."""

    pairs: list[Candidate]
    number: int
    last: int
    total: int


def candidates(identity: Identity, on: date, page: int = 1, size: int = 50) -> Candidates:
    """Return a page of the pairs that may be one person, the likeliest first; four queries."""
    if not reach(identity, "merge", "R").everything:
        raise NotAllowed("merge")
    found = _reasons()
    order = sorted(found, key=lambda pair: (-score(found[pair]), pair))
    last = max(1, math.ceil(len(order) / size))
    number = max(1, min(page, last))
    shown = order[(number - 1) * size : number * size]
    return Candidates(_filled(shown, found, on), number, last, len(order))


def _reasons() -> dict[tuple[int, int], tuple[str, ...]]:
    """Return every pair with its reasons."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for first, second, is_together in _same_name():
        found[first, second] = ("name", "together") if is_together else ("name",)
    for pair in _same_address():
        first, second = sorted(pair)
        found[first, second] = ("address", *found.get((first, second), ()))
    return found


def _same_name() -> Any:
    """Return the pairs whose names are the same but for case, accents and signs; and whether they share a place."""
    other, mine, theirs = Person.alias(), Employment.alias(), Employment.alias()
    together = (
        mine.select(mine.id)
        .join(theirs, on=(theirs.kindergarten == mine.kindergarten))
        .where((mine.person == Person.id) & (theirs.person == other.id))
    )
    return (
        Person.select(Person.id, other.id, Case(None, ((fn.EXISTS(together), 1),), 0))
        .join(other, on=((other.sort == Person.sort) & (Person.id < other.id)))
        .where(Person.merged_into.is_null() & other.merged_into.is_null())
        .order_by(Person.id, other.id)
        .limit(MOST_PAIRS)
        .tuples()
    )


def _same_address() -> Any:
    """Return the pairs of which one logs in with the other's address."""
    holder = Person.alias()
    return (
        Person.select(Person.id, holder.id)
        .join(Account, on=((Account.email_key == Person.email_key) & (Account.person != Person.id)))
        .join(holder, on=(holder.id == Account.person))
        .where(Person.merged_into.is_null() & holder.merged_into.is_null())
        .order_by(Person.id)
        .limit(MOST_PAIRS)
        .tuples()
    )


def _filled(
    pairs: Sequence[tuple[int, int]], found: dict[tuple[int, int], tuple[str, ...]], on: date
) -> list[Candidate]:
    ids = sorted({one for pair in pairs for one in pair})
    people = {row.id: row for row in Person.select().where(Person.id.in_(ids))}
    jobs = jobs_on(ids, on)
    return [
        Candidate(
            people[first],
            people[second],
            found[first, second],
            (jobs.get(first), jobs.get(second)),
        )
        for first, second in pairs
    ]

"""Leave: who is away from a kindergarten, from a day to a day, or until they return."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from collect import journal
from collect.models.base import on_day
from collect.models.organisation import Kindergarten
from collect.models.people import Person
from collect.models.people_changes import Leave
from collect.rules.access import Identity
from collect.rules.refusals import RuleBroken

Days = tuple[date, date | None]  # both counted; None: nobody knows yet until when
ONE_DAY = timedelta(days=1)


def spans(from_day: date) -> Mapping[tuple[int, int], Sequence[Days]]:
    """Return by (person, kindergarten) the leave that is not over before a day; one query."""
    found: dict[tuple[int, int], list[Days]] = defaultdict(list)
    rows: Any = Leave.select(
        Leave.person, Leave.kindergarten, Leave.valid_from, Leave.valid_to
    ).where(Leave.valid_to.is_null() | (Leave.valid_to >= from_day))
    for person, place, first, last in rows.order_by(Leave.valid_from).tuples():
        found[person, place].append((first, last))
    return found


def away(person: Any, kindergarten: Any, on: Any) -> Any:
    """Return the query of leave that holds on a day, for the columns that say who, and where from."""
    here = Leave.kindergarten == kindergarten
    return Leave.select(Leave.id).where((Leave.person == person) & here & on_day(Leave, on))


def away_from(kindergarten_ids: Collection[int], on: date) -> dict[tuple[int, int], Leave]:
    """Return by (person, kindergarten) the leave that holds on a day; one query."""
    there = Leave.kindergarten.in_(list(kindergarten_ids))
    rows = Leave.select().where(there & on_day(Leave, on))
    return {(row.person_id, row.kindergarten_id): row for row in rows}


def standing(person: Person, place: Kindergarten, today: date) -> Leave | None:
    """Return the leave that has not ended: the one that holds, or the next."""
    found: Leave | None = (
        Leave.select()
        .where(
            (Leave.person == person)
            & (Leave.kindergarten == place)
            & (Leave.valid_to.is_null() | (Leave.valid_to >= today))
        )
        .order_by(Leave.valid_from)
        .first()
    )
    return found


def judge(person: Person, place: Kindergarten, first: date, last: date | None) -> None:
    """Raise RuleBroken for leave that ends before it begins, or meets other leave."""
    if last is not None and last < first:
        raise RuleBroken("dates.order", "until")
    meets = Leave.valid_to.is_null() | (Leave.valid_to >= first)
    if last is not None:
        meets &= Leave.valid_from <= last
    same = (Leave.person == person) & (Leave.kindergarten == place)
    other = Leave.select().where(same & meets).first()
    if other is not None:
        raise RuleBroken("leave.meets", "day", day=other.valid_from)


def judge_return(person: Person, place: Kindergarten, back: date, today: date) -> Leave:
    """Return the leave that ends the day before somebody is back; raise RuleBroken for none."""
    found = standing(person, place, min(today, back - ONE_DAY))
    if found is None:
        raise RuleBroken("leave.none", "kind")
    if back <= found.valid_from:
        raise RuleBroken("leave.not_begun", "day", day=found.valid_from)
    if found.valid_to == back - ONE_DAY:
        raise RuleBroken("change.same", "day")
    return found


def begin(
    person: Person,
    place: Kindergarten,
    first: date,
    last: date | None,
    *,
    by: Identity,
    now: datetime,
) -> Leave:
    """Note that somebody is away, inside a transaction that is already open."""
    made = Leave.create(person=person, kindergarten=place, valid_from=first, valid_to=last)
    new = {"person": person, "valid_from": first, "valid_to": last}
    journal.note("leave.add", made.id, by=by, now=now, kindergarten_id=place.id, new=new)
    return made


def end(row: Leave, last: date, *, by: Identity, now: datetime) -> None:
    """Set the last day of leave, inside a transaction that is already open."""
    place = row.kindergarten_id
    journal.amend(row, {"valid_to": last}, "leave.end", by=by, now=now, kindergarten_id=place)

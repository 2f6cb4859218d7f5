"""A kindergarten's ticks: what of the month's activities is done, said by its director or the coordinator."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from collect import journal
from collect.database import locked, writing
from collect.models.organisation import Kindergarten
from collect.models.programme import ActivityMark
from collect.programme_activities import Item, year
from collect.rules import programme_year as rules
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed, RuleBroken
from collect.rules.text import LINE, clean


def may_mark(identity: Identity, kindergarten_id: int) -> bool:
    """Whether the identity ticks for a kindergarten."""
    return reach(identity, "activity", "U").covers(kindergarten_id=kindergarten_id)


@dataclass(frozen=True)
class MarkAnswers:
    """What is said of an activity in a month; None where nothing is said."""

    activity: str
    is_done: bool | None
    count: int | None = None
    note: str = ""


def mark_month(
    house: Kindergarten,
    month: date,
    answers: Iterable[MarkAnswers],
    *,
    by: Identity,
    now: datetime,
    seen: str,
) -> int:
    """Keep what is done and not yet done of a month's activities; return how many are ticked as done.

    `seen` is the fingerprint of what the page showed. What is said again changes nothing. Raises
    NotAllowed, and RuleBroken for a month to come, an activity the month does not ask for, a number
    out of bounds, something said of what is neither done nor not, and what others changed meanwhile.
    """
    if not may_mark(by, house.id):
        raise NotAllowed("activity")
    if month > local_day(now):
        raise RuleBroken("activity.early")
    asked = _asked(house, month, by, now)
    wanted = {one.activity: _checked(one, asked) for one in answers if _says(one)}
    with writing():
        locked(Kindergarten.select().where(Kindergarten.id == house.id)).get()
        rows = stored(house.id, month)
        changed = {
            code: values
            for code, values in wanted.items()
            if code not in rows or any(getattr(rows[code], k) != v for k, v in values.items())
        }
        if changed and fingerprint(rows.values()) != seen:
            raise RuleBroken("record.changed")
        for code, values in changed.items():
            _keep(rows.get(code), house, month, code, values, by=by, now=now)
        return sum(row.is_done for row in stored(house.id, month).values())


def stored(kindergarten_id: int, month: date) -> dict[str, ActivityMark]:
    """Return the ticks of a kindergarten in a month by activity."""
    rows = ActivityMark.select().where(
        (ActivityMark.kindergarten == kindergarten_id) & (ActivityMark.month == month)
    )
    return {row.activity: row for row in rows}


def fingerprint(rows: Iterable[ActivityMark]) -> str:
    """Return what a page carries to tell whether a month's ticks are still those it showed."""
    parts = sorted(f"{row.activity} {row.is_done} {row.count} {row.note}" for row in rows)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _asked(house: Kindergarten, month: date, by: Identity, now: datetime) -> dict[str, Item]:
    """Return by code what is ticked by hand in a month; nothing for a kindergarten in no cohort."""
    found = year(by, house, rules.school_year(month), local_day(now))
    return {one.task.code: one for one in found.month(month).by_hand} if found else {}


def _says(one: MarkAnswers) -> bool:
    return one.is_done is not None or bool(one.note) or one.count is not None


def _checked(one: MarkAnswers, asked: Mapping[str, Item]) -> dict[str, Any]:
    """Return the columns of a tick; raise RuleBroken for what cannot be kept."""
    code = one.activity
    if code not in asked:
        raise RuleBroken("activity.unasked")
    is_counted = asked[code].task.activity.is_counted
    if one.count is not None and not (is_counted and 0 <= one.count <= rules.MOST_STORIES):
        raise RuleBroken("activity.count", f"{code}_count", most=rules.MOST_STORIES)
    if one.is_done is None:
        raise RuleBroken("activity.state", f"{code}_state")
    return {
        "is_done": one.is_done,
        "count": one.count,
        "note": clean(one.note, LINE, f"{code}_note"),
    }


def _keep(
    row: ActivityMark | None,
    house: Kindergarten,
    month: date,
    code: str,
    values: dict[str, Any],
    *,
    by: Identity,
    now: datetime,
) -> None:
    signed = values | {"marked_by": by.person_id, "marked_at": now}
    if row is not None:
        journal.amend(
            row,
            signed,
            "activity.amend",
            by=by,
            now=now,
            kindergarten_id=house.id,
            unsaid=("note",),
        )
        return
    made = ActivityMark.create(kindergarten=house, month=month, activity=code, **signed)
    new = {"activity": code, "month": month, "is_done": made.is_done, "count": made.count}
    journal.note("activity.mark", made.id, by=by, now=now, kindergarten_id=house.id, new=new)

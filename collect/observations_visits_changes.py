"""How a planned visit is changed: what its day, hour and observer must fulfil, and the one way to save it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from collect import journal, observations_loop
from collect import observations_observers as observers
from collect.database import locked, writing
from collect.models.base import on_day
from collect.models.observations import Instrument, Visit
from collect.models.organisation import Department, DepartmentPeriod
from collect.observations_instruments import FITS
from collect.rules.access import Identity, reach
from collect.rules.calendar import Semester, is_working_day, semester_from, semester_of
from collect.rules.observations_pairs import Candidate, Reason
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, clean, has_national_id

PLANNED = (
    "asked",
    "accepted",
    "observed",
)  # states in which a department's visit counts as planned
EARLIEST, LATEST = "06:00", "18:00"  # when a visit may begin


def new_uid() -> str:
    """Draw the name that calendars know a visit by, whatever becomes of it."""
    return f"{uuid.uuid4()}@tettpaa"


def half(semester: str) -> Semester:
    """Return the semester of a code; raise RuleBroken for what is none."""
    try:
        return semester_from(semester)
    except ValueError as error:
        raise RuleBroken("choice.unknown", "semester", value=semester) from error


def checked_day(department: Department, semester: str, day: date, today: date) -> str:
    """Return the department's age group on a day; refuse a day on which it cannot be visited."""
    if day < today:
        raise RuleBroken("date.past", "planned_on")
    if semester_of(day) != half(semester):
        raise RuleBroken("observation.semester", "planned_on")
    if not is_working_day(day):
        raise RuleBroken("visit.day_off", "planned_on")
    if not department.opened_on <= day <= (department.closed_on or day):
        raise RuleBroken("department.closed", "planned_on")
    return age_group(department, day)


def age_group(department: Department, day: date) -> str:
    """Return a department's age group on a day; raise RuleBroken when it was not open."""
    found = DepartmentPeriod.get_or_none(
        (DepartmentPeriod.department == department) & on_day(DepartmentPeriod, day)
    )
    if found is None:
        raise RuleBroken("department.closed", "planned_on")
    return str(found.age_group)


def checked_time(starts_at: str) -> str:
    """Return the hour a visit begins, HH:MM or none; refuse one when no kindergarten is open."""
    if starts_at and not (
        re.fullmatch(r"[012]\d:[0-5]\d", starts_at) and EARLIEST <= starts_at <= LATEST
    ):
        raise RuleBroken("visit.time", "starts_at")
    return starts_at


def checked_note(text: str, field: str = "note") -> str:
    """Return a line of free text; refuse a national identity number."""
    line = clean(text, LINE, field)
    if has_national_id(line):
        raise RuleBroken("text.national_id", field)
    return line


def suitable(
    department: Department,
    semester: str,
    observer_id: int,
    day: date,
    today: date,
    *,
    by: Identity | None,
    without: int | None = None,
) -> Candidate:
    """Return how somebody fits a visit; refuse who is not of the house or its network, or never certified.

    One who plans for a kindergarten (`by`) chooses abroad only where observers were offered.
    """
    able = observers.candidates(department, half(semester), day, today, without)
    found = next((one for one in able if one.person_id == observer_id), None)
    if found is None or (by is not None and not may_choose(found, semester, by)):
        raise RuleBroken("visit.observer", "observer_id")
    return found


def may_choose(one: Candidate, semester: str, by: Identity) -> bool:
    """Whether somebody who plans may choose a candidate: their own, or one whose director offered."""
    found = reach(by, "visit", "C")
    if one.relation != "external" or found.covers(kindergarten_id=one.kindergarten_id):
        return True
    return one.kindergarten_id in observers.offering(semester)


def manned(chosen: Candidate, group: str) -> dict[str, Any]:
    """Return the columns of a visit that somebody is to make.

    The CLASS version is set where the age group or the certificate leaves one; else the observer
    chooses on the day.
    """
    fitting = [v for v in FITS[group] if v in chosen.versions] or list(FITS[group])
    instrument = None
    if len(fitting) == 1:
        query = Instrument.select().where((Instrument.version == fitting[0]) & Instrument.is_active)
        instrument = query.order_by(Instrument.edition.desc()).first()
    return {
        "observer": chosen.person_id,
        "instrument": instrument,
        "relation": chosen.relation,
        "reasons": kept(chosen.reasons),
    }


def kept(reasons: Sequence[Reason]) -> list[Any]:
    """Return reasons as a visit keeps them."""
    return [[code, dict(values)] for code, values in reasons]


def require(is_allowed: bool) -> None:
    """Raise NotAllowed unless it is."""
    if not is_allowed:
        raise NotAllowed("visit")


def change(
    row: Visit,
    act: str,
    allowed: Sequence[str],
    changes: Mapping[str, Any],
    *,
    by: Identity,
    now: datetime,
    done: str = "",
) -> None:
    """Change a visit in one transaction, if it still is in one of the states allowed.

    Where its state is `done` already, nothing happens. Each change is a new edition of the
    calendar entry, and the loop's mark follows the plan.
    """
    with writing():
        apply(row, act, allowed, changes, by=by, now=now, done=done)


def apply(
    row: Visit,
    act: str,
    allowed: Sequence[str],
    changes: Mapping[str, Any],
    *,
    by: Identity,
    now: datetime,
    done: str = "",
) -> None:
    """Do what `change` does, inside a transaction that is already open."""
    fresh = locked(Visit.select().where(Visit.id == row.id)).get_or_none()
    if fresh is None:
        raise NotFound("visit")
    if fresh.status == done:
        return
    if fresh.status not in allowed:
        raise RuleBroken("visit.settled")
    edition = {"sequence": fresh.sequence + 1, "changed_at": now}
    place = row.department.kindergarten_id
    before = fresh.status
    journal.amend(fresh, {**changes, **edition}, act, by=by, now=now, kindergarten_id=place)
    if before in PLANNED or fresh.status in PLANNED:
        observations_loop.remark(fresh.department_id, fresh.semester)
    _take_along(fresh, act, changes, by, now, place)


def _take_along(
    row: Visit, act: str, changes: Mapping[str, Any], by: Identity, now: datetime, place: int
) -> None:
    """Let the second coding of a visit follow it to another day, or be called off with it."""
    if act not in ("visit.move", "visit.cancel"):
        return
    shared = {k: v for k, v in changes.items() if k in ("planned_on", "starts_at")}
    if act == "visit.cancel":
        shared = {"status": "cancelled", "note": changes["note"]}
    for second in Visit.select().where((Visit.doubles == row) & Visit.status.in_(observers.LIVE)):
        edition = {"sequence": second.sequence + 1, "changed_at": now}
        journal.amend(second, {**shared, **edition}, act, by=by, now=now, kindergarten_id=place)


def note(row: Visit, act: str, *, by: Identity, now: datetime) -> None:
    """Note a visit that was laid in the plan."""
    new = {
        "department": row.department_id,
        "semester": row.semester,
        "person": row.observer_id,
        "planned_on": row.planned_on,
        "status": row.status,
    }
    place = row.department.kindergarten_id
    journal.note(act, row.id, by=by, now=now, kindergarten_id=place, new=new)

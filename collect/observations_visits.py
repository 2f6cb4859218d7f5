"""Planned visits: who observes which department, and when; asked, answered, moved and made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from peewee import JOIN, SQL, ModelSelect, fn

from collect import observations_loop
from collect import observations_visits_changes as changing
from collect import observations_workplaces as workplaces
from collect.database import locked, writing
from collect.models.base import on_day, within
from collect.models.observations import Instrument, Visit
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Employment, Person
from collect.observations_observers import LIVE
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day, semester_from
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken

ASKED = ("asked", "accepted")  # states in which an observer is expected to go, or to answer


def visits(identity: Identity, semester: str | None = None) -> ModelSelect[Visit]:
    """Return the visits the identity may see, by day.

    A kindergarten sees those to it and, its director, those its observers make elsewhere. One that
    nobody was asked for yet is seen by those who plan there.
    """
    found = reach(identity, "visit", "R")
    planned_at = sorted(reach(identity, "visit", "C").kindergartens)
    mine = Visit.observer == (found.person_id or 0)
    here = within(found, department=Visit.department, kindergarten=Department.kindergarten)
    sent = Visit.observer.in_(_workers(planned_at)) if planned_at else SQL("1 = 0")
    told = Visit.asked_at.is_null(False) | (Visit.status == "observed")
    condition = (mine | here | sent) & told
    if planned_at:
        condition |= Department.kindergarten.in_(planned_at)
    query = (
        Visit.select(Visit, Department, Kindergarten, Person, Instrument)
        .join(Department)
        .join(Kindergarten)
        .join_from(Visit, Person, JOIN.LEFT_OUTER)
        .join_from(Visit, Instrument, JOIN.LEFT_OUTER)
        .where(SQL("1 = 1") if found.everything else condition)
        .order_by(Visit.planned_on.asc(nulls="LAST"), Kindergarten.sort, Department.sort, Visit.id)
    )
    return query if semester is None else query.where(Visit.semester == semester)


def _workers(kindergarten_ids: Sequence[int]) -> Any:
    """Return those who work in the kindergartens on the day of the visit."""
    return Employment.select(Employment.person).where(
        Employment.kindergarten.in_(kindergarten_ids) & on_day(Employment, Visit.planned_on)
    )


def visit(identity: Identity, visit_id: int) -> Visit:
    """Return one visit; raise NotFound for a foreign or missing one."""
    found = visits(identity).where(Visit.id == visit_id).get_or_none()
    if found is None:
        raise NotFound("visit")
    return found


def mine(identity: Identity) -> ModelSelect[Visit]:
    """Return the visits the identity is asked to make, is to make and has made, by day."""
    return visits(identity).where(Visit.observer == (identity.person_id or 0))


def to_staff(identity: Identity, semester: str) -> ModelSelect[Visit]:
    """Return the visits within one's planning that need somebody: the observer said no, or cannot."""
    return _planned_by(identity, semester).where(Visit.status == "declined")


def left_to_plan(identity: Identity, semester: str) -> dict[str, int]:
    """Count the visits within one's planning that need somebody, and those nobody was asked for; one query."""
    states = ("declined", "proposed")
    rows: Any = (
        _planned_by(identity, semester)
        .select(Visit.status, fn.COUNT(Visit.id))
        .where(Visit.status.in_(states))
        .order_by()
        .group_by(Visit.status)
    )
    found = dict(rows.tuples())
    return {state: found.get(state, 0) for state in states}


def _planned_by(identity: Identity, semester: str) -> ModelSelect[Visit]:
    here = within(reach(identity, "visit", "C"), kindergarten=Department.kindergarten)
    return visits(identity, semester).where(here)


def is_own(row: Visit, by: Identity) -> bool:
    """Whether the identity is the observer of a visit."""
    return row.observer_id is not None and reach(by, "visit", "U").person_id == row.observer_id


def may_plan(row: Visit, by: Identity) -> bool:
    """Whether the identity plans the visits to this department."""
    return reach(by, "visit", "C").covers(kindergarten_id=row.department.kindergarten_id)


def may_excuse(row: Visit, by: Identity) -> bool:
    """Whether the identity may say that the observer cannot go: oneself, one's director, those who plan."""
    if row.observer_id is None or is_own(row, by) or may_plan(row, by):
        return row.observer_id is not None
    places = reach(by, "visit", "C").kindergartens
    day = row.planned_on or semester_from(row.semester).counting_day
    job = workplaces.job_on(workplaces.jobs_of([row.observer_id]).get(row.observer_id, []), day)
    return job is not None and job.kindergarten_id in places


def _everywhere(by: Identity) -> bool:
    return reach(by, "visit", "U").everything


def add(
    department: Department,
    semester: str,
    observer_id: int | None,
    day: date,
    starts_at: str = "",
    note: str = "",
    *,
    by: Identity,
    now: datetime,
) -> Visit:
    """Lay a visit in the plan; nobody is asked yet. A department has one in the plan at a time."""
    if not reach(by, "visit", "C").covers(kindergarten_id=department.kindergarten_id):
        raise NotAllowed("visit")
    today = local_day(now)
    group = changing.checked_day(department, semester, day, today)
    values: dict[str, Any] = {
        "starts_at": changing.checked_time(starts_at),
        "note": changing.checked_note(note),
    }
    if observer_id is not None:
        chosen = changing.suitable(department, semester, observer_id, day, today, by=by)
        values |= changing.manned(chosen, group)
    with writing():
        locked(Department.select().where(Department.id == department.id)).get()
        same = (Visit.department == department) & (Visit.semester == semester)
        if Visit.select().where(same & Visit.status.in_(LIVE)).exists():
            raise RuleBroken("visit.known", "department_id")
        row = Visit.create(
            uid=changing.new_uid(),
            department=department,
            semester=semester,
            planned_on=day,
            changed_at=now,
            **values,
        )
        changing.note(row, "visit.add", by=by, now=now)
    return row


def ask(row: Visit, *, by: Identity, now: datetime) -> None:
    """Ask the observer of a visit; raise RuleBroken for one without observer or day."""
    changing.require(may_plan(row, by))
    if row.observer_id is None or row.planned_on is None:
        raise RuleBroken("visit.unready")
    changes = {"status": "asked", "asked_at": now}
    changing.change(row, "visit.ask", ("proposed",), changes, by=by, now=now, done="asked")


def accept(row: Visit, *, by: Identity, now: datetime) -> None:
    """Say yes to a visit: for oneself, or the coordinator for an observer who said so."""
    changing.require(is_own(row, by) or _everywhere(by))
    changes = {"status": "accepted", "answered_at": now, "note": ""}
    allowed = ("asked", "declined")
    changing.change(row, "visit.accept", allowed, changes, by=by, now=now, done="accepted")


def decline(row: Visit, reason: str, *, by: Identity, now: datetime) -> None:
    """Say no to a visit, with a reason; it is then to be given to somebody else."""
    changing.require(is_own(row, by) or _everywhere(by))
    changes = {"status": "declined", "answered_at": now, "note": _reason(reason)}
    changing.change(row, "visit.decline", ASKED, changes, by=by, now=now, done="declined")


def excuse(row: Visit, *, by: Identity, now: datetime) -> None:
    """Say that the observer cannot go after all. Why is health or private, and is not asked."""
    changing.require(may_excuse(row, by))
    reasons = [*row.reasons, ["excused", {}]]
    changes = {"status": "declined", "answered_at": now, "note": "", "reasons": reasons}
    changing.change(row, "visit.excuse", ASKED, changes, by=by, now=now, done="declined")


def move(row: Visit, day: date, starts_at: str = "", *, by: Identity, now: datetime) -> None:
    """Give a visit another day or hour; when others than the observer do, the observer is asked anew."""
    own = is_own(row, by)
    changing.require(own or may_plan(row, by))
    today = local_day(now)
    changes: dict[str, Any] = {"starts_at": changing.checked_time(starts_at), "planned_on": day}
    if day != row.planned_on:
        changing.checked_day(row.department, row.semester, day, today)
        if row.observer_id is not None:
            chosen = changing.suitable(
                row.department, row.semester, row.observer_id, day, today, by=None, without=row.id
            )
            changes["reasons"] = changing.kept(chosen.reasons)
    if row.status == "accepted" and not own:
        changes |= {"status": "asked", "asked_at": now}
    changing.change(row, "visit.move", ("proposed", *ASKED), changes, by=by, now=now)


def replace(row: Visit, observer_id: int, *, by: Identity, now: datetime) -> None:
    """Give a visit to somebody else, who is asked if the one before was."""
    changing.require(may_plan(row, by))
    day = row.planned_on
    if day is None:
        raise RuleBroken("visit.unready")
    if observer_id == row.observer_id:
        raise RuleBroken("visit.same", "observer_id")
    chosen = changing.suitable(
        row.department, row.semester, observer_id, day, local_day(now), by=by, without=row.id
    )
    changes = changing.manned(chosen, changing.age_group(row.department, day))
    changes |= {"note": "", "answered_at": None}
    if row.status != "proposed":
        changes |= {"status": "asked", "asked_at": now}
    changing.change(row, "visit.replace", LIVE, changes, by=by, now=now)


def cancel(row: Visit, reason: str, *, by: Identity, now: datetime) -> None:
    """Call a visit off, with a reason; the department is then without one."""
    changing.require(may_plan(row, by))
    changes = {"status": "cancelled", "note": _reason(reason)}
    changing.change(row, "visit.cancel", LIVE, changes, by=by, now=now, done="cancelled")


def _reason(text: str) -> str:
    line = changing.checked_note(text, "reason")
    if not line:
        raise RuleBroken("required", "reason")
    return line


def second_of(row: Visit) -> Visit | None:
    """Return the visit that codes another doubly, as long as it is not called off or declined."""
    found: Visit | None = (
        Visit.select(Visit, Person)
        .join(Person, JOIN.LEFT_OUTER)
        .where((Visit.doubles == row) & Visit.status.not_in(("declined", "cancelled")))
        .first()
    )
    return found


def double(row: Visit, observer_id: int, *, by: Identity, now: datetime) -> Visit:
    """Ask a second observer to code the same cycles as a visit, the same day; return that visit."""
    changing.require(may_plan(row, by))
    day = row.planned_on
    if day is None or row.doubles_id is not None or row.status == "cancelled":
        raise RuleBroken("visit.unready")
    if observer_id == row.observer_id:
        raise RuleBroken("visit.same", "observer_id")
    chosen = changing.suitable(
        row.department, row.semester, observer_id, day, local_day(now), by=by
    )
    values = changing.manned(chosen, changing.age_group(row.department, day))
    with writing():
        locked(Visit.select().where(Visit.id == row.id)).get()
        if second_of(row) is not None:
            raise RuleBroken("visit.known", "observer_id")
        made = Visit.create(
            uid=changing.new_uid(),
            department=row.department,
            semester=row.semester,
            doubles=row,
            planned_on=day,
            starts_at=row.starts_at,
            status="asked",
            asked_at=now,
            changed_at=now,
            **values | {"instrument": row.instrument},
        )
        changing.note(made, "visit.double", by=by, now=now)
    return made


def settle(
    visit_id: int | None, department_id: int, observer_id: int, now: datetime
) -> tuple[int | None, bool]:
    """Note that a planned visit was made; return its id and whether it codes another visit doubly.

    Inside the transaction that keeps the observation. Without a plan: (None, False). Raises
    RuleBroken for a visit of another department or observer.
    """
    if visit_id is None:
        return None, False
    row = Visit.get_or_none(Visit.id == visit_id)
    if row is None or (row.department_id, row.observer_id) != (department_id, observer_id):
        raise RuleBroken("visit.unknown", "visit_id")
    before = row.status
    row.status, row.changed_at = "observed", now
    row.save(only=["status", "changed_at"])
    is_first = before not in changing.PLANNED and row.doubles_id is None
    if is_first and row.planned_on is not None:
        observations_loop.mark(row.department_id, row.semester, "planned_on", row.planned_on)
    return visit_id, row.doubles_id is not None

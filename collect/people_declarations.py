"""Declarations: what each changed is kept, so that one which has not taken effect can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from peewee import IntegrityError, ModelSelect

from collect import accounts_leading, journal
from collect import observations_visits_leavers as leavers
from collect.database import db, locked, writing
from collect.journal import plain
from collect.models.accounts import Account, RoleGrant
from collect.models.base import Model, within
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.models.organisation import Kindergarten
from collect.models.people import Employment, Person, ProgrammeFunction
from collect.models.people_changes import Declaration, Leave
from collect.people_merging_steps import Step, contradictions, take_back
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotFound, RuleBroken

Snapshot: TypeAlias = dict[type[Model], dict[int, dict[str, Any]]]


def snapshot(person_id: int) -> Snapshot:
    """Return all rows of a person that a declaration may change, as they are now."""
    accounts = Account.select(Account.id).where(Account.person == person_id)
    plans = OnboardingPlan.select(OnboardingPlan.id).where(OnboardingPlan.person == person_id)
    whose: dict[Any, Any] = {
        Employment: Employment.person == person_id,
        Leave: Leave.person == person_id,
        RoleGrant: RoleGrant.account.in_(accounts),
        ProgrammeFunction: ProgrammeFunction.person == person_id,
        OnboardingPlan: OnboardingPlan.person == person_id,
        PlanTask: PlanTask.plan.in_(plans),
    }
    return {
        model: {row.id: _columns(row) for row in model.select().where(condition)}
        for model, condition in whose.items()
    }


def _columns(row: Model) -> dict[str, Any]:
    return {name: plain(value) for name, value in row.__data__.items()}


def steps(before: Snapshot, after: Snapshot) -> list[Step]:
    """Return what changed from one snapshot to the next: rows made, and columns changed."""
    found: list[Step] = []
    for model, rows in after.items():
        table, old = model._meta.table_name, before[model]
        made = sorted(set(rows) - set(old))
        if made:
            found.append({"table": table, "made": made})
        for key in sorted(set(rows) & set(old)):
            found += [
                {"table": table, "column": name, "ids": [key], "old": was, "new": rows[key][name]}
                for name, was in old[key].items()
                if was != rows[key][name]
            ]
    return found


def keep(
    person: Person,
    place: Kindergarten,
    kind: str,
    day: date,
    details: Mapping[str, Any],
    before: Snapshot,
    *,
    by: Identity,
    now: datetime,
) -> Declaration:
    """Keep what was declared with what it changed since the snapshot, in a transaction that is open."""
    made: Declaration = Declaration.create(
        person=person,
        kindergarten=place,
        kind=kind,
        day=day,
        details=dict(details),
        steps=steps(before, snapshot(person.id)),
        declared_at=now,
        declared_by=by.person_id,
    )
    return made


def coming(identity: Identity, on: date) -> ModelSelect[Declaration]:
    """Return what was declared within reach and has not taken effect on a day, the first day first."""
    is_ahead = (Declaration.day > on) | ((Declaration.kind == "leaves") & (Declaration.day == on))
    here = within(reach(identity, "person", "U"), kindergarten=Declaration.kindergarten)
    return (
        Declaration.select(Declaration, Person)
        .join(Person, on=Declaration.person)
        .where(here & is_ahead & Declaration.cancelled_at.is_null())
        .order_by(Declaration.day, Declaration.id)
    )


def of_person(identity: Identity, person: Person, on: date) -> Sequence[Declaration]:
    """Return what is to come for one person."""
    return list(coming(identity, on).where(Declaration.person == person))


def cancel(number: int, *, by: Identity, now: datetime) -> Declaration:
    """Take back what was declared before it takes effect: all that followed is as it was.

    The same again does nothing. Raises NotFound for a foreign or missing one; RuleBroken for one
    that has taken effect, has a later one on top, or whose rows were changed since.
    """
    here = within(reach(by, "person", "U"), kindergarten=Declaration.kindergarten)
    with writing():
        row = locked(Declaration.select().where(here & (Declaration.id == number))).get_or_none()
        if row is None:
            raise NotFound("declaration")
        if row.cancelled_at is not None:
            return row  # type: ignore[no-any-return]
        locked(Person.select().where(Person.id == row.person_id)).get()
        if not coming(by, local_day(now)).where(Declaration.id == row.id).exists():
            raise RuleBroken("declaration.begun")
        later = (Declaration.person == row.person_id) & (Declaration.id > row.id)
        if Declaration.select().where(later & Declaration.cancelled_at.is_null()).exists():
            raise RuleBroken("declaration.later")
        _undo(row.steps)
        leavers.restore(row.person_id, by=by, now=now)
        leavers.free(row.person_id, by=by, now=now)
        accounts_leading.take_back(row.person_id)
        row.cancelled_at = now
        row.save(only=["cancelled_at"])
        new = {"person": row.person_id, "kind": row.kind, "day": row.day}
        place = row.kindergarten_id
        journal.note("declaration.cancel", row.id, by=by, now=now, kindergarten_id=place, new=new)
    return row  # type: ignore[no-any-return]


def _undo(taken: list[Step]) -> None:
    """Set back the columns that were changed, then take away what was made."""
    changed = [step for step in taken if "made" not in step]
    if contradictions(changed):
        raise RuleBroken("declaration.moved_on")
    take_back(changed)
    known: dict[str, Any] = {model._meta.table_name: model for model in Model.__subclasses__()}
    try:
        with db.atomic():
            for step in reversed(taken):
                if "made" in step:
                    model = known[step["table"]]
                    model.delete().where(model.id.in_(step["made"])).execute()
    except IntegrityError as clash:  # something else has come to rest on it
        raise RuleBroken("declaration.moved_on") from clash

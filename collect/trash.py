"""The trash: what was made by mistake is taken away with all that is its own, laid back, or purged.

The rows are taken out of their tables, so no list, choice or count can show them, and kept here as
they stood. Only a kindergarten's own row stays where it is, since the journal names it; it is then
one that no longer stands, as after a merge.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias

from peewee import ForeignKeyField, IntegrityError, ModelSelect

from collect import journal, models, organisation
from collect.database import db, locked, writing
from collect.journal import plain
from collect.models.accounts import Account, ApiToken, RoleGrant
from collect.models.accounts_views import SavedView
from collect.models.base import Model
from collect.models.certificates import Certificate, CertificateAttempt
from collect.models.courses import Course, CourseDay, DroppedDay
from collect.models.courses_letters import CourseLetter
from collect.models.notices import Notice
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.models.organisation import (
    Affiliation,
    Department,
    DepartmentPeriod,
    Kindergarten,
    Network,
)
from collect.models.people import Employment, Person, PersonFlag, ProgrammeFunction
from collect.models.people_merging import Merge
from collect.models.programme import ExportSchedule
from collect.models.receipts import Receipt
from collect.models.trash import Trash
from collect.rules.access import HOUSE, Identity, may, reach
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, clean

Gathered: TypeAlias = dict[Any, list[Any]]  # model -> its rows, parents first


@dataclass(frozen=True)
class Kind:
    """A kind of record that may be taken away: what goes with it, in the order of being laid back."""

    model: Any
    access: str  # the word in the map of access
    takes: tuple[Any, ...] = ()  # keys to what went before
    stays: bool = False  # whether its own row stays in its table


KINDS = {
    "person": Kind(
        Person,
        "person",
        (
            *(Account.person, RoleGrant.account, ApiToken.account, SavedView.account),
            *(ExportSchedule.account, Employment.person, PersonFlag.person),
            *(ProgrammeFunction.person, Certificate.person, CertificateAttempt.certificate),
            *(OnboardingPlan.person, PlanTask.plan, Notice.person),
        ),
    ),
    "course": Kind(Course, "course", (CourseDay.course, DroppedDay.course, CourseLetter.course)),
    "certificate": Kind(Certificate, "certificate", (CertificateAttempt.certificate,)),
    "department": Kind(Department, "organisation", (DepartmentPeriod.department,)),
    "network": Kind(Network, "organisation"),
    "kindergarten": Kind(
        Kindergarten,
        "organisation",
        (Affiliation.kindergarten, Department.kindergarten, DepartmentPeriod.department),
        stays=True,
    ),
}
RECEIPTS: Mapping[str, type[Model]] = {"course": Course, "new_staff": OnboardingPlan}
# Why rows of a table stand in the way; of any other table: trash.has.
IN_THE_WAY = {
    "affiliation": "trash.members",
    "domain_score": "trash.observed",
    "employment": "trash.employed",
    "goal": "trash.goals",
    "journal_entry": "trash.acted",
    "observation": "trash.observed",
    "programme_function": "trash.roles",
    "receipt": "trash.acted",
    "registration": "trash.registered",
    "registration_group": "trash.registered",
    "release_day": "trash.release",
    "role_grant": "trash.roles",
    "visit": "trash.observed",
}


def may_remove(identity: Identity, record: str) -> bool:
    """Whether the identity may take rows of a record away, and lay them back."""
    kind = KINDS.get(record)
    is_office = kind is not None and may(identity, "trash", "C")
    return is_office and kind is not None and reach(identity, kind.access, "U").everything


def hindrances(row: Any) -> list[RuleBroken]:
    """Return what stands in the way of taking a row away; empty when nothing does."""
    record = row._meta.table_name
    kind = KINDS[record]
    codes = [] if not _is_merged(record, row.id) else ["trash.merged"]
    gathered = _gather(kind, row)
    for table in _others(gathered, kind):
        code = IN_THE_WAY.get(table, "trash.has")
        if (record, code) == ("course", "trash.registered"):
            code = "trash.participants"
        codes.append(code)
    return [RuleBroken(code) for code in dict.fromkeys(codes)]


def remove(row: Any, reason: str, *, days: int, by: Identity, now: datetime) -> Trash:
    """Take a row away with all that is its own; for so many days it can be laid back.

    Raises RuleBroken("required", "reason"), or with the first thing that stands in the way.
    """
    record = row._meta.table_name
    if not may_remove(by, record):
        raise NotAllowed("trash")
    why = clean(reason, LINE, "reason")
    if not why:
        raise RuleBroken("required", "reason")
    kind = KINDS[record]
    with writing():
        held = locked(kind.model.select().where(kind.model.id == row.id)).get_or_none()
        if held is None or (kind.stays and organisation.is_removed(held.id)):
            raise NotFound(record)
        for error in hindrances(held):
            raise error
        gathered = _gather(kind, held)
        made = Trash.create(
            record=record, record_id=held.id, label=_label(held), reason=why, actor=by.name, at=now,
            purge_after=now + timedelta(days=days), rows=_whole(gathered, kind),
        )  # fmt: skip
        place = _place(held)
        _take(gathered, kind)
        journal.note(
            f"{record}.remove", held.id, by=by, now=now, kindergarten_id=place, new={"reason": why}
        )
    return made


@cache
def _tables() -> dict[str, Any]:
    """Return every table of the house by its name, whoever has imported it before."""
    for module in pkgutil.iter_modules(models.__path__):
        import_module(f"{models.__name__}.{module.name}")
    return {
        model._meta.table_name: model
        for model in Model.__subclasses__()
        if model.__module__.startswith(models.__name__)
    }


def _label(row: Any) -> str:
    """Return what a row was called: a certificate by whose it is."""
    return row.person.name if isinstance(row, Certificate) else str(row)


def _place(row: Any) -> int | None:
    """Return the kindergarten whose journal tells of a row."""
    if isinstance(row, Kindergarten):
        return int(row.id)
    return row.kindergarten_id if isinstance(row, Department) else None


def _is_merged(record: str, row_id: int) -> bool:
    either = (Merge.kept == row_id) | (Merge.gone == row_id)
    return Merge.select().where((Merge.record == record) & either).exists()


def _gather(kind: Kind, row: Any) -> Gathered:
    """Return a row and what is its own, parents first."""
    found: Gathered = {kind.model: [row]}
    for field in kind.takes:
        ids = [one.get_id() for one in found.get(field.rel_model, [])]
        if ids:
            model = field.model
            rows = model.select().where(field.in_(ids)).order_by(model._meta.primary_key)
            found.setdefault(model, []).extend(rows)
    for form, model in RECEIPTS.items():
        ids = [one.id for one in found.get(model, [])]
        if ids:
            of_form = (Receipt.form == form) & Receipt.record_id.in_(ids)
            found.setdefault(Receipt, []).extend(Receipt.select().where(of_form))
    return {model: rows for model, rows in found.items() if rows}


def _others(gathered: Gathered, kind: Kind) -> list[str]:
    """Return the tables with rows that name one of those gathered and are not gathered themselves."""
    found = []
    for model in _tables().values():
        key: Any = model._meta.primary_key
        own = [row.get_id() for row in gathered.get(model, [])]
        for field in model._meta.sorted_fields:
            if not isinstance(field, ForeignKeyField) or field.rel_model not in gathered:
                continue
            if field.on_delete != "RESTRICT" or (kind.stays and model.__name__ == "JournalEntry"):
                continue
            ids = [row.get_id() for row in gathered[field.rel_model]]
            query = model.select(key).where(field.in_(ids))
            if (query.where(key.not_in(own)) if own else query).exists():
                found.append(model._meta.table_name)
    return found


def _whole(gathered: Gathered, kind: Kind) -> list[dict[str, Any]]:
    """Return the rows as they are kept; without the one that stays."""
    return [
        {
            "table": model._meta.table_name,
            "row": {name: plain(value) for name, value in row.__data__.items()},
        }
        for model, rows in gathered.items()
        for row in rows
        if not (kind.stays and model is kind.model)
    ]


def _take(gathered: Gathered, kind: Kind) -> None:
    """Take rows out of their tables, what hangs on others first."""
    for model, rows in reversed(gathered.items()):
        if not (kind.stays and model is kind.model):
            ids = [row.get_id() for row in rows]
            model.delete().where(model._meta.primary_key.in_(ids)).execute()


def trash(identity: Identity) -> ModelSelect[Trash]:
    """Return what is in the trash of the records the identity may take away, the latest first."""
    records = [record for record in KINDS if may_remove(identity, record)]
    waits = Trash.restored_at.is_null() & Trash.purged_at.is_null()
    return Trash.select().where(Trash.record.in_(records) & waits).order_by(Trash.id.desc())


def restore(row: Trash, *, by: Identity, now: datetime) -> None:
    """Lay back what was taken away, as it stood.

    Raises RuleBroken("trash.gone") when that was done or its time is over, and "trash.changed" when
    what it belonged to is no longer there or another has its address, number or name.
    """
    if not may_remove(by, row.record):
        raise NotAllowed("trash")
    kind = KINDS[row.record]
    with writing():
        held = locked(Trash.select().where(Trash.id == row.id)).get()
        if held.restored_at or held.purged_at:
            raise RuleBroken("trash.gone")
        try:
            with db.atomic():
                _lay_back(held.rows, kind)
        except IntegrityError as error:
            raise RuleBroken("trash.changed") from error
        Trash.update(restored_at=now, rows=None).where(Trash.id == held.id).execute()
        back = kind.model.get_by_id(held.record_id)
        if isinstance(back, Department) and not _stands(back.kindergarten_id):
            raise RuleBroken("trash.changed")
        journal.note(
            f"{held.record}.restore", back.id, by=by, now=now, kindergarten_id=_place(back)
        )


def _stands(kindergarten_id: int) -> bool:
    one = Kindergarten.select().where((Kindergarten.id == kindergarten_id) & organisation.stands())
    return one.exists()


def _lay_back(rows: list[dict[str, Any]], kind: Kind) -> None:
    """Insert rows anew; one whose number was given to another meanwhile gets a new one."""
    known = _tables()
    renumbered: dict[tuple[Any, Any], Any] = {}
    for one in rows:
        model = known[one["table"]]
        fields, key = model._meta.fields, model._meta.primary_key
        values = {name: fields[name].python_value(value) for name, value in one["row"].items()}
        for name, value in values.items():
            if isinstance(fields[name], ForeignKeyField):
                values[name] = renumbered.get((fields[name].rel_model, value), value)
        if model is Receipt:
            form = RECEIPTS[values["form"]]
            values["record_id"] = renumbered.get((form, values["record_id"]), values["record_id"])
        number = values[key.name]
        if model is not kind.model and model.select().where(key == number).exists():
            del values[key.name]
        renumbered[model, number] = model.insert(values).execute()


def purge(now: datetime) -> int:
    """Delete for good what has been in the trash for its time; return how many.

    The journal stays, and so does a kindergarten's own row, which the journal names: it gives up
    its organisation number, so that the number may be used again.
    """
    due = Trash.restored_at.is_null() & Trash.purged_at.is_null() & (Trash.purge_after <= now)
    with writing():
        rows = list(locked(Trash.select().where(due).order_by(Trash.id)))
        for row in rows:
            place = row.record_id if row.record == "kindergarten" else None
            if place is not None:
                held = Kindergarten.id == place
                Kindergarten.update(org_number=f"-{place}").where(held).execute()
            Trash.update(rows=None, label="", reason="", purged_at=now).where(
                Trash.id == row.id
            ).execute()
            journal.note(
                f"{row.record}.purge", row.record_id, by=HOUSE, now=now, kindergarten_id=place
            )
    return len(rows)

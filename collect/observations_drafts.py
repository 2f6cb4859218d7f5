"""Drafts: what an observer has written so far, safe on the server until it is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from peewee import JOIN, ModelSelect

from collect import journal, receipts
from collect import observations_instruments as instruments
from collect.database import db, is_sqlite, writing
from collect.models.base import within
from collect.models.observations import Instrument, Observation, Visit
from collect.models.observations_drafts import Draft
from collect.models.organisation import Department, Kindergarten
from collect.rules.access import Identity, reach
from collect.rules.observations_drafts import fields, sifted
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import has_national_id

OVERDUE = timedelta(days=30)


@dataclass(frozen=True)
class DraftAnswers:
    """What a page has so far; content is the sheet as it stands, name of the field -> text."""

    department_id: int
    instrument_id: int
    content: Mapping[str, str]
    visit_id: int | None = None
    corrects_id: int | None = None
    is_practice: bool = False


@dataclass(frozen=True)
class Saved:
    """What became of a save: the draft as it is now, and the fields that could not be kept."""

    draft: Draft
    refused: list[RuleBroken] = field(default_factory=list)
    is_stale: bool = False  # what was stored is newer than what the page began with: nothing saved


def save(
    key: str,
    answers: DraftAnswers,
    *,
    base_version: int = 0,
    device: str = "",
    by: Identity,
    now: datetime,
) -> Saved:
    """Keep what has been written so far and return it, with the fields that could not be kept.

    `base_version` is the version the page began with, 0 for a new draft; when another is stored
    by now, nothing is saved and the stored one comes back as stale. The same content again is no
    new version. Raises NotFound for somebody else's draft, one that was discarded meanwhile, or a
    place beyond reach; RuleBroken("draft.sent", reference=...) when it has become an observation.
    """
    if by.person_id is None or reach(by, "draft", "C").is_empty:
        raise NotAllowed("draft")
    with writing():
        reference = receipts.reference_of(key, by=by)
        if reference is not None:
            raise RuleBroken("draft.sent", reference=reference)
        row = Draft.get_or_none(Draft.key == receipts.key_of(key))
        if row is None:
            return _begin(key, answers, base_version, _device(device), by, now)
        if row.person_id != by.person_id:
            raise NotFound("draft")
        return _go_on(row, answers, base_version, _device(device), now)


def _device(name: str) -> str:
    """Return a device's name as it is kept; it is made up by a browser, so only letters and figures."""
    name = re.sub(r"[^\w .-]", "", name)[:60].strip()
    return "" if has_national_id(name) else name


def _begin(
    key: str,
    answers: DraftAnswers,
    base_version: int,
    device: str,
    by: Identity,
    now: datetime,
) -> Saved:
    """Lay a new draft down."""
    if base_version:
        raise NotFound("draft")
    limits = _limits(answers)
    _check_place(answers, by)
    content, refused = sifted(answers.content, {}, limits)
    is_real = not answers.is_practice
    row = Draft.create(
        key=receipts.key_of(key),
        person=by.person_id,
        department=answers.department_id,
        instrument=answers.instrument_id,
        visit=answers.visit_id if is_real else None,
        corrects=answers.corrects_id if is_real else None,
        is_practice=answers.is_practice,
        content=content,
        device=device,
        opened_at=now,
        saved_at=now,
    )
    return Saved(row, refused)


def _limits(answers: DraftAnswers) -> Mapping[str, int]:
    is_correction = answers.corrects_id is not None
    dimension_ids = instruments.dimension_ids(answers.instrument_id, active_only=not is_correction)
    if not dimension_ids:
        raise NotFound("instrument")
    return fields(dimension_ids, is_correction)


def _check_place(answers: DraftAnswers, by: Identity) -> None:
    """Raise NotFound unless the department, the visit and what is corrected are the observer's."""
    room = Department.get_or_none(Department.id == answers.department_id)
    if room is None or not reach(by, "draft", "C").covers(kindergarten_id=room.kindergarten_id):
        raise NotFound("department")
    for model, row_id, name in (
        (Visit, answers.visit_id, "visit"),
        (Observation, answers.corrects_id, "observation"),
    ):
        mine = (model.id == row_id) & (model.department == room) & (model.observer == by.person_id)
        if row_id is not None and not model.select().where(mine).exists():
            raise NotFound(name)


def _go_on(
    row: Draft, answers: DraftAnswers, base_version: int, device: str, now: datetime
) -> Saved:
    """Save over the version the page began with; say so when that is no longer the one stored."""
    if (row.department_id, row.instrument_id, row.is_practice) != (
        answers.department_id,
        answers.instrument_id,
        answers.is_practice,
    ):
        raise RuleBroken("draft.other")
    dimension_ids = instruments.dimension_ids(row.instrument_id, active_only=False)
    limits = fields(dimension_ids, row.corrects_id is not None)
    content, refused = sifted(answers.content, row.content, limits)
    if content == row.content:
        return Saved(row, refused)
    if base_version != row.version:
        return Saved(row, refused, is_stale=True)
    row.content, row.version, row.device, row.saved_at = content, row.version + 1, device, now
    row.save(only=["content", "version", "device", "saved_at"])
    return Saved(row, refused)


def drafts(identity: Identity) -> ModelSelect[Draft]:
    """Return the identity's own drafts, the last saved first."""
    return (
        Draft.select(Draft, Department, Kindergarten, Instrument, Observation)
        .join(Department)
        .join(Kindergarten)
        .join_from(Draft, Instrument)
        .join_from(Draft, Observation, JOIN.LEFT_OUTER)
        .where(within(reach(identity, "draft", "R"), person=Draft.person))
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
    )


def draft(identity: Identity, key: str) -> Draft:
    """Return one draft of one's own; raise NotFound for a foreign or missing one."""
    try:
        found = drafts(identity).where(Draft.key == receipts.key_of(key)).get_or_none()
    except RuleBroken as error:
        raise NotFound("draft") from error
    if found is None:
        raise NotFound("draft")
    return found


def unsent(identity: Identity, department_id: int, *, is_practice: bool) -> Draft | None:
    """Return the identity's last saved draft of a department, of those that are not corrections."""
    return (
        drafts(identity)
        .where(
            (Draft.department == department_id)
            & (Draft.is_practice == is_practice)
            & Draft.corrects.is_null()
        )
        .first()
    )


def discard(row: Draft, *, by: Identity, now: datetime) -> None:
    """Throw a draft away for good, as its writer asks."""
    if not reach(by, "draft", "X").covers(person_id=row.person_id):
        raise NotAllowed("draft")
    with writing():
        _throw(row, "draft.discard", by=by, now=now)


def _throw(row: Draft, act: str, *, by: Identity, now: datetime) -> None:
    if Draft.delete().where(Draft.id == row.id).execute():
        journal.note(
            act,
            row.id,
            by=by,
            now=now,
            kindergarten_id=None if row.is_practice else row.department.kindergarten_id,
            old={"department": row.department_id},
        )


def wipe_practice(days: int, *, by: Identity, now: datetime) -> int:
    """Wipe the practice drafts that nobody has touched for so many days; return how many."""
    with writing():
        rows = list(
            Draft.select(Draft, Department)
            .join(Department)
            .where(Draft.is_practice & (Draft.saved_at < now - timedelta(days=days)))
        )
        for row in rows:
            _throw(row, "draft.wipe", by=by, now=now)
    return len(rows)


def end_practice(key: str, *, by: Identity, now: datetime) -> None:
    """Wipe the draft of a practice that was gone through to the end, if it was ever saved."""
    with writing():
        row = (
            Draft.select(Draft, Department)
            .join(Department)
            .where(
                (Draft.key == receipts.key_of(key))
                & (Draft.person == by.person_id)
                & Draft.is_practice
            )
            .get_or_none()
        )
        if row is not None:
            _throw(row, "draft.wipe", by=by, now=now)


def settle(
    submission_id: str, *, by: Identity, base_version: int | None = None, device: str = ""
) -> None:
    """Forget the draft that became a submission, in the same transaction.

    Raises RuleBroken("draft.newer") when another device has saved something newer than
    `base_version`, the version the page began with (None asks no such thing).
    """
    place = "?" if is_sqlite() else "%s"
    row: Any = db.execute_sql(
        f'DELETE FROM "draft" WHERE "key" = {place} AND "person_id" = {place} '  # noqa: S608 (own names)
        'RETURNING "version", "device", "is_practice"',
        (receipts.key_of(submission_id), by.person_id),
    ).fetchone()
    if row is None:
        return
    if row[2]:
        raise RuleBroken("draft.practice")
    is_own = bool(device) and row[1] == _device(device)
    if base_version is not None and row[0] > base_version and not is_own:
        raise RuleBroken("draft.newer")

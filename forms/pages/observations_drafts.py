"""Drafts of observations: kept while one writes, listed, gone on with on any device, discarded."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf

from collect import observations_drafts as drafts
from collect import organisation_settings as settings
from collect import phrases, receipts
from collect.models.observations_drafts import Draft
from collect.rules.access import may
from collect.rules.observations_cycles import cycles_begun, is_as_asked
from collect.rules.observations_drafts import BIGGEST
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from forms import door
from forms import observations_remarks as remarks

pages = Blueprint("observations_drafts", __name__, url_prefix="/observations/drafts")
BIGGEST_BODY = 7 * BIGGEST  # bytes of JSON, in which a letter may take six


@pages.get("")
def listing() -> Any:
    """List one's own drafts, the last saved first."""
    who = door.identity()
    if not may(who, "draft", "R"):
        raise NotAllowed("draft")
    rows = list(drafts.drafts(who))
    if door.wants_json():
        return [_row(row) for row in rows]
    return render_template(
        "observations/drafts.html", rows=rows, overdue=door.now() - drafts.OVERDUE
    )


def _row(row: Draft) -> dict[str, Any]:
    return {
        "key": row.key,
        "url": sheet_url(row),
        "department": row.department.name,
        "kindergarten": row.department.kindergarten.name,
        "is_practice": row.is_practice,
        "version": row.version,
        "saved_at": row.saved_at.isoformat(),
    }


def cycles_of(content: Mapping[str, str]) -> int:
    """Return how many cycles a sheet has: as many as it began with, or as are asked for today.

    A sheet may have been opened, or begun without the network, before the municipality chose
    another number; it keeps the one that held then.
    """
    asked = door.config().cycles
    if is_as_asked(content, asked):
        return asked
    held = {asked, door.machine().cycles, *map(int, settings.have_held("cycles"))}
    return cycles_begun(content, asked, held)


def sheet_url(row: Draft, **more: Any) -> str:
    """Return where a draft is gone on with."""
    if row.corrects is not None:
        reference = row.corrects.reference
        return url_for("observations_corrections.correct", reference=reference, draft=row.key)
    return url_for(
        "observations.new",
        department_id=row.department_id,
        instrument_id=row.instrument_id,
        draft=row.key,
        **more,
    )


@pages.get("/device")
def device() -> Any:
    """Give a device what it needs to keep drafts while the network is gone: a key to lock them with."""
    return {
        "secret": base64.b64encode(door.device_key("draft")).decode(),
        "owner": door.device_key("owner").hex(),
        "csrf": generate_csrf(),
        "expires_days": door.config().practice_days,
    }


@pages.put("/<key>")
def save(key: str) -> Any:
    """Keep what has been written so far."""
    try:
        base_version, name, answers = _sent()
        saved = drafts.save(
            key, answers, base_version=base_version, device=name, by=door.identity(), now=door.now()
        )
    except RuleBroken as error:
        return _refused(error)
    if saved.is_stale:
        return state(saved.draft) | {
            "device": saved.draft.device,
            "content": saved.draft.content,
        }, 409
    if saved.refused:
        problems = [{"field": e.field, "sentence": phrases.refusal(e)} for e in saved.refused]
        return state(saved.draft) | {"problems": problems}, 422
    return state(saved.draft)


def state(row: Draft) -> dict[str, Any]:
    """Return which version of a draft is stored and since when, with the hints its texts deserve."""
    return {
        "version": row.version,
        "saved_at": row.saved_at.isoformat(),
        "clock": phrases.clock(row.saved_at),
        "hints": remarks.hints(row.content),
    }


def _refused(error: RuleBroken) -> Any:
    """Say why nothing was kept."""
    if error.code == "draft.sent":
        return _gone(error.values["reference"])
    status = 413 if error.code == "draft.large" else 400
    return {"sentence": phrases.refusal(error)}, status


def _gone(reference: str) -> Any:
    return {"reference": reference, "url": receipt_url(reference)}, 410


def receipt_url(reference: str) -> str:
    """Return the page of what was sent; a correction (ABCD-EFGH-2) stands on its observation's."""
    return url_for("observations.shown", reference="-".join(reference.split("-")[:2]))


def _sent() -> tuple[int, str, drafts.DraftAnswers]:
    """Read the version, the device and the answers that were sent; raise RuleBroken for anything odd."""
    body = request.get_data()
    if len(body) > BIGGEST_BODY:
        raise RuleBroken("draft.large", limit=BIGGEST // 1000)
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RuleBroken("draft.form") from error
    if not isinstance(sent, dict):
        raise RuleBroken("draft.form")
    content, device, practice = sent.get("content"), sent.get("device", ""), sent.get("is_practice")
    if (
        not isinstance(content, dict)
        or not all(isinstance(text, str) for text in content.values())
        or not isinstance(device, str)
        or not isinstance(practice, bool | None)
    ):
        raise RuleBroken("draft.form")
    answers = drafts.DraftAnswers(
        _number(sent.get("department_id")),
        _number(sent.get("instrument_id")),
        content,
        _number_or_none(sent.get("visit_id")),
        _number_or_none(sent.get("corrects")),
        bool(practice),
    )
    return _number(sent.get("version")), device, answers


def _number(value: Any) -> int:
    """Return a whole number that a database can hold; raise RuleBroken for anything else."""
    if type(value) is not int or not 0 <= value < 2**31:
        raise RuleBroken("draft.form")
    return value


def _number_or_none(value: Any) -> int | None:
    return None if value is None else _number(value)


@pages.get("/<key>")
def shown(key: str) -> Any:
    """Give a draft to a script, or lead its writer to the sheet; what was sent leads to the receipt."""
    try:
        row = drafts.draft(door.identity(), key)
    except NotFound:
        return _sent_before(key)
    if door.wants_json():
        more = {
            "department_id": row.department_id,
            "instrument_id": row.instrument_id,
            "visit_id": row.visit_id,
            "corrects": row.corrects_id,
            "device": row.device,
            "content": row.content,
        }
        return _row(row) | state(row) | more
    return redirect(sheet_url(row))


def _sent_before(key: str) -> Any:
    try:
        reference = receipts.reference_of(key, by=door.identity())
    except RuleBroken as error:
        raise NotFound("draft") from error
    if reference is None:
        raise NotFound("draft")
    if door.wants_json():
        return _gone(reference)
    return redirect(receipt_url(reference))


@pages.post("/<key>/discard")
def discard(key: str) -> Any:
    """Throw a draft away."""
    who = door.identity()
    drafts.discard(drafts.draft(who, key), by=who, now=door.now())
    if door.wants_json():
        return {}
    flash(phrases.say("Kladden er forkastet."))
    return redirect(url_for(".listing"), 303)

"""Corrections: a sent observation is locked; what is wrong is put right in a new version, with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from collect import certificates, journal, observations, observations_drafts, receipts
from collect import observations_figures as figures
from collect import observations_loop as loop
from collect.database import locked, writing
from collect.models.observations import Cycle, Observation, ObservationVersion, Score
from collect.observations_answers import CycleAnswers, ObservationAnswers, judged
from collect.observations_instruments import structure
from collect.observations_profiles import cycles_of
from collect.rules import scoring
from collect.rules.access import Identity, Reach, reach
from collect.rules.calendar import local_day
from collect.rules.feedback import is_correctable
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, NOTE, clean, has_national_id

_ANYWHERE = Reach(everything=True)  # one's own observation stays one's own, wherever it was made


def may_correct(row: Observation, by: Identity, now: datetime) -> bool:
    """Whether it is the reader's own and still open: until 60 days after release, or sent back.

    A second coding, which is never released, until 60 days after it was sent.
    """
    return _is_own(row, by) and _is_open(row, now)


def _is_own(row: Observation, by: Identity) -> bool:
    may = reach(by, "observation", "U")
    return row.observer_id == by.person_id and may.covers(person_id=row.observer_id)


def _is_open(row: Observation, now: datetime) -> bool:
    since = row.received_at if row.is_double else row.released_at
    return row.returned_at is not None or since is None or is_correctable(since, now)


def may_send_back(row: Observation, by: Identity) -> bool:
    """Whether the reader may ask the observer to correct it: a coordinator, once at a time."""
    return row.returned_at is None and reach(by, "observation", "U").everything


def answers_of(row: Observation) -> ObservationAnswers:
    """Return what an observation says now, in the words of its sheet."""
    cycles = tuple(
        CycleAnswers(
            one.cycle.started_at,
            one.cycle.ended_at,
            one.cycle.adults,
            one.cycle.children,
            one.cycle.activity,
            one.cycle.note,
            one.scores,
            one.cycle.length_reason,
        )
        for one in cycles_of(row)
    )
    return ObservationAnswers(
        row.department_id, row.semester, row.instrument_id, row.observed_on, cycles, row.visit_id
    )


def correct(
    row: Observation,
    answers: ObservationAnswers,
    *,
    reason: str,
    seen: int,
    by: Identity,
    submission_id: str,
    now: datetime,
) -> str:
    """Put an observation right in a new version and return the correction's reference.

    `seen` is the version that the corrector had before them. Department and instrument stay what
    they are. The same submission again gives the same reference. Raises NotAllowed for another's,
    RuleBroken("observation.stale") when it was corrected since it was seen, and RuleBroken for
    one that is no longer open and for what cannot be kept.
    """
    if not _is_own(row, by):
        raise NotAllowed("observation")
    why = _said(reason, "reason", LINE)
    body = receipts.body_hash((row.id, answers, why, seen))
    with writing():
        known = receipts.earlier(submission_id, body, by=by)
        if known is not None:
            return known[0]
        stored = locked(Observation.select().where(Observation.id == row.id)).get()
        _refuse_correction(stored, answers, seen, now)
        kindergarten_id, cycles = judged(answers, _ANYWHERE, local_day(now), is_correction=True)
        _lay_aside(stored, why, now)
        _replace(stored, answers, cycles, kindergarten_id, by, now)
        reference = f"{stored.reference}-{stored.version}"
        receipts.give(submission_id, body, "correction", reference, stored.id, by=by, now=now)
        observations_drafts.settle(submission_id, by=by)
    return reference


def _refuse_correction(
    stored: Observation, answers: ObservationAnswers, seen: int, now: datetime
) -> None:
    if not _is_open(stored, now):
        raise RuleBroken("observation.closed")
    if stored.version != seen:
        raise RuleBroken("observation.stale")
    fixed = (stored.department_id, stored.instrument_id)
    if (answers.department_id, answers.instrument_id) != fixed:
        raise RuleBroken("observation.fixed")


def _said(text: str, field: str, limit: int) -> str:
    """Return a text that must be there and may hold no national identity number."""
    cleaned = clean(text, limit, field)
    if not cleaned:
        raise RuleBroken("required", field)
    if has_national_id(cleaned):
        raise RuleBroken("text.national_id", field)
    return cleaned


def _lay_aside(row: Observation, reason: str, now: datetime) -> None:
    """Keep what the observation says until now as a version of it."""
    ObservationVersion.create(
        observation=row,
        number=row.version,
        content=content_of(answers_of(row)),
        reason=reason,
        return_note=row.return_note,
        sent_at=sent_at(row),
        replaced_at=now,
    )


def sent_at(row: Observation) -> datetime:
    """Return when the version that holds now was sent."""
    latest = (
        ObservationVersion.select(ObservationVersion.replaced_at)
        .where(ObservationVersion.observation == row)
        .order_by(ObservationVersion.number.desc())
        .first()
    )
    found: datetime = latest.replaced_at if latest else row.received_at
    return found


def content_of(answers: ObservationAnswers) -> dict[str, Any]:
    """Return answers as they are kept when they no longer hold."""
    return {
        "observed_on": answers.observed_on.isoformat(),
        "semester": answers.semester,
        "cycles": [
            {
                "started_at": cycle.started_at,
                "ended_at": cycle.ended_at,
                "adults": cycle.adults,
                "children": cycle.children,
                "activity": cycle.activity,
                "note": cycle.note,
                "length_reason": cycle.length_reason,
                "scores": {str(d): value for d, value in cycle.scores.items()},
            }
            for cycle in answers.cycles
        ],
    }


def _replace(
    row: Observation,
    answers: ObservationAnswers,
    cycles: list[CycleAnswers],
    kindergarten_id: int,
    by: Identity,
    now: datetime,
) -> None:
    """Let the observation say what the answers say, and all that hangs on it follow."""
    day, before = answers.observed_on, (row.semester, row.observed_on)
    if not row.is_double:
        figures.forget(row.id)
    for model in (Score, Cycle):
        model.delete().where(model.observation == row.id).execute()
    changes = {
        "observed_on": day,
        "semester": answers.semester,
        "relation": observations.relation(row.observer_id, row.department_id, kindergarten_id, day),
        "certificate": certificates.state_on(row.observer_id, row.instrument_id, day),
        "version": row.version + 1,
        "returned_at": None,
    }
    journal.amend(
        row, changes, "observation.correct", by=by, now=now, kindergarten_id=kindergarten_id
    )
    Observation.update(return_note="").where(Observation.id == row.id).execute()
    observations.keep_cycles(row.id, cycles)
    if row.is_double:
        return
    figures.count(row.id)
    if before != (answers.semester, day):
        for semester in sorted({before[0], answers.semester}):
            loop.remark(row.department_id, semester)


def send_back(row: Observation, note: str, *, by: Identity, now: datetime) -> None:
    """Send an observation back to its observer with a note of what must be put right.

    Raises NotAllowed for others than coordinators and RuleBroken when it has been sent back already.
    """
    if not reach(by, "observation", "U").everything:
        raise NotAllowed("observation")
    why = _said(note, "note", NOTE)
    with writing():
        stored = locked(Observation.select().where(Observation.id == row.id)).get()
        if stored.returned_at is not None:
            raise RuleBroken("observation.returned", day=local_day(stored.returned_at))
        house = row.department.kindergarten_id
        Observation.update(return_note=why).where(Observation.id == row.id).execute()
        journal.amend(
            stored, {"returned_at": now}, "observation.send_back", by=by, now=now,
            kindergarten_id=house,
        )  # fmt: skip


def returned(identity: Identity) -> Any:
    """Return the reader's own observations that wait to be corrected, the first sent back first."""
    return (
        observations.observations(identity)
        .where(
            (Observation.observer == (identity.person_id or 0))
            & Observation.returned_at.is_null(False)
        )
        .order_by(Observation.returned_at, Observation.id)
    )


def versions(identity: Identity, row: Observation) -> list[ObservationVersion]:
    """Return the earlier versions that the reader may know of, the latest first.

    Observer and coordinator: all. Others: those that held after the scores were released.
    """
    found = ObservationVersion.select().where(ObservationVersion.observation == row)
    if not _sees_all(identity, row):
        released = row.released_at
        if released is None:
            return []
        found = found.where(ObservationVersion.replaced_at > released)
    return list(found.order_by(ObservationVersion.number.desc()))


def version(identity: Identity, row: Observation, number: int) -> ObservationVersion:
    """Return one earlier version; raise NotFound for one that is none or beyond reach."""
    found = next((one for one in versions(identity, row) if one.number == number), None)
    if found is None:
        raise NotFound("version")
    return found


def _sees_all(identity: Identity, row: Observation) -> bool:
    return row.observer_id == identity.person_id or reach(identity, "observation", "R").everything


def corrected(identity: Identity, rows: Iterable[Observation]) -> set[int]:
    """Return the ids of those that the reader knows were corrected; one query, none when there are none."""
    later = [row for row in rows if row.version > 1]
    found = {row.id for row in later if _sees_all(identity, row)}
    others = [row.id for row in later if row.id not in found]
    if others:
        query = (
            ObservationVersion.select(ObservationVersion.observation)
            .join(Observation)
            .where(
                ObservationVersion.observation.in_(others)
                & (ObservationVersion.replaced_at > Observation.released_at)
            )
        )
        found |= {row.observation_id for row in query}
    return found


@dataclass(frozen=True)
class Means:
    """What a version of an observation says: means by dimension and domain, and its cycles as kept."""

    profile: scoring.Profile
    cycles: list[dict[str, Any]]


def observed_on(old: ObservationVersion) -> date:
    """Return the day that an earlier version said it was observed."""
    return date.fromisoformat(old.content["observed_on"])


def means_of(row: Observation, old: ObservationVersion) -> Means:
    """Return the means of an earlier version."""
    rules = [
        scoring.Dimension(d.id, d.domain_id, d.is_reversed)
        for domain in structure(row.instrument_id)
        for d in domain.scale
    ]
    cycles = [
        cycle | {"scores": {int(d): value for d, value in cycle["scores"].items()}}
        for cycle in old.content["cycles"]
    ]
    scored = [cycle["scores"] for cycle in cycles]
    return Means(scoring.profile(rules, scored, row.cycles_required), cycles)

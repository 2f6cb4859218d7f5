"""Feedback: written by the observer, given orally too, released to the whole department, talked through."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from collect import journal, observations
from collect.database import locked, writing
from collect.models.feedback import Feedback, FeedbackVersion
from collect.models.observations import Observation
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.feedback import is_correctable
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, NOTE, clean

TEXTS = ("strengths", "areas", "next_step")
MOST = 199  # people at one talk


@dataclass(frozen=True)
class FeedbackAnswers:
    """What the observer writes, and when it was given orally, to how many."""

    strengths: str = ""
    areas: str = ""
    next_step: str = ""
    oral_on: date | None = None
    oral_count: int | None = None


def may_confirm(row: Feedback, by: Identity) -> bool:
    """Whether the identity leads the department that the feedback is for."""
    return row.observation.department_id in reach(by, "feedback", "U").departments


def may_correct(row: Feedback, by: Identity, now: datetime) -> bool:
    """Whether the identity may still correct a feedback that is released."""
    released = row.observation.released_at
    return is_observer(row.observation, by) and bool(released and is_correctable(released, now))


def is_observer(row: Observation, by: Identity) -> bool:
    """Whether the identity is the one who gives feedback on an observation."""
    return reach(by, "feedback", "U").covers(person_id=row.observer_id)


def write(
    row: Observation, answers: FeedbackAnswers, *, by: Identity, now: datetime, version: int
) -> Feedback:
    """Keep what the observer has written so far, over the version that was read (0: none yet).

    Nobody else reads it before it is released. Raises RuleBroken("feedback.changed") when it was
    saved from elsewhere meanwhile, and RuleBroken("feedback.locked") when it is released.
    """
    _refuse_others(row, by)
    kept = _checked(answers, row.observed_on, local_day(now))
    with writing():
        observation, found = _locked(row)
        if observation.is_double:
            raise RuleBroken("feedback.double")
        if observation.released_at is not None:
            raise RuleBroken("feedback.locked")
        if found is not None and _said(found) == kept:
            return found  # sent twice, or nothing new
        if version != (found.version if found else 0):
            raise RuleBroken("feedback.changed")
        made = found or Feedback(observation=row.id, version=0)
        _put(made, kept, now)
        _note("feedback.write", made, observation, by=by, now=now, new={"version": made.version})
    return made


def note_oral(row: Feedback, on: date, count: int, *, by: Identity, now: datetime) -> None:
    """Note that the feedback was given orally on a day, and how many heard it."""
    _refuse_others(row.observation, by)
    _check_talk(on, count, row.observation.observed_on, local_day(now), "oral")
    with writing():
        _amend(row, {"oral_on": on, "oral_count": count}, "feedback.oral", by=by, now=now)


def release(
    row: Observation, *, by: Identity, now: datetime, version: int, is_oral_later: bool = False
) -> None:
    """Give the whole department the feedback, and its leaders the scores: one act; again is nothing.

    Raises RuleBroken for a text that lacks, an observation that is to be corrected first, a
    feedback that was not given orally (unless it is said that it will be), and for another
    version than the one that was seen.
    """
    _refuse_others(row, by)
    with writing():
        observation, found = _locked(row)
        if observation.released_at is not None:
            return
        _refuse_unready(observation, found, is_oral_later)
        assert found is not None
        if found.version != version:
            raise RuleBroken("feedback.changed")
        observations.release(observation, by=by, now=now)
        new = {"version": version, "oral_later": found.oral_on is None}
        _note("feedback.release", found, observation, by=by, now=now, new=new)


def _refuse_unready(row: Observation, found: Feedback | None, is_oral_later: bool) -> None:
    if row.is_double:
        raise RuleBroken("feedback.double")
    if row.returned_at is not None:
        raise RuleBroken("feedback.returned")
    for name in TEXTS:
        if found is None or not getattr(found, name):
            raise RuleBroken("required", name)
    if found is not None and found.oral_on is None and not is_oral_later:
        raise RuleBroken("feedback.oral", "is_oral_later")


def correct(
    row: Feedback,
    answers: FeedbackAnswers,
    reason: str,
    *,
    by: Identity,
    now: datetime,
    version: int,
) -> None:
    """Put other texts in a feedback that is released; what it said stays readable with the reason.

    Within 60 days of the release. The texts stand in versions and not in the journal, which is
    read by some who may not read them.
    """
    _refuse_others(row.observation, by)
    if not may_correct(row, by, now):
        raise RuleBroken("feedback.fixed")
    kept = _checked(answers, row.observation.observed_on, local_day(now))
    why = clean(reason, LINE, "reason")
    for name, text in (*((name, kept[name]) for name in TEXTS), ("reason", why)):
        if not text:
            raise RuleBroken("required", name)
    with writing():
        observation, found = _locked(row.observation)
        assert found is not None
        if found.version != version:
            raise RuleBroken("feedback.changed")
        if _said(found) == kept:
            return
        if any(getattr(found, name) != kept[name] for name in TEXTS):
            _lay_aside(found, why, now)
        _put(found, kept, now)
        new = {"version": found.version}
        _note("feedback.correct", found, observation, by=by, now=now, new=new)


def confirm(row: Feedback, on: date, count: int, *, by: Identity, now: datetime) -> None:
    """Say that the department has talked the feedback through: for its leader.

    Only the leader of the department says so (the map: U:D); a director reads that it was said.
    """
    if not may_confirm(row, by):
        raise NotAllowed("feedback")
    released = row.observation.released_at
    if released is None:
        raise NotFound("feedback")
    _check_talk(on, count, local_day(released), local_day(now), "confirmed")
    changes = {"confirmed_on": on, "confirmed_count": count, "confirmed_by": by.person_id}
    with writing():
        _amend(row, changes, "feedback.confirm", by=by, now=now)


def _refuse_others(row: Observation, by: Identity) -> None:
    if not is_observer(row, by):
        raise NotAllowed("feedback")


def _locked(row: Observation) -> tuple[Observation, Feedback | None]:
    """Return the observation and its feedback as they are now, and let nobody else change them."""
    observation = locked(Observation.select().where(Observation.id == row.id)).get()
    return observation, Feedback.get_or_none(Feedback.observation == row.id)


def _said(row: Feedback) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*TEXTS, "oral_on", "oral_count")}


def _put(row: Feedback, kept: dict[str, Any], now: datetime) -> None:
    for name, value in kept.items():
        setattr(row, name, value)
    row.version += 1
    row.saved_at = now
    row.save()


def _lay_aside(row: Feedback, reason: str, now: datetime) -> None:
    FeedbackVersion.create(
        feedback=row,
        number=row.version,
        reason=reason,
        saved_at=row.saved_at,
        replaced_at=now,
        **{name: getattr(row, name) for name in TEXTS},
    )


def _checked(answers: FeedbackAnswers, observed_on: date, today: date) -> dict[str, Any]:
    """Return the columns of the answers, cleaned; raise RuleBroken for what cannot be kept."""
    given = asdict(answers)
    for name in TEXTS:
        given[name] = clean(given[name], NOTE, name)
    if (answers.oral_on is None) != (answers.oral_count is None):
        missing = "oral_on" if answers.oral_on is None else "oral_count"
        raise RuleBroken("feedback.talk_half", missing)
    if answers.oral_on is not None and answers.oral_count is not None:
        _check_talk(answers.oral_on, answers.oral_count, observed_on, today, "oral")
    return given


def _check_talk(on: date, count: int, first: date, today: date, prefix: str) -> None:
    """Refuse a talk before there was anything to talk of, in the future, or with nobody there."""
    if on > today:
        raise RuleBroken("date.future", f"{prefix}_on")
    if on < first:
        raise RuleBroken("feedback.talk_early", f"{prefix}_on", day=first)
    if not 1 <= count <= MOST:
        raise RuleBroken("feedback.talk_count", f"{prefix}_count", most=MOST)


def _amend(
    row: Feedback, changes: dict[str, Any], act: str, *, by: Identity, now: datetime
) -> None:
    place = row.observation.department.kindergarten_id
    journal.amend(row, changes, act, by=by, now=now, kindergarten_id=place)


def _note(
    act: str,
    row: Feedback,
    observation: Observation,
    *,
    by: Identity,
    now: datetime,
    new: dict[str, Any],
) -> None:
    """Note the act with the observation it concerns, never the text."""
    journal.note(
        act,
        row.id,
        by=by,
        now=now,
        kindergarten_id=observation.department.kindergarten_id,
        new={"reference": observation.reference} | new,
    )

"""Who reads which feedback: the observer at once, the department when it is released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import ModelSelect

from collect import observations
from collect.models.base import within
from collect.models.feedback import Feedback, FeedbackVersion
from collect.models.observations import Instrument, Observation
from collect.models.organisation import Department, Kindergarten
from collect.rules.access import Identity, reach
from collect.rules.refusals import NotFound

LATELY = timedelta(days=60)
LATE = timedelta(days=14)  # so long after an observation feedback is late


@dataclass(frozen=True)
class Progress:
    """How far a feedback has come, without a word of what it says."""

    is_written: bool = False
    oral_on: date | None = None
    oral_count: int | None = None
    released_at: datetime | None = None
    confirmed_on: date | None = None
    confirmed_count: int | None = None


def progress(row: Observation, identity: Identity) -> Progress | None:
    """Return how far the feedback on an observation has come; None for who may not know.

    For all who may read it and for those who may know only that and when it was given.
    """
    found = reach(identity, "feedback", "R")
    place = {"department_id": row.department_id, "kindergarten_id": row.department.kindergarten_id}
    is_known = found.names_only or found.covers(person_id=row.observer_id, **place)
    if row.is_double or not is_known:
        return None
    query: Any = Feedback.select(
        Feedback.oral_on,
        Feedback.oral_count,
        Feedback.confirmed_on,
        Feedback.confirmed_count,
    )
    given = query.where(Feedback.observation == row.id).tuples().first()
    if given is None:
        return Progress(released_at=row.released_at)
    return Progress(True, given[0], given[1], row.released_at, given[2], given[3])


def may_read(identity: Identity) -> bool:
    """Whether there is any feedback whose text the identity may read."""
    found = reach(identity, "feedback", "R")
    return bool(found.person_id or found.departments or found.kindergartens)


def feedbacks(identity: Identity) -> ModelSelect[Feedback]:
    """Return the feedback the identity may read, newest observation first.

    The observer reads the own as soon as it is written; the department, its leader, the director
    and the mentor when it is released; all others none of it, nor one who has yet to code the same
    visit.
    """
    found = reach(identity, "feedback", "R")
    own = Observation.observer == (found.person_id or 0)
    place = within(found, department=Observation.department, kindergarten=Department.kindergarten)
    return (
        Feedback.select(Feedback, Observation, Department, Kindergarten, Instrument)
        .join(Observation)
        .join(Department)
        .join(Kindergarten)
        .join_from(Observation, Instrument)
        .where(
            own | (place & Observation.released_at.is_null(False) & observations.unbiased(identity))
        )
        .order_by(Observation.observed_on.desc(), Observation.id.desc())
    )


def feedback_on(identity: Identity, reference: str) -> Feedback:
    """Return the feedback on an observation; raise NotFound for a foreign, missing or unreleased one."""
    found = feedbacks(identity).where(Observation.reference == reference).get_or_none()
    if found is None:
        raise NotFound("feedback")
    return found


def own_observation(identity: Identity, reference: str) -> Observation:
    """Return an observation that the identity is to give feedback on; raise NotFound for any other."""
    found = (
        observations.observations(identity)
        .where(
            (Observation.reference == reference)
            & (Observation.observer == (reach(identity, "feedback", "U").person_id or 0))
        )
        .get_or_none()
    )
    if found is None:
        raise NotFound("observation")
    return found


def of(row: Observation) -> Feedback | None:
    """Return the feedback on an observation that was read within reach, if any is written."""
    return Feedback.get_or_none(Feedback.observation == row.id)


def waiting(identity: Identity) -> ModelSelect[Observation]:
    """Return the observations that the identity has yet to give feedback on, oldest first."""
    return (
        observations.observations(identity)
        .where(
            (Observation.observer == (reach(identity, "feedback", "U").person_id or 0))
            & Observation.released_at.is_null()
            & ~Observation.is_double
        )
        .order_by(Observation.observed_on, Observation.id)
    )


def is_late(today: date) -> Any:
    """Return the condition that an observation is without feedback so long after it was made."""
    is_told = Observation.released_at.is_null(False) | Observation.is_double
    return ~is_told & (Observation.observed_on < today - LATE)


def lately(identity: Identity, now: datetime) -> ModelSelect[Feedback]:
    """Return the feedback of others released within reach in the last 60 days, newest first."""
    return (
        feedbacks(identity)
        .where(
            (Observation.observer != (identity.person_id or 0))
            & (Observation.released_at > now - LATELY)
        )
        .order_by(Observation.released_at.desc(), Observation.id.desc())
    )


def earlier(row: Feedback) -> list[FeedbackVersion]:
    """Return what a released feedback said before each correction, latest first."""
    query = FeedbackVersion.select().where(FeedbackVersion.feedback == row)
    return list(query.order_by(FeedbackVersion.number.desc()))

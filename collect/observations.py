"""CLASS observations: recorded whole in one transaction, read within one's reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from peewee import SQL, ModelSelect, fn

from collect import (
    certificates,
    journal,
    observations_drafts,
    observations_figures,
    observations_loop,
    receipts,
)
from collect import observations_visits as visits
from collect.database import Insert, Prepared, parameter, writing
from collect.models.base import on_day, within
from collect.models.observations import Cycle, Instrument, Observation, Score, Visit
from collect.models.organisation import Affiliation, Department, DepartmentPeriod, Kindergarten
from collect.models.people import Employment
from collect.observations_answers import CycleAnswers, ObservationAnswers, judged
from collect.rules.access import Identity, reach
from collect.rules.calendar import first_moment, local_day
from collect.rules.refusals import NotAllowed, NotFound

_OBSERVATION = Insert(
    Observation,
    (
        "reference",
        "department_id",
        "semester",
        "instrument_id",
        "observer_id",
        "observed_on",
        "relation",
        "certificate",
        "cycles_required",
        "received_at",
        "visit_id",
        "is_double",
        "version",
        "return_note",
    ),
    returning=True,
)
_CYCLE = Insert(
    Cycle,
    (
        "observation_id",
        "number",
        "started_at",
        "ended_at",
        "adults",
        "children",
        "activity",
        "note",
        "length_reason",
    ),
)
_SCORE = Insert(Score, ("observation_id", "cycle", "dimension_id", "value"))

OWN_LASTS = timedelta(days=60)  # how long observers read what they have released

_WORKS = Prepared(
    lambda: (
        Employment.select(Employment.kindergarten, Employment.department)
        .where((Employment.person == parameter("person")) & on_day(Employment, parameter("day")))
        .tuples()
    )
)


def record(
    answers: ObservationAnswers,
    *,
    by: Identity,
    submission_id: str,
    now: datetime,
    cycles_required: int = 3,
    draft_version: int | None = None,
    device: str = "",
) -> str:
    """Record an observation and return its reference number.

    The same submission again gives the same reference. Raises RuleBroken for what cannot be
    kept as it stands and NotFound for a department beyond reach; RuleBroken("draft.newer") when
    another device has saved a later draft than `draft_version`. A lapsed certificate, an
    unusual cycle or a missing score is kept and marked, never refused.
    """
    may = reach(by, "observation", "C")
    if by.person_id is None or may.is_empty:
        raise NotAllowed("observation")
    body = receipts.body_hash(replace(answers, visit_id=None))  # the plan is no answer of theirs
    with writing():
        known = receipts.earlier(submission_id, body, by=by)
        if known is not None:
            return known[0]
        kindergarten_id, cycles = judged(answers, may, local_day(now))
        reference = receipts.new_reference()
        observation_id = _keep(
            reference, answers, cycles, kindergarten_id, by.person_id, cycles_required, now
        )
        receipts.give(submission_id, body, "observation", reference, observation_id, by=by, now=now)
        observations_drafts.settle(submission_id, by=by, base_version=draft_version, device=device)
        journal.note(
            "observation.record",
            observation_id,
            by=by,
            now=now,
            kindergarten_id=kindergarten_id,
            new=_noted(reference, answers, cycles),
        )
    return reference


def _noted(
    reference: str, answers: ObservationAnswers, cycles: list[CycleAnswers]
) -> dict[str, Any]:
    return {
        "reference": reference,
        "department": answers.department_id,
        "semester": answers.semester,
        "scores": sum(len(cycle.scores) for cycle in cycles),
    }


def _keep(
    reference: str,
    answers: ObservationAnswers,
    cycles: list[CycleAnswers],
    kindergarten_id: int,
    observer_id: int,
    cycles_required: int,
    now: datetime,
) -> int:
    """Write the visit, its cycles and its scores; return the visit's id."""
    day, room_id = answers.observed_on, answers.department_id
    visit_id, is_double = visits.settle(answers.visit_id, room_id, observer_id, now)
    observation_id = _OBSERVATION.one(
        reference,
        room_id,
        answers.semester,
        answers.instrument_id,
        observer_id,
        day,
        relation(observer_id, room_id, kindergarten_id, day),
        certificates.state_on(observer_id, answers.instrument_id, day),
        cycles_required,
        journal.bare(now),
        visit_id,
        is_double,
        1,
        "",
    )
    assert observation_id is not None
    keep_cycles(observation_id, cycles)
    if not is_double:
        observations_figures.count(observation_id)
        observations_loop.mark(room_id, answers.semester, "observed_on", day)
    return observation_id


def keep_cycles(observation_id: int, cycles: Sequence[CycleAnswers]) -> None:
    """Write the cycles and the scores of an observation, inside the act that keeps it."""
    _CYCLE.many([(observation_id, n, *_row(cycle)) for n, cycle in enumerate(cycles, 1)])
    _SCORE.many(
        [(observation_id, n, d, v) for n, c in enumerate(cycles, 1) for d, v in c.scores.items()]
    )


def _row(cycle: CycleAnswers) -> tuple[Any, ...]:
    return (
        cycle.started_at,
        cycle.ended_at,
        cycle.adults,
        cycle.children,
        cycle.activity,
        cycle.note,
        cycle.length_reason,
    )


def relation(person_id: int, department_id: int, kindergarten_id: int, day: date) -> str:
    """Return how the observer stands to the department: observing one's own is allowed and shown."""
    places = _WORKS.run(person=person_id, day=day).fetchall()
    if any(place[1] == department_id for place in places):
        return "own_department"
    return "internal" if any(place[0] == kindergarten_id for place in places) else "external"


def observable(identity: Identity, on: date) -> ModelSelect[Department]:
    """Return the departments the identity may observe on a day, kindergarten by kindergarten."""
    return (
        Department.select(Department, Kindergarten, DepartmentPeriod)
        .join(Kindergarten)
        .join_from(Department, DepartmentPeriod)
        .where(
            within(reach(identity, "observation", "C"), kindergarten=Department.kindergarten)
            & on_day(DepartmentPeriod, on)
            & (Department.opened_on <= on)
            & (Department.closed_on.is_null() | (Department.closed_on >= on))
        )
        .order_by(Kindergarten.sort, Kindergarten.id, Department.sort, Department.id)
    )


def observations(identity: Identity) -> ModelSelect[Observation]:
    """Return the observations the identity may see, newest first.

    Directors, leaders and mentors see one when it is released to the department; the observer
    sees their own until 60 days after that, and while it is sent back. The second coding of a
    visit is for its observer and the coordinator, and nobody sees the coding of a visit that they
    are to code themselves before they have sent theirs. Pages and sheets for others than the
    observer show no notes and no names.
    """
    found = reach(identity, "observation", "R")
    own = (Observation.observer == (found.person_id or 0)) & _is_still_own(identity.on)
    place = within(found, department=Observation.department, kindergarten=Department.kindergarten)
    released = Observation.released_at.is_null(False) & ~Observation.is_double
    condition = SQL("1 = 1") if found.everything else own | (place & released)
    return (
        Observation.select(Observation, Department, Kindergarten, Instrument)
        .join(Department)
        .join(Kindergarten)
        .join_from(Observation, Instrument)
        .where(condition & (own | unbiased(identity)))
        .order_by(Observation.observed_on.desc(), Observation.id.desc())
    )


def _is_still_own(on: date | None) -> Any:
    """Return the condition that an observation waits for its observer, or was released in the last 60 days.

    A second coding, which is never released, is read for as long after it was sent.
    """
    waiting = Observation.released_at.is_null() & ~Observation.is_double
    waiting |= Observation.returned_at.is_null(False)
    if on is None:
        return waiting
    since = first_moment(on - OWN_LASTS)
    sent = Observation.is_double & (Observation.received_at >= since)
    return waiting | (Observation.released_at >= since) | sent


def unbiased(identity: Identity) -> Any:
    """Return the condition that an observation is not of a visit the identity is yet to code itself.

    Who codes a visit together with another must know nothing of the other's scores before both
    have sent theirs, in whatever role they would otherwise be read.
    """
    if not identity.has("observer"):
        return SQL("1 = 1")
    whole = fn.COALESCE(Visit.doubles, Visit.id)  # the visit that several code
    sent = Observation.select(Observation.visit).where(
        (Observation.observer == identity.person_id) & Observation.visit.is_null(False)
    )
    left = Visit.select(whole).where(
        (Visit.observer == identity.person_id)
        & Visit.status.not_in(("declined", "cancelled"))
        & Visit.id.not_in(sent)
    )
    return Observation.visit.is_null() | Observation.visit.not_in(
        Visit.select(Visit.id).where(whole.in_(left))
    )


def observation(identity: Identity, observation_id: int) -> Observation:
    """Return one observation; raise NotFound for a foreign or missing one."""
    found = observations(identity).where(Observation.id == observation_id).get_or_none()
    if found is None:
        raise NotFound("observation")
    return found


def release(row: Observation, *, by: Identity, now: datetime) -> None:
    """Give the department's leaders the scores; once given, they stay given.

    Inside the transaction that gives the feedback (`feedback.release`): one goes with the other.
    The second coding of a visit is never given: it says how far two agree, not how it was.
    """
    if (
        row.is_double
        or row.observer_id != by.person_id
        or not reach(by, "observation", "U").covers(person_id=row.observer_id)
    ):
        raise NotAllowed("observation")
    if row.released_at is None:
        kindergarten_id = row.department.kindergarten_id
        journal.amend(
            row,
            {"released_at": now},
            "observation.release",
            by=by,
            now=now,
            kindergarten_id=kindergarten_id,
        )
        if not row.is_double:
            observations_loop.mark(row.department_id, row.semester, "fed_back_on", local_day(now))


def of_cohort(
    identity: Identity, cohort_id: int, semester: str | None = None
) -> ModelSelect[Observation]:
    """Return the observations of the kindergartens that were in a cohort on the day of the visit.

    A visit counts once: its second coding is left out.
    """
    query = observations(identity).join_from(
        Kindergarten, Affiliation, on=(Affiliation.kindergarten == Kindergarten.id)
    )
    query = query.where(
        ~Observation.is_double
        & (Affiliation.cohort == cohort_id)
        & (Affiliation.valid_from <= Observation.observed_on)
        & (Affiliation.valid_to.is_null() | (Affiliation.valid_to >= Observation.observed_on))
    )
    return query if semester is None else query.where(Observation.semester == semester)


def observable_department(identity: Identity, department_id: int, on: date) -> Department:
    """Return one department to be observed; raise NotFound for a foreign or missing one."""
    found = observable(identity, on).where(Department.id == department_id).get_or_none()
    if found is None:
        raise NotFound("department")
    return found

"""CLASS observations: recorded whole in one transaction, read within one's reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from peewee import SQL, ModelSelect

from collect import certificates, journal, receipts
from collect.database import Insert, Prepared, parameter, writing
from collect.models.base import on_day, within
from collect.models.observations import Cycle, Instrument, Observation, Score
from collect.models.organisation import Affiliation, Department, DepartmentPeriod, Kindergarten
from collect.models.people import Employment
from collect.observations_instruments import check_instrument
from collect.rules import scoring
from collect.rules.access import Identity, Reach, reach
from collect.rules.calendar import is_late_for, local_day, semester_from, semester_of
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, NOTE, clean, has_national_id


@dataclass(frozen=True)
class CycleAnswers:
    """One cycle as the observer wrote it; times are local, HH:MM; scores are dimension id -> 1..7."""

    started_at: str
    ended_at: str
    adults: int
    children: int
    activity: str = ""
    note: str = ""
    scores: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ObservationAnswers:
    """A whole observation as the observer wrote it."""

    department_id: int
    semester: str
    instrument_id: int
    observed_on: date
    cycles: tuple[CycleAnswers, ...]


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
    ),
)
_SCORE = Insert(Score, ("observation_id", "cycle", "dimension_id", "value"))

_DEPARTMENT = Prepared(
    lambda: (
        Department.select(
            Department.kindergarten,
            Department.opened_on,
            Department.closed_on,
            DepartmentPeriod.age_group,
        )
        .join(DepartmentPeriod)
        .where(
            (Department.id == parameter("department")) & on_day(DepartmentPeriod, parameter("day"))
        )
        .tuples()
    )
)
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
) -> str:
    """Record an observation and return its reference number.

    The same submission again gives the same reference. Raises RuleBroken for what cannot be
    kept as it stands and NotFound for a department beyond reach. A lapsed certificate, an
    unusual cycle or a missing score is kept and marked, never refused.
    """
    may = reach(by, "observation", "C")
    if by.person_id is None or may.is_empty:
        raise NotAllowed("observation")
    body = receipts.body_hash(answers)
    with writing():
        known = receipts.earlier(submission_id, body, by=by)
        if known is not None:
            return known[0]
        kindergarten_id, cycles = _judged(answers, may, local_day(now))
        reference = receipts.new_reference()
        observation_id = _keep(
            reference, answers, cycles, kindergarten_id, by.person_id, cycles_required, now
        )
        receipts.give(submission_id, body, "observation", reference, observation_id, by=by, now=now)
        journal.note(
            "observation.record",
            observation_id,
            by=by,
            now=now,
            kindergarten_id=kindergarten_id,
            new={
                "reference": reference,
                "department": answers.department_id,
                "semester": answers.semester,
                "scores": sum(len(cycle.scores) for cycle in cycles),
            },
        )
    return reference


def _judged(answers: ObservationAnswers, may: Reach, today: date) -> tuple[int, list[CycleAnswers]]:
    """Return the kindergarten and the cleaned cycles; raise RuleBroken for what cannot be kept."""
    room = _DEPARTMENT.run(department=answers.department_id, day=answers.observed_on).fetchone()
    if room is None or not may.covers(kindergarten_id=room[0], department_id=answers.department_id):
        raise RuleBroken("department.unknown", "department_id")
    _check_date(answers, room, today)
    known_ids = check_instrument(answers.instrument_id, room[3])
    cycles = [_checked_cycle(n, cycle, known_ids) for n, cycle in enumerate(answers.cycles, 1)]
    if not any(cycle.scores for cycle in cycles):
        raise RuleBroken("observation.empty", "cycles")
    return room[0], cycles


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
    observation_id = _OBSERVATION.one(
        reference,
        room_id,
        answers.semester,
        answers.instrument_id,
        observer_id,
        day,
        _relation(observer_id, room_id, kindergarten_id, day),
        certificates.state_on(observer_id, answers.instrument_id, day),
        cycles_required,
        journal.bare(now),
    )
    assert observation_id is not None
    _CYCLE.many([(observation_id, n, *_row(cycle)) for n, cycle in enumerate(cycles, 1)])
    _SCORE.many(
        [(observation_id, n, d, v) for n, c in enumerate(cycles, 1) for d, v in c.scores.items()]
    )
    return observation_id


def _row(cycle: CycleAnswers) -> tuple[Any, ...]:
    return (
        cycle.started_at,
        cycle.ended_at,
        cycle.adults,
        cycle.children,
        cycle.activity,
        cycle.note,
    )


def _check_date(answers: ObservationAnswers, room: tuple[Any, ...], today: date) -> None:
    day = answers.observed_on
    opened, closed = str(room[1]), str(room[2] or "9999-12-31")
    if day > today:
        raise RuleBroken("date.future", "observed_on")
    if not opened <= day.isoformat() <= closed:
        raise RuleBroken("department.closed", "observed_on")
    try:
        semester = semester_from(answers.semester)
    except ValueError as error:
        raise RuleBroken("choice.unknown", "semester", value=answers.semester) from error
    if semester_of(day) != semester and not is_late_for(semester, day):
        raise RuleBroken("observation.semester", "observed_on")


def _checked_cycle(number: int, cycle: CycleAnswers, known_ids: frozenset[int]) -> CycleAnswers:
    prefix = f"cycles-{number - 1}-"
    if not cycle.scores.keys() <= known_ids:
        raise RuleBroken("score.dimension", f"{prefix}scores")
    for dimension_id, value in cycle.scores.items():
        if type(value) is not int or not scoring.LOWEST <= value <= scoring.HIGHEST:
            raise RuleBroken("score.range", f"{prefix}score-{dimension_id}")
    if cycle.ended_at <= cycle.started_at:
        raise RuleBroken("cycle.times", f"{prefix}ended_at")
    if not 0 <= cycle.adults <= 99:
        raise RuleBroken("adults.range", f"{prefix}adults")
    if not 0 <= cycle.children <= 199:
        raise RuleBroken("children.range", f"{prefix}children")
    activity = clean(cycle.activity, LINE, f"{prefix}activity")
    note = clean(cycle.note, NOTE, f"{prefix}note")
    if has_national_id(note) or has_national_id(activity):
        raise RuleBroken("text.national_id", f"{prefix}note")
    return CycleAnswers(
        cycle.started_at, cycle.ended_at, cycle.adults, cycle.children, activity, note, cycle.scores
    )


def _relation(person_id: int, department_id: int, kindergarten_id: int, day: date) -> str:
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
    sees their own. Pages and sheets for others than the observer show no notes and no names.
    """
    found = reach(identity, "observation", "R")
    own = Observation.observer == (found.person_id or 0)
    place = within(found, department=Observation.department, kindergarten=Department.kindergarten)
    condition = (
        SQL("1 = 1") if found.everything else own | (place & Observation.released_at.is_null(False))
    )
    return (
        Observation.select(Observation, Department, Kindergarten, Instrument)
        .join(Department)
        .join(Kindergarten)
        .join_from(Observation, Instrument)
        .where(condition)
        .order_by(Observation.observed_on.desc(), Observation.id.desc())
    )


def observation(identity: Identity, observation_id: int) -> Observation:
    """Return one observation; raise NotFound for a foreign or missing one."""
    found = observations(identity).where(Observation.id == observation_id).get_or_none()
    if found is None:
        raise NotFound("observation")
    return found


def release(row: Observation, *, by: Identity, now: datetime) -> None:
    """Give the department and its leaders the scores; once given, they stay given."""
    if row.observer_id != by.person_id or not reach(by, "observation", "U").covers(
        person_id=row.observer_id
    ):
        raise NotAllowed("observation")
    with writing():
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


def of_cohort(
    identity: Identity, cohort_id: int, semester: str | None = None
) -> ModelSelect[Observation]:
    """Return the observations of the kindergartens that were in a cohort on the day of the visit."""
    query = observations(identity).join_from(
        Kindergarten, Affiliation, on=(Affiliation.kindergarten == Kindergarten.id)
    )
    query = query.where(
        (Affiliation.cohort == cohort_id)
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


def lately_released(identity: Identity, now: datetime) -> ModelSelect[Observation]:
    """Return the observations of others released within reach in the last 60 days, newest first."""
    return (
        observations(identity)
        .where(
            (Observation.observer != (identity.person_id or 0))
            & (Observation.released_at > now - timedelta(days=60))
        )
        .order_by(Observation.released_at.desc(), Observation.id.desc())
    )

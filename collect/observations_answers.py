"""What an observer answers about a visit, and whether it can be kept as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from collect.database import Prepared, parameter
from collect.models.base import on_day
from collect.models.organisation import Department, DepartmentPeriod
from collect.observations_instruments import check_instrument
from collect.rules import scoring
from collect.rules.access import Reach
from collect.rules.calendar import is_late_for, semester_from, semester_of
from collect.rules.refusals import RuleBroken
from collect.rules.text import LINE, NOTE, clean


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
    length_reason: str = ""


@dataclass(frozen=True)
class ObservationAnswers:
    """A whole observation as the observer wrote it."""

    department_id: int
    semester: str
    instrument_id: int
    observed_on: date
    cycles: tuple[CycleAnswers, ...]
    visit_id: int | None = None  # the planned visit it came of


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


def judged(
    answers: ObservationAnswers, may: Reach, today: date, *, is_correction: bool = False
) -> tuple[int, list[CycleAnswers]]:
    """Return the kindergarten and the cleaned cycles; raise RuleBroken for what cannot be kept.

    A correction may be of an instrument that is no longer in use.
    """
    room = _DEPARTMENT.run(department=answers.department_id, day=answers.observed_on).fetchone()
    if room is None or not may.covers(kindergarten_id=room[0], department_id=answers.department_id):
        raise RuleBroken("department.unknown", "department_id")
    _check_date(answers, room, today)
    known_ids = check_instrument(answers.instrument_id, room[3], active_only=not is_correction)
    cycles = [_checked_cycle(n, cycle, known_ids) for n, cycle in enumerate(answers.cycles, 1)]
    if not any(cycle.scores for cycle in cycles):
        raise RuleBroken("observation.empty", "cycles")
    return room[0], cycles


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
    length_reason = clean(cycle.length_reason, LINE, f"{prefix}length_reason")
    return replace(cycle, activity=activity, note=note, length_reason=length_reason)

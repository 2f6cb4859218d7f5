"""What is answered about a goal and its actions, and whether it can be kept as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from collect import people
from collect.models.base import on_day
from collect.models.observations import Dimension, Domain, Instrument, Observation
from collect.models.organisation import Department, DepartmentPeriod
from collect.observations_instruments import FITS
from collect.observations_profiles import dimension_means
from collect.rules.calendar import semester_of
from collect.rules.plans import KINDS, is_sensible_target, start_value
from collect.rules.refusals import RuleBroken
from collect.rules.text import LINE, NOTE, clean, has_national_id

MOST_ACTIONS = 20  # of one goal
LATEST_YEARS = 2  # how many years ahead a day may lie


@dataclass(frozen=True)
class ActionAnswers:
    """Something to be done towards a goal: what, by whom, by when."""

    text: str
    responsible_id: int | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class GoalAnswers:
    """A goal as it is set; `target` is in hundredths, the start follows from the observation."""

    department_id: int
    title: str
    kind: str = "development"
    observation_id: int | None = None
    dimension_id: int | None = None
    target: int | None = None
    support: str = ""
    responsible_id: int | None = None
    check_back_on: date | None = None
    actions: tuple[ActionAnswers, ...] = ()


def judged(
    answers: GoalAnswers, place: Department, source: Observation | None, today: date
) -> dict[str, Any]:
    """Return the columns of a new goal; raise RuleBroken for what cannot be kept."""
    if answers.kind not in KINDS:
        raise RuleBroken("choice.unknown", "kind", value=answers.kind)
    if len(answers.actions) > MOST_ACTIONS:
        raise RuleBroken("plan.actions", None, limit=MOST_ACTIONS)
    dimension = _dimension(answers, place, source, today)
    start = _start(source, dimension) if source and dimension else None
    check_day(answers.check_back_on, "check_back_on", today)
    check_responsible(answers.responsible_id, place.kindergarten_id, today)
    return {
        "department": place.id,
        "semester": source.semester if source else semester_of(today).code,
        "kind": answers.kind,
        "observation": source.id if source else None,
        "dimension": dimension.id if dimension else None,
        "start": start,
        "target": checked_target(start, answers.target, dimension),
        "title": checked_text(answers.title, LINE, "title", is_required=True),
        "support": checked_text(answers.support, NOTE, "support"),
        "responsible": answers.responsible_id,
        "check_back_on": answers.check_back_on,
    }


def dimensions(row: Department, on: date) -> list[Dimension]:
    """Return the dimensions that fit a department on a day, each with its domain and instrument."""
    groups = DepartmentPeriod.select(DepartmentPeriod.age_group).where(
        (DepartmentPeriod.department == row) & on_day(DepartmentPeriod, on)
    )
    versions = [version for period in groups for version in FITS[period.age_group]]
    return list(
        Dimension.select(Dimension, Domain, Instrument)
        .join(Domain)
        .join(Instrument)
        .where(Instrument.is_active & Instrument.version.in_(versions))
        .order_by(Instrument.id, Domain.position, Dimension.position)
    )


def _dimension(
    answers: GoalAnswers, place: Department, source: Observation | None, today: date
) -> Dimension | None:
    """Return the dimension a goal is about; a micro-project may do without."""
    if answers.dimension_id is None:
        if answers.kind == "development":
            raise RuleBroken("plan.dimension", "dimension_id")
        return None
    if source is None:
        fitting = {row.id: row for row in dimensions(place, today)}
        found = fitting.get(answers.dimension_id)
    else:
        own = (Dimension.id == answers.dimension_id) & (Domain.instrument == source.instrument_id)
        found = Dimension.select(Dimension, Domain).join(Domain).where(own).get_or_none()
    if found is None:
        raise RuleBroken("plan.dimension", "dimension_id")
    return found


def _start(source: Observation, dimension: Dimension) -> int:
    means = {one.dimension_id: one.mean for one in dimension_means([source.id])}
    if dimension.id not in means:
        raise RuleBroken("plan.unscored", "dimension_id")
    return start_value(means[dimension.id])


def checked_target(
    start: int | None, target: int | None, dimension: Dimension | None
) -> int | None:
    """Return a target; raise RuleBroken for one that is missing, off the scale or worse than the start."""
    if target is None:
        if start is not None:
            raise RuleBroken("required", "target")
        return None
    if dimension is None:
        raise RuleBroken("plan.target_alone", "target")
    if not is_sensible_target(None, target, dimension.is_reversed):
        raise RuleBroken("plan.target_scale", "target")
    if not is_sensible_target(start, target, dimension.is_reversed):
        code = "plan.target_above" if dimension.is_reversed else "plan.target_below"
        raise RuleBroken(code, "target")
    return target


def check_day(day: date | None, field: str, today: date) -> None:
    """Raise RuleBroken for a day to come that has passed already, or lies too far ahead."""
    if day is not None and day < today:
        raise RuleBroken("date.past", field)
    if day is not None and day.year > today.year + LATEST_YEARS:
        raise RuleBroken("date.far", field)


def check_responsible(person_id: int | None, kindergarten_id: int, on: date) -> None:
    """Raise RuleBroken unless the person works in the kindergarten on a day."""
    if person_id is None:
        return
    job = people.employment_on(person_id, on)
    if job is None or job.kindergarten_id != kindergarten_id:
        raise RuleBroken("person.unknown", "responsible_id")


def checked_text(text: str, limit: int, field: str, is_required: bool = False) -> str:
    """Return a text as it is kept; raise RuleBroken when it cannot be, or holds a national id."""
    whole = clean(text, limit, field)
    if is_required and not whole:
        raise RuleBroken("required", field)
    if has_national_id(whole):
        raise RuleBroken("text.national_id", field)
    return whole


def checked_action(answers: ActionAnswers, kindergarten_id: int, today: date) -> dict[str, Any]:
    """Return the columns of a new action; raise RuleBroken for what cannot be kept."""
    check_day(answers.due_on, "due_on", today)
    check_responsible(answers.responsible_id, kindergarten_id, today)
    return {
        "text": checked_text(answers.text, LINE, "text", is_required=True),
        "responsible": answers.responsible_id,
        "due_on": answers.due_on,
    }

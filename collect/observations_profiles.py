"""What observations say: means of one or of many, summed by the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from peewee import ModelSelect, fn

from collect.models.observations import Cycle, Domain, Observation, Score
from collect.observations_instruments import structure
from collect.rules import scoring
from collect.rules.calendar import Semester, semester_from


def profile_of(row: Observation) -> scoring.Profile:
    """Return the means of one observation."""
    rules = [
        scoring.Dimension(d.id, d.domain_id, d.is_reversed)
        for domain in structure(row.instrument_id)
        for d in domain.scale
    ]
    numbers: Any = (
        Cycle.select(Cycle.number).where(Cycle.observation == row).order_by(Cycle.number).tuples()
    )
    cycles: dict[int, dict[int, int]] = {n: {} for (n,) in numbers}
    given: Any = (
        Score.select(Score.cycle, Score.dimension, Score.value)
        .where(Score.observation == row)
        .tuples()
    )
    for cycle, dimension_id, value in given:
        cycles[cycle][dimension_id] = value
    return scoring.profile(rules, list(cycles.values()), row.cycles_required)


@dataclass(frozen=True)
class DimensionMean:
    """The mean of one dimension in one observation, with how many scores it rests on."""

    observation_id: int
    dimension_id: int
    total: int
    n: int

    @property
    def mean(self) -> Fraction:
        """Return total / n."""
        return Fraction(self.total, self.n)


def dimension_means(observation_ids: ModelSelect[Any] | Iterable[int]) -> Iterable[DimensionMean]:
    """Yield the dimension means of many observations, summed by the database."""
    rows = (
        Score.select(Score.observation, Score.dimension, fn.SUM(Score.value), fn.COUNT(Score.id))
        .where(Score.observation.in_(observation_ids))
        .group_by(Score.observation, Score.dimension)
        .order_by(Score.observation, Score.dimension)
        .tuples()
    )
    for observation_id, dimension_id, total, n in rows.iterator():
        yield DimensionMean(observation_id, dimension_id, int(total), n)


@dataclass(frozen=True)
class ShownCycle:
    """A cycle with its scores, dimension id -> score."""

    cycle: Cycle
    scores: dict[int, int]


def cycles_of(row: Observation) -> list[ShownCycle]:
    """Return the cycles of an observation with their scores; for its observer."""
    scores: dict[int, dict[int, int]] = {}
    given: Any = (
        Score.select(Score.cycle, Score.dimension, Score.value)
        .where(Score.observation == row)
        .tuples()
    )
    for cycle, dimension_id, value in given:
        scores.setdefault(cycle, {})[dimension_id] = value
    rows = Cycle.select().where(Cycle.observation == row).order_by(Cycle.number)
    return [ShownCycle(cycle, scores.get(cycle.number, {})) for cycle in rows]


@dataclass(frozen=True)
class Stage:
    """An observation in the course of a department: when it was, and its domain means by domain id."""

    observation_id: int
    observed_on: date
    semester: Semester
    domains: dict[int, Fraction | None]


def trend(
    found: ModelSelect[Observation], row: Observation, domains: Sequence[Domain]
) -> list[Stage]:
    """Return those of `found` that are of the same department and instrument as `row`, by semester and day."""
    return course(found, row.department_id, row.instrument_id, domains)


def course(
    found: ModelSelect[Observation],
    department_id: int,
    instrument_id: int,
    domains: Sequence[Domain],
) -> list[Stage]:
    """Return those of `found` that are of a department and an instrument, by semester and day.

    The second coding of a visit is none of them. `found` is already scoped to the one
    who reads; `domains` is the instrument's structure. One query.
    """
    rules = [
        scoring.Dimension(d.id, d.domain_id, d.is_reversed)
        for domain in domains
        for d in domain.scale
    ]
    keys = (Observation.id, Observation.observed_on, Observation.semester)
    rows: Any = (
        found.select(*keys, Score.dimension, fn.SUM(Score.value), fn.COUNT(Score.id))
        .join_from(Observation, Score)
        .where(
            ~Observation.is_double
            & (Observation.department == department_id)
            & (Observation.instrument == instrument_id)
        )
        .group_by(*keys, Score.dimension)
        .order_by(Observation.observed_on, Observation.id)
        .tuples()
    )
    means: dict[tuple[int, date, str], dict[int, Fraction]] = defaultdict(dict)
    for number, day, semester, dimension_id, total, n in rows:
        means[number, day, semester][dimension_id] = Fraction(int(total), n)
    stages = [
        Stage(
            number,
            day,
            semester_from(semester),
            {d.id: scoring.domain_mean(rules, known, d.id) for d in domains},
        )
        for (number, day, semester), known in means.items()
    ]
    return sorted(stages, key=lambda stage: stage.semester)

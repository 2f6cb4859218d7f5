"""Scores of a cohort as figures: means and distributions per dimension, and the middle of the departments.

Read from the figures that are kept (`observations_figures`). What may be shown to whom is decided
by `rules.suppression`; there are no ranks, and a department is never named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from peewee import fn

from collect.database import db
from collect.models.base import on_day, within
from collect.models.observations import Observation
from collect.models.observations_figures import DomainScore, ScoreTally
from collect.models.organisation import Affiliation, Cohort, Department
from collect.programme_coverage import counts_for
from collect.rules.access import Identity, reach
from collect.rules.calendar import Semester
from collect.rules.refusals import NotFound
from collect.rules.scoring import HIGHEST, LOWEST, middle_half, unscaled
from collect.rules.suppression import is_settled, permitted


@dataclass(frozen=True)
class Distribution:
    """How often each score from 1 to 7 was given for a dimension, all cycles together."""

    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return the number of scores."""
        return sum(self.counts)

    @property
    def mean(self) -> Fraction | None:
        """Return the mean of the scores, as they were given (unreversed)."""
        given = sum(value * n for value, n in enumerate(self.counts, LOWEST))
        return Fraction(given, self.total) if self.total else None


@dataclass(frozen=True)
class Band:
    """The middle of a cohort's departments in a domain: half of them lie from `low` to `high`."""

    departments: int
    mean: Fraction  # of the departments' means
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class CohortFigures:
    """What a cohort's scores come to in a semester; only what the reader may be shown is in it."""

    cohort: Cohort
    semester: Semester
    is_preliminary: bool
    is_observed: bool  # whether there is anything, shown or not
    bands: Mapping[int, Band]  # by domain
    distributions: Mapping[int, Distribution]  # by dimension


def may_read(identity: Identity, semester: Semester, today: date) -> bool:
    """Whether figures of scores of a semester may be shown: settled, or every observation is within reach."""
    return is_settled(semester, today) or reach(identity, "observation", "R").everything


def cohort(identity: Identity, number: int, on: date) -> Cohort:
    """Return one of `cohorts` by its number; raise NotFound for any other."""
    found = next((row for row in cohorts(identity, on) if row.number == number), None)
    if found is None:
        raise NotFound("cohort")
    return found


def cohorts(identity: Identity, on: date) -> list[Cohort]:
    """Return the cohorts with kindergartens whose figures the identity may read, by number."""
    mine = Affiliation.select(Affiliation.cohort).where(
        on_day(Affiliation, on) & counts_for(identity)
    )
    return list(Cohort.select().where(Cohort.id.in_(mine)).order_by(Cohort.number))


def cohort_figures(
    identity: Identity, row: Cohort, semester: Semester, domains: Sequence[Any], today: date
) -> CohortFigures:
    """Return a cohort's figures in a semester; `domains` each have their dimensions in `scale`.

    Four queries however many scores, two for one who reads everything.
    """
    means = _department_means([row.id], [semester.code], None)
    shown = set()
    if may_read(identity, semester, today):
        shown = _shown(means, _knowledge(identity, [semester.code]))
    by_domain = {key[2]: means[key] for key in shown}
    kept = {d.id: domain.id for domain in domains for d in domain.scale}
    return CohortFigures(
        row,
        semester,
        not is_settled(semester, today),
        bool(means),
        {domain: _band(found) for domain, found in by_domain.items()},
        {
            dimension: found
            for dimension, found in _distributions(row.id, semester.code).items()
            if kept.get(dimension) in by_domain
        },
    )


# Department -> its mean in 50 400ths, whole numbers as far as they go: there may be thousands.
Means = dict[int, int | Fraction]


def _department_means(
    cohort_ids: Collection[int], semesters: Collection[str], domain_ids: Collection[int] | None
) -> dict[tuple[int, str, int], Means]:
    """Return by (cohort, semester, domain) the mean of each department, over its observations."""
    keys = (
        DomainScore.cohort,
        DomainScore.semester,
        DomainScore.domain,
        DomainScore.department,
    )
    query = (
        DomainScore.select(*keys, fn.SUM(DomainScore.scaled), fn.COUNT(DomainScore.scaled))
        .where(DomainScore.cohort.in_(cohort_ids) & DomainScore.semester.in_(semesters))
        .group_by(*keys)
    )
    if domain_ids is not None:
        query = query.where(DomainScore.domain.in_(domain_ids))
    found: dict[tuple[int, str, int], Means] = defaultdict(dict)
    for in_cohort, semester, domain, department, total, n in db.execute_sql(*query.sql()):
        mean = total if n == 1 else Fraction(int(total), n)
        found[in_cohort, semester, domain][department] = mean
    return dict(found)


def _band(means: Means) -> Band:
    parts = means.values()
    low, high = middle_half(parts)
    mean = Fraction(sum(parts)) / len(parts)
    return Band(len(parts), unscaled(mean), unscaled(low), unscaled(high))


@dataclass(frozen=True)
class _Knowledge:
    """The departments a reader knows the scores of one by one: placed within reach, or observed."""

    placed: Collection[int] = ()
    observed: Collection[tuple[str, int]] = ()  # semester, department

    def of(self, semester: str, means: Means) -> set[int]:
        """Return those of them that have a mean in a semester."""
        observed = {key for one, key in self.observed if one == semester}
        return means.keys() & {*self.placed, *observed}


def _knowledge(identity: Identity, semesters: Collection[str]) -> _Knowledge:
    found = reach(identity, "observation", "R")
    if found.everything:
        return _Knowledge()  # nothing to be worked out that is not read anyway
    place = within(found, department=Department.id, kindergarten=Department.kindergarten)
    rows: Any = Observation.select(Observation.semester, Observation.department).where(
        (Observation.observer == (identity.person_id or 0)) & Observation.semester.in_(semesters)
    )
    placed: Any = Department.select(Department.id).where(place).tuples()
    return _Knowledge({key for (key,) in placed}, set(rows.tuples()))


def _shown(groups: Mapping[tuple[int, str, int], Means], knows: _Knowledge) -> set[Any]:
    """Return which groups may be shown. Each is on a scale, in a cohort and a semester of its own.

    So none can be taken from another, and each is judged alone.
    """
    return {
        key for key, means in groups.items() if permitted({key: means}, knows.of(key[1], means))
    }


def _distributions(cohort_id: int, semester: str) -> dict[int, Distribution]:
    rows: Any = (
        ScoreTally.select(ScoreTally.dimension, ScoreTally.value, fn.SUM(ScoreTally.n))
        .where((ScoreTally.cohort == cohort_id) & (ScoreTally.semester == semester))
        .group_by(ScoreTally.dimension, ScoreTally.value)
    )
    counts: dict[int, list[int]] = defaultdict(lambda: [0] * (HIGHEST - LOWEST + 1))
    for dimension, value, n in rows.tuples():
        counts[dimension][value - LOWEST] = int(n)
    return {dimension: Distribution(tuple(found)) for dimension, found in counts.items()}


def bands(
    identity: Identity,
    department: Department,
    semesters: Collection[Semester],
    domain_ids: Collection[int],
    today: date,
) -> dict[tuple[Semester, int], Band]:
    """Return by (semester, domain) the middle of the department's cohort, where it may be shown.

    The cohort is the one the department's kindergarten belonged to on the semester's counting day.
    Four queries however many semesters, two for one who reads everything.
    """
    wanted = {one.code: one for one in semesters if may_read(identity, one, today)}
    places = _cohorts_of(department.kindergarten_id, wanted.values())
    if not places:
        return {}
    means = {
        key: found
        for key, found in _department_means(set(places.values()), set(places), domain_ids).items()
        if places[key[1]] == key[0]
    }
    shown = _shown(means, _knowledge(identity, set(places)))
    return {(wanted[key[1]], key[2]): _band(means[key]) for key in shown}


def _cohorts_of(kindergarten_id: int, semesters: Iterable[Semester]) -> dict[str, int]:
    """Return by semester code the cohort a kindergarten belonged to on its counting day."""
    rows = list(
        Affiliation.select().where(
            (Affiliation.kindergarten == kindergarten_id) & Affiliation.cohort.is_null(False)
        )
    )
    return {
        one.code: int(row.cohort_id or 0)
        for one in semesters
        for row in rows
        if row.valid_from <= one.counting_day
        and (row.valid_to is None or row.valid_to >= one.counting_day)
    }

"""How far the plans of new staff have come: by kindergarten, by cohort, in the municipality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import Case, fn

from collect import organisation
from collect.models.base import on_day, within
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.models.organisation import Affiliation, Cohort, Kindergarten
from collect.models.people import Employment, Person
from collect.onboarding_resources import NEW_FOR_DAYS
from collect.rules.access import Identity, Reach, reach
from collect.rules.onboarding_progress import parts_shown
from collect.rules.refusals import NotAllowed


@dataclass(frozen=True)
class Count:
    """Plans of new staff that are late, on time and done; tasks not applicable; people without a plan."""

    late: int = 0
    on_time: int = 0
    done: int = 0
    not_applicable: int = 0
    without: int = 0

    @property
    def people(self) -> int:
        """Return how many new staff the figures are of."""
        return self.late + self.on_time + self.done + self.without

    def __add__(self, other: Count) -> Count:
        """Return the figures of both together."""
        return Count(
            self.late + other.late,
            self.on_time + other.on_time,
            self.done + other.done,
            self.not_applicable + other.not_applicable,
            self.without + other.without,
        )


@dataclass(frozen=True)
class Line:
    """The figures of a kindergarten, of a cohort or of all; none where they are of fewer than five."""

    cohort: int | None  # its number; none: of those in no cohort, or of all
    kindergarten: str  # empty in the line of a cohort and of all
    count: Count | None


def may_see(identity: Identity) -> bool:
    """Whether the identity follows new staff in figures: directors, mentors and those above."""
    found = reach(identity, "statistics", "R")
    return found.everything or bool(found.kindergartens)


def lines(identity: Identity, today: date) -> list[Line]:
    """Return the figures of each kindergarten within reach, after those of its cohort and of all.

    Of those who began within a year and work there. Who sees all kindergartens sees no figure of
    fewer than five people, nor any that tells it by subtraction; a director and a mentor see all
    of theirs, as they see the plans. Raises NotAllowed. Four queries however many plans.
    """
    if not may_see(identity):
        raise NotAllowed("statistics")
    found = reach(identity, "statistics", "R")
    counts = _counts(found, today)
    houses = _houses(found, today)
    if not found.everything:
        return [Line(number, name, counts[key]) for key, (name, number) in houses.items()]
    return list(_withheld(houses, counts))


def _withheld(
    houses: Mapping[int, tuple[str, int | None]], counts: Mapping[int, Count]
) -> Iterable[Line]:
    """Yield the line of all, then each cohort and its kindergartens, without what tells of few."""
    cohorts: dict[int | None, list[int]] = defaultdict(list)
    for key, (_, number) in houses.items():
        cohorts[number].append(key)
    sums = {number: sum((counts[key] for key in keys), Count()) for number, keys in cohorts.items()}
    whole = sum(sums.values(), Count())
    yield Line(None, "", _if(whole, bool(parts_shown({0: whole.people}))))
    told = parts_shown({number: one.people for number, one in sums.items()})
    for number in sorted(cohorts, key=lambda n: (n is None, n or 0)):
        yield Line(number, "", _if(sums[number], number in told))
        own = {key: counts[key].people for key in cohorts[number]}
        shown = parts_shown(own) if number in told else set()
        for key in cohorts[number]:
            yield Line(number, houses[key][0], _if(counts[key], key in shown))


def _if(count: Count, is_shown: bool) -> Count | None:
    return count if is_shown or not count.people else None


def _houses(found: Reach, today: date) -> dict[int, tuple[str, int | None]]:
    """Return by id the name of each kindergarten and the number of its cohort today, by name."""
    belongs: Any = (
        Affiliation.select(Affiliation.kindergarten, Cohort.number)
        .join(Cohort)
        .where(on_day(Affiliation, today))
        .tuples()
    )
    numbers: dict[int, int] = dict(belongs)
    rows: Any = (
        Kindergarten.select(Kindergarten.id, Kindergarten.name)
        .where(within(found, kindergarten=Kindergarten.id) & organisation.stands())
        .order_by(Kindergarten.sort, Kindergarten.id)
        .tuples()
    )
    return {key: (name, numbers.get(key)) for key, name in rows}


def _counts(found: Reach, today: date) -> dict[int, Count]:
    """Return the figures by kindergarten; two queries."""
    counts: dict[int, Count] = defaultdict(Count)
    for house, left, late, dropped in _plans(found, today):
        one = Count(not_applicable=int(dropped or 0))
        if late:
            one += Count(late=1)
        elif left:
            one += Count(on_time=1)
        else:
            one += Count(done=1)
        counts[house] += one
    for row in without_plan(found, today):
        counts[row.kindergarten_id] += Count(without=1)
    return counts


def _plans(found: Reach, today: date) -> Any:
    """Return kindergarten, open tasks, late ones and those not applicable of each plan."""
    is_open = PlanTask.status == "open"
    return (
        OnboardingPlan.select(
            Employment.kindergarten,
            _number(is_open),
            _number(is_open & (PlanTask.due_on < today)),
            _number(PlanTask.status == "not_applicable"),
        )
        .join(Employment)
        .join_from(OnboardingPlan, PlanTask)
        .where(
            (OnboardingPlan.first_day > today - timedelta(days=NEW_FOR_DAYS))
            & (Employment.valid_to.is_null() | (Employment.valid_to >= today))
            & within(found, kindergarten=Employment.kindergarten)
        )
        .group_by(OnboardingPlan.id, Employment.kindergarten)
        .tuples()
    )


def _number(condition: Any) -> Any:
    return fn.SUM(Case(None, ((condition, 1),), 0))


def without_plan(found: Reach, today: date) -> list[Employment]:
    """Return who began in a first job within a year, works there today and has no plan; by name."""
    first = Employment.alias()
    new = (
        first.select(first.person)
        .group_by(first.person)
        .having(fn.MIN(first.valid_from) > today - timedelta(days=NEW_FOR_DAYS))
    )
    rows: Any = (
        Employment.select(Employment, Person)
        .join(Person)
        .where(
            on_day(Employment, today)
            & Person.merged_into.is_null()
            & within(found, kindergarten=Employment.kindergarten)
            & Employment.person.in_(new)
            & Employment.person.not_in(OnboardingPlan.select(OnboardingPlan.person))
        )
        .order_by(Person.sort, Person.id, Employment.id)
    )
    return list({row.person_id: row for row in rows}.values())


def named_without_plan(identity: Identity, today: date) -> list[Employment]:
    """Return those without a plan by name, for a director; nobody for one who sees figures only."""
    found = reach(identity, "statistics", "R")
    is_near = bool(found.kindergartens) and not found.everything
    return without_plan(found, today) if is_near else []

"""The programme's activities month by month: what is asked of each kindergarten, and what it says is done.

What is known from elsewhere is shown as a fact and never ticked: departments observed, departments
with a goal, talk champions appointed, modules of Snakke med barn held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, ModelSelect

from collect import organisation
from collect import programme_coverage as coverage
from collect import programme_talking_known as talking
from collect.models.base import on_day, within
from collect.models.organisation import Affiliation, Cohort, Kindergarten
from collect.models.people import Person
from collect.models.programme import ActivityMark
from collect.rules import programme_year as rules
from collect.rules.access import Identity, reach
from collect.rules.calendar import semester_of
from collect.rules.programme_talking import FEWEST, MODULES
from collect.rules.refusals import NotFound


@dataclass(frozen=True)
class Fact:
    """How far something has come that is known without a tick: `done` of the `due`."""

    done: int = 0
    due: int = 0


@dataclass(frozen=True)
class Item:
    """An activity in a month, with its tick or the fact that stands for it."""

    task: rules.Task
    mark: ActivityMark | None = None
    fact: Fact | None = None

    @property
    def is_done(self) -> bool:
        """Whether it is done, as the facts or the kindergarten say."""
        if self.fact is not None:
            return 0 < self.fact.due <= self.fact.done
        return self.mark is not None and self.mark.is_done


@dataclass(frozen=True)
class Month:
    """What is asked in a month (its first day), in a year of the programme; 0 before the start."""

    day: date
    year: int
    items: Sequence[Item]

    @property
    def by_hand(self) -> list[Item]:
        """Return what is ticked by hand."""
        return [one for one in self.items if one.fact is None]

    @property
    def marked(self) -> int:
        """Return how many of those have been answered, with done or not yet."""
        return sum(one.mark is not None for one in self.by_hand)

    @property
    def done(self) -> int:
        """Return how many activities are done."""
        return sum(one.is_done for one in self.items)


@dataclass(frozen=True)
class Year:
    """A kindergarten's year in the programme, August to July."""

    kindergarten: Kindergarten
    cohort: Cohort
    months: Sequence[Month]

    def month(self, day: date) -> Month:
        """Return the month that a day lies in; raises KeyError outside the year."""
        return {(one.day.year, one.day.month): one for one in self.months}[day.year, day.month]


def kindergarten(identity: Identity, kindergarten_id: int) -> Kindergarten:
    """Return a kindergarten whose activities the identity may read; NotFound for any other."""
    found = kindergartens(identity).where(Kindergarten.id == kindergarten_id).get_or_none()
    if found is None:
        raise NotFound("kindergarten")
    return found


def kindergartens(identity: Identity) -> ModelSelect[Kindergarten]:
    """Return the kindergartens whose activities the identity may read, by name."""
    found = within(reach(identity, "activity", "R"), kindergarten=Kindergarten.id)
    return (
        Kindergarten.select()
        .where(found & organisation.stands())
        .order_by(Kindergarten.sort, Kindergarten.id)
    )


def years(
    identity: Identity,
    first_year: int,
    today: date,
    *,
    cohort: Cohort | None = None,
    kindergarten_id: int | None = None,
    has_facts: bool = True,
) -> list[Year]:
    """Return the year of each kindergarten within reach that is in a cohort, by cohort and name.

    Five queries however many, two when the facts are left out (they are then all nothing). The
    cohort is the one of today, or of the nearest day of the year.
    """
    days = rules.months(first_year)
    today = max(days[0], min(today, rules.last_day(days[-1])))
    wanted = within(reach(identity, "activity", "R"), kindergarten=Affiliation.kindergarten)
    if cohort is not None:
        wanted &= Affiliation.cohort == cohort
    if kindergarten_id is not None:
        wanted &= Affiliation.kindergarten == kindergarten_id
    rows = list(
        Affiliation.select(Affiliation, Kindergarten, Cohort)
        .join(Kindergarten)
        .join_from(Affiliation, Cohort)
        .where(on_day(Affiliation, today) & wanted)
        .order_by(Cohort.number, Kindergarten.sort, Kindergarten.id)
    )
    houses = [row.kindergarten_id for row in rows]
    facts = _facts(identity, first_year, today, houses, cohort) if has_facts else {}
    marks = _marks(houses, days)
    return [_year(row, first_year, facts, marks) for row in rows]


def year(identity: Identity, house: Kindergarten, first_year: int, today: date) -> Year | None:
    """Return the year of a kindergarten within reach; None when it is in no cohort."""
    found = years(identity, first_year, today, kindergarten_id=house.id)
    return found[0] if found else None


def _year(
    row: Any,
    first_year: int,
    facts: Mapping[tuple[int, str, date], Fact],
    marks: Mapping[tuple[int, date, str], ActivityMark],
) -> Year:
    start, house = row.cohort.start, row.kindergarten_id
    items: dict[date, list[Item]] = defaultdict(list)
    for task in rules.tasks(start, first_year):
        name = task.activity.fact + (str(task.number) if task.activity.is_numbered else "")
        fact = facts.get((house, name, semester_of(task.month).first_day)) if name else None
        known = (fact or Fact()) if name else None
        items[task.month].append(Item(task, marks.get((house, task.month, task.code)), known))
    months = [
        Month(day, rules.asked_year(start, day), items[day]) for day in rules.months(first_year)
    ]
    return Year(row.kindergarten, row.cohort, months)


def _marks(
    houses: Sequence[int], days: Sequence[date]
) -> dict[tuple[int, date, str], ActivityMark]:
    found = (
        ActivityMark.select(ActivityMark, Person)
        .join(Person, JOIN.LEFT_OUTER)
        .where(
            ActivityMark.month.between(days[0], days[-1]) & ActivityMark.kindergarten.in_(houses)
        )
    )
    return {(row.kindergarten_id, row.month, row.activity): row for row in found}


def _facts(
    identity: Identity,
    first_year: int,
    today: date,
    houses: Sequence[int],
    cohort: Cohort | None,
) -> dict[tuple[int, str, date], Fact]:
    """Return what is known by (kindergarten, fact, first day of the semester), in three queries.

    Which module it is stands after the name of its fact.
    """
    autumn = semester_of(date(first_year, 8, 1))
    wanted = [autumn, autumn.shift(1)]
    counted = coverage.coverages(
        identity, wanted, today, Affiliation.kindergarten, cohort.id if cohort else None
    )
    found = {
        (house, name, one.first_day): Fact(getattr(part, name), part.due)
        for (house, one), part in counted.items()
        for name in ("observed", "goal_set")
    }
    for house, talk in talking.known(houses, today).items():
        ready = {"talk_champions": Fact(talk.champions, FEWEST)}
        ready |= {f"talking_module{n}": Fact(int(n in talk.modules), 1) for n in MODULES}
        found |= {(house, name, one.first_day): ready[name] for name in ready for one in wanted}
    return found

"""How far the kindergartens of each cohort have come with what the programme asks, month by month.

What is counted is kindergartens and activities, never people or scores: nothing here is withheld.
A kindergarten reads its own year; only those who read all kindergartens see the board.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from collect.models.organisation import Cohort
from collect.programme_activities import Item, Year, years
from collect.rules.access import Identity, reach
from collect.rules.programme_year import CODES, months
from collect.rules.refusals import NotAllowed, NotFound


@dataclass(frozen=True)
class Cell:
    """Activities done of those asked for, and kindergartens that have ticked of those asked to."""

    asked: int = 0
    done: int = 0
    houses: int = 0
    marked: int = 0

    @property
    def share(self) -> Fraction | None:
        """Return the share of the activities that is done; None where nothing is asked for."""
        return Fraction(self.done, self.asked) if self.asked else None


@dataclass(frozen=True)
class Line:
    """A cohort on the board, with a cell for each month or activity that has come."""

    cohort: Cohort
    cells: Mapping[date, Cell]
    activities: Mapping[str, Cell]


def read_all(
    identity: Identity, first_year: int, today: date, number: int | None = None
) -> list[Year]:
    """Return the year of every kindergarten (of a cohort); raises NotAllowed, NotFound."""
    if not reach(identity, "activity", "R").everything:
        raise NotAllowed("activity")
    cohort = None
    if number is not None:
        cohort = Cohort.get_or_none(Cohort.number == number)
        if cohort is None:
            raise NotFound("cohort")
    return years(identity, first_year, today, cohort=cohort)


def board(found: Sequence[Year], today: date) -> list[Line]:
    """Return a line for each cohort, with the months that have begun; `found` is in order of cohort."""
    return [
        _line(cohort, list(members), today)
        for cohort, members in groupby(found, lambda year: year.cohort)
    ]


def _line(cohort: Cohort, members: Sequence[Year], today: date) -> Line:
    begun = [
        [month for month in year.months if month.day <= today and month.items] for year in members
    ]
    by_month = {
        day: [list(m.items) for year in begun for m in year if m.day == day]
        for day in {m.day for year in begun for m in year}
    }
    by_activity = {
        code: [[one for m in year for one in m.items if one.task.code == code] for year in begun]
        for code in CODES
    }
    return Line(
        cohort,
        {day: cell(groups) for day, groups in by_month.items()},
        {code: made for code, groups in by_activity.items() if (made := cell(groups)).asked},
    )


def cell(groups: Iterable[Sequence[Item]]) -> Cell:
    """Count the activities of several kindergartens, each in a group of its own."""
    filled = [group for group in groups if group]
    by_hand = [[one for one in group if one.fact is None] for group in filled]
    asked = [group for group in by_hand if group]
    return Cell(
        sum(len(group) for group in filled),
        sum(one.is_done for group in filled for one in group),
        len(asked),
        sum(any(one.mark for one in group) for group in asked),
    )


def begun(first_year: int, today: date) -> list[date]:
    """Return the months of a kindergarten year that have begun."""
    return [day for day in months(first_year) if day <= today]

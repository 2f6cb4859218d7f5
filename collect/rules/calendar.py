"""The kindergarten year, its two semesters and the programme year of a cohort."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import total_ordering
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
TERMS = ("spring", "autumn")


def local_day(now: datetime) -> date:
    """Return the day it is in Norway at a moment."""
    return now.astimezone(OSLO).date()


@total_ordering
@dataclass(frozen=True)
class Semester:
    """Half a kindergarten year: spring is 1 January to 31 July, autumn 1 August to 31 December."""

    year: int
    term: str

    @property
    def code(self) -> str:
        """Return the form kept and written in commands, such as `2025-autumn`."""
        return f"{self.year}-{self.term}"

    @property
    def first_day(self) -> date:
        """Return the day it begins."""
        return date(self.year, 1, 1) if self.term == "spring" else date(self.year, 8, 1)

    @property
    def last_day(self) -> date:
        """Return the day it ends."""
        return date(self.year, 7, 31) if self.term == "spring" else date(self.year, 12, 31)

    @property
    def counting_day(self) -> date:
        """Return the day whose structure (departments, children, staff) its figures use.

        15 December and 15 June: the first is the day of the kindergartens' yearly report, the
        second lies as late in the spring. Both are proposals of ours.
        """
        return date(self.year, 6, 15) if self.term == "spring" else date(self.year, 12, 15)

    def shift(self, steps: int) -> "Semester":
        """Return the semester `steps` later (earlier when negative)."""
        number = self.year * 2 + TERMS.index(self.term) + steps
        return Semester(number // 2, TERMS[number % 2])

    def __lt__(self, other: "Semester") -> bool:
        return self.first_day < other.first_day


def semester_of(on: date) -> Semester:
    """Return the semester of a day (reference §6.1: høst is August to December)."""
    return Semester(on.year, "spring" if on.month < 8 else "autumn")


def semester_from(code: str) -> Semester:
    """Read `2025-autumn`; raise ValueError for anything else."""
    match = re.fullmatch(r"(20\d\d)-(spring|autumn)", code)
    if match is None:
        raise ValueError(f"not a semester: {code!r}")
    return Semester(int(match[1]), match[2])


def kindergarten_year(on: date) -> str:
    """Return the kindergarten year of a day, 1 August to 31 July, such as `2024/2025`."""
    start = on.year if on.month >= 8 else on.year - 1
    return f"{start}/{start + 1}"


def programme_year(start: date, on: date) -> int:
    """Return which year of the programme a cohort is in; 0 before it starts, 4 and up is continuation.

    Whole months since the start, twelve to a year (reference §1.8).
    """
    months = (on.year - start.year) * 12 + on.month - start.month - (on.day < start.day)
    return 0 if on < start else months // 12 + 1


def is_late_for(semester: Semester, on: date) -> bool:
    """Whether a day in the month after a semester is taken as late work for it."""
    following = semester.shift(1).first_day
    return following <= on and (on - following).days < 31

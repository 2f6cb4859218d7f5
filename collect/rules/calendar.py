"""The kindergarten year, its two semesters and the programme year of a cohort."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, total_ordering
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
TERMS = ("spring", "autumn")


def local_day(now: datetime) -> date:
    """Return the day it is in Norway at a moment."""
    return now.astimezone(OSLO).date()


def first_moment(day: date) -> datetime:
    """Return the moment a day begins in Norway."""
    return datetime.combine(day, time.min, OSLO)


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


@cache
def easter(year: int) -> date:
    """Return Easter Sunday (Gauss' rule as Lichtenberg mended it)."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    age = (19 * (year % 19) + moon) % 30
    full = 21 + age - (age + year % 19 // 11) // 29
    sunday = 7 - (year + year // 4 + 2 - (3 * century + 3) // 4) % 7
    return date(year, 3, 1) + timedelta(days=full + 6 - (full - sunday) % 7)


def is_working_day(day: date) -> bool:
    """Whether courses and visits happen on a day: no weekend, holiday, July or Christmas."""
    at_christmas = (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 4)
    from_easter = (day - easter(day.year)).days
    is_holiday = (
        -7 <= from_easter <= 1
        or from_easter in (39, 50)
        or (day.month, day.day) in ((5, 1), (5, 17))
    )
    return day.weekday() < 5 and day.month != 7 and not at_christmas and not is_holiday


def working_days(first: date, last: date) -> list[date]:
    """Return the working days from `first` to `last`, both counted."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if is_working_day(day)]


def visiting_days(semester: Semester, from_day: date) -> list[date]:
    """Return the days of a semester, from a day on, on which departments are best visited.

    From 25 August to 12 December and from 8 January to 15 June, when the children have settled in
    and before the term's last weeks; if those are over, the working days that are left. Ours.
    """
    year = semester.year
    if semester.term == "spring":
        first, last = date(year, 1, 8), date(year, 6, 15)
    else:
        first, last = date(year, 8, 25), date(year, 12, 12)
    return working_days(max(first, from_day), last) or working_days(
        max(semester.first_day, from_day), semester.last_day
    )


def planned_semesters(today: date) -> list[Semester]:
    """Return the semesters whose visits are being planned: the one at hand while there are days left,
    and the next from sixty days before it begins. Ours."""
    current = semester_of(today)
    found = [current] if visiting_days(current, today) else []
    following = current.shift(1)
    return [*found, following] if (following.first_day - today).days <= 60 else found

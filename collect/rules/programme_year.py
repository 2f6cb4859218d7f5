"""What the programme asks of a kindergarten in each month of a kindergarten year.

What is asked follows from the programme year (reference §1.4 and §1.5), which begins in August or in
January; in the middle of a kindergarten year a January cohort goes on to its next. Numbers are the
source's where it gives any. It seldom gives a month: "month ours" below says that we chose one, and
"number ours" that we chose how often.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from collect.rules.calendar import programme_year
from collect.rules.programme_talking import MODULES

CONTINUED = 4  # from the fourth year on the programme is continuation, and asks the same each year
MOST_STORIES = 999  # in one month and kindergarten; more is a slip of the finger. Ours

EVERY_MONTH = (8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6)  # July is holiday (reference §7 O13)
EACH_HALF = (10, 3)
ALWAYS = (1, 2, 3, CONTINUED)


@dataclass(frozen=True)
class Activity:
    """Something the programme asks for: in which programme years and months, and of whom.

    `most` is how often in a programme year, counted from its first month. A `fact` is known from
    what else is registered, and is not ticked by hand.
    """

    code: str
    years: Sequence[int]
    months: Sequence[int]
    who: str
    most: int | None = None
    since: date | None = None
    fact: str = ""
    is_counted: bool = False  # a number is given with the tick
    is_numbered: bool = False  # each time has its number, as the modules have


ACTIVITIES = (
    # A9: meetings with the leadership and one meeting for all staff before the start. Month ours:
    # the last one before it, since nobody meets in July.
    Activity("leadership_meeting", (0,), (6, 12), "director"),
    Activity("staff_meeting", (0,), (6, 12), "everybody"),
    # §1.5: the common days of year 1 and year 2. Months ours.
    Activity("day_class", (1,), (8, 1), "everybody", most=1),
    Activity("day_brain", (1,), (10, 3), "everybody", most=1),
    Activity("day_risk", (2,), (8, 1), "everybody", most=1),
    # A10: with the mentor every month of year 1. In year 2 the mentor withdraws: three times, the
    # last half-way through the year (number and months ours).
    Activity("mentor_meeting", (1,), EVERY_MONTH, "teachers"),
    Activity("mentor_meeting", (2,), (9, 11, 2), "teachers"),
    # A11: director and mentor meet as needed in year 1. Once each half-year (number, months ours).
    Activity("director_mentor", (1,), EACH_HALF, "director"),
    # A16: in year 2 a practice story and reflecting team at the teachers' meeting every month, and
    # the director follows up at the leaders' meeting (once each half-year: number, months ours).
    Activity("teachers_meeting", (2,), EVERY_MONTH, "teachers"),
    Activity("leaders_meeting", (2,), (11, 4), "director"),
    # A17: the series of workshops on Barnets plan in year 2 (two: number and months ours).
    Activity("childs_plan", (2,), (10, 2), "teachers"),
    # A18: three or four talk champions and seven modules in year 3 (months ours).
    Activity("talk_champions", (3,), (8, 1), "director", most=1, fact="talk_champions"),
    Activity(
        "talking_module",
        (3,),
        (9, 10, 11, 1, 2, 3, 4),
        "everybody",
        most=len(MODULES),
        fact="talking_module",
        is_numbered=True,
    ),
    # A12, A14: one department meeting a month on TETT PÅ, and a story from everybody before it.
    Activity("department_meeting", ALWAYS, EVERY_MONTH, "leaders"),
    Activity("practice_stories", ALWAYS, EVERY_MONTH, "everybody", is_counted=True),
    # A13: a new dimension every month; in year 3 the stories are linked to its theme (§1.5).
    Activity("dimension", (1, 2, CONTINUED), EVERY_MONTH, "leaders"),
    # A23: the network of directors (once each half-year: number and months ours).
    Activity("network_meeting", ALWAYS, (9, 2), "director"),
    # §1.5: gatherings for directors in the continuation (each half-year: number and months ours).
    Activity("directors_gathering", (CONTINUED,), EACH_HALF, "director"),
    # A19: the course for new staff is held every half-year (months ours).
    Activity("new_staff_course", (CONTINUED,), (9, 1), "director"),
    # A24: from autumn 2025 leaders set goals for work on their department (month ours).
    Activity("micro_project", (CONTINUED,), (10,), "leaders", since=date(2025, 8, 1)),
    # A1: every department, autumn and spring. Month ours: when most of the half-year has gone.
    Activity("observation", ALWAYS, (11, 4), "observers", fact="observed"),
    # A22: goals from the results of the observations, which come every half-year (month ours: the
    # one after).
    Activity("development_plan", ALWAYS, (12, 5), "leaders", fact="goal_set"),
    # A look back before the summer. Ours: the source says only that the work is to be measurable.
    Activity("evaluation", ALWAYS, (6,), "director"),
)
CODES = tuple(dict.fromkeys(one.code for one in ACTIVITIES))
BY_HAND = tuple(dict.fromkeys(one.code for one in ACTIVITIES if not one.fact))


@dataclass(frozen=True)
class Task:
    """An activity in a month (its first day), the programme year then, and which time it is that year."""

    activity: Activity
    month: date
    year: int
    number: int

    @property
    def code(self) -> str:
        """Return the activity's code; a month asks for each once."""
        return self.activity.code


def school_year(on: date) -> int:
    """Return the calendar year in which the kindergarten year of a day began."""
    return on.year if on.month >= 8 else on.year - 1


def months(first_year: int) -> list[date]:
    """Return the first days of the twelve months of a kindergarten year, August to July."""
    return [date(first_year + (number > 12), (number - 1) % 12 + 1, 1) for number in range(8, 20)]


def last_day(month: date) -> date:
    """Return the last day of the month that begins on a day."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def asked_year(start: date, month: date) -> int:
    """Return the programme year whose activities are asked for in a month; 0 before the start."""
    return min(programme_year(start, month), CONTINUED)


@cache
def tasks(start: date, first_year: int) -> tuple[Task, ...]:
    """Return what is asked of a cohort in a kindergarten year, month by month."""
    return tuple(
        Task(one, month, programme_year(start, month), number)
        for month in months(first_year)
        for one in ACTIVITIES
        if (number := _time(one, start, month))
    )


def _time(one: Activity, start: date, month: date) -> int:
    """Return which time in the programme year an activity falls in a month; 0 when it does not."""
    year = asked_year(start, month)
    if month.month not in one.months or year not in one.years or month < (one.since or month):
        return 0
    if year == 0:
        return int(month == _last_before(start))
    months_in = (month.month - start.month) % 12 + 1
    number = sum((start.month - 1 + n) % 12 + 1 in one.months for n in range(months_in))
    return number if one.most is None or number <= one.most else 0


def _last_before(start: date) -> date:
    """Return the last month before a start in which people meet."""
    before = (start.replace(day=1) - timedelta(days=1)).replace(day=1)
    return before.replace(month=6) if before.month == 7 else before

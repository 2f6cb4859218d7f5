"""Evaluation of a course: when it is open, which answers it takes, and which figures may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from collect.rules.suppression import LEAST

OPEN_FOR = timedelta(days=30)  # from the day after the last day of the course
QUESTIONS = ("useful", "clear", "practical", "will_use")
LOWEST, HIGHEST = 1, 5  # from wholly disagree to wholly agree


def closes_on(last_day: date) -> date:
    """Return the last day one may answer about a course that ended on a day."""
    return last_day + OPEN_FOR


def state(last_day: date, today: date) -> str:
    """Return coming, open or closed."""
    if today <= last_day:
        return "coming"
    return "open" if today <= closes_on(last_day) else "closed"


@dataclass(frozen=True)
class Tally:
    """How often each grade was given to one question, from the lowest to the highest."""

    counts: tuple[int, ...]

    @property
    def mean(self) -> Fraction:
        """Return the mean grade; there is at least one answer."""
        weighed = sum(grade * count for grade, count in enumerate(self.counts, LOWEST))
        return Fraction(weighed, sum(self.counts))


def tally(grades: Sequence[int]) -> Tally:
    """Count the grades given to one question."""
    return Tally(tuple(grades.count(grade) for grade in range(LOWEST, HIGHEST + 1)))


def is_shown(answers: int, last_day: date, today: date) -> bool:
    """Whether what was answered about a course may be shown.

    Five must have answered, and nobody may be able to answer any more: of two means read on the
    way, the later less the earlier is what one person said in between.
    """
    return state(last_day, today) == "closed" and answers >= LEAST


@dataclass(frozen=True)
class Sum:
    """What was answered about one course: how many, and the sum of the grades of each question."""

    answers: int
    grades: tuple[int, ...]
    is_shown: bool  # by itself


def means(courses: Sequence[Sum]) -> tuple[Fraction, ...]:
    """Return the mean of each question over the courses that are shown by themselves; none without one.

    So it can be computed from what is shown already, and gives nothing more away: a smaller course
    that went in could be had as the whole less the rest.
    """
    shown = [one for one in courses if one.is_shown]
    answers = sum(one.answers for one in shown)
    grades = zip(*(one.grades for one in shown), strict=True)
    return tuple(Fraction(sum(each), answers) for each in grades)

"""What was thought of courses, for those who run them: never about fewer than five, never while it is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from peewee import JOIN, fn

from collect import courses, journal
from collect import courses_evaluation as evaluation
from collect.database import writing
from collect.models.courses import Course, Registration
from collect.models.courses_evaluation import CourseEvaluation
from collect.rules import courses_evaluation as rule
from collect.rules.access import Identity, reach
from collect.rules.calendar import Semester, local_day, semester_of
from collect.rules.courses_evaluation import QUESTIONS, Sum, Tally
from collect.rules.refusals import NotAllowed, NotFound


@dataclass(frozen=True)
class Results:
    """How many answered about a course, of how many; and what, where that may be shown."""

    course: Course
    last_day: date
    state: str  # coming, open or closed
    attended: int
    answers: int
    tallies: dict[str, Tally] = field(default_factory=dict)  # none: hidden
    use_texts: list[str] = field(default_factory=list)
    better_texts: list[str] = field(default_factory=list)

    @property
    def closes_on(self) -> date:
        """Return the last day one may answer."""
        return rule.closes_on(self.last_day)

    @property
    def share(self) -> Fraction | None:
        """Return how large a part of those who were there have answered; None when nobody was."""
        return min(Fraction(self.answers, self.attended), Fraction(1)) if self.attended else None


def may_read(identity: Identity) -> bool:
    """Whether the identity sees what was thought of courses."""
    return reach(identity, "evaluation", "R").everything


def results(identity: Identity, course_id: int, today: date) -> Results:
    """Return what was answered about a course; four queries.

    Raises NotAllowed, and NotFound for a missing or cancelled course.
    """
    if not may_read(identity):
        raise NotAllowed("evaluation")
    row = courses.course(identity, course_id)
    if row.is_cancelled:
        raise NotFound("course")
    last_day = evaluation.last_days([row.id])[row.id]
    there = (Registration.course == row) & evaluation.was_there()
    attended = Registration.select().where(there).count()
    given = list(CourseEvaluation.select().where(CourseEvaluation.course == row))
    counted = (row, last_day, rule.state(last_day, today), attended, len(given))
    if not rule.is_shown(len(given), last_day, today):
        return Results(*counted)
    return Results(
        *counted,
        {name: rule.tally([getattr(one, name) for one in given]) for name in QUESTIONS},
        _texts(given, "use_text", lambda one: str(one.key)),
        _texts(given, "better_text", lambda one: str(one.key)[::-1]),  # not beside the other text
    )


def _texts(given: list[Any], name: str, by_chance: Any) -> list[str]:
    """Return what was written under a question, in an order that tells nothing."""
    return [text for one in sorted(given, key=by_chance) if (text := getattr(one, name))]


def take(course_id: int, *, by: Identity, now: datetime) -> Results:
    """Note that the results of a course are taken out of the house; return them.

    Raises NotAllowed, and NotFound when there is nothing that may be shown.
    """
    if not reach(by, "evaluation", "E").everything:
        raise NotAllowed("export")
    found = results(by, course_id, local_day(now))
    if not found.tallies:
        raise NotFound("export")
    with writing():
        told = {"course": found.course.title, "rows": found.answers}
        journal.note("export.evaluation", found.course.id, by=by, now=now, new=told)
    return found


@dataclass(frozen=True)
class Held:
    """A course, and how many answered about it."""

    id: int
    title: str
    kind: str
    first_day: date
    last_day: date
    state: str  # of its evaluation: coming, open or closed
    sum: Sum


def held(identity: Identity, today: date) -> list[Held]:
    """Return every course that is not cancelled, the latest first; two queries. Raises NotAllowed."""
    if not may_read(identity):
        raise NotAllowed("evaluation")
    questions = [fn.COALESCE(fn.SUM(getattr(CourseEvaluation, name)), 0) for name in QUESTIONS]
    columns = (Course.id, Course.title, Course.kind, Course.first_day)
    rows: Any = (
        Course.select(*columns, fn.COUNT(CourseEvaluation.key), *questions)
        .join(CourseEvaluation, JOIN.LEFT_OUTER)
        .where(~Course.is_cancelled)
        .group_by(*columns)
        .order_by(Course.first_day.desc(), Course.id)
        .tuples()
    )
    found = list(rows)
    ends = evaluation.last_days([row[0] for row in found])
    return [_held(row, ends[row[0]], today) for row in found if row[0] in ends]


def _held(row: Any, last_day: date, today: date) -> Held:
    key, title, kind, first_day, answers, *grades = row
    is_shown = rule.is_shown(answers, last_day, today)
    counted = Sum(answers, tuple(map(int, grades)), is_shown)
    return Held(key, title, kind, first_day, last_day, rule.state(last_day, today), counted)


@dataclass(frozen=True)
class Trend:
    """What was thought of a kind of course in a semester; no means when too few have answered."""

    kind: str
    semester: Semester
    courses: int  # those that go into the means
    answers: int
    means: tuple[Fraction, ...]  # in the order of the questions


def trends(rows: Iterable[Held]) -> list[Trend]:
    """Return kind by kind and semester by semester what was thought, the latest semester first."""
    grouped: dict[tuple[str, Semester], list[Sum]] = defaultdict(list)
    for row in rows:
        if row.sum.answers:
            grouped[row.kind, semester_of(row.first_day)].append(row.sum)
    found = [_trend(kind, semester, sums) for (kind, semester), sums in grouped.items()]
    found.sort(key=lambda one: one.semester, reverse=True)
    return sorted(found, key=lambda one: courses.KINDS.index(one.kind))


def _trend(kind: str, semester: Semester, sums: list[Sum]) -> Trend:
    shown = [one for one in sums if one.is_shown]
    answers = sum(one.answers for one in shown)
    return Trend(kind, semester, len(shown), answers, rule.means(shown))

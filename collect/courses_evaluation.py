"""Evaluation of a course: who is asked what they thought of it, and what they answer, once and without a name."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN, ModelSelect, fn

from collect.database import insert_rows, locked, writing
from collect.models.courses import Course, CourseDay, Registration
from collect.models.courses_attendance import Attendance
from collect.models.courses_evaluation import CourseEvaluation, EvaluationGiven
from collect.rules import courses_evaluation as rule
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import clean

LONGEST = 2_000  # a text that takes a minute, in characters
KEEP_GIVEN = timedelta(days=30)  # after the evaluation has closed


@dataclass(frozen=True)
class EvaluationAnswers:
    """What one thought of a course: grades from 1 to 5, and two texts."""

    useful: int
    clear: int
    practical: int
    will_use: int
    use_text: str = ""
    better_text: str = ""


@dataclass(frozen=True)
class Invitation:
    """A course one was at, until when one may say what one thought of it, and whether one has."""

    course: Course
    registration_id: int
    last_day: date
    state: str  # coming, open or closed
    has_answered: bool

    @property
    def closes_on(self) -> date:
        """Return the last day one may answer."""
        return rule.closes_on(self.last_day)


def last_days(course_ids: Collection[int]) -> dict[int, date]:
    """Return the last day of each of several courses; one query."""
    rows: Any = (
        CourseDay.select(CourseDay.course, fn.MAX(CourseDay.day))
        .where(CourseDay.course.in_(list(course_ids)))
        .group_by(CourseDay.course)
        .tuples()
    )
    return dict(rows)


def was_there() -> Any:
    """Return the condition that one who is registered was at the course, one day at least."""
    here = Attendance.select(Attendance.registration).where(Attendance.is_present)
    return (Registration.status == "placed") & Registration.id.in_(here)


def has_not_answered() -> Any:
    """Return the condition that one who is registered has not said what they thought."""
    return Registration.id.not_in(EvaluationGiven.select(EvaluationGiven.registration))


def open_on(today: date) -> ModelSelect[CourseDay]:
    """Return the ids of the courses whose evaluation is open on a day."""
    last = fn.MAX(CourseDay.day)
    return (
        CourseDay.select(CourseDay.course)
        .group_by(CourseDay.course)
        .having((last < today) & (last >= today - rule.OPEN_FOR))
    )


def _mine(identity: Identity) -> ModelSelect[Registration]:
    """Return where the identity was, each with its course and what tells whether they answered."""
    own = reach(identity, "evaluation", "C").person_id
    return (
        Registration.select(Registration, Course, EvaluationGiven)
        .join(Course)
        .join_from(Registration, EvaluationGiven, JOIN.LEFT_OUTER, attr="given")
        .where((Registration.person == (own or 0)) & was_there() & ~Course.is_cancelled)
    )


def _invitation(row: Any, last_day: date, today: date) -> Invitation:
    has_answered = getattr(row, "given", None) is not None
    return Invitation(row.course, row.id, last_day, rule.state(last_day, today), has_answered)


def invitation(identity: Identity, course_id: int, today: date) -> Invitation:
    """Return what the identity is asked about a course; raise NotFound for one who was not there."""
    row = _mine(identity).where(Registration.course == course_id).get_or_none()
    if row is None:
        raise NotFound("course")
    return _invitation(row, last_days([course_id])[course_id], today)


def invitations(identity: Identity, today: date) -> list[Invitation]:
    """Return what the identity may still answer, the course that ended last first; two queries."""
    if reach(identity, "evaluation", "C").person_id is None:
        return []
    waits = Registration.course.in_(open_on(today)) & has_not_answered()
    rows = list(_mine(identity).where(waits).order_by(Course.first_day.desc(), Course.id))
    ends = last_days([row.course_id for row in rows]) if rows else {}
    return [_invitation(row, ends[row.course_id], today) for row in rows]


def open_to(identity: Identity, row: Registration, today: date) -> Invitation | None:
    """Return what one may answer about the course of one's own registration now, if anything."""
    if row.person_id != identity.person_id or today <= row.course.first_day:
        return None
    mine = _mine(identity).where(Registration.id == row.id).get_or_none()
    if mine is None:
        return None
    found = _invitation(mine, last_days([row.course_id])[row.course_id], today)
    return found if found.state == "open" else None


def answer(course_id: int, answers: EvaluationAnswers, *, by: Identity, now: datetime) -> None:
    """Keep what one thought of a course, once; a second answer is left out without a word.

    Nothing ties the answer to the one who gave it: no receipt (it would hold a fingerprint of the
    answers beside the account), no line in the journal, and see `models.courses_evaluation`.
    Raises NotFound for one who was not there, RuleBroken when it is not open.
    """
    if reach(by, "evaluation", "C").person_id is None:
        raise NotAllowed("evaluation")
    columns = _checked(answers)
    with writing():
        course = locked(Course.select().where(Course.id == course_id)).get_or_none()
        if course is None:
            raise NotFound("course")
        found = invitation(by, course_id, local_day(now))
        if found.has_answered:
            return
        if found.state != "open":
            raise RuleBroken(f"evaluation.{found.state}")
        EvaluationGiven.insert(registration=found.registration_id).execute()
        _lay_down(course_id, columns)


def is_answered(row: Course) -> bool:
    """Whether somebody has said what they thought of a course."""
    return bool(CourseEvaluation.select().where(CourseEvaluation.course == row).exists())


def _checked(answers: EvaluationAnswers) -> dict[str, Any]:
    """Return the columns of an answer; raise RuleBroken for a wrong one."""
    grades = {name: getattr(answers, name) for name in rule.QUESTIONS}
    for name, grade in grades.items():
        if grade not in range(rule.LOWEST, rule.HIGHEST + 1):
            raise RuleBroken("choice.unknown", name, value=grade)
    texts = ("use_text", "better_text")
    return grades | {name: clean(getattr(answers, name), LONGEST, name) for name in texts}


def _lay_down(course_id: int, columns: dict[str, Any]) -> None:
    """Add an answer and write all answers about the course anew, by their random keys.

    The newest would else be the one that was written last, in the same moment as the row that says
    who has answered.
    """
    about = CourseEvaluation.course == course_id
    rows = [
        {"key": row.key, **{name: getattr(row, name) for name in columns}}
        for row in CourseEvaluation.select().where(about)
    ]
    rows.append({"key": secrets.token_hex(16), **columns})
    CourseEvaluation.delete().where(about).execute()
    rows.sort(key=lambda row: str(row["key"]))
    insert_rows(CourseEvaluation, [{"course_id": course_id, **row} for row in rows])


def forget_given(now: datetime) -> int:
    """Wipe who has answered, a month after the evaluation has closed; return how many rows."""
    over = (
        CourseDay.select(CourseDay.course)
        .group_by(CourseDay.course)
        .having(fn.MAX(CourseDay.day) < local_day(now) - rule.OPEN_FOR - KEEP_GIVEN)
    )
    theirs = Registration.select(Registration.id).where(Registration.course.in_(over))
    with writing():
        gone = EvaluationGiven.delete().where(EvaluationGiven.registration.in_(theirs)).execute()
    return int(gone)

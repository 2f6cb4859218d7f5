"""Letters of a course: written, mended until they go out, sent on their day, to each once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import ModelSelect, fn

from collect import courses_evaluation as evaluation
from collect import journal, notices
from collect.courses_letters_words import ASK as ASK
from collect.courses_letters_words import ASK_AGAIN, unknown_places, written
from collect.courses_letters_words import example as example
from collect.courses_notices import DEFAULT, concerned, days_of
from collect.database import locked, writing
from collect.models.base import on_day, within
from collect.models.courses import Course, CourseDay, Registration
from collect.models.courses_letters import CourseLetter
from collect.models.people_changes import Leave
from collect.rules.access import Identity, reach
from collect.rules.calendar import first_moment, local_day
from collect.rules.courses_evaluation import OPEN_FOR, closes_on
from collect.rules.refusals import NotAllowed, RuleBroken
from collect.rules.text import LINE, NOTE, clean

REMINDER = -7  # days from the first day; every course begins with this letter. Ours.
EARLIEST, LATEST = -120, 60
AFTER = timedelta(days=7)  # a letter after the course is not sent later than this
AUDIENCES = ("placed", "waiting", "unanswered")


@dataclass(frozen=True)
class LetterAnswers:
    """A letter as the office writes it; `days` counts from the first day, negative before it.

    To those who have not answered the evaluation it counts from the last day.
    """

    course_id: int
    days: int
    status: str
    subject: str
    text: str


@dataclass(frozen=True)
class Pattern:
    """A letter as a new course is given it; without a text it says the house's own words."""

    days: int
    status: str
    subject: str = ""
    text: str = ""


USUAL = (
    Pattern(REMINDER, "placed"),
    Pattern(ASK, "unanswered"),
    Pattern(ASK_AGAIN, "unanswered"),
)  # what every course begins with


def letters(identity: Identity) -> ModelSelect[CourseLetter]:
    """Return the letters that are not stopped, those of the latest course first, each with its course."""
    return (
        CourseLetter.select(CourseLetter, Course)
        .join(Course)
        .where(within(reach(identity, "course", "U")) & CourseLetter.stopped_at.is_null())
        .order_by(Course.first_day.desc(), Course.id, CourseLetter.days, CourseLetter.id)
    )


def begin(row: Course, patterns: Sequence[Pattern] | None, *, now: datetime) -> None:
    """Give a new course its letters, inside the act that adds it; unless told, the usual ones."""
    for one in USUAL if patterns is None else patterns:
        CourseLetter.create(course=row, created_at=now, **asdict(one))


def patterns_of(row: Course) -> list[Pattern]:
    """Return the letters of a course that are not stopped, for another course to begin with."""
    held = CourseLetter.select().where(
        (CourseLetter.course == row) & CourseLetter.stopped_at.is_null()
    )
    return [
        Pattern(one.days, one.status, one.subject, one.text)
        for one in held.order_by(CourseLetter.days, CourseLetter.id)
    ]


def checked(one: Pattern, is_blank_well: bool = False) -> Pattern:
    """Return a letter as it is kept; raise RuleBroken for one that cannot be sent.

    Who waits is told in the office's words only.
    """
    is_blank_well = is_blank_well and one.status != "waiting"
    columns = _checked(one.subject, one.text, is_blank_well)
    if one.status not in AUDIENCES:
        raise RuleBroken("choice.unknown", "status", value=one.status)
    return Pattern(_judged_days(one.days, one.status), one.status, **columns)


def add_letter(answers: LetterAnswers, *, by: Identity, now: datetime) -> CourseLetter:
    """Write a letter to those who have a seat in a course, wait, or have not evaluated it."""
    if not reach(by, "course", "U").everything:
        raise NotAllowed("course")
    columns = asdict(checked(Pattern(answers.days, answers.status, answers.subject, answers.text)))
    with writing():
        course = locked(Course.select().where(Course.id == answers.course_id)).get_or_none()
        if course is None:
            raise RuleBroken("course.unknown", "course_id")
        if course.is_cancelled:
            raise RuleBroken("course.cancelled", "course_id")
        row = CourseLetter(course=course, created_at=now, **columns)
        if local_day(now) > _last_moment(row):
            raise RuleBroken("letter.late", "days")
        row.save(force_insert=True)
        journal.note("letter.add", row.id, by=by, now=now, new={"course": course.id, **columns})
    return row


def _checked(subject: str, text: str, is_blank_well: bool = False) -> dict[str, Any]:
    """Return what a letter says; raise RuleBroken for what cannot be sent."""
    columns = {"subject": clean(subject, LINE, "subject"), "text": clean(text, NOTE, "text")}
    if is_blank_well and not any(columns.values()):
        return columns
    for name, value in columns.items():
        if not value:
            raise RuleBroken("required", name)
        for found in unknown_places(value):
            raise RuleBroken("letter.placeholder", name, value=found)
    return columns


def _judged_days(days: int, status: str) -> int:
    """Return the days; raise RuleBroken for too many."""
    if status == "unanswered" and not 1 <= days <= OPEN_FOR.days:
        raise RuleBroken("letter.evaluation_days", "days", most=OPEN_FOR.days)
    if not EARLIEST <= days <= LATEST:
        raise RuleBroken("letter.days", "days")
    return days


def amend_letter(
    row: CourseLetter, days: int, subject: str, text: str, *, by: Identity, now: datetime
) -> None:
    """Change when a letter is sent and what it says, as long as it has gone to nobody.

    One that has the house's own words keeps them when both subject and text are blank.
    """
    if not reach(by, "course", "U").everything:
        raise NotAllowed("course")
    columns = _checked(subject, text, is_blank_well=not row.text)
    columns["days"] = _judged_days(days, row.status)
    with writing():
        course = locked(Course.select().where(Course.id == row.course_id)).get()
        held = CourseLetter.get_by_id(row.id)
        if held.queued_at is not None or held.stopped_at is not None:
            raise RuleBroken("letter.sent")
        if course.is_cancelled:
            raise RuleBroken("course.cancelled")
        if local_day(now) > _last_moment(
            CourseLetter(course=course, status=held.status, days=days)
        ):
            raise RuleBroken("letter.late", "days")
        journal.amend(held, columns, "letter.amend", by=by, now=now)


def stop_letter(row: CourseLetter, *, by: Identity, now: datetime) -> None:
    """Send a letter to nobody more; what is in the outbox already is sent."""
    if not reach(by, "course", "U").everything:
        raise NotAllowed("course")
    with writing():
        held = locked(CourseLetter.select().where(CourseLetter.id == row.id)).get()
        if held.stopped_at is None:
            journal.amend(held, {"stopped_at": now}, "letter.stop", by=by, now=now)


def due_on(row: CourseLetter) -> date:
    """Return the day a letter is sent; one query when `with_last_days` was not asked before."""
    return _counted_from(row) + timedelta(days=row.days)


def with_last_days(rows: Collection[CourseLetter]) -> None:
    """Fetch for several letters what `due_on` needs; one query."""
    found = evaluation.last_days({row.course_id for row in rows})
    for row in rows:
        row.last_day = found.get(row.course_id, row.course.first_day)


def _counted_from(row: CourseLetter) -> date:
    if row.status != "unanswered":
        return row.course.first_day  # type: ignore[no-any-return]
    if not hasattr(row, "last_day"):
        with_last_days([row])
    return row.last_day  # type: ignore[no-any-return]


def send_anew(row: Course, *, now: datetime) -> None:
    """Let the letters of a course that was moved be sent again, where their day now lies ahead.

    A letter is told once because its mark is known; so the marks of those sent are laid aside.
    """
    found = CourseLetter.select(CourseLetter, Course).join(Course)
    held = (CourseLetter.course == row) & CourseLetter.stopped_at.is_null()
    rows = list(found.where(held))
    with_last_days(rows)
    again = [one.id for one in rows if due_on(one) > local_day(now)]
    if not again:
        return
    CourseLetter.update(queued_at=None).where(CourseLetter.id.in_(again)).execute()
    ids = [one.id for one in Registration.select(Registration.id).where(Registration.course == row)]
    marks = [f"registration:{key}:letter:{letter}" for key in ids for letter in again]
    notices.lay_aside(marks, now=now)


def _last_moment(row: CourseLetter) -> date:
    """Return the last day a letter may still be sent, if it was not in time."""
    due = due_on(row)
    if row.status == "unanswered":  # before the next one asks again, and while one can answer
        return min(due + AFTER - timedelta(days=1), closes_on(_counted_from(row)))
    return row.course.first_day - timedelta(days=1) if row.days < 0 else due + AFTER  # type: ignore[no-any-return]


def _audience(row: CourseLetter) -> Any:
    """Return the condition that a registration is among those a letter is to."""
    if row.status == "unanswered":
        return evaluation.was_there() & evaluation.has_not_answered()
    if row.status == "waiting":  # who is offered a seat has none yet
        return Registration.status.in_(["waiting", "offered"])
    return Registration.status == row.status


def concerns(rows: Collection[CourseLetter]) -> dict[int, int]:
    """Return how many each of several letters would go to now; at most three queries."""
    found: dict[int, int] = {}
    for status in {row.status for row in rows}:
        theirs = [row for row in rows if row.status == status]
        counted: Any = (
            Registration.select(Registration.course, fn.COUNT(Registration.id))
            .where(
                Registration.course.in_({row.course_id for row in theirs}) & _audience(theirs[0])
            )
            .group_by(Registration.course)
            .tuples()
        )
        numbers = dict(counted)
        found |= {row.id: numbers.get(row.course_id, 0) for row in theirs}
    return found


def queue_due(now: datetime) -> int:
    """Lay every letter whose day has come in the outbox, once for each whom it concerns; return how many."""
    today = local_day(now)
    near = CourseDay.select(CourseDay.course).where(
        CourseDay.day.between(
            today - timedelta(days=LATEST) - AFTER, today - timedelta(days=EARLIEST)
        )
    )
    rows = list(
        CourseLetter.select(CourseLetter, Course)
        .join(Course)
        .where(CourseLetter.stopped_at.is_null() & ~Course.is_cancelled & Course.id.in_(near))
        .order_by(CourseLetter.id)
    )
    with_last_days(rows)
    return sum(_queue(row, now) for row in rows if due_on(row) <= today <= _last_moment(row))


def _queue(row: CourseLetter, now: datetime) -> int:
    """Queue one letter; its course is locked, so that nobody comes, goes or answers meanwhile."""
    due = due_on(row)
    with writing():
        course = locked(Course.select().where(Course.id == row.course_id)).get()
        row = CourseLetter.get_by_id(row.id)
        if course.is_cancelled or row.stopped_at is not None:
            return 0
        to = (Registration.course == course) & _audience(row)
        if not row.text:  # who came later was told the same in the receipt
            to &= Registration.registered_at < first_moment(due)
        if row.days < 0:  # who is on leave that day is not reminded
            away = Leave.select(Leave.id).where(Leave.person == Registration.person)
            to &= ~fn.EXISTS(away.where(on_day(Leave, course.first_day)))
        readers = concerned(to)
        spoken = notices.languages([one.person_id for one in readers])
        days = days_of([course.id])[course.id]
        today = local_day(now)
        found = [
            written(row, one, days, spoken.get(one.person_id, DEFAULT), today) for one in readers
        ]
        if found and row.queued_at is None:
            row.queued_at = now
            row.save(only=["queued_at"])
        return notices.queue(found, now=now)

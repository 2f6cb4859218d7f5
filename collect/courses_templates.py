"""Templates of courses: kept, changed, taken out of use, and courses set up from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from peewee import ModelSelect

from collect import courses, courses_letters, journal
from collect.courses_letters import USUAL, Pattern
from collect.database import locked, writing
from collect.models.base import within
from collect.models.courses import Course
from collect.models.courses_templates import CourseTemplate
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.courses_templates import LONGEST, MOST_LEAD, deadline, judge_deadline
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken

NO_DATES = {"register_by": None, "withdraw_by": None}
LEADS = ("register_days", "withdraw_days")
WORKERS = ("skilled_worker", "assistant")
TEACHERS = ("director", "deputy_director", "pedagogical_leader", "kindergarten_teacher")
# What every installation begins with: kind, title, days, seats, for whom, from which programme year.
BUILT_IN: tuple[tuple[str, str, int, int, tuple[str, ...], int], ...] = (
    ("skilled_worker", "TETT PÅ for fagarbeidere og assistenter", 2, 25, WORKERS, 2),
    ("new_staff", "Nyansattkurs: Hva er TETT PÅ?", 1, 60, (), 0),
    ("certification", "Sertifisering i CLASS", 2, 30, TEACHERS, 0),
    ("recertification", "Resertifisering i CLASS", 1, 60, TEACHERS, 0),
    ("professional_day", "Fagdag", 1, 200, (), 0),
    ("talking_with_children", "Snakke med barn, modul", 1, 40, (), 3),
)


@dataclass(frozen=True)
class TemplateAnswers:
    """A template as the office fills it in; `columns` are those of a course, but for its dates."""

    columns: Mapping[str, Any]
    length: int
    starts_at: str  # HH:MM
    ends_at: str
    register_days: int | None
    withdraw_days: int | None
    letters: Mapping[int, Pattern]  # by the row of the form they stand in


def templates(identity: Identity) -> ModelSelect[CourseTemplate]:
    """Return the templates within reach, those in use first, by title."""
    return (
        CourseTemplate.select()
        .where(within(reach(identity, "course_template", "R")))
        .order_by(CourseTemplate.retired_at.is_null(False), CourseTemplate.sort, CourseTemplate.id)
    )


def in_use(identity: Identity) -> ModelSelect[CourseTemplate]:
    """Return the templates that courses are set up from."""
    return templates(identity).where(CourseTemplate.retired_at.is_null())


def template(identity: Identity, template_id: int) -> CourseTemplate:
    """Return one template in use; raise NotFound for a foreign, a missing and a retired one."""
    found = in_use(identity).where(CourseTemplate.id == template_id).get_or_none()
    if found is None:
        raise NotFound("course_template")
    return found


def letters_of(row: CourseTemplate) -> list[Pattern]:
    """Return the letters that a course made from a template begins with."""
    return [Pattern(**one) for one in row.letters]


def _checked(answers: TemplateAnswers) -> dict[str, Any]:
    """Return a template's columns; raise RuleBroken for what no course can be made from."""
    course = courses.checked({**answers.columns, **NO_DATES})
    found = {name: course[name] for name in course if name in CourseTemplate._meta.fields}
    if not 1 <= answers.length <= LONGEST:
        raise RuleBroken("template.length", "length", most=LONGEST)
    if answers.ends_at <= answers.starts_at:
        raise RuleBroken("day.hours", "ends_at")
    for name in LEADS:
        days = getattr(answers, name)
        if days is not None and not 0 <= days <= MOST_LEAD:
            raise RuleBroken("template.lead", name, most=MOST_LEAD)
    letters = [_checked_letter(row, one) for row, one in sorted(answers.letters.items())]
    return found | {
        "length": answers.length,
        "starts_at": answers.starts_at,
        "ends_at": answers.ends_at,
        "register_days": answers.register_days,
        "withdraw_days": answers.withdraw_days,
        "letters": [asdict(one) for one in letters],
    }


def _checked_letter(row: int, one: Pattern) -> Pattern:
    """Return a letter as it is kept; a refusal names the row it stands in."""
    try:
        return courses_letters.checked(one, is_blank_well=True)
    except RuleBroken as error:
        raise RuleBroken(error.code, f"{error.field}_{row}", **error.values) from error


def _refuse_known(sort: str, besides: int = 0) -> None:
    """Refuse a second template in use with the same title: one could not tell them apart."""
    same = (CourseTemplate.sort == sort) & CourseTemplate.retired_at.is_null()
    if CourseTemplate.select().where(same & (CourseTemplate.id != besides)).exists():
        raise RuleBroken("template.known", "title")


def add_template(answers: TemplateAnswers, *, by: Identity, now: datetime) -> CourseTemplate:
    """Add a template."""
    if not reach(by, "course_template", "C").everything:
        raise NotAllowed("course_template")
    columns = _checked(answers)
    with writing():
        _refuse_known(columns["sort"])
        row = CourseTemplate.create(**columns)
        journal.note("course_template.add", row.id, by=by, now=now, new=_told(columns))
    return row


def amend_template(
    row: CourseTemplate, answers: TemplateAnswers, *, by: Identity, now: datetime
) -> None:
    """Change a template for courses to come; those that were made from it stay as they are."""
    if not reach(by, "course_template", "U").everything:
        raise NotAllowed("course_template")
    columns = _checked(answers)
    with writing():
        held = locked(CourseTemplate.select().where(CourseTemplate.id == row.id)).get()
        if held.retired_at is None:
            _refuse_known(columns["sort"], held.id)
        journal.amend(held, columns, "course_template.amend", by=by, now=now, unsaid=("letters",))


def _told(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the journal says of a new template: of its letters, how many."""
    return {**columns, "letters": len(columns["letters"])}


def set_retired(row: CourseTemplate, is_retired: bool, *, by: Identity, now: datetime) -> None:
    """Take a template out of use, or in again."""
    if not reach(by, "course_template", "U").everything:
        raise NotAllowed("course_template")
    with writing():
        held = locked(CourseTemplate.select().where(CourseTemplate.id == row.id)).get()
        if is_retired is (held.retired_at is not None):
            return
        if not is_retired:
            _refuse_known(held.sort, held.id)
        values = {"retired_at": now if is_retired else None}
        journal.amend(held, values, "course_template.retire", by=by, now=now)


def plan_course(
    columns: Mapping[str, Any],
    days: Sequence[tuple[date, time, time]],
    letters: Sequence[Pattern],
    *,
    submission_id: str,
    by: Identity,
    now: datetime,
) -> Course:
    """Set up a course whose deadlines are told in days before the first day, `columns[LEADS]`.

    Raises RuleBroken also when the registration would have ended already.
    """
    deadlines: dict[str, date | None] = dict(NO_DATES)
    if days:
        first = min(day for day, _, _ in days)
        deadlines = {
            "register_by": deadline(first, columns["register_days"]),
            "withdraw_by": deadline(first, columns["withdraw_days"]),
        }
        judge_deadline(first, deadlines["register_by"], local_day(now))
    return courses.add_course(
        {**columns, **deadlines},
        days,
        letters=letters,
        submission_id=submission_id,
        by=by,
        now=now,
    )


def seed_templates() -> None:
    """Add the built-in templates where there has never been one."""
    with writing():
        if CourseTemplate.select().exists():
            return
        for kind, title, length, seats, positions, year in BUILT_IN:
            columns = {"title": title, "kind": kind, "seats": seats, "positions": positions}
            columns |= {"min_programme_year": year}
            letters = dict(enumerate(USUAL, 1))
            answers = TemplateAnswers(columns, length, "09:00", "15:00", 7, 3, letters)
            CourseTemplate.create(**_checked(answers))

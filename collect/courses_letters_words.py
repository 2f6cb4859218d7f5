"""What a letter of a course says to each: the office's words with their places filled in, or the house's own."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from collect.courses_notices import addressed, foot, next_step, when_and_where
from collect.models.courses import Course, CourseDay, Registration
from collect.models.courses_letters import CourseLetter
from collect.models.people import Person
from collect.notices import Letter
from collect.phrases import day, long_day, reading, say
from collect.rules.courses_evaluation import closes_on

PLACEHOLDERS = ("course", "days", "place", "reference", "link", "evaluation")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
ASK, ASK_AGAIN = 1, 8  # days after the last day; every course asks for an evaluation so. Ours.
EXAMPLE = "AB23-CD45"  # the reference in a letter that is shown before it is sent


def unknown_places(text: str) -> list[str]:
    """Return the names in braces that cannot be filled in."""
    return [found for found in _PLACEHOLDER.findall(text) if found not in PLACEHOLDERS]


def written(
    row: CourseLetter, one: Registration, days: list[CourseDay], locale: str, today: date
) -> Letter:
    """Return a letter to one who is registered, in their language."""
    with reading(locale):
        if row.text:
            subject, parts = _filled(row.subject, one, days), [_filled(row.text, one, days)]
        elif row.status == "unanswered":
            subject, parts = _evaluation(row, one.course, days)
        else:
            begins = {"course": one.course.title, "day": day(one.course.first_day)}
            subject = say("Kurset «%(course)s» begynner %(day)s", **begins)
            next_one = next_step("placed", one.course, today)
            parts = [f"{subject}.", when_and_where(one.course, days), next_one]
        text = "\n\n".join([*parts, foot(one)])
    return addressed(one, f"letter:{row.id}", "letter", locale, subject, text)


def _evaluation(row: CourseLetter, course: Course, days: list[CourseDay]) -> tuple[str, list[str]]:
    """Return subject and text of what asks for an evaluation, or asks once more."""
    subject = say("Hva syntes du om kurset «%(course)s»?", course=course.title)
    if row.days > ASK:
        subject = say("Du kan fortsatt svare på evalueringen av «%(course)s»", course=course.title)
    until = long_day(closes_on(days[-1].day))
    parts = [
        say("Takk for at du var med på kurset «%(course)s».", course=course.title),
        say("Svar på fire spørsmål: %(page)s", page=_page(course)),
        say("Det tar under to minutter. Ingen ser hvem som har svart hva.")
        + " "
        + say("Du kan svare til og med %(day)s.", day=until),
    ]
    return subject, parts


def _page(course: Course) -> str:
    return f"{{house}}/courses/{course.id}/evaluation"


def _filled(text: str, one: Registration, days: list[CourseDay]) -> str:
    """Return the text with its placeholders filled in, each literally and once."""
    values: dict[str, Any] = {
        "course": one.course.title,
        "days": ", ".join(day(each.day) for each in days),
        "place": one.course.place,
        "reference": one.reference,
        "link": f"{{house}}/courses/registrations/{one.reference}",
        "evaluation": _page(one.course),
    }
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), text)


def example(row: CourseLetter, days: list[CourseDay], locale: str, today: date) -> tuple[str, str]:
    """Return subject and text of a letter as one who is made up would get it on a day."""
    one = Registration(course=row.course, person=Person(email=""), reference=EXAMPLE)
    letter = written(row, one, days, locale, today)
    return letter.subject, letter.text

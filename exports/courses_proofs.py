"""A course certificate as a document: one sheet of A4, dated by the course, with a code to check it by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from collect import phrases
from collect.models.courses import CourseDay
from collect.models.courses_attendance import CourseProof
from collect.phrases import say
from collect.rules.courses_attendance import minutes
from exports.feedback import STANDARDS, faces, fit

TEMPLATE = Path(__file__).with_suffix(".typ")
__all__ = ["document", "facts"]


def document(
    proof: CourseProof, days: Sequence[CourseDay], *, address: str, municipality: str
) -> bytes:
    """Return the proof of a course as a PDF, in the reader's language.

    `address` is where its code is checked. The same proof gives the same bytes: its dates are
    those of the course, and the day it is printed stands nowhere.
    """
    import typst

    told = _told(proof, days, address, municipality)
    return typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=faces(),
        format="pdf",
        sys_inputs={"proof": json.dumps(told, ensure_ascii=False)},
        pdf_standards=[*STANDARDS],
    )


def facts(proof: CourseProof, days: Sequence[CourseDay]) -> list[tuple[str, str]]:
    """Return what the proof tells of the course: when, how long and where; page and paper share it."""
    course = proof.registration.course
    told = [(say("Tid"), dates(days)), (say("Varighet"), _hours(days))]
    if course.place:
        told.append((say("Sted"), course.place))
    return told


def dates(days: Sequence[CourseDay]) -> str:
    """Return the days of a course: all of them, in order."""
    return ", ".join(phrases.day(one.day) for one in days)


def _hours(days: Sequence[CourseDay]) -> str:
    whole = Fraction(minutes([(one.starts_at, one.ends_at) for one in days]), 60)
    hours = phrases.figure(round(float(whole), 2), 0 if whole.denominator == 1 else 1)
    if len(days) == 1:
        return say("%(hours)s timer", hours=hours)
    return say("%(hours)s timer over %(days)s dager", hours=hours, days=len(days))


def _told(
    proof: CourseProof, days: Sequence[CourseDay], address: str, municipality: str
) -> dict[str, Any]:
    """Return everything the sheet says, as the template asks for it."""
    registration = proof.registration
    name, course = registration.person.name, registration.course.title
    return {
        "lang": phrases.reader.get(),
        "moment": list(proof.issued_at.timetuple()[:6]),
        "title": fit(f"{say('Kursbevis')}: {course}"),
        "sender": fit(f"{say('TETT PÅ')} · {municipality}"),
        "heading": say("Kursbevis"),
        "name": fit(name),
        "told": say("har vært til stede alle dagene på kurset"),
        "course": fit(course),
        "facts": [[fit(label), fit(value)] for label, value in facts(proof, days)],
        "notes": [
            fit(say("Kontrollkode: %(code)s", code=proof.code)),
            fit(say("Alle kan se om beviset gjelder, på %(address)s", address=address)),
        ],
    }

"""How pages and the office say what one may say of a course today."""

from datetime import date
from typing import Any

from collect import courses
from collect.courses_line import Filling
from collect.models.courses import Course
from collect.phrases import figure, plural, say, word

TONES = {"open": "good", "full": "warn", "closed": "calm", "cancelled": "bad"}


def standing(row: Course, full: Filling | None, today: date) -> tuple[str, str]:
    """Return colour and words: free seats, how many wait, or that it is closed or called off."""
    full = full or Filling()
    state = courses.state(row, full, today)
    if state == "open":
        return TONES[state], seats_left(row, full)
    if state == "full":
        return TONES[state], say("Fullt – venteliste (%(number)s)", number=figure(full.waiting))
    return TONES[state], word("course_state", state)


def announcement(row: Course, full: Filling | None, today: date) -> tuple[str, str]:
    """Return the same for those who are not logged in: who waits, and how many, is not told."""
    full = full or Filling()
    state = courses.state(row, full, today)
    if state == "open":
        return TONES[state], seats_left(row, full)
    if state == "full":
        return TONES[state], say("Fullt – det er venteliste")
    return TONES[state], word("course_state", state)


def seats_left(row: Course, full: Filling) -> str:
    """Return how many seats are free, in words."""
    return plural("%(num)s ledig plass", "%(num)s ledige plasser", row.seats - full.placed)


def positions_of(row: Any) -> str:
    """Return the positions that a course, or a template of one, is for."""
    codes = [code for code in row.positions.split(",") if code]
    named = ", ".join(word("position", code).lower() for code in codes) or say("Alle stillinger")
    return named[:1].upper() + named[1:]


def audience(row: Course) -> str:
    """Return whom a course is for: positions, and from which year of the programme."""
    if not row.min_programme_year:
        return positions_of(row)
    year = say("i barnehager fra programår %(year)s", year=row.min_programme_year)
    return f"{positions_of(row)}, {year}"

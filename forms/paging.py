"""What the address bar asks for: a page number, always within what there is, or a semester."""

import math
from datetime import date

from flask import request

from collect.rules.calendar import Semester, semester_from, semester_of
from collect.rules.refusals import NotFound


def page_number(total: int, per_page: int) -> int:
    """Return the page asked for, clamped to 1..last; anything that is no number is page 1."""
    text = request.args.get("page", "1")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
    return max(1, min(wanted, math.ceil(total / per_page) or 1))


def asked_semester(today: date) -> Semester:
    """Return the semester asked for, or the one at hand; raise NotFound for what is none."""
    return named_semester() or semester_of(today)


def named_semester() -> Semester | None:
    """Return the semester asked for, None without one; raise NotFound for what is none."""
    text = request.values.get("semester", "")
    try:
        return semester_from(text) if text else None
    except ValueError as error:
        raise NotFound("semester") from error

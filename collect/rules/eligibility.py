"""Who a course is for, with the reason in a code."""

from dataclasses import dataclass
from datetime import date

from collect.rules.calendar import programme_year

POSITIONS = (
    "director",
    "deputy_director",
    "pedagogical_leader",
    "kindergarten_teacher",
    "skilled_worker",
    "assistant",
    "special_educator",
    "substitute",
)


ONCE = ("skilled_worker", "new_staff")  # kinds of courses that one goes to once


@dataclass(frozen=True)
class Applicant:
    """What a course asks of a person: position, the start of the kindergarten's cohort, earlier courses."""

    position: str | None
    cohort_start: date | None
    has_been: bool = False  # at a course that one goes to once


def reasons_against(
    applicant: Applicant, *, positions: frozenset[str], min_programme_year: int, on: date
) -> list[str]:
    """Return the codes of what stands in the way on the course's first day; empty when nothing does.

    The course for skilled workers and assistants opens from programme year 2 (reference A8).
    """
    found = []
    if applicant.position is None:
        found.append("course.not_employed")
    elif positions and applicant.position not in positions:
        found.append("course.position")
    if min_programme_year > 0 and (
        applicant.cohort_start is None
        or programme_year(applicant.cohort_start, on) < min_programme_year
    ):
        found.append("course.programme_year")
    if applicant.has_been:
        found.append("course.once")
    return found

"""When an onboarding task opens, falls due and counts as late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

OWNERS = ("self", "director", "resource_person", "mentor")
TASK_STATES = ("open", "done", "not_applicable")
COURSE = "course_attended:"  # and the kind of the course
EVENTS = (
    "course_attended:new_staff",
    "course_attended:skilled_worker",
    "course_attended:talking_with_children",
    "course_attended:certification",
    "certificate_valid",
    "observed_once",
)


@dataclass(frozen=True)
class Happened:
    """What the data tells of one new employee."""

    courses: Mapping[str, date] = field(default_factory=dict)  # kind -> when it was attended
    certified_until: date | None = None
    observed_on: date | None = None  # when their department was first observed in their time


def finished_by(event: str, happened: Happened) -> date | None:
    """Return the day that shows that an event has come; none as long as it has not."""
    if event.startswith(COURSE):
        return happened.courses.get(event.removeprefix(COURSE))
    return {
        "certificate_valid": happened.certified_until,
        "observed_once": happened.observed_on,
    }.get(event)


def task_dates(first_day: date, opens_offset: int, due_offset: int) -> tuple[date, date]:
    """Return the day a task opens and the day it is due, as days before (-) or after the first day."""
    return first_day + timedelta(days=opens_offset), first_day + timedelta(days=due_offset)


def is_late(status: str, due_on: date, today: date) -> bool:
    """Whether an open task's day has passed."""
    return status == "open" and due_on < today


def one_thing(dates: Sequence[tuple[date, date]], today: date) -> tuple[int, date | None] | None:
    """Return which of somebody's open tasks (opens, due) is the one for today, and when the next opens.

    It is the one due first of those that have opened; none when none has.
    """
    opened = [n for n, (opens_on, _) in enumerate(dates) if opens_on <= today]
    if not opened:
        return None
    chosen = min(opened, key=lambda n: (dates[n][1], n))
    left = [opens_on for n, (opens_on, _) in enumerate(dates) if n != chosen]
    return chosen, min(left, default=None)


def week_of(day: date) -> str:
    """Return the week of a day, by ISO 8601, such as 2025-W42."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def template_key(position: str, newly_qualified: bool, new_director: bool) -> str:
    """Return which template a new employee gets, by role (reference §1.3, §1.5)."""
    if new_director:
        return "director"
    if newly_qualified and position in ("kindergarten_teacher", "pedagogical_leader"):
        return "newly_qualified"
    return {
        "director": "director",
        "deputy_director": "director",
        "pedagogical_leader": "pedagogical_leader",
        "kindergarten_teacher": "kindergarten_teacher",
        "special_educator": "kindergarten_teacher",
        "skilled_worker": "skilled_worker",
    }.get(position, "assistant")

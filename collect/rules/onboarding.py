"""When an onboarding task opens, falls due and counts as late."""

from datetime import date, timedelta

OWNERS = ("self", "director", "resource_person", "mentor")
TASK_STATES = ("open", "done", "not_applicable")


def task_dates(first_day: date, opens_offset: int, due_offset: int) -> tuple[date, date]:
    """Return the day a task opens and the day it is due, as days before (-) or after the first day."""
    return first_day + timedelta(days=opens_offset), first_day + timedelta(days=due_offset)


def is_late(status: str, due_on: date, today: date) -> bool:
    """Whether an open task's day has passed."""
    return status == "open" and due_on < today


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

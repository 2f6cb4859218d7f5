"""The letters of the synthetic municipality's courses: those every course has, and one of the office's own."""

from datetime import datetime, time, timedelta

from collect.courses_letters import REMINDER
from collect.courses_letters_words import ASK, ASK_AGAIN
from collect.database import insert_rows
from collect.demo.courses import Plan
from collect.journal import bare
from collect.models.courses_letters import CourseLetter
from collect.rules.calendar import local_day
from collect.rules.courses_evaluation import OPEN_FOR

SUBJECT = "Før {course}: les dette"
TEXT = (
    "Hei! Snart er det kurs: {days}, {place}.\n\n"
    "Tenk ut en situasjon fra egen avdeling som du vil snakke om. Ta med noe å skrive på.\n\n"
    "Kan du ikke komme, trekk påmeldingen her: {link}"
)


def fill(plans: list[Plan], now: datetime) -> None:
    """Give coming courses and those that were just over their letters; the next one has one more."""
    today = local_day(now)
    rows: list[dict[str, object]] = []
    for plan in plans:
        if plan.days[-1] + OPEN_FOR < today or plan.is_cancelled:
            continue
        for days, status in ((REMINDER, "placed"), (ASK, "unanswered"), (ASK_AGAIN, "unanswered")):
            rows.append(_row(plan, days, status, now))
    coming = [plan for plan in plans if plan.first_day > today and not plan.is_cancelled]
    if coming:
        own = {"subject": SUBJECT, "text": TEXT}
        rows.append(_row(coming[0], -3, "placed", now) | own)
    insert_rows(CourseLetter, rows)


def _row(plan: Plan, days: int, status: str, now: datetime) -> dict[str, object]:
    """Return a letter in the house's own words; one whose day has come has gone out that morning."""
    first = plan.days[-1] if status == "unanswered" else plan.first_day
    due = datetime.combine(first + timedelta(days=days), time(5, 10))
    return {
        "course_id": plan.id,
        "days": days,
        "status": status,
        "subject": "",
        "text": "",
        "created_at": min(bare(now), datetime.combine(plan.first_day, time(8)))
        - timedelta(days=30),
        "queued_at": due if due <= bare(now) else None,
    }

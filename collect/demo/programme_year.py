"""What the kindergartens of the synthetic municipality have ticked so far this kindergarten year."""

from datetime import date, datetime, time, timedelta
from typing import Any

from collect.database import insert_rows
from collect.demo.chance import Dice
from collect.models.organisation import Affiliation, Cohort
from collect.models.programme import ActivityMark
from collect.rules.calendar import local_day
from collect.rules.programme_year import Task, last_day, school_year, tasks

DILIGENT = (0.4, 0.75, 0.9, 1.0)  # how much of what is asked a kindergarten ticks
DONE = 0.92  # of what is ticked


def fill(seed: int, now: datetime) -> None:
    """Tick the months that are over; their chance is their own, so that the rest stays as it was."""
    dice, today = Dice(seed), local_day(now)
    rows: list[dict[str, object]] = []
    members: Any = (
        Affiliation.select(Affiliation, Cohort)
        .join(Cohort)
        .where(Affiliation.valid_to.is_null())
        .order_by(Affiliation.kindergarten)
    )
    for member in members:
        share = dice.choice(DILIGENT)
        for task in tasks(member.cohort.start, school_year(today)):
            is_over = last_day(task.month) < today
            if is_over and not task.activity.fact and dice.random() < share:
                rows.append(_mark(dice, member.kindergarten_id, task))
    insert_rows(ActivityMark, rows)


def _mark(dice: Dice, kindergarten_id: int, task: Task) -> dict[str, object]:
    is_done = dice.random() < DONE
    return {
        "kindergarten_id": kindergarten_id,
        "month": task.month,
        "activity": task.code,
        "is_done": is_done,
        "count": dice.randint(5, 18) if task.activity.is_counted and is_done else None,
        "note": "",
        "marked_by_id": None,
        "marked_at": _evening(last_day(task.month) - timedelta(days=dice.randint(0, 5))),
    }


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(13, 30))

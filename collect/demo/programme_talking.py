"""Snakke med barn in the synthetic municipality: under way in the third year and where the director logs in."""

from datetime import date, datetime, timedelta

from collect.database import ids_by, insert_rows
from collect.demo.chance import Dice
from collect.models.accounts import RoleGrant
from collect.models.base import on_day
from collect.models.organisation import Affiliation, Cohort
from collect.models.people import Employment
from collect.models.programme_talking import TalkAttendance, TalkSession
from collect.rules.calendar import is_working_day, local_day, programme_year
from collect.rules.programme_talking import FIRST_YEAR, MODULES

THERE = 0.85  # of the staff, each time
APART = timedelta(weeks=4)
SOME = 8  # every so many kindergartens


def fill(seed: int, now: datetime) -> None:
    """Hold modules where the third year has come; all seven in some of those that are past it."""
    dice, today = Dice(seed), local_day(now)
    home = RoleGrant.get(RoleGrant.role == "director").kindergarten_id
    rows = Affiliation.select(Affiliation, Cohort).join(Cohort).where(on_day(Affiliation, today))
    sessions = [
        {"kindergarten_id": row.kindergarten_id, "module": module, "held_on": day}
        for row in rows.order_by(Affiliation.kindergarten)
        for module, day in _held(dice, row, home, today)
    ]
    insert_rows(TalkSession, sessions)
    _attend(dice, sessions, today)


def _held(dice: Dice, row: Affiliation, home: int | None, today: date) -> list[tuple[int, date]]:
    """Return (module, day) of a kindergarten; most that are past their third year wrote nothing down."""
    year = programme_year(row.cohort.start, today) if row.cohort else 0
    if year < FIRST_YEAR:
        return []
    if year == FIRST_YEAR or row.kindergarten_id == home:
        number = dice.randint(2, 5)
    elif row.kindergarten_id % SOME == 0:
        number = len(MODULES)
    else:
        return []
    last = today - timedelta(days=dice.randint(5, 20))
    return [(n, _working(last - APART * (number - n))) for n in MODULES[:number]]


def _working(day: date) -> date:
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def _attend(dice: Dice, sessions: list[dict[str, object]], today: date) -> None:
    """Mark those of today's staff who had begun that day."""
    since: dict[tuple[int, int], date] = {}
    jobs = Employment.select().where(on_day(Employment, today)).order_by(Employment.id)
    for job in jobs:
        since.setdefault((job.kindergarten_id, job.person_id), job.valid_from)
    ids = ids_by(TalkSession, TalkSession.kindergarten, TalkSession.module)
    rows: list[dict[str, object]] = [
        {
            "session_id": ids[one["kindergarten_id"], one["module"]],
            "person_id": person_id,
            "is_present": dice.random() < THERE,
            "marked_by_id": None,
            "marked_at": datetime.fromisoformat(f"{one['held_on']}T14:00:00"),
        }
        for one in sessions
        for (place, person_id), first in since.items()
        if place == one["kindergarten_id"] and str(first) <= str(one["held_on"])
    ]
    insert_rows(TalkAttendance, rows)

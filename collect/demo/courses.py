"""Courses of the synthetic municipality, those that come back each semester and the coming ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from collect.database import ids_by, insert_rows
from collect.demo.chance import Dice, from_tuesday
from collect.models.courses import Course, CourseDay
from collect.rules.calendar import Semester, semester_of
from collect.rules.capacity import COURSE_SEATS
from collect.rules.eligibility import POSITIONS
from collect.rules.norwegian import search_text, sort_key

VENUES = (
    "Kommunehuset, Fjordsalen",
    "Elvestrand kulturhus",
    "Granåsen grendehus",
    "Biblioteket, Storsalen",
)
SEMESTERS_BACK = 5
TEACHERS = ("director", "deputy_director", "pedagogical_leader", "kindergarten_teacher")
WORKERS = ("skilled_worker", "assistant")


@dataclass(frozen=True)
class Outline:
    """A course that comes back: in which weeks of a semester, how long, for whom, how sought."""

    kind: str
    title: str
    weeks: tuple[int, ...]
    length: int  # days
    seats: int
    sought: tuple[int, int]  # how many register, at least and at most
    positions: tuple[str, ...] = ()
    min_programme_year: int = 0


TITLE = "TETT PÅ for fagarbeidere og assistenter"
SKILLED = Outline("skilled_worker", TITLE, (3, 9), 2, COURSE_SEATS, (20, 29), WORKERS, 2)
DAY = "Fagdag: Psykisk helse og barn i risiko"
TALKING = Outline(
    "talking_with_children", "Snakke med barn, modul", (2, 6, 10), 1, 40, (25, 40), (), 3
)
OUTLINES = (
    SKILLED,
    Outline("new_staff", "Nyansattkurs: Hva er TETT PÅ?", (5,), 1, 60, (22, 45)),
    Outline("certification", "Sertifisering i CLASS", (4,), 2, 30, (18, 30), TEACHERS),
    Outline("recertification", "Resertifisering i CLASS", (8,), 1, 60, (30, 60), TEACHERS),
    Outline("professional_day", DAY, (11,), 1, 200, (120, 190)),
    Outline("workshop", "Workshop for observatører", (12,), 1, 30, (15, 30), TEACHERS),
    TALKING,
)
# The coming courses for skilled workers: how many have registered, and how many of them withdrew.
COMING = ((COURSE_SEATS + 9 + 2, 2), (COURSE_SEATS - 3 + 1, 1), (COURSE_SEATS // 2 + 1, 1))

# And their hours to answer an offer, and the most seats for one kindergarten.
LINES = ((48, None), (0, None), (0, 5))


@dataclass(eq=False)
class Plan:
    """A course in the making."""

    outline: Outline
    title: str
    days: list[date]
    registered: int  # how many register, those counted who withdraw
    withdrawn: int
    is_cancelled: bool = False
    offer_hours: int = 0
    share: int | None = None
    id: int = 0

    @property
    def first_day(self) -> date:
        """Return the day it begins."""
        return self.days[0]

    @property
    def withdraw_by(self) -> date:
        """Return the last day to withdraw: the office orders lunch the day after."""
        return self.days[0] - timedelta(days=3)

    @property
    def register_by(self) -> date:
        """Return the last day to register."""
        return self.days[0] - timedelta(days=7)


def fill(dice: Dice, today: date) -> list[Plan]:
    """Make the courses of five past semesters, this one and the next; return them by first day."""
    plans = sorted([*_recurring(dice, today), *_coming(today)], key=lambda plan: plan.first_day)
    insert_rows(Course, [_row(dice, plan) for plan in plans])
    keys = ids_by(Course, Course.title, Course.first_day)
    for plan in plans:
        plan.id = keys[plan.title, plan.first_day]
    rows = [{"course_id": plan.id, "day": day} for plan in plans for day in plan.days]
    insert_rows(CourseDay, [row | {"starts_at": "09:00", "ends_at": "15:00"} for row in rows])
    return plans


def _recurring(dice: Dice, today: date) -> Iterator[Plan]:
    """Yield the courses that come back; those for skilled workers only until today."""
    modules = count()
    for step in range(-SEMESTERS_BACK, 2):
        start = _begins(semester_of(today).shift(step))
        for outline in OUTLINES:
            for week in outline.weeks:
                days = from_tuesday(start + timedelta(weeks=week), outline.length)
                ahead = (days[0] - today).days
                if outline is SKILLED and ahead >= 0:
                    continue
                number = f" {next(modules) % 7 + 1}" if outline is TALKING else ""
                sought = round(dice.randint(*outline.sought) * max(0.0, min(1.0, 1 - ahead / 150)))
                withdrawn = min(sought // 6, dice.randint(0, 3))
                is_cancelled = outline.kind == "workshop" and step == -2
                title = outline.title + number
                yield Plan(outline, title, days, sought, withdrawn, is_cancelled)


def _begins(semester: Semester) -> date:
    month, day = (1, 10) if semester.term == "spring" else (8, 25)
    return date(semester.year, month, day)


def _coming(today: date) -> Iterator[Plan]:
    """Yield the coming courses for skilled workers: full, with three seats left, half full."""
    first = today + timedelta(days=14)
    for (registered, withdrawn), (hours, share) in zip(COMING, LINES, strict=True):
        days = from_tuesday(first, SKILLED.length)
        plan = Plan(SKILLED, SKILLED.title, days, registered, withdrawn)
        plan.offer_hours, plan.share = hours, share
        yield plan
        first = days[-1] + timedelta(days=1)


def _row(dice: Dice, plan: Plan) -> dict[str, object]:
    outline, venue = plan.outline, dice.choice(VENUES)
    return {
        "title": plan.title,
        "sort": sort_key(plan.title),
        "search": search_text(plan.title, venue),
        "kind": outline.kind,
        "first_day": plan.first_day,
        "place": venue,
        "seats": outline.seats,
        "positions": ",".join(p for p in POSITIONS if p in outline.positions),
        "min_programme_year": outline.min_programme_year,
        "register_by": plan.register_by,
        "withdraw_by": plan.withdraw_by,
        "offer_hours": plan.offer_hours,
        "share": plan.share,
        "is_cancelled": plan.is_cancelled,
        "cancel_reason": "Kurslederen er syk." if plan.is_cancelled else "",
        "description": "Lunsj er med begge dager." if outline.length > 1 else "",
    }

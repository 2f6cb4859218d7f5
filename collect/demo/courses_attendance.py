"""Who was at the courses that are over in the synthetic municipality, and the proofs they have."""

from collections import defaultdict
from datetime import datetime, time

from collect.database import insert_rows
from collect.demo.chance import Dice
from collect.models.courses import Course, CourseDay, Registration
from collect.models.courses_attendance import Attendance, CourseProof
from collect.rules.calendar import local_day
from collect.rules.references import code_from

THERE = 0.96  # of all days that somebody has a seat


def fill(seed: int, now: datetime) -> None:
    """Mark each day that is over; its chance is its own, so that the rest stays as it was."""
    dice, today = Dice(seed), local_day(now)
    days: dict[int, list[CourseDay]] = defaultdict(list)
    held = CourseDay.select().join(Course).where(~Course.is_cancelled)
    for day in held.order_by(CourseDay.day, CourseDay.id):
        days[day.course_id].append(day)
    over = {key: found for key, found in days.items() if found[-1].day < today}
    seats = Registration.select().where(
        Registration.course.in_(list(over)) & (Registration.status == "placed")
    )
    marks: list[dict[str, object]] = []
    proofs: list[dict[str, object]] = []
    for seat in seats.order_by(Registration.id):
        here = [dice.random() < THERE for _ in over[seat.course_id]]
        for day, is_here in zip(over[seat.course_id], here, strict=True):
            marks.append(_mark(seat.id, day, is_here))
        if all(here):
            issued = {"issued_at": _evening(over[seat.course_id][-1]), "revoked_at": None}
            code = code_from(dice.randbytes(12))
            proofs.append({"registration_id": seat.id, "code": code, **issued})
    insert_rows(Attendance, marks)
    insert_rows(CourseProof, proofs)


def _mark(registration_id: int, day: CourseDay, is_here: bool) -> dict[str, object]:
    return {
        "registration_id": registration_id,
        "course_day_id": day.id,
        "is_present": is_here,
        "marked_by_id": None,
        "marked_at": _evening(day),
    }


def _evening(day: CourseDay) -> datetime:
    return datetime.combine(day.day, time(13, 30))

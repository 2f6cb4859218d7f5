"""Courses that need somebody in the office: nearly empty, with a line, or without attendance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from peewee import fn

from collect.models.courses import Course, CourseDay, Registration, RegistrationGroup
from collect.models.courses_attendance import Attendance

SOON = timedelta(days=14)  # so near the start something should be done
LATELY = timedelta(days=90)  # so long after the day attendance is asked for
NEEDS = ("few", "line", "unticked")


def needing(code: str, today: date) -> Any:
    """Return the condition that a course that is not called off needs somebody; raises KeyError.

    `few`: it begins soon, and fewer than half of its seats are taken. `line`: it begins soon, and
    somebody waits. `unticked`: a day of the last 90 is over, somebody had a seat, and nobody was
    ticked.
    """
    soon = Course.first_day.between(today, today + SOON)
    found = {
        "few": soon & (_taken() * 2 < Course.seats),
        "line": soon & fn.EXISTS(_registered("waiting")),
        "unticked": fn.EXISTS(_unticked(today)) & fn.EXISTS(_registered("placed")),
    }
    return found[code] & ~Course.is_cancelled


def _registered(*status: str) -> Any:
    of_course = (Registration.course == Course.id) & Registration.status.in_(status)
    return Registration.select(Registration.id).where(of_course)


def _taken() -> Any:
    """Return how many seats are taken, those without a name with them."""
    of_course = (Registration.course == Course.id) & Registration.status.in_(("placed", "offered"))
    named = Registration.select(fn.COUNT(Registration.id)).where(of_course)
    reserved = RegistrationGroup.select(fn.COALESCE(fn.SUM(RegistrationGroup.unnamed), 0)).where(
        RegistrationGroup.course == Course.id
    )
    return fn.COALESCE(named, 0) + fn.COALESCE(reserved, 0)


def _unticked(today: date) -> Any:
    ticked = Attendance.select(Attendance.id).where(Attendance.course_day == CourseDay.id)
    is_over = (CourseDay.day < today) & (CourseDay.day >= today - LATELY)
    return CourseDay.select(CourseDay.id).where(
        (CourseDay.course == Course.id) & is_over & ~fn.EXISTS(ticked)
    )

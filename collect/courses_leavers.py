"""Seats of those who have left: given up the day after the last day of work, for others to have."""

from __future__ import annotations

from datetime import datetime

from peewee import fn

from collect import courses_registrations as registrations
from collect.models.courses import Course, Registration
from collect.models.people import Employment, Person
from collect.rules.access import HOUSE
from collect.rules.calendar import local_day
from collect.rules.refusals import RuleBroken


def withdraw_gone(now: datetime) -> int:
    """Withdraw those who have left and will work nowhere when their course begins; return how many.

    Not one who was given a seat by an exception: that was not for the employment's sake.
    """
    today = local_day(now)
    jobs = Employment.select(Employment.id).where(Employment.person == Registration.person)
    stays = jobs.where(Employment.valid_to.is_null() | (Employment.valid_to >= Course.first_day))
    left = jobs.where(Employment.valid_to < today)
    works = jobs.where(Employment.valid_to.is_null() | (Employment.valid_to >= today))
    rows = (
        Registration.select(Registration, Course, Person)
        .join(Course)
        .join_from(Registration, Person)
        .where(
            (Registration.status != "withdrawn")
            & (Registration.override_reason == "")
            & ~Course.is_cancelled
            & (Course.first_day >= today)
            & fn.EXISTS(left)
            & ~fn.EXISTS(works)
            & ~fn.EXISTS(stays)
        )
        .order_by(Registration.id)
    )
    done = 0
    for row in list(rows):
        try:
            registrations.withdraw(row, by=HOUSE, now=now)
        except RuleBroken:  # was there already: the course has them
            continue
        done += 1
    return done

"""The introduction year of the newly qualified: what has been used of its hours, day by day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import ModelSelect, fn

from collect import journal, receipts
from collect.database import locked, writing
from collect.models.onboarding import OnboardingPlan
from collect.models.onboarding_introduction import IntroductionEntry
from collect.models.people import Person
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.onboarding_introduction import check_hours
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, clean


@dataclass(frozen=True)
class HoursAnswers:
    """Time used on one day, in minutes, and for what."""

    day: date
    minutes: int
    purpose: str
    note: str = ""


def is_within(row: OnboardingPlan, identity: Identity, act: str) -> bool:
    """Whether the plan has an introduction year on which the identity may do the act."""
    found = reach(identity, "introduction", act)
    place = row.employment.kindergarten_id
    return row.introduction_hours is not None and found.covers(
        person_id=row.person_id, kindergarten_id=place
    )


def require(row: OnboardingPlan, identity: Identity, act: str) -> None:
    """Raise NotFound for a plan without a year that the identity may see; NotAllowed for the act."""
    if not is_within(row, identity, "R"):
        raise NotFound("introduction")
    if not is_within(row, identity, act):
        raise NotAllowed("introduction")


def entries(row: OnboardingPlan) -> ModelSelect[IntroductionEntry]:
    """Return what counts of a plan's hours, with who entered it, the latest day first."""
    return (
        IntroductionEntry.select(IntroductionEntry, Person)
        .join(Person)
        .where((IntroductionEntry.plan == row) & IntroductionEntry.withdrawn_at.is_null())
        .order_by(IntroductionEntry.day.desc(), IntroductionEntry.id.desc())
    )


def minutes_used(plan_ids: Collection[int]) -> dict[int, int]:
    """Return by plan how many minutes are used; one query however many plans."""
    rows: Any = (
        IntroductionEntry.select(IntroductionEntry.plan, fn.SUM(IntroductionEntry.minutes))
        .where(
            IntroductionEntry.plan.in_(list(plan_ids)) & IntroductionEntry.withdrawn_at.is_null()
        )
        .group_by(IntroductionEntry.plan)
        .tuples()
    )
    return {plan_id: int(total) for plan_id, total in rows}


def enter(
    row: OnboardingPlan, answers: HoursAnswers, *, by: Identity, submission_id: str, now: datetime
) -> str:
    """Enter time used on a day; return a reference. The same submission again enters it once.

    More than a tenth of the working time may be entered: what was used, was used. Raises
    RuleBroken for a day outside the year or to come, and for what is no quarter of an hour.
    """
    require(row, by, "C")
    check_hours(answers.day, answers.minutes, answers.purpose, row.first_day, today=local_day(now))
    note = clean(answers.note, LINE, "note")
    body = receipts.body_hash((row.reference, answers))
    with writing():
        known = receipts.earlier(submission_id, body, by=by)
        if known is not None:
            return known[0]
        made = IntroductionEntry.create(
            plan=row,
            day=answers.day,
            minutes=answers.minutes,
            purpose=answers.purpose,
            note=note,
            entered_by=by.person_id,
            entered_at=now,
        )
        reference = receipts.new_reference()
        receipts.give(submission_id, body, "introduction", reference, made.id, by=by, now=now)
        new = {"day": answers.day, "minutes": answers.minutes, "purpose": answers.purpose}
        place = row.employment.kindergarten_id
        journal.note(
            "onboarding.enter_hours", made.id, by=by, now=now, kindergarten_id=place, new=new
        )
    return reference


def withdraw(row: OnboardingPlan, entry_id: int, *, by: Identity, now: datetime) -> None:
    """Take an entry out of the count; it stays in the table. Raises NotFound for another plan's."""
    require(row, by, "X")
    here = (IntroductionEntry.id == entry_id) & (IntroductionEntry.plan == row)
    with writing():
        held = locked(IntroductionEntry.select().where(here)).get_or_none()
        if held is None:
            raise NotFound("entry")
        if held.withdrawn_at is not None:
            raise RuleBroken("introduction.withdrawn")
        journal.amend(
            held,
            {"withdrawn_at": now},
            "onboarding.withdraw_hours",
            by=by,
            now=now,
            kindergarten_id=row.employment.kindergarten_id,
        )

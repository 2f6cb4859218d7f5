"""What follows from a change before it is declared, so that nobody finds it out afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from collect import certificates_risk as risk
from collect import courses_audience, onboarding
from collect import courses_registrations as registrations
from collect import programme_talking as talking
from collect.models.base import on_day
from collect.models.courses import Course, Registration
from collect.models.onboarding import OnboardingPlan
from collect.models.organisation import Kindergarten
from collect.models.people import Employment, Person, ProgrammeFunction
from collect.people_changes import Change, ChangeAnswers, judge, named
from collect.rules.access import Identity
from collect.rules.calendar import local_day


@dataclass(frozen=True)
class Consequences:
    """What ends, what goes on, and what somebody has to decide about."""

    change: Change
    roles: tuple[tuple[str, str, str, str], ...]  # role, department; what it becomes, and where
    courses: tuple[tuple[Registration, tuple[str, ...]], ...]  # and what stands in the way
    short: tuple[tuple[str, int], ...]  # age group, observers that are left
    minimum: int
    plans: tuple[OnboardingPlan, ...]
    is_champion: bool

    @property
    def is_quiet(self) -> bool:
        """Whether nothing but the employment changes."""
        return not (self.roles or self.courses or self.short or self.plans or self.is_champion)


def preview(
    row: Person,
    place: Kindergarten,
    answers: ChangeAnswers,
    *,
    by: Identity,
    minimum: int,
    now: datetime,
) -> Consequences:
    """Return what would follow; nothing is written. Raises RuleBroken for what cannot be declared."""
    today = local_day(now)
    change = judge(row, place, answers, today=today)
    gone = change.gone_from
    short = risk.short_without(by, place.id, row.id, gone, minimum) if change.leaves else []
    return Consequences(
        change=change,
        roles=tuple(named(change.turns)),
        courses=tuple(_courses(change, row, by, today)),
        short=tuple(short),
        minimum=minimum,
        plans=tuple(_plans(row, place, by)),
        is_champion=change.leaves and _leads(row, place, gone),
    )


def _courses(
    change: Change, row: Person, by: Identity, today: date
) -> list[tuple[Registration, tuple[str, ...]]]:
    """Return the coming registrations that the person has no longer any right to, with the reasons."""
    if change.kind == "department":
        return []
    coming = (
        registrations.registrations(by, today)
        .where(
            (Registration.person == row)
            & (Registration.status != "withdrawn")
            & ~Course.is_cancelled
            & (Course.first_day >= max(today, change.gone_from))
        )
        .order_by(Course.first_day, Course.id)
    )
    found = []
    for one in coming:
        against = _against(change, one.course)
        if against:
            found.append((one, tuple(against)))
    return found


def _against(change: Change, course: Course) -> list[str]:
    """Return what stands in the way on the course's first day, once the change is made."""
    job = change.job
    person_id, on = job.person_id, course.first_day
    if not change.leaves:
        post = (change.position, job.kindergarten_id)
        return courses_audience.judged(course, {person_id: post})[person_id]
    other = Employment.get_or_none(
        (Employment.person == person_id) & (Employment.id != job.id) & on_day(Employment, on)
    )
    if other is None:
        return ["course.not_employed"]
    post = (other.position, other.kindergarten_id)
    return courses_audience.judged(course, {person_id: post})[person_id]


def _plans(row: Person, place: Kindergarten, by: Identity) -> list[OnboardingPlan]:
    """Return the plans with open tasks that stay as they are."""
    here = (OnboardingPlan.person == row) & (Employment.kindergarten == place)
    return list(onboarding.open_plans(by).where(here))


def _leads(row: Person, place: Kindergarten, gone: date) -> bool:
    """Whether somebody would lead the talks in a kindergarten on a day, had they not left."""
    here = (ProgrammeFunction.person == row) & (ProgrammeFunction.kindergarten == place)
    return bool(talking.champion_rows(gone).where(here).exists())

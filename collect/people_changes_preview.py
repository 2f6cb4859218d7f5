"""What follows from a change before it is declared, so that nobody finds it out afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from peewee import fn

from collect import accounts_leading, courses_audience, onboarding, people_following
from collect import certificates_risk as risk
from collect import courses_registrations as registrations
from collect import programme_talking as talking
from collect.models.base import on_day
from collect.models.courses import Course, Registration
from collect.models.observations import Visit
from collect.models.onboarding import OnboardingPlan, OnboardingTemplate
from collect.models.organisation import Department, Kindergarten
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
    begins: OnboardingTemplate | None  # a plan for the new position
    leads: bool | None  # the department in the house; None: has no address to be invited at
    visits: tuple[Visit, ...]  # need somebody else
    functions: tuple[str, ...]  # end
    champions: int | None  # that are left, of one who is one

    @property
    def is_champion(self) -> bool:
        """Whether the person would lead the talks, had they stayed."""
        return self.champions is not None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing but the employment changes."""
        found = (self.roles, self.courses, self.short, self.plans, self.begins, self.visits)
        return not (any(found) or self.functions or self.is_champion or self.leads is not False)


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
    gone, is_gone = change.gone_from, change.leaves or change.kind == "leave"
    short = risk.short_without(by, place.id, row.id, gone, minimum) if is_gone else []
    is_new = change.kind == "position"
    return Consequences(
        change=change,
        roles=tuple(named(change.turns)),
        courses=tuple(_courses(change, row, by, today)),
        short=tuple(short),
        minimum=minimum,
        plans=tuple(_plans(row, place, by)) if change.kind != "returns" else (),
        begins=people_following.new_template(change.job.position, change.position)
        if is_new
        else None,
        leads=_leads(change),
        visits=tuple(_visits(change, row)),
        functions=tuple(_functions(row, place, gone)) if change.leaves else (),
        champions=_champions(row, place, gone) if is_gone else None,
    )


def _leads(change: Change) -> bool | None:
    """Whether the department's lead comes with the change; None for one who cannot be invited."""
    if change.kind not in ("position", "department"):
        return False
    job = change.job
    made = Employment(
        person=job.person,
        kindergarten=job.kindergarten_id,
        department=change.room,
        position=change.position,
        valid_from=change.day,
        valid_to=job.valid_to,
    )
    if change.kind == "department" and any(one.becomes == "leader" for one in change.turns):
        return False
    if not accounts_leading.is_to_lead(made):
        return False
    return True if accounts_leading.may_be_invited(made) else None


def _visits(change: Change, row: Person) -> list[Visit]:
    """Return the coming visits that somebody else must make."""
    if change.kind == "moves" or not (change.leaves or change.kind == "leave"):
        return []
    coming = (Visit.observer == row) & Visit.status.in_(("proposed", "asked", "accepted"))
    coming &= Visit.planned_on >= change.gone_from
    if change.until is not None:
        coming &= Visit.planned_on <= change.until
    rows = Visit.select(Visit, Department, Kindergarten).join(Department).join(Kindergarten)
    elsewhere = Employment.select(Employment.id).where(
        (Employment.person == row)
        & (Employment.id != change.job.id)
        & on_day(Employment, Visit.planned_on)
    )
    if change.kind == "leaves":
        coming &= ~fn.EXISTS(elsewhere)
    return list(rows.where(coming).order_by(Visit.planned_on, Visit.id))


def _functions(row: Person, place: Kindergarten, gone: date) -> list[str]:
    """Return the functions in the kindergarten that end with the last day; champions are told of apart."""
    there = (ProgrammeFunction.person == row) & (ProgrammeFunction.kindergarten == place)
    rows = ProgrammeFunction.select().where(there & on_day(ProgrammeFunction, gone))
    return sorted({one.function for one in rows} - {"talk_champion"})


def _courses(
    change: Change, row: Person, by: Identity, today: date
) -> list[tuple[Registration, tuple[str, ...]]]:
    """Return the coming registrations that the person has no longer any right to, with the reasons."""
    if change.kind in ("department", "returns"):
        return []
    last = change.until or date.max if change.kind == "leave" else date.max
    coming = (
        registrations.registrations(by, today)
        .where(
            (Registration.person == row)
            & (Registration.status != "withdrawn")
            & ~Course.is_cancelled
            & Course.first_day.between(max(today, change.gone_from), last)
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
    if change.kind == "leave":
        return ["course.on_leave"]
    if change.kind != "leaves":
        post = (change.position, (change.place or job.kindergarten).id)
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


def _champions(row: Person, place: Kindergarten, gone: date) -> int | None:
    """Return how many lead the talks in a kindergarten when a champion is gone; None for another."""
    rows = list(talking.champion_rows(gone).where(ProgrammeFunction.kindergarten == place))
    others = {one.person_id for one in rows} - {row.id}
    return len(others) if any(one.person_id == row.id for one in rows) else None

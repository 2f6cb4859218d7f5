"""New staff: say once who begins, and the plan of that role is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import SQL, Case, ModelSelect, fn

from collect import accounts_leading, journal, organisation, people, people_leaves, receipts
from collect import onboarding_resources as resources
from collect.database import writing
from collect.models.base import within
from collect.models.onboarding import OnboardingPlan, OnboardingTemplate, PlanTask, TemplateTask
from collect.models.organisation import Affiliation, Department, Kindergarten
from collect.models.people import Employment, Person
from collect.rules.access import Identity, reach
from collect.rules.onboarding import OWNERS, task_dates, template_key
from collect.rules.onboarding_introduction import hours_due, is_offered
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, clean

INTRODUCED = "newly_qualified"  # the template of an introduction year


@dataclass(frozen=True)
class NewStaffAnswers:
    """Who begins, where, as what and when."""

    name: str
    email: str
    position: str
    kindergarten_id: int
    department_id: int | None
    first_day: date
    fte_percent: int
    newly_qualified: bool = False
    new_director: bool = False


def employers(identity: Identity) -> ModelSelect[Kindergarten]:
    """Return the kindergartens where the identity may bring in new staff."""
    found = reach(identity, "onboarding", "C")
    return (
        Kindergarten.select()
        .where(within(found, kindergarten=Kindergarten.id) & organisation.stands())
        .order_by(Kindergarten.sort, Kindergarten.id)
    )


def employer(identity: Identity, kindergarten_id: int) -> Kindergarten:
    """Return one of those kindergartens; raise NotFound for a foreign or missing one."""
    found = employers(identity).where(Kindergarten.id == kindergarten_id).get_or_none()
    if found is None:
        raise NotFound("kindergarten")
    return found


def begin(
    answers: NewStaffAnswers,
    *,
    by: Identity,
    submission_id: str,
    now: datetime,
    introduction_until: date | None = None,
) -> str:
    """Add the person and the employment, start the plan of the role, return the reference number.

    The same submission again gives the same reference. A newly qualified teacher who begins after
    `introduction_until` gets the plan of the position. Raises RuleBroken for what cannot be kept.
    """
    if not reach(by, "onboarding", "C").covers(kindergarten_id=answers.kindergarten_id):
        raise RuleBroken("kindergarten.unknown", "kindergarten_id")
    body = receipts.body_hash(answers)
    with writing():
        known = receipts.earlier(submission_id, body, by=by)
        if known is not None:
            return known[0]
        place, room = _place(answers)
        chosen = _template(answers, introduction_until)
        row = people.insert_person({"name": answers.name, "email": answers.email}, by=by, now=now)
        job = people.insert_employment(
            row,
            place,
            room,
            answers.position,
            answers.fte_percent,
            answers.first_day,
            by=by,
            now=now,
        )
        for flag in _flags(answers):
            days = resources.NEW_FOR_DAYS
            people.insert_flag(row, flag, answers.first_day, days, by=by, now=now)
        plan = start_plan(row, job, chosen, now)
        accounts_leading.take_lead(job, by=by, now=now)
        receipts.give(submission_id, body, "new_staff", plan.reference, plan.id, by=by, now=now)
        new = {"person": row, "template": chosen.key, "first_day": answers.first_day}
        journal.note("onboarding.begin", plan.id, by=by, now=now, kindergarten_id=place.id, new=new)
    return str(plan.reference)


def _flags(answers: NewStaffAnswers) -> list[str]:
    qualified = ["newly_qualified"] if answers.newly_qualified else []
    return ["new_hire", *qualified, *(["new_director"] if answers.new_director else [])]


def _place(answers: NewStaffAnswers) -> tuple[Kindergarten, Department | None]:
    place = Kindergarten.get_or_none(Kindergarten.id == answers.kindergarten_id)
    if place is None:
        raise RuleBroken("kindergarten.unknown", "kindergarten_id")
    if answers.department_id is None:
        return place, None
    room = Department.get_or_none(
        (Department.id == answers.department_id) & (Department.kindergarten == place)
    )
    if room is None:
        raise RuleBroken("department.elsewhere", "department_id")
    return place, room


def _template(answers: NewStaffAnswers, until: date | None) -> OnboardingTemplate:
    is_introduced = answers.newly_qualified and is_offered(answers.first_day, until)
    key = template_key(answers.position, is_introduced, answers.new_director)
    found = template(key)
    if found is None:
        raise RuleBroken("template.missing", "position")
    return found


def template(key: str) -> OnboardingTemplate | None:
    """Return the template of a role, as long as it is in use."""
    is_it = (OnboardingTemplate.key == key) & OnboardingTemplate.is_active
    found: OnboardingTemplate | None = OnboardingTemplate.get_or_none(is_it)
    return found


def start_plan(
    row: Person, job: Employment, template: OnboardingTemplate, now: datetime
) -> OnboardingPlan:
    """Start a plan with the template's tasks, inside the act that begins the employment."""
    plan = OnboardingPlan.create(
        reference=receipts.new_reference(),
        person=row,
        employment=job,
        template=template,
        first_day=job.valid_from,
        created_at=now,
        introduction_hours=hours_due(job.fte_percent) if template.key == INTRODUCED else None,
    )
    tasks = (
        TemplateTask.select()
        .where(TemplateTask.template == template)
        .order_by(TemplateTask.position)
    )
    rows = []
    for task in tasks:
        opens_on, due_on = task_dates(job.valid_from, task.opens_offset, task.due_offset)
        rows.append(
            {
                "plan": plan,
                "position": task.position,
                "title_nb": task.title_nb,
                "title_nn": task.title_nn,
                "title_en": task.title_en,
                "owner": task.owner,
                "opens_on": opens_on,
                "due_on": due_on,
                "finishes_on": task.finishes_on,
            }
        )
    if rows:
        PlanTask.insert_many(rows).execute()
    return plan


def plans(identity: Identity) -> ModelSelect[OnboardingPlan]:
    """Return the plans the identity may follow, the latest beginner first."""
    found = reach(identity, "onboarding", "R")
    return (
        OnboardingPlan.select(OnboardingPlan, Person, Employment, Kindergarten, OnboardingTemplate)
        .join(Person)
        .join_from(OnboardingPlan, Employment)
        .join(Kindergarten)
        .join_from(OnboardingPlan, OnboardingTemplate)
        .where(
            within(found, person=OnboardingPlan.person, kindergarten=Employment.kindergarten)
            | _guided(identity)
        )
        .order_by(OnboardingPlan.first_day.desc(), OnboardingPlan.id.desc())
    )


def _guided(identity: Identity) -> Any:
    """Return the condition that a plan has tasks for the resource person that the identity is."""
    if identity.person_id is None:
        return SQL("1 = 0")
    theirs = PlanTask.select(PlanTask.plan).where(PlanTask.owner == "resource_person")
    return Employment.kindergarten.in_(resources.led_rows(identity)) & OnboardingPlan.id.in_(theirs)


def plan(identity: Identity, reference: str) -> OnboardingPlan:
    """Return one plan by its reference; raise NotFound for a foreign or missing one."""
    found = plans(identity).where(OnboardingPlan.reference == reference).get_or_none()
    if found is None:
        raise NotFound("plan")
    return found


def tasks(row: OnboardingPlan) -> ModelSelect[PlanTask]:
    """Return a plan's tasks in order of their dates."""
    return (
        PlanTask.select().where(PlanTask.plan == row).order_by(PlanTask.due_on, PlanTask.position)
    )


def own_tasks(plan_ids: list[int]) -> list[PlanTask]:
    """Return the open tasks that the new employees of several plans do themselves, by date; one query."""
    mine = (PlanTask.status == "open") & (PlanTask.owner == "self")
    return list(
        PlanTask.select()
        .where(mine & PlanTask.plan.in_(plan_ids))
        .order_by(PlanTask.due_on, PlanTask.position)
    )


@dataclass(frozen=True)
class Progress:
    """How far a plan has come."""

    total: int = 0
    settled: int = 0
    late: int = 0


def progress(plan_ids: list[int], today: date) -> dict[int, Progress]:
    """Count tasks, settled tasks and late tasks of several plans in one query."""
    settled = fn.SUM(Case(None, ((PlanTask.status != "open", 1),), 0))
    late = fn.SUM(Case(None, (((PlanTask.status == "open") & (PlanTask.due_on < today), 1),), 0))
    rows: Any = (
        PlanTask.select(PlanTask.plan, fn.COUNT(PlanTask.id), settled, late)
        .where(PlanTask.plan.in_(plan_ids))
        .group_by(PlanTask.plan)
        .tuples()
    )
    return {plan_id: Progress(int(n), int(s), int(x)) for plan_id, n, s, x in rows}


def settles(row: OnboardingPlan, identity: Identity) -> frozenset[str]:
    """Return whose tasks of a plan the identity signs off.

    Oneself signs one's own tasks, the resource person those of hers; the director and the mentor
    all of their kindergarten.
    """
    may, place = reach(identity, "onboarding", "U"), row.employment.kindergarten_id
    if may.covers(kindergarten_id=place):
        return frozenset(OWNERS)
    own = {"self"} if may.covers(person_id=row.person_id) else set()
    guided = {"resource_person"} if place in resources.led(identity) else set()
    return frozenset(own | guided)


def settle(row: PlanTask, status: str, reason: str, *, by: Identity, now: datetime) -> None:
    """Sign a task off as done, or as not applicable with a reason; or open it again.

    Each signs the tasks of `settles`. A task that is opened again waits for a hand from then on,
    not for an event that came already.
    """
    held = row.plan
    kindergarten_id = held.employment.kindergarten_id
    if row.owner not in settles(held, by):
        raise NotAllowed("task")
    if status not in ("open", "done", "not_applicable"):
        raise RuleBroken("choice.unknown", "status", value=status)
    reason = clean(reason, LINE, "reason")
    if status == "not_applicable" and not reason:
        raise RuleBroken("task.reason", "reason")
    is_settled = status != "open"
    values = {
        "status": status,
        "reason": reason if status == "not_applicable" else "",
        "settled_by": by.person_id if is_settled else None,
        "settled_at": now if is_settled else None,
    }
    if not is_settled:
        values["finishes_on"] = ""
    with writing():
        if row.status != status:
            journal.amend(
                row, values, "onboarding.settle", by=by, now=now, kindergarten_id=kindergarten_id
            )


def task(identity: Identity, reference: str, task_id: int) -> PlanTask:
    """Return one task of a plan within reach; raise NotFound otherwise."""
    held = plan(identity, reference)
    found = PlanTask.get_or_none((PlanTask.id == task_id) & (PlanTask.plan == held))
    if found is None:
        raise NotFound("task")
    found.plan = held
    return found


def of_cohort(identity: Identity, cohort_id: int) -> ModelSelect[OnboardingPlan]:
    """Return the plans of people who began in a cohort's kindergartens, by kindergarten and first day."""
    found = reach(identity, "onboarding", "R")
    return (
        plans(identity)
        .join_from(Kindergarten, Affiliation, on=(Affiliation.kindergarten == Kindergarten.id))
        .where(
            (Affiliation.cohort == cohort_id)
            & (Affiliation.valid_from <= OnboardingPlan.first_day)
            & (Affiliation.valid_to.is_null() | (Affiliation.valid_to >= OnboardingPlan.first_day))
            & (SQL("1 = 1") if found.everything else SQL("1 = 0"))
        )
        .order_by(Kindergarten.sort, OnboardingPlan.first_day, OnboardingPlan.id)
    )


def open_plans(identity: Identity) -> ModelSelect[OnboardingPlan]:
    """Return the plans within reach that have an open task, of those who work there and are not on leave."""
    waiting = PlanTask.select(PlanTask.plan).where(PlanTask.status == "open")
    found = plans(identity).where(OnboardingPlan.id.in_(waiting))
    if identity.on is None:
        return found
    away = people_leaves.away(OnboardingPlan.person, Employment.kindergarten, identity.on)
    works = Employment.valid_to.is_null() | (Employment.valid_to >= identity.on)
    return found.where(works & ~fn.EXISTS(away))

"""The new staff of the synthetic municipality, each with a plan that has come some way."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from collect.database import ids_by, insert_rows
from collect.demo import names
from collect.demo.chance import Dice
from collect.demo.people import NEW_FOR, Worker
from collect.demo.programme import Official
from collect.journal import bare
from collect.models.onboarding import OnboardingPlan, OnboardingTemplate, PlanTask, TemplateTask
from collect.models.onboarding_introduction import IntroductionEntry
from collect.models.people import PersonFlag
from collect.onboarding import INTRODUCED
from collect.onboarding_resources import NEW_FOR_DAYS
from collect.rules.calendar import local_day
from collect.rules.onboarding import TASK_STATES, task_dates, template_key
from collect.rules.onboarding_introduction import PURPOSES, hours_due


def fill(
    dice: Dice,
    workers: list[Worker],
    guides: dict[int, Official],
    resources: dict[int, Worker],
    now: datetime,
) -> None:
    """Start a plan for everybody who began within eight months."""
    today = local_day(now)
    new = [worker for worker in workers if worker.until is None and worker.since > today - NEW_FOR]
    directors = {w.place.id: w.person_id for w in workers if w.position == "director"}
    keys = {worker.person_id: _flag(dice, worker) for worker in new}
    plans = _insert_plans(dice, new, keys, bare(now))
    tasks = _template_tasks()
    rows = []
    for worker in new:
        owners = {
            "self": worker.person_id,
            "director": directors[worker.place.id],
            "resource_person": resources[worker.place.id].person_id,
            "mentor": guides[worker.place.id].person_id,
        }
        for task in tasks[keys[worker.person_id]]:
            dates = task_dates(worker.since, task.opens_offset, task.due_offset)
            row = {"plan_id": plans[worker.person_id]} | _row(task, *dates)
            rows.append(row | _settled(dice, *dates, owners[task.owner], now))
    insert_rows(PlanTask, rows)
    _use_hours(dice, new, keys, plans, today, now)


def _use_hours(
    dice: Dice,
    new: list[Worker],
    keys: dict[int, str],
    plans: dict[int, int],
    today: date,
    now: datetime,
) -> None:
    """Enter some of the hours of each introduction year, about as many as its weeks would have."""
    rows = []
    for worker in new:
        if keys[worker.person_id] != INTRODUCED or worker.since > today:
            continue
        for week in range((today - worker.since).days // 7):
            day = worker.since + timedelta(days=7 * week)
            if dice.random() < 0.7:
                rows.append(
                    {
                        "plan_id": plans[worker.person_id],
                        "day": day,
                        "minutes": 15 * dice.randint(6, 20),
                        "purpose": dice.choice(PURPOSES),
                        "note": "",
                        "entered_by_id": worker.person_id,
                        "entered_at": dice.moment(day, bare(now)),
                    }
                )
    insert_rows(IntroductionEntry, rows)


def _flag(dice: Dice, worker: Worker) -> str:
    """Set the flags of a new employee; return which template that gives."""
    newly_qualified = worker.position == "kindergarten_teacher" and dice.random() < 0.6
    new_director = worker.position == "director"
    held = ["new_hire"] + ["newly_qualified"] * newly_qualified + ["new_director"] * new_director
    until = worker.since + timedelta(days=NEW_FOR_DAYS - 1)
    row = {"person_id": worker.person_id, "valid_from": worker.since, "valid_to": until}
    insert_rows(PersonFlag, [row | {"flag": flag} for flag in held])
    return template_key(worker.position, newly_qualified, new_director)


def _insert_plans(
    dice: Dice, new: list[Worker], keys: dict[int, str], latest: datetime
) -> dict[int, int]:
    """Insert the plans, made some days before the first day; return their ids by person."""
    templates = ids_by(OnboardingTemplate, OnboardingTemplate.key)
    rows = []
    for worker in new:
        made_on = worker.since - timedelta(days=dice.randint(3, 25))
        rows.append(
            {
                "reference": dice.reference(),
                "person_id": worker.person_id,
                "employment_id": worker.employment_id,
                "template_id": templates[keys[worker.person_id]],
                "first_day": worker.since,
                "introduction_hours": hours_due(100)
                if keys[worker.person_id] == INTRODUCED
                else None,
                "created_at": dice.moment(made_on, latest),
            }
        )
    insert_rows(OnboardingPlan, rows)
    return ids_by(OnboardingPlan, OnboardingPlan.person)


def _template_tasks() -> dict[str, list[Any]]:
    """Return the tasks of each template, in order, by the template's key."""
    found: dict[str, list[Any]] = defaultdict(list)
    query = TemplateTask.select(TemplateTask, OnboardingTemplate).join(OnboardingTemplate)
    for task in query.order_by(TemplateTask.template, TemplateTask.position):
        found[task.template.key].append(task)
    return found


def _row(task: Any, opens_on: date, due_on: date) -> dict[str, object]:
    return {
        "position": task.position,
        "title_nb": task.title_nb,
        "title_nn": task.title_nn,
        "title_en": task.title_en,
        "owner": task.owner,
        "opens_on": opens_on,
        "due_on": due_on,
        "finishes_on": task.finishes_on,
    }


def _settled(
    dice: Dice, opens_on: date, due_on: date, owner: int, now: datetime
) -> dict[str, object]:
    """Return status, reason, by whom and when: most of what was due is done, some of it is late."""
    today = local_day(now)
    weights = (60, 38, 2) if due_on >= today else (12, 82, 6)  # open, done, not applicable
    status = dice.choices(TASK_STATES, weights)[0] if opens_on <= today else "open"
    if status == "open":
        return {"status": status, "reason": "", "settled_by_id": None, "settled_at": None}
    day = dice.day(opens_on, min(due_on + timedelta(days=4), today))
    return {
        "status": status,
        "reason": dice.choice(names.REASONS) if status == "not_applicable" else "",
        "settled_by_id": owner,
        "settled_at": dice.moment(day, bare(now)),
    }

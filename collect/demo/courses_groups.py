"""Whom the demonstration's director has registered together, and a course that its employee was at."""

from datetime import date, datetime, timedelta

from collect.database import ids_by, insert_rows
from collect.demo.accounts import Cast
from collect.demo.chance import Dice
from collect.demo.courses import Plan
from collect.demo.courses_registrations import may_go
from collect.demo.people import Worker
from collect.journal import bare
from collect.models.courses import Registration, RegistrationGroup
from collect.rules.calendar import local_day
from collect.rules.courses_evaluation import closes_on

# The rule, how many are registered together, and how many seats still lack a name.
GROUPS = (("each", 3, 0), ("all", 3, 0), ("one", 2, 2))
FOR_ALL = ("professional_day", "talking_with_children")  # kinds of courses for every position
AHEAD = timedelta(days=3)


def fill(
    dice: Dice, plans: list[Plan], workers: list[Worker], players: Cast, now: datetime
) -> None:
    """Register groups in coming courses, and the employee in one that was just over."""
    today = local_day(now)
    home = players.director.place
    staff = [w for w in workers if w.place is home and w.until is None and w is not players.staff]
    coming = [p for p in plans if p.first_day > today + AHEAD and p.outline.kind in FOR_ALL]
    taken = {plan.id: _taken(plan) for plan in plans}
    groups, rows = [], []
    for (rule, size, unnamed), plan in zip(GROUPS, coming, strict=False):
        able = [w for w in staff if may_go(w, plan) and w.person_id not in taken[plan.id]][:size]
        if len(able) < size or len(taken[plan.id]) + size + unnamed > plan.outline.seats:
            continue
        groups.append(_group(dice, plan, players.director, rule, unnamed, now))
        rows += [(plan, worker, str(groups[-1]["reference"])) for worker in able]
    if (over := _just_over(plans, players.staff, taken, today)) is not None:
        rows.append((over, players.staff, ""))
    insert_rows(RegistrationGroup, groups)
    keys = ids_by(RegistrationGroup, RegistrationGroup.reference)
    insert_rows(
        Registration,
        [_row(dice, plan, worker, keys.get(name), now) for plan, worker, name in rows],
    )


def _taken(plan: Plan) -> set[int]:
    """Return who is registered in a course already, or was."""
    rows = Registration.select().where(Registration.course == plan.id)
    return {row.person_id for row in rows}


def _just_over(
    plans: list[Plan], staff: Worker, taken: dict[int, set[int]], today: date
) -> Plan | None:
    """Return the latest course for everybody whose evaluation is open and that had a seat left."""
    found = [
        plan
        for plan in plans
        if plan.outline.kind in FOR_ALL
        and plan.days[-1] < today <= closes_on(plan.days[-1])
        and not plan.is_cancelled
        and may_go(staff, plan)
        and staff.person_id not in taken[plan.id]
        and len(taken[plan.id]) < plan.outline.seats
    ]
    return found[-1] if found else None


def _group(
    dice: Dice, plan: Plan, director: Worker, rule: str, unnamed: int, now: datetime
) -> dict[str, object]:
    return {
        "reference": dice.reference(),
        "course_id": plan.id,
        "kindergarten_id": director.place.id,
        "rule": rule,
        "registered_by_id": director.person_id,
        "registered_at": bare(now - timedelta(days=2)),
        "name_by": plan.first_day - timedelta(days=2) if unnamed else None,
        "unnamed": unnamed,
    }


def _row(
    dice: Dice, plan: Plan, worker: Worker, group_id: int | None, now: datetime
) -> dict[str, object]:
    latest = min(bare(now), datetime.combine(plan.register_by, datetime.min.time()))
    return {
        "reference": dice.reference(),
        "course_id": plan.id,
        "person_id": worker.person_id,
        "status": "placed",
        "needs": "",
        "note": "",
        "registered_at": latest - timedelta(days=2),
        "withdrawn_at": None,
        "group_id": group_id,
    }

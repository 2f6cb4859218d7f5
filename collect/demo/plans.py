"""Goals of the synthetic municipality: set after most observations, followed up, and evaluated."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from collect.database import ids_by, insert_rows
from collect.demo import plans_texts as texts
from collect.demo.chance import Dice
from collect.demo.people import Worker
from collect.journal import bare
from collect.models.observations import Dimension, Observation
from collect.models.plans import Goal, GoalAction, GoalCheck
from collect.observations_profiles import dimension_means
from collect.rules.calendar import Semester, local_day, semester_from, semester_of
from collect.rules.plans import start_value, suggested_check_back, suggested_target

SHARE = 0.8  # of released observations that a goal is set from
SECOND = 0.15  # of those, with one goal more
PROJECTS = 0.12  # of departments, with a micro-project in the semester at hand
REST = timedelta(days=3)  # after a release before anybody sets a goal
DAY = timedelta(days=1)


@dataclass
class Plan:
    """A goal in the making: its row, its actions and its checks."""

    row: dict[str, Any]
    actions: list[dict[str, Any]] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """A released observation, with the dimensions that had most to gain there."""

    observation_id: int
    department_id: int
    semester: Semester
    released_on: date
    weakest: tuple[tuple[int, Fraction], ...]  # dimension id, mean


def fill(dice: Dice, workers: list[Worker], leader: Worker, now: datetime) -> None:
    """Set the goals; the demonstration's leader has one that waits to be evaluated or looked at."""
    assert leader.room is not None
    leaders = _leaders(workers)
    scale = {row.id: row for row in Dimension.select()}
    made: list[Plan] = []
    for source in _sources(scale):
        is_shown = source.department_id == leader.room.id
        if is_shown and source.semester == semester_of(local_day(now)):
            continue  # waits on the leader's front page
        if not is_shown and dice.random() >= SHARE:
            continue
        for number in range(1 + (dice.random() < SECOND and not is_shown)):
            plan = _plan(dice, source, number, scale, leaders.get(source.department_id), now)
            made += [plan] if plan else []
    _leave_open([plan for plan in made if plan.row["department_id"] == leader.room.id], now)
    made += _projects(dice, leaders, now)
    _insert(made)


def _leaders(workers: list[Worker]) -> dict[int, Worker]:
    return {
        worker.room.id: worker
        for worker in workers
        if worker.position == "pedagogical_leader" and worker.room and worker.until is None
    }


def _sources(scale: dict[int, Any]) -> Iterator[Source]:
    """Yield the released observations in the order they were made, each with its weakest dimensions."""
    means: dict[int, list[tuple[Fraction, int]]] = defaultdict(list)
    released = Observation.released_at.is_null(False) & ~Observation.is_double
    query = Observation.select(Observation.id).where(released)
    for one in dimension_means(query):
        value = 8 - one.mean if scale[one.dimension_id].is_reversed else one.mean
        means[one.observation_id].append((value, one.dimension_id))
    for row in Observation.select().where(released).order_by(Observation.id):
        weakest = sorted(means[row.id])[:3]
        yield Source(
            row.id,
            row.department_id,
            semester_from(row.semester),
            local_day(row.released_at),
            tuple((d, 8 - v if scale[d].is_reversed else v) for v, d in weakest),
        )


def _plan(
    dice: Dice,
    source: Source,
    number: int,
    scale: dict[int, Any],
    leader: Worker | None,
    now: datetime,
) -> Plan | None:
    """Return a goal from an observation; None where it was released only the other day."""
    today = local_day(now)
    if source.released_on + REST > today or number >= len(source.weakest):
        return None
    places = range(len(source.weakest))
    first = dice.choices(places, (5, 3, 2)[: len(places)])[0]
    dimension_id, mean = source.weakest[(first + number) % len(places)]
    dimension = scale[dimension_id]
    set_on = dice.day(source.released_on + DAY, min(source.released_on + timedelta(18), today))
    start = start_value(mean)
    row = _row(dice, source.department_id, source.semester, set_on, leader, now) | {
        "kind": "development",
        "observation_id": source.observation_id,
        "dimension_id": dimension_id,
        "start": start,
        "target": suggested_target(start, dimension.is_reversed),
        "title": dice.choice(texts.TITLES[dimension.key]),
    }
    plan = Plan(row, _actions(dice, set_on, leader, today))
    _follow(dice, plan, source.semester, set_on, leader, today)
    return plan


def _row(
    dice: Dice,
    department_id: int,
    semester: Semester,
    set_on: date,
    leader: Worker | None,
    now: datetime,
) -> dict[str, Any]:
    """Return what every goal has, as it stands the day it is set."""
    return {
        "reference": dice.reference(),
        "department_id": department_id,
        "semester": semester.code,
        "support": dice.choice(texts.SUPPORT) if dice.random() < 0.4 else "",
        "responsible_id": _held_by(leader, set_on),
        "created_at": dice.moment(set_on, bare(now)),
        "check_back_on": suggested_check_back(set_on),
        "status": "open",
        "seen": "",
        "helped": "",
        "result": "",
        "settled_on": None,
    }


def _held_by(leader: Worker | None, day: date) -> int | None:
    return leader.person_id if leader is not None and leader.works_on(day) else None


def _actions(dice: Dice, set_on: date, leader: Worker | None, today: date) -> list[dict[str, Any]]:
    """Return one to three actions; most of those whose day has come are done."""
    rows = []
    for position, text in enumerate(dice.sample(texts.ACTIONS, dice.randint(1, 3)), 1):
        due_on = dice.day(set_on + timedelta(10), set_on + timedelta(60))
        is_done = dice.random() < (0.85 if due_on < today else 0.2)
        done_on = min(dice.day(set_on, due_on + timedelta(5)), today) if is_done else None
        rows.append(
            {
                "position": position,
                "text": text,
                "responsible_id": _held_by(leader, set_on) if dice.random() < 0.7 else None,
                "due_on": due_on,
                "done_on": done_on,
            }
        )
    return rows


def _follow(
    dice: Dice, plan: Plan, semester: Semester, set_on: date, leader: Worker | None, today: date
) -> None:
    """Look back when it was time, nearly always; close the goals of semesters gone by."""
    day = dice.day(plan.row["check_back_on"], plan.row["check_back_on"] + timedelta(6))
    while day <= today and dice.random() < 0.75 and len(plan.checks) < 2:
        note, person = dice.choice(texts.SEEN), _held_by(leader, day)
        plan.checks.append({"checked_on": day, "note": note, "person_id": person})
        plan.row["check_back_on"] = suggested_check_back(day)
        day = dice.day(plan.row["check_back_on"], plan.row["check_back_on"] + timedelta(6))
    latest = semester_of(today).shift(-1)
    if semester < latest or (semester == latest and dice.random() < 0.85):
        _settle(dice, plan, set_on, today)


def _settle(dice: Dice, plan: Plan, set_on: date, today: date) -> None:
    """Evaluate a goal, or set it aside."""
    looked = max((check["checked_on"] for check in plan.checks), default=set_on)
    day = min(dice.day(looked + DAY, max(looked, set_on + timedelta(75)) + timedelta(40)), today)
    if dice.random() < 0.05:
        plan.row |= {"status": "dropped", "result": dice.choice(texts.DROPPED), "settled_on": day}
        return
    seen = dice.choices((dice.choice(texts.SEEN), "not_done", "unknown"), (86, 9, 5))[0]
    weights = (38, 40, 12, 10) if seen not in ("not_done", "unknown") else (0, 0, 15, 85)
    plan.row |= {
        "status": "evaluated",
        "seen": seen,
        "helped": dice.choices(("yes", "partly", "no", "unknown"), weights)[0],
        "result": dice.choice(texts.RESULTS),
        "settled_on": day,
    }


def _leave_open(plans: list[Plan], now: datetime) -> None:
    """Open the latest of a department's goals, with a look back that is overdue."""
    if plans:
        last = max(plans, key=lambda plan: plan.row["created_at"])
        opened = {"status": "open", "seen": "", "helped": "", "result": "", "settled_on": None}
        last.row |= opened | {"check_back_on": local_day(now) - timedelta(days=6)}


def _projects(dice: Dice, leaders: dict[int, Worker], now: datetime) -> list[Plan]:
    """Return the micro-projects of the semester at hand (reference §1.4, A24)."""
    today = local_day(now)
    semester, made = semester_of(today), []
    for department_id, leader in leaders.items():
        if dice.random() >= PROJECTS:
            continue
        set_on = dice.day(max(semester.first_day + timedelta(14), leader.since), today)
        row = _row(dice, department_id, semester, min(set_on, today), leader, now) | {
            "kind": "micro_project",
            "observation_id": None,
            "dimension_id": None,
            "start": None,
            "target": None,
            "title": dice.choice(texts.PROJECTS),
        }
        made.append(Plan(row, _actions(dice, min(set_on, today), leader, today)))
    return made


def _insert(plans: list[Plan]) -> None:
    insert_rows(Goal, [dict(sorted(plan.row.items())) for plan in plans])
    keys = ids_by(Goal, Goal.reference)
    for model, parts in (
        (GoalAction, [(plan, plan.actions) for plan in plans]),
        (GoalCheck, [(plan, plan.checks) for plan in plans]),
    ):
        insert_rows(
            model,
            [
                {"goal_id": keys[plan.row["reference"]]} | row
                for plan, rows in parts
                for row in rows
            ],
        )

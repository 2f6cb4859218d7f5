"""Who has a seat in the synthetic municipality's courses, who is offered one, who waits and who has withdrawn."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from collect.database import insert_rows
from collect.demo import names
from collect.demo.chance import Dice
from collect.demo.courses import Plan
from collect.demo.people import NEW_FOR, Worker
from collect.journal import bare
from collect.models.courses import Registration
from collect.rules.calendar import local_day
from collect.rules.eligibility import Applicant, reasons_against

ONCE = ("skilled_worker", "new_staff", "certification")  # nobody goes twice
OPEN_FOR = timedelta(days=60)
ANSWER_IN = timedelta(hours=30)  # what is left of the time to answer an offer


def fill(
    dice: Dice, plans: list[Plan], workers: list[Worker], kept_out: Worker, now: datetime
) -> None:
    """Register people in courses given by first day; `kept_out` may still go to the coming ones."""
    today = local_day(now)
    attended: dict[str, set[int]] = defaultdict(set)
    rows = []
    for plan in plans:
        kind = plan.outline.kind
        able = [w for w in workers if w.person_id not in attended[kind] and may_go(w, plan)]
        if plan.first_day >= today or kind in ONCE:
            able = [worker for worker in able if worker is not kept_out]
        chosen = dice.sample(able, min(len(able), plan.registered))
        if kind in ONCE:
            attended[kind] |= {worker.person_id for worker in chosen}
        rows += _registered(dice, plan, chosen, today, bare(now))
    insert_rows(Registration, rows)


def may_go(worker: Worker, plan: Plan) -> bool:
    """Whether the rule lets a person go; the course for new staff is sought by the new alone."""
    first, outline = plan.first_day, plan.outline
    if not worker.works_on(first):
        return False
    if outline.kind == "new_staff" and first - worker.since > NEW_FOR:
        return False
    return not reasons_against(
        Applicant(worker.position, worker.place.cohort.start),
        positions=frozenset(outline.positions),
        min_programme_year=outline.min_programme_year,
        on=first,
    )


def _registered(
    dice: Dice, plan: Plan, chosen: list[Worker], today: date, latest: datetime
) -> list[dict[str, object]]:
    """Return rows in order of registration: seats first, then the line; some have withdrawn."""
    opens = min(plan.first_day - OPEN_FOR, today - timedelta(days=10))
    closes = min(plan.register_by, today)
    moments = sorted(dice.moment(dice.day(opens, closes), latest) for _ in chosen)
    gone = dice.sample(range(len(chosen)), min(len(chosen), plan.withdrawn))
    rows: list[dict[str, object]] = []
    taken = 0
    for number, (worker, moment) in enumerate(zip(chosen, moments, strict=True)):
        row = {
            "reference": dice.reference(),
            "course_id": plan.id,
            "person_id": worker.person_id,
            "status": "placed" if taken < plan.outline.seats else "waiting",
            "needs": _needs(dice) if plan.first_day > today else "",
            "note": "",
            "registered_at": moment,
            "withdrawn_at": None,
            "offered_until": None,
        }
        if number in gone:
            left = max(moment, dice.moment(dice.day(moment.date(), closes), latest))
            row |= {"status": "withdrawn", "withdrawn_at": left}
        else:
            taken += 1
            if taken == plan.outline.seats and plan.offer_hours:
                row |= {"status": "offered", "offered_until": latest + ANSWER_IN}
        rows.append(row)
    return rows


def _needs(dice: Dice) -> str:
    return dice.choice(names.NEEDS) if dice.random() < 0.08 else ""

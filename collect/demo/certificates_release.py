"""Release days of the synthetic municipality: the days observers have visited, the oldest of them paid."""

from datetime import date, datetime, timedelta

from collect.certificates_release import state_on
from collect.database import ids_by, insert_rows
from collect.demo.chance import Dice
from collect.models.base import on_day
from collect.models.certificates_release import ReleaseBatch, ReleaseDay
from collect.models.observations import Visit
from collect.models.people import Employment
from collect.rules.calendar import local_day
from collect.rules.certificates_release import purpose_of_visit, year_of
from collect.rules.references import reference_from

LATELY = timedelta(days=14)  # visits that nobody has entered a day for yet
WITHDRAWN = 40  # every so many days one is withdrawn


def fill(seed: int, now: datetime) -> None:
    """Enter a day for each day an observer has visited; its chance is its own."""
    dice, today = Dice(seed), local_day(now)
    first, _ = year_of(today)
    jobs = Employment.select().where(on_day(Employment, today)).order_by(Employment.valid_from)
    places = {job.person_id: job.kindergarten_id for job in jobs}
    seen: set[tuple[int, date]] = set()
    rows: list[dict[str, object]] = []
    for visit in _visits(first, today - LATELY):
        person_id, day = visit.observer_id, visit.planned_on
        if person_id is None or day is None or person_id not in places or (person_id, day) in seen:
            continue
        seen.add((person_id, day))
        rows.append(_row(dice, visit, places[person_id], len(rows) % WITHDRAWN == 1))
    insert_rows(ReleaseDay, rows)
    _pay(first, today, now)


def _visits(first: date, last: date) -> list[Visit]:
    made = Visit.planned_on.between(first, last) & (Visit.status == "observed")
    return list(
        Visit.select()
        .where(made & Visit.observer.is_null(False))
        .order_by(Visit.planned_on, Visit.id)
    )


def _row(dice: Dice, visit: Visit, kindergarten_id: int, is_withdrawn: bool) -> dict[str, object]:
    day = visit.planned_on
    assert day is not None
    evening = datetime.fromisoformat(f"{day}T14:00:00")
    return {
        "reference": reference_from(dice.randbytes(8)),
        "person_id": visit.observer_id,
        "kindergarten_id": kindergarten_id,
        "day": day,
        "halves": 1 if dice.random() < 0.3 else 2,
        "purpose": purpose_of_visit(visit.doubles_id is not None),
        "visit_id": visit.id,
        "certificate": state_on(visit.observer_id or 0, day),
        "over_reason": "",
        "entered_by_id": visit.observer_id,
        "entered_at": evening,
        "withdrawn_at": evening if is_withdrawn else None,
        "withdrawn_reason": "Ført på feil dag" if is_withdrawn else "",
        "batch_id": None,
        "credited_id": None,
    }


def _pay(first: date, today: date, now: datetime) -> None:
    """Pay the months that are over."""
    last = today.replace(day=1) - timedelta(days=1)
    if last < first:
        return
    batch = {"first_day": first, "last_day": last, "made_at": now.replace(tzinfo=None)}
    insert_rows(ReleaseBatch, [batch | {"kindergarten_id": None, "made_by_id": None}])
    (made,) = ids_by(ReleaseBatch, ReleaseBatch.first_day).values()
    ReleaseDay.update(batch=made).where(
        (ReleaseDay.day <= last) & ReleaseDay.withdrawn_at.is_null()
    ).execute()

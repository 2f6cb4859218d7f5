"""The plans of visits in the synthetic municipality: those made, and this semester's in every state."""

import json
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from collect import observations_observers as observing
from collect.database import db, ids_by, insert_rows
from collect.demo.chance import Dice
from collect.demo.organisation_places import Place
from collect.demo.people import Worker
from collect.journal import bare
from collect.models.observations import ExchangeOffer, Instrument, Observation, Visit
from collect.models.organisation import Kindergarten
from collect.rules.calendar import Semester, local_day, semester_of
from collect.rules.observations_exchange import Pair, propose

Row = dict[str, Any]
PLANNED = 0.85  # share of the observations that came of a visit in the plan
AGREED = 0.8  # share of the kindergartens that have said what they give
STATES = ("accepted", "asked", "proposed", "declined", "cancelled", "")  # nothing: left to plan
SHARES = (50, 18, 12, 6, 4, 10)
HOURS = ("", "09:00", "09:30", "10:00", "12:30")
NOTES = ("", "", "", "Helst tirsdag eller onsdag.", "Ikke i uke 40.")
HELLOS = ("", "", "", "Gå inn hovedinngangen, så møter vi deg.", "Vi er ute fra klokken 11.")
NOES = ("Vi har planleggingsdag.", "Jeg er på kurs den dagen.", "For få på jobb hos oss.")


def fill(dice: Dice, places: list[Place], director: Worker, known: Worker, now: datetime) -> None:
    """Say where the kindergartens lie, what they agreed, which visits were made and which are to come.

    `director` has agreed to give visits; `known` is asked and has accepted some.
    """
    _locate(dice, places)
    current = semester_of(local_day(now))
    directors = {director.place.id: director.person_id}
    for step in range(-2, 1):
        _agree(dice, places, directors, current.shift(step), now)
    _look_back(dice, now)
    _plan(dice, current, known, now)


def _locate(dice: Dice, places: list[Place]) -> None:
    """Lay each area's kindergartens within a few kilometres of one another."""
    for place in places:
        north = 59.86 + 0.03 * (place.area % 4) + dice.uniform(-0.012, 0.012)
        east = 10.40 + 0.05 * (place.area // 4) + dice.uniform(-0.02, 0.02)
        where = {"latitude": round(north, 5), "longitude": round(east, 5)}
        Kindergarten.update(where).where(Kindergarten.id == place.id).execute()


def _agree(
    dice: Dice, places: list[Place], directors: dict[int, int], semester: Semester, now: datetime
) -> None:
    rows = []
    for place in places:
        if place.cohort.start > semester.first_day:
            continue
        number, note = max(1, len(place.open_rooms) + dice.randint(-1, 1)), dice.choice(NOTES)
        if place.id not in directors and dice.random() > AGREED:
            continue
        at = dice.moment(semester.first_day + timedelta(days=dice.randint(3, 20)), bare(now))
        rows.append(
            {
                "kindergarten_id": place.id,
                "semester": semester.code,
                "visits": number,
                "note": note,
                "agreed_by_id": directors.get(place.id),
                "agreed_at": at,
            }
        )
    insert_rows(ExchangeOffer, rows)


def _uid(dice: Dice) -> str:
    return f"{uuid.UUID(bytes=dice.randbytes(16), version=4)}@tettpaa"


def _look_back(dice: Dice, now: datetime) -> None:
    """Lay most observations in the plan they came of."""
    seen: Any = (
        Observation.select(
            Observation.department,
            Observation.semester,
            Observation.observer,
            Observation.instrument,
            Observation.observed_on,
            Observation.relation,
        )
        .order_by(Observation.id)
        .tuples()
    )
    rows = []
    for room, semester, observer, instrument, day, relation in seen:
        if dice.random() < PLANNED:
            asked = day - timedelta(days=dice.randint(20, 60))
            values = {
                "department_id": room,
                "semester": semester,
                "observer_id": observer,
                "instrument_id": instrument,
                "planned_on": day,
                "relation": relation,
            }
            rows.append(_row(dice, values, [[relation, {}]], "observed", asked, bare(now)))
    insert_rows(Visit, rows)
    db.execute_sql(
        'UPDATE "observation" SET "visit_id" = (SELECT v."id" FROM "visit" v WHERE '
        'v."department_id" = "observation"."department_id" '
        'AND v."semester" = "observation"."semester")'
    )


def _plan(dice: Dice, semester: Semester, known: Worker, now: datetime) -> None:
    """Plan the rest of the semester by the rule, and let the observers answer."""
    season = observing.season(semester, local_day(now))
    versions = ids_by(Instrument, Instrument.version)
    rows, own = [], 0
    for pair in propose(season).pairs:
        state = dice.choices(STATES, SHARES)[0]
        if pair.person_id == known.person_id:
            state, own = ("asked", "accepted")[own % 2], own + 1
        if state:
            rows.append(_pair(dice, pair, semester, versions, state, now))
    insert_rows(Visit, rows)


def _pair(
    dice: Dice, pair: Pair, semester: Semester, versions: dict[Any, int], state: str, now: datetime
) -> Row:
    values = {
        "department_id": pair.department_id,
        "semester": semester.code,
        "observer_id": pair.person_id,
        "instrument_id": versions[pair.versions[0]] if len(pair.versions) == 1 else None,
        "planned_on": pair.day,
        "relation": pair.relation,
    }
    asked = local_day(now) - timedelta(days=dice.randint(4, 20))
    reasons = [[code, dict(said)] for code, said in pair.reasons]
    return _row(dice, values, reasons, state, asked, bare(now))


def _row(
    dice: Dice, values: Row, reasons: list[Any], state: str, asked_on: date, latest: datetime
) -> Row:
    """Return a visit in a state, asked on a day and answered a day or more later."""
    asked = dice.moment(asked_on, latest)
    later = dice.moment(asked_on + timedelta(days=dice.randint(1, 4)), latest)
    answered = later if state in ("accepted", "declined", "observed") else None
    note = dice.choice(NOES if state == "declined" else HELLOS)
    return {
        "uid": _uid(dice),
        **values,
        "starts_at": dice.choice(HOURS),
        "status": state,
        "reasons": json.dumps(reasons),
        "note": "Avdelingen er stengt den uken." if state == "cancelled" else note,
        "sequence": {"proposed": 0, "asked": 1}.get(state, 2),
        "changed_at": answered or asked,
        "asked_at": None if state == "proposed" else asked,
        "answered_at": answered,
    }

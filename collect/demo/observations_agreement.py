"""Double coding in the synthetic municipality: a second observer beside the first, who mostly agrees."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from collect import certificates
from collect.database import Insert, ids_by, insert_rows
from collect.demo.accounts import Cast
from collect.demo.certificates import Observer
from collect.demo.chance import Dice
from collect.demo.organisation_places import Place, Room
from collect.journal import bare
from collect.models.observations import Cycle, Instrument, Observation, Score, Visit
from collect.rules.calendar import local_day, semester_of
from collect.rules.scoring import HIGHEST, LOWEST

SEMESTERS = 4  # with the one at hand
PER_SEMESTER = 16  # double-coded visits, when there are so many
OWN = 3  # of the known observer's latest
SAME, CLOSE = 0.56, 0.92  # share of the scores that are equal, and within one point
CYCLE = ("number", "started_at", "ended_at", "adults", "children", "activity")


@dataclass(frozen=True)
class Second:
    """The second coding of a visit, in the making."""

    reference: str
    uid: str
    first: Observation
    person_id: int
    relation: str


@dataclass(frozen=True)
class World:
    """Who may code what: the observers, and where the departments lie."""

    observers: list[Observer]
    rooms: dict[int, tuple[Place, Room]]
    versions: dict[int, str]  # of the instruments, by id

    def others(self, row: Observation) -> list[Observer]:
        """Return the observers of the area who could code a visit beside the one who did."""
        version, day = self.versions[row.instrument_id], row.observed_on
        area = self.rooms[row.department_id][0].area
        return [
            one
            for one in self.observers
            if one.worker.place.area == area
            and one.worker.person_id != row.observer_id
            and one.worker.since <= day
            and one.may_use(version, day)
        ]

    def relation(self, row: Observation, observer: Observer) -> str:
        """Return how an observer stands to the department of a visit."""
        place, room = self.rooms[row.department_id]
        if observer.worker.room is room:
            return "own_department"
        return "internal" if observer.worker.place is place else "external"


def fill(
    dice: Dice, places: list[Place], observers: list[Observer], players: Cast, now: datetime
) -> None:
    """Let a second observer code some visits of the last semesters; the known observer some of them."""
    rooms = {room.id: (place, room) for place in places for room in place.rooms}
    versions = {
        number: version for version, number in ids_by(Instrument, Instrument.version).items()
    }
    world = World(observers, rooms, versions)
    known = next(one for one in observers if one.worker is players.observer)
    seconds = [
        _second(dice, row, chosen, world)
        for row, chosen in _chosen(dice, world, known, local_day(now))
    ]
    visits = _plan(dice, seconds)
    insert_rows(Observation, [_row(dice, one, visits[one.uid], bare(now)) for one in seconds])
    _code(dice, seconds)


def _chosen(
    dice: Dice, world: World, known: Observer, today: date
) -> list[tuple[Observation, Observer]]:
    """Return which observations are coded twice, and by whom."""
    found: dict[int, tuple[Observation, Observer]] = {}
    own = Observation.observer == known.worker.person_id
    latest = Observation.select().order_by(Observation.observed_on.desc(), Observation.id)
    for row in latest.where(own).limit(OWN):
        if others := world.others(row):
            found[row.id] = row, dice.choice(others)
    for step in range(SEMESTERS):
        code = semester_of(today).shift(-step).code
        rows = list(Observation.select().where(~own & (Observation.semester == code)))
        rows.sort(key=lambda row: row.id)
        beside = [row for row in rows if known in world.others(row)]
        if beside:
            found[beside[0].id] = beside[0], known
        for row in dice.sample(rows, min(PER_SEMESTER, len(rows))):
            if row.id not in found and (others := world.others(row)):
                found[row.id] = row, dice.choice(others)
    return list(found.values())


def _second(dice: Dice, row: Observation, observer: Observer, world: World) -> Second:
    uid = f"{uuid.UUID(bytes=dice.randbytes(16), version=4)}@tettpaa"
    relation = world.relation(row, observer)
    return Second(dice.reference(), uid, row, observer.worker.person_id, relation)


def _plan(dice: Dice, seconds: list[Second]) -> dict[str, int]:
    """Lay both visits of each pair in the plan; return the second ones' ids by their uid."""
    uids = {
        one.first.id: f"{uuid.UUID(bytes=dice.randbytes(16), version=4)}@tettpaa"
        for one in seconds
        if one.first.visit_id is None
    }
    first = [one for one in seconds if one.first.id in uids]
    insert_rows(
        Visit,
        [
            _visit(one.first, uids[one.first.id], one.first.observer_id, one.first.relation, None)
            for one in first
        ],
    )
    known = ids_by(Visit, Visit.uid)
    for one in first:
        one.first.visit_id = known[uids[one.first.id]]
        one.first.save(only=["visit"])
    insert_rows(
        Visit,
        [
            _visit(one.first, one.uid, one.person_id, one.relation, one.first.visit_id)
            for one in seconds
        ],
    )
    return ids_by(Visit, Visit.uid)


def _visit(
    row: Observation, uid: str, observer_id: int, relation: str, doubles_id: int | None
) -> dict[str, Any]:
    received = bare(row.received_at)
    return {
        "uid": uid,
        "department_id": row.department_id,
        "semester": row.semester,
        "observer_id": observer_id,
        "instrument_id": row.instrument_id,
        "doubles_id": doubles_id,
        "planned_on": row.observed_on,
        "starts_at": "",
        "status": "observed",
        "relation": relation,
        "reasons": "[]",
        "note": "",
        "sequence": 2,
        "changed_at": received,
        "asked_at": received,
        "answered_at": received,
    }


def _row(dice: Dice, one: Second, visit_id: int, latest: datetime) -> dict[str, Any]:
    row = one.first
    return {
        "reference": one.reference,
        "department_id": row.department_id,
        "semester": row.semester,
        "instrument_id": row.instrument_id,
        "observer_id": one.person_id,
        "observed_on": row.observed_on,
        "relation": one.relation,
        "certificate": certificates.state_on(one.person_id, row.instrument_id, row.observed_on),
        "cycles_required": row.cycles_required,
        "received_at": dice.moment(row.observed_on, latest),
        "released_at": None,
        "visit_id": visit_id,
        "is_double": True,
    }


def _code(dice: Dice, seconds: list[Second]) -> None:
    """Give the second codings the first ones' cycles, and scores near theirs."""
    ids = ids_by(Observation, Observation.reference)
    new = {one.first.id: ids[one.reference] for one in seconds}
    cycles = Cycle.select().where(Cycle.observation.in_(list(new))).order_by(Cycle.id)
    empty = {"note": "", "length_reason": ""}
    insert_rows(
        Cycle,
        [
            {"observation_id": new[row.observation_id]}
            | {name: getattr(row, name) for name in CYCLE}
            | empty
            for row in cycles
        ],
    )
    scores = Score.select().where(Score.observation.in_(list(new))).order_by(Score.id)
    Insert(Score, ("observation_id", "cycle", "dimension_id", "value")).many(
        [
            (new[row.observation_id], row.cycle, row.dimension_id, _near(dice, row.value))
            for row in scores
        ]
    )


def _near(dice: Dice, score: int) -> int:
    """Return the same score, one beside it, or now and then one two points away."""
    drawn = dice.random()
    step = 0 if drawn < SAME else 1 if drawn < CLOSE else 2
    return max(LOWEST, min(HIGHEST, score + dice.choice((-step, step))))

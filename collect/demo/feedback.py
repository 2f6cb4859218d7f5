"""Feedback in the synthetic municipality: on every observation that is released, most of it talked through."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from peewee import fn

from collect import certificates
from collect.database import insert_rows
from collect.demo.accounts import Cast
from collect.demo.chance import Dice
from collect.demo.feedback_words import CLOSINGS, OPENINGS, WORDS
from collect.demo.observations import season
from collect.journal import bare
from collect.models.feedback import Feedback
from collect.models.observations import Dimension, Observation, Score
from collect.models.people import Employment
from collect.rules.calendar import local_day, semester_of

Texts = dict[str, str]


def fill(dice: Dice, players: Cast, now: datetime) -> None:
    """Write the feedback; the demo's logins find some that waits for them."""
    today = local_day(now)
    waiting = _waiting(players, now)
    standing, leaders = _standing(), _leaders()
    rows = []
    for row in _released():
        talked = row[0] not in waiting and dice.random() < 0.86
        leader = leaders.get(row[1]) if talked else None
        rows.append(_row(dice, row, standing[row[0]], leader, today))
    insert_rows(Feedback, rows)


def _released() -> list[Any]:
    """Return (id, department, day, release) of each observation that is released, by id."""
    query: Any = Observation.select(
        Observation.id, Observation.department, Observation.observed_on, Observation.released_at
    )
    found = query.where(Observation.released_at.is_null(False) & ~Observation.is_double)
    return list(found.order_by(Observation.id).tuples())


def _standing() -> dict[int, list[str]]:
    """Return the keys of each observation's dimensions, highest first by what they count for."""
    query: Any = (
        Score.select(
            Score.observation, Dimension.key, Dimension.is_reversed, fn.AVG(Score.value * 1.0)
        )
        .join(Dimension)
        .group_by(Score.observation, Dimension.key, Dimension.is_reversed, Dimension.id)
        .order_by(Score.observation, Dimension.id)
        .tuples()
    )
    found: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for observation_id, key, is_reversed, mean in query:
        found[observation_id].append((float(8 - mean if is_reversed else mean), key))
    return {
        number: [key for _, key in sorted(known, key=lambda one: -one[0])]
        for number, known in found.items()
    }


def _leaders() -> dict[int, int]:
    """Return who leads each department today."""
    query: Any = Employment.select(Employment.department, Employment.person)
    leads = (Employment.position == "pedagogical_leader") & Employment.valid_to.is_null()
    return dict(query.where(leads).order_by(Employment.id.desc()).tuples())


def _row(
    dice: Dice, row: Any, standing: list[str], leader: int | None, today: date
) -> dict[str, object]:
    observation_id, _, observed_on, released_at = row
    released_on = released_at.date()
    oral_on = min(dice.day(observed_on, observed_on + timedelta(days=6)), released_on)
    is_oral = dice.random() < 0.96
    talked_on = released_on + timedelta(days=dice.randint(2, 24))
    is_talked = leader is not None and talked_on <= today
    return {
        "observation_id": observation_id,
        **_texts(dice, standing),
        "oral_on": oral_on if is_oral else None,
        "oral_count": dice.randint(3, 6) if is_oral else None,
        "version": 1,
        "saved_at": bare(released_at),
        "confirmed_on": talked_on if is_talked else None,
        "confirmed_count": dice.randint(3, 6) if is_talked else None,
        "confirmed_by_id": leader if is_talked else None,
    }


def _texts(dice: Dice, standing: list[str]) -> Texts:
    """Return the three texts: two of the highest dimensions, one of the lowest, what to begin with."""
    first, second = (WORDS[key] for key in dice.sample(standing[:4], 2))
    last = WORDS[dice.choice(standing[-2:])]
    strengths = f"{dice.choice(OPENINGS)} {first[0]}\n\n{second[0]}"
    return {
        "strengths": strengths,
        "areas": last[1],
        "next_step": f"{last[2]} {dice.choice(CLOSINGS)}",
    }


def _waiting(players: Cast, now: datetime) -> set[int]:
    """Move a visit of each player to these last weeks; return those that are to be talked through.

    The observer's is not released yet; the leader's and the worker's departments have just been
    given theirs.
    """
    own = _moved(Observation.observer == players.observer.person_id, 9, now)
    if own is not None:
        Observation.update(released_at=None).where(Observation.id == own.id).execute()
    found = set()
    for worker, days in ((players.leader, 16), (players.staff, 20)):
        others = Observation.observer.not_in([players.observer.person_id, worker.person_id])
        room = Observation.department == (worker.room.id if worker.room else 0)
        row = _moved(room & others, days, now)
        if row is not None:
            released = row.received_at + timedelta(days=days - 4)
            Observation.update(released_at=released).where(Observation.id == row.id).execute()
            found.add(row.id)
    return found


def _moved(condition: Any, days: int, now: datetime) -> Observation | None:
    """Move the latest of some observations to so many days ago, or to the last day of visits before."""
    today = local_day(now)
    semester = semester_of(today)
    around: list[date] = []
    while not around:
        around = [day for day in season(semester, today) if day <= today - timedelta(days=days)]
        semester = semester if around else semester.shift(-1)
    latest = Observation.observed_on.desc(), Observation.id.desc()
    row = Observation.select().where(condition).order_by(*latest).first()
    if row is not None and row.observed_on < around[-1]:
        row.semester, row.observed_on = semester.code, around[-1]
        row.received_at = datetime.combine(around[-1], time(13), tzinfo=UTC)
        row.certificate = certificates.state_on(row.observer_id, row.instrument_id, row.observed_on)
        row.save(only=["semester", "observed_on", "received_at", "certificate"])
    return row

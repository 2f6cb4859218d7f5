"""Drafts in the synthetic municipality: what the demo's observer has begun, put off and tried."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from collect.database import ids_by, insert_rows
from collect.demo.accounts import Cast
from collect.demo.chance import Dice
from collect.demo.organisation_places import Room
from collect.journal import bare
from collect.models.observations import Instrument
from collect.models.observations_drafts import Draft
from collect.observations_instruments import FITS, dimension_ids
from collect.rules.calendar import local_day, semester_of

# How long ago each was saved, whether it is practice, and how many cycles were scored.
BEGUN = (
    (timedelta(hours=20), False, 2),
    (timedelta(days=36), False, 1),
    (timedelta(days=2), True, 1),
)
NOTE = "Rolige overganger. En voksen setter ord på det som skjer og venter på svar fra barna."
ACTIVITY = ("Frilek inne", "Måltid", "Samling")


def fill(dice: Dice, players: Cast, now: datetime) -> None:
    """Begin the drafts, in departments of the observer's kindergarten that are not the observer's own."""
    observer = players.observer
    rooms = [room for room in observer.place.open_rooms if room is not observer.room]
    instruments = ids_by(Instrument, Instrument.version)
    insert_rows(
        Draft,
        [
            _row(dice, observer.person_id, room, instruments, begun, now)
            for room, begun in zip(rooms, BEGUN, strict=False)
        ],
    )


def _row(
    dice: Dice,
    person_id: int,
    room: Room,
    instruments: dict[Any, int],
    begun: tuple[timedelta, bool, int],
    now: datetime,
) -> dict[str, Any]:
    ago, is_practice, cycles = begun
    instrument_id = instruments[FITS[room.age_group][0]]
    saved_at = now - ago
    return {
        "key": str(UUID(int=dice.getrandbits(128), version=4)),
        "person_id": person_id,
        "department_id": room.id,
        "instrument_id": instrument_id,
        "is_practice": is_practice,
        "content": json.dumps(_content(dice, instrument_id, cycles, saved_at), ensure_ascii=False),
        "version": 40 * cycles,
        "device": "nettbrett",
        "opened_at": bare(saved_at - timedelta(hours=1)),
        "saved_at": bare(saved_at),
    }


def _content(dice: Dice, instrument_id: int, cycles: int, saved_at: datetime) -> dict[str, str]:
    """Return a sheet with some cycles scored; the last of them lacks a few."""
    day = local_day(saved_at)
    found = {"observed_on": day.isoformat(), "semester": semester_of(day).code}
    for n in range(cycles):
        found |= {
            f"cycles-{n}-started_at": f"{9 + n:02}:05",
            f"cycles-{n}-ended_at": f"{9 + n:02}:{22 + n}",
            f"cycles-{n}-adults": str(dice.randint(2, 4)),
            f"cycles-{n}-children": str(dice.randint(8, 14)),
            f"cycles-{n}-activity": ACTIVITY[n],
            f"cycles-{n}-note": NOTE,
        }
        scored = dimension_ids(instrument_id)[: None if n + 1 < cycles else 5]
        found |= {f"cycles-{n}-score-{d}": str(dice.randint(3, 6)) for d in scored}
    return found

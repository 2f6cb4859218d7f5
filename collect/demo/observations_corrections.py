"""Corrections in the synthetic municipality: some put right after they were sent, one sent back."""

import json
from datetime import datetime, timedelta
from typing import Any

from collect.database import insert_rows
from collect.demo.accounts import Cast
from collect.demo.chance import Dice
from collect.journal import bare
from collect.models.observations import Observation, ObservationVersion
from collect.observations_corrections import answers_of, content_of
from collect.rules.scoring import HIGHEST, LOWEST

CORRECTED = 14  # of all, besides the known observer's
OWN = 2
REASONS = (
    "Leste av feil rute i notatene fra syklus 2.",
    "Skåren for språkstøtte var satt på feil linje.",
    "Byttet om to sykluser da jeg førte inn.",
    "Tastefeil: skulle vært ett poeng lavere.",
    "Så over notatene på nytt og fant en glipp.",
)
NOTE = (
    "Skårene for syklus 3 ser ut til å være ført to ganger. "
    "Kan du se over notatene dine og rette det som er feil?"
)


def fill(dice: Dice, players: Cast, now: datetime) -> None:
    """Correct some released observations and what the known observer may read; send one of theirs back."""
    released = Observation.released_at.is_null(False) & ~Observation.is_double
    mine = Observation.observer == players.observer.person_id
    latest = Observation.observed_on.desc(), Observation.id.desc()
    for row in Observation.select().where(released & mine).order_by(*latest).limit(1):
        at = max(row.released_at, now - timedelta(days=2))
        told = {"returned_at": at, "return_note": NOTE}
        Observation.update(told).where(Observation.id == row.id).execute()
    own = Observation.select().where(mine & Observation.released_at.is_null()).order_by(*latest)
    lately = list(
        Observation.select().where(released & ~mine).order_by(*latest).limit(20 * CORRECTED)
    )
    rows = [*own.limit(OWN), *dice.sample(lately, min(CORRECTED, len(lately)))]
    insert_rows(ObservationVersion, [_version(dice, row, now) for row in rows])
    Observation.update(version=2).where(Observation.id.in_([row.id for row in rows])).execute()


def _version(dice: Dice, row: Observation, now: datetime) -> dict[str, Any]:
    """Return what an observation said before: one or two scores that were a point or two off."""
    content = content_of(answers_of(row))
    for cycle in dice.sample(content["cycles"], dice.randint(1, 2)):
        key = dice.choice(sorted(cycle["scores"], key=int))
        score = cycle["scores"][key]
        wrong = [s for s in range(score - 2, score + 3) if LOWEST <= s <= HIGHEST and s != score]
        cycle["scores"][key] = dice.choice(wrong)
    shown = row.released_at or row.received_at
    replaced = shown + timedelta(days=dice.randint(1, 9), hours=dice.randint(0, 5))
    return {
        "observation_id": row.id,
        "number": 1,
        "content": json.dumps(content, ensure_ascii=False),
        "reason": dice.choice(REASONS),
        "return_note": "",
        "sent_at": bare(row.received_at),
        "replaced_at": bare(min(replaced, now)),
    }

"""Several who would move up at once: shown before it is done, and again when the line has changed."""

from __future__ import annotations

import hashlib
from datetime import datetime

from collect import courses_notices_offers
from collect.courses_line import Moves
from collect.models.people import Person
from collect.rules.refusals import RuleBroken

UNSEEN = 1  # so many may move up without having been shown


def mark(found: Moves) -> str:
    """Return what tells one set of people who move up from another."""
    seen = repr(([one.id for one in found.moved], found.until is None))
    return hashlib.sha256(seen.encode()).hexdigest()[:24]


def letters(found: Moves, *, now: datetime) -> int:
    """Return how many letters it would give to move these up."""
    if found.until is None:
        return len(found.moved)
    return courses_notices_offers.count_offered(found.moved, now=now)


def refuse_unseen(found: Moves, seen: str | None, *, now: datetime) -> None:
    """Refuse to move several up whom the one who acts was not shown, before anything is written.

    `seen` is the mark of what was shown, blank for nothing; None acts without showing. Raises
    RuleBroken("line.crowd") with who it is, how many letters it gives, and the mark.
    """
    if seen is None or len(found.moved) <= UNSEEN or seen == mark(found):
        return
    ids = [one.person_id for one in found.moved]
    names = {one.id: one.name for one in Person.select().where(Person.id.in_(ids))}
    raise RuleBroken(
        "line.crowd",
        count=len(ids),
        letters=letters(found, now=now),
        names=[names[person_id] for person_id in ids],
        is_offer=found.until is not None,
        seen=mark(found),
    )

"""The exchange: how many visits each kindergarten has agreed to give, and what it gives and receives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import ModelSelect

from collect import journal, organisation
from collect import observations_observers as observers
from collect import observations_visits as visits
from collect import observations_visits_changes as changing
from collect.database import locked, writing
from collect.models.base import within
from collect.models.observations import ExchangeOffer, Visit
from collect.models.organisation import Department, Kindergarten
from collect.observations_observers import Tally
from collect.organisation_departments import is_open
from collect.rules.access import Identity, reach
from collect.rules.calendar import Semester, local_day, semester_of
from collect.rules.refusals import NotAllowed, RuleBroken

MOST = 99  # visits that one kindergarten can offer in a semester


@dataclass(frozen=True)
class Balance:
    """What a kindergarten has offered, gives, receives and does at home in a semester."""

    kindergarten: Kindergarten
    offered: int | None  # None: nothing is agreed yet
    tally: Tally

    @property
    def difference(self) -> int:
        """Return how many more it gives than it receives."""
        return self.tally.gives - self.tally.receives


def agreeable(identity: Identity) -> ModelSelect[Kindergarten]:
    """Return the kindergartens for which the identity may say how many visits they give."""
    found = reach(identity, "exchange", "C")
    return (
        Kindergarten.select()
        .where(
            within(found, kindergarten=Kindergarten.id)
            & Kindergarten.is_active
            & organisation.stands()
        )
        .order_by(Kindergarten.sort, Kindergarten.id)
    )


def offer(kindergarten_id: int, semester: str) -> ExchangeOffer | None:
    """Return what a kindergarten has offered in a semester."""
    found: ExchangeOffer | None = ExchangeOffer.get_or_none(
        (ExchangeOffer.kindergarten == kindergarten_id) & (ExchangeOffer.semester == semester)
    )
    return found


def agree(
    kindergarten_id: int, semester: str, number: int, note: str = "", *, by: Identity, now: datetime
) -> ExchangeOffer:
    """Say how many visits a kindergarten's observers give to others in a semester, or say it anew."""
    if not reach(by, "exchange", "C").covers(kindergarten_id=kindergarten_id):
        raise NotAllowed("exchange")
    half = changing.half(semester)
    if half < semester_of(local_day(now)):
        raise RuleBroken("offer.over", "semester")
    if not 0 <= number <= MOST:
        raise RuleBroken("offer.range", "visits")
    note = changing.checked_note(note)
    with writing():
        locked(Kindergarten.select().where(Kindergarten.id == kindergarten_id)).get()
        given = observers.visited(half).tallies[kindergarten_id].gives
        if number < given:
            raise RuleBroken("offer.given", "visits", given=given)
        values = {"visits": number, "note": note, "agreed_by": by.person_id, "agreed_at": now}
        row = offer(kindergarten_id, semester)
        if row is None:
            row = ExchangeOffer.create(kindergarten=kindergarten_id, semester=semester, **values)
            new = {"visits": number, "note": note, "semester": semester}
            journal.note(
                "exchange.agree", row.id, by=by, now=now, kindergarten_id=kindergarten_id, new=new
            )
        else:
            journal.amend(
                row, values, "exchange.agree", by=by, now=now, kindergarten_id=kindergarten_id
            )
    return row


def balance(identity: Identity, semester: Semester) -> list[Balance]:
    """Return what the kindergartens give and receive in a semester, in Norwegian order.

    One who plans sees their own kindergartens and those they share a network with; six queries.
    """
    found = reach(identity, "exchange", "R")
    places = observers.houses(semester)
    keys = set(places)
    if not found.everything:
        keys = observers.near(places, found.kindergartens)
    tallies, offered = observers.visited(semester).tallies, _offered(semester)
    rows = Kindergarten.select().where(Kindergarten.id.in_(keys))
    return [
        Balance(row, offered.get(row.id), tallies.get(row.id, Tally()))
        for row in rows.order_by(Kindergarten.sort, Kindergarten.id)
    ]


def _offered(semester: Semester) -> dict[int, int]:
    rows: Any = ExchangeOffer.select(ExchangeOffer.kindergarten, ExchangeOffer.visits).where(
        ExchangeOffer.semester == semester.code
    )
    return dict(rows.tuples())


def unagreed(identity: Identity, semester: str) -> list[Kindergarten]:
    """Return the kindergartens the identity directs, in a network, that have not said what they give."""
    directed = reach(identity, "exchange", "C").kindergartens
    if not directed:
        return []
    known = observers.houses(changing.half(semester))
    places = {key for key in directed if key in known and known[key].network_id is not None}
    said = ExchangeOffer.select(ExchangeOffer.kindergarten).where(
        ExchangeOffer.semester == semester
    )
    return list(
        agreeable(identity).where(Kindergarten.id.in_(places) & Kindergarten.id.not_in(said))
    )


def notes(kindergarten_ids: Sequence[int], semester: str) -> dict[int, str]:
    """Return by kindergarten what its director said about the visits it gives, where anything is said."""
    rows: Any = ExchangeOffer.select(ExchangeOffer.kindergarten, ExchangeOffer.note).where(
        ExchangeOffer.kindergarten.in_(kindergarten_ids)
        & (ExchangeOffer.semester == semester)
        & (ExchangeOffer.note != "")
    )
    return dict(rows.tuples())


def departments_in(kindergarten_id: int, semester: Semester) -> int:
    """Count the departments of a kindergarten that are open on the semester's counting day."""
    here = (Department.kindergarten == kindergarten_id) & is_open(semester.counting_day)
    return int(Department.select().where(here).count())


def take(semester: Semester, *, by: Identity, now: datetime) -> list[Visit]:
    """Note that a semester's plan is taken out of the house, and return its visits; raises NotAllowed."""
    if not reach(by, "statistics", "E").everything:
        raise NotAllowed("export")
    rows = list(visits.visits(by, semester.code))
    with writing():
        new = {"semester": semester.code, "rows": len(rows)}
        journal.note("export.visits", None, by=by, now=now, new=new)
    return rows

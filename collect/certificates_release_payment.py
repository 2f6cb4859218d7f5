"""Lists of release days for those who pay: each day stands in one list, and is taken back in one at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, ModelSelect

from collect import certificates_release as releases
from collect import journal
from collect.database import locked, writing
from collect.models.certificates_release import ReleaseBatch, ReleaseDay
from collect.models.organisation import Kindergarten
from collect.models.people import Person
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.certificates_release import signed
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken


@dataclass(frozen=True)
class PaymentLine:
    """A day to be paid, or to be taken back because it was withdrawn after it was paid."""

    row: ReleaseDay
    is_credit: bool

    @property
    def halves(self) -> int:
        """Return the halves, fewer than none when they are taken back."""
        return signed(self.row.halves, self.is_credit)


def may_pay(identity: Identity) -> bool:
    """Whether the identity makes the lists by which days are reimbursed."""
    return reach(identity, "release", "E").everything


def _require(identity: Identity) -> None:
    if not may_pay(identity):
        raise NotAllowed("release")


def _by_kindergarten(query: ModelSelect[ReleaseDay]) -> ModelSelect[ReleaseDay]:
    return query.order_by(
        Kindergarten.sort, Kindergarten.id, Person.sort, Person.id, ReleaseDay.day, ReleaseDay.id
    )


def _due(
    identity: Identity, first: date, last: date, kindergarten_id: int | None
) -> ModelSelect[ReleaseDay]:
    """Return the days of a period that are not paid, and those up to its end to be taken back."""
    fresh = (
        ReleaseDay.batch.is_null()
        & ReleaseDay.withdrawn_at.is_null()
        & ReleaseDay.day.between(first, last)
    )
    back = (
        ReleaseDay.batch.is_null(False)
        & ReleaseDay.withdrawn_at.is_null(False)
        & ReleaseDay.credited.is_null()
        & (ReleaseDay.day <= last)
    )
    query = releases.days(identity).where(fresh | back)
    if kindergarten_id is not None:
        query = query.where(ReleaseDay.kindergarten == kindergarten_id)
    return _by_kindergarten(query)


def due(
    identity: Identity, first: date, last: date, kindergarten_id: int | None = None
) -> list[PaymentLine]:
    """Return what a list of a period would hold, by kindergarten and name; one query."""
    _require(identity)
    found = _due(identity, first, last, kindergarten_id)
    return [PaymentLine(row, row.batch_id is not None) for row in found]


def pay(
    first: date, last: date, kindergarten_id: int | None, *, by: Identity, now: datetime
) -> ReleaseBatch:
    """Make the list of a period: what stands in it is paid, and comes in no other list."""
    _require(by)
    if last < first:
        raise RuleBroken("dates.order", "last_day")
    if last > local_day(now):
        raise RuleBroken("date.future", "last_day")
    with writing():
        ids = [row.id for row in _due(by, first, last, kindergarten_id)]
        rows = list(
            locked(ReleaseDay.select().where(ReleaseDay.id.in_(ids)).order_by(ReleaseDay.id))
        )
        fresh = [row for row in rows if row.batch_id is None and row.withdrawn_at is None]
        back = [
            row
            for row in rows
            if row.batch_id and row.withdrawn_at is not None and row.credited_id is None
        ]
        if not fresh and not back:
            raise RuleBroken("release.nothing", "first_day")
        made = ReleaseBatch.create(
            kindergarten=kindergarten_id,
            first_day=first,
            last_day=last,
            made_at=now,
            made_by=by.person_id,
        )
        _mark(ReleaseDay.batch, made, fresh)
        _mark(ReleaseDay.credited, made, back)
        _note(made, fresh, back, by, now)
    return made


def _mark(column: Any, batch: ReleaseBatch, rows: Sequence[ReleaseDay]) -> None:
    if rows:
        ids = [row.id for row in rows]
        ReleaseDay.update({column: batch}).where(ReleaseDay.id.in_(ids)).execute()


def _note(
    batch: ReleaseBatch,
    fresh: Sequence[ReleaseDay],
    back: Sequence[ReleaseDay],
    by: Identity,
    now: datetime,
) -> None:
    halves = sum(row.halves for row in fresh) - sum(row.halves for row in back)
    new = {
        "first_day": batch.first_day,
        "last_day": batch.last_day,
        "rows": len(fresh) + len(back),
        "halves": halves,
    }
    place = batch.kindergarten_id
    journal.note("release.pay", batch.id, by=by, now=now, kindergarten_id=place, new=new)


def batches(identity: Identity) -> ModelSelect[ReleaseBatch]:
    """Return the lists that were made, the latest first."""
    _require(identity)
    return (
        ReleaseBatch.select(ReleaseBatch, Kindergarten, Person)
        .join(Kindergarten, JOIN.LEFT_OUTER)
        .join_from(ReleaseBatch, Person, JOIN.LEFT_OUTER)
        .order_by(ReleaseBatch.id.desc())
    )


def batch(identity: Identity, batch_id: int) -> ReleaseBatch:
    """Return one list; raise NotFound for one that is not there."""
    found = batches(identity).where(ReleaseBatch.id == batch_id).get_or_none()
    if found is None:
        raise NotFound("release")
    return found


def lines(identity: Identity, row: ReleaseBatch) -> list[PaymentLine]:
    """Return what stands in a list, always the same, by kindergarten and name; one query."""
    _require(identity)
    query = releases.days(identity).where((ReleaseDay.batch == row) | (ReleaseDay.credited == row))
    return [PaymentLine(one, one.batch_id != row.id) for one in _by_kindergarten(query)]

"""Double coding: how far two observers agree who coded the same visit, unseen by each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from collect import observations
from collect.models.observations import Instrument, Observation, ObservationVersion, Score, Visit
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Person
from collect.rules.access import Identity, reach
from collect.rules.agreement import Agreement, agreement
from collect.rules.refusals import NotAllowed, NotFound

FEWEST = 5  # double-coded visits below which the figures of many are not shown
LATELY = timedelta(days=14)  # how long a report is news
_FIRST: Any = Observation.alias("first_coding")

Scores = Mapping[tuple[int, int], int]  # (cycle, dimension id) -> score


@dataclass(frozen=True)
class Pair:
    """A visit that two have coded: the coding that counts (A) and the second one (B)."""

    first: Observation
    second: Observation

    @property
    def sent_at(self) -> datetime:
        """Return when both were sent, and each could know of the other."""
        return max(self.first.received_at, self.second.received_at)


@dataclass(frozen=True)
class Report:
    """How far the two agree; `scores` are (A, B) by cycle and dimension id, None where one has none."""

    pair: Pair
    names: tuple[str, str] | None  # of the observers, for the observers
    mine: str | None  # A or B, for the observers
    overall: Agreement
    dimensions: dict[int, Agreement]
    scores: dict[tuple[int, int], tuple[int | None, int | None]]
    is_corrected: bool  # since both were sent; the report tells what was sent unseen

    @property
    def cycles(self) -> list[int]:
        """Return the numbers of the cycles that somebody scored."""
        return sorted({cycle for cycle, _ in self.scores})


@dataclass(frozen=True)
class Pool:
    """How far pairs of observers agree over many visits; of one instrument, or of all (None)."""

    instrument: Instrument | None
    visits: int
    overall: Agreement | None  # None: too few visits to be shown
    dimensions: dict[int, Agreement]


def state(identity: Identity, row: Observation) -> str | None:
    """Return whether a visit is coded by two: `waiting` for somebody to send, `ready`, or None.

    For the observer and those who may read the report; None for all others.
    """
    if row.visit_id is None or not _may_read(identity, (row.observer_id,)):
        return None
    if _pairs(_is_of(row)):
        return "ready"
    whole = Visit.select(fn.COALESCE(Visit.doubles, Visit.id)).where(Visit.id == row.visit_id)
    others = Visit.select().where(
        (fn.COALESCE(Visit.doubles, Visit.id) == whole)
        & (Visit.id != row.visit_id)
        & Visit.status.not_in(("declined", "cancelled"))
    )
    return "waiting" if others.exists() else None


def report(identity: Identity, reference: str) -> Report:
    """Return the report of a double-coded visit, asked for by either coding.

    For its two observers when both have sent, for as long as they read their own coding, and the
    coordinator, who is told no names. Raises NotFound for all others, and before both have sent.
    """
    row = Observation.get_or_none(Observation.reference == reference)
    pair = next(iter(_pairs(_is_of(row))), None) if row is not None else None
    if pair is None:
        raise NotFound("agreement")
    observers = (pair.first.observer_id, pair.second.observer_id)
    if not _may_read(identity, observers) or not _reads_own(identity, pair):
        raise NotFound("agreement")
    mine = {observers[0]: "A", observers[1]: "B"}.get(identity.person_id or 0)
    sent = _sent_scores([pair])
    first, second = sent[pair.first.id], sent[pair.second.id]
    paired = {key: (first.get(key), second.get(key)) for key in {*first, *second}}
    return Report(
        pair,
        _names(observers) if mine else None,
        mine,
        agreement(list(_both(first, second).values())),
        _by_dimension([_both(first, second)]),
        dict(sorted(paired.items())),
        any(_latest_change(row) > pair.sent_at for row in (pair.first, pair.second)),
    )


def _may_read(identity: Identity, observer_ids: Iterable[int]) -> bool:
    found = reach(identity, "agreement", "R")
    return any(found.covers(person_id=one) for one in observer_ids)


def _reads_own(identity: Identity, pair: Pair) -> bool:
    """Whether the reader still reads the own coding, or reads them all."""
    if reach(identity, "agreement", "R").everything:
        return True
    both = (pair.first.id, pair.second.id)
    mine = Observation.id.in_(both) & (Observation.observer == (identity.person_id or 0))
    return bool(observations.observations(identity).where(mine).exists())


def _names(observer_ids: tuple[int, int]) -> tuple[str, str]:
    rows: Any = Person.select(Person.id, Person.name).where(Person.id.in_(observer_ids)).tuples()
    known = dict(rows)
    return known[observer_ids[0]], known[observer_ids[1]]


def _latest_change(row: Observation) -> datetime:
    if row.version == 1:
        return row.received_at  # type: ignore[no-any-return]
    found: datetime = (
        ObservationVersion.select(ObservationVersion.replaced_at)
        .where(ObservationVersion.observation == row)
        .order_by(ObservationVersion.number.desc())
        .get()
        .replaced_at
    )
    return found


def _is_of(row: Observation) -> Any:
    return (Observation.id == row.id) | (_FIRST.id == row.id)


def _pairs(condition: Any) -> list[Pair]:
    """Return the visits whose two codings are both sent, by the second's id; one query."""
    rows: Any = (
        Observation.select(Observation, _FIRST, Department, Kindergarten, Instrument)
        .join(Visit, on=(Visit.id == Observation.visit))
        .join_from(Observation, _FIRST, on=(_FIRST.visit == Visit.doubles), attr="first_coding")
        .join_from(Observation, Department)
        .join(Kindergarten)
        .join_from(Observation, Instrument)
        .where(Observation.is_double & ~_FIRST.is_double & condition)
        .order_by(Observation.id, _FIRST.id)
    )
    found: dict[int, Pair] = {}
    for row in rows:
        found.setdefault(row.visit_id, Pair(row.first_coding, row))
    return list(found.values())


def _sent_scores(pairs: Sequence[Pair]) -> dict[int, dict[tuple[int, int], int]]:
    """Return by observation id the scores as they stood when both were sent; two queries.

    What was put right later was put right by somebody who could know the other's scores.
    """
    when = {row.id: pair.sent_at for pair in pairs for row in (pair.first, pair.second)}
    found: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    rows: Any = Score.select(Score.observation, Score.cycle, Score.dimension, Score.value)
    for number, cycle, dimension_id, value in rows.where(
        Score.observation.in_(list(when))
    ).tuples():
        found[number][cycle, dimension_id] = value
    versions = ObservationVersion.select().where(ObservationVersion.observation.in_(list(when)))
    for old in versions.order_by(ObservationVersion.number.desc()):
        if old.replaced_at > when[old.observation_id]:
            found[old.observation_id] = {
                (number, int(dimension_id)): value
                for number, cycle in enumerate(old.content["cycles"], 1)
                for dimension_id, value in cycle["scores"].items()
            }
    return found


def _both(first: Scores, second: Scores) -> dict[tuple[int, int], tuple[int, int]]:
    """Return what both scored, (A, B) by cycle and dimension id."""
    return {key: (value, second[key]) for key, value in sorted(first.items()) if key in second}


def _by_dimension(
    codings: Iterable[Mapping[tuple[int, int], tuple[int, int]]],
) -> dict[int, Agreement]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for coding in codings:
        for (_, dimension_id), pair in coding.items():
            found[dimension_id].append(pair)
    return {dimension_id: agreement(pairs) for dimension_id, pairs in found.items()}


def pools(identity: Identity, semester: str) -> list[Pool]:
    """Return how far observers agreed in a semester: over all visits, then version by version.

    Fewer than five double-coded visits are not shown, nor what would give them away: the figures
    of all stand first, and those of the versions follow only if each has five. Nobody's name is
    in it. Raises NotAllowed for others than the coordinator. Three queries.
    """
    if not reach(identity, "agreement", "R").everything:
        raise NotAllowed("agreement")
    pairs = _pairs(Observation.semester == semester)
    sent = _sent_scores(pairs) if pairs else {}
    versions: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        versions[pair.second.instrument_id].append(pair)
    whole = _pool(None, pairs, sent)
    if len(versions) < 2:
        return [_pool(p[0].second.instrument, p, sent) for p in versions.values()] or [whole]
    parts = [_pool(versions[k][0].second.instrument, versions[k], sent) for k in sorted(versions)]
    return [whole, *parts] if all(part.overall for part in parts) else [whole]


def _pool(
    instrument: Instrument | None,
    pairs: Sequence[Pair],
    sent: Mapping[int, dict[tuple[int, int], int]],
) -> Pool:
    if len(pairs) < FEWEST:
        return Pool(instrument, len(pairs), None, {})
    codings = [_both(sent[pair.first.id], sent[pair.second.id]) for pair in pairs]
    overall = agreement([pair for coding in codings for pair in coding.values()])
    return Pool(
        instrument, len(pairs), overall, _by_dimension(codings) if instrument is not None else {}
    )


def own_pairs(person_id: int) -> list[tuple[int, int]]:
    """Return (own score, the other's) for all that a person coded together with another; for them alone."""
    pairs = _pairs((Observation.observer == person_id) | (_FIRST.observer == person_id))
    sent = _sent_scores(pairs) if pairs else {}
    found = []
    for pair in pairs:
        mine, other = pair.first, pair.second
        if mine.observer_id != person_id:
            mine, other = other, mine
        found += list(_both(sent[mine.id], sent[other.id]).values())
    return found


def news(identity: Identity, now: datetime) -> list[Pair]:
    """Return the identity's double-coded visits whose report became ready in the last fortnight."""
    found = reach(identity, "agreement", "R").person_id
    if found is None:
        return []
    mine = (Observation.observer == found) | (_FIRST.observer == found)
    lately = (Observation.received_at > now - LATELY) | (_FIRST.received_at > now - LATELY)
    return _pairs(mine & lately)

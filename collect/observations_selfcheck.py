"""The observer's self-check: a private hint from the own scores. No other service may read it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from collect import observations_agreement as agreement
from collect.models.observations import Dimension, Domain, Instrument, Observation, Score
from collect.rules import observations_selfcheck as rules
from collect.rules import scoring
from collect.rules.access import Identity, reach
from collect.rules.agreement import Agreement
from collect.rules.calendar import semester_from
from collect.rules.refusals import NotAllowed


@dataclass(frozen=True)
class OwnCheck:
    """What an observer's own observations say; `check` is None while they are fewer than five."""

    observations: int
    check: rules.SelfCheck | None
    doubles: Agreement | None  # (own, other) over what two have coded; None while nothing is
    scale: list[Dimension]  # the dimensions that were scored, each with domain and instrument
    instruments: dict[int, Instrument]


def own_check(identity: Identity) -> OwnCheck:
    """Return the self-check of the one who asks; there is no way to ask for anybody else's.

    Over all one's own observations, second codings too, also those that may no longer be read one
    by one: nothing of a single department is in it. Raises NotAllowed for who observes nothing.
    """
    person_id = reach(identity, "self_check", "R").person_id
    if person_id is None:
        raise NotAllowed("self_check")
    coded = _coded(person_id)
    used = {one.instrument_id for one in coded}
    scale = _scale(used) if used else []
    rule = [scoring.Dimension(d.id, d.domain_id, d.is_reversed) for d in scale]
    check = rules.self_check(coded, rule)
    pairs = agreement.own_pairs(person_id) if check is not None else []
    return OwnCheck(
        len(coded),
        check,
        agreement.agreement(pairs) if pairs else None,
        scale,
        {d.domain.instrument_id: d.domain.instrument for d in scale},
    )


def _coded(person_id: int) -> list[rules.Coded]:
    """Return a person's observations as they were scored; two queries."""
    mine = Observation.observer == person_id
    given: Any = (
        Score.select(Score.observation, Score.cycle, Score.dimension, Score.value)
        .join(Observation)
        .where(mine)
        .tuples()
    )
    cycles: dict[int, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for number, cycle, dimension_id, value in given:
        cycles[number][cycle][dimension_id] = value
    rows = Observation.select().where(mine).order_by(Observation.observed_on, Observation.id)
    return [
        rules.Coded(
            semester_from(row.semester),
            row.instrument_id,
            tuple(scores for _, scores in sorted(cycles[row.id].items())),
        )
        for row in rows
    ]


def _scale(instrument_ids: set[int]) -> list[Dimension]:
    rows = Dimension.select(Dimension, Domain, Instrument).join(Domain).join(Instrument)
    return list(
        rows.where(Instrument.id.in_(sorted(instrument_ids))).order_by(
            Instrument.id, Domain.position, Dimension.position
        )
    )

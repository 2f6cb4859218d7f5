"""Practice: a sheet judged and shown as if it were sent; nothing of it is kept or counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from collect import certificates, observations_drafts
from collect import observations_instruments as instruments
from collect.observations_answers import CycleAnswers, ObservationAnswers, judged
from collect.rules import scoring
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed


@dataclass(frozen=True)
class Practised:
    """What an observation would have become: its means, its cycles, the certificate on that day."""

    profile: scoring.Profile
    cycles: list[CycleAnswers]
    certificate: str


def practise(
    answers: ObservationAnswers,
    *,
    by: Identity,
    submission_id: str,
    now: datetime,
    cycles_required: int = 3,
) -> Practised:
    """Judge a practice sheet as an observation would be, wipe its draft and return what it shows.

    Raises RuleBroken for what could not have been kept as it stands, and then leaves the draft.
    """
    may = reach(by, "observation", "C")
    if by.person_id is None or may.is_empty:
        raise NotAllowed("observation")
    _, cycles = judged(answers, may, local_day(now))
    observations_drafts.end_practice(submission_id, by=by, now=now)
    rules = [
        scoring.Dimension(d.id, d.domain_id, d.is_reversed)
        for domain in instruments.structure(answers.instrument_id)
        for d in domain.scale
    ]
    profile = scoring.profile(rules, [cycle.scores for cycle in cycles], cycles_required)
    state = certificates.state_on(by.person_id, answers.instrument_id, answers.observed_on)
    return Practised(profile, cycles, state)

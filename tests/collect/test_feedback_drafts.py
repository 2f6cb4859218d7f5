"""The first words of a feedback, as the scores give them."""

from dataclasses import replace
from typing import Any

import pytest

from collect import observations_instruments as instruments
from collect import observations_profiles as profiles
from collect.feedback_drafts import Draft, draft_of
from collect.models.observations import Observation
from collect.phrases import reading
from tests.factories import (
    a_department,
    a_kindergarten,
    an_identity,
    an_observation,
    dimension_ids,
    observation_answers,
)


@pytest.fixture
def scored(house: str) -> Any:
    """Return the draft of an observation with the same scores in each of its cycles."""
    kindergarten = a_kindergarten()
    room = a_department(kindergarten)
    ada = an_identity("observer", kindergarten, network=frozenset({kindergarten.id}))

    def drafted(*scores: int | None) -> Draft:
        given = {d: s for d, s in zip(dimension_ids(), scores, strict=True) if s is not None}
        answers = observation_answers(room)
        cycles = tuple(replace(cycle, scores=given) for cycle in answers.cycles)
        reference = an_observation(room, ada, cycles=cycles)
        row = Observation.get(Observation.reference == reference)
        return draft_of(instruments.structure(row.instrument_id), profiles.profile_of(row))

    return drafted


def test_strengths_areas_and_a_next_step_in_words(scored: Any) -> None:
    assert scored(6, 1, 5, 5, 4, 3, 2, 4) == Draft(
        "Her står de voksne på avdelingen sterkt:\n"
        "– Negativt klima: 1,00 (lav er bra)\n"
        "– Positivt klima: 6,00 (høy)",
        "Her er det mest å hente for de voksne på avdelingen:\n"
        "– Kvalitet på tilbakemeldinger: 2,00 (lav)\n"
        "– Tilrettelegging for læring og utvikling: 3,00 (middels)",
        "Et forslag er å begynne med «Kvalitet på tilbakemeldinger». Velg én ting å øve på frem til "
        "neste avdelingsmøte, og avtal hvordan dere skal merke om det hjelper.",
    )


def test_what_is_best_is_not_called_good_unless_it_is_high(scored: Any) -> None:
    draft = scored(4, 6, 3, 3, 3, 3, 3, 3)
    assert draft.strengths.startswith("Her står de voksne på avdelingen sterkest nå:")
    assert draft.areas.splitlines()[1:] == ["– Negativt klima: 6,00 (lav er bra)"]


def test_what_is_lowest_is_not_called_low_where_all_is_high(scored: Any) -> None:
    draft = scored(7, 1, 7, 7, 7, 7, 6, 6)
    assert draft.areas.startswith("Alt ligger høyt. Lavest av det høye er:")
    assert "«Kvalitet på tilbakemeldinger» eller «Språkstøtte»" in draft.next_step


def test_where_all_is_alike_the_text_says_so(scored: Any) -> None:
    draft = scored(5, 3, 5, 5, 5, 5, 5, 5)
    assert draft.strengths == "Dimensjonene ligger likt. Ingen av dem skiller seg ut."
    assert draft.next_step.startswith("Velg én ting")


def test_an_incomplete_observation_is_drafted_from_what_was_scored(scored: Any) -> None:
    draft = scored(6, None, None, None, None, None, None, 2)
    assert draft.strengths.splitlines()[1:] == ["– Positivt klima: 6,00 (høy)"]
    assert draft.areas.splitlines()[1:] == ["– Språkstøtte: 2,00 (lav)"]


@pytest.mark.parametrize(
    ("locale", "line"),
    [("nn", "– Positivt klima: 6,00 (høg)"), ("en", "– Positive Climate: 6.00 (high)")],
)
def test_a_draft_is_in_the_readers_language(scored: Any, locale: str, line: str) -> None:
    with reading(locale):
        draft = scored(6, 1, 5, 5, 4, 3, 2, 4)
    assert draft.strengths.splitlines()[2] == line

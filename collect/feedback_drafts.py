"""The first words of a feedback, made from the scores: the observer writes on from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from collect.models.observations import Domain
from collect.phrases import figure, reader, say, word
from collect.rules import scoring
from collect.rules.feedback import Standing, Standout, standout


@dataclass(frozen=True)
class Draft:
    """What the three texts of a feedback say before the observer has written any."""

    strengths: str = ""
    areas: str = ""
    next_step: str = ""


def draft_of(domains: Sequence[Domain], profile: scoring.Profile) -> Draft:
    """Return the texts that an observation's profile gives, in the reader's language.

    Of the department's adults as a group, never of a person, and in words of our own: the
    instrument's descriptions belong to its publisher. Blank where nothing is scored.
    """
    scale = [dimension for domain in domains for dimension in domain.scale]
    rules = [scoring.Dimension(d.id, d.domain_id, d.is_reversed) for d in scale]
    labels = {d.id: str(getattr(d, f"label_{reader.get()}")) for d in scale}
    known = [mean for mean in profile.dimensions.values() if mean is not None]
    if not known:
        return Draft()
    found = standout(rules, profile.dimensions)
    if not found.strengths:
        return Draft(_alike(), say("Ingen dimensjon ligger lavere enn de andre."), _choose())
    return Draft(_strengths(found, labels), _areas(found, labels), _next_step(found, labels))


def _strengths(found: Standout, labels: dict[int, str]) -> str:
    best = found.strengths[0].band
    heading = (
        say("Her står de voksne på avdelingen sterkt:")
        if best == "high"
        else say("Her står de voksne på avdelingen sterkest nå:")
    )
    return "\n".join([heading, *(_line(one, labels) for one in found.strengths)])


def _areas(found: Standout, labels: dict[int, str]) -> str:
    heading = (
        say("Alt ligger høyt. Lavest av det høye er:")
        if found.areas[0].band == "high"
        else say("Her er det mest å hente for de voksne på avdelingen:")
    )
    return "\n".join([heading, *(_line(one, labels) for one in found.areas)])


def _next_step(found: Standout, labels: dict[int, str]) -> str:
    lowest = [one for one in found.areas if one.effective == found.areas[0].effective]
    names = say(" eller ").join(f"«{labels[one.dimension_id]}»" for one in lowest)
    return say("Et forslag er å begynne med %(dimension)s.", dimension=names) + " " + _choose()


def _choose() -> str:
    return say(
        "Velg én ting å øve på frem til neste avdelingsmøte, og avtal hvordan dere skal merke om "
        "det hjelper."
    )


def _alike() -> str:
    return say("Dimensjonene ligger likt. Ingen av dem skiller seg ut.")


def _line(one: Standing, labels: dict[int, str]) -> str:
    """Return a dimension with its mean: – Sensitivitet: 5,67 (middels)."""
    told = say("lav er bra") if one.is_reversed else word("band", one.band).lower()
    return f"– {labels[one.dimension_id]}: {_mean(one.mean)} ({told})"


def _mean(value: Fraction) -> str:
    return figure(scoring.shown(value), 2)

"""Correcting a sent observation: the sheet filled in as it is, with a reason; and sending one back."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from collect.models.observations import Domain
from collect.observations_answers import ObservationAnswers
from collect.phrases import lazy, say
from forms.base import BaseForm
from forms.fields import Line, Note
from forms.observations import ObservationForm, sheet

_WRITTEN = ("started_at", "ended_at", "adults", "children", "activity", "note", "length_reason")


@lru_cache(maxsize=64)
def correction_sheet(dimension_ids: tuple[int, ...], cycles: int) -> type[ObservationForm]:
    """Return the sheet's form class with the question why it is corrected."""
    reason = Line(
        lazy("Hva retter du, og hvorfor?"),
        hint=lazy(
            "De som har sett skårene, ser at observasjonen er rettet, og det du skriver her."
        ),
        missing=lazy("Skriv hvorfor du retter observasjonen."),
    )
    return type("CorrectionSheet", (sheet(dimension_ids, cycles),), {"reason": reason})


def filled_in(answers: ObservationAnswers) -> dict[str, Any]:
    """Return what the fields of a sheet hold when it says what the answers say."""
    found: dict[str, Any] = {"observed_on": answers.observed_on, "semester": answers.semester}
    for n, cycle in enumerate(answers.cycles):
        found |= {f"cycles-{n}-{name}": getattr(cycle, name) for name in _WRITTEN}
        found |= {f"cycles-{n}-score-{d}": value for d, value in cycle.scores.items()}
    return found


def differences(
    stored: ObservationForm,
    sent: ObservationForm,
    domains: Sequence[Domain],
    names: Mapping[int, str],
) -> list[tuple[str, str, str]]:
    """Return (question, what is stored, what was sent) where the two sheets differ."""
    scored = {f"score-{d.id}": names[d.id] for domain in domains for d in domain.scale}
    found = []
    for field in stored:
        other = sent[field.name]
        if field.name == "reason" or field.raw.strip() == other.raw.strip():
            continue
        name = scored.get(field.name.split("-", 2)[-1])
        label = stored.name_of(field)
        if name is not None:
            label = say(
                "Syklus %(number)s, %(label)s", number=int(field.name.split("-")[1]) + 1, label=name
            )
        found.append((label, _said(field), _said(other)))
    return found


def _said(field: Any) -> str:
    options = getattr(field, "options", {})
    return str(options.get(field.raw, field.raw)) or "–"


class ReturnForm(BaseForm):
    """What the observer must put right."""

    note = Note(
        lazy("Hva må rettes?"),
        hint=lazy("Observatøren ser det du skriver. Ikke skriv navn på barn eller voksne."),
        missing=lazy("Skriv hva som må rettes, så observatøren vet hva som skal gjøres."),
    )

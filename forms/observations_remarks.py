"""What is said about a sheet without stopping it: cycle lengths, the certificate, hints, two versions side by side."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from collect import phrases
from collect.config import Config
from collect.models.observations import Domain, Observation
from collect.observations_profiles import ShownCycle
from collect.rules.guard import hinted
from collect.rules.observations_cycles import CycleRemark, Lengths, is_fewer_than_customary, remarks

FREE_TEXTS = ("note", "activity", "reason")  # as the names of their fields end
Said = dict[str, str]  # field: name of the field it concerns, or blank; sentence


def lengths(settings: Config) -> Lengths:
    """Return how long a cycle should last in this installation."""
    return Lengths(settings.cycle_min_minutes, settings.cycle_max_minutes, settings.cycle_hard_min)


def said_of_cycles(cycles: Sequence[tuple[str, str, str]], settings: Config) -> list[Said]:
    """Return a sentence for each cycle, given as (start, end, reason), that was of unusual length."""
    usual = lengths(settings)
    return [
        {
            "field": f"cycles-{one.number - 1}-length_reason",
            "sentence": in_words(one, usual),
        }
        for one in remarks(cycles, usual)
        if not one.is_explained
    ]


def in_words(one: CycleRemark, usual: Lengths) -> str:
    """Return what is to be said about the length of a cycle."""
    return phrases.warning(
        one.code,
        number=one.number,
        minutes=one.minutes,
        low=usual.minimum,
        high=usual.maximum,
        hard=usual.hard_minimum,
    )


def said_of_certificate(state: str, on: date) -> list[Said]:
    """Return what is to be said when the observer held no valid certificate on the day of the visit."""
    if state in ("valid", "expiring"):
        return []
    word = phrases.word("certificate", state).lower()
    sentence = phrases.warning("certificate.lapsed", day=phrases.day(on), state=word)
    return [{"field": "observed_on", "sentence": sentence}]


def few_cycles(number: int) -> str:
    """Return what is to be said when there are fewer cycles than the instrument's usual four, or nothing."""
    if not is_fewer_than_customary(number):
        return ""
    return phrases.plural(
        "%(num)s syklus, færre enn instrumentets vanlige fire",
        "%(num)s sykluser, færre enn instrumentets vanlige fire",
        number,
    )


def hints(texts: Mapping[str, str]) -> list[Said]:
    """Return the gentle hints that a sheet's free texts deserve, by the names of their fields."""
    free = {name: text for name, text in texts.items() if name.endswith(FREE_TEXTS)}
    return [{"field": name, "sentence": phrases.hint(code)} for name, code in hinted(free)]


def said_of_sent(
    row: Observation, cycles: Sequence[ShownCycle], settings: Config
) -> dict[str, Any]:
    """Return what is worth a thought about one's own observation: lengths, certificate, texts."""
    usual = lengths(settings)
    times = [(c.cycle.started_at, c.cycle.ended_at, c.cycle.length_reason) for c in cycles]
    texts = {f"cycles-{n}-note": c.cycle.note for n, c in enumerate(cycles)}
    texts |= {f"cycles-{n}-activity": c.cycle.activity for n, c in enumerate(cycles)}
    lapsed = said_of_certificate(row.certificate, row.observed_on) if cycles else []
    return {
        "lengths": {one.number: in_words(one, usual) for one in remarks(times, usual)},
        "warnings": lapsed + said_of_cycles(times, settings),
        "hints": hints(texts),
        "few": few_cycles(len(cycles)) if cycles else "",
    }


def texts_of(form: Any) -> dict[str, str]:
    """Return what stands in each field of a sheet, as it was written."""
    return {field.name: field.raw for field in form}


def times_of(texts: Mapping[str, str], cycles: int) -> list[tuple[str, str, str]]:
    """Return the (start, end, reason) of each cycle of a sheet."""
    return [
        (
            texts.get(f"cycles-{n}-started_at", ""),
            texts.get(f"cycles-{n}-ended_at", ""),
            texts.get(f"cycles-{n}-length_reason", ""),
        )
        for n in range(cycles)
    ]


def differences(
    form: Any, stored: Mapping[str, str], domains: Sequence[Domain]
) -> list[tuple[str, str, str]]:
    """Return (question, what stands here, what is stored) where a sheet and a draft differ."""
    scored = {
        f"score-{d.id}": str(getattr(d, f"label_{phrases.reader.get()}"))
        for domain in domains
        for d in domain.scale
    }
    found = []
    for field in form:
        here, there = field.raw.strip(), stored.get(field.name, "")
        if here == there:
            continue
        label = form.name_of(field)
        dimension = scored.get(field.name.split("-", 2)[-1])
        if dimension is not None:
            number = int(field.name.split("-")[1]) + 1
            label = phrases.say("Syklus %(number)s, %(label)s", number=number, label=dimension)
        options = getattr(field, "options", {})
        found.append((label, str(options.get(here, here)), str(options.get(there, there))))
    return found

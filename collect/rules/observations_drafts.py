"""What of a draft is kept: the sheet's own fields, each text as it may be stored."""

from collections.abc import Mapping
from functools import lru_cache

from collect.rules.refusals import RuleBroken
from collect.rules.text import LINE, NOTE, clean

BIGGEST = 100_000  # bytes of names and texts together
MOST_CYCLES = 8
SHEET = ("observed_on", "semester", "cycles")
CYCLE = ("started_at", "ended_at", "adults", "children", "activity", "note", "length_reason")


@lru_cache(maxsize=64)
def fields(dimension_ids: tuple[int, ...], is_correction: bool = False) -> Mapping[str, int]:
    """Return the fields of an instrument's sheet: name -> longest text, in characters."""
    limits = dict.fromkeys(SHEET, LINE)
    if is_correction:
        limits["reason"] = NOTE
    for n in range(MOST_CYCLES):
        limits |= {f"cycles-{n}-{name}": NOTE if name == "note" else LINE for name in CYCLE}
        limits |= {f"cycles-{n}-score-{d}": LINE for d in dimension_ids}
    return limits


def sifted(
    sent: Mapping[str, str], before: Mapping[str, str], limits: Mapping[str, int]
) -> tuple[dict[str, str], list[RuleBroken]]:
    """Return what is kept of the fields that were sent, and a refusal for each that could not be.

    A field that is refused keeps what it held before; a blank or unknown one is left out. Raises
    RuleBroken("draft.large") when all of it together is too much.
    """
    kept: dict[str, str] = {}
    refused = []
    for name, limit in limits.items():
        text = sent.get(name, "")
        try:
            text = clean(text, limit, name)
        except RuleBroken as error:
            refused.append(error)
            text = before.get(name, "")
        if text:
            kept[name] = text
    if sum(len(name) + len(text.encode()) for name, text in kept.items()) > BIGGEST:
        raise RuleBroken("draft.large", limit=BIGGEST // 1000)
    return kept, refused

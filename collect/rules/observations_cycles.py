"""How long a cycle lasted, and what is worth saying about it (reference §2.4). Nothing is refused."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

CUSTOMARY = 4  # the instrument's usual number of cycles


@dataclass(frozen=True)
class Lengths:
    """How many minutes a cycle should last: the programme's 15 to 20, never under 10."""

    minimum: int = 15
    maximum: int = 20
    hard_minimum: int = 10


def minutes(started_at: str, ended_at: str) -> int | None:
    """Return the minutes from HH:MM to HH:MM; None when either is missing or not a time."""
    try:
        start, end = (int(t[:2]) * 60 + int(t[3:5]) for t in (started_at, ended_at))
    except ValueError:
        return None
    return end - start if end > start else None


def judged_length(started_at: str, ended_at: str, lengths: Lengths) -> str:
    """Return cycle.redo, cycle.short, cycle.long, or nothing for a cycle of the usual length.

    Interrupted before ten minutes it is best done again; after that it can be used.
    """
    lasted = minutes(started_at, ended_at)
    if lasted is None or lengths.minimum <= lasted <= lengths.maximum:
        return ""
    if lasted < lengths.hard_minimum:
        return "cycle.redo"
    return "cycle.short" if lasted < lengths.minimum else "cycle.long"


@dataclass(frozen=True)
class CycleRemark:
    """Something to say about a cycle: its number from 1, the code and how long it lasted."""

    number: int
    code: str
    minutes: int
    is_explained: bool


def remarks(cycles: Sequence[tuple[str, str, str]], lengths: Lengths) -> list[CycleRemark]:
    """Return what is to be said of the cycles, each given as (start, end, reason for its length)."""
    found = []
    for number, (started_at, ended_at, reason) in enumerate(cycles, 1):
        code = judged_length(started_at, ended_at, lengths)
        if code:
            lasted = minutes(started_at, ended_at) or 0
            found.append(CycleRemark(number, code, lasted, bool(reason)))
    return found


def is_fewer_than_customary(cycles: int) -> bool:
    """Whether an observation has fewer cycles than the instrument's usual four."""
    return cycles < CUSTOMARY


def is_as_asked(content: Mapping[str, str], asked: int) -> bool:
    """Whether a sheet's content has as many cycles as are asked for today."""
    return content.get("cycles", "") in ("", str(asked)) and written_in(content) <= asked


def cycles_begun(content: Mapping[str, str], asked: int, held: Collection[int]) -> int:
    """Return how many cycles a sheet began with, of the numbers that have held; never fewer than are written in."""
    began = content.get("cycles", "")
    chosen = int(began) if began in map(str, held) else asked
    return max(chosen, min(written_in(content), max(held)))


def written_in(content: Mapping[str, str]) -> int:
    """Return the number of the last cycle in which something is written; 0 for none."""
    names = [name.split("-") for name, text in content.items() if text]
    return max(
        (int(n[1]) + 1 for n in names if n[0] == "cycles" and len(n) > 2 and n[1].isdecimal()),
        default=0,
    )

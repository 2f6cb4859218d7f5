"""Which figures made of scores may be shown: none that rests on fewer than five departments, or gives them away.

Whoever reads a figure can take away from it what they know: the scores of their own departments,
and the other figures they are shown. What is left over must be nothing or five departments at
least (conventions V11, features G12). A semester's figures are shown when it is settled, since two
readings on the way would differ by the departments observed in between.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

from collect.rules.calendar import Semester, is_late_for

LEAST = 5
Key = TypeVar("Key", bound=Hashable)
Group = frozenset[int]


def is_settled(semester: Semester, today: date) -> bool:
    """Whether nothing more is expected of a semester: it is over, and so is the month of late work."""
    return today > semester.last_day and not is_late_for(semester, today)


def is_enough(number: int) -> bool:
    """Whether so many departments are none, or enough not to be known one by one."""
    return number == 0 or number >= LEAST


def permitted(
    reports: Mapping[Key, Collection[int]], known: Collection[int] = frozenset()
) -> set[Key]:
    """Return which reports may be shown side by side to one who knows some departments already.

    Each report is over a group of departments, by their ids; a report earlier in the mapping goes
    before a later one. A report is withheld when it rests on fewer than five departments, or when
    it would let a reader work out, from what is known and permitted so far, a figure of one to four
    others: as what one report has beyond another, or as any sum and difference of several.
    """
    shown: dict[Key, Group] = {}
    for key, members in reports.items():
        unknown = frozenset(members) - frozenset(known)
        if len(frozenset(members)) < LEAST or not is_enough(len(unknown)):
            continue
        if _stays_safe([*shown.values()], unknown):
            shown[key] = unknown
    return set(shown)


def _stays_safe(groups: Sequence[Group], added: Group) -> bool:
    """Whether one more group leaves nobody to be worked out; the groups before are safe together."""
    if any(not (is_enough(len(added - one)) and is_enough(len(one - added))) for one in groups):
        return False
    return not _gives_away([*groups, added])


def _gives_away(groups: Sequence[Group]) -> bool:
    """Whether some sum and difference of the groups is one to four departments by themselves.

    Departments that are in the same groups can only be had together: they are one unknown. Those
    of a few departments, alone or several together, must not be a combination of the groups.
    """
    unknowns: dict[tuple[bool, ...], int] = {}
    for member in frozenset[int]().union(*groups):
        pattern = tuple(member in group for group in groups)
        unknowns[pattern] = unknowns.get(pattern, 0) + 1
    patterns, sizes = list(unknowns), list(unknowns.values())
    rows = _reduced([[Fraction(p[n]) for p in patterns] for n in range(len(groups))])
    few = [n for n, size in enumerate(sizes) if size < LEAST]
    return any(
        sum(sizes[n] for n in chosen) < LEAST
        and _is_combination([Fraction(n in chosen) for n in range(len(patterns))], rows)
        for number in range(1, LEAST)
        for chosen in combinations(few, number)
    )


def _reduced(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Return the rows by elimination: each begins with a 1, below and above which stands 0."""
    found: list[list[Fraction]] = []
    for row in rows:
        left = _without(row, found)
        lead = next((n for n, value in enumerate(left) if value), None)
        if lead is None:
            continue
        left = [value / left[lead] for value in left]
        found = [_minus(other, left, lead) for other in found] + [left]
    return found


def _without(row: list[Fraction], reduced: list[list[Fraction]]) -> list[Fraction]:
    """Return what is left of a row when the reduced rows are taken out of it."""
    for one in reduced:
        row = _minus(row, one, next(n for n, value in enumerate(one) if value))
    return row


def _minus(row: list[Fraction], other: list[Fraction], lead: int) -> list[Fraction]:
    times = row[lead]
    return [a - times * b for a, b in zip(row, other, strict=True)] if times else row


def _is_combination(row: list[Fraction], reduced: list[list[Fraction]]) -> bool:
    return not any(_without(row, reduced))

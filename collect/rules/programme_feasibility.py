"""Whether the departments that are left can be observed by those who may, in the weeks there are (features G2).

An observer may visit what the certificate covers, as long as it holds. Nobody should have to visit
more than once a week, and once every other week is what a plan can bear. Both are proposals of ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

VERDICTS = ("done", "good", "tight", "short")
BEARABLE, MOST = Fraction(1, 2), Fraction(1)  # visits by one observer in one week
GROUPS = {"toddler": "toddler", "preschool": "prek"}  # an age group and the version that fits it


@dataclass(frozen=True)
class Crew:
    """Those who may observe: for each of them the weeks in which each version's certificate holds."""

    observers: Sequence[Mapping[str, Fraction]] = ()

    def number(self, version: str | None = None) -> int:
        """Return how many may observe with a version, or at all."""
        return sum(1 for weeks in self.observers if _weeks(weeks, version))

    def weeks(self, version: str | None = None) -> Fraction:
        """Return the weeks of all who may observe with a version, or at all, added up."""
        return sum((_weeks(weeks, version) for weeks in self.observers), Fraction())


def _weeks(weeks: Mapping[str, Fraction], version: str | None) -> Fraction:
    if version is None:
        return max(weeks.values(), default=Fraction())
    return weeks.get(version, Fraction())


@dataclass(frozen=True)
class Situation:
    """What is left to observe by age group, of which so many have a visit agreed, and who may do it.

    `stranded` departments have neither a visit nor anybody in their own kindergarten who may come;
    `offered` visits are promised by other kindergartens and not yet spoken for.
    """

    left: Mapping[str, int]
    ahead: int = 0
    crew: Crew = field(default_factory=Crew)
    stranded: int = 0
    offered: int = 0

    @property
    def total(self) -> int:
        """Return how many departments are left."""
        return sum(self.left.values())


@dataclass(frozen=True)
class Verdict:
    """One of VERDICTS, the visits each observer would make a week, and the codes of what stands in the way."""

    code: str
    load: Fraction | None = None  # None: somebody is needed who is not there
    hindrances: tuple[str, ...] = ()


def verdict(situation: Situation) -> Verdict:
    """Judge whether it can be done.

    The departments of one age group need those with its certificate; all together need all. The
    heaviest of these decides. A department of mixed ages may be visited with either.
    """
    if not situation.total:
        return Verdict("done", Fraction())
    loads = []
    missing = [
        f"no_observer_{group}"
        for group, version in GROUPS.items()
        if situation.left.get(group) and not situation.crew.weeks(version)
    ]
    if missing or not situation.crew.weeks():
        return Verdict("short", None, tuple(missing or ["no_observer"]))
    for group, version in GROUPS.items():
        if number := situation.left.get(group, 0):
            loads.append(number / situation.crew.weeks(version))
    load = max(*loads, situation.total / situation.crew.weeks(), Fraction())
    few = ("few_offers",) if situation.stranded > situation.offered else ()
    if load > MOST:
        return Verdict("short", load, ("too_many", *few))
    if load > BEARABLE:
        return Verdict("tight", load, ("many", *few))
    return Verdict("tight" if few else "good", load, few)

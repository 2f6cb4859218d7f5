"""What speaks for and against sending an observer to a department (features G3 and O8).

An observer visits the own kindergarten, and others of its network as far as the own director has
offered. The certificate must fit the age group and hold on the day; one that has run out comes
last and is marked. Own department and own kindergarten are allowed and less preferred (reference
§1.4 A1 and A23, §2.4).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import Any

from collect.rules.certificates import EXPIRING

Reason = tuple[str, dict[str, Any]]  # a code and the values its sentence needs

WARNINGS = ("certificate_lapsed", "certificate_none", "busy", "beyond_offer", "excused", "gone")

# What each thing costs; a proposal seeks the smallest sum. The weights are ours.
APART = {"external": 0, "internal": 40, "own_department": 120}
SEEN_BEFORE = 15  # the one who observed the department last time
LOAD = 5  # times the square of each observer's visits
BALANCE = 5  # times the square of what each kindergarten gives less what it receives
PER_KM, FARTHEST = 2, 20  # kilometres beyond the farthest count no more
OUT_OF_TURN = 1_000  # busy that day, or beyond what the kindergarten offered
LAPSED = 10_000


@dataclass(frozen=True)
class Spell:
    """A certificate for a CLASS version, from a day to a day (both counted)."""

    version: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class Observer:
    """Somebody with a certificate: where they work, how many visits they have, and on which days."""

    person_id: int
    kindergarten_id: int
    network_id: int | None
    department_id: int | None = None
    certificates: tuple[Spell, ...] = ()
    load: int = 0
    busy: frozenset[date] = frozenset()
    last_day: date | None = None  # of the employment
    away: tuple[tuple[date, date | None], ...] = ()  # leave, both days counted

    def is_there(self, day: date) -> bool:
        """Whether the observer is still employed on a day, and not on leave."""
        if self.last_day is not None and day > self.last_day:
            return False
        return not any(first <= day and (last is None or day <= last) for first, last in self.away)

    def held(self, versions: Collection[str], day: date) -> list[Spell]:
        """Return the certificates for some of the versions that hold on a day."""
        return [
            spell
            for spell in self.certificates
            if spell.version in versions and spell.valid_from <= day <= spell.valid_to
        ]

    def lapsed(self, versions: Collection[str], day: date) -> Spell | None:
        """Return the certificate for one of the versions that ran out last before a day."""
        past = [s for s in self.certificates if s.version in versions and s.valid_to < day]
        return max(past, key=lambda spell: (spell.valid_to, spell.version), default=None)


@dataclass(frozen=True)
class Need:
    """A department to be observed, which versions fit its age group, and who observed it last."""

    department_id: int
    kindergarten_id: int
    network_id: int | None
    versions: tuple[str, ...]
    seen_by: int | None = None
    opened_on: date | None = None
    closed_on: date | None = None

    def is_open(self, day: date) -> bool:
        """Whether the department is open on a day."""
        return (self.opened_on is None or self.opened_on <= day) and (
            self.closed_on is None or day <= self.closed_on
        )


@dataclass(frozen=True)
class Season:
    """All that a proposal is made from; `given` and `received` count external visits already planned."""

    needs: Sequence[Need]
    observers: Sequence[Observer]
    days: Sequence[date]
    offers: Mapping[int, int] = field(default_factory=dict)  # kindergarten -> visits it gives
    given: Mapping[int, int] = field(default_factory=dict)
    received: Mapping[int, int] = field(default_factory=dict)
    places: Mapping[int, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take a visit on its day, and why."""

    person_id: int
    kindergarten_id: int
    relation: str
    versions: tuple[str, ...]  # what the certificate covers that day of what fits
    reasons: tuple[Reason, ...]
    cost: float

    @property
    def is_lapsed(self) -> bool:
        """Whether no certificate that fits holds on the day."""
        return not self.versions


def relation(observer: Observer, need: Need) -> str:
    """Return how an observer stands to a department: external, internal or own_department."""
    if observer.department_id == need.department_id:
        return "own_department"
    return "internal" if observer.kindergarten_id == need.kindergarten_id else "external"


def kilometres(one: tuple[float, float] | None, other: tuple[float, float] | None) -> float | None:
    """Return the distance between two places in degrees as the crow flies; None where one is unknown."""
    if one is None or other is None:
        return None
    (a, b), (c, d) = ((radians(x), radians(y)) for x, y in (one, other))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * 6_371 * asin(min(1.0, sqrt(half)))


def target_days(needs: Sequence[Need], days: Sequence[date]) -> dict[int, date]:
    """Return a day to aim at for each department: each kindergarten's lie apart, and all are spread.

    Needs some day. The golden section sets the kindergartens' first days apart, whatever their number.
    """
    houses: dict[int, list[int]] = defaultdict(list)
    for need in sorted(needs, key=lambda need: need.department_id):
        houses[need.kindergarten_id].append(need.department_id)
    found = {}
    for number, house in enumerate(sorted(houses)):
        start = number * 0.6180339887 % 1
        for n, department_id in enumerate(houses[house]):
            part = (start + n) / len(houses[house])
            found[department_id] = days[int(part * len(days)) % len(days)]
    return found


def fixed_cost(need: Need, observer: Observer, places: Mapping[int, tuple[float, float]]) -> float:
    """Return what a pair costs whatever the rest of the plan: relation, seen before, distance."""
    far = kilometres(places.get(observer.kindergarten_id), places.get(need.kindergarten_id)) or 0.0
    seen = SEEN_BEFORE if need.seen_by == observer.person_id else 0
    return APART[relation(observer, need)] + seen + PER_KM * min(far, FARTHEST)


def varying_cost(load: int, giver: int, receiver: int, is_external: bool) -> float:
    """Return what a pair adds, given the observer's visits and how much more each house gives than it receives."""
    cost = LOAD * (2 * load + 1)
    return cost + BALANCE * (2 * (giver - receiver) + 2) if is_external else cost


def covered(observer: Observer, versions: Collection[str], day: date) -> tuple[str, ...]:
    """Return which of the versions the observer's certificates cover on a day, in their order."""
    held = {spell.version for spell in observer.held(versions, day)}
    return tuple(version for version in versions if version in held)


def certificate_reason(observer: Observer, versions: Collection[str], day: date) -> Reason:
    """Return how the certificate stands on a day: valid or expiring until, lapsed since, or none."""
    held = observer.held(versions, day)
    if held:
        last = max(spell.valid_to for spell in held)
        code = "expiring" if last - day <= EXPIRING else "valid"
        return f"certificate_{code}", {"until": last.isoformat()}
    spell = observer.lapsed(versions, day)
    if spell is None:
        return "certificate_none", {}
    return "certificate_lapsed", {"since": spell.valid_to.isoformat()}


def reasons(
    need: Need,
    observer: Observer,
    day: date,
    *,
    load: int,
    gives: int,
    receives: int,
    places: Mapping[int, tuple[float, float]],
) -> tuple[Reason, ...]:
    """Return why this pair; `load`, `gives` and `receives` are the visits it would then come to."""
    kind = relation(observer, need)
    found: list[Reason] = [(kind, {}), certificate_reason(observer, need.versions, day)]
    found.append(("load", {"visits": load}))
    if kind == "external":
        found.append(("balance", {"gives": gives, "receives": receives}))
        far = kilometres(places.get(observer.kindergarten_id), places.get(need.kindergarten_id))
        if far is not None:
            found.append(("distance", {"km": round(far, 1)}))
    if need.seen_by is not None:
        found.append(("seen_before" if need.seen_by == observer.person_id else "new_eyes", {}))
    return tuple(found)


def ranked(need: Need, day: date, season: Season) -> list[Candidate]:
    """Return those of the house and its network who could take a visit on a day, the best first.

    Those who are busy that day, or whose kindergarten has given what it offered, come after the
    others, and those whose certificate does not hold on the day last; each is told why.
    """
    found = []
    for observer in sorted(season.observers, key=lambda one: one.person_id):
        if _may_go(observer, need, day):
            found.append(_candidate(need, observer, day, season))
    return sorted(found, key=lambda one: (one.cost, one.person_id))


def _may_go(observer: Observer, need: Need, day: date) -> bool:
    """Whether an observer works there or in the network that day, with a certificate that fits or once did."""
    is_near = observer.kindergarten_id == need.kindergarten_id or (
        observer.network_id is not None and observer.network_id == need.network_id
    )
    begun = (s for s in observer.certificates if s.version in need.versions)
    return is_near and observer.is_there(day) and any(spell.valid_from <= day for spell in begun)


def _candidate(need: Need, observer: Observer, day: date, season: Season) -> Candidate:
    house, kind = observer.kindergarten_id, relation(observer, need)
    given, received = season.given.get(house, 0), season.received.get(house, 0)
    is_external = kind == "external"
    why = reasons(
        need,
        observer,
        day,
        load=observer.load + 1,
        gives=given + is_external,
        receives=received,
        places=season.places,
    )
    versions = covered(observer, need.versions, day)
    cost = fixed_cost(need, observer, season.places) + LAPSED * (not versions)
    apart = season.given.get(need.kindergarten_id, 0) - season.received.get(need.kindergarten_id, 0)
    cost += varying_cost(observer.load, given - received, apart, is_external)
    if day in observer.busy:
        why, cost = (*why, ("busy", {})), cost + OUT_OF_TURN
    if is_external and given >= season.offers.get(house, 0):
        why, cost = (*why, ("beyond_offer", {})), cost + OUT_OF_TURN
    return Candidate(observer.person_id, house, kind, versions, why, cost)

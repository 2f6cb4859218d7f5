"""A fair proposal of who observes which department in a semester (features G3 and O8).

The cheapest pair first, as `observations_pairs` prices them, then moved and exchanged as long as
the sum of it all becomes smaller. Nobody goes beyond what their kindergarten offered, and a lapsed
certificate is proposed only where nobody with a valid one is left.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from collect.rules.observations_pairs import (
    Need,
    Observer,
    Reason,
    Season,
    covered,
    fixed_cost,
    reasons,
    relation,
    target_days,
    varying_cost,
)

PER_DAY = 1  # the cost of each visiting day away from the day aimed at
ROUNDS = 4  # of improvement, at most


@dataclass(frozen=True)
class Pair:
    """A department, the observer proposed for it, the day, and why."""

    department_id: int
    person_id: int
    day: date
    versions: tuple[str, ...]  # what the certificate covers of what fits
    relation: str
    is_lapsed: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Left:
    """A department for which nobody was found, and why: no_observer, no_offer or no_day."""

    department_id: int
    reason: str


@dataclass(frozen=True)
class Proposal:
    """Pairs by department, and the departments left."""

    pairs: tuple[Pair, ...]
    left: tuple[Left, ...]


def propose(season: Season) -> Proposal:
    """Return one pair for each department, as far as there is anybody; the same for the same input."""
    if not season.days:
        left = sorted(need.department_id for need in season.needs)
        return Proposal((), tuple(Left(department_id, "no_day") for department_id in left))
    plan = _Plan(season)
    plan.fill()
    for _ in range(ROUNDS):
        if not plan.improve():
            break
    plan.fill()
    plan.make_room()
    plan.fill(is_lapsed=True)
    return plan.proposal()


@dataclass
class _Choice:
    """What is chosen for one department."""

    observer: Observer
    day: date
    is_lapsed: bool
    is_external: bool


class _Plan:
    """A proposal in the making."""

    def __init__(self, season: Season) -> None:
        self.season = season
        self.needs = sorted(season.needs, key=lambda need: need.department_id)
        self.given, self.received = Counter(season.given), Counter(season.received)
        self.load = Counter({o.person_id: o.load for o in season.observers})
        self.busy = {o.person_id: set(o.busy) for o in season.observers}
        self.chosen: dict[int, _Choice] = {}
        self.options = self._options()
        targets = target_days(self.needs, season.days)
        numbers = {day: n for n, day in enumerate(season.days)}
        self.nearest: dict[date, list[tuple[int, date]]] = {}
        for day in set(targets.values()):
            away = sorted((abs(numbers[d] - numbers[day]), d) for d in season.days)
            self.nearest[day] = away
        self.targets = targets
        self.fixed: dict[tuple[int, int], float] = {}
        self.fitting = {(key, o.person_id) for key, able in self.options.items() for o in able}

    def _options(self) -> dict[int, list[Observer]]:
        """Return by department those who may go there: of the house, and of the network as offered."""
        house, network = defaultdict(list), defaultdict(list)
        for observer in sorted(self.season.observers, key=lambda one: one.person_id):
            house[observer.kindergarten_id].append(observer)
            if observer.network_id is not None and self.season.offers.get(observer.kindergarten_id):
                network[observer.network_id].append(observer)
        found = {}
        for need in self.needs:
            abroad = network[need.network_id] if need.network_id is not None else []
            others = [o for o in abroad if o.kindergarten_id != need.kindergarten_id]
            everybody = house[need.kindergarten_id] + others
            found[need.department_id] = [
                o for o in everybody if any(s.version in need.versions for s in o.certificates)
            ]
        return found

    def fill(self, is_lapsed: bool = False) -> None:
        """Give each department that has nobody the cheapest who can go; those with few to choose from first."""
        open_needs = [need for need in self.needs if need.department_id not in self.chosen]
        for need in sorted(open_needs, key=lambda one: len(self.options[one.department_id])):
            found = self.best(need, is_lapsed)
            if found is not None:
                self.take(need, found[1])

    def best(
        self, need: Need, is_lapsed: bool = False, without: int | None = None
    ) -> tuple[float, _Choice] | None:
        """Return the cheapest choice for a department and what it costs; None where nobody can go."""
        found: tuple[float, _Choice] | None = None
        for observer in self.options[need.department_id]:
            if observer.person_id == without:
                continue
            priced = self.priced(need, observer, is_lapsed)
            if priced is not None and (found is None or priced[0] < found[0]):
                found = priced
        return found

    def priced(
        self, need: Need, observer: Observer, is_lapsed: bool = False
    ) -> tuple[float, _Choice] | None:
        """Return what it costs to send an observer to a department, and on which day; None if impossible."""
        is_external = observer.kindergarten_id != need.kindergarten_id
        giver, receiver = observer.kindergarten_id, need.kindergarten_id
        if is_external and self.given[giver] >= self.season.offers.get(giver, 0):
            return None
        found = self.day_for(need, observer, is_lapsed)
        if found is None:
            return None
        away, day = found
        key = (need.department_id, observer.person_id)
        if key not in self.fixed:
            self.fixed[key] = fixed_cost(need, observer, self.season.places)
        cost = self.fixed[key] + PER_DAY * away
        cost += varying_cost(
            self.load[observer.person_id],
            self.given[giver] - self.received[giver],
            self.given[receiver] - self.received[receiver],
            is_external,
        )
        return cost, _Choice(observer, day, is_lapsed, is_external)

    def day_for(self, need: Need, observer: Observer, is_lapsed: bool) -> tuple[int, date] | None:
        """Return the day nearest the one aimed at on which the observer can go, and how far off it is."""
        busy = self.busy[observer.person_id]
        for away, day in self.nearest[self.targets[need.department_id]]:
            if day in busy or not observer.is_there(day) or not need.is_open(day):
                continue
            if is_lapsed:
                if observer.lapsed(need.versions, day) is not None:
                    return away, day
            elif observer.held(need.versions, day):
                return away, day
        return None

    def take(self, need: Need, choice: _Choice) -> None:
        """Keep a choice."""
        self.chosen[need.department_id] = choice
        self._count(need, choice, 1)
        self.busy[choice.observer.person_id].add(choice.day)

    def drop(self, need: Need) -> _Choice:
        """Take a choice back."""
        choice = self.chosen.pop(need.department_id)
        self._count(need, choice, -1)
        self.busy[choice.observer.person_id].discard(choice.day)
        return choice

    def _count(self, need: Need, choice: _Choice, step: int) -> None:
        self.load[choice.observer.person_id] += step
        if choice.is_external:
            self.given[choice.observer.kindergarten_id] += step
            self.received[need.kindergarten_id] += step

    def improve(self) -> bool:
        """Move and exchange observers wherever the sum becomes smaller; say whether it did."""
        is_better = False
        for need in self.needs:
            if need.department_id in self.chosen:
                is_better = self._move(need) or is_better
        networks: dict[object, list[Need]] = defaultdict(list)
        for need in self.needs:
            if need.department_id in self.chosen:
                networks[need.network_id].append(need)
        for members in networks.values():
            for n, one in enumerate(members):
                for other in members[n + 1 :]:
                    is_better = self._exchange(one, other) or is_better
        return is_better

    def _move(self, need: Need) -> bool:
        """Give a department somebody else where that is cheaper."""
        before = self.drop(need)
        now = self.priced(need, before.observer)
        best = self.best(need)
        if now is None or best is None or best[0] >= now[0] - 1e-9:
            self.take(need, now[1] if now is not None else before)
            return now is not None and now[1].day != before.day
        self.take(need, best[1])
        return True

    def _exchange(self, one: Need, other: Need) -> bool:
        """Let two departments exchange observers where that is cheaper."""
        first, second = self.chosen[one.department_id], self.chosen[other.department_id]
        if first.observer.kindergarten_id == second.observer.kindergarten_id:
            return False
        if not (self._fits(other, first.observer) and self._fits(one, second.observer)):
            return False
        self.drop(one)
        self.drop(other)
        kept = self._price_both(one, first.observer, other, second.observer)
        changed = self._price_both(one, second.observer, other, first.observer)
        is_better = kept is not None and changed is not None and changed[0] < kept[0] - 1e-9
        self.take(one, changed[1] if is_better and changed else first)
        self.take(other, changed[2] if is_better and changed else second)
        return is_better

    def _fits(self, need: Need, observer: Observer) -> bool:
        return (need.department_id, observer.person_id) in self.fitting

    def _price_both(
        self, one: Need, first: Observer, other: Need, second: Observer
    ) -> tuple[float, _Choice, _Choice] | None:
        """Return what two pairs cost together; None if they cannot both be."""
        priced = self.priced(one, first)
        if priced is None:
            return None
        self.take(one, priced[1])
        following = self.priced(other, second)
        self.drop(one)
        return following and (priced[0] + following[0], priced[1], following[1])

    def make_room(self) -> None:
        """Find somebody valid for the departments left: let one who gives elsewhere be replaced there."""
        for need in self.needs:
            if need.department_id not in self.chosen:
                any(self._free(need, other) for other in self.needs)

    def _free(self, need: Need, other: Need) -> bool:
        """Let the observers' kindergarten of another pair give here instead, if both can be served."""
        choice = self.chosen.get(other.department_id)
        if choice is None or not choice.is_external or need.network_id != other.network_id:
            return False
        giver = choice.observer.kindergarten_id
        helpers = [o for o in self.options[need.department_id] if o.kindergarten_id == giver]
        if not helpers:
            return False
        self.drop(other)
        for helper in helpers:
            here = self.priced(need, helper)
            if here is not None:
                self.take(need, here[1])
                there = self.best(other)
                if there is not None:
                    self.take(other, there[1])
                    return True
                self.drop(need)
        self.take(other, choice)
        return False

    def proposal(self) -> Proposal:
        """Return what was chosen, with why, and what is left, with why."""
        pairs, left = [], []
        for need in self.needs:
            choice = self.chosen.get(need.department_id)
            if choice is None:
                left.append(Left(need.department_id, self._why_left(need)))
            else:
                pairs.append(self._pair(need, choice))
        return Proposal(tuple(pairs), tuple(left))

    def _pair(self, need: Need, choice: _Choice) -> Pair:
        observer, house = choice.observer, choice.observer.kindergarten_id
        why = reasons(
            need,
            observer,
            choice.day,
            load=self.load[observer.person_id],
            gives=self.given[house],
            receives=self.received[house],
            places=self.season.places,
        )
        return Pair(
            need.department_id,
            observer.person_id,
            choice.day,
            covered(observer, need.versions, choice.day),
            relation(observer, need),
            choice.is_lapsed,
            why,
        )

    def _why_left(self, need: Need) -> str:
        """Return why nobody was found: no certificate near, no offer left, or no day on which it holds."""
        near = [
            o
            for o in self.season.observers
            if o.kindergarten_id == need.kindergarten_id
            or (o.network_id is not None and o.network_id == need.network_id)
        ]
        if not any(spell.version in need.versions for o in near for spell in o.certificates):
            return "no_observer"
        able = self.options[need.department_id]
        spent = [
            o
            for o in able
            if o.kindergarten_id != need.kindergarten_id
            and self.given[o.kindergarten_id] >= self.season.offers.get(o.kindergarten_id, 0)
        ]
        return "no_offer" if len(spent) == len(able) else "no_day"

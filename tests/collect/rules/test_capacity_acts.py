"""A thousand acts on one line, by the rule alone: nobody starves, and no seat is empty that somebody fits."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from collect.rules.capacity import TOGETHER, Entry, arriving, pass_seats

HOUSES = (1, 2, 3, 4)


@dataclass
class Member:
    """One who came: alone, or with a group whose number they carry."""

    number: int
    group: int
    house: int
    state: str = "waiting"
    asked: int = 0


@dataclass
class Hall:
    """A course's seats and its line, kept in memory, with nothing but the rule to move it."""

    dice: random.Random
    seats: int = 12
    share: int | None = 4
    is_asking: bool = True  # seats are offered and not given at once
    members: list[Member] = field(default_factory=list)  # who has not withdrawn
    gone: list[Member] = field(default_factory=list)
    rules: dict[int, str] = field(default_factory=dict)  # by group

    def of(self, *states: str) -> list[Member]:
        return [one for one in self.members if one.state in states]

    @property
    def free(self) -> int:
        return self.seats - len(self.of("placed", "offered"))

    def room(self) -> dict[int, int] | None:
        if self.share is None:
            return None
        held = Counter(one.house for one in self.of("placed", "offered"))
        return {house: self.share - held[house] for house in HOUSES}

    def line(self) -> dict[Entry, list[Member]]:
        found: dict[int, list[Member]] = {}
        first: dict[int, int] = {}
        for one in self.of("waiting"):
            is_together = self.rules[one.group] in TOGETHER
            key = first.setdefault(one.group, one.number) if is_together else one.number
            found.setdefault(key, []).append(one)
        return {
            Entry(key, len(who), self.rules[who[0].group], who[0].house): who
            for key, who in found.items()
        }

    def promote(self) -> list[Member]:
        line = self.line()
        found = pass_seats(self.free, list(line), self.room())
        moved = [one for key, who in line.items() for one in who[: found.given.get(key.key, 0)]]
        for one in moved:
            one.state = "offered" if self.is_asking else "placed"
            one.asked += 1
        return moved

    def come(self, size: int, rule: str) -> None:
        house = self.dice.choice(HOUSES)
        entry = Entry(0, size, rule, house)
        seats = arriving(self.free, list(self.line()), entry, self.room())
        group = len(self.rules)
        self.rules[group] = rule
        for n in range(size):
            state = "placed" if n < seats else "waiting"
            self.enter(group, house, state)

    def enter(self, group: int, house: int, state: str) -> None:
        number = len(self.members) + len(self.gone) + 1
        self.members.append(Member(number, group, house, state))

    def leave(self, one: Member) -> None:
        one.state = "withdrawn"
        self.members.remove(one)
        self.gone.append(one)

    def answered(self, one: Member) -> list[Member]:
        """Return whom an answer to one offer is for."""
        if self.rules[one.group] not in TOGETHER:
            return [one]
        return [each for each in self.of("offered") if each.group == one.group]

    # The acts: each returns whether there was anything to do

    def act_come(self) -> bool:
        rule = self.dice.choice(("each", "each", "each", "one", "all"))
        self.come(
            1 if rule == "each" and self.dice.random() < 0.7 else self.dice.randint(2, 5), rule
        )
        return True

    def act_withdraw(self) -> bool:
        return self.leaves("placed", "waiting", "offered")

    def act_decline(self) -> bool:
        return self.leaves("offered")

    def leaves(self, *states: str) -> bool:
        found = self.of(*states)
        if found:
            one = self.dice.choice(found)
            for each in self.answered(one) if states == ("offered",) else [one]:
                self.leave(each)
        return bool(found)

    def act_accept(self) -> bool:
        found = self.of("offered")
        if found:
            for each in self.answered(self.dice.choice(found)):
                each.state = "placed"
        return bool(found)

    def act_swap(self) -> bool:
        found = self.of("placed")
        if found:
            one = self.dice.choice(found)
            self.leave(one)
            self.enter(one.group, one.house, "placed")
        return bool(found)

    def act_lapse(self) -> bool:
        found = self.of("offered")
        for one in found:
            self.leave(one)
        return bool(found)

    def act_seats(self) -> bool:
        self.seats = self.dice.randint(1, 25)
        return True

    def act_share(self) -> bool:
        self.share = self.dice.choice((None, 2, 4, 6))
        return True

    def act_asking(self) -> bool:
        self.is_asking = not self.is_asking
        return True

    def act_split(self) -> bool:
        found = [one.group for one in self.of("waiting") if self.rules[one.group] == "all"]
        if found:
            self.rules[found[0]] = "each"
        return bool(found)


ACTS = (
    *("come",) * 6,
    *("withdraw",) * 8,
    *("accept",) * 4,
    *("decline", "decline", "swap", "swap", "lapse"),
    *("seats", "share", "asking", "split"),
)


def taken(hall: Hall) -> int:
    return len(hall.of("placed", "offered"))


def fitting(hall: Hall) -> list[Entry]:
    """Return which of the line could have a seat of those that are free, said without the rule."""
    free, room = hall.free, hall.room()
    left = {house: free if room is None else min(free, room[house]) for house in HOUSES}
    return [one for one in hall.line() if left[one.house] >= (one.size if one.rule == "all" else 1)]


def judge(hall: Hall, before: int, moved: list[Member]) -> None:
    """Say what must hold after each act."""
    assert taken(hall) <= max(hall.seats, before)
    assert fitting(hall) == []
    alone = [one for one in hall.of("waiting") if hall.rules[one.group] == "each"]
    room = hall.room() or dict.fromkeys(HOUSES, 0)
    for one in moved:
        assert one.asked == 1
        assert room[one.house] >= 0
        if hall.rules[one.group] == "each":
            equals = [each for each in alone if each.house == one.house]
            assert all(each.number > one.number for each in equals)


def once(hall: Hall) -> None:
    act: Callable[[], bool] = getattr(hall, f"act_{hall.dice.choice(ACTS)}")
    before = taken(hall)
    while not act():
        act = hall.act_come
    judge(hall, min(before, taken(hall)), hall.promote())


@pytest.mark.parametrize("seed", range(6))
def test_a_thousand_acts_leave_nobody_behind(seed: int) -> None:
    hall = Hall(random.Random(seed))
    for _ in range(1_000):
        once(hall)
    assert min(len(hall.gone), len(hall.of("placed"))) > 0

    # The time for the shares is over, and all who are asked say yes.
    hall.share, hall.seats = None, max(hall.seats, 5)
    before = taken(hall)
    judge(hall, before, hall.promote())
    for one in hall.of("offered"):
        one.state = "placed"
    for entry in hall.line():
        assert hall.free < 1 or (entry.rule == "all" and entry.size > hall.free)

    # Nobody new comes: seat by seat falls free until the last of the line, groups too, is served.
    hall.is_asking = False
    staying = {one.number for one in hall.of("waiting")}
    while hall.of("waiting"):
        placed = hall.of("placed")
        assert placed, "somebody waits who can never be served"
        hall.leave(placed[0])
        judge(hall, taken(hall), hall.promote())
    assert staying <= {one.number for one in hall.members + hall.gone if one.asked == 1}


def test_a_large_group_at_the_head_of_the_line_is_served_when_nobody_fits_before_it() -> None:
    hall = Hall(random.Random(0), seats=5, share=None, is_asking=False)
    hall.come(5, "each")
    hall.come(4, "all")
    group = hall.of("waiting")
    for n in range(1, 5):
        hall.leave(hall.members[0])
        hall.promote()
        assert {one.state for one in group} == {"placed" if n == 4 else "waiting"}

"""Feasibility: the heaviest need decides, and a certificate counts for the weeks it holds."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect.rules.programme_feasibility import BEARABLE, MOST, VERDICTS, Crew, Situation, verdict

weeks = st.integers(0, 12).map(Fraction)
crews = st.lists(
    st.dictionaries(st.sampled_from(["toddler", "prek"]), weeks, min_size=1), max_size=6
).map(Crew)
lefts = st.dictionaries(st.sampled_from(["toddler", "preschool", "mixed"]), st.integers(0, 8))


def crew(*observers: tuple[int, int]) -> Crew:
    """Observers as (weeks with a toddler certificate, weeks with a Pre-K certificate)."""
    return Crew([{"toddler": Fraction(t), "prek": Fraction(p)} for t, p in observers])


@pytest.mark.parametrize(
    ("left", "observers", "code", "load"),
    [
        ({}, [], "done", 0),
        ({"toddler": 0}, [(0, 0)], "done", 0),
        ({"toddler": 4}, [(8, 0)], "good", Fraction(1, 2)),
        ({"toddler": 5}, [(8, 0)], "tight", Fraction(5, 8)),
        ({"toddler": 8}, [(8, 0)], "tight", 1),
        ({"toddler": 9}, [(8, 0)], "short", Fraction(9, 8)),
        ({"toddler": 2, "preschool": 2}, [(8, 8)], "good", Fraction(1, 2)),
        ({"toddler": 4, "preschool": 4}, [(8, 8)], "tight", 1),
        ({"mixed": 4}, [(0, 4), (4, 0)], "good", Fraction(1, 2)),
        ({"toddler": 3, "mixed": 1}, [(4, 0), (0, 8)], "tight", Fraction(3, 4)),
    ],
)
def test_the_heaviest_need_decides(left: Any, observers: Any, code: str, load: Any) -> None:
    found = verdict(Situation(left, crew=crew(*observers)))
    assert (found.code, found.load) == (code, load)


def test_somebody_is_missing_for_an_age_group_however_many_there_are_for_another() -> None:
    found = verdict(Situation({"toddler": 1, "preschool": 1}, crew=crew(*[(0, 10)] * 9)))
    assert (found.code, found.load, found.hindrances) == ("short", None, ("no_observer_toddler",))
    found = verdict(Situation({"mixed": 1}))
    assert (found.code, found.hindrances) == ("short", ("no_observer",))


def test_departments_nobody_has_offered_to_visit_make_it_tight() -> None:
    easy = {"left": {"toddler": 2}, "crew": crew((20, 0))}
    assert verdict(Situation(**easy, stranded=2, offered=2)).code == "good"
    found = verdict(Situation(**easy, stranded=2, offered=1))
    assert (found.code, found.hindrances) == ("tight", ("few_offers",))


def test_those_who_may_are_counted_by_what_their_certificate_covers() -> None:
    found = crew((8, 0), (0, 6), (3, 5), (0, 0))
    assert [found.number(v) for v in ("toddler", "prek", None)] == [2, 2, 3]
    assert [found.weeks(v) for v in ("toddler", "prek", None)] == [11, 11, 19]


def can_be_done(left: Any, observers: Any) -> bool:
    """Whether some way of sharing the departments out leaves nobody with more than one a week."""
    names = [name for name, number in left.items() for _ in range(number)]
    fits = {"toddler": ["toddler"], "preschool": ["prek"], "mixed": ["toddler", "prek"]}

    def place(rest: list[str], used: tuple[int, ...]) -> bool:
        if not rest:
            return True
        for n, own in enumerate(observers):
            room = max((own.get(v, Fraction()) for v in fits[rest[0]]), default=Fraction())
            if used[n] < room and place(rest[1:], (*used[:n], used[n] + 1, *used[n + 1 :])):
                return True
        return False

    return place(names, (0,) * len(observers))


@given(
    st.fixed_dictionaries({k: st.integers(0, 2) for k in ("toddler", "preschool", "mixed")}),
    st.lists(
        st.sampled_from(list(product((0, 1, 2), repeat=2))).map(
            lambda pair: {"toddler": Fraction(pair[0]), "prek": Fraction(pair[1])}
        ),
        max_size=3,
    ),
)
def test_what_is_said_to_be_too_much_cannot_be_shared_out(left: Any, observers: Any) -> None:
    if verdict(Situation(left, crew=Crew(observers))).code == "short":
        assert not can_be_done(left, observers)


@given(lefts, crews, st.integers(0, 3), st.integers(0, 3))
def test_a_verdict_follows_its_load(left: Any, found: Any, stranded: int, offered: int) -> None:
    said = verdict(Situation(left, 0, found, stranded, offered))
    assert said.code in VERDICTS
    assert (said.code == "done") == (sum(left.values()) == 0)
    if said.code == "good":
        assert said.load is not None
        assert said.load <= BEARABLE
    if said.load is not None and said.load > MOST:
        assert said.code == "short"
    more = verdict(
        Situation({**left, "mixed": left.get("mixed", 0) + 1}, 0, found, stranded, offered)
    )
    assert VERDICTS.index(more.code) >= VERDICTS.index(said.code)

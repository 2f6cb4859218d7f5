"""The proposal of who observes whom: fair, within the offers, with a certificate that holds."""

import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collect.rules.calendar import Semester, visiting_days
from collect.rules.observations_exchange import Proposal, propose
from collect.rules.observations_pairs import (
    Need,
    Observer,
    Season,
    Spell,
    kilometres,
    ranked,
    target_days,
)

DAYS = visiting_days(Semester(2025, "autumn"), date(2025, 8, 1))
ALWAYS = (date(2025, 1, 1), date(2026, 12, 31))
TODDLER = (Spell("toddler", *ALWAYS),)
BOTH = (Spell("toddler", *ALWAYS), Spell("prek", *ALWAYS))
LAPSED = (Spell("toddler", date(2024, 1, 1), date(2025, 8, 1)),)


def observer(person: int, house: int = 1, network: int | None = 1, **more: Any) -> Observer:
    return Observer(person, house, network, **{"certificates": BOTH} | more)


def need(room: int, house: int = 1, network: int | None = 1, **more: Any) -> Need:
    return Need(room, house, network, **{"versions": ("toddler",)} | more)


def who(proposal: Proposal) -> dict[int, int]:
    return {pair.department_id: pair.person_id for pair in proposal.pairs}


def codes(proposal: Proposal) -> list[str]:
    return [code for code, _ in proposal.pairs[0].reasons]


def test_somebody_from_another_kindergarten_comes_before_ones_own() -> None:
    season = Season([need(1)], [observer(7), observer(8, house=2)], DAYS, offers={2: 1})
    pair = propose(season).pairs[0]
    assert (pair.person_id, pair.relation, pair.versions) == (8, "external", ("toddler",))
    assert pair.reasons == (
        ("external", {}),
        ("certificate_valid", {"until": "2026-12-31"}),
        ("load", {"visits": 1}),
        ("balance", {"gives": 1, "receives": 0}),
    )


def test_a_colleague_comes_before_somebody_of_the_department_itself() -> None:
    season = Season([need(1)], [observer(7, department_id=1), observer(8, department_id=2)], DAYS)
    assert who(propose(season)) == {1: 8}
    alone = propose(Season([need(1)], [observer(7, department_id=1)], DAYS))
    assert (alone.pairs[0].relation, codes(alone)[0]) == ("own_department", "own_department")


def test_without_an_offer_one_observes_at_home_only() -> None:
    season = Season([need(1), need(2, house=2)], [observer(8, house=2)], DAYS)
    found = propose(season)
    assert who(found) == {2: 8}
    assert [(one.department_id, one.reason) for one in found.left] == [(1, "no_offer")]


def test_nobody_goes_to_another_network() -> None:
    season = Season([need(1)], [observer(8, house=2, network=2)], DAYS, offers={2: 9})
    assert [one.reason for one in propose(season).left] == ["no_observer"]
    apart = Season([need(1, network=None)], [observer(8, house=2, network=None)], DAYS, {2: 9})
    assert [one.reason for one in propose(apart).left] == ["no_observer"]


def test_the_certificate_fits_the_age_group() -> None:
    season = Season([need(1, versions=("prek",))], [observer(7, certificates=TODDLER)], DAYS)
    assert [one.reason for one in propose(season).left] == ["no_observer"]
    mixed = need(1, versions=("toddler", "prek"))
    half = propose(Season([mixed], [observer(7, certificates=TODDLER)], DAYS)).pairs[0]
    whole = propose(Season([mixed], [observer(7)], DAYS)).pairs[0]
    assert (half.versions, whole.versions) == (("toddler",), ("toddler", "prek"))


def test_the_day_is_one_on_which_the_certificate_holds() -> None:
    short = (Spell("toddler", date(2025, 1, 1), date(2025, 8, 29)),)
    wants = [need(n) for n in range(1, 6)]
    found = propose(Season(wants, [observer(7, certificates=short)], DAYS))
    assert sorted(pair.day for pair in found.pairs) == DAYS[:5]
    late = propose(Season([*wants, need(6)], [observer(7, certificates=short)], DAYS))
    assert [pair.is_lapsed for pair in late.pairs].count(True) == 1


def test_a_lapsed_certificate_is_used_when_there_is_no_other_and_marked() -> None:
    alone = propose(Season([need(1)], [observer(7, certificates=LAPSED)], DAYS))
    assert (alone.pairs[0].is_lapsed, alone.pairs[0].versions) == (True, ())
    assert alone.pairs[0].reasons[1] == ("certificate_lapsed", {"since": "2025-08-01"})
    both = Season([need(1)], [observer(7, certificates=LAPSED), observer(8, department_id=1)], DAYS)
    assert who(propose(both)) == {1: 8}


def test_room_is_made_where_somebody_valid_gives_elsewhere() -> None:
    wants = [need(1, house=1), need(2, house=2)]
    people = [
        observer(9, house=3),  # offers one visit
        observer(5, house=2, certificates=TODDLER, department_id=2),
        observer(6, house=1, certificates=LAPSED),
    ]
    found = propose(Season(wants, people, DAYS, offers={3: 1}))
    assert who(found) == {1: 9, 2: 5}


def test_whoever_observed_last_time_is_not_preferred() -> None:
    people = [observer(7, house=2), observer(8, house=3)]
    for last, next_one in ((7, 8), (8, 7)):
        season = Season([need(1, seen_by=last)], people, DAYS, offers={2: 2, 3: 2})
        found = propose(season)
        assert who(found) == {1: next_one}
        assert codes(found)[-1] == "new_eyes"
    alone = propose(Season([need(1, seen_by=7)], people[:1], DAYS, offers={2: 2}))
    assert codes(alone)[-1] == "seen_before"


def test_the_nearer_of_two_equals_goes() -> None:
    places = {1: (59.90, 10.50), 2: (59.95, 10.70), 3: (59.91, 10.51)}
    people = [observer(7, house=2), observer(8, house=3)]
    found = propose(Season([need(1)], people, DAYS, {2: 1, 3: 1}, places=places))
    assert who(found) == {1: 8}
    assert ("distance", {"km": 1.2}) in found.pairs[0].reasons
    assert kilometres((59.0, 10.0), (60.0, 10.0)) == pytest.approx(111.2, abs=0.1)
    assert kilometres(None, (60.0, 10.0)) is None


def test_the_visits_are_spread_over_the_semester_and_no_two_on_one_day() -> None:
    wants = [need(n, house=n % 4) for n in range(1, 25)]
    found = target_days(wants, DAYS)
    assert max(Counter(found.values()).values()) <= 2
    at_one = sorted(found[one.department_id] for one in wants if one.kindergarten_id == 2)
    apart = [later - earlier for earlier, later in pairwise(at_one)]
    assert min(apart) > timedelta(days=10)
    people = [observer(n, house=n % 4) for n in range(100, 104)]
    pairs = propose(Season(wants, people, DAYS, offers=dict.fromkeys(range(4), 6))).pairs
    assert max(Counter((pair.person_id, pair.day) for pair in pairs).values()) == 1


def test_nobody_is_sent_on_a_day_that_is_taken_or_after_the_last_at_work() -> None:
    busy = observer(7, busy=frozenset(DAYS[1:]))
    assert propose(Season([need(1)], [busy], DAYS)).pairs[0].day == DAYS[0]
    leaver = observer(7, last_day=DAYS[2])
    assert propose(Season([need(1)], [leaver], DAYS)).pairs[0].day <= DAYS[2]
    gone = observer(7, last_day=date(2025, 8, 1))
    assert [one.reason for one in propose(Season([need(1)], [gone], DAYS)).left] == ["no_day"]
    assert [one.reason for one in propose(Season([need(1)], [busy], [])).left] == ["no_day"]


def test_a_department_is_visited_while_it_is_open() -> None:
    closing = need(1, opened_on=date(2025, 10, 1), closed_on=date(2025, 10, 3))
    day = propose(Season([closing], [observer(7)], DAYS)).pairs[0].day
    assert date(2025, 10, 1) <= day <= date(2025, 10, 3)


def test_candidates_come_in_order_and_are_told_why() -> None:
    day = DAYS[10]
    people = [
        observer(1, department_id=1),
        observer(2, house=2),
        observer(3, house=3),
        observer(4, house=2, certificates=LAPSED),
        observer(5, house=4, network=2),
        observer(6, house=2, busy=frozenset({day})),
        observer(7, certificates=()),
        observer(8, house=2, last_day=DAYS[9]),
        observer(9),
    ]
    found = ranked(need(1), day, Season([], people, DAYS, offers={2: 2}))
    assert [one.person_id for one in found] == [2, 9, 1, 3, 6, 4]
    told = {one.person_id: [code for code, _ in one.reasons] for one in found}
    assert (told[3][-1], told[6][-1], found[-1].is_lapsed) == ("beyond_offer", "busy", True)


@st.composite
def seasons(draw: Any) -> Season:
    houses = draw(st.integers(1, 6))
    versions = st.sampled_from([("toddler",), ("prek",), ("toddler", "prek")])
    spells = st.sampled_from([BOTH, TODDLER, LAPSED, (*LAPSED, BOTH[1]), ()])
    house = st.integers(1, houses)
    network = {k: draw(st.sampled_from([1, 1, 2, None])) for k in range(1, houses + 1)}
    wants, people = [], []
    for room in range(draw(st.integers(0, 12))):
        place = draw(house)
        seen = draw(st.one_of(st.none(), st.integers(100, 110)))
        wants.append(Need(room, place, network[place], draw(versions), seen))
    for person in range(100, 100 + draw(st.integers(0, 8))):
        place = draw(house)
        load, busy = draw(st.integers(0, 3)), draw(st.sets(st.sampled_from(DAYS[:6])))
        room = draw(st.one_of(st.none(), st.integers(0, 11)))
        held = draw(spells)
        people.append(Observer(person, place, network[place], room, held, load, frozenset(busy)))
    offers = {k: draw(st.integers(0, 4)) for k in range(1, houses + 1)}
    given = {k: draw(st.integers(0, 2)) for k in range(1, houses + 1)}
    return Season(wants, people, DAYS[: draw(st.integers(1, 20))], offers, given)


def externals(season: Season, found: Proposal) -> tuple[Counter[int], Counter[int]]:
    home = {one.person_id: one.kindergarten_id for one in season.observers}
    place = {one.department_id: one.kindergarten_id for one in season.needs}
    gives, receives = Counter(season.given), Counter(season.received)
    for pair in found.pairs:
        if home[pair.person_id] != place[pair.department_id]:
            gives[home[pair.person_id]] += 1
            receives[place[pair.department_id]] += 1
    return gives, receives


@settings(max_examples=100, deadline=None)
@given(seasons())
def test_each_department_is_answered_for_once_and_nobody_beyond_the_offer(season: Season) -> None:
    found = propose(season)
    answered = [p.department_id for p in found.pairs] + [p.department_id for p in found.left]
    assert sorted(answered) == sorted(one.department_id for one in season.needs)
    gives, _ = externals(season, found)
    over = {
        house: number
        for house, number in gives.items()
        if number > max(season.offers[house], season.given.get(house, 0))
    }
    assert over == {}
    people = {one.person_id: one for one in season.observers}
    taken = Counter((pair.person_id, pair.day) for pair in found.pairs)
    assert [pair for pair in found.pairs if taken[pair.person_id, pair.day] > 1] == []
    assert [pair for pair in found.pairs if pair.day in people[pair.person_id].busy] == []
    assert [pair for pair in found.pairs if pair.day not in season.days] == []


@settings(max_examples=100, deadline=None)
@given(seasons())
def test_no_lapsed_certificate_is_proposed_while_a_valid_one_is_free(season: Season) -> None:
    found = propose(season)
    gives, _ = externals(season, found)
    taken = {(pair.person_id, pair.day) for pair in found.pairs}
    wants = {one.department_id: one for one in season.needs}
    people = {one.person_id: one for one in season.observers}
    for pair in found.pairs:
        want = wants[pair.department_id]
        holds = bool(people[pair.person_id].held(want.versions, pair.day))
        assert pair.is_lapsed is not holds
        assert bool(pair.versions) is holds
    lapsed = [wants[pair.department_id] for pair in found.pairs if pair.is_lapsed]
    nobody = [wants[left.department_id] for left in found.left]
    for want in lapsed + nobody:
        free = [
            (one.person_id, day)
            for one in season.observers
            for day in season.days
            if one.held(want.versions, day)
            and day not in one.busy
            and (one.person_id, day) not in taken
            and may_go(season, one, want, gives)
        ]
        assert free == []


def may_go(season: Season, one: Observer, want: Need, gives: Counter[int]) -> bool:
    if one.kindergarten_id == want.kindergarten_id:
        return True
    is_near = one.network_id is not None and one.network_id == want.network_id
    return is_near and gives[one.kindergarten_id] < season.offers[one.kindergarten_id]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 6), min_size=2, max_size=7), st.randoms(use_true_random=False))
def test_where_all_offer_what_they_need_nobody_gives_much_more_than_they_receive(
    sizes: list[int], random: Random
) -> None:
    wants = [need(10 * k + n, house=k) for k, size in enumerate(sizes) for n in range(size)]
    people = [observer(100 + 10 * k + n, house=k) for k in range(len(sizes)) for n in range(2)]
    random.shuffle(wants)
    season = Season(wants, people, DAYS, offers=dict(enumerate(sizes)))
    found = propose(season)
    gives, receives = externals(season, found)
    assert found.left == ()
    assert max(abs(gives[k] - receives[k]) for k in range(len(sizes))) <= 1
    load = Counter(pair.person_id for pair in found.pairs)
    for k in range(len(sizes)):
        both = sorted(load[100 + 10 * k + n] for n in range(2))
        assert both[1] - both[0] <= 1


@settings(max_examples=100, deadline=None)
@given(seasons(), st.randoms(use_true_random=False))
def test_the_same_season_gives_the_same_proposal_in_whatever_order(
    season: Season, random: Random
) -> None:
    wants, people = list(season.needs), list(season.observers)
    random.shuffle(wants)
    random.shuffle(people)
    turned = dict(sorted(season.offers.items(), reverse=True))
    assert propose(season) == propose(season)
    again = replace(season, needs=wants, observers=people, offers=turned)
    assert propose(again) == propose(season)


def test_a_whole_municipality_takes_less_than_a_second() -> None:
    random = Random(2)
    wants = [
        need(n, house=n % 110, network=n % 10, versions=random.choice((("toddler",), ("prek",))))
        for n in range(476)
    ]
    people = [observer(1_000 + n, house=n % 110, network=n % 10) for n in range(200)]
    season = Season(wants, people, DAYS, offers={k: random.randint(0, 5) for k in range(110)})
    began = time.perf_counter()
    found = propose(season)
    assert time.perf_counter() - began < 1
    assert len(found.pairs) == 476

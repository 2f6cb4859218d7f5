"""Seats and the line: who moves up, who is passed over and why."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collect.rules.capacity import Entry, Passing, arriving, pass_seats, share_until


@pytest.mark.parametrize(
    ("free", "moved", "passed"),
    [
        (0, {}, {1: "line.full", 2: "line.full"}),
        (1, {1: 1}, {2: "line.full"}),
        (5, {1: 1, 2: 1}, {}),
        (-3, {}, {1: "line.full", 2: "line.full"}),
    ],
)
def test_seats_go_down_the_line(free: int, moved: dict[int, int], passed: dict[int, str]) -> None:
    assert pass_seats(free, [Entry(1), Entry(2)]) == Passing(moved, passed)


def test_a_group_that_wants_all_keeps_its_place_and_is_passed_over() -> None:
    line = [Entry(1, 3, "all"), Entry(2), Entry(3)]
    assert pass_seats(1, line) == Passing({2: 1}, {1: "line.group", 3: "line.full"})
    assert pass_seats(3, line) == Passing({1: 3}, {2: "line.full", 3: "line.full"})


def test_a_group_that_wants_at_least_one_takes_what_there_is() -> None:
    line = [Entry(1, 3, "one"), Entry(2)]
    assert pass_seats(2, line) == Passing({1: 2}, {1: "line.full", 2: "line.full"})
    assert pass_seats(4, line) == Passing({1: 3, 2: 1}, {})


@pytest.mark.parametrize(
    ("free", "line", "entry", "seats"),
    [
        (1, [], Entry(0), 1),
        (1, [Entry(1)], Entry(0), 0),
        (1, [Entry(1, 2, "all")], Entry(0), 1),
        (2, [], Entry(0, 3, "all"), 0),
        (2, [], Entry(0, 3, "each"), 2),
    ],
)
def test_whoever_comes_now_stands_behind_those_who_wait(
    free: int, line: list[Entry], entry: Entry, seats: int
) -> None:
    assert arriving(free, line, entry) == seats


sizes = st.tuples(st.integers(1, 6), st.sampled_from(["each", "all", "one"]))


@settings(max_examples=500, deadline=None)
@given(free=st.integers(-2, 12), asked=st.lists(sizes, max_size=12))
def test_no_seat_stands_empty_while_somebody_fits_and_the_first_is_served(
    free: int, asked: list[tuple[int, str]]
) -> None:
    line = [Entry(key, size, rule) for key, (size, rule) in enumerate(asked)]
    found = pass_seats(free, line)
    left = max(free, 0) - sum(found.given.values())
    assert left >= 0
    for entry in line:
        lacking = entry.size - found.given.get(entry.key, 0)
        assert (entry.key in found.passed) == (lacking > 0)
        assert lacking == 0 or left < (entry.size if entry.rule == "all" else 1)
        assert entry.rule != "all" or lacking in (0, entry.size)
    if line and line[0].size <= free:
        assert found.given[0] == line[0].size
    alone = [entry for entry in line if entry.size == 1]
    served = [found.given.get(entry.key, 0) for entry in alone]
    assert served == sorted(served, reverse=True)


def test_a_kindergarten_over_its_share_waits_while_seats_are_free() -> None:
    line = [Entry(1, house=1), Entry(2, house=1), Entry(3, house=2)]
    assert pass_seats(3, line, {1: 1, 2: 1}) == Passing({1: 1, 3: 1}, {2: "line.share"})
    assert pass_seats(3, line) == Passing({1: 1, 2: 1, 3: 1}, {})
    assert pass_seats(1, line, {1: 0, 2: -2}) == Passing({}, dict.fromkeys((1, 2, 3), "line.share"))


def test_a_group_takes_no_more_than_its_kindergartens_share() -> None:
    assert pass_seats(5, [Entry(1, 3, "one", 1)], {1: 2}) == Passing({1: 2}, {1: "line.share"})
    assert pass_seats(5, [Entry(1, 3, "all", 1)], {1: 2}) == Passing({}, {1: "line.share"})
    assert pass_seats(2, [Entry(1, 3, "all", 1)], {1: 3}) == Passing({}, {1: "line.group"})
    assert pass_seats(2, [Entry(1, 3, "one", 1)], {1: 2}) == Passing({1: 2}, {1: "line.full"})


def test_who_comes_now_keeps_to_the_share_as_well() -> None:
    assert arriving(4, [Entry(1, house=1)], Entry(0, 3, house=1), {1: 2}) == 1
    assert arriving(4, [Entry(1, house=1)], Entry(0, 3, house=2), {1: 2}) == 3


@pytest.mark.parametrize(
    ("register_by", "freeze_days", "until"),
    [
        (None, 0, date(2025, 11, 3)),
        (date(2025, 10, 20), 0, date(2025, 10, 20)),
        (date(2025, 11, 10), 0, date(2025, 11, 8)),
        (None, 14, date(2025, 10, 25)),
        (date(2025, 10, 20), 14, date(2025, 10, 20)),
    ],
)
def test_the_share_ends_while_the_line_still_moves(
    register_by: date | None, freeze_days: int, until: date
) -> None:
    assert share_until(date(2025, 11, 10), register_by, freeze_days) == until


housed = st.tuples(st.integers(1, 6), st.sampled_from(["each", "all", "one"]), st.integers(1, 4))


@settings(max_examples=500, deadline=None)
@given(
    free=st.integers(-2, 12),
    asked=st.lists(housed, max_size=12),
    room=st.dictionaries(st.integers(1, 3), st.integers(-2, 5)),
)
def test_nobody_gets_more_than_the_share_and_only_the_share_keeps_a_seat_empty(
    free: int, asked: list[tuple[int, str, int]], room: dict[int, int]
) -> None:
    line = [Entry(key, size, rule, house) for key, (size, rule, house) in enumerate(asked)]
    found = pass_seats(free, line, room)
    empty = max(free, 0) - sum(found.given.values())
    assert empty >= 0
    got = {
        house: sum(found.given.get(one.key, 0) for one in line if one.house == house)
        for house in range(1, 5)
    }
    assert all(got[house] <= max(0, most) for house, most in room.items())
    for entry in line:
        lacking = entry.size - found.given.get(entry.key, 0)
        assert (entry.key in found.passed) == (lacking > 0)
        if not lacking:
            continue
        left = room.get(entry.house, 99) - got[entry.house]
        needed = entry.size if entry.rule == "all" else 1
        assert min(empty, left) < needed
        assert (found.passed[entry.key] == "line.share") <= (left < lacking)

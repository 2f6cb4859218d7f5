"""Suppression: what may be shown never lets anyone work out fewer than five departments."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from collect.rules.calendar import Semester
from collect.rules.suppression import LEAST, is_settled, permitted

groups = st.dictionaries(
    st.integers(0, 99), st.frozensets(st.integers(1, 24), max_size=24), max_size=6
)
people = st.frozensets(st.integers(1, 24), max_size=6)


@given(groups, people)
@example({1: frozenset(range(1, 13)), 2: frozenset(range(1, 10))}, frozenset())
@example({1: frozenset(range(1, 7)), 2: frozenset(range(1, 12))}, frozenset({1}))
def test_differencing_two_permitted_reports_never_isolates_fewer_than_five(
    reports: Any, known: Any
) -> None:
    shown = permitted(reports, known)
    for one, other in product(shown, repeat=2):
        left = reports[one] - reports[other] - known
        assert len(left) == 0 or len(left) >= LEAST
        assert len(reports[one]) >= LEAST
        assert len(reports[one] - known) == 0 or len(reports[one] - known) >= LEAST


def attacks(shown: list[frozenset[int]], known: frozenset[int]) -> list[frozenset[int]]:
    """Every small group that small sums and differences of what is shown gives by itself."""
    found = []
    for weights in product((-2, -1, 0, 1, 2), repeat=len(shown)):
        totals: dict[int, int] = {}
        for weight, group in zip(weights, shown, strict=True):
            for member in group - known:
                totals[member] = totals.get(member, 0) + weight
        left = {member: weight for member, weight in totals.items() if weight}
        if 0 < len(left) < LEAST and len(set(left.values())) == 1:
            found.append(frozenset(left))
    return found


@settings(max_examples=200)
@given(groups, people)
def test_no_sum_of_permitted_reports_isolates_fewer_than_five(reports: Any, known: Any) -> None:
    shown = permitted(reports, known)
    assert attacks([frozenset(reports[key]) for key in shown][:5], known) == []


def test_a_whole_and_all_parts_but_a_small_one_hides_a_part_more() -> None:
    """9 + 3 + 8: with the whole and both large parts one would have the small one."""
    nine, three, eight = frozenset(range(9)), frozenset(range(9, 12)), frozenset(range(12, 20))
    reports = {"whole": nine | three | eight, "A": nine, "B": three, "C": eight}
    assert permitted(reports) == {"whole", "A"}
    del reports["whole"]
    assert permitted(reports) == {"A", "C"}


@pytest.mark.parametrize(
    ("members", "known", "is_shown"),
    [
        (4, 0, False),
        (5, 0, True),
        (5, 1, False),
        (6, 1, True),
        (9, 4, True),
        (8, 4, False),
        (5, 5, True),
        (0, 0, False),
    ],
)
def test_what_one_knows_is_taken_away_first(members: int, known: int, is_shown: bool) -> None:
    assert permitted({"x": range(members)}, range(known)) == ({"x"} if is_shown else set())


def test_groups_that_share_nobody_hide_nothing_of_each_other() -> None:
    reports = {n: range(100 * n, 100 * n + 5 + n) for n in range(30)}
    assert permitted(reports) == set(reports)


@pytest.mark.parametrize(
    ("day", "settled"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), False),
        (date(2026, 1, 31), False),
        (date(2026, 2, 1), True),
        (date(2025, 3, 1), False),
    ],
)
def test_a_semester_is_settled_when_late_work_is_too(day: date, settled: bool) -> None:
    assert is_settled(Semester(2025, "autumn"), day) is settled

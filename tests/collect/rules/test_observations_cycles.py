"""The length of a cycle: judged to the minute, never refused."""

import pytest

from collect.rules.observations_cycles import (
    CycleRemark,
    Lengths,
    is_fewer_than_customary,
    judged_length,
    minutes,
    remarks,
)

USUAL = Lengths()


@pytest.mark.parametrize(
    ("ended_at", "code"),
    [
        ("09:01", "cycle.redo"),
        ("09:09", "cycle.redo"),
        ("09:10", "cycle.short"),
        ("09:14", "cycle.short"),
        ("09:15", ""),
        ("09:20", ""),
        ("09:21", "cycle.long"),
        ("11:00", "cycle.long"),
    ],
)
def test_fifteen_to_twenty_minutes_is_usual_and_under_ten_is_done_again(
    ended_at: str, code: str
) -> None:
    assert judged_length("09:00", ended_at, USUAL) == code


@pytest.mark.parametrize(
    ("start", "end", "lasted"),
    [
        ("09:00", "09:18", 18),
        ("09:50", "10:08", 18),
        ("", "09:18", None),
        ("09:00", "", None),
        ("09:00", "09:00", None),
        ("10:00", "09:00", None),
        ("kl ni", "09:18", None),
        ("9.0", "9.2", None),
    ],
)
def test_minutes_are_counted_where_there_are_two_times(
    start: str, end: str, lasted: int | None
) -> None:
    assert minutes(start, end) == lasted


def test_a_cycle_without_both_times_is_not_judged() -> None:
    assert judged_length("09:00", "", USUAL) == ""


def test_the_bounds_are_the_installations_own() -> None:
    twenty = Lengths(20, 25, 12)
    codes = [judged_length("09:00", end, twenty) for end in ("09:11", "09:12", "09:20", "09:26")]
    assert codes == ["cycle.redo", "cycle.short", "", "cycle.long"]


def test_a_reason_explains_and_the_number_says_which() -> None:
    cycles = [
        ("09:00", "09:18", ""),
        ("09:30", "09:42", "Brannøvelse"),
        ("", "", ""),
        ("10:00", "10:05", ""),
    ]
    assert remarks(cycles, USUAL) == [
        CycleRemark(2, "cycle.short", 12, True),
        CycleRemark(4, "cycle.redo", 5, False),
    ]


def test_four_is_the_instruments_usual_number() -> None:
    assert [is_fewer_than_customary(n) for n in (1, 3, 4, 5)] == [True, True, False, False]

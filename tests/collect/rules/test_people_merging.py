"""Which words win, which rows say the same, and which seat stays."""

from datetime import date

import pytest

from collect.rules.people_merging import Seat, Span, at_odds, joined, meet, score, staying, wins

ADA = {"name": "Ada Larsen", "email": None}
BO = {"name": "Ada Holm", "email": "ada@eksempel.no"}


def test_the_kept_ones_words_win_and_its_empty_ones_are_filled():
    assert wins(ADA, BO, {}) == {"name": "Ada Larsen", "email": "ada@eksempel.no"}


def test_the_others_words_win_where_they_are_chosen_unless_there_are_none():
    assert wins(ADA, BO, {"name": "gone"}) == {"name": "Ada Holm", "email": "ada@eksempel.no"}
    assert wins(BO, ADA, {"email": "gone"}) == BO


def test_a_nought_is_an_answer_and_no_empty_field():
    kept, gone = {"children": 0, "city": ""}, {"children": 9, "city": "Oslo"}
    assert wins(kept, gone, {}, ("children", "city")) == {"children": 0, "city": "Oslo"}


def day(month: int, number: int = 1) -> date:
    return date(2025, month, number)


@pytest.mark.parametrize(
    ("other", "is_met"),
    [
        (Span(2, "a", day(3), day(4)), True),
        (Span(2, "a", day(5), day(6)), True),  # the day after the last
        (Span(2, "a", day(5, 2), day(6)), False),  # a day between
        (Span(2, "b", day(3), day(4)), False),
        (Span(2, "a", day(1), None), True),
    ],
)
def test_rows_meet_that_say_the_same_of_days_without_a_gap(other, is_met):
    one = Span(1, "a", day(2), day(4, 30))
    assert (meet(one, other), meet(other, one)) == (is_met, is_met)


def test_rows_that_meet_become_one_of_all_their_days():
    kept = [Span(1, "a", day(2), day(4)), Span(2, "b", day(2), None)]
    gone = [Span(7, "a", day(1), day(3)), Span(8, "a", day(4), None), Span(9, "c", day(1), None)]
    assert joined(kept, gone) == {7: (1, day(1), day(4)), 8: (1, day(1), None)}


def test_rows_are_at_odds_that_say_different_things_of_one_day():
    kept = [Span(1, "a", day(2), day(4))]
    assert at_odds(kept, [Span(2, "b", day(4), None)]) == [day(4)]
    assert at_odds(kept, [Span(2, "b", day(1), day(2))]) == [day(2)]
    assert at_odds(kept, [Span(2, "b", day(4, 2), None), Span(3, "a", day(1), None)]) == []


def test_the_seat_that_stays_is_the_one_that_was_used_then_the_better_then_the_earlier():
    used = Seat(9, "placed", is_present=True)
    placed, late, waits = Seat(5, "placed"), Seat(6, "placed"), Seat(1, "waiting")
    assert staying(placed, used) == (used, placed)
    assert staying(waits, placed) == (placed, waits)
    assert staying(late, placed) == (placed, late)
    assert staying(waits, Seat(7, "offered"))[0].status == "offered"


def test_an_address_says_more_than_a_name_in_one_place_and_that_more_than_a_name():
    assert score(["address"]) > score(["name", "together"]) > score(["name"]) > score([])

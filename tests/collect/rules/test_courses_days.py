"""Which days a course may have, and what becomes of each when they are set anew."""

from datetime import date
from typing import Any

import pytest

from collect.rules.courses_days import Changes, DayAnswers, changes, judge_days, judge_marked
from collect.rules.refusals import RuleBroken

FIRST, SECOND = date(2025, 11, 10), date(2025, 11, 11)
THERE = {1: (FIRST, "09:00", "15:00"), 2: (SECOND, "09:00", "15:00")}


def a_day(day: date = FIRST, key: int | None = None, **more: Any) -> DayAnswers:
    return DayAnswers(day, **{"starts_at": "09:00", "ends_at": "15:00"} | more, key=key)


def test_what_is_the_same_changes_nothing_in_whichever_row_it_stands() -> None:
    assert changes(THERE, [a_day(FIRST, 1), a_day(SECOND, 2)]).is_nothing
    assert changes(THERE, [a_day(SECOND), a_day(FIRST)]).is_nothing


def test_a_day_is_moved_another_added_a_third_dropped() -> None:
    moved, added = a_day(date(2025, 11, 17), 1), a_day(date(2025, 11, 24))
    assert changes(THERE, [moved, added]) == Changes((moved,), (added,), (2,))
    later = a_day(FIRST, 1, starts_at="10:00")
    assert changes(THERE, [later, a_day(SECOND, 2)]) == Changes((later,), (), ())


@pytest.mark.parametrize(
    ("days", "code", "field"),
    [
        ([], "course.no_days", "day_1"),
        ([a_day(), a_day(row=2)], "course.same_day", "day_2"),
        ([a_day(starts_at="15:00")], "day.hours", "ends_1"),
        ([a_day(), a_day(SECOND, ends_at="08:30", row=3)], "day.hours", "ends_3"),
    ],
)
def test_days_no_course_can_have_are_refused_in_their_row(
    days: list[DayAnswers], code: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        judge_days(days)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_day_with_attendance_is_neither_dropped_nor_moved_ahead_but_may_be_corrected() -> None:
    today = date(2025, 11, 12)
    for wanted, code in (
        ([a_day(SECOND, 2)], "day.marked"),
        ([a_day(date(2025, 11, 13), 1), a_day(SECOND, 2)], "day.marked_ahead"),
    ):
        with pytest.raises(RuleBroken) as refused:
            judge_marked(changes(THERE, wanted), THERE, {1}, today)
        assert (refused.value.code, refused.value.values) == (code, {"day": FIRST})
    corrected = [a_day(date(2025, 11, 3), 1), a_day(SECOND, 2)]
    judge_marked(changes(THERE, corrected), THERE, {1}, today)
    judge_marked(changes(THERE, [a_day(FIRST, 1)]), THERE, {1}, today)

"""How long an offer runs: the hours asked for, the evening before the line stands still, or not at all."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect.rules.calendar import OSLO, local_day
from collect.rules.courses_offers import LEAST, answer_by, is_over

FIRST = date(2025, 11, 10)


def at(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=OSLO)


@pytest.mark.parametrize(
    ("now", "hours", "freeze_days", "until"),
    [
        (at(15, 11, 10), 0, 0, None),
        (at(15, 11, 10), 48, 0, at(17, 11, 10)),
        (at(25, 12, 10), 24, 0, at(26, 11, 10)),  # the clock is put back that night
        (at(8, 12), 48, 0, at(9, 20)),
        (at(8, 12), 48, 1, at(8, 20)),
        (at(9, 16), 48, 0, at(9, 20)),
        (at(9, 17), 48, 0, None),
        (at(8, 17), 48, 1, None),
        (at(9, 17), 2, 0, at(9, 19)),
        (at(9, 19), 2, 0, None),
        (at(12, 9), 48, 0, None),
    ],
)
def test_an_offer_runs_out(
    now: datetime, hours: int, freeze_days: int, until: datetime | None
) -> None:
    assert answer_by(now, hours, FIRST, freeze_days) == until


@given(back=st.integers(0, 100_000), hours=st.integers(1, 336), freeze_days=st.integers(0, 60))
def test_no_offer_runs_into_the_days_when_the_line_stands_still(
    back: int, hours: int, freeze_days: int
) -> None:
    now = datetime(2025, 11, 10, 12, tzinfo=UTC) - timedelta(minutes=back)
    until = answer_by(now, hours, FIRST, freeze_days)
    if until is not None:
        assert local_day(until) < FIRST - timedelta(days=freeze_days)
        assert min(timedelta(hours=hours), LEAST) - timedelta(minutes=1) <= until - now
        assert until - now <= timedelta(hours=hours)


def test_an_offer_can_be_answered_until_it_runs_out_and_not_at_that_moment() -> None:
    until = at(17, 11, 10)
    assert [is_over(until, until - timedelta(seconds=1)), is_over(until, until)] == [False, True]
    assert is_over(None, until) is True

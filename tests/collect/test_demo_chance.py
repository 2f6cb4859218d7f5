"""What the synthetic municipality is drawn with: names, exact shares, scores and working days."""

import csv
from datetime import date
from pathlib import Path

import pytest

from collect.demo import names
from collect.demo.chance import Dice, from_tuesday
from collect.demo.people import positions
from collect.rules.calendar import easter, is_working_day, working_days

REGISTER = Path(__file__).parents[3] / "shared" / "data" / "baerum_kindergartens.csv"


def test_no_name_it_can_make_stands_in_the_register() -> None:
    if not REGISTER.exists():
        pytest.skip("the register's copy is not beside this checkout")
    with REGISTER.open(encoding="utf-8", newline="") as file:
        known = {row["name"].casefold() for row in csv.DictReader(file)}
    made = {f"{root}{end} barnehage".casefold() for root in names.ROOTS for end in names.PLACES}
    assert made & known == set()


def test_shares_sum_to_the_total() -> None:
    dice = Dice(3)
    for total, weights in (
        (82, [1.0] * 19),
        (0, [1.0, 2.0]),
        (7, [5.0]),
        (1181, [10.5, 18.5] * 41),
    ):
        assert sum(dice.share(total, weights)) == total


def test_scores_stay_between_one_and_seven_and_keep_their_mean() -> None:
    dice = Dice(3)
    drawn = [dice.score(2.3) for _ in range(4_000)]
    assert sum(drawn) / 4_000 == pytest.approx(2.3, abs=0.05)
    assert (set(drawn), dice.score(-2.0), dice.score(9.5)) == ({2, 3}, 1, 7)


def test_each_kindergarten_has_a_director_and_a_leader_for_each_department() -> None:
    assert (
        positions(9, 4)
        == ["director"] + ["pedagogical_leader"] * 4 + ["skilled_worker"] * 2 + ["assistant"] * 2
    )
    assert positions(30, 5).count("kindergarten_teacher") == 5


def test_easter_is_where_the_calendar_has_it() -> None:
    assert [easter(year) for year in (2024, 2025, 2026, 2038)] == [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2038, 4, 25),
    ]


def test_nothing_happens_on_days_off() -> None:
    off = [
        date(2026, 4, 2),
        date(2026, 4, 6),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 5, 1),
    ]
    off += [date(2026, 7, 15), date(2026, 12, 24), date(2026, 1, 2), date(2026, 10, 10)]
    assert [day for day in off if is_working_day(day)] == []
    assert working_days(date(2026, 4, 1), date(2026, 4, 8)) == [date(2026, 4, 7), date(2026, 4, 8)]
    assert from_tuesday(date(2026, 3, 30), 2) == [date(2026, 4, 7), date(2026, 4, 8)]

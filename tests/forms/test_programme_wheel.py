"""The year wheel: where the months and marks stand, and the list that says the same."""

import math
from datetime import date
from typing import Any

import pytest

from collect.models.organisation import Cohort, Kindergarten
from collect.programme_activities import Item, Month, Year
from collect.rules import programme_year as rules
from forms import programme_wheel as wheels


def a_year(start: date, first_year: int) -> Year:
    found = rules.tasks(start, first_year)
    months = [
        Month(
            day,
            rules.asked_year(start, day),
            [Item(task) for task in found if task.month == day],
        )
        for day in rules.months(first_year)
    ]
    return Year(Kindergarten(name="Askeladden"), Cohort(number=1, start=start), months)


def test_august_is_on_top_and_the_year_goes_with_the_clock() -> None:
    found = wheels.wheel(a_year(date(2020, 8, 1), 2025))
    august, november, february = (found.sectors[n] for n in (0, 3, 6))
    assert (august.x, august.y) == (320, 320 - wheels.NAMES)
    assert (november.x, november.y) == (320 + wheels.NAMES, 320)
    assert (february.x, february.y) == (320, 320 + wheels.NAMES)


def test_each_activity_has_a_number_of_its_own_in_picture_and_list() -> None:
    found = wheels.wheel(a_year(date(2023, 8, 1), 2025))
    assert [entry.number for entry in found.entries] == list(range(1, len(found.entries) + 1))
    numbers = {entry.code: entry.number for entry in found.entries}
    drawn = {
        (mark.item.task.code, mark.number) for sector in found.sectors for mark in sector.marks
    }
    assert drawn == set(numbers.items())
    modules = next(entry for entry in found.entries if entry.code == "talking_module")
    assert (modules.name, len(modules.months)) == ("Snakke med barn", 7)


@pytest.mark.parametrize("start", [date(2022, 8, 1), date(2023, 1, 1)])
@pytest.mark.parametrize("first_year", range(2021, 2028))
def test_every_mark_has_room_inside_its_month_and_touches_no_other(
    start: date, first_year: int
) -> None:
    year = a_year(start, first_year)
    found = wheels.wheel(year)
    marks: list[Any] = []
    for number, (sector, month) in enumerate(zip(found.sectors, year.months, strict=True)):
        assert len(sector.marks) == len(month.items)
        for mark in sector.marks:
            turn = math.degrees(math.atan2(mark.x - 320, 320 - mark.y)) % 360
            aside = (turn - 30 * number + 180) % 360 - 180
            distance = math.hypot(mark.x - 320, mark.y - 320)
            assert distance * math.sin(math.radians(15 - abs(aside))) > wheels.MARK
            assert wheels.HUB + wheels.MARK < distance < wheels.EDGE - wheels.MARK
        marks += sector.marks
    apart = [
        math.hypot(one.x - other.x, one.y - other.y)
        for n, one in enumerate(marks)
        for other in marks[:n]
    ]
    assert min(apart, default=99) > 2 * wheels.MARK

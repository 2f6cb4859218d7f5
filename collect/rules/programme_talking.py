"""Snakke med barn (reference §1.4 A18): seven modules, three or four champions, all of the staff."""

from collections.abc import Collection
from datetime import date

from collect.rules.refusals import RuleBroken

MODULES = (1, 2, 3, 4, 5, 6, 7)
FIRST_YEAR = 3  # of the programme
FEWEST, MOST = 3, 4  # champions of a kindergarten


def champions_state(number: int) -> str:
    """Return whether a kindergarten has few, enough or many champions."""
    if number < FEWEST:
        return "few"
    return "many" if number > MOST else "enough"


def is_through(modules: Collection[int]) -> bool:
    """Whether somebody has been through every module."""
    return set(MODULES) <= set(modules)


def has_begun(programme_year: int) -> bool:
    """Whether it is time for it: from the third year of the programme on."""
    return programme_year >= FIRST_YEAR


def is_under_way(programme_year: int, held: int) -> bool:
    """Whether modules are left that somebody should be reminded of: in the third year, or once begun."""
    return held < len(MODULES) and (held > 0 or programme_year == FIRST_YEAR)


def check_session(module: int, held_on: date, today: date) -> None:
    """Raise RuleBroken for a module that does not exist, or a day that has not come."""
    if module not in MODULES:
        raise RuleBroken("choice.unknown", "module", value=str(module))
    if held_on > today:
        raise RuleBroken("date.future", "day")

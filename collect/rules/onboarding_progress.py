"""Which figures on new staff may be shown to one who is not to know of persons: those over five or more."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from collect.rules.suppression import LEAST, is_enough

Key = TypeVar("Key", bound=Hashable)


def parts_shown(sizes: Mapping[Key, int]) -> set[Key]:
    """Return which parts of a whole may be shown beside it, each being so many people.

    A part of one to four is not shown; and no part is, when those left out are one to four
    together, since the whole less the others would tell of them.
    """
    shown = {key for key, size in sizes.items() if size >= LEAST}
    left = sum(size for key, size in sizes.items() if key not in shown)
    return shown if is_enough(left) else set()

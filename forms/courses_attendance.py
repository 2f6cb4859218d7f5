"""What is asked at the door of a course: who is there."""

import re

from collect.phrases import lazy
from forms.base import BaseForm
from forms.fields import Several

_SEEN = re.compile(r"(\d{1,9}):([01]?)")
_MEANS = {"1": True, "0": False, "": None}


class AttendanceForm(BaseForm):
    """One box per seat; those without a tick are not there."""

    present = Several(lazy("Til stede"), required=False)

    def marks(self, seen: dict[int, bool | None], everyone: bool) -> dict[int, bool]:
        """Return whom the page showed, there or not; everybody when that button was pressed."""
        ticked = {int(key) for key in self.present.data or () if key in self.present.options}
        return {key: everyone or key in ticked for key in seen.keys() | ticked}


def seen_in(text: str) -> dict[int, bool | None]:
    """Return what a page showed when it was made: 12:1 there, 13:0 not there, 14: not marked."""
    return {int(key): _MEANS[mark] for key, mark in _SEEN.findall(text[:10_000])}


def seen_text(states: dict[int, bool | None]) -> str:
    """Return what a page carries so that `seen_in` can read it."""
    return " ".join(
        f"{key}:{'' if here is None else int(here)}" for key, here in sorted(states.items())
    )

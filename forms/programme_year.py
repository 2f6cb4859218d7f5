"""What is asked of a month of the programme: done or not yet, activity by activity."""

from collections.abc import Sequence
from typing import Any

from collect import phrases
from collect.phrases import WORDS, Words, lazy
from collect.programme_activities import Item
from collect.programme_marks import MarkAnswers
from collect.rules.programme_year import MOST_STORIES
from forms.base import BaseForm
from forms.fields import Choice, Line, Whole

STATES = WORDS["activity_state"]


class State(Choice):
    """Done, or not yet; nothing chosen says nothing."""

    def __init__(self, label: Words = "", **options: Any) -> None:
        super().__init__(
            label, radio=True, required=False, convert=lambda code: code == "done", **options
        )
        self.offer({code: str(STATES[code]) for code in ("done", "not_yet")})


class MonthForm(BaseForm):
    """One question for each activity of a month that is ticked by hand."""

    codes: Sequence[str] = ()

    def answers(self) -> list[MarkAnswers]:
        """Return what was said of each activity, in the core's words."""
        return [
            MarkAnswers(
                code,
                self[f"{code}_state"].data,
                self[f"{code}_count"].data if f"{code}_count" in self else None,
                self[f"{code}_note"].data or "",
            )
            for code in self.codes
        ]


def month_form(items: Sequence[Item], sent: Any) -> MonthForm:
    """Return the form of a month's activities, filled with what was sent or is ticked already."""
    fields: dict[str, Any] = {"codes": [one.task.code for one in items]}
    ticked: dict[str, Any] = {}
    for one in items:
        code, mark = one.task.code, one.mark
        fields[f"{code}_state"] = State(phrases.activity(one.task))
        if one.task.activity.is_counted:
            fields[f"{code}_count"] = Whole(
                lazy("Antall"), low=0, high=MOST_STORIES, required=False
            )
        fields[f"{code}_note"] = Line(lazy("Merknad"), required=False)
        if mark is not None:
            ticked[f"{code}_state"] = "done" if mark.is_done else "not_yet"
            ticked[f"{code}_count"], ticked[f"{code}_note"] = mark.count, mark.note
    made = type("AskedMonthForm", (MonthForm,), fields)
    return made(sent, data=ticked)  # type: ignore[no-any-return]

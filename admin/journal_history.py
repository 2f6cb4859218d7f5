"""The journal in words, and on the page of each row the last that was done to it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_admin.contrib.peewee import ModelView

from admin.journal_acts import ACTS
from admin.journal_words import COLUMNS, UNSAID
from admin.listing import said
from collect import journal, phrases
from collect.models.journal import JournalEntry
from collect.phrases import WORDS
from collect.rules.calendar import semester_from
from forms import door

MOST = 20  # lines on the page of a row
# The word in a view's addresses, and the word the journal has for its rows. Observations are not
# here: their pages name no observer, and the lines say who acted.
RECORD_OF = {
    "kindergartens": "kindergarten",
    "departments": "department",
    "cohorts": "cohort",
    "networks": "network",
    "people": "person",
    "accounts": "account",
    "certificates": "certificate",
    "release": "release",
    "visits": "visit",
    "goals": "plan",
    "courses": "course",
    "course_templates": "course_template",
    "letters": "letter",
    "registrations": "registration",
    "onboarding": "onboarding",
    "champions": "function",
    "notices": "notice",
    "dimensions": "dimension",
    "tasks": "template",
}
# Acts whose number is that of a part or a list, and not of the row itself.
OF_PARTS = (
    "department.change",
    "onboarding.settle",
    "onboarding.enter_hours",
    "onboarding.withdraw_hours",
    "release.pay",
)
# Which words a column's codes have; those of "status" and "owner" depend on the record.
KINDS = {
    "activity": "activity",
    "age_group": "age_group",
    "certificate": "certificate",
    "finishes_on": "task_event",
    "flag": "flag",
    "function": "function",
    "helped": "goal_helped",
    "kind": "course_kind",
    "level": "level",
    "ownership": "ownership",
    "position": "position",
    "positions": "position",
    "relation": "relation",
    "role": "role",
}
STATUS = {"registration": "registration", "onboarding": "task", "plan": "goal_stage"}
HUNDREDTHS = ("target",)  # columns that keep a mean so


def act_words(row: Any) -> str:
    """Return what was done."""
    return str(ACTS.get(row.act, row.act))


def said_value(record: str, column: str, value: Any) -> str:
    """Return a value of the journal in words: codes, days and moments as people say them."""
    kind = STATUS.get(record) if column == "status" else KINDS.get(column)
    if column == "owner" and record == "template":
        kind = "owner"
    if column == "kind" and record == "plan":
        kind = "goal_kind"
    if column in HUNDREDTHS and isinstance(value, int):
        return phrases.figure(value / 100, 2)
    if isinstance(value, str) and value:
        if kind:
            return ", ".join(str(WORDS[kind].get(code, code)) for code in value.split(","))
        if column == "semester":
            return phrases.semester(semester_from(value))
        return _dated(value)
    return said(value)


def _dated(text: str) -> str:
    """Return a text, or the day or moment it is."""
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return said(read(text)) if text[4:5] == "-" else text
        except ValueError:
            continue
    return text


def changes(row: JournalEntry) -> list[tuple[str, str, str]]:
    """Return (column, before, after) of what a line says changed."""
    old, new = row.old or {}, row.new or {}
    return [
        (
            str(COLUMNS.get(name, name)),
            said_value(row.record, name, old.get(name)),
            said_value(row.record, name, new.get(name)),
        )
        for name in {**old, **new}
        if name not in UNSAID
    ]


@dataclass(frozen=True)
class Story:
    """The last lines about a row, newest first, and where all of them are when there are more."""

    lines: list[JournalEntry]
    rest: str = ""


class TellsHistory(ModelView):
    """The part of every page of a row that tells what was done to it, to one who reads the journal."""

    feature: str

    def story(self, row: Any) -> Story:
        """Return the last lines about a row that the reader may see; one query."""
        record = RECORD_OF.get(self.feature)
        if record is None:
            return Story([])
        lines = journal.about(door.identity(), record, row.id, MOST + 1, besides=OF_PARTS)
        rest = url_for("office_journal.index_view", record=record, search=row.id)
        return Story(lines[:MOST], rest if len(lines) > MOST else "")

    act_words = staticmethod(act_words)
    changes = staticmethod(changes)

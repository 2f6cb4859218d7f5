"""The journal, read: who did what to which record, and from what to what."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN

from admin.journal_words import ACTS, COLUMNS, RECORDS, UNSAID
from admin.listing import Column, Pick, Rows, said
from admin.organisation_choices import kindergarten_choices
from admin.view import HOUSE, AdminView
from collect import journal, phrases
from collect.models.journal import JournalEntry
from collect.models.organisation import Kindergarten
from collect.phrases import WORDS, lazy
from collect.rules.calendar import semester_from
from forms import door

# Which words a column's codes have; those of "status" and "owner" depend on the record.
KINDS = {
    "age_group": "age_group",
    "flag": "flag",
    "function": "function",
    "kind": "course_kind",
    "level": "level",
    "ownership": "ownership",
    "position": "position",
    "positions": "position",
    "role": "role",
}
STATUS = {"registration": "registration", "onboarding": "task"}
PERIODS = {"1": 1, "7": 7, "30": 30}  # days back


class AnyCase:
    """A column without a folded twin, searched as people write names: small, large and capitals."""

    def __init__(self, column: Any) -> None:
        """Take the column."""
        self.column = column

    def contains(self, word: str) -> Any:
        """Return the condition that the word is there (SQLite knows no case beyond ASCII)."""
        column = self.column
        return column.contains(word) | column.contains(word.title()) | column.contains(word.upper())


def _periods() -> Mapping[str, str]:
    return {
        "1": phrases.say("Siste døgn"),
        "7": phrases.say("Siste uke"),
        "30": phrases.say("Siste 30 dager"),
    }


def act_words(row: Any) -> str:
    """Return what was done."""
    return str(ACTS.get(row.act, row.act))


def said_value(record: str, column: str, value: Any) -> str:
    """Return a value of the journal in words: codes, days and moments as people say them."""
    kind = STATUS.get(record) if column == "status" else KINDS.get(column)
    if column == "owner" and record == "template":
        kind = "owner"
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


class JournalView(AdminView):
    """The lines of the journal within reach, newest first."""

    model_class, feature, record, group = JournalEntry, "journal", "journal", HOUSE
    title = lazy("Journal")
    purpose = lazy("Hvem som gjorde hva, og når. Linjene kan ikke endres.")
    columns = (
        Column("at", lazy("Tidspunkt"), lambda row: row.at, "moment", sort=JournalEntry.at),
        Column("actor", lazy("Hvem"), lambda row: row.actor, sort=JournalEntry.actor),
        Column("act", lazy("Hva"), act_words, sort=JournalEntry.act),
        Column("record_id", lazy("Nummer"), lambda row: row.record_id and str(row.record_id)),
        Column(
            "kindergarten",
            lazy("Barnehage"),
            lambda row: row.kindergarten and row.kindergarten.name,
            sort=Kindergarten.sort,
        ),
    )
    picks = (
        Pick(
            "record",
            lazy("Hva det gjelder"),
            lambda: {code: str(words) for code, words in RECORDS.items()},
            lambda value: JournalEntry.record == value,
        ),
        Pick(
            "since",
            lazy("Når"),
            _periods,
            lambda value: JournalEntry.at > door.now() - timedelta(days=PERIODS[value]),
        ),
        Pick(
            "kindergarten",
            lazy("Barnehage"),
            kindergarten_choices,
            lambda value: JournalEntry.kindergarten == int(value),
        ),
    )
    searched = (AnyCase(JournalEntry.actor),)
    details_template = "office/entry.html"

    def rows(self) -> Rows:
        """Return the lines within reach, each with the kindergarten it concerns."""
        return (
            journal.entries(door.identity())
            .select_extend(Kindergarten)
            .join(Kindergarten, JOIN.LEFT_OUTER)
        )

    def name_of(self, row: Any) -> str:
        """Return what was done."""
        return act_words(row)

    def context(self, row: Any) -> dict[str, Any]:
        """Return what changed from what to what."""
        return {"changes": changes(row)}

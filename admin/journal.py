"""The journal, read: who did what to which record, and from what to what."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from peewee import JOIN

from admin.journal_history import act_words, changes
from admin.journal_words import RECORDS
from admin.listing import Column, Pick, Rows
from admin.organisation_choices import kindergarten_pick
from admin.view import HOUSE, AdminView
from collect import journal, phrases
from collect.models.journal import JournalEntry
from collect.models.organisation import Kindergarten
from collect.phrases import lazy
from forms import door

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


class Number:
    """The number of what a line is about, searched as it is written, whole."""

    def contains(self, word: str) -> Any:
        """Return the condition that the word is the number."""
        is_number = word.isascii() and word.isdigit() and len(word) < 10
        return JournalEntry.record_id == (int(word) if is_number else -1)


def _periods() -> Mapping[str, str]:
    return {
        "1": phrases.say("Siste døgn"),
        "7": phrases.say("Siste uke"),
        "30": phrases.say("Siste 30 dager"),
    }


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
        kindergarten_pick(JournalEntry.kindergarten),
    )
    searched = (AnyCase(JournalEntry.actor), Number())
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

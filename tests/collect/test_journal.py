"""The journal is append-only, and each reader sees the own part."""

from typing import Any

import pytest
from peewee import PeeweeException

from collect import journal
from collect.database import db, writing
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE
from tests.factories import NOW, a_kindergarten, a_person, an_identity


def test_a_line_tells_who_when_what_from_and_to(house: str) -> None:
    ada = an_identity("coordinator", person=a_person("Ada Lund"))
    with writing():
        journal.note("test.act", 7, by=ada, now=NOW, old={"a": "ø"}, new={"a": NOW.date()})
    entry = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (entry.actor, entry.account_id, entry.at, entry.act, entry.record, entry.record_id) == (
        "Ada Lund",
        ada.account_id,
        NOW,
        "test.act",
        "test",
        7,
    )
    assert (entry.old, entry.new) == ({"a": "ø"}, {"a": "2025-10-15"})


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal_entry SET actor = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry"],
)
def test_no_line_can_be_changed_or_taken_away(house: str, statement: str) -> None:
    a_kindergarten()
    before = JournalEntry.select().count()
    with pytest.raises(PeeweeException):
        db.execute_sql(statement)
    assert JournalEntry.select().count() == before > 0


def test_an_act_that_fails_leaves_no_line(house: str) -> None:
    with pytest.raises(RuntimeError), writing():
        journal.note("test.act", 7, by=HOUSE, now=NOW)
        raise RuntimeError
    assert JournalEntry.select().count() == 0


def test_a_director_reads_the_own_kindergartens_lines(house: str) -> None:
    here, far = a_kindergarten("Her"), a_kindergarten("Fjern")
    director = an_identity("director", here)
    own = {entry.kindergarten_id for entry in journal.entries(director)}
    assert own == {here.id}
    assert {far.id} <= {entry.kindergarten_id for entry in journal.entries(HOUSE)}


def test_the_newest_line_comes_first_in_one_query(house: str, count_queries: Any) -> None:
    for _ in range(3):
        a_kindergarten()
    with count_queries() as statements:
        ids = [entry.id for entry in journal.entries(HOUSE)]
    assert ids == sorted(ids, reverse=True)
    assert len(statements) == 1

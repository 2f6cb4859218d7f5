"""The journal in the office: every act has words, and nobody changes a line."""

import re
from pathlib import Path

from admin.journal_acts import ACTS
from admin.journal_history import said_value
from admin.journal_words import COLUMNS, RECORDS, UNSAID
from collect import journal
from collect.database import writing
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE
from tests import factories as make
from tests.admin.pages import names
from tests.admin.world import build

SERVICES = sorted((Path(__file__).parents[2] / "collect").rglob("*.py"))


def acts_written() -> set[str]:
    """Return the acts that stand in the services' own text."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in SERVICES if "models" not in path.parts
    )
    calls = re.findall(
        r"journal\.(?:note|amend)\((?:[^()]|\([^()]*\))*?\"([a-z_]+\.[a-z_]+)\"", text
    )
    return set(calls)


def test_every_act_has_words_in_the_journal():
    written = acts_written()
    assert len(written) > 30
    assert written - set(ACTS) == set()
    assert {act.partition(".")[0] for act in ACTS} == set(RECORDS)


def test_every_column_that_was_noted_has_words(enter):
    build()
    enter("coordinator").get("/admin/people/export/xlsx/")
    noted = {
        name for row in JournalEntry.select() for name in {**(row.old or {}), **(row.new or {})}
    }
    assert len(noted) > 15
    assert noted - set(COLUMNS) - set(UNSAID) == set()


def test_a_line_says_what_changed_in_words(enter):
    world = build()
    ada = enter("coordinator")
    path = f"/admin/kindergartens/edit/?id={world.ada.kindergarten.id}"
    ada.post(path, {**ada.form(path), "ownership": "private", "name": "Ny"})
    line = JournalEntry.get(JournalEntry.act == "kindergarten.amend")
    page = ada.get(f"/admin/journal/details/?id={line.id}").text
    rows = re.findall(
        r'<tr><th scope="row">([^<]+)</th><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td></tr>', page
    )
    assert rows == [("Navn", "Solsikken barnehage", "Ny"), ("Eierform", "Kommunal", "Privat")]


def test_values_are_said_as_people_say_them():
    for record, column, value, words in (
        ("course", "positions", "assistant,director", "Assistent, Styrer"),
        ("registration", "status", "placed", "Har plass"),
        ("onboarding", "status", "done", "Gjort"),
        ("template", "owner", "self", "Den nyansatte"),
        ("kindergarten", "owner", "self", "self"),
        ("plan", "status", "evaluated", "Vurdert"),
        ("plan", "kind", "micro_project", "Mikroprosjekt"),
        ("plan", "helped", "partly", "Delvis"),
        ("plan", "target", 450, "4,50"),
        ("observation", "semester", "2025-autumn", "Høst 2025"),
        ("grant", "valid_to", "2025-10-14", "14.10.2025"),
        ("observation", "released_at", "2025-10-15 09:00:00+00:00", "15.10.2025 kl. 11.00"),
        ("account", "is_active", False, "Nei"),
        ("person", "name", "2025-kvinnen", "2025-kvinnen"),
        ("person", "email", None, ""),
        ("person", "role", "ukjent", "ukjent"),
    ):
        assert said_value(record, column, value) == words


def test_a_director_reads_the_lines_of_her_own_kindergarten(enter):
    world = build()
    ada = enter(world.ada.director)
    shown = set(re.findall(r"/admin/journal/details/\?id=(\d+)", ada.get("/admin/journal/").text))
    mine = JournalEntry.select().where(JournalEntry.kindergarten == world.ada.kindergarten)
    assert shown == {str(row.id) for row in mine}


def test_the_journal_is_narrowed_and_searched(enter):
    world = build()
    ada = enter(world.ada.director)
    assert len(names(ada.get("/admin/journal/?record=department").text)) == 1
    assert names(ada.get("/admin/journal/?record=course").text) == []
    for words in ("styrersen", "STYRERSEN", "Styrersen", "solsikken styrersen"):
        assert len(names(ada.get(f"/admin/journal/?search={words}").text)) == 4, words
    with writing():
        journal.note("notice.purge", None, by=HOUSE, now=make.NOW, new={"count": 1})
    assert names(enter("coordinator").get("/admin/journal/?search=ingen").text) == []
    number = world.ada.ids["departments"]
    found = names(ada.get(f"/admin/journal/?record=department&search={number}").text)
    assert len(found) == 1
    assert names(ada.get(f"/admin/journal/?record=department&search={number}0").text) == []
    for since, count in (("1", True), ("30", True)):
        assert bool(names(ada.get(f"/admin/journal/?since={since}").text)) == count
    JournalEntry.create(
        at=make.datetime(2025, 10, 1, tzinfo=make.UTC),
        actor="x",
        act="person.add",
        record="person",
        kindergarten=world.ada.kindergarten,
    )
    found = [
        len(names(ada.get(f"/admin/journal/?record=person&since={since}").text))
        for since in ("1", "7", "30")
    ]
    assert found == [0, 0, 1]

"""What a list may be asked, read from the address bar."""

from datetime import UTC, date, datetime

from werkzeug.datastructures import MultiDict

from admin.listing import Asked, Column, read, said
from collect.models.people import Person

COLUMNS = (Column("name", "Navn", str, sort=Person.sort), Column("note", "Notat", str))
OFFERED = {"cohort": {"1": "Pulje 1"}}


def asked(**arguments: str) -> Asked:
    return read(MultiDict(arguments), COLUMNS, OFFERED)


def test_what_the_list_knows_is_kept_and_the_rest_left_out():
    found = asked(search=" kari  ås ", sort="name", desc="1", cohort="1", page="3", endpoint="x")
    assert found == Asked("kari ås", "name", True, {"cohort": "1"})
    assert asked(sort="note", desc="1", cohort="2") == Asked()


def test_a_search_is_short_and_of_few_words():
    assert asked(search="a " * 1500).search == "a a a a a a a a"
    assert len(asked(search="a" * 1500).search) == 200


def test_an_address_asks_for_the_same_but_for_what_is_given():
    found = Asked("kari", "name", True, {"cohort": "1"})
    assert found.arguments() == {"search": "kari", "sort": "name", "desc": 1, "cohort": "1"}
    assert found.arguments(sort="note", desc=None) == {
        "search": "kari",
        "sort": "note",
        "cohort": "1",
    }
    assert Asked().arguments() == {}


def test_values_are_said_in_norwegian():
    for value, words in (
        (None, ""),
        (True, "Ja"),
        (False, "Nei"),
        (1234, "1\u202f234"),
        (0, "0"),
        (date(2025, 9, 5), "05.09.2025"),
        (datetime(2025, 9, 5, 11, 30, tzinfo=UTC), "05.09.2025 kl. 13.30"),
        ("tekst", "tekst"),
    ):
        assert said(value) == words

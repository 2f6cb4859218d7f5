"""Which headings are understood, and what is said of a row."""

from typing import Any

import pytest

from collect.rules.refusals import RuleBroken
from collect.rules.tables import Column, Line, Remark, Report, Table, Walk, heading_key, recognised

COLUMNS = (
    Column("number", ("orgnr", "number"), int, is_needed=True, is_filled=True),
    Column("name", ("navn", "name"), str, is_needed=True),
    Column(
        "ages", ("alder",), lambda text: tuple(map(int, text.split("-"))), parts=("low", "high")
    ),
    Column("low", ("minalder",), int),
)


def a_walk(*headings: str) -> Walk:
    return Walk(Table(headings or ("orgnr", "navn", "alder"), ()), COLUMNS)


def raised(*headings: str) -> tuple[str, dict[str, Any]]:
    with pytest.raises(RuleBroken) as caught:
        recognised(Table(headings, ()), COLUMNS)
    return caught.value.code, caught.value.values


def test_headings_are_compared_without_case_and_signs() -> None:
    assert {heading_key(text) for text in ("Org.nr", "ORG NR", "org_nr", "orgnr ")} == {"orgnr"}
    assert recognised(Table(("Org. nr", "NAME", "telefon"), ()), COLUMNS) == {
        "Org. nr": COLUMNS[0],
        "NAME": COLUMNS[1],
    }


def test_missing_headings_are_named_with_those_that_are_there() -> None:
    assert raised("telefon", "alder") == (
        "import.headings",
        {"missing": "orgnr, navn", "found": "telefon, alder"},
    )


def test_two_headings_may_not_say_the_same() -> None:
    assert raised("orgnr", "navn", "Name") == (
        "import.heading_same",
        {"first": "navn", "second": "Name"},
    )
    assert raised("orgnr", "navn", "alder", "min. alder") == (
        "import.heading_same",
        {"first": "alder", "second": "min. alder"},
    )


def test_a_row_is_read_by_name_and_empty_cells_say_nothing() -> None:
    cells = {"orgnr": "7", "navn": "", "alder": "1-5"}
    assert a_walk().read(cells) == ({"number": 7, "ages": (1, 5), "low": 1, "high": 5}, [])
    assert a_walk().read(cells, without="ages") == ({"number": 7}, [])


def test_everything_wrong_with_a_row_is_told_at_once() -> None:
    walk = a_walk()
    values, wrong = walk.read({"orgnr": " ", "navn": "fnr 01010750160", "alder": "1-5"})
    assert values == {"ages": (1, 5), "low": 1, "high": 5}
    assert wrong == [Remark("required", "orgnr"), Remark("text.national_id", "navn")]

    def refuse() -> None:
        raise RuleBroken("age.range", "low")

    assert walk.attempt(refuse, wrong) is None
    walk.attempt(refuse, wrong)
    assert wrong[2:] == [Remark("age.range", "alder")]


def test_a_key_may_stand_in_one_row_only() -> None:
    walk, wrong = a_walk(), []
    for row, key in ((2, 7), (3, None), (4, None), (5, 7)):
        walk.check_once("number", key, row, wrong)
    assert wrong == [Remark("import.twice", "orgnr", {"row": 2})]


def test_a_report_counts_its_outcomes_and_writes_only_what_is_new_or_changed() -> None:
    walk = a_walk()
    walk.settle(2, "1", None, [], "write 2")  # type: ignore[arg-type]
    walk.settle(3, "2", {"navn": ("a", "b")}, [], "write 3")  # type: ignore[arg-type]
    walk.settle(4, "3", {}, [], "write 4")  # type: ignore[arg-type]
    walk.settle(5, "4", {"navn": ("a", "b")}, [Remark("required", "navn")], "write 5")  # type: ignore[arg-type]
    report = Report("kindergartens", tuple(walk.lines))
    assert report.counts == {"new": 1, "changed": 1, "unchanged": 1, "refused": 1}
    assert report.is_refused
    assert walk.writes == ["write 2", "write 3"]
    assert report.lines[3] == Line(5, "4", "refused", {}, (Remark("required", "navn"),))


def test_what_differs_is_told_by_heading() -> None:
    walk = a_walk("Org nr", "Navn", "Alder")
    old = {"number": 7, "name": "Liom", "ages": (1, 5)}
    assert walk.differing(old, {"number": 7, "ages": (1, 2)}) == {"Alder": ((1, 5), (1, 2))}


def test_headings_that_are_not_understood_are_told() -> None:
    assert a_walk("orgnr", "telefon", "navn").unused() == [Remark("import.unused", "telefon")]

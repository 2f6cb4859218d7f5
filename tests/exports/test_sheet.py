"""Sheets, their codebook, and what a text becomes before it may stand in a cell."""

import re

import pytest

from exports.sheet import (
    LONGEST,
    MARK,
    Column,
    Sheet,
    cell_text,
    codebook,
    headings,
    sheet_title,
    table_name,
)
from exports.sheet_layout import Part


@pytest.mark.parametrize(
    "text", ["Ærfugl på tur", "tab\tog\nlinje", "🐟 fisk", "=1+1", " luft ", "#N/A"]
)
def test_what_a_cell_can_hold_stays_as_it_was(text: str) -> None:
    assert cell_text(text) == text


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\x0b", "\x1f", "\x7f", "\x85", "\ud800", "\ufffe", "\uffff"]
)
def test_what_a_cell_cannot_hold_leaves_a_visible_mark(sign: str) -> None:
    assert cell_text(f"a{sign}b") == f"a{MARK}b"


def test_line_breaks_are_one_kind() -> None:
    assert cell_text("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_what_looks_like_the_number_of_a_sign_is_kept_from_being_read_as_one() -> None:
    assert cell_text("_x0041_ og _x") == "_x005F_x0041_ og _x"


@pytest.mark.parametrize("sign", ["x", "🐟"])
def test_too_long_a_text_is_cut_where_one_sees_it(sign: str) -> None:
    cut = cell_text(sign * 40_000)
    body, _, tail = cut.partition(" … [")
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST
    assert set(body) == {sign}
    assert tail == "teksten er kuttet her]"


def test_the_longest_text_that_fits_is_not_cut() -> None:
    assert cell_text("x" * LONGEST) == "x" * LONGEST


def test_a_sheet_title_is_made_fit_and_unlike_the_others() -> None:
    taken: set[str] = set()
    titles = ["A/b: [c]*?\\d", "x" * 40, "X" * 40, "'", "History", "a b c d"]
    assert [sheet_title(title, taken) for title in titles] == [
        "A b c d",
        "x" * 31,
        "X" * 29 + " 2",
        "Ark",
        "History_",
        "a b c d 2",
    ]


def test_a_table_name_is_safe_and_unlike_the_others() -> None:
    taken: set[str] = set()
    names = [table_name(name, taken) for name in ("A1", "Æ ø-å", "a1", "", "日本")]
    assert names == ["tabell_a1", "tabell_a_o_a", "tabell_a1_2", "tabell", "tabell_2"]
    assert all(re.fullmatch(r"[a-z_][a-z0-9_]*", name) for name in names)


def test_headings_are_one_line_and_none_comes_twice() -> None:
    columns = [Column(title, "text") for title in ("Snitt", "snitt", "To\nlinjer", "")]
    assert headings(columns) == ["Snitt", "snitt 2", "To linjer", "?"]


def test_a_column_of_no_known_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="tall"):
        Column("Antall", "tall")
    with pytest.raises(ValueError, match="mean"):
        Column("Antall", "integer", total="mean")


def test_the_codebook_explains_every_column_of_every_sheet_and_its_own() -> None:
    inner = Sheet("Under", [Column("Dag", "date", meaning="Når")], [])
    sheets = [
        Sheet(
            "Ark 1",
            [Column("Navn", "text", meaning="Hvem", unit="tekst", source="Her")],
            [],
            following=(inner,),
        )
    ]
    found = codebook(sheets)
    assert list(found.rows)[:2] == [
        ("Ark 1", "Navn", "Hvem", "tekst", "Her"),
        ("Under", "Dag", "Når", "", ""),
    ]
    assert [row[1] for row in list(found.rows)[2:]] == [column.title for column in found.columns]


def test_a_column_is_as_wide_as_its_text_and_its_heading_need() -> None:
    columns = [
        Column("Kort", "text"),
        Column("Observasjoner", "integer"),
        Column("Smal", "text", 7),
    ]
    part = Part(Sheet("Ark", columns, [["En litt lengre tekst", 3, "x"], ["y" * 500, 4, None]]))
    assert [part.width(n) for n in range(4)] == [60.0, 18.0, 7, 0.0]
    assert [part.wraps(n) for n in range(3)] == [True, False, True]
    assert part.lines(["y" * 500, 4, None]) == 8


def test_a_heading_too_long_for_its_narrow_column_is_turned() -> None:
    part = Part(
        Sheet(
            "Ark",
            [Column("Hensyn til barns perspektiv", "decimal", 7), Column("Kort", "text", 7)],
            [],
        )
    )
    assert [part.is_upright(0), part.is_upright(1)] == [True, False]
    assert part.head_height == 126.0

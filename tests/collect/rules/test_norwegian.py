"""Norwegian order and search."""

from hypothesis import given
from hypothesis import strategies as st

from collect.rules.norwegian import search_text, sort_key


def test_the_last_three_letters_come_last() -> None:
    names = ["Åse", "aud", "Zoe", "Ærlig", "Bo", "Ørjan", "Aase", "Özil", "Émile"]
    assert sorted(names, key=sort_key) == [
        "aud",
        "Bo",
        "Émile",
        "Zoe",
        "Ærlig",
        "Ørjan",
        "Özil",
        "Åse",
        "Aase",
    ]


def test_a_space_sorts_before_every_letter() -> None:
    assert sorted(["Solbakken", "Sol barnehage"], key=sort_key) == ["Sol barnehage", "Solbakken"]


def test_a_search_finds_any_case_and_form() -> None:
    assert "åse" in search_text("ÅSE Berg", None)
    assert "åse" in search_text("A\u030ase")


@given(st.text())
def test_every_text_has_a_key_without_capitals(text: str) -> None:
    assert sort_key(text) == sort_key(text).casefold()

"""What may be written in a text field."""

import pytest

from collect.rules.refusals import RuleBroken
from collect.rules.text import clean, email_key, has_national_id


def test_control_characters_from_a_word_processor_are_left_out() -> None:
    assert clean("a\x07b\x0bc\r\nd\x00") == "ab\nc\nd"


def test_one_normal_form() -> None:
    assert clean("A\u030ase") == "Åse"


@pytest.mark.parametrize("text", ["\ud800", "x\ufffe", "\U0001ffff"])
def test_what_no_workbook_can_hold_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        clean(text, field="note")
    assert (refused.value.code, refused.value.field) == ("text.unreadable", "note")


def test_too_long_says_how_long() -> None:
    with pytest.raises(RuleBroken) as refused:
        clean("x" * 11, limit=10)
    assert refused.value.values == {"limit": 10, "length": 11}


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Ring 01010750160 i dag", True),
        ("010107 50160", True),
        ("010107\u00a050160", True),
        ("010107–50160", True),
        ("٠١٠١٠٧٥٠١٦٠", True),
        ("01.01.07 50160", True),
        ("01 01 07 50161", False),
        ("410107 50073", True),
        ("01010750161", False),
        ("40 12 34 56", False),
        ("901010750160", False),
    ],
)
def test_a_national_identity_number_is_recognised_by_its_checks(text: str, is_found: bool) -> None:
    assert has_national_id(text) is is_found


def test_no_text_that_is_kept_holds_one() -> None:
    for act in (
        lambda: clean("Ring 01010750160", 200, "note"),
        lambda: email_key("o.01010750160@eksempel.no"),
    ):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert refused.value.code == "text.national_id"
    assert clean("Ring 01010750161", 200, "note") == "Ring 01010750161"


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@b", "a b@c.no", "å@c.no", "a@.no", "a@b..no", "a@b.no, c@d.no", "<a@b.no>"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(RuleBroken):
        email_key(address)


def test_addresses_compare_without_case_and_width() -> None:
    assert (
        email_key(" Ada@Eksempel.NO ")
        == email_key("ada@eksempel.no")
        == email_key("\uff21da@eksempel.no")
    )


def test_only_halves_of_signs_and_what_is_no_sign_are_unreadable() -> None:
    refused = []
    for code in [*range(0xD7F0, 0xE010), *range(0xFFF0, 0x10010), *range(0x10FFF0, 0x110000)]:
        try:
            clean(f"a{chr(code)}b")
        except RuleBroken as error:
            refused.append((code, error.code))
    halves = [*range(0xD800, 0xE000), 0xFFFE, 0xFFFF, 0x10FFFE, 0x10FFFF]
    assert refused == [(code, "text.unreadable") for code in halves]

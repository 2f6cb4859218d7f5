"""What of a draft is kept: the sheet's own fields, and each refused one as it was before."""

import pytest

from collect.rules.observations_drafts import BIGGEST, fields, sifted
from collect.rules.refusals import RuleBroken
from forms.observations import sheet

LIMITS = fields((7, 8))
ID = "01010750160"


def codes(refused: list[RuleBroken]) -> list[tuple[str, str | None]]:
    return [(error.code, error.field) for error in refused]


def test_the_fields_are_those_of_the_sheet() -> None:
    form = sheet((7, 8), 8)(formdata=None)
    asked = {field.name for field in form}
    assert set(LIMITS) - asked == {"cycles"}  # how many the sheet was opened with
    assert asked <= set(LIMITS)
    for field in form:
        longest = getattr(field, "limit", None)
        assert longest in (None, LIMITS[field.name])


def test_a_correction_asks_for_its_reason_too() -> None:
    assert set(fields((7, 8), True)) - set(LIMITS) == {"reason"}


def test_unknown_and_blank_fields_are_left_out() -> None:
    sent = {
        "semester": "2025-autumn",
        "cycles-0-note": "  ",
        "cycles-0-score-7": "5",
        "cycles-0-score-9": "5",
        "cycles-8-note": "Den niende",
        "csrf_token": "x",
        "save": "draft",
    }
    kept, refused = sifted(sent, {}, LIMITS)
    assert kept == {"semester": "2025-autumn", "cycles-0-score-7": "5"}
    assert refused == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"Ring {ID}", "text.national_id"),
        ("x" * 8001, "text.long"),
        ("\ud800", "text.unreadable"),
    ],
)
def test_a_field_that_cannot_be_kept_keeps_what_it_held_and_the_rest_is_kept(
    text: str, code: str
) -> None:
    before = {"cycles-0-note": "Før", "cycles-1-note": "Før"}
    sent = {"cycles-0-note": text, "cycles-1-note": "Etter", "cycles-2-note": "Ny"}
    kept, refused = sifted(sent, before, LIMITS)
    assert kept == {"cycles-0-note": "Før", "cycles-1-note": "Etter", "cycles-2-note": "Ny"}
    assert codes(refused) == [(code, "cycles-0-note")]


@pytest.mark.parametrize("name", sorted(LIMITS))
def test_a_national_identity_number_stands_in_no_field(name: str) -> None:
    kept, refused = sifted({name: ID}, {}, LIMITS)
    assert kept == {}
    assert codes(refused) == [("text.national_id", name)]


def test_all_of_it_together_has_a_limit() -> None:
    sent = {f"cycles-{n}-note": "ø" * 8000 for n in range(6)}  # 96 kB
    assert len(sifted(sent, {}, LIMITS)[0]) == 6
    with pytest.raises(RuleBroken) as refused:
        sifted(sent | {"cycles-6-note": "x" * 8000}, {}, LIMITS)
    assert (refused.value.code, refused.value.values) == ("draft.large", {"limit": BIGGEST // 1000})


def test_control_characters_are_left_out() -> None:
    assert sifted({"cycles-0-note": "a\x00b\x1bc"}, {}, LIMITS)[0] == {"cycles-0-note": "abc"}

"""How the cells of an imported table are read."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect.rules import imports
from collect.rules.refusals import RuleBroken


def code_of(read: Any, *given: Any) -> str:
    with pytest.raises(RuleBroken) as caught:
        read(*given)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("53", 53), ("53.0", 53), ("53,00", 53), ("1 181", 1181), ("1\u00a0181", 1181)],
)
def test_a_whole_number_is_read_as_people_and_spreadsheets_write_it(text: str, number: int) -> None:
    assert imports.whole_number(text) == number


@pytest.mark.parametrize(
    "text", ["fem", "5.5", "1,000", "1.181", "1 2", "5 barn", "٣", "1e3", "--1"]
)
def test_what_is_not_a_whole_number_is_refused(text: str) -> None:
    assert code_of(imports.whole_number, text) == "number.whole"


@pytest.mark.parametrize("text", ["-5", "−5", "12345678"])
def test_a_negative_or_enormous_number_is_refused(text: str) -> None:
    assert code_of(imports.whole_number, text) == "number.range"


@pytest.mark.parametrize(
    "text",
    [
        *("2020-08", "2020-8", "08.2020", "8/2020", "2020-08-01", "2020-08-31", "15.08.2020"),
        *("august 2020", "August 2020", "aug. 2020", "aug.20", "aug-20", "aug 20"),
    ],
)
def test_a_month_is_read_in_every_way_it_is_written(text: str) -> None:
    assert imports.month(text) == date(2020, 8, 1)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("mars 2021", 3),
        ("mai 2021", 5),
        ("May 2021", 5),
        ("okt.21", 10),
        ("oct 2021", 10),
        ("des.21", 12),
        ("december 2021", 12),
    ],
)
def test_months_have_norwegian_and_english_names(text: str, number: int) -> None:
    assert imports.month(text) == date(2021, number, 1)


@pytest.mark.parametrize(
    "text", ["høst 2020", "13.2020", "2020", "2020-00", "31.02.2020", "aug", "08.1920", "a 2020"]
)
def test_what_is_not_a_month_is_refused(text: str) -> None:
    assert code_of(imports.month, text) == "month.form"


def test_a_cohort_is_a_number_or_pulje_and_a_number() -> None:
    assert [imports.cohort_number(text) for text in ("3", "Pulje 3", "cohort3")] == [3, 3, 3]
    assert [code_of(imports.cohort_number, text) for text in ("0", "100", "A")] == [
        "cohort.number",
        "cohort.number",
        "number.whole",
    ]


def test_the_row_of_control_totals_has_several_names() -> None:
    assert [imports.cohort_or_sum(text) for text in ("SUM", "Sum:", "Totalt", "I alt", "4")] == [
        0,
        0,
        0,
        0,
        4,
    ]


def test_an_organisation_number_may_have_spaces_but_must_be_right() -> None:
    assert {imports.org_number(text) for text in ("986112421", "986 112 421", "986112421.0")} == {
        "986112421"
    }
    assert {code_of(imports.org_number, text) for text in ("986112422", "12345678", "abc")} == {
        "org_number.wrong"
    }


def test_a_postal_code_gets_back_the_zeros_a_spreadsheet_ate() -> None:
    assert [imports.postal_code(text) for text in ("1368", "0512", "512", "512.0", "10")] == [
        "1368",
        "0512",
        "0512",
        "0512",
        "0010",
    ]
    assert {
        code_of(imports.postal_code, text) for text in ("13680", "0", "N-1368", "1368 STABEKK")
    } == {"postal_code.form"}


def test_ages_are_read_as_the_register_writes_them() -> None:
    assert {imports.ages(text) for text in ("1 - 5", "1-5", "1–5", "1 til 5", "1-5 år")} == {(1, 5)}
    assert {code_of(imports.ages, text) for text in ("1", "2026-05-01", "en til fem")} == {
        "age.form"
    }


def test_coordinates_have_a_point_or_a_comma_and_lie_in_norway() -> None:
    place = {"latitude": imports.degrees("59,91221"), "longitude": imports.degrees("10.60195")}
    assert imports.checked_place({"name": "x", **place}) == {
        "name": "x",
        "latitude": 59.91221,
        "longitude": 10.60195,
    }
    assert imports.checked_place({"name": "x", "latitude": 0.0, "longitude": 0.0}) == {"name": "x"}
    swapped = {"latitude": 10.6, "longitude": 59.9}
    assert code_of(imports.checked_place, swapped) == "coordinate.range"
    assert code_of(imports.checked_place, {"longitude": 10.6}) == "coordinate.half"
    assert {code_of(imports.degrees, text) for text in ("59°54", "1.2.3", "nan", "1e5")} == {
        "coordinate.form"
    }


def test_ownership_is_known_by_norwegian_and_english_words() -> None:
    read = {c.name: c.read for c in imports.KINDERGARTEN_COLUMNS}["ownership"]
    assert [read(text) for text in ("Kommunal", "PRIVAT", "public", "private")] == [
        "public",
        "private",
        "public",
        "private",
    ]
    assert code_of(read, "statlig") == "choice.unknown"


def test_rows_share_an_address_whatever_their_case() -> None:
    places = [
        (2, "Gata 1-3", "1352"),
        (3, "gata  1-3", "1352"),
        (4, "Gata 13", "1352"),
        (5, "Gata 1-3", "1353"),
        (6, "", ""),
        (7, "", ""),
    ]
    assert imports.same_places(places) == [("Gata 1-3, 1352", [2, 3])]


@given(st.text() | st.from_regex(r"[\d.,: \-–]{0,12}"))
def test_no_cell_does_worse_than_being_refused(text: str) -> None:
    for column in (*imports.COHORT_COLUMNS, *imports.KINDERGARTEN_COLUMNS):
        try:
            assert column.read(text) is not None
        except RuleBroken:
            continue

"""Tables as text: right in a Norwegian Excel, exact for programs, and never a formula."""

import csv
import json
from datetime import UTC, date, datetime
from fractions import Fraction
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st

from exports import packages
from exports.sheet import Column, Sheet, described

COLUMNS = (
    described("Avdeling", "text", "Navnet", "fritekst", "registeret"),
    Column("Snitt", "decimal"),
    Column("Andel", "percent"),
    Column("Antall", "integer"),
    Column("Dag", "date"),
    Column("Når", "moment"),
    Column("Fullført", "bool"),
)
WINTER = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
ROWS: list[tuple[Any, ...]] = [
    ("Ærfugl; «nord»", Fraction(13, 4), 0.125, 1234, date(2025, 9, 5), WINTER, True),
    ("=1+1", "færre enn 5", None, -3, None, None, False),
]
SHEET = Sheet("Skårer på øya", COLUMNS, ROWS)


def table(*rows: tuple[Any, ...]) -> packages.Table:
    (found,) = packages.tables([Sheet("Ark", COLUMNS, rows or ROWS)])
    return found


def test_norwegian_text_opens_right_in_excel() -> None:
    assert packages.norwegian(table()).decode("utf-8").split("\r\n") == [
        "\ufeffAvdeling;Snitt;Andel;Antall;Dag;Når;Fullført",
        '"Ærfugl; «nord»";3,25;12,5 %;1234;05.09.2025;02.01.2025 04:04;Ja',
        "'=1+1;færre enn 5;;-3;;;Nei",
        "",
    ]


def test_tidy_text_is_for_programs() -> None:
    assert packages.tidy(table()).decode("utf-8").split("\r\n") == [
        "Avdeling,Snitt,Andel,Antall,Dag,Når,Fullført",
        "Ærfugl; «nord»,3.25,0.125,1234,2025-09-05,2025-01-02T04:04:05+01:00,true",
        "'=1+1,færre enn 5,,-3,,,false",
        "",
    ]


@given(
    st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1)
)
def test_whatever_was_typed_comes_out_equal_and_is_never_a_formula(texts: list[str]) -> None:
    (found,) = packages.tables([Sheet("Ark", COLUMNS[:1], [(text,) for text in texts])])
    for content, mark in ((packages.norwegian(found), ";"), (packages.tidy(found), ",")):
        text = content.decode("utf-8-sig" if mark == ";" else "utf-8")
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=mark))[1:]
        read = [row[0] if row else "" for row in rows]
        assert not [one for one in read if one.lstrip(" ").startswith(packages.WILLING)]
        assert [
            one[1:] if one.startswith("'") and not typed.startswith("'") else one
            for one, typed in zip(read, texts, strict=True)
        ] == texts


def test_signs_that_no_file_can_hold_leave_a_mark() -> None:
    (found,) = packages.tables([Sheet("Ark", COLUMNS[:1], [("a\0b",), ("c\ud800d",)])])
    assert packages.tidy(found).decode().split("\r\n")[1:3] == [
        "a\N{REPLACEMENT CHARACTER}b",
        "c?d",
    ]


def test_a_package_says_what_every_column_means() -> None:
    content = packages.package(
        [SHEET, SHEET], name="tettpaa-pulje-1", title="Pulje 1", description="Ø", created=WINTER
    )
    with ZipFile(BytesIO(content)) as archive:
        described_as = json.loads(archive.read("datapackage.json"))
        assert archive.namelist() == [
            "datapackage.json",
            "data/skarer-pa-oya.csv",
            "data/skarer-pa-oya-2.csv",
        ]
        assert archive.read("data/skarer-pa-oya.csv") == packages.tidy(packages.tables([SHEET])[0])
    first = described_as["resources"][0]
    assert (described_as["created"], first["path"]) == (
        "2025-01-02T03:04:05Z",
        "data/skarer-pa-oya.csv",
    )
    assert first["schema"]["missingValues"] == ["", "færre enn 5"]
    assert [(one["name"], one["type"]) for one in first["schema"]["fields"]] == [
        ("Avdeling", "string"),
        ("Snitt", "number"),
        ("Andel", "number"),
        ("Antall", "integer"),
        ("Dag", "date"),
        ("Når", "datetime"),
        ("Fullført", "boolean"),
    ]
    assert first["schema"]["fields"][0]["description"] == "Navnet fritekst registeret"


def test_files_for_excel_hold_every_table() -> None:
    with ZipFile(BytesIO(packages.norwegian_files([SHEET], created=WINTER))) as archive:
        assert archive.namelist() == ["skarer-pa-oya.csv"]
        assert archive.read("skarer-pa-oya.csv") == packages.norwegian(packages.tables([SHEET])[0])


def test_equal_content_gives_equal_bytes() -> None:
    made = [
        packages.package([SHEET], name="a", title="A", description="", created=WINTER)
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_a_program_gets_numbers_as_numbers_and_text_as_it_was_typed() -> None:
    assert packages.values(table()) == [
        ["Ærfugl; «nord»", 3.25, 0.125, 1234, "2025-09-05", "2025-01-02T04:04:05+01:00", True],
        ["=1+1", "færre enn 5", None, -3, None, None, False],
    ]
    assert packages.values(table((None, float("nan"), float("inf"), None, None, None, None))) == [
        [None] * 7
    ]

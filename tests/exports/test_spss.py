"""Files for SPSS, read back with the library that others read them with."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from exports import packages, spss
from exports.sheet import Column, Sheet, described

pyreadstat = pytest.importorskip("pyreadstat")

WINTER = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
COLUMNS = (
    Column("Avdeling", "text"),
    described("Snitt, «alt»", "decimal", "Snittet av skårene"),
    Column("2. snitt", "percent"),
    Column("Antall", "integer"),
    Column("Dag", "date"),
    Column("Når", "moment"),
    Column("Fullført", "bool"),
)
ROWS: list[tuple[Any, ...]] = [
    ("Ærfugl", 3.25, 0.5, 1234, date(2025, 9, 5), WINTER, True),
    ("=1+1\0", "færre enn 5", None, None, None, None, False),
    (None, "ikke beregnbar", 0.25, 0, date(1850, 1, 1), None, None),
]


def read(content: bytes, folder: Path) -> Any:
    path = folder / "read.sav"
    path.write_bytes(content)
    return pyreadstat.read_sav(path, output_format="polars", user_missing=True)


def one(*rows: tuple[Any, ...]) -> packages.Table:
    return packages.tables([Sheet("Skårer", COLUMNS, rows or ROWS)])[0]


def test_every_value_comes_back_with_its_label(tmp_path: Path) -> None:
    frame, about = read(spss.saved(one(), title="Pulje 1"), tmp_path)
    assert frame.rows() == [
        ("Ærfugl", 3.25, 0.5, 1234, date(2025, 9, 5), datetime(2025, 1, 2, 4, 4, 5), 1),
        ("=1+1\N{REPLACEMENT CHARACTER}", -99, None, None, None, None, 0),
        ("", -98, 0.25, 0, date(1850, 1, 1), None, None),
    ]
    assert about.column_names == [
        "avdeling",
        "snitt_alt",
        "snitt",
        "antall",
        "dag",
        "nar",
        "fullfort",
    ]
    assert about.column_names_to_labels["snitt_alt"] == "Snitt, «alt»: Snittet av skårene"
    assert about.variable_value_labels == {
        "snitt_alt": {-99: "færre enn 5", -98: "ikke beregnbar"},
        "fullfort": {0: "Nei", 1: "Ja"},
    }
    assert about.missing_ranges == {"snitt_alt": [{"lo": -99, "hi": -99}, {"lo": -98, "hi": -98}]}
    assert about.file_label == "Pulje 1"


def test_a_text_that_is_too_long_is_cut_with_a_mark(tmp_path: Path) -> None:
    long = "å" * 20_000
    frame, _ = read(spss.saved(one((long, *[None] * 6)), title="x"), tmp_path)
    (text,) = frame["avdeling"]
    assert (text[-1], len(text.encode())) == ("…", 32_767)
    assert long.startswith(text[:-1])


def test_a_package_holds_the_tables_with_rows_and_equal_content_gives_equal_bytes() -> None:
    sheets = [Sheet("Skårer", COLUMNS, ROWS), Sheet("Tom", COLUMNS, [])]
    made = [spss.package(sheets, title="Pulje 1", created=WINTER) for _ in range(2)]
    assert made[0] == made[1]
    with ZipFile(BytesIO(made[0])) as archive:
        assert archive.namelist() == ["skarer.sav"]
        assert b"02 Jan 2503:04:05" in archive.read("skarer.sav")

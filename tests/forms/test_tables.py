"""Reading table files: text as it comes, what is refused, and in which row."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect import phrases
from collect.rules.refusals import RuleBroken
from collect.rules.tables import Table
from forms import table_reader
from forms.tables import read_table
from tests.workbooks import refused

HEADINGS = ("orgnr", "navn", "barn")


ROW = {"orgnr": "986112421", "navn": "Åsløkka", "barn": "53"}


def csv_of(text: str, encoding: str = "utf-8") -> Table:
    return read_table("tabell.csv", text.encode(encoding))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_is_read_however_it_was_saved(delimiter: str, encoding: str, end: str) -> None:
    lines = ["orgnr,navn,barn", "986112421,Åsløkka,53", ""]
    text = end.join(lines).replace(",", delimiter)
    assert csv_of(text, encoding) == Table(HEADINGS, ((2, ROW),))


def test_rows_are_numbered_as_excel_shows_them() -> None:
    text = '\norgnr,navn\n\n1,"Grav\nbarnehage"\n2,Liom\n,\n3,Vågebytoppen\n'
    rows = csv_of(text).rows
    assert [(number, cells["navn"]) for number, cells in rows] == [
        (4, "Grav\nbarnehage"),
        (5, "Liom"),
        (7, "Vågebytoppen"),
    ]


def test_quotes_protect_the_sign_that_divides() -> None:
    table = csv_of('"orgnr";"navn, adresse; og ""annet"""\n1; "Grav; Liom"\n')
    assert table == Table(
        ("orgnr", 'navn, adresse; og "annet"'),
        ((2, {"orgnr": "1", 'navn, adresse; og "annet"': "Grav; Liom"}),),
    )


def test_the_line_that_tells_excel_how_to_divide_is_not_a_row() -> None:
    assert csv_of("sep=;\r\norgnr;navn\r\n1;Liom, 2\r\n").rows == (
        (2, {"orgnr": "1", "navn": "Liom, 2"}),
    )


def test_a_title_above_the_headings_is_passed_over() -> None:
    table = csv_of("Barnehager i programmet;;\n\norgnr;navn;\n1;Liom;\n")
    assert table == Table(("orgnr", "navn"), ((4, {"orgnr": "1", "navn": "Liom"}),))


def test_a_short_row_has_empty_cells() -> None:
    assert csv_of("orgnr,navn,barn\n1\n").rows == ((2, {"orgnr": "1", "navn": "", "barn": ""}),)


@pytest.mark.parametrize(
    ("content", "code", "values"),
    [
        (b"", "table.empty", {}),
        (b" \n\r\n\t", "table.empty", {}),
        (b";;;\n;;\n", "table.empty", {}),
        (b"orgnr,navn\n", "table.no_rows", {}),
        ("orgnr,navn\n1,Å\n".encode("utf-16"), "table.utf16", {}),
        ("orgnr,navn\n1,Å\n".encode("utf-16-le"), "table.binary", {"row": 1}),
        (b"orgnr,navn\n1,a\x00b\n", "table.binary", {"row": 2}),
        (b"orgnr,navn\n1,\x81\x8d\n", "table.binary", {"row": 2}),
        (b"%PDF-1.7\n\x01\x02\xff", "table.binary", {"row": 2}),
        ("orgnr,navn\n1,Bjørk\n2,Ås".encode() + b"\xc3\n", "table.encoding", {"row": 3}),
        (b"\xef\xbb\xbforgnr,navn\n1,\xe5\n", "table.encoding", {"row": 2}),
        (b'orgnr,navn\n1,ok\n2,"open\n3,ok\n', "table.quote", {"row": 3}),
        (b'orgnr,navn\n1,"a"b\n', "table.quote", {"row": 2}),
        (b"orgnr,navn\n1,Skogen,2\n", "table.row_long", {"row": 2, "cells": 3, "headings": 2}),
        (b"orgnr,,navn\n1,x,Liom\n", "table.heading_missing", {"row": 2, "column": "B"}),
        (
            b"Org nr,navn,ORGNR\n1,x,2\n",
            "table.heading_twice",
            {"heading": "ORGNR", "first": "A", "second": "C"},
        ),
        (b"orgnr,navn\n1,#N/A\n", "table.formula", {"row": 2, "column": "B", "value": "#N/A"}),
        (b"\xd0\xcf\x11\xe0rest", "table.old_excel", {}),
    ],
)
def test_a_bad_text_file_is_refused_with_its_row(
    content: bytes, code: str, values: dict[str, Any]
) -> None:
    refusal = refused("tabell.csv", content)
    assert (refusal.code, refusal.values) == (code, values)


def test_text_files_have_limits() -> None:
    long = b"a" * 32_767
    assert csv_of(f"orgnr,navn\n1,{long.decode()}\n").rows[0][1]["navn"] == long.decode()
    cases = [
        (b"a,b\n1," + long + b"x\n", "table.cell_long", {"row": 2, "column": "B", "limit": 32_767}),
        (b"a,b\n" + b"1,2\n" * 5_001, "table.rows", {"limit": 5_000}),
        (b"a,b\n1" + b",2" * 100, "table.columns", {"row": 2, "limit": 100}),
        (b"a,b\n" + b"1,2\n" * 1_310_720, "table.too_big", {"limit": 5}),
        (b"a,b\n1,2\n" + b"\n" * 1_048_577, "table.rows", {"limit": 5_000}),
    ]
    for content, code, values in cases:
        refusal = refused("tabell.csv", content)
        assert (refusal.code, refusal.values) == (code, values)
    assert len(csv_of("a,b\n" + "1,2\n" * 5_000).rows) == 5_000


@given(st.binary() | st.text('a;,"\n\r\tå=sep', max_size=60).map(str.encode))
def test_no_bytes_do_worse_than_being_refused(content: bytes) -> None:
    try:
        table = read_table("tabell.csv", content)
    except RuleBroken:
        return
    assert all(tuple(cells) == table.headings for _, cells in table.rows)


def test_every_refusal_of_reading_has_a_sentence() -> None:
    sources = [Path(table_reader.__file__), Path(table_reader.__file__).with_name("tables.py")]
    codes = {
        code for source in sources for code in re.findall(r'"(table\.\w+)"', source.read_text())
    }
    assert codes == {code for code in phrases.REFUSALS if code.startswith("table.")}

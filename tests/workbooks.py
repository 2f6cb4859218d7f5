"""Workbooks made for tests, the good ones and those that are built to do harm."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from collect import phrases
from collect.rules.refusals import RuleBroken
from forms import table_reader
from forms.tables import read_table

NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


SHEET = "xl/worksheets/sheet1.xml"


def refused(name: str, content: bytes) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        read_table(name, content)
    assert phrases.refusal(caught.value)
    return caught.value


def a_workbook(*sheets: list[list[Any]], **states: str) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Ark {number}")
        sheet.sheet_state = states.get(f"sheet_{number}", "visible")
        for row in rows:
            sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return whole.getvalue()


def with_sheet(xml: bytes, before: bytes = b"") -> bytes:
    """A workbook whose only sheet has these rows, and whatever stands before them."""
    parts = parts_of(a_workbook([["x"]]))
    head = b"<worksheet " + NAMESPACE + b">"
    parts[SHEET] = before + head + xml + b"</worksheet>"
    return packed(parts)


def cell(place: str, text: str) -> bytes:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


TWO_ROWS = (
    b'<sheetData><row r="1">' + cell("A1", "orgnr") + cell("B1", "navn") + b"</row>"
    b'<row r="2">' + cell("A2", "1") + cell("B2", "Liom") + b"</row></sheetData>"
)


def with_shared_text(text: str, xml: bytes) -> bytes:
    """A workbook whose cells refer to one text kept apart, as Excel does it."""
    parts = parts_of(with_sheet(xml))
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    told = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", told)
    shared = b"<sst " + NAMESPACE + b"><si><t>" + text.encode() + b"</t></si></sst>"
    return packed(parts | {"xl/sharedStrings.xml": shared})


def zip_bomb() -> bytes:
    return with_sheet(
        b"<sheetData>" + (b"<row>" + cell("A1", "A" * 1000) + b"</row>") * 60_000 + b"</sheetData>"
    )


def text_bomb() -> bytes:
    """One long text that 18 000 cells share: small in the file, large in memory."""
    row = b"<row>" + b'<c t="s"><v>0</v></c>' * 90 + b"</row>"
    return with_shared_text("C" * 32_000, b"<sheetData>" + row * 200 + b"</sheetData>")


def many_parts() -> bytes:
    return packed(parts_of(with_sheet(TWO_ROWS)) | {f"xl/{n}": b"" for n in range(201)})


def laughs() -> bytes:
    more = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    kinds = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "lol">' + more + b"]>"
    return with_sheet(b'<sheetData><row r="1">' + cell("A1", "&a9;") + b"</row></sheetData>", kinds)


def quadratic() -> bytes:
    kinds = b'<!DOCTYPE x [<!ENTITY a "' + b"B" * 50_000 + b'">]>'
    return with_sheet(
        b'<sheetData><row r="1">' + cell("A1", "&a;" * 20_000) + b"</row></sheetData>", kinds
    )


def outside() -> bytes:
    kinds = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    return with_sheet(TWO_ROWS.replace(b"Liom", b"&a;"), kinds)


def bad_cells() -> bytes:
    row = b'<row r="1"><c r="A1"><v>notnum</v></c><c r="B1" t="d"><v>99</v></c></row>'
    return with_sheet(b"<sheetData>" + row + b"</sheetData>")


def without_workbook() -> bytes:
    parts = parts_of(with_sheet(TWO_ROWS))
    del parts["xl/workbook.xml"]
    return packed(parts)


def flipped() -> bytes:
    whole = bytearray(with_sheet(TWO_ROWS))
    whole[300] ^= 0xFF
    return bytes(whole)


def macros() -> bytes:
    return packed(parts_of(with_sheet(TWO_ROWS)) | {"xl/vbaProject.bin": b"Sub Auto_Open()"})


HOSTILE: list[tuple[str, Callable[[], bytes], str]] = [
    ("zip bomb", zip_bomb, "table.inflated"),
    ("text bomb", text_bomb, "table.inflated"),
    ("many parts", many_parts, "table.members"),
    ("macros", macros, "table.macros"),
    (
        "a million empty rows",
        lambda: with_sheet(b"<sheetData>" + b"<row/>" * 1_000_000 + b"</sheetData>"),
        "table.inflated",
    ),
    (
        "encrypted",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage" * 500,
        "table.old_excel",
    ),
    (
        "far cell",
        lambda: with_sheet(
            b'<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
        "table.columns",
    ),
    (
        "giant merge",
        lambda: with_sheet(
            b'<sheetData/><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
        "table.empty",
    ),
    (
        "too many rows",
        lambda: with_sheet(
            b"<sheetData>" + b"<row><c><v>1</v></c></row>" * 5_002 + b"</sheetData>"
        ),
        "table.rows",
    ),
    ("billion laughs", laughs, "table.corrupt"),
    ("quadratic growth", quadratic, "table.corrupt"),
    ("outside entity", outside, "table.corrupt"),
    ("bad cells", bad_cells, "table.corrupt"),
    ("no workbook", without_workbook, "table.corrupt"),
    ("flipped byte", flipped, "table.corrupt"),
    ("cut in two", lambda: with_sheet(TWO_ROWS)[:1500], "table.corrupt"),
    ("not a zip", lambda: b"hello", "table.not_excel"),
    ("empty", lambda: b"", "table.empty"),
    ("too big", lambda: b"PK\x03\x04" + b"x" * table_reader.SIZE, "table.too_big"),
]

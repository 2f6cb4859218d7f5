"""Sheets as text with a mark between values: a file that Norwegian Excel opens right, or a package for programs.

A package is a zip with one tidy file per table and `datapackage.json`, which says what every
column means (Frictionless Data Package, version 1: https://specs.frictionlessdata.io/).
"""

import csv
import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from collect import phrases
from collect.rules.calendar import OSLO
from exports.sheet import Column, Sheet, headings

WILLING = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet tries such a text as a formula
GUARD = "'"  # stands before it, and makes it text (OWASP ASVS 5.0, 1.2.10)
TYPES = {
    "text": "string",
    "integer": "integer",
    "decimal": "number",
    "percent": "number",
    "date": "date",
    "moment": "datetime",
    "bool": "boolean",
}
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})
_BYTE_ORDER = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True)
class Table:
    """A table on its own: a name fit for a file and a program, its title, columns and rows."""

    name: str
    title: str
    columns: Sequence[Column]
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]


def tables(sheets: Sequence[Sheet]) -> list[Table]:
    """Return every table of the sheets, each with a name of its own: a-z, digits and hyphens."""
    taken: set[str] = set()
    return [
        Table(_name(part.title, taken), part.title, part.columns, headings(part.columns), rows)
        for sheet in sheets
        for part in (sheet, *sheet.following)
        for rows in [list(part.rows)]
    ]


def plain_name(title: str, mark: str) -> str:
    """Return a title in a-z and digits, with a mark between its words; nothing when none are left."""
    return re.sub("[^a-z0-9]+", mark, title.casefold().translate(_LETTERS)).strip(mark)


def _name(title: str, taken: set[str]) -> str:
    bare = plain_name(title, "-") or "tabell"
    name, number = bare, 1
    while name in taken:
        number += 1
        name = f"{bare}-{number}"
    taken.add(name)
    return name


def norwegian(table: Table) -> bytes:
    """Return a table as Excel with Norwegian settings opens it right.

    Semicolons between values, decimal commas, shares as 12,5 %, days as 05.09.2025, yes and no in
    words, UTF-8 with its mark. A text that would be tried as a formula has `'` before it.
    """
    return _written(table, ";", _NORWEGIAN, _BYTE_ORDER)


def tidy(table: Table) -> bytes:
    """Return a table for programs: commas, decimal points, shares as 0.125, days as 2025-09-05.

    A text that would be tried as a formula has `'` before it here too: a spreadsheet may open it.
    """
    return _written(table, ",", _TIDY)


def _written(
    table: Table, mark: str, kinds: dict[str, Callable[[Any], str]], begins: str = ""
) -> bytes:
    out = StringIO(begins, newline="")
    out.seek(0, 2)
    writer = csv.writer(out, delimiter=mark, lineterminator="\r\n")
    writer.writerow(map(guarded, table.headings))
    columns = [kinds[column.kind] for column in table.columns]
    writer.writerows(
        [
            "" if value is None else guarded(value) if isinstance(value, str) else say(value)
            for value, say in zip(row, columns, strict=True)
        ]
        for row in table.rows
    )
    return out.getvalue().encode("utf-8", "replace")


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; signs no file can hold leave a mark."""
    shown = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return GUARD + shown if shown.lstrip(" ").startswith(WILLING) else shown


def _finite(value: Any) -> float | None:
    figure = float(value)
    return figure if math.isfinite(figure) else None


def _point(value: Any) -> str:
    figure = _finite(value)
    return "" if figure is None else f"{figure:.15g}"


def _comma(value: Any) -> str:
    return _point(value).replace(".", ",")


def _share(value: Any) -> str:
    found = _comma(float(value) * 100)
    return f"{found} %" if found else ""


def _local(value: Any) -> datetime:
    return value.astimezone(OSLO) if value.tzinfo else value


def _day(value: Any) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


_NORWEGIAN: dict[str, Callable[[Any], str]] = {
    "text": lambda value: guarded(str(value)),
    "integer": lambda value: str(int(value)),
    "decimal": _comma,
    "percent": _share,
    "date": lambda value: f"{_day(value):%d.%m.%Y}",
    "moment": lambda value: f"{_local(value):%d.%m.%Y %H:%M}",
    "bool": lambda value: phrases.say("Ja") if value else phrases.say("Nei"),
}
_TIDY: dict[str, Callable[[Any], str]] = {
    "text": lambda value: guarded(str(value)),
    "integer": lambda value: str(int(value)),
    "decimal": _point,
    "percent": _point,
    "date": lambda value: _day(value).isoformat(),
    "moment": lambda value: _local(value).isoformat(timespec="seconds"),
    "bool": lambda value: "true" if value else "false",
}
_JSON: dict[str, Callable[[Any], Any]] = {
    **_TIDY,
    "text": str,
    "integer": int,
    "decimal": _finite,
    "percent": _finite,
    "bool": bool,
}


def package(
    sheets: Sequence[Sheet], *, name: str, title: str, description: str, created: datetime
) -> bytes:
    """Return the tables as a zip of tidy files with what describes them; equal content, equal bytes."""
    found = tables(sheets)
    described = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "description": description,
        "created": f"{created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "resources": [_resource(table) for table in found],
    }
    about = json.dumps(described, ensure_ascii=False, indent=1).encode()
    files = [(f"data/{table.name}.csv", tidy(table)) for table in found]
    return bound([("datapackage.json", about), *files], created)


def norwegian_files(sheets: Sequence[Sheet], *, created: datetime) -> bytes:
    """Return the tables as a zip of files that Norwegian Excel opens right."""
    return bound([(f"{one.name}.csv", norwegian(one)) for one in tables(sheets)], created)


def bound(files: Iterable[tuple[str, bytes]], created: datetime) -> bytes:
    """Return files as a zip whose members all bear one moment: equal content, equal bytes."""
    moment = created.astimezone(UTC).timetuple()[:6]
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files:
            member = ZipInfo(name, moment)
            member.compress_type, member.external_attr = ZIP_DEFLATED, 0o600 << 16
            archive.writestr(member, content)
    return out.getvalue()


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": f"data/{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True},
        "schema": schema(table),
    }


def schema(table: Table) -> dict[str, Any]:
    """Return what the columns of a table mean (Frictionless Table Schema)."""
    fields = zip(table.headings, table.columns, strict=True)
    return {
        "fields": [_field(heading, column) for heading, column in fields],
        "missingValues": ["", *sorted(_words_for_nothing(table))],
    }


def values(table: Table) -> list[list[Any]]:
    """Return the rows as JSON has them: figures as numbers, days as text; text is as it was typed."""
    kinds = [_JSON[column.kind] for column in table.columns]
    return [
        [
            value if value is None or isinstance(value, str) else say(value)
            for value, say in zip(row, kinds, strict=True)
        ]
        for row in table.rows
    ]


def _field(heading: str, column: Column) -> dict[str, Any]:
    said = " ".join(part for part in (column.meaning, column.unit, column.source) if part)
    return {"name": guarded(heading), "type": TYPES[column.kind], "description": said}


def _words_for_nothing(table: Table) -> set[str]:
    """Return what stands in words where a figure is hidden or does not exist."""
    return {
        guarded(value)
        for row in table.rows
        for value, column in zip(row, table.columns, strict=True)
        if isinstance(value, str) and column.kind != "text" and value
    }

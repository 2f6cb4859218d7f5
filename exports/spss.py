"""Tables as files for SPSS (.sav), with what each column means as its label.

Written by pyreadstat, which is there when the extra `spss` is installed.
"""

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from collect import phrases
from collect.rules.calendar import OSLO
from exports.packages import Table, bound, plain_name, tables
from exports.sheet import Column, Sheet

LONGEST_NAME, LONGEST_LABEL = 64, 256  # bytes that SPSS keeps of a variable's name and label
LONGEST_TEXT = 32_767  # bytes that SPSS keeps of a text
HIDDEN = -99  # stands where a figure is hidden or missing in words; -98, -97 for further words
MOST_WORDS = 3  # kinds of missing figures that SPSS can tell apart in a variable


def is_there() -> bool:
    """Whether this installation can write such files."""
    return all(find_spec(name) is not None for name in ("pyreadstat", "polars"))


def package(sheets: Sequence[Sheet], *, title: str, created: datetime) -> bytes:
    """Return the tables as a zip of .sav files, one for each that has rows.

    Yes and no are 1 and 0 with labels. Words in a column of figures become -99 and so on, declared
    as missing and labelled with the words. Days and moments are those of SPSS, moments in Norway's
    time. A text is cut, with a mark, where SPSS cannot hold more.
    """
    return bound(
        (
            (f"{table.name}.sav", _dated(saved(table, title=title), created.astimezone(UTC)))
            for table in tables(sheets)
            if table.rows
        ),
        created,
    )


def _dated(content: bytes, moment: datetime) -> bytes:
    """Return a .sav file whose head says when it was made: 9 and 8 signs from byte 92 on."""
    head = f"{moment:%d %b %y%H:%M:%S}".encode("ascii", "replace")
    return content[:92] + head + content[92 + len(head) :]


def saved(table: Table, *, title: str) -> bytes:
    """Return a table as a .sav file; it lies in a private folder only while it is being written."""
    import polars
    import pyreadstat

    names = _variables(table.headings)
    columns: dict[str, Any] = {}
    labels: dict[str, dict[int | float, str]] = {}
    missing: dict[str, list[Any]] = {}
    for n, (name, column) in enumerate(zip(names, table.columns, strict=True)):
        values = [row[n] for row in table.rows]
        words = _words(values, column)
        kind = _polars_kind(column)
        columns[name] = polars.Series(
            name, [_fit(value, column, words) for value in values], dtype=getattr(polars, kind)
        )
        if column.kind == "bool":
            labels[name] = {0: phrases.say("Nei"), 1: phrases.say("Ja")}
        if words:
            labels[name] = {**labels.get(name, {}), **{code: word for word, code in words.items()}}
            missing[name] = list(words.values())
    with TemporaryDirectory(prefix="tettpaa-") as folder:
        path = Path(folder) / "table.sav"
        pyreadstat.write_sav(
            polars.DataFrame(columns),
            path,
            file_label=_cut(title, 64),
            column_labels=[
                _cut(": ".join(part for part in (heading, column.meaning) if part), LONGEST_LABEL)
                for heading, column in zip(table.headings, table.columns, strict=True)
            ],
            variable_value_labels=labels,
            missing_ranges=missing,
            variable_measure={
                name: "scale" if column.kind in ("integer", "decimal", "percent") else "nominal"
                for name, column in zip(names, table.columns, strict=True)
            },
            row_compress=True,
        )
        return path.read_bytes()


def _variables(headings: Sequence[str]) -> list[str]:
    """Return names that SPSS takes: begun by a letter, of a-z, digits and underscores, none twice."""
    taken: set[str] = set()
    names = []
    for heading in headings:
        bare = re.sub("^[^a-z]+", "", plain_name(heading, "_"))[: LONGEST_NAME - 4] or "kolonne"
        name, number = bare, 1
        while name in taken:
            number += 1
            name = f"{bare}_{number}"
        taken.add(name)
        names.append(name)
    return names


def _polars_kind(column: Column) -> str:
    return {"text": "String", "date": "Date", "moment": "Datetime"}.get(column.kind, "Float64")


def _words(values: Sequence[Any], column: Column) -> dict[str, int]:
    """Return the words that stand for figures in a column, each with its code."""
    if _polars_kind(column) != "Float64":
        return {}
    found = sorted({value for value in values if isinstance(value, str) and value})
    return {word: HIDDEN + n for n, word in enumerate(found[:MOST_WORDS])}


def _fit(value: Any, column: Column, words: dict[str, int]) -> Any:
    if value is None or value == "":
        return None
    if column.kind == "text":
        return _cut(str(value).replace("\0", "\N{REPLACEMENT CHARACTER}"), LONGEST_TEXT)
    if isinstance(value, str):
        return words.get(value)
    if column.kind in ("date", "moment"):
        local = (
            value.astimezone(OSLO).replace(tzinfo=None) if getattr(value, "tzinfo", None) else value
        )
        return local.date() if column.kind == "date" and isinstance(local, datetime) else local
    figure = float(value)
    return figure if math.isfinite(figure) else None


def _cut(text: str, limit: int) -> str:
    raw = text.encode("utf-8", "replace")
    if len(raw) <= limit:
        return raw.decode()
    return raw[: limit - 3].decode("utf-8", "ignore") + "…"

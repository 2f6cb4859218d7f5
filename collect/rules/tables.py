"""Tables from elsewhere: which headings are understood, and what is said of each row."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeVar

from collect.rules.refusals import RuleBroken
from collect.rules.text import LINE, clean

OUTCOMES = ("new", "changed", "unchanged", "refused")
LIKE = 0.75  # of 1, how alike two headings are before one is guessed to be the other
Write = Callable[[], object]
Given = TypeVar("Given")


@dataclass(frozen=True)
class Table:
    """A table as it was read: its headings, and of each row its number in Excel and its cells."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]  # cells by heading
    columns: tuple[str | None, ...] | None = None  # under each heading, when somebody has said so


@dataclass(frozen=True)
class Remark:
    """A refusal or a warning: its code, the heading it concerns and the figures of its sentence."""

    code: str
    column: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """What becomes of one row: its outcome, what changes (old and new by heading), or why not."""

    row: int
    key: str
    outcome: str
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    refusals: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Report:
    """What an import does, row by row; `written` says whether it was done."""

    kind: str
    lines: tuple[Line, ...]
    warnings: tuple[Remark, ...] = ()
    notes: Mapping[str, int] = field(default_factory=dict)
    written: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows have each outcome."""
        return {kind: sum(line.outcome == kind for line in self.lines) for kind in OUTCOMES}

    @property
    def is_refused(self) -> bool:
        """Whether a row is refused, so that nothing is written."""
        return any(line.outcome == "refused" for line in self.lines)


@dataclass(frozen=True)
class Column:
    """A column that is understood: the headings it goes by, and how its cells are read."""

    name: str
    headings: tuple[str, ...]  # as `heading_key` gives them; the first is named when it is missing
    read: Callable[[str], Any]
    is_needed: bool = False  # the table must have it
    is_filled: bool = False  # each cell must be filled
    parts: tuple[str, ...] = ()  # the names a cell with several values is taken apart into


def heading_key(heading: str) -> str:
    """Return a heading as it is compared: letters and digits alone, in one case."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(c for c in folded if c.isalnum())


def recognised(table: Table, columns: Iterable[Column]) -> dict[str, Column]:
    """Return the column of each heading that is understood.

    Raises RuleBroken("import.headings") when a needed one is missing, and
    RuleBroken("import.heading_same") when two headings say the same.
    """
    columns = list(columns)
    named = {column.name: column for column in columns}
    found = {
        heading: named[name]
        for heading, name in zip(table.headings, _names(table, columns), strict=True)
        if name in named
    }
    said: dict[str, str] = {}
    for heading, column in found.items():
        for name in (column.name, *column.parts):
            earlier = said.setdefault(name, heading)
            if earlier != heading:
                raise RuleBroken("import.heading_same", heading, first=earlier, second=heading)
    missing = [c.headings[0] for c in columns if c.is_needed and c.name not in said]
    if missing:
        seen = ", ".join(table.headings)
        raise RuleBroken("import.headings", missing=", ".join(missing), found=seen)
    return found


def _names(table: Table, columns: Sequence[Column]) -> tuple[str | None, ...]:
    """Return the column under each heading: as somebody said, or as the heading says itself."""
    if table.columns is not None:
        return table.columns
    known = {key: column.name for column in columns for key in column.headings}
    return tuple(known.get(heading_key(heading)) for heading in table.headings)


def missing(table: Table, columns: Sequence[Column]) -> list[str]:
    """Return the needed columns that no heading names."""
    names = _names(table, columns)
    return [column.name for column in columns if column.is_needed and column.name not in names]


def guessed(table: Table, columns: Sequence[Column]) -> tuple[str | None, ...]:
    """Return for each heading the column it says, or else the free one it is most like."""
    names = list(_names(table, columns))
    for index, heading in enumerate(table.headings):
        free = {
            key: column.name
            for column in columns
            if column.name not in names
            for key in column.headings
        }
        near = get_close_matches(heading_key(heading), free, 1, LIKE)
        inside = [key for key in free if len(key) > 3 and key in heading_key(heading)]
        if names[index] is None and (near or inside):
            names[index] = free[(near or inside)[0]]
    return tuple(names)


def _read_cell(cell: str, column: Column) -> Any:
    text = clean(cell, LINE)
    if text:
        return column.read(text)
    if column.is_filled:
        raise RuleBroken("required")
    return None


class Walk:
    """A table gone through row by row: the lines said so far, and what is left to write."""

    def __init__(self, table: Table, columns: Iterable[Column]) -> None:
        self.table = table
        self.columns = recognised(table, columns)
        self.heading = {n: h for h, c in self.columns.items() for n in (c.name, *c.parts)}
        self.lines: list[Line] = []
        self.writes: list[Write] = []
        self._seen: dict[Any, int] = {}

    def read(
        self, cells: Mapping[str, str], without: str | None = None
    ) -> tuple[dict[str, Any], list[Remark]]:
        """Return a row's values by name, and what is wrong with it; an empty cell has no value."""
        values: dict[str, Any] = {}
        wrong: list[Remark] = []
        for heading, column in self.columns.items():
            if column.name == without:
                continue
            try:
                value = _read_cell(cells[heading], column)
            except RuleBroken as error:
                wrong.append(Remark(error.code, heading, error.values))
                continue
            if value is not None:
                values[column.name] = value
                values |= zip(column.parts, value, strict=True) if column.parts else ()
        return values, wrong

    def attempt(self, act: Callable[[], Given], wrong: list[Remark]) -> Given | None:
        """Return what an act gives; its refusal joins `wrong`, unless that column has one."""
        try:
            return act()
        except RuleBroken as error:
            column = self.heading.get(error.field or "", error.field or "")
            if column not in {remark.column for remark in wrong}:
                wrong.append(Remark(error.code, column, error.values))
            return None

    def check_once(self, name: str, key: Any, row: int, wrong: list[Remark]) -> None:
        """Refuse a row whose key an earlier row has."""
        earlier = self._seen.setdefault(key, row)
        if key is not None and earlier != row:
            wrong.append(Remark("import.twice", self.heading[name], {"row": earlier}))

    def differing(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
        """Return by heading what is new, from what to what."""
        return {
            heading: (old.get(column.name), new[column.name])
            for heading, column in self.columns.items()
            if column.name in new and old.get(column.name) != new[column.name]
        }

    def settle(
        self, row: int, key: str, changes: dict[str, Any] | None, wrong: list[Remark], write: Write
    ) -> None:
        """Say what becomes of a row (`changes` None: it is new) and keep what is to be written."""
        outcome = "new" if changes is None else "changed" if changes else "unchanged"
        if wrong:
            outcome, changes = "refused", None
        elif outcome != "unchanged":
            self.writes.append(write)
        self.lines.append(Line(row, key, outcome, changes or {}, tuple(wrong)))

    def unused(self) -> list[Remark]:
        """Return a warning for each heading that is not understood."""
        return [Remark("import.unused", h) for h in self.table.headings if h not in self.columns]

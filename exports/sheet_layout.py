"""How wide the columns of a table want to be, and how high its rows."""

from collections.abc import Sequence
from itertools import chain, islice
from typing import Any

from exports.sheet import Column, Row, Sheet, headings

SAMPLE = 200  # rows that column widths are measured on
NARROWEST, WIDEST = 8.0, 60.0
LINE_HEIGHT, HIGHEST_ROW = 15.0, 405.0  # points


class Part:
    """A table of a page: its headings, its rows, and how wide it wants its columns."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.headings = headings(sheet.columns)
        rows = iter(sheet.rows)
        sample = list(islice(rows, SAMPLE))
        self.rows = chain(sample, rows)
        self._longest = [
            max((_length(column, row[n]) for row in (*sample, *sheet.below)), default=0)
            for n, column in enumerate(sheet.columns)
        ]
        self._broken = [
            (n, self.width(n) * 1.1) for n in range(len(sheet.columns)) if self.wraps(n)
        ]

    def width(self, n: int) -> float:
        """Return the width of a column, in characters; 0 beyond the last."""
        if n >= len(self.headings):
            return 0.0
        heading, given = self.headings[n], self.sheet.columns[n].width
        word = max(map(len, heading.split())) + 5.0  # room for the filter's button
        body = min(self._longest[n] + 3.0, WIDEST)
        return given or max(NARROWEST, word, min(len(heading) + 5.0, 16.0), body)

    def wraps(self, n: int) -> bool:
        """Whether a column's text is broken into lines."""
        column = self.sheet.columns[n]
        return column.kind == "text" and (column.width is not None or self._longest[n] + 3 > WIDEST)

    def is_upright(self, n: int) -> bool:
        """Whether a heading is turned, since a word of it is longer than the column is wide."""
        given = self.sheet.columns[n].width
        return given is not None and max(map(len, self.headings[n].split())) > given

    @property
    def head_height(self) -> float:
        """Return the height of the headings in points; turned ones stand in two lines."""
        flat, upright = 1, 0
        for n, heading in enumerate(self.headings):
            if self.is_upright(n):
                upright = max(upright, len(heading) // 2 + 8, *map(len, heading.split()))
            else:
                flat = max(flat, _lines(heading, self.width(n) - 5))
        return max(LINE_HEIGHT * flat + 4, 6.0 * upright)

    def lines(self, row: Row) -> int:
        """Return how many lines of text a row is high."""
        return max((_lines(row[n], room) for n, room in self._broken), default=1)

    def heights(self, rows: Sequence[Row]) -> list[float | None]:
        """Return how many points high each row is; None for one of a single line."""
        if not self._broken:
            return [None] * len(rows)
        lines = map(self.lines, rows)
        return [min(LINE_HEIGHT * n, HIGHEST_ROW) if n > 1 else None for n in lines]


def _lines(value: Any, room: float) -> int:
    """Return how many lines a text takes where so many characters stand on each."""
    if not isinstance(value, str) or (len(value) <= room and "\n" not in value):
        return 1
    text = value[:4_000]  # higher than any row
    return sum(_broken_into(line, max(1, int(room))) for line in text.split("\n"))


def _broken_into(line: str, room: int) -> int:
    """Return how many lines a line becomes when it is broken at spaces, or where a word is long."""
    count, start = 1, 0
    while len(line) - start > room:
        space = line.rfind(" ", start + 1, start + room + 1)
        start = start + room if space < 0 else space + 1
        count += 1
    return count


def _length(column: Column, value: Any) -> int:
    if value is None:
        return 0
    if isinstance(value, str):
        return max(map(len, value.split("\n")))
    known = {"date": 10, "moment": 16, "percent": 6, "bool": 3, "decimal": 7}
    return known.get(column.kind) or len(f"{value:,}")

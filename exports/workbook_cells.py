"""Cells as a sheet's XML has them, rendered column by column for a batch of rows.

A text is always an inline string: nothing that is data can become a formula.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

from collect import phrases
from collect.rules.calendar import OSLO
from exports.sheet import LONGEST, MARK, Row, cell_text

WILLING = "=+-@\t\n"  # a text that begins so would be tried as a formula when it is edited
DAY_ZERO, ONE_DAY = datetime(1899, 12, 30), timedelta(days=1)
DAY_ZERO_HERE = DAY_ZERO.replace(tzinfo=OSLO)
NUMBER_ZERO = DAY_ZERO.toordinal()
FIRST_DAY = 61  # 1 March 1900: before it, programs disagree on which day a number is
MOST = 10**15 - 1  # programs keep fifteen digits
NUMBERS = (int, float)
KNOWN, SHORT = 1_000, 150  # how many cells a column remembers, and how long they are
Fit = str | int | float


def figure(value: Any) -> Fit:
    """Return a number as a cell holds it; what a cell cannot hold exactly as text.

    A fraction is rounded to the nearest number there is. What is no number leaves a mark.
    """
    if isinstance(value, int):
        return int(value) if -MOST <= value <= MOST else str(value)
    try:
        number = float(value)
    except OverflowError:
        return str(value)
    if isinstance(value, Decimal) and value.is_finite() and Decimal(repr(number)) != value:
        return str(value)
    if not isfinite(number):
        return MARK
    return int(number) if number.is_integer() and abs(number) <= MOST else number


def _day(value: Any) -> Fit:
    if isinstance(value, datetime) and value.tzinfo:
        try:
            value = value.astimezone(OSLO)
        except OverflowError:  # it is another year in Norway, beyond the last
            return str(value)
    number: int = value.toordinal() - NUMBER_ZERO
    return number if number >= FIRST_DAY else f"{value:%d.%m}.{value.year:04}"


def _moment(value: Any) -> Fit:
    """Return a moment as Norway's clocks show it, without zone."""
    if not isinstance(value, datetime):
        return _day(value)
    if value.tzinfo is None:
        number = (value - DAY_ZERO) / ONE_DAY
    else:
        try:
            value = value.astimezone(OSLO)
        except OverflowError:
            return str(value)
        number = (value - DAY_ZERO_HERE) / ONE_DAY  # by the clocks, since both are in one zone
    return number if number >= FIRST_DAY else f"{value:%d.%m}.{value.year:04} {value:%H:%M}"


def _yes(value: Any) -> str:
    return phrases.say("Ja") if value else phrases.say("Nei")


AS_CELL: dict[str, Callable[[Any], Fit]] = {
    "text": str,
    "integer": figure,
    "decimal": figure,
    "percent": figure,
    "date": _day,
    "moment": _moment,
    "bool": _yes,
}


def escaped(text: str) -> str:
    """Return a text as it stands inside an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def text_cell(place: str, style: int, text: str) -> str:
    """Return the cell for a text that is already fit, at a place such as B2."""
    return f'<c r="{place}{_text_tail(style, text)}'


def _text_tail(style: int, text: str) -> str:
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f'" s="{style}" t="inlineStr"><is><t{space}>{escaped(text)}</t></is></c>'


@dataclass
class Pen:
    """Writes the cells of one column: `figure`, `text` and `quoted` are the numbers of styles."""

    letter: str
    kind: str
    figure: int
    text: int
    quoted: int
    sums: bool = False
    total: int | Fraction = 0

    def __post_init__(self) -> None:
        """Begin with knowing how nothing is written: as a bare cell."""
        self._nothing = dict.fromkeys((None, ""), f'" s="{self.text}"/>')
        self._known: dict[Any, str] = dict(self._nothing)

    def write(self, value: Any, row: int) -> str:
        """Return the cell for a value."""
        return f'<c r="{self.letter}{row}{self._nothing.get(value) or self._tail(value)}'

    def write_sum(self, formula: str, row: int) -> str:
        """Return the cell of a formula of the house, with what it comes to."""
        total = figure(self.total)
        value = total if not isinstance(total, str) else float(self.total)
        content = f"<f>{escaped(formula)}</f><v>{value!r}</v>"
        return f'<c r="{self.letter}{row}" s="{self.figure}">{content}</c>'

    def tails(self, values: Sequence[Any]) -> list[str]:
        """Return cells down the column from after the number of the row on; add up the sum."""
        if self.sums:
            self._add(values)
        if len(self._known) > KNOWN:
            self._known = dict(self._nothing)
        if self.kind == "moment":  # hardly one comes twice, and it is slow to look up
            blank, tail = self._nothing[None], self._tail
            return [blank if value is None or value == "" else tail(value) for value in values]
        get, learn = self._known.get, self._learn
        if AS_CELL[self.kind] is not figure:
            return [get(value) or learn(value) for value in values]
        styled = f'" s="{self.figure}"><v>'
        return [
            f"{styled}{value!r}</v></c>"
            if type(value) in NUMBERS and -MOST <= value <= MOST
            else get(value) or self._tail(value)
            for value in values
        ]

    def _add(self, values: Sequence[Any]) -> None:
        """Add up what a program will find to be numbers."""
        for value in values:
            if type(value) is int and -MOST <= value <= MOST:
                self.total += value
            elif not isinstance(value, str | None) and not isinstance(figure(value), str):
                self.total += Fraction(value)

    def _learn(self, value: Any) -> str:
        """Return the tail for a value, and know it when it comes again, as most of them do."""
        tail = self._tail(value)
        if len(tail) < SHORT and (isinstance(value, str) or self.kind != "text"):
            self._known[value] = tail
        return tail

    def _tail(self, value: Any) -> str:
        fit = value if isinstance(value, str) else AS_CELL[self.kind](value)
        if not isinstance(fit, str):
            return f'" s="{self.figure}"><v>{fit!r}</v></c>'
        if not fit.isprintable() or "_x" in fit or len(fit) > LONGEST // 2:
            fit = cell_text(fit)
        return _text_tail(self.quoted if fit[0] in WILLING else self.text, fit)


def row_xml(row: int, cells: Iterable[str], height: float | None = None) -> str:
    """Return a row of cells, so many points high."""
    return f'<row r="{row}"{_high(height)}>{"".join(cells)}</row>'


def _high(height: float | None) -> str:
    """Return how high a row is said to be: not every program measures for itself."""
    return "" if height is None else f' ht="{height:g}" customHeight="1"'


def batch_xml(
    pens: Sequence[Pen], batch: Sequence[Row], first: int, heights: Sequence[float | None]
) -> str:
    """Return a batch of rows from row `first` on; `heights` are points, None for one line.

    Each column is rendered down the batch, then all are laid into one template of a row.
    """
    cells = "".join(f'<c r="{pen.letter}%s%s' for pen in pens)
    template = f'<row r="%s"%s>{cells}</row>'
    rows = list(map(str, range(first, first + len(batch))))
    laid: list[Any] = [rows, map(_high, heights)]
    for pen, values in zip(pens, zip(*batch, strict=True), strict=True):
        laid += [rows, pen.tails(values)]
    return "".join(map(template.__mod__, zip(*laid, strict=True)))

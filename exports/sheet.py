"""What leaves the house as rows: sheets, their columns and their meaning, text fit for a cell."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from unicodedata import normalize

from collect import phrases
from collect.models.organisation import Cohort
from collect.rules.access import Identity
from collect.rules.calendar import Semester, kindergarten_year

KINDS = ("text", "integer", "decimal", "percent", "date", "moment", "bool")

Value = str | bool | int | float | Decimal | Fraction | date | datetime | None
Row = Sequence[Value]


@dataclass(frozen=True)
class Column:
    """A column: its heading, what kind of value stands in it, and what it means.

    `percent` is a share from 0 to 1. `total="sum"` adds a column of numbers up below the rows, by a
    formula that follows the filter. A text in a column of another kind is written as text.
    """

    title: str
    kind: str
    width: float | None = None  # in characters; measured when not given
    total: str | None = None
    meaning: str = ""
    unit: str = ""  # the unit, or the values that may stand there
    source: str = ""
    choices: tuple[str, ...] = ()  # the words a sheet to be filled in offers for a cell

    def __post_init__(self) -> None:
        """Refuse a kind that the writer does not know; raises ValueError."""
        totals = (None, "sum") if self.kind in ("integer", "decimal") else (None,)
        if self.kind not in KINDS or self.total not in totals:
            raise ValueError(f"no such column: {self.kind!r}, {self.total!r}")


def described(
    title: str, kind: str, meaning: str, unit: str = "", source: str = "", total: str | None = None
) -> Column:
    """Return a column with what the codebook says about it."""
    return Column(title, kind, None, total, meaning, unit, source)


CHARTS = ("bar", "lying", "line", "scatter")


@dataclass(frozen=True)
class Chart:
    """A chart below the rows: one series for each of the columns `values`, numbered from 0.

    `bar` stands, `lying` has the names down the side, `line` joins the points, and `scatter` takes
    the numbers of `categories` as the other axis. `of` is the name (or the title) of another table
    of the workbook, whose columns are then shown.
    """

    title: str
    kind: str
    values: tuple[int, ...]
    lowest: float | None
    highest: float | None  # None: as the figures need
    format: str  # how the figures of the axis are written
    categories: int = 0
    of: str = ""

    def __post_init__(self) -> None:
        """Refuse a kind that the writer does not know; raises ValueError."""
        if self.kind not in CHARTS:
            raise ValueError(f"no such chart: {self.kind!r}")


@dataclass(frozen=True)
class Sheet:
    """A page of a workbook; `rows` may be an iterator and is walked once."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    table_name: str | None = None
    below: Sequence[Row] = ()  # lines under the rows that are no part of them, such as sums
    chart: Chart | None = None
    following: "tuple[Sheet, ...]" = ()  # further tables down the same page, under their titles
    frozen_columns: int = 0
    charts: Sequence[Chart] = ()  # more of them, below `chart`
    to_fill: bool = False  # headings alone, over cells somebody else fills in

    @property
    def drawn(self) -> tuple[Chart, ...]:
        """All charts of the table, in order."""
        return (*((self.chart,) if self.chart else ()), *self.charts)


@dataclass(frozen=True)
class Extract:
    """What is taken out: for whom, of which cohort and semester, how openly, as of which day."""

    identity: Identity
    cohort: Cohort
    semester: Semester | None  # None: all of them
    is_identified: bool
    on: date  # the day whose structure is shown
    now: datetime


MARK = "\N{REPLACEMENT CHARACTER}"  # stands where a sign was that a workbook cannot hold
LONGEST = 32_767  # what a cell holds, in UTF-16 units
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # a program would read `_x0041_` as A


def cell_text(text: str) -> str:
    """Return the text as a cell can hold it; what is lost leaves a visible mark, CR becomes LF."""
    whole = _UNFIT.sub(MARK, text.replace("\r\n", "\n").replace("\r", "\n"))
    written = _ESCAPE.sub("_x005F_", whole)
    return written if len(written) <= LONGEST // 2 else _cut(written)


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) // 2 <= LONGEST:
        return text
    tail = phrases.say(" … [teksten er kuttet her]")
    return units[: 2 * (LONGEST - len(tail))].decode("utf-16-le", "ignore") + tail


def headings(columns: Sequence[Column]) -> list[str]:
    """Return headings that a native table takes: on one line, none empty, none twice."""
    taken: set[str] = set()
    return [_unused(cell_text(" ".join(c.title.split())) or "?", taken, 200) for c in columns]


def sheet_title(title: str, taken: set[str]) -> str:
    r"""Return the title as a sheet may bear it: 31 signs, none of []:*?/\, unlike those `taken`."""
    bare = " ".join(re.sub(r"[\[\]:*?/\\]", " ", cell_text(title)).split())
    narrow = "".join(sign if ord(sign) < 0x10000 else MARK for sign in bare)
    name = narrow.strip("' ")[:31].strip("' ") or phrases.say("Ark")
    reserved = name.casefold() == "history"
    return _unused(f"{name}_" if reserved else name, taken, 31)


def table_name(name: str, taken: set[str]) -> str:
    """Return a name that a native table may bear: small ASCII letters, digits and _."""
    plain = normalize("NFKD", name.casefold().translate(str.maketrans("æøå", "aoa")))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    return _unused("_".join(["tabell", *words]), taken, 100, "_")


def _unused(name: str, taken: set[str], limit: int, mark: str = " ") -> str:
    """Return the name, numbered if one like it (case apart) is taken; take note of it."""
    found, number = name[:limit], 1
    while found.casefold() in taken:
        number += 1
        tail = f"{mark}{number}"
        found = name[: limit - len(tail)] + tail
    taken.add(found.casefold())
    return found


def label(row: Any) -> str:
    """Return the label of a record that carries one in each language."""
    return str(getattr(row, f"label_{phrases.reader.get()}"))


def codebook(sheets: Sequence[Sheet]) -> Sheet:
    """Return the sheet that explains each column of the others, and its own."""
    say = phrases.say
    columns = (
        Column(say("Ark"), "text", meaning=say("Arket eller tabellen som kolonnen står i")),
        Column(say("Kolonne"), "text", 34, meaning=say("Overskriften på kolonnen")),
        Column(say("Betydning"), "text", 64, meaning=say("Hva kolonnen viser")),
        Column(say("Enhet eller verdier"), "text", 40, meaning=say("Hva som kan stå i kolonnen")),
        Column(say("Kilde"), "text", 32, meaning=say("Hvor opplysningen kommer fra")),
    )
    book = Sheet(say("Kodebok"), columns, ())
    rows = [
        (part.title, heading, column.meaning, column.unit, column.source)
        for sheet in (*sheets, book)
        for part in (sheet, *sheet.following)
        for heading, column in zip(headings(part.columns), part.columns, strict=True)
    ]
    return Sheet(book.title, columns, rows, frozen_columns=2)


def about(
    lines: Sequence[tuple[str, str]], *, by: Identity, municipality: str, now: datetime, on: date
) -> Sheet:
    """Return the sheet that says what was taken out, by whom and when, and how it was counted."""
    say = phrases.say
    columns = (
        Column(say("Om"), "text", 28, meaning=say("Hva linjen handler om")),
        Column(say("Forklaring"), "text", 110, meaning=say("Opplysningen eller definisjonen")),
    )
    sums = say("Summene er formler. Når du filtrerer en tabell, viser de summen av radene du ser.")
    year = say("%(year)s (1. august til 31. juli)", year=kindergarten_year(on))
    rows = (
        (say("Kommune"), municipality),
        (say("Tatt ut av"), by.name),
        (say("Tidspunkt"), phrases.moment(now)),
        (say("Barnehageår"), year),
        *lines,
        (say("Summer"), sums),
        (say("Tegn"), say("%(mark)s står for noe som ikke kan vises i Excel.", mark=MARK)),
    )
    return Sheet(say("Om uttrekket"), columns, rows)

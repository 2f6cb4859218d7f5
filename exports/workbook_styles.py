"""How the cells of a workbook look: each look is asked for once and then has a number."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from exports.sheet import Column
from exports.sheet_layout import Part
from exports.workbook_cells import Pen

FORMATS = {
    "integer": "#,##0",
    "decimal": "0.00",
    "percent": "0 %",
    "date": "dd.mm.yyyy",
    "moment": "dd.mm.yyyy hh:mm",
}
HEAD_FILL = PatternFill("solid", fgColor="DCE6EC")
LINE = Side(style="thin", color="5B7485")


class Styles:
    """The looks of one workbook."""

    def __init__(self, page: Any) -> None:
        self._page = page  # any page of it
        self._looks = cache(self._look)
        self.title = self._number(font=_font(bold=True, size=13))
        self.remark = self._number(font=_font(italic=True))
        self.heading = cache(self._heading)

    def _number(self, **parts: Any) -> int:
        cell: Any = Cell(self._page, 1, 1)
        for name, part in parts.items():
            setattr(cell, name, part)
        return int(cell.style_id)

    def _heading(self, kind: str, is_upright: bool) -> int:
        """Return the look of a heading that stands as its column does, clear of the button."""
        side, indent = ("right", 2) if kind in FORMATS else ("left", 1)
        place = Alignment(side, "center", wrap_text=True, indent=indent)
        if is_upright:
            place = Alignment("center", "bottom", wrap_text=True, textRotation=90)
        return self._number(
            font=_font(bold=True), fill=HEAD_FILL, border=Border(bottom=LINE), alignment=place
        )

    def _look(self, kind: str, wraps: bool, is_strong: bool) -> tuple[int, int, int]:
        """Return the looks of a figure, a text and a text that begins as a formula would."""
        strong: dict[str, Any] = {}
        if is_strong:
            strong = {"font": _font(bold=True), "border": Border(top=LINE)}
        place = Alignment("left", "top", wrap_text=wraps, indent=1)
        return (
            self._number(
                number_format=FORMATS.get(kind, "General"),
                alignment=Alignment(None, "top", wrap_text=wraps),
                **strong,
            ),
            self._number(alignment=place, **strong),
            self._number(alignment=place, quotePrefix=True, **strong),
        )

    def pens(self, part: Part) -> list[Pen]:
        """Return the pens for the rows of a table."""
        return [
            Pen(
                get_column_letter(n + 1),
                column.kind,
                *self._looks(column.kind, part.wraps(n), False),
                sums=column.total == "sum",
            )
            for n, column in enumerate(part.sheet.columns)
        ]

    def strong_pens(self, columns: Sequence[Column]) -> list[Pen]:
        """Return the pens for the lines below a table."""
        return [
            Pen(
                get_column_letter(n + 1),
                column.kind,
                *self._looks(column.kind, False, True),
            )
            for n, column in enumerate(columns)
        ]


def _font(**more: Any) -> Font:
    return Font(**{"name": "Calibri", "size": 11, **more})

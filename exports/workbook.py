"""The only writer of .xlsx: typed cells, text that stays text, equal files for equal content.

There is no way to write a formula. Sums are figures worked out here: they are right in every
program, also in one that does not calculate, and nothing in a file can be made to calculate.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.writer.excel import ExcelWriter

from collect import phrases
from exports.sheet import (
    AS_CELL,
    LINE_HEIGHT,
    Chart,
    Part,
    Row,
    Sheet,
    cell_text,
    sheet_title,
    table_name,
)

CHART_ROWS = 22
HIGHEST_ROW = 405.0  # points
COLOURS = ("0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9")  # told apart by all
FORMATS = {
    "integer": "#,##0",
    "decimal": "0.00",
    "percent": "0 %",
    "date": "dd.mm.yyyy",
    "moment": "dd.mm.yyyy hh:mm",
}
WILLING = tuple("=+-@\t\n")  # a text that begins so would be tried as a formula when it is edited
HEAD_FILL = PatternFill("solid", fgColor="DCE6EC")
LINE = Side(style="thin", color="5B7485")


def workbook(sheets: Iterable[Sheet], *, title: str, author: str, created: datetime) -> bytes:
    """Return the sheets as an .xlsx file; the same sheets and moment give the same bytes.

    Rows are walked once, sheet by sheet, and held no longer than it takes to write them.
    """
    book = Workbook(write_only=True)
    moment = created.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    about = book.properties
    about.title, about.creator, about.lastModifiedBy = cell_text(title), cell_text(author), None
    about.created = about.modified = moment
    titles: set[str] = set()
    names: set[str] = set()
    file = BytesIO()
    with _leaving_no_files(book):
        for sheet in sheets:
            _Page(book, sheet, titles, names).write()
        with ZipFile(file, "w") as archive:
            members: Any = _Archive(archive, moment)
            ExcelWriter(book, members).write_data()
    return file.getvalue()


@contextmanager
def _leaving_no_files(book: Any) -> Iterator[None]:
    """Remove the temporary files that the writer would leave behind when it is interrupted."""
    try:
        yield
    finally:
        for page in book.worksheets:
            writer = page._writer
            if writer is not None and Path(writer.out).exists():
                if page._rows is not None:
                    page._rows.close()
                writer.close()
                writer.cleanup()


class _Archive:
    """A zip whose members all bear one moment; what the writer asks of a ZipFile."""

    def __init__(self, file: ZipFile, moment: datetime) -> None:
        self._file = file
        self._moment = moment.timetuple()[:6]
        self.namelist = file.namelist

    def _member(self, name: str) -> ZipInfo:
        member = ZipInfo(name, self._moment)
        member.compress_type, member.external_attr = ZIP_DEFLATED, 0o600 << 16
        return member

    def writestr(self, name: str, content: str | bytes) -> None:
        """Add a member."""
        self._file.writestr(self._member(name), content)

    def write(self, filename: str, name: str) -> None:
        """Add a file as a member."""
        with (
            Path(filename).open("rb") as source,
            self._file.open(self._member(name), "w") as target,
        ):
            shutil.copyfileobj(source, target)


class _Pen:
    """Writes one column: three cells that are used again for each row."""

    def __init__(self, page: Any, kind: str, wraps: bool = False, strong: bool = False) -> None:
        self._as_cell = AS_CELL[kind]
        self._figure, self._text, self._quoted = (WriteOnlyCell(page) for _ in range(3))
        self._figure.number_format = FORMATS.get(kind, "General")
        self._quoted.quotePrefix = True
        self._blank = self._text if strong else None
        for cell in (self._figure, self._text, self._quoted):
            indent = 0 if cell is self._figure else 1
            side = None if cell is self._figure else "left"
            cell.alignment = Alignment(side, "top", wrap_text=wraps, indent=indent)
            if strong:
                cell.font, cell.border = _font(bold=True), Border(top=LINE)

    def write(self, value: Any) -> Any:
        """Return the cell for a value; for nothing None, or a bare line where the pen is strong."""
        if value is None or value == "":
            if self._blank is not None:
                self._blank.value = None
            return self._blank
        fit = value if isinstance(value, str) else self._as_cell(value)
        if not isinstance(fit, str):
            self._figure.value = fit
            return self._figure
        cell = self._quoted if fit.startswith(WILLING) else self._text
        cell.value = cell_text(fit)
        cell.data_type = "s"  # whatever it looks like
        return cell


def _font(**more: Any) -> Font:
    return Font(**{"name": "Calibri", "size": 11, **more})


def _words(page: Any, text: str, **font: Any) -> Any:
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    cell.font = _font(**font)
    return cell


def _heading(page: Any, text: str, kind: str, is_upright: bool) -> Any:
    """Return a heading that stands as its column does, clear of the filter's button."""
    cell = _words(page, text, bold=True)
    cell.fill, cell.border = HEAD_FILL, Border(bottom=LINE)
    side, indent = ("right", 2) if kind in FORMATS else ("left", 1)
    cell.alignment = Alignment(side, "center", wrap_text=True, indent=indent)
    if is_upright:
        cell.alignment = Alignment("center", "bottom", wrap_text=True, textRotation=90)
    return cell


class _Page:
    """A page being written from the top down."""

    def __init__(self, book: Any, sheet: Sheet, titles: set[str], names: set[str]) -> None:
        self.sheet, self.names = sheet, names
        self.page = book.create_sheet(sheet_title(sheet.title, titles))
        self.parts = [Part(part) for part in (sheet, *sheet.following)]
        self.row = 0  # the last one written
        self._set_up()

    def _set_up(self) -> None:
        page = self.page
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.page_margins = PageMargins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)  # inches
        page.oddFooter.left.text, page.oddFooter.right.text = "&A", "&P / &N"
        for n in range(max(len(part.headings) for part in self.parts)):
            width = max(part.width(n) for part in self.parts)
            page.column_dimensions[get_column_letter(n + 1)].width = width
        if len(self.parts) == 1:
            page.freeze_panes = f"{get_column_letter(self.sheet.frozen_columns + 1)}2"
            page.print_title_rows = "1:1"

    def write(self) -> None:
        """Write every table of the page."""
        for n, part in enumerate(self.parts):
            if n:
                self._line([])
                if self.parts[n - 1].sheet.chart is not None:
                    self.page.row_breaks.append(Break(id=self.row))
                self._line([_words(self.page, part.sheet.title, bold=True, size=13)])
            self._write_part(part)

    def _line(self, cells: Sequence[Any], height: float = LINE_HEIGHT) -> None:
        """Write a row, so many points high: not every program measures for itself."""
        self.row += 1
        if height > LINE_HEIGHT:
            self.page.row_dimensions[self.row].height = min(height, HIGHEST_ROW)
        self.page.append(cells)
        self.page.row_dimensions.pop(self.row, None)

    def _write_part(self, part: Part) -> None:
        heads = [
            _heading(self.page, heading, part.sheet.columns[n].kind, part.is_upright(n))
            for n, heading in enumerate(part.headings)
        ]
        self._line(heads, part.head_height)
        top = self.row
        sums = self._write_rows(part)
        if self.row == top:
            self._line([_words(self.page, phrases.say("Ingen rader"), italic=True)])
            return
        bottom = self.row
        self._add_table(part, top, bottom)
        self._write_below(part.sheet, sums)
        if part.sheet.chart is not None:
            self._draw(part.sheet.chart, top, bottom)

    def _write_rows(self, part: Part) -> dict[int, Any]:
        """Write the rows and return the sums of the columns that want one."""
        columns = part.sheet.columns
        pens = [_Pen(self.page, column.kind, part.wraps(n)) for n, column in enumerate(columns)]
        sums: dict[int, Any] = {n: 0 for n, column in enumerate(columns) if column.total == "sum"}
        for row in part.rows:
            cells = [pen.write(value) for pen, value in zip(pens, row, strict=True)]
            self._line(cells, LINE_HEIGHT * part.lines(row))
            for n in sums:
                value: Any = row[n]
                sums[n] += 0 if value is None or isinstance(value, str) else value
        return sums

    def _write_below(self, sheet: Sheet, sums: dict[int, Any]) -> None:
        rows: list[Row] = list(sheet.below)
        if sums:
            named = {0: phrases.say("Sum")} | sums
            rows.insert(0, [named.get(n) for n in range(len(sheet.columns))])
        pens = [_Pen(self.page, column.kind, strong=True) for column in sheet.columns]
        for row in rows:
            self._line([pen.write(value) for pen, value in zip(pens, row, strict=True)])

    def _add_table(self, part: Part, top: int, bottom: int) -> None:
        ref = f"A{top}:{get_column_letter(len(part.headings))}{bottom}"
        name = table_name(part.sheet.table_name or part.sheet.title, self.names)
        table = Table(displayName=name, ref=ref, autoFilter=AutoFilter(ref=ref))
        table.tableColumns = [TableColumn(id=n, name=h) for n, h in enumerate(part.headings, 1)]
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
        self.page.tables.add(table)

    def _draw(self, chart: Chart, top: int, bottom: int) -> None:
        drawn: Any = BarChart() if chart.kind == "bar" else LineChart()
        for column in chart.values:
            series = Reference(self.page, min_col=column + 1, min_row=top, max_row=bottom)
            drawn.add_data(series, titles_from_data=True)
        names = Reference(self.page, min_col=chart.categories + 1, min_row=top + 1, max_row=bottom)
        drawn.set_categories(names)
        for n, series in enumerate(drawn.series):
            colour = COLOURS[n % len(COLOURS)]
            series.graphicalProperties.line.solidFill = colour
            if chart.kind == "bar":
                series.graphicalProperties.solidFill = colour
            else:
                series.marker.symbol, series.smooth = "circle", False
        drawn.title, drawn.height, drawn.width = chart.title, 10, 28
        drawn.legend.position = "b"
        drawn.x_axis.delete = drawn.y_axis.delete = False
        drawn.y_axis.number_format = chart.format
        drawn.y_axis.scaling.min, drawn.y_axis.scaling.max = chart.lowest, chart.highest
        self.page.add_chart(drawn, f"A{self.row + 2}")
        for _ in range(CHART_ROWS):
            self._line([])

"""The only writer of .xlsx: typed cells, text that stays text, equal files for equal content.

openpyxl makes everything but the rows, which are rendered here and go straight into the file, a
batch at a time. The only formulas are the sums of a table's columns; nothing that is data becomes
one. Each carries what it comes to, for programs that do not calculate.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import chain, islice
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.writer.excel import ExcelWriter

from collect import phrases
from exports.sheet import Chart, Row, Sheet, cell_text, sheet_title, table_name
from exports.sheet_layout import Part
from exports.workbook_blanks import lay_out
from exports.workbook_cells import Pen, batch_xml, row_xml, text_cell
from exports.workbook_charts import WIDE, Place, begin_chart, fill_chart
from exports.workbook_styles import Styles

LEVEL = 5  # of compression: half the time of the usual 6, for two percent more
BATCH = 200  # rows held at a time
CHART_ROWS = 22
FULL = 1_048_000  # rows; a page holds 576 more, which are kept for what stands below a table
HEAVY = 2_000_000_000  # bytes of a page's XML: a member of 2 GiB would need another kind of zip
CHART_PIXELS = WIDE / 2.54 * 96
NO_ROWS = re.compile(rb"<sheetData ?/>|<sheetData></sheetData>")


def workbook(sheets: Iterable[Sheet], *, title: str, author: str, created: datetime) -> bytes:
    """Return the sheets as an .xlsx file; the same sheets and moment give the same bytes.

    Rows are walked once, sheet by sheet, and held no longer than it takes to write them.
    """
    file = BytesIO()
    workbook_to(file, sheets, title=title, author=author, created=created)
    return file.getvalue()


def workbook_to(
    file: IO[bytes], sheets: Iterable[Sheet], *, title: str, author: str, created: datetime
) -> None:
    """Write the sheets into a binary file, as `workbook` returns them; no row is kept.

    A table that is longer than a page goes on at the next. Of an interrupted file no program
    makes a workbook.
    """
    moment = created.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book = Workbook()
    book.remove(book.worksheets[0])
    about = book.properties
    about.title, about.creator, about.lastModifiedBy = cell_text(title), cell_text(author), None
    about.created = about.modified = moment
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        binding = _Binding(book, _Archive(archive))
        for sheet in sheets:
            rest: Sheet | None = sheet
            while rest is not None:
                rest = binding.add(rest)
        binding.write_data()


class _Archive:
    """What the writer asks of a ZipFile; members opened by their name bear no moment."""

    def __init__(self, file: ZipFile) -> None:
        self._file = file
        self.namelist = file.namelist

    def writestr(self, name: str, content: str | bytes) -> None:
        """Add a member."""
        with self.open(name) as member:
            member.write(content.encode() if isinstance(content, str) else content)

    def open(self, name: str) -> IO[bytes]:
        """Begin a member that is written bit by bit."""
        return self._file.open(name, "w")


class _Frame(WorksheetWriter):  # type: ignore[misc]
    """What stands before and after the rows of a page."""

    def write_dimensions(self) -> None:
        """Leave out how large the page is: it is not known when the page begins."""


def _frame(page: Any) -> tuple[bytes, bytes, Any]:
    """Return what stands before the rows, what stands after them, and the links of the page."""
    out = BytesIO()
    writer: Any = _Frame(page, out)
    writer.write()
    head, tail = NO_ROWS.split(out.getvalue())
    return head + b"<sheetData>", b"</sheetData>" + tail, writer._rels


class _Binding(ExcelWriter):  # type: ignore[misc]
    """A workbook being bound: pages with rows first, then everything they refer to."""

    _archive: Any

    def __init__(self, book: Any, archive: Any) -> None:
        super().__init__(book, archive)
        self.titles: set[str] = set()
        self.table_names: set[str] = set()
        self.places: dict[str, Place] = {}
        self.drawings: list[tuple[Any, Chart, Place]] = []
        self.styles: Styles | None = None

    def add(self, sheet: Sheet) -> Sheet | None:
        """Write a page; return what it had no room for."""
        page: Any = self.workbook.create_sheet(sheet_title(sheet.title, self.titles))
        self.styles = self.styles or Styles(page)
        with self._archive.open(f"xl/worksheets/sheet{len(self.titles)}.xml") as out:
            return _Page(self, page, sheet, out).write()

    def write_data(self) -> None:
        """Draw the charts, now that every table has its place, and write all but the rows."""
        for drawn, chart, place in self.drawings:
            fill_chart(drawn, chart, self.places[chart.of] if chart.of else place)
        super().write_data()

    def write_worksheet(self, page: Any) -> None:
        """Take note of a page, which is written already."""
        page._drawing = SpreadsheetDrawing()
        page._drawing.charts = page._charts
        self.manifest.append(page)


class _Page:
    """A page being written from the top down."""

    def __init__(self, binding: _Binding, page: Any, sheet: Sheet, out: IO[bytes]) -> None:
        self.binding, self.page, self.sheet, self._out = binding, page, sheet, out
        self.styles: Any = binding.styles
        self.parts = [Part(part) for part in (sheet, *sheet.following)]
        self.row, self.size = 0, 0  # the last one written, and how many bytes the rows take
        self.widths = [
            max(part.width(n) for part in self.parts)
            for n in range(max(len(part.headings) for part in self.parts))
        ]
        self._set_up()

    def _set_up(self) -> None:
        page = self.page
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.page_margins = PageMargins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)  # inches
        page.oddFooter.left.text, page.oddFooter.right.text = "&A", "&P / &N"
        for n, width in enumerate(self.widths, 1):
            page.column_dimensions[get_column_letter(n)].width = width
        if self.sheet.to_fill:
            lay_out(page, self.parts[0])
        if len(self.parts) == 1:
            page.freeze_panes = f"{get_column_letter(self.sheet.frozen_columns + 1)}2"
            page.print_title_rows = "1:1"

    def write(self) -> Sheet | None:
        """Write every table of the page; return the tables it had no room for, as a page."""
        self._out.write(_frame(self.page)[0])
        rest = self._write_parts()
        self.page.print_area = f"A1:{self._last_column()}{self.row}"
        _, tail, self.page._rels = _frame(self.page)
        self._out.write(tail)
        return rest

    def _write_parts(self) -> Sheet | None:
        for n, part in enumerate(self.parts):
            if n:
                self._line([])
                if self.parts[n - 1].sheet.drawn:
                    self.page.row_breaks.append(Break(id=self.row))
                self._words(part.sheet.title, self.styles.title)
            left = self._write_part(part)
            if left is not None:
                following = self.sheet.following[n:]
                return replace(part.sheet, title=self.sheet.title, rows=left, following=following)
        return None

    def _last_column(self) -> str:
        """Return the last column that is printed: that of the tables, or where a chart ends."""
        columns, pixels = len(self.widths), sum(7 * width + 5 for width in self.widths)
        while self.page._charts and pixels < CHART_PIXELS:
            columns, pixels = columns + 1, pixels + 64
        return get_column_letter(columns)

    def _line(self, cells: Sequence[str], height: float | None = None) -> None:
        """Write a row."""
        self.row += 1
        self._out.write(row_xml(self.row, cells, height).encode())

    def _words(self, text: str, style: int) -> None:
        """Write a row of one text."""
        self._line([text_cell(f"A{self.row + 1}", style, cell_text(text))])

    def _write_part(self, part: Part) -> Iterable[Row] | None:
        """Write a table with its lines and charts below; return the rows it had no room for."""
        heads = [
            text_cell(
                f"{get_column_letter(n + 1)}{self.row + 1}",
                self.styles.heading(part.sheet.columns[n].kind, part.is_upright(n)),
                heading,
            )
            for n, heading in enumerate(part.headings)
        ]
        self._line(heads, part.head_height)
        if part.sheet.to_fill:
            return None
        top = self.row
        pens = self.styles.pens(part)
        left = self._write_rows(part, pens)
        if self.row == top and left is None:
            self._words(phrases.say("Ingen rader"), self.styles.remark)
            self._draw([chart for chart in part.sheet.drawn if chart.of], self._place(part, top))
            return None
        place = self._place(part, top)
        if self.row > top:
            self._add_table(part, top, pens)
        if left is None:
            self._write_below(part.sheet)
            self._draw(part.sheet.drawn, place)
        return left

    def _write_rows(self, part: Part, pens: Sequence[Pen]) -> Iterable[Row] | None:
        """Write rows while there is room; return the rows that are left."""
        rows = iter(part.rows)
        while batch := list(islice(rows, self._room())):
            xml = batch_xml(pens, batch, self.row + 1, part.heights(batch))
            self.size += self._out.write(xml.encode())
            self.row += len(batch)
        left = list(islice(rows, 1))
        return chain(left, rows) if left else None

    def _room(self) -> int:
        """Return how many rows may be written at once."""
        return max(0, min(BATCH, FULL - self.row)) if self.size < HEAVY else 0

    def _place(self, part: Part, top: int) -> Place:
        """Take note of where a table stands, for the charts of other pages."""
        place = Place(self.page, top, self.row)
        for name in (part.sheet.table_name, part.sheet.title):
            if name:
                self.binding.places.setdefault(name, place)
        return place

    def _add_table(self, part: Part, top: int, pens: Sequence[Pen]) -> None:
        """Lay a native table over the rows, with a row of sums where columns want them."""
        name = table_name(part.sheet.table_name or part.sheet.title, self.binding.table_names)
        last, bottom = get_column_letter(len(pens)), self.row
        has_sums = any(pen.sums for pen in pens)
        table: Any = Table(
            displayName=name,
            ref=f"A{top}:{last}{bottom + has_sums}",
            autoFilter=AutoFilter(ref=f"A{top}:{last}{bottom}"),
            totalsRowCount=1 if has_sums else None,
        )
        table.tableColumns = [TableColumn(id=n, name=h) for n, h in enumerate(part.headings, 1)]
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
        self.page.tables.add(table)
        if has_sums:
            self._write_sums(part, pens, table, top)

    def _write_sums(self, part: Part, pens: Sequence[Pen], table: Any, top: int) -> None:
        row, cells = self.row + 1, []
        for n, (strong, pen) in enumerate(
            zip(self.styles.strong_pens(part.sheet.columns), pens, strict=True)
        ):
            column = table.tableColumns[n]
            if pen.sums:
                strong.total, column.totalsRowFunction = pen.total, "sum"
                place = f"{pen.letter}{top + 1}:{pen.letter}{self.row}"
                formula = _sum(table.displayName, column.name, place)
                cells.append(strong.write_sum(formula, row))
                continue
            label = phrases.say("Sum") if n == 0 else None
            column.totalsRowLabel = label
            cells.append(strong.write(label, row))
        self._line(cells)

    def _write_below(self, sheet: Sheet) -> None:
        pens = self.styles.strong_pens(sheet.columns)
        for row in sheet.below:
            at = self.row + 1
            self._line([pen.write(value, at) for pen, value in zip(pens, row, strict=True)])

    def _draw(self, charts: Sequence[Chart], place: Place) -> None:
        """Leave room for the charts below what is written."""
        for chart in charts:
            drawn = begin_chart(chart)
            self.binding.drawings.append((drawn, chart, place))
            self.page.add_chart(drawn, f"A{self.row + 2}")
            for _ in range(CHART_ROWS):
                self._line([])


def _sum(table: str, heading: str, column: str) -> str:
    """Return the formula that adds up what is seen of a table's column.

    A heading with signs that mean something in a formula is left out of it: `column`, such as
    B2:B9, is then meant by its place.
    """
    is_plain = re.fullmatch(r"\w[\w ]*", heading) is not None
    return f"SUBTOTAL(109,{f'{table}[{heading}]' if is_plain else column})"

"""The charts of a workbook: native, over the ranges where the figures stand."""

from collections.abc import Callable
from typing import Any, NamedTuple

from openpyxl.chart import BarChart, LineChart, Reference, ScatterChart, Series

from exports.sheet import Chart, cell_text

COLOURS = ("0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9")  # told apart by all
HIGH, WIDE = 10.0, 28.0  # centimetres
MAKERS: dict[str, Callable[[], Any]] = {
    "bar": BarChart,
    "lying": BarChart,
    "line": LineChart,
    "scatter": ScatterChart,
}


class Place(NamedTuple):
    """Where a table stands: on which page, from its headings to its last row."""

    page: Any
    top: int
    bottom: int


def begin_chart(chart: Chart) -> Any:
    """Return the chart without its figures, whose place may not be known yet."""
    drawn = MAKERS[chart.kind]()
    drawn.title, drawn.height, drawn.width = cell_text(chart.title), HIGH, WIDE
    drawn.legend.position = "b"
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.number_format = chart.format
    drawn.y_axis.scaling.min, drawn.y_axis.scaling.max = chart.lowest, chart.highest
    if chart.kind == "lying":
        drawn.type = "bar"
        drawn.x_axis.scaling.orientation = "maxMin"  # the first row on top,
        drawn.y_axis.crosses = "max"  # the figures of the axis at the bottom
    if chart.kind == "scatter":
        drawn.style, drawn.scatterStyle = None, "lineMarker"
    return drawn


def fill_chart(drawn: Any, chart: Chart, place: Place) -> None:
    """Let the chart show the figures of the table at a place."""
    names = Reference(
        place.page, min_col=chart.categories + 1, min_row=place.top + 1, max_row=place.bottom
    )
    for n, column in enumerate(chart.values):
        values = Reference(place.page, min_col=column + 1, min_row=place.top, max_row=place.bottom)
        across = names if chart.kind == "scatter" else None
        series: Any = Series(values, across, title_from_data=True)
        _paint(series, chart.kind, COLOURS[n % len(COLOURS)])
        drawn.series.append(series)
    if chart.kind != "scatter":
        drawn.set_categories(names)


def _paint(series: Any, kind: str, colour: str) -> None:
    line = series.graphicalProperties.line
    if kind in ("bar", "lying"):
        series.graphicalProperties.solidFill = line.solidFill = colour
        return
    series.smooth, series.marker.symbol = False, "circle"
    if kind == "line":
        line.solidFill = colour
        return
    line.noFill = True
    series.marker.graphicalProperties.solidFill = colour
    series.marker.graphicalProperties.line.solidFill = colour

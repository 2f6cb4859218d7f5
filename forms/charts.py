"""Charts: figures become shapes, with x in per cent of the width and y in rem from the top."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from collect import phrases
from collect.models.observations import Dimension, Domain
from collect.rules.calendar import Semester
from collect.rules.scoring import HIGH_FROM, HIGHEST, LOW_BELOW, LOWEST, Profile, band

# Lengths in per cent follow the screen; letters keep their size, so a phone reads what a desk reads.
LINE = 1.35  # rem, one line of text
LABEL_LETTERS = 38  # a label is broken where it would leave a phone
BAR = 0.85  # rem, the thickness of a bar in a profile
PLOT = 68.0  # per cent, where the scale of a profile ends and the written means begin


@dataclass(frozen=True)
class Measure:
    """What a bar shows: the words beside it, and a mean from 1 to 7 or None where it is unknown."""

    label: str
    mean: Fraction | None
    is_domain: bool = False
    is_reversed: bool = False


def label(row: Domain | Dimension) -> str:
    """Return what a domain or a dimension is called in the reader's language."""
    return str(getattr(row, f"label_{phrases.reader.get()}"))


def measures(domains: Sequence[Domain], found: Profile) -> list[Measure]:
    """Return each domain, followed by its dimensions, with what an observation says of it."""
    shown = []
    for domain in domains:
        shown.append(Measure(label(domain), found.domains[domain.id], is_domain=True))
        shown += [
            Measure(label(d), found.dimensions[d.id], is_reversed=d.is_reversed)
            for d in domain.scale
        ]
    return shown


@dataclass(frozen=True)
class Bar:
    """A measure as it is drawn: its lines of text, and the bar that begins at the scale's 1."""

    measure: Measure
    lines: tuple[tuple[float, str], ...]  # (y of the baseline, words)
    y: float
    width: float  # 0 where the mean is 1 or unknown
    band: str | None


@dataclass(frozen=True)
class Mark:
    """A place on an axis: a grade of the scale, or the middle of a band."""

    x: float
    code: str


@dataclass(frozen=True)
class ProfileChart:
    """The means of an observation as bars from 1 to 7, the domains among their dimensions."""

    height: float
    thickness: float
    plot: float
    bars: tuple[Bar, ...]
    bounds: tuple[float, ...]  # where a band gives way to the next
    bands: tuple[Mark, ...]
    grades: tuple[Mark, ...]


def along(value: Fraction | float) -> float:
    """Return where a score from 1 to 7 lies on a profile's scale, in per cent of the width."""
    return round(PLOT * float(value - LOWEST) / (HIGHEST - LOWEST), 2)


def profile(measures: Sequence[Measure]) -> ProfileChart:
    """Lay out one bar under each label, in the order given."""
    y = LINE
    bars: list[Bar] = []
    for measure in measures:
        y += 0.7 if measure.is_domain and bars else 0.15
        words = textwrap.wrap(measure.label, LABEL_LETTERS) or [""]
        lines = tuple((round(y + LINE * n, 2), line) for n, line in enumerate(words, 1))
        top = round(y + LINE * len(words) + 0.42, 2)
        mean = measure.mean
        known = (along(mean), band(mean)) if mean is not None else (0.0, None)
        bars.append(Bar(measure, lines, top, *known))
        y = top + BAR
    edges = (LOWEST, LOW_BELOW, HIGH_FROM, HIGHEST)
    return ProfileChart(
        height=round(y + LINE + 0.25, 2),
        thickness=BAR,
        plot=PLOT,
        bars=tuple(bars),
        bounds=tuple(along(edge) for edge in edges[1:-1]),
        bands=tuple(
            Mark((along(low) + along(high)) / 2, code)
            for low, high, code in zip(edges, edges[1:], ("low", "middle", "high"), strict=False)
        ),
        grades=tuple(Mark(along(n), str(n)) for n in range(LOWEST, HIGHEST + 1)),
    )


COLUMN_TOP, COLUMN_FLOOR = 1.6, 10.6  # rem: between them lies the height of the tallest column


@dataclass(frozen=True)
class Column:
    """A semester's figures: a frame for what is due, and inside it what is done."""

    semester: Semester
    due: int
    done: int
    x: float  # the middle
    left: float
    width: float
    frame_y: float
    fill_y: float

    @property
    def share(self) -> int | None:
        """Return the whole per cent done, half up; None where nothing was due."""
        return (
            math.floor(Fraction(100 * self.done, self.due) + Fraction(1, 2)) if self.due else None
        )


@dataclass(frozen=True)
class CoverageChart:
    """What was due and done, semester by semester."""

    height: float
    floor: float
    columns: tuple[Column, ...]


def coverage(figures: Sequence[tuple[Semester, int, int]]) -> CoverageChart:
    """Lay out (semester, due, done) as columns on one scale, in the order given."""
    tallest = max((due for _, due, _ in figures), default=0) or 1
    step = 100 / max(len(figures), 1)

    def y_of(count: int) -> float:
        return round(COLUMN_FLOOR - (COLUMN_FLOOR - COLUMN_TOP) * count / tallest, 2)

    columns = tuple(
        Column(
            semester=semester,
            due=due,
            done=done,
            x=round(step * (n + 0.5), 2),
            left=round(step * (n + 0.2), 2),
            width=round(step * 0.6, 2),
            frame_y=y_of(due),
            fill_y=y_of(done),
        )
        for n, (semester, due, done) in enumerate(figures)
    )
    return CoverageChart(COLUMN_FLOOR + 4.9, COLUMN_FLOOR, columns)


PANEL = 6.0  # rem from 7 down to 1
PANEL_HEAD = 2.9  # rem for the domain's name and a value written above the highest point
PANEL_LEFT, PANEL_RIGHT = 7.0, 99.0
MOST_COLUMNS = 8  # as many as a phone can write values for


@dataclass(frozen=True)
class Visit:
    """An observation in a trend: its semester, its domain means in order, and whether it is the one shown."""

    semester: Semester
    means: tuple[Fraction | None, ...]
    is_shown: bool = False


@dataclass(frozen=True)
class Point:
    """A domain mean as it is drawn."""

    x: float
    y: float
    mean: Fraction
    is_shown: bool


@dataclass(frozen=True)
class Middle:
    """Where half of a cohort's departments lie in a semester, as it is drawn behind the line."""

    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True)
class Panel:
    """A domain's line, under its name."""

    label: str
    label_y: float
    grades: tuple[tuple[float, int], ...]  # (y, grade) of the lines behind
    points: tuple[Point, ...]
    middles: tuple[Middle, ...] = ()


@dataclass(frozen=True)
class SemesterMark:
    """A semester under the lines."""

    x: float
    semester: Semester


@dataclass(frozen=True)
class TrendChart:
    """How a department's domain means have gone, one panel for each domain over the same semesters."""

    height: float
    left: float
    right: float
    panels: tuple[Panel, ...]
    marks: tuple[SemesterMark, ...]


# (low, high) of the middle half by semester and the number of the domain.
Middles = Mapping[tuple[Semester, int], tuple[Fraction, Fraction]]


def trend(
    labels: Sequence[str], visits: Sequence[Visit], middles: Middles | None = None
) -> TrendChart:
    """Lay out visits, oldest first, as one panel for each domain; the latest eight at most."""
    places = _columns(visits)
    step = (PANEL_RIGHT - PANEL_LEFT) / max(len(places), 1)
    xs = [round(PANEL_LEFT + step * (n + 0.5), 2) for n in range(len(places))]
    panels = tuple(
        _panel(k, label, places, xs, step, middles or {}) for k, label in enumerate(labels)
    )
    by_semester: dict[Semester, list[float]] = {}
    for (semester, _), x in zip(places, xs, strict=True):
        by_semester.setdefault(semester, []).append(x)
    return TrendChart(
        height=round((PANEL_HEAD + PANEL + 0.7) * len(labels) + 2.6, 2),
        left=PANEL_LEFT,
        right=PANEL_RIGHT,
        panels=panels,
        marks=tuple(SemesterMark(sum(at) / len(at), one) for one, at in by_semester.items()),
    )


def _columns(visits: Sequence[Visit]) -> list[tuple[Semester, Visit | None]]:
    """Return a column for each visit and each semester without one; visits alone where those are too many."""
    found: list[tuple[Semester, Visit | None]] = []
    for visit in visits:
        while found and found[-1][0].shift(1) < visit.semester and len(found) <= MOST_COLUMNS:
            found.append((found[-1][0].shift(1), None))
        found.append((visit.semester, visit))
    if len(found) > MOST_COLUMNS:
        found = [(visit.semester, visit) for visit in visits[-MOST_COLUMNS:]]
    return found


def _panel(
    number: int,
    label: str,
    places: Sequence[tuple[Semester, Visit | None]],
    xs: Sequence[float],
    step: float,
    middles: Middles,
) -> Panel:
    top = (PANEL_HEAD + PANEL + 0.7) * number
    floor = top + PANEL_HEAD + PANEL

    def y_of(value: Fraction | int) -> float:
        return round(floor - PANEL * float(value - LOWEST) / (HIGHEST - LOWEST), 2)

    points = [
        Point(x, y_of(mean), mean, visit.is_shown)
        for (_, visit), x in zip(places, xs, strict=True)
        if visit is not None and (mean := visit.means[number]) is not None
    ]
    grades = tuple((y_of(grade), grade) for grade in (LOWEST, LOW_BELOW, HIGH_FROM, HIGHEST))
    behind = tuple(
        Middle(round(x - step / 2, 2), round(step, 2), y_of(high), round(y_of(low) - y_of(high), 2))
        for (semester, _), x in zip(places, xs, strict=True)
        if (semester, number) in middles
        for low, high in [middles[semester, number]]
    )
    return Panel(label, round(top + LINE, 2), grades, tuple(points), behind)

"""Figures of scores: of a cohort, and how a department has gone beside the middle of its cohort."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template

from collect import observations, programme_coverage
from collect import observations_instruments as instruments
from collect import observations_profiles as profiles
from collect import programme_figures as figures
from collect.models.observations import Domain, Instrument, Observation
from collect.models.organisation import Department
from collect.rules.access import may
from collect.rules.calendar import Semester, semester_of
from collect.rules.refusals import NotAllowed
from collect.rules.suppression import is_settled
from forms import charts, charts_distribution, door
from forms.paging import named_semester

pages = Blueprint("programme_figures", __name__, url_prefix="/programme")
SEMESTERS = 6


@pages.get("/cohorts/<int:number>")
def cohort(number: int) -> Any:
    """Show what a cohort's scores come to in a semester: means, the middle half, distributions."""
    who, today = door.identity(), door.today()
    if not may(who, "statistics", "R"):
        raise NotAllowed("statistics")
    semester = named_semester() or _latest_settled()
    row = figures.cohort(who, number, today)
    scales = [
        (one, instruments.structure(one.id)) for one in instruments.instruments(active_only=False)
    ]
    found = figures.cohort_figures(
        who, row, semester, [domain for _, domains in scales for domain in domains], today
    )
    return render_template(
        "programme/cohort.html",
        row=row,
        semester=semester,
        later=semester.shift(1) if semester < semester_of(today) else None,
        found=found,
        may_read=figures.may_read(who, semester, today),
        scales=[(one, _shown(domains, found)) for one, domains in scales],
        label=charts.label,
    )


def _latest_settled() -> Semester:
    """Return the latest semester whose figures are final."""
    one = semester_of(door.today()).shift(-1)
    return one if is_settled(one, door.today()) else one.shift(-1)


@dataclass(frozen=True)
class ShownDimension:
    """A dimension's name, its scores and their chart."""

    label: str
    is_reversed: bool
    scores: figures.Distribution
    chart: charts_distribution.DistributionChart


@dataclass(frozen=True)
class ShownDomain:
    """A domain's name, the middle of the departments, and its dimensions."""

    label: str
    band: figures.Band
    dimensions: list[ShownDimension]


def _shown(domains: Sequence[Domain], found: figures.CohortFigures) -> list[ShownDomain]:
    return [
        ShownDomain(
            charts.label(domain),
            found.bands[domain.id],
            [
                ShownDimension(
                    charts.label(d),
                    d.is_reversed,
                    scores,
                    charts_distribution.distribution(scores.counts),
                )
                for d in domain.scale
                if (scores := found.distributions.get(d.id))
            ],
        )
        for domain in domains
        if domain.id in found.bands
    ]


@dataclass(frozen=True)
class Course:
    """How a department has gone on one instrument, as the chart asks for it."""

    instrument: Instrument
    labels: list[str]
    visits: list[charts.Visit]
    middles: charts.Middles
    chart: charts.TrendChart


@pages.get("/departments/<int:department_id>")
def department(department_id: int) -> Any:
    """Show how far a department has come, semester by semester, and how its scores have gone."""
    who, today = door.identity(), door.today()
    row = programme_coverage.department(who, department_id)
    mine = observations.observations(who).where(
        (Observation.department == row.id) & ~Observation.is_double
    )
    current = semester_of(today)
    rows = list(mine)
    used = {one.instrument_id: one.instrument for one in rows}
    return render_template(
        "programme/department.html",
        row=row,
        stages=programme_coverage.stages(row, [current.shift(-n) for n in range(SEMESTERS)]),
        courses=[_course(row, mine, used[key]) for key in sorted(used)],
        latest=rows[:SEMESTERS],
    )


def _course(row: Department, mine: Any, instrument: Instrument) -> Course:
    domains = instruments.structure(instrument.id)
    stages = profiles.course(mine, row.id, instrument.id, domains)
    visits = [
        charts.Visit(one.semester, tuple(one.domains[domain.id] for domain in domains))
        for one in stages
    ]
    labels, middles = [charts.label(domain) for domain in domains], middles_of(row, visits, domains)
    return Course(instrument, labels, visits, middles, charts.trend(labels, visits, middles))


def middles_of(
    row: Department, visits: Sequence[charts.Visit], domains: Sequence[Domain]
) -> charts.Middles:
    """Return the middle half of the department's cohort, from its first visit to its last."""
    if not visits:
        return {}
    first, last = visits[0].semester, visits[-1].semester
    wanted = [first]
    while wanted[-1] < last:
        wanted.append(wanted[-1].shift(1))
    found = figures.bands(
        door.identity(), row, wanted, [domain.id for domain in domains], door.today()
    )
    places = {domain.id: n for n, domain in enumerate(domains)}
    return {(one, places[key]): (band.low, band.high) for (one, key), band in found.items()}

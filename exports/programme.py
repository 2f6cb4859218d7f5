"""Figures of cohorts as sheets: what they count, what is stated of them, what is observed."""

from collections.abc import Mapping, Sequence
from typing import Any

from collect import phrases, programme, programme_coverage
from collect.models.organisation import Affiliation, Cohort
from collect.organisation import MEASURES
from collect.programme_coverage import Coverage
from collect.rules.calendar import Semester, programme_year
from exports.observations import Found, domain_means, semester_column
from exports.organisation import measure_columns
from exports.sheet import Chart, Column, Extract, Sheet, described

Figures = Mapping[str, int]


def overview(extract: Extract, found: Found) -> Sheet:
    """Return the cohort at a glance: key figures, coverage and domain means per semester."""
    semesters = _semesters(extract)
    days = [one.counting_day for one in semesters]
    structure = programme.structure(extract.identity, Affiliation.cohort, [extract.on, *days])
    figures = structure[extract.cohort.id, extract.on]
    rows: list[list[Any]] = [[phrases.word("measure", m), figures[m], extract.on] for m in MEASURES]
    year = programme_year(extract.cohort.start, extract.on)
    rows.append([phrases.say("Observasjoner i uttrekket"), len(found.rows), None])
    rows.append([phrases.say("Programår"), year, extract.on])
    per_day = {day: structure[extract.cohort.id, day] for day in days}
    following = (_per_semester(extract, semesters, per_day), domain_means(found, semesters))
    return Sheet(phrases.say("Oversikt"), _key_columns(), rows, following=following)


def _semesters(extract: Extract) -> list[Semester]:
    if extract.semester is not None:
        return [extract.semester]
    return programme.semesters(extract.cohort, extract.on)


def _key_columns() -> list[Column]:
    say = phrases.say
    meaning, day = say("Hva som er telt"), say("Dagen tallet gjelder")
    return [
        described(say("Nøkkeltall"), "text", meaning, source=say("Denne løsningen")),
        described(
            say("Verdi"), "integer", say("Tallet"), say("antall"), say("Telt i denne løsningen")
        ),
        described(say("Per dato"), "date", day, say("dato"), say("Uttrekket")),
    ]


def _per_semester(
    extract: Extract, semesters: Sequence[Semester], structure: Mapping[Any, Figures]
) -> Sheet:
    covered = programme_coverage.coverages(extract.identity, semesters, extract.on)
    rows = []
    for one in semesters:
        figures = structure[one.counting_day]
        seen = covered.get((extract.cohort.id, one), Coverage(one))
        counted = [figures[measure] for measure in MEASURES]
        rows.append([phrases.semester(one), one.counting_day, *counted, *_coverage(seen)])
    title = phrases.say("Dekning per halvår")
    columns = [semester_column(), _day_column(), *measure_columns(False), *_coverage_columns()]
    return Sheet(title, columns, rows, chart=Chart(title, "bar", (8,), 0, 1, "0 %"))


def _coverage(seen: Coverage) -> list[Any]:
    return [seen.due, seen.observed, seen.share("observed")]


def _day_column() -> Column:
    say = phrases.say
    meaning = say("Dagen som avdelinger, barn og ansatte er telt på")
    unit = say("15. desember og 15. juni")
    return described(say("Telledag"), "date", meaning, unit, say("Kalenderen"))


def _coverage_columns() -> list[Column]:
    say = phrases.say
    due = say("Avdelinger som var åpne på telledagen, i en pulje som hadde startet")
    done = say("De av dem som har minst én observasjon i halvåret")
    number, source = say("antall"), say("Telt i denne løsningen")
    share = say("Andelen av avdelingene som er observert")
    return [
        described(say("Skal observeres"), "integer", due, number, source),
        described(say("Observert"), "integer", done, number, source),
        described(say("Dekning"), "percent", share, say("prosent"), source),
    ]


def cohort_table(rows: Sequence[tuple[Cohort, Figures | None, Figures]], control: Figures) -> Sheet:
    """Return the cohort table in its source's columns, with sum, control total and difference.

    `rows` are (cohort, figures counted or None where nothing is registered, figures stated);
    `control` is what others say they add up to.
    """
    say = phrases.say
    lines = [_cohort_line(*row) for row in rows]
    start = say("Måneden puljen begynte")
    kind = say("Om tallene er telt her eller oppgitt av andre")
    columns = [
        cohort_column(),
        described(say("Start"), "text", start, say("år-måned"), say("Koordinatoren")),
        *measure_columns(False),
        described(say("Kilde"), "text", kind, say("Telt, Oppgitt"), say("Denne løsningen")),
    ]
    return Sheet(say("Puljer"), columns, lines, below=_below(lines, control) if lines else ())


def _cohort_line(cohort: Cohort, counted: Figures | None, stated: Figures) -> list[Any]:
    figures: Figures = stated if counted is None else counted
    source = phrases.say("Oppgitt") if counted is None else phrases.say("Telt")
    begun = f"{cohort.start:%Y-%m}"
    return [cohort.number, begun, *(figures.get(measure) for measure in MEASURES), source]


def _below(lines: Sequence[Sequence[Any]], control: Figures) -> list[list[Any]]:
    """Return the lines below the cohorts: our sums, what others say they are, the difference."""
    say = phrases.say
    sums = [sum(line[n] or 0 for line in lines) for n in range(2, 2 + len(MEASURES))]
    rows: list[list[Any]] = [["SUM", None, *sums, say("Regnet ut")]]
    if control:
        totals = [control.get(measure) for measure in MEASURES]
        rows.append([say("Kontrolltotal"), None, *totals, say("Oppgitt")])
        rows.append([say("Differanse"), None, *map(_difference, sums, totals), say("Regnet ut")])
    return rows


def _difference(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one - other


def cohort_column() -> Column:
    """Return the column that names a cohort."""
    say = phrases.say
    meaning = say("Nummeret på puljen: barnehager som begynte samtidig")
    return described(say("Pulje"), "integer", meaning, say("nummer"), say("Koordinatoren"))


def side_by_side(rows: Sequence[tuple[Cohort, Figures | None, Figures]]) -> Sheet:
    """Return what is counted beside what is stated, cohort by cohort and measure by measure."""
    columns = [cohort_column()]
    for measure in MEASURES:
        columns += _compared_columns(phrases.word("measure", measure))
    lines = []
    for cohort, counted, stated in rows:
        line: list[Any] = [cohort.number]
        for measure in MEASURES:
            pair = (counted or {}).get(measure), stated.get(measure)
            line += [*pair, _difference(*pair)]
        lines.append(line)
    return Sheet(phrases.say("Telt og oppgitt"), columns, lines, frozen_columns=1)


def _compared_columns(name: str) -> list[Column]:
    say = phrases.say
    number, worked = say("antall"), say("Regnet ut av denne løsningen")
    counted, stated = say("Telt blant det som er registrert"), say("Oppgitt av andre, importert")
    difference = say("Telt minus oppgitt")
    return [
        described(say("%(name)s, telt", name=name), "integer", counted, number, worked),
        described(say("%(name)s, oppgitt", name=name), "integer", stated, number, say("Importen")),
        described(say("%(name)s, differanse", name=name), "integer", difference, number, worked),
    ]

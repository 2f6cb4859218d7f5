"""Observations as rows, and the cohort's domain means per semester."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from collect import observations, people, phrases, programme
from collect.models.observations import Domain, Instrument, Observation
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Person
from collect.rules import certificates
from collect.rules.calendar import Semester, local_day, semester_from
from collect.rules.scoring import HIGHEST, LOWEST, Profile, mean_over
from collect.rules.suppression import permitted
from exports.organisation import house_column, room_cells, room_columns, words
from exports.sheet import Chart, Column, Extract, Sheet, described, label

RELATIONS = ("external", "internal", "own_department")


@dataclass(frozen=True)
class Found:
    """The observations of an extract, what they come to, and the scales they were made with."""

    rows: Sequence[Any]  # observations with department, kindergarten and instrument
    profiles: Mapping[int, Profile]
    scales: Sequence[Any]  # dimensions with domain and instrument
    query: Any  # that found the observations

    @property
    def domains(self) -> list[Domain]:
        """Return the domains of the scales, in order."""
        return list({d.domain_id: d.domain for d in self.scales}.values())

    @property
    def per_department(self) -> Counter[int]:
        """Return how often each department was observed, by its id."""
        return Counter(row.department_id for row in self.rows)


def find(extract: Extract) -> Found:
    """Fetch the observations of an extract with their means; five queries however many.

    The second coding of a visit is none of them. In an order that says nothing of a department's
    name. The scales are those of the active instruments and of any other that was used.
    """
    semester = extract.semester.code if extract.semester else None
    query = observations.of_cohort(extract.identity, extract.cohort.id, semester)
    query = query.where(~Observation.is_double)
    rows: list[Any] = list(
        query.order_by(
            Kindergarten.sort,
            Kindergarten.id,
            Department.id,
            Observation.observed_on,
            Observation.id,
        )
    )
    scales: list[Any] = programme.scales()
    used = {row.instrument_id for row in rows}
    shown = [d for d in scales if d.domain.instrument.is_active or d.domain.instrument_id in used]
    return Found(rows, programme.profiles(query, scales), shown, query)


def version(instrument: Instrument) -> str:
    """Return the short name of a CLASS version, with the edition from the second on."""
    short = label(instrument).partition(" (")[0]
    if instrument.edition == 1:
        return short
    return phrases.say("%(name)s %(edition)s. utg.", name=short, edition=instrument.edition)


def observation_rows(extract: Extract, found: Found) -> Sheet:
    """Return the observations one by one with unrounded means; blank where nothing was scored."""
    names = _observers(extract) if extract.is_identified else {}
    columns = [*_columns(extract.is_identified), *_mean_columns(found)]
    rows = (_row(row, extract.is_identified, names, found) for row in found.rows)
    return Sheet(phrases.say("Observasjoner"), columns, rows, frozen_columns=3)


def _observers(extract: Extract) -> dict[int, str]:
    query = observations.of_cohort(extract.identity, extract.cohort.id)
    ids = query.select(Observation.observer).order_by()
    known = people.persons(extract.identity, local_day(extract.now))
    found: list[Any] = list(known.where(Person.id.in_(ids)))
    return {row.id: row.name for row in found}


def _row(row: Any, named: bool, names: Mapping[int, str], found: Found) -> list[Any]:
    profile = found.profiles[row.id]
    house = row.department.kindergarten
    return [
        row.reference,
        house.name,
        *room_cells(house.id, row.department, named),
        phrases.semester(semester_from(row.semester)),
        row.observed_on if named else week(row.observed_on),
        version(row.instrument),
        *([names.get(row.observer_id)] if named else []),
        phrases.word("relation", row.relation),
        phrases.word("certificate", row.certificate),
        profile.is_complete,
        *(profile.dimensions.get(d.id) for d in found.scales),
        *(profile.domains.get(d.id) for d in found.domains),
    ]


def week(day: date) -> str:
    """Return the week of a day, such as `uke 42 2025`: as near as a date comes without names."""
    year, number, _ = day.isocalendar()
    return phrases.say("uke %(week)s %(year)s", week=number, year=year)


def _columns(named: bool) -> list[Column]:
    say = phrases.say
    form = say("Observasjonsskjemaet")
    reference = say("Nummeret på kvitteringen for observasjonen")
    return [
        described(say("Referanse"), "text", reference, source=say("Denne løsningen")),
        house_column(),
        *room_columns(named),
        semester_column(form),
        _day_column(named),
        described(
            say("CLASS-versjon"), "text", say("Hvilken versjon det ble observert med"), source=form
        ),
        *([_observer_column()] if named else []),
        *_circumstance_columns(),
    ]


def semester_column(source: str = "") -> Column:
    """Return the column that names a semester."""
    say = phrases.say
    meaning, unit = (
        say("Halvåret raden gjelder"),
        say("høst er august–desember, vår er januar–juli"),
    )
    return described(say("Halvår"), "text", meaning, unit, source or say("Kalenderen"))


def _day_column(named: bool) -> Column:
    say = phrases.say
    form = say("Observasjonsskjemaet")
    if named:
        return described(say("Dato"), "date", say("Dagen det ble observert"), say("dato"), form)
    meaning = say("Uken det ble observert")
    return described(say("Uke"), "text", meaning, say("ukenummer og år"), form)


def _observer_column() -> Column:
    meaning = phrases.say("Navnet på den som observerte")
    return described(phrases.say("Observatør"), "text", meaning, source=phrases.say("Innloggingen"))


def _circumstance_columns() -> list[Column]:
    say = phrases.say
    relation, worked = words("relation", RELATIONS), say("Regnet ut av denne løsningen")
    states = words("certificate", certificates.STATES)
    return [
        described(
            say("Relasjon"),
            "text",
            say("Hvordan observatøren står til avdelingen"),
            relation,
            worked,
        ),
        described(
            say("Sertifikat"), "text", say("Observatørens sertifikat den dagen"), states, worked
        ),
        described(
            say("Fullstendig"),
            "bool",
            say("Om alle dimensjoner har skår i alle sykluser"),
            say("Ja, Nei"),
            worked,
        ),
    ]


def _mean_columns(found: Found) -> list[Column]:
    say = phrases.say
    unit = say("%(low)s–%(high)s, ikke avrundet", low=LOWEST, high=HIGHEST)
    form, worked = say("Observasjonsskjemaet"), say("Regnet ut av denne løsningen")
    plain = say("Snittet av skårene i syklusene")
    turned = say("Snittet av skårene i syklusene, ikke snudd: lavt er bra")
    domain = say("Snittet av dimensjonene i domenet, tomt hvis en mangler")
    scales = [
        _narrow(
            _name(d.domain.instrument, d), "decimal", turned if d.is_reversed else plain, unit, form
        )
        for d in found.scales
    ]
    return scales + [
        _narrow(_domain_name(d), "decimal", domain, unit, worked) for d in found.domains
    ]


def _narrow(*parts: str) -> Column:
    """Return a column just wide enough for a mean, so that all of them are seen together."""
    return replace(described(*parts), width=7)


def _name(instrument: Instrument, row: Any) -> str:
    return f"{version(instrument)}: {label(row)}"


def _domain_name(row: Domain) -> str:
    return phrases.say("%(domain)s (domene)", domain=_name(row.instrument, row))


def domain_means(found: Found, semesters: Sequence[Semester]) -> Sheet:
    """Return the mean of each domain in each semester, with how many observations it rests on.

    Blank for fewer than five departments (`rules.suppression`).
    """
    say = phrases.say
    meaning = say(
        "Snittet av observasjonenes domeneskår i halvåret. Tomt for færre enn fem avdelinger"
    )
    number = say("Antall observasjoner som snittet bygger på")
    unit = say("%(low)s–%(high)s, ikke avrundet", low=LOWEST, high=HIGHEST)
    source = say("Arket Observasjoner")
    columns = [semester_column()]
    for domain in found.domains:
        name = _name(domain.instrument, domain)
        columns.append(described(name, "decimal", meaning, unit, source))
        title = say("Antall: %(name)s", name=name)
        columns.append(described(title, "integer", number, say("antall"), source))
    title = say("Domeneskår per halvår")
    means = tuple(range(1, len(columns), 2))
    chart = Chart(title, "line", means, LOWEST, HIGHEST, "0")
    rows = [[phrases.semester(one), *_means_of(found, one)] for one in semesters]
    return Sheet(title, columns, rows, chart=chart)


def _means_of(found: Found, semester: Semester) -> Iterator[Any]:
    rows = [row for row in found.rows if row.semester == semester.code]
    for domain in found.domains:
        scored = [r for r in rows if found.profiles[r.id].domains.get(domain.id) is not None]
        mean, number = mean_over((found.profiles[row.id] for row in scored), domain.id)
        rooms = {row.department_id for row in scored}
        yield from (mean if domain.id in permitted({domain.id: rooms}) else None, number)

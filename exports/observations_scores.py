"""Scores as tidy rows: one for each cycle and dimension, also where nothing was scored."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from collect import phrases, programme
from collect.rules.calendar import semester_from
from collect.rules.scoring import HIGHEST, LOWEST
from exports.observations import Found, semester_column, version
from exports.organisation import room_cells, room_columns
from exports.sheet import Column, Extract, Sheet, described, label


def score_rows(extract: Extract, found: Found) -> Sheet:
    """Return the score of every cycle and dimension of the observations; blank where there is none."""
    columns = [*_place_columns(extract.is_identified), *_score_columns()]
    return Sheet(phrases.say("Skårer"), columns, _rows(extract, found), frozen_columns=1)


def _rows(extract: Extract, found: Found) -> Iterator[list[Any]]:
    cycles, scores = programme.cycles_scored(found.query)
    of_visit: dict[int, list[Any]] = defaultdict(list)
    for cycle in cycles:
        of_visit[cycle.observation_id].append(cycle)
    scales: dict[int, list[tuple[int, list[Any]]]] = defaultdict(list)
    for d in found.scales:
        names = [label(d.domain), label(d), d.is_reversed]
        scales[d.domain.instrument_id].append((d.id, names))
    for row in found.rows:
        place = _place(row, extract.is_identified)
        for cycle in of_visit[row.id]:
            counts = [cycle.number, cycle.adults, cycle.children]
            for key, names in scales[row.instrument_id]:
                value = scores.get((row.id, cycle.number, key))
                yield [*place, *counts, *names, value]


def _place(row: Any, named: bool) -> Sequence[Any]:
    return (
        row.reference,
        *room_cells(row.department.kindergarten_id, row.department, named),
        phrases.semester(semester_from(row.semester)),
        version(row.instrument),
    )


def _place_columns(named: bool) -> list[Column]:
    say = phrases.say
    reference = say("Nummeret på kvitteringen for observasjonen")
    used = say("Hvilken versjon det ble observert med")
    form = say("Observasjonsskjemaet")
    return [
        described(say("Referanse"), "text", reference, source=say("Denne løsningen")),
        *room_columns(named),
        semester_column(form),
        described(say("CLASS-versjon"), "text", used, source=form),
    ]


def _score_columns() -> list[Column]:
    say = phrases.say
    form, number, yes = say("Observasjonsskjemaet"), say("antall"), say("Ja, Nei")
    adults, children = say("Voksne til stede i syklusen"), say("Barn til stede i syklusen")
    scale = say("hele tall %(low)s–%(high)s, tomt når den ikke er skåret", low=LOWEST, high=HIGHEST)
    turned = say("Om lavt er bra. Da brukes 8 minus snittet i domeneskåren")
    given = say("Skåren slik observatøren ga den, ikke snudd")
    return [
        described(say("Syklus"), "integer", say("Nummeret på syklusen"), say("nummer"), form),
        described(say("Voksne"), "integer", adults, number, form),
        described(say("Barn"), "integer", children, number, form),
        described(say("Domene"), "text", say("Domenet dimensjonen hører til"), source="CLASS"),
        described(say("Dimensjon"), "text", say("Det som er skåret"), source="CLASS"),
        described(say("Snudd"), "bool", turned, yes, "CLASS"),
        described(say("Skår"), "integer", given, scale, form),
    ]

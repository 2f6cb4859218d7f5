"""How far new staff have come, as a workbook: figures only."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from collect import journal, phrases
from collect import onboarding_progress as progress
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed
from exports.organisation import house_column
from exports.sheet import Column, Sheet, about, codebook, described


def progress_workbook(identity: Identity, *, now: datetime, municipality: str) -> tuple[str, bytes]:
    """Return the file name and workbook, and note that it was taken.

    Raises NotAllowed for one who may not take out figures of all the kindergartens.
    """
    from exports.workbook import workbook  # takes a quarter of a second: on first use

    if not reach(identity, "statistics", "E").everything:
        raise NotAllowed("statistics")
    today = local_day(now)
    with phrases.reading(identity.locale):
        found = [one for one in progress.lines(identity, today) if one.kindergarten]
        title = phrases.say("Nyansatte i tall")
        page = Sheet(title, _columns(), _rows(found), frozen_columns=1)
        rule = (phrases.say("Tomme felt"), phrases.say("Tall om færre enn fem vises ikke."))
        last = about([rule], by=identity, municipality=municipality, now=now, on=today)
        sheets = [page, codebook([page, last]), last]
        content = workbook(sheets, title=title, author=identity.name, created=now)
        journal.took_list("onboarding_progress", len(found), by=identity, now=now)
    return f"tettpaa-nyansatte-{today}.xlsx", content


def _rows(found: Sequence[progress.Line]) -> Iterator[list[Any]]:
    for one in found:
        count = one.count
        figures = (
            [None] * 6
            if count is None
            else [
                count.people,
                count.on_time,
                count.late,
                count.done,
                count.not_applicable,
                count.without,
            ]
        )
        yield [one.kindergarten, one.cohort, *figures]


def _columns() -> list[Column]:
    say = phrases.say
    number, plan = say("antall"), say("Opplæringsplanen")
    own = say("Denne løsningen")
    meanings = (
        (say("Nyansatte"), say("De som begynte det siste året, og arbeider der i dag"), own),
        (say("I rute"), say("Planer med åpne oppgaver, ingen forsinket"), plan),
        (say("Forsinket"), say("Planer med en oppgave der fristen har gått ut"), plan),
        (say("Ferdig"), say("Planer der alt er gjort eller ikke aktuelt"), plan),
        (say("Ikke aktuelt"), say("Oppgaver som er ført som ikke aktuelle"), plan),
        (say("Uten plan"), say("Nyansatte som ikke er meldt inn"), own),
    )
    return [
        house_column(),
        described(say("Pulje"), "integer", say("Puljen barnehagen hører til"), source=own),
        *(
            described(label, "integer", meaning, number, source, "sum")
            for label, meaning, source in meanings
        ),
    ]

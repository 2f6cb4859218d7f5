"""How far each kindergarten has come with Snakke med barn, as a workbook."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from collect import journal, phrases
from collect import programme_talking as talking
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.programme_talking import MODULES, champions_state
from collect.rules.refusals import NotAllowed
from exports.organisation import house_column, words
from exports.sheet import Column, Sheet, about, codebook, described


def talking_workbook(identity: Identity, *, now: datetime, municipality: str) -> tuple[str, bytes]:
    """Return the file name and workbook, and note that it was taken.

    Raises NotAllowed for one who does not follow all the kindergartens.
    """
    from exports.workbook import workbook  # takes a quarter of a second: on first use

    if not reach(identity, "talk", "E").everything:
        raise NotAllowed("talk")
    today = local_day(now)
    with phrases.reading(identity.locale):
        found = talking.progress(list(talking.kindergartens(identity, today)), today)
        title = phrases.say("Snakke med barn")
        page = Sheet(title, _columns(), _rows(found), frozen_columns=1)
        number = (phrases.say("Barnehager"), phrases.figure(len(found)))
        last = about([number], by=identity, municipality=municipality, now=now, on=today)
        sheets = [page, codebook([page, last]), last]
        content = workbook(sheets, title=title, author=identity.name, created=now)
        journal.took_list("talking", len(found), by=identity, now=now)
    return f"tettpaa-snakke-med-barn-{today}.xlsx", content


def _rows(found: Sequence[talking.Progress]) -> Iterator[list[Any]]:
    for one in found:
        yield [
            one.kindergarten.name,
            one.cohort.number if one.cohort else None,
            one.year or None,
            *(one.last_days.get(module) for module in MODULES),
            len(one.last_days),
            one.staff,
            one.through,
            Fraction(one.through, one.staff) if one.staff else None,
            one.champions,
            phrases.word("talk_champions", champions_state(one.champions)),
        ]


def _columns() -> list[Column]:
    say = phrases.say
    number, source = say("antall"), say("Oppmøtet barnehagen har ført")
    own = say("Denne løsningen")
    meaning = say("Siste dag modulen ble holdt")
    modules = [
        described(say("Modul %(number)s", number=module), "date", meaning, say("dato"), source)
        for module in MODULES
    ]
    share = say("Andel av dagens ansatte som har vært gjennom alle sju")
    states = words("talk_champions", ("few", "enough", "many"))
    return [
        house_column(),
        described(say("Pulje"), "integer", say("Puljen barnehagen hører til"), source=own),
        described(say("Programår"), "integer", say("Barnehagens år i programmet"), source=own),
        *modules,
        described(say("Moduler"), "integer", say("Moduler som er holdt"), number, source),
        described(say("Ansatte"), "integer", say("De som arbeider der i dag"), number, own),
        described(
            say("Gjennom alle sju"),
            "integer",
            say("Dagens ansatte som har vært gjennom alle sju"),
            number,
            source,
        ),
        described(say("Andel"), "percent", share, say("prosent"), source),
        described(say("Snakkefaddere"), "integer", say("De som leder arbeidet"), number, own),
        described(
            say("Antall snakkefaddere"), "text", say("Om det er tre eller fire"), states, own
        ),
    ]

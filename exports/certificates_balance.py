"""Release days used and left: the sum of each kindergarten, and each certified teacher."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from collect import certificates_register as register
from collect import certificates_release as releases
from collect import journal, phrases
from collect.models.organisation import Kindergarten
from collect.rules.access import Identity, may
from collect.rules.calendar import kindergarten_year
from collect.rules.certificates_release import left
from collect.rules.refusals import NotAllowed
from exports.organisation import house_column
from exports.sheet import Column, Sheet, about, codebook, described

Rows = Sequence[tuple[releases.Balance, Kindergarten | None]]


def balance_workbook(
    identity: Identity, on: date, limit: int, *, now: datetime, municipality: str
) -> tuple[str, bytes]:
    """Return the file name and workbook of the kindergarten year of a day, and note that it was taken.

    Raises NotAllowed for one who enters nobody's days.
    """
    from exports.workbook import workbook  # takes a quarter of a second: on first use

    if not may(identity, "release", "C"):
        raise NotAllowed("release")
    year = kindergarten_year(on)
    with phrases.reading(identity.locale):
        found = _rows(identity, on)
        title = phrases.say("Frikjøpsdager %(year)s", year=year)
        pages = [_houses(found, limit), _people(found, limit)]
        told = [(phrases.say("Dager per person"), str(limit))]
        last = about(told, by=identity, municipality=municipality, now=now, on=on)
        sheets = [*pages, codebook([*pages, last]), last]
        content = workbook(sheets, title=title, author=identity.name, created=now)
        journal.took_list("release_days", len(found), by=identity, now=now)
    return f"tettpaa-frikjopsdager-{year.replace('/', '-')}.xlsx", content


def _rows(identity: Identity, on: date) -> Rows:
    """Return what each has used, with where they work; those of a kindergarten together."""
    balances = releases.balances(identity, on)
    places = register.places(identity, [one.person.id for one in balances], on)
    rows = [(one, places.get(one.person.id)) for one in balances]
    return sorted(rows, key=lambda pair: pair[1].sort if pair[1] else "")


def _houses(found: Rows, limit: int) -> Sheet:
    say = phrases.say
    sums: dict[str, list[int]] = defaultdict(list)
    for one, place in found:
        sums[place.name if place else ""].append(one.used)
    rows: list[list[Any]] = [
        [name, len(used), sum(used) / 2, sum(left(number, limit) for number in used) / 2]
        for name, used in sums.items()
    ]
    number = described(
        say("Sertifiserte"),
        "integer",
        say("Ansatte som har bestått prøven"),
        say("antall"),
        say("Sertifikatet"),
        "sum",
    )
    columns = [house_column(), number, *_figures()]
    return Sheet(say("Per barnehage"), columns, rows, frozen_columns=1)


def _people(found: Rows, limit: int) -> Sheet:
    say = phrases.say
    rows: list[list[Any]] = [
        [
            place.name if place else "",
            one.person.name,
            one.used / 2,
            left(one.used, limit) / 2,
        ]
        for one, place in found
    ]
    name = described(
        say("Navn"), "text", say("Den som har sertifikatet"), source=say("Sertifikatet")
    )
    return Sheet(say("Per person"), [house_column(), name, *_figures()], rows, frozen_columns=2)


def _figures() -> list[Column]:
    say = phrases.say
    unit, source = say("dager"), say("Frikjøpsdagene")
    used = say("Dager som er ført til nå og ikke trukket tilbake")
    rest = say("Dager som er igjen av dem en lærer er kjøpt fri")
    return [
        described(say("Brukt"), "decimal", used, unit, source, "sum"),
        described(say("Igjen"), "decimal", rest, unit, source, "sum"),
    ]

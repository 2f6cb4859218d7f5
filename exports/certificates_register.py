"""The register of certificates as a workbook: one row for each, with version, edition and state."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from collect import certificates_register as register
from collect import journal, phrases
from collect.certificates_register import Entry
from collect.models.certificates import Certificate
from collect.rules.access import Identity
from collect.rules.calendar import local_day
from collect.rules.certificates import STATES
from exports.organisation import house_column, words
from exports.sheet import Column, Extract, Sheet, about, codebook, described, label


def register_workbook(
    identity: Identity,
    rows: Sequence[Certificate] | None = None,
    *,
    now: datetime,
    municipality: str,
) -> tuple[str, bytes]:
    """Return the file name and workbook of certificates, and note that it was taken.

    Without `rows` these are all the certificates within reach.
    """
    from exports.workbook import workbook  # takes a quarter of a second: on first use

    today = local_day(now)
    with phrases.reading(identity.locale):
        found = (
            register.register(identity, today)
            if rows is None
            else register.entries(identity, rows, today)
        )
        title = phrases.say("Sertifikatregister")
        page = Sheet(title, _columns(), _rows(found), frozen_columns=1)
        number = (phrases.say("Sertifikater"), phrases.figure(len(found)))
        last = about([number], by=identity, municipality=municipality, now=now, on=today)
        sheets = [page, codebook([page, last]), last]
        content = workbook(sheets, title=title, author=identity.name, created=now)
        journal.took_list("certificates", len(found), by=identity, now=now)
    return f"tettpaa-sertifikatregister-{today}.xlsx", content


def of_cohort(extract: Extract) -> Sheet:
    """Return the certificates of those who work in the cohort on the day.

    Without names also without kindergarten, dates and order of names: few in each hold one.
    """
    found = register.of_cohort(extract.identity, extract.cohort.id, extract.on)
    rows = [_row_of_cohort(one, extract.is_identified) for one in found]
    if not extract.is_identified:
        rows.sort(key=str)
    return Sheet(phrases.say("Sertifikater"), _columns_of_cohort(extract.is_identified), rows)


def _row_of_cohort(one: Entry, named: bool) -> list[Any]:
    row = one.certificate
    who = [row.person.name, one.kindergarten.name if one.kindergarten else ""] if named else []
    days = [row.passed_on, row.valid_from, row.valid_to] if named else []
    what = [label(row.instrument), row.instrument.edition, phrases.word("certificate", one.state)]
    return [*who, *what, *days]


def _columns_of_cohort(named: bool) -> list[Column]:
    """Return the columns of the register that tell neither attempts nor results."""
    name, house, version, edition, _, _, _, passed, begins, ends, state, _ = _columns()
    who, days = ([name, house], [passed, begins, ends]) if named else ([], [])
    return [*who, version, edition, state, *days]


def _rows(found: Sequence[Entry]) -> Iterator[list[Any]]:
    for one in found:
        row = one.certificate
        yield [
            row.person.name,
            one.kindergarten.name if one.kindergarten else "",
            label(row.instrument),
            row.instrument.edition,
            row.course_completed_on,
            row.attempts,
            row.result_percent,
            row.passed_on,
            row.valid_from,
            row.valid_to,
            phrases.word("certificate", one.state),
            row.source,
        ]


def _columns() -> list[Column]:
    say = phrases.say
    source, day = say("Sertifikatet"), say("dato")
    states = words("certificate", STATES)
    return [
        described(say("Navn"), "text", say("Den som har sertifikatet"), source=source),
        house_column(),
        described(say("CLASS-versjon"), "text", say("Hva sertifikatet gjelder"), source=source),
        described(say("Utgave"), "integer", say("Utgaven av CLASS-versjonen"), source=source),
        described(
            say("Kurset fullført"), "date", say("Siste dag på sertifiseringskurset"), day, source
        ),
        described(say("Forsøk"), "integer", say("Ganger prøven er tatt"), say("antall"), source),
        described(
            say("Resultat i prosent"),
            "integer",
            say("Koder innenfor ett poeng av fasiten"),
            say("prosent"),
            source,
        ),
        described(say("Bestått"), "date", say("Dagen prøven ble bestått"), day, source),
        described(say("Gjelder fra"), "date", say("Første dag det gjelder"), day, source),
        described(say("Gjelder til og med"), "date", say("Siste dag det gjelder"), day, source),
        described(
            say("Tilstand"), "text", say("Tilstanden den dagen filen ble laget"), states, source
        ),
        described(
            say("Kilde"), "text", say("Hvor kurset eller prøven er bekreftet"), source=source
        ),
    ]

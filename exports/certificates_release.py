"""Release days for those who pay: the sum of each kindergarten, and the days it is made of."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from collect import certificates_release_payment as payments
from collect import journal, phrases
from collect.certificates_release_payment import PaymentLine
from collect.models.certificates_release import ReleaseBatch
from collect.rules.access import Identity
from collect.rules.calendar import local_day
from collect.rules.certificates_release import PURPOSES
from exports.organisation import house_column, words
from exports.sheet import Column, Sheet, about, codebook, described


def payment_workbook(
    identity: Identity, batch_id: int, *, now: datetime, municipality: str
) -> tuple[str, bytes]:
    """Return the file name and workbook of a list of release days, and note that it was taken.

    Raises NotAllowed for one who makes no payments, NotFound for a list that is not there.
    """
    from exports.workbook import workbook  # takes a quarter of a second: on first use

    row = payments.batch(identity, batch_id)
    with phrases.reading(identity.locale):
        found = payments.lines(identity, row)
        title = phrases.say("Frikjøp, liste %(number)s", number=row.id)
        pages = [_totals(found), _days(found)]
        told = _told(row)
        last = about(told, by=identity, municipality=municipality, now=now, on=local_day(now))
        sheets = [*pages, codebook([*pages, last]), last]
        content = workbook(sheets, title=title, author=identity.name, created=now)
        journal.took_list("release_days", len(found), by=identity, now=now)
    return f"tettpaa-frikjop-liste-{row.id}.xlsx", content


def _told(row: ReleaseBatch) -> list[tuple[str, str]]:
    say = phrases.say
    days = f"{phrases.day(row.first_day)}–{phrases.day(row.last_day)}"
    place = row.kindergarten.name if row.kindergarten else say("Alle barnehagene")
    made_by = row.made_by.name if row.made_by else "–"
    back = say("En dag som er trukket tilbake etter at den ble refundert, står med minus.")
    return [
        (say("Liste"), str(row.id)),
        (say("Periode"), days),
        (say("Barnehage"), place),
        (say("Laget"), f"{phrases.moment(row.made_at)}, {made_by}"),
        (say("Minus"), back),
    ]


def _number_column() -> Column:
    say = phrases.say
    meaning, unit = say("Nummeret i Enhetsregisteret"), say("ni siffer")
    return described(say("Organisasjonsnummer"), "text", meaning, unit, say("Barnehageregisteret"))


def _days_column() -> Column:
    say = phrases.say
    meaning, unit = say("Dager til refusjon; en halv dag er 0,5"), say("dager")
    return described(say("Dager"), "decimal", meaning, unit, say("Frikjøpsdagene"), "sum")


def _totals(found: Sequence[PaymentLine]) -> Sheet:
    say = phrases.say
    number = described(
        say("Personer"),
        "integer",
        say("Antall personer med dager på listen"),
        say("antall"),
        say("Frikjøpsdagene"),
    )
    rows: list[list[Any]] = [
        [
            lines[0].row.kindergarten.name,
            lines[0].row.kindergarten.org_number,
            len({line.row.person_id for line in lines}),
            sum(line.halves for line in lines) / 2,
        ]
        for lines in (list(group) for _, group in groupby(found, _place))
    ]
    columns = [house_column(), _number_column(), number, _days_column()]
    return Sheet(say("Sum per barnehage"), columns, rows, frozen_columns=1)


def _place(line: PaymentLine) -> int:
    return line.row.kindergarten_id


def _days(found: Sequence[PaymentLine]) -> Sheet:
    say = phrases.say
    source = say("Frikjøpsdagene")
    columns = [
        house_column(),
        _number_column(),
        described(say("Navn"), "text", say("Den som er frikjøpt"), source=source),
        described(say("Dag"), "date", say("Dagen det gjelder"), say("dato"), source),
        _days_column(),
        described(
            say("Formål"),
            "text",
            say("Hva dagen er brukt til"),
            words("release_purpose", PURPOSES),
            source,
        ),
        described(
            say("Merknad"),
            "text",
            say("Hvorfor dagen er over grensen, uten gyldig sertifikat eller trukket tilbake"),
            source=source,
        ),
        described(say("Referanse"), "text", say("Fast kode for dagen"), source=source),
    ]
    return Sheet(say("Frikjøpsdager"), columns, _day_rows(found), frozen_columns=1)


def _day_rows(found: Sequence[PaymentLine]) -> Iterator[list[Any]]:
    for line in found:
        row = line.row
        yield [
            row.kindergarten.name,
            row.kindergarten.org_number,
            row.person.name,
            row.day,
            line.halves / 2,
            phrases.word("release_purpose", row.purpose),
            _remark(line),
            row.reference,
        ]


def _remark(line: PaymentLine) -> str:
    say, row, found = phrases.say, line.row, []
    if line.is_credit:
        found.append(say("Trukket tilbake: %(reason)s", reason=row.withdrawn_reason))
    if row.over_reason:
        found.append(say("Over grensen: %(reason)s", reason=row.over_reason))
    if row.certificate not in ("valid", "expiring"):
        found.append(say("Uten gyldig sertifikat"))
    return "; ".join(found)

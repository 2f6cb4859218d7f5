"""Observers' certificates: how many observers each kindergarten has in the months to come."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from collect import certificates_risk as risk
from collect import journal, phrases
from collect.rules.access import Identity
from collect.rules.calendar import local_day
from collect.rules.certificates_risk import LEVELS, days_ahead
from collect.rules.organisation import AGE_GROUPS
from exports.organisation import house_column, words
from exports.sheet import Column, Sheet, about, codebook, described


def risk_workbook(
    identity: Identity, minimum: int, *, now: datetime, municipality: str
) -> tuple[str, bytes]:
    """Return the file name and workbook of observers per kindergarten, and note that it was taken.

    Raises NotAllowed for one who has no part in it.
    """
    from exports.workbook import workbook  # takes a quarter of a second: on first use

    today = local_day(now)
    with phrases.reading(identity.locale):
        houses = risk.risks(identity, today, minimum)
        pages = [_outlooks(houses, today), _endings(houses)]
        title = phrases.say("Sertifiserte observatører")
        least = (phrases.say("Minst per aldersgruppe"), str(minimum))
        last = about([least], by=identity, municipality=municipality, now=now, on=today)
        sheets = [*pages, codebook([*pages, last]), last]
        content = workbook(sheets, title=title, author=identity.name, created=now)
        journal.took_list("certificates", len(houses), by=identity, now=now)
    return f"tettpaa-observatorer-{today}.xlsx", content


def _outlooks(houses: list[risk.House], today: date) -> Sheet:
    rows: list[list[Any]] = [
        [
            house.kindergarten.name,
            phrases.word("age_group", one.age_group),
            phrases.word("certificate_risk", one.level),
            *one.counts,
        ]
        for house in houses
        for one in house.outlooks
    ]
    return Sheet(phrases.say("Observatører"), _outlook_columns(today), rows, frozen_columns=2)


def _outlook_columns(today: date) -> list[Column]:
    say = phrases.say
    counted = say("Regnet ut av sertifikater og arbeidsforhold")
    group = say("Barn i denne alderen har en åpen avdeling i barnehagen")
    look = say("Om det er nok observatører i dag og det neste halvåret")
    able, number = say("Ansatte med gyldig sertifikat denne dagen"), say("antall")
    groups, levels = words("age_group", AGE_GROUPS), words("certificate_risk", LEVELS)
    return [
        house_column(),
        described(say("Aldersgruppe"), "text", group, groups, say("Barnehageregisteret")),
        described(say("Hvordan det ser ut"), "text", look, levels, counted),
        *(
            described(phrases.day(day), "integer", able, number, counted)
            for day in days_ahead(today)
        ),
    ]


def _endings(houses: list[risk.House]) -> Sheet:
    say = phrases.say
    source = say("Sertifikatene og arbeidsforholdene")
    columns = [
        described(say("Navn"), "text", say("Den som har sertifikatet"), source=source),
        house_column(),
        described(say("CLASS-versjon"), "text", say("Hva sertifikatet gjelder"), source=source),
        described(say("Siste dag"), "date", say("Siste dag det teller"), say("dato"), source),
        described(
            say("Hvorfor"),
            "text",
            say("Om sertifikatet utløper eller personen slutter"),
            source=source,
        ),
    ]
    return Sheet(say("Faller fra"), columns, list(_ending_rows(houses)), frozen_columns=1)


def _ending_rows(houses: list[risk.House]) -> Iterator[list[Any]]:
    for house in houses:
        for one in house.endings:
            why = phrases.say("Slutter") if one.leaves else phrases.say("Sertifikatet utløper")
            version = phrases.edition(phrases.word("instrument_version", one.version), one.edition)
            yield [one.name, house.kindergarten.name, version, one.last, why]

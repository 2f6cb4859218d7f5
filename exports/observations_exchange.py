"""The plan of visits and what each kindergarten gives and receives, as a workbook."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from collect import observations_exchange as exchange
from collect import observations_workplaces as workplaces
from collect import phrases
from collect.models.observations import Visit
from collect.rules.access import Identity
from collect.rules.calendar import Semester, local_day
from collect.rules.observations_pairs import WARNINGS
from exports.organisation import house_column, words
from exports.sheet import Column, Sheet, about, codebook, described, label

STATES = ("proposed", "asked", "accepted", "declined", "observed", "cancelled")


def visits_workbook(
    identity: Identity, semester: Semester, *, now: datetime, municipality: str
) -> tuple[str, bytes]:
    """Return the file name and workbook of a semester's plan and balance; noted in the journal.

    Raises NotAllowed for one who takes no figures out of the house.
    """
    from exports.workbook import workbook  # takes a quarter of a second: on first use

    with phrases.reading(identity.locale):
        rows = exchange.take(semester, by=identity, now=now)
        title = phrases.say("Besøk %(semester)s", semester=phrases.semester(semester).lower())
        pages = [_plan(rows), _balance(exchange.balance(identity, semester))]
        last = about(
            _about(semester), by=identity, municipality=municipality, now=now, on=local_day(now)
        )
        sheets = [*pages, codebook([*pages, last]), last]
        content = workbook(sheets, title=title, author=identity.name, created=now)
    return f"tettpaa-besok-{semester.code}-{local_day(now)}.xlsx", content


def _plan(rows: Sequence[Visit]) -> Sheet:
    homes = workplaces.homes(rows)
    lines = []
    for row in rows:
        lines.append(
            [
                row.department.kindergarten.name,
                row.department.name,
                row.planned_on,
                row.starts_at.replace(":", "."),
                row.observer.name if row.observer else None,
                homes.get(row.id),
                phrases.word("relation", row.relation) if row.observer else None,
                label(row.instrument) if row.instrument else None,
                phrases.word("visit", row.status),
                row.doubles_id is not None,
                _said(row.reasons, False),
                _said(row.reasons, True),
            ]
        )
    return Sheet(phrases.say("Besøk"), _plan_columns(), lines, frozen_columns=2)


def _said(reasons: Sequence[Any], are_warnings: bool) -> str:
    chosen = [(code, values) for code, values in reasons if (code in WARNINGS) is are_warnings]
    return "; ".join(phrases.why(code, values) for code, values in chosen)


def _plan_columns() -> list[Column]:
    say = phrases.say
    plan, ours = say("Planen for besøk"), say("Denne løsningen")
    hour = say("Når besøket begynner; tom når klokkeslettet ikke er avtalt")
    states, relations = words("visit", STATES), words("relation", ("external", "internal"))
    home = say("Barnehagen der observatøren er ansatt på dagen")
    version = say("CLASS-versjonen; tom når observatøren velger på dagen")
    second = say("Om besøket er den andre kodingen av et annet besøk")
    why = say("Hvorfor paret er foreslått eller valgt")
    warned = say("Det en bør vite før besøket")
    return [
        house_column(),
        described(say("Avdeling"), "text", say("Navnet på avdelingen"), source=say("Barnehagen")),
        described(say("Dag"), "date", say("Dagen for besøket"), say("dato"), plan),
        described(say("Klokkeslett"), "text", hour, say("timer og minutter"), plan),
        described(say("Observatør"), "text", say("Den som skal observere"), source=plan),
        described(say("Observatørens barnehage"), "text", home, source=say("Ansettelsene")),
        described(
            say("Observatøren er"),
            "text",
            say("Hvordan observatøren står til avdelingen"),
            relations + ", " + phrases.word("relation", "own_department"),
            ours,
        ),
        described(say("CLASS-versjon"), "text", version, source=plan),
        described(say("Tilstand"), "text", say("Hvor langt besøket er kommet"), states, plan),
        described(say("Dobbeltkoding"), "bool", second, say("Ja eller Nei"), plan),
        described(say("Hvorfor dette paret"), "text", why, source=ours),
        described(say("Merk"), "text", warned, source=ours),
    ]


def _balance(rows: Sequence[exchange.Balance]) -> Sheet:
    lines = [
        [
            row.kindergarten.name,
            row.offered,
            row.tally.gives,
            row.tally.receives,
            row.difference,
            row.tally.internal,
            row.tally.own_department,
        ]
        for row in rows
    ]
    title = phrases.say("Gir og får")
    return Sheet(title, _balance_columns(), lines, frozen_columns=1)


def _balance_columns() -> list[Column]:
    say = phrases.say
    number, plan = say("antall besøk"), say("Planen og observasjonene")
    offered = say("Besøk styreren har avtalt at barnehagens observatører gir; tom når det mangler")
    gives = say("Besøk barnehagens observatører gjør i andre barnehager")
    receives = say("Besøk barnehagens avdelinger får fra andre barnehager")
    return [
        house_column(),
        described(say("Avtalt"), "integer", offered, number, say("Styreren"), "sum"),
        described(say("Gir"), "integer", gives, number, plan, "sum"),
        described(say("Får"), "integer", receives, number, plan, "sum"),
        described(say("Forskjell"), "integer", say("Gir minus får"), number, plan),
        described(say("Internt"), "integer", say("Besøk i egen barnehage"), number, plan, "sum"),
        described(
            say("Egen avdeling"), "integer", say("Av dem i egen avdeling"), number, plan, "sum"
        ),
    ]


def _about(semester: Semester) -> list[tuple[str, str]]:
    say = phrases.say
    return [
        (say("Halvår"), phrases.semester(semester)),
        (say("Besøk"), say("Alle besøk i planen for halvåret, også foreslåtte og avlyste.")),
        (
            say("Gir og får"),
            say(
                "Foreslåtte, avtalte og gjennomførte besøk, og observasjoner uten plan. Dobbeltkoding er ikke med."
            ),
        ),
        (
            say("Personvern"),
            say("Listen inneholder navn på observatører. Slett filen når halvåret er planlagt."),
        ),
    ]

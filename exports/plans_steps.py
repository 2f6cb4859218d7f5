"""How many goals each cohort has set, and how far they have come: counted, without a word of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from collect import phrases
from collect import plans_figures as figures
from collect.rules.access import Identity
from collect.rules.calendar import Semester, local_day, semester_of
from exports.observations import semester_column
from exports.sheet import Column, Sheet, about, codebook, described

SEMESTERS = 6  # that the steps are counted for, with the one at hand


def steps_workbook(identity: Identity, *, now: datetime, municipality: str) -> tuple[str, bytes]:
    """Return the file name and workbook of the counted steps per cohort and semester; it is noted.

    Raises NotAllowed.
    """
    from exports.workbook import workbook  # takes a quarter of a second: on first use

    today = local_day(now)
    wanted = [semester_of(today).shift(-n) for n in range(SEMESTERS)]
    with phrases.reading(identity.locale):
        figures.take_steps(by=identity, now=now)
        sheet = steps_sheet(figures.steps(identity, wanted, today))
        last = about(_about(), by=identity, municipality=municipality, now=now, on=today)
        pages = [sheet, codebook([sheet, last]), last]
        title = phrases.say("Utviklingsplaner")
        content = workbook(pages, title=title, author=identity.name, created=now)
    return f"tettpaa-utviklingsplaner-per-pulje-{today}.xlsx", content


def steps_sheet(rows: Sequence[tuple[Semester, Any, figures.Steps]]) -> Sheet:
    """Return how many goals of each cohort have come how far, semester by semester."""
    lines = [
        [
            cohort.number,
            phrases.semester(semester),
            one.fed_back,
            one.departments,
            one.goals,
            one.projects,
            one.checked,
            one.evaluated,
            one.overdue,
            one.dropped,
        ]
        for semester, cohort, one in rows
    ]
    return Sheet(phrases.say("Mål per pulje"), _columns(), lines, frozen_columns=2)


def _columns() -> list[Column]:
    say = phrases.say
    cohort = say("Nummeret på puljen: barnehager som begynte samtidig")
    told = say("Avdelinger som har fått tilbakemelding på en observasjon")
    return [
        described(say("Pulje"), "integer", cohort, say("nummer"), say("Koordinatoren")),
        semester_column(),
        _counted(say("Avdelinger med tilbakemelding"), told),
        _counted(
            say("Avdelinger med mål"), say("Avdelinger med minst ett mål som ikke er lagt bort")
        ),
        _counted(say("Mål"), say("Mål som ikke er lagt bort")),
        _counted(say("Mikroprosjekter"), say("De av målene som er mikroprosjekter")),
        _counted(say("Sett tilbake på"), say("Mål med minst ett tilbakeblikk")),
        _counted(say("Vurdert"), say("Mål som er vurdert og avsluttet")),
        _counted(say("Forsinket"), say("Åpne mål der dagen for å se tilbake har passert")),
        _counted(say("Lagt bort"), say("Mål som er lagt bort")),
    ]


def _counted(title: str, meaning: str) -> Column:
    say = phrases.say
    return described(title, "integer", meaning, say("antall"), say("Telt i denne løsningen"))


def _about() -> list[tuple[str, str]]:
    say = phrases.say
    return [
        (say("Uttrekk"), say("Utviklingsplaner per pulje, bare telt")),
        (say("Innhold"), say("Ingen tekster, ingen navn og ingen skårer er med.")),
        (say("Pulje"), say("Den barnehagen hørte til på halvårets telledag.")),
    ]

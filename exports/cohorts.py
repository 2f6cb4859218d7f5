"""The cohort workbook and the programme workbook: which sheets make them, in reading order."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from collect import organisation, organisation_figures, phrases, programme
from collect.models.organisation import Affiliation
from collect.rules.access import Identity
from collect.rules.calendar import Semester, local_day, semester_from
from exports import (
    certificates_register,
    courses,
    observations,
    onboarding,
    plans_cohort,
    programme_loop,
)
from exports import programme as figures
from exports.observations_scores import score_rows
from exports.organisation import by_network, by_ownership, departments, kindergartens
from exports.sheet import Extract, Sheet, about, codebook


@dataclass(frozen=True)
class Book:
    """What a workbook is made of, before it is bound: its sheets, what is said of it, its names."""

    name: str  # of the file, without its ending
    title: str
    sheets: list[Sheet]
    last: Sheet  # who took it out, when and how it was counted
    created: datetime
    author: str

    def bound(self) -> bytes:
        """Return the workbook, with the codebook and the sheet about it all at the end."""
        from exports.workbook import workbook  # takes a quarter of a second: on first use

        pages = [*self.sheets, codebook([*self.sheets, self.last]), self.last]
        return workbook(pages, title=self.title, author=self.author, created=self.created)


def cohort_workbook(
    identity: Identity,
    number: int,
    *,
    semester: str | None = None,
    level: str = "deidentified",
    now: datetime,
    municipality: str,
) -> tuple[str, bytes]:
    """Return the file name and workbook of a cohort, and note in the journal that it was taken.

    As `cohort_book`, bound.
    """
    book = cohort_book(
        identity, number, semester=semester, level=level, now=now, municipality=municipality
    )
    with phrases.reading(identity.locale):
        return f"{book.name}.xlsx", book.bound()


def cohort_book(
    identity: Identity,
    number: int,
    *,
    semester: str | None = None,
    level: str = "deidentified",
    now: datetime,
    municipality: str,
    shape: str = "xlsx",
) -> Book:
    """Return what a cohort's workbook is made of, and note in the journal that it was taken.

    `semester` such as 2025-autumn keeps to it; `level` identified adds names of departments,
    observers and new staff; `shape` is what it is taken out as. Raises NotAllowed, NotFound for an
    unknown cohort number and RuleBroken for a wrong semester or level.
    """
    with phrases.reading(identity.locale):
        cohort = programme.take_cohort(
            number, by=identity, now=now, level=level, semester=semester, shape=shape
        )
        wanted = semester_from(semester) if semester else None
        on = _day_shown(wanted, local_day(now))
        extract = Extract(identity, cohort, wanted, level == "identified", on, now)
        return Book(
            _file_name(extract),
            phrases.say("Pulje %(number)s", number=number),
            _cohort_sheets(extract),
            about(_about_cohort(extract), by=identity, municipality=municipality, now=now, on=on),
            now,
            identity.name,
        )


def _file_name(extract: Extract) -> str:
    kind = "med-navn" if extract.is_identified else "uten-navn"
    semester = [extract.semester.code] if extract.semester else []
    day = f"{local_day(extract.now)}"
    return "-".join(["tettpaa-pulje", str(extract.cohort.number), *semester, kind, day])


def _day_shown(semester: Semester | None, today: date) -> date:
    """Return the day whose structure is shown: today, or the counting day of a semester gone by."""
    return today if semester is None else min(today, semester.counting_day)


def _cohort_sheets(extract: Extract) -> list[Sheet]:
    found = observations.find(extract)
    return [
        figures.overview(extract, found),
        programme_loop.of_cohort(extract),
        kindergartens(extract),
        departments(extract, found.per_department),
        observations.observation_rows(extract, found),
        score_rows(extract, found),
        courses.of_cohort(extract),
        certificates_register.of_cohort(extract),
        onboarding.of_cohort(extract),
        plans_cohort.of_cohort(extract),
    ]


def programme_workbook(
    identity: Identity, *, now: datetime, municipality: str
) -> tuple[str, bytes]:
    """Return the file name and workbook of all cohorts side by side; as `programme_book`, bound."""
    book = programme_book(identity, now=now, municipality=municipality)
    with phrases.reading(identity.locale):
        return f"{book.name}.xlsx", book.bound()


def programme_book(
    identity: Identity, *, now: datetime, municipality: str, shape: str = "xlsx"
) -> Book:
    """Return what the programme's workbook is made of, and note that it was taken; raises NotAllowed."""
    today = local_day(now)
    with phrases.reading(identity.locale):
        programme.take_programme(by=identity, now=now, shape=shape)
        return Book(
            f"tettpaa-programmet-{today}",
            phrases.say("Alle puljer"),
            _programme_sheets(identity, today),
            about(_about_programme(), by=identity, municipality=municipality, now=now, on=today),
            now,
            identity.name,
        )


def _programme_sheets(identity: Identity, today: date) -> list[Sheet]:
    cohorts: list[Any] = list(organisation.cohorts(identity))
    counted = programme.structure(identity, Affiliation.cohort, [today])
    stated = organisation_figures.stated_figures()
    rows = []
    for row in cohorts:
        figures_stated = stated.get(row.id, {})
        nothing = None if figures_stated else dict.fromkeys(organisation.MEASURES, 0)
        rows.append((row, counted.get((row.id, today), nothing), figures_stated))
    semesters = sorted({one for row in cohorts for one in programme.semesters(row, today)})
    return [
        figures.cohort_table(rows, stated.get(0, {})),
        figures.side_by_side(rows),
        programme_loop.of_programme(identity, cohorts, semesters, today),
        by_network(identity, today),
        by_ownership(identity, today),
    ]


def _about_cohort(extract: Extract) -> list[tuple[str, str]]:
    say, cohort = phrases.say, extract.cohort
    semester = phrases.semester(extract.semester) if extract.semester else say("Alle")
    begun = say(
        "Pulje %(number)s, begynte %(start)s", number=cohort.number, start=f"{cohort.start:%m.%Y}"
    )
    return [
        (say("Pulje"), begun),
        (say("Halvår"), semester),
        (
            say("Nivå"),
            phrases.word("level", "identified" if extract.is_identified else "deidentified"),
        ),
        (say("Hva nivået betyr"), _level_meaning(extract.is_identified)),
        (
            say("Barnehager og avdelinger"),
            say("De som hørte til puljen %(day)s.", day=phrases.day(extract.on)),
        ),
        (
            say("Observasjoner"),
            say(
                "Besøk i barnehager som hørte til puljen den dagen de ble observert."
                " Den andre kodingen av et dobbeltkodet besøk er ikke med."
            ),
        ),
        (say("Kurs"), say("Påmeldinger for dem som var ansatt i puljen på kursets første dag.")),
        (say("Sertifikater"), say("De som var ansatt i puljen den samme dagen.")),
        (
            say("Utviklingsplaner"),
            say(
                "Mål i barnehager som hørte til puljen på halvårets telledag. Teksten er ikke med."
            ),
        ),
        (say("Nyansatte"), say("De som begynte i en barnehage mens den hørte til puljen.")),
        *_definitions(),
        *_score_definitions(),
    ]


def _level_meaning(is_identified: bool) -> str:
    if is_identified:
        return phrases.say(
            "Avdelinger, observatører, kursdeltakere og nyansatte står med navn."
            " Notater og e-postadresser er ikke med."
            " Del filen bare med dem som trenger den, og slett den etter bruk."
        )
    return phrases.say(
        "Ingen personnavn, e-postadresser eller fritekst."
        " Avdelinger har koder, og dager er gjort om til uker."
        " Den som kjenner barnehagen, kan likevel kjenne igjen en avdeling."
        " Behandle filen fortrolig."
    )


def _about_programme() -> list[tuple[str, str]]:
    say = phrases.say
    return [
        (say("Uttrekk"), say("Alle puljer")),
        (
            say("Telt"),
            say("Telt blant barnehager, avdelinger, barn og ansatte som er registrert i dag."),
        ),
        (
            say("Oppgitt"),
            say("Tall som andre har oppgitt. De brukes for puljer uten registrerte barnehager."),
        ),
        (
            say("Kontrolltotal"),
            say("Summen slik den er oppgitt av andre. Den er aldri rettet av oss."),
        ),
        (say("Differanse"), say("Summen vi regner ut, minus kontrolltotalen.")),
        *_definitions(),
    ]


def _definitions() -> list[tuple[str, str]]:
    say = phrases.say
    return [
        (say("Halvår i året"), say("Høst er august–desember. Vår er januar–juli.")),
        (
            say("Telledag"),
            say(
                "15. desember for høsten og 15. juni for våren. Halvårets tall gjelder denne dagen."
            ),
        ),
        (
            say("Skal observeres"),
            say("Avdelinger som var åpne på telledagen, i en pulje som hadde startet."),
        ),
        (
            say("Dekning"),
            say("Andelen av disse som er observert i halvåret. En avdeling telles én gang."),
        ),
        (
            say("Med dagens plan"),
            say(
                "Observerte avdelinger, og de som har et besøk i planen før halvåret er omme,"
                " delt på dem som skal observeres."
            ),
        ),
        (say("Ansatte"), say("Personer som var ansatt den dagen. Hver telles én gang per pulje.")),
    ]


def _score_definitions() -> list[tuple[str, str]]:
    say = phrases.say
    return [
        (
            say("Dimensjonsskår"),
            say("Snittet av skårene (1–7) i syklusene. En skår som mangler, teller ikke som null."),
        ),
        (
            say("Domeneskår"),
            say("Snittet av dimensjonene i domenet. Tomt når en av dem mangler."),
        ),
        (
            say("Negativt klima"),
            say(
                "Vises som det er skåret: lavt er bra. Bare i domeneskåren brukes 8 minus snittet."
            ),
        ),
        (
            say("Domeneskår per halvår"),
            say(
                "Snittet av observasjonene som har domeneskår. Antallet står ved siden av."
                " Tomt når færre enn fem avdelinger har domeneskår."
            ),
        ),
        (say("Avrunding"), say("Tallene er ikke avrundet. Excel viser to desimaler.")),
        (
            say("Bruk"),
            say(
                "Skårene gjelder avdelinger. De skal ikke brukes til å vurdere eller lønne ansatte."
            ),
        ),
    ]

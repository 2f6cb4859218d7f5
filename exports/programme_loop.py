"""The observation loop as sheets: how many departments have taken each step, and where the plan leads."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from collect import phrases, programme, programme_coverage, programme_feasibility
from collect.models.organisation import Cohort
from collect.programme_coverage import STEPS, Coverage
from collect.programme_feasibility import Feasibility
from collect.rules.access import Identity
from collect.rules.calendar import Semester, local_day, semester_of
from collect.rules.organisation import AGE_GROUPS
from collect.rules.programme_feasibility import VERDICTS
from exports.observations import semester_column
from exports.organisation import house_column, words
from exports.programme import cohort_column
from exports.sheet import Chart, Column, Extract, Sheet, described


def of_cohort(extract: Extract) -> Sheet:
    """Return the loop of a cohort semester by semester, and of its kindergartens in the latest."""
    semesters = (
        programme.semesters(extract.cohort, extract.on)
        if extract.semester is None
        else [extract.semester]
    )
    today = local_day(extract.now)
    found = programme_coverage.coverages(extract.identity, semesters, today)
    rows = [
        [phrases.semester(one), *_cells(found.get((extract.cohort.id, one), Coverage(one)))]
        for one in semesters
    ]
    title = phrases.say("Observasjonsløpet")
    shares = tuple(range(2 + len(STEPS), 2 + 2 * len(STEPS)))
    chart = Chart(phrases.say("Andel av avdelingene"), "line", shares, 0, 1, "0 %")
    houses = _per_kindergarten(extract, semesters[-1], today)
    columns = [semester_column(), *_columns()]
    return Sheet(title, columns, rows, chart=chart, following=(houses,))


def _per_kindergarten(extract: Extract, semester: Semester, today: date) -> Sheet:
    found = programme_coverage.coverage_by_kindergarten(
        extract.identity, semester, today, extract.cohort.id
    )
    rows = [[house.name, *_cells(seen)] for house, seen in found]
    title = phrases.say("Barnehagene %(semester)s", semester=phrases.semester(semester).lower())
    return Sheet(title, [house_column(), *_columns()], rows)


def of_programme(
    identity: Identity, cohorts: Sequence[Cohort], semesters: Sequence[Semester], today: date
) -> Sheet:
    """Return the loop of every cohort semester by semester, from each cohort's start."""
    found = programme_coverage.coverages(identity, semesters, today)
    rows = [
        [cohort.number, phrases.semester(one), *_cells(found[cohort.id, one])]
        for cohort in cohorts
        for one in semesters
        if (cohort.id, one) in found
    ]
    columns = [cohort_column(), semester_column(), *_columns()]
    feasible = programme_feasibility.feasibility(identity, semester_of(today), today)
    following = (_feasible(feasible),) if feasible else ()
    return Sheet(phrases.say("Observasjonsløpet"), columns, rows, following=following)


def _feasible(rows: Sequence[Feasibility]) -> Sheet:
    """Return whether each network's departments can be observed by those who may, this semester."""
    say = phrases.say
    lines: list[list[Any]] = [
        [
            one.network.name if one.network else say("Uten nettverk"),
            one.situation.total,
            *(one.situation.left.get(group, 0) for group in AGE_GROUPS),
            one.situation.ahead,
            *(one.situation.crew.number(version) for version in (None, "toddler", "prek")),
            one.weeks,
            one.situation.stranded,
            one.situation.offered,
            phrases.word("feasibility", one.verdict.code),
            " ".join(phrases.word("hindrance", code) for code in one.verdict.hindrances),
        ]
        for one in rows
    ]
    return Sheet(say("Rekker observatørene det som gjenstår?"), _feasible_columns(), lines)


def _feasible_columns() -> list[Column]:
    say = phrases.say
    number, worked = say("antall"), say("Telt i denne løsningen")

    def counted(title: str, meaning: str, unit: str = number) -> Column:
        return described(title, "integer", meaning, unit, worked)

    left = say("Avdelinger som skal observeres dette halvåret og ikke er det ennå")
    valid = say("De som er ansatt i nettverket og har gyldig sertifikat i dag")
    verdicts = words("feasibility", VERDICTS)
    meaning = say("Om det blir mer enn ett besøk annenhver uke, eller mer enn ett i uken, på hver")
    return [
        described(say("Nettverk"), "text", say("Styrernettverket"), source=say("Koordinatoren")),
        counted(say("Gjenstår"), left),
        *(counted(phrases.word("age_group", group), left) for group in AGE_GROUPS),
        counted(say("Besøk i planen"), say("De av dem som har et besøk i planen fra i dag av")),
        counted(say("Observatører"), valid),
        counted(say("Observatører for småbarn"), valid),
        counted(say("Observatører for storbarn"), valid),
        counted(say("Uker igjen"), say("Uker med gode dager for besøk"), say("uker")),
        counted(
            say("Trenger besøk utenfra"),
            say("Avdelinger uten besøk i planen, der ingen i barnehagen har sertifikat som passer"),
        ),
        counted(say("Tilbudt besøk"), say("Besøk barnehagene har tilbudt andre og ikke brukt")),
        described(say("Vurdering"), "text", meaning, verdicts, worked),
        described(say("Hva som mangler"), "text", say("Hvorfor det blir knapt"), source=worked),
    ]


def _cells(seen: Coverage) -> list[Any]:
    return [
        seen.due,
        *(getattr(seen, step) for step in STEPS),
        *(seen.share(step) for step in STEPS),
        seen.forecast,
        seen.share("forecast"),
    ]


def _columns() -> list[Column]:
    say = phrases.say
    due = say("Avdelinger som var åpne på telledagen, i en pulje som hadde startet")
    number, worked = say("antall"), say("Telt i denne løsningen")
    counted = [
        described(
            phrases.word("step", step),
            "integer",
            phrases.word("step_meaning", step),
            number,
            worked,
        )
        for step in STEPS
    ]
    shares = [
        described(
            say("%(step)s, andel", step=phrases.word("step", step)),
            "percent",
            say("Andelen av avdelingene som skal observeres"),
            say("prosent"),
            worked,
        )
        for step in STEPS
    ]
    ahead = say(
        "Observerte, og de som har et besøk i planen fra uttrekket er tatt til halvåret er omme"
    )
    share = say("Andelen av avdelingene som skal observeres")
    return [
        described(say("Skal observeres"), "integer", due, number, worked),
        *counted,
        *shares,
        described(say("Med dagens plan"), "integer", ahead, number, worked),
        described(say("Med dagens plan, andel"), "percent", share, say("prosent"), worked),
    ]

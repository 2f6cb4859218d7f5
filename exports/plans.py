"""A director's goals as sheets: the goals, the actions towards them and what was seen on the way."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from collect import phrases
from collect import plans_actions as acting
from collect import plans_evaluation as evaluation
from collect import plans_figures as figures
from collect import plans_rounds as rounds
from collect.rules.access import Identity
from collect.rules.calendar import local_day, semester_from
from collect.rules.plans import HELPED, KINDS, NEUTRAL, STAGES, stage
from exports.observations import semester_column
from exports.organisation import house_column, words
from exports.sheet import Column, Sheet, about, codebook, described, label


def goals_workbook(identity: Identity, *, now: datetime, municipality: str) -> tuple[str, bytes]:
    """Return the file name and workbook of the goals of a director's kindergartens; it is noted.

    Raises NotAllowed.
    """
    from exports.workbook import workbook  # takes a quarter of a second: on first use

    today = local_day(now)
    with phrases.reading(identity.locale):
        rows = list(figures.take_goals(by=identity, now=now))
        last = about(_about(), by=identity, municipality=municipality, now=now, on=today)
        sheets = [_goals(rows, today, identity), _actions(rows), _checks(rows)]
        pages = [*sheets, codebook([*sheets, last]), last]
        title = phrases.say("Utviklingsplan")
        content = workbook(pages, title=title, author=identity.name, created=now)
    return f"tettpaa-utviklingsplan-{today}.xlsx", content


def _goals(rows: Sequence[Any], today: date, identity: Identity) -> Sheet:
    measured = rounds.changes(rows, by=identity)
    tallies = acting.tallies([row.id for row in rows], today)
    lines = [
        [
            *_about_what(row),
            *_values(row, measured.get(row.id)),
            *_course(row, row.id in measured, tallies.get(row.id, acting.Tally()), today),
            *_outcome(row),
        ]
        for row in rows
    ]
    columns = [*_what_columns(), *_value_columns(), *_course_columns(), *_outcome_columns()]
    return Sheet(phrases.say("Mål"), columns, lines, frozen_columns=2)


def _about_what(row: Any) -> list[Any]:
    return [
        row.department.kindergarten.name,
        row.department.name,
        phrases.semester(semester_from(row.semester)),
        phrases.word("goal_kind", row.kind),
        row.title,
        label(row.dimension) if row.dimension else None,
    ]


def _what_columns() -> list[Column]:
    say = phrases.say
    plan, kinds = say("Utviklingsplanen"), words("goal_kind", KINDS)
    return [
        house_column(),
        _room_column(),
        semester_column(plan),
        described(say("Type"), "text", say("Hva slags mål det er"), kinds, plan),
        described(say("Mål"), "text", say("Det avdelingen vil få til"), source=plan),
        described(say("Dimensjon"), "text", say("CLASS-dimensjonen målet gjelder"), source=plan),
    ]


def _room_column() -> Column:
    say = phrases.say
    return described(say("Avdeling"), "text", say("Navnet på avdelingen"), source=say("Barnehagen"))


def _values(row: Any, seen: rounds.Measured | None) -> list[Any]:
    return [
        row.start / 100 if row.start is not None else None,
        row.target / 100 if row.target is not None else None,
        seen.now if seen else None,
        seen.change.difference if seen and seen.change else None,
    ]


def _value_columns() -> list[Column]:
    say = phrases.say
    scale, plan, source = say("1–7"), say("Utviklingsplanen"), say("Observasjonene")
    after = say("Snittet i observasjonen målet sammenlignes med")
    change = say("Etterpå minus start, av tall som ikke er avrundet")
    points = say("poeng; for negativt klima er minus bra")
    return [
        described(say("Start"), "decimal", say("Snittet da målet ble satt"), scale, source),
        described(say("Målverdi"), "decimal", say("Der avdelingen vil"), scale, plan),
        described(say("Etterpå"), "decimal", after, scale, source),
        described(say("Endring"), "decimal", change, points, source),
    ]


def _course(row: Any, has_later: bool, tally: acting.Tally, today: date) -> list[Any]:
    return [
        phrases.word("goal_stage", stage(row.status, row.check_back_on, has_later, today)),
        row.responsible.name if row.responsible else None,
        row.support,
        row.check_back_on if row.status == "open" else None,
        tally.total,
        tally.done,
    ]


def _course_columns() -> list[Column]:
    say = phrases.say
    plan, number, stages = say("Utviklingsplanen"), say("antall"), words("goal_stage", STAGES)
    support = say("Det styreren gjør for å hjelpe")
    back = say("Dagen avdelingen skal se tilbake")
    return [
        described(say("Status"), "text", say("Hvor langt målet er kommet"), stages, plan),
        described(say("Ansvarlig"), "text", say("Den som holder i målet"), source=plan),
        described(say("Støtte fra styrer"), "text", support, source=plan),
        described(say("Se tilbake"), "date", back, say("dato"), plan),
        described(say("Tiltak"), "integer", say("Tiltak i alt"), number, plan, "sum"),
        described(say("Gjort"), "integer", say("Tiltak som er gjort"), number, plan, "sum"),
    ]


def _outcome(row: Any) -> list[Any]:
    return [
        phrases.word("goal_seen", row.seen) if row.seen in NEUTRAL else row.seen,
        phrases.word("goal_helped", row.helped) if row.helped else None,
        row.result,
        row.created_at,
        row.settled_on,
        row.reference,
    ]


def _outcome_columns() -> list[Column]:
    say = phrases.say
    plan, answers = say("Utviklingsplanen"), words("goal_helped", HELPED)
    seen, helped = say("Det avdelingen så"), say("Om det hjalp, slik avdelingen ser det")
    result = say("Resultatet, eller hvorfor målet ble lagt bort")
    ended = say("Dagen målet ble vurdert eller lagt bort")
    return [
        described(say("Hva så dere?"), "text", seen, source=plan),
        described(say("Hjalp det?"), "text", helped, answers, plan),
        described(say("Tar med videre"), "text", result, source=plan),
        described(say("Satt"), "moment", say("Da målet ble satt"), say("norsk tid"), plan),
        described(say("Avsluttet"), "date", ended, say("dato"), plan),
        _reference_column(),
    ]


def _reference_column() -> Column:
    say = phrases.say
    source = say("Denne løsningen")
    return described(say("Referanse"), "text", say("Nummeret på målet"), source=source)


def _actions(rows: Sequence[Any]) -> Sheet:
    say = phrases.say
    goals = {row.id: row for row in rows}
    lines = []
    for one in acting.actions(list(goals)):
        goal, who = goals[one.goal_id], one.responsible.name if one.responsible else None
        what = [goal.department.name, goal.title, one.text, who]
        lines.append([*what, one.due_on, one.done_on, goal.reference])
    plan, day = say("Utviklingsplanen"), say("dato")
    columns = [
        _room_column(),
        described(say("Mål"), "text", say("Målet tiltaket hører til"), source=plan),
        described(say("Tiltak"), "text", say("Det som skal gjøres"), source=plan),
        described(say("Hvem"), "text", say("Den som gjør det"), source=plan),
        described(say("Frist"), "date", say("Dagen det skal være gjort"), day, plan),
        described(say("Gjort"), "date", say("Dagen det ble gjort"), day, plan),
        _reference_column(),
    ]
    return Sheet(say("Tiltak"), columns, lines)


def _checks(rows: Sequence[Any]) -> Sheet:
    say = phrases.say
    goals = {row.id: row for row in rows}
    lines = []
    for one in evaluation.checks(list(goals)):
        goal, who = goals[one.goal_id], one.person.name if one.person else None
        what = [goal.department.name, goal.title, one.checked_on]
        lines.append([*what, one.note, who, goal.reference])
    plan = say("Utviklingsplanen")
    columns = [
        _room_column(),
        described(say("Mål"), "text", say("Målet avdelingen så tilbake på"), source=plan),
        described(say("Dato"), "date", say("Dagen de så tilbake"), say("dato"), plan),
        described(say("Hva de så"), "text", say("Det de skrev"), source=plan),
        described(say("Ført av"), "text", say("Den som skrev det"), source=plan),
        _reference_column(),
    ]
    return Sheet(say("Tilbakeblikk"), columns, lines)


def _about() -> list[tuple[str, str]]:
    say = phrases.say
    after = say(
        "Åpne mål: den nyeste frigitte observasjonen med samme CLASS-versjon."
        " Avsluttede mål: den nyeste da målet ble avsluttet, ellers den første etterpå."
    )
    use = say("Målene gjelder avdelinger. De skal ikke brukes til å vurdere eller lønne ansatte.")
    return [
        (say("Uttrekk"), say("Utviklingsplanene i egen barnehage")),
        (say("Start"), say("Snittet av dimensjonen i observasjonen målet ble satt etter.")),
        (say("Etterpå"), after),
        (say("Endring"), say("Ett poeng i én av tre sykluser gir 0,33. Små utslag sier lite.")),
        (say("Bruk"), use),
        (say("Personvern"), say("Filen inneholder navn på ansatte. Slett den etter bruk.")),
    ]

"""Courses: who of a cohort has a seat or waits, and the list of a course's participants."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from collect import courses, people, phrases, programme
from collect import courses_attendance as attendance
from collect import courses_registrations as registrations
from collect.models.courses import Course
from collect.rules.access import Identity
from collect.rules.calendar import local_day
from collect.rules.eligibility import POSITIONS
from exports.organisation import house_column, words
from exports.sheet import Column, Extract, Sheet, about, codebook, described

STATES = ("placed", "offered", "waiting")


def of_cohort(extract: Extract) -> Sheet:
    """Return the courses of a cohort's people: their names if asked for, else how many they are."""
    query = registrations.of_cohort(extract.identity, extract.cohort.id)
    if extract.semester is not None:
        first, last = extract.semester.first_day, extract.semester.last_day
        query = query.where(Course.first_day.between(first, last))
    found: list[Any] = list(query)
    rows = {row.id: row for row in found}.values()  # who has two jobs at a time comes twice
    if extract.is_identified:
        here = attendance.days_attended([row.id for row in rows])
        columns = [*_course_columns(), *_registration_columns()]
        lines = [_registration(row, here.get(row.id)) for row in rows]
        return Sheet(phrases.say("Kurs"), columns, lines, frozen_columns=1)
    return Sheet(phrases.say("Kurs"), [*_course_columns(), *_tally_columns()], _tallies(rows))


def _course(row: Course) -> list[Any]:
    return [row.title, phrases.word("course_kind", row.kind), row.first_day]


def _registration(row: Any, days_here: int | None) -> list[Any]:
    house = row.person.employment.kindergarten
    return [
        *_course(row.course),
        row.person.name,
        house.name,
        phrases.word("registration", row.status),
        days_here,
    ]


def _tallies(rows: Iterable[Any]) -> Iterator[list[Any]]:
    found = {row.course_id: row.course for row in rows}
    counted = Counter((row.course_id, row.status) for row in rows)
    for key, course in found.items():
        yield [*_course(course), course.seats, *(counted[key, state] for state in STATES)]


def _course_columns() -> list[Column]:
    say = phrases.say
    source = say("Kursadministratoren")
    kinds = words("course_kind", courses.KINDS)
    return [
        described(say("Kurs"), "text", say("Tittelen på kurset"), source=source),
        described(say("Type"), "text", say("Hva slags kurs det er"), kinds, source),
        described(say("Første dag"), "date", say("Første kursdag"), say("dato"), source),
    ]


def _tally_columns() -> list[Column]:
    say = phrases.say
    number, source = say("antall"), say("Påmeldingene")
    seats = say("Plasser i alt, for alle puljer")
    placed = say("Påmeldte fra puljen som har plass")
    offered = say("Påmeldte fra puljen som har fått tilbud om plass og ikke svart")
    waiting = say("Påmeldte fra puljen som står på venteliste")
    return [
        described(say("Plasser"), "integer", seats, number, say("Kursadministratoren")),
        described(phrases.word("registration", "placed"), "integer", placed, number, source, "sum"),
        described(
            phrases.word("registration", "offered"), "integer", offered, number, source, "sum"
        ),
        described(
            phrases.word("registration", "waiting"), "integer", waiting, number, source, "sum"
        ),
    ]


def _registration_columns() -> list[Column]:
    say = phrases.say
    source = say("Påmeldingen")
    return [
        described(say("Navn"), "text", say("Den som er påmeldt"), source=source),
        house_column(),
        _status_column(),
        _days_column(),
    ]


def _status_column() -> Column:
    say = phrases.say
    meaning, states = say("Om den påmeldte har plass"), words("registration", STATES)
    return described(say("Status"), "text", meaning, states, say("Påmeldingen"))


def _roll(course: Course) -> Sheet:
    """Return names and days with what is marked; the empty boxes are ticked on paper."""
    days, marks = courses.days(course), attendance.of_course(course)
    say = phrases.say
    meaning = say("1 når den påmeldte var til stede, 0 når ikke; tomt når det ikke er ført")
    columns = [
        described(say("Navn"), "text", say("Den som er påmeldt"), source=say("Påmeldingen")),
        *(
            described(
                phrases.day(day.day), "integer", meaning, "0/1", say("Kursadministratoren"), "sum"
            )
            for day in days
        ),
    ]
    lines = []
    for row in attendance.seated(course):
        here = (marks.get((row.id, day.id)) for day in days)
        lines.append([row.person.name, *(None if one is None else int(one) for one in here)])
    return Sheet(say("Oppmøte"), columns, lines, frozen_columns=1)


def _days_column() -> Column:
    say = phrases.say
    meaning = say("Kursdager den påmeldte var til stede; tomt når oppmøtet ikke er ført")
    return described(
        say("Dager til stede"), "integer", meaning, say("antall"), say("Kursadministratoren")
    )


def position_column() -> Column:
    """Return the column that says what a person works as."""
    say = phrases.say
    meaning = say("Hva personen er ansatt som")
    return described(
        say("Stilling"), "text", meaning, words("position", POSITIONS), say("Barnehagen")
    )


def participants_workbook(
    identity: Identity, course_id: int, *, now: datetime, municipality: str
) -> tuple[str, bytes]:
    """Return the file name and workbook of a course's participants, and note that it was taken.

    Raises NotAllowed for one who may not export registrations and NotFound for an unknown course.
    """
    from exports.workbook import workbook  # takes a quarter of a second: on first use

    with phrases.reading(identity.locale):
        course = programme.take_participants(course_id, by=identity, now=now)
        today = local_day(now)
        pages = [_participants(course), _roll(course)]
        last = about(
            _about(course), by=identity, municipality=municipality, now=now, on=course.first_day
        )
        sheets = [*pages, codebook([*pages, last]), last]
        content = workbook(sheets, title=course.title, author=identity.name, created=now)
    return f"tettpaa-kurs-{course.id}-deltakere-{today}.xlsx", content


def _participants(course: Course) -> Sheet:
    rows: list[Any] = list(registrations.participants(course))
    jobs = people.jobs_on([row.person_id for row in rows], course.first_day)
    here = attendance.days_attended([row.id for row in rows])
    places: Counter[str] = Counter()
    lines = []
    for row in rows:
        places[row.status] += 1
        job = jobs.get(row.person_id)
        lines.append(
            [
                phrases.word("registration", row.status),
                places[row.status],
                row.person.name,
                row.person.email,
                phrases.word("position", job.position) if job else None,
                job.kindergarten.name if job else None,
                here.get(row.id),
                row.needs,
                row.registered_at,
                row.reference,
            ]
        )
    columns = _participant_columns()
    for column, cells in _seldom(rows):
        if any(cells):
            columns.append(column)
            lines = [[*line, cell] for line, cell in zip(lines, cells, strict=True)]
    return Sheet(phrases.say("Deltakere"), columns, lines, frozen_columns=3)


def _seldom(rows: list[Any]) -> list[tuple[Column, list[Any]]]:
    """Return the columns that stand there only when somebody has something in them."""
    say = phrases.say
    until = say("Når den som har fått tilbud om plass, senest må svare")
    exception = say("Hvorfor den påmeldte er med på et kurs som er for andre")
    return [
        (
            described(say("Svarfrist"), "moment", until, say("norsk tid"), say("Denne løsningen")),
            [row.offered_until if row.status == "offered" else None for row in rows],
        ),
        (
            described(say("Unntak"), "text", exception, source=say("Kursadministratoren")),
            [row.override_reason or None for row in rows],
        ),
    ]


def _participant_columns() -> list[Column]:
    say = phrases.say
    source, needs = say("Påmeldingen"), say("Allergier og andre behov som den påmeldte har skrevet")
    number = say("Nummer blant dem som har plass, eller i køen")
    return [
        _status_column(),
        described(say("Nummer"), "integer", number, say("antall"), say("Denne løsningen")),
        described(say("Navn"), "text", say("Den som er påmeldt"), source=source),
        described(say("E-post"), "text", say("E-postadressen til den påmeldte"), source=source),
        position_column(),
        house_column(),
        _days_column(),
        described(say("Behov"), "text", needs, source=source),
        described(say("Påmeldt"), "moment", say("Da påmeldingen kom"), say("norsk tid"), source),
        described(say("Referanse"), "text", say("Nummeret på kvitteringen"), source=source),
    ]


def _about(course: Course) -> list[tuple[str, str]]:
    say = phrases.say
    return [
        (say("Kurs"), course.title),
        (say("Første dag"), phrases.day(course.first_day)),
        (say("Plasser"), str(course.seats)),
        (say("Stilling og barnehage"), say("Slik det er registrert på kursets første dag.")),
        (
            say("Personvern"),
            say("Listen inneholder navn og behov. Slett filen når kurset er gjennomført."),
        ),
    ]

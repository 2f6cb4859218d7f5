"""Who a course is for and is not registered yet, as a workbook."""

from datetime import datetime

from collect import courses, journal, phrases
from collect import courses_missing as missing
from collect.models.courses import Course
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed
from exports.courses import position_column
from exports.organisation import house_column
from exports.sheet import Sheet, Value, about, codebook, described


def missing_workbook(
    identity: Identity, course_id: int, *, now: datetime, municipality: str
) -> tuple[str, bytes]:
    """Return the file name and workbook of those who are not registered, and note that it was taken.

    Raises NotAllowed for one who may not export registrations and NotFound for an unknown course.
    """
    from exports.workbook import workbook  # takes a quarter of a second: on first use

    if not reach(identity, "registration", "E").everything:
        raise NotAllowed("export")
    today = local_day(now)
    with phrases.reading(identity.locale):
        row = courses.course(identity, course_id)
        found = missing.missing(row, identity, today)
        page = _sheet(found)
        last = about(_about(row), by=identity, municipality=municipality, now=now, on=row.first_day)
        sheets = [page, codebook([page, last]), last]
        content = workbook(sheets, title=row.title, author=identity.name, created=now)
        journal.took_list("courses_missing", len(found), by=identity, now=now)
    return f"tettpaa-kurs-{row.id}-ikke-paameldt-{today}.xlsx", content


def _sheet(found: list[missing.Missing]) -> Sheet:
    say = phrases.say
    source = say("Barnehagen")
    began = say("Første dag i stillingen")
    columns = [
        described(say("Navn"), "text", say("Den som ikke er påmeldt"), source=source),
        house_column(),
        position_column(),
        described(say("Siden"), "date", began, say("dato"), source),
    ]
    lines: list[list[Value]] = [
        [one.name, one.kindergarten, phrases.word("position", one.position), one.since]
        for one in found
    ]
    return Sheet(say("Ikke påmeldt"), columns, lines, frozen_columns=1)


def _about(row: Course) -> list[tuple[str, str]]:
    say = phrases.say
    return [
        (say("Kurs"), row.title),
        (say("Første dag"), phrases.day(row.first_day)),
        (say("Hvem"), explained(row)),
        (say("Stilling og barnehage"), say("Slik det er registrert på kursets første dag.")),
    ]


def explained(row: Course) -> str:
    """Return who is counted as one who is not registered; page and workbook share it."""
    if row.kind == "new_staff":
        return phrases.say(
            "De som begynte etter forrige kurs av denne typen, og som ikke er påmeldt noe kommende."
        )
    return phrases.say(
        "De som kurset er for, og som ikke er påmeldt noe kommende kurs av denne typen."
    )

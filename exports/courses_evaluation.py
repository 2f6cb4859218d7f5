"""What was thought of a course as a workbook: figures and texts, nothing row by row."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from collect import courses_evaluation_results as evaluation
from collect import phrases
from collect.courses_evaluation_results import Results
from collect.rules.access import Identity
from collect.rules.calendar import local_day
from collect.rules.courses_evaluation import HIGHEST, LOWEST
from exports.sheet import Chart, Column, Sheet, about, codebook, described


def evaluation_workbook(
    identity: Identity, course_id: int, *, now: datetime, municipality: str
) -> tuple[str, bytes]:
    """Return the file name and workbook of what was thought of a course, and note that it was taken.

    Raises NotAllowed, and NotFound when nothing may be shown.
    """
    from exports.workbook import workbook  # takes a quarter of a second: on first use

    with phrases.reading(identity.locale):
        found = evaluation.take(course_id, by=identity, now=now)
        pages = [_figures(found), _texts(found)]
        lines, day = _about(found), found.course.first_day
        last = about(lines, by=identity, municipality=municipality, now=now, on=day)
        sheets = [*pages, codebook([*pages, last]), last]
        title = phrases.say("Evaluering: %(course)s", course=found.course.title)
        content = workbook(sheets, title=title, author=identity.name, created=now)
    return f"tettpaa-kurs-{course_id}-evaluering-{local_day(now)}.xlsx", content


def _figures(found: Results) -> Sheet:
    say = phrases.say
    source, number = say("Evalueringen"), say("antall")
    grades = range(LOWEST, HIGHEST + 1)
    meaning = say("Hvor mange som svarte dette, fra 1 (helt uenig) til 5 (helt enig)")
    columns = [
        _question(),
        described(say("Svar"), "integer", say("Hvor mange som svarte"), number, source),
        described(say("Snitt"), "decimal", say("Gjennomsnittet av svarene"), "1–5", source),
        *(described(str(grade), "integer", meaning, number, source) for grade in grades),
    ]
    rows: list[list[Any]] = [
        [phrases.word("evaluation", name), found.answers, tally.mean, *tally.counts]
        for name, tally in found.tallies.items()
    ]
    title = say("Resultater")
    chart = Chart(title, "bar", (2,), LOWEST, HIGHEST, "0.0")
    return Sheet(title, columns, rows, chart=chart)


def _question() -> Column:
    say = phrases.say
    meaning = say("Det deltakerne tok stilling til")
    return described(say("Spørsmål"), "text", meaning, source=say("Denne løsningen"))


def _texts(found: Results) -> Sheet:
    say = phrases.say
    written = say("Det en deltaker skrev; rekkefølgen er tilfeldig")
    columns = [_question(), described(say("Tekst"), "text", written, source=say("Evalueringen"))]
    return Sheet(say("Tekster"), columns, list(_written(found)))


def _written(found: Results) -> Iterator[list[str]]:
    for name in ("use_text", "better_text"):
        for text in getattr(found, f"{name}s"):
            yield [phrases.word("evaluation", name), text]


def _about(found: Results) -> list[tuple[str, str]]:
    say = phrases.say
    answered = say("%(done)s av %(all)s", done=found.answers, all=found.attended)
    return [
        (say("Kurs"), found.course.title),
        (say("Første dag"), phrases.day(found.course.first_day)),
        (say("Har svart"), answered),
        (
            say("Personvern"),
            say("Svarene er anonyme. De vises når evalueringen er stengt og minst fem har svart."),
        ),
    ]

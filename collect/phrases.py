"""The words for codes, states and errors, in the reader's language. Source texts are bokmål."""

import gettext as catalogues
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from babel.dates import format_date
from babel.support import LazyProxy

from collect.rules.calendar import OSLO, Semester
from collect.rules.refusals import RuleBroken
from collect.rules.tables import Line, Remark, Report

TRANSLATIONS = Path(__file__).with_name("translations")
reader: ContextVar[str] = ContextVar("reader", default="nb")
NARROW_SPACE = "\u202f"
Words: TypeAlias = str | LazyProxy  # a text, or one that is translated when it is shown


@cache
def _catalogue(locale: str) -> catalogues.NullTranslations:
    """Return the words of a language, read from its .po file so that no compiling is forgotten."""
    path = TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"
    if not path.exists():  # bokmål, which the source texts are
        return catalogues.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return catalogues.GNUTranslations(compiled)


def say(message: str, **values: Any) -> str:
    """Return the message in the reader's language, with its values in place."""
    text = _catalogue(reader.get()).gettext(message)
    return text % values if values else text


def choose(one: str, many: str, number: int) -> str:
    """Return the form that fits the number, its values not yet in place."""
    return _catalogue(reader.get()).ngettext(one, many, number)


def plural(one: str, many: str, number: int, **values: Any) -> str:
    """Return the form that fits the number, with `num` and the values in place."""
    text = _catalogue(reader.get()).ngettext(one, many, number)
    return text % {"num": figure(number), **values}


def lazy(message: str) -> LazyProxy:
    """Mark a message for translation when it is shown."""
    return LazyProxy(say, message, enable_cache=False)


@contextmanager
def reading(locale: str) -> Iterator[None]:
    """Speak a language for a while (a sheet or a letter for somebody)."""
    token = reader.set(locale)
    try:
        yield
    finally:
        reader.reset(token)


WORDS: dict[str, dict[str, LazyProxy]] = {
    "role": {
        "staff": lazy("Ansatt"),
        "leader": lazy("Pedagogisk leder"),
        "director": lazy("Styrer"),
        "observer": lazy("Observatør"),
        "mentor": lazy("Mentor"),
        "course_admin": lazy("Kursadministrator"),
        "coordinator": lazy("Koordinator"),
        "sysadmin": lazy("Systemadministrator"),
    },
    "position": {
        "director": lazy("Styrer"),
        "deputy_director": lazy("Assisterende styrer"),
        "pedagogical_leader": lazy("Pedagogisk leder"),
        "kindergarten_teacher": lazy("Barnehagelærer"),
        "skilled_worker": lazy("Fagarbeider"),
        "assistant": lazy("Assistent"),
        "special_educator": lazy("Spesialpedagog"),
        "substitute": lazy("Vikar"),
    },
    "ownership": {"public": lazy("Kommunal"), "private": lazy("Privat")},
    "age_group": {
        "toddler": lazy("Småbarn"),
        "preschool": lazy("Storbarn"),
        "mixed": lazy("Aldersblandet"),
    },
    "relation": {
        "external": lazy("Ekstern"),
        "internal": lazy("Intern"),
        "own_department": lazy("Egen avdeling"),
    },
    "certificate": {
        "none": lazy("Ikke sertifisert"),
        "course_done": lazy("Kurs fullført, ikke bestått"),
        "test_open": lazy("Prøven er åpen"),
        "valid": lazy("Gyldig"),
        "expiring": lazy("Utløper snart"),
        "expired": lazy("Utløpt"),
    },
    "registration": {
        "placed": lazy("Har plass"),
        "waiting": lazy("På venteliste"),
        "withdrawn": lazy("Trukket"),
    },
    "course_kind": {
        "skilled_worker": lazy("Kurs for fagarbeidere og assistenter"),
        "new_staff": lazy("Nyansattkurs"),
        "certification": lazy("Sertifisering"),
        "recertification": lazy("Resertifisering"),
        "professional_day": lazy("Fagdag"),
        "workshop": lazy("Workshop"),
        "talking_with_children": lazy("Snakke med barn"),
    },
    "function": {
        "mentor": lazy("Mentor"),
        "certified_observer": lazy("Sertifisert observatør"),
        "talk_champion": lazy("Snakkefadder"),
        "resource_observer": lazy("Ressursobservatør"),
        "resource_person": lazy("Ressursperson"),
        "network_supervisor": lazy("Nettverksveileder"),
    },
    "flag": {
        "new_hire": lazy("Nyansatt"),
        "newly_qualified": lazy("Nyutdannet"),
        "new_director": lazy("Ny styrer"),
    },
    "task": {"open": lazy("Åpen"), "done": lazy("Gjort"), "not_applicable": lazy("Ikke aktuelt")},
    "owner": {
        "self": lazy("Den nyansatte"),
        "director": lazy("Styrer"),
        "resource_person": lazy("Ressursperson"),
        "mentor": lazy("Mentor"),
    },
    "term": {"spring": lazy("Vår"), "autumn": lazy("Høst")},
    "band": {"low": lazy("Lav"), "middle": lazy("Middels"), "high": lazy("Høy")},
    "level": {"deidentified": lazy("Uten navn"), "identified": lazy("Med navn")},
    "outcome": {
        "new": lazy("Ny"),
        "changed": lazy("Endret"),
        "unchanged": lazy("Uendret"),
        "refused": lazy("Avvist"),
    },
    "measure": {
        "kindergartens": lazy("Barnehager"),
        "departments": lazy("Avdelinger"),
        "children": lazy("Barn"),
        "staff": lazy("Ansatte"),
    },
}


def word(kind: str, code: str) -> str:
    """Return the word for a code; raise KeyError for a kind or code without one."""
    return str(WORDS[kind][code])


REFUSALS: dict[str, LazyProxy] = {
    "required": lazy("Fyll ut dette feltet."),
    "choice.unknown": lazy("«%(value)s» er ikke et gyldig valg."),
    "text.unreadable": lazy("Teksten inneholder tegn som ikke kan lagres. Skriv dem på nytt."),
    "text.long": lazy("Teksten er for lang: %(length)s tegn, og det er plass til %(limit)s."),
    "text.national_id": lazy(
        "Teksten inneholder et fødselsnummer. Fjern det: det skal ikke lagres her."
    ),
    "email.form": lazy("Skriv e-postadressen slik: navn@barnehage.no"),
    "email.taken": lazy("E-postadressen hører til en person som finnes fra før."),
    "email.missing": lazy("Personen må ha en e-postadresse for å få en konto."),
    "password.short": lazy(
        "Passordet må ha minst %(length)s tegn. Tre–fire tilfeldige ord er lett å huske."
    ),
    "password.common": lazy("Passordet er for lett å gjette. Bruk tre–fire tilfeldige ord."),
    "password.differs": lazy("De to passordene er ikke like."),
    "login.wrong": lazy("E-postadressen eller passordet er feil."),
    "login.slow_down": lazy("For mange mislykkede forsøk. Vent et kvarter før du prøver igjen."),
    "role.place": lazy("Velg hvilken barnehage rollen gjelder."),
    "role.department": lazy("Velg hvilken avdeling rollen gjelder."),
    "role.last_coordinator": lazy(
        "Dette er den siste koordinatoren. Gi rollen til en annen først."
    ),
    "submission.id": lazy("Skjemaet mangler sitt kjennetegn. Last siden på nytt og send igjen."),
    "submission.changed": lazy(
        "Dette skjemaet er sendt før med andre svar. Svarene dine står fortsatt under; send dem som et nytt skjema."
    ),
    "org_number.wrong": lazy("«%(number)s» er ikke et gyldig organisasjonsnummer (ni siffer)."),
    "org_number.taken": lazy("Organisasjonsnummer %(number)s finnes fra før."),
    "org_number.fixed": lazy("Organisasjonsnummeret kan ikke endres."),
    "age.range": lazy("Alderen må være fra 0 til 6 år, den laveste først."),
    "adults.range": lazy("Antall voksne må være fra 0 til 99."),
    "children.range": lazy("Antall barn er utenfor det som er mulig."),
    "cohort.number": lazy("Puljenummeret må være fra 1 til 99."),
    "cohort.taken": lazy("Pulje %(number)s finnes fra før."),
    "cohort.unknown": lazy("Pulje %(number)s finnes ikke. Legg den inn først."),
    "network.taken": lazy("Nettverket «%(name)s» finnes fra før."),
    "history.later": lazy(
        "Det er registrert en endring fra %(day)s. En ny endring må gjelde fra samme dag eller senere."
    ),
    "dates.order": lazy("Den siste datoen er før den første."),
    "date.future": lazy("Datoen kan ikke være frem i tid."),
    "certificate.known": lazy("Prøven bestått %(day)s er ført inn fra før."),
    "percent.range": lazy("Skriv et helt tall fra 0 til 100."),
    "fte.range": lazy("Stillingsandelen må være fra 1 til 100 prosent."),
    "department.unknown": lazy("Velg en avdeling fra listen."),
    "department.closed": lazy("Avdelingen var ikke åpen denne dagen."),
    "department.elsewhere": lazy("Avdelingen hører til en annen barnehage."),
    "kindergarten.unknown": lazy("Velg en barnehage fra listen."),
    "person.unknown": lazy("Velg en person fra listen."),
    "person.several": lazy("Flere passer. Skriv e-postadressen, eller velg i forslagene."),
    "observation.semester": lazy("Datoen hører ikke til det halvåret du har valgt."),
    "observation.instrument": lazy(
        "Denne CLASS-versjonen passer ikke til aldersgruppen på avdelingen."
    ),
    "observation.empty": lazy("Sett minst én skår før du sender."),
    "score.dimension": lazy("En av skårene hører til en annen CLASS-versjon."),
    "score.range": lazy("Skåren må være et helt tall fra 1 til 7."),
    "cycle.times": lazy("Sluttidspunktet må være etter starttidspunktet."),
    "course.unknown": lazy("Velg et kurs fra listen."),
    "course.closed": lazy("Påmeldingen er stengt."),
    "course.cancelled": lazy("Kurset er avlyst."),
    "course.begun": lazy("Kurset har begynt. Ta kontakt med kursadministratoren."),
    "course.registered": lazy("Er allerede påmeldt dette kurset (referanse %(reference)s)."),
    "course.not_employed": lazy("Er ikke registrert som ansatt på kursets første dag."),
    "course.position": lazy("Kurset er for andre stillinger."),
    "course.programme_year": lazy("Kurset er for barnehager i programår %(year)s eller senere."),
    "course.same_day": lazy("To av kursdagene har samme dato."),
    "seats.range": lazy("Antall plasser må være fra 1 til 500."),
    "programme_year.range": lazy("Programåret må være fra 0 til 9."),
    "task.reason": lazy("Skriv hvorfor oppgaven ikke er aktuell."),
    "template.missing": lazy("Det finnes ingen opplæringsplan for denne rollen."),
    "demo.not_empty": lazy("Databasen er ikke tom. Demoen kan bare lages i en tom database."),
    "backup.broken": lazy("Kopien er ødelagt eller er ikke en kopi av TETT PÅ (%(reason)s)."),
    "record.changed": lazy(
        "Noen andre har endret dette etter at du åpnet det. Se over endringen og lagre på nytt."
    ),
    "table.too_big": lazy("Filen er for stor: den kan være på høyst %(limit)s MB."),
    "table.empty": lazy("Filen er tom."),
    "table.not_excel": lazy(
        "Filen heter .xlsx, men er ikke en Excel-fil. Lagre den på nytt fra Excel, eller gi den navn etter innholdet."
    ),
    "table.old_excel": lazy(
        "Filen er en gammel Excel-fil (.xls) eller beskyttet med passord. Lagre den som .xlsx uten passord."
    ),
    "table.corrupt": lazy(
        "Filen kan ikke leses: den er ødelagt eller er ikke en Excel-fil. Åpne den i Excel og lagre den på nytt som .xlsx."
    ),
    "table.heavy": lazy(
        "Filen tar for lang tid å lese. Lagre tabellen som CSV, eller del den i flere filer."
    ),
    "table.inflated": lazy(
        "Filen er for stor når den pakkes ut: det er plass til %(limit)s MB. Lagre bare tabellen, for eksempel som CSV."
    ),
    "table.members": lazy(
        "Filen har for mange deler: det er plass til %(limit)s. Lagre bare tabellen, for eksempel som CSV."
    ),
    "table.utf16": lazy(
        "Filen er lagret som UTF-16 («Unicode-tekst»). Lagre den i Excel som .xlsx eller som «CSV UTF-8»."
    ),
    "table.binary": lazy(
        "Linje %(row)s inneholder noe som ikke er tekst. Bruk en Excel-fil (.xlsx) eller en CSV-fil."
    ),
    "table.encoding": lazy(
        "Linje %(row)s inneholder et ødelagt tegn. Lagre filen på nytt i Excel som .xlsx eller som «CSV UTF-8»."
    ),
    "table.quote": lazy(
        "Rad %(row)s kan ikke deles i celler: et anførselstegn mangler eller står feil, eller en celle er altfor lang."
    ),
    "table.rows": lazy("Tabellen har for mange rader: det er plass til %(limit)s."),
    "table.columns": lazy("Rad %(row)s har for mange kolonner: det er plass til %(limit)s."),
    "table.cell_long": lazy(
        "Cellen i rad %(row)s, kolonne %(column)s, er for lang: det er plass til %(limit)s tegn."
    ),
    "table.formula": lazy(
        "Cellen i rad %(row)s, kolonne %(column)s, viser feilen %(value)s. Rett formelen og lagre filen på nytt."
    ),
    "table.heading_missing": lazy(
        "Kolonne %(column)s har en verdi i rad %(row)s, men ingen overskrift."
    ),
    "table.heading_twice": lazy(
        "Overskriften «%(heading)s» står både i kolonne %(first)s og kolonne %(second)s."
    ),
    "table.row_long": lazy(
        "Rad %(row)s har %(cells)s celler, men tabellen har %(headings)s overskrifter. Sett anførselstegn rundt tekst som inneholder skilletegnet."
    ),
    "table.no_rows": lazy("Tabellen har ingen rader under overskriftene."),
    "import.stale": lazy(
        "Siden har ligget for lenge. Last opp filen på nytt; ingenting er lagret."
    ),
    "import.headings": lazy(
        "Tabellen mangler %(missing)s blant overskriftene. Disse står der: %(found)s."
    ),
    "import.heading_same": lazy(
        "Overskriftene «%(first)s» og «%(second)s» betyr det samme. Behold den ene."
    ),
    "import.twice": lazy("Det samme står i rad %(row)s. Behold den ene raden."),
    "import.ownership": lazy("En ny barnehage må ha en eierform: Kommunal eller Privat."),
    "number.whole": lazy("«%(value)s» er ikke et helt tall."),
    "number.range": lazy(
        "«%(value)s» er utenfor det som er mulig. Skriv et helt tall fra 0 og oppover."
    ),
    "month.form": lazy("«%(value)s» er ikke en måned. Skriv den slik: 2020-08"),
    "postal_code.form": lazy("«%(value)s» er ikke et postnummer (fire siffer)."),
    "age.form": lazy(
        "«%(value)s» er ikke et alderstrinn. Skriv det slik: 1 - 5. Excel kan ha gjort det om til en dato."
    ),
    "coordinate.form": lazy("«%(value)s» er ikke en koordinat. Skriv den slik: 59,91221"),
    "coordinate.half": lazy("Skriv både breddegrad og lengdegrad, eller ingen av dem."),
    "coordinate.range": lazy(
        "«%(value)s» ligger utenfor Norge. Kanskje er breddegrad og lengdegrad byttet om?"
    ),
}
WARNINGS: dict[str, LazyProxy] = {
    "import.unused": lazy("Kolonnen «%(column)s» ble ikke brukt."),
    "import.control_total": lazy(
        "%(column)s: radene gir %(sum)s til sammen, men kontrollsummen er %(stated)s. Forskjellen er %(difference)s."
    ),
    "import.same_address": lazy("Flere rader har adressen %(address)s: rad %(rows)s."),
}


def refusal(error: RuleBroken | Remark) -> str:
    """Return the sentence for a refusal; raise KeyError for a code without one."""
    values = {k: day(v) if isinstance(v, date) else v for k, v in error.values.items()}
    text = str(REFUSALS[error.code])
    return text % values if "%(" in text else text


def warning(code: str, **values: Any) -> str:
    """Return the sentence for a warning; raise KeyError for a code without one."""
    return str(WARNINGS[code]) % values


def import_line(line: Line) -> str:
    """Return what becomes of a row: Rad 5 · 986112421 · Endret · barn: 53 → 54."""
    changes = [
        f"{column}: {_cell(old)} → {_cell(new)}" for column, (old, new) in line.changes.items()
    ]
    refusals = [f"{remark.column}: {refusal(remark)}" for remark in line.refusals]
    row = say("Rad %(row)s", row=line.row)
    parts = (row, line.key, word("outcome", line.outcome), *changes, *refusals)
    return " · ".join(part for part in parts if part)


def report(done: Report) -> list[str]:
    """Return an import in sentences: each row that is not unchanged, the warnings, and the counts."""
    lines = [import_line(line) for line in done.lines if line.outcome != "unchanged"]
    lines += [
        say("Merk: %(warning)s", warning=warning(w.code, column=w.column, **w.values))
        for w in done.warnings
    ]
    if done.notes:
        lines.append(say("%(units)s enheter utgjør %(kindergartens)s barnehager.", **done.notes))
    return [
        *lines,
        " · ".join(f"{word('outcome', code)}: {number}" for code, number in done.counts.items()),
    ]


def _cell(value: Any) -> str:
    """Return a value as a cell of an imported table would say it."""
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        return "–".join(map(_cell, value))
    return str(WORDS["ownership"].get(value, value)) if value not in (None, "") else "–"


def day(value: date | None) -> str:
    """Return a date as 05.09.2025."""
    return f"{value:%d.%m.%Y}" if value is not None else ""


def long_day(value: date) -> str:
    """Return a date in words: fredag 5. september 2025."""
    return str(
        format_date(
            value,
            "EEEE d. MMMM y" if reader.get() != "en" else "EEEE d MMMM y",
            locale=reader.get(),
        )
    )


def moment(value: datetime | None) -> str:
    """Return a moment in Norway's time: 05.09.2025 kl. 13.30."""
    if value is None:
        return ""
    local = value.astimezone(OSLO)
    return say("%(day)s kl. %(time)s", day=f"{local:%d.%m.%Y}", time=f"{local:%H.%M}")


def semester(value: Semester) -> str:
    """Return a semester in words: Høst 2025."""
    return f"{word('term', value.term)} {value.year}"


def figure(value: int | float | Decimal | None, places: int = 0) -> str:
    """Return a figure as Norwegians write it: 1 234,5 with a narrow space and a comma."""
    if value is None:
        return "–"
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{exact:,}".replace(",", NARROW_SPACE)
    return text if reader.get() == "en" else text.replace(".", ",")

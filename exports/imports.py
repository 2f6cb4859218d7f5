"""The empty tables that may be filled in and imported, each with a sheet that explains its columns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from collect import phrases
from collect.imports_batches import COLUMNS
from collect.phrases import lazy
from collect.rules.refusals import NotFound
from exports.sheet import Column, Sheet
from exports.workbook import workbook


@dataclass(frozen=True)
class Told:
    """A column as it is told to those who fill it in."""

    title: Any  # words in the reader's language, when they are shown
    kind: str
    meaning: Any
    example: str
    choices: tuple[Any, ...] = ()


TITLES = {
    "kindergartens": lazy("Barnehager"),
    "cohorts": lazy("Puljer"),
    "people": lazy("Personer og ansatte"),
    "certificates": lazy("Sertifikater"),
}
POSITIONS = (
    lazy("Styrer"),
    lazy("Assisterende styrer"),
    lazy("Pedagogisk leder"),
    lazy("Barnehagelærer"),
    lazy("Fagarbeider"),
    lazy("Assistent"),
    lazy("Spesialpedagog"),
    lazy("Vikar"),
)
APART = ("min_age", "max_age")  # understood, but a template asks for both in one
_FIGURE = lazy("Et helt tall fra 0. Tom celle: tallet som står fra før, blir stående.")
TOLD: dict[str, dict[str, Told]] = {
    "kindergartens": {
        "org_number": Told(
            lazy("Org.nr."),
            "text",
            lazy("Ni siffer. Skiller barnehagene fra hverandre."),
            "974760673",
        ),
        "name": Told(lazy("Navn"), "text", lazy("Navnet på barnehagen."), "Åsen barnehage"),
        "owner": Told(lazy("Eier"), "text", lazy("Den som eier barnehagen."), "Bærum kommune"),
        "ownership": Told(
            lazy("Eierform"),
            "text",
            lazy("Må fylles ut for en ny barnehage."),
            "Kommunal",
            (lazy("Kommunal"), lazy("Privat")),
        ),
        "address": Told(lazy("Adresse"), "text", lazy("Gate og nummer."), "Skogveien 3"),
        "postal_code": Told(lazy("Postnr."), "text", lazy("Fire siffer."), "1338"),
        "city": Told(lazy("Poststed"), "text", lazy("Navnet på poststedet."), "Sandvika"),
        "ages": Told(
            lazy("Alder"), "text", lazy("Yngste og eldste alder, med strek imellom."), "1-5"
        ),
        "min_age": Told(
            lazy("Minalder"), "integer", lazy("Yngste alder, når den står for seg."), ""
        ),
        "max_age": Told(
            lazy("Maksalder"), "integer", lazy("Eldste alder, når den står for seg."), ""
        ),
        "registered_children": Told(lazy("Barn"), "integer", _FIGURE, "53"),
        "latitude": Told(lazy("Breddegrad"), "decimal", lazy("Grader nord, i Norge."), "59,89"),
        "longitude": Told(lazy("Lengdegrad"), "decimal", lazy("Grader øst, i Norge."), "10,52"),
        "cohort": Told(lazy("Pulje"), "integer", lazy("Nummeret på en pulje som finnes."), "1"),
        "network": Told(
            lazy("Nettverk"),
            "text",
            lazy("Navnet på nettverket. Et nytt navn gir et nytt nettverk."),
            "Vest",
        ),
    },
    "cohorts": {
        "cohort": Told(
            lazy("Pulje"), "text", lazy("Nummeret, eller SUM for en rad med kontrollsummer."), "3"
        ),
        "start": Told(lazy("Oppstart"), "text", lazy("Måned og år."), "2020-08"),
        "kindergartens": Told(lazy("Barnehager"), "integer", _FIGURE, "12"),
        "departments": Told(lazy("Avdelinger"), "integer", _FIGURE, "41"),
        "children": Told(lazy("Barn"), "integer", _FIGURE, "702"),
        "staff": Told(lazy("Ansatte"), "integer", _FIGURE, "214"),
    },
    "people": {
        "email": Told(
            lazy("E-post"), "text", lazy("Skiller personene fra hverandre."), "ada@eksempel.no"
        ),
        "name": Told(lazy("Navn"), "text", lazy("Må fylles ut for en ny person."), "Ada Ås"),
        "org_number": Told(
            lazy("Org.nr."), "text", lazy("Barnehagen personen arbeider i."), "974760673"
        ),
        "position": Told(
            lazy("Stilling"), "text", lazy("En av stillingene i listen."), "Assistent", POSITIONS
        ),
        "department": Told(
            lazy("Avdeling"), "text", lazy("Navnet på en avdeling i barnehagen."), ""
        ),
        "from": Told(
            lazy("Fra og med"),
            "date",
            lazy("Dagen stillingen eller endringen gjelder fra."),
            "01.10.2025",
        ),
        "last_day": Told(lazy("Siste arbeidsdag"), "date", lazy("Bare for en som slutter."), ""),
    },
    "certificates": {
        "email": Told(
            lazy("E-post"), "text", lazy("Adressen til en som er lagt inn."), "ada@eksempel.no"
        ),
        "version": Told(
            lazy("Versjon"),
            "text",
            lazy("Hvilken CLASS-versjon prøven gjaldt."),
            "Toddler",
            ("Toddler", "Pre-K"),
        ),
        "edition": Told(lazy("Utgave"), "text", lazy("Tom celle: den utgaven som er i bruk."), ""),
        "passed_on": Told(lazy("Bestått"), "date", lazy("Dagen prøven ble bestått."), "01.03.2025"),
        "valid_to": Told(
            lazy("Gjelder til"), "date", lazy("Siste dag sertifikatet gjelder."), "01.03.2026"
        ),
        "result_percent": Told(lazy("Resultat"), "integer", lazy("Prosent fra 0 til 100."), "87"),
        "source": Told(lazy("Kilde"), "text", lazy("Hvor det er bekreftet."), "Kursbevis"),
    },
}


def title(kind: str, column: str) -> str:
    """Return what a column is called to the one who reads."""
    told = TOLD[kind].get(column)
    return str(told.title) if told else column


def is_needed(kind: str, column: str) -> bool:
    """Whether a table of a kind must have a column."""
    return any(one.is_needed for one in COLUMNS[kind] if one.name == column)


def template(kind: str, *, author: str, now: datetime) -> bytes:
    """Return an empty table of a kind: headings, lists, and a sheet that explains the columns.

    Required headings carry a star, which the import passes over. Raises NotFound for no kind.
    """
    if kind not in TOLD:
        raise NotFound(kind)
    needed = {column.name: column.is_needed for column in COLUMNS[kind]}
    told = TOLD[kind]
    columns = [
        Column(
            f"{one.title}{' *' if needed[name] else ''}",
            one.kind,
            choices=tuple(map(str, one.choices)),
        )
        for name, one in told.items()
        if name not in APART
    ]
    empty = Sheet(str(TITLES[kind]), columns, (), to_fill=True)
    return workbook(
        [empty, _explained(told, needed)],
        title=phrases.say("Mal for import: %(kind)s", kind=TITLES[kind]),
        author=author,
        created=now,
    )


def _explained(told: dict[str, Told], needed: dict[str, bool]) -> Sheet:
    say = phrases.say
    columns = (
        Column(say("Kolonne"), "text"),
        Column(say("Må være med"), "bool"),
        Column(say("Betydning"), "text", 64),
        Column(say("Tillatte verdier"), "text", 30),
        Column(say("Eksempel"), "text"),
    )
    rows = [
        (
            str(one.title),
            needed[name],
            str(one.meaning),
            ", ".join(map(str, one.choices)),
            one.example,
        )
        for name, one in told.items()
        if name not in APART
    ]
    return Sheet(say("Forklaring"), columns, rows)

"""Kindergartens, departments, networks and ownership as sheets."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from collect import organisation, phrases, programme
from collect.models.organisation import Affiliation, Kindergarten
from collect.organisation import MEASURES
from collect.rules.access import Identity
from collect.rules.organisation import AGE_GROUPS, OWNERSHIPS
from exports.sheet import Column, Extract, Sheet, described


def house_code(kindergarten_id: int) -> str:
    """Return the code of a kindergarten, such as B012; it never changes."""
    return f"B{kindergarten_id:03}"


def room_code(kindergarten_id: int, department_id: int) -> str:
    """Return the code that stands for a department where its name does not, such as B012-A03."""
    return f"{house_code(kindergarten_id)}-A{department_id:02}"


def words(kind: str, codes: tuple[str, ...]) -> str:
    """Return the words that may stand in a column of codes."""
    return ", ".join(phrases.word(kind, code) for code in codes)


def house_column() -> Column:
    """Return the column that says which kindergarten a row is about."""
    say = phrases.say
    meaning = say("Navnet på barnehagen")
    return described(say("Barnehage"), "text", meaning, source=say("Barnehageregisteret"))


def room_columns(is_identified: bool) -> list[Column]:
    """Return the columns that say which department a row is about: a code, a name if asked for."""
    say = phrases.say
    unit = say("barnehagekode og avdelingsnummer, som B012-A03")
    meaning = say("Fast kode for avdelingen, lik i alle uttrekk")
    code = described(say("Avdelingskode"), "text", meaning, unit, say("Denne løsningen"))
    meaning = say("Navnet på avdelingen")
    name = described(say("Avdeling"), "text", meaning, source=say("Barnehagen"))
    return [code, name] if is_identified else [code]


def room_cells(kindergarten_id: int, department: Any, is_identified: bool) -> list[str]:
    """Return what stands in `room_columns`."""
    code = room_code(kindergarten_id, department.id)
    return [code, department.name] if is_identified else [code]


def measure_columns(has_sums: bool = True) -> list[Column]:
    """Return the columns of the four figures, in the order of MEASURES.

    Staff are not summed: who works in two places is counted in both.
    """
    say = phrases.say
    meanings = {
        "kindergartens": say("Antall barnehager"),
        "departments": say("Antall avdelinger som er åpne"),
        "children": say("Antall barn på avdelingene"),
        "staff": say("Antall personer som er ansatt, hver talt én gang på linjen"),
    }
    unit, source = say("antall"), say("Telt i denne løsningen")
    return [
        described(
            phrases.word("measure", measure),
            "integer",
            meanings[measure],
            unit,
            source,
            "sum" if has_sums and measure != "staff" else None,
        )
        for measure in MEASURES
    ]


def network_column() -> Column:
    """Return the column that names a director network."""
    say = phrases.say
    meaning = say("Styrernettverket barnehagen hører til")
    return described(say("Nettverk"), "text", meaning, source=say("Denne løsningen"))


def ownership_column() -> Column:
    """Return the column that says who owns."""
    say = phrases.say
    meaning, unit = say("Om barnehagen er kommunal eller privat"), words("ownership", OWNERSHIPS)
    return described(say("Eierform"), "text", meaning, unit, say("Barnehageregisteret"))


def kindergartens(extract: Extract) -> Sheet:
    """Return the kindergartens that belong to the cohort on the day, with their figures."""
    say = phrases.say
    found = programme.structure(extract.identity, Affiliation.kindergarten, [extract.on])
    meaning = say("Fast kode for barnehagen, lik i alle uttrekk")
    code = described(say("Barnehagekode"), "text", meaning, source=say("Denne løsningen"))
    meaning, unit = say("Nummeret i Enhetsregisteret"), say("ni siffer")
    source = say("Barnehageregisteret")
    number = described(say("Organisasjonsnummer"), "text", meaning, unit, source)
    columns = [house_column(), code, number, ownership_column(), network_column()]
    members: list[Any] = list(programme.members(extract.identity, extract.cohort, extract.on))
    rows = [_kindergarten(row, found[row.kindergarten_id, extract.on]) for row in members]
    return Sheet(say("Barnehager"), [*columns, *measure_columns()[1:]], rows, frozen_columns=1)


def _kindergarten(row: Any, figures: Mapping[str, int]) -> list[Any]:
    house, network = row.kindergarten, row.network
    return [
        house.name,
        house_code(house.id),
        house.org_number,
        phrases.word("ownership", house.ownership),
        network.name if network is not None else None,
        *(figures[measure] for measure in MEASURES[1:]),
    ]


def departments(extract: Extract, observed: Mapping[int, int]) -> Sheet:
    """Return the departments open on the day, with how often each is observed in the extract."""
    named = extract.is_identified
    rooms: list[Any] = list(programme.rooms(extract.identity, extract.cohort, extract.on))
    rows = [
        [
            row.kindergarten.name,
            *room_cells(row.kindergarten_id, row, named),
            phrases.word("age_group", row.period.age_group),
            row.period.children,
            row.opened_on,
            observed.get(row.id, 0),
        ]
        for row in rooms
    ]
    columns = [house_column(), *room_columns(named), *_department_columns()]
    return Sheet(phrases.say("Avdelinger"), columns, rows, frozen_columns=2)


def _department_columns() -> list[Column]:
    say = phrases.say
    house, number = say("Barnehagen"), say("antall")
    ages = words("age_group", AGE_GROUPS)
    seen = say("Antall observasjoner av avdelingen i dette uttrekket")
    return [
        described(say("Aldersgruppe"), "text", say("Alderen på barna på avdelingen"), ages, house),
        described(say("Barn"), "integer", say("Antall barn på avdelingen"), number, house, "sum"),
        described(say("Åpnet"), "date", say("Første dag avdelingen var åpen"), say("dato"), house),
        described(say("Observasjoner"), "integer", seen, number, say("Arket Observasjoner"), "sum"),
    ]


def by_network(identity: Identity, on: date) -> Sheet:
    """Return the figures of each director network on a day."""
    say = phrases.say
    found = programme.structure(identity, Affiliation.network, [on])
    networks: list[Any] = list(organisation.networks(identity))
    names = [(row.id, row.name) for row in networks]
    rows = [
        [name, *(found[key, on][measure] for measure in MEASURES)]
        for key, name in [*names, (None, say("Uten nettverk"))]
        if (key, on) in found
    ]
    return Sheet(say("Nettverk"), [network_column(), *measure_columns()], rows)


def by_ownership(identity: Identity, on: date) -> Sheet:
    """Return the figures of municipal and of private kindergartens on a day."""
    found = programme.structure(identity, Kindergarten.ownership, [on])
    rows: list[list[Any]] = [
        [phrases.word("ownership", code), *(found[code, on][measure] for measure in MEASURES)]
        for code in OWNERSHIPS
        if (code, on) in found
    ]
    return Sheet(phrases.say("Eierform"), [ownership_column(), *measure_columns()], rows)

"""Imports: the columns of a table of cohorts, kindergartens or certificates, and how cells are read."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from collect.rules.organisation import is_org_number
from collect.rules.refusals import RuleBroken
from collect.rules.tables import Column, heading_key
from collect.rules.text import email_key

SUMS = ("sum", "total", "totalt", "ialt")
NORWAY = {"latitude": (57.0, 81.0), "longitude": (4.0, 34.0)}  # degrees, Svalbard included
_MONTHS = (  # bokmål and nynorsk, English
    *("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september"),
    *("oktober", "november", "desember"),
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_IN_WORDS = re.compile(r"([a-z]{3,})[.\- ]*(\d{4}|\d{2})", re.ASCII)
_WHOLE = re.compile(r"([-−–]?)(\d{1,3}(?:\s\d{3})+|\d+)(?:[.,]00?)?", re.ASCII)
_NUMBERED = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(-(?P<day>\d{1,2}))?", re.ASCII),
    re.compile(r"((?P<day>\d{1,2})[./])?(?P<month>\d{1,2})[./](?P<year>\d{4})", re.ASCII),
)


def whole_number(text: str) -> int:
    """Read a whole number from 0, such as `1 181` or a spreadsheet's `53.0`."""
    match = _WHOLE.fullmatch(re.sub(r"\s", " ", text))
    if match is None:
        raise RuleBroken("number.whole", value=text)
    digits = match[2].replace(" ", "")
    if len(digits) > 7 or (match[1] and int(digits)):
        raise RuleBroken("number.range", value=text)
    return int(digits)


def cohort_number(text: str) -> int:
    """Read a cohort's number: `3` or `Pulje 3`."""
    number = whole_number(re.sub(r"^(pulje|cohort)\s*", "", text, flags=re.IGNORECASE))
    if not 1 <= number <= 99:
        raise RuleBroken("cohort.number")
    return number


def cohort_or_sum(text: str) -> int:
    """Read a cohort's number, or 0 for the row of control totals."""
    return 0 if is_sum(text) else cohort_number(text)


def org_number(text: str) -> str:
    """Read an organisation number, written with or without spaces."""
    digits = re.sub(r"\s|\.0$", "", text)
    if not is_org_number(digits):
        raise RuleBroken("org_number.wrong", number=text)
    return digits


def month(text: str) -> date:
    """Read a month as its first day: 2020-08, 08.2020, 01.08.2020, august 2020, Excel's aug.20."""
    folded = text.casefold().strip()
    found = _month_in_words(folded)
    for shape in _NUMBERED:
        if match := shape.fullmatch(folded):
            found = (int(match["year"]), int(match["month"]), int(match["day"] or 1))
    try:
        first = date(*found).replace(day=1) if found else date.min
    except ValueError:
        first = date.min
    if not 2000 <= first.year <= 2100:
        raise RuleBroken("month.form", value=text)
    return first


def _month_in_words(folded: str) -> tuple[int, int, int] | None:
    match = _IN_WORDS.fullmatch(folded)
    if match is None:
        return None
    numbers = [n % 12 + 1 for n, name in enumerate(_MONTHS) if name.startswith(match[1])]
    year = int(match[2])
    return (year if year > 99 else 2000 + year, numbers[0], 1) if numbers else None


def postal_code(text: str) -> str:
    """Read a postal code; a spreadsheet may have eaten the zeros it begins with."""
    digits = re.sub(r"\.0$", "", text)
    if not re.fullmatch(r"\d{1,4}", digits, re.ASCII) or not int(digits):
        raise RuleBroken("postal_code.form", value=text)
    return digits.zfill(4)


def ages(text: str) -> tuple[int, int]:
    """Read the youngest and the oldest, such as `1 - 5` in the public register."""
    match = re.fullmatch(r"(\d)\s*(?:[-–—]|til|to)\s*(\d)(?:\s*år)?", text.casefold(), re.ASCII)
    if match is None:
        raise RuleBroken("age.form", value=text)
    return int(match[1]), int(match[2])


def degrees(text: str) -> float:
    """Read a coordinate with a decimal point or comma."""
    if not re.fullmatch(r"-?\d{1,3}([.,]\d{1,15})?", text, re.ASCII):
        raise RuleBroken("coordinate.form", value=text)
    return float(text.replace(",", "."))


def checked_place(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with a coordinate that can be in Norway, or with none.

    The public register writes 0, 0 for a place it does not know; that is left out. Raises
    RuleBroken("coordinate.half") or RuleBroken("coordinate.range").
    """
    given = {name: values[name] for name in NORWAY if name in values}
    rest = {name: value for name, value in values.items() if name not in given}
    if not any(given.values()):
        return rest
    for name, (low, high) in NORWAY.items():
        if name not in given:
            raise RuleBroken("coordinate.half", name)
        if not low <= given[name] <= high:
            raise RuleBroken("coordinate.range", name, value=given[name])
    return {**rest, **given}


def one_of(words: Mapping[str, str]) -> Callable[[str], str]:
    """Return a reader of cells that hold one of the words (compared as headings are)."""

    def read(text: str) -> str:
        found = words.get(heading_key(text))
        if found is None:
            raise RuleBroken("choice.unknown", value=text)
        return found

    return read


def is_sum(text: str) -> bool:
    """Whether a cell names the row of control totals."""
    return heading_key(text) in SUMS


def same_places(places: Sequence[tuple[int, str, str]]) -> list[tuple[str, list[int]]]:
    """Return each address that several rows share; `places` are (row, address, postal code)."""
    rows: dict[tuple[str, str], list[int]] = {}
    shown: dict[tuple[str, str], str] = {}
    for row, address, code in places:
        key = (" ".join(address.casefold().split()), code)
        if address:
            shown.setdefault(key, f"{address}, {code}" if code else address)
            rows.setdefault(key, []).append(row)
    return [(shown[key], found) for key, found in rows.items() if len(found) > 1]


COHORT_COLUMNS = (
    Column("cohort", ("pulje", "cohort", "number", "puljenummer"), cohort_or_sum, True, True),
    Column("start", ("start", "oppstart", "startmåned"), month, True, True),
    Column(
        "kindergartens", ("barnehager", "barnehagar", "kindergartens"), whole_number, False, True
    ),
    Column("departments", ("avdelinger", "avdelingar", "departments"), whole_number, False, True),
    Column("children", ("barn", "children"), whole_number, False, True),
    Column("staff", ("ansatte", "tilsette", "staff"), whole_number, False, True),
)
_OWNERSHIP = {"kommunal": "public", "public": "public", "privat": "private", "private": "private"}
KINDERGARTEN_COLUMNS = (
    Column(
        "org_number",
        ("orgnr", "orgno", "organisasjonsnummer", "orgnummer", "orgnumber", "organisationnumber"),
        org_number,
        True,
        True,
    ),
    Column("name", ("navn", "namn", "name", "barnehage"), str, True, True),
    Column("owner", ("eier", "eigar", "owner"), str),
    Column("ownership", ("eierform", "eigarform", "ownership"), one_of(_OWNERSHIP)),
    Column("address", ("adresse", "address", "adresselinje", "besøksadresse"), str),
    Column("postal_code", ("postnr", "postcode", "postalcode", "postnummer"), postal_code),
    Column("city", ("poststed", "poststad", "city", "town"), str),
    Column("ages", ("alder", "ages", "age"), ages, parts=("min_age", "max_age")),
    Column("min_age", ("minalder", "minage"), whole_number),
    Column("max_age", ("maksalder", "maxage"), whole_number),
    Column("registered_children", ("barn", "children", "antallbarn"), whole_number),
    Column("latitude", ("lat", "latitude", "breddegrad", "breiddegrad"), degrees),
    Column("longitude", ("lon", "longitude", "lengdegrad", "lng"), degrees),
    Column("cohort", ("pulje", "cohort"), cohort_number),
    Column("network", ("nettverk", "network", "styrernettverk"), str),
)
OWN = (  # a kindergarten's own columns
    *("org_number", "name", "owner", "ownership", "address", "postal_code", "city"),
    *("min_age", "max_age", "registered_children", "latitude", "longitude"),
)
_VERSIONS = {"toddler": "toddler", "småbarn": "toddler", "prek": "prek", "storbarn": "prek"}


def day(text: str) -> date:
    """Read a day: 2025-09-05, or 05.09.2025 as it is written here."""
    for shape in _NUMBERED:
        match = shape.fullmatch(text.strip().removesuffix(" 00:00:00"))
        if match and match["day"]:
            try:
                found = date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                break
            if 2000 <= found.year <= 2100:
                return found
    raise RuleBroken("day.form", value=text)


def percent(text: str) -> int:
    """Read a result from 0 to 100 per cent."""
    number = whole_number(text.removesuffix("%").strip())
    if number > 100:
        raise RuleBroken("percent.range")
    return number


CERTIFICATE_COLUMNS = (
    Column("email", ("epost", "email", "epostadresse"), email_key, True, True),
    Column("version", ("versjon", "version", "classversjon"), one_of(_VERSIONS), True, True),
    Column("edition", ("utgave", "utgåve", "edition"), str),
    Column("passed_on", ("bestått", "passedon", "passed", "prøvenbestått"), day, True, True),
    Column(
        "valid_to",
        ("gjeldertil", "validto", "gyldigtil", "gjeldertilogmed", "gjeldtil"),
        day,
        True,
        True,
    ),
    Column("result_percent", ("resultat", "result", "prosent", "resultatiprosent"), percent),
    Column("source", ("kilde", "kjelde", "source", "hvordeterbekreftet"), str, True, True),
)

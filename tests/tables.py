"""Tables made for tests of imports, and what is remembered before and after."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from collect import imports, phrases
from collect.models.journal import JournalEntry
from collect.models.organisation import Affiliation, Cohort, Kindergarten, Network, StatedFigure
from collect.rules.access import Grant, Identity
from collect.rules.tables import Report, Table
from forms.tables import read_table
from tests.factories import NOW

LATER = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)


ADA = Identity(name="Ada", grants=frozenset({Grant("coordinator")}))


COHORTS = """pulje;start;barnehager;avdelinger;barn;ansatte
1;2020-08;2;10;150;40
2;2021-01;3;20;300;60
SUM;;5;30;450;100
"""


KINDERGARTENS = """\
Orgnr;Navn;Eier;Eierform;Adresse;Postnr;Poststed;Alder;Barn;Lat;Lon;Pulje;Nettverk
974553740;Elgen barnehage avd. Nord;Kommunen;Kommunal;Vei 1;512;OSLO;1 - 5;53;59,91;10,6;1;Vest
976285964;Elgen barnehage avd. Sør;Kommunen;Kommunal;Vei 3;1368;HØVIK;3 - 5;12;0.0;0.0;Pulje 1;vest
986112421;Åsløkka;Åsløkka SA;Privat;Ås 2;1368;STABEKK;1 - 5;30;;;;
"""


def table(text: str) -> Table:
    return read_table("tabell.csv", text.encode())


def take_in_cohorts(text: str = COHORTS, **more: Any) -> Report:
    return imports.import_cohorts(table(text), **{"by": ADA, "now": NOW} | more)


def take_in(text: str = KINDERGARTENS, **more: Any) -> Report:
    return imports.import_kindergartens(table(text), **{"by": ADA, "now": NOW} | more)


def outcomes(report: Report) -> list[tuple[str, str]]:
    return [(line.key, line.outcome) for line in report.lines]


def refusals(report: Report) -> list[tuple[int, str, str]]:
    """Every refusal as (row, heading, code); each has a sentence, and nothing was written."""
    assert not report.written
    for line in report.lines:
        assert phrases.import_line(line).startswith(f"Rad {line.row} · ")
    return [(line.row, r.column, r.code) for line in report.lines for r in line.refusals]


def acts() -> list[str]:
    return [row.act for row in JournalEntry.select().order_by(JournalEntry.id)]


def remembered() -> dict[str, int]:
    models = (Cohort, StatedFigure, Network, Kindergarten, Affiliation, JournalEntry)
    return {model.__name__: model.select().count() for model in models}


SHARED = Path(__file__).parents[1] / ".." / "shared" / "data"


needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real files lie beside the project"
)

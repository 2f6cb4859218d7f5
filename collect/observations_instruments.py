"""CLASS instruments: structure is data, and the municipality words its labels."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import ModelSelect

from collect import journal
from collect.database import Prepared, parameter, writing
from collect.models.observations import Dimension, Domain, Instrument
from collect.rules.access import Identity, reach
from collect.rules.refusals import NotAllowed, RuleBroken
from collect.rules.scoring import require_whole
from collect.rules.text import LINE, NOTE, clean

STRUCTURE = Path(__file__).with_name("class_structure.csv")


FITS = {"toddler": ("toddler",), "preschool": ("prek",), "mixed": ("toddler", "prek")}

_DIMENSIONS = Prepared(
    lambda: (
        Dimension.select(
            Dimension.id,
            Dimension.domain,
            Dimension.is_reversed,
            Instrument.version,
            Instrument.is_active,
        )
        .join(Domain)
        .join(Instrument)
        .where(Instrument.id == parameter("instrument"))
        .order_by(Dimension.position)
        .tuples()
    )
)


def check_instrument(
    instrument_id: int, age_group: str, active_only: bool = True
) -> frozenset[int]:
    """Return the dimension ids of the instrument; refuse one that does not fit the department."""
    rows = _DIMENSIONS.run(instrument=instrument_id).fetchall()
    if not rows or (active_only and not rows[0][4]):
        raise RuleBroken("choice.unknown", "instrument_id", value=str(instrument_id))
    if rows[0][3] not in FITS[age_group]:
        raise RuleBroken("observation.instrument", "instrument_id")
    return frozenset(row[0] for row in rows)


def structure(instrument_id: int) -> list[Domain]:
    """Return an instrument's domains in order, each with its dimensions in `scale`; two queries."""
    domains = list(
        Domain.select().where(Domain.instrument == instrument_id).order_by(Domain.position)
    )
    rows = (
        Dimension.select()
        .where(Dimension.domain.in_([d.id for d in domains]))
        .order_by(Dimension.position)
    )
    by_domain: dict[int, list[Dimension]] = {d.id: [] for d in domains}
    for row in rows:
        by_domain[row.domain_id].append(row)
    for domain in domains:
        domain.scale = by_domain[domain.id]
    return domains


def instruments(active_only: bool = True) -> ModelSelect[Instrument]:
    """Return the instruments in order of age."""
    query = Instrument.select().order_by(Instrument.id)
    return query.where(Instrument.is_active) if active_only else query


def relabel(row: Dimension, values: Mapping[str, str], *, by: Identity, now: datetime) -> None:
    """Change a dimension's labels or help text, which the municipality words as its licence allows."""
    if not reach(by, "instrument", "U").everything:
        raise NotAllowed("instrument")
    checked = {
        name: clean(value, NOTE if name == "help_text" else LINE, name)
        for name, value in values.items()
    }
    for name in ("label_nb", "label_nn", "label_en"):
        if not checked.get(name, "x"):
            raise RuleBroken("required", name)
    with writing():
        journal.amend(row, checked, "dimension.relabel", by=by, now=now)


def seed_instruments() -> None:
    """Add the instruments of the structure file that are not there yet; labels that were edited stay.

    Raises ValueError for a domain whose mean could not be kept exactly.
    """
    with STRUCTURE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number in Counter((row["version"], row["domain_key"]) for row in rows).values():
        require_whole(number)
    with writing():
        known: dict[tuple[str, str], Any] = {}
        for row in rows:
            version, key = row["version"], row["domain_key"]
            if (version, "") not in known:
                known[version, ""], _ = Instrument.get_or_create(
                    version=version,
                    edition=1,
                    defaults={
                        "is_active": row["is_active"] == "1",
                        **{f"label_{c}": row[f"version_{c}"] for c in ("nb", "nn", "en")},
                    },
                )
            if (version, key) not in known:
                known[version, key], _ = Domain.get_or_create(
                    instrument=known[version, ""],
                    key=key,
                    defaults={
                        "position": sum(1 for v, k in known if v == version and k) + 1,
                        **{f"label_{c}": row[f"domain_{c}"] for c in ("nb", "nn", "en")},
                    },
                )
            Dimension.get_or_create(
                domain=known[version, key],
                key=row["dimension_key"],
                defaults={
                    "position": int(row["position"]),
                    "is_reversed": row["reversed"] == "1",
                    **{f"label_{c}": row[f"dimension_{c}"] for c in ("nb", "nn", "en")},
                },
            )


def fitting(age_group: str) -> list[Instrument]:
    """Return the active instruments that fit an age group."""
    return list(instruments().where(Instrument.version.in_(FITS[age_group])))


def dimension_ids(instrument_id: int, active_only: bool = True) -> tuple[int, ...]:
    """Return the dimensions of an active instrument in order; none for any other."""
    rows = _DIMENSIONS.run(instrument=instrument_id).fetchall()
    return tuple(row[0] for row in rows if row[4] or not active_only)

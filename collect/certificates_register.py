"""The register of certificates: whose each is, where the holder works on a day, and its state then."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from collect.certificates import certificates, state_of
from collect.models.base import on_day, within
from collect.models.certificates import Certificate
from collect.models.organisation import Affiliation, Kindergarten
from collect.models.people import Employment
from collect.rules.access import Identity, reach


@dataclass(frozen=True)
class Entry:
    """A certificate as it stands on a day."""

    certificate: Certificate
    kindergarten: Kindergarten | None  # where the holder works that day, as far as one may see
    state: str


def entries(identity: Identity, rows: Sequence[Certificate], on: date) -> list[Entry]:
    """Return certificates as they stand on a day, in their order; one query."""
    found = places(identity, {row.person_id for row in rows}, on)
    return [Entry(row, found.get(row.person_id), state_of(row, on)) for row in rows]


def register(identity: Identity, on: date) -> list[Entry]:
    """Return all certificates within reach as they stand on a day, by name; two queries."""
    return entries(identity, list(certificates(identity, on)), on)


def of_cohort(identity: Identity, cohort_id: int, on: date) -> list[Entry]:
    """Return the certificates, as they stand on a day, of those employed in a cohort then; two queries."""
    same_house = Affiliation.kindergarten == Employment.kindergarten
    staff = (
        Employment.select(Employment.person)
        .join(Affiliation, on=same_house & on_day(Affiliation, on))
        .where((Affiliation.cohort == cohort_id) & on_day(Employment, on))
    )
    rows = certificates(identity, on).where(Certificate.person.in_(staff))
    return entries(identity, list(rows), on)


def places(
    identity: Identity, person_ids: Collection[int], on: date
) -> dict[int, Kindergarten | None]:
    """Return by person where they work on a day (the latest begun, should there be two), within reach."""
    found = within(reach(identity, "certificate", "R"), kindergarten=Employment.kindergarten)
    jobs = (
        Employment.select(Employment, Kindergarten)
        .join(Kindergarten)
        .where(Employment.person.in_(list(person_ids)))
        .where(on_day(Employment, on) & found)
        .order_by(Employment.valid_from, Employment.id)
    )
    return {job.person_id: job.kindergarten for job in jobs}

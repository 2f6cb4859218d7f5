"""Cohorts, networks, kindergartens and departments: who sees them, and the acts that change them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from peewee import SQL, ModelSelect

from collect import journal, observations_figures
from collect.database import writing
from collect.models.base import on_day, within
from collect.models.organisation import (
    Affiliation,
    Cohort,
    Kindergarten,
    Network,
)
from collect.models.people_merging import Merge
from collect.models.trash import Trash
from collect.rules.access import Identity, reach
from collect.rules.norwegian import search_text, sort_key
from collect.rules.organisation import OWNERSHIPS, is_org_number
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, clean

MEASURES = ("kindergartens", "departments", "children", "staff")


def stands() -> Any:
    """Return the condition that a kindergarten was neither merged into another nor taken away."""
    holds = (Merge.record == "kindergarten") & Merge.undone_at.is_null()
    merged = Merge.select(Merge.gone).where(holds)
    return Kindergarten.id.not_in(merged) & Kindergarten.id.not_in(removed())


def removed() -> Any:
    """Return the query for the ids of the kindergartens that are in the trash, or were purged from it."""
    gone = (Trash.record == "kindergarten") & Trash.restored_at.is_null()
    return Trash.select(Trash.record_id).where(gone)


def is_removed(kindergarten_id: int) -> bool:
    """Whether a kindergarten is in the trash, or was purged from it."""
    found: bool = removed().where(Trash.record_id == kindergarten_id).exists()
    return found


def kindergartens(identity: Identity) -> ModelSelect[Kindergarten]:
    """Return the kindergartens the identity may know of, in Norwegian order."""
    found = reach(identity, "organisation", "R")
    condition = SQL("1 = 1") if found.names_only else within(found, kindergarten=Kindergarten.id)
    query = Kindergarten.select().where(condition & stands())
    return query.order_by(Kindergarten.sort, Kindergarten.id)


def kindergarten(identity: Identity, kindergarten_id: int) -> Kindergarten:
    """Return one kindergarten; raise NotFound for a foreign or missing one."""
    found = kindergartens(identity).where(Kindergarten.id == kindergarten_id).get_or_none()
    if found is None:
        raise NotFound("kindergarten")
    return found


def cohorts(identity: Identity) -> ModelSelect[Cohort]:
    """Return the cohorts, for anybody who may know of a kindergarten."""
    allowed = not reach(identity, "organisation", "R").is_empty
    return Cohort.select().where(SQL("1 = 1") if allowed else SQL("1 = 0")).order_by(Cohort.number)


def networks(identity: Identity) -> ModelSelect[Network]:
    """Return the director networks, for anybody who may know of a kindergarten."""
    allowed = not reach(identity, "organisation", "R").is_empty
    return (
        Network.select()
        .where(SQL("1 = 1") if allowed else SQL("1 = 0"))
        .order_by(Network.sort, Network.id)
    )


def affiliation_on(kindergarten_id: int, on: date) -> Affiliation | None:
    """Return which cohort and network a kindergarten belongs to on a day."""
    found: Affiliation | None = (
        Affiliation.select()
        .where((Affiliation.kindergarten == kindergarten_id) & on_day(Affiliation, on))
        .get_or_none()
    )
    return found


def require(identity: Identity, act: str, kindergarten_id: int | None = None) -> None:
    """Raise NotAllowed unless the identity may do this to the organisation, there."""
    if not reach(identity, "organisation", act).covers(kindergarten_id=kindergarten_id):
        raise NotAllowed(act)


def checked_kindergarten(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a kindergarten from given values; raise RuleBroken for a wrong one."""
    checked = dict(values)
    for name, value in values.items():
        if isinstance(value, str):
            checked[name] = clean(value, LINE, name)
    if not checked.get("name", "x"):
        raise RuleBroken("required", "name")
    if "org_number" in checked and not is_org_number(checked["org_number"]):
        raise RuleBroken("org_number.wrong", "org_number", number=checked["org_number"])
    if checked.get("ownership", "public") not in OWNERSHIPS:
        raise RuleBroken("choice.unknown", "ownership", value=checked["ownership"])
    low, high = checked.get("min_age"), checked.get("max_age")
    if low is not None and high is not None and not 0 <= low <= high <= 6:
        raise RuleBroken("age.range", "min_age")
    if (children := checked.get("registered_children")) is not None and not 0 <= children <= 999:
        raise RuleBroken("children.range", "registered_children")
    if "name" in checked:
        checked["sort"] = sort_key(checked["name"])
    return checked


def search_of(row: Kindergarten) -> str:
    """Return what a search for a kindergarten looks in."""
    return search_text(row.name, row.org_number, row.owner, row.address, row.city)


def add_kindergarten(values: Mapping[str, Any], *, by: Identity, now: datetime) -> Kindergarten:
    """Add a kindergarten; raises RuleBroken("org_number.taken") for a known organisation number."""
    require(by, "C")
    with writing():
        return insert_kindergarten(values, by=by, now=now)


def insert_kindergarten(values: Mapping[str, Any], *, by: Identity, now: datetime) -> Kindergarten:
    """Add a kindergarten inside a transaction that is already open (an import)."""
    checked = checked_kindergarten(values)
    number = checked["org_number"]
    known = Kindergarten.get_or_none(Kindergarten.org_number == number)
    if known is not None:
        code = "org_number.removed" if is_removed(known.id) else "org_number.taken"
        raise RuleBroken(code, "org_number", number=number)
    row = Kindergarten(**checked)
    row.search = search_of(row)
    row.save(force_insert=True)
    journal.note(
        "kindergarten.add", row.id, by=by, now=now, kindergarten_id=row.id, new=dict(values)
    )
    return row


def amend_kindergarten(
    row: Kindergarten, values: Mapping[str, Any], *, by: Identity, now: datetime
) -> None:
    """Change a kindergarten's own columns; the organisation number stays what it was."""
    require(by, "U", row.id)
    if values.get("org_number", row.org_number) != row.org_number:
        raise RuleBroken("org_number.fixed", "org_number")
    with writing():
        update_kindergarten(row, values, by=by, now=now)


def update_kindergarten(
    row: Kindergarten, values: Mapping[str, Any], *, by: Identity, now: datetime
) -> dict[str, tuple[Any, Any]]:
    """Change columns inside a transaction that is already open; return what changed."""
    checked = checked_kindergarten(values)
    changed = journal.amend(
        row, checked, "kindergarten.amend", by=by, now=now, kindergarten_id=row.id
    )
    if changed:
        row.search = search_of(row)
        row.save(only=["search"])
    return {name: pair for name, pair in changed.items() if name != "sort"}


def add_cohort(number: int, start: date, *, by: Identity, now: datetime) -> Cohort:
    """Add a cohort; its start is the first of a month."""
    require(by, "C")
    with writing():
        return insert_cohort(number, start, by=by, now=now)


def insert_cohort(number: int, start: date, *, by: Identity, now: datetime) -> Cohort:
    """Add a cohort inside a transaction that is already open."""
    if not 1 <= number <= 99:
        raise RuleBroken("cohort.number", "number")
    if Cohort.select().where(Cohort.number == number).exists():
        raise RuleBroken("cohort.taken", "number", number=number)
    row = Cohort.create(number=number, start=start.replace(day=1))
    journal.note("cohort.add", row.id, by=by, now=now, new={"number": number, "start": row.start})
    return row


def amend_cohort(row: Cohort, start: date, *, by: Identity, now: datetime) -> None:
    """Change a cohort's start month."""
    require(by, "U")
    with writing():
        journal.amend(row, {"start": start.replace(day=1)}, "cohort.amend", by=by, now=now)


def save_network(row: Network | None, name: str, *, by: Identity, now: datetime) -> Network:
    """Add a director network, or rename the one given."""
    require(by, "C" if row is None else "U")
    name = clean(name, LINE, "name")
    if not name:
        raise RuleBroken("required", "name")
    with writing():
        taken = Network.get_or_none(Network.name == name)
        if taken is not None and taken != row:
            raise RuleBroken("network.taken", "name", name=name)
        if row is None:
            row = insert_network(name, by=by, now=now)
        else:
            journal.amend(
                row, {"name": name, "sort": sort_key(name)}, "network.amend", by=by, now=now
            )
    return row


def insert_network(name: str, *, by: Identity, now: datetime) -> Network:
    """Add a director network of a clean, new name inside a transaction that is already open."""
    row = Network.create(name=name, sort=sort_key(name))
    journal.note("network.add", row.id, by=by, now=now, new={"name": name})
    return row


def affiliate(
    row: Kindergarten,
    cohort: Cohort | None,
    network: Network | None,
    from_day: date,
    *,
    by: Identity,
    now: datetime,
) -> Affiliation:
    """Let a kindergarten belong to a cohort and a network from a day; what held before ends the day before."""
    require(by, "U", row.id)
    with writing():
        return move_affiliation(row, cohort, network, from_day, by=by, now=now)


def move_affiliation(
    row: Kindergarten,
    cohort: Cohort | None,
    network: Network | None,
    from_day: date,
    *,
    by: Identity,
    now: datetime,
) -> Affiliation:
    """Do what `affiliate` does, inside a transaction that is already open."""
    latest = (
        Affiliation.select()
        .where(Affiliation.kindergarten == row)
        .order_by(Affiliation.valid_from.desc())
        .first()
    )
    if latest is not None and latest.valid_from > from_day:
        raise RuleBroken("history.later", "valid_from", day=latest.valid_from)
    new = {"cohort": cohort, "network": network}
    if latest is not None and latest.valid_from == from_day:
        with observations_figures.moved(row.id, from_day):
            journal.amend(latest, new, "affiliation.amend", by=by, now=now, kindergarten_id=row.id)
        return latest
    ended = None
    with observations_figures.moved(row.id, from_day):
        if latest is not None and (latest.valid_to is None or latest.valid_to >= from_day):
            ended = {"valid_to": latest.valid_to}
            latest.valid_to = from_day - timedelta(days=1)
            latest.save(only=["valid_to"])
        made = Affiliation.create(kindergarten=row, valid_from=from_day, **new)
    journal.note(
        "affiliation.add",
        made.id,
        by=by,
        now=now,
        kindergarten_id=row.id,
        old=ended,
        new={**new, "valid_from": from_day},
    )
    return made


def by_org_number(org_number: str) -> Kindergarten:
    """Return the kindergarten of an organisation number; raise NotFound for none."""
    found = Kindergarten.get_or_none(Kindergarten.org_number == org_number)
    if found is None:
        raise NotFound("kindergarten")
    return found

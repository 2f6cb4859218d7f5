"""Imports: what others keep in tables is taken in row by row, all of it or nothing.

An empty cell says nothing: what is known stays. While any row is refused, nothing is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from peewee import IntegrityError

from collect import certificates, journal, organisation, programme
from collect import organisation_figures as figures
from collect.database import writing
from collect.models.certificates import Certificate
from collect.models.observations import Instrument
from collect.models.organisation import Affiliation, Cohort, Kindergarten, Network
from collect.models.people import Person
from collect.organisation import MEASURES
from collect.people import standing
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.imports import (
    CERTIFICATE_COLUMNS,
    COHORT_COLUMNS,
    KINDERGARTEN_COLUMNS,
    OWN,
    checked_place,
    is_sum,
    same_places,
)
from collect.rules.norwegian import search_text
from collect.rules.organisation import site_of
from collect.rules.refusals import NotAllowed, RuleBroken
from collect.rules.tables import Remark, Report, Table, Walk, Write

Plan = tuple[Report, list[Write]]
Values = Mapping[str, Any]
Move = tuple[Cohort | None, str | None, date]


def import_cohorts(table: Table, *, by: Identity, now: datetime, dry_run: bool = False) -> Report:
    """Take in cohorts and the figures stated about them; a row SUM holds control totals.

    A control total that differs from the sum of the rows is a warning, never a refusal.
    """
    return carry_out("cohorts", partial(_plan_cohorts, table, by, now), by, now, dry_run)


def import_kindergartens(
    table: Table, *, by: Identity, now: datetime, dry_run: bool = False
) -> Report:
    """Take in kindergartens by organisation number, and which cohort and network they belong to.

    One that belongs nowhere yet does so from its cohort's first day; a change holds from today.
    """
    plan = partial(_plan_kindergartens, table, by, now)
    return carry_out("kindergartens", plan, by, now, dry_run)


def import_certificates(
    table: Table, *, by: Identity, now: datetime, dry_run: bool = False
) -> Report:
    """Take in certificates by person, CLASS version and the day the test was passed."""
    plan = partial(_plan_certificates, table, by, now)
    return carry_out("certificates", plan, by, now, dry_run)


def carry_out(
    kind: str, plan: Callable[[], Plan], by: Identity, now: datetime, dry_run: bool
) -> Report:
    """Plan and, unless something is refused or it is a dry run, do it in the same transaction."""
    if not reach(by, "import", "C").everything:
        raise NotAllowed("import")
    if dry_run:
        return plan()[0]
    try:
        with writing():
            report, writes = plan()
            if report.is_refused or not writes:
                return report
            return write(report, writes, by=by, now=now)
    except IntegrityError as clash:  # somebody took in the same at the same moment
        raise RuleBroken("record.changed") from clash


def write(report: Report, writes: list[Write], *, by: Identity, now: datetime) -> Report:
    """Do what was planned, inside the transaction that is open since."""
    for act in writes:
        act()
    journal.note(f"import.{report.kind}", None, by=by, now=now, new=report.counts)
    return replace(report, written=True)


def _plan_cohorts(table: Table, by: Identity, now: datetime) -> Plan:
    walk = Walk(table, COHORT_COLUMNS)
    known = {row.number: row for row in Cohort.select()}
    stated = figures.stated_figures()
    rows: dict[int, Values] = {}
    for number, cells in table.rows:
        sums = is_sum(cells[walk.heading["cohort"]])
        values, wrong = walk.read(cells, without="start" if sums else None)
        key: Any = values.get("cohort")
        walk.check_once("cohort", key, number, wrong)
        row = known.get(key)
        old: Values = {"start": row.start, **stated.get(row.id, {})} if row else {}
        if sums:
            old = stated.get(0, {})
        changes = walk.differing({"cohort": key, **old}, values) if old else None
        write = partial(_write_cohort, row, values, by, now)
        walk.settle(number, "SUM" if sums else str(key or ""), changes, wrong, write)
        rows.setdefault(key or 0, values)
    warnings = walk.unused() + _differences(walk, rows)
    return Report("cohorts", tuple(walk.lines), tuple(warnings)), walk.writes


def _differences(walk: Walk, rows: dict[int, Values]) -> list[Remark]:
    """Return a warning for each control total that is not the sum of the rows (all are right)."""
    totals = rows.pop(0, {})
    if any(line.refusals for line in walk.lines):
        return []
    found = []
    for measure in MEASURES:
        added = sum(values.get(measure, 0) for values in rows.values())
        if (stated := totals.get(measure, added)) != added:
            figures = {"sum": added, "stated": stated, "difference": abs(added - stated)}
            found.append(Remark("import.control_total", walk.heading[measure], figures))
    return found


def _write_cohort(row: Cohort | None, values: Values, by: Identity, now: datetime) -> None:
    if row is not None:
        journal.amend(row, {"start": values["start"]}, "cohort.amend", by=by, now=now)
    elif values["cohort"]:
        row = organisation.insert_cohort(values["cohort"], values["start"], by=by, now=now)
    figures = {name: values[name] for name in MEASURES if name in values}
    programme.state_figures(row, figures, by=by, now=now)


class _Register:
    """What is known of kindergartens and where they belong, read once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.kindergartens = {row.org_number: row for row in Kindergarten.select()}
        merged = Kindergarten.select(Kindergarten.id).where(~organisation.stands())
        self.gone = {row.id for row in merged}
        self.cohorts = {row.number: row for row in Cohort.select()}
        self.networks = {search_text(row.name): row for row in Network.select()}
        earliest_first = Affiliation.select().order_by(Affiliation.valid_from)
        self.latest = {row.kindergarten_id: row for row in earliest_first}
        self._numbers: dict[int | None, int] = {row.id: row.number for row in self.cohorts.values()}
        self._names: dict[int | None, str] = {row.id: row.name for row in self.networks.values()}

    def known(self, row: Kindergarten) -> dict[str, Any]:
        """Return what is known of a kindergarten, by column name."""
        known: dict[str, Any] = {name: getattr(row, name) for name in OWN}
        if row.min_age is not None and row.max_age is not None:
            known["ages"] = (row.min_age, row.max_age)
        latest = self.latest.get(row.id)
        if latest is not None and (latest.valid_to is None or latest.valid_to >= self.today):
            known["cohort"] = self._numbers.get(latest.cohort_id)
            known["network"] = self._names.get(latest.network_id)
        return known

    def move(self, row: Kindergarten | None, known: Values, values: Values) -> Move | None:
        """Return where a kindergarten moves (cohort, network's name, from which day), if it does.

        Raises RuleBroken("cohort.unknown"), or "history.later" when another move is to come.
        """
        wanted = {name: values[name] for name in ("cohort", "network") if name in values}
        number: Any
        number, network = ({**known, **wanted}.get(name) for name in ("cohort", "network"))
        if number is not None and number not in self.cohorts:
            raise RuleBroken("cohort.unknown", "cohort", number=number)
        if all(known.get(name) == value for name, value in wanted.items()):
            return None
        cohort = self.cohorts.get(number)
        latest = self.latest.get(row.id) if row else None
        if latest is not None and latest.valid_from > self.today:
            raise RuleBroken("history.later", "cohort", day=latest.valid_from)
        return cohort, network, cohort.start if cohort and latest is None else self.today

    def spelled(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values with the network's name as it is spelled already."""
        found = self.networks.get(search_text(values.get("network")))
        return {**values, "network": found.name} if found else values

    def network(self, name: str | None, by: Identity, now: datetime) -> Network | None:
        """Return the network of a name, made if there is none."""
        if name is None:
            return None
        key = search_text(name)
        if key not in self.networks:
            self.networks[key] = organisation.insert_network(name, by=by, now=now)
        return self.networks[key]


def _plan_kindergartens(table: Table, by: Identity, now: datetime) -> Plan:
    walk, register = Walk(table, KINDERGARTEN_COLUMNS), _Register(local_day(now))
    rows: dict[int, Values] = {}
    for number, cells in table.rows:
        values, wrong = walk.read(cells)
        values = register.spelled(walk.attempt(partial(checked_place, values), wrong) or values)
        key = values.get("org_number", "")
        walk.check_once("org_number", key or None, number, wrong)
        row = register.kindergartens.get(key)
        walk.attempt(partial(_check_merged, register, row), wrong)
        known = register.known(row) if row else {}
        whole = {**known, **values}
        walk.attempt(partial(_check_ownership, whole), wrong)
        walk.attempt(partial(organisation.checked_kindergarten, _own(whole)), wrong)
        move = walk.attempt(partial(register.move, row, known, values), wrong)
        write = partial(_write_kindergarten, register, row, values, move, by, now)
        walk.settle(number, key, walk.differing(known, values) if row else None, wrong, write)
        rows[number] = values
    warnings = (*walk.unused(), *_shared_addresses(walk, rows))
    return Report("kindergartens", tuple(walk.lines), warnings, _sites(rows)), walk.writes


def _check_merged(register: _Register, row: Kindergarten | None) -> None:
    if row is not None and row.id in register.gone:
        if organisation.is_removed(row.id):
            raise RuleBroken("org_number.removed", "org_number", number=row.org_number)
        raise RuleBroken("import.merged", "org_number", name=row.name)


def _own(values: Values) -> dict[str, Any]:
    return {name: values[name] for name in OWN if name in values}


def _check_ownership(values: Values) -> None:
    if "ownership" not in values:
        raise RuleBroken("import.ownership", "ownership")


def _write_kindergarten(
    register: _Register,
    row: Kindergarten | None,
    values: Values,
    move: Move | None,
    by: Identity,
    now: datetime,
) -> None:
    if row is None:
        row = organisation.insert_kindergarten(_own(values), by=by, now=now)
    else:
        organisation.update_kindergarten(row, _own(values), by=by, now=now)
    if move is not None:
        cohort, name, day = move
        network = register.network(name, by, now)
        organisation.move_affiliation(row, cohort, network, day, by=by, now=now)


def _shared_addresses(walk: Walk, rows: dict[int, Values]) -> list[Remark]:
    """Return a warning for each address of several rows: two houses side by side, or one twice."""
    places = [(n, row.get("address", ""), row.get("postal_code", "")) for n, row in rows.items()]
    return [
        Remark(
            "import.same_address",
            walk.heading["address"],
            {"address": address, "rows": ", ".join(map(str, numbers))},
        )
        for address, numbers in same_places(places)
    ]


def _sites(rows: dict[int, Values]) -> dict[str, int]:
    """Count the units, and the kindergartens they make when an owner's sites are taken together."""
    heads = {
        (site_of(values["name"])[0].casefold(), values.get("owner", "").casefold())
        for values in rows.values()
        if "name" in values
    }
    return {"units": len(rows), "kindergartens": len(heads)}


OWN_OF_CERTIFICATE = ("passed_on", "valid_to", "result_percent", "source")


def _plan_certificates(table: Table, by: Identity, now: datetime) -> Plan:
    walk = Walk(table, CERTIFICATE_COLUMNS)
    addressed = Person.select().where(Person.email_key.is_null(False))
    holders = {row.email_key: standing(row) for row in addressed}
    versions = list(Instrument.select().order_by(Instrument.is_active.desc(), Instrument.id.desc()))
    held: Any = Certificate.select().where(Certificate.passed_on.is_null(False))
    known = {(row.person_id, row.instrument_id, row.passed_on): row for row in held}
    for number, cells in table.rows:
        values, wrong = walk.read(cells)
        holder: Any = walk.attempt(partial(_holder, holders, values), wrong)
        version: Any = walk.attempt(partial(_version, versions, values), wrong)
        walk.attempt(partial(_check_days, values, local_day(now)), wrong)
        whole = holder is not None and version is not None and "passed_on" in values
        key = (holder.id, version.id, values["passed_on"]) if whole else None
        walk.check_once("passed_on", key, number, wrong)
        row = known.get(key) if key else None
        own = {name: values[name] for name in OWN_OF_CERTIFICATE if name in values}
        old = values | {name: getattr(row, name, None) for name in OWN_OF_CERTIFICATE}
        changes = walk.differing(old, values) if row else None
        write = partial(_write_certificate, row, holder, version, own, by, now)
        walk.settle(number, str(values.get("email", "")), changes, wrong, write)
    return Report("certificates", tuple(walk.lines), tuple(walk.unused())), walk.writes


def _holder(holders: Mapping[Any, Person], values: Values) -> Person | None:
    if "email" in values and values["email"] not in holders:
        raise RuleBroken("email.unknown", "email", email=values["email"])
    return holders.get(values.get("email"))


def _version(versions: list[Instrument], values: Values) -> Instrument | None:
    """Return the instrument of a version and edition; without an edition the one in use."""
    if "version" not in values:
        return None
    for one in versions:
        if one.version == values["version"] and values.get("edition", one.edition) == one.edition:
            return one
    raise RuleBroken("edition.unknown", "edition", value=values.get("edition", ""))


def _check_days(values: Values, today: date) -> None:
    passed, last = values.get("passed_on"), values.get("valid_to")
    if passed is not None and passed > today:
        raise RuleBroken("date.future", "passed_on")
    if passed is not None and last is not None and last < passed:
        raise RuleBroken("dates.order", "valid_to")


def _write_certificate(
    row: Certificate | None,
    holder: Person,
    version: Instrument,
    values: Values,
    by: Identity,
    now: datetime,
) -> None:
    if row is None:
        certificates.insert_certificate(holder, version, values, by=by, now=now)
    else:
        journal.amend(row, values, "certificate.amend", by=by, now=now)


PLANS: Mapping[str, Callable[[Table, Identity, datetime], Plan]] = {
    "kindergartens": _plan_kindergartens,
    "cohorts": _plan_cohorts,
    "certificates": _plan_certificates,
}

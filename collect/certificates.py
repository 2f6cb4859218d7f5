"""Observers' certificates: who sees them, and how one is passed or renewed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from peewee import ModelSelect

from collect import journal
from collect.database import Prepared, date_of, parameter, writing
from collect.models.certificates import Certificate
from collect.models.observations import Instrument
from collect.models.people import Person
from collect.people import in_reach
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.certificates import EXPIRING, certificate_state, valid_to
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, clean

_MINE = Prepared(
    lambda: (
        Certificate.select(
            Certificate.course_completed_on,
            Certificate.valid_from,
            Certificate.valid_to,
            Certificate.test_until,
        )
        .where(
            (Certificate.person == parameter("person"))
            & (Certificate.instrument == parameter("instrument"))
        )
        .tuples()
    )
)
_BEST = ("valid", "expiring", "expired", "test_open", "course_done", "none")


def certificates(identity: Identity, on: date) -> ModelSelect[Certificate]:
    """Return the certificates the identity may see, by name, the latest first."""
    return (
        Certificate.select(Certificate, Person, Instrument)
        .join(Person)
        .switch(Certificate)
        .join(Instrument)
        .where(in_reach(reach(identity, "certificate", "R"), on))
        .order_by(Person.sort, Person.id, Certificate.valid_to.desc(nulls="LAST"), Certificate.id)
    )


def state_on(person_id: int, instrument_id: int, on: date) -> str:
    """Return the state of a person's certificate for an instrument on a day: the best of what there is."""
    rows = _MINE.run(person=person_id, instrument=instrument_id).fetchall()
    states = {
        certificate_state(
            on,
            course_completed_on=date_of(course),
            valid_from=date_of(start),
            valid_to=date_of(end),
            test_until=date_of(until),
        )
        for course, start, end, until in rows
    }
    return best_of(states)


def best_of(states: Collection[str]) -> str:
    """Return the best of several certificates' states; none of no certificate."""
    return next((state for state in _BEST if state in states), "none")


def state_of(row: Certificate, on: date) -> str:
    """Return the state of one certificate on a day."""
    return certificate_state(
        on,
        course_completed_on=row.course_completed_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        test_until=row.test_until,
    )


def certificate(identity: Identity, certificate_id: int, on: date) -> Certificate:
    """Return one certificate; raise NotFound for a foreign or missing one."""
    found = certificates(identity, on).where(Certificate.id == certificate_id).get_or_none()
    if found is None:
        raise NotFound("certificate")
    return found


def register_pass(
    row: Person,
    instrument: Instrument,
    passed_on: date,
    result_percent: int | None,
    course_completed_on: date | None,
    source: str,
    *,
    by: Identity,
    now: datetime,
) -> Certificate:
    """Register a passed test; a renewal counts from the old expiry date when that still ran."""
    if not reach(by, "certificate", "C").everything:
        raise NotAllowed("certificate")
    source = clean(source, LINE, "source")
    _check_pass(passed_on, result_percent, course_completed_on, source, local_day(now))
    with writing():
        previous = longest(row.id, instrument.id)
        if previous is not None and previous.passed_on == passed_on:  # sent twice, or by two
            raise RuleBroken("certificate.known", "passed_on", day=passed_on)
        made = Certificate.create(
            person=row,
            instrument=instrument,
            course_completed_on=course_completed_on,
            attempts=1,
            result_percent=result_percent,
            passed_on=passed_on,
            valid_from=passed_on,
            valid_to=valid_to(passed_on, previous.valid_to if previous else None),
            source=source,
        )
        new = {
            "person": row,
            "instrument": instrument,
            "passed_on": passed_on,
            "valid_to": made.valid_to,
            "source": made.source,
        }
        journal.note("certificate.pass", made.id, by=by, now=now, new=new)
    return made


def insert_certificate(
    row: Person, instrument: Instrument, values: Mapping[str, Any], *, by: Identity, now: datetime
) -> Certificate:
    """Add a certificate as somebody else states it, inside a transaction that is already open."""
    made = Certificate.create(
        person=row, instrument=instrument, valid_from=values["passed_on"], attempts=1, **values
    )
    new = {"person": row, "instrument": instrument, **values}
    journal.note("certificate.pass", made.id, by=by, now=now, new=new)
    return made


def _check_pass(
    passed_on: date,
    result_percent: int | None,
    course_completed_on: date | None,
    source: str,
    today: date,
) -> None:
    if passed_on > today:
        raise RuleBroken("date.future", "passed_on")
    if course_completed_on is not None and course_completed_on > passed_on:
        raise RuleBroken("dates.order", "passed_on")
    if result_percent is not None and not 0 <= result_percent <= 100:
        raise RuleBroken("percent.range", "result_percent")
    if not source:
        raise RuleBroken("required", "source")


def longest(
    person_id: int, instrument_id: int, besides: Certificate | None = None
) -> Certificate | None:
    """Return the certificate that holds longest, of all but one that is set aside."""
    query = Certificate.select().where(
        (Certificate.person == person_id)
        & (Certificate.instrument == instrument_id)
        & Certificate.valid_to.is_null(False)
    )
    if besides is not None:
        query = query.where(Certificate.id != besides.id)
    return query.order_by(Certificate.valid_to.desc()).first()


def latest_of(person_id: int) -> list[Certificate]:
    """Return a person's latest certificate for each instrument."""
    rows = (
        Certificate.select(Certificate, Instrument)
        .join(Instrument)
        .where(Certificate.person == person_id)
        .order_by(Instrument.id, Certificate.valid_to.desc(nulls="LAST"), Certificate.id.desc())
    )
    found: dict[int, Certificate] = {}
    for row in rows:
        found.setdefault(row.instrument_id, row)
    return list(found.values())


def expiring(identity: Identity, on: date) -> ModelSelect[Certificate]:
    """Return the certificates within reach that run out in the next 60 days, the first to go first."""
    return (
        certificates(identity, on)
        .where(Certificate.valid_to.between(on, on + EXPIRING))
        .order_by(Certificate.valid_to, Certificate.id)
    )

"""The way to a certificate: the course is completed, the test is taken, a wrong attempt is mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from collect import certificates, journal
from collect.database import locked, writing
from collect.models.certificates import Certificate, CertificateAttempt
from collect.models.observations import Instrument
from collect.models.people import Person
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.certificates import TEST_WINDOW, Terms, check_attempt, valid_to
from collect.rules.refusals import NotAllowed, RuleBroken
from collect.rules.text import LINE, clean


@dataclass(frozen=True)
class Standing:
    """Where one stands between course and certificate on a day."""

    certificate: Certificate
    state: str
    test_until: date | None  # only while the test has not been passed
    left: int  # attempts that may still be made


def of_certificates(rows: Sequence[Certificate]) -> dict[int, list[CertificateAttempt]]:
    """Return the attempts of several certificates by certificate id, in order; one query."""
    found: dict[int, list[CertificateAttempt]] = {}
    query = (
        CertificateAttempt.select()
        .where(CertificateAttempt.certificate.in_([row.id for row in rows]))
        .order_by(CertificateAttempt.certificate, CertificateAttempt.number)
    )
    for one in query:
        found.setdefault(one.certificate_id, []).append(one)
    return found


def standing(row: Certificate, on: date, terms: Terms) -> Standing:
    """Return where the holder of a certificate stands on a day."""
    return Standing(
        row,
        certificates.state_of(row, on),
        None if row.passed_on else _window(row),
        0 if row.passed_on else max(0, terms.attempts - row.attempts),
    )


def standings(person_id: int, on: date, terms: Terms) -> list[Standing]:
    """Return where a person stands for each instrument: the latest certificate, and a test that is open."""
    latest = [standing(row, on, terms) for row in certificates.latest_of(person_id)]
    shown = {one.certificate.id for one in latest}
    query = (
        Certificate.select(Certificate, Instrument)
        .join(Instrument)
        .where((Certificate.person == person_id) & Certificate.passed_on.is_null())
        .order_by(Certificate.id)
    )
    open_ones = [standing(row, on, terms) for row in query if row.id not in shown]
    return latest + [one for one in open_ones if one.state == "test_open"]


def _window(row: Certificate) -> date | None:
    if row.test_until is not None or row.course_completed_on is None:
        return row.test_until
    return row.course_completed_on + TEST_WINDOW


def complete_course(
    row: Person,
    instrument: Instrument,
    completed_on: date,
    source: str,
    terms: Terms,
    *,
    by: Identity,
    now: datetime,
) -> Certificate:
    """Register that the course is completed, which opens the test window."""
    if not reach(by, "certificate", "C").everything:
        raise NotAllowed("certificate")
    source = clean(source, LINE, "source")
    if completed_on > local_day(now):
        raise RuleBroken("date.future", "course_completed_on")
    if not source:
        raise RuleBroken("required", "source")
    with writing():
        locked(Person.select().where(Person.id == row.id)).get()  # two at once: one course
        if _same_course(row, instrument, completed_on):
            raise RuleBroken("certificate.course_known", "course_completed_on", day=completed_on)
        made = Certificate.create(
            person=row,
            instrument=instrument,
            course_completed_on=completed_on,
            test_until=terms.last_day(completed_on),
            source=source,
        )
        new = {
            "person": row,
            "instrument": instrument,
            "course_completed_on": completed_on,
            "test_until": made.test_until,
            "source": source,
        }
        journal.note("certificate.course", made.id, by=by, now=now, new=new)
    return made


def _same_course(row: Person, instrument: Instrument, completed_on: date) -> bool:
    return bool(
        Certificate.select()
        .where(
            (Certificate.person == row)
            & (Certificate.instrument == instrument)
            & (Certificate.course_completed_on == completed_on)
        )
        .exists()
    )


def take_test(
    row: Certificate,
    taken_on: date,
    result_percent: int,
    terms: Terms,
    *,
    by: Identity,
    now: datetime,
) -> CertificateAttempt:
    """Register the next attempt at the test; a pass makes the certificate valid.

    Raises RuleBroken for one outside the window, one too many, out of order, or after a pass.
    """
    if not reach(by, "certificate", "C").everything:
        raise NotAllowed("certificate")
    with writing():
        held, taken = _held(row)
        if any(one.taken_on == taken_on for one in taken):  # sent twice, or by two
            raise RuleBroken("attempt.known", "taken_on", day=taken_on)
        if held.passed_on is not None:
            raise RuleBroken("attempt.passed", "taken_on", day=held.passed_on)
        if held.attempts >= terms.attempts:
            raise RuleBroken("attempt.used", "taken_on", attempts=terms.attempts)
        days = [one.taken_on for one in taken]
        opened_on, test_until = _window_of(held)
        check_attempt(
            taken_on,
            result_percent,
            opened_on=opened_on,
            test_until=test_until,
            earlier=days,
            today=local_day(now),
        )
        made = CertificateAttempt.create(
            certificate=held,
            number=held.attempts + 1,
            taken_on=taken_on,
            result_percent=result_percent,
            is_passed=terms.is_passed(result_percent),
        )
        new = {"number": made.number, "taken_on": taken_on, "result_percent": result_percent}
        journal.note("certificate.attempt", held.id, by=by, now=now, new=new)
        _settle(held, [*taken, made], made.number, by=by, now=now)
    return made


def correct_attempt(
    row: CertificateAttempt,
    taken_on: date,
    result_percent: int,
    reason: str,
    terms: Terms,
    *,
    by: Identity,
    now: datetime,
) -> None:
    """Mend a wrong attempt, and with it what the certificate says; why is kept in the journal.

    Raises RuleBroken when a later attempt or a renewal builds on what would change.
    """
    if not reach(by, "certificate", "U").everything:
        raise NotAllowed("certificate")
    reason = clean(reason, LINE, "reason")
    if not reason:
        raise RuleBroken("required", "reason")
    with writing():
        held, taken = _held(row.certificate)
        one = next(each for each in taken if each.id == row.id)
        is_passed = terms.is_passed(result_percent)
        changes = {"taken_on": taken_on, "result_percent": result_percent, "is_passed": is_passed}
        _check_change(held, taken, one, changes, local_day(now))
        old = {name: getattr(one, name) for name in changes}
        new = {"number": one.number, **changes, "reason": reason}
        for name, value in changes.items():
            setattr(one, name, value)
        one.save(only=list(changes))
        journal.note("certificate.mend", held.id, by=by, now=now, old=old, new=new)
        _settle(held, taken, held.attempts, by=by, now=now)


def _check_change(
    held: Certificate,
    taken: list[CertificateAttempt],
    one: CertificateAttempt,
    changes: dict[str, Any],
    today: date,
) -> None:
    """Raise RuleBroken for an attempt changed to what cannot be, or to what later ones speak against."""
    taken_on, is_passed = changes["taken_on"], changes["is_passed"]
    opened_on, test_until = _window_of(held)
    check_attempt(
        taken_on,
        changes["result_percent"],
        opened_on=opened_on,
        test_until=test_until,
        earlier=[each.taken_on for each in taken if each.number < one.number],
        later=[each.taken_on for each in taken if each.number > one.number],
        today=today,
    )
    if is_passed and one.number < taken[-1].number:
        raise RuleBroken("attempt.last", "result_percent")
    since = min(taken_on, held.passed_on or taken_on)
    if (one.is_passed or is_passed) and _is_renewed(held, since):
        raise RuleBroken("attempt.renewed", "result_percent")


def _held(row: Certificate) -> tuple[Certificate, list[CertificateAttempt]]:
    """Return the certificate, its row locked, and the attempts so far."""
    held = locked(Certificate.select().where(Certificate.id == row.id)).get()
    return held, of_certificates([held]).get(held.id, [])


def _window_of(held: Certificate) -> tuple[date, date]:
    last = _window(held)
    if held.course_completed_on is None or last is None:
        raise RuleBroken("attempt.course", "taken_on")
    return held.course_completed_on, last


def _is_renewed(held: Certificate, since: date) -> bool:
    """Whether another certificate for the same instrument was passed after a day."""
    return bool(
        Certificate.select()
        .where(
            (Certificate.person == held.person_id)
            & (Certificate.instrument == held.instrument_id)
            & (Certificate.id != held.id)
            & (Certificate.passed_on > since)
        )
        .exists()
    )


def _settle(
    held: Certificate, taken: list[CertificateAttempt], number: int, *, by: Identity, now: datetime
) -> None:
    """Let the certificate say what the last attempt gave."""
    last = taken[-1]
    changes: dict[str, Any] = {"attempts": number}
    changes |= dict.fromkeys(("passed_on", "result_percent", "valid_from", "valid_to"))
    if last.is_passed:
        previous = certificates.longest(held.person_id, held.instrument_id, held)
        changes |= {
            "passed_on": last.taken_on,
            "result_percent": last.result_percent,
            "valid_from": last.taken_on,
            "valid_to": valid_to(last.taken_on, previous.valid_to if previous else None),
        }
    journal.amend(held, changes, "certificate.amend", by=by, now=now)

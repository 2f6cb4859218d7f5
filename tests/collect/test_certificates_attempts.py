"""From a completed course through the attempts to a certificate, and back when one was wrong."""

from datetime import date
from typing import Any

import pytest

from collect import certificates
from collect import certificates_attempts as attempts
from collect.models.certificates import Certificate, CertificateAttempt
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE
from collect.rules.certificates import Terms
from collect.rules.refusals import NotAllowed, RuleBroken
from tests.factories import NOW, TODAY, a_certificate, a_kindergarten, a_person, an_identity
from tests.factories import an_instrument as instrument

TERMS = Terms()
COURSE = date(2025, 9, 2)  # the test is open until 28 October


@pytest.fixture
def ada(house: str) -> Any:
    return a_person("Ada Observatør", a_kindergarten("Solsikken"))


def course(person: Any, on: date = COURSE, terms: Terms = TERMS) -> Certificate:
    return attempts.complete_course(
        person, instrument(), on, "Deltakerliste", terms, by=HOUSE, now=NOW
    )


def take(row: Certificate, on: date, percent: int, terms: Terms = TERMS) -> CertificateAttempt:
    return attempts.take_test(row, on, percent, terms, by=HOUSE, now=NOW)


def mend(one: CertificateAttempt, on: date, percent: int, reason: str = "Tastefeil") -> None:
    attempts.correct_attempt(one, on, percent, reason, TERMS, by=HOUSE, now=NOW)


def refused(act: Any, *values: Any) -> tuple[str, str | None]:
    with pytest.raises(RuleBroken) as error:
        act(*values)
    return error.value.code, error.value.field


def held(row: Certificate) -> tuple[Any, ...]:
    row = Certificate.get_by_id(row.id)
    return row.attempts, row.result_percent, row.passed_on, row.valid_to


def test_a_course_opens_the_test_and_the_second_attempt_passes(ada: Any) -> None:
    row = course(ada)
    assert (row.test_until, certificates.state_of(row, TODAY)) == (date(2025, 10, 28), "test_open")
    take(row, date(2025, 9, 20), 79)
    assert held(row) == (1, None, None, None)
    take(row, date(2025, 10, 1), 80)
    assert held(row) == (2, 80, date(2025, 10, 1), date(2026, 10, 1))
    assert [
        (one.number, one.taken_on, one.result_percent, one.is_passed)
        for one in attempts.of_certificates([row])[row.id]
    ] == [(1, date(2025, 9, 20), 79, False), (2, date(2025, 10, 1), 80, True)]
    assert certificates.state_on(ada.id, instrument().id, TODAY) == "valid"
    assert [entry.act for entry in JournalEntry.select().order_by(JournalEntry.id)][-5:] == [
        "certificate.course",
        "certificate.attempt",
        "certificate.amend",
        "certificate.attempt",
        "certificate.amend",
    ]


def test_a_renewal_by_test_counts_from_the_expiry_that_still_ran(ada: Any) -> None:
    a_certificate(ada, passed_on=date(2024, 11, 1))
    row = course(ada)
    take(row, date(2025, 10, 1), 90)
    assert held(row)[3] == date(2026, 11, 1)


def test_what_stands_is_told_per_instrument_with_the_open_test_beside_the_old_one(ada: Any) -> None:
    old = a_certificate(ada, passed_on=date(2023, 11, 1))
    row = course(ada)
    take(row, date(2025, 9, 20), 60)
    assert [
        (one.certificate.id, one.state, one.test_until, one.left)
        for one in attempts.standings(ada.id, TODAY, TERMS)
    ] == [(old.id, "expired", None, 0), (row.id, "test_open", date(2025, 10, 28), 2)]


def test_the_terms_are_settings(ada: Any) -> None:
    short = Terms(weeks=3, attempts=1, pass_percent=70)
    row = course(ada, terms=short)
    assert row.test_until == date(2025, 9, 23)
    assert take(row, date(2025, 9, 23), 70, short).is_passed


def test_a_course_is_entered_once_by_those_who_may(ada: Any) -> None:
    course(ada)
    assert refused(course, ada) == ("certificate.course_known", "course_completed_on")
    assert refused(course, ada, date(2025, 10, 16)) == ("date.future", "course_completed_on")
    with pytest.raises(RuleBroken, match="required"):
        attempts.complete_course(ada, instrument(), COURSE, " ", TERMS, by=HOUSE, now=NOW)
    director = an_identity("director", a_kindergarten())
    with pytest.raises(NotAllowed):
        attempts.complete_course(ada, instrument(), COURSE, "x", TERMS, by=director, now=NOW)
    assert Certificate.select().count() == 1


def test_attempts_come_in_order_within_the_window_and_no_more_than_there_are(ada: Any) -> None:
    row = course(ada)
    take(row, date(2025, 9, 20), 10)
    for on, percent, code, field in (
        (date(2025, 9, 20), 10, "attempt.known", "taken_on"),
        (date(2025, 9, 19), 10, "attempt.order", "taken_on"),
        (date(2025, 9, 1), 10, "attempt.window", "taken_on"),
        (date(2025, 10, 16), 10, "date.future", "taken_on"),
        (date(2025, 9, 21), 101, "percent.range", "result_percent"),
    ):
        assert refused(take, row, on, percent) == (code, field)
    take(row, date(2025, 9, 21), 20)
    take(row, date(2025, 9, 22), 30)
    assert refused(take, row, date(2025, 9, 23), 99) == ("attempt.used", "taken_on")
    assert held(row) == (3, None, None, None)


def test_the_window_closes(ada: Any) -> None:
    row = course(ada, date(2025, 8, 1))
    take(row, date(2025, 9, 26), 10)
    assert refused(take, row, date(2025, 9, 27), 99) == ("attempt.window", "taken_on")


def test_nobody_takes_a_test_that_is_passed_or_without_a_course(ada: Any) -> None:
    row = course(ada)
    take(row, date(2025, 9, 20), 90)
    assert refused(take, row, date(2025, 9, 21), 95) == ("attempt.passed", "taken_on")
    bare = Certificate.create(person=ada, instrument=instrument("prek"))
    assert refused(take, bare, date(2025, 9, 21), 95) == ("attempt.course", "taken_on")
    director = an_identity("director", a_kindergarten())
    with pytest.raises(NotAllowed):
        attempts.take_test(row, TODAY, 95, TERMS, by=director, now=NOW)


def test_a_wrong_attempt_is_mended_with_a_reason_and_the_certificate_with_it(ada: Any) -> None:
    row = course(ada)
    one = take(row, date(2025, 9, 20), 18)
    mend(one, date(2025, 9, 21), 81)
    assert held(row) == (1, 81, date(2025, 9, 21), date(2026, 9, 21))
    line = JournalEntry.get(JournalEntry.act == "certificate.mend")
    assert (line.new["reason"], line.old["result_percent"]) == ("Tastefeil", 18)
    mend(CertificateAttempt.get_by_id(one.id), date(2025, 9, 21), 79)
    assert held(row) == (1, None, None, None)
    assert Certificate.get_by_id(row.id).valid_from is None


def test_no_attempt_is_mended_against_what_followed(ada: Any) -> None:
    row = course(ada)
    first = take(row, date(2025, 9, 20), 18)
    second = take(row, date(2025, 9, 25), 85)
    assert refused(mend, first, date(2025, 9, 20), 90) == ("attempt.last", "result_percent")
    assert refused(mend, first, date(2025, 9, 26), 18) == ("attempt.order", "taken_on")
    assert refused(mend, second, date(2025, 9, 25), 50, " ") == ("required", "reason")
    a_certificate(ada, passed_on=date(2025, 10, 1))
    assert refused(mend, second, date(2025, 9, 25), 50) == ("attempt.renewed", "result_percent")
    assert held(row) == (2, 85, date(2025, 9, 25), date(2026, 9, 25))
    with pytest.raises(NotAllowed):
        attempts.correct_attempt(
            second,
            date(2025, 9, 25),
            50,
            "x",
            TERMS,
            by=an_identity("director", a_kindergarten()),
            now=NOW,
        )


def test_attempts_of_many_certificates_are_read_at_once(ada: Any, count_queries: Any) -> None:
    rows = [course(ada, date(2025, 9, day)) for day in (1, 2, 3)]
    for row in rows:
        take(row, date(2025, 9, 20), 10)
    with count_queries() as queries:
        found = attempts.of_certificates(rows)
    assert len(queries) == 1
    assert sorted(found) == [row.id for row in rows]

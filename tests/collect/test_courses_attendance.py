"""Attendance day by day, and the proofs that follow from it."""

from datetime import timedelta
from typing import Any

import pytest

from collect import courses
from collect import courses_attendance as attendance
from collect import courses_proofs as proofs
from collect import courses_registrations as registrations
from collect.models.courses_attendance import Attendance, CourseProof
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE, ROLES, Grant, Identity
from collect.rules.refusals import NotAllowed, RuleBroken
from tests.factories import NOW
from tests.halls import FIRST, SECOND, Hall


@pytest.fixture
def hall(house: str) -> Hall:
    return Hall()


def present(hall: Hall, n: int) -> list[tuple[str, bool | None]]:
    return [
        (line.registration.person.name, line.is_present) for line in attendance.of_day(hall.days[n])
    ]


def holds() -> list[tuple[int, bool]]:
    return [
        (proof.registration_id, proof.revoked_at is None)
        for proof in CourseProof.select().order_by(CourseProof.registration)
    ]


def test_a_tick_is_kept_with_who_set_it_and_when(hall: Hall) -> None:
    assert present(hall, 0) == [("Ada", None), ("Bo", None)]
    assert hall.mark(0, {hall.ada: True, hall.bo: False}) == 2
    assert present(hall, 0) == [("Ada", True), ("Bo", False)]
    assert present(hall, 1) == [("Ada", None), ("Bo", None)]
    mark = attendance.of_day(hall.days[0])[0].mark
    assert mark is not None
    assert (mark.marked_by.name, mark.marked_at) == ("Kari Kurs", FIRST)
    assert attendance.of_course(hall.course) == {
        (hall.ada.id, hall.days[0].id): True,
        (hall.bo.id, hall.days[0].id): False,
    }


def test_a_tick_is_taken_away_and_nothing_is_written_twice(hall: Hall) -> None:
    hall.mark(0, {hall.ada: True, hall.bo: False})
    assert hall.mark(0, {hall.ada: True, hall.bo: False}) == 0
    assert hall.mark(0, {hall.ada: False}) == 1
    assert present(hall, 0) == [("Ada", False), ("Bo", False)]
    assert Attendance.select().count() == 2
    lines = list(JournalEntry.select().where(JournalEntry.act == "attendance.mark"))
    assert [(line.old["present"], line.new["absent"]) for line in lines] == [
        ("", hall.bo.reference),
        (hall.ada.reference, hall.ada.reference),
    ]
    assert {line.record_id for line in lines} == {hall.days[0].id}


def test_nothing_is_marked_before_the_day(hall: Hall) -> None:
    with pytest.raises(RuleBroken) as refused:
        hall.mark(1, {hall.ada: True}, now=FIRST)
    assert refused.value.code == "attendance.early"
    hall.mark(0, {hall.ada: True}, now=SECOND + timedelta(days=90))  # from paper, later
    assert present(hall, 0) == [("Ada", True), ("Bo", None)]


@pytest.mark.parametrize("role", [r for r in ROLES if r not in ("course_admin", "coordinator")])
def test_nobody_else_marks(hall: Hall, role: str) -> None:
    who = Identity(name="X", person_id=1, grants=frozenset({Grant(role, hall.kindergarten.id)}))
    with pytest.raises(NotAllowed):
        hall.mark(0, {hall.ada: True}, by=who)
    assert Attendance.select().count() == 0


def test_one_without_a_seat_is_not_marked_present(hall: Hall) -> None:
    with pytest.raises(RuleBroken) as refused:
        hall.mark(0, {hall.ada: True, hall.cy: True})
    assert (refused.value.code, refused.value.values) == ("attendance.gone", {"names": "Cy"})
    assert Attendance.select().count() == 0
    assert hall.mark(0, {hall.ada: True, hall.cy: False}) == 1  # had a seat, withdrew, not there


def test_a_cancelled_course_has_no_attendance(hall: Hall) -> None:
    courses.cancel_course(hall.course, by=HOUSE, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        hall.mark(0, {hall.ada: True})
    assert refused.value.code == "course.cancelled"


def test_what_another_has_marked_meanwhile_is_not_written_over(hall: Hall) -> None:
    seen = {hall.ada.id: None, hall.bo.id: None}
    hall.mark(0, {hall.ada: True, hall.bo: False}, by=hall.per, seen=seen)
    with pytest.raises(RuleBroken) as refused:
        hall.mark(0, {hall.ada: False, hall.bo: True}, seen={hall.ada.id: None, hall.bo.id: False})
    assert (refused.value.code, refused.value.values) == ("attendance.changed", {"names": "Ada"})
    assert present(hall, 0) == [("Ada", True), ("Bo", False)]
    assert hall.mark(0, {hall.ada: True, hall.bo: False}, seen=seen) == 0  # both saw the same


def test_a_proof_needs_every_day(hall: Hall) -> None:
    hall.mark(0, {hall.ada: True, hall.bo: True})
    assert (holds(), attendance.attended(hall.ada)) == ([], False)
    hall.mark(1, {hall.ada: True, hall.bo: False})
    assert holds() == [(hall.ada.id, True)]
    assert (attendance.attended(hall.ada), attendance.attended(hall.bo)) == (True, False)
    assert attendance.days_attended([hall.ada.id, hall.bo.id]) == {hall.ada.id: 2, hall.bo.id: 1}


def test_a_tick_that_is_taken_away_revokes_the_proof_and_brings_the_same_back(hall: Hall) -> None:
    hall.mark(0, {hall.ada: True})
    hall.mark(1, {hall.ada: True})
    proof = proofs.proof_of(hall.ada)
    assert proof is not None
    hall.mark(0, {hall.ada: False})
    assert (holds(), proofs.proof_of(hall.ada)) == ([(hall.ada.id, False)], None)
    revoked = proofs.lookup(proof.code)
    assert revoked is not None
    assert revoked.revoked_at == FIRST
    hall.mark(0, {hall.ada: True})
    again = proofs.proof_of(hall.ada)
    assert again is not None
    assert (again.code, again.issued_at) == (proof.code, proof.issued_at)
    acts = [row.act for row in JournalEntry.select().order_by(JournalEntry.id)]
    assert [act for act in acts if act.startswith("proof.")] == [
        "proof.issue",
        "proof.revoke",
        "proof.restore",
    ]


def test_a_proof_is_found_by_its_code_alone(hall: Hall) -> None:
    hall.mark(0, {hall.ada: True})
    hall.mark(1, {hall.ada: True})
    code = CourseProof.get().code
    found = proofs.lookup(f" {code.lower().replace('-', '')} ")
    assert found is not None
    assert (found.registration.person.name, found.registration.course) == ("Ada", hall.course)
    assert [proofs.lookup(typed) for typed in ("", "2222-2222-2222", hall.ada.reference)] == [
        None
    ] * 3


def test_one_who_was_there_is_not_withdrawn(hall: Hall) -> None:
    hall.mark(0, {hall.ada: True, hall.bo: False})
    with pytest.raises(RuleBroken) as refused:
        registrations.withdraw(hall.ada, by=hall.kari, now=FIRST)
    assert refused.value.code == "course.attended"
    assert [row.id for row in registrations.withdraw(hall.bo, by=hall.kari, now=FIRST)] == [
        hall.cy.id
    ]


def test_a_whole_list_is_marked_in_as_many_queries_as_one_name(
    hall: Hall, count_queries: Any
) -> None:
    hall.mark(0, {hall.ada: True, hall.bo: True})
    with count_queries() as one:
        hall.mark(1, {hall.ada: True})
    with count_queries() as another:
        attendance.mark(
            hall.days[1], {hall.ada.id: False, hall.bo.id: True}, by=hall.kari, now=SECOND
        )
    assert (len(one), len(another)) == (11, 13)  # the second both issues and revokes
    with count_queries() as listed:
        attendance.of_day(hall.days[0])
    assert len(listed) == 2

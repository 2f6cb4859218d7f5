"""Registration, waiting list and withdrawal."""

import threading
import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collect import courses, database
from collect import courses_registrations as registrations
from collect.models.courses import Course, Registration
from collect.models.journal import JournalEntry
from collect.models.notices import Notice
from collect.rules.access import HOUSE, Grant, Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_course,
    a_department,
    a_kindergarten,
    a_person,
    an_identity,
)


@pytest.fixture
def place(house: str) -> Any:
    """A kindergarten in programme year 6, its director Ada, and a stranger Cy."""

    class Place:
        kindergarten = a_kindergarten("Solbakken", a_cohort())
        ada = an_identity("director", kindergarten)
        cy = an_identity("director", a_kindergarten("Fjern", a_cohort()))
        course = a_course(seats=2)

        @classmethod
        def worker(cls, **values: Any) -> Any:
            return a_person(None, cls.kindergarten, **values)

    return Place


def register(place: Any, person: Any, by: Identity | None = None, key: str | None = None) -> str:
    answers = registrations.RegistrationAnswers(place.course.id, person.id, "Nøtter", "Hei")
    return registrations.register(
        answers, by=by or place.ada, submission_id=key or str(uuid.uuid4()), now=NOW
    )


def statuses() -> list[str]:
    return [row.status for row in Registration.select().order_by(Registration.id)]


def test_seats_are_given_in_order_and_then_numbers_in_line(place: Any) -> None:
    rows = [register(place, place.worker()) for _ in range(4)]
    assert statuses() == ["placed", "placed", "waiting", "waiting"]
    found = [registrations.registration(place.ada, reference, TODAY) for reference in rows]
    assert [registrations.number_in_line(row) for row in found] == [None, None, 1, 2]


def test_one_may_register_oneself(place: Any) -> None:
    person = place.worker()
    me = an_identity("staff", place.kindergarten, None, person)
    register(place, person, me)
    assert statuses() == ["placed"]
    with pytest.raises(RuleBroken) as refused:
        register(place, place.worker(), me)
    assert refused.value.code == "person.unknown"


def test_a_stranger_registers_nobody_here(place: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        register(place, place.worker(), place.cy)
    assert (refused.value.code, refused.value.field) == ("person.unknown", "person_id")


def test_a_retry_gives_the_same_reference_and_one_seat(place: Any) -> None:
    person, key = place.worker(), str(uuid.uuid4())
    assert register(place, person, key=key) == register(place, person, key=key)
    assert statuses() == ["placed"]


def test_the_same_person_again_is_told_the_reference(place: Any) -> None:
    person = place.worker()
    reference = register(place, person)
    with pytest.raises(RuleBroken) as refused:
        register(place, person)
    assert refused.value.code == "course.registered"
    assert refused.value.values == {"reference": reference}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"position": "director"}, "course.position"),
        ({"since": date(2026, 1, 1)}, "course.not_employed"),
    ],
)
def test_the_reason_against_is_said(place: Any, values: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        register(place, place.worker(**values))
    assert refused.value.code == code


def test_a_kindergarten_in_its_first_year_waits_for_the_second(place: Any) -> None:
    young = a_kindergarten("Ny", a_cohort(start=date(2025, 1, 1)))
    director = an_identity("director", young)
    with pytest.raises(RuleBroken) as refused:
        register(place, a_person(None, young), director)
    assert refused.value.code == "course.programme_year"
    assert refused.value.values == {"year": 2}


def test_a_closed_and_a_cancelled_course_take_nobody(place: Any) -> None:
    later = datetime(2025, 11, 11, 9, tzinfo=UTC)
    answers = registrations.RegistrationAnswers(place.course.id, place.worker().id)
    with pytest.raises(RuleBroken) as refused:
        registrations.register(answers, by=place.ada, submission_id=str(uuid.uuid4()), now=later)
    assert refused.value.code == "course.closed"
    courses.cancel_course(place.course, by=HOUSE, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        register(place, place.worker())
    assert refused.value.code == "course.cancelled"


def test_a_withdrawal_moves_the_first_in_line_up(place: Any) -> None:
    references = [register(place, place.worker()) for _ in range(4)]
    row = registrations.registration(place.ada, references[0], TODAY)
    moved = registrations.withdraw(row, by=place.ada, now=NOW)
    assert [r.reference for r in moved] == references[2:3]
    assert statuses() == ["withdrawn", "placed", "placed", "waiting"]
    assert registrations.withdraw(row, by=place.ada, now=NOW) == []
    acts = [
        entry.act
        for entry in JournalEntry.select()
        .where(JournalEntry.record == "registration")
        .order_by(JournalEntry.id)
    ]
    assert acts[-2:] == ["registration.withdraw", "registration.promote"]


def test_a_withdrawal_from_the_line_moves_nobody(place: Any) -> None:
    last = [register(place, place.worker()) for _ in range(4)][2]
    assert (
        registrations.withdraw(
            registrations.registration(place.ada, last, TODAY), by=place.ada, now=NOW
        )
        == []
    )
    assert statuses() == ["placed", "placed", "withdrawn", "waiting"]


def test_one_who_withdrew_may_come_again_at_the_end_of_the_line(place: Any) -> None:
    people = [place.worker() for _ in range(3)]
    references = [register(place, person) for person in people]
    registrations.withdraw(
        registrations.registration(place.ada, references[0], TODAY), by=place.ada, now=NOW
    )
    register(place, people[0])
    assert statuses() == ["withdrawn", "placed", "placed", "waiting"]


def test_a_stranger_neither_sees_nor_withdraws(place: Any) -> None:
    reference = register(place, place.worker())
    with pytest.raises(NotFound):
        registrations.registration(place.cy, reference, TODAY)
    row = registrations.registration(place.ada, reference, TODAY)
    with pytest.raises(NotAllowed):
        registrations.withdraw(row, by=place.cy, now=NOW)
    with pytest.raises(NotAllowed):
        registrations.withdraw(row, by=an_identity("coordinator"), now=NOW)
    assert statuses() == ["placed"]


def values_of(row: Course, **changes: Any) -> dict[str, Any]:
    names = ("title", "kind", "place", "seats", "min_programme_year", "register_by", "description")
    return (
        {name: getattr(row, name) for name in names}
        | {"positions": row.positions.split(",")}
        | changes
    )


def test_more_seats_move_the_line_up_in_order_and_fewer_throw_nobody_out(place: Any) -> None:
    references = [register(place, place.worker()) for _ in range(5)]
    moved = courses.amend_course(place.course, values_of(place.course, seats=4), by=HOUSE, now=NOW)
    assert [row.reference for row in moved] == references[2:4]
    assert statuses() == ["placed"] * 4 + ["waiting"]
    courses.amend_course(Course.get(), values_of(Course.get(), seats=1), by=HOUSE, now=NOW)
    assert statuses() == ["placed"] * 4 + ["waiting"]


def test_page_office_and_sheet_see_the_same_participants(place: Any) -> None:
    references = [register(place, place.worker()) for _ in range(3)]
    registrations.withdraw(
        registrations.registration(place.ada, references[0], TODAY), by=place.ada, now=NOW
    )
    assert [row.reference for row in registrations.participants(place.course)] == references[1:]
    assert courses.filling([place.course.id]) == {place.course.id: courses.Filling(2, 0)}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "required"),
        ({"kind": "party"}, "choice.unknown"),
        ({"seats": 0}, "seats.range"),
        ({"seats": 501}, "seats.range"),
        ({"positions": ["king"]}, "choice.unknown"),
        ({"min_programme_year": -1}, "programme_year.range"),
        ({"register_by": date(2025, 11, 11)}, "course.deadline_late"),
        ({"days": 0}, "required"),
    ],
)
def test_an_impossible_course_is_refused(house: str, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        a_course(**changes)
    assert refused.value.code == code
    assert Course.select().count() == 0


def test_needs_are_forgotten_two_weeks_after_the_course(place: Any) -> None:
    register(place, place.worker())
    assert registrations.forget_needs(datetime(2025, 11, 25, 9, tzinfo=UTC)) == 0
    assert registrations.forget_needs(datetime(2025, 11, 26, 9, tzinfo=UTC)) == 1
    assert Registration.get().needs == ""


def test_a_list_costs_the_same_queries_for_one_course_and_three(
    house: str, count_queries: Any
) -> None:
    ada = an_identity("director", a_kindergarten())
    for number in (1, 3):
        while Course.select().count() < number:
            a_course()
        with count_queries() as statements:
            rows = list(courses.coming(ada, TODAY))
            courses.filling([row.id for row in rows])
        assert (len(rows), len(statements)) == (number, 2)


def test_twenty_five_seats_stay_twenty_five_when_five_hundred_ask_at_once(house: str) -> None:
    kindergarten = a_kindergarten("Solbakken", a_cohort())
    room = a_department(kindergarten)
    people = [a_person(None, kindergarten, room) for _ in range(500)]
    course = a_course(seats=25)
    ada = an_identity("director", kindergarten)
    begin = threading.Barrier(len(people))
    answered: list[tuple[str, str]] = []
    faults: list[BaseException] = []

    def attempt(person: Any) -> None:
        key = str(uuid.uuid4())
        answers = registrations.RegistrationAnswers(course.id, person.id)
        told = []
        begin.wait()
        try:
            for _ in range(2):  # each asks twice, as a nervous browser would
                database.connect()
                told.append(registrations.register(answers, by=ada, submission_id=key, now=NOW))
                database.db.close()
            answered.append((told[0], told[1]))
        except BaseException as fault:  # noqa: BLE001 (told by the main thread)
            faults.append(fault)
            database.db.close()

    threads = [threading.Thread(target=attempt, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    rows = list(Registration.select().order_by(Registration.id))
    assert [row.status for row in rows] == ["placed"] * 25 + ["waiting"] * 475
    assert sorted(answered) == sorted((row.reference, row.reference) for row in rows)
    assert {row.person_id for row in rows} == {person.id for person in people}
    told_number = {
        notice.record_id: int(notice.text.split("nummer ")[1].split()[0])
        for notice in Notice.select().where(Notice.kind == "waiting")
    }
    assert [told_number[row.id] for row in rows[25:]] == list(range(1, 476))


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(st.tuples(st.booleans(), st.integers(0, 11)), min_size=1, max_size=40))
def test_no_seat_stands_empty_while_somebody_waits(
    place: Any, acts: list[tuple[bool, int]]
) -> None:
    course = a_course(seats=3)
    people = [place.worker() for _ in range(12)]
    held: dict[int, str] = {}
    for is_coming, n in acts:
        if is_coming and n not in held:
            answers = registrations.RegistrationAnswers(course.id, people[n].id)
            held[n] = registrations.register(
                answers, by=place.ada, submission_id=str(uuid.uuid4()), now=NOW
            )
        elif not is_coming and n in held:
            row = registrations.registration(place.ada, held.pop(n), TODAY)
            registrations.withdraw(row, by=place.ada, now=NOW)
        full = courses.filling([course.id]).get(course.id, courses.Filling())
        assert full.placed == min(3, len(held))
        assert full.waiting == max(0, len(held) - 3)


def test_rights_follow_the_map(place: Any) -> None:
    nobody = Identity(account_id=1, person_id=1, grants=frozenset({Grant("sysadmin")}))
    assert courses.courses(nobody).count() == 0
    with pytest.raises(NotAllowed):
        courses.add_course({}, [], by=place.ada, now=NOW)
    with pytest.raises(NotAllowed):
        courses.cancel_course(place.course, by=place.ada, now=NOW)

"""A course for new staff is filled from those hired since the last one."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from collect import courses_newcomers as newcomers
from collect import people
from collect.models.courses import Course, Registration
from collect.models.notices import Notice
from collect.models.people import Employment, Person
from collect.models.people_changes import Leave
from collect.rules.access import Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import NOW, TODAY, a_kindergarten, a_person, an_identity
from tests.halls import a_course_that_is_over, a_later_course, a_registration

NEW = {"kind": "new_staff", "positions": [], "min_programme_year": 0, "seats": 2}
HELD = date(2025, 5, 5)


@pytest.fixture
def desk(house: str) -> Any:
    """A course was held in May. Since then Gro, Hans and Ida began in Solbakken; Old was there before."""

    class Desk:
        kindergarten = a_kindergarten("Solbakken")
        ada = an_identity("director", kindergarten)
        kari = an_identity("course_admin")
        old = a_person("Old", kindergarten)
        held = a_later_course(day=HELD, **NEW)
        course = a_later_course(**NEW)
        hans = a_person("Hans", kindergarten, since=date(2025, 8, 1))
        gro = a_person("Gro", kindergarten, since=date(2025, 9, 1))
        ida = a_person("Ida", kindergarten, since=date(2025, 10, 1))

        @classmethod
        def proposal(cls) -> newcomers.Proposal:
            return newcomers.proposal(cls.course, cls.kari, TODAY)

        @classmethod
        def fill(cls, *chosen: Person, key: str | None = None, by: Identity | None = None) -> str:
            return newcomers.fill(
                cls.course.id,
                [one.id for one in chosen],
                by=by or cls.kari,
                submission_id=key or str(uuid.uuid4()),
                now=NOW,
            )

    return Desk


def names(rows: Any) -> list[str]:
    return [one.name for one in rows]


def test_those_hired_since_the_last_are_proposed_the_first_hired_in_front(desk: Any) -> None:
    found = desk.proposal()
    assert found.after == HELD
    assert names(found.proposed) == ["Hans", "Gro", "Ida"]
    assert found.left_out == ()
    assert (found.proposed[0].kindergarten, found.proposed[0].since) == (
        "Solbakken",
        date(2025, 8, 1),
    )


def test_before_the_first_such_course_new_is_who_began_within_a_year(desk: Any) -> None:
    Course.update(is_cancelled=True).where(Course.id == desk.held).execute()
    late = a_person("Sen", desk.kindergarten, since=date(2024, 12, 9))
    a_person("Før", desk.kindergarten, since=date(2024, 12, 8))
    assert names(desk.proposal().proposed)[0] == late.name


def test_who_is_left_out_is_told_with_the_reason(desk: Any) -> None:
    a_registration(desk.course, desk.hans, desk.kari)
    Leave.create(person=desk.gro, kindergarten=desk.kindergarten, valid_from=date(2025, 12, 1))
    job = Employment.get(Employment.person == desk.ida)
    people.end_employment(job, date(2025, 11, 30), by=desk.ada, now=NOW)
    found = desk.proposal()
    assert found.proposed == ()
    assert [(one.name, one.reasons) for one in found.left_out] == [
        ("Hans", ("registered",)),
        ("Gro", ("away",)),
        ("Ida", ("course.not_employed",)),
    ]


def test_who_has_been_to_one_is_left_out(desk: Any) -> None:
    been = a_course_that_is_over(desk.gro, date(2025, 5, 1))
    Course.update(kind="new_staff").where(Course.id == been).execute()
    found = desk.proposal()
    assert [(one.name, one.reasons) for one in found.left_out] == [("Gro", ("course.once",))]


def test_who_has_left_is_not_hired_any_more(desk: Any) -> None:
    job = Employment.get(Employment.person == desk.gro)
    people.end_employment(job, TODAY - timedelta(days=1), by=desk.ada, now=NOW)
    assert "Gro" not in names(desk.proposal().proposed + desk.proposal().left_out)


def test_seats_go_to_those_hired_first_and_the_rest_wait(desk: Any) -> None:
    desk.fill(desk.ida, desk.gro, desk.hans)
    rows = Registration.select().where(Registration.course == desk.course).order_by(Registration.id)
    assert [(row.person.name, row.status) for row in rows] == [
        ("Hans", "placed"),
        ("Gro", "placed"),
        ("Ida", "waiting"),
    ]
    assert desk.proposal().proposed == ()


def test_the_share_of_one_kindergarten_holds(desk: Any) -> None:
    Course.update(share=1).where(Course.id == desk.course).execute()
    there = a_person("Kai", a_kindergarten("Fjern"), since=date(2025, 9, 9))
    desk.fill(desk.hans, desk.gro, there)
    placed = Registration.select().where(
        (Registration.course == desk.course) & (Registration.status == "placed")
    )
    assert {row.person.name for row in placed} == {"Hans", "Kai"}


def test_each_gets_a_receipt_and_the_director_one_letter_without_names(desk: Any) -> None:
    desk.fill(desk.hans, desk.gro, desk.ida)
    kinds = [
        (row.person_id, row.kind) for row in Notice.select() if row.kind in ("placed", "waiting")
    ]
    assert sorted(kinds) == sorted(
        [(desk.hans.id, "placed"), (desk.gro.id, "placed"), (desk.ida.id, "waiting")]
    )
    (letter,) = Notice.select().where(Notice.kind == newcomers.LETTER)
    assert letter.person_id == desk.ada.person_id
    assert "har meldt på 3 nyansatte hos deg" in letter.text
    for word in ("Hans", "Gro", "Ida", "Solbakken"):
        assert word not in letter.subject + letter.text


def test_a_retry_registers_nobody_twice(desk: Any) -> None:
    key = str(uuid.uuid4())
    assert desk.fill(desk.hans, key=key) == desk.fill(desk.hans, key=key)
    assert Registration.select().where(Registration.course == desk.course).count() == 1
    with pytest.raises(RuleBroken) as refused:
        desk.fill(desk.gro, key=key)
    assert refused.value.code == "submission.changed"


def test_one_who_may_not_come_any_more_stops_all(desk: Any) -> None:
    for chosen, code in (((), "required"), ((desk.hans, desk.old), "newcomers.changed")):
        with pytest.raises(RuleBroken) as refused:
            desk.fill(*chosen)
        assert refused.value.code == code
    assert Registration.select().where(Registration.course == desk.course).count() == 0


def test_only_the_course_office_fills_and_only_such_a_course(desk: Any) -> None:
    for who in (desk.ada, an_identity("coordinator"), an_identity("staff", desk.kindergarten)):
        assert not newcomers.may_fill(desk.course, who)
        with pytest.raises(NotAllowed):
            newcomers.proposal(desk.course, who, TODAY)
    with pytest.raises(NotFound):
        newcomers.proposal(a_later_course(), desk.kari, TODAY)


def test_the_proposal_costs_the_same_queries_however_many(desk: Any, count_queries: Any) -> None:
    totals = []
    for number in (0, 4):
        for n in range(number):
            a_person(f"Ny {n}", desk.kindergarten, since=date(2025, 9, 1 + n))
        with count_queries() as statements:
            desk.proposal()
        totals.append(len(statements))
    assert totals[0] == totals[1]

"""Why somebody in the line moved up and why not, the line that stands still, and an exception with a reason."""

import uuid
from datetime import date, datetime
from typing import Any

import pytest

from collect import courses, courses_line
from collect import courses_groups as groups
from collect import courses_registrations as registrations
from collect.models.courses import Course, LineNote, Registration, RegistrationGroup
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE, Identity
from collect.rules.refusals import RuleBroken
from tests.factories import (
    NOW,
    a_cohort,
    a_course,
    a_kindergarten,
    a_person,
    an_identity,
)


@pytest.fixture
def place(house: str) -> Any:
    """A course with two seats on 10 November, and Ada who directs Solbakken."""

    class Place:
        kindergarten = a_kindergarten("Solbakken", a_cohort())
        ada = an_identity("director", kindergarten)
        course = a_course(seats=2, freeze_days=0)

        @classmethod
        def single(
            cls, by: Identity | None = None, reason: str = "", **values: Any
        ) -> Registration:
            person = a_person(None, cls.kindergarten, **values)
            answers = registrations.RegistrationAnswers(
                cls.course.id, person.id, override_reason=reason
            )
            key = str(uuid.uuid4())
            reference = registrations.register(
                answers, by=by or cls.ada, submission_id=key, now=NOW
            )
            return Registration.get(Registration.reference == reference)

        @classmethod
        def leave(cls, row: Registration, now: datetime = NOW) -> list[Registration]:
            return registrations.withdraw(row, by=cls.ada, now=now)

        @classmethod
        def amend(cls, **changes: Any) -> list[Registration]:
            row = Course.get_by_id(cls.course.id)
            columns = ("title", "kind", "place", "seats", "min_programme_year", "register_by")
            values = {name: getattr(row, name) for name in (*columns, "description", "freeze_days")}
            values |= {"positions": row.positions.split(",")} | changes
            return courses.amend_course(row, values, by=HOUSE, now=NOW)

    return Place


def told(row: Registration) -> list[tuple[str, dict[str, int]]]:
    return [(note.code, note.figures) for note in courses_line.notes_of(row)]


def test_who_moves_up_is_told_why(place: Any) -> None:
    rows = [place.single() for _ in range(4)]
    place.leave(rows[0])
    assert [told(row) for row in rows] == [[], [], [("line.moved", {})], []]


def test_a_group_that_is_passed_over_is_told_why_and_keeps_its_place(place: Any) -> None:
    first = [place.single() for _ in range(2)]
    people = [a_person(None, place.kindergarten).id for _ in range(2)]
    answers = groups.GroupAnswers(place.course.id, tuple(people), "all")
    reference = groups.register_group(
        answers, by=place.ada, submission_id=str(uuid.uuid4()), now=NOW
    )
    behind = place.single()
    place.leave(first[0])
    member = groups.members(RegistrationGroup.get(RegistrationGroup.reference == reference))[0]
    assert told(member) == [("line.group", {"size": 2, "free": 1})]
    assert told(behind) == [("line.moved", {})]
    assert courses_line.numbers(place.course)[member.id] == 1


def test_nobody_moves_up_in_the_last_days_when_the_line_stands_still(place: Any) -> None:
    place.amend(freeze_days=26)  # from 15 October
    rows = [place.single() for _ in range(3)]
    assert place.leave(rows[0]) == []
    assert told(rows[2]) == [("line.frozen", {"days": 26})]
    assert place.single().status == "waiting"
    assert [row.id for row in place.amend(freeze_days=25)] == [rows[2].id]


@pytest.mark.parametrize(
    ("days", "today", "frozen"),
    [
        (0, date(2025, 11, 10), False),
        (2, date(2025, 11, 7), False),
        (2, date(2025, 11, 8), True),
        (2, date(2025, 11, 10), True),
    ],
)
def test_the_line_stands_still_from_so_many_days_before(
    days: int, today: date, frozen: bool
) -> None:
    row = Course(first_day=date(2025, 11, 10), freeze_days=days)
    assert courses_line.is_frozen(row, today) is frozen


def test_a_cancelled_course_moves_nobody_up_and_says_so(place: Any) -> None:
    rows = [place.single() for _ in range(3)]
    courses.cancel_course(place.course, by=HOUSE, now=NOW)
    assert place.leave(rows[0]) == []
    assert [(note.code, note.registration_id) for note in LineNote.select()] == [
        ("line.cancelled", None)
    ]


@pytest.mark.parametrize("days", [-1, 61])
def test_an_impossible_number_of_days_is_refused(place: Any, days: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        place.amend(freeze_days=days)
    assert (refused.value.code, refused.value.field) == ("freeze.range", "freeze_days")


def test_an_administrator_makes_an_exception_with_a_reason(place: Any) -> None:
    admin = an_identity("course_admin")
    row = place.single(admin, "Skal lede kurset sammen med oss", position="director")
    assert (row.status, row.override_reason) == ("placed", "Skal lede kurset sammen med oss")
    line = JournalEntry.select().where(JournalEntry.act == "registration.register").get()
    assert line.new["override_reason"] == "Skal lede kurset sammen med oss"


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_exception_without_a_reason(place: Any, reason: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        place.single(an_identity("course_admin"), reason, position="director")
    assert refused.value.code == "course.position"


def test_a_director_makes_no_exception(place: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        place.single(reason="Hun vil så gjerne", position="director")
    assert refused.value.code == "course.position"
    assert place.single(reason="Ikke nødvendig").override_reason == ""


def test_the_story_of_a_line_costs_one_query(place: Any, count_queries: Any) -> None:
    rows = [place.single() for _ in range(6)]
    for number, row in enumerate(rows[:3], 1):
        place.leave(row)
        with count_queries() as statements:
            found = [note.registration.person.name for note in courses_line.notes(place.course)]
        assert (len(found), len(statements)) == (number, 1)

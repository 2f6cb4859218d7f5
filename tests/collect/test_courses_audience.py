"""Whom a course is for: one who has been at such a course does not go again, unless one may."""

import uuid
from typing import Any

import pytest

from collect import courses_audience as audience
from collect import courses_registrations as registrations
from collect.models.courses_attendance import CourseProof
from collect.rules.refusals import RuleBroken
from tests.factories import NOW, a_person
from tests.halls import Hall, a_later_course


@pytest.fixture
def hall(house: str) -> Hall:
    """Ada was at the whole course, Bo at its first day."""
    hall = Hall()
    hall.attend(hall.ada)
    hall.mark(0, {hall.bo: True})
    return hall


def test_one_who_has_the_proof_of_such_a_course_does_not_go_again(hall: Hall) -> None:
    later = a_later_course()
    ids = [row.person_id for row in (hall.ada, hall.bo, hall.cy)]
    assert list(audience.reasons_of(later, ids).values()) == [["course.once"], [], []]
    assert audience.reasons(hall.course, hall.ada.person_id) == []
    CourseProof.update(revoked_at=NOW).execute()
    assert audience.reasons(later, hall.ada.person_id) == []


@pytest.mark.parametrize(
    "kind",
    [
        "certification",
        "recertification",
        "professional_day",
        "workshop",
        "talking_with_children",
        "new_staff",
    ],
)
def test_another_kind_of_course_is_open_to_those_who_were_at_this_one(
    hall: Hall, kind: str
) -> None:
    assert audience.reasons(a_later_course(kind=kind), hall.ada.person_id) == []


def test_a_course_that_may_be_repeated_is_repeated(house: str) -> None:
    hall = Hall()
    hall.course.kind = "workshop"
    hall.course.save()
    hall.attend(hall.ada)
    assert audience.reasons(a_later_course(kind="workshop"), hall.ada.person_id) == []


def test_every_reason_comes_in_its_order(hall: Hall) -> None:
    later = a_later_course(positions=["director"], min_programme_year=9)
    assert audience.reasons(later, hall.ada.person_id) == [
        "course.position",
        "course.programme_year",
        "course.once",
    ]
    assert audience.reasons(later, a_person("Ute").id) == [
        "course.not_employed",
        "course.programme_year",
    ]


def test_an_administrator_lets_one_go_again_with_a_reason(hall: Hall) -> None:
    later = a_later_course()

    def register(by: Any, reason: str = "") -> str:
        answers = registrations.RegistrationAnswers(
            later.id, hall.ada.person_id, override_reason=reason
        )
        key = str(uuid.uuid4())
        return registrations.register(answers, by=by, submission_id=key, now=NOW)

    for by, reason in ((hall.director, "Vil så gjerne"), (hall.kari, "")):
        with pytest.raises(RuleBroken) as refused:
            register(by, reason)
        assert refused.value.code == "course.once"
    assert register(hall.kari, "Trenger oppfriskning")


def test_the_reasons_cost_the_same_for_one_and_for_six(hall: Hall, count_queries: Any) -> None:
    later = a_later_course()
    for number in (1, 6):
        ids = [a_person(None, hall.kindergarten).id for _ in range(number)]
        with count_queries() as statements:
            audience.reasons_of(later, ids)
        assert len(statements) == 3

"""A course's list taken to another course: order, groups, seats, and those who stay."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from collect import courses
from collect import courses_groups as groups
from collect import courses_registrations as registrations
from collect import courses_transfers as transfers
from collect.models.courses import Course, Registration, RegistrationGroup
from collect.models.journal import JournalEntry
from collect.models.notices import Notice
from collect.models.people import Person
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, RuleBroken
from tests.factories import NOW, TODAY, a_course, a_person
from tests.halls import FIRST, Hall, a_later_course, a_registration


@pytest.fixture
def hall(house: str) -> Hall:
    return Hall()


def worker(hall: Hall, name: str = "Di", **values: Any) -> Person:
    return a_person(name, hall.kindergarten, **values)


def take(old: Course, new: Course, by: Any = HOUSE, now: Any = NOW) -> transfers.Transfer:
    seen = transfers.fingerprint(transfers.transfer(old, new, TODAY))
    return transfers.transfer_all(old, new.id, seen, by=by, now=now)


def line(course: Course) -> list[tuple[str, str]]:
    return [(one.person.name, one.status) for one in registrations.participants(course)]


def names(rows: Any) -> list[str]:
    return [one.person.name for one in rows]


def send(hall: Hall, course: Course, people: list[str], rule: str) -> RegistrationGroup:
    ids = tuple(worker(hall, name).id for name in people)
    answers = groups.GroupAnswers(course.id, ids, rule)
    key = str(uuid.uuid4())
    reference = groups.register_group(answers, by=hall.director, submission_id=key, now=NOW)
    return RegistrationGroup.get(RegistrationGroup.reference == reference)


def refused(act: Any) -> tuple[str, str | None]:
    with pytest.raises(RuleBroken) as error:
        act()
    return error.value.code, error.value.field


def test_all_move_in_order_and_the_first_get_the_seats(hall: Hall) -> None:
    courses.cancel_course(hall.course, by=HOUSE, now=NOW)
    later = a_later_course(seats=1)
    shown = transfers.transfer(hall.course, later, TODAY)
    assert (names(shown.placed), names(shown.waiting), names(shown.losing)) == (
        ["Ada"],
        ["Bo", "Cy"],
        ["Bo"],
    )
    assert line(later) == []
    take(hall.course, later, hall.kari)
    assert line(later) == [("Ada", "placed"), ("Bo", "waiting"), ("Cy", "waiting")]
    assert line(hall.course) == []
    follows = [row.follows_id for row in Registration.select().where(Registration.course == later)]
    assert sorted(follows) == [hall.ada.id, hall.bo.id, hall.cy.id]


def test_each_is_told_of_leaving_and_of_coming(hall: Hall) -> None:
    before = Notice.select().count()
    later = a_later_course(seats=1)
    take(hall.course, later)
    told = list(Notice.select().order_by(Notice.id))[before:]
    assert [(one.kind, one.calendar) for one in told] == [
        ("transferred", "cancel"),
        ("transferred", "cancel"),
        ("transferred", ""),
        ("placed", "request"),
        ("waiting", ""),
        ("waiting", ""),
    ]
    assert "Du er nummer 2 i køen." in told[-1].text


def test_who_stood_in_line_there_already_stays_ahead(hall: Hall) -> None:
    later = a_later_course(seats=1)
    for name in ("Di", "Ed"):
        a_registration(later, worker(hall, name), hall.director)
    take(hall.course, later)
    assert line(later) == [
        ("Di", "placed"),
        *((name, "waiting") for name in ("Ed", "Ada", "Bo", "Cy")),
    ]
    assert (
        "Du er nummer 2 i køen."
        in Notice.get(
            Notice.record_id == Registration.get(course=later, person=hall.ada.person).id
        ).text
    )


def test_a_group_comes_whole_and_keeps_its_rule(hall: Hall) -> None:
    old = a_course(seats=9)
    group = send(hall, old, ["Di", "Ed", "Fa"], "all")
    a_registration(old, worker(hall, "Gro"), hall.director)
    later = a_later_course(seats=2)
    take(old, later)
    assert line(later) == [
        ("Gro", "placed"),
        *((name, "waiting") for name in ("Di", "Ed", "Fa")),
    ]
    made = RegistrationGroup.get(RegistrationGroup.course == later)
    assert (made.rule, made.kindergarten_id, made.unnamed) == ("all", hall.kindergarten.id, 0)
    assert names(groups.members(made)) == names(groups.members(group)) == ["Di", "Ed", "Fa"]
    entry = JournalEntry.get(JournalEntry.act == "group.move")
    assert (entry.record_id, entry.old["reference"]) == (made.id, group.reference)


def test_who_may_not_go_there_stays_with_the_reason(hall: Hall) -> None:
    later = a_later_course(seats=9, positions=["assistant"])
    reference = registrations.register(
        registrations.RegistrationAnswers(later.id, hall.bo.person_id, override_reason="Avtalt"),
        by=hall.kari,
        submission_id=str(uuid.uuid4()),
        now=NOW,
    )
    Registration.update(override_reason="Avtalt").where(Registration.id == hall.cy.id).execute()
    shown = transfers.transfer(hall.course, later, TODAY)
    assert [(one.person.name, error.code, error.values) for one, error in shown.staying] == [
        ("Ada", "course.position", {"year": 2}),
        ("Bo", "course.registered", {"reference": reference}),
    ]
    take(hall.course, later)
    assert line(hall.course) == [("Ada", "placed"), ("Bo", "placed")]
    made = Registration.get(Registration.follows == hall.cy)
    assert (made.status, made.override_reason) == ("placed", "Avtalt")


def test_seats_without_a_name_stay_behind_and_the_line_moves_up_into_what_is_left(
    hall: Hall,
) -> None:
    old = a_course(seats=3)
    answers = groups.GroupAnswers(old.id, (worker(hall, "Di").id,), unnamed=2)
    groups.register_group(answers, by=hall.director, submission_id=str(uuid.uuid4()), now=NOW)
    later = a_later_course()
    assert transfers.transfer(old, later, TODAY).unnamed == 2
    take(old, later)
    assert courses.filling([old.id])[old.id] == courses.Filling(2, 0, 2)


def test_what_was_shown_must_still_hold(hall: Hall) -> None:
    later = a_later_course()
    seen = transfers.fingerprint(transfers.transfer(hall.course, later, TODAY))
    a_registration(later, worker(hall), hall.director)
    assert refused(
        lambda: transfers.transfer_all(hall.course, later.id, seen, by=HOUSE, now=NOW)
    ) == ("transfer.changed", None)
    take(hall.course, later)
    assert refused(lambda: take(hall.course, later)) == ("transfer.nobody", "course_id")
    assert len(line(later)) == 4


def test_what_stands_in_the_way_of_a_whole_list_is_said(hall: Hall) -> None:
    later = a_later_course()
    other = a_later_course(kind="new_staff")
    assert refused(lambda: take(hall.course, other)) == ("course.unknown", "course_id")
    assert refused(lambda: take(hall.course, hall.course)) == ("course.unknown", "course_id")
    assert refused(lambda: take(hall.course, later, now=FIRST)) == ("course.begun", None)
    courses.cancel_course(later, by=HOUSE, now=NOW)
    assert refused(lambda: take(hall.course, later)) == ("course.cancelled", "course_id")
    courses.cancel_course(hall.course, by=HOUSE, now=NOW)
    once_more = a_later_course()
    assert len(take(hall.course, once_more, now=FIRST + timedelta(days=9)).moving) == 3


def test_only_those_who_run_courses_move_a_list(hall: Hall) -> None:
    for by in (hall.director, hall.per):
        with pytest.raises(NotAllowed):
            take(hall.course, a_later_course(), by)


def test_the_preview_costs_the_same_for_three_and_for_nine(hall: Hall, count_queries: Any) -> None:
    later = a_later_course()
    for more in (0, 6):
        send(hall, hall.course, [f"Ny {n}" for n in range(more)], "all") if more else None
        with count_queries() as statements:
            transfers.transfer(hall.course, later, TODAY)
        assert len(statements) == 8

"""Several in one act: seats or numbers by the rule, seats without a name, and nobody starves."""

import random
import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest

from collect import courses
from collect import courses_groups as groups
from collect import courses_registrations as registrations
from collect.courses_clashes import Clash, clashes
from collect.models.courses import Course, Registration, RegistrationGroup
from collect.models.journal import JournalEntry
from collect.models.receipts import Receipt
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import (
    NOW,
    TODAY,
    a_certificate,
    a_cohort,
    a_course,
    a_department,
    a_kindergarten,
    a_person,
    a_visit,
    an_identity,
)


@pytest.fixture
def place(house: str) -> Any:
    """A course with four seats, Ada who directs Solbakken, and Cy who directs another."""

    class Place:
        kindergarten = a_kindergarten("Solbakken", a_cohort())
        room = a_department(kindergarten, "Blåklokka")
        ada = an_identity("director", kindergarten)
        cy = an_identity("director", a_kindergarten("Fjern", a_cohort()))
        course = a_course(seats=4)

        @classmethod
        def workers(cls, count: int, **values: Any) -> list[int]:
            return [a_person(None, cls.kindergarten, **values).id for _ in range(count)]

        @classmethod
        def send(cls, people: list[int], rule: str = "each", **values: Any) -> Any:
            key = values.pop("key", None) or str(uuid.uuid4())
            by, now = values.pop("by", cls.ada), values.pop("now", NOW)
            answers = groups.GroupAnswers(cls.course.id, tuple(people), rule, **values)
            reference = groups.register_group(answers, by=by, submission_id=key, now=now)
            return RegistrationGroup.get(RegistrationGroup.reference == reference)

        @classmethod
        def single(cls, person_id: int) -> Registration:
            answers = registrations.RegistrationAnswers(cls.course.id, person_id)
            key = str(uuid.uuid4())
            reference = registrations.register(answers, by=cls.ada, submission_id=key, now=NOW)
            return Registration.get(Registration.reference == reference)

        @classmethod
        def leave(cls, row: Registration) -> list[int]:
            moved = registrations.withdraw(row, by=cls.ada, now=NOW)
            return [one.id for one in moved]

        @classmethod
        def filling(cls) -> courses.Filling:
            return courses.filling([cls.course.id])[cls.course.id]

    return Place


def states(row: RegistrationGroup) -> list[str]:
    return [one.status for one in groups.members(row)]


def refused(act: Any) -> tuple[str, str | None]:
    with pytest.raises(RuleBroken) as error:
        act()
    return error.value.code, error.value.field


def test_each_gets_a_seat_or_a_number(place: Any) -> None:
    row = place.send(place.workers(6))
    assert states(row) == ["placed"] * 4 + ["waiting"] * 2
    assert (row.kindergarten_id, row.registered_by_id) == (
        place.kindergarten.id,
        place.ada.person_id,
    )
    assert place.filling() == courses.Filling(4, 2)


def test_all_or_nobody_waits_together_and_whoever_fits_goes_ahead(place: Any) -> None:
    placed = [place.single(person_id) for person_id in place.workers(3)]
    row = place.send(place.workers(3), "all")
    assert states(row) == ["waiting"] * 3
    [late] = place.workers(1)
    assert place.single(late).status == "placed"
    assert place.leave(placed[0]) == []
    assert place.leave(placed[1]) == []
    assert place.leave(placed[2]) == [one.id for one in groups.members(row)]
    assert states(row) == ["placed"] * 3


def test_a_group_that_shrinks_may_fit(place: Any) -> None:
    place.send(place.workers(2))
    row = place.send(place.workers(3), "all")
    members = groups.members(row)
    assert place.leave(members[1]) == [members[0].id, members[2].id]
    assert states(row) == ["placed", "withdrawn", "placed"]


def test_at_least_one_takes_what_there_is(place: Any) -> None:
    place.send(place.workers(3))
    assert states(place.send(place.workers(3), "one")) == ["placed", "waiting", "waiting"]


def test_the_same_submission_again_gives_the_same_group(place: Any) -> None:
    key, people = str(uuid.uuid4()), place.workers(2)
    assert place.send(people, key=key) == place.send(people, key=key)
    assert (RegistrationGroup.select().count(), Registration.select().count()) == (1, 2)
    assert Receipt.select().count() == 1


def test_seats_without_a_name_are_taken_and_named_later(place: Any) -> None:
    row = place.send(place.workers(1), unnamed=2)
    assert (row.name_by, place.filling()) == (date(2025, 11, 8), courses.Filling(3, 0, 2))
    [person_id] = place.workers(1)
    reference = groups.name_seat(row, person_id, by=place.ada, now=NOW)
    made = registrations.registration(place.ada, reference, TODAY)
    assert (made.status, made.group_id) == ("placed", row.id)
    assert place.filling() == courses.Filling(3, 0, 1)
    assert refused(lambda: groups.name_seat(row, person_id, by=place.ada, now=NOW)) == (
        "group.registered",
        "people",
    )


def test_seats_that_got_no_name_in_time_go_to_the_line(place: Any) -> None:
    row = place.send([], unnamed=4, name_by=date(2025, 10, 20))
    waiting = place.single(place.workers(1)[0])
    assert waiting.status == "waiting"
    assert groups.release_late(datetime(2025, 10, 20, 20, tzinfo=UTC)) == 0
    later = datetime(2025, 10, 20, 22, 30, tzinfo=UTC)  # past midnight in Oslo
    assert groups.release_late(later) == 4
    assert groups.release_late(later) == 0
    assert Registration.get_by_id(waiting.id).status == "placed"
    assert RegistrationGroup.get_by_id(row.id).unnamed == 0
    acts = [entry.act for entry in JournalEntry.select().order_by(JournalEntry.id)]
    assert acts[-2:] == ["group.release", "registration.promote"]


def test_the_director_gives_up_seats_without_a_name(place: Any) -> None:
    row = place.send([], unnamed=4)
    waiting = place.single(place.workers(1)[0])
    with pytest.raises(NotAllowed):
        groups.release(row, by=place.cy, now=NOW)
    assert [one.id for one in groups.release(row, by=place.ada, now=NOW)] == [waiting.id]
    assert groups.release(row, by=place.ada, now=NOW) == []
    assert refused(lambda: groups.name_seat(row, place.workers(1)[0], by=place.ada, now=NOW)) == (
        "group.none_left",
        "person_id",
    )


@pytest.mark.parametrize(
    ("count", "values", "expected"),
    [
        (0, {}, ("required", "people")),
        (1, {"rule": "some"}, ("choice.unknown", "rule")),
        (3, {"unnamed": 2}, ("group.no_seats", "unnamed")),
        (1, {"unnamed": 21}, ("group.size", "unnamed")),
        (1, {"unnamed": -1}, ("group.size", "unnamed")),
        (1, {"unnamed": 1, "name_by": date(2025, 10, 14)}, ("group.name_by", "name_by")),
        (1, {"unnamed": 1, "name_by": date(2025, 11, 11)}, ("group.name_by", "name_by")),
        (1, {"key": "no uuid"}, ("submission.id", None)),
        (1, {"now": datetime(2025, 11, 11, 9, tzinfo=UTC)}, ("course.closed", "course_id")),
    ],
)
def test_an_impossible_group_is_refused_whole(
    place: Any, count: int, values: dict[str, Any], expected: tuple[str, str | None]
) -> None:
    people = place.workers(count)
    assert refused(lambda: place.send(people, **values)) == expected
    assert (RegistrationGroup.select().count(), Registration.select().count()) == (0, 0)


def test_one_who_may_not_go_keeps_the_whole_group_out(place: Any) -> None:
    good = place.workers(1)
    bad = place.workers(1, position="director")
    assert refused(lambda: place.send(good + bad)) == ("group.ineligible", "people")
    assert refused(lambda: place.send(good, by=place.cy)) == ("person.unknown", "people")
    place.single(good[0])
    assert refused(lambda: place.send(good)) == ("group.registered", "people")
    courses.cancel_course(place.course, by=HOUSE, now=NOW)
    assert refused(lambda: place.send(place.workers(1))) == ("course.cancelled", "course_id")
    assert RegistrationGroup.select().count() == 0


def test_a_stranger_neither_sees_nor_names(place: Any) -> None:
    row = place.send([], unnamed=1)
    assert groups.group(place.ada, row.reference) == row
    with pytest.raises(NotFound):
        groups.group(place.cy, row.reference)
    with pytest.raises(NotAllowed):
        groups.name_seat(row, place.workers(1)[0], by=place.cy, now=NOW)


def test_two_from_a_department_on_the_same_day_are_told_of(place: Any) -> None:
    bo = a_person("Bo", place.kindergarten, place.room)
    di = a_person("Di", place.kindergarten, place.room)
    assert clashes(place.course, [bo.id], by=place.ada) == []
    days = [date(2025, 11, 10), date(2025, 11, 11)]
    together = (("Bo", "this"), ("Di", "this"))
    assert clashes(place.course, [bo.id, di.id], by=place.ada) == [
        Clash(day, "department", "Blåklokka", together) for day in days
    ]
    a_certificate(di)
    a_visit(a_department(place.kindergarten), di, day=days[1])
    away = (("Bo", "this"), ("Di", "visit"))
    assert clashes(place.course, [bo.id], by=place.ada) == [
        Clash(days[1], "department", "Blåklokka", away)
    ]
    assert clashes(place.course, [di.id], by=place.ada) == [
        Clash(days[1], "person", "Di", (("Di", "visit"),))
    ]


def test_the_warning_costs_the_same_for_one_and_for_six(place: Any, count_queries: Any) -> None:
    for number in (1, 6):
        people = place.workers(number, department=place.room)
        with count_queries() as statements:
            clashes(place.course, people, by=place.ada)
        assert len(statements) == 4


def test_random_acts_leave_no_seat_empty_and_nobody_back(place: Any) -> None:
    dice = random.Random(5)
    people = place.workers(60)
    gone: set[int] = set()
    fresh = list(people)
    for _ in range(80):
        act = dice.random()
        live = list(Registration.select().where(Registration.status != "withdrawn"))
        if act < 0.45 and fresh:
            size = min(len(fresh), dice.choice([1, 1, 2, 3]))
            chosen, fresh = fresh[:size], fresh[size:]
            place.send(chosen, dice.choice(["each", "all", "one"]))
        elif act < 0.9 and live:
            row = dice.choice(live)
            place.leave(row)
            gone.add(row.id)
        else:
            row = Course.get_by_id(place.course.id)
            columns = ("title", "kind", "place", "min_programme_year", "register_by", "description")
            values = {name: getattr(row, name) for name in columns}
            values |= {"positions": row.positions.split(","), "seats": dice.randint(2, 8)}
            courses.amend_course(row, values, by=HOUSE, now=NOW)
        settled(place, gone)
    assert len(gone) > 10


def settled(place: Any, gone: set[int]) -> None:
    """The line rests: whoever still waits would not fit, and nobody who left is back."""
    seats = Course.get_by_id(place.course.id).seats
    rows = list(Registration.select().order_by(Registration.id))
    assert {row.id for row in rows if row.status == "withdrawn"} == gone
    free = seats - sum(row.status == "placed" for row in rows)
    waiting = [row for row in rows if row.status == "waiting"]
    together: dict[int, int] = {}
    for row in waiting:
        if row.group.rule == "all":
            together[row.group_id] = together.get(row.group_id, 0) + 1
        else:
            assert free <= 0
    assert all(size > free for size in together.values())


def test_a_group_that_is_passed_over_may_be_divided_and_loses_no_place(place: Any) -> None:
    placed = [place.single(person_id) for person_id in place.workers(4)]
    row = place.send(place.workers(3), "all")
    [behind] = place.workers(1)
    behind = place.single(behind)
    place.leave(placed[0])
    assert groups.times_passed(row) == 1
    [last] = place.workers(1)
    last = place.single(last)
    moved = groups.split(row, by=place.ada, now=NOW)
    assert (moved, groups.split(row, by=place.ada, now=NOW)) == ([], [])
    assert place.leave(placed[1]) == [groups.members(row)[0].id]
    assert states(row) == ["placed", "waiting", "waiting"]
    assert Registration.get_by_id(last.id).status == "waiting"
    acts = [line.act for line in JournalEntry.select().where(JournalEntry.record == "group")]
    assert acts == ["group.register", "group.split"]


def test_to_divide_a_group_gives_the_seats_that_are_free(place: Any) -> None:
    placed = [place.single(person_id) for person_id in place.workers(3)]
    row = place.send(place.workers(2), "all")
    assert (states(row), len(placed)) == (["waiting", "waiting"], 3)
    moved = groups.split(row, by=place.ada, now=NOW)
    assert [one.id for one in moved] == [groups.members(row)[0].id]


def test_a_stranger_divides_no_group_and_nobody_after_the_course_has_begun(place: Any) -> None:
    for person_id in place.workers(3):
        place.single(person_id)
    row = place.send(place.workers(2), "all")
    with pytest.raises(NotAllowed):
        groups.split(row, by=place.cy, now=NOW)
    late = datetime(2025, 11, 11, 9, tzinfo=UTC)
    assert refused(lambda: groups.split(row, by=place.ada, now=late)) == ("course.begun", None)
    assert states(row) == ["waiting", "waiting"]

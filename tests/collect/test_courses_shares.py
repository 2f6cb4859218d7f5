"""A kindergarten's share of the seats: who waits for the others, until when, and who gets what is left."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest

from collect import courses, courses_line
from collect import courses_changes as changes
from collect import courses_groups as groups
from collect import courses_offers as offers
from collect import courses_registrations as registrations
from collect.models.courses import Course, Registration, RegistrationGroup
from collect.models.organisation import Kindergarten
from collect.models.people import Employment
from collect.rules.access import HOUSE
from collect.rules.refusals import RuleBroken
from tests.factories import NOW, TODAY, a_cohort, a_course, a_kindergarten, a_person, an_identity

AFTER = datetime(2025, 10, 21, 6, tzinfo=UTC)  # the day after the last day to register


@pytest.fixture
def place(house: str) -> Any:
    """A course of six seats, two for each kindergarten until 20 October; Ada directs one, Bo another."""

    class Place:
        mine, other = a_kindergarten("Solbakken", a_cohort()), a_kindergarten("Fjern", a_cohort())
        ada, bo = an_identity("director", mine), an_identity("director", other)
        course = a_course(seats=6, share=2, register_by=date(2025, 10, 20))

        @classmethod
        def come(cls, where: Kindergarten | None = None) -> Registration:
            where = where or cls.mine
            by = cls.ada if where == cls.mine else cls.bo
            answers = registrations.RegistrationAnswers(cls.course.id, a_person(None, where).id)
            key = str(uuid.uuid4())
            reference = registrations.register(answers, by=by, submission_id=key, now=NOW)
            return Registration.get(Registration.reference == reference)

        @classmethod
        def group(cls, size: int, rule: str, **values: Any) -> RegistrationGroup:
            people = tuple(a_person(None, cls.mine).id for _ in range(size))
            answers = groups.GroupAnswers(cls.course.id, people, rule, **values)
            key = str(uuid.uuid4())
            reference = groups.register_group(answers, by=cls.ada, submission_id=key, now=NOW)
            return RegistrationGroup.get(RegistrationGroup.reference == reference)

    return Place


def states() -> list[str]:
    return [row.status for row in Registration.select().order_by(Registration.id)]


def story(row: Registration) -> list[tuple[str, dict[str, Any]]]:
    return [(note.code, note.figures) for note in courses_line.notes_of(row)]


WAITS = ("line.share", {"share": 2, "day": "20.10.2025"})


def test_the_third_from_a_kindergarten_waits_for_the_others_and_is_told_why(place: Any) -> None:
    rows = [place.come() for _ in range(3)]
    theirs = place.come(place.other)
    assert states() == ["placed", "placed", "waiting", "placed"]
    assert [story(row) for row in rows] == [[], [], [WAITS]]
    assert story(theirs) == []
    place.come(place.other)
    assert story(rows[2]) == [WAITS]


def test_a_seat_given_up_goes_to_ones_own_before_the_time_is_over(place: Any) -> None:
    rows = [place.come() for _ in range(3)]
    moved = registrations.withdraw(rows[0], by=place.ada, now=NOW)
    assert [one.id for one in moved] == [rows[2].id]


def test_what_is_left_goes_to_those_who_wait_once_the_time_is_over(place: Any) -> None:
    mine = [place.come() for _ in range(4)]
    theirs = [place.come(place.other) for _ in range(4)]
    assert offers.settle(NOW) == 0
    assert offers.settle(datetime(2025, 10, 20, 21, 59, tzinfo=UTC)) == 0
    assert offers.settle(AFTER) == 2
    assert offers.settle(AFTER) == 0
    assert [Registration.get_by_id(row.id).status for row in mine] == ["placed"] * 4
    assert [Registration.get_by_id(row.id).status for row in theirs] == ["placed"] * 2 + [
        "waiting"
    ] * 2


def test_what_is_left_is_offered_where_seats_are_offered(place: Any) -> None:
    Course.update(offer_hours=48).execute()
    for _ in range(3):
        place.come()
    assert offers.settle(AFTER) == 1
    assert states() == ["placed", "placed", "offered"]


def test_a_withdrawal_after_the_time_gives_the_seat_to_the_first(place: Any) -> None:
    Course.update(seats=3).execute()
    rows = [place.come() for _ in range(3)]
    theirs = [place.come(place.other) for _ in range(2)]
    moved = registrations.withdraw(theirs[0], by=place.bo, now=AFTER)
    assert [one.id for one in moved] == [rows[2].id]


def test_a_cancelled_course_and_one_that_has_begun_settle_nothing(place: Any) -> None:
    for _ in range(3):
        place.come()
    assert offers.settle(datetime(2025, 11, 11, 9, tzinfo=UTC)) == 0
    courses.cancel_course(place.course, by=HOUSE, now=NOW)
    assert offers.settle(AFTER) == 0


def test_groups_and_seats_without_a_name_count_in_the_share(place: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        place.group(0, "each", unnamed=3)
    assert (refused.value.code, refused.value.values) == ("group.no_seats", {"left": 2})
    place.group(0, "each", unnamed=1)
    members = groups.members(place.group(2, "one"))
    assert [one.status for one in members] == ["placed", "waiting"]
    assert story(members[1]) == [WAITS]
    group = place.group(2, "all")
    assert [one.status for one in groups.members(group)] == ["waiting", "waiting"]
    assert place.come(place.other).status == "placed"
    assert offers.settle(AFTER) == 3
    assert courses.filling([place.course.id])[place.course.id] == courses.Filling(6, 0, 1)


def test_without_the_share_the_free_seats_go_down_the_line(place: Any) -> None:
    rows = [place.come() for _ in range(4)]
    row = Course.get()
    names = ("title", "kind", "place", "seats", "min_programme_year", "register_by", "description")
    values = {name: getattr(row, name) for name in names} | {"positions": row.positions.split(",")}
    moved = courses.amend_course(row, values | {"share": 1}, by=HOUSE, now=NOW)
    assert moved == []
    moved = courses.amend_course(Course.get(), values, by=HOUSE, now=NOW)
    assert [one.id for one in moved] == [one.id for one in rows[2:]]


@pytest.mark.parametrize("share", [-1, 501])
def test_an_impossible_share_is_refused(house: str, share: int) -> None:
    with pytest.raises(RuleBroken) as error:
        a_course(share=share)
    assert (error.value.code, error.value.field) == ("seats.range", "share")


def test_the_share_costs_the_same_queries_for_one_and_three(place: Any, count_queries: Any) -> None:
    costs = []
    for more in (1, 2):
        for _ in range(more):
            place.come()
            place.come(place.other)
        with count_queries() as statements:
            courses_line.shares(Course.get(), TODAY)
        costs.append(len(statements))
    assert costs == [4, 4]
    Course.update(share=None).execute()
    with count_queries() as statements:
        courses_line.shares(Course.get(), TODAY)
    assert len(statements) == 1


def test_a_seat_that_passes_to_another_kindergarten_frees_room_for_the_first(place: Any) -> None:
    rows = [place.come() for _ in range(3)]
    answers = registrations.RegistrationAnswers(place.course.id, a_person(None, place.other).id)
    changes.swap(rows[0], answers, by=an_identity("course_admin"), now=NOW)
    assert states() == ["withdrawn", "placed", "placed", "placed"]


def test_who_changes_kindergarten_frees_room_and_the_jobs_see_it(place: Any) -> None:
    rows = [place.come() for _ in range(3)]
    Employment.update(kindergarten=place.other).where(
        Employment.person == rows[0].person_id
    ).execute()
    assert [offers.settle(NOW), offers.settle(NOW)] == [1, 0]
    assert states() == ["placed"] * 3

"""A seat that is offered: held, taken, refused or left unanswered, and never given twice."""

import threading
import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from peewee import IntegrityError

from collect import accounts, courses, courses_line, database
from collect import courses_groups as groups
from collect import courses_offers as offers
from collect import courses_registrations as registrations
from collect.models.courses import Course, Registration, RegistrationGroup
from collect.models.journal import JournalEntry
from collect.models.notices import Notice
from collect.models.people import Person
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, RuleBroken
from tests.factories import (
    NOW,
    a_cohort,
    a_course,
    a_kindergarten,
    a_person,
    an_identity,
)

UNTIL = NOW + timedelta(hours=48)
LATER = UNTIL + timedelta(minutes=1)


@pytest.fixture
def place(house: str) -> Any:
    """A course with two seats and 48 hours to answer; Ada directs Solbakken, Cy another."""

    class Place:
        kindergarten = a_kindergarten("Solbakken", a_cohort())
        ada = an_identity("director", kindergarten)
        cy = an_identity("director", a_kindergarten("Fjern", a_cohort()))
        course = a_course(seats=2, offer_hours=48)

        @classmethod
        def come(cls, person: Person | None = None) -> Registration:
            person = person or a_person(None, cls.kindergarten)
            answers = registrations.RegistrationAnswers(cls.course.id, person.id)
            key = str(uuid.uuid4())
            reference = registrations.register(answers, by=cls.ada, submission_id=key, now=NOW)
            return Registration.get(Registration.reference == reference)

        @classmethod
        def group(cls, size: int, rule: str, **values: Any) -> list[Registration]:
            people = tuple(a_person(None, cls.kindergarten).id for _ in range(size))
            answers = groups.GroupAnswers(cls.course.id, people, rule, **values)
            key = str(uuid.uuid4())
            reference = groups.register_group(answers, by=cls.ada, submission_id=key, now=NOW)
            return groups.members(RegistrationGroup.get(RegistrationGroup.reference == reference))

        @classmethod
        def leave(cls, row: Registration, now: datetime = NOW) -> list[Registration]:
            return registrations.withdraw(row, by=cls.ada, now=now)

    return Place


def states() -> list[str]:
    return [row.status for row in Registration.select().order_by(Registration.id)]


def fresh(row: Registration) -> Registration:
    return Registration.get_by_id(row.id)


def told(row: Registration, kind: str) -> list[str]:
    about = (Notice.record_id == row.id) & (Notice.person == row.person_id)
    found = Notice.select().where(about & (Notice.kind == kind))
    return [notice.calendar for notice in found]


def story(row: Registration) -> list[str]:
    return [note.code for note in courses_line.notes_of(row)]


def refused(act: Any) -> str:
    with pytest.raises(RuleBroken) as error:
        act()
    return error.value.code


def test_a_seat_that_falls_free_is_offered_and_held(place: Any) -> None:
    rows = [place.come() for _ in range(4)]
    assert [one.id for one in place.leave(rows[0])] == [rows[2].id]
    assert states() == ["withdrawn", "placed", "offered", "waiting"]
    assert fresh(rows[2]).offered_until == UNTIL
    assert courses.filling([place.course.id])[place.course.id] == courses.Filling(2, 1, 0, 1)
    assert place.come().status == "waiting"
    assert told(rows[2], "offered") == [""]
    assert "Svar innen 17.10.2025 kl. 11.00." in Notice.get(Notice.kind == "offered").text
    [note] = courses_line.notes_of(rows[2])
    assert (note.code, note.figures) == (
        "line.offered",
        {"day": "17.10.2025", "time": "11.00"},
    )


def test_yes_takes_the_seat_with_a_calendar_entry_and_once_only(place: Any) -> None:
    rows = [place.come() for _ in range(3)]
    place.leave(rows[0])
    assert [one.id for one in offers.accept(rows[2], by=place.ada, now=NOW)] == [rows[2].id]
    assert offers.accept(rows[2], by=place.ada, now=NOW) == []
    assert states() == ["withdrawn", "placed", "placed"]
    assert told(rows[2], "promoted") == ["request"]
    assert story(rows[2]) == ["line.offered", "line.accepted"]


def test_no_gives_the_seat_to_the_next_at_once_and_is_never_asked_again(place: Any) -> None:
    rows = [place.come() for _ in range(4)]
    place.leave(rows[0])
    moved = offers.decline(rows[2], by=place.ada, now=NOW)
    assert [one.id for one in moved] == [rows[3].id]
    assert states() == ["withdrawn", "placed", "withdrawn", "offered"]
    assert offers.decline(rows[2], by=place.ada, now=NOW) == []
    assert offers.decline(rows[3], by=place.ada, now=NOW) == []
    assert states() == ["withdrawn", "placed", "withdrawn", "withdrawn"]
    assert len(told(rows[2], "offered")) == 1
    assert story(rows[2]) == ["line.offered", "line.declined"]
    assert refused(lambda: offers.accept(rows[2], by=place.ada, now=NOW)) == "course.offer_over"
    again = place.come(rows[2].person)
    assert (again.status, again.id == rows[2].id) == ("placed", False)


def test_to_withdraw_is_to_say_no(place: Any) -> None:
    rows = [place.come() for _ in range(4)]
    place.leave(rows[0])
    assert [one.id for one in place.leave(rows[2])] == [rows[3].id]
    assert story(rows[2]) == ["line.offered", "line.declined"]


def test_an_offer_nobody_answers_is_withdrawn_and_the_next_is_asked(place: Any) -> None:
    rows = [place.come() for _ in range(4)]
    place.leave(rows[0])
    assert offers.lapse(UNTIL - timedelta(seconds=1)) == 0
    assert refused(lambda: offers.accept(rows[2], by=place.ada, now=UNTIL)) == "course.offer_over"
    assert [offers.lapse(UNTIL), offers.lapse(UNTIL)] == [1, 0]
    assert states() == ["withdrawn", "placed", "withdrawn", "offered"]
    assert told(rows[2], "lapsed") == [""]
    assert fresh(rows[3]).offered_until == UNTIL + timedelta(hours=48)
    act = JournalEntry.select().where(JournalEntry.act == "registration.lapse").get()
    assert (act.actor, act.record_id) == ("tettpaa", rows[2].id)
    assert refused(lambda: offers.accept(rows[2], by=place.ada, now=UNTIL)) == "course.offer_over"


def test_a_cancelled_course_neither_takes_answers_nor_lets_them_lapse(place: Any) -> None:
    rows = [place.come() for _ in range(4)]
    place.leave(rows[0])
    courses.cancel_course(place.course, by=HOUSE, now=NOW)
    assert refused(lambda: offers.accept(rows[2], by=place.ada, now=NOW)) == "course.cancelled"
    assert offers.lapse(LATER) == 0
    assert offers.decline(rows[2], by=place.ada, now=NOW) == []
    assert states() == ["withdrawn", "placed", "withdrawn", "waiting"]
    assert list(offers.offers(place.ada, NOW)) == []


def test_no_offer_outlives_the_day_the_course_begins(place: Any) -> None:
    rows = [place.come() for _ in range(4)]
    place.leave(rows[0])
    Course.update(first_day=date(2025, 10, 16)).execute()
    assert [offers.lapse(NOW), offers.lapse(NOW + timedelta(days=1))] == [0, 1]
    assert states() == ["withdrawn", "placed", "withdrawn", "placed"]


def test_too_near_the_course_the_seat_is_given_at_once(place: Any) -> None:
    rows = [place.come() for _ in range(3)]
    eve = datetime.fromisoformat("2025-11-09T16:30+00:00")
    place.leave(rows[0], eve)
    assert states() == ["withdrawn", "placed", "placed"]
    assert story(rows[2]) == ["line.moved"]


def test_nobody_is_asked_while_the_line_stands_still(place: Any) -> None:
    Course.update(freeze_days=26).execute()
    rows = [place.come() for _ in range(3)]
    place.leave(rows[0])
    assert states() == ["withdrawn", "placed", "waiting"]


def test_a_stranger_answers_nothing_and_a_colleague_only_for_oneself(place: Any) -> None:
    rows = [place.come() for _ in range(2)]
    me = an_identity("staff", place.kindergarten)
    mine = place.come(Person.get_by_id(me.person_id))
    other = an_identity("staff", place.kindergarten)
    place.leave(rows[0])
    for who in (place.cy, other, an_identity("coordinator")):
        for act in (offers.accept, offers.decline):
            with pytest.raises(NotAllowed):
                act(mine, by=who, now=NOW)
    assert [one.id for one in offers.offers(me, NOW)] == [mine.id]
    assert [one.id for one in offers.offers(place.ada, NOW)] == [mine.id]
    assert list(offers.offers(other, NOW)) + list(offers.offers(place.cy, NOW)) == []
    offers.accept(mine, by=me, now=NOW)
    assert fresh(mine).status == "placed"


def test_a_group_that_goes_together_is_answered_for_by_its_director(place: Any) -> None:
    rows = [place.come() for _ in range(2)]
    members = place.group(2, "all")
    place.leave(rows[0])
    place.leave(rows[1])
    assert states()[2:] == ["offered", "offered"]
    [notice] = Notice.select().where(Notice.kind == "offered")
    assert notice.person_id == place.ada.person_id
    assert "Det gjelder 2 plasser." in notice.text
    assert f"/courses/groups/{members[0].group.reference}" in notice.text
    himself = an_identity("staff", place.kindergarten, None, members[1].person)
    assert offers.may_answer(members[1], by=himself, now=NOW) is False
    assert len(offers.accept(members[1], by=place.ada, now=NOW)) == 2
    assert states()[2:] == ["placed", "placed"]


def test_no_for_a_group_is_no_for_all_who_were_asked(place: Any) -> None:
    rows = [place.come() for _ in range(2)]
    members = place.group(3, "one")
    behind = place.come()
    place.leave(rows[0])
    assert states()[2:] == ["offered", "waiting", "waiting", "waiting"]
    moved = offers.decline(members[0], by=place.ada, now=NOW)
    assert [one.id for one in moved] == [members[1].id]
    place.leave(rows[1])
    assert states()[2:] == ["withdrawn", "offered", "offered", "waiting"]
    offers.decline(members[2], by=place.ada, now=NOW)
    assert states()[2:] == ["withdrawn", "withdrawn", "withdrawn", "offered"]
    assert fresh(behind).status == "offered"


def test_a_group_whose_offer_lapses_leaves_the_line_together(place: Any) -> None:
    rows = [place.come() for _ in range(2)]
    members = place.group(2, "all")
    place.leave(rows[0])
    place.leave(rows[1])
    assert offers.lapse(LATER) == 2
    assert states()[2:] == ["withdrawn", "withdrawn"]
    found = Notice.select().where(Notice.kind == "lapsed").order_by(Notice.id)
    assert [n.person_id for n in found] == [
        *(one.person_id for one in members),
        place.ada.person_id,
    ]
    assert "Det gjelder 2 plasser." in found[2].text


def test_who_has_no_account_is_answered_for_by_the_director(place: Any) -> None:
    rows = [place.come() for _ in range(2)]
    mute, able = place.come(), Person.get_by_id(an_identity("staff", place.kindergarten).person_id)
    able = place.come(able)
    place.leave(rows[0])
    place.leave(rows[1])
    found = [(n.record_id, n.person_id) for n in Notice.select().where(Notice.kind == "offered")]
    assert sorted(found) == sorted(
        [
            (mute.id, mute.person_id),
            (mute.id, place.ada.person_id),
            (able.id, able.person_id),
        ]
    )


def test_where_nobody_directs_each_of_a_group_is_told(place: Any) -> None:
    rows = [place.come() for _ in range(2)]
    members = place.group(2, "all")
    accounts.Account.update(is_active=False).execute()
    place.leave(rows[0])
    place.leave(rows[1])
    found = {n.person_id for n in Notice.select().where(Notice.kind == "offered")}
    assert found == {one.person_id for one in members}


@pytest.mark.parametrize("hours", [-1, 337])
def test_an_impossible_time_to_answer_is_refused(house: str, hours: int) -> None:
    with pytest.raises(RuleBroken) as error:
        a_course(offer_hours=hours)
    assert (error.value.code, error.value.field) == ("course.offer_range", "offer_hours")


def test_offers_cost_the_same_queries_for_one_and_three(place: Any, count_queries: Any) -> None:
    rows = [place.come() for _ in range(2)]
    for _ in range(3):
        place.come()
    courses_seats = iter((1, 3))
    place.leave(rows[0])
    for _ in range(2):
        expected = next(courses_seats)
        with count_queries() as statements:
            found = [(one.person.name, one.course.title) for one in offers.offers(place.ada, NOW)]
        assert (len(found), len(statements)) == (expected, 1)
        Course.update(seats=4).execute()
        with database.writing():
            courses.promote(Course.get(), by=HOUSE, now=NOW)


def test_yes_no_and_too_late_at_once_never_give_a_seat_twice(place: Any) -> None:
    rows = [place.come() for _ in range(8)]
    place.leave(rows[0])
    place.leave(rows[1])
    faults: list[BaseException] = []

    def attempt(act: Any) -> None:
        try:
            database.connect()
            act()
        except RuleBroken:
            pass
        except BaseException as fault:  # noqa: BLE001 (told by the main thread)
            faults.append(fault)
        finally:
            database.db.close()

    def answer(act: Any, row: Registration) -> Any:
        return lambda: act(row, by=place.ada, now=NOW)

    acts = [
        *(answer(act, row) for row in rows[2:4] for act in (offers.accept, offers.decline)),
        *(answer(registrations.withdraw, row) for row in rows[2:4]),
        *(lambda: offers.lapse(UNTIL) for _ in range(3)),
    ]
    threads = [threading.Thread(target=attempt, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    full = courses.filling([place.course.id])[place.course.id]
    assert full.placed == 2
    assert [fresh(row).status for row in rows[2:4]].count("waiting") == 0
    gone = sum(fresh(row).status == "withdrawn" for row in rows[2:4])
    asked = [row.id for row in Registration.select().where(Registration.status == "offered")]
    assert sorted(asked) == [row.id for row in rows[4 : 4 + gone]] or full.offered == len(asked)
    placed = sum(fresh(row).status == "placed" for row in rows)
    assert placed + len(asked) == 2


def test_the_database_lets_in_no_other_state(place: Any) -> None:
    place.come()
    with pytest.raises(IntegrityError):
        Registration.update(status="thinking").execute()
    assert states() == ["placed"]

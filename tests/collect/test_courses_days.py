"""The days of a course set anew: who is told, what follows, and what is refused."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from collect import courses, courses_letters, courses_notices
from collect import courses_attendance as attendance
from collect import courses_days as days
from collect import courses_groups as groups
from collect import courses_proofs as proofs
from collect import courses_registrations as registrations
from collect.models.courses import Course, CourseDay, DroppedDay, Registration, RegistrationGroup
from collect.models.courses_evaluation import CourseEvaluation
from collect.models.journal import JournalEntry
from collect.models.notices import Notice
from collect.rules.access import HOUSE
from collect.rules.courses_days import DayAnswers
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import NOW, TODAY, a_cohort, a_course, a_kindergarten, a_person, an_identity

AFTER = datetime(2025, 11, 12, 9, tzinfo=UTC)  # both days have been


@pytest.fixture
def place(house: str) -> Any:
    """A kindergarten, its director Ada, and a course of two days with one seat."""

    class Place:
        kindergarten = a_kindergarten("Solbakken", a_cohort())
        ada = an_identity("director", kindergarten)
        course = a_course(seats=1, title="Språk & lek", register_by=date(2025, 11, 3))

        @classmethod
        def register(cls) -> Registration:
            answers = registrations.RegistrationAnswers(
                cls.course.id, a_person(None, cls.kindergarten).id
            )
            key = str(uuid.uuid4())
            reference = registrations.register(answers, by=cls.ada, submission_id=key, now=NOW)
            return registrations.registration(cls.ada, reference, TODAY)

    return Place


def wanted(row: Course, **changed: Any) -> days.DaysAnswers:
    """The days as they are, but for `first`, `second` (none: gone) and `added`."""
    held = courses.days(row)
    found = []
    for word, one in zip(("first", "second"), held, strict=False):
        day = changed.get(word, one.day)
        if day is not None:
            found.append(DayAnswers(day, one.starts_at, one.ends_at, one.id, len(found) + 1))
    for day in changed.get("added", ()):
        found.append(DayAnswers(day, "10:00", "12:00", None, len(found) + 1))
    row = Course.get_by_id(row.id)
    return days.DaysAnswers(
        tuple(found),
        changed.get("register_by", row.register_by),
        changed.get("withdraw_by", row.withdraw_by),
        changed.get("place", row.place),
        changed.get("seen", days.fingerprint(held)),
    )


def change(row: Course, now: datetime = NOW, **changed: Any) -> int:
    return days.change_days(row, wanted(row, **changed), by=HOUSE, now=now)


def dates(row: Course) -> list[date]:
    return [one.day for one in courses.days(row)]


def told() -> list[tuple[int, str, str]]:
    return [(row.record_id, row.kind, row.calendar) for row in Notice.select().order_by(Notice.id)]


def test_a_moved_day_is_told_to_those_with_a_seat_and_to_those_who_wait(place: Any) -> None:
    first, second = place.register(), place.register()
    assert change(place.course, second=date(2025, 11, 18)) == 2
    assert told()[2:] == [(first.id, "moved", "request"), (second.id, "moved", "")]
    seat, line = Notice.select().order_by(Notice.id)[2:]
    assert seat.subject == "Ny tid eller nytt sted for kurset «Språk & lek»"
    assert "tirsdag 18. november 2025 kl. 09.00–15.00" in seat.text
    assert "11. november" not in seat.text
    assert "Du har fortsatt plass." in seat.text
    assert "Du står fortsatt på venteliste." in line.text


def test_an_entry_keeps_its_name_when_its_day_is_moved(place: Any) -> None:
    place.register()
    keys = [one.id for one in courses.days(place.course)]
    change(place.course, second=date(2025, 11, 18))
    change(place.course, NOW + timedelta(minutes=1), second=date(2025, 11, 19))
    change(place.course, NOW + timedelta(minutes=2), added=[date(2025, 11, 11)])
    marks = {one.day: one.mark for one in courses.days(place.course)}
    assert marks == {
        date(2025, 11, 10): "",
        date(2025, 11, 19): "2025-11-11",
        date(2025, 11, 11): "2025-11-11-2",
    }
    assert [one.id for one in CourseDay.select().order_by(CourseDay.id)[:2]] == keys
    entries = [courses_notices.entry(row).sequence for row in Notice.select().order_by(Notice.id)]
    assert entries == [0, 1, 2, 3]


def test_a_dropped_day_is_taken_away_by_the_letter_that_tells_it_and_no_other(place: Any) -> None:
    place.register()
    change(place.course, second=None)
    change(place.course, NOW + timedelta(minutes=1), first=date(2025, 11, 12))
    gone = [
        [one.mark for one in courses_notices.entry(row).dropped]
        for row in Notice.select().order_by(Notice.id)
    ]
    assert gone == [[], ["2025-11-11"], []]
    assert DroppedDay.get().day == date(2025, 11, 11)


def test_days_may_take_each_others_place(place: Any) -> None:
    assert not change(place.course, first=date(2025, 11, 11), second=date(2025, 11, 12))
    assert dates(place.course) == [date(2025, 11, 11), date(2025, 11, 12)]
    assert Course.get().first_day == date(2025, 11, 11)


def test_the_course_follows_its_days_and_the_journal_says_how(place: Any) -> None:
    change(place.course, first=date(2025, 11, 12), place="Rådhuset", register_by=date(2025, 11, 5))
    row = Course.get()
    assert (row.first_day, row.register_by, row.place) == (
        date(2025, 11, 11),
        date(2025, 11, 5),
        "Rådhuset",
    )
    assert "radhuset" in row.search or "rådhuset" in row.search
    entry = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (entry.act, entry.new["course_days"]) == (
        "course.move",
        "2025-11-11 09:00-15:00, 2025-11-12 09:00-15:00",
    )
    assert entry.old["course_days"] == "2025-11-10 09:00-15:00, 2025-11-11 09:00-15:00"
    assert entry.new["first_day"] == "2025-11-11"


def test_the_same_sent_twice_is_one_change(place: Any) -> None:
    place.register()
    answers = wanted(place.course, first=date(2025, 11, 9), added=[date(2025, 11, 24)])
    assert days.change_days(place.course, answers, by=HOUSE, now=NOW)
    before = (dates(place.course), told(), JournalEntry.select().count())
    assert not days.change_days(place.course, answers, by=HOUSE, now=NOW)
    assert (dates(place.course), told(), JournalEntry.select().count()) == before


def test_a_new_place_alone_is_told_from_either_form(place: Any) -> None:
    row = place.register()
    assert change(place.course, place="Rådhuset")
    held = Course.get()
    names = ("title", "kind", "seats", "min_programme_year", "register_by", "description")
    values = {name: getattr(held, name) for name in names}
    values |= {"positions": held.positions.split(","), "place": "Biblioteket"}
    courses.amend_course(held, values, by=HOUSE, now=NOW + timedelta(minutes=1))
    assert told()[1:] == [(row.id, "moved", "request")] * 2
    courses.amend_course(held, values | {"place": "Skolen"}, by=HOUSE, now=AFTER)
    assert len(told()) == 3


def refused(row: Course, now: datetime = NOW, **changed: Any) -> tuple[str, str | None]:
    before = (dates(row), told(), JournalEntry.select().count())
    with pytest.raises(RuleBroken) as broken:
        change(row, now, **changed)
    assert (dates(row), told(), JournalEntry.select().count()) == before
    return broken.value.code, broken.value.field


def test_what_cannot_be_is_refused_and_leaves_everything(place: Any) -> None:
    place.register()
    row = place.course
    assert refused(row, second=date(2025, 11, 10)) == ("course.same_day", "day_2")
    assert refused(row, first=None, second=None) == ("course.no_days", "day_1")
    assert refused(row, first=date(2025, 11, 2)) == ("course.deadline_late", "register_by")
    assert refused(row, register_by=date(2025, 11, 11)) == (
        "course.deadline_late",
        "register_by",
    )
    assert refused(row, seen="", second=date(2025, 11, 12)) == ("record.changed", None)
    late = refused(row, withdraw_by=date(2025, 11, 11))
    assert late == ("course.deadline_late", "withdraw_by")
    other = a_course(days=1)
    foreign = wanted(other, seen=days.fingerprint(courses.days(row)))
    with pytest.raises(RuleBroken) as broken:
        days.change_days(row, foreign, by=HOUSE, now=NOW)
    assert broken.value.code == "record.changed"
    courses.cancel_course(row, by=HOUSE, now=NOW)
    assert refused(row, second=date(2025, 11, 12)) == ("course.cancelled", None)


def test_only_those_who_run_courses_change_their_days(place: Any) -> None:
    for by in (place.ada, an_identity("observer", place.kindergarten)):
        with pytest.raises(NotAllowed):
            days.change_days(place.course, wanted(place.course), by=by, now=NOW)


def attend(row: Registration, numbers: tuple[int, ...] = (0, 1)) -> None:
    held = courses.days(row.course)
    for number in numbers:
        attendance.mark(held[number], {row.id: True}, by=HOUSE, now=AFTER)


def test_a_marked_day_stays_but_its_wrong_date_can_be_corrected_in_silence(place: Any) -> None:
    row = place.register()
    attend(row)
    before = told()
    assert refused(place.course, AFTER, second=None) == ("day.marked", None)
    ahead = date(2025, 11, 20)
    assert refused(place.course, AFTER, second=ahead) == ("day.marked_ahead", "day_2")
    assert not change(place.course, AFTER + timedelta(days=1), second=date(2025, 11, 12))
    assert told() == before
    assert attendance.attended(row)
    assert proofs.proof_of(row) is not None


def test_the_last_day_stands_once_somebody_has_evaluated_the_course(place: Any) -> None:
    attend(place.register())
    grades = {"useful": 5, "clear": 5, "practical": 5, "will_use": 5}
    texts = {"use_text": "", "better_text": ""}
    CourseEvaluation.insert(key="a", course=place.course, **grades, **texts).execute()
    later = AFTER + timedelta(days=1)
    assert refused(place.course, later, second=date(2025, 11, 12)) == ("course.evaluated", None)
    assert not change(place.course, later, first=date(2025, 11, 9), register_by=None)


def test_proofs_follow_the_days(place: Any) -> None:
    row = place.register()
    attend(row)
    change(place.course, AFTER, added=[date(2025, 11, 17)])
    assert proofs.proof_of(row) is None
    change(place.course, AFTER, **{"added": []}, seen=days.fingerprint(courses.days(place.course)))
    assert dates(place.course) == [date(2025, 11, 10), date(2025, 11, 11)]
    assert proofs.proof_of(row) is not None


def test_a_day_that_is_gone_meanwhile_takes_no_attendance(place: Any) -> None:
    row = place.register()
    second = courses.days(place.course)[1]
    change(place.course, AFTER, second=None)
    with pytest.raises(NotFound):
        attendance.mark(second, {row.id: True}, by=HOUSE, now=AFTER)


def test_a_reminder_that_was_sent_is_sent_again_before_the_new_day(place: Any) -> None:
    row = place.register()
    at = datetime(2025, 11, 4, 9, tzinfo=UTC)
    assert courses_letters.queue_due(at) == 1
    change(place.course, at, first=date(2025, 12, 10), second=date(2025, 12, 11))
    assert courses_letters.queue_due(at) == 0
    for _ in range(2):
        courses_letters.queue_due(datetime(2025, 12, 4, 9, tzinfo=UTC))
    assert [one for one in told() if one[1] == "letter"] == [(row.id, "letter", "")] * 2


def test_a_small_move_after_the_reminder_brings_no_second_one(place: Any) -> None:
    place.register()
    at = datetime(2025, 11, 4, 9, tzinfo=UTC)
    courses_letters.queue_due(at)
    change(place.course, at, first=date(2025, 11, 9))
    courses_letters.queue_due(at)
    assert [one[1] for one in told()].count("letter") == 1


def test_seats_without_a_name_are_given_up_by_the_new_first_day(place: Any) -> None:
    place.course = a_course(seats=5)
    answers = groups.GroupAnswers(
        place.course.id, (), unnamed=2, name_by=date(2025, 11, 9), rule="each"
    )
    groups.register_group(answers, by=place.ada, submission_id=str(uuid.uuid4()), now=NOW)
    change(place.course, first=date(2025, 11, 5))
    assert RegistrationGroup.get().name_by == date(2025, 11, 5)


def test_it_costs_as_much_with_one_as_with_ten(place: Any, count_queries: Any) -> None:
    found = []
    for number in (1, 10):
        place.course = a_course(seats=number)
        for _ in range(number):
            place.register()
        with count_queries() as statements:
            change(place.course, second=date(2025, 11, 18))
        found.append(len([one for one in statements if not one.startswith(("BEGIN", "COMMIT"))]))
    assert found[0] == found[1]

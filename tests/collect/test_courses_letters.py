"""Letters of a course: sent when their day comes, once, and only to those they concern."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from collect import courses
from collect import courses_letters as letters
from collect import courses_registrations as registrations
from collect.models.courses import Course, Registration
from collect.models.courses_letters import CourseLetter
from collect.models.journal import JournalEntry
from collect.models.notices import Notice
from collect.models.people_changes import Leave
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, RuleBroken
from tests.factories import NOW, a_cohort, a_course, a_kindergarten, a_person, an_identity

DAY = timedelta(days=1)
FIRST = NOW + 26 * DAY  # 10 November 2025, the first day of the course


@pytest.fixture
def place(house: str) -> Any:
    """A course with one seat, and Ada who registers her people."""

    class Place:
        kindergarten = a_kindergarten("Solbakken", a_cohort())
        ada = an_identity("director", kindergarten)
        course = a_course(seats=1, title="Språk {link}")

        @classmethod
        def register(cls, now: datetime = NOW) -> Registration:
            answers = registrations.RegistrationAnswers(
                cls.course.id, a_person(None, cls.kindergarten).id
            )
            reference = registrations.register(
                answers, by=cls.ada, submission_id=str(uuid.uuid4()), now=now
            )
            return Registration.get(Registration.reference == reference)

        @classmethod
        def write(cls, **values: Any) -> CourseLetter:
            answers: dict[str, Any] = {
                "course_id": cls.course.id,
                "days": -3,
                "status": "placed",
                "subject": "Til {course}",
                "text": "Ta med {place}. Se {link}",
            }
            return letters.add_letter(letters.LetterAnswers(**answers | values), by=HOUSE, now=NOW)

    return Place


def told() -> list[tuple[int, str]]:
    rows = Notice.select().where(Notice.kind == "letter").order_by(Notice.id)
    return [(row.record_id, row.subject) for row in rows]


def test_a_week_before_those_with_a_seat_are_reminded_once(place: Any) -> None:
    first, _ = place.register(), place.register()
    assert letters.queue_due(FIRST - 8 * DAY) == 0
    assert [letters.queue_due(FIRST - 7 * DAY + n * DAY) for n in (0, 0, 1)] == [1, 0, 0]
    assert told() == [(first.id, "Kurset «Språk {link}» begynner 10.11.2025")]
    text = Notice.get(Notice.kind == "letter").text
    assert "mandag 10. november 2025 kl. 09.00–15.00" in text
    assert f"{{house}}/courses/registrations/{first.reference}" in text


def test_nobody_is_reminded_on_the_first_day_or_of_what_the_receipt_just_said(place: Any) -> None:
    place.register(FIRST - 6 * DAY)
    for now in (FIRST - 6 * DAY, FIRST - DAY, FIRST, FIRST + DAY):
        assert letters.queue_due(now) == 0


def test_the_offices_own_letter_goes_to_those_it_concerns(place: Any) -> None:
    first, second = place.register(), place.register()
    seats, line = place.write(), place.write(status="waiting", subject="Du venter", days=-2)
    letters.queue_due(FIRST - 3 * DAY)
    letters.queue_due(FIRST - 2 * DAY)
    mine = [row for row in told() if "begynner" not in row[1]]
    assert mine == [(first.id, "Til Språk {link}"), (second.id, "Du venter")]
    row = Notice.get(Notice.mark == f"registration:{first.id}:letter:{seats.id}")
    page = f"{{house}}/courses/registrations/{first.reference}"
    assert row.text.startswith(f"Ta med Kommunegården. Se {page}\n\n")
    assert Notice.get(Notice.mark == f"registration:{second.id}:letter:{line.id}").locale == "nb"


def test_who_is_offered_a_seat_is_written_to_with_those_who_wait(place: Any) -> None:
    Course.update(offer_hours=300).execute()
    first, second = place.register(), place.register()
    place.write(status="waiting", subject="Du venter", days=-2)
    registrations.withdraw(first, by=place.ada, now=FIRST - 9 * DAY)
    assert letters.queue_due(FIRST - 2 * DAY) == 1
    assert told() == [(second.id, "Du venter")]


def test_a_letter_after_the_course_is_not_sent_weeks_late(place: Any) -> None:
    place.register()
    place.write(days=2, subject="Takk")
    assert letters.queue_due(FIRST + 10 * DAY) == 0
    assert letters.queue_due(FIRST + 9 * DAY) == 1
    assert told()[0][1] == "Takk"


def test_who_withdrew_and_a_cancelled_course_get_no_letter(place: Any) -> None:
    first, second = place.register(), place.register()
    registrations.withdraw(first, by=place.ada, now=NOW)
    letters.queue_due(FIRST - 7 * DAY)
    assert [row[0] for row in told()] == [second.id]
    place.write()
    courses.cancel_course(place.course, by=HOUSE, now=NOW)
    assert letters.queue_due(FIRST - 3 * DAY) == 0


def test_a_stopped_letter_is_sent_to_nobody(place: Any) -> None:
    place.register()
    letters.stop_letter(CourseLetter.get(CourseLetter.status == "placed"), by=HOUSE, now=NOW)
    assert letters.queue_due(FIRST - 7 * DAY) == 0
    assert letters.letters(HOUSE).count() == 2


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"subject": " "}, "required", "subject"),
        ({"text": ""}, "required", "text"),
        ({"text": "Hei {name}"}, "letter.placeholder", "text"),
        ({"subject": "{house}"}, "letter.placeholder", "subject"),
        ({"status": "withdrawn"}, "choice.unknown", "status"),
        ({"days": -121}, "letter.days", "days"),
        ({"days": 61}, "letter.days", "days"),
        ({"days": 0, "status": "unanswered"}, "letter.evaluation_days", "days"),
        ({"days": 31, "status": "unanswered"}, "letter.evaluation_days", "days"),
        ({"course_id": 999}, "course.unknown", "course_id"),
    ],
)
def test_an_impossible_letter_is_refused(
    place: Any, values: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        place.write(**values)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert CourseLetter.select().count() == 3


def test_a_letter_whose_day_is_past_or_whose_course_is_off_is_refused(place: Any) -> None:
    answers = letters.LetterAnswers(place.course.id, -3, "placed", "Hei", "Hei")
    with pytest.raises(RuleBroken) as refused:
        letters.add_letter(answers, by=HOUSE, now=FIRST)
    assert refused.value.code == "letter.late"
    courses.cancel_course(place.course, by=HOUSE, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        place.write()
    assert refused.value.code == "course.cancelled"


def test_a_letter_is_changed_until_it_has_gone_to_somebody(place: Any) -> None:
    place.register()
    row = place.write()
    letters.amend_letter(row, -4, "Nytt {course}", "Ny tekst", by=HOUSE, now=NOW)
    assert letters.queue_due(FIRST - 4 * DAY) == 2  # with the reminder
    assert told()[-1][1] == "Nytt Språk {link}"
    line = JournalEntry.select().where(JournalEntry.act == "letter.amend").get()
    assert (line.old["days"], line.new["days"], line.new["text"]) == (-3, -4, "Ny tekst")
    with pytest.raises(RuleBroken) as refused:
        letters.amend_letter(row, -2, "Igjen", "Igjen", by=HOUSE, now=FIRST - 4 * DAY)
    assert refused.value.code == "letter.sent"


def test_a_letter_in_the_houses_own_words_keeps_them_or_gets_new_ones_whole(place: Any) -> None:
    row = CourseLetter.get(CourseLetter.status == "placed")
    letters.amend_letter(row, -5, "", "", by=HOUSE, now=NOW)
    assert (CourseLetter.get_by_id(row.id).days, CourseLetter.get_by_id(row.id).text) == (-5, "")
    for subject, text in (("Hei", ""), ("", "Hei")):
        with pytest.raises(RuleBroken) as refused:
            letters.amend_letter(row, -5, subject, text, by=HOUSE, now=NOW)
        assert refused.value.code == "required"
    with pytest.raises(RuleBroken) as refused:
        letters.amend_letter(place.write(), -5, "", "", by=HOUSE, now=NOW)
    assert refused.value.code == "required"


def test_a_letter_is_not_moved_to_a_day_that_is_past_nor_changed_when_it_is_stopped(
    place: Any,
) -> None:
    row = place.write()
    with pytest.raises(RuleBroken) as refused:
        letters.amend_letter(row, -5, "Hei", "Hei", by=HOUSE, now=FIRST)
    assert refused.value.code == "letter.late"
    with pytest.raises(NotAllowed):
        letters.amend_letter(row, -5, "Hei", "Hei", by=place.ada, now=NOW)
    letters.stop_letter(row, by=HOUSE, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        letters.amend_letter(row, -5, "Hei", "Hei", by=HOUSE, now=NOW)
    assert refused.value.code == "letter.sent"


def test_a_letter_is_shown_before_it_is_sent_as_it_will_be(place: Any) -> None:
    days = courses.days(place.course)
    subject, text = letters.example(place.write(), days, "nb", NOW.date())
    assert subject == "Til Språk {link}"
    assert text.startswith("Ta med Kommunegården. Se {house}/courses/registrations/AB23-CD45\n\n")
    ask = CourseLetter.get((CourseLetter.status == "unanswered") & (CourseLetter.days == 1))
    subject, text = letters.example(ask, days, "nn", NOW.date())
    assert subject == "Kva syntest du om kurset «Språk {link}»?"
    assert f"{{house}}/courses/{place.course.id}/evaluation" in text
    assert "torsdag 11. desember 2025" in text


def test_letters_are_for_those_who_run_the_courses(place: Any) -> None:
    row = CourseLetter.get()
    assert letters.letters(an_identity("course_admin")).count() == 3
    assert letters.letters(place.ada).count() == 0
    with pytest.raises(NotAllowed):
        letters.stop_letter(row, by=place.ada, now=NOW)
    with pytest.raises(NotAllowed):
        answers = letters.LetterAnswers(place.course.id, -3, "placed", "Hei", "Hei")
        letters.add_letter(answers, by=place.ada, now=NOW)


def test_who_is_on_leave_is_not_reminded(place: Any) -> None:
    row = place.register()
    Leave.create(person=row.person, kindergarten=place.kindergarten, valid_from=FIRST.date())
    assert letters.queue_due(FIRST - 7 * DAY) == 0
    Leave.update(valid_from=FIRST.date() + DAY).execute()
    assert letters.queue_due(FIRST - 7 * DAY) == 1

"""Letters, read back by another's reader: text, calendar entries, and nothing smuggled in."""

import email
import email.policy
import uuid
from datetime import date
from typing import Any

import pytest

from collect import courses
from collect import courses_days as days
from collect import courses_registrations as registrations
from collect.models.notices import Notice
from collect.models.people import Person
from collect.rules.access import HOUSE
from collect.rules.courses_days import DayAnswers
from collect.rules.refusals import NotFound
from exports.notices import letter, postal
from tests.factories import NOW, TODAY, a_cohort, a_course, a_kindergarten, a_person, an_identity
from tests.mail import calendars_of, text_of

HOUSE_AT, SENDER = "https://tettpaa.example", "post@kommune.example"


def read(row: Notice) -> Any:
    content = letter(row, house=HOUSE_AT, sender=SENDER)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78
    return email.message_from_bytes(content, policy=email.policy.default)


@pytest.fixture
def seat(house: str) -> Any:
    """A seat in a course of two days over the end of summer time, and Ada who may give it up."""
    kindergarten = a_kindergarten("Solbakken", a_cohort())
    ada = an_identity("director", kindergarten)
    course = a_course(seats=1, title="Språk, lek & ærlighet " + "æøå" * 30)
    person = a_person("Bo Ås", kindergarten)
    answers = registrations.RegistrationAnswers(course.id, person.id)
    reference = registrations.register(answers, by=ada, submission_id=str(uuid.uuid4()), now=NOW)

    class Seat:
        pass

    made = Seat()
    made.ada, made.course, made.reference = ada, course, reference  # type: ignore[attr-defined]
    return made


def test_a_letter_says_what_the_notice_says_with_the_address_of_the_house(seat: Any) -> None:
    row = Notice.get()
    made = read(row)
    assert made["Subject"] == f"Du har plass på kurset «{seat.course.title}»"
    assert (str(made["From"]), str(made["To"])) == (f"TETT PÅ <{SENDER}>", row.address)
    assert made["Message-ID"] == row.message_id
    assert made.get_body(("plain",))["Content-Language"] == "nb"
    assert made["Auto-Submitted"] == "auto-generated"
    assert made["Date"].datetime == NOW
    said = text_of(made)
    assert f"Se påmeldingen: {HOUSE_AT}/courses/registrations/{seat.reference}\n" in said
    assert "{house}" not in said


def test_a_seat_brings_one_calendar_file_for_each_day(seat: Any) -> None:
    made = read(Notice.get())
    files = list(made.iter_attachments())
    assert [part.get_content_type() for part in files] == ["text/calendar"] * 2
    assert [part.get_param("method") for part in files] == ["REQUEST"] * 2
    starts, keys = [], set()
    for one in calendars_of(made):
        assert one["method"] == "REQUEST"
        (event,) = one.walk("VEVENT")
        starts.append((event["dtstart"].dt.isoformat(), event["dtend"].dt.isoformat()))
        keys.add(str(event["uid"]))
        assert event["dtstart"].params["TZID"] == "Europe/Oslo"
        assert (event["sequence"], event["status"]) == (0, "CONFIRMED")
        assert (event["summary"], event["location"]) == (seat.course.title, "Kommunegården")
        assert event["organizer"] == f"mailto:{SENDER}"
        assert "Bo Ås" not in one.to_ical().decode()
    assert starts == [
        ("2025-11-10T09:00:00+01:00", "2025-11-10T15:00:00+01:00"),
        ("2025-11-11T09:00:00+01:00", "2025-11-11T15:00:00+01:00"),
    ]
    assert len(keys) == 2


def entries(row: Notice) -> dict[str, tuple[str, int, str]]:
    found = {}
    for one in calendars_of(read(row)):
        (event,) = one.walk("VEVENT")
        found[str(event["uid"])] = (str(one["method"]), event["sequence"], str(event["status"]))
    return found


def test_a_withdrawal_takes_the_same_entries_away(seat: Any) -> None:
    row = registrations.registration(seat.ada, seat.reference, TODAY)
    registrations.withdraw(row, by=seat.ada, now=NOW)
    courses.cancel_course(seat.course, by=HOUSE, now=NOW)
    first, second = (entries(one) for one in Notice.select().order_by(Notice.id))
    assert set(first.values()) == {("REQUEST", 0, "CONFIRMED")}
    assert set(second.values()) == {("CANCEL", 1, "CANCELLED")}
    assert first.keys() == second.keys()


def test_a_letter_without_an_entry_has_no_attachment(seat: Any) -> None:
    Notice.update(calendar="").execute()
    made = read(Notice.get())
    assert (made.get_content_type(), list(made.iter_attachments())) == ("text/plain", [])


@pytest.mark.parametrize("column", ["subject", "address", "text"])
def test_no_header_can_be_smuggled_in(seat: Any, column: str) -> None:
    evil = "ada@eksempel.no\r\nBcc: alle@eksempel.no\r\n\r\nHei"
    Notice.update({column: evil}).execute()
    try:
        made = read(Notice.get())
    except ValueError:
        assert column == "address"
        return
    assert made["Bcc"] is None


@pytest.mark.parametrize(
    "address", ["", "ada", "@eksempel.no", "ada@", "a b@eksempel.no", "åda@eksempel.no", "a@b..no"]
)
def test_an_address_no_letter_can_go_to_is_refused(address: str) -> None:
    with pytest.raises(ValueError):
        postal(address)


def test_a_domain_of_norwegian_letters_is_written_in_ascii() -> None:
    assert postal("ada@blåbær.no") == "ada@xn--blbr-roah.no"


def test_an_entry_of_a_record_that_is_gone_is_not_found(seat: Any) -> None:
    Notice.update(record_id=999).execute()
    with pytest.raises(NotFound):
        read(Notice.get())


def test_the_letter_is_the_same_each_time(seat: Any) -> None:
    row = Notice.get()
    Person.update(email="ny@eksempel.no").execute()
    first, second = (read(row) for _ in range(2))
    assert first.items()[:7] == second.items()[:7]


def test_moved_days_are_the_same_entries_and_dropped_ones_are_taken_away(seat: Any) -> None:
    first, second = courses.days(seat.course)
    before = entries(Notice.get())
    seen = days.fingerprint([first, second])
    moved = DayAnswers(date(2025, 11, 17), "10:00", "14:00", first.id)
    answers = days.DaysAnswers((moved,), None, None, "Kommunegården", seen)
    days.change_days(seat.course, answers, by=HOUSE, now=NOW)
    last = Notice.select().order_by(Notice.id.desc()).get()
    after = entries(last)
    assert list(before) == list(reversed(after))
    assert list(after.values()) == [("CANCEL", 1, "CANCELLED"), ("REQUEST", 1, "CONFIRMED")]
    letter = read(last)
    assert [part.get_param("method") for part in letter.iter_attachments()] == ["CANCEL", "REQUEST"]
    (event,) = calendars_of(letter)[1].walk("VEVENT")
    assert event["dtstart"].dt.isoformat() == "2025-11-17T10:00:00+01:00"

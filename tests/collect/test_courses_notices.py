"""What those who are registered are told: once, in their own language, and nothing that is sensitive."""

import uuid
from typing import Any

import pytest

from collect import accounts, courses
from collect import courses_registrations as registrations
from collect.models.accounts import Account
from collect.models.courses import Course, Registration
from collect.models.journal import JournalEntry
from collect.models.notices import Notice
from collect.models.people import Person
from collect.rules.access import HOUSE
from collect.rules.refusals import RuleBroken
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_course,
    a_kindergarten,
    a_person,
    an_identity,
)


@pytest.fixture
def place(house: str) -> Any:
    """A kindergarten, its director Ada, and a course with one seat."""

    class Place:
        kindergarten = a_kindergarten("Solbakken", a_cohort())
        ada = an_identity("director", kindergarten)
        course = a_course(seats=1, title="Språk & lek")

        @classmethod
        def register(cls, person: Person | None = None) -> Registration:
            person = person or a_person(None, cls.kindergarten)
            answers = registrations.RegistrationAnswers(
                cls.course.id, person.id, "Tåler ikke nøtter", "Kommer fra Solbakken"
            )
            key = str(uuid.uuid4())
            reference = registrations.register(answers, by=cls.ada, submission_id=key, now=NOW)
            return registrations.registration(cls.ada, reference, TODAY)

    return Place


def told() -> list[tuple[int, str, str]]:
    return [(row.record_id, row.kind, row.calendar) for row in Notice.select().order_by(Notice.id)]


def test_a_seat_is_told_with_days_place_and_the_way_to_the_registration(place: Any) -> None:
    row = place.register()
    notice = Notice.get()
    assert (notice.person_id, notice.mark) == (row.person_id, f"registration:{row.id}:placed")
    assert notice.subject == "Du har plass på kurset «Språk & lek»"
    assert notice.text == (
        "Du har plass på kurset «Språk & lek».\n\n"
        "mandag 10. november 2025 kl. 09.00–15.00\n"
        "tirsdag 11. november 2025 kl. 09.00–15.00\n"
        "Sted: Kommunegården\n\n"
        "Passer det ikke likevel, så trekk påmeldingen. Da får en annen plassen.\n\n"
        f"Se påmeldingen: {{house}}/courses/registrations/{row.reference}\n"
        f"Referanse: {row.reference}\n\n"
        "Du får denne e-posten fordi du er meldt på et kurs i TETT PÅ.\n"
        "Den kan ikke besvares."
    )


def test_who_waits_is_told_the_number_in_line(place: Any) -> None:
    rows = [place.register() for _ in range(3)]
    assert told() == [
        (rows[0].id, "placed", "request"),
        (rows[1].id, "waiting", ""),
        (rows[2].id, "waiting", ""),
    ]
    assert "Du er nummer 2 i køen." in Notice.get(Notice.record_id == rows[2].id).text


def test_nothing_sensitive_is_told(place: Any) -> None:
    first = place.register()
    place.register()
    registrations.withdraw(first, by=place.ada, now=NOW)
    courses.cancel_course(place.course, by=HOUSE, now=NOW)
    assert Notice.select().count() == 5
    for row in Notice.select():
        said = f"{row.subject} {row.text}"
        for secret in ("Solbakken", "nøtter", row.person.name, place.ada.name):
            assert secret not in said


def test_a_withdrawal_is_told_to_who_left_and_to_who_moves_up(place: Any) -> None:
    first, second = place.register(), place.register()
    registrations.withdraw(first, by=place.ada, now=NOW)
    assert told()[2:] == [(first.id, "withdrawn", "cancel"), (second.id, "promoted", "request")]
    registrations.withdraw(first, by=place.ada, now=NOW)
    assert len(told()) == 4


def test_who_leaves_the_line_had_no_entry_to_take_back(place: Any) -> None:
    place.register()
    second = place.register()
    registrations.withdraw(second, by=place.ada, now=NOW)
    assert told()[2:] == [(second.id, "withdrawn", "")]


def test_more_seats_are_told_to_those_who_move_up(place: Any) -> None:
    rows = [place.register() for _ in range(3)]
    row = Course.get()
    names = ("title", "kind", "place", "min_programme_year", "register_by", "description")
    values = {name: getattr(row, name) for name in names}
    values |= {"seats": 2, "positions": row.positions.split(",")}
    courses.amend_course(row, values, by=HOUSE, now=NOW)
    assert told()[3:] == [(rows[1].id, "promoted", "request")]


def test_a_cancelled_course_is_told_to_all_who_are_left_and_once(place: Any) -> None:
    first, second, third = (place.register() for _ in range(3))
    registrations.withdraw(second, by=place.ada, now=NOW)
    before = len(told())
    for _ in range(2):
        courses.cancel_course(place.course, by=HOUSE, now=NOW)
        assert told()[before:] == [(first.id, "cancelled", "cancel"), (third.id, "cancelled", "")]
    assert place.course.is_cancelled


def test_the_reason_of_a_cancellation_is_told_shown_and_kept(place: Any) -> None:
    place.register()
    courses.cancel_course(place.course, "  Kurslederen er syk. ", by=HOUSE, now=NOW)
    notice = Notice.get(Notice.kind == "cancelled")
    assert "\n\nGrunn: Kurslederen er syk.\n\n" in notice.text
    assert Course.get().cancel_reason == place.course.cancel_reason == "Kurslederen er syk."
    entry = JournalEntry.get(JournalEntry.act == "course.cancel")
    assert entry.new == {"is_cancelled": True, "cancel_reason": "Kurslederen er syk."}
    courses.cancel_course(place.course, "En annen grunn", by=HOUSE, now=NOW)
    assert Course.get().cancel_reason == "Kurslederen er syk."


def test_no_national_identity_number_stands_in_a_reason(place: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        courses.cancel_course(place.course, "Syk: 01010750160", by=HOUSE, now=NOW)
    assert (refused.value.code, refused.value.field) == ("text.national_id", "reason")
    assert not Course.get().is_cancelled


def test_each_is_told_in_the_own_language(place: Any) -> None:
    subjects = {}
    for locale in ("nn", "en"):
        person = a_person(None, place.kindergarten)
        accounts.add_account(person, "staff", place.kindergarten, None, by=HOUSE, now=NOW)
        Account.update(locale=locale).where(Account.person == person).execute()
        row = place.register(person)
        notice = Notice.get(Notice.record_id == row.id)
        subjects[notice.locale] = notice.subject
    assert subjects == {
        "nn": "Du har plass på kurset «Språk & lek»",
        "en": "You are on the waiting list for the course “Språk & lek”",
    }


def test_a_refused_registration_tells_nothing(place: Any) -> None:
    row = place.register()
    with pytest.raises(RuleBroken):
        place.register(row.person)
    assert len(told()) == 1


def test_a_cancellation_costs_as_much_with_one_as_with_ten(place: Any, count_queries: Any) -> None:
    found = []
    for number in (1, 10):
        place.course = a_course(seats=number)
        for _ in range(number):
            place.register()
        with count_queries() as statements:
            courses.cancel_course(place.course, by=HOUSE, now=NOW)
        found.append(len([one for one in statements if not one.startswith(("BEGIN", "COMMIT"))]))
    assert found[0] == found[1]

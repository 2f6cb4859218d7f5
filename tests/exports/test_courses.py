"""Courses as sheets: a cohort's registrations, and the list of participants."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from collect import courses, people
from collect import courses_attendance as attendance
from collect import courses_registrations as registrations
from collect.database import writing
from collect.models.journal import JournalEntry
from collect.models.organisation import Kindergarten
from collect.rules.access import HOUSE, ROLES, STRANGER
from collect.rules.refusals import NotAllowed, NotFound
from exports.cohorts import cohort_workbook
from exports.courses import participants_workbook
from tests import factories
from tests.exports.conftest import Pages, Place

NOW = factories.NOW
Read = Callable[[bytes], Pages]
Make = Callable[..., str]


def sheet(place: Place, pages: Read, level: str) -> list[list[Any]]:
    content = cohort_workbook(place.coordinator, 1, level=level, now=NOW, municipality="")[1]
    return pages(content)["Kurs"]


@pytest.fixture
def course(place: Place, enrol: Make) -> courses.Course:
    """A course of one seat that one has and two wait for."""
    made = factories.a_course(seats=1, title="Grunnkurs")
    for name in ("Siri", "Tor", "Ulla"):
        enrol(
            made,
            factories.a_person(name, place.house),
            place.house,
            needs="nøtter" if name == "Tor" else "",
        )
    return made


def test_without_names_a_course_tells_how_many_have_seats_and_wait(
    place: Place, pages: Read, course: courses.Course
) -> None:
    kind = "Kurs for fagarbeidere og assistenter"
    assert sheet(place, pages, "deidentified") == [
        ["Kurs", "Type", "Første dag", "Plasser", "Har plass", "Fått tilbud", "På venteliste"],
        ["Grunnkurs", kind, datetime(2025, 11, 10), 1, 1, 0, 2],
        ["Sum", None, None, None, 1, 0, 2],
    ]


def test_with_names_each_registration_is_a_row(
    place: Place, pages: Read, course: courses.Course
) -> None:
    assert [row[3:] for row in sheet(place, pages, "identified")] == [
        ["Navn", "Barnehage", "Status", "Dager til stede"],
        ["Siri", "Åsly barnehage", "Har plass", None],
        ["Tor", "Åsly barnehage", "På venteliste", None],
        ["Ulla", "Åsly barnehage", "På venteliste", None],
    ]


def test_the_days_somebody_was_there_are_told_once_they_are_marked(
    place: Place, pages: Read, course: courses.Course
) -> None:
    first = registrations.participants(course).get()
    for day, here in zip(courses.days(course), (True, False), strict=True):
        now = datetime.combine(day.day, time(12), UTC)
        attendance.mark(day, {first.id: here}, by=place.coordinator, now=now)
    assert [row[3:7:3] for row in sheet(place, pages, "identified")] == [
        ["Navn", "Dager til stede"],
        ["Siri", 1],
        ["Tor", None],
        ["Ulla", None],
    ]
    content = participants_workbook(place.coordinator, course.id, now=NOW, municipality="")[1]
    assert [row[6] for row in pages(content)["Deltakere"]] == ["Dager til stede", 1, None, None]
    assert pages(content)["Oppmøte"] == [
        ["Navn", "10.11.2025", "11.11.2025"],
        ["Siri", 1, 0],
        ["Sum", 1, 0],
    ]


def test_who_withdrew_or_belongs_to_another_cohort_is_left_out(
    place: Place, pages: Read, course: courses.Course, enrol: Make
) -> None:
    away = factories.a_kindergarten("Borte barnehage", factories.a_cohort(3))
    enrol(course, factories.a_person("Vidar", away), away)
    first = registrations.participants(course).get()
    by = factories.an_identity("course_admin")
    registrations.withdraw(first, by=by, now=NOW)
    assert [row[3] for row in sheet(place, pages, "identified")] == ["Navn", "Tor", "Ulla"]


def test_who_works_in_two_of_the_cohorts_kindergartens_is_counted_once(
    place: Place, pages: Read, enrol: Make
) -> None:
    person = factories.a_person("Siri", place.house)
    second = Kindergarten.get(Kindergarten.name == "Bekken barnehage")
    with writing():
        people.insert_employment(
            person, second, None, "assistant", 40, factories.TODAY, by=HOUSE, now=NOW
        )
    enrol(factories.a_course(title="Grunnkurs"), person, place.house)
    assert sheet(place, pages, "deidentified")[1][4:] == [1, 0, 0]


def test_the_list_of_participants_has_seats_first_and_the_line_in_order(
    place: Place, pages: Read, course: courses.Course
) -> None:
    by = factories.an_identity("course_admin", person=factories.a_person("Kurt Kurs"))
    name, content = participants_workbook(by, course.id, now=NOW, municipality="Lillevik kommune")
    found = pages(content)
    assert name == f"tettpaa-kurs-{course.id}-deltakere-2025-10-15.xlsx"
    assert list(found) == ["Deltakere", "Oppmøte", "Kodebok", "Om uttrekket"]
    assert [row[:3] + row[4:6] + row[7:9] for row in found["Deltakere"]] == [
        ["Status", "Nummer", "Navn", "Stilling", "Barnehage", "Behov", "Påmeldt"],
        ["Har plass", 1, "Siri", "Fagarbeider", "Åsly barnehage", None, datetime(2025, 10, 15, 11)],
        [
            "På venteliste",
            1,
            "Tor",
            "Fagarbeider",
            "Åsly barnehage",
            "nøtter",
            datetime(2025, 10, 15, 11),
        ],
        [
            "På venteliste",
            2,
            "Ulla",
            "Fagarbeider",
            "Åsly barnehage",
            None,
            datetime(2025, 10, 15, 11),
        ],
    ]
    line = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (line.act, line.record_id, line.actor) == ("export.participants", course.id, "Kurt Kurs")


def test_the_time_to_answer_and_an_exception_have_columns_only_where_there_are_some(
    place: Place, pages: Read
) -> None:
    admin = factories.an_identity("course_admin")
    made = factories.a_course(seats=1, offer_hours=48)
    rows = []
    for name, position, reason in (("Siri", "director", "Leder kurset"), ("Tor", "assistant", "")):
        person = factories.a_person(name, place.house, position=position)
        answers = registrations.RegistrationAnswers(made.id, person.id, override_reason=reason)
        rows.append(
            registrations.register(answers, by=admin, submission_id=str(uuid.uuid4()), now=NOW)
        )

    def shown() -> list[Any]:
        content = participants_workbook(admin, made.id, now=NOW, municipality="")[1]
        return [[row[0], *row[2:3], *row[10:]] for row in pages(content)["Deltakere"]]

    assert shown() == [
        ["Status", "Navn", "Unntak"],
        ["Har plass", "Siri", "Leder kurset"],
        ["På venteliste", "Tor", None],
    ]
    first = registrations.registration(admin, rows[0], factories.TODAY)
    registrations.withdraw(first, by=admin, now=NOW)
    assert shown() == [
        ["Status", "Navn", "Svarfrist"],
        ["Fått tilbud", "Tor", datetime(2025, 10, 17, 11)],
    ]


def test_a_course_nobody_has_registered_for_says_so(place: Place, pages: Read) -> None:
    content = participants_workbook(
        place.coordinator, factories.a_course().id, now=NOW, municipality=""
    )[1]
    assert pages(content)["Deltakere"][1][0] == "Ingen rader"


def test_the_number_of_queries_does_not_grow_with_the_participants(
    place: Place, enrol: Make, count_queries: Any
) -> None:
    made = factories.a_course()
    enrol(made, factories.a_person("Siri", place.house), place.house)
    with count_queries() as one:
        participants_workbook(place.coordinator, made.id, now=NOW, municipality="")
    for name in ("Tor", "Ulla"):
        enrol(made, factories.a_person(name, place.house), place.house)
    with count_queries() as three:
        participants_workbook(place.coordinator, made.id, now=NOW, municipality="")
    assert (len(one), len(three)) == (8, 8)


@pytest.mark.parametrize("role", [r for r in ROLES if r not in ("coordinator", "course_admin")])
def test_others_do_not_take_the_list_out(place: Place, course: courses.Course, role: str) -> None:
    with pytest.raises(NotAllowed):
        participants_workbook(
            factories.an_identity(role, place.house, place.toddlers),
            course.id,
            now=NOW,
            municipality="",
        )


def test_a_stranger_is_told_nothing_and_an_unknown_course_is_not_found(place: Place) -> None:
    with pytest.raises(NotAllowed):
        participants_workbook(STRANGER, 1, now=NOW, municipality="")
    with pytest.raises(NotFound):
        participants_workbook(place.coordinator, 999_999, now=NOW, municipality="")


def test_many_peoples_jobs_are_those_found_one_by_one(place: Place) -> None:
    person = factories.a_person("Siri", place.house)
    second = Kindergarten.get(Kindergarten.name == "Bekken barnehage")
    with writing():
        for day in (date(2025, 1, 1), date(2026, 1, 1)):
            people.insert_employment(person, second, None, "assistant", 40, day, by=HOUSE, now=NOW)
    without = factories.a_person("Tor")
    found = people.jobs_on([person.id, without.id, place.ada.person_id], factories.TODAY)
    assert found == {
        one: people.employment_on(one, factories.TODAY) for one in (person.id, place.ada.person_id)
    }

"""Several who would move up at once: shown first, nothing written, and counted anew when the line changes."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from collect import courses, courses_crowds, courses_line
from collect import courses_groups as groups
from collect import courses_registrations as registrations
from collect.models.courses import Course, LineNote, Registration, RegistrationGroup
from collect.models.journal import JournalEntry
from collect.models.notices import Notice
from collect.rules.access import HOUSE
from collect.rules.refusals import RuleBroken
from tests.factories import NOW, a_cohort, a_course, a_kindergarten, a_person, an_identity


@pytest.fixture
def place(house: str) -> Any:
    """A course with one seat, taken, and four who wait for one."""

    class Place:
        kindergarten = a_kindergarten("Solbakken", a_cohort())
        ada = an_identity("director", kindergarten)
        course = a_course(seats=1)
        rows: list[Registration] = []

        @classmethod
        def come(cls, name: str) -> Registration:
            person = a_person(name, cls.kindergarten)
            answers = registrations.RegistrationAnswers(cls.course.id, person.id)
            key = str(uuid.uuid4())
            reference = registrations.register(answers, by=cls.ada, submission_id=key, now=NOW)
            return Registration.get(Registration.reference == reference)

        @classmethod
        def amend(cls, seen: str | None = "", now: datetime = NOW, **changes: Any) -> list[str]:
            row = Course.get_by_id(cls.course.id)
            names = ("title", "kind", "place", "seats", "min_programme_year", "register_by")
            names = (*names, "description", "freeze_days", "offer_hours", "share")
            values = {name: getattr(row, name) for name in names}
            values |= {"positions": row.positions.split(",")} | changes
            moved = courses.amend_course(row, values, by=HOUSE, now=now, seen=seen)
            return [one.person.name for one in moved]

    for name in ("Ada", "Bo", "Cy", "Di", "Ed"):
        Place.rows.append(Place.come(name))
    return Place


def states() -> list[str]:
    return [row.status for row in Registration.select().order_by(Registration.id)]


def written() -> list[int]:
    return [model.select().count() for model in (JournalEntry, Notice, LineNote)]


def crowd(act: Any) -> dict[str, Any]:
    with pytest.raises(RuleBroken) as refused:
        act()
    assert refused.value.code == "line.crowd"
    return refused.value.values


def test_more_seats_for_several_are_shown_before_anything_is_written(place: Any) -> None:
    before = written()
    shown = crowd(lambda: place.amend(seats=3))
    assert (shown["count"], shown["letters"], shown["names"]) == (2, 2, ["Bo", "Cy"])
    assert shown["is_offer"] is False
    assert (written(), Course.get().seats) == (before, 1)
    assert place.amend(shown["seen"], seats=3) == ["Bo", "Cy"]
    assert states() == ["placed"] * 3 + ["waiting"] * 2


def test_one_who_moves_up_is_no_crowd_and_fewer_seats_throw_nobody_out(place: Any) -> None:
    assert place.amend(seats=2) == ["Bo"]
    assert place.amend(seats=1) == []
    assert states() == ["placed"] * 2 + ["waiting"] * 3
    assert place.amend(seats=3) == ["Cy"]


def test_a_line_that_changed_meanwhile_is_shown_again(place: Any) -> None:
    shown = crowd(lambda: place.amend(seats=3))
    registrations.withdraw(place.rows[1], by=place.ada, now=NOW)
    again = crowd(lambda: place.amend(shown["seen"], seats=3))
    assert again["names"] == ["Cy", "Di"]
    assert crowd(lambda: place.amend(again["seen"], seats=4))["names"] == ["Cy", "Di", "Ed"]
    assert place.amend(again["seen"], seats=3) == ["Cy", "Di"]


def test_an_offer_that_became_a_seat_is_shown_again(place: Any) -> None:
    shown = crowd(lambda: place.amend(seats=3, offer_hours=48))
    assert (shown["is_offer"], shown["letters"]) == (True, 4)  # and their director, for both
    again = crowd(lambda: place.amend(shown["seen"], seats=3))
    assert (again["is_offer"], again["letters"]) == (False, 2)
    place.amend(shown["seen"], seats=3, offer_hours=48)
    assert states() == ["placed", "offered", "offered", "waiting", "waiting"]
    assert Notice.select().where(Notice.kind == "offered").count() == shown["letters"]


def test_a_line_that_thaws_and_a_share_that_goes_are_shown_too(place: Any) -> None:
    Course.update(freeze_days=60, seats=4).execute()
    assert crowd(lambda: place.amend(freeze_days=0))["count"] == 3
    Course.update(freeze_days=0, share=1).execute()
    assert place.amend() == []
    assert crowd(lambda: place.amend(share=None))["count"] == 3


def test_a_course_that_has_begun_moves_nobody_up_and_says_so(place: Any) -> None:
    assert place.amend(now=datetime(2025, 11, 11, 9, tzinfo=UTC), seats=5) == []
    assert [note.code for note in LineNote.select()] == ["line.begun"]


def test_who_does_not_ask_to_see_moves_them_at_once(place: Any) -> None:
    assert place.amend(None, seats=3) == ["Bo", "Cy"]


def test_seats_without_a_name_do_not_move_a_crowd_up_unseen(place: Any) -> None:
    Course.update(seats=6).execute()
    with pytest.raises(RuleBroken):
        groups.register_group(
            groups.GroupAnswers(place.course.id, unnamed=2),
            by=place.ada,
            submission_id=str(uuid.uuid4()),
            now=NOW,
        )
    group = RegistrationGroup.create(
        reference="AAAA-AAAA",
        course=place.course,
        kindergarten=place.kindergarten,
        registered_at=NOW,
        unnamed=3,
    )
    Course.update(seats=4).execute()
    before = written()
    shown = crowd(lambda: groups.release(group, by=place.ada, now=NOW, seen=""))
    assert (shown["names"], written()) == (["Bo", "Cy", "Di"], before)
    assert RegistrationGroup.get().unnamed == 3
    moved = groups.release(group, by=place.ada, now=NOW, seen=shown["seen"])
    assert [one.person.name for one in moved] == shown["names"]


def test_what_is_shown_is_what_is_done(place: Any) -> None:
    row = Course.get()
    planned = Course(**{**row.__data__, "seats": 4})
    found = courses_line.moves(planned, now=NOW)
    assert courses_crowds.letters(found, now=NOW) == 3
    assert [one.id for one in found.moved] == [one.id for one in place.rows[1:4]]
    assert place.amend(courses_crowds.mark(found), seats=4) == ["Bo", "Cy", "Di"]

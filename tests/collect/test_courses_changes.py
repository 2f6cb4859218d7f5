"""Changes after registration: another person on a seat, the same person on another date."""

import threading
import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from collect import courses, database
from collect import courses_changes as changes
from collect import courses_groups as groups
from collect import courses_registrations as registrations
from collect.models.courses import Course, Registration, RegistrationGroup
from collect.models.journal import JournalEntry
from collect.models.notices import Notice
from collect.models.people import Person
from collect.rules.access import HOUSE, Identity
from collect.rules.refusals import NotAllowed, RuleBroken
from tests.factories import NOW, TODAY, a_cohort, a_course, a_kindergarten, a_person, an_identity
from tests.halls import FIRST, Hall, a_later_course, a_registration


@pytest.fixture
def hall(house: str) -> Hall:
    return Hall()


def worker(hall: Hall, name: str = "Di", **values: Any) -> Person:
    return a_person(name, hall.kindergarten, **values)


def swap(
    row: Registration, person: Person, by: Identity, now: Any = NOW, **values: Any
) -> Registration:
    answers = registrations.RegistrationAnswers(row.course_id, person.id, **values)
    return changes.swap(row, answers, by=by, now=now)


def states() -> list[tuple[str, str]]:
    rows = Registration.select(Registration, Person).join(Person).order_by(Registration.id)
    return [(row.person.name, row.status) for row in rows]


def refused(act: Any) -> tuple[str, str | None]:
    with pytest.raises(RuleBroken) as error:
        act()
    return error.value.code, error.value.field


def test_another_takes_the_seat_and_the_line_stands_still(hall: Hall) -> None:
    made = swap(hall.ada, worker(hall), hall.director, needs=" Nøtter ")
    assert states() == [
        ("Ada", "withdrawn"),
        ("Bo", "placed"),
        ("Cy", "waiting"),
        ("Di", "placed"),
    ]
    assert (made.follows_id, made.needs) == (hall.ada.id, "Nøtter")
    assert Registration.get_by_id(hall.ada.id).withdrawn_at == NOW
    assert courses.filling([hall.course.id])[hall.course.id] == courses.Filling(2, 1)


def test_who_goes_and_who_comes_are_told_with_their_calendars(hall: Hall) -> None:
    before = Notice.select().count()
    made = swap(hall.ada, worker(hall), hall.director)
    told = [(row.record_id, row.kind, row.calendar) for row in Notice.select().order_by(Notice.id)]
    assert told[before:] == [
        (hall.ada.id, "withdrawn", "cancel"),
        (made.id, "placed", "request"),
    ]


def test_the_journal_tells_of_both(hall: Hall) -> None:
    made = swap(hall.ada, worker(hall), hall.director)
    last = list(JournalEntry.select().order_by(JournalEntry.id.desc()).limit(2))[::-1]
    assert [(line.act, line.record_id, line.kindergarten_id) for line in last] == [
        ("registration.swap", hall.ada.id, hall.kindergarten.id),
        ("registration.register", made.id, hall.kindergarten.id),
    ]
    assert last[0].old == {"status": "placed", "withdrawn_at": None}


def test_the_same_swap_again_gives_the_same_registration(hall: Hall) -> None:
    di = worker(hall)
    made = swap(hall.ada, di, hall.director)
    assert swap(hall.ada, di, hall.director) == made
    assert len(states()) == 4
    assert refused(lambda: swap(hall.ada, worker(hall, "Ed"), hall.director)) == (
        "swap.not_placed",
        None,
    )


def test_the_swap_holds_in_the_last_days_and_after_the_deadline(hall: Hall) -> None:
    Course.update(freeze_days=30, register_by=TODAY - timedelta(days=1)).execute()
    assert swap(hall.ada, worker(hall), hall.director).status == "placed"


def test_who_takes_over_belongs_to_the_same_group(hall: Hall) -> None:
    course = Course.get_by_id(hall.course.id)
    courses.amend_course(course, amended(course, seats=4), by=HOUSE, now=NOW)
    answers = groups.GroupAnswers(course.id, (worker(hall, "Ed").id,), "all")
    groups.register_group(answers, by=hall.director, submission_id=str(uuid.uuid4()), now=NOW)
    group = RegistrationGroup.get()
    [ed] = groups.members(group)
    made = swap(ed, worker(hall), hall.director)
    assert [one.id for one in groups.members(group)] == [ed.id, made.id]


def amended(row: Course, **values: Any) -> dict[str, Any]:
    return {**row.__data__, "positions": row.positions.split(",")} | values


def test_one_whom_the_course_is_not_for_needs_an_administrator(hall: Hall) -> None:
    boss = worker(hall, position="director")
    reason = {"override_reason": "Leder kurset"}
    for by, values in ((hall.director, {}), (hall.director, reason), (hall.kari, {})):
        assert refused(lambda by=by, values=values: swap(hall.ada, boss, by, **values)) == (
            "course.position",
            "person_id",
        )
    assert swap(hall.ada, boss, hall.kari, **reason).override_reason == "Leder kurset"


def test_who_is_registered_already_takes_no_seat(hall: Hall) -> None:
    for row in (hall.bo, hall.cy):
        assert refused(lambda row=row: swap(hall.ada, row.person, hall.director)) == (
            "course.registered",
            "person_id",
        )
    assert refused(lambda: swap(hall.ada, hall.ada.person, hall.director)) == (
        "swap.self",
        "person_id",
    )


def test_only_a_seat_before_the_course_is_swapped(hall: Hall) -> None:
    di = worker(hall)
    assert refused(lambda: swap(hall.cy, di, hall.director))[0] == "swap.not_placed"
    hall.mark(0, {hall.bo: True})
    assert refused(lambda: swap(hall.bo, di, hall.director, FIRST))[0] == "course.attended"
    late = FIRST + timedelta(days=1)
    assert refused(lambda: swap(hall.ada, di, hall.director, late))[0] == "course.begun"
    courses.cancel_course(hall.course, by=HOUSE, now=NOW)
    assert refused(lambda: swap(hall.ada, di, hall.director))[0] == "course.cancelled"


def test_a_stranger_oneself_and_a_coordinator_swap_nobody(hall: Hall) -> None:
    cy = an_identity("director", a_kindergarten("Fjern", a_cohort()))
    alone = an_identity("staff", hall.kindergarten, None, hall.ada.person)
    for by in (cy, alone, hall.per):
        with pytest.raises(NotAllowed):
            swap(hall.ada, worker(hall), by)
    foreign = a_person("Fremmed", a_kindergarten("Borte", a_cohort()))
    assert refused(lambda: swap(hall.ada, foreign, hall.director)) == (
        "person.unknown",
        "person_id",
    )
    assert states()[0] == ("Ada", "placed")


def test_each_reads_of_the_other_as_far_as_they_may(hall: Hall) -> None:
    made = swap(hall.ada, worker(hall), hall.director)
    old = Registration.get_by_id(hall.ada.id)
    assert changes.kin(old, by=hall.director, on=TODAY) == [made]
    assert changes.kin(made, by=hall.director, on=TODAY) == [old]
    alone = an_identity("staff", hall.kindergarten, None, hall.ada.person)
    assert changes.kin(old, by=alone, on=TODAY) == []
    assert changes.kin(hall.bo, by=hall.director, on=TODAY) == []


def test_one_who_was_swapped_out_may_come_back_in_line(hall: Hall) -> None:
    swap(hall.ada, worker(hall), hall.director)
    again = a_registration(hall.course, hall.ada.person, hall.director)
    assert (again.status, again.follows_id) == ("waiting", None)


def move(
    row: Registration, course: Course, by: Identity, now: Any = NOW, **values: Any
) -> Registration:
    return changes.move(row, changes.MoveAnswers(course.id, **values), by=by, now=now)


def line(course: Course) -> list[tuple[str, str]]:
    return [(one.person.name, one.status) for one in registrations.participants(course)]


def test_one_moves_to_a_free_seat_and_the_line_moves_up(hall: Hall) -> None:
    later = a_later_course()
    Registration.update(needs="Nøtter", note="Hei").where(Registration.id == hall.ada.id).execute()
    made = move(hall.ada, later, hall.director)
    assert (line(later), line(hall.course)) == (
        [("Ada", "placed")],
        [("Bo", "placed"), ("Cy", "placed")],
    )
    assert (made.follows_id, made.needs, made.note) == (hall.ada.id, "Nøtter", "Hei")
    assert move(hall.ada, later, hall.director) == made


def test_a_move_is_told_of_with_both_calendars(hall: Hall) -> None:
    before = Notice.select().count()
    made = move(hall.ada, a_later_course(), hall.director)
    told = list(Notice.select().order_by(Notice.id))[before:]
    assert [(one.record_id, one.kind, one.calendar) for one in told] == [
        (hall.ada.id, "transferred", "cancel"),
        (made.id, "placed", "request"),
        (hall.cy.id, "promoted", "request"),
    ]
    assert told[0].subject == f"Du er flyttet fra kurset «{hall.course.title}»"
    assert (
        "Dette gjelder ikke lenger for deg:\n\nmandag 10. november 2025 kl. 09.00–15.00\n"
        in told[0].text
    )
    assert "mandag 8. desember 2025" in told[1].text


def test_the_journal_tells_of_a_move(hall: Hall) -> None:
    made = move(hall.cy, a_later_course(), hall.director)
    last = list(JournalEntry.select().order_by(JournalEntry.id.desc()).limit(2))[::-1]
    assert [(one.act, one.record_id) for one in last] == [
        ("registration.move", hall.cy.id),
        ("registration.register", made.id),
    ]


def test_a_seat_is_not_given_up_for_the_line_unless_one_says_so(hall: Hall) -> None:
    later = a_later_course(seats=1)
    a_registration(later, worker(hall), hall.director)
    assert refused(lambda: move(hall.ada, later, hall.director)) == ("move.full", "gives_up")
    assert line(hall.course)[0] == ("Ada", "placed")
    made = move(hall.ada, later, hall.director, gives_up=True)
    assert made.status == "waiting"
    assert line(hall.course) == [("Bo", "placed"), ("Cy", "placed")]
    assert "Du er nummer 1 i køen." in Notice.get(Notice.record_id == made.id).text


def test_who_waits_changes_lines_without_being_asked(hall: Hall) -> None:
    later = a_later_course(seats=1)
    a_registration(later, worker(hall), hall.director)
    assert move(hall.cy, later, hall.director).status == "waiting"
    assert line(hall.course) == [("Ada", "placed"), ("Bo", "placed")]


def test_one_moves_oneself(hall: Hall) -> None:
    alone = an_identity("staff", hall.kindergarten, None, hall.ada.person)
    later = a_later_course()
    assert move(hall.ada, later, alone).status == "placed"
    with pytest.raises(NotAllowed):
        move(hall.bo, later, alone)


def test_out_of_a_cancelled_course_one_moves_and_nobody_moves_up(hall: Hall) -> None:
    courses.cancel_course(hall.course, by=HOUSE, now=NOW)
    later = a_later_course(day=date(2026, 1, 12))
    assert move(hall.ada, later, hall.director, FIRST + timedelta(days=9)).status == "placed"
    assert line(hall.course) == [("Bo", "placed"), ("Cy", "waiting")]
    full = a_later_course(seats=1, day=date(2026, 1, 19))
    a_registration(full, worker(hall), hall.director)
    assert move(hall.bo, full, hall.director).status == "waiting"  # there was no seat to give up


def test_what_stands_in_the_way_of_a_move_is_said(hall: Hall) -> None:
    later = a_later_course()
    for course, now, expected in (
        (hall.course, NOW, ("course.unknown", "course_id")),
        (a_later_course(kind="new_staff"), NOW, ("course.unknown", "course_id")),
        (a_later_course(register_by=date(2025, 10, 14)), NOW, ("course.closed", "course_id")),
        (a_later_course(positions=["director"]), NOW, ("course.position", "person_id")),
        (later, FIRST + timedelta(days=1), ("course.begun", None)),
    ):
        found = refused(lambda c=course, n=now: move(hall.ada, c, hall.director, n))
        assert found == expected
    a_registration(later, hall.ada.person, hall.director)
    assert refused(lambda: move(hall.ada, later, hall.director))[0] == "course.registered"
    courses.cancel_course(later, by=HOUSE, now=NOW)
    assert refused(lambda: move(hall.ada, later, hall.director))[0] == "course.cancelled"
    registrations.withdraw(hall.bo, by=hall.director, now=NOW)
    assert refused(lambda: move(hall.bo, later, hall.director))[0] == "move.withdrawn"


def test_an_administrator_moves_one_whom_the_other_course_is_not_for(hall: Hall) -> None:
    later = a_later_course(positions=["director"])
    made = move(hall.ada, later, hall.kari, override_reason="Avtalt")
    assert made.override_reason == "Avtalt"


def test_moves_both_ways_at_once_end_well(house: str) -> None:
    kindergarten = a_kindergarten("Solbakken", a_cohort())
    ada = an_identity("director", kindergarten)
    both = (a_course(seats=6), a_later_course(seats=6))
    held = [
        [a_registration(course, a_person(None, kindergarten), ada) for _ in range(8)]
        for course in both
    ]
    faults: list[BaseException] = []

    def attempt(rows: list[Registration], to: Course) -> None:
        try:
            database.connect()
            for row in rows:
                move(row, to, ada, gives_up=True)
        except BaseException as fault:  # noqa: BLE001 (told by the main thread)
            faults.append(fault)
        finally:
            database.db.close()

    threads = [
        threading.Thread(target=attempt, args=(held[way][n::2], both[1 - way]))
        for way in (0, 1)
        for n in (0, 1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    full = courses.filling([course.id for course in both])
    assert [full[course.id] for course in both] == [courses.Filling(6, 2)] * 2
    live = [
        row.person_id for row in Registration.select().where(Registration.status != "withdrawn")
    ]
    assert len(live) == len(set(live)) == 16

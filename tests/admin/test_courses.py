"""Courses in the office: set up, amended, called off; participants."""

import re
from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from collect.models.courses import Course, CourseDay, Registration
from tests.admin.world import build
from tests.factories import NOW, a_person
from tests.halls import a_later_course

NEW = {
    **{"title": "Snakke med barn", "kind": "workshop", "seats": "25", "min_programme_year": "0"},
    **{"day_1": "2025-11-10", "starts_1": "09:00", "ends_1": "15:00"},
}


def test_a_course_is_set_up_with_up_to_four_days(enter):
    ada = enter("course_admin")
    days = {
        **{"day_2": "17.11.2025", "starts_2": "9.30", "ends_2": "1500"},
        **{"day_4": "2025-11-03", "starts_4": "08:00", "ends_4": "12:00"},
    }
    answer = ada.post(
        "/admin/courses/new/", {**NEW, **days, "positions": ["assistant", "skilled_worker"]}
    )
    assert answer.status_code == 303
    row = Course.get()
    assert (row.title, row.first_day, row.positions) == (
        "Snakke med barn",
        date(2025, 11, 3),
        "skilled_worker,assistant",
    )
    assert [
        (d.day.day, d.starts_at, d.ends_at) for d in CourseDay.select().order_by(CourseDay.day)
    ] == [
        (3, "08:00", "12:00"),
        (10, "09:00", "15:00"),
        (17, "09:30", "15:00"),
    ]


def test_a_course_that_cannot_be_comes_back_filled_in(enter):
    ada = enter("course_admin")
    for wrong, words in (
        ({"day_2": "2025-11-11"}, "Fyll ut dette, eller la hele dagen stå tom."),
        ({"day_1": ""}, "Fyll ut dette feltet."),
        ({"ends_1": "08:00"}, "Sluttidspunktet må være etter starttidspunktet."),
        (
            {"day_2": "2025-11-10", "starts_2": "09:00", "ends_2": "10:00"},
            "To av kursdagene har samme dato.",
        ),
        ({"seats": "0"}, "Skriv et helt tall fra 1 til 500."),
        ({"kind": "fest"}, "Velg i listen."),
        ({"register_by": "2026-01-01"}, "Fristen må være på eller før første kursdag"),
        ({"withdraw_by": "2025-11-11"}, "Fristen må være på eller før første kursdag"),
    ):
        answer = ada.post("/admin/courses/new/", {**NEW, **wrong})
        assert answer.status_code == 422, wrong
        assert words in answer.text, wrong
        assert 'value="Snakke med barn"' in answer.text
    assert Course.select().count() == 0


def test_more_seats_move_the_line_up(enter):
    world = build()
    ada = enter("course_admin")
    path = f"/admin/courses/edit/?id={world.course.id}"
    assert [r.status for r in Registration.select().order_by(Registration.id)] == [
        "placed",
        "waiting",
    ]
    assert ada.post(path, {**ada.form(path), "seats": "2", "freeze_days": "3"}).status_code == 303
    assert [r.status for r in Registration.select().order_by(Registration.id)] == [
        "placed",
        "placed",
    ]
    assert Course.get_by_id(world.course.id).freeze_days == 3
    why = f"{world.cy.worker.name}. Rykket opp fra ventelisten: en plass ble ledig."
    details = f"/admin/courses/details/?id={world.course.id}"
    assert why in ada.get(details).text
    assert why not in enter(world.cy.director).get(details).text


def test_a_course_is_called_off_once_asked_for_and_confirmed(enter):
    world = build()
    ada = enter("course_admin")
    path = f"/admin/courses/cancel/?id={world.course.id}"
    assert "Kurset kan ikke åpnes igjen." in ada.get(path).text
    assert Course.get().is_cancelled is False
    assert ada.post(path).status_code == 303
    assert Course.get().is_cancelled is True
    page = ada.get(f"/admin/courses/details/?id={world.course.id}").text
    assert ("Avlyst" in page, "/cancel/" in page) == (True, False)


def test_the_reason_of_a_cancellation_reaches_those_who_are_registered(enter):
    world = build()
    path = f"/admin/courses/cancel/?id={world.course.id}"
    admin = enter("course_admin")
    assert admin.post(path, {"reason": "Syk: 01010750160"}).status_code == 422
    assert admin.post(path, {"reason": "Kurslederen er syk"}).status_code == 303
    reference = Registration.get(Registration.id == world.ada.ids["registrations"]).reference
    page = enter(world.ada.director).get(f"/courses/registrations/{reference}").text
    assert "Kurset er avlyst. Grunn: Kurslederen er syk" in page
    assert "Hva skjer nå?" not in page
    shown = enter(world.ada.director).get(f"/courses/{world.course.id}").text
    assert "Grunn: Kurslederen er syk" in shown


def test_filling_is_shown_in_the_list(enter):
    build()
    page = enter("coordinator").get("/admin/courses/").text
    assert re.findall(
        r'data-label="(Plasser|Påmeldt|På venteliste)" class="number">(\d+)<', page
    ) == [
        ("Plasser", "1"),
        ("Påmeldt", "1"),
        ("På venteliste", "1"),
    ]


def test_needs_are_for_those_who_run_the_course(enter):
    world = build()
    path = f"/admin/courses/details/?id={world.course.id}"
    needs = "Solsikken Ansattsen tåler ikke nøtter"
    seen = {role: needs in enter(role).get(path).text for role in ("course_admin", "coordinator")}
    assert seen == {"course_admin": True, "coordinator": False}
    assert needs not in enter(world.ada.director).get(path).text


def test_a_director_sees_her_own_participants_and_no_others(enter):
    world = build()
    for mine, other in ((world.ada, world.cy), (world.cy, world.ada)):
        page = enter(mine.director).get(f"/admin/courses/details/?id={world.course.id}").text
        assert (mine.worker.name in page, other.worker.name in page) == (True, False)


def test_a_director_withdraws_her_own_and_the_next_moves_up(enter):
    world = build()
    ada, cy = enter(world.ada.director), enter(world.cy.director)
    path = f"/admin/registrations/withdraw/?id={world.ada.ids['registrations']}"
    assert cy.post(path).status_code == 404
    assert ada.post(path).status_code == 303
    assert [r.status for r in Registration.select().order_by(Registration.id)] == [
        "withdrawn",
        "placed",
    ]


def test_a_coordinator_withdraws_nobody(enter):
    world = build()
    ada = enter("coordinator")
    row = world.ada.ids["registrations"]
    assert ada.post(f"/admin/registrations/withdraw/?id={row}").status_code == 403
    assert "/withdraw/" not in ada.get(f"/admin/registrations/details/?id={row}").text


def test_the_list_of_participants_is_handed_out_to_those_who_may(enter):
    world = build()
    path = f"/admin/courses/{world.course.id}/participants.xlsx"
    answer = enter("course_admin").get(path)
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.data))
    assert "Solsikken Ansattsen" in repr(list(book.worksheets[0].iter_rows(values_only=True)))
    assert enter(world.ada.director).get(path).status_code == 403
    assert enter("course_admin").get("/admin/courses/999999/participants.xlsx").status_code == 404


def test_the_whole_list_is_moved_once_it_was_shown_what_it_gives(enter):
    world = build()
    admin = enter("course_admin")
    later = a_later_course(seats=1, kind=world.course.kind, positions=[], min_programme_year=0)
    path = f"/admin/courses/transfer/?id={world.course.id}"
    assert path.partition("?")[0] in admin.get(f"/admin/courses/details/?id={world.course.id}").text
    shown = admin.post(path, {"course_id": later.id})
    assert shown.status_code == 200
    assert re.findall(r"<dt>([\w ]+)</dt><dd>(\d+)</dd>", shown.text) == [
        ("Får plass", "1"),
        ("Kommer på venteliste", "1"),
        ("Blir stående", "0"),
    ]
    [seen] = re.findall(r'name="seen" value="(\w+)"', shown.text)
    assert admin.post(path, {"course_id": later.id, "seen": "noe annet"}).status_code == 422
    assert admin.post(path, {"course_id": later.id, "seen": seen}).status_code == 303
    assert Registration.select().where(Registration.course == later).count() == 2
    again = admin.post(path, {"course_id": later.id, "seen": seen})
    assert (again.status_code, Registration.select().count()) == (422, 4)


def test_a_whole_list_is_moved_by_those_who_run_courses(enter):
    world = build()
    path = f"/admin/courses/transfer/?id={world.course.id}"
    for reader in ("coordinator", world.ada.director):
        assert enter(reader).get(path).status_code == 403
        assert enter(reader).post(path, {"course_id": 1}).status_code == 403
    page = enter("course_admin").get(path).text
    assert "Det er ingen andre kommende kurs av samme type" in page
    assert enter("course_admin").post(path, {"course_id": 9}).status_code == 422


def test_a_change_that_moves_several_up_is_shown_before_it_is_saved(enter):
    world = build()
    extra = a_person("Ekstra Venter", world.ada.kindergarten)
    Registration.create(
        reference="XTRA-XTRA",
        course=world.course,
        person=extra,
        status="waiting",
        registered_at=NOW,
    )
    ada = enter("course_admin")
    path = f"/admin/courses/edit/?id={world.course.id}"
    sent = {**ada.form(path), "seats": "3"}
    answer = ada.post(path, sent)
    assert answer.status_code == 422
    assert "Dette gir 2 personer plass" in answer.text
    assert "Ingenting er lagret ennå. Det går ut 2 e-poster om det når du lagrer." in answer.text
    assert f"<ol><li>{world.cy.worker.name}</li><li>Ekstra Venter</li></ol>" in answer.text
    assert re.search(r"<input[^>]*name=\"seats\"[^>]*value=\"3\"", answer.text)
    assert Course.get().seats == 1
    [seen] = re.findall(r'name="crowd" value="(\w+)"', answer.text)
    assert ada.post(path, {**sent, "crowd": "x"}).status_code == 422
    assert ada.post(path, {**sent, "crowd": seen}).status_code == 303
    assert {row.status for row in Registration.select()} == {"placed"}

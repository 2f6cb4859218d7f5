"""The days of a course in the office: a form with a row for each, and who is told."""

from datetime import date

from collect.models.courses import Course, CourseDay
from collect.models.notices import Notice
from tests.admin.world import build


def test_days_are_moved_added_and_removed_in_one_form(enter):
    world = build()
    ada = enter("course_admin")
    path = f"/admin/courses/days/?id={world.course.id}"
    assert path in ada.get(f"/admin/courses/details/?id={world.course.id}").text
    sent = ada.form(path) | {"day_1": "2025-11-12", "gone_2": "1"}
    sent |= {"day_3": "2025-11-13", "starts_3": "10:00", "ends_3": "14:00", "place": "Rådhuset"}
    answer = ada.post(path, sent)
    assert answer.status_code == 303
    assert [(d.day, d.starts_at) for d in CourseDay.select().order_by(CourseDay.day)] == [
        (date(2025, 11, 12), "09:00"),
        (date(2025, 11, 13), "10:00"),
    ]
    assert Course.get().place == "Rådhuset"
    assert Notice.select().where(Notice.kind == "moved").count() == 2
    assert "De som er påmeldt, får e-post om det." in ada.get(answer.location).text


def test_days_that_cannot_be_come_back_as_sent(enter):
    world = build()
    ada = enter("course_admin")
    path = f"/admin/courses/days/?id={world.course.id}"
    form = ada.form(path)
    for wrong, words in (
        ({"day_2": "2025-11-10"}, "To av kursdagene har samme dato."),
        ({"ends_1": "08:00"}, "Sluttidspunktet må være etter starttidspunktet."),
        ({"day_1": ""}, "Fyll ut dette, eller kryss av for å fjerne dagen."),
        ({"day_3": "2025-11-12"}, "Fyll ut dette, eller la hele dagen stå tom."),
        ({"gone_1": "1", "gone_2": "1"}, "Et kurs må ha minst én dag."),
        ({"register_by": "2025-11-11"}, "Fristen må være på eller før første kursdag, 10.11.2025."),
        ({"as_read": "x", "day_1": "2025-11-09"}, "Noen andre har endret dette"),
        ({"key_1": "999999"}, "Velg i listen."),
        ({"key_1": "x"}, "Velg i listen."),
    ):
        answer = ada.post(path, form | {"place": "Et annet sted"} | wrong)
        assert answer.status_code == 422, wrong
        assert words in answer.text, wrong
        assert 'value="Et annet sted"' in answer.text
    assert Course.get().place == "Kommunegården"


def test_only_those_who_run_courses_get_there(enter):
    world = build()
    path = f"/admin/courses/days/?id={world.course.id}"
    ada = enter(world.ada.director)
    assert (ada.get(path).status_code, ada.post(path).status_code) == (403, 403)
    assert path not in ada.get(f"/admin/courses/details/?id={world.course.id}").text
    assert enter("course_admin").get("/admin/courses/days/?id=999999").status_code == 404

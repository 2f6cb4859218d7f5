"""Templates of courses in the office, and a course set up from one with nothing but its dates."""

import re
from datetime import date

from collect import courses_templates as templates
from collect.courses_letters import USUAL
from collect.models.courses import Course, CourseDay, Registration
from collect.models.courses_letters import CourseLetter
from collect.models.courses_templates import CourseTemplate
from tests.admin.world import build
from tests.factories import NOW

NEW = "/admin/course_templates/new/"


def a_template() -> CourseTemplate:
    templates.seed_templates()
    return CourseTemplate.get(CourseTemplate.kind == "skilled_worker")


def test_a_template_is_kept_with_its_letters_and_changed(enter):
    ada = enter("course_admin")
    form = ada.form(NEW)
    assert (form["days_1"], form["side_1"], form["status_1"]) == ("7", "before", "placed")
    form |= {"title": "Språkkurs", "kind": "workshop", "length": "3", "register_days": "10"}
    letter = {"status_4": "waiting", "days_4": "2", "side_4": "before"}
    letter |= {"subject_4": "Kanskje", "text_4": "Du står på liste til {course}."}
    answer = ada.post(NEW, form | letter | {"gone_2": "1"})
    assert answer.status_code == 303
    row = CourseTemplate.get()
    assert (row.title, row.length, row.register_days, row.withdraw_days) == (
        "Språkkurs",
        3,
        10,
        None,
    )
    assert [(one["days"], one["status"], one["subject"]) for one in row.letters] == [
        (-7, "placed", ""),
        (USUAL[2].days, "unanswered", ""),
        (-2, "waiting", "Kanskje"),
    ]
    path = f"/admin/course_templates/edit/?id={row.id}"
    assert ada.post(path, ada.form(path) | {"seats": "12"}).status_code == 303
    assert (CourseTemplate.get().seats, len(CourseTemplate.get().letters)) == (12, 3)
    assert "Kanskje: 2 dager før kurset" in ada.get(answer.location).text


def test_a_template_that_cannot_be_comes_back_filled_in(enter):
    a_template()
    ada = enter("course_admin")
    form = ada.form(NEW) | {"title": "Språkkurs", "kind": "workshop"}
    for wrong, words in (
        ({"title": "TETT PÅ for fagarbeidere og assistenter"}, "Det finnes allerede en mal"),
        ({"length": "5"}, "Skriv et helt tall fra 1 til 4."),
        ({"ends_at": "08:00"}, "Sluttidspunktet må være etter starttidspunktet."),
        ({"status_4": "waiting"}, "Fyll ut dette, eller kryss av for å fjerne brevet."),
        ({"subject_1": "Hei {navn}", "text_1": "Hei"}, "{navn} kan ikke fylles ut."),
        ({"register_days": "121"}, "Skriv et helt tall fra 0 til 120."),
        ({"status_1": "alle"}, "Velg i listen."),
    ):
        answer = ada.post(NEW, form | {"place": "Et annet sted"} | wrong)
        assert answer.status_code == 422, wrong
        assert words in answer.text, wrong
        assert 'value="Et annet sted"' in answer.text
    assert CourseTemplate.select().count() == len(templates.BUILT_IN)


def test_a_template_goes_out_of_use_and_in_again(enter):
    row = a_template()
    ada = enter("coordinator")
    path = f"/admin/course_templates/retire/?id={row.id}"
    start = f"/admin/courses/start/{row.id}/"
    for is_retired in (True, False):
        assert ada.post(path).status_code == 303
        assert (CourseTemplate.get_by_id(row.id).retired_at is not None) is is_retired
        assert (ada.get(start).status_code == 404) is is_retired
        assert (start in ada.get("/admin/courses/start/").text) is not is_retired


def test_a_course_from_a_template_asks_only_for_dates_and_place(enter):
    row = a_template()
    ada = enter("course_admin")
    assert "/admin/courses/start/" in ada.get("/admin/courses/").text
    path = f"/admin/courses/start/{row.id}/"
    page = ada.get(path).text
    before, _, rest = page.partition('class="sheet"')[2].partition("<details>")
    asked = re.findall(r'name="(day_\d|starts_\d|place|title)"', before)
    assert asked == ["day_1", "day_2", "place"]
    assert "Påminnelse om kurset: 7 dager før kurset" in rest
    sent = ada.form(path) | {"day_1": "2025-12-08", "day_2": "2025-12-09", "place": "Rådhuset"}
    sent["positions"] = ["skilled_worker", "assistant"]  # the form's ticks
    first, second = (ada.post(path, sent) for _ in range(2))
    assert (first.status_code, first.location) == (303, second.location)
    made = Course.get()
    assert (made.title, made.place, made.first_day, made.register_by, made.withdraw_by) == (
        row.title,
        "Rådhuset",
        date(2025, 12, 8),
        date(2025, 12, 1),
        date(2025, 12, 5),
    )
    assert (made.seats, made.positions) == (25, "skilled_worker,assistant")
    assert [day.starts_at for day in CourseDay.select()] == ["09:00", "09:00"]
    assert CourseLetter.select().count() == len(USUAL)


def test_what_is_wrong_with_what_was_filled_in_is_shown_open(enter):
    row = a_template()
    ada = enter("course_admin")
    path = f"/admin/courses/start/{row.id}/"
    form = ada.form(path) | {"day_1": "2025-12-08", "day_2": "2025-12-09"}
    for wrong, words, is_open in (
        ({"day_2": ""}, "Fyll ut dette feltet.", False),
        ({"day_2": "2025-12-08"}, "To av kursdagene har samme dato.", False),
        ({"seats": "0"}, "Skriv et helt tall fra 1 til 500.", True),
        ({"ends_2": ""}, "Fyll ut dette feltet.", True),
        (
            {"day_1": "2025-10-20", "day_2": "2025-10-21"},
            "Da ville påmeldingsfristen vært 13.10.2025, som er passert. Velg færre dager.",
            True,
        ),
    ):
        answer = ada.post(path, form | wrong)
        assert answer.status_code == 422, wrong
        assert words in answer.text, wrong
        assert ("<details open>" in answer.text) is is_open, wrong
    assert Course.select().count() == 0


def test_a_course_is_copied_half_a_year_on_with_its_letters_and_without_its_people(enter):
    world = build()
    old = world.course
    Course.update(register_by=date(2025, 11, 3), withdraw_by=date(2025, 11, 7), share=4).execute()
    first = CourseLetter.select().order_by(CourseLetter.id).get()
    CourseLetter.update(stopped_at=NOW).where(CourseLetter.id == first.id).execute()
    ada = enter("course_admin")
    path = f"/admin/courses/copy/?id={old.id}"
    assert path in ada.get(f"/admin/courses/details/?id={old.id}").text
    CourseLetter.update(subject="Les før {course}", text="Hei").where(
        CourseLetter.days > 5
    ).execute()
    assert f"Les før {old.title}: 8 dager etter kurset" in ada.get(path).text
    form = ada.form(path)
    assert (form["day_1"], form["day_2"]) == ("2026-05-11", "2026-05-12")
    answer = ada.post(path, form | {"day_2": "2026-05-13"})
    assert answer.status_code == 303
    made = Course.select().order_by(Course.id.desc()).get()
    assert (made.title, made.seats, made.place, made.share) == (old.title, 1, old.place, 4)
    assert (made.register_by, made.withdraw_by) == (date(2026, 5, 4), date(2026, 5, 8))
    days = CourseDay.select().where(CourseDay.course == made).order_by(CourseDay.day)
    assert [(one.day, one.starts_at) for one in days] == [
        (date(2026, 5, 11), "09:00"),
        (date(2026, 5, 13), "09:00"),
    ]
    assert CourseLetter.select().where(CourseLetter.course == made).count() == len(USUAL) - 1
    assert Registration.select().where(Registration.course == made).count() == 0
    assert Registration.select().where(Registration.course == old).count() == 2


def test_nobody_else_copies_a_course(enter):
    world = build()
    ada = enter(world.ada.director)
    path = f"/admin/courses/copy/?id={world.course.id}"
    assert (ada.get(path).status_code, ada.post(path).status_code) == (403, 403)
    assert "/copy/" not in ada.get(f"/admin/courses/details/?id={world.course.id}").text
    assert enter("course_admin").get("/admin/courses/copy/?id=999999").status_code == 404


def test_a_new_course_sent_twice_is_one(enter):
    ada = enter("course_admin")
    path = "/admin/courses/new/"
    sent = ada.form(path) | {"title": "Kurs", "kind": "workshop", "day_1": "2025-12-08"}
    first, second = (ada.post(path, sent) for _ in range(2))
    assert (first.status_code, first.location, Course.select().count()) == (
        303,
        second.location,
        1,
    )


def test_a_director_neither_sees_nor_uses_templates(enter):
    row = a_template()
    ada = enter(build().ada.director)
    for path in (
        "/admin/course_templates/",
        NEW,
        f"/admin/course_templates/edit/?id={row.id}",
        f"/admin/course_templates/retire/?id={row.id}",
        "/admin/courses/start/",
        f"/admin/courses/start/{row.id}/",
    ):
        assert ada.get(path).status_code == 403, path
    page = ada.get("/admin/courses/").text
    assert ("course_templates" in page, "/start/" in page) == (False, False)


def test_the_list_costs_the_same_with_one_and_with_all(enter, count_queries):
    ada = enter("course_admin")
    ada.get("/admin/course_templates/")
    found = []
    for seed in (lambda: None, lambda: templates.seed_templates()):
        seed()
        with count_queries() as queries:
            assert ada.get("/admin/course_templates/").status_code == 200
        found.append(len(queries))
    assert found == [3, 4]  # without keys there are no rows to fetch

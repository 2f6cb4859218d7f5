"""Letters to courses in the office: written, refused with the form filled in, and stopped."""

from collect.models.courses_letters import CourseLetter
from tests.admin.world import build
from tests.factories import NOW


def test_a_letter_is_written_and_stopped(enter):
    world = build()
    ada = enter("course_admin")
    assert "Påminnelse om kurset" in ada.get("/admin/letters/").text
    answers = {
        **ada.form("/admin/letters/new/"),
        "course_id": str(world.course.id),
        "subject": "Husk inneskoene",
        "text": "Vi ses på {place}.",
    }
    refused = ada.post("/admin/letters/new/", answers | {"text": "Hei {navn}"})
    assert refused.status_code == 422
    assert "{navn} kan ikke fylles ut." in refused.text
    assert "Husk inneskoene" in refused.text
    assert ada.post("/admin/letters/new/", answers).status_code == 303
    row = CourseLetter.select().order_by(CourseLetter.id.desc()).get()
    assert (row.days, row.status, row.subject) == (-7, "placed", "Husk inneskoene")
    shown = ada.get(f"/admin/letters/details/?id={row.id}").text
    assert "Vi ses på Kommunegården." in shown
    assert "/courses/registrations/AB23-CD45" in shown
    path = f"/admin/letters/stop/?id={row.id}"
    assert ada.get(path).status_code == 200
    assert ada.post(path).status_code == 303
    assert "Husk inneskoene" not in ada.get("/admin/letters/").text


def test_a_letter_is_changed_and_shown_as_it_will_be(enter):
    build()
    ada = enter("course_admin")
    row = CourseLetter.get((CourseLetter.status == "unanswered") & (CourseLetter.days == 1))
    page = f"/admin/letters/details/?id={row.id}"
    assert "Hver mottaker får den på sitt eget språk." in ada.get(page).text
    path = f"/admin/letters/edit/?id={row.id}"
    assert "La emne og tekst stå tomme for standardteksten." in ada.get(path).text
    answers = ada.form(path)
    assert (answers["days"], answers["side"], answers["subject"]) == ("1", "after", "")
    refused = ada.post(path, answers | {"days": "31", "subject": "Si hva du syntes"})
    assert refused.status_code == 422
    assert "Si hva du syntes" in refused.text
    said = {"days": "2", "subject": "Si hva du syntes", "text": "Svar her: {evaluation}"}
    assert ada.post(path, answers | said).status_code == 303
    shown = ada.get(page).text
    assert f"Svar her: http://127.0.0.1:8000/courses/{row.course_id}/evaluation" in shown
    late = ada.post(path, answers | said | {"days": "3"})  # as it stood before
    assert (late.status_code, CourseLetter.get_by_id(row.id).days) == (422, 2)


def test_a_letter_that_has_gone_out_is_not_changed(enter):
    build()
    ada = enter("course_admin")
    row = CourseLetter.get(CourseLetter.status == "placed")
    row.queued_at = NOW
    row.save(only=["queued_at"])
    assert "/admin/letters/edit/" not in ada.get(f"/admin/letters/details/?id={row.id}").text
    path = f"/admin/letters/edit/?id={row.id}"
    refused = ada.post(path, ada.form(path))
    assert refused.status_code == 422
    assert "Brevet er sendt eller stoppet, og kan ikke endres." in refused.text


def test_letters_are_not_for_directors(enter):
    world = build()
    browser = enter(world.ada.director)
    for path in (
        "",
        "new/",
        f"details/?id={CourseLetter.get().id}",
        f"stop/?id={CourseLetter.get().id}",
        f"edit/?id={CourseLetter.get().id}",
    ):
        assert browser.get(f"/admin/letters/{path}").status_code == 403
        assert CourseLetter.get().stopped_at is None

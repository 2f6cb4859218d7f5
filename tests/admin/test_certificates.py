"""Certificates in the office: their state, and entering a passed test."""

from datetime import date, timedelta
from html import unescape

from collect import certificates_attempts as attempts
from collect.models.certificates import Certificate, CertificateAttempt
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE
from collect.rules.certificates import Terms, certificate_state
from tests import factories as make
from tests.admin.pages import cells, names
from tests.admin.world import build


def test_a_passed_test_is_entered_and_a_renewal_counts_from_the_old_expiry(enter):
    world = build()
    ada = enter("coordinator")
    path = f"/admin/certificates/new/?person={world.ada.worker.id}"
    shown = ada.form(path)
    assert shown["person"] == f"Solsikken Ansattsen ({world.ada.worker.email})"
    answers = {
        **shown,
        "instrument": str(make.an_instrument().id),
        "result_percent": "85",
        "source": "Kursbevis",
    }
    answer = ada.post(path, answers)
    row = Certificate.select().order_by(Certificate.id.desc()).first()
    assert (answer.status_code, answer.location) == (
        303,
        f"/admin/certificates/details/?id={row.id}",
    )
    assert (row.person_id, row.passed_on, row.valid_to) == (
        world.ada.worker.id,
        date(2025, 10, 15),
        date(2027, 3, 1),
    )


def test_a_test_passed_tomorrow_or_confirmed_by_nobody_is_refused(enter):
    world = build()
    ada = enter("coordinator")
    path = f"/admin/certificates/new/?person={world.ada.worker.id}"
    good = {**ada.form(path), "instrument": str(make.an_instrument().id), "source": "Kursbevis"}
    for wrong, words in (
        ({"passed_on": "2025-10-16"}, "Datoen kan ikke være frem i tid."),
        ({"source": " "}, "Fyll ut dette feltet."),
        ({"result_percent": "101"}, "Skriv et helt tall fra 0 til 100."),
        (
            {"course_completed_on": "2025-10-16", "passed_on": "2025-10-15"},
            "Den siste datoen er før den første.",
        ),
        ({"person": "Finnes ikke"}, "Velg en person fra listen."),
    ):
        answer = ada.post(path, {**good, **wrong})
        assert answer.status_code == 422
        assert words in answer.text
    assert Certificate.select().count() == 2


def test_a_pass_that_is_entered_twice_is_entered_once(enter):
    world = build()
    ada = enter("coordinator")
    path = f"/admin/certificates/new/?person={world.ada.worker.id}"
    answers = {**ada.form(path), "instrument": str(make.an_instrument().id), "source": "Kursbevis"}
    assert ada.post(path, answers).status_code == 303
    again = ada.post(path, answers)
    assert again.status_code == 422
    assert "Prøven bestått 15.10.2025 er ført inn fra før." in again.text
    assert Certificate.select().where(Certificate.person == world.ada.worker).count() == 2


def test_a_state_that_is_asked_for_is_the_state_that_is_shown(enter):
    instrument = make.an_instrument()
    today = make.TODAY
    for n, days in enumerate((-400, -1, 0, 1, 59, 60, 61, 300)):
        Certificate.create(
            person=make.a_person(f"Person {n}"),
            instrument=instrument,
            valid_from=today - timedelta(days=500),
            valid_to=today + timedelta(days=days),
        )
    Certificate.create(
        person=make.a_person("Person 8"),
        instrument=instrument,
        valid_from=today + timedelta(days=1),
        valid_to=today + timedelta(days=99),
    )
    ada = enter("coordinator")
    for state in ("valid", "expiring", "expired"):
        expected = [
            row.person.name
            for row in Certificate.select().order_by(Certificate.id)
            if certificate_state(
                today, course_completed_on=None, valid_from=row.valid_from, valid_to=row.valid_to
            )
            == state
        ]
        assert names(ada.get(f"/admin/certificates/?state={state}").text) == expected, state


def test_a_director_enters_no_test(enter):
    world = build()
    ada = enter(world.ada.director)
    assert ada.post("/admin/certificates/new/", {"person": "x"}).status_code == 403


def test_a_course_opens_the_test_and_an_attempt_is_entered_and_mended(enter):
    world = build()
    ada = enter("course_admin")
    path = f"/admin/certificates/course/?person={world.ada.worker.id}"
    assert path in unescape(ada.get(f"/admin/people/details/?id={world.ada.worker.id}").text)
    answers = {
        **ada.form(path),
        "instrument": str(make.an_instrument("prek").id),
        "course_completed_on": "2025-10-01",
        "source": "Deltakerliste",
    }
    page = ada.post(path, answers)
    row = Certificate.get(Certificate.course_completed_on == date(2025, 10, 1))
    assert (page.status_code, page.location) == (303, f"/admin/certificates/details/?id={row.id}")
    assert "Prøven kan tas til og med 26.11.2025. 3 forsøk igjen." in ada.get(page.location).text
    attempt = f"/admin/certificates/attempt/?id={row.id}"
    assert ada.post(attempt, {"taken_on": "2025-10-10", "result_percent": "60"}).status_code == 303
    shown = ada.get(page.location).text
    assert "2 forsøk igjen." in shown
    assert "Ikke bestått" in shown
    mend = f"/admin/certificates/mend/?id={row.id}&attempt=1"
    written = ada.form(mend)
    assert (written["taken_on"], written["result_percent"]) == ("2025-10-10", "60")
    assert ada.post(mend, {**written, "result_percent": "86"}).status_code == 422
    answer = ada.post(mend, {**written, "result_percent": "86", "reason": "Lest feil"})
    assert answer.status_code == 303
    shown = ada.get(page.location).text
    assert "Gjelder til 10.10.2026" in shown
    assert "/attempt/" not in shown


def test_a_wrong_course_or_attempt_comes_back_with_a_sentence(enter):
    world = build()
    ada = enter("coordinator")
    course = f"/admin/certificates/course/?person={world.ada.worker.id}"
    good = {
        **ada.form(course),
        "instrument": str(make.an_instrument().id),
        "course_completed_on": "2025-10-01",
        "source": "Deltakerliste",
    }
    for wrong, words in (
        ({"course_completed_on": "2025-10-16"}, "Datoen kan ikke være frem i tid."),
        ({"source": ""}, "Fyll ut dette feltet."),
        ({"instrument": ""}, "Velg i listen."),
    ):
        answer = ada.post(course, {**good, **wrong})
        assert answer.status_code == 422
        assert words in answer.text
    assert ada.post(course, good).status_code == 303
    again = ada.post(course, good)
    assert again.status_code == 422
    assert "Kurset fullført 01.10.2025 er ført inn fra før." in again.text
    row = Certificate.get(Certificate.course_completed_on == date(2025, 10, 1))
    path = f"/admin/certificates/attempt/?id={row.id}"
    answer = ada.post(path, {"taken_on": "2025-09-30", "result_percent": "85"})
    assert answer.status_code == 422
    assert "Prøven kan tas fra 01.10.2025 til og med 26.11.2025." in answer.text
    for strange in ("attempt=1", "attempt=x", ""):
        assert ada.get(f"/admin/certificates/mend/?id={row.id}&{strange}").status_code == 404
    assert CertificateAttempt.select().count() == 0


def test_a_director_reads_the_way_to_a_certificate_and_enters_nothing(enter):
    world = build()
    terms = Terms()
    row = attempts.complete_course(
        world.ada.worker,
        make.an_instrument("prek"),
        date(2025, 10, 1),
        "Liste",
        terms,
        by=HOUSE,
        now=make.NOW,
    )
    attempts.take_test(row, date(2025, 10, 10), 60, terms, by=HOUSE, now=make.NOW)
    ada, cy = enter(world.ada.director), enter(world.cy.director)
    shown = ada.get(f"/admin/certificates/details/?id={row.id}").text
    assert "2 forsøk igjen." in shown
    assert "/mend/" not in shown
    person = ada.get(f"/admin/people/details/?id={world.ada.worker.id}").text
    assert "Prøven er åpen. Prøven kan tas til og med 26.11.2025. 2 forsøk igjen." in person
    for path in ("course/?", f"attempt/?id={row.id}&", f"mend/?id={row.id}&attempt=1&"):
        path = f"/admin/certificates/{path}"
        assert (ada.get(path).status_code, ada.post(path).status_code) == (403, 403)
    assert cy.get(f"/admin/certificates/attempt/?id={row.id}").status_code == 404


def test_an_open_test_and_a_kindergarten_narrow_the_list(enter):
    world = build()
    for n, until in enumerate((-1, 0, 40)):
        Certificate.create(
            person=make.a_person(f"Person {n}", world.cy.kindergarten),
            instrument=make.an_instrument("prek"),
            course_completed_on=make.TODAY + timedelta(days=until - 56),
            test_until=make.TODAY + timedelta(days=until),
        )
    ada = enter("coordinator")
    assert names(ada.get("/admin/certificates/?state=test_open").text) == ["Person 1", "Person 2"]
    assert names(ada.get("/admin/certificates/?state=course_done").text) == ["Person 0"]
    here = f"/admin/certificates/?kindergarten={world.cy.kindergarten.id}"
    assert names(ada.get(here).text) == ["Måken Ansattsen", "Person 0", "Person 1", "Person 2"]
    assert names(ada.get(f"{here}&state=valid").text) == ["Måken Ansattsen"]


def test_the_register_leaves_as_a_workbook_and_on_paper_as_the_list_is_narrowed(enter):
    world = build()
    ada = enter("coordinator")
    here = f"kindergarten={world.cy.kindergarten.id}"
    listed = unescape(ada.get(f"/admin/certificates/?{here}&_anchor=x&page=2").text)
    assert f'href="/admin/certificates/register/?{here}"' in listed
    found = cells(ada.get(f"/admin/certificates/export/xlsx/?{here}"))
    assert [row[:4] for row in found[1:]] == [
        ("Måken Ansattsen", "Måken barnehage", "Småbarn (Toddler)", 1)
    ]
    page = ada.get(f"/admin/certificates/register/?{here}").text
    assert "Måken Ansattsen" in page
    assert "Småbarn (Toddler), 1. utgave" in page
    assert "Solsikken Ansattsen" not in page
    assert JournalEntry.select().where(JournalEntry.act == "export.list").count() == 2


def test_a_director_takes_out_the_own_house_and_others_nothing(enter):
    world = build()
    ada = enter(world.ada.director)
    for answer in (
        ada.get("/admin/certificates/export/xlsx/"),
        ada.get("/admin/certificates/register/"),
    ):
        assert answer.status_code == 200
    assert "Måken" not in ada.get("/admin/certificates/register/").text
    assert ada.get("/admin/certificates/export/csv/").status_code == 404
    for role in ("observer", "sysadmin"):
        bo = enter(role, world.ada.kindergarten if role == "observer" else None)
        for path in ("export/xlsx/", "register/"):
            assert bo.get(f"/admin/certificates/{path}").status_code == 403

"""Certificates in the office: their state, and entering a passed test."""

from datetime import date, timedelta

from collect.models.certificates import Certificate
from collect.rules.certificates import certificate_state
from tests import factories as make
from tests.admin.pages import names
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

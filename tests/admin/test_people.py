"""People in the office: where they work, amended, ended, appointed."""

from datetime import date

from collect.models.people import Employment, Person, ProgrammeFunction
from collect.people import written
from tests import factories as make
from tests.admin.pages import names
from tests.admin.world import build


def test_the_list_shows_the_job_of_today_the_latest_begun(enter):
    first, second = make.a_kindergarten("Første"), make.a_kindergarten("Andre")
    person = make.a_person("Kari", first, None, "assistant", date(2020, 8, 1))
    for place, since, until in (
        (second, date(2024, 8, 1), None),
        (first, date(2010, 1, 1), date(2015, 1, 1)),
    ):
        Employment.create(
            person=person, kindergarten=place, position="director", valid_from=since, valid_to=until
        )
    ada = enter("coordinator")
    page = ada.get("/admin/people/?search=kari").text
    assert names(page) == ["Kari"]
    assert '<td data-label="Stilling">Styrer</td>' in page
    assert '<td data-label="Barnehage">Andre</td>' in page
    assert names(ada.get("/admin/people/?position=director").text) == ["Kari"]
    assert names(ada.get("/admin/people/?position=assistant").text) == []
    assert names(ada.get(f"/admin/people/?kindergarten={second.id}").text) == ["Kari"]


def test_a_director_sees_of_a_job_elsewhere_nothing(enter):
    world = build()
    worker = world.ada.worker
    Employment.create(
        person=worker,
        kindergarten=world.cy.kindergarten,
        position="director",
        valid_from=date(2025, 9, 1),
    )
    ada = enter(world.ada.director)
    for path in ("people/", f"people/details/?id={worker.id}"):
        assert world.cy.word not in ada.get(f"/admin/{path}").text


def test_a_director_amends_a_name_and_an_address(enter):
    world = build()
    ada = enter(world.ada.director)
    path = f"/admin/people/edit/?id={world.ada.worker.id}"
    answers = {**ada.form(path), "name": "Ny Åse", "email": "Ny.Aase@Eksempel.no"}
    assert ada.post(path, answers).status_code == 303
    row = Person.get_by_id(world.ada.worker.id)
    assert (row.name, row.email, row.email_key) == (
        "Ny Åse",
        "Ny.Aase@Eksempel.no",
        "ny.aase@eksempel.no",
    )


def test_an_address_that_is_taken_or_no_address_is_refused(enter):
    world = build()
    ada = enter(world.ada.director)
    path = f"/admin/people/edit/?id={world.ada.worker.id}"
    for email, words in (
        (world.cy.worker.email, "E-postadressen hører til en person som finnes fra før."),
        ("hei", "Skriv e-postadressen slik: navn@barnehage.no"),
    ):
        answer = ada.post(path, {**ada.form(path), "email": email})
        assert answer.status_code == 422
        assert words in answer.text


def test_an_employment_is_ended(enter):
    world = build()
    ada = enter(world.ada.director)
    job = Employment.get(Employment.person == world.ada.worker)
    path = f"/admin/people/end/?id={world.ada.worker.id}&job={job.id}"
    assert ada.post(path, {"valid_to": "2019-01-01"}).status_code == 422
    assert ada.post(path, {"valid_to": "31.12.2025"}).status_code == 303
    assert Employment.get_by_id(job.id).valid_to == date(2025, 12, 31)


def test_an_employment_of_somebody_else_is_not_ended(enter):
    world = build()
    ada = enter(world.ada.director)
    foreign = Employment.get(Employment.person == world.cy.worker)
    for job in (foreign.id, "x", ""):
        path = f"/admin/people/end/?id={world.ada.worker.id}&job={job}"
        assert ada.post(path, {"valid_to": "2025-12-31"}).status_code == 404
    assert Employment.get_by_id(foreign.id).valid_to is None


def test_a_function_is_given(enter):
    world = build()
    ada = enter(world.ada.director)
    path = f"/admin/people/appoint/?id={world.ada.worker.id}"
    shown = ada.form(path)
    assert shown["kindergarten"] == str(world.ada.kindergarten.id)
    sent = {**shown, "function": "resource_person"}
    assert ada.post(path, sent).status_code == 303
    again = ada.post(path, sent)
    assert again.status_code == 422
    assert "Personen har denne funksjonen fra før." in again.text
    row = ProgrammeFunction.get(ProgrammeFunction.function == "resource_person")
    assert (row.person_id, row.valid_from) == (world.ada.worker.id, date(2025, 10, 15))
    assert "Ressursperson" in ada.get(f"/admin/people/details/?id={world.ada.worker.id}").text


def test_a_director_gives_no_function_for_the_whole_municipality(enter):
    world = build()
    ada = enter(world.ada.director)
    path = f"/admin/people/appoint/?id={world.ada.worker.id}"
    assert (
        ada.post(path, {**ada.form(path), "function": "mentor", "kindergarten": ""}).status_code
        == 403
    )
    assert ProgrammeFunction.select().where(ProgrammeFunction.function == "mentor").count() == 0


def test_one_without_an_address_is_written_with_a_number():
    assert written(Person(id=7, name="Kari Å", email=None)) == "Kari Å (nr. 7)"

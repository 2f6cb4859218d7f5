"""Nothing is deleted, nothing changed but through the acts, nobody written over."""

import re
from typing import Any

from peewee import IntegrityError

from collect import organisation
from collect.models.journal import JournalEntry
from collect.models.organisation import Cohort, Department, Kindergarten, Network
from collect.models.people import Person
from tests.admin.pages import SCOPED, everything
from tests.admin.world import build


def test_nothing_can_be_deleted_or_done_in_bulk(enter):
    world = build()
    ada = enter("coordinator")
    for feature in (*SCOPED, "cohorts", "networks", "courses", "dimensions", "tasks"):
        row = world.ada.ids.get(feature, 1)
        assert "/delete/" not in ada.get(f"/admin/{feature}/").text
        for path, answers in (
            ("delete", {"id": row}),
            ("action", {"action": "delete", "rowid": row}),
            ("ajax/update", {"list_form_pk": row, "name": "X"}),
        ):
            assert ada.get(f"/admin/{feature}/{path}/").status_code == 404
            assert ada.post(f"/admin/{feature}/{path}/", answers).status_code == 404


def test_what_has_no_form_cannot_be_made_or_amended(enter):
    world = build()
    ada = enter("coordinator")
    for feature in ("people", "observations", "registrations", "onboarding", "dimensions"):
        assert ada.get(f"/admin/{feature}/new/").status_code == 404
        assert ada.post(f"/admin/{feature}/new/", {"name": "X"}).status_code == 404
    for feature in (
        "accounts",
        "certificates",
        "visits",
        "observations",
        "registrations",
        "onboarding",
        "journal",
    ):
        path = f"/admin/{feature}/edit/?id={world.ada.ids[feature]}"
        assert (ada.get(path).status_code, ada.post(path, {"name": "X"}).status_code) == (404, 404)


def test_a_director_may_make_nothing_that_is_the_coordinators(enter):
    ada = enter(build().ada.director)
    made = ("kindergartens", "cohorts", "networks", "departments", "courses", "certificates")
    for feature in made:
        path = f"/admin/{feature}/new/"
        assert (ada.get(path).status_code, ada.post(path).status_code) == (403, 403), feature
        assert path not in ada.get(f"/admin/{feature}/").text


def test_a_director_may_read_but_not_amend_her_kindergarten(enter):
    world = build()
    ada = enter(world.ada.director)
    path = f"/admin/kindergartens/edit/?id={world.ada.kindergarten.id}"
    assert (ada.get(path).status_code, ada.post(path, {"name": "Ny"}).status_code) == (403, 403)
    assert (
        "/edit/"
        not in ada.get(f"/admin/kindergartens/details/?id={world.ada.kindergarten.id}").text
    )


def test_fields_that_are_not_asked_change_nothing(enter):
    world = build()
    ada = enter("coordinator")
    for feature, model in (
        ("kindergartens", Kindergarten),
        ("people", Person),
        ("departments", Department),
    ):
        row = model.get_by_id(world.ada.ids[feature])
        before = dict(row.__data__)
        path = f"/admin/{feature}/edit/?id={row.id}"
        hidden = {name: "7" for name in before if name != "name"}
        answers = {
            **hidden,
            "id": "999",
            "kindergarten_id": "999",
            **ada.form(path),
            "name": "Nytt navn",
        }
        assert ada.post(path, answers).status_code == 303
        after = dict(model.get_by_id(row.id).__data__)
        changed = {name for name in before if before[name] != after[name]}
        assert changed == {"name", "sort", "search"}, feature


def test_an_organisation_number_cannot_be_smuggled_in(enter):
    world = build()
    ada = enter("coordinator")
    row = world.ada.kindergarten
    path = f"/admin/kindergartens/edit/?id={row.id}"
    ada.post(path, {**ada.form(path), "org_number": "974760673", "id": "77", "sort": "zzz"})
    assert Kindergarten.get_by_id(row.id).org_number == row.org_number


def test_a_form_without_its_token_is_refused(enter):
    world = build()
    ada = enter("coordinator")
    row, course = world.ada.kindergarten.id, world.course.id
    for path in (
        "networks/new/",
        f"kindergartens/edit/?id={row}",
        "imports/",
        f"courses/cancel/?id={course}",
    ):
        assert ada.client.post(f"/admin/{path}", data={"name": "X"}).status_code == 400
    wrong = {"name": "X", "csrf_token": "galt"}
    assert ada.client.post("/admin/networks/new/", data=wrong).status_code == 400
    assert Network.select().count() == 2


def test_a_get_changes_nothing(enter):
    world = build()
    ada = enter("coordinator")
    models = (Kindergarten, Cohort, Network, Department, Person, JournalEntry)
    before = everything(*models)
    course, account = world.course.id, world.ada.ids["accounts"]
    for path in (
        f"courses/cancel/?id={course}",
        f"accounts/close/?id={account}",
        "networks/new/?name=X",
    ):
        assert ada.get(f"/admin/{path}").status_code == 200
    assert everything(*models) == before


def test_a_refused_form_comes_back_filled_in_with_the_reason(enter):
    build()
    ada = enter("coordinator")
    answer = ada.post("/admin/networks/new/", {"name": "Nettverk hav"})
    assert answer.status_code == 422
    assert "Nettverket «Nettverk hav» finnes fra før." in answer.text
    assert 'value="Nettverk hav"' in answer.text
    answer = ada.post("/admin/cohorts/new/", {"number": "tolv", "start": "31.02.2025"})
    assert answer.status_code == 422
    assert 'value="tolv"' in answer.text
    assert 'value="31.02.2025"' in answer.text
    assert Cohort.select().count() == 2


def test_a_change_that_somebody_else_made_first_is_not_written_over(enter):
    world = build()
    ada, bo = enter("coordinator"), enter("coordinator")
    row = world.ada.kindergarten
    path = f"/admin/kindergartens/edit/?id={row.id}"
    adas, bos = ada.form(path), bo.form(path)
    assert bo.post(path, {**bos, "city": "Sandvika"}).status_code == 303
    answer = ada.post(path, {**adas, "name": "Solsikken nye barnehage"})
    assert answer.status_code == 422
    assert "Noen andre har endret dette etter at du åpnet det." in answer.text
    assert 'value="Solsikken nye barnehage"' in answer.text
    said = re.findall(r"<h2>Slik er det lagret nå</h2>\s*<ul>(.*?)</ul>", answer.text)[0]
    assert said == "<li>Navn: Solsikken barnehage</li><li>Poststed: Sandvika</li>"
    stored = Kindergarten.get_by_id(row.id)
    assert (stored.name, stored.city) == ("Solsikken barnehage", "Sandvika")
    again = re.findall(r'name="as_read" value="(\w+)"', answer.text)[0]
    assert (
        ada.post(path, {**adas, "name": "Solsikken nye barnehage", "as_read": again}).status_code
        == 303
    )
    assert Kindergarten.get_by_id(row.id).name == "Solsikken nye barnehage"


def test_a_change_without_saying_what_was_read_is_refused(enter):
    world = build()
    ada = enter("coordinator")
    path = f"/admin/kindergartens/edit/?id={world.ada.kindergarten.id}"
    answers = ada.form(path)
    del answers["as_read"]
    assert ada.post(path, {**answers, "name": "Nytt"}).status_code == 422
    assert Kindergarten.get_by_id(world.ada.kindergarten.id).name == "Solsikken barnehage"


def test_the_lock_looks_again_inside_the_act(enter, monkeypatch):
    """Somebody may save between the reading of the row and the act's transaction."""
    world = build()
    ada = enter("coordinator")
    row = world.ada.kindergarten
    path = f"/admin/kindergartens/edit/?id={row.id}"
    answers = {**ada.form(path), "name": "Adas navn"}
    act = organisation.amend_kindergarten

    def late(*given: Any, **more: Any) -> None:
        Kindergarten.update(city="Bos by").where(Kindergarten.id == row.id).execute()
        act(*given, **more)

    monkeypatch.setattr(organisation, "amend_kindergarten", late)
    assert ada.post(path, answers).status_code == 422
    stored = Kindergarten.get_by_id(row.id)
    assert (stored.name, stored.city) == ("Solsikken barnehage", "Bos by")


def test_what_the_database_alone_sees_is_a_sentence_too(enter, monkeypatch):
    def late(*_: Any, **__: Any) -> None:
        raise IntegrityError("UNIQUE constraint failed: network.name")

    monkeypatch.setattr(organisation, "save_network", late)
    answer = enter("coordinator").post("/admin/networks/new/", {"name": "Nord"})
    assert answer.status_code == 422
    assert ("UNIQUE" in answer.text, "Noen andre har endret dette" in answer.text) == (False, True)

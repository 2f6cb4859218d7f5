"""Only rows within reach, whatever path one tries."""

import re
from itertools import product

from collect import people
from collect.models.accounts import RoleGrant
from collect.models.journal import JournalEntry
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Person
from tests import factories as make
from tests.admin.pages import SCOPED, bare, cells, everything
from tests.admin.world import build

ACTS = [
    *("kindergartens/edit", "kindergartens/move", "departments/edit", "departments/change"),
    *("people/edit", "people/appoint", "people/end"),
    *("accounts/grant", "accounts/renew", "accounts/close", "accounts/take-back"),
    "registrations/withdraw",
]


def test_a_list_shows_a_director_the_rows_of_her_own_kindergarten(enter):
    world = build()
    ada, cy = enter(world.ada.director), enter(world.cy.director)
    readers = [(ada, world.ada, world.cy), (cy, world.cy, world.ada)]
    for feature, (browser, mine, other) in product(SCOPED, readers):
        page = browser.get(f"/admin/{feature}/").text
        found = set(re.findall(rf'/admin/{feature}/details/\?id=(\d+)"', page))
        assert str(mine.ids[feature]) in found, feature
        assert str(other.ids[feature]) not in found, feature
        assert other.word not in page, feature


def test_a_foreign_row_and_a_missing_one_get_the_same_answer(enter):
    world = build()
    cy = enter(world.cy.director)
    for feature in SCOPED:
        assert cy.get(f"/admin/{feature}/details/?id={world.cy.ids[feature]}").status_code == 200
        foreign = cy.get(f"/admin/{feature}/details/?id={world.ada.ids[feature]}")
        missing = cy.get(f"/admin/{feature}/details/?id=999999999")
        assert (foreign.status_code, missing.status_code) == (404, 404), feature
        assert bare(foreign.text) == bare(missing.text)


def test_a_foreign_row_cannot_be_acted_on_by_address(enter):
    world = build()
    cy = enter(world.cy.director)
    models = (Kindergarten, Department, Person, JournalEntry)
    before = everything(*models)
    for act in ACTS:
        for row in (world.ada.ids[act.partition("/")[0]], 999999999):
            path = f"/admin/{act}/?id={row}"
            assert (cy.get(path).status_code, cy.post(path, {"name": "X"}).status_code) == (
                404,
                404,
            ), act
    assert everything(*models) == before


def test_a_search_finds_no_foreign_row(enter):
    world = build()
    cy = enter(world.cy.director)
    for feature in SCOPED:
        page = cy.get(f"/admin/{feature}/?search=Solsikken").text
        assert f"/admin/{feature}/details/" not in page, feature


def test_a_workbook_of_a_list_holds_no_foreign_row(enter):
    world = build()
    ada = enter(world.ada.director)
    for feature in SCOPED:
        if feature != "registrations":  # not for a director to take out
            text = repr(cells(ada.get(f"/admin/{feature}/export/xlsx/")))
            assert ("Måken" in text, "Solsikken" in text) == (False, True), feature


def test_suggestions_hold_nobody_out_of_reach(enter):
    world = build()
    cy = enter(world.cy.director)
    assert cy.get("/admin/accounts/ajax/lookup/?name=person&query=Solsikken").json == []
    own = cy.get("/admin/accounts/ajax/lookup/?name=person&query=måken&limit=1000000").json
    assert own == sorted(
        people.written(p) for p in Person.select().where(Person.search.contains("måken"))
    )
    assert cy.get("/admin/accounts/ajax/lookup/?name=person&query=").json == []
    assert cy.get("/admin/accounts/ajax/lookup/?name=kindergarten&query=a").status_code == 404
    assert cy.get("/admin/people/ajax/lookup/?name=person&query=a").status_code == 404


def test_suggestions_are_at_most_twenty(enter):
    for n in range(25):
        make.a_person(f"Kari Etternavn {n}")
    ada = enter("coordinator")
    assert (
        len(ada.get("/admin/accounts/ajax/lookup/?name=person&query=kari&limit=100000").json) == 20
    )


def test_choices_offer_nothing_out_of_reach(enter):
    world = build()
    cy = enter(world.cy.director)
    for path in (f"people/appoint/?id={world.cy.worker.id}", "people/", "journal/", "onboarding/"):
        page = cy.get(f"/admin/{path}").text
        assert "Måken barnehage" in page
        assert "Solsikken" not in page


def test_a_foreign_kindergarten_cannot_be_chosen(enter):
    world = build()
    cy = enter(world.cy.director)
    path = f"/admin/people/appoint/?id={world.cy.worker.id}"
    answers = {
        **cy.form(path),
        "function": "mentor",
        "kindergarten": str(world.ada.kindergarten.id),
    }
    assert cy.post(path, answers).status_code == 422


def test_an_end_of_reach_ends_with_the_next_request(enter):
    world = build()
    ada = enter(world.ada.director)
    assert ada.get("/admin/people/").status_code == 200
    held = RoleGrant.account == world.ada.director.account_id
    RoleGrant.update(valid_to="2025-10-14").where(held).execute()
    assert ada.get("/admin/people/").status_code == 403

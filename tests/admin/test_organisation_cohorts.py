"""Cohorts and networks in the office."""

import re
from datetime import date

from collect.models.organisation import Cohort, Network
from tests import factories as make
from tests.admin.world import build


def test_a_cohort_is_added_and_its_start_amended(enter):
    ada = enter("coordinator")
    assert (
        ada.post("/admin/cohorts/new/", {"number": "7", "start": "2026-01-20"}).status_code == 303
    )
    row = Cohort.get()
    assert (row.number, row.start) == (7, date(2026, 1, 1))
    path = f"/admin/cohorts/edit/?id={row.id}"
    shown = ada.form(path)
    assert "number" not in shown
    assert ada.post(path, {**shown, "start": "2026-08-01"}).status_code == 303
    assert Cohort.get().start == date(2026, 8, 1)


def test_a_known_cohort_is_refused(enter):
    make.a_cohort(7)
    answer = enter("coordinator").post(
        "/admin/cohorts/new/", {"number": "7", "start": "2026-01-20"}
    )
    assert answer.status_code == 422
    assert "Pulje 7 finnes fra før." in answer.text


def test_figures_of_a_cohort_are_for_those_who_see_the_whole_programme(enter):
    world = build()
    figures = r'data-label="(Barnehager|Avdelinger|Barn|Ansatte)" class="number">(\d+)<'
    page = enter("coordinator").get("/admin/cohorts/?sort=number").text
    assert re.findall(figures, page)[:4] == [
        ("Barnehager", "1"),
        ("Avdelinger", "1"),
        ("Barn", "12"),
        ("Ansatte", "4"),
    ]
    assert re.findall(figures, enter(world.ada.director).get("/admin/cohorts/").text) == []


def test_a_network_is_added_and_renamed(enter):
    ada = enter("coordinator")
    assert ada.post("/admin/networks/new/", {"name": "Øst"}).status_code == 303
    row = Network.get()
    path = f"/admin/networks/edit/?id={row.id}"
    assert ada.post(path, {**ada.form(path), "name": "Ytre øst"}).status_code == 303
    assert Network.get().name == "Ytre øst"


def test_the_way_from_a_cohort_to_its_kindergartens(enter):
    world = build()
    ada = enter("coordinator")
    page = ada.get(
        f"/admin/cohorts/details/?id={Cohort.select().order_by(Cohort.id).first().id}"
    ).text
    link = re.findall(r'href="(/admin/kindergartens/\?cohort=\d+)"', page)[0]
    found = ada.get(link).text
    assert (world.ada.word in found, world.cy.word in found) == (True, False)

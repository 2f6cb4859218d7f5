"""Planned visits in the office: found, narrowed, shown with why; changed on their own pages."""

import re
from datetime import date

from collect import observations_visits as visits
from collect.models.observations import Visit
from tests import factories as make
from tests.admin.pages import cells
from tests.admin.world import build


def test_a_visit_is_shown_with_why_and_the_way_to_its_page(enter):
    world = build()
    row = Visit.get_by_id(world.ada.ids["visits"])
    page = enter(world.ada.director).get(f"/admin/visits/details/?id={row.id}").text
    for words in (
        "Solsikken småbarn, 11.11.2025",
        "Solsikken Ansattsen",
        "Observerer sin egen avdeling; Sertifikatet gjelder til 01.03.2026",
        "Spurt",
        f'href="/observations/visits/{row.id}"',
    ):
        assert words in page, words
    assert "Endre" not in re.findall(r"<main.*</main>", page, re.DOTALL)[0]


def test_visits_are_narrowed_and_found(enter):
    world = build()
    late = make.an_identity("observer", world.ada.kindergarten)
    make.a_certificate(late, passed_on=date(2024, 11, 1))
    room = make.a_department(world.ada.kindergarten, "Vepsen")
    other = make.a_visit(room, late)
    visits.decline(other, "Planleggingsdag", by=late, now=make.NOW)
    ada = enter("coordinator")
    for query, count in (
        ("", 3),
        ("semester=2025-autumn", 3),
        ("status=declined", 1),
        ("status=asked", 2),
        (f"kindergarten={world.cy.kindergarten.id}", 1),
        ("search=vepsen", 1),
        (f"search={world.cy.worker.name}", 1),
        ("sort=observer", 3),
    ):
        page = ada.get(f"/admin/visits/?{query}").text
        found = set(re.findall(r"/admin/visits/details/\?id=(\d+)", page))
        assert len(found) == count, query
    page = ada.get(f"/admin/visits/details/?id={other.id}").text
    assert "Sertifikatet utløp 01.11.2025, før besøket" in page
    assert "Planleggingsdag" in page


def test_the_list_is_taken_out_with_real_dates(enter):
    build()
    rows = cells(enter("coordinator").get("/admin/visits/export/xlsx/"))
    assert rows[0][:5] == ("Avdeling", "Barnehage", "Halvår", "Dag", "Observatør")
    assert rows[1][3].date() == date(2025, 11, 11)

"""A list taken out of the house."""

from io import BytesIO

from openpyxl import load_workbook

from collect.models.journal import JournalEntry
from tests import factories as make
from tests.admin.pages import cells
from tests.admin.world import OBSERVER, build


def test_a_workbook_holds_the_list_as_it_is_shown(enter):
    cohort = make.a_cohort(4)
    north = make.a_network("Nord")
    make.a_kindergarten("Åsen", cohort, north, registered_children=40, org_number="974760673")
    make.a_kindergarten("Bo", cohort, ownership="private", org_number="910000004")
    make.a_kindergarten("Utenfor", org_number="910000012")
    ada = enter("coordinator")
    answer = ada.get(f"/admin/kindergartens/export/xlsx/?cohort={cohort.id}&sort=name&desc=1")
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert (
        answer.headers["Content-Disposition"] == 'attachment; filename="Barnehager_2025-10-15.xlsx"'
    )
    assert cells(answer) == [
        ("Navn", "Organisasjonsnummer", "Eierform", "Pulje", "Styrernettverk", "Barn i registeret"),
        ("Åsen", "974760673", "Kommunal", 4, "Nord", 40),
        ("Bo", "910000004", "Privat", 4, None, None),
    ]
    line = JournalEntry.select().order_by(JournalEntry.id.desc()).first()
    assert (line.act, line.new) == ("export.list", {"list": "kindergartens", "rows": 2})


def test_a_workbook_has_every_page_of_the_list(enter):
    for n in range(60):
        make.a_network(f"Nettverk {n:02}")
    ada = enter("coordinator")
    assert len(cells(ada.get("/admin/networks/export/xlsx/"))) == 61


def test_a_text_in_a_workbook_is_no_formula(enter):
    make.a_network("=HYPERLINK(1)")
    answer = enter("coordinator").get("/admin/networks/export/xlsx/")
    cell = load_workbook(BytesIO(answer.data)).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_a_workbook_too_long_says_so(enter, monkeypatch):
    from admin import view

    monkeypatch.setattr(view, "MOST_ROWS", 2)
    for n in range(3):
        make.a_network(f"Nettverk {n}")
    rows = cells(enter("coordinator").get("/admin/networks/export/xlsx/"))
    assert [row[0] for row in rows if row[0]] == [
        *("Navn", "Nettverk 0", "Nettverk 1"),
        "Listen er lengre enn dette. Søk for å dele den opp.",
    ]


def test_only_xlsx_is_given_and_only_to_those_who_may(enter):
    world = build()
    ada, admin = enter(world.ada.director), enter("course_admin")
    assert ada.get("/admin/people/export/csv/").status_code == 404
    assert ada.get("/admin/registrations/export/xlsx/").status_code == 403
    assert "export/xlsx" not in ada.get("/admin/registrations/").text
    assert admin.get("/admin/registrations/export/xlsx/").status_code == 200
    assert OBSERVER not in repr(cells(enter("coordinator").get("/admin/observations/export/xlsx/")))

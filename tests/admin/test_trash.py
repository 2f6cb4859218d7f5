"""The trash in the office: taking away with a reason, what is there, and the way back."""

import re
from datetime import timedelta

from admin.trash import PAGES
from collect import trash
from collect.models.courses import Course
from collect.models.organisation import Network
from collect.models.people import Person
from collect.models.trash import Trash
from collect.rules.access import HOUSE
from tests import factories as make
from tests.admin.pages import cells
from tests.admin.world import build
from tests.factories import NOW

FEATURES = {kind: page.removeprefix("office_") for kind, page in PAGES.items()}
NAMES = {kind: f"Zz{kind}en" for kind in PAGES}


def a_wrong(kind):
    """One of a kind, called by its word; a certificate is called by its holder."""
    name, place = NAMES[kind], make.a_kindergarten("Stua")
    if kind in ("person", "certificate"):
        row = make.a_person(f"{name} Persen", place)
        return make.a_certificate(row) if kind == "certificate" else row
    if kind == "course":
        return make.a_course(title=name)
    if kind == "network":
        return make.a_network(name)
    if kind == "department":
        return make.a_department(place, name)
    return make.a_kindergarten(name, make.a_cohort())


def address(kind, row, page="remove"):
    return f"/admin/{FEATURES[kind]}/{page}/?id={row.id}"


def everywhere(app, browser):
    """Return the addresses of all pages without a number in them, each with the kinds it names."""
    found = {}
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<export_type>", "xlsx")
        is_told = path.startswith(("/admin/trash", "/admin/journal", "/static", "/admin/static"))
        if "GET" not in (rule.methods or ()) or "<" in path or is_told or "logout" in path:
            continue
        answer = browser.get(path)
        if answer.status_code == 200:
            is_book = "spreadsheet" in answer.content_type
            text = repr(cells(answer)) if is_book else answer.data.decode(errors="replace")
            found[path] = [kind for kind in PAGES if NAMES[kind] in text]
    return found


def test_no_page_choice_or_export_shows_what_was_taken_away(app, enter):
    rows, ada = {kind: a_wrong(kind) for kind in PAGES}, enter("coordinator")
    before = everywhere(app, ada)
    assert len(before) > 60
    assert {kind for kinds in before.values() for kind in kinds} == set(PAGES)
    for kind, row in rows.items():
        sent = ada.post(address(kind, row), {"reason": "Lagt inn to ganger"})
        assert (sent.status_code, sent.location) == (303, f"/admin/{FEATURES[kind]}/")
        assert ada.get(address(kind, row, "details")).status_code == 404
    after = everywhere(app, ada)
    shown = {path: kinds for path, kinds in after.items() if kinds}
    assert all(kinds == ["certificate"] for kinds in shown.values()), shown  # its holder
    assert not any("certificate" in path for path in shown)
    for made in list(Trash.select().order_by(Trash.id.desc())):
        back = ada.post(f"/admin/trash/restore/?id={made.id}")
        row = rows[made.record]
        assert (back.status_code, back.location) == (303, address(made.record, row, "details"))
        assert ada.get(back.location).status_code == 200
    assert everywhere(app, ada) == before


def test_the_trash_lists_who_took_what_away_and_until_when(enter):
    row, ada = make.a_network("Nordnett"), enter("coordinator")
    page = ada.get(address("network", row, "details")).text
    assert f'href="/admin/networks/remove/?id={row.id}"' in page
    asked = ada.get(address("network", row)).text
    assert "I 30 dager kan det hentes tilbake" in asked
    ada.post(address("network", row), {"reason": "Skrevet feil"})
    listed = ada.get("/admin/trash/").text
    found = re.findall(r"<td[^>]*>(?:<span[^>]*>)?([^<]*)", listed)
    assert found[:3] == ["Styrernettverk", "Skrevet feil", ada.identity.name]
    assert "Nordnett" in listed
    assert "14.11.2025" in listed


def test_what_is_in_the_way_is_said_at_once_and_refused(enter):
    world = build()
    ada = enter("coordinator")
    for kind, row, words in (
        ("course", world.course, "Avlys det i stedet."),
        ("kindergarten", world.ada.kindergarten, "Noen arbeider eller har arbeidet her."),
        ("person", world.ada.worker, "er eller har vært påmeldt kurs"),
        ("department", world.ada.room, "Observasjoner eller besøk bygger på dette."),
    ):
        shown = ada.get(address(kind, row))
        assert (shown.status_code, words in shown.text) == (200, True), kind
        sent = ada.post(address(kind, row), {"reason": "Feil"})
        assert sent.status_code == 422, kind
        assert type(row).select().where(type(row).id == row.id).exists()
    assert Trash.select().count() == 0


def test_without_a_reason_nothing_goes(enter):
    row, ada = make.a_network("Nordnett"), enter("coordinator")
    sent = ada.post(address("network", row), {"reason": " "})
    assert sent.status_code == 422
    assert "Fyll ut dette feltet." in sent.text
    assert Network.select().where(Network.id == row.id).exists()


def test_others_may_neither_take_away_nor_lay_back(enter):
    world = build()
    course = make.a_course()
    made = trash.remove(make.a_network("N"), "Feil", days=30, by=HOUSE, now=NOW)
    cy = enter(world.cy.director)
    assert cy.post(address("person", world.cy.worker), {"reason": "Feil"}).status_code == 403
    assert "/remove/" not in cy.get(address("person", world.cy.worker, "details")).text
    assert cy.get("/admin/trash/").status_code == 403
    keeper = enter("course_admin")
    assert keeper.post(f"/admin/trash/restore/?id={made.id}").status_code == 404
    assert keeper.post(address("course", course), {"reason": "Feil"}).status_code == 303
    assert keeper.get("/admin/trash/").text.count("/admin/trash/details/") == 1
    assert Course.get_or_none(Course.id == course.id) is None
    assert Person.get_or_none(Person.id == world.cy.worker.id) is not None


def test_what_cannot_be_laid_back_is_said(enter):
    row, ada = make.a_network("Nordnett"), enter("coordinator")
    made = trash.remove(row, "Feil", days=30, by=HOUSE, now=NOW)
    make.a_network("Nordnett")
    sent = ada.post(f"/admin/trash/restore/?id={made.id}")
    assert sent.status_code == 422
    assert "Det kan ikke hentes tilbake nå" in sent.text
    assert trash.purge(NOW + timedelta(days=31)) == 1
    assert ada.get(f"/admin/trash/details/?id={made.id}").status_code == 404


def test_the_list_of_the_trash_takes_the_same_queries_for_few_and_many(enter, count_queries):
    ada = enter("coordinator")
    counts = []
    for number in (1, 6):
        for _ in range(number):
            trash.remove(make.a_network(), "Feil", days=30, by=HOUSE, now=NOW)
        with count_queries() as queries:
            assert ada.get("/admin/trash/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]

"""One field of many rows: rehearsed, told, and done through the form and the act of the single change."""

import re
from datetime import date

import pytest

from collect import courses, database
from collect.models.courses import Course
from collect.models.journal import JournalEntry
from collect.models.organisation import Department, Kindergarten
from collect.rules.access import HOUSE
from tests import factories as make
from tests.admin.pages import everything, names
from tests.admin.world import build
from tests.factories import NOW

PLACE = "/admin/courses/many/?field=place"


def preview(browser, path, rows, **answers):
    sent = {"step": "preview", "row": [row.id for row in rows], **answers}
    return browser.post(path, sent)


def applied(browser, path, rows, **answers):
    """Send what the page of the rehearsal would send."""
    page = preview(browser, path, rows, **answers).text
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    sent = {}
    for name, value in hidden:
        if name != "csrf_token":
            sent.setdefault(name, []).append(value)
    return browser.post(path, sent)


def told(page):
    """Return the headings of what happens, each with its rows."""
    parts = re.findall(r"<h2>([^<]+)</h2>\s*<ul>(.*?)</ul>", page, re.DOTALL)
    return {head: re.findall(r"<li><a[^>]*>([^<]*)</a>", rows) for head, rows in parts}


def test_a_field_of_many_rows_is_rehearsed_and_then_changed(enter):
    rows = [make.a_course(title=f"Kurs {n}", place="Gamlestua") for n in range(3)]
    courses.amend_course(
        rows[2],
        {**rows[2].__data__, "positions": [], "place": "Nystua"},
        by=HOUSE,
        now=NOW,
    )
    ada = enter("coordinator")
    before = everything(Course, JournalEntry)
    shown = preview(ada, PLACE, rows, place="Nystua")
    assert shown.status_code == 200
    assert everything(Course, JournalEntry) == before
    found = told(shown.text)
    assert found == {"2 rader endres": ["Kurs 0", "Kurs 1"], "1 rad er slik fra før": ["Kurs 2"]}
    done = applied(ada, PLACE, rows, place="Nystua")
    assert done.status_code == 200
    assert "2 rader er endret" in done.text
    assert {row.place for row in Course.select()} == {"Nystua"}
    lines = JournalEntry.select().where(JournalEntry.act == "course.amend")
    assert sorted(line.record_id for line in lines) == sorted(row.id for row in rows)


def test_many_cannot_be_given_what_one_is_refused(enter):
    """Each value is tried on the single form and on many: the same verdict, and the same sentence."""
    early = make.a_course(title="Tidlig", days=1)
    late = make.a_course(title="Sent", days=1)
    Course.update(first_day=date(2025, 12, 1)).where(Course.id == late.id).execute()
    ada = enter("coordinator")
    path = "/admin/courses/many/?field=register_by"
    for value in ("2025-11-20", "tull"):
        single = f"/admin/courses/edit/?id={early.id}"
        alone = ada.post(single, {**ada.form(single), "register_by": value})
        assert alone.status_code == 422
        page = preview(ada, path, [early], register_by=value).text
        assert list(told(page)) == ["1 rad avvises"], value
        said = re.findall(r"<li><a[^>]*>Tidlig</a> <small[^>]*>[^<]*</small>: ([^<]+)", page)[0]
        assert said.split(": ")[-1] in alone.text
        assert 'value="apply"' not in page
    page = applied(ada, path, [early, late], register_by="2025-11-20").text
    assert "1 rad er endret" in page
    assert Course.get_by_id(early.id).register_by is None
    assert Course.get_by_id(late.id).register_by == date(2025, 11, 20)


def test_what_is_refused_is_refused_also_when_the_rehearsal_is_skipped(enter):
    row = make.a_course(title="Tidlig", days=1)
    ada = enter("coordinator")
    sent = ada.post(
        "/admin/courses/many/?field=register_by",
        {"step": "apply", "row": [row.id], "register_by": "2025-11-20"},
    )
    assert list(told(sent.text)) == ["1 rad avvises"]
    assert Course.get_by_id(row.id).register_by is None


def test_a_row_that_somebody_changed_meanwhile_is_not_written_over(enter):
    row = make.a_course(title="Kurs", place="Gamlestua")
    ada = enter("coordinator")
    sent = ada.post(
        PLACE, {"step": "apply", "row": [row.id], f"seen-{row.id}": "old", "place": "Nystua"}
    )
    assert list(told(sent.text)) == ["1 rad avvises"]
    assert Course.get_by_id(row.id).place == "Gamlestua"


def test_all_rows_of_a_search_are_taken_and_no_others(enter):
    for title in ("Snakk sammen", "Snakk mer", "Lek"):
        make.a_course(title=title, place="Gamlestua")
    ada = enter("coordinator")
    path = f"{PLACE}&search=snakk"
    assert ada.get(path).text.count('name="row"') == 2
    page = ada.post(path, {"step": "preview", "all": "1", "place": "Nystua"}).text
    assert "2 rader endres" in page


def test_more_than_can_be_read_at_once_are_refused(enter, monkeypatch):
    monkeypatch.setattr("admin.bulk.MOST", 2)
    rows = [make.a_course() for _ in range(3)]
    ada = enter("coordinator")
    for answers in ({"all": "1"}, {"row": [row.id for row in rows]}, {}):
        sent = ada.post(PLACE, {"step": "preview", "place": "Nystua", **answers})
        assert sent.status_code == 422
    assert "Listen har 3 rader, og her er de første 2." in ada.get(PLACE).text


def test_only_fields_that_are_named_and_rows_within_reach(enter):
    world = build()
    ada, cy = enter("coordinator"), enter(world.cy.director)
    assert ada.get("/admin/courses/many/?field=title").status_code == 404
    assert ada.get("/admin/courses/many/?field=is_cancelled").status_code == 404
    before = everything(Department, Kindergarten)
    path = "/admin/departments/many/?field=closed_on"
    for step in ("preview", "apply"):
        answers = {"step": step, "row": [world.ada.room.id], "closed_on": "2025-12-01"}
        assert cy.post(path, answers).status_code in (403, 404)
        assert ada.post(path, {**answers, "row": ["999999999"]}).status_code == 404
    assert everything(Department, Kindergarten) == before


@pytest.mark.parametrize(
    ("path", "answers", "model", "column", "value"),
    [
        ("departments/many/?field=closed_on", {"closed_on": "2025-12-01"}, Department, "closed_on",
         date(2025, 12, 1)),
        ("kindergartens/many/?field=ownership", {"ownership": "private"}, Kindergarten,
         "ownership", "private"),
        ("kindergartens/many/?field=is_active", {}, Kindergarten, "is_active", False),
    ],
)  # fmt: skip
def test_other_lists_change_many_too(enter, path, answers, model, column, value):
    build()
    ada = enter("coordinator")
    rows = list(model.select())
    assert ada.get(f"/admin/{path}").status_code == 200
    assert applied(ada, f"/admin/{path}", rows, **answers).status_code == 200
    assert {getattr(row, column) for row in model.select()} == {value}


def test_the_way_to_it_keeps_the_search(enter):
    make.a_course(title="Snakk")
    ada = enter("coordinator")
    page = ada.get("/admin/courses/?search=snakk&when=coming").text
    assert 'href="/admin/courses/many/?search=snakk&amp;when=coming"' in page
    listed = ada.get("/admin/courses/many/?search=snakk&when=coming").text
    assert "search=snakk" in listed
    assert "field=place" in listed
    assert names(ada.get("/admin/courses/").text) == ["Snakk"]


def test_an_act_that_is_rehearsed_leaves_nothing_behind(house):
    row = make.a_network("Nord")
    before = everything(type(row), JournalEntry)
    with database.rehearsing():
        made = make.a_network("Sør")
        assert made.name == "Sør"
    assert everything(type(row), JournalEntry) == before
    make.a_network("Sør")
    assert everything(type(row), JournalEntry) != before

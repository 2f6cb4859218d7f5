"""On the page of each row: the last that was done to it, to one who reads the journal."""

import re
from html import unescape

from admin.journal_acts import ACTS
from admin.journal_history import MOST, OF_PARTS, RECORD_OF
from admin.journal_words import RECORDS
from admin.office import VIEWS
from admin.view import AdminView
from collect import journal
from collect.database import writing
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE
from tests.admin.pages import names
from tests.admin.world import OBSERVER, build
from tests.factories import NOW

STORY = re.compile(r'<h2 id="story">.*?</table>', re.DOTALL)


def told(page: str) -> list[list[str]]:
    """Return the cells of each line of the story on a page."""
    found = STORY.findall(page)
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", found[0], re.DOTALL) if found else []
    return [
        [
            unescape(re.sub(r"<[^>]*>", "", cell))
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        ]
        for row in rows
    ]


def page_of(browser, world, feature="kindergartens") -> str:
    return browser.get(f"/admin/{feature}/details/?id={world.ada.ids[feature]}").text


def rename(row, name: str) -> None:
    with writing():
        journal.amend(
            row, {"name": name}, "kindergarten.amend", by=HOUSE, now=NOW, kindergarten_id=row.id
        )


def test_a_page_tells_the_last_changes_newest_first(enter):
    world = build()
    ada = enter("coordinator")
    rename(world.ada.kindergarten, "Sola")
    rename(world.cy.kindergarten, "Havet")
    lines = told(page_of(ada, world))
    assert lines[0] == [
        "15.10.2025 kl. 11.00",
        "tettpaa",
        "Endret barnehage",
        "Navn: fra Solsikken barnehage til Sola",
    ]
    assert lines[-1][2] == "La til barnehage"
    assert "Havet" not in repr(lines)


def test_a_row_of_another_record_with_the_same_number_is_not_told_of(enter):
    world = build()
    ada = enter("coordinator")
    before = told(page_of(ada, world))
    with writing():
        for act in ("person.amend", "department.amend"):
            journal.note(act, world.ada.kindergarten.id, by=HOUSE, now=NOW, new={"name": "Feil"})
    assert told(page_of(ada, world)) == before


def test_a_director_reads_the_lines_of_her_own_kindergarten_and_others_none(enter):
    world = build()
    worker = world.ada.worker.id
    with writing():
        for place, name in ((world.ada, "Mitt"), (world.cy, "Ditt"), (None, "Alles")):
            journal.note(
                "person.amend",
                worker,
                by=HOUSE,
                now=NOW,
                kindergarten_id=place and place.kindergarten.id,
                new={"name": name},
            )
    seen = {
        role: [line[3] for line in told(page_of(enter(who), world, "people"))]
        for role, who in (("director", world.ada.director), ("course_admin", "course_admin"))
    }
    assert seen == {"director": ["Navn: Mitt"], "course_admin": []}
    assert {"Navn: Mitt", "Navn: Ditt", "Navn: Alles"} <= {
        line[3] for line in told(page_of(enter("coordinator"), world, "people"))
    }


def test_twenty_are_told_and_the_rest_is_a_way_to_the_journal(enter):
    world = build()
    ada = enter("coordinator")
    row = world.ada.kindergarten
    assert "Alle linjene i journalen" not in page_of(ada, world)
    for number in range(MOST + 1):
        rename(row, f"Sola {number}")
    page = page_of(ada, world)
    lines = told(page)
    assert (len(lines), lines[0][3]) == (20, "Navn: fra Sola 19 til Sola 20")
    href = re.findall(r'<a href="([^"]*)">Alle linjene i journalen', page)[0]
    whole = JournalEntry.select().where(
        (JournalEntry.record == "kindergarten") & (JournalEntry.record_id == row.id)
    )
    assert len(names(ada.get(unescape(href)).text)) == whole.count() > MOST


def test_the_story_costs_one_query_with_one_line_or_many_and_none_without_the_right(
    enter, count_queries
):
    world = build()
    ada, bo = enter("coordinator"), enter("course_admin")

    def cost(browser) -> int:
        with count_queries() as statements:
            page_of(browser, world, "people")
        return sum("journal_entry" in str(one) for one in statements)

    first = cost(ada)
    for _ in range(3):
        with writing():
            journal.note("person.amend", world.ada.worker.id, by=HOUSE, now=NOW, new={"name": "X"})
    assert (first, cost(ada), cost(bo)) == (1, 1, 0)


def test_what_people_wrote_is_never_markup(enter):
    world = build()
    rename(world.ada.kindergarten, "<b>Sola</b>")
    page = page_of(enter("coordinator"), world)
    assert ("<b>Sola" in page, "&lt;b&gt;Sola" in page) == (False, True)


def test_the_page_of_an_observation_tells_nobody_who_made_it(enter):
    world = build()
    for who in ("coordinator", world.ada.director):
        page = page_of(enter(who), world, "observations")
        assert (told(page), OBSERVER in page) == ([], False)


def test_every_view_of_rows_has_its_word_in_the_journal():
    features = {view.feature for view in VIEWS if issubclass(view, AdminView)}
    assert features - {"journal", "observations", "trash"} == set(RECORD_OF)
    assert set(RECORD_OF.values()) <= set(RECORDS)
    assert set(OF_PARTS) <= set(ACTS)

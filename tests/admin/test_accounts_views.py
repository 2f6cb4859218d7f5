"""What a reader keeps of a list: links above it, one's own, to nothing but the list."""

import re
from html import unescape

import pytest

from collect.models.accounts_views import SavedView
from tests import factories as make
from tests.admin.pages import names
from tests.admin.world import build

KEEP = "/admin/people/keep/"


def links(page: str) -> list[tuple[str, str, bool]]:
    """Return (name, address, whether it is what is shown) of the views above a list."""
    found = re.findall(r'<nav aria-label="Lagrede utvalg">.*?</nav>', page, re.DOTALL)
    inner = found[0] if found else ""
    return [
        (unescape(name), unescape(href), bool(here))
        for href, here, name in re.findall(
            r'<a class="plain" href="([^"]*)"( aria-current="page")?>([^<]*)</a>', inner
        )
    ]


@pytest.fixture
def ada(enter):
    for name in ("Åse Berg", "Bo Ås"):
        make.a_person(name)
    return enter("coordinator")


def test_the_present_list_is_kept_under_a_name_and_found_again(ada):
    page = ada.get("/admin/people/?search=ås&sort=name&desc=1").text
    keep = unescape(re.findall(r'href="(/admin/people/keep/[^"]*)"', page)[0])
    answer = ada.post(keep, {**ada.form(keep), "name": "De med Å"})
    assert (answer.status_code, links(ada.get("/admin/courses/").text)) == (303, [])
    [(name, address, is_shown)] = links(ada.get("/admin/people/").text)
    assert (name, address, is_shown) == ("De med Å", answer.location, False)
    page = ada.get(address).text
    assert names(page) == ["Åse Berg", "Bo Ås"]
    assert links(page) == [("De med Å", address, True)]
    assert "/keep/" not in page


def test_a_view_is_removed_and_its_list_goes_on_being_shown(ada):
    address = ada.post(f"{KEEP}?search=bo", {"name": "Bo"}).location
    assert "Fjern «Bo»" not in ada.get("/admin/people/").text
    assert "Fjern «Bo»" in ada.get(address).text
    answer = ada.post("/admin/people/forget/", {"view": SavedView.get().id})
    assert (answer.status_code, answer.location) == (303, "/admin/people/?search=bo")
    page = ada.get(answer.location).text
    assert ("Utvalget er fjernet." in page, links(page)) == (True, [])


def test_only_what_the_list_knows_is_kept(ada):
    hostile = "search=bo&sort=__class__&desc=1&page=3&endpoint=x&_external=1&_scheme=ftp&next=//x"
    answer = ada.post(f"{KEEP}?{hostile}&_anchor=a&cohort=9", {"name": "Bo", "query": "//x"})
    assert answer.location == "/admin/people/?search=bo"
    assert SavedView.get().query == "search=bo"


def test_a_kept_address_that_was_tampered_with_leads_nowhere_else(ada):
    SavedView.create(
        account=ada.identity.account_id,
        feature="people",
        name="<b>Ond</b>",
        query="_external=1&_scheme=ftp&endpoint=x&search=bo&sort=gone&%ff=%00",
    )
    assert links(ada.get("/admin/people/").text) == [
        ("<b>Ond</b>", "/admin/people/?search=bo", False)
    ]


def test_a_view_whose_choice_is_gone_shows_the_rest(ada):
    SavedView.create(
        account=ada.identity.account_id,
        feature="kindergartens",
        name="Pulje 9",
        query="search=sol&cohort=999",
    )
    [(_, address, _)] = links(ada.get("/admin/kindergartens/").text)
    assert address == "/admin/kindergartens/?search=sol"


def test_a_name_that_cannot_be_kept_comes_back_with_the_reason(ada):
    ada.post(f"{KEEP}?search=bo", {"name": "Bo"})
    for query, name, words in (
        ("search=bo", "", "Fyll ut dette feltet."),
        ("search=bo", "a" * 61, "Teksten er for lang"),
        ("search=kari", "Bo", "Du har et annet utvalg med dette navnet"),
        ("", "Alt", "Søk, velg eller sorter noe i listen først."),
        ("search=01010750160", "Kari", "fødselsnummer"),
    ):
        answer = ada.post(f"{KEEP}?{query}", {"name": name})
        assert (answer.status_code, words in answer.text) == (422, True), name
        assert f'value="{name}"' in answer.text
    assert ada.post(f"{KEEP}?search=bo", {"name": "Bo"}).status_code == 303
    assert SavedView.select().count() == 1


def test_nobody_sees_or_removes_the_views_of_another(ada, enter):
    ada.post(f"{KEEP}?search=bo", {"name": "Bo"})
    row = SavedView.get().id
    cy = enter("coordinator")
    assert links(cy.get("/admin/people/").text) == []
    for number in (row, 999999999, "", "x", "٣", "9" * 30):
        assert cy.post("/admin/people/forget/", {"view": number}).status_code == 404
    assert ada.post("/admin/courses/forget/", {"view": row}).status_code == 404
    assert SavedView.select().count() == 1


def test_a_list_that_is_closed_to_somebody_keeps_nothing_for_them(enter):
    bo = enter("sysadmin")
    assert bo.post(f"{KEEP}?search=bo", {"name": "Bo"}).status_code == 403
    assert bo.post("/admin/people/forget/", {"view": 1}).status_code == 403
    assert bo.post("/admin/accounts/keep/?search=bo", {"name": "Bo"}).status_code == 303
    assert [name for name, _, _ in links(bo.get("/admin/accounts/").text)] == ["Bo"]


def test_only_a_form_with_its_token_keeps_or_removes(ada):
    ada.post(f"{KEEP}?search=bo", {"name": "Bo"})
    row = SavedView.get().id
    assert ada.client.post(f"{KEEP}?search=a", data={"name": "A"}).status_code == 400
    assert ada.client.post("/admin/people/forget/", data={"view": row}).status_code == 400
    assert ada.get(f"{KEEP}?search=a&name=A").status_code == 200
    assert ada.get(f"/admin/people/forget/?view={row}").status_code in (404, 405)
    assert SavedView.select().count() == 1


def test_three_views_cost_what_one_does(ada, count_queries):
    build()
    costs = []
    for number in range(3):
        ada.post(f"{KEEP}?search=bo", {"name": f"Bo {number}"})
        with count_queries() as statements:
            assert len(links(ada.get("/admin/people/").text)) == number + 1
        costs.append(len(statements))
    assert costs == [5, 5, 5]

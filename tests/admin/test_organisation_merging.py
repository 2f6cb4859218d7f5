"""The office where two records of one kindergarten are found, compared, made one, and taken apart."""

import re

import pytest

from collect.models.organisation import Kindergarten
from collect.models.people_merging import Merge
from tests.factories import a_department, a_kindergarten, an_identity

LIST, COMPARE = "/admin/kindergarten_merges/", "/admin/kindergarten_merges/compare/"


@pytest.fixture
def twins(house):
    made = a_kindergarten("Solsikken"), a_kindergarten("Solsikken", owner="Solsikken SA")
    for place in made:
        a_department(place, "Småbarn")
    return made


def address(kept, gone):
    return f"{COMPARE}?kept={kept.id}&gone={gone.id}"


def test_a_coordinator_finds_compares_merges_and_undoes(enter, twins):
    kept, gone = twins
    ada = enter("coordinator")
    page = ada.get(LIST).text
    assert re.findall(r'href="([^"]*compare[^"]*)"', page) == [
        address(kept, gone).replace("&", "&amp;")
    ]
    compared = ada.get(address(kept, gone)).text
    assert "blir stående to ganger: Småbarn." in compared
    assert "Er dette samme barnehage?" in compared
    sheet = ada.form(address(kept, gone)) | {"reason": "Samme sted", "org_number": "gone"}
    sent = ada.post(address(kept, gone), sheet)
    made = Merge.get()
    assert (sent.status_code, sent.location) == (303, f"{LIST}details/?id={made.id}")
    row = Kindergarten.get_by_id(kept.id)
    assert (row.org_number, row.owner) == (gone.org_number, "Solsikken SA")
    assert ada.get("/admin/kindergartens/details/", id=gone.id).status_code == 404
    assert "Solsikken er slått sammen med Solsikken" in ada.get(sent.location).text
    assert ada.get(f"/admin/merges/details/?id={made.id}").status_code == 404
    undone = ada.post(f"{LIST}undo/?id={made.id}")
    assert undone.status_code == 303
    assert ada.get("/admin/kindergartens/details/", id=gone.id).status_code == 200


def test_another_is_chosen_to_be_compared_with(enter, twins):
    kept, gone = twins
    ada = enter("coordinator")
    choose = f"{LIST}choose/?id={kept.id}"
    assert choose in ada.get("/admin/kindergartens/details/", id=kept.id).text
    assert ada.post(choose, {"other": str(gone.id)}).location == address(kept, gone)
    assert ada.post(choose, {"other": str(kept.id)}).status_code == 422
    assert ada.post(choose).status_code == 422


def test_a_director_sees_no_way_to_it(enter, twins):
    kept, gone = twins
    bo = enter(an_identity("director", kept))
    for path in (LIST, address(kept, gone), f"{LIST}choose/?id={kept.id}"):
        assert bo.get(path).status_code == 403
    assert "merges" not in bo.get("/admin/kindergartens/details/", id=kept.id).text


@pytest.mark.parametrize(
    "path", ["compare/?kept=x&gone=1", "choose/", "details/?id=9", "undo/?id=9"]
)
def test_what_is_not_there_is_not_found(enter, twins, path):
    assert enter("coordinator").get(f"{LIST}{path}").status_code == 404


def test_the_list_costs_the_same_for_one_and_three(enter, twins, count_queries):
    ada = enter("coordinator")
    with count_queries() as one:
        ada.get(LIST)
    for name in ("Bo", "Dag"):
        a_kindergarten(name)
        a_kindergarten(name)
    with count_queries() as three:
        ada.get(LIST)
    assert len(one) == len(three) == 5

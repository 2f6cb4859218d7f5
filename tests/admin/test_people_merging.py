"""The office where two records of one person are found, compared, made one, and taken apart."""

import re

import pytest

from collect import people_merging as merging
from collect.models.people import Person
from collect.models.people_merging import Merge
from collect.rules.access import HOUSE
from tests.admin.world import build
from tests.factories import a_certificate, a_kindergarten, a_person
from tests.twins import make_one

LIST, COMPARE = "/admin/merges/", "/admin/merges/compare/"


@pytest.fixture
def twins(house):
    place = a_kindergarten("Solsikken barnehage")
    return a_person("Ada Larsen", place), a_person("Ada Larsen", place)


def address(kept, gone):
    return f"{COMPARE}?kept={kept.id}&gone={gone.id}"


def answers(browser, kept, gone, **more):
    return browser.form(address(kept, gone)) | {"reason": "Hun giftet seg i sommer"} | more


def test_a_coordinator_finds_compares_merges_and_undoes(enter, twins):
    kept, gone = twins
    a_certificate(gone)
    ada = enter("coordinator")
    page = ada.get(LIST).text
    assert re.findall(r'href="([^"]*compare[^"]*)"', page) == [
        address(kept, gone).replace("&", "&amp;")
    ]
    assert "Samme navn" in page
    assert "Samme barnehage" in page
    compared = ada.get(address(kept, gone)).text
    assert re.findall(r"<tr><th scope=\"row\">Sertifikater.*?</tr>", compared) == [
        '<tr><th scope="row">Sertifikater</th><td data-label="Beholdes">0</td>'
        '<td data-label="Tas bort">1</td></tr>'
    ]
    sent = ada.post(address(kept, gone), answers(ada, kept, gone, email="gone"))
    made = Merge.get()
    assert (sent.status_code, sent.location) == (303, f"/admin/merges/details/?id={made.id}")
    assert Person.get_by_id(kept.id).email == gone.email
    result = ada.get(sent.location).text
    assert "Ada Larsen er slått sammen med Ada Larsen" in result
    assert "Hun giftet seg i sommer" in result
    assert ada.get("/admin/people/details/", id=gone.id).status_code == 404
    undone = ada.post(f"/admin/merges/undo/?id={made.id}")
    assert (undone.status_code, undone.location) == (303, sent.location)
    assert "Sammenslåingen er angret" in ada.get(undone.location).text
    assert ada.get("/admin/people/details/", id=gone.id).status_code == 200


def test_what_is_missing_is_told_and_nothing_is_lost(enter, twins):
    kept, gone = twins
    ada = enter("coordinator")
    sent = ada.post(
        address(kept, gone), answers(ada, kept, gone, email="gone", reason=" ", name="tull")
    )
    assert sent.status_code == 422
    assert "Fyll ut dette feltet." in sent.text
    assert re.search(r'name="email" value="gone" checked', sent.text)
    assert Merge.select().count() == 0


def test_a_page_that_is_no_longer_true_is_refused(enter, twins):
    kept, gone = twins
    ada = enter("coordinator")
    sheet = answers(ada, kept, gone)
    Person.update(email="annen@eksempel.no", email_key="annen@eksempel.no").where(
        Person.id == gone.id
    ).execute()
    assert ada.post(address(kept, gone), sheet).status_code == 422
    assert Merge.select().count() == 0


def test_sent_twice_it_is_one_merge(enter, twins):
    kept, gone = twins
    ada = enter("coordinator")
    sheet = answers(ada, kept, gone)
    first, second = (ada.post(address(kept, gone), sheet).location for _ in range(2))
    assert (first, Merge.select().count()) == (second, 1)


def test_what_stands_in_the_way_is_listed_and_leaves_no_button(enter, twins):
    kept, gone = twins
    page = enter("coordinator", None, None, gone).get(address(kept, gone)).text
    assert "Du kan ikke ta bort din egen oppføring." in page
    assert "Slå sammen</button>" not in page


def test_a_merge_that_cannot_be_undone_says_why(enter, twins):
    kept, gone = twins
    certificate = a_certificate(gone)
    made = make_one(kept, gone)
    certificate.person = a_person("Bo")
    certificate.save()
    ada = enter("coordinator")
    assert (
        "Angre sammenslåingen</button>" not in ada.get(f"/admin/merges/details/?id={made.id}").text
    )
    refused = ada.post(f"/admin/merges/undo/?id={made.id}")
    assert refused.status_code == 422
    assert "Sertifikater: 1 er endret etter sammenslåingen." in refused.text


def test_somebody_is_chosen_by_name_to_be_compared_with(enter, twins):
    kept, _ = twins
    bo = a_person("Bo Lie")
    ada = enter("coordinator")
    assert (
        f"/admin/merges/choose/?id={kept.id}" in ada.get("/admin/people/details/", id=kept.id).text
    )
    choose = f"/admin/merges/choose/?id={kept.id}"
    assert ada.post(choose, {"person": "Bo Lie"}).location == address(kept, bo)
    assert ada.post(choose, {"person": "Ingen"}).status_code == 422
    same = ada.post(choose, {"person": f"Ada ({kept.email})"})
    assert (same.status_code, "Dette er den samme oppføringen." in same.text) == (422, True)
    assert ada.post(choose).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "compare/?kept=x&gone=1",
        "compare/",
        "compare/?kept=1&gone=1",
        "details/?id=9",
        "choose/",
        "undo/?id=9",
        "details/?id=99999999999999999999",
    ],
)
def test_what_is_not_there_is_not_found(enter, twins, path):
    assert enter("coordinator").get(f"{LIST}{path}").status_code == 404


def test_a_get_undoes_nothing(enter, twins):
    made = make_one(*twins)
    assert enter("coordinator").get(f"/admin/merges/undo/?id={made.id}").status_code == 303
    assert Merge.get().undone_at is None


@pytest.mark.parametrize("role", ["director", "course_admin"])
def test_others_in_the_office_do_not_come_in(enter, role):
    world = build()
    place = world.ada.kindergarten if role == "director" else None
    bo = enter(role, place)
    made = make_one(world.ada.worker, a_person("Solsikken Ansattsen"))
    for path in ("", "compare/?kept=1&gone=2", f"details/?id={made.id}"):
        assert bo.get(f"{LIST}{path}").status_code == 403
    assert bo.post(f"{LIST}undo/?id={made.id}").status_code == 403
    assert "merges/choose" not in bo.get("/admin/people/details/", id=world.ada.worker.id).text
    assert merging.merged(HOUSE, made.id).undone_at is None


def test_the_list_costs_the_same_for_one_and_three(enter, twins, count_queries):
    ada = enter("coordinator")
    make_one(a_person("Cy"), a_person("Cyril"))
    with count_queries() as one:
        ada.get(LIST)
    for name in ("Bo", "Dag"):
        a_person(name), a_person(name)
        make_one(a_person(f"{name} A"), a_person(f"{name} B"))
    with count_queries() as three:
        ada.get(LIST)
    assert len(one) == len(three) == 7

"""Accounts in the office: given, roles given and taken back, links, closing."""

import re
from datetime import date

import pytest

from collect import accounts
from collect.models.accounts import Account, LoginSession, OneTimeLink, RoleGrant
from collect.models.journal import JournalEntry
from tests import factories as make
from tests.admin.world import build


def link_in(page: str) -> str:
    return re.findall(r'id="onetime">http://127\.0\.0\.1:8000/link/([\w-]+)<', page)[0]


def test_an_account_is_given_and_its_link_shown_once(enter):
    place = make.a_kindergarten("Åsen")
    kari = make.a_person("Kari Ås", place)
    ada = enter("coordinator")
    answers = {
        "person": f"Kari Ås ({kari.email})",
        "role": "director",
        "kindergarten": str(place.id),
    }
    answer = ada.post("/admin/accounts/new/", answers)
    assert answer.status_code == 200
    token = link_in(answer.text)
    assert accounts.link_of(token, make.NOW).account.person_id == kari.id
    row = Account.get(Account.person == kari)
    assert [(g.role, g.kindergarten_id) for g in row.grants] == [("director", place.id)]
    for path in (f"accounts/details/?id={row.id}", "accounts/", "journal/"):
        assert token not in ada.get(f"/admin/{path}").text
    assert token not in repr(list(JournalEntry.select().dicts()))
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("Per", "Flere passer."),
        ("Finnes Ikke", "Velg en person fra listen."),
        ("Per (per@finnes.no)", "Velg en person fra listen."),
        ("Per (nr. 999999)", "Velg en person fra listen."),
        ("", "Fyll ut dette feltet."),
    ],
)
def test_a_person_who_is_not_clear_is_asked_for_again(enter, asked, words):
    for name in ("Per Ås", "Per Øy"):
        make.a_person(name)
    answer = enter("coordinator").post(
        "/admin/accounts/new/", {"person": asked, "role": "coordinator"}
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{asked}"' in answer.text


def test_a_name_that_only_one_has_is_enough(enter):
    make.a_person("Per Ås")
    answer = enter("coordinator").post(
        "/admin/accounts/new/", {"person": "per ås", "role": "sysadmin"}
    )
    assert answer.status_code == 200


def test_a_role_that_needs_a_place_is_refused_without_it(enter):
    place = make.a_kindergarten()
    room = make.a_department(make.a_kindergarten())
    make.a_person("Per Ås")
    ada = enter("coordinator")
    for more, words in (
        ({"role": "director"}, "Velg hvilken barnehage rollen gjelder."),
        ({"role": "leader", "kindergarten": place.id}, "Velg hvilken avdeling rollen gjelder."),
        (
            {"role": "leader", "kindergarten": place.id, "department": room.id},
            "Avdelingen hører til en annen barnehage.",
        ),
        ({"role": "konge"}, "Velg i listen."),
    ):
        answer = ada.post("/admin/accounts/new/", {"person": "Per Ås", **more})
        assert answer.status_code == 422
        assert words in answer.text
    assert Account.select().count() == 1


def test_the_person_one_came_from_stands_in_the_form(enter):
    world = build()
    ada = enter("coordinator")
    shown = ada.form(f"/admin/accounts/new/?person={world.ada.worker.id}")
    assert shown["person"] == f"Solsikken Ansattsen ({world.ada.worker.email})"
    for row in ("999999", "x", "99999999999999"):
        assert ada.form(f"/admin/accounts/new/?person={row}")["person"] == ""


def test_a_role_is_given_and_taken_back(enter):
    world = build()
    ada = enter("coordinator")
    row = world.ada.ids["accounts"]
    assert ada.post(f"/admin/accounts/grant/?id={row}", {"role": "course_admin"}).status_code == 303
    grant = RoleGrant.get((RoleGrant.account == row) & (RoleGrant.role == "course_admin"))
    assert grant.valid_from == date(2025, 10, 15)
    path = f"/admin/accounts/take-back/?id={row}&grant={grant.id}"
    assert "Kursadministrator slutter å gjelde i dag." in ada.get(path).text
    assert ada.post(path).status_code == 303
    assert RoleGrant.get_by_id(grant.id).valid_to == date(2025, 10, 14)
    assert ada.post(path).status_code == 404


def test_a_role_of_another_account_is_not_taken_back(enter):
    world = build()
    ada = enter("coordinator")
    foreign = RoleGrant.get(RoleGrant.account == world.cy.ids["accounts"])
    path = f"/admin/accounts/take-back/?id={world.ada.ids['accounts']}&grant={foreign.id}"
    assert ada.post(path).status_code == 404


def test_the_last_coordinator_keeps_the_role(enter):
    ada = enter("coordinator")
    grant = RoleGrant.get(RoleGrant.role == "coordinator")
    answer = ada.post(f"/admin/accounts/take-back/?id={ada.identity.account_id}&grant={grant.id}")
    assert answer.status_code == 422
    assert "Dette er den siste koordinatoren." in answer.text


def test_a_new_link_spends_the_earlier_ones(enter):
    world = build()
    ada = enter("coordinator")
    path = f"/admin/accounts/renew/?id={world.ada.ids['accounts']}"
    first, second = link_in(ada.post(path).text), link_in(ada.post(path).text)
    assert first != second
    usable = OneTimeLink.select().where(
        (OneTimeLink.account == world.ada.ids["accounts"]) & OneTimeLink.used_at.is_null()
    )
    assert [link.account_id for link in usable] == [accounts.link_of(second, make.NOW).account_id]


def test_a_director_closes_and_opens_her_own_staffs_accounts_and_makes_no_link(enter):
    world = build()
    ada, bo = enter(world.ada.director), enter("coordinator")
    row = world.ada.ids["accounts"]
    LoginSession.create(token_hash="x", account=row, created_at=make.NOW, seen_at=make.NOW)
    path = f"/admin/accounts/close/?id={row}"
    for _ in range(2):  # sent twice, it is the same
        assert ada.post(path).status_code == 303
        assert Account.get_by_id(row).is_active is False
    assert LoginSession.get(LoginSession.token_hash == "x").ended_at == make.NOW
    assert "Stengt" in bo.get("/admin/accounts/?state=disabled").text
    assert ada.post(f"{path}&open=1").status_code == 303
    assert Account.get_by_id(row).is_active is True
    assert ada.post(f"/admin/accounts/renew/?id={row}").status_code == 403


def test_a_system_administrator_closes_accounts_and_gives_no_roles(enter):
    world = build()
    sys = enter("sysadmin")
    row = world.cy.ids["accounts"]
    page = sys.get(f"/admin/accounts/details/?id={row}").text
    assert ("/grant/" in page, "/renew/" in page, "/close/" in page) == (False, False, True)
    assert sys.post(f"/admin/accounts/close/?id={row}").status_code == 303
    assert sys.post(f"/admin/accounts/grant/?id={row}", {"role": "sysadmin"}).status_code == 403


def test_accounts_are_found_by_role_and_state(enter):
    world = build()
    ada = enter("coordinator")
    assert "Solsikken Styrersen" in ada.get("/admin/accounts/?role=director").text
    assert "Solsikken Ansattsen" not in ada.get("/admin/accounts/?role=director").text
    assert "Ikke i bruk ennå" in ada.get("/admin/accounts/?state=waiting").text
    assert world.ada.worker.name not in ada.get("/admin/accounts/?state=active").text

"""Invitations in the office: sent by mail, seen how far they came; directors and their own staff."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from collect import accounts, notices
from collect import accounts_invitations as invitations
from collect.models.accounts import Account, OneTimeLink, RoleGrant
from collect.models.notices import Notice
from collect.models.people import Employment, Person
from collect.rules.access import HOUSE
from tests import factories as make
from tests.admin.world import World, build

NEW, WITHOUT_MAIL = "/admin/accounts/new/", "E-post er ikke satt opp her"


@pytest.fixture
def mail(app: Any) -> None:
    """The house has a mail server."""
    settings = replace(app.config["HOUSE"], smtp_url="smtp://127.0.0.1", mail_from="a@b.no")
    app.config["HOUSE"] = settings


def colleague(world: World, name: str = "Bo Ås") -> Person:
    return make.a_person(name, world.ada.kindergarten, world.ada.room)


def answers(world: World, person: Person, role: str = "staff", **more: Any) -> dict[str, Any]:
    place = str(world.ada.kindergarten.id)
    return {"person": f"{person.name} ({person.email})", "role": role, "kindergarten": place} | more


def letters() -> list[Notice]:
    return list(Notice.select().where(Notice.record == "account").order_by(Notice.id))


def test_an_account_is_given_and_its_link_goes_by_mail(enter, mail):
    world = build()
    bo = colleague(world)
    ada = enter("coordinator")
    answer = ada.post(NEW, answers(world, bo, "director"))
    row = Account.get(Account.person == bo)
    assert (answer.status_code, answer.location) == (303, f"/admin/accounts/details/?id={row.id}")
    assert [(one.kind, one.address) for one in letters()] == [("invited", bo.email)]
    page = ada.get(answer.location).text
    assert "Uten passord får personen en lenke på e-post." in page
    assert "Ikke sendt ennå 15.10.2025 kl. 11.00" in page
    assert WITHOUT_MAIL not in page
    assert OneTimeLink.select().where(OneTimeLink.account == row).count() == 0


def test_it_is_seen_in_the_list_and_on_the_page_how_far_it_came(enter, mail):
    world = build()
    bo = colleague(world)
    ada = enter("coordinator")
    ada.post(NEW, answers(world, bo))
    path = f"/admin/accounts/details/?id={Account.get(Account.person == bo).id}"
    (letter,) = letters()
    invitations.token_for(letter, now=make.NOW)
    notices.sent(letter, now=make.NOW)
    assert "Sendt 15.10.2025</td>" in ada.get("/admin/accounts/?search=Bo").text
    page = ada.get(path).text
    assert "Sendt 15.10.2025 kl. 11.00" in page
    assert "Lenken virker til 18.10.2025 kl. 11.00." in page
    Notice.update(sent_at=None, failed_at=make.NOW, error="550 Ukjent").execute()
    page = ada.get(path).text
    assert "Kom ikke frem 15.10.2025 kl. 11.00" in page
    assert "Svar fra e-posttjeneren: 550 Ukjent" in page


def test_without_a_mail_server_it_is_said_who_hands_the_link_over(enter):
    world = build()
    bo = colleague(world)
    ada, boss = enter(world.ada.director), enter("coordinator")
    for path in ("/admin/accounts/", NEW):
        assert f"{WITHOUT_MAIL}, så ingen lenker blir sendt. Koordinatoren" in ada.get(path).text
        assert f"{WITHOUT_MAIL}, så ingen lenker blir sendt. Lag en" in boss.get(path).text
    page = ada.post(NEW, answers(world, bo), follow_redirects=True).text
    assert WITHOUT_MAIL in page
    assert "Rollen er gitt." in page
    assert "onetime" not in page
    assert "/send/" not in page
    assert len(letters()) == 1


def test_a_director_gives_a_colleague_an_account_and_ends_the_role(enter, mail):
    world = build()
    bo = colleague(world)
    ada = enter(world.ada.director)
    person = ada.get(f"/admin/people/details/?id={bo.id}").text
    assert f"{NEW}?person={bo.id}" in person
    shown = ada.get(f"{NEW}?person={bo.id}").text
    assert ada.form(f"{NEW}?person={bo.id}")["kindergarten"] == str(world.ada.kindergarten.id)
    for role, is_offered in (("staff", True), ("leader", True), ("director", False)):
        assert (f'<option value="{role}"' in shown) is is_offered
    assert world.cy.kindergarten.name not in shown
    more = {"department": str(world.ada.room.id)}
    assert ada.post(NEW, answers(world, bo, "leader", **more)).status_code == 303
    row = Account.get(Account.person == bo)
    grant = row.grants.get()
    assert (grant.role, grant.department_id) == ("leader", world.ada.room.id)
    assert "Solsikken Styrersen har gitt deg konto" in letters()[0].text
    path = f"/admin/accounts/take-back/?id={row.id}&grant={grant.id}"
    assert path.replace("&", "&amp;") in ada.get(f"/admin/accounts/details/?id={row.id}").text
    assert ada.post(path).status_code == 303
    assert RoleGrant.get_by_id(grant.id).valid_to == make.TODAY - timedelta(days=1)


def test_a_director_gives_another_role_to_one_who_has_an_account(enter, mail):
    world = build()
    ada = enter(world.ada.director)
    row = world.ada.ids["accounts"]
    room = {"kindergarten": str(world.ada.kindergarten.id), "department": str(world.ada.room.id)}
    path = f"/admin/accounts/grant/?id={row}"
    assert ada.post(path, {"role": "leader", **room}).status_code == 303
    held = RoleGrant.select().where(RoleGrant.account == row).order_by(RoleGrant.id)
    assert [grant.role for grant in held] == ["staff", "leader"]


@pytest.mark.parametrize("role", ["director", "observer", "coordinator", "sysadmin", "", "konge"])
def test_a_hand_made_post_gives_no_other_role(enter, mail, role):
    world = build()
    bo = colleague(world)
    ada = enter(world.ada.director)
    assert ada.post(NEW, answers(world, bo, role)).status_code == 422
    path = f"/admin/accounts/grant/?id={world.ada.ids['accounts']}"
    more = {"role": role, "kindergarten": str(world.ada.kindergarten.id)}
    assert ada.post(path, more).status_code == 422
    assert Account.select().where(Account.person == bo).count() == 0
    assert RoleGrant.select().where(RoleGrant.account == world.ada.ids["accounts"]).count() == 1


def test_a_hand_made_post_reaches_no_other_kindergarten(enter, mail):
    world = build()
    bo, dag = colleague(world), make.a_person("Dag", world.cy.kindergarten)
    ada = enter(world.ada.director)
    far = str(world.cy.kindergarten.id)
    assert ada.post(NEW, answers(world, bo, kindergarten=far)).status_code == 422
    assert ada.post(NEW, answers(world, dag)).status_code == 422
    assert Account.select().where(Account.person.in_([bo, dag])).count() == 0
    row = world.cy.ids["accounts"]
    grant = RoleGrant.get(RoleGrant.account == row)
    for act in ("send", "grant", f"take-back/?grant={grant.id}&"):
        mark = "" if "?" in act else "/?"
        path = f"/admin/accounts/{act}{mark}id={row}"
        assert ada.post(path, {"role": "staff"}).status_code == 404
    assert letters() == []


def test_a_role_elsewhere_or_of_another_kind_is_not_taken_back(enter, mail):
    world = build()
    row = Account.get_by_id(world.ada.ids["accounts"])
    accounts.grant_role(row, "observer", world.ada.kindergarten, None, by=HOUSE, now=make.NOW)
    accounts.grant_role(row, "staff", world.cy.kindergarten, None, by=HOUSE, now=make.NOW)
    ada = enter(world.ada.director)
    page = ada.get(f"/admin/accounts/details/?id={row.id}").text
    own, *others = row.grants.order_by(RoleGrant.id)
    assert f"grant={own.id}" in page
    for grant in others:
        assert f"grant={grant.id}" not in page
        path = f"/admin/accounts/take-back/?id={row.id}&grant={grant.id}"
        assert ada.post(path).status_code == 403
    assert f"/admin/accounts/send/?id={row.id}" not in page
    assert ada.post(f"/admin/accounts/send/?id={row.id}").status_code == 403


def test_a_link_is_sent_again_by_post_only_and_five_times_an_hour(enter, mail):
    world = build()
    ada = enter(world.ada.director)
    path = f"/admin/accounts/send/?id={world.ada.ids['accounts']}"
    assert "slutter å virke" in ada.get(path).text
    assert letters() == []
    for _ in range(5):
        assert ada.post(path).status_code == 303
    held = ada.post(path)
    assert held.status_code == 422
    assert "Det er sendt 5 e-poster til denne kontoen den siste timen." in held.text
    assert len(letters()) == 1


def test_a_director_sees_how_far_her_own_have_come_and_nobody_elses(enter, mail):
    world = build()
    ada, cy = enter(world.ada.director), enter(world.cy.director)
    ada.post(NEW, answers(world, colleague(world)))
    assert "Ikke sendt ennå" in ada.get("/admin/accounts/").text
    assert "Ikke sendt ennå" not in cy.get("/admin/accounts/").text
    assert "Bo Ås" not in cy.get("/admin/accounts/").text


def test_one_who_stopped_working_there_is_out_of_the_directors_hands(enter, mail):
    world = build()
    row = world.ada.ids["accounts"]
    before = make.TODAY - timedelta(days=1)
    Employment.update(valid_to=before).where(Employment.person == world.ada.worker).execute()
    assert enter(world.ada.director).post(f"/admin/accounts/send/?id={row}").status_code == 404


def test_the_list_costs_the_same_however_many_wait(enter, mail, count_queries):
    world = build()
    ada = enter("coordinator")
    counts = []
    for _ in range(3):
        ada.post(NEW, answers(world, colleague(world, f"Bo {make.a_person().id}")))
        with count_queries() as statements:
            assert ada.get("/admin/accounts/").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] == counts[2]


def test_the_outbox_offers_no_resending_of_a_link(enter, mail):
    world = build()
    boss = enter("coordinator")
    boss.post(NEW, answers(world, colleague(world)))
    (letter,) = letters()
    notices.failed(letter, "550", is_final=True, now=make.NOW)
    page = boss.get(f"/admin/notices/details/?id={letter.id}").text
    assert "Invitasjon til konto" in page
    assert "/resend/" not in page
    assert boss.post(f"/admin/notices/resend/?id={letter.id}").status_code == 422

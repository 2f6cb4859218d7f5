"""Links by mail: written without their token, sent with one, and only the last one works."""

from datetime import timedelta
from typing import Any

import pytest

from collect import accounts, notices, people
from collect import accounts_invitations as invitations
from collect.database import db
from collect.models.accounts import Account, LoginFailure, OneTimeLink, RoleGrant
from collect.models.journal import JournalEntry
from collect.models.notices import Notice
from collect.models.people import Person
from collect.rules.access import HOUSE, Grant, Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import (
    NOW,
    PASSWORD,
    TODAY,
    a_department,
    a_kindergarten,
    a_person,
    an_account,
    an_identity,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class World:
    """Ada directs a kindergarten where Bo works; Cy directs another, where Dag works."""

    def __init__(self) -> None:
        self.here, self.far = a_kindergarten("Her"), a_kindergarten("Fjern")
        self.room = a_department(self.here)
        self.ada = an_identity("director", self.here, None, a_person("Ada", self.here))
        self.cy = an_identity("director", self.far, None, a_person("Cy", self.far))
        self.bo, self.dag = a_person("Bo", self.here, self.room), a_person("Dag", self.far)
        self.dag = a_person("Dag", self.far)
        Notice.delete().execute()

    def invite(self, by: Identity | None = None) -> Account:
        return invitations.invite(self.bo, "staff", self.here, by=by or self.ada, now=NOW)


@pytest.fixture
def world(house: str) -> World:
    return World()


def waiting() -> list[Notice]:
    return list(Notice.select().where(Notice.sent_at.is_null() & Notice.failed_at.is_null()))


def deliver(now: Any = NOW) -> str:
    """Send the one letter that waits; return the token of its link."""
    (row,) = waiting()
    token = invitations.token_for(row, now=now)
    assert token is not None
    notices.sent(row, now=now)
    return token


def standing(now: Any = NOW) -> invitations.Invitation:
    row = Account.select().join(Person).where(Person.name == "Bo").get()
    return invitations.invitations([row], now)[row.id]


def test_an_invitation_lies_in_the_outbox_without_a_link(world: World) -> None:
    row = world.invite()
    (letter,) = waiting()
    assert (letter.kind, letter.address, letter.locale) == ("invited", world.bo.email, "nb")
    assert letter.text.startswith("Ada har gitt deg konto i TETT PÅ")
    assert letter.text.count("{link}") == 1
    assert "72 timer" in letter.text
    for secret in ("Her", "Ansatt", "/link/"):
        assert secret not in letter.text
    assert OneTimeLink.select().where(OneTimeLink.account == row).count() == 0


def test_only_the_hash_of_the_link_that_was_sent_is_kept(world: World) -> None:
    world.invite()
    token = deliver()
    for table in db.get_tables():
        rows = db.execute_sql(f'SELECT * FROM "{table}"').fetchall()
        assert token not in repr(rows), table
    link = accounts.link_of(token, NOW)
    assert (link.account.email, link.expires_at) == (world.bo.email, NOW + 72 * HOUR)


def test_each_try_makes_a_new_link_and_the_one_before_works_no_more(world: World) -> None:
    world.invite()
    (letter,) = waiting()
    first = invitations.token_for(letter, now=NOW)
    second = invitations.token_for(letter, now=NOW + HOUR)
    assert first != second
    with pytest.raises(NotFound):
        accounts.link_of(str(first), NOW + HOUR)
    assert accounts.link_of(str(second), NOW + HOUR).notice_id == letter.id


def test_opening_a_link_spends_nothing_and_the_password_spends_it(world: World) -> None:
    world.invite()
    token = deliver()
    for _ in range(3):
        accounts.link_of(token, NOW)
    accounts.set_password(token, PASSWORD, now=NOW)
    with pytest.raises(NotFound):
        accounts.set_password(token, PASSWORD, now=NOW)


def test_the_letter_speaks_its_readers_language(world: World) -> None:
    row = world.invite()
    Account.update(locale="en").where(Account.id == row.id).execute()
    invitations.send_again(Account.get_by_id(row.id), by=HOUSE, now=NOW)
    (letter,) = waiting()
    assert (letter.locale, letter.text[:20]) == ("en", "The TETT PÅ office h")


def test_it_is_seen_how_far_an_invitation_has_come(world: World) -> None:
    row = world.invite()
    assert (standing().state, standing().at) == ("queued", NOW)
    token = deliver(NOW + HOUR)
    found = standing(NOW + 2 * HOUR)
    assert (found.state, found.at, found.until) == ("sent", NOW + HOUR, NOW + 73 * HOUR)
    late = standing(NOW + 4 * DAY)
    assert (late.state, late.at) == ("expired", NOW + 73 * HOUR)
    accounts.set_password(token, PASSWORD, now=NOW + 3 * HOUR)
    assert (standing(NOW + 9 * DAY).state, standing().at) == ("used", NOW + 3 * HOUR)
    invitations.send_again(Account.get_by_id(row.id), by=HOUSE, now=NOW + 5 * HOUR)
    assert standing(NOW + 5 * HOUR).state == "queued"


def test_a_letter_that_failed_is_seen_with_the_answer(world: World) -> None:
    world.invite()
    notices.failed(waiting()[0], "550 Ukjent mottaker", is_final=True, now=NOW + HOUR)
    found = standing()
    assert (found.state, found.at, found.error) == ("failed", NOW + HOUR, "550 Ukjent mottaker")


def test_a_link_that_is_handed_over_takes_the_place_of_the_letter(world: World) -> None:
    row = world.invite()
    token = accounts.renew_link(row, by=HOUSE, now=NOW + HOUR)
    found = standing(NOW + HOUR)
    assert (found.state, found.at, found.until) == ("by_hand", NOW + HOUR, NOW + 73 * HOUR)
    assert waiting() == []
    assert accounts.link_of(token, NOW + HOUR).account_id == row.id
    assert standing(NOW + 9 * DAY).state == "none"


def test_how_far_many_have_come_costs_two_queries(world: World, count_queries: Any) -> None:
    world.invite()
    for rows in (list(Account.select().limit(1)), list(Account.select())):
        with count_queries() as statements:
            invitations.invitations(rows, NOW)
        assert len(statements) == 2


def test_sent_again_the_earlier_link_works_no_more(world: World) -> None:
    row = world.invite()
    first = deliver()
    invitations.send_again(row, by=world.ada, now=NOW + HOUR)
    with pytest.raises(NotFound):
        accounts.link_of(first, NOW + HOUR)
    second = deliver(NOW + HOUR)
    assert accounts.link_of(second, NOW + HOUR).account_id == row.id
    line = JournalEntry.select().where(JournalEntry.act == "account.send_link").get()
    assert (line.record_id, line.actor) == (row.id, "Ada")


def test_sent_again_twice_in_a_row_one_letter_waits(world: World) -> None:
    row = world.invite()
    for _ in range(2):
        invitations.send_again(row, by=world.ada, now=NOW)
    assert len(waiting()) == 1


def test_a_letter_is_sent_again_five_times_an_hour_and_no_more(world: World) -> None:
    row = world.invite()
    for minute in range(5):
        invitations.send_again(row, by=world.ada, now=NOW + timedelta(minutes=minute))
    with pytest.raises(RuleBroken) as refused:
        invitations.send_again(row, by=world.ada, now=NOW + timedelta(minutes=59))
    assert refused.value.code == "invitation.often"
    invitations.send_again(row, by=world.ada, now=NOW + HOUR)


def test_an_address_that_is_mended_is_written_to_until_a_password_is_chosen(world: World) -> None:
    row = world.invite()
    people.amend_person(world.bo, {"email": "rett@eksempel.no"}, by=world.ada, now=NOW)
    invitations.send_again(Account.get_by_id(row.id), by=world.ada, now=NOW)
    assert [one.address for one in waiting()] == ["rett@eksempel.no"]
    accounts.set_password(deliver(), PASSWORD, now=NOW)
    world.bo = Person.get_by_id(world.bo.id)
    people.amend_person(world.bo, {"email": "ny@eksempel.no"}, by=world.ada, now=NOW)
    invitations.send_again(Account.get_by_id(row.id), by=world.ada, now=NOW + HOUR)
    assert [one.address for one in waiting()] == ["rett@eksempel.no"]


def test_a_letter_that_has_nobody_to_let_in_gets_no_link(world: World) -> None:
    row = world.invite()
    (letter,) = waiting()
    changes: tuple[dict[str, Any], ...] = (
        {"is_active": False},
        {"email": "annen@eksempel.no"},
        {"password_hash": "x"},
    )
    for change in changes:
        Account.update(change).where(Account.id == row.id).execute()
        with pytest.raises(NotFound):
            invitations.token_for(letter, now=NOW)
        back = {"is_active": True, "email": row.email, "password_hash": None}
        Account.update(back).where(Account.id == row.id).execute()
    assert invitations.token_for(letter, now=NOW)
    accounts.renew_link(row, by=HOUSE, now=NOW)
    with pytest.raises(NotFound):
        invitations.token_for(letter, now=NOW)


def test_a_letter_about_something_else_has_no_link(world: World) -> None:
    assert invitations.token_for(Notice(record="registration", record_id=1), now=NOW) is None


def test_one_who_has_a_password_is_given_the_role_and_no_letter(world: World) -> None:
    accounts.set_password(_token(world), PASSWORD, now=NOW)
    invitations.invite(world.bo, "leader", world.here, world.room, by=world.ada, now=NOW)
    assert waiting() == []
    assert {
        grant.role for grant in RoleGrant.select().join(Account).where(Account.person == world.bo)
    } == {"staff", "leader"}


def _token(world: World) -> str:
    world.invite()
    return deliver()


def test_a_role_given_twice_is_held_once(world: World) -> None:
    for _ in range(2):
        row = world.invite()
        invitations.invite(world.bo, "leader", world.here, world.room, by=world.ada, now=NOW)
    assert [grant.role for grant in row.grants.order_by(RoleGrant.id)] == ["staff", "leader"]
    assert len(waiting()) == 1


@pytest.mark.parametrize(
    "role", ["director", "observer", "mentor", "course_admin", "coordinator", "sysadmin"]
)
def test_a_director_gives_no_other_roles(world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        invitations.invite(world.bo, role, world.here, by=world.ada, now=NOW)
    row = world.invite()
    with pytest.raises(NotAllowed):
        accounts.grant_role(row, role, world.here, None, by=world.ada, now=NOW)
    assert row.grants.count() == 1


def test_a_director_gives_no_role_in_another_kindergarten(world: World) -> None:
    with pytest.raises(NotAllowed):
        invitations.invite(world.bo, "staff", world.far, by=world.ada, now=NOW)
    with pytest.raises(NotAllowed):
        invitations.invite(world.bo, "staff", world.here, by=world.cy, now=NOW)
    assert Account.select().where(Account.person == world.bo).count() == 0


def test_a_director_gives_no_role_to_one_who_does_not_work_there(world: World) -> None:
    with pytest.raises(RuleBroken) as refused:
        invitations.invite(world.dag, "staff", world.here, by=world.ada, now=NOW)
    assert refused.value.code == "person.elsewhere"
    people.end_employment(world.bo.employments.get(), TODAY - DAY, by=world.ada, now=NOW)
    with pytest.raises(RuleBroken):
        world.invite()


def test_a_director_says_where_and_a_leader_which_department(world: World) -> None:
    for role, place, code in (
        ("staff", None, "role.place"),
        ("leader", world.here, "role.department"),
    ):
        with pytest.raises(RuleBroken) as refused:
            invitations.invite(world.bo, role, place, by=world.ada, now=NOW)
        assert refused.value.code == code


def test_nobody_else_gives_roles(world: World) -> None:
    others = [
        an_identity("leader", world.here, world.room),
        an_identity("staff", world.here),
        an_identity("sysadmin"),
        an_identity("course_admin"),
    ]
    for who in others:
        with pytest.raises(NotAllowed):
            world.invite(who)


def test_a_director_takes_back_the_roles_she_may_give_and_no_others(world: World) -> None:
    row = world.invite()
    accounts.grant_role(row, "observer", world.here, None, by=HOUSE, now=NOW)
    accounts.grant_role(row, "staff", world.far, None, by=HOUSE, now=NOW)
    own, observer, foreign = row.grants.order_by(RoleGrant.id)
    for grant, who in ((observer, world.ada), (foreign, world.ada), (own, world.cy)):
        with pytest.raises(NotAllowed):
            accounts.end_grant(grant, by=who, now=NOW)
    accounts.end_grant(own, by=world.ada, now=NOW)
    assert [grant.valid_to for grant in row.grants.order_by(RoleGrant.id)] == [
        TODAY - DAY,
        None,
        None,
    ]


def test_a_director_sends_no_link_to_one_who_is_more_than_staff(world: World) -> None:
    row = world.invite()
    assert invitations.may_send(world.ada, row, NOW)
    assert not invitations.may_send(world.cy, row, NOW)
    accounts.grant_role(row, "observer", world.here, None, by=HOUSE, now=NOW)
    with pytest.raises(NotAllowed):
        invitations.send_again(row, by=world.ada, now=NOW)
    invitations.send_again(row, by=an_identity("coordinator"), now=NOW)


def test_a_director_is_never_given_a_link(world: World) -> None:
    row = world.invite()
    with pytest.raises(NotAllowed):
        accounts.renew_link(row, by=world.ada, now=NOW)
    with pytest.raises(NotAllowed):
        accounts.add_account(world.bo, "staff", world.here, by=world.ada, now=NOW)


def test_a_closed_account_is_sent_nothing(world: World) -> None:
    row = world.invite()
    accounts.set_active(row, False, by=HOUSE, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        invitations.send_again(row, by=world.ada, now=NOW)
    assert refused.value.code == "account.closed"


def test_the_outbox_does_not_send_a_link_anew(world: World) -> None:
    world.invite()
    notices.failed(waiting()[0], "550", is_final=True, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        notices.resend(Notice.get(), by=HOUSE, now=NOW)
    assert refused.value.code == "notice.link"


def test_one_who_forgot_is_sent_a_link_that_works_two_hours(house: str) -> None:
    email = an_account("staff", a_kindergarten())
    invitations.ask(f" {email.upper()} ", address="10.0.0.1", now=NOW)
    token = deliver()
    assert accounts.link_of(token, NOW + 2 * HOUR - timedelta(seconds=1))
    with pytest.raises(NotFound):
        accounts.link_of(token, NOW + 2 * HOUR)
    assert (Notice.get().kind, Notice.get().address) == ("forgotten", email)
    assert JournalEntry.select().where(JournalEntry.act == "account.forgotten").count() == 1


def test_nothing_is_sent_to_an_address_nobody_has_or_a_closed_account(house: str) -> None:
    email = an_account("staff", a_kindergarten())
    accounts.set_active(Account.get(), False, by=HOUSE, now=NOW)
    for asked in (email, "ingen@eksempel.no", "ikke en adresse", ""):
        invitations.ask(asked, address="10.0.0.1", now=NOW)
    assert waiting() == []


@pytest.mark.parametrize("is_known", [True, False])
def test_asking_is_limited_alike_for_known_and_unknown_addresses(
    house: str, is_known: bool
) -> None:
    email = an_account("staff", a_kindergarten()) if is_known else "ingen@eksempel.no"
    for n in range(3):
        invitations.ask(email, address=f"10.0.0.{n}", now=NOW)
    with pytest.raises(RuleBroken) as refused:
        invitations.ask(email, address="10.0.0.9", now=NOW)
    assert refused.value.code == "login.slow_down"
    invitations.ask(email, address="10.0.0.9", now=NOW + timedelta(minutes=15))
    assert email not in repr(list(LoginFailure.select().dicts()))


def test_one_address_on_the_net_asks_ten_times(house: str) -> None:
    for n in range(10):
        invitations.ask(f"p{n}@eksempel.no", address="10.0.0.1", now=NOW)
    with pytest.raises(RuleBroken):
        invitations.ask("p10@eksempel.no", address="10.0.0.1", now=NOW)
    invitations.ask("p10@eksempel.no", address="10.0.0.2", now=NOW)


def test_one_who_never_chose_a_password_is_invited_anew(world: World) -> None:
    world.invite()
    deliver()
    invitations.ask(str(world.bo.email), address="10.0.0.1", now=NOW)
    assert [one.kind for one in waiting()] == ["invited"]


def test_who_directs_two_kindergartens_invites_in_both(world: World) -> None:
    places = frozenset({Grant("director", world.here.id), Grant("director", world.far.id)})
    both = Identity(world.ada.account_id, world.ada.person_id, "Ada", places)
    row = invitations.invite(world.dag, "staff", world.far, by=both, now=NOW)
    accounts.grant_role(row, "staff", world.here, None, by=HOUSE, now=NOW)
    assert invitations.may_send(both, row, NOW)
    assert not invitations.may_send(world.ada, row, NOW)


def test_that_somebody_forgot_the_password_is_nobody_elses_business(house: str) -> None:
    email = an_account("staff", a_kindergarten())
    row = Account.get()
    before = invitations.invitations([row], NOW)[row.id]
    invitations.ask(email, address="10.0.0.1", now=NOW + HOUR)
    assert invitations.invitations([row], NOW + HOUR)[row.id] == before
    deliver(NOW + HOUR)
    assert invitations.invitations([row], NOW + HOUR)[row.id] == before
    assert (before.state, before.at) == ("used", NOW)


def test_a_link_that_never_arrived_goes_with_its_letter(world: World) -> None:
    world.invite()
    (letter,) = waiting()
    token = invitations.token_for(letter, now=NOW)
    notices.failed(letter, "451 Kom tilbake senere", now=NOW)
    world.invite()
    assert standing().state == "queued"
    with pytest.raises(NotFound):
        accounts.link_of(str(token), NOW)

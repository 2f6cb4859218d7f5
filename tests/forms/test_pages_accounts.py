"""Logging in and out, one-time links, and forms that outlive a session."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest

from collect import accounts
from collect import accounts_invitations as invitations
from collect.models.accounts import Account, LoginSession
from collect.models.notices import Notice
from collect.models.organisation import Kindergarten
from collect.models.people import Person
from collect.rules.access import HOUSE
from tests.factories import NOW, PASSWORD, a_kindergarten, a_person, an_account, an_identity
from tests.web import Browser, make_app


class Clock:
    """A clock that a test can turn."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> Any:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(house: str, clock: Clock) -> Any:
    return make_app(house, clock)


@pytest.fixture
def email(house: str) -> str:
    return an_account("director", a_kindergarten("Solbakken"), name="Ada Lund")


def test_a_right_password_opens_the_page_that_was_asked_for(app: Any, email: str) -> None:
    browser = Browser(app)
    assert browser.get("/people?q=a").location == "/login?next=/people?q%3Da"
    answer = browser.post(
        "/login", {"email": email.upper(), "password": PASSWORD, "next": "/people?q=a"}
    )
    assert (answer.status_code, answer.location) == (303, "/people?q=a")
    cookie = next(h for h in answer.headers.getlist("Set-Cookie") if h.startswith("tettpaa="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Hei, Ada" in browser.get("/").text


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/no-such-page",
        "people",
        "/\nx",
        "",
    ],
)
def test_the_way_on_leads_nowhere_but_to_our_own_pages(app: Any, email: str, target: str) -> None:
    answer = Browser(app).post("/login", {"email": email, "password": PASSWORD, "next": target})
    assert answer.location == "/"


def test_only_the_hash_of_the_token_is_kept(app: Any, email: str) -> None:
    browser = Browser(app)
    browser.post("/login", {"email": email, "password": PASSWORD})
    token = browser.client.get_cookie("tettpaa").value
    row = LoginSession.get()
    assert row.token_hash != token
    assert len(row.token_hash) == 64


def test_unknown_disabled_and_wrong_get_the_same_answer(app: Any, email: str) -> None:
    wrong = Browser(app).post("/login", {"email": email, "password": "feil"})
    unknown = Browser(app).post("/login", {"email": "ingen@eksempel.no", "password": PASSWORD})
    accounts.set_active(Account.get(), False, by=HOUSE, now=NOW)
    disabled = Browser(app).post("/login", {"email": email, "password": PASSWORD})
    bare = [re.sub(r'value="[^"]*"|nonce-[^\']*', "", a.text) for a in (wrong, unknown, disabled)]
    assert {a.status_code for a in (wrong, unknown, disabled)} == {422}
    assert bare[0] == bare[1] == bare[2]
    assert "E-postadressen eller passordet er feil." in bare[0]


def test_ten_failures_ask_for_a_pause_of_that_account(app: Any, email: str, clock: Clock) -> None:
    for n in range(10):
        Browser(app).post(
            "/login",
            {"email": email, "password": "feil"},
            environ_base={"REMOTE_ADDR": f"10.0.0.{n}"},
        )
    held = Browser(app).post(
        "/login", {"email": email, "password": PASSWORD}, environ_base={"REMOTE_ADDR": "10.0.1.1"}
    )
    assert "Vent et kvarter" in held.text
    clock.now += timedelta(minutes=16)
    assert Browser(app).post("/login", {"email": email, "password": PASSWORD}).status_code == 303


def test_a_token_is_worth_nothing_after_logout(app: Any, email: str) -> None:
    browser = Browser(app)
    browser.post("/login", {"email": email, "password": PASSWORD})
    token = browser.client.get_cookie("tettpaa").value
    answer = browser.post("/logout")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = Browser(app)
    thief.client.set_cookie("tettpaa", token)
    assert thief.get("/").status_code == 302


def test_a_token_from_before_login_is_not_used(app: Any, email: str) -> None:
    browser = Browser(app)
    browser.client.set_cookie("tettpaa", "planted")
    browser.post("/login", {"email": email, "password": PASSWORD})
    assert browser.client.get_cookie("tettpaa").value != "planted"


def test_disabling_ends_the_session_with_the_next_request(app: Any) -> None:
    who = an_identity("director", a_kindergarten())
    browser = Browser(app, who)
    assert browser.get("/").status_code == 200
    accounts.set_active(Account.get(), False, by=HOUSE, now=NOW)
    assert browser.get("/").status_code == 302


def test_a_role_that_ends_is_gone_with_the_next_request(app: Any) -> None:
    who = an_identity("coordinator")
    an_identity("coordinator")
    browser = Browser(app, who)
    assert browser.get("/programme").status_code == 200
    accounts.end_grant(Account.get_by_id(who.account_id).grants.get(), by=HOUSE, now=NOW)
    assert browser.get("/programme").status_code == 403


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (61, 302)])
def test_a_session_that_is_not_used_for_an_hour_ends(
    app: Any, clock: Clock, minutes: int, status: int
) -> None:
    browser = Browser(app, an_identity("coordinator"))
    clock.now += timedelta(minutes=minutes)
    assert browser.get("/").status_code == status


def test_a_session_ends_after_twelve_hours_of_use(app: Any, clock: Clock) -> None:
    browser = Browser(app, an_identity("coordinator"))
    statuses = []
    for _ in range(15):
        clock.now += timedelta(minutes=50)
        statuses.append(browser.get("/").status_code)
    assert statuses == [200] * 14 + [302]


def test_one_who_asks_to_stay_is_not_logged_out(app: Any, clock: Clock) -> None:
    browser = Browser(app, an_identity("coordinator"))
    token = browser.token()
    clock.now += timedelta(minutes=59)
    answer = browser.client.post("/account/stay", data={"csrf_token": token})
    assert (answer.status_code, answer.data) == (204, b"")
    assert LoginSession.get().seen_at == clock.now
    clock.now += timedelta(minutes=59)
    assert browser.get("/").status_code == 200


def test_one_whose_session_has_ended_cannot_stay(app: Any, clock: Clock) -> None:
    browser = Browser(app, an_identity("coordinator"))
    token = browser.token()
    clock.now += timedelta(minutes=61)
    assert browser.client.post("/account/stay", data={"csrf_token": token}).status_code == 401
    assert LoginSession.get().seen_at == NOW


@pytest.mark.parametrize(("minutes", "warned"), [(60, 5), (10, 5), (5, 2)])
def test_only_one_who_is_logged_in_is_warned_of_the_end(
    house: str, minutes: int, warned: int
) -> None:
    app = make_app(house, session_idle_minutes=minutes)
    page = Browser(app, an_identity("coordinator")).get("/privacy").text
    assert f'data-idle-minutes="{minutes}" data-warn-minutes="{warned}"' in page
    assert "session.js" in page
    assert "session" not in Browser(app).get("/privacy").text


def test_a_form_sent_after_the_session_ended_is_sent_after_login(app: Any, clock: Clock) -> None:
    place = a_kindergarten("Solbakken")
    email = an_account("director", place)
    browser = Browser(app)
    browser.post("/login", {"email": email, "password": PASSWORD})
    clock.now += timedelta(hours=2)
    answers = {
        "submission_id": str(uuid.uuid4()),
        "name": "Bjørn Ås",
        "position": "assistant",
        "kindergarten_id": str(place.id),
        "first_day": "2025-11-03",
        "fte_percent": "80",
    }
    waiting = browser.post("/onboarding/new", answers)
    assert waiting.status_code == 401
    kept = re.search(r'name="kept" value="([^"]*)"', waiting.text)
    assert kept is not None
    again = browser.post(
        "/login",
        {
            "email": email,
            "password": PASSWORD,
            "resume": "/onboarding/new",
            "kept": kept[1].replace("&#34;", '"'),
        },
    )
    assert again.status_code == 200
    assert "Bjørn Ås" in again.text
    sent = re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)">',
        again.text.split("<main")[1].split("</main")[0],
    )
    assert browser.client.post("/onboarding/new", data=dict(sent)).status_code == 303
    assert Person.select().where(Person.name == "Bjørn Ås").count() == 1


def test_a_stale_form_token_offers_to_send_again(app: Any) -> None:
    browser = Browser(app, an_identity("director", a_kindergarten()))
    answer = browser.client.post("/onboarding/new", data={"csrf_token": "gammel", "name": "Bjørn"})
    assert answer.status_code == 400
    assert "Bjørn" in answer.text
    assert "Send skjemaet" in answer.text


def test_another_sites_form_is_refused_without_offering_to_send_it(app: Any) -> None:
    browser = Browser(app, an_identity("director", a_kindergarten()))
    answer = browser.post(
        "/onboarding/new", {"name": "Bjørn"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 400
    assert "Bjørn" not in answer.text


def test_a_link_sets_the_password_once(app: Any, clock: Clock) -> None:
    token = accounts.add_account(a_person("Bo"), "coordinator", None, by=HOUSE, now=NOW)
    browser = Browser(app)
    assert browser.get(f"/link/{token}").status_code == 200
    assert browser.get(f"/link/{token}").status_code == 200
    new = {"password": "fire tilfeldige ord her", "password_again": "fire tilfeldige ord her"}
    assert browser.post(f"/link/{token}", new).location == "/login"
    assert browser.get(f"/link/{token}").status_code == 404
    assert (
        Browser(app)
        .post("/login", {"email": Account.get().email, "password": new["password"]})
        .status_code
        == 303
    )


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("kort", "kort", "minst 12 tegn"),
        ("barnehage123", "barnehage123", "for lett å gjette"),
        ("fire tilfeldige ord", "fire tilfeldige", "ikke like"),
        ("", "", "Fyll ut dette feltet"),
    ],
)
def test_a_weak_password_gets_a_sentence(
    app: Any, password: str, again: str, sentence: str
) -> None:
    token = accounts.add_account(a_person("Bo"), "coordinator", None, by=HOUSE, now=NOW)
    answer = Browser(app).post(f"/link/{token}", {"password": password, "password_again": again})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_link_expires_and_a_made_up_one_never_was(app: Any, clock: Clock) -> None:
    token = accounts.add_account(a_person("Bo"), "coordinator", None, by=HOUSE, now=NOW)
    clock.now += timedelta(hours=73)
    pages = [Browser(app).get(path) for path in (f"/link/{token}", "/link/made-up")]
    bare = [re.sub(r'value="[^"]*"|nonce-[^\']*', "", page.text) for page in pages]
    assert {page.status_code for page in pages} == {404}
    assert bare[0].replace(token, "made-up") == bare[1]
    assert 'href="/login/forgotten"' in bare[0]
    new = {"password": "fire tilfeldige ord her", "password_again": "fire tilfeldige ord her"}
    assert Browser(app).post(f"/link/{token}", new).status_code == 404


def test_the_language_is_kept_with_the_account(app: Any) -> None:
    who = an_identity("coordinator")
    browser = Browser(app, who)
    assert (
        browser.post("/account/language", {"locale": "nn", "next": "/courses"}).location
        == "/courses"
    )
    assert Account.get_by_id(who.account_id).locale == "nn"
    assert '<html lang="nn">' in browser.get("/").text
    browser.post("/account/language", {"locale": "klingon"})
    assert Account.get_by_id(who.account_id).locale == "nn"


def test_the_weekly_letter_is_switched_off_and_on(house: str) -> None:
    browser = Browser(make_app(house), an_identity("staff", a_kindergarten()))
    assert "Slå av e-posten" in browser.get("/account").text
    assert browser.post("/account/reminders", {"reminders": "off"}).status_code == 303
    assert "Slå på e-posten" in browser.get("/account").text
    browser.post("/account/reminders", {"reminders": "on"})
    assert "Slå av e-posten" in browser.get("/account").text


def test_one_may_see_ones_own_account(app: Any) -> None:
    who = an_identity("mentor", a_kindergarten())
    assert "Mentor" in Browser(app, who).get("/account").text
    assert Kindergarten.select().count() == 1


@pytest.fixture
def posting(house: str, clock: Clock) -> Any:
    """A house with a mail server."""
    return make_app(house, clock, smtp_url="smtp://127.0.0.1", mail_from="post@eksempel.no")


def test_one_who_forgot_the_password_gets_a_link_by_mail(posting: Any, email: str) -> None:
    assert "/login/forgotten" in Browser(posting).get("/login").text
    answer = Browser(posting).post("/login/forgotten", {"email": email.upper()})
    assert "kommer det en e-post" in answer.text
    letter = Notice.get(Notice.record == "account")
    assert (letter.kind, letter.address) == ("forgotten", email)
    token = invitations.token_for(letter, now=NOW)
    new = {"password": "fire tilfeldige ord her", "password_again": "fire tilfeldige ord her"}
    open_before = Browser(posting)
    open_before.post("/login", {"email": email, "password": PASSWORD})
    for _ in range(2):
        assert Browser(posting).get(f"/link/{token}").status_code == 200
    assert Browser(posting).post(f"/link/{token}", new).location == "/login"
    assert open_before.get("/").status_code == 302
    assert Browser(posting).get(f"/link/{token}").status_code == 404


def test_the_answer_is_the_same_whether_there_is_such_an_account_or_not(
    posting: Any, email: str
) -> None:
    asked = (email, "ingen@eksempel.no", "ikke en adresse")
    pages = [Browser(posting).post("/login/forgotten", {"email": one}) for one in asked]
    bare = [re.sub(r'value="[^"]*"|nonce-[^\']*', "", one.text) for one in pages]
    assert {one.status_code for one in pages} == {200}
    assert bare[0] == bare[1] == bare[2]
    assert dict(pages[0].headers).keys() == dict(pages[1].headers).keys()
    assert Notice.select().where(Notice.record == "account").count() == 1


@pytest.mark.parametrize("is_known", [True, False])
def test_who_asks_too_often_is_asked_to_wait(posting: Any, email: str, is_known: bool) -> None:
    asked = email if is_known else "ingen@eksempel.no"
    for n in range(4):
        answer = Browser(posting).post(
            "/login/forgotten", {"email": asked}, environ_base={"REMOTE_ADDR": f"10.0.0.{n}"}
        )
    assert answer.status_code == 422
    assert "Vent et kvarter" in answer.text


def test_no_address_is_asked_for_again(posting: Any) -> None:
    answer = Browser(posting).post("/login/forgotten", {"email": " "})
    assert answer.status_code == 422
    assert "Skriv e-postadressen din." in answer.text


def test_where_no_mail_is_sent_it_is_said_who_helps(app: Any, email: str) -> None:
    for answer in (
        Browser(app).get("/login/forgotten"),
        Browser(app).post("/login/forgotten", {"email": email}),
    ):
        assert "Koordinatoren din kan gi deg en lenke" in answer.text
        assert 'name="email"' not in answer.text
    assert Notice.select().where(Notice.record == "account").count() == 0

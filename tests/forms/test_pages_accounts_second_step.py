"""The pages of the second step: nothing opens before the code, and no form is lost on the way."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pyotp
import pytest

from collect import accounts_second_step as steps
from collect.models.accounts import Account, LoginSession, SecondStep
from tests.factories import NOW, PASSWORD, a_kindergarten, an_account, an_identity
from tests.web import Browser, make_app

STEP = timedelta(seconds=steps.STEP)


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
    return make_app(house, clock, second_step=True)


@pytest.fixture
def ada(house: str) -> str:
    return an_account("coordinator", name="Ada Lund")


def half_in(app: Any, email: str, **more: str) -> Any:
    browser = Browser(app)
    browser.answer = browser.post("/login", {"email": email, "password": PASSWORD} | more)
    return browser


def begun(browser: Any, clock: Clock) -> tuple[pyotp.TOTP, str]:
    """Take an app into use, and return it and the page with the codes in reserve."""
    page = browser.get("/login/code/new").text
    found = re.search(r'<code class="kept">([A-Z2-7 ]+)</code>', page)
    assert found is not None
    made = pyotp.TOTP(found[1].replace(" ", ""))
    answer = browser.post("/login/code/new", {"code": made.at(clock.now), "next": "/programme"})
    assert answer.status_code == 200
    return made, answer.text


def test_one_who_sees_all_gives_the_app_its_secret_first(app: Any, ada: str, clock: Clock) -> None:
    browser = half_in(app, ada, next="/programme")
    assert browser.answer.location == "/programme"
    assert browser.get("/programme").location == "/login/code?next=/programme"
    assert browser.get("/login/code?next=/programme").location == "/login/code/new?next=/programme"
    page = browser.get("/login/code/new?next=/programme").text
    assert 'src="data:image/svg+xml' in page
    assert "Ada Lund" not in page
    _, reserve = begun(browser, clock)
    assert len(re.findall(r"<li><code>[a-z0-9-]{14}</code></li>", reserve)) == steps.IN_RESERVE
    assert 'href="/programme"' in reserve
    assert browser.get("/programme").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/programme", "/account", "/account/second-step", "/admin/people/", "/exports"]
)
def test_nothing_opens_before_the_code(app: Any, ada: str, path: str) -> None:
    browser = half_in(app, ada)
    answer = browser.get(path)
    assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/login/code")
    assert browser.client.get(path, headers={"Accept": "application/json"}).status_code == 401
    assert browser.post("/account/language", {"locale": "nn"}).status_code == 401
    assert Account.get(Account.email == ada).locale == "nb"
    assert browser.get("/privacy").status_code == 200
    assert browser.post("/logout").status_code == 303
    assert browser.get("/login/code/new").location.startswith("/login?")


def test_the_code_is_asked_again_at_the_next_login(app: Any, ada: str, clock: Clock) -> None:
    made, _ = begun(half_in(app, ada), clock)
    clock.now += 10 * STEP
    browser = half_in(app, ada)
    assert browser.get("/login/code/new").location == "/account"
    answer = browser.post("/login/code", {"code": "000000x"})
    assert (answer.status_code, "Koden er feil eller brukt" in answer.text) == (422, True)
    assert browser.post("/login/code", {"code": ""}).status_code == 422
    assert browser.get("/").status_code == 302
    answer = browser.post("/login/code", {"code": made.at(clock.now), "next": "/people?q=a"})
    assert (answer.status_code, answer.location) == (303, "/people?q=a")
    assert "Hei, Ada" in browser.get("/").text
    assert browser.get("/login/code").location == "/"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "javascript:alert(1)"]
)
def test_the_way_on_leads_to_our_own_pages(app: Any, ada: str, clock: Clock, target: str) -> None:
    made, _ = begun(half_in(app, ada), clock)
    clock.now += 10 * STEP
    answer = half_in(app, ada).post("/login/code", {"code": made.at(clock.now), "next": target})
    assert answer.location == "/"


def test_a_form_that_waited_for_the_login_is_still_there_after_the_code(
    app: Any, ada: str, clock: Clock
) -> None:
    made, _ = begun(half_in(app, ada), clock)
    clock.now += 10 * STEP
    browser = half_in(app, ada, resume="/account/language", kept='[["locale", "nn"]]')
    page = browser.answer.text
    assert "Skriv koden" in page
    waiting = dict(re.findall(r'name="(resume|kept)" value="([^"]*)"', page))
    answers = {name: unescape(value) for name, value in waiting.items()}
    again = browser.post("/login/code", {"code": "1", **answers})
    assert 'value="/account/language"' in again.text
    done = browser.post("/login/code", {"code": made.at(clock.now), **answers}).text
    assert 'action="/account/language"' in done
    assert 'name="locale" value="nn"' in done


def test_others_choose_it_and_turn_it_off(app: Any, house: str, clock: Clock) -> None:
    browser = Browser(app)
    email = an_account("director", a_kindergarten(), name="Bo")
    browser.post("/login", {"email": email, "password": PASSWORD})
    assert "Slå på innlogging i to trinn" in browser.get("/account").text
    made, _ = begun(browser, clock)
    clock.now += STEP
    assert "Du har 8 reservekoder igjen" in browser.get("/account/second-step").text
    assert browser.post("/account/second-step", {"code": "x", "act": "remove"}).status_code == 422
    renewed = browser.post("/account/second-step", {"code": made.at(clock.now), "act": "reserve"})
    assert "Reservekodene dine" in renewed.text
    clock.now += STEP
    answer = browser.post("/account/second-step", {"code": made.at(clock.now), "act": "remove"})
    assert answer.location == "/account"
    assert SecondStep.select().count() == 0
    assert browser.get("/account/second-step").location == "/login/code/new"


def test_one_who_must_have_it_is_not_offered_to_turn_it_off(
    app: Any, ada: str, clock: Clock
) -> None:
    browser = half_in(app, ada)
    made, _ = begun(browser, clock)
    clock.now += STEP
    assert "Ta appen ut av bruk</button>" not in browser.get("/account/second-step").text
    answer = browser.post("/account/second-step", {"code": made.at(clock.now), "act": "remove"})
    assert (answer.status_code, "krever innlogging i to trinn" in answer.text) == (422, True)


def test_where_one_is_logged_in_is_seen_and_ended(app: Any, house: str) -> None:
    email = an_account("director", a_kindergarten())
    browser, other = Browser(app), Browser(app)
    answers = {"email": email, "password": PASSWORD}
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0"
    browser.post("/login", answers)
    other.post("/login", answers, headers={"User-Agent": agent})
    page = browser.get("/account").text
    assert "Edge, Windows" in page
    row = LoginSession.get(LoginSession.device == "Edge, Windows")
    assert browser.post("/account/sessions/end", {"session": "x"}).status_code == 404
    assert browser.post("/account/sessions/end", {"session": str(row.id)}).status_code == 303
    assert other.get("/account").status_code == 302
    assert browser.get("/account").status_code == 200


def test_the_office_lets_one_who_lost_the_app_begin_anew(house: str, ada: str) -> None:
    app = make_app(house)
    row = Account.get(Account.email == ada)
    by = an_identity("coordinator")
    browser = Browser(app, by)
    path = f"/admin/accounts/reset-step/?id={row.id}"
    assert "reset-step" not in browser.get(f"/admin/accounts/details/?id={row.id}").text
    SecondStep.create(account=row, secret="x", created_at=NOW, confirmed_at=NOW)
    assert "reset-step" in browser.get(f"/admin/accounts/details/?id={row.id}").text
    assert browser.get(path).status_code == 200
    assert browser.post(path).status_code in (302, 303)
    assert SecondStep.select().count() == 0
    for role in ("director", "sysadmin"):
        assert Browser(app, an_identity(role, a_kindergarten())).post(path).status_code in (
            403,
            404,
        )


def test_a_login_of_which_no_code_is_asked_costs_no_more_queries(
    app: Any, house: str, count_queries: Any
) -> None:
    browser = Browser(app, an_identity("staff", a_kindergarten()))
    browser.get("/account")
    with count_queries() as queries:
        browser.get("/account")
    assert len(queries) == 4

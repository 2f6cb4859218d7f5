"""What every answer carries, who may come in, and how refusals are said."""

from typing import Any

import pytest

from forms.door import PUBLIC
from tests.factories import a_kindergarten, an_identity
from tests.web import Browser, make_app


@pytest.fixture
def app(house: str) -> Any:
    return make_app(house)


def addresses(app: Any) -> list[tuple[str, str, set[str]]]:
    """Every route with a made-up value for each of its variables."""
    values: dict[str, Any] = {
        "token": "x",
        "reference": "ABCD-EFGH",
        "filename": "house.css",
        "path": "x",
        "what": "accept",
    }
    found = []
    for rule in app.url_map.iter_rules():
        with app.test_request_context():
            given = {a: values.get(a, 1) for a in rule.arguments}
            found.append(
                (
                    rule.endpoint,
                    app.url_map.bind("").build(rule.endpoint, given),
                    rule.methods or set(),
                )
            )
    return found


def test_a_stranger_is_shown_the_login_on_every_route_that_is_not_public(app: Any) -> None:
    open_routes = set()
    for endpoint, address, methods in addresses(app):
        browser = Browser(app)
        for method in methods & {"GET", "POST"}:
            answer = browser.get(address) if method == "GET" else browser.post(address, {"x": "y"})
            refused = answer.status_code == 401 or (
                answer.status_code == 302 and answer.location.startswith("/login")
            )
            if not refused:
                open_routes.add(endpoint)
    assert open_routes == PUBLIC | {"admin.static"} or open_routes == PUBLIC


def test_every_post_without_a_token_is_refused(app: Any) -> None:
    browser = Browser(app, an_identity("coordinator"))
    statuses = {
        (endpoint, browser.client.post(address, data={"a": "b"}).status_code)
        for endpoint, address, methods in addresses(app)
        if "POST" in methods
    }
    assert {status for _, status in statuses} == {400}


def test_every_answer_carries_the_headers(app: Any) -> None:
    for path in ("/login", "/no-such-page", "/static/house.css", "/health"):
        answer = Browser(app).get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert ("no-store" in answer.headers.get("Cache-Control", "")) == (
            not path.startswith("/static")
        )


def test_over_tls_the_cookies_are_bound_to_the_host(house: str) -> None:
    app = make_app(house, base_url="https://tettpaa.example.no")
    answer = app.test_client().get("/login", base_url="https://tettpaa.example.no")
    assert answer.headers["Strict-Transport-Security"]
    assert all(
        "Secure" in h and h.startswith("__Host-") for h in answer.headers.getlist("Set-Cookie")
    )


@pytest.mark.parametrize("path", ["/login?next=%00", "/people?q=%00", "/courses?page=%00"])
def test_a_nul_is_a_bad_request(app: Any, path: str) -> None:
    assert Browser(app, an_identity("coordinator")).get(path).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/people?page=99999999999999999999",
        "/people?page=-1",
        "/people?page=abc",
        "/people?q=" + "a%20" * 500,
        "/people?q=%25_%27",
        "/observations?page=1e9",
        "/onboarding?page=٣",
    ],
)
def test_odd_page_numbers_and_searches_are_answered(app: Any, path: str) -> None:
    assert Browser(app, an_identity("coordinator")).get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/courses/99999999999999999999999",
        "/courses/abc",
        "/observations/new/1/99999999999999999999999999",
        "/programme?semester=soon",
        "/exports/cohorts/99999999999999999999.xlsx",
        "/exports/cohorts/7.xlsx",
        "/onboarding/XXXX-XXXX",
        "/nothing",
    ],
)
def test_what_is_not_there_is_a_404_in_words(app: Any, path: str) -> None:
    answer = Browser(app, an_identity("coordinator")).get(path)
    assert answer.status_code in (403, 404)
    assert "<h1>" in answer.text


def test_an_unknown_method_is_said_with_what_is_allowed(app: Any) -> None:
    answer = Browser(app, an_identity("coordinator")).client.put("/login")
    assert answer.status_code in (400, 405)


def test_a_fault_of_ours_tells_nothing_of_the_inside(house: str) -> None:
    app = make_app(house, own=True)

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("SELECT secret FROM inside")

    answer = Browser(app, an_identity("coordinator")).get("/broken")
    assert answer.status_code == 500
    assert "Noe gikk galt hos oss" in answer.text
    assert "secret" not in answer.text


def test_health_says_ok(app: Any) -> None:
    assert Browser(app).get("/health").json == {"status": "ok"}


def test_the_menu_shows_what_one_may_open(app: Any) -> None:
    place = a_kindergarten()
    staff = Browser(app, an_identity("staff", place)).get("/").text
    director = Browser(app, an_identity("director", place)).get("/").text
    assert ("Kontoret" in staff, "Kontoret" in director) == (False, True)

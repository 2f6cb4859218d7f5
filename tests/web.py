"""A running house for page tests: the app around a test database, and clients that are logged in."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask.testing import FlaskClient

from app import create_app
from collect import database
from collect.accounts import token_hash
from collect.config import Config
from collect.models.accounts import Account, LoginSession
from collect.rules.access import Identity
from tests.factories import NOW

SECRET = "a secret for tests that is long enough"


_built: dict[Config, Any] = {}


def make_app(
    url: str, clock: Callable[[], datetime] = lambda: NOW, *, own: bool = False, **settings: Any
) -> Any:
    """Return the app on a test database; CSRF is checked as in earnest.

    An app keeps nothing of what it was asked, and building one takes longer than most tests: those
    with equal settings share one, unless a test wants its `own` to build on.
    """
    usual = {"second_step": False}
    wanted = Config(database_url=url, secret_key=SECRET, **usual | settings)
    alike = replace(wanted, database_url="")
    if own or alike not in _built:
        app = create_app(wanted, clock=clock)
        app.config["TESTING"] = True
        app.config["PROPAGATE_EXCEPTIONS"] = False
        if own:
            return app
        _built[alike] = app
    app = _built[alike]
    app.config.update(HOUSE=wanted, CLOCK=clock)
    database.open_database(url)
    return app


def log_in(client: FlaskClient, who: Identity | Account | None) -> FlaskClient:
    """Open a session for an identity's account, as the login page would (without waiting for argon2)."""
    if who is None:
        return client
    account_id = who.account_id if isinstance(who, Identity) else who.id
    token = secrets.token_urlsafe(32)
    LoginSession.create(
        token_hash=token_hash(token), account=account_id, created_at=NOW, seen_at=NOW
    )
    client.set_cookie("tettpaa", token)
    return client


class Browser:
    """A client that sends the CSRF token as a page's form would."""

    def __init__(self, app: Any, who: Identity | None = None) -> None:
        self.client = log_in(app.test_client(), who)

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, buffered=True, **more)

    def token(self) -> str:
        page = self.client.get("/privacy").text
        return page.split('name="csrf_token" value="')[1].split('"')[0]

    def post(self, path: str, answers: Any = None, **more: Any) -> Any:
        return self.client.post(
            path, data={"csrf_token": self.token()} | dict(answers or {}), buffered=True, **more
        )

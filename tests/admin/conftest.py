"""The office as people meet it: an app over a fresh house, and a browser for whoever logs in."""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from app import create_app
from collect import database
from collect.config import Config
from collect.models.accounts import LoginSession
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Person
from collect.rules.access import Identity
from tests.factories import NOW, an_identity


class Browser:
    """Somebody at the office's pages; carries the form token as a page does."""

    def __init__(self, client: FlaskClient, identity: Identity | None) -> None:
        self.client = client
        self.identity = identity
        self._token = ""

    def get(self, path: str, **arguments: Any) -> TestResponse:
        return self.client.get(path, query_string=arguments or None)

    def post(self, path: str, answers: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        if not self._token:
            page = self.get("/account").text
            self._token = unescape(re.findall(r'name="csrf_token" value="([^"]+)"', page)[0])
        return self.client.post(path, data={"csrf_token": self._token, **(answers or {})}, **more)

    def form(self, path: str) -> dict[str, str]:
        """Return what the form of a page would send if nothing were changed."""
        page = self.get(path).text
        inner = re.findall(
            r'<form method="post"[^>]*class="sheet[^"]*".*?</form>', page, re.DOTALL
        )[0]
        found = {}
        for tag in re.findall(r"<input[^>]*>", inner):
            attributes = dict(re.findall(r'([a-z_-]+)="([^"]*)"', tag))
            if attributes.get("type") in ("radio", "checkbox") and " checked" not in tag:
                continue
            found[attributes["name"]] = unescape(attributes.get("value", ""))
        for name, options in re.findall(
            r'<select[^>]*name="(\w+)".*?>(.*?)</select>', inner, re.DOTALL
        ):
            chosen = re.findall(r'<option value="([^"]*)" selected', options)
            found[name] = unescape(chosen[0]) if chosen else ""
        for name, text in re.findall(
            r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', inner, re.DOTALL
        ):
            found[name] = unescape(text)
        return found


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once for all the apps of a run."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("compiled")))


@pytest.fixture
def app(house: str, compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The whole application, on the day the factories live in."""
    made = create_app(
        Config(database_url=house, secret_key="k" * 40, second_step=False), clock=lambda: NOW
    )
    made.config["TESTING"] = True
    made.jinja_env.bytecode_cache = compiled
    opened = database.db.obj
    database.connect()
    yield made
    if opened.in_transaction():
        opened.rollback()
    opened.close()
    if opened.kind == "postgresql":
        opened.close_idle()


Enter = Callable[..., Browser]


@pytest.fixture
def enter(app: Flask) -> Enter:
    """Let somebody in by their role and place, or by the identity they have."""

    def let_in(
        role: str | Identity | None,
        kindergarten: Kindergarten | None = None,
        department: Department | None = None,
        person: Person | None = None,
    ) -> Browser:
        client = app.test_client()
        if role is None:
            return Browser(client, None)
        identity = role
        if not isinstance(identity, Identity):
            identity = an_identity(identity, kindergarten, department, person)
        token = secrets.token_urlsafe(32)
        LoginSession.create(
            token_hash=hashlib.sha256(token.encode()).hexdigest(),
            account=identity.account_id,
            created_at=NOW,
            seen_at=NOW,
        )
        client.set_cookie("tettpaa", token)
        return Browser(client, identity)

    return let_in

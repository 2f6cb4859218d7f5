"""An observation posted: the house against a bare view and against the same rows written by hand."""

import hashlib
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from app import create_app
from bench import floor, house
from collect import observations_instruments as instruments


class Case:
    """The three applications on one database, and the posts they are given."""

    def __init__(self, path: Path) -> None:
        self.settings = house.build(path)
        self.app = create_app(self.settings)
        client = self.app.test_client()
        self.token = house.login_cookie(client)
        self.cookie = house.cookies(client)
        self.instrument = house.instrument().id
        self.dimension_ids = instruments.dimension_ids(self.instrument)
        self.answers = house.answers(self.dimension_ids) | {"csrf_token": self.token}
        token = next(c.value for c in client._cookies.values() if c.key == "tettpaa")
        token_hash = hashlib.sha256(token.encode()).hexdigest()
        self.apps: dict[str, Callable[..., Any]] = {
            "raw": floor.raw_app(str(path)),
            "hand": floor.hand_app(str(path), self.dimension_ids, token_hash),
            "house": self.app,
        }
        self.numbers = itertools.count()

    def post(self) -> tuple[str, str, bytes]:
        """Return a department's sheet with an id of its own: path, cookies and body."""
        department = 1 + next(self.numbers) % house.DEPARTMENTS
        body = urlencode(self.answers | {"submission_id": house.new_id()}).encode()
        return f"/observations/new/{department}/{self.instrument}", self.cookie, body

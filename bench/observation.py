"""An observation posted: the house against a bare view and against the same rows written by hand."""

import hashlib
import io
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from app import create_app
from bench import floor, house
from collect import observations_instruments as instruments

ROUNDS, POSTS = 9, 200


class Case:
    """The three applications on one database, and the posts they are given."""

    def __init__(self, path: Path) -> None:
        self.settings = house.build(path)
        self.app = create_app(self.settings)
        client = self.app.test_client()
        self.token = house.login_cookie(client)
        cookies = {c.key: c.value for c in client._cookies.values()}
        self.cookie = "; ".join(f"{k}={v}" for k, v in cookies.items())
        self.instrument = house.instrument().id
        self.dimension_ids = instruments.dimension_ids(self.instrument)
        self.answers = house.answers(self.dimension_ids) | {"csrf_token": self.token}
        token_hash = hashlib.sha256(cookies["tettpaa"].encode()).hexdigest()
        self.apps: dict[str, Callable[..., Any]] = {
            "raw": floor.raw_app(str(path)),
            "hand": floor.hand_app(str(path), self.dimension_ids, token_hash),
            "house": self.app,
        }

    def path(self, number: int) -> str:
        """Return the address of one department's sheet."""
        return f"/observations/new/{1 + number % house.DEPARTMENTS}/{self.instrument}"

    def body(self) -> bytes:
        """Return a sheet with an id of its own."""
        return urlencode(self.answers | {"submission_id": house.new_id()}).encode()

    def requests(self, count: int) -> list[dict[str, Any]]:
        """Return WSGI environments of as many posts."""
        return [self._environ(n, self.body()) for n in range(count)]

    def _environ(self, number: int, body: bytes) -> dict[str, Any]:
        return {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": self.path(number),
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": self.cookie,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }


def _post(app: Any, environ: dict[str, Any]) -> None:
    statuses: list[str] = []
    answer = app(environ, lambda status, headers, exc_info=None: statuses.append(status))
    for _ in answer:
        pass
    answer.close()
    if not statuses[0].startswith("303"):
        raise SystemExit(f"the bench was refused: {statuses[0]}")


def cpu(case: Case) -> Iterator[tuple[str, float]]:
    """Yield (name, median CPU milliseconds a post) of each application, measured in turns."""
    spent: dict[str, list[float]] = {name: [] for name in case.apps}
    for app in case.apps.values():
        for environ in case.requests(50):
            _post(app, environ)
    for _ in range(ROUNDS):
        for name, app in case.apps.items():
            environs = case.requests(POSTS)
            begun = time.process_time()
            for environ in environs:
                _post(app, environ)
            spent[name].append((time.process_time() - begun) / POSTS * 1000)
    for name, values in spent.items():
        yield name, statistics.median(values)

"""The processor time of a post, in turns, without a network."""

import io
import statistics
import sys
import time
from typing import Any

from bench.served import Case

ROUNDS, POSTS, WARM = 9, 200, 50


def measure(case: Case, names: tuple[str, ...]) -> dict[str, float]:
    """Return the median milliseconds of processor time that a post costs each application."""
    spent: dict[str, list[float]] = {name: [] for name in names}
    for name in names:
        _posts(case, name, WARM)
    for _ in range(ROUNDS):
        for name in names:
            spent[name].append(_posts(case, name, POSTS))
    return {name: statistics.median(values) for name, values in spent.items()}


def _posts(case: Case, name: str, count: int) -> float:
    """Send as many posts; return the milliseconds of processor time of each."""
    app = case.apps[name]
    environs = [environ(*case.post()) for _ in range(count)]
    begun = time.process_time()
    for one in environs:
        answered(app, one, "303")
    return (time.process_time() - begun) / count * 1000


def environ(path: str, cookie: str, body: bytes | None = None) -> dict[str, Any]:
    """Return what a server hands an application for a page, or for a post of `body`."""
    path, _, query = path.partition("?")
    body, method = (b"", "GET") if body is None else (body, "POST")
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_COOKIE": cookie,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def answered(app: Any, environ: dict[str, Any], status: str) -> str:
    """Return what an application answers; leave the bench when it is not with that status."""
    statuses: list[str] = []
    answer = app(environ, lambda status, headers, exc_info=None: statuses.append(status))
    said = b"".join(answer)
    answer.close()
    if not statuses[0].startswith(status):
        raise SystemExit(f"the bench was refused: {statuses[0]}")
    return said.decode()

"""The same posts over HTTP: 16 clients with persistent connections against waitress, in turns."""

import logging
import multiprocessing
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

CLIENTS, SECONDS, ROUNDS, THREADS = 16, 4.0, 3, 8


class Case(Protocol):
    """Applications that answer the same posts."""

    apps: dict[str, Any]

    def post(self) -> tuple[str, str, bytes]:
        """Return path, cookies and body of a post that was not sent before; from any thread."""


@dataclass(frozen=True)
class Load:
    """What a server did: requests a second, and the time of the median and the slowest hundredth."""

    rate: float
    p50: float  # milliseconds
    p99: float


def measure(case: Case) -> dict[str, Load]:
    """Serve the raw view and the house, each in a process of its own, and load them in turns."""
    loads: dict[str, list[Load]] = {"raw": [], "house": []}
    for _ in range(ROUNDS):
        for name, rounds in loads.items():
            with serving(case, name) as port:
                rounds.append(_load(case, port))
    return {
        name: sorted(found, key=lambda one: one.rate)[len(found) // 2]
        for name, found in loads.items()
    }


@contextmanager
def serving(case: Case, name: str) -> Iterator[int]:
    """Serve one of the applications in a process of its own; yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    context = multiprocessing.get_context("fork")
    server = context.Process(target=_serve, args=(case, name, port), daemon=True)
    server.start()
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.join(10)


def _serve(case: Case, name: str, port: int) -> None:
    from waitress import serve

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    serve(
        case.apps[name],
        host="127.0.0.1",
        port=port,
        threads=THREADS,
        _quiet=True,
        connection_limit=1_000,
        backlog=512,
    )


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server did not open")


def _load(case: Case, port: int) -> Load:
    times: list[float] = []
    stop = time.monotonic() + SECONDS
    clients = [
        threading.Thread(target=_client, args=(case, port, stop, times)) for _ in range(CLIENTS)
    ]
    begun = time.monotonic()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    spent = time.monotonic() - begun
    ordered = sorted(times)
    return Load(
        len(ordered) / spent,
        statistics.median(ordered) * 1000,
        ordered[int(len(ordered) * 0.99)] * 1000,
    )


def _client(case: Case, port: int, stop: float, times: list[float]) -> None:
    connection = connect(port)
    while time.monotonic() < stop:
        times.append(send(connection, case.post()))
    connection.close()


def connect(port: int) -> socket.socket:
    """Open a connection that does not wait for more to send."""
    connection = socket.create_connection(("127.0.0.1", port), 30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def send(connection: socket.socket, post: tuple[str, str, bytes]) -> float:
    """Send a post and return the seconds until its whole answer; SystemExit unless it was taken in."""
    path, cookie, body = post
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    begun = time.monotonic()
    connection.sendall(head.encode() + body)
    status = _answer(connection)
    spent = time.monotonic() - begun
    if status != b"303":
        raise SystemExit(f"the bench was refused: {status!r}")
    return spent


def _answer(connection: Any) -> bytes:
    """Read one whole answer and return its status."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65_536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    )
    while len(body) < length:
        body += connection.recv(65_536)
    return head.split(b" ", 2)[1]

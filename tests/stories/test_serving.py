"""The server that the command starts: many who come at once are all let in."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

ASK = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def test_two_hundred_open_connections_keep_nobody_out(served: tuple[str, Path]) -> None:
    where = urlsplit(served[0])
    connections = []
    try:
        for _ in range(200):
            connection = socket.create_connection((where.hostname, where.port), 10)
            connections.append(connection)
            connection.sendall(ASK)
            assert connection.recv(12) == b"HTTP/1.1 200"
    finally:
        for connection in connections:
            connection.close()

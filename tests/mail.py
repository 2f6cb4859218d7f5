"""A real mail server for tests: it keeps what it takes, refuses what it is told to, or hangs."""

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Postbox:
    """What a mail server does with letters; `answers` holds what it says instead of taking one."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.answers: dict[str, str] = {}  # part of an address -> answer to RCPT, or "hang"
        self.data_answer = ""

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        for part, answer in self.answers.items():
            if part in address:
                if answer == "hang":
                    await asyncio.sleep(3600)
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data_answer:
            return self.data_answer
        made = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append(made)  # type: ignore[arg-type]
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        return [str(one["Subject"]) for one in self.letters]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def a_mail_server(port: int | None = None) -> Iterator[tuple[Postbox, str]]:
    """A mail server on this machine; gives its postbox and its address as a setting."""
    postbox = Postbox()
    port = port or free_port()
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield postbox, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop(no_assert=True)


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def calendars_of(letter: EmailMessage) -> list[Any]:
    from icalendar import Calendar

    return [
        Calendar.from_ical(part.get_payload(decode=True))
        for part in letter.iter_attachments()
        if part.get_content_type() == "text/calendar"
    ]

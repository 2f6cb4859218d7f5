"""Sends what waits in the outbox through the mail server; what is not taken waits for the next time."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError

from collect import accounts_invitations as invitations
from collect import notices, phrases
from collect.config import Config, MailServer, mail_server
from collect.models.notices import Notice
from collect.rules.refusals import NotFound
from exports.notices import letter, postal

BATCH = 5  # so many, each with a few answers to wait for, are over before their claim is
PATIENCE = 20.0  # seconds to wait for each answer of the mail server
CLOSING = 421  # the mail server hangs up (RFC 5321 §4.2.3)
Clock = Callable[[], datetime]


@dataclass
class Outcome:
    """How many letters were sent, put off and given up, and what is wrong with the mail server."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    trouble: str = ""


def send(settings: Config, clock: Clock) -> Outcome:
    """Send every letter whose time has come.

    A mail server that cannot be reached costs no letter a try: all of them wait.
    """
    outcome = Outcome()
    rows = notices.claim(clock(), BATCH)
    if not rows:
        return outcome
    try:
        with _connected(mail_server(settings.smtp_url)) as post:
            while rows:
                _send(post, rows.pop(0), settings, clock, outcome)
                rows = rows or notices.claim(clock(), BATCH)
    except (OSError, smtplib.SMTPException) as error:
        outcome.trouble = _said(error)
        notices.release(rows)
    return outcome


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """Open the way to the mail server, logged in; hang up politely."""
    context = ssl.create_default_context()
    if server.is_tls:
        post: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=PATIENCE, context=context
        )
    else:
        post = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    try:
        if server.is_starttls:
            post.starttls(context=context)
        if server.user:
            post.login(server.user, server.password)
        yield post
        with suppress(OSError, smtplib.SMTPException):
            post.quit()
    finally:
        post.close()


def _send(
    post: smtplib.SMTP, row: Notice, settings: Config, clock: Clock, outcome: Outcome
) -> None:
    """Hand over one letter and note the answer; raise what the mail server itself has run into."""
    try:
        postal(row.address)
        token = invitations.token_for(row, now=clock())
        content = letter(row, house=settings.base_url, sender=settings.mail_from, token=token)
    except (ValueError, MessageError):
        error = phrases.say("Adressen kan ikke brukes.")
        _note(row, error, True, clock, outcome)
        return
    except NotFound:
        error = phrases.say("Det e-posten gjelder, finnes ikke lenger.")
        _note(row, error, True, clock, outcome)
        return
    try:
        post.sendmail(postal(settings.mail_from), [postal(row.address)], content)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = refused.recipients[postal(row.address)]
        answer = smtplib.SMTPResponseException(code, words)
        _note(row, _said(answer), code >= notices.REFUSED, clock, outcome)
        if code == CLOSING:
            raise
    except smtplib.SMTPDataError as refused:
        _note(row, _said(refused), refused.smtp_code >= notices.REFUSED, clock, outcome)
        if refused.smtp_code == CLOSING:
            raise
    except (OSError, smtplib.SMTPException) as error:
        _note(row, _said(error), False, clock, outcome)
        raise
    else:
        notices.sent(row, now=clock())
        outcome.sent += 1


def _note(row: Notice, error: str, is_final: bool, clock: Clock, outcome: Outcome) -> None:
    if notices.failed(row, error, is_final=is_final, now=clock()):
        outcome.failed += 1
    else:
        outcome.later += 1


def _said(error: Exception) -> str:
    """Return what the mail server answered, or why there is no answer."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        return f"{error.smtp_code} {text}".strip()
    if isinstance(error, TimeoutError | smtplib.SMTPServerDisconnected):
        return phrases.say("E-posttjeneren svarer ikke.")
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__

"""Letters with a link that sets a password: to one who is given an account, and to one who forgot.

No letter in the outbox holds its link. It holds `{link}`, and the token is made at the moment the
letter is handed to the mail server, when its hash is all that is kept: whoever reads the database
or a copy of it finds nothing to log in with. Encrypting the token in the letter would do the same
only as long as the key stays out of the same hands, and the key lies on the same machine. Each try
makes a new token and voids the one before, under the same Message-ID, so that a letter which came
through twice has one link that works: the later one.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from collect import accounts, journal, notices
from collect import accounts_tries as tries
from collect.database import locked, writing
from collect.models.accounts import Account, OneTimeLink, RoleGrant
from collect.models.base import on_day
from collect.models.notices import Notice
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Person
from collect.phrases import lazy, reading, say
from collect.rules.access import HOUSE, Identity, may_grant, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import email_key

HOURS = {"invited": accounts.LINK_HOURS, "renewed": accounts.LINK_HOURS, "forgotten": 2}
SENT_AGAIN, HOUR = 5, timedelta(hours=1)  # so often an hour a letter is sent to one account
QUARTER = timedelta(minutes=15)
ASKED, ASKED_FROM = (
    3,
    10,
)  # so often a quarter a link is asked for: for one account, from one address
STATES = ("none", "by_hand", "queued", "sent", "failed", "expired", "used")
SUBJECTS = {
    "invited": lazy("Du har fått konto i TETT PÅ"),
    "renewed": lazy("Ny lenke til kontoen din i TETT PÅ"),
    "forgotten": lazy("Nytt passord til kontoen din i TETT PÅ"),
}
NEWS = {
    "invited": lazy("%(who)s har gitt deg konto i TETT PÅ, kvalitetsprogrammet for barnehagene."),
    "renewed": lazy("%(who)s har sendt deg en ny lenke til kontoen din i TETT PÅ."),
    "forgotten": lazy("Noen har bedt om nytt passord til kontoen din i TETT PÅ."),
}
REASONS = {
    "invited": lazy(
        "Du får denne e-posten fordi %(who)s har lagt inn adressen din. "
        "Kjenner du ikke til TETT PÅ, trenger du ikke gjøre noe."
    ),
    "renewed": lazy("Du får denne e-posten fordi du har konto i TETT PÅ."),
    "forgotten": lazy(
        "Du får denne e-posten fordi adressen din ble skrevet inn på innloggingssiden. "
        "Var det ikke du, trenger du ikke gjøre noe: det gamle passordet virker fortsatt."
    ),
}


def invite(
    row: Person,
    role: str,
    kindergarten: Kindergarten | None,
    department: Department | None = None,
    *,
    by: Identity,
    now: datetime,
) -> Account:
    """Make an account with one role and write a letter with the link that sets its password.

    A person who has an account is given the role as well; one who has a password gets no letter.
    """
    accounts.refuse_beyond(row, role, kindergarten, by=by, now=now)
    with writing():
        made = accounts.insert_account(row, role, kindergarten, department, by=by, now=now)
        if made.is_active and made.password_hash is None:
            write(made, "invited", by, now)
    return made


def may_send(by: Identity, row: Account, now: datetime) -> bool:
    """Whether the identity may send the account a link: a director only to the own staff."""
    found = reach(by, "account", "C")
    if found.everything or found.is_empty:
        return found.everything
    held = list(
        RoleGrant.select().where((RoleGrant.account == row) & on_day(RoleGrant, local_day(now)))
    )
    return bool(held) and all(may_grant(by, one.role, one.kindergarten_id) for one in held)


def send_again(row: Account, *, by: Identity, now: datetime) -> None:
    """Write a new letter with a link; earlier links work no more, at most five times an hour.

    One who has not chosen a password yet is written to at the address the person has now.
    """
    if not may_send(by, row, now):
        raise NotAllowed("account")
    with writing():
        held = locked(Account.select().where(Account.id == row.id)).get()
        if not held.is_active:
            raise RuleBroken("account.closed")
        counted = [tries.key("invitation", str(row.id))]
        if tries.too_many(counted, SENT_AGAIN, HOUR, now):
            raise RuleBroken("invitation.often", times=SENT_AGAIN)
        tries.count(counted, HOUR, now)
        if held.password_hash is None:
            _follow(held, by, now)
        OneTimeLink.update(used_at=now).where(
            (OneTimeLink.account == held) & OneTimeLink.used_at.is_null()
        ).execute()
        journal.note("account.send_link", held.id, by=by, now=now)
        write(held, "renewed" if held.password_hash else "invited", by, now)


def _follow(row: Account, by: Identity, now: datetime) -> None:
    """Let an account nobody has used take over the address of its person, which may be mended."""
    person = row.person
    if not person.email or person.email_key == row.email_key:
        return
    if Account.select().where(Account.email_key == person.email_key).exists():
        raise RuleBroken("email.taken", "email")
    values = {"email": person.email, "email_key": person.email_key}
    journal.amend(row, values, "account.address", by=by, now=now, unsaid=("email_key",))


def ask(email: str, *, address: str, now: datetime) -> None:
    """Write to one who forgot the password, if there is such an account; the asker cannot tell.

    Raises RuleBroken("login.slow_down") alike for known and unknown addresses.
    """
    try:
        key = email_key(email)
    except RuleBroken:
        key = "?"
    whom, where = [tries.key("forgotten", key)], [tries.key("forgotten-from", address)]
    with writing():
        if tries.too_many(whom, ASKED, QUARTER, now) or tries.too_many(
            where, ASKED_FROM, QUARTER, now
        ):
            raise RuleBroken("login.slow_down")
        tries.count(whom + where, QUARTER, now)
        is_theirs = (Account.email_key == key) & Account.is_active
        row = locked(Account.select().where(is_theirs)).get_or_none()
        if row is not None:
            journal.note("account.forgotten", row.id, by=HOUSE, now=now)
            write(row, "forgotten" if row.password_hash else "invited", HOUSE, now)


def write(
    row: Account, kind: str, by: Identity, now: datetime, due_at: datetime | None = None
) -> None:
    """Lay a letter in the outbox instead of one that waits there, inside the act it tells of."""
    accounts.take_letters_back(row)
    with reading(row.locale):
        subject, text = str(SUBJECTS[kind]), _text(kind, by)
    mark = f"account:{row.id}:{secrets.token_hex(8)}"  # each is told
    letter = notices.Letter(
        mark, kind, row.person, row.locale, subject, text, "account", row.id, address=row.email
    )
    notices.queue([letter], now=now, due_at=due_at)


def _text(kind: str, by: Identity) -> str:
    """Return what a letter says: who sent it, what the link is for and how long it works, and why."""
    who = {"who": say("Kontoret for TETT PÅ") if by == HOUSE else by.name}
    parts = (
        str(NEWS[kind]) % who,
        say("Åpne lenken og velg passord:") + "\n{link}",
        say(
            "Lenken er bare til deg. Den virker én gang, i %(hours)s timer fra denne e-posten ble sendt. "
            "Er den gått ut, kan du be om en ny her:",
            hours=HOURS[kind],
        )
        + "\n{house}/login/forgotten",
        say("Du logger inn med denne e-postadressen."),
        str(REASONS[kind]) % who,
    )
    return "\n\n".join(parts)


def token_for(letter: Notice, *, now: datetime) -> str | None:
    """Make the link that a letter is about to be sent with and return its token; none for other letters.

    Raises NotFound for a letter that has nobody to let in any more: the account is closed or has
    another address, the invitation has been answered, or a later letter took its place.
    """
    if letter.record != "account":
        return None
    with writing():
        row = locked(Account.select().where(Account.id == letter.record_id)).get_or_none()
        waits = Notice.sent_at.is_null() & Notice.failed_at.is_null()
        is_there = Notice.select().where((Notice.id == letter.id) & waits).exists()
        if row is None or not is_there or not row.is_active or row.email != letter.address:
            raise NotFound("account")
        if letter.kind == "invited" and row.password_hash:
            raise NotFound("invitation")
        return accounts.insert_link(row, now, hours=HOURS[letter.kind], notice=letter)


@dataclass(frozen=True)
class Invitation:
    """How far an account's way in has come: one of STATES, since when, and how long a link works."""

    state: str
    at: datetime | None = None
    until: datetime | None = None
    error: str = ""


def invitations(rows: Sequence[Account], now: datetime) -> dict[int, Invitation]:
    """Return by account id how far each invitation has come; two queries.

    That somebody asked for a new password is nobody else's business: it is not counted.
    """
    ids = [row.id for row in rows]
    about = (Notice.record == "account") & Notice.record_id.in_(ids) & (Notice.kind != "forgotten")
    letters = {one.record_id: one for one in Notice.select().where(about).order_by(Notice.id)}
    works = OneTimeLink.used_at.is_null() & (OneTimeLink.expires_at > now)
    links = {
        one.account_id: one
        for one in OneTimeLink.select().where(OneTimeLink.account.in_(ids) & works)
    }
    return {row.id: _invitation(row, letters.get(row.id), links.get(row.id)) for row in rows}


def _invitation(row: Account, letter: Notice | None, link: OneTimeLink | None) -> Invitation:
    chosen = row.password_at if row.password_hash else None
    over = Invitation("used", chosen) if row.password_hash else Invitation("none")
    if link is not None and link.notice_id is None:
        made_at = link.expires_at - timedelta(hours=accounts.LINK_HOURS)
        return Invitation("by_hand", made_at, link.expires_at)
    if letter is None or (chosen is not None and letter.created_at <= chosen):
        return over
    state = notices.state(letter)
    if state == "sent":
        if link is not None and link.notice_id == letter.id:
            return Invitation("sent", letter.sent_at, link.expires_at)
        if row.password_hash:
            return over
        return Invitation("expired", letter.sent_at + timedelta(hours=HOURS[letter.kind]))
    if state == "failed":
        return Invitation("failed", letter.failed_at, error=letter.error)
    return Invitation("queued", letter.created_at, error=letter.error)

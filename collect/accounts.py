"""Accounts: logging in and out, sessions on the server, roles looked up anew for each request."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from argon2 import PasswordHasher
from peewee import ModelSelect

from collect import journal
from collect.accounts_roles import insert_grant, refuse_beyond
from collect.database import locked, writing
from collect.models.accounts import Account, LoginSession, OneTimeLink, RoleGrant
from collect.models.base import on_day
from collect.models.notices import Notice
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Person
from collect.people import in_reach
from collect.rules.access import Identity, may_grant, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import email_key

SHORTEST_PASSWORD = 12
LINK_HOURS = 72
_COMMON = (
    "passord",
    "password",
    "barnehage",
    "tettpå",
    "tettpaa",
    "bærum",
    "sommer",
    "vinter",
    "qwerty",
    "12345678",
)
hasher = PasswordHasher()


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def check_password(password: str, email: str) -> None:
    """Raise RuleBroken("password.short") or ("password.common") for a password easy to guess."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken("password.short", "password", length=SHORTEST_PASSWORD)
    if len(password) > 200:
        raise RuleBroken("text.long", "password", limit=200, length=len(password))
    bare = password.casefold()
    for word in (*_COMMON, email.partition("@")[0].casefold()):
        bare = bare.replace(word, "") if len(word) > 3 else bare
    if len(set(bare)) < 6:
        raise RuleBroken("password.common", "password")


def accounts(identity: Identity, on: date, act: str = "R") -> ModelSelect[Account]:
    """Return the accounts the identity may act on, by name."""
    return (
        Account.select(Account, Person)
        .join(Person)
        .where(in_reach(reach(identity, "account", act), on))
        .order_by(Person.sort, Account.id)
    )


def account(identity: Identity, account_id: int, on: date, act: str = "R") -> Account:
    """Return one account; raise NotFound for a foreign or missing one."""
    found = accounts(identity, on, act).where(Account.id == account_id).get_or_none()
    if found is None:
        raise NotFound("account")
    return found


def add_account(
    row: Person,
    role: str,
    kindergarten: Kindergarten | None,
    department: Department | None = None,
    *,
    by: Identity,
    now: datetime,
) -> str:
    """Make an account with one role and return the token of the link that sets its password.

    A person who has an account is given the role as well.
    """
    if not reach(by, "account", "C").everything:
        raise NotAllowed("account")
    with writing():
        made = insert_account(row, role, kindergarten, department, by=by, now=now)
        return _hand_over(made, now)


def insert_account(
    row: Person,
    role: str,
    kindergarten: Kindergarten | None,
    department: Department | None,
    *,
    by: Identity,
    now: datetime,
) -> Account:
    """Make an account with one role, or give the one there is the role, in an open transaction."""
    if not row.email or not row.email_key:
        raise RuleBroken("email.missing", "email")
    made = Account.get_or_none(Account.person == row)
    if made is None:
        if Account.select().where(Account.email_key == row.email_key).exists():
            raise RuleBroken("email.taken", "email")
        made = Account.create(person=row, email=row.email, email_key=row.email_key, created_at=now)
        journal.note("account.add", made.id, by=by, now=now, new={"person": row})
    insert_grant(made, role, kindergarten, department, by=by, now=now)
    return made


def grant_role(
    row: Account,
    role: str,
    kindergarten: Kindergarten | None,
    department: Department | None,
    *,
    by: Identity,
    now: datetime,
) -> None:
    """Give an account a role from today; a director those of the own staff, where they work."""
    if not reach(by, "account", "U").everything:
        refuse_beyond(row.person, role, kindergarten, by=by, now=now)
    with writing():
        insert_grant(row, role, kindergarten, department, by=by, now=now)


def end_grant(row: RoleGrant, *, by: Identity, now: datetime) -> None:
    """Take a role back as from today; the last coordinator keeps it."""
    if not may_grant(by, row.role, row.kindergarten_id):
        raise NotAllowed("account")
    yesterday = local_day(now) - timedelta(days=1)
    with writing():
        if row.role == "coordinator":
            others = RoleGrant.select().where(
                (RoleGrant.role == "coordinator")
                & (RoleGrant.account != row.account)
                & on_day(RoleGrant, local_day(now))
            )
            if not others.exists():
                raise RuleBroken("role.last_coordinator", "role")
        journal.amend(
            row,
            {"valid_to": yesterday},
            "grant.end",
            by=by,
            now=now,
            kindergarten_id=row.kindergarten_id,
        )


def insert_link(
    row: Account, now: datetime, *, hours: int = LINK_HOURS, notice: Notice | None = None
) -> str:
    """Make a one-time link inside a transaction that is already open; return its token.

    Earlier ones that are not used, work no more.
    """
    unused = (OneTimeLink.account == row) & OneTimeLink.used_at.is_null()
    OneTimeLink.update(used_at=now).where(unused).execute()
    token = secrets.token_urlsafe(32)
    OneTimeLink.create(
        token_hash=token_hash(token),
        account=row,
        expires_at=now + timedelta(hours=hours),
        notice=notice,
    )
    return token


def take_letters_back(row: Account) -> None:
    """Remove letters that wait with a link for the account, which another link takes the place of.

    A link that one of them was tried with goes with it.
    """
    waits = Notice.sent_at.is_null() & Notice.failed_at.is_null()
    about = (Notice.record == "account") & (Notice.record_id == row.id)
    letters = [one.id for one in Notice.select(Notice.id).where(about & waits)]
    if letters:
        OneTimeLink.delete().where(OneTimeLink.notice.in_(letters)).execute()
        Notice.delete().where(Notice.id.in_(letters)).execute()


def _hand_over(row: Account, now: datetime) -> str:
    locked(Account.select().where(Account.id == row.id)).get()
    take_letters_back(row)
    return insert_link(row, now)


def renew_link(row: Account, *, by: Identity, now: datetime) -> str:
    """Make a new link to hand over; earlier unused ones are spent, and no letter brings another."""
    if not reach(by, "account", "U").everything:
        raise NotAllowed("account")
    with writing():
        journal.note("account.renew_link", row.id, by=by, now=now)
        return _hand_over(row, now)


def link_of(token: str, now: datetime) -> OneTimeLink:
    """Return an unused link that has not expired; raise NotFound otherwise."""
    found = (
        OneTimeLink.select(OneTimeLink, Account)
        .join(Account)
        .where(
            (OneTimeLink.token_hash == token_hash(token))
            & OneTimeLink.used_at.is_null()
            & (OneTimeLink.expires_at > now)
            & Account.is_active
        )
        .get_or_none()
    )
    if found is None:
        raise NotFound("link")
    return found


def set_password(token: str, password: str, *, now: datetime) -> None:
    """Spend a link and set the password; every open session of the account ends."""
    email = link_of(token, now).account.email
    check_password(password, email)
    password_hash = hasher.hash(password)
    with writing():
        link = link_of(token, now)
        spent = OneTimeLink.update(used_at=now).where(
            (OneTimeLink.id == link.id) & OneTimeLink.used_at.is_null()
        )
        if spent.execute() != 1:
            raise NotFound("link")
        chosen = {"password_hash": password_hash, "password_at": now}
        Account.update(chosen).where(Account.id == link.account_id).execute()
        _end_sessions(link.account_id, now)
        by = Identity(account_id=link.account_id, name=email)
        journal.note("account.set_password", link.account_id, by=by, now=now)


def set_active(row: Account, is_active: bool, *, by: Identity, now: datetime) -> None:
    """Disable an account, which ends its sessions at once, or let it be used again."""
    if (
        not accounts(by, local_day(now), "X").where(Account.id == row.id).exists()
        and not reach(by, "account", "U").everything
    ):
        raise NotAllowed("account")
    with writing():
        journal.amend(row, {"is_active": is_active}, "account.set_active", by=by, now=now)
        if not is_active:
            _end_sessions(row.id, now)


def _end_sessions(account_id: int, now: datetime) -> None:
    LoginSession.update(ended_at=now).where(
        (LoginSession.account == account_id) & LoginSession.ended_at.is_null()
    ).execute()


def set_locale(identity: Identity, locale: str, now: datetime) -> None:
    """Choose the language of one's own pages."""
    if locale not in ("nb", "nn", "en"):
        raise RuleBroken("choice.unknown", "locale", value=locale)
    with writing():
        row = Account.get_by_id(identity.account_id)
        journal.amend(row, {"locale": locale}, "account.set_locale", by=identity, now=now)


def is_reminded(identity: Identity) -> bool:
    """Whether the identity has the weekly letter on new staff, which all have to begin with."""
    row = Account.get_or_none(Account.id == identity.account_id)
    return bool(row and row.is_reminded)


def set_reminded(identity: Identity, is_reminded: bool, now: datetime) -> None:
    """Have the weekly letter on new staff, or do without it."""
    with writing():
        row = Account.get_by_id(identity.account_id)
        values = {"is_reminded": is_reminded}
        journal.amend(row, values, "account.set_reminded", by=identity, now=now)


def by_email(email: str) -> Account:
    """Return the account of an address; raise NotFound for none."""
    found = Account.get_or_none(Account.email_key == email_key(email))
    if found is None:
        raise NotFound("account")
    return found

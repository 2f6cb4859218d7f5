"""Logging in and out: sessions on the server, roles looked up anew for each request."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import cast

from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from peewee import JOIN, SQL, ModelSelect, fn

from collect import accounts_tries as tries
from collect import journal
from collect.accounts import hasher, token_hash
from collect.database import Prepared, parameter, writing
from collect.models.accounts import (
    Account,
    LoginFailure,
    LoginSession,
    OneTimeLink,
    RoleGrant,
    SecondStep,
)
from collect.models.base import on_day
from collect.models.organisation import Affiliation
from collect.models.organisation_settings import SettingChange
from collect.models.people import Employment, Person
from collect.rules.access import Grant, Identity
from collect.rules.calendar import local_day
from collect.rules.refusals import RuleBroken
from collect.rules.text import email_key

LONGEST_DEVICE = 60  # characters
TRIES, WINDOW = 10, timedelta(minutes=15)  # failed logins per account or address


@dataclass(frozen=True)
class Login:
    """A session as a request meets it: who, and when the session was last seen."""

    identity: Identity
    session_id: int
    seen_at: datetime
    email: str
    asks_code: bool = False  # the account has a second step
    verified_at: datetime | None = None  # when it was passed in this session
    has_settings: bool = True  # whether the municipality has ever changed one of its settings


@cache
def _nobody() -> str:
    """Return a hash that no password fits, verified for unknown users so that they take as long."""
    return hasher.hash(secrets.token_hex(16))


def log_in(email: str, password: str, *, address: str, now: datetime, device: str = "") -> str:
    """Open a session and return its token, which is kept nowhere but with the browser.

    `device` says in short what it is opened with, for the one who looks at the open sessions.

    Raises RuleBroken("login.wrong") alike for unknown, disabled and wrong, and
    RuleBroken("login.slow_down") after ten failures in a quarter of an hour.
    """
    try:
        key = email_key(email)
    except RuleBroken:
        key = "?"
    counted = [tries.key("account", key), tries.key("address", address)]
    if tries.too_many(counted, TRIES, WINDOW, now):
        raise RuleBroken("login.slow_down")
    account = Account.get_or_none(Account.email_key == key)
    known = account.password_hash if account is not None and account.is_active else None
    if not _verify(known or _nobody(), password) or account is None or known is None:
        with writing():
            tries.count(counted, WINDOW, now)
        raise RuleBroken("login.wrong")
    token = secrets.token_urlsafe(32)
    with writing():
        if hasher.check_needs_rehash(known):
            account.password_hash = hasher.hash(password)
            account.save(only=["password_hash"])
        tries.forget(counted[0])
        made = LoginSession.create(
            token_hash=token_hash(token),
            account=account,
            created_at=now,
            seen_at=now,
            asks_code=has_second_step(account.id),
            device=device[:LONGEST_DEVICE],
        )
        by = Identity(account_id=account.id, name=account.email)
        journal.note("account.log_in", account.id, by=by, now=now, new={"session": made.id})
    return token


def has_second_step(account_id: int) -> bool:
    """Whether an account has a second step that is in use."""
    confirmed = SecondStep.confirmed_at.is_null(False)
    return SecondStep.select().where((SecondStep.account == account_id) & confirmed).exists()


def _verify(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


_SESSION = Prepared(
    lambda: (
        LoginSession.select(
            LoginSession.id,
            LoginSession.seen_at,
            LoginSession.asks_code,
            LoginSession.verified_at,
            Account.id,
            Account.email,
            Account.locale,
            Person.id,
            Person.name,
            fn.EXISTS(SettingChange.select(SettingChange.id)),
            RoleGrant.role,
            RoleGrant.kindergarten,
            RoleGrant.department,
        )
        .join(Account)
        .join(Person)
        .join_from(
            Account,
            RoleGrant,
            JOIN.LEFT_OUTER,
            on=(
                (RoleGrant.account == Account.id)
                & (RoleGrant.valid_from <= parameter("today"))
                & (RoleGrant.valid_to.is_null() | (RoleGrant.valid_to >= parameter("today")))
            ),
        )
        .where(
            (LoginSession.token_hash == parameter("token_hash"))
            & LoginSession.ended_at.is_null()
            & (LoginSession.seen_at > parameter("seen_after"))
            & (LoginSession.created_at > parameter("created_after"))
            & (Account.is_active == parameter("active"))
        )
        .tuples()
    )
)


def login_of(token: str, *, idle: timedelta, longest: timedelta, now: datetime) -> Login | None:
    """Return the login of a token, with the roles that hold today; None when it has ended."""
    bare = journal.bare(now)
    rows = _SESSION.run(
        token_hash=token_hash(token),
        today=local_day(now),
        seen_after=bare - idle,
        created_after=bare - longest,
        active=True,
    ).fetchall()
    if not rows:
        return None
    session_id, seen_at, asks_code, verified_at = rows[0][:4]
    account_id, email, locale, person_id, name, changed = rows[0][4:10]
    given = frozenset(Grant(role, kg, room) for *_, role, kg, room in rows if role is not None)
    identity = _identity(account_id, person_id, name, locale, given, local_day(now))
    seen = cast(datetime, LoginSession.seen_at.python_value(seen_at))
    verified = LoginSession.verified_at.python_value(verified_at)
    return Login(identity, session_id, seen, email, bool(asks_code), verified, bool(changed))


def _identity(
    account_id: int, person_id: int, name: str, locale: str, given: frozenset[Grant], today: date
) -> Identity:
    grants = _with_rooms(given, person_id, today)
    return Identity(
        account_id=account_id,
        person_id=person_id,
        name=name,
        grants=grants,
        network=_network(grants, today),
        locale=locale,
        on=today,
    )


def acting(account_id: int, now: datetime) -> Identity | None:
    """Return who acts when something is done for an account without a login; None for a closed one.

    The roles are those that hold on the day.
    """
    today = local_day(now)
    row = (
        Account.select(Account, Person)
        .join(Person)
        .where((Account.id == account_id) & Account.is_active)
        .get_or_none()
    )
    if row is None:
        return None
    held = RoleGrant.select().where((RoleGrant.account == row) & on_day(RoleGrant, today))
    given = frozenset(Grant(one.role, one.kindergarten_id, one.department_id) for one in held)
    return _identity(row.id, row.person_id, row.person.name, row.locale, given, today)


_ROOMS = Prepared(
    lambda: (
        Employment.select(Employment.kindergarten, Employment.department)
        .where((Employment.person == parameter("person")) & on_day(Employment, parameter("today")))
        .tuples()
    )
)


def _with_rooms(grants: frozenset[Grant], person_id: int, today: date) -> frozenset[Grant]:
    """Return the grants, each staff role without a department holding where one is employed today.

    Who changes department reads what the new one may read from that day, and nobody edits a list.
    """
    bare = {g.kindergarten_id for g in grants if g.role == "staff" and g.department_id is None}
    if not bare:
        return grants
    rows = _ROOMS.run(person=person_id, today=today).fetchall()
    return grants | {Grant("staff", place, room) for place, room in rows if room and place in bare}


_NEIGHBOURS = Prepared(lambda: _neighbours(parameter("kindergarten"), parameter("today")).tuples())


def _neighbours(kindergarten: object, today: object) -> ModelSelect[Affiliation]:
    mine = Affiliation.alias()
    return (
        Affiliation.select(Affiliation.kindergarten)
        .join(mine, on=(mine.network == Affiliation.network))
        .where(
            (mine.kindergarten == kindergarten) & on_day(mine, today) & on_day(Affiliation, today)
        )
    )


def _network(grants: frozenset[Grant], today: date) -> frozenset[int]:
    """Return the kindergartens in the networks of those where somebody is an observer."""
    places = {g.kindergarten_id for g in grants if g.role == "observer" and g.kindergarten_id}
    found: set[int] = set()
    for place in places:
        found.update(row[0] for row in _NEIGHBOURS.run(kindergarten=place, today=today).fetchall())
    return frozenset(found | {p for p in places if p})


def touch(login: Login, now: datetime) -> None:
    """Note that a session is in use; at most once a minute, since each note is a write."""
    if now - login.seen_at >= timedelta(minutes=1):
        with writing():
            LoginSession.update(seen_at=now).where(LoginSession.id == login.session_id).execute()


def log_out(login: Login, now: datetime) -> None:
    """End a session: its token opens nothing from now on."""
    with writing():
        LoginSession.update(ended_at=now).where(LoginSession.id == login.session_id).execute()
        journal.note("account.log_out", login.identity.account_id, by=login.identity, now=now)


def open_sessions(
    identity: Identity, *, idle: timedelta, longest: timedelta, now: datetime
) -> ModelSelect[LoginSession]:
    """Return the identity's own sessions that still open something, the last used first."""
    is_open = (
        LoginSession.ended_at.is_null()
        & (LoginSession.seen_at > now - idle)
        & (LoginSession.created_at > now - longest)
    )
    mine = LoginSession.account == identity.account_id
    return LoginSession.select().where(mine & is_open).order_by(LoginSession.seen_at.desc())


def end(session_id: int | None, *, but: int, by: Identity, now: datetime) -> int:
    """End one of one's own sessions, or all for None, but the one that asks; return how many."""
    ended = LoginSession.update(ended_at=now).where(
        (LoginSession.account == by.account_id)
        & LoginSession.ended_at.is_null()
        & (LoginSession.id != but)
        & ((LoginSession.id == session_id) if session_id is not None else SQL("1 = 1"))
    )
    with writing():
        count = int(ended.execute())
        if count:
            new = {"sessions": count}
            journal.note("account.end_sessions", by.account_id, by=by, now=now, new=new)
    return count


def purge(now: datetime) -> int:
    """Delete sessions, links and failure counts a month after their use; return how many."""
    before = now - timedelta(days=30)
    with writing():
        gone = LoginSession.delete().where(LoginSession.seen_at < before).execute()
        gone += OneTimeLink.delete().where(OneTimeLink.expires_at < before).execute()
        gone += LoginFailure.delete().where(LoginFailure.window_start < before).execute()
    return int(gone)

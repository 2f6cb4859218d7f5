"""Keys with which a program reads what its owner may read: made, shown once, used, taken back."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from peewee import ModelSelect

from collect import accounts_sessions as sessions
from collect import journal
from collect.accounts import token_hash
from collect.database import locked, writing
from collect.models.accounts import Account, ApiToken
from collect.rules.access import Identity, may
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import clean

MOST = 10  # of one account that open something
LONGEST_NAME = 60  # characters
LONGEST_LIFE = timedelta(days=365)
PREFIX = "tettpaa_"  # so that one that leaks can be searched for
SEEN_EVERY = timedelta(minutes=5)  # each note of use is a write


def _open(today: date) -> object:
    return ApiToken.ended_at.is_null() & (ApiToken.expires_on >= today)


def tokens(identity: Identity, today: date) -> ModelSelect[ApiToken]:
    """Return the identity's own keys that open something, the newest first."""
    mine = ApiToken.account == identity.account_id
    return ApiToken.select().where(mine & _open(today)).order_by(ApiToken.id.desc())


def make(name: str, expires_on: date, *, by: Identity, now: datetime) -> str:
    """Make a key for oneself and return it; it is shown this once and kept nowhere in the clear.

    `expires_on` is the last day it opens anything, a year ahead at most. Raises NotAllowed for one
    who may take nothing out, and RuleBroken for a name, day or number that will not do.
    """
    if not may(by, "token", "C"):
        raise NotAllowed("token")
    name = " ".join(clean(name, LONGEST_NAME, "name").split())
    today = local_day(now)
    if not name:
        raise RuleBroken("required", "name")
    if not today <= expires_on <= today + LONGEST_LIFE:
        raise RuleBroken("token.life", "expires_on", last=today + LONGEST_LIFE)
    token = PREFIX + secrets.token_urlsafe(32)
    with writing():
        locked(Account.select().where(Account.id == by.account_id)).get()
        if tokens(by, today).count() >= MOST:
            raise RuleBroken("token.many", limit=MOST)
        ApiToken.create(
            account=by.account_id,
            name=name,
            token_hash=token_hash(token),
            created_at=now,
            expires_on=expires_on,
        )
        new = {"name": name, "expires_on": expires_on}
        journal.note("account.make_token", by.account_id, by=by, now=now, new=new)
    return token


def end(token_id: int, *, by: Identity, now: datetime) -> str:
    """Take one of one's own keys back, and return its name; raise NotFound for any other."""
    with writing():
        row = locked(
            ApiToken.select().where(
                (ApiToken.id == token_id)
                & (ApiToken.account == by.account_id)
                & ApiToken.ended_at.is_null()
            )
        ).get_or_none()
        if row is None:
            raise NotFound("token")
        ApiToken.update(ended_at=now).where(ApiToken.id == row.id).execute()
        old = {"name": row.name}
        journal.note("account.end_token", by.account_id, by=by, now=now, old=old)
    return str(row.name)


def owner(token: str, now: datetime) -> Identity | None:
    """Return who a key acts for, with the roles that hold today; None for one that opens nothing."""
    found = ApiToken.token_hash == token_hash(token)
    row = ApiToken.select().where(found & _open(local_day(now))).get_or_none()
    if row is None:
        return None
    who = sessions.acting(row.account_id, now)
    if who is not None and (row.used_at is None or now - row.used_at >= SEEN_EVERY):
        with writing():
            ApiToken.update(used_at=now).where(ApiToken.id == row.id).execute()
    return who


def purge(now: datetime) -> int:
    """Delete keys that have opened nothing for a month; return how many."""
    before = now - timedelta(days=30)
    is_over = (ApiToken.ended_at < before) | (ApiToken.expires_on < local_day(before))
    with writing():
        return int(ApiToken.delete().where(is_over).execute())

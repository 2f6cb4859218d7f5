"""How often something was tried, by account or address, in windows of time: so that it is slow to abuse."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from collect.database import locked
from collect.models.accounts import LoginFailure


def key(kind: str, text: str) -> str:
    """Return under which key tries are counted: nobody reads from it whose they are."""
    return hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()


def too_many(keys: Sequence[str], tries: int, window: timedelta, now: datetime) -> bool:
    """Whether one of the keys has been tried so often in the window it is in."""
    return (
        LoginFailure.select()
        .where(
            LoginFailure.key.in_(keys)
            & (LoginFailure.window_start > now - window)
            & (LoginFailure.failures >= tries)
        )
        .exists()
    )


def count(keys: Sequence[str], window: timedelta, now: datetime) -> None:
    """Count a try for each key, inside a transaction that is already open."""
    for one in keys:
        first = {"key": one, "window_start": now, "failures": 0}
        LoginFailure.insert(first).on_conflict_ignore().execute()  # another may be first to it
        row = locked(LoginFailure.select().where(LoginFailure.key == one)).get()
        if row.window_start <= now - window:
            row.window_start, row.failures = now, 0
        row.failures += 1
        row.save()


def forget(one: str) -> None:
    """Begin anew with a key, inside a transaction that is already open."""
    LoginFailure.delete().where(LoginFailure.key == one).execute()

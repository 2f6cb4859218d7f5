"""What somebody keeps of a list under a name: kept, read and removed by the one whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from peewee import ModelSelect

from collect import journal
from collect.database import locked, writing
from collect.models.accounts import Account
from collect.models.accounts_views import SavedView
from collect.rules.access import Identity, may
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import clean

MOST = 20  # of one account in one list
LONGEST_NAME = 60  # characters


def views(identity: Identity, feature: str) -> ModelSelect[SavedView]:
    """Return what the identity keeps of a list, the first kept first."""
    mine = SavedView.account == identity.account_id
    return SavedView.select().where(mine & (SavedView.feature == feature)).order_by(SavedView.id)


def keep(
    feature: str, name: str, asked: Mapping[str, object], *, by: Identity, now: datetime
) -> SavedView:
    """Keep what is asked of a list under a name; the same once more changes nothing."""
    if not may(by, "saved_view", "C"):
        raise NotAllowed("saved_view")
    name = " ".join(clean(name, LONGEST_NAME, "name").split())
    if not name:
        raise RuleBroken("required", "name")
    if not asked:
        raise RuleBroken("view.empty")
    query = urlencode({key: clean(str(value)) for key, value in asked.items()})
    with writing():
        locked(Account.select().where(Account.id == by.account_id)).get()
        kept = {row.name: row for row in views(by, feature)}
        if name in kept and kept[name].query == query:
            return kept[name]
        if name in kept:
            raise RuleBroken("view.taken", "name")
        if len(kept) >= MOST:
            raise RuleBroken("view.many", limit=MOST)
        row = SavedView.create(account=by.account_id, feature=feature, name=name, query=query)
        # The journal is read by others: that a view was kept, and not what somebody looks for.
        journal.note("account.keep_view", by.account_id, by=by, now=now, new={"list": feature})
    return row


def remove(feature: str, view_id: int, *, by: Identity, now: datetime) -> str:
    """Remove one's own view of a list and return its query; raise NotFound for any other."""
    if not may(by, "saved_view", "X"):
        raise NotAllowed("saved_view")
    with writing():
        row = locked(views(by, feature).where(SavedView.id == view_id)).get_or_none()
        if row is None:
            raise NotFound("saved_view")
        row.delete_instance()
        journal.note("account.remove_view", by.account_id, by=by, now=now, old={"list": feature})
    return str(row.query)

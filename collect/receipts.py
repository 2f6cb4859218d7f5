"""Receipts: a submission sent twice is received once, and its sender gets the same receipt again."""

import hashlib
import secrets
import uuid
from datetime import UTC, datetime
from typing import Any

from collect.database import Insert, Prepared, db, is_sqlite, parameter
from collect.models.receipts import Receipt
from collect.rules.access import Identity
from collect.rules.references import reference_from
from collect.rules.refusals import NotFound, RuleBroken

_GIVE = Insert(
    Receipt,
    ("submission_id", "body_hash", "form", "reference", "record_id", "account_id", "received_at"),
)
_FIND = Prepared(
    lambda: Receipt.select(
        Receipt.body_hash, Receipt.account, Receipt.reference, Receipt.record_id
    ).where(Receipt.submission_id == parameter("submission_id"))
)


def new_reference() -> str:
    """Draw a reference number."""
    return reference_from(secrets.token_bytes(8))


def body_hash(answers: Any) -> str:
    """Return the fingerprint of a dataclass of answers: equal answers, equal fingerprint."""
    return hashlib.sha256(repr(answers).encode("utf-8", "backslashreplace")).hexdigest()


def key_of(submission_id: str) -> str:
    """Return a submission's id in its one form; raise RuleBroken("submission.id") for no UUID."""
    try:
        return str(uuid.UUID(submission_id))
    except (ValueError, AttributeError, TypeError) as error:
        raise RuleBroken("submission.id") from error


def _held(submission_id: str) -> Any:
    """Return what is known of a submission, once nobody else is at work with the same id."""
    key = key_of(submission_id)
    if not is_sqlite():  # SQLite's writer is alone; here two equal posts could both find nothing
        db.execute_sql("SELECT pg_advisory_xact_lock(hashtext(%s))", (key,))
    return _FIND.run(submission_id=key).fetchone()


def reference_of(submission_id: str, *, by: Identity) -> str | None:
    """Return the reference of what was sent under an id, or None when nothing was yet.

    To be asked inside the act's transaction. Raises RuleBroken("submission.id") for no UUID and
    NotFound when somebody else sent it.
    """
    row = _held(submission_id)
    if row is not None and row[1] != by.account_id:
        raise NotFound("receipt")
    return None if row is None else str(row[2])


def earlier(submission_id: str, body: str, *, by: Identity) -> tuple[str, int] | None:
    """Return (reference, record id) of the same submission received before, or None.

    To be asked inside the act's transaction. Raises RuleBroken("submission.id") for something
    that is no UUID and RuleBroken("submission.changed") when the id came before with other
    answers or from another account.
    """
    row = _held(submission_id)
    if row is None:
        return None
    if row[0] != body or row[1] != by.account_id:
        raise RuleBroken("submission.changed")
    return row[2], row[3]


def give(
    submission_id: str,
    body: str,
    form: str,
    reference: str,
    record_id: int,
    *,
    by: Identity,
    now: datetime,
) -> None:
    """Write the receipt in the act's own transaction."""
    bare = now.astimezone(UTC).replace(tzinfo=None)
    key = str(uuid.UUID(submission_id))
    _GIVE.one(key, body, form, reference, record_id, by.account_id, bare)


def receipt(identity: Identity, reference: str) -> Receipt:
    """Return the sender's own receipt; raise NotFound for any other."""
    found = Receipt.get_or_none(
        (Receipt.reference == reference) & (Receipt.account == identity.account_id)
    )
    if found is None or identity.account_id is None:
        raise NotFound("receipt")
    return found

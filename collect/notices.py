"""The outbox: letters are written in the act they tell of, wait, are sent, and are tried again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import JOIN, ModelSelect

from collect import journal
from collect.database import Insert, Prepared, locked, parameter, writing
from collect.journal import bare
from collect.models.accounts import Account
from collect.models.base import within
from collect.models.courses import Course, Registration
from collect.models.notices import Notice
from collect.models.people import Person
from collect.rules.access import HOUSE, Identity, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed, RuleBroken
from collect.rules.text import LINE

# How long to wait after each failed try: a day in all, then it is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 40, 60, 120, 240, 480, 480))
CLAIM = timedelta(minutes=10)  # for so long nobody else takes a letter that is being sent
REFUSED = 500  # from here on a mail server's answer is for good (RFC 5321 §4.2.1)
STATES = ("queued", "sent", "failed", "no_address")


_COLUMNS = (
    *("message_id", "mark", "kind", "person_id", "address", "locale", "subject", "text"),
    *("calendar", "record", "record_id", "created_at", "due_at", "attempts", "next_try_at"),
    "error",
)
_LAY = Insert(Notice, _COLUMNS, once="mark")
_LANGUAGE = Prepared(
    lambda: Account.select(Account.locale).where(Account.person == parameter("person")).tuples()
)


@dataclass(frozen=True)
class Letter:
    """What is to be told to whom, in the reader's language; `mark` names it, and is told once."""

    mark: str
    kind: str
    person: Person
    locale: str
    subject: str
    text: str
    record: str
    record_id: int
    calendar: str = ""
    address: str = ""  # when it is not to go to the one the person has


def queue(letters: Sequence[Letter], *, now: datetime, due_at: datetime | None = None) -> int:
    """Lay letters in the outbox, inside the act they tell of; those told before are left out.

    One query, however many; return how many were laid there.
    """
    return _LAY.many([_row(letter, now, due_at or now) for letter in letters])


def _row(letter: Letter, now: datetime, due_at: datetime) -> tuple[Any, ...]:
    """Return a letter's columns, in the order of _COLUMNS."""
    return (
        f"<{secrets.token_hex(16)}@tettpaa>",
        letter.mark,
        letter.kind,
        letter.person.id,
        letter.address or letter.person.email or "",
        letter.locale,
        " ".join(letter.subject.split()),
        letter.text,
        letter.calendar,
        letter.record,
        letter.record_id,
        bare(now),
        bare(due_at),
        0,
        bare(due_at),
        "",
    )


def lay_aside(marks: Sequence[str], *, now: datetime) -> None:
    """Let letters with these marks be told once more: those in the outbox keep theirs with the moment."""
    if marks:
        past = Notice.mark.concat(f":{now.isoformat()}")
        Notice.update(mark=past).where(Notice.mark.in_(marks)).execute()


def languages(person_ids: Sequence[int]) -> dict[int, str]:
    """Return the language that each person with an account has chosen; one query."""
    if len(person_ids) == 1:
        chosen = _LANGUAGE.run(person=person_ids[0]).fetchone()
        return {person_ids[0]: str(chosen[0])} if chosen else {}
    rows = Account.select(Account.person, Account.locale).where(Account.person.in_(person_ids))
    return {row.person_id: row.locale for row in rows}


def _unsent() -> Any:
    return Notice.sent_at.is_null() & Notice.failed_at.is_null() & (Notice.address != "")


def claim(now: datetime, limit: int) -> list[Notice]:
    """Take letters whose time has come, the oldest first; for ten minutes they are the caller's."""
    is_free = Notice.claimed_until.is_null() | (Notice.claimed_until <= now)
    due = Notice.select().where(_unsent() & (Notice.next_try_at <= now) & is_free)
    with writing():
        rows = list(locked(due.order_by(Notice.id).limit(limit)))
        _change(rows, claimed_until=now + CLAIM)
    for row in rows:
        row.claimed_until = now + CLAIM
    return rows


def _change(rows: Sequence[Notice], **values: Any) -> None:
    if rows:
        Notice.update(**values).where(Notice.id.in_([row.id for row in rows])).execute()


def release(rows: Sequence[Notice]) -> None:
    """Give back letters that were claimed and not tried: the mail server could not be reached."""
    with writing():
        _change(rows, claimed_until=None)


def sent(row: Notice, *, now: datetime) -> None:
    """Note that the mail server took a letter."""
    attempts = row.attempts + 1
    with writing():
        _change([row], sent_at=now, attempts=attempts, claimed_until=None, error="")


def failed(row: Notice, error: str, *, is_final: bool = False, now: datetime) -> bool:
    """Note that the mail server did not take a letter; return whether it is given up now.

    It is tried again with growing pauses for a day, unless the answer was final.
    """
    is_over = is_final or row.attempts >= len(PAUSES)
    values = {
        "attempts": row.attempts + 1,
        "claimed_until": None,
        "error": " ".join(error.split())[:LINE],
        "failed_at": now if is_over else None,
        "next_try_at": row.next_try_at if is_over else now + PAUSES[row.attempts],
    }
    with writing():
        _change([row], **values)
    return is_over


def state(row: Notice) -> str:
    """Return how far a letter came: one of STATES."""
    if row.sent_at is not None:
        return "sent"
    if row.failed_at is not None:
        return "failed"
    return "queued" if row.address else "no_address"


def in_state(code: str) -> Any:
    """Return the condition that a notice is in one of STATES."""
    conditions = {
        "sent": Notice.sent_at.is_null(False),
        "failed": Notice.failed_at.is_null(False),
        "queued": _unsent(),
        "no_address": Notice.sent_at.is_null()
        & Notice.failed_at.is_null()
        & (Notice.address == ""),
    }
    return conditions[code]


def notices(identity: Identity, act: str = "R") -> ModelSelect[Notice]:
    """Return the letters the identity may see, the newest first, each with its person."""
    return (
        Notice.select(Notice, Person)
        .join(Person, JOIN.LEFT_OUTER)
        .where(within(reach(identity, "notice", act)))
        .order_by(Notice.id.desc())
    )


def resend(row: Notice, *, by: Identity, now: datetime) -> None:
    """Try a letter anew that was given up or had no address, to the address the person has now."""
    if not reach(by, "notice", "U").everything:
        raise NotAllowed("notice")
    with writing():
        held = locked(Notice.select().where(Notice.id == row.id)).get()
        if state(held) not in ("failed", "no_address"):
            raise RuleBroken("notice.not_failed")
        if held.record == "account":
            raise RuleBroken("notice.link")
        address = (held.person.email if held.person_id else held.address) or ""
        if not address:
            raise RuleBroken("notice.no_address")
        again = {"address": address, "attempts": 0, "next_try_at": now, "failed_at": None}
        _change([held], **again, error="", claimed_until=None)
        journal.note("notice.resend", held.id, by=by, now=now, new={"kind": held.kind})


def waiting(now: datetime, longer_than: timedelta = timedelta()) -> int:
    """Count the letters whose time came so long ago and that are not sent."""
    return int(Notice.select().where(_unsent() & (Notice.due_at <= now - longer_than)).count())


def earlier_entries(row: Notice) -> int:
    """Count the calendar files that were laid in the outbox before this one about the same record."""
    same = (Notice.record == row.record) & (Notice.record_id == row.record_id)
    return int(Notice.select().where(same & (Notice.calendar != "") & (Notice.id < row.id)).count())


def purge(now: datetime, days: int) -> int:
    """Wipe letters that are done with, so many days after they were written; return how many.

    Those to somebody registered in a course that is not long over stay: a later letter must know
    whether a calendar entry was sent.
    """
    recent = Course.first_day >= local_day(now) - timedelta(days=60)
    held = Registration.select(Registration.id).join(Course).where(recent)
    old = (Notice.created_at < now - timedelta(days=days)) & ~_unsent()
    stays = (Notice.record == "registration") & Notice.record_id.in_(held)
    with writing():
        gone = int(Notice.delete().where(old & ~stays).execute())
        if gone:
            journal.note("notice.purge", None, by=HOUSE, now=now, new={"count": gone})
    return gone

"""Colleagues the director has invited: one has just got the letter, one waited too long, one never got it."""

from datetime import datetime, timedelta

from collect import accounts
from collect import accounts_invitations as invitations
from collect.demo.accounts import Cast
from collect.demo.people import Worker
from collect.models.accounts import Account
from collect.models.notices import Notice
from collect.models.organisation import Kindergarten
from collect.models.people import Person
from collect.rules.access import Grant, Identity

# How many days ago each letter was sent, and what the mail server said instead of taking it.
SENT = ((1, ""), (9, ""), (2, "550 5.1.1 Ukjent mottaker"))


def fill(players: Cast, workers: list[Worker], now: datetime) -> None:
    """Invite the latest of the director's colleagues who have no account."""
    head = players.director
    account = Account.get(Account.person == head.person_id)
    grants = frozenset({Grant("director", head.place.id)})
    director = Identity(account.id, head.person_id, head.name, grants)
    cast = (players.staff, players.leader, players.director, players.observer)
    there = [
        worker
        for worker in workers
        if worker.place is head.place and worker.until is None and worker not in cast
    ]
    there.sort(key=lambda worker: (worker.since, worker.person_id))
    for worker, (days, answer) in zip(reversed(there), SENT, strict=False):
        _invite(worker, director, answer, now - timedelta(days=days))


def _invite(worker: Worker, director: Identity, answer: str, then: datetime) -> None:
    place = Kindergarten.get_by_id(worker.place.id)
    person = Person.get_by_id(worker.person_id)
    row = accounts.insert_account(person, "staff", place, None, by=director, now=then)
    invitations.write(row, "invited", director, then)
    letter = Notice.get((Notice.record == "account") & (Notice.record_id == row.id))
    accounts.insert_link(row, then, notice=letter)
    end = {"failed_at": then, "error": answer} if answer else {"sent_at": then}
    Notice.update(attempts=1, **end).where(Notice.id == letter.id).execute()

"""Who becomes pedagogical leader of a department leads it in the house too, from the first day."""

from __future__ import annotations

from datetime import datetime, timedelta

from collect import accounts, accounts_invitations, journal
from collect.accounts_moving import held_there
from collect.models.accounts import Account, RoleGrant
from collect.models.people import Employment
from collect.rules.access import Identity
from collect.rules.calendar import first_moment

POSITION, ROLE = "pedagogical_leader", "leader"
MORNING = timedelta(hours=7)  # no letter goes out in the night


def is_to_lead(job: Employment) -> bool:
    """Whether an employment brings the lead of a department that the person does not hold already."""
    if job.position != POSITION or job.department_id is None:
        return False
    held = held_there(job, job.valid_from)
    return not any(
        one.role == ROLE and one.department_id == job.department_id and one.valid_to == job.valid_to
        for one in held
    )


def may_be_invited(job: Employment) -> bool:
    """Whether the person has an account, or an address that an account can have."""
    if Account.select().where(Account.person == job.person_id).exists():
        return True
    key = job.person.email_key
    return bool(key) and not Account.select().where(Account.email_key == key).exists()


def take_lead(job: Employment, *, by: Identity, now: datetime) -> bool:
    """Give the role from the employment's first day, inside the act that begins it; return whether it was.

    One without an account gets one, and the letter with its link that morning.
    """
    if not is_to_lead(job) or not may_be_invited(job):
        return False
    row = Account.get_or_none(Account.person == job.person_id)
    if row is None:
        person = job.person
        row = Account.create(
            person=person, email=person.email, email_key=person.email_key, created_at=now
        )
        journal.note("account.add", row.id, by=by, now=now, new={"person": person})
    values = {
        "account": row,
        "role": ROLE,
        "kindergarten": job.kindergarten_id,
        "department": job.department_id,
        "valid_from": job.valid_from,
    }
    made = RoleGrant.create(**values, valid_to=job.valid_to)
    place = job.kindergarten_id
    journal.note("grant.add", made.id, by=by, now=now, kindergarten_id=place, new=values)
    if row.is_active and row.password_hash is None:
        due = max(now, first_moment(job.valid_from) + MORNING)
        accounts_invitations.write(row, "invited", by, now, due_at=due)
    return True


def take_back(person_id: int) -> None:
    """Take back an invitation that waits, when what it was for is cancelled and nothing else is held."""
    row = Account.get_or_none(Account.person == person_id)
    if row is None or row.password_hash is not None:
        return
    if not RoleGrant.select().where(RoleGrant.account == row).exists():
        accounts.take_letters_back(row)

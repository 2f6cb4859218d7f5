"""Writing a person into a course's list, once an act has found that they may come."""

from __future__ import annotations

from datetime import date, datetime

from collect import courses_notices, journal, people, receipts
from collect.database import Insert
from collect.models.courses import Course, Registration, RegistrationGroup
from collect.rules.access import Identity
from collect.rules.calendar import local_day

_FIELDS = (
    *("reference", "course", "person", "status", "needs", "note", "group"),
    *("override_reason", "follows", "registered_at"),
)
_ENTER = Insert(
    Registration,
    tuple(getattr(Registration, name).column_name for name in _FIELDS),
    returning=True,
)


def enter(
    row: Course,
    person_id: int,
    status: str,
    number: int | None,
    *,
    by: Identity,
    now: datetime,
    needs: str = "",
    note: str = "",
    override_reason: str = "",
    group: RegistrationGroup | None = None,
    follows: Registration | None = None,
) -> Registration:
    """Write a person into a course's list and tell them, inside a transaction that holds its row.

    `number` is the place in the line of one who waits; `follows` the registration this one came from.
    """
    made = Registration(
        reference=receipts.new_reference(),
        course=row,
        person=people.known(person_id),
        status=status,
        needs=needs,
        note=note,
        registered_at=now,
        group=group,
        override_reason=override_reason,
        follows=follows,
    )
    columns = [made.__data__[name] for name in _FIELDS[:-1]]
    made.id = _ENTER.one(*columns, journal.bare(now)) or 0
    journal.note(
        "registration.register",
        made.id,
        by=by,
        now=now,
        kindergarten_id=place_of(person_id, local_day(now)),
        new={"course": row.id, "person": person_id, "status": status}
        | ({"override_reason": override_reason} if override_reason else {}),
    )
    courses_notices.tell_of([made], status, now=now, number=number)
    return made


def place_of(person_id: int, on: date) -> int | None:
    """Return the kindergarten whose journal tells of a person's registrations."""
    job = people.employment_on(person_id, on)
    return job.kindergarten_id if job else None

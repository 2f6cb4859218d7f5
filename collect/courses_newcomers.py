"""A course for new staff filled from those hired since the last one (reference §1.4 A19: every half-year)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from collect import courses_audience, courses_line, notices, people, people_leaves, receipts
from collect import courses_missing as missing
from collect import courses_registrations as registrations
from collect.database import date_of, writing
from collect.models.accounts import Account, RoleGrant
from collect.models.base import on_day
from collect.models.courses import Course
from collect.models.people import Employment, Person
from collect.notices import Letter
from collect.phrases import long_day, plural, reading, say
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken

KIND = "new_staff"
LETTER = "newcomers"
FIRST_TIME = timedelta(days=365)  # before the first such course, new is who began in the last year


@dataclass(frozen=True)
class Newcomer:
    """One hired since the last course: where, as what, since when, and the codes against it."""

    person_id: int
    name: str
    position: str
    kindergarten_id: int | None
    kindergarten: str
    since: date
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """Who a course for new staff is to be filled with, those hired first in front, and who is not."""

    after: date  # the first day of the last such course, or a year before this one
    proposed: tuple[Newcomer, ...]
    left_out: tuple[Newcomer, ...]


def may_fill(row: Course, identity: Identity) -> bool:
    """Whether the identity fills this course: the office, and a course for new staff."""
    return row.kind == KIND and reach(identity, "registration", "C").everything


def require(row: Course, identity: Identity) -> None:
    """Raise NotFound for a course of another kind, NotAllowed for who may not fill it."""
    if row.kind != KIND:
        raise NotFound("course")
    if not may_fill(row, identity):
        raise NotAllowed("registration")


def proposal(row: Course, identity: Identity, today: date) -> Proposal:
    """Return who was hired since the last course was held, and who of them is left out and why.

    Left out are those who are registered for a coming course, those whom the course is not for,
    those who have been to one, and those who are away on its first day. As many queries however
    many were hired.
    """
    require(row, identity)
    after = missing.last_held(row, today) or row.first_day - FIRST_TIME
    hired = _hired(after, row.first_day, today)
    ids = [person.id for person in hired]
    jobs = people.jobs_on(ids, row.first_day)
    against = courses_audience.reasons_of(row, ids)
    registered = {key for (key,) in missing.coming(row, today).tuples()}
    away = people_leaves.away_from({job.kindergarten_id for job in jobs.values()}, row.first_day)
    proposed: list[Newcomer] = []
    left_out: list[Newcomer] = []
    for person in hired:
        job = jobs.get(person.id)
        codes = list(against[person.id])
        if person.id in registered:
            codes = ["registered"]
        elif job is not None and (person.id, job.kindergarten_id) in away:
            codes.append("away")
        one = _newcomer(person, job, codes)
        (left_out if codes else proposed).append(one)
    return Proposal(after, tuple(proposed), tuple(left_out))


def _newcomer(person: Any, job: Employment | None, codes: Sequence[str]) -> Newcomer:
    position, place, house = "", None, ""
    if job is not None:
        position, place, house = job.position, job.kindergarten_id, job.kindergarten.name
    since = date_of(person.since) or date.min
    return Newcomer(person.id, person.name, position, place, house, since, tuple(codes))


def _hired(after: date, until: date, today: date) -> list[Any]:
    """Return (id, name, since) of who began in their first job after a day and has not left; by that day."""
    first = Employment.alias()
    began = fn.MIN(first.valid_from)
    since = (
        first.select(first.person, began.alias("since"))
        .group_by(first.person)
        .having((began > after) & (began <= until))
    )
    stays = Employment.select(Employment.person).where(
        Employment.valid_to.is_null() | (Employment.valid_to >= today)
    )
    rows: Any = (
        Person.select(Person.id, Person.name, since.c.since.alias("since"))
        .join(since, on=(since.c.person_id == Person.id))
        .where(Person.merged_into.is_null() & Person.id.in_(stays))
        .order_by(since.c.since, Person.sort, Person.id)
        .namedtuples()
    )
    return list(rows)


def fill(
    course_id: int,
    person_ids: Collection[int],
    *,
    by: Identity,
    submission_id: str,
    now: datetime,
) -> str:
    """Register the chosen newcomers, those hired first in front, and tell each and their directors.

    Each gets a seat or a place in the line as the course says. The same submission again gives the
    same reference. Raises RuleBroken when the course is closed or somebody may not come any more;
    then nobody is registered.
    """
    chosen, today = set(person_ids), local_day(now)
    body = receipts.body_hash((course_id, sorted(chosen)))
    with writing():
        known = receipts.earlier(submission_id, body, by=by)
        if known is not None:
            return known[0]
        row = registrations.open_course(course_id, by=by, today=today)
        rows = [one for one in proposal(row, by, today).proposed if one.person_id in chosen]
        if not rows:
            raise RuleBroken("required", "people")
        if len(rows) != len(chosen):
            raise RuleBroken("newcomers.changed", "people")
        for one in rows:
            has_seat = courses_line.seats_for(row, today=today, person_id=one.person_id)
            status = "placed" if has_seat else "waiting"
            number = None if has_seat else courses_line.waits(row) + 1
            registrations.enter(row, one.person_id, status, number, by=by, now=now)
        courses_line.tell_share(row, now=now)
        reference = receipts.new_reference()
        receipts.give(submission_id, body, "newcomers", reference, row.id, by=by, now=now)
        notices.queue(_letters(row, rows, reference, today), now=now)
    return reference


def _letters(row: Course, rows: Sequence[Newcomer], mark: str, today: date) -> list[Letter]:
    """Return a letter to each who directs a kindergarten whose new staff were registered."""
    houses = Counter(one.kindergarten_id for one in rows)
    held: Any = (
        RoleGrant.select(RoleGrant, Account, Person)
        .join(Account)
        .join(Person)
        .where(
            (RoleGrant.role == "director")
            & RoleGrant.kindergarten.in_([key for key in houses if key is not None])
            & on_day(RoleGrant, today)
            & Account.is_active
        )
        .order_by(RoleGrant.id)
    )
    told: Counter[int] = Counter()
    accounts = {}
    for grant in held:
        accounts[grant.account_id] = grant.account
        told[grant.account_id] += houses[grant.kindergarten_id]
    return [_letter(account, row, told[key], mark) for key, account in accounts.items()]


def _letter(account: Account, row: Course, number: int, mark: str) -> Letter:
    with reading(account.locale):
        subject = say("Nyansatte er meldt på kurset «%(course)s»", course=row.title)
        parts = (
            plural(
                "Kurskontoret har meldt på %(num)s nyansatt hos deg. Kurset begynner %(day)s.",
                "Kurskontoret har meldt på %(num)s nyansatte hos deg. Kurset begynner %(day)s.",
                number,
                day=long_day(row.first_day),
            ),
            say(
                "Se hvem det er, og trekk påmeldingen hvis det ikke passer: %(page)s",
                page=f"{{house}}/courses/{row.id}",
            ),
            say("Den kan ikke besvares."),
        )
    subject_mark = f"{LETTER}:{mark}:{account.id}"
    text = "\n\n".join(parts)
    return Letter(
        subject_mark, LETTER, account.person, account.locale, subject, text, "course", row.id
    )

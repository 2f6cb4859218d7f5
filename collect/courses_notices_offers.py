"""Letters about a seat that is offered: to the one who can answer, and when nobody did in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from collect import notices, people
from collect.courses_notices import DEFAULT, days_of, foot, tell, when_and_where
from collect.models.accounts import Account, RoleGrant
from collect.models.base import on_day
from collect.models.courses import CourseDay, Registration
from collect.models.people import Person
from collect.notices import Letter
from collect.phrases import lazy, moment, plural, reading, say
from collect.rules.calendar import local_day
from collect.rules.capacity import TOGETHER

SUBJECTS = {
    "group": lazy("Gruppen din har fått tilbud om plass på kurset «%(course)s»"),
    "one": lazy("En ansatt har fått tilbud om plass på kurset «%(course)s»"),
    "lapsed": lazy("Tilbudet til gruppen din om plass på kurset «%(course)s» er gått ut"),
}
NEXT = {
    "group": lazy(
        "Åpne påmeldingen og svar ja eller nei for gruppen. "
        "Svarer ingen i tide, går plassene til de neste i køen."
    ),
    "one": lazy(
        "Den ansatte har ingen konto her og kan ikke svare selv. "
        "Åpne påmeldingen og svar ja eller nei for den ansatte."
    ),
    "lapsed": lazy(
        "Ingen svarte i tide, og plassene går til de neste i køen. "
        "Vil dere fortsatt være med, kan du melde på igjen."
    ),
}


def stands_together(row: Registration) -> bool:
    """Whether a registration belongs to a group that its director answers for as one."""
    return row.group is not None and row.group.rule in TOGETHER


def tell_offered(rows: Sequence[Registration], *, now: datetime) -> None:
    """Queue the offer of seats, given with their groups, inside the act that makes it.

    Each is asked, but a group that stands together is answered for by those who direct its
    kindergarten, and so is one who has no account. Where nobody directs, each is told.
    """
    alone, led = _answering(rows, local_day(now))
    tell([row.id for row in alone], "offered", now=now)
    days = days_of([row.course_id for row in rows])
    letters = [_letter(who, head, days[who[0].course_id]) for who, head in led]
    notices.queue(letters, now=now)


def tell_lapsed(rows: Sequence[Registration], *, now: datetime) -> None:
    """Queue that nobody answered in time: to each, and to those who direct a group that stands together."""
    tell([row.id for row in rows], "lapsed", now=now)
    _, led = _answering([row for row in rows if stands_together(row)], local_day(now))
    days = days_of([row.course_id for row in rows])
    letters = [
        _letter(who, head, days[who[0].course_id], "lapsed")
        for who, head in led
        if stands_together(who[0])
    ]
    notices.queue(letters, now=now)


def count_offered(rows: Sequence[Registration], *, now: datetime) -> int:
    """Return how many letters it would give to offer these seats."""
    alone, led = _answering(rows, local_day(now))
    return len(alone) + len(led)


def _answering(
    rows: Sequence[Registration], on: date
) -> tuple[list[Registration], list[tuple[list[Registration], Account]]]:
    """Return who is asked themselves, and which directors are asked for whom."""
    places = _places(rows, on)
    heads = _directors(set(places.values()), on)
    grouped: dict[int, list[Registration]] = defaultdict(list)
    for row in rows:
        if stands_together(row) and heads[places[row.id]]:
            grouped[row.group_id or 0].append(row)
    alone = [row for row in rows if (row.group_id or 0) not in grouped]
    held = _with_account([row.person_id for row in alone])
    mute = [[row] for row in alone if row.person_id not in held]
    led = [
        (who, head)
        for who in [*grouped.values(), *mute]
        for head in heads[places.get(who[0].id, 0)]
    ]
    return alone, led


def _places(rows: Sequence[Registration], on: date) -> dict[int, int]:
    """Return by registration id the kindergarten that answers for it: its group's, or where one works."""
    jobs = people.jobs_on([row.person_id for row in rows], on)
    found = {row.id: jobs[row.person_id].kindergarten_id for row in rows if row.person_id in jobs}
    groups = {row.id: row.group for row in rows if stands_together(row)}
    return found | {key: group.kindergarten_id for key, group in groups.items() if group}


def _directors(kindergarten_ids: Collection[int], on: date) -> dict[int, list[Account]]:
    """Return by kindergarten the accounts of those who direct it."""
    rows = (
        RoleGrant.select(RoleGrant, Account, Person)
        .join(Account)
        .join(Person)
        .where(
            (RoleGrant.role == "director")
            & RoleGrant.kindergarten.in_(list(kindergarten_ids))
            & on_day(RoleGrant, on)
            & Account.is_active
        )
        .order_by(RoleGrant.id)
    )
    found: dict[int, list[Account]] = defaultdict(list)
    for row in rows:
        found[row.kindergarten_id or 0].append(row.account)
    return found


def _with_account(person_ids: Sequence[int]) -> set[int]:
    held = Account.select(Account.person).where(Account.person.in_(person_ids) & Account.is_active)
    return {row.person_id for row in held}


def _letter(
    rows: Sequence[Registration], head: Account, days: list[CourseDay], kind: str = "offered"
) -> Letter:
    """Return the letter to a director about those of a group, or the one, who are offered seats."""
    first, locale = rows[0], head.locale or DEFAULT
    group = first.group if stands_together(first) else None
    about = "group" if group is not None else "one"
    about = "lapsed" if kind == "lapsed" else about
    with reading(locale):
        subject = str(SUBJECTS[about]) % {"course": first.course.title}
        page = f"/courses/groups/{group.reference}" if group is not None else ""
        parts = [
            f"{subject}.",
            plural("Det gjelder %(num)s plass.", "Det gjelder %(num)s plasser.", len(rows)),
            *_answer_by(first, days, kind),
            str(NEXT[about]),
            foot(first, page),
        ]
    mark = f"registration:{first.id}:{kind}:{head.person_id}"
    text = "\n\n".join(parts)
    return Letter(mark, kind, head.person, locale, subject, text, "registration", first.id)


def _answer_by(row: Registration, days: list[CourseDay], kind: str) -> list[str]:
    """Return until when an offer can be answered, and when and where the course is."""
    if kind == "lapsed":
        return []
    until = say("Svar innen %(moment)s.", moment=moment(row.offered_until))
    return [until, when_and_where(row.course, days)]

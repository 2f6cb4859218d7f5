"""Two records of one person made one: who may be doubled, side by side, merged, and taken apart again.

The journal is append-only and is not rewritten: its lines, like the receipts, name the account that
acted, and an account stays what it was. What an observation said before it was corrected names
nobody. Whoever is looked up by the address of a gone record is found as the kept one
(`people.standing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import IntegrityError, ModelSelect, fn

from collect import journal, people
from collect import people_merging_clashes as clashes
from collect import people_merging_steps as stepping
from collect.database import db, locked, writing
from collect.models import observations_drafts as drafts
from collect.models.accounts import Account, LoginSession
from collect.models.certificates import Certificate
from collect.models.certificates_release import ReleaseBatch, ReleaseDay
from collect.models.courses import Registration, RegistrationGroup
from collect.models.courses_attendance import Attendance
from collect.models.feedback import Feedback
from collect.models.notices import Notice
from collect.models.observations import ExchangeOffer, Observation, Visit
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.models.onboarding_introduction import IntroductionEntry
from collect.models.people import Employment, Person, PersonFlag, ProgrammeFunction
from collect.models.people_changes import Declaration, Leave
from collect.models.people_merging import Merge
from collect.models.plans import Goal, GoalAction, GoalCheck
from collect.models.programme import ActivityMark
from collect.models.programme_talking import TalkAttendance
from collect.people_merging_steps import Step, change, move
from collect.phrases import word
from collect.rules.access import Identity, reach
from collect.rules.calendar import local_day
from collect.rules.norwegian import search_text, sort_key
from collect.rules.people_merging import wins
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, clean

# Every column that names a person, and what the rows are called where they are counted.
MOVED: dict[Any, str] = {
    Employment.person: "employment",
    ProgrammeFunction.person: "function",
    PersonFlag.person: "flag",
    Account.person: "account",
    Registration.person: "registration",
    Certificate.person: "certificate",
    ReleaseDay.person: "release",
    Observation.observer: "observation",
    Visit.observer: "visit",
    drafts.Draft.person: "draft",
    OnboardingPlan.person: "onboarding",
    TalkAttendance.person: "talk",
    Declaration.person: "declaration",
    Leave.person: "leave",
    Goal.responsible: "goal",
    GoalAction.responsible: "goal",
    GoalCheck.person: "done",
    Notice.person: "notice",
    ActivityMark.marked_by: "done",
    Attendance.marked_by: "done",
    Declaration.declared_by: "done",
    ExchangeOffer.agreed_by: "done",
    Feedback.confirmed_by: "done",
    Merge.by: "done",
    Merge.undone_by: "done",
    Person.merged_into: "done",
    PlanTask.settled_by: "done",
    IntroductionEntry.entered_by: "done",
    RegistrationGroup.registered_by: "done",
    ReleaseBatch.made_by: "done",
    ReleaseDay.entered_by: "done",
    TalkAttendance.marked_by: "done",
}


@dataclass(frozen=True)
class Comparison:
    """Two records side by side: what each has, what stands in the way, and what will be settled."""

    kept: Person
    gone: Person
    counts: dict[str, tuple[int, int]]
    hindrances: list[RuleBroken]
    doubled: list[clashes.Doubled]
    closes: Account | None
    seen: str


def may_merge(identity: Identity) -> bool:
    """Whether the identity may make two records one."""
    return reach(identity, "merge", "C").everything


def pair(identity: Identity, kept_id: int, gone_id: int, now: datetime) -> tuple[Person, Person]:
    """Return two different people; raise NotFound when either cannot be found."""
    if not may_merge(identity):
        raise NotAllowed("merge")
    today = local_day(now)
    if kept_id == gone_id:
        raise NotFound("person")
    return people.person(identity, kept_id, today), people.person(identity, gone_id, today)


def compare(kept: Person, gone: Person, *, by: Identity) -> Comparison:
    """Put two records side by side, as they would become one."""
    both = clashes.accounts_of(kept, gone)
    return Comparison(
        kept,
        gone,
        counts=_counts(kept, gone),
        hindrances=clashes.hindrances(kept, gone, by=by),
        doubled=clashes.doubled(kept, gone),
        closes=both[1] if len(both) == 2 else None,
        seen=fingerprint(kept, gone),
    )


def fingerprint(kept: Person, gone: Person) -> str:
    """Return what a page carries to tell whether the records are still the ones compared."""
    return journal.fingerprint(kept)[:32] + journal.fingerprint(gone)[:32]


def _counts(kept: Person, gone: Person) -> dict[str, tuple[int, int]]:
    """Count the rows of each, by what they are called."""
    found: dict[str, tuple[int, int]] = {}
    for field, called in MOVED.items():
        model = field.model
        query: Any = model.select(field, fn.COUNT(model._meta.primary_key))
        rows = dict(query.where(field.in_([kept.id, gone.id])).group_by(field).tuples())
        one, other = found.get(called, (0, 0))
        found[called] = (one + rows.get(kept.id, 0), other + rows.get(gone.id, 0))
    return {called: both for called, both in found.items() if any(both)}


def merge(
    kept: Person,
    gone: Person,
    choices: Mapping[str, str],
    reason: str,
    seen: str,
    *,
    by: Identity,
    now: datetime,
) -> Merge:
    """Make two records one, so that it can be undone; the same again gives the same merge.

    Raises RuleBroken when something stands in the way, or the records are no longer as `seen`.
    """
    if not may_merge(by):
        raise NotAllowed("merge")
    why = clean(reason, LINE, "reason")
    if not why:
        raise RuleBroken("required", "reason")
    with writing():
        clashes.lock_courses(kept, gone)
        rows = {row.id: row for row in _locked(kept, gone)}
        kept, gone = rows[kept.id], rows[gone.id]
        if gone.merged_into_id == kept.id and (made := made_of(by, kept.id, gone.id)):
            return made
        if seen != fingerprint(kept, gone) or kept.merged_into_id or gone.merged_into_id:
            raise RuleBroken("record.changed")
        for error in clashes.hindrances(kept, gone, by=by):
            raise error
        steps = clashes.settle(kept, gone, by=by, now=now)
        steps += _fields(kept, gone, choices)
        steps += _move(kept, gone)
        steps += change(gone, merged_into=kept.id)
        _end_sessions(gone, now)
        made = Merge.create(
            record="person", kept=kept.id, gone=gone.id, reason=why, steps=steps, at=now,
            by=by.person_id,
        )  # fmt: skip
        _note("person.merge", made, by=by, now=now)
    return made


def _locked(kept: Person, gone: Person) -> Any:
    return locked(Person.select().where(Person.id.in_([kept.id, gone.id])).order_by(Person.id))


def _fields(kept: Person, gone: Person, choices: Mapping[str, str]) -> list[Step]:
    """Give the kept record the fields chosen; an address is taken from the one before the other has it."""
    chosen = wins(kept.__data__, gone.__data__, choices)
    name, email = chosen["name"], chosen["email"]
    values = {"name": name, "sort": sort_key(name), "search": search_text(name, email)}
    if email == kept.email:
        return change(kept, **values)
    key = gone.email_key
    steps = change(gone, email=None, email_key=None, search=search_text(gone.name))
    return steps + change(kept, **values, email=email, email_key=key)


def _move(kept: Person, gone: Person) -> list[Step]:
    """Move all that names the gone record; of two accounts, its own stays closed where it was."""
    stays = Account.person if len(clashes.accounts_of(kept, gone)) == 2 else None
    return [step for field in MOVED if field is not stays for step in move(field, gone.id, kept.id)]


def gather() -> int:
    """Move what was written of a gone record in the moment it was merged; return how many rows.

    An act that had begun before the merge may end after it. What cannot be moved, since the kept
    record has its own, stays where it is.
    """
    gone = Person.select(Person.id).where(Person.merged_into.is_null(False))
    number = 0
    with writing():
        for field in MOVED:
            query: Any = field.model.select(field).where(field.in_(gone)).distinct()
            late = [] if field is Account.person else [row[0] for row in query.tuples()]
            for row in Person.select().where(Person.id.in_(late)).order_by(Person.id):
                number += _move_late(field, row)
    return number


def _move_late(field: Any, gone: Person) -> int:
    """Move the rows of one column, as steps of the merge by which the record went."""
    try:
        with db.atomic():
            steps = move(field, gone.id, gone.merged_into_id)
    except IntegrityError:
        return 0
    held = (Merge.record == "person") & (Merge.gone == gone.id) & Merge.undone_at.is_null()
    row = Merge.select().where(held).order_by(Merge.id.desc()).get()
    Merge.update(steps=[*row.steps, *steps]).where(Merge.id == row.id).execute()
    return sum(len(step["ids"]) for step in steps)


def _end_sessions(gone: Person, now: datetime) -> None:
    """End the logins of the account that was closed; they stay ended when the merge is undone."""
    closed = Account.select(Account.id).where(Account.person == gone)
    LoginSession.update(ended_at=now).where(
        LoginSession.account.in_(closed) & LoginSession.ended_at.is_null()
    ).execute()


def _note(act: str, row: Merge, *, by: Identity, now: datetime) -> None:
    """Leave a line about each of the two."""
    new = {"kept": row.kept, "gone": row.gone, "reason": row.reason}
    for one in (row.kept, row.gone):
        journal.note(act, one, by=by, now=now, new=new)


def merges(identity: Identity, record: str = "person") -> ModelSelect[Merge]:
    """Return the merges the identity may see, the latest first."""
    if not reach(identity, "merge", "R").everything:
        raise NotAllowed("merge")
    return Merge.select().where(Merge.record == record).order_by(Merge.id.desc())


def merged(identity: Identity, merge_id: int, record: str = "person") -> Merge:
    """Return one merge; raise NotFound for a missing one."""
    found = merges(identity, record).where(Merge.id == merge_id).get_or_none()
    if found is None:
        raise NotFound("merge")
    return found


def made_of(identity: Identity, kept_id: int, gone_id: int, record: str = "person") -> Merge | None:
    """Return the merge that holds of two records, if there is one."""
    found: Merge | None = (
        merges(identity, record)
        .where((Merge.kept == kept_id) & (Merge.gone == gone_id) & Merge.undone_at.is_null())
        .get_or_none()
    )
    return found


def names_of(rows: Sequence[Merge]) -> dict[int, Person]:
    """Return by id the people of merges, those that went too; one query."""
    ids = {one for row in rows for one in (row.kept, row.gone)}
    return {row.id: row for row in Person.select().where(Person.id.in_(sorted(ids)))}


def in_the_way(row: Merge) -> list[RuleBroken]:
    """Return what has changed since a merge, so that it cannot be undone; each with its sentence."""
    rows = {one.id: one for one in Person.select().where(Person.id.in_([row.kept, row.gone]))}
    if rows[row.kept].merged_into_id:
        return [RuleBroken("merge.further", name=rows[row.kept].name)]
    found = [
        RuleBroken("merge.changed", what=word("merge", called(table)), number=number)
        for table, number in stepping.contradictions(row.steps).items()
    ]
    lost = clashes.lost_seats(row.steps)
    return found + [RuleBroken("merge.seat", course=course.title) for course in lost]


def called(table: str) -> str:
    """Return the code of what the rows of a table are called."""
    words = {field.model._meta.table_name: code for field, code in reversed(MOVED.items())}
    return {**words, "person": "person", "role_grant": "role"}.get(table, "done")


def moved(row: Merge) -> dict[str, int]:
    """Count what a merge moved, by what it is called."""
    found: dict[str, int] = {}
    for table, ids in stepping.moved(row.steps).items():
        code = called(table)
        if code != "person":
            found[code] = found.get(code, 0) + len(ids)
    return found


def unmerge(row: Merge, *, by: Identity, now: datetime) -> None:
    """Take a merge apart: every row and column as it was before; twice is once.

    Raises RuleBroken with what has changed since. What came to the kept record after the merge
    stays with it, and so does a seat that somebody moved up to.
    """
    if not reach(by, "merge", "X").everything:
        raise NotAllowed("merge")
    with writing():
        kept, gone = Person(id=row.kept), Person(id=row.gone)
        clashes.lock_given_up(row.steps)
        list(_locked(kept, gone))
        row = Merge.get_by_id(row.id)
        if row.undone_at is not None:
            return
        for error in in_the_way(row):
            raise error
        stepping.take_back(row.steps)
        Merge.update(undone_at=now, undone_by=by.person_id).where(Merge.id == row.id).execute()
        _note("person.unmerge", row, by=by, now=now)

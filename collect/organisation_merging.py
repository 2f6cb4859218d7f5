"""Two records of one kindergarten made one, side by side with those of people, by the same steps.

Settled by rule: a cohort, an employment, a function or a role that says the same of days that meet
is one row of all its days; of two agreements for one semester the kept one's stands; a module gone
through on one day, and an activity ticked for one month, is one. Departments are moved as they are:
those with the same name stand twice, and one of them is to be closed. The journal is append-only and
is not rewritten: `journal.entries` reads the lines of the gone one where the kept one's are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from collect import journal, observations_figures, organisation
from collect import people_merging_steps as stepping
from collect.database import locked, writing
from collect.models.accounts import RoleGrant
from collect.models.certificates_release import ReleaseBatch, ReleaseDay
from collect.models.courses import RegistrationGroup
from collect.models.observations import ExchangeOffer, Observation
from collect.models.organisation import Affiliation, Department, Kindergarten
from collect.models.people import Employment, ProgrammeFunction
from collect.models.people_changes import Declaration, Leave
from collect.models.people_merging import Merge
from collect.models.programme import ActivityMark
from collect.models.programme_talking import TalkAttendance, TalkSession
from collect.people_merging import made_of, may_merge
from collect.people_merging_steps import Step, change, drop, join, move
from collect.phrases import word
from collect.rules.access import Identity, reach
from collect.rules.norwegian import sort_key
from collect.rules.people_merging import at_odds, wins
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from collect.rules.text import LINE, clean

RECORD = "kindergarten"
FIELDS = (
    *("org_number", "name", "owner", "ownership", "address", "postal_code", "city"),
    *("min_age", "max_age", "registered_children"),
)
# Every column that names a kindergarten, and what the rows are called where they are counted.
MOVED: dict[Any, str] = {
    Department.kindergarten: "department",
    Employment.kindergarten: "employment",
    ProgrammeFunction.kindergarten: "function",
    RoleGrant.kindergarten: "role",
    Affiliation.kindergarten: "affiliation",
    ExchangeOffer.kindergarten: "exchange",
    TalkSession.kindergarten: "talk",
    Declaration.kindergarten: "declaration",
    Leave.kindergarten: "leave",
    ActivityMark.kindergarten: "activity",
    ReleaseBatch.kindergarten: "release_batch",
    ReleaseDay.kindergarten: "release",
    RegistrationGroup.kindergarten: "group",
}
BELONGING = ("cohort", "network")
DATED: dict[Any, tuple[str, ...]] = {
    Affiliation: BELONGING,
    Employment: ("person", "department", "position"),
    ProgrammeFunction: ("person", "function", "network"),
    RoleGrant: ("account", "role", "department"),
}


@dataclass(frozen=True)
class Comparison:
    """Two records side by side: what each has, what stands in the way, which departments stand twice."""

    kept: Kindergarten
    gone: Kindergarten
    counts: dict[str, tuple[int, int]]
    hindrances: list[RuleBroken]
    rooms: list[str]
    seen: str


def pair(identity: Identity, kept_id: int, gone_id: int) -> tuple[Kindergarten, Kindergarten]:
    """Return two different kindergartens; raise NotFound when either cannot be found."""
    if not may_merge(identity):
        raise NotAllowed("merge")
    if kept_id == gone_id:
        raise NotFound(RECORD)
    return (
        organisation.kindergarten(identity, kept_id),
        organisation.kindergarten(identity, gone_id),
    )


def compare(kept: Kindergarten, gone: Kindergarten) -> Comparison:
    """Put two records side by side, as they would become one."""
    counts: dict[str, tuple[int, int]] = {}
    for field, called in MOVED.items():
        query: Any = field.model.select(field, fn.COUNT(field.model.id))
        rows = dict(query.where(field.in_([kept.id, gone.id])).group_by(field).tuples())
        if rows:
            counts[called] = (rows.get(kept.id, 0), rows.get(gone.id, 0))
    return Comparison(
        kept, gone, counts, hindrances(kept, gone), _same_rooms(kept, gone), fingerprint(kept, gone)
    )


def fingerprint(kept: Kindergarten, gone: Kindergarten) -> str:
    """Return what a page carries to tell whether the records are still the ones compared."""
    return journal.fingerprint(kept)[:32] + journal.fingerprint(gone)[:32]


def hindrances(kept: Kindergarten, gone: Kindergarten) -> list[RuleBroken]:
    """Return what stands in the way: a day on which the two belong to different cohorts or networks."""
    mine, theirs = (
        stepping.spans(Affiliation, BELONGING, Affiliation.kindergarten == row)
        for row in (kept, gone)
    )
    return [RuleBroken("merge.affiliation", day=day) for day in sorted(at_odds(mine, theirs))[:1]]


def _same_rooms(kept: Kindergarten, gone: Kindergarten) -> list[str]:
    """Return the names that an open department of each has."""
    open_ones = Department.select().where(Department.closed_on.is_null())
    mine, theirs = (
        {row.sort: row.name for row in open_ones.where(Department.kindergarten == one)}
        for one in (kept, gone)
    )
    return [mine[key] for key in sorted(mine.keys() & theirs.keys())]


def merge(
    kept: Kindergarten,
    gone: Kindergarten,
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
        rows = {row.id: row for row in _locked(kept.id, gone.id)}
        kept, gone = rows[kept.id], rows[gone.id]
        if (made := made_of(by, kept.id, gone.id, RECORD)) is not None:
            return made
        if seen != fingerprint(kept, gone) or _went([kept.id, gone.id]):
            raise RuleBroken("record.changed")
        for error in hindrances(kept, gone):
            raise error
        steps = _settle(kept, gone) + _fields(kept, gone, choices)
        for field in MOVED:
            steps += move(field, gone.id, kept.id)
        steps += change(gone, is_active=False)
        _recount(kept.id)
        made = Merge.create(
            record=RECORD,
            kept=kept.id,
            gone=gone.id,
            reason=why,
            steps=steps,
            at=now,
            by=by.person_id,
        )
        _note("kindergarten.merge", made, by=by, now=now)
    return made


def _locked(*ids: int) -> Any:
    return locked(Kindergarten.select().where(Kindergarten.id.in_(ids)).order_by(Kindergarten.id))


def _went(ids: Sequence[int]) -> bool:
    """Whether one of the kindergartens was merged into another."""
    query = Kindergarten.select().where(Kindergarten.id.in_(ids) & ~organisation.stands())
    return bool(query.exists())


def _settle(kept: Kindergarten, gone: Kindergarten) -> list[Step]:
    """Settle by rule what both have, before the rest is moved."""
    steps: list[Step] = []
    for model, says in DATED.items():
        steps += join(model, says, model.kindergarten == kept, model.kindergarten == gone)
    for _, other in _twins(ExchangeOffer, ("semester",), kept, gone):
        steps += drop(other)
    for mark, other in _twins(ActivityMark, ("month", "activity"), kept, gone):
        count = other.count if mark.count is None else mark.count
        steps += change(
            mark,
            is_done=mark.is_done or other.is_done,
            count=count,
            note=mark.note or other.note,
        )
        steps += drop(other)
    for session, other in _twins(TalkSession, ("module", "held_on"), kept, gone):
        steps += _one_session(session, other)
    return steps


def _twins(
    model: Any, names: Sequence[str], kept: Kindergarten, gone: Kindergarten
) -> list[tuple[Any, Any]]:
    """Return the rows of which each kindergarten may have one only, where both have theirs."""

    def rows(of: Kindergarten) -> dict[Any, Any]:
        query = model.select().where(model.kindergarten == of).order_by(model.id)
        return {tuple(row.__data__[name] for name in names): row for row in query}

    mine, theirs = rows(kept), rows(gone)
    return [(mine[key], theirs[key]) for key in theirs if key in mine]


def _one_session(session: TalkSession, other: TalkSession) -> list[Step]:
    """Make one session of two; who is marked in both is present if either says so."""
    mine = {
        row.person_id: row
        for row in TalkAttendance.select().where(TalkAttendance.session == session)
    }
    steps: list[Step] = []
    theirs = TalkAttendance.select().where(TalkAttendance.session == other)
    for row in theirs.order_by(TalkAttendance.id):
        same = mine.get(row.person_id)
        if same is None:
            steps += change(row, session=session.id)
        else:
            steps += change(same, is_present=same.is_present or row.is_present) + drop(row)
    return steps + drop(other)


def _fields(kept: Kindergarten, gone: Kindergarten, choices: Mapping[str, str]) -> list[Step]:
    """Give the kept record the fields chosen; two that change numbers do it by way of none."""
    values = wins(kept.__data__, gone.__data__, choices, FIELDS)
    values["sort"] = sort_key(values["name"])
    steps: list[Step] = []
    before = kept.org_number
    if values["org_number"] != before:
        steps += change(gone, org_number=f"-{gone.id}")
    steps += change(kept, **values)
    steps += change(kept, search=organisation.search_of(kept))
    return steps + (
        change(gone, org_number=before) if steps and values["org_number"] != before else []
    )


def _recount(kept_id: int) -> None:
    """Make the figures anew when departments that were observed have changed place."""
    observed = Observation.select().join(Department).where(Department.kindergarten == kept_id)
    if observed.exists():
        observations_figures.recount()


def _note(act: str, row: Merge, *, by: Identity, now: datetime) -> None:
    """Leave a line about each of the two."""
    new = {"kept": row.kept, "gone": row.gone, "reason": row.reason}
    for one in (row.kept, row.gone):
        journal.note(act, one, by=by, now=now, kindergarten_id=one, new=new)


def names_of(rows: Sequence[Merge]) -> dict[int, Kindergarten]:
    """Return by id the kindergartens of merges, those that went too; one query."""
    ids = {one for row in rows for one in (row.kept, row.gone)}
    query = Kindergarten.select().where(Kindergarten.id.in_(sorted(ids)))
    return {row.id: row for row in query}


def called(table: str) -> str:
    """Return the code of what the rows of a table are called."""
    words = {field.model._meta.table_name: code for field, code in MOVED.items()}
    return {**words, "kindergarten": "kindergarten", "talk_attendance": "talk"}.get(table, "done")


def moved(row: Merge) -> dict[str, int]:
    """Count what a merge moved, by what it is called."""
    found: dict[str, int] = {}
    for table, ids in stepping.moved(row.steps).items():
        code = called(table)
        if code != "kindergarten":
            found[code] = found.get(code, 0) + len(ids)
    return found


def in_the_way(row: Merge) -> list[RuleBroken]:
    """Return what has changed since a merge, so that it cannot be undone; each with its sentence."""
    if _went([row.kept]):
        return [RuleBroken("merge.further", name=names_of([row])[row.kept].name)]
    return [
        RuleBroken("merge.changed", what=word("merge", called(table)), number=number)
        for table, number in stepping.contradictions(row.steps).items()
    ]


def unmerge(row: Merge, *, by: Identity, now: datetime) -> None:
    """Take a merge apart: every row and column as it was before; twice is once.

    Raises RuleBroken with what has changed since. What came to the kept record after the merge
    stays with it.
    """
    if not reach(by, "merge", "X").everything:
        raise NotAllowed("merge")
    with writing():
        list(_locked(row.kept, row.gone))
        row = Merge.get_by_id(row.id)
        if row.undone_at is not None:
            return
        for error in in_the_way(row):
            raise error
        stepping.take_back(row.steps)
        Merge.update(undone_at=now, undone_by=by.person_id).where(Merge.id == row.id).execute()
        for one in (row.kept, row.gone):
            _recount(one)
        _note("kindergarten.unmerge", row, by=by, now=now)


def candidates(identity: Identity, most: int = 100) -> list[tuple[Kindergarten, Kindergarten]]:
    """Return pairs that have the same name, or the same address, by name; one query for pairs, one for rows."""
    if not reach(identity, "merge", "R").everything:
        raise NotAllowed("merge")
    other = Kindergarten.alias()
    addressed = (Kindergarten.address != "") & (Kindergarten.address == other.address)
    same = (other.sort == Kindergarten.sort) | (
        addressed & (Kindergarten.postal_code == other.postal_code)
    )
    query: Any = (
        Kindergarten.select(Kindergarten.id, other.id)
        .join(other, on=(same & (Kindergarten.id < other.id)))
        .where(organisation.stands() & other.id.not_in(_all_gone()))
        .order_by(Kindergarten.sort, Kindergarten.id, other.id)
        .limit(most)
    )
    pairs = list(query.tuples())
    ids = {one for pair in pairs for one in pair}
    rows = {row.id: row for row in Kindergarten.select().where(Kindergarten.id.in_(sorted(ids)))}
    return [(rows[first], rows[second]) for first, second in pairs]


def _all_gone() -> Any:
    return Merge.select(Merge.gone).where((Merge.record == RECORD) & Merge.undone_at.is_null())

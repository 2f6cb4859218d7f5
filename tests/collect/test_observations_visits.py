"""Planned visits: laid in the plan, asked, answered, moved, given to others, and made."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from collect import journal, observations, observations_loop
from collect import observations_visits as visits
from collect.models.journal import JournalEntry
from collect.models.observations import Observation, Visit
from collect.models.observations_figures import LoopMark
from collect.models.organisation import Department, Kindergarten
from collect.rules.access import HOUSE, Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import (
    NOW,
    a_certificate,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    a_person,
    a_visit,
    an_identity,
    an_observation,
)

DAY, LATER = date(2025, 11, 11), date(2025, 11, 18)


@dataclass
class Place:
    """A kindergarten with a department, its director and a certified observer."""

    kindergarten: Kindergarten
    room: Department
    director: Identity
    observer: Identity
    colleague: Identity


def a_place(cohort: Any, network: Any) -> Place:
    kindergarten = a_kindergarten(None, cohort, network)
    people = [an_identity("director", kindergarten)]
    people += [an_identity("observer", kindergarten) for _ in range(2)]
    for observer in people[1:]:
        a_certificate(observer)
    return Place(kindergarten, a_department(kindergarten), *people)


@pytest.fixture
def near(house: str) -> tuple[Place, Place, Place]:
    """Ada's and Bo's kindergartens in one network, Cy's in another."""
    cohort, network = a_cohort(), a_network()
    return a_place(cohort, network), a_place(cohort, network), a_place(cohort, a_network())


def fresh(row: Visit) -> Visit:
    return visits.visit(HOUSE, row.id)


def refused(act: Any, *args: Any, **values: Any) -> tuple[str, str | None]:
    with pytest.raises(RuleBroken) as found:
        act(*args, **values)
    return found.value.code, found.value.field


def planned(room: Department) -> date | None:
    return LoopMark.select(LoopMark.planned_on).where(LoopMark.department == room).scalar()


def test_a_visit_is_laid_in_the_plan_and_says_why_this_pair(near: Any) -> None:
    ada, bo, _ = near
    row = visits.add(
        ada.room, "2025-autumn", bo.observer.person_id, DAY, "09:30", by=HOUSE, now=NOW
    )
    assert (row.status, row.relation, row.sequence) == ("proposed", "external", 0)
    assert row.instrument.version == "toddler"
    assert row.reasons == [
        ["external", {}],
        ["certificate_valid", {"until": "2026-03-01"}],
        ["load", {"visits": 1}],
        ["balance", {"gives": 1, "receives": 0}],
        ["beyond_offer", {}],
    ]
    assert planned(ada.room) is None
    line = JournalEntry.get(JournalEntry.act == "visit.add")
    assert (line.kindergarten_id, line.new["planned_on"]) == (ada.kindergarten.id, "2025-11-11")


def test_it_is_asked_accepted_and_counts_as_planned(near: Any) -> None:
    ada, bo, _ = near
    row = a_visit(ada.room, bo.observer, state="proposed")
    visits.ask(row, by=ada.director, now=NOW)
    assert (fresh(row).status, fresh(row).asked_at, planned(ada.room)) == ("asked", NOW, DAY)
    visits.accept(fresh(row), by=bo.observer, now=NOW)
    assert planned(ada.room) == DAY
    again = fresh(row)
    visits.accept(again, by=bo.observer, now=NOW + timedelta(hours=1))
    assert (fresh(row).status, fresh(row).answered_at, fresh(row).sequence) == ("accepted", NOW, 2)
    acts = JournalEntry.select(JournalEntry.act).where(JournalEntry.record == "visit").tuples()
    assert sorted(act for (act,) in acts) == ["visit.accept", "visit.add", "visit.ask"]


def test_a_no_needs_a_reason_and_can_become_a_yes(near: Any) -> None:
    ada, bo, _ = near
    row = a_visit(ada.room, bo.observer, state="accepted")
    assert refused(visits.decline, row, " ", by=bo.observer, now=NOW) == ("required", "reason")
    visits.decline(row, "Planleggingsdag hos oss", by=bo.observer, now=NOW)
    assert (fresh(row).status, fresh(row).note) == ("declined", "Planleggingsdag hos oss")
    assert planned(ada.room) is None
    assert [one.id for one in visits.to_staff(ada.director, "2025-autumn")] == [row.id]
    visits.accept(fresh(row), by=bo.observer, now=NOW)
    assert (fresh(row).status, fresh(row).note, planned(ada.room)) == ("accepted", "", DAY)


def test_no_national_identity_number_is_kept(near: Any) -> None:
    ada, bo, _ = near
    row = a_visit(ada.room, bo.observer)
    told = refused(visits.decline, row, "Må følge 01010750160", by=bo.observer, now=NOW)
    assert told == ("text.national_id", "reason")
    assert fresh(row).status == "asked"


def test_whoever_goes_moves_the_visit_and_stays_agreed(near: Any) -> None:
    ada, bo, _ = near
    row = a_visit(ada.room, bo.observer, state="accepted")
    visits.move(row, LATER, "10:00", by=bo.observer, now=NOW)
    moved = fresh(row)
    assert (moved.planned_on, moved.starts_at, moved.status) == (LATER, "10:00", "accepted")
    assert (moved.uid, moved.sequence) == (row.uid, row.sequence + 1)
    assert planned(ada.room) == LATER


def test_when_the_host_moves_the_visit_the_observer_is_asked_anew(near: Any) -> None:
    ada, bo, _ = near
    row = a_visit(ada.room, bo.observer, state="accepted")
    visits.move(row, LATER, by=ada.director, now=NOW + timedelta(days=1))
    assert planned(ada.room) == LATER
    assert (fresh(row).status, fresh(row).asked_at) == ("asked", NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2025, 10, 14), ("date.past", "planned_on")),
        (date(2025, 11, 15), ("visit.day_off", "planned_on")),
        (date(2025, 12, 24), ("visit.day_off", "planned_on")),
        (date(2026, 2, 3), ("observation.semester", "planned_on")),
        (date(2025, 12, 3), ("department.closed", "planned_on")),
    ],
)
def test_a_day_that_cannot_be_is_refused(near: Any, day: date, told: Any) -> None:
    ada, bo, _ = near
    row = a_visit(ada.room, bo.observer)
    Department.update(closed_on=date(2025, 12, 1)).where(Department.id == ada.room.id).execute()
    assert refused(visits.move, fresh(row), day, by=bo.observer, now=NOW) == told
    assert fresh(row).planned_on == DAY


def test_an_hour_when_nobody_is_there_is_refused(near: Any) -> None:
    ada, bo, _ = near
    row = a_visit(ada.room, bo.observer)
    for hour in ("03:00", "19:30", "9.30", "25:00"):
        told = refused(visits.move, row, DAY, hour, by=bo.observer, now=NOW)
        assert told == ("visit.time", "starts_at")


def test_a_lapsed_certificate_and_a_taken_day_are_warned_of_and_kept(near: Any) -> None:
    ada, bo, _ = near
    late = an_identity("observer", bo.kindergarten)
    a_certificate(late, passed_on=date(2024, 11, 1))
    a_visit(bo.room, late)
    row = a_visit(ada.room, late)
    codes = [code for code, _ in row.reasons]
    assert ("certificate_lapsed" in codes, "busy" in codes) == (True, True)
    assert row.reasons[1] == ["certificate_lapsed", {"since": "2025-11-01"}]
    visits.move(row, date(2025, 10, 30), by=late, now=NOW)
    assert [code for code, _ in fresh(row).reasons][1] == "certificate_expiring"


def test_who_is_ill_says_only_that_and_somebody_else_is_asked(near: Any) -> None:
    ada, bo, _ = near
    row = a_visit(ada.room, bo.observer, state="accepted")
    visits.excuse(row, by=bo.observer, now=NOW)
    excused = fresh(row)
    assert (excused.status, excused.note, excused.reasons[-1]) == ("declined", "", ["excused", {}])
    visits.replace(excused, bo.colleague.person_id or 0, by=HOUSE, now=NOW)
    asked = fresh(row)
    assert (asked.status, asked.observer_id) == ("asked", bo.colleague.person_id)
    assert (asked.uid, asked.sequence, asked.answered_at) == (row.uid, row.sequence + 2, None)
    assert ["excused", {}] not in asked.reasons
    assert [one.id for one in visits.mine(bo.observer)] == []
    assert [one.id for one in visits.mine(bo.colleague)] == [row.id]


def test_ones_director_may_say_that_one_cannot_go(near: Any) -> None:
    ada, bo, cy = near
    row = a_visit(ada.room, bo.observer, state="accepted")
    with pytest.raises(NotAllowed):
        visits.excuse(row, by=cy.director, now=NOW)
    visits.excuse(visits.visit(bo.director, row.id), by=bo.director, now=NOW)
    assert fresh(row).status == "declined"


def test_only_somebody_near_who_was_certified_can_be_chosen(near: Any) -> None:
    ada, bo, cy = near
    row = a_visit(ada.room, bo.observer)
    for person_id in (cy.observer.person_id, a_person(None, ada.kindergarten).id, 999_999):
        told = refused(visits.replace, row, person_id, by=HOUSE, now=NOW)
        assert told == ("visit.observer", "observer_id")
    own = refused(visits.replace, row, bo.observer.person_id, by=HOUSE, now=NOW)
    assert own == ("visit.same", "observer_id")


def test_a_director_chooses_abroad_only_where_observers_were_offered(near: Any) -> None:
    ada, bo, _ = near
    row = a_visit(ada.room, ada.observer, state="proposed")
    told = refused(visits.replace, row, bo.observer.person_id, by=ada.director, now=NOW)
    assert told == ("visit.observer", "observer_id")
    from collect import observations_exchange as exchange

    exchange.agree(bo.kindergarten.id, "2025-autumn", 2, by=bo.director, now=NOW)
    visits.replace(row, bo.observer.person_id or 0, by=ada.director, now=NOW)
    assert (fresh(row).status, fresh(row).relation) == ("proposed", "external")


def test_ones_own_department_is_allowed_and_said(near: Any) -> None:
    ada, _, _ = near
    person = a_person(None, ada.kindergarten, ada.room)
    a_certificate(person)
    row = a_visit(ada.room, person)
    assert (row.relation, row.reasons[0]) == ("own_department", ["own_department", {}])


def test_a_visit_is_called_off_with_a_reason_and_the_mark_goes(near: Any) -> None:
    ada, bo, _ = near
    row = a_visit(ada.room, bo.observer, state="accepted")
    assert planned(ada.room) == DAY
    assert refused(visits.cancel, row, "", by=ada.director, now=NOW) == ("required", "reason")
    visits.cancel(row, "Avdelingen er stengt", by=ada.director, now=NOW)
    assert (fresh(row).status, planned(ada.room)) == ("cancelled", None)
    told = refused(visits.move, fresh(row), LATER, by=ada.director, now=NOW)
    assert told == ("visit.settled", None)
    assert a_visit(ada.room, bo.observer).status == "asked"


def test_a_department_has_one_visit_in_the_plan(near: Any) -> None:
    ada, bo, _ = near
    a_visit(ada.room, bo.observer)
    told = refused(
        visits.add, ada.room, "2025-autumn", bo.colleague.person_id, DAY, by=HOUSE, now=NOW
    )
    assert told == ("visit.known", "department_id")


def test_what_another_changed_meanwhile_is_not_overwritten(near: Any) -> None:
    ada, bo, _ = near
    row = a_visit(ada.room, bo.observer)
    seen = journal.fingerprint(row)
    visits.move(row, LATER, by=bo.observer, now=NOW)
    with journal.unless_changed(row, seen):
        assert refused(visits.cancel, row, "Nei", by=HOUSE, now=NOW) == ("record.changed", None)
    assert fresh(row).status == "asked"
    visits.cancel(fresh(row), "Nei", by=HOUSE, now=NOW)
    assert refused(visits.accept, row, by=bo.observer, now=NOW) == ("visit.settled", None)


def test_the_second_coding_is_another_visit_that_follows_the_first(near: Any) -> None:
    ada, bo, _ = near
    row = a_visit(ada.room, bo.observer, state="accepted", starts_at="09:00")
    second = visits.double(row, bo.colleague.person_id or 0, by=HOUSE, now=NOW)
    assert (second.planned_on, second.starts_at, second.status) == (DAY, "09:00", "asked")
    assert second.doubles_id == row.id
    assert second.uid != row.uid
    told = refused(visits.double, row, ada.observer.person_id, by=HOUSE, now=NOW)
    assert told == ("visit.known", "observer_id")
    assert refused(visits.double, row, bo.observer.person_id, by=HOUSE, now=NOW)[0] == "visit.same"
    visits.move(row, LATER, by=bo.observer, now=NOW)
    assert (fresh(second).planned_on, planned(ada.room)) == (LATER, LATER)
    visits.cancel(fresh(row), "Avdelingen er stengt", by=HOUSE, now=NOW)
    assert (fresh(second).status, fresh(second).note) == ("cancelled", "Avdelingen er stengt")


def test_a_visit_that_was_made_is_settled_and_stays(near: Any) -> None:
    ada, bo, _ = near
    row = a_visit(ada.room, bo.observer, state="accepted")
    watcher = Identity(
        bo.observer.account_id,
        bo.observer.person_id,
        "",
        bo.observer.grants,
        frozenset({ada.kindergarten.id}),
    )
    reference = an_observation(ada.room, watcher, visit_id=row.id)
    assert (fresh(row).status, planned(ada.room)) == ("observed", DAY)
    assert Observation.get(Observation.reference == reference).visit_id == row.id
    told = refused(visits.cancel, fresh(row), "Nei", by=HOUSE, now=NOW)
    assert told == ("visit.settled", None)
    answers = {"visit_id": row.id, "observed_on": date(2025, 10, 13)}
    other = Identity(None, bo.colleague.person_id, "", bo.colleague.grants, watcher.network)
    with pytest.raises(RuleBroken):
        an_observation(ada.room, other, **answers)
    assert observations.observations(other).count() == 0


def test_each_sees_the_visits_that_concern_them(near: Any) -> None:
    ada, bo, cy = near
    row = a_visit(ada.room, bo.observer)
    leader = an_identity("leader", ada.kindergarten, ada.room)
    next_door = an_identity("leader", ada.kindergarten, a_department(ada.kindergarten))
    mentor = an_identity("mentor", ada.kindergarten)
    staff = an_identity("staff", ada.kindergarten)
    readers = {
        "host": ada.director,
        "sender": bo.director,
        "observer": bo.observer,
        "leader": leader,
        "mentor": mentor,
        "coordinator": an_identity("coordinator"),
        "stranger": cy.director,
        "next door": next_door,
        "colleague": bo.colleague,
        "staff": staff,
    }
    seen = {name for name, who in readers.items() if visits.visits(who).count()}
    assert seen == {"host", "sender", "observer", "leader", "mentor", "coordinator"}
    for name in set(readers) - seen:
        with pytest.raises(NotFound):
            visits.visit(readers[name], row.id)


def test_what_nobody_was_asked_for_is_seen_by_those_who_plan(near: Any) -> None:
    ada, bo, _ = near
    a_visit(ada.room, bo.observer, state="proposed")
    mentor = an_identity("mentor", ada.kindergarten)
    counts = [
        visits.visits(who).count()
        for who in (HOUSE, ada.director, bo.director, bo.observer, mentor)
    ]
    assert counts == [1, 1, 0, 0, 0]


def test_only_those_it_concerns_may_act(near: Any) -> None:
    ada, bo, cy = near
    row = a_visit(ada.room, bo.observer)
    mentor = an_identity("mentor", ada.kindergarten)
    leader = an_identity("leader", ada.kindergarten, ada.room)
    for who in (mentor, leader, bo.director, cy.director, bo.colleague):
        for act in (visits.accept, visits.ask):
            with pytest.raises(NotAllowed):
                act(row, by=who, now=NOW)
        for act in (visits.decline, visits.cancel):
            with pytest.raises(NotAllowed):
                act(row, "Nei", by=who, now=NOW)
        with pytest.raises(NotAllowed):
            visits.move(row, LATER, by=who, now=NOW)
        with pytest.raises(NotAllowed):
            visits.replace(row, bo.colleague.person_id or 0, by=who, now=NOW)
    for who in (mentor, leader, cy.director, bo.observer):
        with pytest.raises(NotAllowed):
            visits.add(ada.room, "2025-autumn", None, DAY, by=who, now=NOW)
    with pytest.raises(NotAllowed):
        visits.accept(row, by=ada.director, now=NOW)
    assert fresh(row).status == "asked"


def test_the_marks_of_the_loop_are_exact_after_every_act(near: Any) -> None:
    ada, bo, _ = near
    row = a_visit(ada.room, bo.observer, state="proposed")
    acts: list[Any] = [
        lambda one: visits.ask(one, by=HOUSE, now=NOW),
        lambda one: visits.accept(one, by=bo.observer, now=NOW),
        lambda one: visits.move(one, LATER, by=bo.observer, now=NOW),
        lambda one: visits.double(one, bo.colleague.person_id or 0, by=HOUSE, now=NOW),
        lambda one: visits.move(one, DAY, by=HOUSE, now=NOW),
        lambda one: visits.accept(one, by=bo.observer, now=NOW),
        lambda one: visits.excuse(one, by=bo.observer, now=NOW),
        lambda one: visits.replace(one, ada.observer.person_id or 0, by=HOUSE, now=NOW),
        lambda one: visits.accept(one, by=HOUSE, now=NOW),
        lambda one: visits.cancel(one, "Stengt", by=HOUSE, now=NOW),
    ]
    marks = []
    for act in acts:
        act(fresh(row))
        assert observations_loop.differences() == {}
        marks.append(planned(ada.room))
    assert marks == [DAY, DAY, LATER, LATER, DAY, DAY, None, DAY, DAY, None]


def test_visits_are_listed_in_one_query(near: Any, count_queries: Any) -> None:
    ada, bo, _ = near
    counts = []
    for n in range(3):
        a_visit(a_department(ada.kindergarten), bo.observer, DAY + timedelta(weeks=n))
        with count_queries() as queries:
            rows = list(visits.visits(ada.director, "2025-autumn"))
            names = [
                (row.department.kindergarten.name, row.observer.name, row.instrument.version)
                for row in rows
            ]
        counts.append((len(names), len(queries)))
    assert counts == [(1, 1), (2, 1), (3, 1)]

"""Release days: entered for oneself and one's staff, counted, withdrawn, and proposed by visits."""

import uuid
from datetime import date
from typing import Any

import pytest

from collect import certificates_release as releases
from collect import observations_visits as visits
from collect.models.certificates_release import ReleaseDay
from collect.models.journal import JournalEntry
from collect.models.observations import Visit
from collect.models.people import Employment
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.collect.test_observations_drafts import at_once
from tests.factories import (
    NOW,
    TODAY,
    a_certificate,
    a_kindergarten,
    a_person,
    a_release_day,
    a_visit,
    an_identity,
)
from tests.visits import World, refused

DAY = date(2025, 10, 1)
LIMIT = 5


@pytest.fixture
def world(house: str) -> World:
    return World(house)


def enter(who: Any, by: Any, **values: Any) -> str:
    answers = releases.ReleaseAnswers(
        **{"person_id": who.person_id, "day": DAY, "halves": 2, "purpose": "observation"} | values
    )
    return releases.enter(answers, LIMIT, by=by, submission_id=str(uuid.uuid4()), now=NOW)


def names(rows: Any) -> list[str]:
    return [row.person.name for row in rows]


def test_an_observer_enters_a_day_and_the_own_director_sees_it(world: World) -> None:
    ada = world.ada
    reference = enter(ada.observer, ada.observer)
    row = releases.release_day(ada.director, reference)
    assert (row.person.name, row.kindergarten_id, row.day, row.halves) == (
        "Ada Sehansen",
        ada.kindergarten.id,
        DAY,
        2,
    )
    assert (row.certificate, row.over_reason, row.entered_by_id) == (
        "valid",
        "",
        ada.observer.person_id,
    )
    line = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (line.act, line.kindergarten_id, line.new["halves"]) == (
        "release.enter",
        ada.kindergarten.id,
        2,
    )


def test_a_director_enters_for_the_own_staff_and_the_coordinator_for_all(world: World) -> None:
    enter(world.ada.observer, world.ada.director)
    enter(world.ada.observer, an_identity("coordinator"), day=date(2025, 10, 2))
    assert releases.days(world.ada.observer).count() == 2


def test_nobody_enters_for_others_staff_and_sees_none_of_theirs(world: World) -> None:
    day = refused(enter, world.cy.observer, world.ada.director)
    assert day == ("release.not_employed", "day")
    assert refused(enter, world.cy.observer, world.ada.observer) == ("release.not_employed", "day")
    cys = a_release_day(world.cy.observer)
    for who in (world.ada.director, world.ada.observer, world.bo.director):
        assert releases.days(who).count() == 0
        with pytest.raises(NotFound):
            releases.release_day(who, cys.reference)
    assert names(releases.days(an_identity("coordinator"))) == ["Cy Sehansen"]


@pytest.mark.parametrize("role", ["staff", "leader", "mentor", "course_admin", "sysadmin"])
def test_others_enter_nothing(world: World, role: str) -> None:
    place = None if role in ("course_admin", "sysadmin") else world.ada.kindergarten
    who = an_identity(role, place, world.ada.room if role == "leader" else None)
    with pytest.raises(NotAllowed):
        enter(who, who)
    assert ReleaseDay.select().count() == 0


def test_who_has_changed_jobs_is_released_by_where_the_day_was_worked(world: World) -> None:
    person_id = world.ada.observer.person_id
    Employment.update(valid_to=date(2025, 9, 30)).where(Employment.person == person_id).execute()
    Employment.create(
        person=person_id,
        kindergarten=world.bo.kindergarten,
        position="pedagogical_leader",
        valid_from=date(2025, 10, 1),
    )
    late = enter(world.ada.observer, world.ada.observer)
    early = enter(world.ada.observer, world.ada.director, day=date(2025, 9, 30))
    places = [releases.release_day(HOUSE, ref).kindergarten_id for ref in (late, early)]
    assert places == [world.bo.kindergarten.id, world.ada.kindergarten.id]
    assert refused(enter, world.ada.observer, world.ada.director, day=DAY, halves=1) == (
        "release.not_employed",
        "day",
    )


def test_the_same_submission_is_entered_once(world: World) -> None:
    who, key = world.ada.observer, str(uuid.uuid4())
    answers = releases.ReleaseAnswers(who.person_id or 0, DAY, 1, "feedback")
    sent = [releases.enter(answers, LIMIT, by=who, submission_id=key, now=NOW) for _ in range(2)]
    assert sent[0] == sent[1]
    assert ReleaseDay.select().count() == 1


def test_a_day_holds_two_halves_and_no_more(world: World) -> None:
    for purpose in ("observation", "feedback"):
        enter(world.ada.observer, world.ada.observer, halves=1, purpose=purpose)
    full = refused(enter, world.ada.observer, world.ada.director, halves=1)
    assert full == ("release.day_full", "day")


def test_two_days_entered_at_once_are_not_more_than_one(world: World) -> None:
    for _ in range(5):
        ReleaseDay.delete().execute()
        done = at_once(
            lambda: enter(world.ada.observer, world.ada.observer),
            lambda: enter(world.ada.observer, world.ada.director),
        )
        assert sorted(type(one).__name__ for one in done) == ["RuleBroken", "str"]
        assert ReleaseDay.select().count() == 1


def test_an_unknown_purpose_a_day_ahead_and_a_strange_id_are_refused(world: World) -> None:
    who = world.ada.observer
    assert refused(enter, who, who, purpose="holiday") == ("choice.unknown", "purpose")
    assert refused(enter, who, who, day=date(2025, 10, 16)) == ("date.future", "day")
    answers = releases.ReleaseAnswers(who.person_id or 0, DAY, 2, "other")
    with pytest.raises(RuleBroken, match=r"submission\.id"):
        releases.enter(answers, LIMIT, by=who, submission_id="x", now=NOW)


def test_the_sixth_day_needs_a_reason_in_whichever_year(world: World) -> None:
    who = world.ada.observer
    for n in range(5):
        enter(who, who, day=date(2025, 10, 1 + n))
    sixth = date(2025, 10, 10)
    assert refused(enter, who, who, day=sixth, halves=1) == ("release.over", "over_reason")
    assert refused(enter, who, who, day=sixth, over_reason=" ")[0] == "release.over"
    reference = enter(who, who, day=sixth, over_reason="Dobbeltkoding i tillegg")
    assert releases.release_day(who, reference).over_reason == "Dobbeltkoding i tillegg"
    last_year = date(2025, 7, 31)
    assert refused(enter, who, who, day=last_year)[0] == "release.over"
    enter(who, who, day=last_year, over_reason="Ble ikke ført da")
    assert releases.used([who.person_id or 0]) == {who.person_id: 14}
    assert releases.used([who.person_id or 0], last_year) == {who.person_id: 2}


def test_a_day_without_a_valid_certificate_is_kept_and_marked(world: World) -> None:
    held = a_certificate(a_person("Utløpt", world.ada.kindergarten), passed_on=date(2024, 3, 1))
    lapsed = a_release_day(held.person)
    never = a_release_day(a_person("Aldri", world.ada.kindergarten))
    assert (lapsed.certificate, never.certificate) == ("expired", "none")


def test_what_is_used_and_left_is_told_for_each_of_the_staff(world: World) -> None:
    a_release_day(world.ada.observer)
    a_release_day(world.ada.observer, date(2025, 10, 2), halves=1)
    found = releases.balances(world.ada.director, TODAY)
    assert [(one.person.name, one.used) for one in found] == [("Ada Sehansen", 3)]
    assert [one.used for one in releases.balances(world.ada.director, date(2025, 1, 1))] == [0]


def test_a_day_is_withdrawn_with_a_reason_and_counts_no_more(world: World) -> None:
    row = a_release_day(world.ada.observer)
    who = world.ada.observer
    assert refused(releases.withdraw, row, " ", by=who, now=NOW) == ("required", "reason")
    releases.withdraw(row, "Feil dag", by=who, now=NOW)
    kept = releases.release_day(who, row.reference)
    assert (kept.withdrawn_at, kept.withdrawn_reason) == (NOW, "Feil dag")
    assert releases.used([who.person_id or 0]) == {}
    again = refused(releases.withdraw, row, "Igjen", by=who, now=NOW)
    assert again == ("release.withdrawn", "reason")
    enter(who, who)


def test_nobody_withdraws_what_is_anothers(world: World) -> None:
    row = a_release_day(world.ada.observer)
    for who in (world.bo.director, world.cy.observer):
        assert not releases.may_withdraw(row, who)
        assert refused(releases.withdraw, row, "X", by=who, now=NOW)[0] == "release.paid"
    with pytest.raises(NotAllowed):
        releases.withdraw(row, "X", by=an_identity("staff", world.ada.kindergarten), now=NOW)


def test_a_visit_that_is_agreed_proposes_its_day_and_is_entered_once(world: World) -> None:
    ada = world.ada
    visit = a_visit(world.bo.room, ada.observer, date(2025, 11, 11), "accepted")
    for who in (ada.observer, ada.director):
        assert [row.id for row in releases.proposals(who, TODAY)] == [visit.id]
    for who in (world.bo.observer, world.cy.director, an_identity("coordinator")):
        assert releases.proposals(who, TODAY) == []
    row = releases.proposal(ada.director, visit.id)
    made = [releases.enter_visit(row, 1, LIMIT, by=ada.director, now=NOW) for _ in range(2)]
    assert made[0] == made[1]
    kept = releases.release_day(HOUSE, made[0])
    assert (kept.day, kept.halves, kept.purpose, kept.visit_id) == (
        date(2025, 11, 11),
        1,
        "observation",
        visit.id,
    )
    assert releases.proposals(ada.observer, TODAY) == []
    releases.withdraw(kept, "Ble syk", by=ada.observer, now=NOW)
    assert [one.id for one in releases.proposals(ada.observer, TODAY)] == [visit.id]


def test_a_visit_of_another_is_not_found_and_one_that_is_off_is_refused(world: World) -> None:
    ada = world.ada
    visit = a_visit(world.bo.room, ada.observer, date(2025, 11, 11), "accepted")
    for who in (world.bo.observer, world.cy.director, an_identity("staff", ada.kindergarten)):
        with pytest.raises(NotFound):
            releases.proposal(who, visit.id)
    entered = releases.release_day(
        HOUSE, releases.enter_visit(visit, 2, LIMIT, by=ada.observer, now=NOW)
    )
    assert not releases.is_doubtful(entered)
    visits.cancel(Visit.get_by_id(visit.id), "Flyttet", by=HOUSE, now=NOW)
    assert releases.is_doubtful(releases.release_day(HOUSE, entered.reference))
    releases.withdraw(entered, "Avlyst", by=ada.observer, now=NOW)
    assert refused(
        releases.enter_visit, Visit.get_by_id(visit.id), 2, LIMIT, by=ada.observer, now=NOW
    ) == ("release.visit", None)


def test_the_list_costs_as_much_with_many(world: World, count_queries: Any) -> None:
    costs = []
    for n in (1, 3):
        while ReleaseDay.select().count() < n:
            a_release_day(world.ada.observer, date(2025, 10, 1 + ReleaseDay.select().count()))
        with count_queries() as queries:
            for row in releases.days(world.ada.director):
                assert (row.person.name, row.kindergarten.name, row.visit) is not None
            releases.balances(world.ada.director, TODAY)
        costs.append(len(queries))
    assert costs == [3, 3]


def test_somebody_in_no_kindergarten_is_released_by_none(house: str) -> None:
    a_kindergarten("Solsikken")
    person = a_person("Utenfor")
    with pytest.raises(RuleBroken, match=r"release\.not_employed"):
        a_release_day(person)

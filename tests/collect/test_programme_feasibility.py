"""Feasibility: what is left and who may do it, counted with that semester's structure."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from collect import certificates, organisation
from collect import programme_feasibility as feasible
from collect.database import writing
from collect.models.certificates import Certificate
from collect.models.observations import ExchangeOffer, Visit
from collect.models.people import Employment, Person
from collect.models.people_changes import Leave
from collect.observations_loop import mark
from collect.rules.access import HOUSE, Identity
from collect.rules.calendar import Semester, visiting_days
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    a_person,
    an_identity,
    an_instrument,
    an_observation,
)

AUTUMN = Semester(2025, "autumn")
DAYS = visiting_days(AUTUMN, TODAY)


@pytest.fixture
def world(house: str) -> Any:
    """Two networks: in the north two kindergartens with four departments, in the south one."""

    class World:
        cohort = a_cohort(1)
        north, south = a_network("Nord"), a_network("Sør")
        here, near = a_kindergarten("Her", cohort, north), a_kindergarten("Nær", cohort, north)
        far = a_kindergarten("Fjern", cohort, south)
        toddlers, preschool = a_department(here), a_department(here, age_group="preschool")
        mixed, seen = a_department(near, age_group="mixed"), a_department(near)
        far_room = a_department(far)
        ada = an_identity("observer", here, network=frozenset({here.id, near.id}))

    an_observation(World.seen, World.ada)
    return World


def certify(
    person: Any, version: str = "toddler", passed_on: date = date(2025, 9, 1)
) -> Certificate:
    return certificates.register_pass(
        person, an_instrument(version), passed_on, 90, None, "Teachstone", by=HOUSE, now=NOW
    )


def read(who: Identity = HOUSE, today: date = TODAY, semester: Semester = AUTUMN) -> dict[str, Any]:
    return {
        one.network.name if one.network else "": one
        for one in feasible.feasibility(who, semester, today)
    }


def test_what_is_left_is_told_by_age_group_and_network(world: Any) -> None:
    Visit.create(
        uid="x", department=world.mixed, semester=AUTUMN.code, planned_on=TODAY, status="asked", changed_at=NOW
    )  # fmt: skip
    mark(world.mixed.id, AUTUMN.code, "planned_on", TODAY)
    found = read()
    assert list(found) == ["Nord", "Sør"]
    north = found["Nord"]
    assert (dict(north.situation.left), north.situation.ahead, north.situation.total) == (
        {"toddler": 1, "preschool": 1, "mixed": 1},
        1,
        3,
    )
    assert north.weeks == -(-len(DAYS) // 5) == 9
    assert (found["Sør"].situation.total, found["Sør"].verdict.code) == (1, "short")
    assert found["Sør"].verdict.hindrances == ("no_observer_toddler",)


def test_those_with_a_valid_certificate_count_for_the_weeks_it_holds(world: Any) -> None:
    both, leaving, lapsed, elsewhere = (
        a_person(None, world.here), a_person(None, world.near), a_person(None, world.near), a_person(None, world.far)
    )  # fmt: skip
    certify(both, "toddler")
    certify(both, "prek", date(2024, 11, 3))  # until 3 November
    certify(leaving)
    with writing():
        Employment.update(valid_to=DAYS[4]).where(Employment.person == leaving).execute()
    certify(lapsed, "toddler", date(2024, 10, 10))
    certify(elsewhere)
    crew = read()["Nord"].situation.crew
    until_november = Fraction(sum(1 for day in DAYS if day <= date(2025, 11, 3)), 5)
    whole = Fraction(len(DAYS), 5)
    assert sorted(crew.observers, key=len) == [
        {"toddler": Fraction(1)},
        {"toddler": whole, "prek": until_november},
    ]
    assert [crew.number(version) for version in ("toddler", "prek", None)] == [2, 1, 2]
    assert read()["Nord"].verdict.code == "good"
    assert read()["Sør"].verdict.code == "good"


def test_offers_that_are_not_spoken_for_answer_those_who_must_have_visits(world: Any) -> None:
    people = [a_person(None, world.here) for _ in range(2)]
    for person in people:
        certify(person)
        certify(person, "prek")
    near = read()["Nord"]
    assert (near.situation.stranded, near.situation.offered) == (1, 0)  # the mixed department
    assert (near.verdict.code, near.verdict.hindrances) == ("tight", ("few_offers",))
    ExchangeOffer.create(kindergarten=world.here, semester=AUTUMN.code, visits=2, agreed_at=NOW)
    assert (read()["Nord"].situation.offered, read()["Nord"].verdict.code) == (
        1,
        "good",
    )  # Ada has been
    Visit.create(
        uid="y", department=world.mixed, semester=AUTUMN.code, planned_on=TODAY + timedelta(days=9),
        status="accepted", observer=people[0], changed_at=NOW,
    )  # fmt: skip
    mark(world.mixed.id, AUTUMN.code, "planned_on", TODAY + timedelta(days=9))
    now = read()["Nord"].situation
    assert (now.stranded, now.offered, now.ahead) == (0, 0, 1)


def test_each_sees_the_networks_of_the_own_kindergartens(world: Any) -> None:
    assert list(read(an_identity("director", world.near))) == ["Nord"]
    assert list(read(an_identity("mentor", world.far))) == ["Sør"]
    for who in (world.ada, an_identity("staff", world.here), an_identity("course_admin")):
        assert read(who) == {}


def test_a_kindergarten_without_a_network_stands_last(world: Any) -> None:
    organisation.affiliate(world.far, world.cohort, None, date(2025, 8, 1), by=HOUSE, now=NOW)
    assert list(read()) == ["Nord", ""]


def test_all_observed_is_done_and_a_semester_gone_by_is_not_judged(world: Any) -> None:
    world.ada = an_identity("observer", world.far, network=frozenset({world.far.id}))
    an_observation(world.far_room, world.ada)
    assert read()["Sør"].verdict.code == "done"
    assert read(today=date(2026, 1, 1)) == {}
    ahead = read(semester=AUTUMN.shift(1))
    assert ahead["Sør"].situation.total == 1


def test_the_number_of_queries_does_not_grow(world: Any, count_queries: Any) -> None:
    with count_queries() as few:
        read()
    for _ in range(3):
        place = a_kindergarten(None, world.cohort, a_network())
        a_department(place)
        certify(a_person(None, place))
    with count_queries() as many:
        read()
    assert (len(few), len(many)) == (9, 9)


def test_the_weeks_of_leave_do_not_count(world: Any) -> None:
    certify(Person.get_by_id(world.ada.person_id))
    Leave.create(
        person=world.ada.person_id,
        kindergarten=world.here,
        valid_from=DAYS[2],
        valid_to=DAYS[-2],
    )
    crew = read()["Nord"].situation.crew
    assert crew.observers == [{"toddler": Fraction(3, 5)}]

"""People: who sees them, before their first day and after their last."""

from datetime import date

import pytest

from collect import people
from collect.models.people import Employment, Person, ProgrammeFunction
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import NOW, TODAY, a_department, a_kindergarten, a_person, an_identity


def names(who: object, on: date = TODAY) -> list[str]:
    return [row.name for row in people.persons(who, on)]  # type: ignore[arg-type]


def test_a_director_finds_a_newcomer_before_the_first_day_and_no_leaver_after_the_last(
    house: str,
) -> None:
    here = a_kindergarten("Her")
    ada = an_identity("director", here, None, a_person("Ada", here))
    a_person("Ny", here, since=date(2026, 1, 1))
    leaver = a_person("Slutter", here)
    people.end_employment(leaver.employments.get(), TODAY, by=ada, now=NOW)
    assert names(ada) == ["Ada", "Ny", "Slutter"]
    assert names(ada, date(2025, 10, 16)) == ["Ada", "Ny"]


def test_each_role_finds_its_own_people(house: str) -> None:
    here, far = a_kindergarten("Her"), a_kindergarten("Fjern")
    room = a_department(here)
    a_person("Bo", here, room)
    a_person("Dag", here)
    a_person("Cy", far)
    leader = an_identity("leader", here, room, a_person("Leder"))
    staff = an_identity("staff", here, None, a_person("Selv"))
    assert names(leader) == ["Bo"]
    assert names(staff) == ["Selv"]
    assert names(an_identity("sysadmin")) == []
    with pytest.raises(NotFound):
        people.person(leader, Person.get(Person.name == "Cy").id, TODAY)


def test_a_name_is_amended_where_one_may_and_an_address_is_taken_once(house: str) -> None:
    here = a_kindergarten("Her")
    ada = an_identity("director", here)
    cy = an_identity("director", a_kindergarten("Fjern"))
    bo, dag = a_person("Bo", here), a_person("Dag", here)
    people.amend_person(bo, {"name": "Bo Åsen"}, by=ada, now=NOW)
    assert Person.get_by_id(bo.id).search.startswith("bo åsen")
    with pytest.raises(NotAllowed):
        people.amend_person(bo, {"name": "X"}, by=cy, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        people.amend_person(bo, {"email": dag.email}, by=ada, now=NOW)
    assert (refused.value.code, refused.value.field) == ("email.taken", "email")


def test_an_employment_ends_after_it_began(house: str) -> None:
    here = a_kindergarten("Her")
    ada = an_identity("director", here)
    job = a_person("Bo", here).employments.get()
    with pytest.raises(RuleBroken) as refused:
        people.end_employment(job, date(2021, 7, 31), by=ada, now=NOW)
    assert refused.value.code == "dates.order"
    with pytest.raises(NotAllowed):
        people.end_employment(job, TODAY, by=an_identity("staff", here), now=NOW)
    people.end_employment(job, TODAY, by=ada, now=NOW)
    assert Employment.get_by_id(job.id).valid_to == TODAY


def test_a_function_is_dated_and_beside_the_position(house: str) -> None:
    here = a_kindergarten("Her")
    bo = a_person("Bo", here)
    people.appoint(bo, "certified_observer", here, TODAY, by=HOUSE, now=NOW)
    made = ProgrammeFunction.get()
    assert (made.function, made.valid_from, made.valid_to) == ("certified_observer", TODAY, None)
    assert people.employment_on(bo.id, TODAY).position == "skilled_worker"  # type: ignore[union-attr]
    with pytest.raises(RuleBroken):
        people.appoint(bo, "king", here, TODAY, by=HOUSE, now=NOW)


def test_finding_or_adding_adds_once(house: str) -> None:
    one = people.find_or_add("Bo", "bo@eksempel.no", by=HOUSE, now=NOW)
    assert people.find_or_add("Bo", "BO@eksempel.no", by=HOUSE, now=NOW) == one
    with pytest.raises(NotAllowed):
        people.find_or_add("X", "x@eksempel.no", by=an_identity("staff", a_kindergarten()), now=NOW)

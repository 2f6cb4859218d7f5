"""The map of who may do what, and how far it reaches."""

import pytest

from collect.rules.access import HOUSE, MAP, ROLES, STRANGER, Grant, Identity, may, reach


def identity(*grants: Grant, person_id: int = 7, network: frozenset[int] = frozenset()) -> Identity:
    return Identity(account_id=1, person_id=person_id, grants=frozenset(grants), network=network)


@pytest.mark.parametrize("record", sorted(MAP))
@pytest.mark.parametrize("act", list("CRUXE"))
def test_a_stranger_reaches_nothing(record: str, act: str) -> None:
    assert reach(STRANGER, record, act).is_empty


def test_the_map_speaks_only_of_known_roles_acts_and_scopes() -> None:
    for roles in MAP.values():
        assert set(roles) <= set(ROLES)
        pairs = {pair for granted in roles.values() for pair in granted.split()}
        assert all(
            pair[0] in "CRUXE"
            and pair[1] == ":"
            and pair[2:] in ("O", "D", "K", "A", "M", "G", "*")
            for pair in pairs
        )


def test_a_record_that_is_not_on_the_map_is_an_error() -> None:
    with pytest.raises(KeyError):
        reach(HOUSE, "child", "R")


def test_a_director_reaches_the_own_kindergarten_alone() -> None:
    found = reach(identity(Grant("director", 3)), "person", "R")
    assert found.covers(kindergarten_id=3)
    assert not found.covers(kindergarten_id=4)
    assert not found.covers(person_id=8)


def test_a_leader_reaches_the_own_department_alone() -> None:
    found = reach(identity(Grant("leader", 3, 30)), "observation", "R")
    assert found.covers(department_id=30)
    assert not found.covers(department_id=31, kindergarten_id=3)


def test_an_observer_records_within_the_network_and_reads_the_own() -> None:
    who = identity(Grant("observer", 3), network=frozenset({3, 4}))
    assert reach(who, "observation", "C").kindergartens == {3, 4}
    assert reach(who, "observation", "R").covers(person_id=7)
    assert not reach(who, "observation", "R").covers(person_id=8, kindergarten_id=4)


def test_two_roles_reach_what_either_reaches() -> None:
    found = reach(identity(Grant("director", 3), Grant("mentor", 5)), "person", "R")
    assert found.kindergartens == {3, 5}


def test_a_system_administrator_sees_no_content() -> None:
    who = identity(Grant("sysadmin"))
    assert [record for record in MAP if may(who, record, "R")] == ["account", "saved_view"]


def test_nobody_but_course_administrators_changes_a_registration_of_others_at_large() -> None:
    assert [
        role
        for role in ROLES
        if reach(identity(Grant(role, 3, 30)), "registration", "X").everything
    ] == ["course_admin"]

"""Whom the house has perhaps twice: who stands together, why, in which order, at the same cost."""

import pytest

from collect import people
from collect import people_merging_candidates as candidates
from collect.models.accounts import Account
from collect.models.people import Person
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed
from tests.factories import NOW, TODAY, a_kindergarten, a_person, an_identity
from tests.twins import make_one


def found() -> list[tuple[int, int, tuple[str, ...]]]:
    page = candidates.candidates(HOUSE, TODAY)
    return [(pair.first.id, pair.second.id, pair.reasons) for pair in page.pairs]


def test_pairs_are_found_by_name_place_and_address_the_likeliest_first(house):
    here, there = a_kindergarten(), a_kindergarten()
    ada, bo = a_person("Åse Dahl", here), a_person("Bo Lie", here)
    far = a_person("AASE DAHL", there)
    near = a_person("Bo Lie", here)
    cy = a_person("Cy Berg", there)
    an_identity("staff", there, None, cy)
    other = a_person("Cyril Berg", there)
    Account.update(email=other.email, email_key=other.email_key).where(
        Account.person == cy
    ).execute()
    assert found() == [
        (cy.id, other.id, ("address",)),
        (bo.id, near.id, ("name", "together")),
        (ada.id, far.id, ("name",)),
    ]


def test_who_was_merged_is_no_candidate_any_more(house):
    kept, gone = a_person("Ada Holm"), a_person("Ada Holm")
    make_one(kept, gone)
    assert found() == []


def test_different_names_are_no_pair(house):
    a_person("Ada Holm"), a_person("Ada Hol")
    assert found() == []


def test_a_page_costs_the_same_however_many_pairs_there_are(house, count_queries):
    place = a_kindergarten()
    for _ in range(2):
        a_person("Ada Holm", place)
    with count_queries() as one:
        assert len(found()) == 1
    for name in ("Bo Lie", "Cy Berg"):
        for _ in range(2):
            a_person(name, place)
    with count_queries() as three:
        assert len(found()) == 3
    assert (len(one), len(three)) == (4, 4)


def test_pages_follow_each_other_and_a_wild_number_is_the_nearest(house):
    for number in range(3):
        for _ in range(2):
            a_person(f"Ada {'abc'[number]}")
    pages = [candidates.candidates(HOUSE, TODAY, number, size=2) for number in (-1, 2, 99)]
    assert [(len(page.pairs), page.number, page.last, page.total) for page in pages] == [
        (2, 1, 2, 3),
        (1, 2, 2, 3),
        (1, 2, 2, 3),
    ]


def test_a_changed_name_changes_who_is_a_pair(house):
    kept, gone = a_person("Ada Holm"), a_person("Bo Lie")
    people.amend_person(gone, {"name": "ada holm"}, by=HOUSE, now=NOW)
    assert found() == [(kept.id, gone.id, ("name",))]
    assert Person.select().count() == 2


@pytest.mark.parametrize("role", ["director", "course_admin", "sysadmin"])
def test_only_a_coordinator_may_look(house, role):
    place = a_kindergarten() if role == "director" else None
    with pytest.raises(NotAllowed):
        candidates.candidates(an_identity(role, place), TODAY)

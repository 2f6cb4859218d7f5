"""Organisation: dated structure, computed totals, scoped rows."""

from datetime import date
from typing import Any

import pytest

from collect import organisation, people
from collect import organisation_departments as departments
from collect import organisation_figures as figures
from collect.database import writing
from collect.models.journal import JournalEntry
from collect.models.organisation import Affiliation, DepartmentPeriod, Kindergarten
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import (
    NOW,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    a_person,
    an_identity,
)


def test_kindergartens_come_in_norwegian_order(house: str) -> None:
    for name in ("Åsen", "Zoo", "Ærfugl", "aker", "Øya"):
        a_kindergarten(name)
    names = [row.name for row in organisation.kindergartens(HOUSE)]
    assert names == ["aker", "Zoo", "Ærfugl", "Øya", "Åsen"]


def test_a_search_finds_small_letters_in_large_ones(house: str) -> None:
    a_kindergarten("Åsly barnehage")
    assert Kindergarten.select().where(Kindergarten.search.contains("åsly")).count() == 1


def test_who_sees_which_kindergartens(house: str) -> None:
    here, far = a_kindergarten("Her"), a_kindergarten("Fjern")
    seen = {
        role: [row.name for row in organisation.kindergartens(an_identity(role, here))]
        for role in ("staff", "director", "course_admin", "coordinator", "sysadmin")
    }
    assert seen == {
        "staff": ["Her"],
        "director": ["Her"],
        "course_admin": ["Fjern", "Her"],
        "coordinator": ["Fjern", "Her"],
        "sysadmin": [],
    }
    with pytest.raises(NotFound):
        organisation.kindergarten(an_identity("director", here), far.id)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"org_number": "974553741"}, "org_number.wrong"),
        ({"name": " "}, "required"),
        ({"ownership": "royal"}, "choice.unknown"),
        ({"min_age": 4, "max_age": 3}, "age.range"),
        ({"registered_children": -1}, "children.range"),
    ],
)
def test_a_wrong_kindergarten_is_refused(house: str, values: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        a_kindergarten(**values)
    assert refused.value.code == code
    assert Kindergarten.select().count() == 0


def test_an_organisation_number_is_taken_once_and_fixed(house: str) -> None:
    row = a_kindergarten("En", org_number="974553740")
    with pytest.raises(RuleBroken) as refused:
        a_kindergarten("To", org_number="974553740")
    assert refused.value.code == "org_number.taken"
    with pytest.raises(RuleBroken) as refused:
        organisation.amend_kindergarten(row, {"org_number": "976285964"}, by=HOUSE, now=NOW)
    assert refused.value.code == "org_number.fixed"


def test_only_what_changes_is_written_and_noted(house: str) -> None:
    row = a_kindergarten("Solbakken", city="Høvik")
    before = JournalEntry.select().count()
    organisation.amend_kindergarten(row, {"name": "Solbakken", "city": "Høvik"}, by=HOUSE, now=NOW)
    assert JournalEntry.select().count() == before
    organisation.amend_kindergarten(row, {"city": "Stabekk"}, by=HOUSE, now=NOW)
    entry = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (entry.act, entry.old, entry.new) == (
        "kindergarten.amend",
        {"city": "Høvik"},
        {"city": "Stabekk"},
    )


def test_figures_of_a_day_use_that_days_structure(house: str) -> None:
    one, two = a_cohort(1), a_cohort(2)
    row = a_kindergarten("Solbakken", one)
    room = a_department(row, children=10)
    departments.change_department(room, "preschool", 14, date(2025, 8, 1), by=HOUSE, now=NOW)
    organisation.affiliate(row, two, None, date(2025, 9, 1), by=HOUSE, now=NOW)
    a_person("Bo", row, since=date(2025, 9, 1))
    spring, autumn = figures.counts(date(2025, 6, 15)), figures.counts(date(2025, 12, 15))
    assert spring == {one.id: {"kindergartens": 1, "departments": 1, "children": 10, "staff": 0}}
    assert autumn == {two.id: {"kindergartens": 1, "departments": 1, "children": 14, "staff": 1}}


def test_a_department_counts_to_its_last_day(house: str) -> None:
    cohort = a_cohort()
    room = a_department(a_kindergarten("Solbakken", cohort))
    departments.amend_department(room, room.name, date(2025, 10, 31), by=HOUSE, now=NOW)
    assert figures.counts(date(2025, 10, 31))[cohort.id]["departments"] == 1
    assert figures.counts(date(2025, 11, 1))[cohort.id]["departments"] == 0


def test_someone_employed_twice_in_a_cohort_counts_once(house: str) -> None:
    cohort = a_cohort()
    first, second = a_kindergarten("En", cohort), a_kindergarten("To", cohort)
    person = a_person("Bo", first)
    with writing():
        people.insert_employment(
            person, second, None, "assistant", 20, date(2025, 1, 1), by=HOUSE, now=NOW
        )
    assert figures.counts(date(2025, 10, 1))[cohort.id]["staff"] == 1


def test_history_is_not_rewritten(house: str) -> None:
    row = a_kindergarten("Solbakken", a_cohort())
    organisation.affiliate(row, None, a_network(), date(2025, 8, 1), by=HOUSE, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        organisation.affiliate(row, None, None, date(2025, 7, 1), by=HOUSE, now=NOW)
    assert refused.value.code == "history.later"
    room = a_department(row)
    with pytest.raises(RuleBroken):
        departments.change_department(room, "toddler", 9, date(2020, 7, 1), by=HOUSE, now=NOW)
    periods = [
        (p.valid_from, p.valid_to) for p in Affiliation.select().order_by(Affiliation.valid_from)
    ]
    assert periods == [(date(2020, 8, 1), date(2025, 7, 31)), (date(2025, 8, 1), None)]


def test_a_change_on_the_same_day_mends_instead_of_adding(house: str) -> None:
    room = a_department(a_kindergarten())
    departments.change_department(room, "mixed", 9, room.opened_on, by=HOUSE, now=NOW)
    assert [(p.age_group, p.children) for p in DepartmentPeriod.select()] == [("mixed", 9)]


def test_directors_do_not_reshape_the_organisation(house: str) -> None:
    here = a_kindergarten("Her")
    ada, cy = an_identity("director", here), an_identity("director", a_kindergarten("Fjern"))
    for act in (
        lambda: organisation.amend_kindergarten(here, {"city": "Høvik"}, by=ada, now=NOW),
        lambda: organisation.amend_kindergarten(here, {"city": "X"}, by=cy, now=NOW),
        lambda: organisation.add_cohort(5, date(2025, 1, 1), by=ada, now=NOW),
        lambda: organisation.save_network(None, "X", by=ada, now=NOW),
        lambda: departments.open_department(
            here, "X", "toddler", 5, date(2025, 1, 1), by=ada, now=NOW
        ),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_counting_takes_four_queries_whatever_there_is(house: str, count_queries: Any) -> None:
    for _ in range(3):
        a_department(a_kindergarten(None, a_cohort()))
    with count_queries() as statements:
        figures.counts(date(2025, 10, 1))
    assert len(statements) == 4

"""The workbooks of the development plan: a director's own goals, and counted steps per cohort."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from collect import observations, plans
from collect import plans_evaluation as evaluation
from collect.models.journal import JournalEntry
from collect.models.observations import Observation
from collect.models.plans import Goal
from collect.plans_answers import ActionAnswers
from collect.rules.access import HOUSE, Identity
from collect.rules.refusals import NotAllowed
from exports.plans import goals_workbook
from exports.plans_steps import steps_workbook
from tests.exports.conftest import Pages, Place
from tests.factories import NOW, TODAY, a_goal, a_person, an_identity, an_observation, dimension_ids

Read = Callable[[bytes], Pages]


@pytest.fixture
def director(place: Place) -> Identity:
    return an_identity("director", place.house)


def observed(place: Place, day: date, score: int) -> Observation:
    semester = f"{day.year}-{'spring' if day.month < 8 else 'autumn'}"
    reference = an_observation(
        place.toddlers, place.ada, score=score, observed_on=day, semester=semester
    )
    row = Observation.get(Observation.reference == reference)
    observations.release(row, by=place.ada, now=NOW)
    return row


def a_full_goal(place: Place, director: Identity) -> Goal:
    """A goal with an action, looked back at once, evaluated after the next observation."""
    helper = a_person("Bo Lind", place.house, place.toddlers)
    row = a_goal(
        place.toddlers,
        director,
        NOW - timedelta(days=100),
        title="=Vi venter på svar",
        observation_id=observed(place, date(2025, 6, 3), 3).id,
        dimension_id=dimension_ids()[6],
        target=400,
        responsible_id=helper.id,
        actions=(ActionAnswers("Telle til fem", helper.id, TODAY),),
    )
    observed(place, date(2025, 10, 14), 4)
    evaluation.check(row, "Flere venter", TODAY, None, by=director, now=NOW)
    evaluation.see(row, "not_done", by=director, now=NOW)
    evaluation.evaluate(plans.goal(director, row.reference), "partly", "", by=director, now=NOW)
    return plans.goal(director, row.reference)


def test_a_directors_workbook_holds_the_goals_with_all_that_belongs_to_them(
    place: Place, director: Identity, pages: Read
) -> None:
    row = a_full_goal(place, director)
    name, content = goals_workbook(director, now=NOW, municipality="Bærum")
    assert name == "tettpaa-utviklingsplan-2025-10-15.xlsx"
    book = pages(content)
    assert list(book) == ["Mål", "Tiltak", "Tilbakeblikk", "Kodebok", "Om uttrekket"]
    told = dict(zip(book["Mål"][0], book["Mål"][1], strict=True))
    assert told == {
        "Barnehage": "Åsly barnehage",
        "Avdeling": "Ærfugl",
        "Halvår": "Vår 2025",
        "Type": "Utviklingsmål",
        "Mål": "=Vi venter på svar",
        "Dimensjon": "Kvalitet på tilbakemeldinger",
        "Start": 3,
        "Målverdi": 4,
        "Etterpå": 4,
        "Endring": 1,
        "Status": "Vurdert",
        "Ansvarlig": "Bo Lind",
        "Støtte fra styrer": None,
        "Se tilbake": None,
        "Tiltak": 1,
        "Gjort": 0,
        "Hva så dere?": "Ikke gjort",
        "Hjalp det?": "Delvis",
        "Tar med videre": None,
        "Satt": datetime(2025, 7, 7, 11, 0),
        "Avsluttet": datetime(2025, 10, 15),
        "Referanse": row.reference,
    }
    assert book["Tiltak"][1] == [
        "Ærfugl",
        "=Vi venter på svar",
        "Telle til fem",
        "Bo Lind",
        datetime(2025, 10, 15),
        None,
        row.reference,
    ]
    assert book["Tilbakeblikk"][1][2:5] == [datetime(2025, 10, 15), "Flere venter", director.name]


def test_another_kindergartens_goals_are_not_in_it(
    place: Place, director: Identity, pages: Read
) -> None:
    from collect.models.organisation import Department, Kindergarten

    theirs = Kindergarten.get(Kindergarten.name == "Bekken barnehage")
    room = Department.get(Department.kindergarten == theirs)
    cy = an_identity("director", theirs)
    a_goal(room, cy, title="Cys mål", kind="micro_project")
    content = goals_workbook(director, now=NOW, municipality="")[1]
    assert pages(content)["Mål"][1][0] == "Ingen rader"
    assert "Cys mål" not in str(pages(content))


@pytest.mark.parametrize("role", ["staff", "leader", "observer", "mentor", "coordinator"])
def test_only_a_director_takes_the_goals_out(place: Place, role: str) -> None:
    with pytest.raises(NotAllowed):
        goals_workbook(an_identity(role, place.house, place.toddlers), now=NOW, municipality="")


def test_the_coordinators_workbook_counts_and_tells_nothing(
    place: Place, director: Identity, pages: Read
) -> None:
    a_full_goal(place, director)
    a_goal(place.toddlers, director, title="Hemmelig")
    name, content = steps_workbook(HOUSE, now=NOW, municipality="Bærum")
    assert name == "tettpaa-utviklingsplaner-per-pulje-2025-10-15.xlsx"
    book = pages(content)
    assert book["Mål per pulje"] == [
        [
            "Pulje",
            "Halvår",
            "Avdelinger med tilbakemelding",
            "Avdelinger med mål",
            "Mål",
            "Mikroprosjekter",
            "Sett tilbake på",
            "Vurdert",
            "Forsinket",
            "Lagt bort",
        ],
        [1, "Høst 2025", 1, 1, 1, 0, 0, 0, 0, 0],
        [1, "Vår 2025", 1, 1, 1, 0, 1, 1, 0, 0],
    ]
    for words in ("Hemmelig", "Vi venter", "Flere venter", "Bo Lind", "Ærfugl", "Åsly"):
        assert words not in str(book)
    line = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert line.act == "export.plan_steps"


@pytest.mark.parametrize("role", ["staff", "leader", "director", "observer", "mentor"])
def test_only_a_coordinator_takes_the_counts_out(place: Place, role: str) -> None:
    with pytest.raises(NotAllowed):
        steps_workbook(an_identity(role, place.house, place.toddlers), now=NOW, municipality="")


def test_the_number_of_queries_does_not_grow_with_the_goals(
    place: Place, director: Identity, count_queries: Any
) -> None:
    totals = []
    a_full_goal(place, director)
    for number in (1, 3):
        while Goal.select().count() < number:
            a_goal(place.toddlers, director, actions=(ActionAnswers("Øve"),))
        with count_queries() as statements:
            goals_workbook(director, now=NOW, municipality="")
        totals.append(len(statements))
    assert totals == [7, 7]

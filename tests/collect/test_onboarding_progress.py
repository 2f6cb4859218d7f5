"""Progress in figures: a director sees the own kindergarten, a coordinator none of fewer than five."""

import uuid
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from collect import onboarding
from collect import onboarding_progress as progress
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.rules.refusals import NotAllowed
from exports.onboarding_progress import progress_workbook
from tests.factories import NOW, TODAY, a_cohort, a_kindergarten, a_person, an_identity

DAY = timedelta(days=1)


@pytest.fixture
def place(house: str) -> Any:
    """Ada directs Solbakken, of a cohort, Cy Fjern of the same; nobody else is new."""

    class Place:
        cohort = a_cohort(3)
        solbakken = a_kindergarten("Solbakken", cohort)
        fjern = a_kindergarten("Fjern", cohort)
        ada = an_identity("director", solbakken)
        cy = an_identity("director", fjern)
        per = an_identity("coordinator")

        @classmethod
        def begin(cls, number: int = 1, who: Any = None, first_day: date = TODAY) -> OnboardingPlan:
            who, house = (who, cls.fjern) if who is cls.cy else (cls.ada, cls.solbakken)
            for _ in range(number):
                answers = onboarding.NewStaffAnswers(
                    "Bjørn Ås", "", "assistant", house.id, None, first_day, 100
                )
                key = str(uuid.uuid4())
                reference = onboarding.begin(answers, by=who, submission_id=key, now=NOW)
            return onboarding.plan(who, reference)

    return Place


def test_a_director_sees_late_on_time_done_and_without_a_plan(place: Any) -> None:
    place.begin()
    place.begin(first_day=date(2025, 8, 1))
    done = place.begin()
    PlanTask.update(status="not_applicable").where(PlanTask.plan == done).execute()
    a_person("Uten Plan", place.solbakken, since=date(2025, 9, 1))
    a_person("Gammel", place.solbakken, since=date(2024, 9, 1))
    (line,) = progress.lines(place.ada, TODAY)
    assert (line.kindergarten, line.cohort) == ("Solbakken", 3)
    assert line.count == progress.Count(1, 1, 1, 8, 1)
    names = [row.person.name for row in progress.named_without_plan(place.ada, TODAY)]
    assert names == ["Uten Plan"]


def told(place: Any) -> dict[str, int | None]:
    rows = progress.lines(place.per, TODAY)
    return {
        row.kindergarten or (f"cohort {row.cohort}" if row.cohort else f"all {n}"): None
        if row.count is None
        else row.count.people
        for n, row in enumerate(rows)
    }


def test_a_coordinator_sees_no_figure_of_few_and_none_that_tells_it(place: Any) -> None:
    place.begin(5)
    place.begin(2, place.cy)
    assert told(place) == {"all 0": 7, "cohort 3": 7, "Fjern": None, "Solbakken": None}
    place.begin(3, place.cy)
    assert told(place) == {"all 0": 10, "cohort 3": 10, "Fjern": 5, "Solbakken": 5}


def test_a_coordinator_reads_no_names(place: Any) -> None:
    a_person("Uten Plan", place.solbakken, since=date(2025, 9, 1))
    assert progress.named_without_plan(place.per, TODAY) == []
    assert told(place)["Solbakken"] is None


def test_staff_follow_nobody_in_figures(place: Any) -> None:
    with pytest.raises(NotAllowed):
        progress.lines(an_identity("staff", place.solbakken), TODAY)


def test_it_costs_the_same_queries_however_many(place: Any, count_queries: Any) -> None:
    totals = []
    for number in (1, 4):
        place.begin(number)
        with count_queries() as statements:
            progress.lines(place.per, TODAY)
        totals.append(len(statements))
    assert totals == [4, 4]


def test_the_workbook_holds_the_same_figures_and_hides_the_same(place: Any) -> None:
    place.begin(5)
    place.begin(2, place.cy)
    name, content = progress_workbook(place.per, now=NOW, municipality="Bærum kommune")
    assert name == "tettpaa-nyansatte-2025-10-15.xlsx"
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    cells = [row for row in sheet.iter_rows(values_only=True) if row[0] in ("Solbakken", "Fjern")]
    assert [row[:3] for row in cells] == [("Fjern", 3, None), ("Solbakken", 3, None)]
    with pytest.raises(NotAllowed):
        progress_workbook(place.ada, now=NOW, municipality="Bærum kommune")

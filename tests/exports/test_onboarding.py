"""New staff as a sheet."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from collect import onboarding
from collect.models.onboarding import PlanTask
from collect.rules.access import Grant, Identity
from exports.cohorts import cohort_workbook
from tests import factories
from tests.exports.conftest import Pages, Place

NOW = factories.NOW
Read = Callable[[bytes], Pages]


def sheet(place: Place, pages: Read, level: str) -> list[list[Any]]:
    content = cohort_workbook(place.coordinator, 1, level=level, now=NOW, municipality="")[1]
    return pages(content)["Nyansatte"]


def test_the_plans_are_told_with_their_progress(
    place: Place, pages: Read, begin: Callable[..., str]
) -> None:
    begin("Nora Ny", place.house, date(2025, 9, 1))
    tasks = list(PlanTask.select().order_by(PlanTask.due_on, PlanTask.position))
    director = Identity(grants=frozenset({Grant("director", place.house.id)}))
    onboarding.settle(tasks[0], "done", "", by=director, now=NOW)
    late = sum(task.due_on < factories.TODAY for task in tasks[1:])
    figures = [1, len(tasks), late]
    assert late > 0
    assert sheet(place, pages, "deidentified") == [
        ["Barnehage", "Stilling", "Første uke", "Avklart", "Oppgaver", "Forsinket"],
        ["Åsly barnehage", "Assistent", "uke 36 2025", *figures],
        ["Sum", None, None, *figures],
    ]
    assert sheet(place, pages, "identified") == [
        ["Barnehage", "Navn", "Stilling", "Første dag", "Avklart", "Oppgaver", "Forsinket"],
        ["Åsly barnehage", "Nora Ny", "Assistent", datetime(2025, 9, 1), *figures],
        ["Sum", None, None, None, *figures],
    ]


def test_who_begins_in_another_cohort_is_left_out(
    place: Place, pages: Read, begin: Callable[..., str]
) -> None:
    begin("Cy", factories.a_kindergarten(None, factories.a_cohort(3)), date(2025, 9, 1))
    assert sheet(place, pages, "identified")[1][0] == "Ingen rader"

"""A cohort with something of everything, and a way to read a workbook back."""

import os
import shutil
import subprocess
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from collect import courses_registrations as registrations
from collect import observations, onboarding
from collect.models.organisation import Cohort, Department, Kindergarten
from collect.rules.access import Grant, Identity
from exports.cohorts import cohort_workbook
from tests import factories

Pages = dict[str, list[list[Any]]]


@pytest.fixture
def pages() -> Callable[[bytes], Pages]:
    """Read a workbook back as the rows of its sheets, in order."""

    def read(content: bytes) -> Pages:
        book = openpyxl.load_workbook(BytesIO(content), data_only=True)
        return {
            page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book
        }

    return read


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice, which CI may not leave out."""
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no LibreOffice: CI may not leave this out")
        pytest.skip("no LibreOffice (soffice) on this machine")
    return found


def convert(soffice: str, book: Path, kind: str, folder: Path | None = None) -> None:
    """Let LibreOffice read a workbook and write it as something else, beside it if not told."""
    profile = f"-env:UserInstallation=file://{book.parent / 'profile'}"
    command = [soffice, profile, "--headless", "--convert-to", kind]
    command += ["--outdir", str(folder or book.parent), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


@dataclass
class Place:
    """What the tests of this room export: Ada's cohort, and Cy's, of which nothing may be seen."""

    cohort: Cohort
    house: Kindergarten
    toddlers: Department
    preschoolers: Department
    coordinator: Identity
    ada: Identity  # observes


@pytest.fixture
def place(house: str) -> Place:
    """A cohort of two kindergartens, three departments, three people, and a stranger's cohort."""
    cohort, other = factories.a_cohort(1), factories.a_cohort(2, date(2021, 1, 1))
    network = factories.a_network("Nordvest")
    home = factories.a_kindergarten("Åsly barnehage", cohort, network)
    small = factories.a_kindergarten("Bekken barnehage", cohort, ownership="private")
    toddlers = factories.a_department(home, "Ærfugl", "toddler", 12)
    preschoolers = factories.a_department(home, "Blåklokka", "preschool", 18)
    factories.a_department(small, "Hvitveis", "mixed", 15)
    factories.a_person("Bo Bekk", small, position="assistant")
    ada = factories.an_identity("observer", home, person=factories.a_person("Ada Ås", home))
    theirs = factories.a_kindergarten("Cys barnehage", other)
    cy = factories.an_identity("observer", theirs, person=factories.a_person("Cy Fremmed", theirs))
    factories.an_observation(factories.a_department(theirs, "Fremmed"), cy)
    coordinator = factories.an_identity(
        "coordinator", person=factories.a_person("Kari Koordinator")
    )
    return Place(cohort, home, toddlers, preschoolers, coordinator, ada)


@pytest.fixture
def observe() -> Callable[..., str]:
    """Record an observation whose scores differ by cycle; `without` leaves so many out."""

    def record(
        department: Department,
        observer: Identity,
        version: str = "toddler",
        without: int = 0,
        **values: Any,
    ) -> str:
        answers = factories.observation_answers(department, version, **values)
        ids = factories.dimension_ids(version)
        cycles = tuple(
            replace(
                cycle,
                note="hemmelig notat",
                scores={key: 1 + (n * 3 + at) % 7 for n, key in enumerate(ids)},
            )
            for at, cycle in enumerate(answers.cycles)
        )
        left = dict(list(cycles[0].scores.items())[without:])
        answers = replace(answers, cycles=(replace(cycles[0], scores=left), *cycles[1:]))
        return observations.record(
            answers, by=observer, submission_id=str(uuid.uuid4()), now=factories.NOW
        )

    return record


@pytest.fixture
def enrol() -> Callable[..., str]:
    """Register a person for a course."""

    def register(course: Any, person: Any, home: Kindergarten, **values: Any) -> str:
        by = Identity(person_id=person.id, grants=frozenset({Grant("staff", home.id)}))
        answers = registrations.RegistrationAnswers(course.id, person.id, **values)
        return registrations.register(
            answers, by=by, submission_id=str(uuid.uuid4()), now=factories.NOW
        )

    return register


@pytest.fixture
def begin() -> Callable[..., str]:
    """Let a new employee begin."""

    def start(name: str, home: Kindergarten, first_day: date) -> str:
        by = Identity(grants=frozenset({Grant("director", home.id)}))
        email = f"{uuid.uuid4().hex}@eksempel.no"
        answers = onboarding.NewStaffAnswers(name, email, "assistant", home.id, None, first_day, 80)
        return onboarding.begin(answers, by=by, submission_id=str(uuid.uuid4()), now=factories.NOW)

    return start


def export(place: Place, **values: Any) -> bytes:
    """The cohort workbook as the coordinator takes it out."""
    return cohort_workbook(
        place.coordinator, 1, **{"now": factories.NOW, "municipality": "Lillevik kommune"} | values
    )[1]


def block(rows: list[list[Any]], heading: str) -> list[dict[str, Any]]:
    """The rows of the table whose first heading is `heading` (the last such), as dictionaries."""
    top = max(n for n, row in enumerate(rows) if row[0] == heading)
    names = [name for name in rows[top] if name is not None]
    found = []
    for row in rows[top + 1 :]:
        if row[0] in (None, "Sum"):
            break
        found.append(dict(zip(names, row, strict=False)))
    return found

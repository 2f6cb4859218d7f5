"""What one may choose between in the office's forms and lists, within the reader's reach."""

from typing import Any

from admin.listing import Column, Pick, Rows
from collect import observations_instruments as instruments
from collect import organisation, people, phrases
from collect import organisation_departments as departments
from collect.models.base import within
from collect.models.organisation import Cohort, Department, Kindergarten
from collect.models.people import Person
from collect.phrases import lazy
from collect.rules.access import reach
from collect.rules.calendar import semester_from
from forms import door

# The columns of what happens in a department in a semester.
DEPARTMENT = Column(
    "department", lazy("Avdeling"), lambda row: row.department.name, sort=Department.sort
)
KINDERGARTEN = Column(
    "kindergarten",
    lazy("Barnehage"),
    lambda row: row.department.kindergarten.name,
    sort=Kindergarten.sort,
)
SEMESTER = Column(
    "semester", lazy("Halvår"), lambda row: phrases.semester(semester_from(row.semester))
)


def kindergarten_pick(column: Any) -> Pick:
    """Return the narrowing of a list to the kindergarten in a column."""
    return Pick(
        "kindergarten", lazy("Barnehage"), kindergarten_choices, lambda value: column == int(value)
    )


def cohort_choices() -> dict[str, str]:
    """Return the cohorts as choices, by number."""
    return {str(row.id): cohort_name(row) for row in organisation.cohorts(door.identity())}


def network_choices() -> dict[str, str]:
    """Return the networks as choices, by name."""
    return {str(row.id): row.name for row in organisation.networks(door.identity())}


def cohort_name(row: Cohort | None) -> str:
    """Return what a cohort is called."""
    return phrases.say("Pulje %(number)s", number=row.number) if row is not None else ""


def own_kindergartens() -> Rows:
    """Return the kindergartens the reader sees more of than the name."""
    found = reach(door.identity(), "organisation", "R")
    return organisation.kindergartens(door.identity()).where(
        within(found, kindergarten=Kindergarten.id)
    )


def kindergarten_choices() -> dict[str, str]:
    """Return the kindergartens within reach as choices."""
    return {str(row.id): row.name for row in own_kindergartens()}


def department_choices() -> dict[str, dict[str, str]]:
    """Return today's departments within reach as choices, under their kindergartens."""
    groups: dict[str, dict[str, str]] = {}
    for row in departments.departments(door.identity(), door.today()):
        groups.setdefault(row.kindergarten.name, {})[str(row.id)] = row.name
    return groups


def someone(person_id: str | None) -> str:
    """Return how the person of an address is written; nothing for a foreign or missing one."""
    if not person_id or not person_id.isascii() or not person_id.isdigit() or len(person_id) > 9:
        return ""
    rows = people.persons(door.identity(), door.today()).where(Person.id == int(person_id))
    found = rows.get_or_none()
    return people.written(found) if found is not None else ""


def suggested(text: str) -> list[str]:
    """Return how the people within reach are written whom a text may mean."""
    found = people.suggestions(door.identity(), text, door.today())
    return [people.written(row) for row in found]


def in_own_words(row: Any, name: str = "label") -> str:
    """Return what a record that is worded in each language is called in the reader's."""
    return str(getattr(row, f"{name}_{phrases.reader.get()}"))


def instrument_choices() -> dict[str, str]:
    """Return the CLASS versions as choices, in order of age."""
    return {
        str(row.id): phrases.instrument(row) for row in instruments.instruments(active_only=False)
    }

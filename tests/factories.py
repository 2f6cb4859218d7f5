"""Made-up records for tests, through the services wherever they have an act for it."""

import itertools
import uuid
from datetime import UTC, date, datetime, time
from typing import Any

from collect import accounts, courses, observations, organisation, people
from collect import observations_instruments as instruments
from collect import organisation_departments as departments
from collect.database import writing
from collect.models.observations import Instrument
from collect.models.organisation import Cohort, Department, Kindergarten, Network
from collect.models.people import Person
from collect.rules.access import HOUSE, Grant, Identity
from collect.rules.organisation import is_org_number

NOW = datetime(2025, 10, 15, 9, 0, tzinfo=UTC)
TODAY = date(2025, 10, 15)
_numbers = itertools.count(1)
_org_numbers = (str(n) for n in itertools.count(910_000_000) if is_org_number(str(n)))
PASSWORD = "korrekt hest batteri stift"


def a_cohort(number: int | None = None, start: date = date(2020, 8, 1)) -> Cohort:
    return organisation.add_cohort(number or next(_numbers) % 90 + 9, start, by=HOUSE, now=NOW)


def a_network(name: str | None = None) -> Network:
    return organisation.save_network(None, name or f"Nettverk {next(_numbers)}", by=HOUSE, now=NOW)


def a_kindergarten(
    name: str | None = None,
    cohort: Cohort | None = None,
    network: Network | None = None,
    **values: Any,
) -> Kindergarten:
    values = {
        "org_number": next(_org_numbers),
        "name": name or f"Barnehage {next(_numbers)}",
        "ownership": "public",
    } | values
    row = organisation.add_kindergarten(values, by=HOUSE, now=NOW)
    if cohort is not None or network is not None:
        organisation.affiliate(row, cohort, network, date(2020, 8, 1), by=HOUSE, now=NOW)
    return row


def a_department(
    kindergarten: Kindergarten,
    name: str | None = None,
    age_group: str = "toddler",
    children: int = 12,
    opened_on: date = date(2020, 8, 1),
) -> Department:
    return departments.open_department(
        kindergarten,
        name or f"Avdeling {next(_numbers)}",
        age_group,
        children,
        opened_on,
        by=HOUSE,
        now=NOW,
    )


def a_person(
    name: str | None = None,
    kindergarten: Kindergarten | None = None,
    department: Department | None = None,
    position: str = "skilled_worker",
    since: date = date(2021, 8, 1),
) -> Person:
    number = next(_numbers)
    values = {"name": name or f"Person {number}", "email": f"person{number}@eksempel.no"}
    with writing():
        row = people.insert_person(values, by=HOUSE, now=NOW)
        if kindergarten is not None:
            people.insert_employment(
                row, kindergarten, department, position, 100, since, by=HOUSE, now=NOW
            )
    return row


def an_identity(
    role: str,
    kindergarten: Kindergarten | None = None,
    department: Department | None = None,
    person: Person | None = None,
    **more: Any,
) -> Identity:
    """An identity with one role, with an account, so that receipts and the journal can name it."""
    person = person or a_person(None, kindergarten, department)
    accounts.add_account(person, role, kindergarten, department, by=HOUSE, now=NOW)
    account = person.accounts.get()
    grant = Grant(
        role, kindergarten.id if kindergarten else None, department.id if department else None
    )
    return Identity(
        account_id=account.id,
        person_id=person.id,
        name=person.name,
        grants=frozenset({grant}),
        **more,
    )


def an_account(
    role: str,
    kindergarten: Kindergarten | None = None,
    department: Department | None = None,
    name: str | None = None,
) -> str:
    """An account that can log in with PASSWORD; returns its e-mail address."""
    person = a_person(name, kindergarten, department)
    token = accounts.add_account(person, role, kindergarten, department, by=HOUSE, now=NOW)
    accounts.set_password(token, PASSWORD, now=NOW)
    return str(person.email)


def an_instrument(version: str = "toddler") -> Instrument:
    return Instrument.get(Instrument.version == version)


def dimension_ids(version: str = "toddler") -> list[int]:
    return [
        d.id for domain in instruments.structure(an_instrument(version).id) for d in domain.scale
    ]


def observation_answers(
    department: Department, version: str = "toddler", score: int = 5, **values: Any
) -> observations.ObservationAnswers:
    scores = dict.fromkeys(dimension_ids(version), score)
    cycles = tuple(
        observations.CycleAnswers(f"{9 + n:02}:00", f"{9 + n:02}:18", 3, 12, "Frilek", "", scores)
        for n in range(3)
    )
    return observations.ObservationAnswers(
        **{
            "department_id": department.id,
            "semester": "2025-autumn",
            "instrument_id": an_instrument(version).id,
            "observed_on": date(2025, 10, 14),
            "cycles": cycles,
        }
        | values
    )


def an_observation(department: Department, observer: Identity, **values: Any) -> str:
    return observations.record(
        observation_answers(department, **values),
        by=observer,
        submission_id=str(uuid.uuid4()),
        now=NOW,
    )


def a_course(seats: int = 25, days: int = 2, **values: Any) -> courses.Course:
    values = {
        "title": f"Kurs {next(_numbers)}",
        "kind": "skilled_worker",
        "seats": seats,
        "positions": ["skilled_worker", "assistant"],
        "min_programme_year": 2,
        "place": "Kommunegården",
    } | values
    when = [(date(2025, 11, 10 + n), time(9), time(15)) for n in range(days)]
    return courses.add_course(values, when, by=HOUSE, now=NOW)

"""Made-up records for tests, through the services wherever they have an act for it."""

import itertools
import uuid
from datetime import UTC, date, datetime, time
from typing import Any

from collect import (
    accounts,
    certificates,
    courses,
    feedback,
    observations,
    organisation,
    people,
    plans,
)
from collect import certificates_release as releases
from collect import observations_instruments as instruments
from collect import observations_visits as visits
from collect import organisation_departments as departments
from collect.database import writing
from collect.models.certificates import Certificate
from collect.models.certificates_release import ReleaseDay
from collect.models.observations import Instrument, Observation, Visit
from collect.models.organisation import Cohort, Department, Kindergarten, Network
from collect.models.people import Person
from collect.models.plans import Goal
from collect.plans_answers import GoalAnswers
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
        **{"on": TODAY} | more,
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


def a_feedback(
    reference: str, observer: Identity, released: bool = True, now: datetime = NOW, **values: Any
) -> feedback.Feedback:
    """Feedback on an observation by its observer, given orally to five the same day, and released."""
    row = Observation.get(Observation.reference == reference)
    answers = feedback.FeedbackAnswers(
        **{
            "strengths": "Rolige stemmer ved bordet.",
            "areas": "Flere åpne spørsmål i leken.",
            "next_step": "Øv på ett åpent spørsmål hver dag.",
            "oral_on": row.observed_on,
            "oral_count": 5,
        }
        | values
    )
    made = feedback.write(row, answers, by=observer, now=now, version=0)
    if released:
        feedback.release(row, by=observer, now=now, version=1, is_oral_later=True)
    return made


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


def a_goal(department: Department, leader: Identity, now: datetime = NOW, **values: Any) -> Goal:
    """A goal for a toddler department's first dimension, unless told otherwise."""
    values = {
        "title": f"Mål {next(_numbers)}",
        "dimension_id": None if values.get("kind") == "micro_project" else dimension_ids()[0],
    } | values
    answers = GoalAnswers(department.id, **values)
    reference = plans.add_goal(answers, by=leader, submission_id=str(uuid.uuid4()), now=now)
    return plans.goal(leader, reference)


def a_certificate(
    person: Person | Identity, version: str = "toddler", passed_on: date = date(2025, 3, 1)
) -> Certificate:
    """A certificate that holds for a year from the day the test was passed."""
    row = person if isinstance(person, Person) else Person.get_by_id(person.person_id)
    instrument = an_instrument(version)
    return certificates.register_pass(
        row, instrument, passed_on, 85, None, "Kursbevis", by=HOUSE, now=NOW
    )


def a_visit(
    department: Department,
    observer: Person | Identity | None = None,
    day: date = date(2025, 11, 11),
    state: str = "asked",
    **values: Any,
) -> Visit:
    """A visit in the plan, to be made by somebody near who is certified."""
    person_id = observer.id if isinstance(observer, Person) else observer and observer.person_id
    semester = values.pop("semester", "2025-autumn")
    row = visits.add(department, semester, person_id, day, **values, by=HOUSE, now=NOW)
    if state != "proposed":
        visits.ask(row, by=HOUSE, now=NOW)
    if state == "accepted":
        visits.accept(Visit.get_by_id(row.id), by=HOUSE, now=NOW)
    return visits.visit(HOUSE, row.id)


def a_release_day(
    person: Person | Identity,
    day: date = date(2025, 10, 1),
    halves: int = 2,
    by: Identity = HOUSE,
    **values: Any,
) -> ReleaseDay:
    """A day somebody who works somewhere was bought free for an observation."""
    person_id = person.id if isinstance(person, Person) else person.person_id
    answers = releases.ReleaseAnswers(
        **{"person_id": person_id, "day": day, "halves": halves, "purpose": "observation"} | values
    )
    reference = releases.enter(answers, 5, by=by, submission_id=str(uuid.uuid4()), now=NOW)
    return releases.release_day(HOUSE, reference)

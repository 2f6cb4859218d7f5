"""Two kindergartens that must not see each other: Solsikken with Ada and Bo, and Måken with Cy."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from collect import certificates, courses, observations, onboarding, people
from collect import courses_registrations as registrations
from collect.models.accounts import Account
from collect.models.certificates import Certificate
from collect.models.courses import Registration
from collect.models.journal import JournalEntry
from collect.models.observations import Cycle, Observation
from collect.models.onboarding import OnboardingPlan
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Person
from collect.rules.access import HOUSE, Identity
from tests import factories as make

NETWORKS = {"Solsikken": "Nettverk sol", "Måken": "Nettverk hav"}  # known to all directors
OBSERVER, NOTE = "Obba Servatør", "Barna lekte i sandkassen."
GOAL = "Vi venter på svar"


@dataclass
class Place:
    """A kindergarten and one of everything in it; everything is called by its word."""

    word: str
    kindergarten: Kindergarten
    room: Department
    director: Identity
    worker: Person
    ids: dict[str, int]  # feature -> id of the row that belongs here


@dataclass
class World:
    """Both places, and what belongs to neither."""

    ada: Place
    cy: Place
    course: courses.Course


def build() -> World:
    """Make the two places."""
    course = make.a_course(seats=1, min_programme_year=0, positions=[], title="Snakk med barn")
    return World(_place("Solsikken", course), _place("Måken", course), course)


def _place(word: str, course: courses.Course) -> Place:
    cohort = make.a_cohort()
    kindergarten = make.a_kindergarten(f"{word} barnehage", cohort, make.a_network(NETWORKS[word]))
    room = make.a_department(kindergarten, f"{word} småbarn")
    head = make.a_person(f"{word} Styrersen", kindergarten, None, "director")
    director = make.an_identity("director", kindergarten, None, head)
    worker = make.a_person(f"{word} Ansattsen", kindergarten, room)
    make.an_identity("staff", kindergarten, None, worker)
    ids = {
        "kindergartens": kindergarten.id,
        "departments": room.id,
        "people": worker.id,
        "accounts": Account.get(Account.person == worker).id,
        "certificates": _certificate(worker).id,
        "champions": people.appoint(
            worker, "talk_champion", kindergarten, date(2025, 8, 1), by=HOUSE, now=make.NOW
        ).id,
        "release": make.a_release_day(worker).id,
        "visits": make.a_visit(room, worker).id,
        "observations": _observation(kindergarten, room).id,
        "goals": make.a_goal(room, director, title=f"{word}: {GOAL}").id,
        "registrations": _registration(course, director, worker).id,
        "onboarding": _plan(word, kindergarten, director).id,
    }
    ids["journal"] = JournalEntry.get(JournalEntry.kindergarten == kindergarten).id
    return Place(word, kindergarten, room, director, worker, ids)


def more(
    kindergarten: Kindergarten, room: Department, director: Identity, course: courses.Course
) -> None:
    """Make one more of everything that belongs to a kindergarten."""
    worker = make.a_person(None, kindergarten, room)
    _certificate(worker)
    people.appoint(worker, "talk_champion", kindergarten, date(2025, 8, 1), by=HOUSE, now=make.NOW)
    make.a_release_day(worker)
    make.a_visit(room, worker)
    _observation(kindergarten, room)
    make.a_goal(room, director)
    _registration(course, director, worker)
    _plan("Ny", kindergarten, director)


def _certificate(person: Person) -> Certificate:
    instrument = make.an_instrument()
    return certificates.register_pass(
        person, instrument, date(2025, 3, 1), 85, None, "Kursbevis", by=HOUSE, now=make.NOW
    )


def _observation(kindergarten: Kindergarten, room: Department) -> Observation:
    person = make.a_person(OBSERVER, kindergarten)
    observer = make.an_identity("observer", kindergarten, None, person)
    reference = make.an_observation(room, observer)
    row = Observation.get(Observation.reference == reference)
    Cycle.update(note=NOTE).where(Cycle.observation == row).execute()
    observations.release(row, by=observer, now=make.NOW)
    return row


def _registration(course: courses.Course, director: Identity, worker: Person) -> Registration:
    answers = registrations.RegistrationAnswers(
        course.id, worker.id, needs=f"{worker.name} tåler ikke nøtter"
    )
    reference = registrations.register(
        answers, by=director, submission_id=str(uuid.uuid4()), now=make.NOW
    )
    return Registration.get(Registration.reference == reference)


def _plan(word: str, kindergarten: Kindergarten, director: Identity) -> OnboardingPlan:
    answers: Any = onboarding.NewStaffAnswers(
        f"{word} Nyansattsen", "", "assistant", kindergarten.id, None, date(2025, 10, 1), 100
    )
    reference = onboarding.begin(
        answers, by=director, submission_id=str(uuid.uuid4()), now=make.NOW
    )
    return OnboardingPlan.get(OnboardingPlan.reference == reference)

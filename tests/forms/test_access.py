"""Every role at every distance: what is beyond reach is not found, and its names stand nowhere.

Each kindergarten and each person in it carries a name of its own that occurs nowhere else. The
tables below are written by hand from the promise, not computed from the map that the code reads.
"""

import uuid
from datetime import date
from typing import Any

import pytest

from collect import courses_registrations as registrations
from collect import observations, onboarding
from collect.models.observations import Observation
from collect.models.people import Person
from collect.rules.access import HOUSE, Grant, Identity
from tests import factories
from tests.factories import NOW, a_course, a_department, a_kindergarten, a_person, an_identity
from tests.web import Browser, make_app

DISTANCES = ("own", "network", "elsewhere")
ROLES = (
    "staff",
    "leader",
    "director",
    "observer",
    "mentor",
    "course_admin",
    "coordinator",
    "sysadmin",
)

# record -> role -> the distances at which its page opens; every other cell is 404
OPEN = {
    "observation": {
        "leader": {"own"},
        "director": {"own"},
        "mentor": {"own"},
        "coordinator": set(DISTANCES),
    },
    "registration": {
        "director": {"own"},
        "course_admin": set(DISTANCES),
        "coordinator": set(DISTANCES),
    },
    "onboarding": {
        "director": {"own"},
        "mentor": {"own"},
        "coordinator": set(DISTANCES),
    },
    "sheet": {"observer": {"own", "network"}},
}
PAGES = (
    "/", "/observations", "/observations/new", "/courses", "/onboarding", "/onboarding/new",
    "/people", "/programme", "/account",
)  # fmt: skip
# role -> at which distances the names of kindergartens and people may be read in lists
NAMES = {
    "staff": {"own"},
    "leader": {"own"},
    "director": {"own"},
    "observer": {"own", "network"},
    "mentor": {"own"},
    "course_admin": set(DISTANCES),
    "coordinator": set(DISTANCES),
    "sysadmin": set(),
}


class Place:
    """A kindergarten at some distance, with one record of each kind, all named after it."""

    def __init__(self, distance: str, cohort: Any, network: Any, course: Any) -> None:
        mark = f"Kanari{distance.capitalize()}"
        self.mark = mark
        self.kindergarten = a_kindergarten(f"{mark} barnehage", cohort, network)
        self.room = a_department(self.kindergarten, f"{mark} avdeling")
        self.worker = a_person(f"{mark} Ansatt", self.kindergarten, self.room)
        self.director = an_identity("director", self.kindergarten, None, a_person(f"{mark} Styrer"))
        here = frozenset({self.kindergarten.id})
        watcher = an_identity(
            "observer", self.kindergarten, None, a_person(f"{mark} Observatør"), network=here
        )
        self.observation = factories.an_observation(self.room, watcher)
        row = Observation.get(Observation.reference == self.observation)
        observations.release(row, by=watcher, now=NOW)
        answers = registrations.RegistrationAnswers(
            course.id, self.worker.id, f"{mark} allergi", ""
        )
        self.registration = registrations.register(
            answers, by=self.director, submission_id=str(uuid.uuid4()), now=NOW
        )
        newcomer = onboarding.NewStaffAnswers(
            f"{mark} Nyansatt", "", "assistant", self.kindergarten.id, None, date(2025, 10, 1), 100
        )
        self.onboarding = onboarding.begin(
            newcomer, by=self.director, submission_id=str(uuid.uuid4()), now=NOW
        )

    def address(self, record: str) -> str:
        return {
            "observation": f"/observations/{self.observation}",
            "registration": f"/courses/registrations/{self.registration}",
            "onboarding": f"/onboarding/{self.onboarding}",
            "sheet": f"/observations/new/{self.room.id}/{factories.an_instrument().id}",
        }[record]


@pytest.fixture
def world(house: str) -> Any:
    """Three kindergartens: the reader's own, one in the same network, one elsewhere."""

    class World:
        app = make_app(house)
        cohort, near, far = factories.a_cohort(), factories.a_network(), factories.a_network()
        course = a_course()
        own = Place("own", cohort, near, course)
        network = Place("network", cohort, near, course)
        elsewhere = Place("elsewhere", factories.a_cohort(), far, course)

        @classmethod
        def places(cls) -> dict[str, Place]:
            return {distance: getattr(cls, distance) for distance in DISTANCES}

        @classmethod
        def reader(cls, role: str) -> Browser:
            is_placed = role in ("staff", "leader", "director", "observer", "mentor")
            place = cls.own.kindergarten if is_placed else None
            room = cls.own.room if role == "leader" else None
            return Browser(cls.app, an_identity(role, place, room, a_person(f"Leser {role}")))

    return World


@pytest.mark.parametrize("role", ROLES)
def test_each_record_opens_at_its_distances_and_nowhere_else(world: Any, role: str) -> None:
    browser = world.reader(role)
    found = {
        record: {
            d
            for d, place in world.places().items()
            if browser.get(place.address(record)).status_code == 200
        }
        for record in OPEN
    }
    assert found == {record: OPEN[record].get(role, set()) for record in OPEN}


@pytest.mark.parametrize("role", ROLES)
def test_foreign_and_missing_are_the_same_answer(world: Any, role: str) -> None:
    browser = world.reader(role)
    for record, missing in (
        ("observation", "/observations/ZZZZ-ZZZZ"),
        ("registration", "/courses/registrations/ZZZZ-ZZZZ"),
        ("onboarding", "/onboarding/ZZZZ-ZZZZ"),
    ):
        if "elsewhere" not in OPEN[record].get(role, set()):
            foreign, none = browser.get(world.elsewhere.address(record)), browser.get(missing)
            assert foreign.status_code == none.status_code == 404
            assert bare(foreign.text) == bare(none.text)


def bare(page: str) -> str:
    """A page without what differs each time: tokens and its own address."""
    return "\n".join(
        line for line in page.splitlines() if "csrf_token" not in line and 'name="next"' not in line
    )


@pytest.mark.parametrize("role", ROLES)
def test_no_page_holds_a_name_from_beyond_reach(world: Any, role: str) -> None:
    browser = world.reader(role)
    hidden = [
        place.mark for distance, place in world.places().items() if distance not in NAMES[role]
    ]
    leaks = []
    for path in PAGES:
        answer = browser.get(path)
        everything = answer.text + str(answer.headers)
        leaks += [(path, mark) for mark in hidden if mark in everything]
    assert leaks == []


@pytest.mark.parametrize("role", ROLES)
def test_no_post_from_beyond_reach_changes_anything(world: Any, role: str) -> None:
    browser = world.reader(role)
    place = world.elsewhere
    task = onboarding.tasks(onboarding.plan(HOUSE, place.onboarding)).get()
    posts = [
        f"/observations/{place.observation}/release",
        f"/onboarding/{place.onboarding}/tasks/{task.id}",
    ]
    if role != "course_admin":
        posts.append(f"/courses/registrations/{place.registration}/withdraw")
    statuses = [browser.post(path, {"status": "done"}).status_code for path in posts]
    assert set(statuses) <= {403, 404}
    assert registrations.registration(HOUSE, place.registration, NOW.date()).status == "placed"
    assert onboarding.task(HOUSE, place.onboarding, task.id).status == "open"


@pytest.mark.parametrize("role", [role for role in ROLES if role != "coordinator"])
def test_workbooks_are_for_coordinators(world: Any, role: str) -> None:
    browser = world.reader(role)
    statuses = [
        browser.get(path).status_code
        for path in (
            f"/exports/cohorts/{world.cohort.number}.xlsx",
            "/exports/programme.xlsx",
            "/exports/cohorts/98.xlsx",
        )
    ]
    assert statuses == [403, 403, 403]


def test_an_observers_name_and_notes_stay_with_the_observer(world: Any) -> None:
    for role in ("leader", "director", "mentor", "coordinator"):
        page = world.reader(role).get(world.own.address("observation")).text
        assert f"{world.own.mark} Observatør" not in page


def test_needs_are_shown_to_those_who_arrange_the_course(world: Any) -> None:
    page = world.reader("course_admin").get(world.elsewhere.address("registration")).text
    assert f"{world.elsewhere.mark} allergi" in page


def test_a_role_somewhere_is_no_role_elsewhere(world: Any) -> None:
    person = Person.get(Person.name == "KanariOwn Ansatt")
    grants = frozenset({Grant("director", world.network.kindergarten.id)})
    account = an_identity("staff", world.own.kindergarten, None, person)
    two = Identity(account.account_id, person.id, person.name, account.grants | grants)
    assert onboarding.plans(two).count() == 1
    assert onboarding.plans(account).count() == 0


def test_a_leader_sees_the_own_department_and_not_the_next(world: Any) -> None:
    next_door = a_department(world.own.kindergarten, "KanariOwn nabo")
    here = frozenset({world.own.kindergarten.id})
    watcher = an_identity("observer", world.own.kindergarten, network=here)
    reference = factories.an_observation(next_door, watcher)
    observations.release(Observation.get(Observation.reference == reference), by=watcher, now=NOW)
    statuses = {
        role: world.reader(role).get(f"/observations/{reference}").status_code for role in ROLES
    }
    assert statuses == {
        "staff": 404,
        "leader": 404,
        "director": 200,
        "observer": 404,
        "mentor": 200,
        "course_admin": 404,
        "coordinator": 200,
        "sysadmin": 404,
    }

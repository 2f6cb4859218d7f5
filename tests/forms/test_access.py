"""Every role at every distance: what is beyond reach is not found, and its names stand nowhere.

Each kindergarten and each person in it carries a name of its own that occurs nowhere else. The
tables below are written by hand from the promise, not computed from the map that the code reads.
"""

import uuid
from datetime import date
from typing import Any

import pytest

from collect import courses_groups as groups
from collect import courses_registrations as registrations
from collect import observations_drafts as drafts
from collect import onboarding
from collect.models.feedback import Feedback
from collect.models.observations import ExchangeOffer, Observation, Visit
from collect.models.observations_drafts import Draft
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
    "group": {
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
    "department": {
        "leader": {"own"},
        "director": {"own"},
        "mentor": {"own"},
        "coordinator": set(DISTANCES),
    },
    "board": {"director": {"own"}, "mentor": {"own"}, "coordinator": set(DISTANCES)},
    "feedback": {
        "staff": {"own"},
        "leader": {"own"},
        "director": {"own"},
        "mentor": {"own"},
    },
    "draft": {},
    "plan": {
        "staff": {"own"},
        "leader": {"own"},
        "director": {"own"},
        "observer": {"own", "network"},
        "mentor": {"own"},
    },
    "plan_new": {"leader": {"own"}, "director": {"own"}},
    "visit": {
        "leader": {"own"},
        "director": {"own"},
        "mentor": {"own"},
        "coordinator": set(DISTANCES),
    },
    "calendar": {
        "leader": {"own"},
        "director": {"own"},
        "mentor": {"own"},
        "coordinator": set(DISTANCES),
    },
    "year": {"director": {"own"}, "mentor": {"own"}, "coordinator": set(DISTANCES)},
    "offer": {"director": {"own"}, "coordinator": set(DISTANCES)},
    "talking": {"director": {"own"}, "mentor": {"own"}, "coordinator": set(DISTANCES)},
    "talk": {"director": {"own"}, "coordinator": set(DISTANCES)},
    "change": {"director": {"own"}, "coordinator": set(DISTANCES)},
}
PAGES = (
    "/", "/observations", "/observations/new", "/observations/drafts", "/feedback", "/courses", "/onboarding",
    "/onboarding/new", "/people", "/plans", "/plans/new", "/programme", "/account", "/observations/visits",
    "/observations/visits/mine", "/observations/visits/proposal", "/observations/visits/new",
    "/observations/agreement", "/observations/self-check", "/programme/certificates", "/courses/evaluations",
    "/certificates/release-days", "/certificates/release-days/new", "/programme/talking",
    "/programme/year", "/programme/year/board", "/onboarding/resources", "/onboarding/progress",
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
        factories.a_feedback(self.observation, watcher, areas=f"{mark} utvikling")
        visitor = a_person(f"{mark} Besøker", self.kindergarten)
        factories.a_certificate(visitor)
        factories.a_release_day(visitor)
        self.visit = factories.a_visit(self.room, visitor).id
        self.draft = str(uuid.uuid4())
        begun = drafts.DraftAnswers(
            self.room.id, factories.an_instrument().id, {"cycles-0-note": f"{mark} notat"}
        )
        drafts.save(self.draft, begun, by=watcher, now=NOW)
        answers = registrations.RegistrationAnswers(
            course.id, self.worker.id, f"{mark} allergi", ""
        )
        self.registration = registrations.register(
            answers, by=self.director, submission_id=str(uuid.uuid4()), now=NOW
        )
        self.group = groups.register_group(
            groups.GroupAnswers(course.id, unnamed=1),
            by=self.director,
            submission_id=str(uuid.uuid4()),
            now=NOW,
        )
        newcomer = onboarding.NewStaffAnswers(
            f"{mark} Nyansatt", "", "assistant", self.kindergarten.id, None, date(2025, 10, 1), 100
        )
        self.onboarding = onboarding.begin(
            newcomer, by=self.director, submission_id=str(uuid.uuid4()), now=NOW
        )
        self.plan = factories.a_goal(
            self.room, self.director, title=f"{mark} mål", responsible_id=self.worker.id
        ).reference

    def address(self, record: str) -> str:
        return {
            "observation": f"/observations/{self.observation}",
            "registration": f"/courses/registrations/{self.registration}",
            "group": f"/courses/groups/{self.group}",
            "onboarding": f"/onboarding/{self.onboarding}",
            "feedback": f"/observations/{self.observation}/feedback",
            "draft": f"/observations/drafts/{self.draft}",
            "plan": f"/plans/{self.plan}",
            "plan_new": f"/plans/new?department={self.room.id}",
            "department": f"/programme/departments/{self.room.id}",
            "board": f"/programme/kindergartens/{self.kindergarten.id}",
            "talking": f"/programme/talking/{self.kindergarten.id}",
            "talk": f"/programme/talking/{self.kindergarten.id}/1",
            "change": f"/people/{self.worker.id}/change",
            "year": f"/programme/year/{self.kindergarten.id}",
            "visit": f"/observations/visits/{self.visit}",
            "calendar": f"/observations/visits/{self.visit}.ics",
            "offer": f"/observations/visits/exchange/{self.kindergarten.id}",
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
            room = cls.own.room if role in ("staff", "leader") else None
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
        ("group", "/courses/groups/ZZZZ-ZZZZ"),
        ("onboarding", "/onboarding/ZZZZ-ZZZZ"),
        ("draft", f"/observations/drafts/{uuid.uuid4()}"),
        ("plan", "/plans/ZZZZ-ZZZZ"),
        ("feedback", "/observations/ZZZZ-ZZZZ/feedback"),
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
        f"/observations/{place.observation}/correct",
        *(
            f"/observations/{place.observation}/feedback{act}"
            for act in ("", "/release", "/oral", "/confirm", "/correct")
        ),
        f"/onboarding/{place.onboarding}/tasks/{task.id}",
        f"/observations/drafts/{place.draft}/discard",
        f"/plans/{place.plan}/edit",
        f"/plans/{place.plan}/drop",
        f"/plans/{place.plan}/reopen",
    ]
    if role != "coordinator":
        posts += [
            f"/observations/visits/{place.visit}/{act}"
            for act in ("ask", "accept", "decline", "excuse", "move", "replace", "cancel")
        ]
        posts.append(f"/observations/visits/exchange/{place.kindergarten.id}")
        posts.append(f"/observations/{place.observation}/return")
    if role != "course_admin":
        posts += [
            f"/courses/registrations/{place.registration}/{act}"
            for act in ("withdraw", "accept", "decline")
        ]
        posts += [f"/courses/groups/{place.group}/{act}" for act in ("name", "release", "split")]
    statuses = [browser.post(path, {"status": "done"}).status_code for path in posts]
    assert set(statuses) <= {403, 404}
    assert registrations.registration(HOUSE, place.registration, NOW.date()).status == "placed"
    assert onboarding.task(HOUSE, place.onboarding, task.id).status == "open"
    assert Draft.select().where(Draft.key == place.draft).exists()
    assert Visit.get_by_id(place.visit).status == "asked"
    assert ExchangeOffer.select().count() == 0
    kept = Feedback.select().join(Observation).where(Observation.reference == place.observation)
    assert (kept.get().version, kept.get().confirmed_on) == (1, None)


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
    factories.a_feedback(reference, watcher)
    statuses, texts = {}, {}
    for role in ROLES:
        reader = world.reader(role)
        statuses[role] = reader.get(f"/observations/{reference}").status_code
        texts[role] = reader.get(f"/observations/{reference}/feedback").status_code
    assert [role for role in ROLES if texts[role] == 200] == ["director", "mentor"]
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


def test_directors_of_a_network_know_one_anothers_kindergartens_but_nobodys_name(
    world: Any,
) -> None:
    page = world.reader("director").get("/observations/visits/exchange").text
    assert "KanariOwn barnehage" in page
    assert "KanariNetwork barnehage" in page
    assert "KanariElsewhere" not in page
    assert [
        name for name in ("Besøker", "Observatør", "Ansatt") if f"KanariNetwork {name}" in page
    ] == []

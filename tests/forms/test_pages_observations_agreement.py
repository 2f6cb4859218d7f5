"""The pages of double coding: blind before, a report after, and nothing for anybody else."""

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from collect import accounts, observations
from collect.models.accounts import Account
from collect.models.observations import Observation, Visit
from collect.rules.access import HOUSE, Identity
from tests.factories import (
    NOW,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    a_person,
    an_identity,
    dimension_ids,
    observation_answers,
)
from tests.web import Browser, make_app

A = ((6, 1, 5, 5, 5, 4, 3, 4), (5, 1, 5, 4, 5, 3, 2, 3), (6, 2, 6, 5, 6, 4, 3, 4))
B = ((6, 1, 6, 5, 4, 3, 2, 4), (5, 1, 5, 5, 5, 3, 3, 3), (6, 1, 6, 4, 6, 4, 1, 5))
OTHERS = ("staff", "leader", "director", "mentor", "course_admin", "sysadmin")
SECRET = "Hemmelig notat"


@pytest.fixture
def world(house: str) -> Any:
    """Ada and Bo, who are to code the same visit to Blåklokka."""

    class World:
        app = make_app(house)
        network = a_network()
        here = a_kindergarten("Solbakken barnehage", a_cohort(), network)
        room = a_department(here, "Blåklokka")
        ada = an_identity("observer", here, None, a_person("Ada Lind", here))
        bo = an_identity("observer", here, None, a_person("Bo Strand", here))

        @staticmethod
        def reader(role: str) -> Browser:
            placed = role in ("staff", "leader", "director", "mentor", "observer")
            room = World.room if role == "leader" else None
            return Browser(World.app, an_identity(role, World.here if placed else None, room))

        @staticmethod
        def pair() -> tuple[Visit, Visit]:
            first = plan(World.room, World.ada)
            return first, plan(World.room, World.bo, first)

        @staticmethod
        def also(who: Identity, role: str) -> Browser:
            """Give an observer another role as well."""
            room = World.room if role == "leader" else None
            place = World.here if role not in ("coordinator", "course_admin", "sysadmin") else None
            account = Account.get_by_id(who.account_id)
            accounts.grant_role(account, role, place, room, by=HOUSE, now=NOW)
            return Browser(World.app, who)

    return World


def plan(room: Any, observer: Identity, doubles: Visit | None = None) -> Visit:
    return Visit.create(
        uid=str(uuid.uuid4()),
        department=room,
        semester="2025-autumn",
        observer=observer.person_id,
        doubles=doubles,
        planned_on=date(2025, 10, 14),
        status="accepted",
        changed_at=NOW,
        asked_at=NOW,
    )


def send(world: Any, visit: Visit, by: Identity, scores: Any = A) -> Observation:
    answers = observation_answers(visit.department)
    cycles = tuple(
        replace(cycle, note=SECRET, scores=dict(zip(dimension_ids(), row, strict=True)))
        for cycle, row in zip(answers.cycles, scores, strict=True)
    )
    reference = observations.record(
        replace(answers, cycles=cycles, visit_id=visit.id),
        by=replace(by, network=frozenset({world.here.id})),
        submission_id=str(uuid.uuid4()),
        now=NOW,
    )
    return Observation.get(Observation.reference == reference)


def addresses(app: Any, row: Observation) -> list[str]:
    """Every address of the house that can be read and that names one observation."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or "reference" not in rule.arguments:
            continue
        if not rule.rule.startswith(("/observations", "/feedback", "/plans", "/exports")):
            continue
        address = rule.rule.replace("<reference>", row.reference)
        address = address.replace("<int:number>", "1").replace("<int:version>", "1")
        if "<" not in address:
            found.append(address)
    return [*found, f"/admin/observations/details/?id={row.id}"]


def opened(browser: Browser, app: Any, row: Observation) -> list[str]:
    return [path for path in addresses(app, row) if browser.get(path).status_code == 200]


def test_both_read_the_report_with_their_letter_and_the_others_name(world: Any) -> None:
    first, second = world.pair()
    mine, other = send(world, first, world.ada, A), send(world, second, world.bo, B)
    page = Browser(world.app, world.ada).get(f"/observations/{mine.reference}/agreement").text
    assert "Du er A; den andre er Bo Strand." in page
    assert "Godt samsvar" in page
    for figure in ("58,3\u202f%", "95,8\u202f%", "0,49", "0,74", "0,89", "0,90"):
        assert figure in page.replace("&#8239;", "\u202f"), figure
    assert "−0,13" in page
    assert page.count("2 poeng fra hverandre") == 1
    assert "fordi dimensjonene ligger på ulikt nivå" in page
    assert "færre enn 10" in page
    page = Browser(world.app, world.bo).get(f"/observations/{other.reference}/agreement").text
    assert "Du er B; den andre er Ada Lind." in page


def test_the_coordinator_reads_it_without_names_or_notes(world: Any) -> None:
    first, second = world.pair()
    mine, other = send(world, first, world.ada, A), send(world, second, world.bo, B)
    office = world.reader("coordinator")
    for row in (mine, other):
        page = office.get(f"/observations/{row.reference}/agreement").text
        assert "Godt samsvar" in page
        for hidden in ("Ada Lind", "Bo Strand", "Du er A", "Du er B", SECRET):
            assert hidden not in page


def test_too_little_agreement_and_too_few_scores_are_said_in_words(world: Any) -> None:
    first, second = world.pair()
    mine = send(world, first, world.ada, ((5,) * 8,) * 3)
    send(world, second, world.bo, ((2,) * 8,) * 3)
    page = Browser(world.app, world.ada).get(f"/observations/{mine.reference}/agreement").text
    assert "For lavt samsvar" in page
    assert page.count("3 poeng fra hverandre") == 24
    assert "Ikke beregnbar" in page
    assert "Bare" not in page


def test_few_scores_in_common_are_shown_with_a_warning(world: Any) -> None:
    first, second = world.pair()
    mine = send(world, first, world.ada, A)
    answers = observation_answers(world.room)
    cycle = replace(answers.cycles[0], scores={dimension_ids()[0]: 6})
    observations.record(
        replace(answers, cycles=(cycle,), visit_id=second.id),
        by=replace(world.bo, network=frozenset({world.here.id})),
        submission_id=str(uuid.uuid4()),
        now=NOW,
    )
    page = Browser(world.app, world.ada).get(f"/observations/{mine.reference}/agreement").text
    assert "Bare 1 skår er satt av begge. Tallene er usikre." in page
    assert page.count("ikke satt av begge") == 23


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_reads_the_report_or_the_second_coding(world: Any, role: str) -> None:
    first, second = world.pair()
    mine, other = send(world, first, world.ada, A), send(world, second, world.bo, B)
    observations.release(mine, by=world.ada, now=NOW)
    reader = world.reader(role)
    assert opened(reader, world.app, other) == []
    assert reader.get(f"/observations/{mine.reference}/agreement").status_code == 404
    page = reader.get(f"/observations/{mine.reference}").text
    assert ("samsvarsrapporten" in page, "To observatører" in page) == (False, False)
    assert reader.get("/observations/agreement").status_code == 403


def test_a_third_observer_and_a_stranger_read_nothing(world: Any) -> None:
    first, second = world.pair()
    mine, other = send(world, first, world.ada, A), send(world, second, world.bo, B)
    third = world.reader("observer")
    for row in (mine, other):
        assert opened(third, world.app, row) == []
    assert third.get("/observations/agreement").status_code == 403
    stranger = Browser(world.app)
    for path in (f"/observations/{mine.reference}/agreement", "/observations/agreement"):
        assert stranger.get(path).status_code == 302


@pytest.mark.parametrize("role", [None, "leader", "director", "mentor", "coordinator"])
def test_no_page_shows_one_the_others_scores_before_both_have_sent(
    world: Any, role: str | None
) -> None:
    first, second = world.pair()
    mine = send(world, first, world.ada, A)
    observations.release(mine, by=world.ada, now=NOW)
    bo = world.also(world.bo, role) if role else Browser(world.app, world.bo)
    assert len(addresses(world.app, mine)) > 5
    assert opened(bo, world.app, mine) == []
    for path in ("/", "/observations", "/admin/observations/", "/feedback"):
        assert mine.reference not in bo.get(path).text, path
    send(world, second, world.bo, B)
    assert f"/observations/{mine.reference}/agreement" in opened(bo, world.app, mine)


@pytest.mark.parametrize("role", [None, "leader", "director", "mentor", "coordinator"])
def test_nor_the_first_one_the_seconds(world: Any, role: str | None) -> None:
    first, second = world.pair()
    other = send(world, second, world.bo, B)
    ada = world.also(world.ada, role) if role else Browser(world.app, world.ada)
    assert opened(ada, world.app, other) == []
    for path in ("/", "/observations", "/admin/observations/"):
        assert other.reference not in ada.get(path).text, path
    send(world, first, world.ada, A)
    assert f"/observations/{other.reference}/agreement" in opened(ada, world.app, other)


def test_the_observers_page_and_today_tell_when_the_report_is_ready(world: Any) -> None:
    first, second = world.pair()
    other = send(world, second, world.bo, B)
    bo = Browser(world.app, world.bo)
    page = bo.get(f"/observations/{other.reference}").text
    assert "Samsvarsrapporten kommer når begge har sendt" in page
    assert ">Dobbeltkoding</span>" in page
    assert "Samsvar: Blåklokka" not in bo.get("/").text
    mine = send(world, first, world.ada, A)
    link = f'href="/observations/{other.reference}/agreement"'
    assert link in bo.get(f"/observations/{other.reference}").text
    assert "Samsvar: Blåklokka" in bo.get("/").text
    assert (
        f'href="/observations/{mine.reference}/agreement"'
        in Browser(world.app, world.ada).get(f"/observations/{mine.reference}").text
    )


def test_a_second_coding_asks_for_no_feedback(world: Any) -> None:
    _, second = world.pair()
    other = send(world, second, world.bo, B)
    bo = Browser(world.app, world.bo)
    assert "Skriv tilbakemeldingen" not in bo.get(f"/observations/{other.reference}").text
    assert "Gi tilbakemelding" not in bo.get("/").text


def test_the_second_observer_starts_the_sheet_from_the_plan(world: Any) -> None:
    """The sheet opened for the visit carries it along, so that what is sent is the second coding."""
    _, second = world.pair()
    bo = Browser(world.app, world.bo)
    instrument = observation_answers(world.room).instrument_id
    path = f"/observations/new/{world.room.id}/{instrument}"
    page = bo.get(f"{path}?visit={second.id}")
    assert page.status_code == 200
    assert f'name="visit_id" value="{second.id}"' in page.text
    answers = {
        "submission_id": str(uuid.uuid4()),
        "visit_id": str(second.id),
        "observed_on": "2025-10-14",
        "semester": "2025-autumn",
        "cycles-0-started_at": "09:00",
        "cycles-0-ended_at": "09:18",
        "cycles-0-adults": "3",
        "cycles-0-children": "12",
        f"cycles-0-score-{dimension_ids()[0]}": "5",
    }
    assert bo.post(path, answers).status_code == 303
    assert Observation.get().is_double


def doubled(world: Any, number: int) -> None:
    for _ in range(number):
        world.room = a_department(world.here)
        first, second = world.pair()
        send(world, first, world.ada, A)
        send(world, second, world.bo, B)


def test_the_coordinator_sees_a_semester_from_five_visits_on_and_no_names(world: Any) -> None:
    doubled(world, 4)
    office = world.reader("coordinator")
    assert 'href="/observations/agreement"' in office.get("/observations").text
    page = office.get("/observations/agreement").text
    assert "For få dobbeltkodede besøk" in page
    assert "95,8" not in page
    doubled(world, 1)
    page = office.get("/observations/agreement").text
    assert "5 dobbeltkodede besøk" in page
    assert "Godt samsvar" in page
    assert "95,8" in page
    for hidden in ("Ada Lind", "Bo Strand", "Solbakken", SECRET):
        assert hidden not in page
    earlier = office.get("/observations/agreement?semester=2025-spring").text
    assert "For få dobbeltkodede besøk" in earlier
    for wrong in ("2025", "høst", "2025-autumn'"):
        assert office.get(f"/observations/agreement?semester={wrong}").status_code == 404


def test_the_pages_take_the_same_queries_for_one_and_for_three(
    world: Any, count_queries: Any
) -> None:
    ada = Browser(world.app, world.ada)
    office = world.reader("coordinator")
    totals = []
    for number in (1, 2):
        doubled(world, number)
        reference = Observation.get(~Observation.is_double).reference
        found = []
        for browser, path in (
            (ada, "/"),
            (ada, f"/observations/{reference}"),
            (ada, f"/observations/{reference}/agreement"),
            (office, f"/observations/{reference}/agreement"),
            (office, "/observations/agreement"),
        ):
            with count_queries() as statements:
                assert browser.get(path).status_code == 200
            found.append(len(statements))
        totals.append(found)
    assert totals[0] == totals[1]
    assert totals[0][2:] == [10, 7, 4]

"""The page of the self-check: for the observer alone."""

from pathlib import Path
from typing import Any

import pytest

from collect.rules.access import MAP, ROLES
from tests.factories import (
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    an_identity,
    an_observation,
)
from tests.web import Browser, make_app

ROOT = Path(__file__).parents[2]
PATH = "/observations/self-check"


@pytest.fixture
def world(house: str) -> Any:
    """Ada, an observer who has sent four observations."""

    class World:
        app = make_app(house)
        here = a_kindergarten("Solbakken", a_cohort(), a_network())
        room = a_department(here, "Blåklokka")
        ada = an_identity("observer", here, network=frozenset({here.id}))
        browser = Browser(app, ada)

        @staticmethod
        def send(*scores: int) -> None:
            for score in scores:
                an_observation(World.room, World.ada, score=score)

    World.send(5, 5, 5, 5)
    return World


def test_below_five_the_page_says_how_many_are_needed(world: Any) -> None:
    page = world.browser.get(PATH).text
    assert "Egenkontrollen begynner når du har sendt 5 observasjoner. Du har sendt 4." in page
    assert "Standardavvik" not in page
    assert f'href="{PATH}"' in world.browser.get("/observations").text


def test_from_five_on_each_thing_has_its_sentence(world: Any) -> None:
    world.send(5)
    page = world.browser.get(PATH).text
    assert "Regnet ut av de 5 observasjonene du har sendt" in page
    for sentence in (
        "Bare du ser denne siden.",
        "Du bruker ytterpunktene av skalaen med måte.",
        "I mange av besøkene fikk alle syklusene de samme skårene.",
        "Dimensjonene følger hverandre tett.",
        "Du har ikke kodet noe besøk sammen med en annen observatør ennå.",
        "Det trengs to halvår med minst to observasjoner hver",
        "Skårene ligger svært tett i noen dimensjoner",
        "Ikke beregnbar",
    ):
        assert sentence in page, sentence
    assert page.count(">Verdt en tanke</span>") == 3
    assert page.count(">Liten spredning</span>") == 7
    assert "Blåklokka" not in page


def test_many_sevens_are_worth_a_thought(world: Any) -> None:
    world.send(7, 7)
    page = world.browser.get(PATH).text
    assert "Mer enn hver fjerde skår er 7." in page


@pytest.mark.parametrize("role", [role for role in ROLES if role != "observer"])
def test_no_other_role_opens_it_or_is_shown_the_way(world: Any, role: str) -> None:
    world.send(5)
    placed = role in ("staff", "leader", "director", "mentor")
    room = world.room if role == "leader" else None
    reader = Browser(world.app, an_identity(role, world.here if placed else None, room))
    assert reader.get(PATH).status_code == 403
    assert PATH not in reader.get("/observations").text


def test_another_observer_sees_her_own_and_a_stranger_none(world: Any) -> None:
    world.send(5)
    bo = Browser(world.app, an_identity("observer", world.here))
    for query in ("", f"?person={world.ada.person_id}", f"?person_id={world.ada.person_id}"):
        assert "Du har sendt 0." in bo.get(PATH + query).text
    assert Browser(world.app).get(PATH).status_code == 302


def test_nothing_but_its_page_reads_it() -> None:
    assert MAP["self_check"] == {"observer": "R:O"}
    readers = sorted(
        str(path.relative_to(ROOT))
        for folder in ("collect", "forms", "exports", "admin")
        for path in (ROOT / folder).rglob("*.py")
        if "observations_selfcheck" in path.read_text()
    )
    assert readers == ["collect/observations_selfcheck.py", "forms/pages/observations_selfcheck.py"]

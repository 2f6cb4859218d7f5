"""The observation pages: choose, fill in, send, see."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from collect.models.accounts import LoginSession
from collect.models.observations import Observation, Score
from tests.factories import (
    NOW,
    a_cohort,
    a_department,
    a_feedback,
    a_kindergarten,
    a_network,
    an_identity,
    an_instrument,
    an_observation,
    dimension_ids,
)
from tests.web import Browser, make_app


@pytest.fixture
def visit(house: str) -> Any:
    """Ada, an observer, in front of a toddler department."""

    class Visit:
        app = make_app(house)
        network = a_network()
        kindergarten = a_kindergarten("Solbakken barnehage", a_cohort(), network)
        room = a_department(kindergarten, "Blåklokka")
        ada = an_identity("observer", kindergarten, network=frozenset({kindergarten.id}))
        browser = Browser(app, ada)
        address = f"/observations/new/{room.id}/{an_instrument().id}"

    return Visit


def sheet(**changes: str) -> dict[str, str]:
    """A sheet filled in by hand: three cycles, every score 5."""
    answers = {
        "submission_id": str(uuid.uuid4()),
        "observed_on": "2025-10-14",
        "semester": "2025-autumn",
    }
    for n in range(3):
        answers |= {
            f"cycles-{n}-started_at": f"{9 + n:02}:00",
            f"cycles-{n}-ended_at": f"{9 + n:02}:18",
            f"cycles-{n}-adults": "3",
            f"cycles-{n}-children": "12",
            f"cycles-{n}-activity": "Frilek",
            f"cycles-{n}-note": "",
        }
        answers |= {f"cycles-{n}-score-{d}": "5" for d in dimension_ids()}
    return answers | {name.replace("__", "-"): value for name, value in changes.items()}


def test_the_way_from_choice_to_sheet(visit: Any) -> None:
    page = visit.browser.get("/observations/new").text
    assert '<optgroup label="Solbakken barnehage">' in page
    answer = visit.browser.get(f"/observations/new?department_id={visit.room.id}")
    assert (answer.status_code, answer.location) == (302, visit.address)
    sheet_page = visit.browser.get(visit.address).text
    assert sheet_page.count('<fieldset class="score') == 24
    assert "Uten" not in sheet_page
    assert "ikke sertifisert" in sheet_page


def test_a_mixed_department_asks_which_version(visit: Any) -> None:
    mixed = a_department(visit.kindergarten, age_group="mixed")
    page = visit.browser.get(f"/observations/new?department_id={mixed.id}").text
    assert f"/observations/new/{mixed.id}/{an_instrument('prek').id}" in page
    assert f"/observations/new/{mixed.id}/{an_instrument('toddler').id}" in page


def test_a_sheet_that_is_sent_gives_a_receipt(visit: Any) -> None:
    answer = visit.browser.post(visit.address, sheet(), follow_redirects=True)
    row = Observation.get()
    assert answer.status_code == 200
    assert row.reference in answer.text
    assert "Hva skjer nå?" in answer.text
    assert Score.select().count() == 24


def test_the_same_sheet_twice_is_one_observation_and_one_receipt(visit: Any) -> None:
    answers = sheet()
    first, second = (visit.browser.post(visit.address, answers).location for _ in range(2))
    assert first == second
    assert Observation.select().count() == 1


def test_other_answers_under_the_same_id_are_refused_with_everything_kept(visit: Any) -> None:
    answers = sheet()
    visit.browser.post(visit.address, answers)
    answer = visit.browser.post(visit.address, answers | {"cycles-0-note": "Endret siden sist"})
    assert answer.status_code == 409
    assert "Endret siden sist" in answer.text
    assert answers["submission_id"] not in answer.text
    assert Observation.select().count() == 1


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("observed_on", "32.13.2025", "Skriv datoen slik: 05.09.2025"),
        ("observed_on", "", "Fyll ut dette feltet."),
        ("observed_on", "2025-10-16", "Datoen kan ikke være frem i tid."),
        ("semester", "2019-autumn", "Velg i listen."),
        ("cycles-0-started_at", "kvart over ni", "Skriv klokkeslettet slik: 09.30"),
        ("cycles-1-adults", "tre", "Skriv et helt tall fra 0 til 99."),
        ("cycles-1-adults", "", "Fyll ut dette, eller la hele syklusen stå tom."),
        ("cycles-0-ended_at", "08:00", "Sluttidspunktet må være etter starttidspunktet."),
        ("cycles-2-note", "Fødselsnummer 01010750160", "Teksten inneholder et fødselsnummer."),
        ("cycles-2-note", "x" * 8001, "Teksten er for lang"),
        ("submission_id", "nei", "Skjemaet mangler sitt kjennetegn."),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_nothing_is_lost(
    visit: Any, name: str, value: str, sentence: str
) -> None:
    answers = sheet() | {"cycles-0-note": "Rolig stemme ved bordet"} | {name: value}
    answer = visit.browser.post(visit.address, answers)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Rolig stemme ved bordet" in answer.text
    assert answer.text.count('value="5" checked') == 24
    assert Observation.select().count() == 0


def test_a_wrong_score_gets_a_sentence(visit: Any) -> None:
    answer = visit.browser.post(
        visit.address, sheet() | {f"cycles-0-score-{dimension_ids()[0]}": "8"}
    )
    assert answer.status_code == 422
    assert "Skåren må være et helt tall fra 1 til 7." in answer.text


def test_the_browsers_own_date_and_the_norwegian_way_of_writing_are_one(visit: Any) -> None:
    visit.browser.post(visit.address, sheet(observed_on="14.10.2025"))
    assert str(Observation.get().observed_on) == "2025-10-14"


def test_cycles_left_blank_make_the_visit_incomplete(visit: Any) -> None:
    answers = {k: ("" if k.startswith("cycles-2") else v) for k, v in sheet().items()}
    answer = visit.browser.post(visit.address, answers, follow_redirects=True)
    assert "Ufullstendig: 8 skårer mangler" in answer.text


def test_pages_beyond_reach_are_not_found(visit: Any) -> None:
    elsewhere = a_department(a_kindergarten("Fjern"))
    assert (
        visit.browser.get(f"/observations/new/{elsewhere.id}/{an_instrument().id}").status_code
        == 404
    )
    assert (
        visit.browser.post(
            f"/observations/new/{elsewhere.id}/{an_instrument().id}", sheet()
        ).status_code
        == 404
    )
    assert visit.browser.get(f"/observations/new/{visit.room.id}/999").status_code == 404
    assert visit.browser.get("/observations/XXXX-XXXX").status_code == 404


def test_notes_are_for_the_observer_alone(visit: Any) -> None:
    visit.browser.post(visit.address, sheet() | {"cycles-0-note": "Bare for meg"})
    row = Observation.get()
    a_feedback(row.reference, visit.ada)
    director = Browser(visit.app, an_identity("director", visit.kindergarten))
    assert "Bare for meg" in visit.browser.get(f"/observations/{row.reference}").text
    page = director.get(f"/observations/{row.reference}")
    assert page.status_code == 200
    assert "Bare for meg" not in page.text
    assert visit.ada.name not in page.text


def test_a_stranger_is_sent_to_the_login_with_the_sheet_in_hand(visit: Any) -> None:
    stranger = Browser(visit.app)
    assert stranger.get("/observations").status_code == 302
    answer = stranger.post(visit.address, sheet() | {"cycles-0-note": "Skrevet før økten gikk ut"})
    assert answer.status_code == 401
    assert "Skrevet før økten gikk ut" in answer.text
    assert Observation.select().count() == 0


def test_the_list_takes_the_same_queries_for_one_and_for_three(
    visit: Any, count_queries: Any
) -> None:
    totals = []
    for number in (1, 3):
        while Observation.select().count() < number:
            an_observation(visit.room, visit.ada)
        with count_queries() as statements:
            assert visit.browser.get("/observations").text.count('<tr><th scope="row">') == number
        totals.append(len(statements))
    assert totals == [4, 4]


def test_the_observers_own_page_closes_sixty_days_after_release(house: str) -> None:
    moments = [NOW]
    app = make_app(house, clock=lambda: moments[-1])
    kindergarten = a_kindergarten("Solbakken", a_cohort(), a_network())
    room = a_department(kindergarten)
    ada = an_identity("observer", kindergarten, network=frozenset({kindergarten.id}))
    path = f"/observations/{an_observation(room, ada)}"
    browser = Browser(app, ada)
    director = Browser(app, an_identity("director", kindergarten))
    Observation.update(released_at=NOW).execute()
    for days, status in ((60, 200), (61, 404)):
        moments.append(NOW + timedelta(days=days))
        LoginSession.update(seen_at=moments[-1], created_at=moments[-1]).execute()
        assert browser.get(path).status_code == status
        assert director.get(path).status_code == 200
    assert "Ingen observasjoner her" in browser.get("/observations").text

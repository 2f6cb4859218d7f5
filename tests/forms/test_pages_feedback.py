"""The feedback pages: write, look over, release, read, confirm, correct."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from collect.models.accounts import LoginSession
from collect.models.feedback import Feedback
from collect.models.observations import Observation
from tests.factories import (
    NOW,
    a_department,
    a_feedback,
    a_goal,
    a_kindergarten,
    a_network,
    an_identity,
    an_observation,
)
from tests.web import Browser, make_app


@pytest.fixture
def world(house: str) -> Any:
    """Ada has observed Blåklokka, which Bo leads and Dag works in; Cy leads another department."""

    class World:
        moment = NOW
        app = make_app(house, clock=lambda: World.moment)
        kindergarten = a_kindergarten("Solbakken barnehage", network=a_network())
        room, next_door = a_department(kindergarten, "Blåklokka"), a_department(kindergarten)
        ada = an_identity("observer", kindergarten, network=frozenset({kindergarten.id}))
        bo = an_identity("leader", kindergarten, room)
        cy = an_identity("leader", kindergarten, next_door)
        dag = an_identity("staff", kindergarten, room)
        reference = an_observation(room, ada)
        address = f"/observations/{reference}/feedback"
        browser = Browser(app, ada)

        @classmethod
        def of(cls, who: Any) -> Browser:
            return Browser(cls.app, who)

        @classmethod
        def row(cls) -> Observation:
            return Observation.get(Observation.reference == cls.reference)

    return World


def sheet(**changes: str) -> dict[str, str]:
    return {
        "version": "0",
        "strengths": "Varme blikk og rolige stemmer.",
        "areas": "Flere åpne spørsmål.",
        "next_step": "Ett hvorfor-spørsmål ved hvert måltid.",
        "oral_on": "2025-10-14",
        "oral_count": "6",
        "act": "save",
    } | changes


def version_in(page: str) -> str:
    return page.split('name="version" value="')[1].split('"')[0]


def test_the_observation_leads_to_the_sheet_with_a_draft_from_the_scores(world: Any) -> None:
    page = world.browser.get(f"/observations/{world.reference}").text
    assert f'href="{world.address}"' in page
    assert "Skriv tilbakemeldingen" in page
    page = world.browser.get(world.address).text
    assert "Forslaget under er laget av skårene" in page
    assert "Her står de voksne på avdelingen sterkest nå:" in page
    assert "<svg" in page
    assert version_in(page) == "0"
    assert Feedback.select().count() == 0


def test_write_look_over_release_read_confirm(world: Any) -> None:
    answer = world.browser.post(world.address, sheet(act="preview"))
    assert (answer.status_code, answer.location) == (303, f"{world.address}/preview")
    page = world.browser.get(answer.location).text
    assert "Slik ser avdelingen tilbakemeldingen" in page
    assert "Varme blikk" in page
    assert "Gitt muntlig 14.10.2025, 6 til stede" in page
    for who in (world.bo, world.dag):
        assert world.of(who).get(world.address).status_code == 404
    answer = world.browser.post(
        f"{world.address}/release", {"version": version_in(page)}, follow_redirects=True
    )
    assert "Hele avdelingen kan nå lese den" in answer.text
    staff = world.of(world.dag).get(world.address)
    assert "Varme blikk" in staff.text
    assert world.ada.name not in staff.text
    assert "Bekreft" not in staff.text
    leader = world.of(world.bo)
    assert "Ta tilbakemeldingen opp på avdelingsmøtet" in leader.get(world.address).text
    answer = leader.post(
        f"{world.address}/confirm",
        {"confirmed_on": "2025-10-15", "confirmed_count": "4"},
        follow_redirects=True,
    )
    assert "Snakket om 15.10.2025, 4 var med" in answer.text
    assert "Snakket om 15.10.2025, 4 var med" in world.of(world.dag).get(world.address).text
    assert world.of(world.cy).get(world.address).status_code == 404


def test_a_saved_sheet_comes_back_as_it_was_saved(world: Any) -> None:
    answer = world.browser.post(world.address, sheet(next_step=""), follow_redirects=True)
    assert "Utkastet er lagret 15.10.2025 kl. 11.00" in answer.text
    assert "Forslaget under" not in answer.text
    assert "Varme blikk" in answer.text
    assert version_in(answer.text) == "1"


def test_a_conflict_shows_both_texts_and_the_next_save_holds(world: Any) -> None:
    world.browser.post(world.address, sheet())
    answer = world.browser.post(world.address, sheet(strengths="Fra nettbrettet"))
    assert answer.status_code == 409
    assert "Fra nettbrettet" in answer.text
    assert "Varme blikk og rolige stemmer." in answer.text
    assert answer.text.count("Lagret fra det andre vinduet") == 1
    again = sheet(strengths="Fra nettbrettet", version=version_in(answer.text))
    assert world.browser.post(world.address, again).status_code == 303
    assert (Feedback.get().strengths, Feedback.get().version) == ("Fra nettbrettet", 2)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("areas", "Ola 01010750160", "Teksten inneholder et fødselsnummer."),
        ("strengths", "x" * 8001, "Teksten er for lang"),
        ("oral_on", "31.31.2025", "Skriv datoen slik: 05.09.2025"),
        ("oral_on", "2025-10-16", "Datoen kan ikke være frem i tid."),
        ("oral_on", "2025-10-13", "Datoen kan ikke være før 14.10.2025."),
        ("oral_on", "", "Fyll ut både dato og antall"),
        ("oral_count", "", "Fyll ut både dato og antall"),
        ("oral_count", "Kari og Per", "Skriv et helt tall fra 1 til 199."),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_nothing_is_lost(
    world: Any, name: str, value: str, sentence: str
) -> None:
    answer = world.browser.post(world.address, sheet(**{name: value}))
    assert answer.status_code == 422
    assert sentence in answer.text
    kept = [text for key, text in sheet().items() if key in ("next_step",)]
    assert all(text in answer.text for text in kept)
    assert Feedback.select().count() == 0


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "²"])
def test_a_spoilt_version_is_none(world: Any, version: str) -> None:
    assert world.browser.post(world.address, sheet(version=version)).status_code == 303
    again = world.browser.post(world.address, sheet(areas="Nytt", version=version))
    assert again.status_code == 409


def test_nothing_is_released_half_written_or_unspoken(world: Any) -> None:
    world.browser.post(world.address, sheet(areas="", oral_on="", oral_count=""))
    page = world.browser.get(f"{world.address}/preview").text
    assert "Alle tre tekstene må være skrevet" in page
    assert 'action="' + world.address + '/release"' not in page
    assert world.browser.post(f"{world.address}/release", {"version": "1"}).status_code == 422
    world.browser.post(world.address, sheet(version="1", oral_on="", oral_count=""))
    answer = world.browser.post(f"{world.address}/release", {"version": "2"})
    assert answer.status_code == 422
    assert "kryss av for at den gis muntlig senere" in answer.text
    assert world.row().released_at is None
    answer = world.browser.post(
        f"{world.address}/release", {"version": "2", "is_oral_later": "1"}, follow_redirects=True
    )
    assert "Gis muntlig senere" in answer.text
    assert "Gis muntlig senere" in world.of(world.dag).get(world.address).text
    answer = world.browser.post(
        f"{world.address}/oral", {"oral_on": "2025-10-15", "oral_count": "7"}, follow_redirects=True
    )
    assert "Gitt muntlig 15.10.2025, 7 til stede" in answer.text


def test_what_changed_since_it_was_looked_over_is_not_released(world: Any) -> None:
    world.browser.post(world.address, sheet())
    world.browser.post(world.address, sheet(version="1", areas="Nytt i et annet vindu"))
    answer = world.browser.post(f"{world.address}/release", {"version": "1"})
    assert answer.status_code == 409
    assert "Nytt i et annet vindu" in answer.text
    assert version_in(answer.text) == "2"
    assert world.row().released_at is None


def test_a_release_of_nothing_shows_the_sheet(world: Any) -> None:
    answer = world.browser.post(f"{world.address}/release", {"version": "0"})
    assert answer.status_code == 422
    assert "Forslaget under er laget av skårene" in answer.text
    assert world.browser.get(f"{world.address}/preview").location == world.address


def test_a_correction_shows_both_texts_to_the_department(world: Any) -> None:
    a_feedback(world.reference, world.ada)
    page = world.browser.get(f"{world.address}/correct").text
    assert "Flere åpne spørsmål i leken." in page
    changed = sheet(version="1", areas="Flere hvorfor-spørsmål.")
    answer = world.browser.post(f"{world.address}/correct", changed)
    assert answer.status_code == 422
    assert "Flere hvorfor-spørsmål." in answer.text
    answer = world.browser.post(f"{world.address}/correct", changed | {"reason": "Feil ord"})
    assert answer.status_code == 303
    page = world.of(world.dag).get(world.address).text
    assert "Flere hvorfor-spørsmål." in page
    assert "Flere åpne spørsmål i leken." in page
    assert "Rettet 15.10.2025 kl. 11.00: Feil ord" in page
    stale = world.browser.post(f"{world.address}/correct", changed | {"reason": "x", "areas": "Y"})
    assert stale.status_code == 409


def test_after_sixty_days_nothing_is_corrected(world: Any) -> None:
    a_feedback(world.reference, world.ada)
    assert "Rett teksten" in world.browser.get(world.address).text
    world.moment = NOW + timedelta(days=61)
    LoginSession.update(created_at=world.moment, seen_at=world.moment).execute()
    assert "Rett teksten" not in world.browser.get(world.address).text
    late = world.browser.get(f"{world.address}/correct", follow_redirects=True)
    assert "mer enn 60 dager" in late.text
    assert "Lagre rettelsen" not in late.text
    changed = sheet(version="1", areas="For sent", reason="Feil")
    answer = world.browser.post(f"{world.address}/correct", changed)
    assert answer.status_code == 422
    assert "For sent" in answer.text
    assert Feedback.get().version == 1


def test_a_draft_is_written_on_and_not_corrected(world: Any) -> None:
    a_feedback(world.reference, world.ada, released=False)
    assert world.browser.get(f"{world.address}/correct").location == world.address
    changed = sheet(version="1", areas="Annet", reason="Feil")
    assert world.browser.post(f"{world.address}/correct", changed).status_code == 422
    assert Feedback.get().version == 1


def test_each_act_is_for_its_own(world: Any) -> None:
    a_feedback(world.reference, world.ada)
    director = an_identity("director", world.kindergarten)
    talk = {"confirmed_on": "2025-10-15", "confirmed_count": "4"}
    oral = {"oral_on": "2025-10-15", "oral_count": "4"}
    wanted = {
        "observer": (world.ada, [403, 303, 303]),
        "leader": (world.bo, [303, 403, 403]),
        "staff": (world.dag, [403, 403, 403]),
        "director": (director, [403, 403, 403]),
        "leader next door": (world.cy, [404, 404, 404]),
        "coordinator": (an_identity("coordinator"), [404, 404, 404]),
    }
    found = {}
    for name, (who, _) in wanted.items():
        browser = world.of(who)
        correction = sheet(version=str(Feedback.get().version), reason="Feil")
        found[name] = [
            browser.post(f"{world.address}/confirm", talk).status_code,
            browser.post(f"{world.address}/oral", oral).status_code,
            browser.post(f"{world.address}/correct", correction).status_code,
        ]
    assert found == {name: statuses for name, (_, statuses) in wanted.items()}


def test_a_double_coding_says_that_it_has_none(world: Any) -> None:
    Observation.update(is_double=True).execute()
    page = world.browser.get(world.address).text
    assert "Dette er en dobbeltkoding. Den har ingen tilbakemelding." in page
    assert world.browser.post(world.address, sheet()).status_code == 422
    assert "Dette er en dobbeltkoding" in world.browser.get(f"/observations/{world.reference}").text


def test_scores_given_before_there_was_feedback_say_so(world: Any) -> None:
    Observation.update(released_at=NOW).execute()
    assert "uten skriftlig tilbakemelding" in world.browser.get(world.address).text
    assert world.browser.post(world.address, sheet()).status_code == 422
    assert world.of(world.bo).get(world.address).status_code == 404


def test_a_coordinator_sees_that_and_when_but_not_what(world: Any) -> None:
    coordinator = world.of(an_identity("coordinator"))
    page = coordinator.get(f"/observations/{world.reference}").text
    assert "Ikke gitt muntlig ennå" in page
    a_feedback(world.reference, world.ada)
    page = coordinator.get(f"/observations/{world.reference}").text
    assert "Frigitt 15.10.2025 kl. 11.00" in page
    assert "Rolige stemmer" not in page
    assert world.address not in page
    assert coordinator.get(world.address).status_code == 404
    assert coordinator.get("/feedback").status_code == 403


def test_the_staff_find_their_departments_feedback_in_the_menu(world: Any) -> None:
    a_feedback(world.reference, world.ada)
    staff = world.of(world.dag)
    assert 'href="/feedback"' in staff.get("/").text
    page = staff.get("/feedback").text
    assert world.address in page
    assert "Ikke bekreftet" in page
    empty = world.of(an_identity("staff", world.kindergarten, world.next_door)).get("/feedback")
    assert "Ingen tilbakemeldinger her ennå" in empty.text


def test_those_with_observations_find_it_beside_them(world: Any) -> None:
    for who in (world.ada, world.bo, an_identity("mentor", world.kindergarten)):
        assert 'href="/feedback"' in world.of(who).get("/observations").text
    coordinator = an_identity("coordinator")
    assert 'href="/feedback"' not in world.of(coordinator).get("/observations").text


def test_the_list_takes_the_same_queries_for_one_and_for_three(
    world: Any, count_queries: Any
) -> None:
    a_feedback(world.reference, world.ada)
    browser, totals = world.of(world.dag), []
    for number in (1, 3):
        while Feedback.select().count() < number:
            a_feedback(an_observation(world.room, world.ada), world.ada)
        with count_queries() as statements:
            assert browser.get("/feedback").text.count('<tr><th scope="row">') == number
        totals.append(len(statements))
    assert totals == [3, 3]


def test_a_page_takes_the_same_queries_whoever_reads(world: Any, count_queries: Any) -> None:
    with count_queries() as statements:
        world.browser.get(world.address)
    writing = len(statements)
    a_feedback(world.reference, world.ada)
    found = []
    for who in (world.ada, world.bo, world.dag):
        browser = world.of(who)
        with count_queries() as statements:
            assert browser.get(world.address).status_code == 200
        found.append(len(statements))
    assert (writing, found) == (11, [10, 9, 9])


def test_last_times_goal_stands_on_top_for_writer_readers_and_on_the_sheet(world: Any) -> None:
    before = NOW - timedelta(days=200)
    a_goal(world.room, world.bo, before, title="Flere åpne spørsmål")
    a_goal(world.next_door, world.cy, before, title="Naboens mål")
    page = world.browser.get(world.address).text
    assert "Mål fra sist" in page
    assert page.index("Flere åpne spørsmål") < page.index("Forslaget under er laget")
    a_feedback(world.reference, world.ada)
    for who in (world.ada, world.bo, world.dag):
        page = world.of(who).get(world.address).text
        assert page.index("Flere åpne spørsmål") < page.index("Rolige stemmer ved bordet.")
        assert "Naboens mål" not in page
    assert "Sett mål etter denne observasjonen" in world.of(world.bo).get(world.address).text
    (sheet_of_paper,) = PdfReader(
        BytesIO(world.of(world.dag).get(f"{world.address}/pdf").data)
    ).pages
    assert "Mål fra sist: Flere åpne spørsmål (Positivt klima)" in " ".join(
        sheet_of_paper.extract_text().split()
    )


def test_the_sheet_is_for_readers_and_its_name_tells_nothing(world: Any) -> None:
    a_feedback(world.reference, world.ada, released=False)
    path = f"{world.address}/pdf"
    assert world.browser.get(path).status_code == 404
    world.browser.post(f"{world.address}/release", {"version": "1"})
    for who in (world.ada, world.bo, world.dag):
        assert f'href="{path}"' in world.of(who).get(world.address).text
        answer = world.of(who).get(path)
        assert answer.data.startswith(b"%PDF-")
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Content-Disposition"] == (
            f"attachment; filename=tilbakemelding-{world.reference}.pdf"
        )
        assert answer.headers["Cache-Control"] == "no-store"
    for who in (world.cy, an_identity("coordinator"), an_identity("sysadmin")):
        assert world.of(who).get(path).status_code == 404


def test_without_the_typesetter_the_page_prints_and_offers_no_sheet(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_feedback(world.reference, world.ada)
    monkeypatch.setattr("exports.feedback.find_spec", lambda _: None)
    page = world.of(world.dag).get(world.address)
    assert page.status_code == 200
    assert "/pdf" not in page.text
    assert world.of(world.dag).get(f"{world.address}/pdf").status_code == 404


def test_a_childs_name_or_a_worry_gets_a_gentle_word_and_is_kept(world: Any) -> None:
    answer = world.browser.post(
        world.address, sheet(areas="Vi så at Emma ble roet av de voksne."), follow_redirects=True
    )
    hint = '<div class="note calm hints"'
    assert hint in answer.text
    assert hint in world.browser.get(f"{world.address}/preview").text
    assert Feedback.get().areas.startswith("Vi så at Emma")
    world.browser.post(f"{world.address}/release", {"version": "1"})
    assert hint not in world.of(world.dag).get(world.address).text

"""Correcting on the page: the sheet filled in, the reason, both versions, and sent back with a note."""

import html
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest

from collect import observations
from collect import observations_corrections as corrections
from collect.models.accounts import LoginSession
from collect.models.observations import Cycle, Observation, ObservationVersion, Score
from collect.rules.access import HOUSE, Identity
from tests.factories import (
    NOW,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    a_person,
    an_identity,
    an_observation,
    dimension_ids,
)
from tests.web import Browser, make_app

READERS = ("leader", "director", "mentor", "coordinator")


@pytest.fixture
def sent(house: str) -> Any:
    """Ada's observation of Blåklokka, all fives, with a note in its second cycle."""

    class Sent:
        moment = NOW
        app = make_app(house, clock=lambda: Sent.moment)
        here = a_kindergarten("Solbakken barnehage", a_cohort(), a_network())
        room = a_department(here, "Blåklokka")
        ada = an_identity(
            "observer", here, None, a_person("Obba Lind", here), network=frozenset({here.id})
        )
        reference = an_observation(room, ada)
        path = f"/observations/{reference}"
        browser = Browser(app, ada)

        @staticmethod
        def row() -> Observation:
            return Observation.get(Observation.reference == Sent.reference)

        @staticmethod
        def reader(role: str) -> Browser:
            placed = role in ("staff", "leader", "director", "mentor", "observer")
            room = Sent.room if role == "leader" else None
            found = Browser(Sent.app, an_identity(role, Sent.here if placed else None, room))
            Sent.stay_logged_in()
            return found

        @staticmethod
        def release() -> None:
            observations.release(Sent.row(), by=Sent.ada, now=Sent.moment)

        @staticmethod
        def later(**more: float) -> None:
            Sent.moment = Sent.moment + timedelta(**more)
            Sent.stay_logged_in()

        @staticmethod
        def stay_logged_in() -> None:
            LoginSession.update(created_at=Sent.moment, seen_at=Sent.moment).execute()

    Cycle.update(note="Rolig stemme ved bordet").where(Cycle.number == 2).execute()
    return Sent


def as_filled_in(page: str) -> dict[str, str]:
    """What the form of the page would send if nothing were changed."""
    sheet = re.findall(r'<form method="post"[^>]*class="sheet".*?</form>', page, re.DOTALL)[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", sheet):
        parts = dict(re.findall(r'([a-z_-]+)="([^"]*)"', tag))
        if parts.get("type") != "radio" or " checked" in tag:
            found[parts["name"]] = html.unescape(parts.get("value", ""))
    for name, inner in re.findall(
        r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', sheet, re.DOTALL
    ):
        found[name] = re.findall(r'<option value="([^"]*)" selected', inner)[0]
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', sheet, re.S
    ):
        found[name] = html.unescape(text)
    del found["csrf_token"]
    return found


def filled(sent: Any, **changes: str) -> dict[str, str]:
    answers = as_filled_in(sent.browser.get(f"{sent.path}/correct").text)
    return answers | {"reason": "Leste av feil rute"} | changes


def first_score(value: str) -> dict[str, str]:
    return {f"cycles-0-score-{dimension_ids()[0]}": value}


def test_the_sheet_is_filled_in_as_the_observation_is_and_can_be_sent_so(sent: Any) -> None:
    before = corrections.answers_of(sent.row())
    answer = sent.browser.post(f"{sent.path}/correct", filled(sent))
    assert (answer.status_code, answer.location) == (303, sent.path)
    assert corrections.answers_of(sent.row()) == before
    assert sent.row().version == 2


def test_a_correction_shows_its_reason_and_both_versions_to_the_observer(sent: Any) -> None:
    answer = sent.browser.post(
        f"{sent.path}/correct", filled(sent, **first_score("7")), follow_redirects=True
    )
    assert "Rettelsen er lagret." in answer.text
    assert "Leste av feil rute" in answer.text
    assert f'href="{sent.path}/versions/1"' in answer.text
    page = sent.browser.get(f"{sent.path}/versions/1").text
    assert "5,00" in page
    assert "5,67" in page
    assert page.count("Endret") == 2  # the dimension and its domain
    assert "Rolig stemme ved bordet" in page
    assert 'data-label="Syklus 1">5</td>' in page


def test_the_version_that_holds_is_the_observations_own_page(sent: Any) -> None:
    sent.browser.post(f"{sent.path}/correct", filled(sent))
    assert sent.browser.get(f"{sent.path}/versions/2").location == sent.path
    for number in (0, 3, 999999):
        assert sent.browser.get(f"{sent.path}/versions/{number}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "Skriv hvorfor du retter observasjonen."),
        ({"reason": "x" * 201}, "Teksten er for lang"),
        ({"reason": "Gjelder 01010750160"}, "Teksten inneholder et fødselsnummer."),
        ({"observed_on": "2025-10-16"}, "Datoen kan ikke være frem i tid."),
        ({"observed_on": "i går"}, "Skriv datoen slik: 05.09.2025"),
        ({"cycles-0-ended_at": "08:00"}, "Sluttidspunktet må være etter starttidspunktet."),
        ({"cycles-1-adults": ""}, "Fyll ut dette, eller la hele syklusen stå tom."),
        ({"first": "8"}, "Skåren må være et helt tall fra 1 til 7."),
        ({"submission_id": "nei"}, "Skjemaet mangler sitt kjennetegn."),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_nothing_is_lost(
    sent: Any, changes: dict[str, str], sentence: str
) -> None:
    changes = first_score(changes["first"]) if "first" in changes else changes
    answers = filled(sent) | {"cycles-2-note": "Nytt notat"} | changes
    answer = sent.browser.post(f"{sent.path}/correct", answers)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Nytt notat" in answer.text
    assert (sent.row().version, ObservationVersion.select().count()) == (1, 0)


def test_a_stale_correction_shows_both_and_can_be_sent_again(sent: Any) -> None:
    mine = filled(sent, **first_score("6"), **{"cycles-0-activity": "Lek ute"})
    theirs = filled(sent, **first_score("7"))
    assert sent.browser.post(f"{sent.path}/correct", theirs).status_code == 303
    answer = sent.browser.post(f"{sent.path}/correct", mine)
    assert answer.status_code == 409
    assert "Observasjonen er rettet etter at du åpnet den." in answer.text
    rows = re.findall(
        r'<tr><th scope="row">([^<]+)</th><td data-label="Lagret nå">([^<]*)</td>'
        r'<td data-label="Svaret ditt">([^<]*)</td></tr>',
        answer.text,
    )
    assert rows == [
        ("Syklus 1, aktivitet", "Frilek", "Lek ute"),
        ("Syklus 1, Positivt klima", "7", "6"),
    ]
    again = as_filled_in(answer.text)
    assert again["cycles-0-activity"] == "Lek ute"
    assert again["submission_id"] != mine["submission_id"]
    assert sent.browser.post(f"{sent.path}/correct", again).status_code == 303
    assert sent.row().version == 3
    assert Score.get((Score.cycle == 1) & (Score.dimension == dimension_ids()[0])).value == 6


def test_the_same_correction_twice_is_one(sent: Any) -> None:
    answers = filled(sent, **first_score("6"))
    statuses = [sent.browser.post(f"{sent.path}/correct", answers).status_code for _ in range(2)]
    assert statuses == [303, 303]
    assert sent.row().version == 2


def test_the_right_to_correct_ends_sixty_days_after_release_and_what_was_written_stays(
    sent: Any,
) -> None:
    sent.release()
    answers = filled(sent, **{"cycles-0-note": "Skrevet for sent"})
    sent.later(days=60, seconds=1)
    assert sent.browser.get(f"{sent.path}/correct").status_code == 403
    assert f"{sent.path}/correct" not in sent.browser.get(sent.path).text
    answer = sent.browser.post(f"{sent.path}/correct", answers)
    assert answer.status_code == 422
    assert "Fristen for å rette er ute" in answer.text
    assert "Skrevet for sent" in answer.text
    assert sent.row().version == 1


def test_nobody_else_corrects(sent: Any) -> None:
    sent.release()
    answers = filled(sent)
    statuses = {
        role: (
            sent.reader(role).get(f"{sent.path}/correct").status_code,
            sent.reader(role).post(f"{sent.path}/correct", answers).status_code,
        )
        for role in (*READERS, "staff", "observer", "course_admin", "sysadmin")
    }
    beyond = ("staff", "observer", "course_admin", "sysadmin")
    assert statuses == dict.fromkeys(READERS, (403, 403)) | dict.fromkeys(beyond, (404, 404))
    assert sent.row().version == 1


@pytest.mark.parametrize("role", READERS)
def test_those_who_saw_the_scores_see_means_and_reason_but_no_notes(sent: Any, role: str) -> None:
    sent.release()
    sent.later(days=1)
    sent.browser.post(f"{sent.path}/correct", filled(sent, **first_score("7")))
    reader = sent.reader(role)
    for path in (sent.path, f"{sent.path}/versions/1"):
        page = reader.get(path).text
        assert "Leste av feil rute" in page
        assert "Rolig stemme" not in page
        assert "Frilek" not in page
        assert "Obba Lind" not in page
    assert "5,67" in page
    assert 'data-label="Syklus 1"' not in page
    assert ">Rettet</span>" in reader.get("/observations").text


def test_what_was_corrected_before_release_is_not_shown_to_the_department(sent: Any) -> None:
    sent.browser.post(f"{sent.path}/correct", filled(sent, **first_score("7")))
    sent.later(days=1)
    sent.release()
    statuses = {
        role: sent.reader(role).get(f"{sent.path}/versions/1").status_code for role in READERS
    }
    assert statuses == {"leader": 404, "director": 404, "mentor": 404, "coordinator": 200}
    leader = sent.reader("leader")
    assert "Leste av feil rute" not in leader.get(sent.path).text
    assert ">Rettet</span>" not in leader.get("/observations").text
    assert ">Rettet</span>" in sent.browser.get("/observations").text


def test_sent_back_it_is_told_to_the_observer_with_the_note_and_opens(sent: Any) -> None:
    sent.release()
    sent.later(days=50)
    office = sent.reader("coordinator")
    assert f'href="{sent.path}/return"' in office.get(sent.path).text
    answer = office.post(
        f"{sent.path}/return", {"note": "Datoen ser feil ut"}, follow_redirects=True
    )
    assert "Observasjonen er sendt tilbake til observatøren." in answer.text
    assert "Datoen ser feil ut" in answer.text
    assert f'href="{sent.path}/return"' not in answer.text
    today = sent.browser.get("/").text
    assert "Rett observasjonen av Blåklokka" in today
    assert "Datoen ser feil ut" in today
    assert ">Må rettes</span>" in sent.browser.get("/observations").text
    assert "Datoen ser feil ut" in sent.browser.get(sent.path).text
    assert "Datoen ser feil ut" in sent.browser.get(f"{sent.path}/correct").text
    for role in ("leader", "director", "mentor"):
        assert "Datoen ser feil ut" not in sent.reader(role).get(sent.path).text
        assert "Må rettes" not in sent.reader(role).get("/observations").text
    assert sent.browser.post(f"{sent.path}/correct", filled(sent)).status_code == 303
    assert "Må rettes" not in sent.browser.get("/observations").text
    assert "Rett observasjonen av" not in sent.browser.get("/").text
    assert "Datoen ser feil ut" in sent.browser.get(f"{sent.path}/versions/1").text
    assert "Datoen ser feil ut" not in sent.reader("leader").get(f"{sent.path}/versions/1").text


def test_sent_back_long_after_release_it_opens_until_it_is_corrected(sent: Any) -> None:
    sent.release()
    sent.later(days=70)
    assert sent.browser.get(sent.path).status_code == 404
    corrections.send_back(sent.row(), "Feil dato", by=HOUSE, now=sent.moment)
    assert sent.browser.get(sent.path).status_code == 200
    answer = sent.browser.post(f"{sent.path}/correct", filled(sent), follow_redirects=True)
    assert (answer.status_code, answer.request.path) == (200, "/observations")
    assert "Rettelsen er lagret" in answer.text
    assert (sent.row().version, sent.browser.get(sent.path).status_code) == (2, 404)


def test_only_a_coordinator_sends_back_and_must_say_why(sent: Any) -> None:
    sent.release()
    for role in ("leader", "director", "mentor"):
        reader = sent.reader(role)
        assert reader.get(f"{sent.path}/return").status_code == 403
        assert reader.post(f"{sent.path}/return", {"note": "Feil"}).status_code == 403
        assert "/return" not in reader.get(sent.path).text
    assert sent.browser.post(f"{sent.path}/return", {"note": "Feil"}).status_code == 403
    assert sent.reader("staff").post(f"{sent.path}/return", {"note": "Feil"}).status_code == 404
    office = sent.reader("coordinator")
    for note, sentence in (
        ("", "Skriv hva som må rettes"),
        ("Barn 01010750160", "Teksten inneholder et fødselsnummer."),
    ):
        answer = office.post(f"{sent.path}/return", {"note": note})
        assert (answer.status_code, sentence in answer.text) == (422, True)
    assert sent.row().returned_at is None
    office.post(f"{sent.path}/return", {"note": "Feil dato"})
    answer = office.post(f"{sent.path}/return", {"note": "En gang til"})
    assert answer.status_code == 422
    assert "er ikke rettet ennå" in answer.text
    assert "En gang til" in answer.text


def test_the_list_takes_the_same_queries_for_one_and_for_three_corrected(
    sent: Any, count_queries: Any
) -> None:
    sent.release()
    reader = sent.reader("director")
    totals = []
    for number in (1, 3):
        while Observation.select().count() < number:
            row = Observation.get(Observation.reference == an_observation(sent.room, sent.ada))
            observations.release(row, by=sent.ada, now=sent.moment)
        sent.later(hours=1)
        for row in Observation.select().where(Observation.version == 1):
            _correct(row, sent.ada, sent.moment)
        with count_queries() as statements:
            assert reader.get("/observations").text.count(">Rettet</span>") == number
        totals.append(len(statements))
    assert totals == [4, 4]


def _correct(row: Observation, by: Identity, now: Any) -> None:
    corrections.correct(
        row,
        corrections.answers_of(row),
        reason="Feil rute",
        seen=1,
        by=by,
        submission_id=str(uuid.uuid4()),
        now=now,
    )


def test_the_page_takes_the_same_queries_for_one_and_for_three_versions(
    sent: Any, count_queries: Any
) -> None:
    totals = []
    for number in (1, 3):
        while sent.row().version <= number:
            sent.browser.post(f"{sent.path}/correct", filled(sent))
        with count_queries() as statements:
            assert sent.browser.get(sent.path).text.count("/versions/") == number
        totals.append(len(statements))
    assert totals[0] == totals[1]
    corrections.send_back(sent.row(), "Feil", by=HOUSE, now=NOW)
    with count_queries() as statements:
        sent.browser.get(sent.path)
    assert len(statements) == totals[0]

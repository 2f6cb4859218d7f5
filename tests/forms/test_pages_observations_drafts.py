"""Drafts over HTTP: saved as one types, conflicts told, nothing lost, nothing doubled."""

import base64
import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collect.models.accounts import LoginSession
from collect.models.observations import Cycle, Observation
from collect.models.observations_drafts import Draft
from tests.factories import (
    NOW,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    a_person,
    an_identity,
    an_instrument,
    dimension_ids,
)
from tests.forms.test_pages_observations import sheet
from tests.web import Browser, make_app

ID = "01010750160"
JSON = {"Accept": "application/json"}


@pytest.fixture
def desk(house: str) -> Any:
    """Ada, an observer, with two devices in front of a toddler department; Bo is another observer."""

    class Desk:
        moment = NOW
        app = make_app(house, clock=lambda: Desk.moment)
        network = a_network()
        kindergarten = a_kindergarten("Solbakken barnehage", a_cohort(), network)
        room = a_department(kindergarten, "Blåklokka")
        here = frozenset({kindergarten.id})
        ada = an_identity("observer", kindergarten, None, a_person("Ada Vik"), network=here)
        bo = Browser(app, an_identity("observer", kindergarten, network=here))
        tablet, laptop = Browser(app, ada), Browser(app, ada)
        address = f"/observations/new/{room.id}/{an_instrument().id}"
        key = str(uuid.uuid4())

        @classmethod
        def path(cls, key: str | None = None) -> str:
            return f"/observations/drafts/{key or cls.key}"

        @classmethod
        def body(cls, version: int = 0, note: str = "Rolig ved bordet", **more: Any) -> Any:
            return {
                "department_id": cls.room.id,
                "instrument_id": an_instrument().id,
                "visit_id": None,
                "is_practice": False,
                "corrects": None,
                "version": version,
                "device": "nettbrett",
                "content": {"cycles-0-note": note},
            } | more

        @classmethod
        def put(cls, browser: Browser, body: Any, key: str | None = None) -> Any:
            return browser.client.put(
                cls.path(key),
                data=body if isinstance(body, bytes) else json.dumps(body),
                content_type="application/json",
                headers=JSON | {"X-CSRFToken": browser.token()},
            )

        @classmethod
        def send(cls, browser: Browser, **more: str) -> Any:
            return browser.post(
                cls.address, sheet() | {"submission_id": cls.key} | more, headers=JSON
            )

    return Desk


def test_a_draft_is_saved_and_gone_on_with_on_another_device(desk: Any) -> None:
    answer = desk.put(desk.tablet, desk.body())
    assert (answer.status_code, answer.json) == (
        200,
        {"version": 1, "saved_at": "2025-10-15T09:00:00+00:00", "clock": "11.00", "hints": []},
    )
    read = desk.laptop.get(desk.path(), headers=JSON).json
    assert read == {
        "key": desk.key,
        "url": f"{desk.address}?draft={desk.key}",
        "department": "Blåklokka",
        "kindergarten": "Solbakken barnehage",
        "department_id": desk.room.id,
        "instrument_id": an_instrument().id,
        "visit_id": None,
        "corrects": None,
        "is_practice": False,
        "version": 1,
        "saved_at": "2025-10-15T09:00:00+00:00",
        "clock": "11.00",
        "hints": [],
        "device": "nettbrett",
        "content": {"cycles-0-note": "Rolig ved bordet"},
    }
    opened = desk.laptop.get(desk.path())
    assert (opened.status_code, opened.location) == (302, f"{desk.address}?draft={desk.key}")
    page = desk.laptop.get(opened.location).text
    assert "Rolig ved bordet" in page
    assert f'name="submission_id" value="{desk.key}"' in page
    assert 'name="draft_version" value="1"' in page


def test_the_same_again_is_no_new_version(desk: Any) -> None:
    desk.put(desk.tablet, desk.body())
    assert desk.put(desk.tablet, desk.body(0)).json["version"] == 1
    assert desk.put(desk.tablet, desk.body(1)).json["version"] == 1
    assert desk.put(desk.tablet, desk.body(1, "Mer")).json["version"] == 2
    assert desk.put(desk.tablet, desk.body(1, "Mer")).json["version"] == 2


def test_an_older_page_is_shown_the_newer_one(desk: Any) -> None:
    desk.put(desk.tablet, desk.body())
    desk.put(desk.tablet, desk.body(1, "Fra nettbrettet"))
    answer = desk.put(desk.laptop, desk.body(1, "Fra pc-en", device="pc"))
    assert answer.status_code == 409
    assert answer.json == {
        "version": 2,
        "saved_at": "2025-10-15T09:00:00+00:00",
        "clock": "11.00",
        "hints": [],
        "device": "nettbrett",
        "content": {"cycles-0-note": "Fra nettbrettet"},
    }
    assert Draft.get().content == {"cycles-0-note": "Fra nettbrettet"}


def test_a_national_identity_number_stops_its_field_alone(desk: Any) -> None:
    desk.put(desk.tablet, desk.body())
    content = {"cycles-0-note": f"Ring {ID}", "cycles-1-note": "Godt", "cycles-1-activity": ID}
    answer = desk.put(desk.tablet, desk.body(1, content=content))
    assert answer.status_code == 422
    sentence = "Teksten inneholder et fødselsnummer. Fjern det: det skal ikke lagres her."
    assert answer.json["problems"] == [
        {"field": "cycles-0-note", "sentence": sentence},
        {"field": "cycles-1-activity", "sentence": sentence},
    ]
    assert (answer.json["version"], answer.json["clock"]) == (2, "11.00")
    assert Draft.get().content == {"cycles-0-note": "Rolig ved bordet", "cycles-1-note": "Godt"}


def test_hints_come_with_the_answer_and_stop_nothing(desk: Any) -> None:
    content = {"cycles-0-note": "Emma har blåmerker", "cycles-1-activity": "Mistanke om vold"}
    answer = desk.put(desk.tablet, desk.body(content=content))
    assert answer.status_code == 200
    belongs = "bekymring for et barn hører hjemme et annet sted."
    assert answer.json["hints"] == [
        {
            "field": "cycles-0-note",
            "sentence": f"Her kan navnet på et barn stå. Skriv om de voksne her; {belongs}",
        },
        {"field": "cycles-1-activity", "sentence": f"Skriv om de voksne her; {belongs}"},
    ]
    assert Draft.get().content == content


def test_a_late_save_of_what_was_sent_is_told_where_it_went(desk: Any) -> None:
    desk.put(desk.tablet, desk.body())
    sent = desk.send(desk.tablet, draft_version="1").json
    row = Observation.get()
    assert sent["reference"] == row.reference
    assert sent["url"] == f"/observations/{row.reference}?sent=1"
    late = desk.put(desk.laptop, desk.body(1, "For sent"))
    assert (late.status_code, late.json) == (
        410,
        {"reference": row.reference, "url": f"/observations/{row.reference}"},
    )
    assert Draft.select().count() == 0
    assert desk.laptop.get(desk.path(), headers=JSON).status_code == 410
    assert desk.laptop.get(desk.path()).location == f"/observations/{row.reference}"
    reopened = desk.laptop.get(f"{desk.address}?draft={desk.key}", follow_redirects=True)
    assert row.reference in reopened.text
    assert desk.bo.get(desk.path(), headers=JSON).status_code == 404


def test_sent_twice_is_received_once(desk: Any) -> None:
    desk.put(desk.tablet, desk.body())
    first, again = (desk.send(desk.tablet, draft_version="1") for _ in range(2))
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert first.status_code == 200
    assert Observation.select().count() == 1


def test_a_sheet_older_than_the_draft_is_not_sent_over_it(desk: Any) -> None:
    desk.put(desk.tablet, desk.body())
    desk.put(desk.laptop, desk.body(1, "Nyere, fra pc", device="pc"))
    answer = desk.send(desk.tablet, draft_version="1", device="nettbrett")
    assert answer.status_code == 409
    assert "lagret på en annen enhet" in answer.json["sentence"]
    assert answer.json["draft"]["version"] == 2
    assert answer.json["draft"]["content"] == {"cycles-0-note": "Nyere, fra pc"}
    assert Observation.select().count() == 0
    page = desk.tablet.post(
        desk.address,
        sheet() | {"submission_id": desk.key, "draft_version": "1", "cycles-0-note": "Eldre"},
    )
    assert page.status_code == 409
    assert "Eldre" in page.text
    assert "Nyere, fra pc" in page.text
    assert "To utgaver av det samme" in page.text
    assert f'name="submission_id" value="{desk.key}"' in page.text
    assert 'name="draft_version" value="2"' in page.text
    assert desk.send(desk.tablet, draft_version="2", device="nettbrett").status_code == 200


def test_other_answers_under_a_key_that_was_sent_are_a_conflict_without_a_draft(desk: Any) -> None:
    desk.send(desk.tablet)
    answer = desk.send(desk.tablet, **{"cycles-0-note": "Endret siden sist"})
    assert answer.status_code == 409
    assert answer.json["draft"] is None
    assert "sendt før med andre svar" in answer.json["sentence"]


def test_a_sheet_with_faults_says_which_to_a_script(desk: Any) -> None:
    answer = desk.send(
        desk.tablet, observed_on="", **{"cycles-0-note": f"Ring {ID}", "cycles-1-ended_at": "09:00"}
    )
    assert answer.status_code == 422
    assert [(one["field"], one["sentence"][:44]) for one in answer.json["problems"]] == [
        ("observed_on", "Dato for observasjonen: Fyll ut dette feltet"),
        ("cycles-0-note", "Syklus 1, notater: Teksten inneholder et fød"),
    ]
    answer = desk.send(desk.tablet, **{"cycles-1-ended_at": "09:00"})
    assert [problem["field"] for problem in answer.json["problems"]] == ["cycles-1-ended_at"]
    answer = desk.send(desk.tablet, submission_id="nei")
    assert [problem["field"] for problem in answer.json["problems"]] == [""]
    assert Observation.select().count() == 0


def test_a_sent_sheet_is_told_what_was_marked(desk: Any) -> None:
    answer = desk.send(
        desk.tablet, **{"cycles-0-ended_at": "09:12", "cycles-1-note": "Liv og Emma lekte"}
    ).json
    assert [(w["field"], w["sentence"][:32]) for w in answer["warnings"]] == [
        ("observed_on", "Du hadde ikke gyldig sertifikat "),
        ("cycles-0-length_reason", "Syklus 1 varte i 12 minutter. Va"),
    ]
    assert [hint["field"] for hint in answer["hints"]] == ["cycles-1-note"]


STRANGE = [
    b"",
    b"null",
    b"[]",
    b"7",
    b'"tekst"',
    b"{",
    b"\xff\xfe",
    b"NaN",
    b"[" * 100_000,
    b'{"content": ' + b"9" * 5000 + b"}",
]


@pytest.mark.parametrize("body", STRANGE)
def test_a_body_that_cannot_be_read_is_answered_in_words(desk: Any, body: bytes) -> None:
    answer = desk.put(desk.tablet, body)
    assert (answer.status_code, list(answer.json)) == (400, ["sentence"])
    assert "Kladden kunne ikke leses" in answer.json["sentence"]


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("department_id", None, 400),
        ("department_id", "1", 400),
        ("department_id", True, 400),
        ("department_id", -1, 400),
        ("department_id", 1.5, 400),
        ("department_id", 2**31, 400),
        ("department_id", 10**30, 400),
        ("department_id", 2**31 - 1, 404),
        ("instrument_id", [], 400),
        ("instrument_id", 2**31 - 1, 404),
        ("visit_id", "x", 400),
        ("visit_id", 2**31 - 1, 404),
        ("corrects", {}, 400),
        ("corrects", 2**31 - 1, 404),
        ("version", None, 400),
        ("version", "0", 400),
        ("version", 3, 404),
        ("is_practice", "ja", 400),
        ("is_practice", 1, 400),
        ("device", 7, 400),
        ("device", None, 400),
        ("content", None, 400),
        ("content", [], 400),
        ("content", {"cycles-0-note": 5}, 400),
        ("content", {"cycles-0-note": None}, 400),
        ("content", {"cycles-0-note": ["x"]}, 400),
        ("content", {"cycles-0-note": "\ud800"}, 422),
        ("content", {"cycles-0-note": "x" * 8001}, 422),
        ("content", {f"cycles-{n}-note": "ø" * 8000 for n in range(8)}, 413),
        ("content", {"cycles-0-note": "x" * 800_000}, 413),
        ("content", {"cycles-0-note": "\0\x1b"}, 200),
        ("content", {"ukjent": "x", "": "y"}, 200),
        ("content", {}, 200),
        ("device", "\ud800\0", 200),
    ],
)
def test_each_value_is_judged(desk: Any, name: str, value: Any, status: int) -> None:
    answer = desk.put(desk.tablet, desk.body(**{name: value}))
    assert answer.status_code == status
    assert answer.is_json
    assert Draft.select().count() == (1 if status in (200, 422) else 0)


@pytest.mark.parametrize("key", ["nei", "123", "a" * 400, "%20", "%2e", "%00"])
def test_a_key_that_is_none_is_answered(desk: Any, key: str) -> None:
    assert desk.put(desk.tablet, desk.body(), key).status_code in (400, 404)
    assert desk.tablet.get(desk.path(key)).status_code in (400, 404)
    assert desk.tablet.post(desk.path(key) + "/discard").status_code in (400, 404)
    assert Draft.select().count() == 0


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
        max_leaves=8,
    ),
    st.sampled_from(
        ["department_id", "instrument_id", "visit_id", "corrects", "version", "is_practice",
         "device", "content", "tillegg"]
    ),
)  # fmt: skip
def test_whatever_is_sent_is_answered(desk: Any, value: Any, name: str) -> None:
    answer = desk.put(desk.tablet, desk.body(**{name: value}), str(uuid.uuid4()))
    assert answer.status_code in (200, 400, 404, 422)
    assert answer.is_json


def test_a_body_beyond_the_whole_houses_limit_is_refused(desk: Any) -> None:
    answer = desk.put(desk.tablet, b" " * 6_000_001)
    assert answer.status_code == 413
    assert answer.is_json


def test_without_a_login_nothing_is_told(desk: Any) -> None:
    desk.put(desk.tablet, desk.body())
    stranger = Browser(desk.app)
    for path in (desk.path(), "/observations/drafts", "/observations/drafts/device"):
        answer = stranger.get(path, headers=JSON)
        assert (answer.status_code, answer.json) == (401, {})
        assert stranger.get(path).status_code == 302
    answer = desk.put(stranger, desk.body(1, "Fremmed"))
    assert (answer.status_code, answer.json) == (401, {})
    answer = stranger.post(desk.address, sheet(), headers=JSON)
    assert (answer.status_code, answer.json) == (401, {})
    assert Draft.get().content == {"cycles-0-note": "Rolig ved bordet"}


def test_an_expired_login_keeps_the_draft_and_goes_on_after_the_next(desk: Any) -> None:
    desk.put(desk.tablet, desk.body())
    desk.moment = NOW + timedelta(hours=13)
    assert desk.put(desk.tablet, desk.body(1, "Etter økten")).status_code == 401
    desk.moment = NOW + timedelta(minutes=1)
    again = Browser(desk.app, desk.ada)
    assert desk.put(again, desk.body(1, "Etter økten")).json["version"] == 2


def test_a_stale_token_is_answered_with_a_fresh_one(desk: Any) -> None:
    answer = desk.tablet.client.put(
        desk.path(), data=json.dumps(desk.body()), content_type="application/json"
    )
    assert answer.status_code == 400
    assert answer.json["sentence"] == "Siden har ligget for lenge. Prøv igjen."
    fresh = desk.tablet.client.put(
        desk.path(),
        data=json.dumps(desk.body()),
        content_type="application/json",
        headers={"X-CSRFToken": answer.json["csrf"]},
    )
    assert fresh.status_code == 200


def test_another_site_gets_no_token(desk: Any) -> None:
    answer = desk.tablet.client.put(
        desk.path(),
        data=json.dumps(desk.body()),
        content_type="application/json",
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert (answer.status_code, answer.json) == (400, {})


def test_somebody_elses_draft_is_like_a_missing_one(desk: Any) -> None:
    desk.put(desk.tablet, desk.body())
    missing = str(uuid.uuid4())
    assert desk.put(desk.bo, desk.body(1, "Bo")).status_code == 404
    for headers in (JSON, {}):
        foreign = desk.bo.get(desk.path(), headers=headers)
        none = desk.bo.get(desk.path(missing), headers=headers)
        assert foreign.status_code == none.status_code == 404
    assert desk.bo.get(f"{desk.address}?draft={desk.key}", follow_redirects=True).status_code == 404
    assert desk.bo.post(desk.path() + "/discard").status_code == 404
    assert desk.bo.get("/observations/drafts", headers=JSON).json == []
    assert Draft.get().content == {"cycles-0-note": "Rolig ved bordet"}


@pytest.mark.parametrize("role", ["staff", "leader", "director", "mentor", "coordinator"])
def test_drafts_are_for_observers(desk: Any, role: str) -> None:
    room = desk.room if role == "leader" else None
    place = None if role == "coordinator" else desk.kindergarten
    browser = Browser(desk.app, an_identity(role, place, room))
    assert browser.get("/observations/drafts").status_code == 403
    assert desk.put(browser, desk.body()).status_code == 403


def test_the_list_is_ones_own(desk: Any) -> None:
    assert "Ingen kladder" in desk.tablet.get("/observations/drafts").text
    desk.put(desk.tablet, desk.body())
    practice = str(uuid.uuid4())
    desk.moment = NOW + timedelta(minutes=2)
    desk.put(desk.tablet, desk.body(is_practice=True), practice)
    rows = desk.laptop.get("/observations/drafts", headers=JSON).json
    assert [(row["key"], row["is_practice"]) for row in rows] == [
        (practice, True),
        (desk.key, False),
    ]
    assert set(rows[0]) == {
        "key", "url", "department", "kindergarten", "is_practice", "version", "saved_at",
    }  # fmt: skip
    page = desk.laptop.get("/observations/drafts").text
    assert page.count('<th scope="row"><a href="/observations/drafts/') == 2
    assert "15.10.2025 kl. 11.02" in page
    assert ">Øvelse</span>" in page
    assert "Ikke sendt" not in page
    desk.moment = NOW + timedelta(days=31)
    again = Browser(desk.app, desk.ada)
    LoginSession.update(seen_at=desk.moment, created_at=desk.moment).execute()
    assert again.get("/observations/drafts").text.count("Ikke sendt") == 1


def test_the_list_takes_the_same_queries_for_one_and_for_three(
    desk: Any, count_queries: Any
) -> None:
    totals = []
    for number in (1, 3):
        while Draft.select().count() < number:
            desk.put(desk.tablet, desk.body(), str(uuid.uuid4()))
        with count_queries() as statements:
            desk.tablet.get("/observations/drafts")
        totals.append(len(statements))
    assert totals == [3, 3]


def test_a_draft_is_discarded_for_good(desk: Any) -> None:
    desk.put(desk.tablet, desk.body())
    page = desk.tablet.post(desk.path() + "/discard", follow_redirects=True)
    assert "Kladden er forkastet." in page.text
    assert Draft.select().count() == 0
    assert desk.put(desk.laptop, desk.body(1, "Etterpå")).status_code == 404
    assert desk.put(desk.laptop, desk.body(0, "Begynt på nytt")).status_code == 200
    answer = desk.tablet.post(desk.path() + "/discard", headers=JSON)
    assert (answer.status_code, answer.json) == (200, {})
    assert desk.tablet.post(desk.path() + "/discard").status_code == 404
    assert desk.tablet.client.post(desk.path() + "/discard").status_code == 400


def test_a_device_is_given_a_secret_of_the_accounts_own(desk: Any) -> None:
    path = "/observations/drafts/device"
    one, two, other = (browser.get(path).json for browser in (desk.tablet, desk.laptop, desk.bo))
    assert len(base64.b64decode(one["secret"])) == 32
    assert (one["secret"], one["owner"]) == (two["secret"], two["owner"])
    assert one["secret"] != other["secret"]
    assert one["owner"] != other["owner"]
    assert base64.b64decode(one["secret"]).hex() != one["owner"]
    assert one["expires_days"] == 7
    answer = desk.tablet.client.put(
        desk.path(),
        data=json.dumps(desk.body()),
        content_type="application/json",
        headers={"X-CSRFToken": desk.tablet.get(path).json["csrf"]},
    )
    assert answer.status_code == 200
    assert desk.tablet.get(path).headers["Cache-Control"] == "no-store"
    assert desk.tablet.post(path).status_code == 405


def test_pages_answer_a_script_without_a_page(desk: Any) -> None:
    for path, status in (("/observations/XXXX-XXXX", 404), ("/programme", 403), ("/nei", 404)):
        answer = desk.tablet.get(path, headers=JSON)
        assert (answer.status_code, answer.json) == (status, {})
        assert desk.tablet.get(path).mimetype == "text/html"


def test_the_fields_of_a_sheet_survive_the_way_there_and_back(desk: Any) -> None:
    content = {name: value for name, value in sheet().items() if name != "submission_id" and value}
    assert desk.put(desk.tablet, desk.body(content=content)).status_code == 200
    assert desk.laptop.get(desk.path(), headers=JSON).json["content"] == content
    page = desk.laptop.get(f"{desk.address}?draft={desk.key}").text
    assert page.count('value="5" checked') == 3 * len(dimension_ids())


def test_a_correction_is_kept_and_gone_on_with_on_its_own_page(desk: Any) -> None:
    desk.send(desk.tablet)
    reference = Observation.get().reference
    path, key = f"/observations/{reference}/correct", str(uuid.uuid4())
    draft = {"submission_id": key, "save": "draft", "reason": "Feil skår"}
    answer = desk.tablet.post(path, draft | {"cycles-0-note": "Rettet"}, follow_redirects=True)
    assert "Rettelsen er lagret som kladd kl. 11.00." in answer.text
    assert ">Rettelse</span>" in desk.laptop.get("/observations/drafts").text
    opened = desk.laptop.get(desk.path(key), follow_redirects=True)
    assert opened.request.path == path
    assert "Feil skår" in opened.text
    assert "Rettet" in opened.text
    assert f'name="submission_id" value="{key}"' in opened.text
    stale = desk.tablet.post(path, draft | {"cycles-0-note": "En annen"})
    assert (stale.status_code, "lagret på en annen enhet" in stale.text) == (422, True)
    assert 'name="draft_version" value="1"' in stale.text
    wrong = desk.tablet.post(path, draft | {"draft_version": "1", "reason": f"Ring {ID}"})
    assert (wrong.status_code, "fødselsnummer" in wrong.text) == (422, True)
    assert Draft.get().content == {"reason": "Feil skår"}
    other = sheet() | {"submission_id": key, "reason": "Feil skår", "seen": "1"}
    sent = desk.tablet.post(path, other | {"cycles-0-note": "Rettet"})
    assert (sent.status_code, Draft.select().count()) == (303, 0)
    late = desk.put(desk.laptop, desk.body(1, corrects=Observation.get().id), key)
    assert (late.status_code, late.json["url"]) == (410, f"/observations/{reference}")
    assert desk.bo.get(f"{path}?draft={key}").status_code == 404


def test_a_draft_of_something_else_is_no_draft_of_a_correction(desk: Any) -> None:
    desk.send(desk.tablet)
    other = str(uuid.uuid4())
    desk.put(desk.tablet, desk.body(), other)
    path = f"/observations/{Observation.get().reference}/correct"
    assert desk.tablet.get(f"{path}?draft={other}").status_code == 404
    assert desk.tablet.get(path).status_code == 200


def test_a_correction_is_hinted_at_and_kept(desk: Any) -> None:
    desk.send(desk.tablet)
    path = f"/observations/{Observation.get().reference}/correct"
    answers = sheet() | {"reason": "Feil skår", "seen": "1", "cycles-0-note": "Emma lekte"}
    page = desk.tablet.post(path, answers, follow_redirects=True).text
    assert "Her kan navnet på et barn stå." in page
    assert Cycle.get(Cycle.number == 1).note == "Emma lekte"

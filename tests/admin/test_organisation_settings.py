"""Settings: shown, foreseen, chosen, taken back; seldom a query, and never an unsafe value."""

import re
import uuid
from typing import Any

import pytest

from collect import organisation_settings as settings
from collect.config import Config
from collect.models.journal import JournalEntry
from collect.models.observations import Observation
from collect.models.organisation_settings import SettingChange
from tests import factories as make
from tests.admin.towns import PAGE, a_town, change, observe
from tests.forms.test_pages_observations import sheet
from tests.web import Browser


@pytest.fixture
def town(house: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Two processes on one database."""
    monkeypatch.setenv("TETTPAA_DATABASE_URL", house)
    return a_town(house)


def test_a_change_is_foreseen_before_it_is_made_and_told_afterwards(town):
    path = f"{PAGE}change/?name=cycles"
    shown = town.kari.post(path, {"cycles": "4"}).text
    assert "Fra 3 til 4." in shown
    assert "beholder antallet de begynte med" in shown
    assert SettingChange.select().count() == 0
    change(town, "cycles", "4")
    page = town.there.get(path).text
    assert "«Sykluser i en observasjon» er endret." in town.kari.get(path).text
    row = SettingChange.get()
    assert (row.before, row.after, row.actor, row.changed_at) == (
        *("3", "4", "Kari Nordmann"),
        make.NOW,
    )
    assert "15.10.2025 kl. 11.00" in page
    assert "Bruk standarden: 3" in page
    assert re.search(r"4 <span class=\"status warn\">Endret</span>", town.there.get(PAGE).text)
    line = JournalEntry.get(JournalEntry.act == "setting.change")
    assert (line.old["value"], line.new["value"]) == ("3", "4")
    assert "Endret innstilling" in town.there.get("/admin/journal/").text
    back = town.kari.post(path, {"reset": "1"}).text
    assert "Fra 4 til 3." in back
    sent = {"reset": "1", "confirmed": "1", "seen": "1"}
    assert town.kari.post(path, sent).status_code == 303
    assert (SettingChange.select().count(), "Bruk standarden" in town.there.get(path).text) == (
        2,
        False,
    )
    assert 'id="cycle-3"' not in observe(town)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("cycles", "0", "Skriv et helt tall fra 1 til 8."),
        ("cycles", "²", "Skriv et helt tall fra 1 til 8."),
        ("cycles", "3", "Dette gjelder allerede."),
        ("letter_days", "0", "Skriv et helt tall fra 30 til 1825."),
        ("practice_days", "-1", "Skriv et helt tall fra 1 til 60."),
        ("municipality", " ", "Fyll ut dette feltet."),
        ("municipality", "x" * 201, "høyst 200 tegn"),
        ("guide_url", "javascript:alert(1)", "Skriv hele nettadressen"),
        ("guide_url", "https://[", "Skriv hele nettadressen"),
        ("cycle_min_minutes", "25", "Minuttene må stige: for kort (10), minst (25), høyst (20)."),
        ("public_courses", "kanskje", "Velg i listen."),
    ],
)
def test_an_unsafe_value_is_refused_in_words_with_and_without_the_preview(
    town, name, value, sentence
):
    for more in ({}, {"confirmed": "1", "seen": "0"}):
        answer = town.kari.post(f"{PAGE}change/?name={name}", {name: value} | more)
        assert answer.status_code == 422
        assert sentence in answer.text
    assert SettingChange.select().count() == 0


def test_a_change_on_a_page_that_somebody_overtook_is_refused(town):
    change(town, "cycles", "4")
    for seen in ("0", "x", ""):
        sent = {"cycles": "2", "confirmed": "1", "seen": seen}
        answer = town.kari.post(f"{PAGE}change/?name=cycles", sent)
        assert (answer.status_code, "Noen andre har endret dette" in answer.text) == (422, True)
    assert SettingChange.select().count() == 1


def test_none_but_the_coordinator_sees_or_changes_settings(town):
    for role in ("director", "course_admin", "sysadmin", "observer"):
        placed = role in ("director", "observer")
        who = make.an_identity(role, town.home if placed else None)
        browser = Browser(town.there.client.application, who)
        path = f"{PAGE}change/?name=cycles"
        answers = [browser.get(PAGE), browser.get(path), browser.post(path, {"cycles": "4"})]
        assert [answer.status_code for answer in answers] == [403] * 3, role
    assert town.kari.get(f"{PAGE}change/?name=secret_key").status_code == 404


def test_settings_cost_no_query_until_one_is_changed_and_one_from_then_on(town, count_queries):
    def asked(browser: Any, path: str) -> int:
        browser.get(path)
        with count_queries() as queries:
            browser.get(path)
        return len(queries)

    known, strange = asked(town.ada, "/account"), asked(town.stranger, "/privacy")
    change(town, "cycles", "4")
    assert asked(town.ada, "/account") == known + 1
    assert (strange, asked(town.stranger, "/privacy")) == (1, 1)
    with count_queries() as queries:
        town.kari.get(PAGE)
    assert sum("setting_change" in text for text in queries) == 3  # session, values, numbers


def test_a_value_that_would_be_refused_today_is_passed_over(town):
    for n, (name, value) in enumerate((("cycles", "99"), ("gone", "1"), ("cycle_hard_min", "18"))):
        SettingChange.create(
            name=name, number=n, value=value, before="", after="", changed_at=make.NOW, actor=""
        )
    machine = Config()
    assert settings.laid_over(machine) == machine


@pytest.mark.parametrize("number", [2, 4])
def test_so_many_cycles_as_are_asked_make_an_observation_whole(town, number):
    change(town, "cycles", str(number))
    address = f"/observations/new/{town.room.id}/{make.an_instrument().id}"
    assert f'name="cycles" value="{number}"' in observe(town)
    answers = sheet(cycles=str(number))
    for name in [name for name in answers if name.startswith("cycles-")]:
        _, n, field = name.split("-", 2)
        if int(n) >= number:
            del answers[name]
        elif n == "2" and number == 4:
            later = {"started_at": "13:00", "ended_at": "13:18"}
            answers[f"cycles-3-{field}"] = later.get(field, answers[name])
    assert town.ada.post(address, answers).status_code == 303
    row = Observation.get()
    assert (row.cycles_required, row.cycles.count()) == (number, number)
    assert "Ufullstendig" not in town.ada.get(f"/observations/{row.reference}").text


def test_a_sheet_that_was_open_keeps_the_cycles_it_began_with(town):
    address = f"/observations/new/{town.room.id}/{make.an_instrument().id}"
    begun = sheet(cycles="3")
    change(town, "cycles", "2")
    assert town.ada.post(address, begun).status_code == 303
    assert (Observation.get().cycles_required, Observation.get().cycles.count()) == (3, 3)
    forged = sheet(cycles="1", observed_on="2025-10-13")
    town.ada.post(address, forged)
    assert [row.cycles_required for row in Observation.select().order_by(Observation.id)] == [3, 3]


def test_a_draft_keeps_the_cycles_it_began_with(town):
    address = f"/observations/new/{town.room.id}/{make.an_instrument().id}"
    key = str(uuid.uuid4())
    kept = {"submission_id": key, "save": "draft", "cycles": "3", "cycles-0-note": "Frilek"}
    old = {"submission_id": str(uuid.uuid4()), "save": "draft", "cycles-2-note": "Uten tall"}
    assert [town.ada.post(address, one).status_code for one in (kept, old)] == [303, 303]
    for number in ("4", "2"):
        change(town, "cycles", number)
        page = town.ada.get(f"{address}?draft={key}").text
        assert ('id="cycle-2"' in page, 'id="cycle-3"' in page) == (True, False)
    assert "Uten tall" in town.ada.get(f"{address}?draft={old['submission_id']}").text

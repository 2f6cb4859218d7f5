"""A leader sets a goal after the feedback, looks back at it and closes it, on a phone; each page is for everyone."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.stories.conftest import press
from tests.stories.test_accessibility import LOOKS, judge

pytestmark = pytest.mark.story
Visit = Callable[..., Any]


def test_a_goal_from_feedback_to_evaluation(visit: Visit) -> None:
    page = visit("leader", 360, reduced_motion="reduce")
    faults = []

    def look(where: str) -> None:
        faults.extend(judge(page, where, LOOKS[::3]))
        page.set_viewport_size({"width": 360, "height": 800})

    page.goto("/plans/new")
    look("choose")
    page.goto("/plans/new")
    page.get_by_role("link", name=re.compile("Fra observasjonen")).first.click()
    look("dimension")
    page.get_by_role("link", name="Negativt klima").click()
    assert page.locator(".facts").get_by_text("lav er bra").count() == 1
    look("new")
    press(page, "Sett målet")
    assert page.locator("#problems").is_visible()
    look("new, refused")
    page.get_by_label("Mål", exact=True).fill("Vi snakker rolig, også når det haster")
    page.get_by_label("Hva skal gjøres?").first.fill("Avtale et tegn")
    press(page, "Sett målet")
    assert page.get_by_role("heading", name="Målet er satt").count() == 1
    look("set")
    address = page.url.partition("?")[0]

    press(page, "Marker som gjort")
    assert page.locator("#actions + ol .status").inner_text().startswith("Gjort")
    page.get_by_role("link", name="Se tilbake", exact=True).click()
    page.get_by_label("Hva ser dere?").fill("Det er roligere i garderoben.")
    look("check")
    press(page, "Lagre tilbakeblikket")
    assert page.get_by_text("Det er roligere i garderoben.").count() == 1

    page.get_by_role("link", name="Vurder målet").click()
    assert page.get_by_text("Hjalp det?").count() == 0
    press(page, "Fortsett")
    look("seen, refused")
    page.get_by_label("Vi så dette").check()
    page.get_by_label("Det vi så").fill("Færre beskjeder på tvers av rommet")
    press(page, "Fortsett")
    look("helped")
    page.get_by_label("Delvis").check()
    press(page, "Avslutt målet")
    assert page.url.startswith(address)
    assert page.get_by_text("Færre beskjeder på tvers av rommet").count() == 1
    look("evaluated")
    page.goto("/plans")
    look("overview")
    assert not faults, "\n".join(faults)


def test_everything_is_there_without_scripts_and_on_paper(visit: Visit) -> None:
    page = visit("director", java_script_enabled=False)
    page.goto("/plans")
    page.locator("a.task").first.click()
    title = page.locator("h1").inner_text()
    page.get_by_role("link", name="Legg til tiltak").click()
    page.get_by_label("Hva skal gjøres?").fill("Ta det opp på ledermøtet i mars")
    press(page, "Lagre")
    assert page.get_by_text("Ta det opp på ledermøtet i mars").count() >= 1
    page.emulate_media(media="print")
    assert page.locator("h1").inner_text() == title
    acts = page.locator("main button, main a.button, main .doing").all()
    assert len(acts) > 4
    assert not any(act.is_visible() for act in acts)

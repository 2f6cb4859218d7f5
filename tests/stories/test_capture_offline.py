"""Nothing typed is lost: no network, a killed browser, a fallen server, an ended session, two tabs, two devices."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.stories.conftest import FLAGS
from tests.stories.tablet import (
    RAW,
    House,
    fill_cycle,
    kill,
    log_in,
    note,
    open_sheet,
    ready,
    saved,
    send,
    until,
)
from tests.stories.test_accessibility import judge

pytestmark = pytest.mark.story
USUAL = {"locale": "nb-NO", "timezone_id": "Europe/Oslo", "service_workers": "allow"}
Tablet = Callable[..., Any]
CANARY = "Kanarifugl"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("tablet") / "tablet.db")
    house.start()
    yield house
    house.stop()


@pytest.fixture
def tablet(house: House, chromium: Any) -> Iterator[Tablet]:
    """A tablet of its own, logged in; scripts that fail fail the story."""
    contexts, errors = [], []

    def take(role: str | None = "observer", **options: Any) -> Any:
        size = {"width": 768, "height": 1024}
        context = chromium.new_context(viewport=size, base_url=house.address, **(USUAL | options))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda e: errors.append(str(e)))
        if role:
            log_in(page, role)
        return page

    yield take
    for context in contexts:
        context.close()
    assert errors == []


def raw(page: Any) -> str:
    return str(page.evaluate(RAW))


def test_every_keystroke_is_on_the_server_within_two_seconds(tablet: Tablet, house: House) -> None:
    page = open_sheet(tablet())
    assert not page.locator("#saved").is_visible()
    note(page).press_sequentially("Rolig stemme", delay=20)
    assert until(lambda: house.note(), "Rolig stemme") < 2
    saved(page, "Lagret kl. ")
    for (
        letter
    ) in " ved bordet, lenge etter lenge, uten pause":  # one who never stops is safe as well
        page.keyboard.type(letter)
        page.wait_for_timeout(60)
    assert "ved bordet" in (house.note() or "")
    until(lambda: house.note(), "Rolig stemme ved bordet, lenge etter lenge, uten pause")
    saved(page, "Lagret kl. ")
    until(lambda: '"sealed"' in raw(page), False)
    page.reload()
    assert note(page).input_value() == "Rolig stemme ved bordet, lenge etter lenge, uten pause"
    page.locator("#saved").filter(has_text="Lagret kl. ").wait_for()


def test_without_a_network_it_lies_on_the_device_and_is_locked(
    tablet: Tablet, house: House
) -> None:
    page = open_sheet(tablet(), 2)
    page.context.set_offline(True)
    note(page).fill(f"{CANARY} ved bordet")
    saved(page, "Lagret bare på denne enheten")
    assert page.locator("#told").inner_text() == "Lagret bare på denne enheten"
    lies = raw(page)
    assert '"sealed"' in lies
    assert CANARY not in lies
    assert (house.note() or "") != f"{CANARY} ved bordet"
    page.context.set_offline(False)
    until(lambda: house.note(), f"{CANARY} ved bordet")
    saved(page, "Lagret kl. ")
    until(lambda: '"sealed"' in raw(page), False)


def test_a_killed_browser_loses_nothing_and_the_sheet_is_sent_once(
    house: House, chromium: Any, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    found = {"executable_path": "/usr/bin/chromium", "args": FLAGS, "base_url": house.address}
    starts = chromium.browser_type.launch_persistent_context
    context = starts(str(profile), **found, **USUAL)
    page = context.pages[0]
    log_in(page)
    today = datetime.now(ZoneInfo("Europe/Oslo")).replace(hour=10, minute=0, second=5)
    page.clock.install(time=today)
    address = ready(open_sheet(page, 3))
    fill_cycle(page)
    saved(page, "Lagret kl. ")
    context.set_offline(True)
    note(page, 1).fill(f"{CANARY} midt i syklus to")
    page.get_by_role("button", name="Start syklus 2").click()
    page.clock.run_for(1_000)
    saved(page, "Lagret bare på denne enheten")
    kill(profile)
    assert not any(
        CANARY.encode() in f.read_bytes() for f in profile.glob("**/IndexedDB/**/*") if f.is_file()
    )
    context = starts(str(profile), **found, **USUAL, offline=True)
    page = context.pages[0]
    page.clock.install(time=today + timedelta(minutes=12))
    page.goto(address)
    page.get_by_text("Du fortsetter på det du skrev her sist").wait_for()
    assert page.locator("#cycles-1-note").input_value() == f"{CANARY} midt i syklus to"
    assert page.locator("#cycle-1").get_by_text("12 min", exact=True).is_visible()
    assert page.locator("#cycles-0-started_at").input_value() == "00:01"
    before = house.observations()
    fill_cycle(page, 1)
    send(page)
    page.get_by_role("heading", name="Klar – sendes når nettet er tilbake").wait_for()
    page.clock.run_for(1_000)
    assert house.observations() == before
    context.set_offline(False)
    page.get_by_role("link", name="Logg inn").click()  # the session died with the browser
    log_in(page)
    page.get_by_role("heading", name="Observasjonen er sendt").wait_for()
    assert house.observations() == before + 1
    page.get_by_role("link", name="Se kvitteringen").click()
    page.get_by_role("heading", name="Observasjonen er mottatt").wait_for()
    assert page.get_by_text(f"{CANARY} midt i syklus to").is_visible()
    assert house.observations() == before + 1
    assert '"sealed"' not in raw(page) or CANARY not in raw(page)
    context.close()


def test_two_tabs_do_not_write_over_each_other(tablet: Tablet, house: House) -> None:
    first = open_sheet(tablet(), 4)
    note(first).fill("Skrevet i den første")
    saved(first, "Lagret kl. ")
    second = first.context.new_page()
    second.goto(first.url)
    second.get_by_role("heading", name="Arket er åpent i en annen fane").wait_for()
    note(first).press("End")
    first.keyboard.type(" fanen")
    second.get_by_role("button", name="Ta over her").click()
    first.get_by_role("heading", name="Arket er åpent i en annen fane").wait_for()
    second.get_by_role("heading", name="Arket er åpent i en annen fane").wait_for(state="hidden")
    assert note(second).input_value() == "Skrevet i den første fanen"
    note(second).fill("Skrevet i den andre")
    until(lambda: house.note(), "Skrevet i den andre")
    assert second.locator("#conflict").count() == 0
    assert first.locator("#sheet").evaluate("form => form.inert")


def test_two_devices_are_shown_side_by_side(tablet: Tablet, house: House) -> None:
    here = open_sheet(tablet(reduced_motion="reduce"), 5)
    note(here).fill("Fra begge")
    saved(here, "Lagret kl. ")
    key = here.url.partition("draft=")[2]
    there = tablet()
    there.goto(f"/observations/drafts/{key}")
    there.locator("#sheet.live").wait_for()
    note(there).fill("Fra den andre enheten")
    there.locator("#cycles-0-activity").fill("Frilek")
    saved(there, "Lagret kl. ")
    until(lambda: house.note(), "Fra den andre enheten")
    note(here).fill("Fra denne enheten")
    box = here.locator("#conflict")
    box.wait_for()
    saved(here, "Lagret bare på denne enheten")
    assert house.note() == "Fra den andre enheten"
    words = box.locator("tbody").inner_text()
    assert "Syklus 1: Notater" in words
    assert "Fra denne enheten" in words
    assert "Fra den andre enheten" in words
    faults = list(judge(here, "two versions"))
    assert not faults, "\n".join(faults)
    here.set_viewport_size({"width": 768, "height": 1024})
    # what only the other device changed is chosen beforehand; for the notes one chooses
    assert box.locator("tr", has_text="Aktivitet").get_by_role("radio").nth(1).is_checked()
    box.get_by_label("Behold begge tekstene").check()
    box.get_by_role("button", name="Bruk det jeg har valgt").click()
    until(lambda: house.note(), "Fra den andre enheten\n\nFra denne enheten")
    assert house.note("cycles-0-activity") == "Frilek"
    saved(here, "Lagret kl. ")
    assert note(here).input_value() == "Fra den andre enheten\n\nFra denne enheten"


def test_a_session_that_ends_while_one_writes(tablet: Tablet, house: House) -> None:
    page = open_sheet(tablet(), 6)
    note(page).fill("Før økten gikk ut")
    saved(page, "Lagret kl. ")
    house.forget_logins()
    note(page).fill("Etter at økten gikk ut")
    page.get_by_role("heading", name="Du er logget ut").last.wait_for()
    saved(page, "Lagret bare på denne enheten")
    other = page.context.new_page()
    log_in(other)  # in another tab: the sheet goes on by itself
    until(lambda: house.note(), "Etter at økten gikk ut")
    saved(page, "Lagret kl. ")
    house.forget_logins()
    other.close()
    note(page).fill("Etter enda en gang")
    page.get_by_role("link", name="Logg inn").click()  # in the same tab: it comes back
    log_in(page)
    page.locator("#sheet.live").wait_for()
    assert note(page).input_value() == "Etter enda en gang"
    until(lambda: house.note(), "Etter enda en gang")


def test_a_sheet_that_is_sent_after_the_session_ended(tablet: Tablet, house: House) -> None:
    page = open_sheet(tablet(), 7)
    fill_cycle(page)
    saved(page, "Lagret kl. ")
    before = house.observations()
    house.forget_logins()
    send(page)
    page.get_by_role("heading", name="Du er logget ut").last.wait_for()
    page.get_by_role("link", name="Logg inn").click()
    log_in(page)
    page.get_by_role("heading", name="Observasjonen er sendt").wait_for()
    assert house.observations() == before + 1


def test_a_server_that_falls_and_rises(tablet: Tablet, house: House) -> None:
    page = open_sheet(tablet(), 8)
    note(page).fill("Før den falt")
    saved(page, "Lagret kl. ")
    house.stop()
    note(page).fill("Mens den lå nede")
    saved(page, "Lagret bare på denne enheten")
    page.reload()
    page.locator("#sheet.live").wait_for()
    assert note(page).input_value() == "Mens den lå nede"
    fill_cycle(page)
    send(page)
    page.get_by_role("heading", name="Klar – sendes når nettet er tilbake").wait_for()
    page.goto("/observations")
    page.get_by_role("heading", name="Du er uten nett").wait_for()
    page.get_by_role("heading", name="Venter på å bli sendt").wait_for()
    before = house.observations()
    house.start()
    page.goto("/observations")  # any page sends what waits
    until(house.observations, before + 1)
    page.locator("#waiting").wait_for(state="hidden")
    assert page.get_by_role("heading", name="Observasjoner").count() == 1
    page.reload()
    page.wait_for_load_state("networkidle")
    assert house.observations() == before + 1

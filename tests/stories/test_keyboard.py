"""Whole journeys with the keyboard alone, and a focus that can be seen at every step."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.stories.conftest import LOGINS, PASSWORD
from tests.stories.test_accessibility import judge
from tests.stories.test_main_journey import rows

pytestmark = pytest.mark.story
Visit = Callable[..., Any]

FOCUS = """() => {
  const here = document.activeElement;
  const place = here.closest(".scale label") ?? here;
  const style = getComputedStyle(place);
  const box = place.getBoundingClientRect();
  const label = here.labels?.[0]?.querySelector(":scope > span:not(.optional)") ?? here.labels?.[0];
  return {
    name: (here.ariaLabel ?? label?.innerText ?? here.innerText).trim(),
    group: here.closest("fieldset")?.querySelector("legend").innerText ?? "",
    tag: here.localName,
    isShown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isInView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def focus(page: Any) -> dict[str, Any]:
    """Return what has the focus; it can be seen."""
    found: dict[str, Any] = page.evaluate(FOCUS)
    assert found["isShown"], f"no outline on {found}"
    assert found["isInView"], f"out of sight: {found}"
    return found


def tab_to(page: Any, *words: str) -> dict[str, Any]:
    """Press Tab until the focus stands on what holds these words."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue  # round the corner, through the browser's own bar
        here = focus(page)
        if here["tag"] != "div" and all(word in here["name"] for word in words):
            return here
    pytest.fail(f"no way by Tab to {words} on {page.url}")


def press(page: Any) -> None:
    """Follow or press what has the focus, and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def check_receipt(page: Any) -> None:
    """Judge a page that only one who has just sent something sees."""
    page.emulate_media(reduced_motion="reduce")
    assert list(judge(page, "receipt")) == []
    page.set_viewport_size({"width": 1280, "height": 800})


def log_in(page: Any, role: str) -> None:
    """Log in with the keyboard."""
    page.goto("/login")
    tab_to(page, "E-post")
    page.keyboard.type(f"{LOGINS[role]}@tettpaa.example")
    tab_to(page, "Passord")
    page.keyboard.type(PASSWORD)
    tab_to(page, "Logg inn")
    press(page)
    assert "Hei, " in page.locator("h1").inner_text()


def test_the_first_stop_leads_past_the_menu(visit: Visit) -> None:
    page = visit("coordinator")
    for path in ("/", "/programme", "/admin/"):
        page.goto(path)
        page.keyboard.press("Tab")
        assert focus(page)["name"] == "Hopp til innholdet"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_worker_takes_a_seat_and_gives_it_back(visit: Visit, served: Any) -> None:
    page = visit(None)
    log_in(page, "staff")
    tab_to(page, "Kurs")
    press(page)
    tab_to(page, "ledige plasser", "fagarbeidere")
    press(page)
    tab_to(page, "Allergier")
    page.keyboard.type("Egg")
    tab_to(page, "Send påmelding")
    press(page)
    reference = page.locator(".reference").inner_text()
    check_receipt(page)
    tab_to(page, "Trekk påmeldingen")
    press(page)
    kept = rows(served[1], "SELECT status, needs FROM registration WHERE reference = ?", reference)
    assert kept == [("withdrawn", "Egg")]


def test_an_observer_scores_a_cycle_with_the_arrows(visit: Visit, served: Any) -> None:
    page = visit("observer")
    page.goto("/observations/new")
    while tab_to(page, "")["tag"] != "select":
        pass
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    tab_to(page, "Fortsett")
    press(page)
    if "Velg" in page.locator("h1").inner_text():
        while page.evaluate("document.activeElement.closest('.acts') === null"):
            tab_to(page, "")
        press(page)
    # an English browser asks for a or p as well, a Norwegian one takes no notice of it
    for name, answer in (("Start", "0900a"), ("Slutt", "0918a"), ("Voksne", "3"), ("Barn", "12")):
        while tab_to(page, name)["tag"] != "input":  # the clock's own button comes first
            pass
        page.keyboard.type(answer)
    scales = page.locator("#cycle-0 fieldset.score").count()
    for n in range(scales):
        here = tab_to(page, "Ikke satt")
        if n % 2:
            page.keyboard.press("5")
        else:
            for _ in range(6):
                page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowLeft")
        assert (focus(page)["name"], focus(page)["group"]) == ("5", here["group"])
    page.keyboard.press("Alt+PageUp")  # no step before the first
    assert focus(page)["group"] == here["group"]
    page.keyboard.press("Alt+PageDown")
    assert "Syklus 2" in focus(page)["name"]
    page.keyboard.press("End")
    assert "Send" in focus(page)["name"]
    tab_to(page, "Send observasjonen")
    press(page)
    check_receipt(page)
    reference = page.locator(".reference").inner_text()
    kept = rows(
        served[1],
        "SELECT s.value FROM score s JOIN observation o ON o.id = s.observation_id "
        "WHERE o.reference = ? AND s.value IS NOT NULL",
        reference,
    )
    assert kept == [(5,)] * scales


def test_a_director_declares_a_new_colleague(visit: Visit, served: Any) -> None:
    page = visit(None)
    log_in(page, "director")
    tab_to(page, "Nyansatte")
    press(page)
    tab_to(page, "Meld inn nyansatt")
    press(page)
    tab_to(page, "Meld inn og start planen")
    press(page)
    assert page.evaluate("document.activeElement.id") == "problems"
    tab_to(page, "avn")  # the first fault leads to its field
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "name"
    page.keyboard.type("Tone Tast")
    tab_to(page, "Stilling")
    page.keyboard.type("Ass")
    tab_to(page, "Første arbeidsdag")
    for _ in range(3):  # day, month and year, in whichever order the machine has them
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowRight")
    tab_to(page, "Meld inn og start planen")
    press(page)
    check_receipt(page)
    assert "Tone Tast er meldt inn" in page.locator("main").inner_text()
    assert rows(served[1], "SELECT COUNT(*) FROM person WHERE name = 'Tone Tast'") == [(1,)]


def test_a_coordinator_searches_the_office_and_opens_what_was_found(visit: Visit) -> None:
    page = visit("coordinator")
    tab_to(page, "Kontoret")
    press(page)
    tab_to(page, "Avdelinger")
    press(page)
    wanted = page.locator("main tbody th a").last.inner_text()
    tab_to(page, "Søk")
    page.keyboard.type(wanted)
    press(page)
    tab_to(page, wanted)
    press(page)
    assert page.locator("h1").inner_text() == wanted

"""The sheet as a tablet screen: one cycle at a time, its clock, and means by the server's own rule."""

import random
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collect.rules import scoring
from tests.stories.conftest import ROOT
from tests.stories.test_accessibility import LOOKS, judge

pytestmark = pytest.mark.story
Visit = Callable[..., Any]
MEANS = """async ([dimensions, sheets]) => {
  const rule = await import(new URL("scoring.js", document.querySelector("script[src*='/e-']").src));
  return sheets.map((cycles) => {
    const found = rule.means(dimensions, cycles);
    return [...found.dimensions.values(), ...found.domains.values()].map((mean) => rule.shown(mean, "."));
  });
}"""


def open_sheet(page: Any, index: int = 1) -> Any:
    """Choose a department and come to its sheet."""
    page.goto("/observations/new")
    page.get_by_label("Avdeling").select_option(index=index)
    page.get_by_role("button", name="Fortsett").click()
    page.locator("#sheet, .acts a.button.second").first.wait_for()
    if page.get_by_role("heading", name="Velg CLASS-versjon").count():
        page.locator(".acts a").first.click()
    page.locator("#sheet.live").wait_for()
    return page


def a_sheet(chance: random.Random, ids: list[int]) -> list[dict[str, int]]:
    """One to eight cycles, in which some scores may be missing."""
    share = chance.choice([0.0, 0.1, 0.9])
    return [
        {str(d): chance.randint(1, 7) for d in ids if chance.random() >= share}
        for _ in range(chance.randint(1, 8))
    ]


def by_the_rule(dimensions: list[dict[str, Any]], cycles: list[dict[str, int]]) -> list[str]:
    """What collect/rules/scoring.py makes of a sheet, with two decimals."""
    known = [scoring.Dimension(int(d["id"]), int(d["domain"]), d["isReversed"]) for d in dimensions]
    found = scoring.profile(known, [{int(k): v for k, v in c.items()} for c in cycles], 3)
    means = [*found.dimensions.values(), *found.domains.values()]
    return [str(shown) if (shown := scoring.shown(mean)) is not None else "–" for mean in means]


def test_the_page_computes_what_the_server_computes(visit: Visit) -> None:
    chance = random.Random(20261125)
    page = visit(None)
    page.goto("/privacy")
    domains = [1, 1, 1, 1, 2, 2, 2, 3, 3, 4]
    dimensions = [
        {"id": str(i), "domain": str(d), "isReversed": i == 2} for i, d in enumerate(domains, 1)
    ]
    sheets = [a_sheet(chance, list(range(1, 11))) for _ in range(1000)]
    # ties: 1.125 from eight cycles, 4.875 in a reversed domain, and nothing at all
    sheets += [[{"1": 1}] * 7 + [{"1": 2}], [{"1": 5, "2": 3, "3": 4, "4": 5}] * 2 + [{"4": 4}], []]
    found = page.evaluate(MEANS, [dimensions, sheets])
    wanted = [by_the_rule(dimensions, cycles) for cycles in sheets]
    assert found == wanted
    texts = {text for sheet in wanted for text in sheet}
    assert {"1.13", "–", "7.00"} <= texts
    assert len(texts) > 200


def test_a_cycles_clock_keeps_the_time_through_sleep_and_reload(visit: Visit) -> None:
    page = visit("observer", 360, timezone_id="America/New_York")
    page.clock.install(time="2026-11-25T09:42:10+01:00")
    open_sheet(page)
    cycle = page.locator("#cycle-0")
    cycle.get_by_role("button", name="Start syklus 1").click()
    assert page.locator("#cycles-0-started_at").input_value() == "09:42"
    assert page.locator("#observed_on").input_value() == "2026-11-25"
    page.clock.fast_forward("14:40")
    cycle.get_by_text("14 min", exact=True).wait_for()
    assert page.locator("#told").inner_text() == "Syklus 1 er startet."
    page.clock.fast_forward("01:00")
    cycle.get_by_text("15 minutter er gått.").wait_for()
    assert "15 minutter er gått" in page.locator("#told").inner_text()
    page.clock.fast_forward("06:00")  # asleep past the 20 minutes
    cycle.get_by_text("20 minutter er gått.").wait_for()
    assert page.locator("#going").inner_text() == "Syklus 1: 21 min"
    cycle.get_by_role("button", name="Stopp").click()
    assert page.locator("#cycles-0-ended_at").input_value() == "10:03"
    cycle.get_by_text("utenfor 15–20 minutter").wait_for()
    cycle.get_by_role("button", name="Fortsett tiden").click()
    assert page.locator("#cycles-0-ended_at").input_value() == ""


def test_a_cycle_that_is_too_short_is_gently_asked_for_again(visit: Visit) -> None:
    page = visit("observer", 768)
    page.clock.install(time="2026-11-25T09:00:10+01:00")
    open_sheet(page)
    cycle = page.locator("#cycle-0")
    cycle.get_by_role("button", name="Start syklus 1").click()
    cycle.get_by_role("button", name="Angre start").click()
    assert page.locator("#cycles-0-started_at").input_value() == ""
    cycle.get_by_role("button", name="Start syklus 1").click()
    page.clock.fast_forward("08:00")
    cycle.get_by_role("button", name="Stopp").click()
    cycle.get_by_text("Ta den helst om igjen").wait_for()
    cycle.get_by_role("button", name="Ta syklusen om igjen").click()
    assert page.locator("#cycles-0-started_at").input_value() == "09:08"
    page.clock.fast_forward("18:00")
    cycle.get_by_role("button", name="Stopp").click()
    cycle.get_by_text("Fin lengde.").wait_for()
    assert not cycle.get_by_role("button", name="Ta syklusen om igjen").is_visible()


def test_a_finger_and_a_tap_lead_from_cycle_to_cycle(visit: Visit) -> None:
    page = visit("observer", 360, has_touch=True)
    open_sheet(page)
    swipe = """([from, to]) => {
      const panel = document.querySelector("#sheet > section:not([hidden])");
      const at = (x) => new Touch({ identifier: 1, target: panel, clientX: x, clientY: 300 });
      panel.dispatchEvent(new TouchEvent("touchstart", { touches: [at(from)], changedTouches: [at(from)] }));
      panel.dispatchEvent(new TouchEvent("touchend", { touches: [], changedTouches: [at(to)] }));
      return document.querySelector("[aria-selected=true]").hash;
    }"""
    walk = [(300, 100), (300, 280), (300, 100), (300, 100), (300, 100), (60, 300)]
    assert [page.evaluate(swipe, step) for step in map(list, walk)] == [
        "#cycle-1", "#cycle-1", "#cycle-2", "#finish", "#finish", "#cycle-2",
    ]  # fmt: skip
    page.get_by_role("tab", name="Syklus 1").tap()
    assert page.locator("#cycle-0").is_visible()
    assert not page.locator("#cycle-1").is_visible()
    sizes = page.eval_on_selector_all(
        "#sheet :is(.cycle-links a, .phase, .button)",
        "all => all.map((one) => one.getBoundingClientRect().height).filter(Boolean)",
    )
    assert len(sizes) >= 7
    assert min(sizes) >= 44


def test_means_come_as_the_scores_do(visit: Visit) -> None:
    page = visit("observer", 1280)
    open_sheet(page)
    cycle = page.locator("#cycle-0")
    domain = cycle.locator(".domain").first
    scales = domain.locator("fieldset.score").all()
    for scale in scales[:-1]:
        scale.get_by_role("radio", name="6", exact=True).check()
    mean = domain.locator("[data-domain-mean]")
    assert mean.inner_text() == "–"
    scales[-1].get_by_role("radio", name="6", exact=True).focus()
    page.keyboard.press("6")
    reversed_ones = domain.locator("[data-reversed]").count()
    wanted = (6 * (len(scales) - reversed_ones) + 2 * reversed_ones) / len(scales)
    assert mean.inner_text() == f"{wanted:.2f}".replace(".", ",")
    page.keyboard.press("0")
    assert mean.inner_text() == "–"
    assert scales[-1].get_by_role("radio", name="Ikke satt").is_checked()
    page.get_by_role("tab", name="Send").click()
    overview = page.locator("#overview")
    assert "6,00" in overview.inner_text()
    assert page.get_by_text("Skårer som mangler:").is_visible()


def test_the_sheet_is_for_everyone_in_each_of_its_steps(visit: Visit) -> None:
    page = visit("observer", 360, reduced_motion="reduce")
    page.clock.install(time="2026-11-25T09:00:10+01:00")
    open_sheet(page)
    page.get_by_role("button", name="Start syklus 1").click()
    page.clock.fast_forward("21:00")
    faults = list(judge(page, "watching"))
    page.set_viewport_size({"width": 360, "height": 800})
    page.get_by_role("button", name="Stopp").click()
    page.get_by_role("button", name="Sett skårene").click()
    page.keyboard.press("4")
    faults += judge(page, "judging", LOOKS[::2])
    page.get_by_role("tab", name="Send").click()
    faults += judge(page, "sending", LOOKS[::2])
    assert not faults, "\n".join(faults)


def test_the_scripts_of_the_sheet_stay_small() -> None:
    others = {"office.js", "picker.js", "session.js"}
    scripts = [p for p in Path(ROOT, "forms", "static").glob("*.js") if p.name not in others]
    texts = {path.name: path.read_bytes() for path in scripts}
    assert max(text.count(b"\n") for text in texts.values()) < 250
    assert sum(map(len, texts.values())) < 75_000
    assert len(zlib.compress(b"".join(texts[name] for name in sorted(texts)))) < 25_000

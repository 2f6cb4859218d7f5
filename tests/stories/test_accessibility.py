"""Every page that a role can find, judged by axe at two widths, in light and dark, empty, filled and refused."""

import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from collect.accounts import token_hash
from tests.stories.conftest import LOGINS, PASSWORD
from tests.stories.tablet import send

pytestmark = pytest.mark.story
Visit = Callable[..., Any]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Of axe's rules, only contrast can differ between light and dark.
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}}
# 320 px is 1280 px at 400 % (WCAG 1.4.10)
LOOKS = (
    (320, "light", EVERYTHING),
    (320, "dark", CONTRAST),
    (1280, "dark", EVERYTHING),
    (1280, "light", CONTRAST),
)
JUDGE = """async (options) => (await axe.run({...options, resultTypes: ["violations"]})).violations
  .map((v) => `${v.id}: ${v.nodes.length} x ${v.nodes[0].html.slice(0, 160)}`)"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# WCAG 1.4.12, as a constructed sheet: the house's own policy lets no style tag in.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
# A dozen rows of a long list speak for all of them; axe takes its time over each.
FEWER = """document.querySelectorAll("tbody tr:nth-child(n+13), .tasks li:nth-child(n+13)")
  .forEach((row) => row.remove())"""
NO_SPACING = "document.adoptedStyleSheets = []"
CLIPPED = """() => [...document.querySelectorAll("body *")].filter((e) => {
  const style = getComputedStyle(e);
  return !e.matches("input") && ["hidden", "clip"].includes(style.overflowX) && style.clipPath === "none"
    && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map((e) => e.outerHTML.slice(0, 120))"""
UNFOLDED = """() => document.querySelectorAll("main details").forEach((e) => { e.open = true; })"""
SHAPE = """() => ({
  h1: document.querySelectorAll("h1").length,
  main: document.querySelectorAll("main").length,
  banner: document.querySelectorAll("body > header").length,
  contentinfo: document.querySelectorAll("body > footer").length,
  lang: document.documentElement.lang,
  skip: document.querySelector("body a").getAttribute("href"),
  unnamed: [...document.querySelectorAll("nav")].filter((n) => !n.ariaLabel).length,
})"""
SOUND = {"h1": 1, "main": 1, "banner": 1, "contentinfo": 1}
SOUND |= {"lang": "nb", "skip": "#main", "unnamed": 0}
NOT_PAGES = re.compile(r"\.xlsx|\.ics|/export/|/imports/template/|/static/|/health|/pdf$")
REFERENCE = re.compile(r"/(\d+|[A-Z0-9]{4}-[A-Z0-9]{4})(?=/|$)")
# Forms that are refused when nothing is answered.
REFUSED_WHEN_BLANK = re.compile(r"^/onboarding/new$|^/observations/new/|^/admin/.*/(new|edit)/$")


PUBLIC = ["/login", "/login/forgotten", "/privacy", "/accessibility", "/courses/open"]
LANGUAGES = {
    "nb": ("Bokmål", "Hopp til innholdet"),
    "nn": ("Nynorsk", "Hopp til innhaldet"),
    "en": ("English", "Skip to the content"),
}


def kind_of(address: str) -> str:
    """The page that an address leads to, whichever record it shows."""
    return REFERENCE.sub("/#", urlsplit(address).path)


def judge(page: Any, where: str, looks: Any = LOOKS) -> Iterator[str]:
    """Tell what is wrong with the page that is open."""
    if (shape := page.evaluate(SHAPE)) != SOUND:
        yield f"{where}: {shape}"
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        yield from (f"{where} at {width}: {fault}" for fault in out_of_bounds(page))
    page.evaluate(FEWER)
    page.evaluate(AXE)
    for width, scheme, options in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        for fault in page.evaluate(JUDGE, options):
            yield f"{where} at {width} {scheme}: {fault}"


def out_of_bounds(page: Any) -> Iterator[str]:
    """Tell what is wider than the window or cut off, all unfolded, with the letters set tight and wide."""
    page.evaluate(UNFOLDED)
    for spacing in (NO_SPACING, SPACING):
        page.evaluate(spacing)
        if (overflow := page.evaluate(TOO_WIDE)) > 0:
            yield f"{overflow} px too wide{'' if spacing is NO_SPACING else ', spaced'}"
        for clipped in page.evaluate(CLIPPED):
            yield f"clipped {clipped}"
    page.evaluate(NO_SPACING)


def links(page: Any) -> list[str]:
    """Return the pages of ours that the open page leads to."""
    found = page.eval_on_selector_all(
        "a[href^='/'], a[href^='?']", "links => links.map((a) => a.pathname + a.search)"
    )
    return [address for address in found if not NOT_PAGES.search(address)]


def pages_of(page: Any, start: str, within: str) -> Iterator[str]:
    """Walk from page to page, opening one of each kind; yield its kind while it is open."""
    seen, waiting = {kind_of(start)}, [start]
    while waiting:
        address = waiting.pop(0)
        answer = page.goto(address)
        assert answer.status == 200, address
        for link in links(page):
            if re.match(within, link) and kind_of(link) not in seen:
                seen.add(kind_of(link))
                waiting.append(link)
        yield kind_of(address)


def refuse(page: Any) -> None:
    """Send the open form with nothing in it."""
    page.locator("main form[method=post]").last.evaluate(
        """(form) => {
          for (const field of form.querySelectorAll("input, textarea, select"))
            if (field.type !== "hidden") { field.value = ""; field.checked = false; }
        }"""
    )
    if page.locator("#sheet.live").count():
        send(page)
    else:
        page.locator("main form[method=post]").last.locator("button.button").first.click()
    page.locator("#problems li").first.wait_for()


# who walks where: the coordinator finds every room of the office, the others their own pages
WALKS = [
    ("staff", "/", r"/(?!admin)"),
    ("leader", "/observations", r"/observations"),
    ("director", "/", r"/(?!admin)"),
    ("observer", "/", r"/(observations|certificates|$)"),
    ("mentor", "/onboarding", r"/(onboarding|people)"),
    ("course_admin", "/admin/", r"/admin/courses/(details/)?(\?|$)"),
    ("coordinator", "/programme", r"/(programme|observations|courses|onboarding|certificates)"),
    ("coordinator", "/admin/", r"/admin/(kindergartens|departments|cohorts|networks|imports)"),
    ("coordinator", "/admin/people/", r"/admin/(people|accounts|certificates|release)"),
    ("coordinator", "/admin/merges/", r"/admin/(merges|kindergarten_merges)"),
    (
        "coordinator",
        "/admin/observations/",
        r"/admin/(observations|dimensions|onboarding|tasks|champions)",
    ),
    ("coordinator", "/admin/journal/", r"/admin/(journal|courses|registrations|trash)"),
    ("sysadmin", "/admin/accounts/", r"/admin/accounts/(details/)?(\?|$)"),
]


@pytest.mark.parametrize(("role", "start", "within"), WALKS)
def test_every_page_that_a_role_finds_is_for_everyone(
    visit: Visit, role: str, start: str, within: str
) -> None:
    page = visit(role, reduced_motion="reduce")  # a colour on its way has no contrast yet
    faults, walked = [], []
    for kind in pages_of(page, start, within):
        walked.append(kind)
        faults += judge(page, kind)
        if REFUSED_WHEN_BLANK.search(kind):
            refuse(page)
            faults += judge(page, f"{kind} refused", LOOKS[::2])
        if page.locator(
            "main form[method=get] [name=search], main form[method=get] [name=q]"
        ).count():
            page.goto(f"{urlsplit(page.url).path}?search=zzzz&q=zzzz")
            faults += judge(page, f"{kind} empty", LOOKS[::2])
    assert not faults, "\n".join(faults)
    assert len(walked) > 1


def test_every_page_that_a_stranger_finds_is_for_everyone(visit: Visit, served: Any) -> None:
    page = visit(None, reduced_motion="reduce")
    faults = []
    for path in [*PUBLIC, f"/link/{a_link(served[1])}"]:
        assert page.goto(path).status == 200
        faults += judge(page, path)
    refuse(page)
    faults += judge(page, "link refused")
    page.goto("/login")
    refuse(page)
    faults += judge(page, "login refused")
    assert not faults, "\n".join(faults)


def a_link(path: Path) -> str:
    """Put a one-time link into the demonstration; return its token."""
    token = secrets.token_urlsafe(16)
    tomorrow = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO one_time_link (token_hash, account_id, expires_at) "
            "SELECT ?, MIN(id), ? FROM account",
            (token_hash(token), str(tomorrow)),
        )
    return token


def test_what_follows_from_a_change_is_for_everyone(visit: Visit) -> None:
    page = visit("director", reduced_motion="reduce")
    faults = []
    page.goto("/people")
    page.get_by_role("link", name="Meld endring").first.click()
    page.get_by_label("Slutter", exact=True).check()
    page.get_by_role("button", name="Se hva som følger").click()
    faults += judge(page, "change refused")
    page.get_by_label("Dato").fill(datetime.now(UTC).date().isoformat())
    page.get_by_role("button", name="Se hva som følger").click()
    assert page.get_by_role("heading", name="Dette følger").count() == 1
    faults += judge(page, "what follows from a change")
    page.get_by_role("button", name="Gå tilbake").click()
    page.get_by_label("Får permisjon", exact=True).check()
    page.get_by_label("Dato").fill((datetime.now(UTC).date() + timedelta(days=9)).isoformat())
    page.get_by_role("button", name="Se hva som følger").click()
    faults += judge(page, "what follows from leave")
    page.get_by_role("button", name="Meld endringen").click()
    faults += judge(page, "the staff with what is to come")
    page.get_by_role("link", name="Meld endring").first.click()
    faults += judge(page, "what is to come")
    page.get_by_role("button", name="Trekk tilbake").click()
    assert page.get_by_text("er trukket tilbake.").count() == 1
    assert not faults, "\n".join(faults)


def test_refusals_and_answers_kept_are_for_everyone(visit: Visit) -> None:
    page = visit("director", reduced_motion="reduce")
    faults = []
    for path, status in (("/no-such-page", 404), ("/exports/programme.xlsx", 403)):
        assert page.goto(path).status == status
        faults += judge(page, path)
    page.goto("/onboarding/new")
    page.get_by_label("Navn").fill("Åse Ås")
    page.context.clear_cookies()
    page.get_by_role("button", name="Meld inn og start planen").click()
    faults += judge(page, "login with a form that waits")
    page.get_by_label("E-post").fill(f"{LOGINS['director']}@tettpaa.example")
    page.get_by_label("Passord").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Logg inn").click()
    assert page.get_by_role("heading", name="Svarene dine er trygge").count() == 1
    faults += judge(page, "answers kept")
    assert not faults, "\n".join(faults)


def test_the_page_says_which_language_it_is_in(visit: Visit) -> None:
    page = visit(None)
    page.goto("/privacy")
    for code, (name, skip) in reversed(LANGUAGES.items()):
        page.get_by_role("button", name=name).click()
        page.locator(f"html[lang={code}]").wait_for(state="attached")
        assert page.locator("a.skip").inner_text() == skip
        assert page.locator(f"footer [lang={code}]").get_attribute("aria-pressed") == "true"


def test_the_component_page_is_for_everyone_too(visit: Visit) -> None:
    page = visit("coordinator", reduced_motion="reduce")
    page.goto("/style")
    assert not (faults := list(judge(page, "/style"))), "\n".join(faults)

"""A tablet in the observer's hands: its own house that can fall down and rise again, and what lies on the device."""

import contextlib
import json
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.stories.conftest import DEMO, LOGINS, PASSWORD, free_port, house_at

SECRET = "a secret that outlives the server, for tests"
# everything in this origin's databases, locked texts as letters, so that a canary can be looked for
RAW = """async () => {
  const name = "tettpaa";
  if (!(await indexedDB.databases()).some((one) => one.name === name)) return "";
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const database = await answer(indexedDB.open(name));
  const rows = [];
  for (const store of database.objectStoreNames)
    rows.push(...await answer(database.transaction(store).objectStore(store).getAll()));
  database.close();
  const letters = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return JSON.stringify(rows, (key, value) => value instanceof ArrayBuffer ? letters(new Uint8Array(value))
    : ArrayBuffer.isView(value) ? letters(value) : value);
}"""


class House:
    """A demonstration, or another house, at one address, which can be stopped and started."""

    def __init__(self, path: Path) -> None:
        self.path, self.port = path, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._standing = contextlib.ExitStack()

    def start(self, *command: str) -> None:
        house = house_at(self.path, "tablet", self.port, command or DEMO, TETTPAA_SECRET_KEY=SECRET)
        self._standing.enter_context(house)

    def stop(self) -> None:
        self._standing.close()

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.path) as connection:
            return connection.execute(statement, values).fetchall()

    def forget_logins(self) -> None:
        with sqlite3.connect(self.path) as connection:
            connection.execute("DELETE FROM login_session")

    def note(self, name: str = "cycles-0-note") -> str | None:
        """What the draft last saved holds in a field; None without any draft."""
        found = self.rows("SELECT content FROM draft ORDER BY saved_at DESC LIMIT 1")
        return json.loads(found[0][0]).get(name, "") if found else None

    def drafts(self) -> int:
        return int(self.rows("SELECT COUNT(*) FROM draft")[0][0])

    def observations(self) -> int:
        return int(self.rows("SELECT COUNT(*) FROM observation")[0][0])


def until(what: Any, wanted: Any, seconds: float = 10) -> float:
    """Wait until something is as wanted; return how long it took."""
    began = time.monotonic()
    while (found := what()) != wanted:
        assert time.monotonic() - began < seconds, f"{found!r} is not {wanted!r}"
        time.sleep(0.05)
    return time.monotonic() - began


def log_in(page: Any, role: str = "observer") -> None:
    """Log in on the login page that is open, or on a new one."""
    if "/login" not in page.url:
        page.goto("/login")
    page.get_by_label("E-post").fill(f"{LOGINS[role]}@tettpaa.example")
    page.get_by_label("Passord").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Logg inn").click()


def saved(page: Any, words: str) -> None:
    """Wait until the sheet says so of what was written."""
    page.locator("#saved").filter(has_text=words).wait_for()


def ready(page: Any) -> str:
    """Wait until the open sheet can be used without the network; return its address."""
    page.locator("#ready").wait_for()
    return str(page.url).partition("?")[0].partition("#")[0]


def open_sheet(page: Any, index: int = 1) -> Any:
    """Choose a department and come to its sheet, ready for use without the network."""
    page.goto("/observations/new")
    page.get_by_label("Avdeling").select_option(index=index)
    page.get_by_role("button", name="Fortsett").click()
    page.locator("#sheet, .acts a.button.second").first.wait_for()
    if page.get_by_role("heading", name="Velg CLASS-versjon").count():
        page.locator(".acts a").first.click()
    ready(page)
    return page


def note(page: Any, cycle: int = 0) -> Any:
    """The notes of a cycle, wherever it stands among the steps."""
    page.get_by_role("tab", name=f"Syklus {cycle + 1}").click()
    section = page.locator(f"#cycle-{cycle}")
    if section.get_by_role("button", name="Notater").is_visible():
        section.get_by_role("button", name="Notater").click()
    return page.locator(f"#cycles-{cycle}-note")


def fill_cycle(page: Any, cycle: int = 0) -> None:
    """Fill a cycle with what it must have."""
    note(page, cycle)
    section = page.locator(f"#cycle-{cycle}")
    values = (f"0{cycle}:01", f"0{cycle}:19", "3", "12")
    for name, value in zip(("started_at", "ended_at", "adults", "children"), values, strict=True):
        section.locator(f"#cycles-{cycle}-{name}").fill(value)
    if section.get_by_role("button", name="Skårer").is_visible():
        section.get_by_role("button", name="Skårer").click()
    section.locator("fieldset.score").first.get_by_role("radio", name="6", exact=True).check()


def send(page: Any) -> None:
    """Press the button that sends the sheet."""
    page.get_by_role("tab", name="Send").click()
    page.locator("#send").click()


def pids(profile: Path) -> Iterator[int]:
    """The processes of the browser that was started with this profile."""
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and str(profile).encode() in (entry / "cmdline").read_bytes():
                yield int(entry.name)


def kill(profile: Path) -> None:
    """Kill the browser of a profile, as an empty battery would."""
    for pid in list(pids(profile)):
        if pid != os.getpid():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

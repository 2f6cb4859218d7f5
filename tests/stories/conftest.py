"""The demonstration, served in earnest, and a real browser in front of it."""

import contextlib
import functools
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PASSWORD = "tett-paa-demo-2026"
LOGINS = {
    "staff": "ansatt",
    "leader": "leder",
    "director": "styrer",
    "observer": "observator",
    "mentor": "mentor",
    "course_admin": "kurs",
    "coordinator": "koordinator",
    "sysadmin": "system",
}
DEMO = ("app.py", "run", "--demo")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def house_at(
    path: Path, name: str, port: int = 0, command: Sequence[str] = DEMO, **settings: str
) -> Iterator[str]:
    """Serve a demonstration, or what another command serves, on a database file; yield its address."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TETTPAA_")}
    environment |= {
        "TETTPAA_DATABASE_URL": f"sqlite:///{path}",
        "TETTPAA_BASE_URL": address,
        "TETTPAA_SECOND_STEP": "0",
    } | settings
    log = path.with_name(f"{name}.log")
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, *command, "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(address, server, log)
            yield address
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a running demonstration, and its database file."""
    path = tmp_path_factory.mktemp("served") / "demo.db"
    with house_at(path, "served") as address:
        yield address, path


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:
                assert answer.status == 200
                return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.2)
    pytest.fail(f"the house did not open: {log.read_text()}")


def _settled(act: Callable[..., Any]) -> Callable[..., Any]:
    """Let an act also wait for the document it led to: Playwright waits only until its first byte."""

    @functools.wraps(act)
    def settled(self: Any, *args: Any, **options: Any) -> Any:
        answer = act(self, *args, **options)
        self.page.wait_for_load_state("domcontentloaded")
        return answer

    return settled


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    found = shutil.which("chromium")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no chromium: CI may not leave the browser stories out")
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import Locator, sync_playwright

    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        for act in ("click", "press", "check", "uncheck", "select_option"):
            patch.setattr(Locator, act, _settled(getattr(Locator, act)))
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(served: tuple[str, Path], chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a page logged in as a role, on a desktop or a phone; console errors fail the story."""
    contexts, errors = [], []

    def enter(role: str | None, width: int = 1280, **options: Any) -> Any:
        usual = {"locale": "nb-NO", "base_url": served[0], "accept_downloads": True}
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, **(usual | options)
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda m: (
                errors.append(m.text) if m.type == "error" and "status of 4" not in m.text else None
            ),
        )
        page.on("pageerror", lambda e: errors.append(str(e)))
        if role is not None:
            page.goto("/login")
            page.get_by_label("E-post").fill(f"{LOGINS[role]}@tettpaa.example")
            page.get_by_label("Passord").fill(PASSWORD)
            page.get_by_role("button", name="Logg inn").click()
            page.wait_for_url("**/")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert errors == []


def press(page: Any, name: str) -> None:
    """Press a button that leads on, and wait until the next page is there."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()

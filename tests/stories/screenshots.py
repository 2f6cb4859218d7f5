"""Take the pictures of docs/screenshots from a demonstration of its own: python -m tests.stories.screenshots."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.stories.conftest import FLAGS, LOGINS, PASSWORD, ROOT, free_port

PICTURES = {
    "coordinator-programme": ("coordinator", "/programme", 1280),
    "director-today": ("director", "/", 1280),
    "observer-today-phone": ("observer", "/", 390),
    "observer-visits-phone": ("observer", "/observations/visits/mine", 390),
    "courses-phone": ("staff", "/courses", 390),
    "office": ("coordinator", "/admin/", 1280),
}


@contextlib.contextmanager
def demonstration() -> Iterator[str]:
    """Serve a demonstration on a free port."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = os.environ | {"TETTPAA_DATABASE_URL": f"sqlite:///{folder}/demo.db"}
        command = [sys.executable, "app.py", "run", "--demo", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(200):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{address}/health", timeout=2).close()
                    break
                time.sleep(0.2)
            yield address
        finally:
            server.terminate()
            server.wait(20)


def main() -> None:
    """Take every picture."""
    folder = Path(ROOT, "docs", "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    with demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name, (role, path, width) in PICTURES.items():
            height = 800 if width > 600 else 780
            page = browser.new_page(
                viewport={"width": width, "height": height}, base_url=address, locale="nb-NO"
            )
            page.goto("/login")
            page.get_by_label("E-post").fill(f"{LOGINS[role]}@tettpaa.example")
            page.get_by_label("Passord").fill(PASSWORD)
            page.get_by_role("button", name="Logg inn").click()
            page.goto(path)
            page.screenshot(path=str(folder / f"{name}.png"))
            page.close()
        browser.close()


if __name__ == "__main__":
    main()

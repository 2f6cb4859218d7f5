"""No time limit costs anybody a text: a warning in time, silent renewal, and answers that outlive the session."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.stories.conftest import LOGINS, PASSWORD, house_at
from tests.stories.test_accessibility import judge
from tests.stories.test_main_journey import rows

pytestmark = pytest.mark.story
Visit = Callable[..., Any]
LATEST = "SELECT id, seen_at FROM login_session ORDER BY id DESC LIMIT 1"


@pytest.fixture(scope="module")
def brief(served: tuple[str, Path]) -> Iterator[str]:
    """The address of the same demonstration, where a session rests for five minutes at most."""
    with house_at(served[1], "brief", TETTPAA_SESSION_IDLE_MINUTES="5") as address:
        yield address


def rest(path: Path, minutes: int) -> int:
    """Let the newest session have rested for so long; return its id."""
    session_id: int = rows(path, LATEST)[0][0]
    before = (datetime.now(UTC) - timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S.%f")
    with sqlite3.connect(path) as connection:
        connection.execute(
            "UPDATE login_session SET seen_at = ? WHERE id = ?", (before, session_id)
        )
    return session_id


def begin_writing(page: Any, name: str) -> Any:
    """Open a form with a clock that the test can turn, write in it, and return the warning."""
    page.clock.install()
    page.goto("/onboarding/new")
    page.get_by_label("Navn").fill(name)
    return page.locator("#session-ends")


def test_a_warning_comes_in_time_and_one_may_stay(visit: Visit, served: Any, brief: str) -> None:
    page = visit("director", base_url=brief)
    warning = begin_writing(page, "Rolig Rasmussen")
    rest(served[1], 4)
    page.clock.fast_forward("01:30")
    assert not warning.is_visible()
    page.clock.fast_forward("00:40")
    warning.wait_for(state="visible")
    assert page.get_by_role("dialog", name="Du blir logget ut om 2 minutter").count() == 1
    assert page.evaluate("document.activeElement.textContent") == "Fortsett"
    page.clock.fast_forward("00:50")
    assert page.get_by_role("dialog", name="Du blir logget ut om 1 minutt").count() == 1
    with page.expect_response("**/account/stay") as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 204
    warning.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.id") == "name"
    seen = datetime.fromisoformat(rows(served[1], LATEST)[0][1])
    assert datetime.now(UTC) - seen.replace(tzinfo=UTC) < timedelta(minutes=1)
    page.reload()
    assert page.get_by_role("heading", name="Meld inn nyansatt").count() == 1


def test_one_who_writes_is_never_interrupted(visit: Visit, brief: str) -> None:
    page = visit("director", base_url=brief)
    warning = begin_writing(page, "Flittig Fredriksen")
    for _ in range(4):
        page.clock.fast_forward("01:30")
        with page.expect_response("**/account/stay") as answer:
            page.keyboard.press("a")
        assert answer.value.status == 204
        assert not warning.is_visible()
    assert page.get_by_label("Navn").input_value() == "Flittig Fredriksenaaaa"


def test_the_escape_key_means_stay(visit: Visit, brief: str) -> None:
    page = visit("director", base_url=brief)
    warning = begin_writing(page, "Unni Unna")
    page.clock.fast_forward("02:30")
    warning.wait_for(state="visible")
    with page.expect_response("**/account/stay") as answer:
        page.keyboard.press("Escape")
    assert answer.value.status == 204
    warning.wait_for(state="hidden")


def test_work_in_one_tab_keeps_the_other_quiet(visit: Visit, brief: str) -> None:
    page = visit("director", base_url=brief)
    warning = begin_writing(page, "Todelt Tveit")
    page.clock.fast_forward("02:30")
    warning.wait_for(state="visible")
    page.context.new_page().goto("/courses")
    warning.wait_for(state="hidden")
    assert page.get_by_label("Navn").input_value() == "Todelt Tveit"


def test_what_was_written_outlives_the_session(visit: Visit, served: Any, brief: str) -> None:
    page = visit("director", base_url=brief)
    warning = begin_writing(page, "Sen Sørensen")
    page.get_by_label("Stilling", exact=True).select_option(label="Assistent")
    page.get_by_label("Første arbeidsdag").fill("2026-12-01")
    rest(served[1], 6)
    page.clock.fast_forward("05:10")
    warning.wait_for(state="visible")
    assert page.get_by_role("dialog", name="Du er logget ut").count() == 1
    page.get_by_role("button", name="Lukk").click()
    page.get_by_role("button", name="Meld inn og start planen").click()
    assert "Svarene dine er her" in page.locator("main").inner_text()
    page.get_by_label("E-post").fill(f"{LOGINS['director']}@tettpaa.example")
    page.get_by_label("Passord").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Logg inn").click()
    page.get_by_role("button", name="Send skjemaet").click()
    assert "Sen Sørensen er meldt inn" in page.locator("main").inner_text()
    assert rows(served[1], "SELECT COUNT(*) FROM person WHERE name = 'Sen Sørensen'") == [(1,)]


def test_the_warning_is_for_everyone(visit: Visit, brief: str) -> None:
    page = visit("director", base_url=brief, reduced_motion="reduce")
    warning = begin_writing(page, "Vár Vik")
    page.clock.fast_forward("02:30")
    warning.wait_for(state="visible")
    page.clock.resume()
    assert list(judge(page, "warning")) == []
    assert warning.is_visible()


def test_the_house_works_when_the_warning_cannot(visit: Visit, brief: str) -> None:
    page = visit("director", base_url=brief, java_script_enabled=False)
    page.goto("/onboarding/new")
    assert not page.locator("#session-ends").is_visible()
    assert page.get_by_role("button", name="Fortsett").count() == 0

"""A director finds who is not registered, registers one, moves her, and lets another go instead."""

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.stories.conftest import press

pytestmark = pytest.mark.story
Visit = Callable[..., Any]
COMING = """SELECT id FROM course WHERE kind = 'talking_with_children' AND first_day > ?
    AND NOT is_cancelled ORDER BY first_day LIMIT 2"""


def coming(path: Path) -> list[int]:
    with sqlite3.connect(path) as connection:
        return [key for (key,) in connection.execute(COMING, (date.today().isoformat(),))]


def test_a_director_follows_up_until_the_right_one_goes(visit: Visit, served: Any) -> None:
    first, _ = coming(served[1])
    page = visit("director", 360)
    page.goto(f"/courses/{first}")
    page.get_by_role("link", name="Se hvem som ikke er påmeldt ennå").click()
    name, other = (page.locator("tbody th").nth(n).inner_text() for n in (0, 1))
    page.get_by_label(f"Meld på {name}").check()
    press(page, "Meld på de valgte")
    assert page.locator("input[name=people]:checked").count() == 1
    press(page, "Send påmelding")
    if page.get_by_role("button", name="Meld på likevel").count():
        press(page, "Meld på likevel")
    page.get_by_role("link", name=name).click()
    page.get_by_role("link", name="Flytt til en annen dato").click()
    page.locator("input[name=course_id]").first.check()
    press(page, "Flytt påmeldingen")
    page.get_by_role("heading", name=f"{name} har fått plass").wait_for()
    page.get_by_text("Flyttet fra").wait_for()
    page.get_by_role("link", name="La en annen ta plassen").click()
    page.get_by_label("Hvem skal ha plassen?").select_option(label=other)
    press(page, "Bytt person")
    page.get_by_role("heading", name=f"{other} har fått plass").wait_for()
    page.get_by_role("link", name=name).click()
    page.get_by_text("Trukket").first.wait_for()
    page.get_by_text("Plassen gikk til").wait_for()

"""A director ticks a month on a phone without scripts, and prints the year wheel on one sheet."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdf
import pytest

from tests.stories.conftest import press

pytestmark = pytest.mark.story
Visit = Callable[..., Any]


def test_a_month_is_ticked_and_the_wheel_is_one_sheet(visit: Visit) -> None:
    page = visit("director", 360, java_script_enabled=False)
    page.goto("/programme/year")
    page.get_by_role("link", name=re.compile("^August")).click()
    meeting = page.get_by_role("group", name=re.compile("^Avdelingsmøte"))
    meeting.get_by_label("Ikke ennå").check()
    stories = page.get_by_role("group", name=re.compile("^Praksisfortellinger"))
    stories.get_by_label("Gjort").check()
    stories.get_by_label("Antall").fill("14")
    press(page, "Lagre august")
    assert page.get_by_text("Lagret. I august er").count() == 1
    assert meeting.get_by_label("Ikke ennå").is_checked()
    row = page.get_by_role("row", name=re.compile("^August"))
    assert "Antall: 14" in row.inner_text()
    page.get_by_role("link", name="Årshjul til å skrive ut").click()
    assert page.locator("svg.wheel path.sector").count() == 12
    sheet = pypdf.PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    assert len(sheet.pages) == 1

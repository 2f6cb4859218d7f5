"""From the observer's draft to the department's talk, in a real browser on the demonstration; and on paper."""

import sqlite3
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.stories.conftest import press
from tests.stories.test_accessibility import judge

pytestmark = pytest.mark.story
Visit = Callable[..., Any]
SENTENCE = "De voksne satt på gulvet, fulgte barnas blikk og svarte med rolig stemme. "


def rows(path: Path, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path, timeout=10) as connection:
        return connection.execute(statement, values).fetchall()


@pytest.mark.parametrize(("width", "scripts"), [(360, False), (1280, True)])
def test_an_observer_writes_looks_over_and_releases(
    visit: Visit, served: Any, width: int, scripts: bool
) -> None:
    page = visit("observer", width, java_script_enabled=scripts, reduced_motion="reduce")
    reference = an_unreleased_one(served[1])
    page.goto(f"/observations/{reference}")
    page.get_by_role("link", name="Skriv tilbakemeldingen").click()
    assert page.get_by_label("Styrker").input_value() != ""
    page.get_by_label("Styrker").fill("Varme blikk. Bare du 01010750160")
    press(page, "Lagre og se gjennom")
    assert "fødselsnummer" in page.get_by_role("alert").inner_text()
    page.get_by_label("Styrker").fill("Varme blikk og rolige stemmer.")
    press(page, "Lagre utkastet")
    assert page.get_by_label("Styrker").input_value() == "Varme blikk og rolige stemmer."
    press(page, "Lagre og se gjennom")
    page.get_by_text("Slik ser avdelingen tilbakemeldingen.").wait_for()
    if scripts:
        assert not (faults := list(judge(page, "preview"))), "\n".join(faults)
    press(page, "Frigi tilbakemeldingen")
    assert "gis muntlig senere" in page.get_by_role("alert").inner_text()
    page.get_by_label("Muntlig tilbakemelding gis senere").check()
    press(page, "Frigi tilbakemeldingen")
    page.get_by_text("Hele avdelingen kan nå lese den.").wait_for()
    page.get_by_label("Gitt muntlig den").fill(page.evaluate("new Date().toISOString()")[:10])
    page.get_by_label("Hvor mange var til stede").fill("6")
    press(page, "Lagre")
    page.get_by_text("6 til stede").wait_for()
    kept = rows(
        served[1],
        "SELECT f.strengths, f.oral_count, o.released_at IS NOT NULL FROM feedback f "
        "JOIN observation o ON o.id = f.observation_id WHERE o.reference = ?",
        reference,
    )
    assert kept == [("Varme blikk og rolige stemmer.", 6, 1)]


def an_unreleased_one(path: Path) -> str:
    """Take a feedback of the demonstration's observer back, as if it had never been written."""
    with sqlite3.connect(path, timeout=10) as connection:
        (found, reference) = connection.execute(
            "SELECT o.id, o.reference FROM observation o JOIN account a ON a.person_id = o.observer_id "
            "WHERE a.email = 'observator@tettpaa.example' AND NOT o.is_double ORDER BY o.id LIMIT 1"
        ).fetchone()
        connection.execute("DELETE FROM feedback WHERE observation_id = ?", (found,))
        connection.execute("UPDATE observation SET released_at = NULL WHERE id = ?", (found,))
    return str(reference)


def test_a_leader_says_that_the_department_has_talked_about_it(visit: Visit, served: Any) -> None:
    page = visit("leader", 360)
    page.get_by_role("link", name="Snakk om tilbakemeldingen til").first.click()
    reference = page.url.split("/")[-2]
    page.get_by_label("Dato for samtalen").fill(page.evaluate("new Date().toISOString()")[:10])
    page.get_by_label("Hvor mange var med").fill("5")
    press(page, "Bekreft")
    page.get_by_text("5 var med").first.wait_for()
    assert rows(
        served[1],
        "SELECT f.confirmed_count FROM feedback f JOIN observation o ON o.id = f.observation_id "
        "WHERE o.reference = ?",
        reference,
    ) == [(5,)]


def the_newest(page: Any) -> str:
    """Open the newest feedback of the department one works in; return its address."""
    page.get_by_role("link", name="Tilbakemeldinger", exact=True).click()
    page.locator("tbody th a").first.click()
    return str(page.url)


def test_a_worker_takes_it_along_as_a_sheet(visit: Visit, tmp_path: Path) -> None:
    page = visit("staff", 360)
    address = the_newest(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Last ned som PDF").click()
    reference = address.split("/")[-2]
    assert waiting.value.suggested_filename == f"tilbakemelding-{reference}.pdf"
    path = tmp_path / "sheet.pdf"
    waiting.value.save_as(path)
    (sheet,) = PdfReader(path).pages
    heading = page.get_by_role("heading", level=1).inner_text()
    assert heading in " ".join(sheet.extract_text().split())


@pytest.mark.parametrize("letters", [300, 1_600, 3_200, 5_000])
def test_the_page_prints_on_one_sheet_of_a4(visit: Visit, served: Any, letters: int) -> None:
    page = visit("staff", 1280)
    address = the_newest(page)
    text = (SENTENCE * 100)[: letters // 3 - 6] + " sist."
    with sqlite3.connect(served[1], timeout=10) as connection:
        connection.execute(
            "UPDATE feedback SET strengths = ?, areas = ?, next_step = ? WHERE observation_id = "
            "(SELECT id FROM observation WHERE reference = ?)",
            (text, text, text, address.split("/")[-2]),
        )
    page.reload()
    printed = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    (sheet,) = printed.pages
    words = " ".join(sheet.extract_text().split())
    assert words.count("sist.") == 3
    assert "Last ned som PDF" not in words
    assert "Vis tallene" not in words

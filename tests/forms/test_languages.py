"""Bokmål, nynorsk and English, complete: no text lacks its twin, no page mixes languages."""

import html
import re
import uuid
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from collect import accounts, phrases
from collect import observations_drafts as drafts
from collect.models.accounts import Account
from collect.rules.calendar import Semester
from exports.cohorts import cohort_workbook
from tests.factories import (
    NOW,
    a_cohort,
    a_course,
    a_department,
    a_feedback,
    a_kindergarten,
    a_network,
    an_identity,
    an_instrument,
    an_observation,
)
from tests.web import Browser, make_app

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")
KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "say": None, "lazy": None}
KEYWORDS |= dict.fromkeys(("ngettext", "plural", "choose"), (1, 2))

# Words that give a language away, and that no name in the test's own records holds.
TELLTALES = {
    "nb": {
        "the",
        "and",
        "not",
        "save",
        "delete",
        "search",
        "your",
        "ikkje",
        "kva",
        "kven",
        "eller ikkje",
        "frå",
        "noko",
    },
    "nn": {
        "the",
        "and",
        "not",
        "save",
        "delete",
        "search",
        "ikke",
        "hva",
        "hvem",
        "hvilken",
        "fra",
        "noe",
        "deg selv",
    },
    "en": {
        "ikke",
        "og",
        "eller",
        "hva",
        "fra",
        "til",
        "avdelinger",
        "barnehager",
        "lagre",
        "søk",
        "ikkje",
        "kva",
        "dag",
    },
}


@cache
def messages() -> frozenset[Any]:
    """Every text in the source, as the translators' tool finds it."""
    with (ROOT / "collect/translations/babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = set()
    for folder in ("collect", "forms", "exports", "admin"):
        rules = [
            (pattern.removeprefix(f"{folder}/"), method)
            for pattern, method in methods
            if pattern.startswith(folder)
        ]
        choices = {pattern.removeprefix(f"{folder}/"): value for pattern, value in options.items()}
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, rules, choices, KEYWORDS):
            found.add(message)
    return frozenset(found)


@pytest.mark.parametrize("locale", ["nn", "en"])
def test_every_text_has_its_translation_with_the_same_placeholders(locale: str) -> None:
    path = ROOT / "collect/translations" / locale / "LC_MESSAGES/messages.po"
    with path.open("rb") as file:
        catalogue = {entry.id: entry for entry in read_po(file, locale=locale) if entry.id}
    assert len(messages()) > 900
    assert messages() - catalogue.keys() == set()
    assert catalogue.keys() - messages() == set()
    for source, entry in catalogue.items():
        assert not entry.fuzzy
        pairs = (
            zip(source, entry.string, strict=True)
            if isinstance(source, tuple)
            else [(source, entry.string)]
        )
        for text, twin in pairs:
            assert twin.strip(), source
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(twin)), source


def words(page: str) -> str:
    """What a reader of a page meets: its text and the labels of its controls."""
    page = re.sub(
        r"<script.*?</script>|<style.*?</style>|lang=\"(nb|nn|en)\">[^<]*<", " ", page, flags=re.S
    )
    labels = re.findall(r'(?:aria-label|title|placeholder|data-label|alt)="([^"]*)"', page)
    return " ".join([html.unescape(re.sub(r"<[^>]+>", " ", page)), *labels])


def mixed(text: str, locale: str) -> set[str]:
    return {
        word
        for word in TELLTALES[locale]
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.I)
    }


@pytest.fixture
def world(house: str) -> Any:
    """Records whose own words belong to no language."""

    class World:
        app = make_app(house)
        cohort, network = a_cohort(7), a_network("Xnet")
        kindergarten = a_kindergarten("Xkg", cohort, network)
        room = a_department(kindergarten, "Xroom")
        course = a_course(title="Xcourse", place="Xplace")
        observer = an_identity("observer", kindergarten, network=frozenset({kindergarten.id}))
        draft = str(uuid.uuid4())
        reference, released = an_observation(room, observer), an_observation(room, observer)

    xtexts = dict.fromkeys(("strengths", "areas", "next_step"), "Xtext")
    a_feedback(World.released, World.observer, oral_on=None, oral_count=None, **xtexts)
    content = {
        "cycles-0-started_at": "09:00",
        "cycles-0-ended_at": "09:05",
        "cycles-0-note": "Emma",
    }
    begun = drafts.DraftAnswers(World.room.id, an_instrument().id, content)
    drafts.save(World.draft, begun, by=World.observer, now=NOW)
    return World


PUBLIC = (
    "/login",
    "/login/forgotten",
    "/privacy",
    "/accessibility",
    "/courses/check",
    "/courses/open",
    "/nothing-here",
)
READERS: dict[str, tuple[str, ...]] = {
    "staff": ("/", "/courses", "/account"),
    "director": ("/", "/onboarding", "/onboarding/new", "/people", "/programme", "/admin/", "/admin/kindergartens/"),
    "observer": ("/", "/observations", "/observations/new", "/observations/drafts", "/feedback"),
    "course_admin": ("/", "/admin/courses/", "/admin/courses/new/", "/admin/certificates/"),
    "coordinator": (
        "/", "/programme", "/admin/", "/admin/cohorts/", "/admin/networks/", "/admin/departments/", "/admin/people/",
        "/admin/accounts/", "/admin/observations/", "/admin/journal/", "/admin/imports/", "/admin/onboarding/",
        "/exports", "/exports/tokens", "/account",
    ),
}  # fmt: skip


@pytest.mark.parametrize("locale", ["nb", "nn", "en"])
def test_no_page_mixes_languages(world: Any, locale: str) -> None:
    found = []
    stranger = Browser(world.app)
    stranger.client.set_cookie("language", locale)
    found += [
        (path, word) for path in PUBLIC for word in mixed(words(stranger.get(path).text), locale)
    ]
    for role, paths in READERS.items():
        who = world.observer if role == "observer" else an_identity(role, world.kindergarten)
        accounts.set_locale(who, locale, NOW)
        browser = Browser(world.app, who)
        own = (f"/courses/{world.course.id}",)
        if role == "observer":
            own += (
                f"/observations/{world.reference}",
                f"/observations/{world.reference}/feedback",
                f"/observations/{world.released}/feedback",
                f"/observations/{world.released}/feedback/correct",
                f"/observations/new/{world.room.id}/{an_instrument().id}",
                f"/observations/new/{world.room.id}/{an_instrument().id}?draft={world.draft}",
            )
        for path in (*paths, *own):
            answer = browser.get(path)
            assert answer.status_code == 200, path
            assert f'<html lang="{locale}">' in answer.text, path
            found += [(path, word) for word in mixed(words(answer.text), locale)]
    assert found == []


@pytest.mark.parametrize("locale", ["nb", "nn", "en"])
def test_no_refusal_mixes_languages(world: Any, locale: str) -> None:
    who = an_identity("director", world.kindergarten)
    accounts.set_locale(who, locale, NOW)
    answers = {"fte_percent": "x", "first_day": "x"}
    answer = Browser(world.app, who).post("/onboarding/new", answers)
    assert (answer.status_code, mixed(words(answer.text), locale)) == (422, set())
    stranger = Browser(world.app)
    stranger.client.set_cookie("language", locale)
    answer = stranger.post("/login")
    assert (answer.status_code, mixed(words(answer.text), locale)) == (422, set())
    with phrases.reading(locale):
        said = " ".join(str(sentence) for sentence in phrases.REFUSALS.values())
    assert mixed(said, locale) - {"til", "fra"} == set()


@pytest.mark.parametrize(
    ("locale", "sheet"), [("nb", "Oversikt"), ("nn", "Oversikt"), ("en", "Overview")]
)
def test_the_workbook_speaks_its_readers_language(world: Any, locale: str, sheet: str) -> None:
    import io
    from dataclasses import replace

    who = replace(an_identity("coordinator"), locale=locale)
    _, content = cohort_workbook(who, 7, now=NOW, municipality="Xkommune")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[0] == sheet
    text = " ".join(
        str(value)
        for page in book.worksheets
        for row in page.iter_rows(values_only=True)
        for value in row
        if isinstance(value, str)
    )
    assert mixed(f"{text} {' '.join(book.sheetnames)}", locale) == set()


def test_figures_and_dates_are_written_the_norwegian_way() -> None:
    with phrases.reading("nb"):
        assert phrases.figure(1234.5, 1) == "1\u202f234,5"
        assert phrases.moment(NOW) == "15.10.2025 kl. 11.00"
        assert phrases.long_day(NOW.date()) == "onsdag 15. oktober 2025"
        assert phrases.semester(Semester(2025, "autumn")) == "Høst 2025"
    with phrases.reading("nn"):
        assert phrases.semester(Semester(2025, "autumn")) == "Haust 2025"
    with phrases.reading("en"):
        assert phrases.figure(1234.5, 1) == "1\u202f234.5"
        assert phrases.semester(Semester(2025, "autumn")) == "Autumn 2025"


def test_a_choice_of_language_is_kept_per_person(world: Any) -> None:
    who = an_identity("staff", world.kindergarten)
    Browser(world.app, who).post("/account/language", {"locale": "en"})
    assert "Courses" in Browser(world.app, who).get("/courses").text
    assert Account.get_by_id(who.account_id).locale == "en"

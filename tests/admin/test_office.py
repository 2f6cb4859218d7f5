"""The office walked as each role, and as a stranger."""

import re

import pytest
from flask_admin.babel import gettext

from collect import phrases
from collect.courses_templates import seed_templates
from collect.models.courses_letters import CourseLetter
from collect.models.courses_templates import CourseTemplate
from collect.models.journal import JournalEntry
from collect.models.notices import Notice
from collect.models.observations import Dimension
from collect.models.onboarding import TemplateTask
from collect.models.organisation import Cohort, Network
from collect.models.people import Employment
from tests.admin.world import build

EVERYTHING = [
    *("kindergartens", "departments", "cohorts", "networks", "kindergarten_merges"),
    *("people", "merges", "accounts", "certificates", "release"),
    *("visits", "observations", "goals", "courses", "course_templates"),
    *("letters", "registrations", "onboarding", "champions"),
    *("notices", "imports", "trash", "dimensions", "tasks", "settings", "journal"),
]
OPEN_TO = {
    "coordinator": EVERYTHING,
    "director": [
        f
        for f in EVERYTHING
        if f
        not in (
            "merges",
            "kindergarten_merges",
            "course_templates",
            "letters",
            "notices",
            "imports",
            "trash",
            "dimensions",
            "settings",
        )
    ],
    "course_admin": [
        *("people", "certificates", "courses", "course_templates", "letters"),
        *("registrations", "notices", "trash"),
    ],
    "sysadmin": ["accounts"],
    "staff": [],
    "leader": [],
    "observer": [],
    "mentor": [],
}
# Words of Flask-Admin, WTForms and browsers' habits; none of them is a Norwegian word.
ENGLISH = re.compile(
    r"\b(create|edit|delete|save|cancel|list|search|apply|reset|add|record|records|view|home|name|next"
    r"|previous|details|actions|selected|items|there|are|with|the|and|this|field|required|invalid"
    r"|value|submit|login|logout|user|password|page|yes|true|false|none|choose|not|valid)\b",
    re.IGNORECASE,
)


def visible(page: str) -> str:
    """Return what is read on a page: no tags, no language choice, no addresses or codes."""
    page = re.sub(
        r"<footer.*?</footer>|<script.*?</script>|<head>.*?</head>", " ", page, flags=re.DOTALL
    )
    spoken = re.findall(r'(?:aria-label|alt|title|placeholder|data-label)="([^"]*)"', page)
    return " ".join([re.sub(r"<[^>]*>", " ", page), *spoken])


@pytest.mark.parametrize("role", OPEN_TO)
def test_each_role_meets_its_own_doors_and_no_others(enter, role):
    world = build()
    place = world.ada
    needs_place = role in ("director", "staff", "leader", "observer", "mentor")
    ada = enter(
        role, place.kindergarten if needs_place else None, place.room if role == "leader" else None
    )
    answers = {feature: ada.get(f"/admin/{feature}/").status_code for feature in EVERYTHING}
    assert answers == {f: 200 if f in OPEN_TO[role] else 403 for f in EVERYTHING}
    front = ada.get("/admin/")
    assert front.status_code == (200 if OPEN_TO[role] else 403)
    links = re.findall(r'<div class="always">.*?</div>', front.text, re.DOTALL)
    found = re.findall(r'href="/admin/(\w+)/"', links[0]) if links else []
    assert found == OPEN_TO[role]


def test_a_stranger_is_sent_to_the_login_from_every_address(app, enter):
    stranger = enter(None)
    office = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/admin")]
    assert len(office) > 80
    for rule in office:
        path = re.sub(r"<int:\w+>", "1", re.sub(r"<(path:)?\w+>", "xlsx", rule.rule))
        if "GET" in (rule.methods or ()):
            answer = stranger.get(path)
            assert (answer.status_code, answer.location) == (302, f"/login?next={path}"), path
        if "POST" in (rule.methods or ()):
            assert stranger.client.post(path, data={"name": "X"}).status_code == 401


def test_no_role_without_work_here_may_open_any_address(app, enter):
    world = build()
    ada = enter("staff", world.ada.kindergarten)
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/admin/") and rule.endpoint != "admin.static":
            path = re.sub(r"<int:\w+>", "1", rule.rule.replace("<export_type>", "xlsx"))
            open_by = ada.get if "GET" in (rule.methods or ()) else ada.post
            assert open_by(path).status_code == 403, path


def test_the_front_page_counts_what_the_reader_may_see(enter):
    world = build()
    ada = enter(world.ada.director)
    entries = (
        JournalEntry.select().where(JournalEntry.kindergarten == world.ada.kindergarten).count()
    )
    page = ada.get("/admin/").text
    room = r'<a href="/admin/(\w+)/"><strong>[^<]+</strong>\s*<span class="number">(\d+)</span>'
    rooms = dict(re.findall(room, page))
    assert rooms == {
        "kindergartens": "1",
        "departments": "1",
        "cohorts": "2",
        "networks": "2",
        "people": "4",
        "accounts": "3",
        "certificates": "1",
        "release": "1",
        "visits": "1",
        "observations": "1",
        "goals": "1",
        "courses": "1",
        "registrations": "1",
        "onboarding": "1",
        "champions": "1",
        "tasks": "50",
        "journal": str(entries),
    }
    assert "/exports/" not in page


def test_a_coordinator_finds_the_workbooks_on_the_front_page(enter):
    build()
    page = enter("coordinator").get("/admin/").text
    assert len(re.findall(r'href="/exports/cohorts/\d+\.xlsx"', page)) == 2
    assert 'href="/exports/programme.xlsx"' in page


def every_page(world) -> list[str]:
    """Return an address of every kind of page, with a row behind it."""
    loose = {"cohorts": Cohort, "networks": Network, "dimensions": Dimension, "tasks": TemplateTask}
    ids = {**world.ada.ids, "courses": world.course.id, "notices": Notice.select().first().id}
    ids["letters"] = CourseLetter.get().id
    seed_templates()
    ids["course_templates"] = CourseTemplate.select().first().id
    ids |= {feature: model.select().first().id for feature, model in loose.items()}
    job = Employment.get(Employment.person == world.ada.worker)
    made = (
        "kindergartens",
        "departments",
        "cohorts",
        "networks",
        "accounts",
        "certificates",
        "courses",
    )
    amended = ("kindergartens", "departments", "people", "courses", *loose)
    return [
        *("", "imports/", "people/?search=finnes-ikke"),
        *("merges/", f"merges/choose/?id={ids['people']}"),
        *("kindergarten_merges/", f"kindergarten_merges/choose/?id={ids['kindergartens']}"),
        f"kindergarten_merges/compare/?kept={ids['kindergartens']}&gone={world.cy.kindergarten.id}",
        f"merges/compare/?kept={ids['people']}&gone={world.cy.ids['people']}",
        *(f"{feature}/new/" for feature in made),
        *(f"{feature}/" for feature in ids),
        *(f"{feature}/details/?id={row}" for feature, row in ids.items()),
        *(f"{feature}/edit/?id={ids[feature]}" for feature in amended),
        f"kindergartens/move/?id={ids['kindergartens']}",
        f"departments/change/?id={ids['departments']}",
        f"people/appoint/?id={ids['people']}",
        f"people/end/?id={ids['people']}&job={job.id}",
        f"accounts/grant/?id={ids['accounts']}",
        f"accounts/renew/?id={ids['accounts']}",
        f"accounts/close/?id={ids['accounts']}",
        f"courses/cancel/?id={ids['courses']}",
        f"courses/days/?id={ids['courses']}",
        f"courses/copy/?id={ids['courses']}",
        f"courses/start/{ids['course_templates']}/",
        *("courses/start/", "course_templates/new/"),
        f"course_templates/edit/?id={ids['course_templates']}",
        f"course_templates/retire/?id={ids['course_templates']}",
    ]


def test_every_page_speaks_norwegian_and_is_well_made(enter):
    world = build()
    ada = enter("coordinator")
    pages = every_page(world)
    assert len(pages) > 45
    for path in pages:
        answer = ada.get(f"/admin/{path}")
        assert answer.status_code == 200, path
        assert ENGLISH.findall(visible(answer.text)) == [], path
        assert '<html lang="nb">' in answer.text
        assert answer.text.count("<h1>") == 1
        assert answer.text.count("<main ") == 1
        assert 'class="skip" href="#main"' in answer.text


def test_no_page_has_anything_the_content_policy_would_stop(enter):
    world = build()
    ada = enter("coordinator")
    for path in every_page(world):
        page = ada.get(f"/admin/{path}").text
        assert re.findall(r"\son\w+=|javascript:|\sstyle=|<style", page) == [], path
        assert re.findall(r"<script(?![^>]*\ssrc=\"/static/)", page) == [], path
        sources = re.findall(r'(?:src|href)="(https?:)?//', page)
        assert sources == [], path


def test_every_input_has_its_label(enter):
    world = build()
    ada = enter("coordinator")
    for path in every_page(world):
        page = ada.get(f"/admin/{path}").text
        labelled = set(re.findall(r'<label for="([^"]+)"', page))
        wrapped = set(re.findall(r'<label class="pick"><input[^>]*? id="([^"]+)"', page))
        inputs = re.findall(
            r'<(?:input(?![^>]*type="hidden")|select|textarea)[^>]*? id="([^"]+)"', page
        )
        assert set(inputs) - labelled - wrapped == set(), path


@pytest.mark.parametrize("locale", ["nb", "nn"])
def test_the_words_flask_admin_brings_are_norwegian_too(app, locale):
    with app.test_request_context("/admin/"), phrases.reading(locale):
        assert str(gettext("Record was successfully saved.")) == "Oppføringen ble lagret."


def test_the_office_speaks_nynorsk_and_english_too(enter):
    world = build()
    ada = enter("coordinator")
    for locale in ("nn", "en"):
        ada.post("/account/language", {"locale": locale})
        for path in every_page(world):
            assert ada.get(f"/admin/{path}").status_code == 200, path

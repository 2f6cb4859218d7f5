"""What lets the house be installed and a sheet be opened without the network: public, and naming nobody."""

import json
from typing import Any

import pytest

from tests.factories import a_cohort, a_kindergarten, a_network, an_identity
from tests.web import Browser, make_app


@pytest.fixture
def app(house: str) -> Any:
    return make_app(house)


def test_the_manifest_names_the_house_and_icons_that_are_there(app: Any) -> None:
    stranger = Browser(app)
    answer = stranger.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    told = json.loads(answer.text)
    assert told["name"] == "TETT PÅ, Bærum kommune"
    assert (told["display"], told["start_url"], told["scope"]) == ("standalone", "/", "/")
    icons = [(icon["sizes"], stranger.get(icon["src"])) for icon in told["icons"]]
    assert {(size, found.status_code) for size, found in icons} == {
        ("any", 200), ("192x192", 200), ("512x512", 200),
    }  # fmt: skip
    assert icons[1][1].mimetype == "image/png"


def test_the_worker_keeps_files_that_are_there_and_one_page(app: Any) -> None:
    stranger = Browser(app)
    answer = stranger.get("/service-worker.js")
    assert answer.mimetype == "text/javascript"
    lines = answer.text.splitlines()
    told = {line.split()[1]: json.loads(line.split(" = ")[1].rstrip(";")) for line in lines[:3]}
    assert told["OFFLINE"] == "/offline"
    statuses = {stranger.get(path).status_code for path in told["FILES"]}
    assert statuses == {200}
    names = {path.rsplit("/", 1)[1] for path in told["FILES"]}
    assert {"house.css", "sheet.css", "sheet.js", "vault.js", "offline.js"} <= names
    assert not names & {"office.js", "office.css", "worker.js"}
    assert all(f"/e-{told['EDITION']}/" in path for path in told["FILES"])


def test_the_page_without_a_network_names_nobody(app: Any) -> None:
    ada = an_identity("observer", a_kindergarten("Solbakken", a_cohort(), a_network()))
    page = Browser(app, ada).get("/offline").text
    assert "Du er uten nett" in page
    assert ada.name not in page
    assert "csrf" not in page
    assert page == Browser(app).get("/offline").text


def test_only_observers_carry_a_mark_of_their_own_and_each_another(app: Any) -> None:
    kindergarten = a_kindergarten("Solbakken", a_cohort(), a_network())
    marks = []
    for role in ("observer", "observer", "staff"):
        page = Browser(app, an_identity(role, kindergarten)).get("/").text
        marks.append(page.partition('<body data-owner="')[2].partition('"')[0])
    assert len(marks[0]) == len(marks[1]) == 64
    assert marks[0] != marks[1]
    assert marks[2] == ""
    assert "data-owner" not in Browser(app).get("/login").text


def test_a_kept_file_never_changes_and_another_edition_is_not_kept(app: Any) -> None:
    stranger = Browser(app)
    worker = stranger.get("/service-worker.js").text
    path = next(
        p for p in json.loads(worker.splitlines()[1].split(" = ")[1].rstrip(";")) if "sheet.js" in p
    )
    assert "immutable" in stranger.get(path).headers["Cache-Control"]
    other = stranger.get("/static/e-000000000000/sheet.js")
    assert (other.status_code, other.data) == (200, stranger.get(path).data)
    assert "immutable" not in other.headers["Cache-Control"]
    assert stranger.get("/static/e-000000000000/../door.py").status_code == 404

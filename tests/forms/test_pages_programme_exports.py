"""The page of what leaves the house, and what programs read with a key."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from collect import accounts_tokens as tokens
from collect import programme_exports as taken
from collect.models.accounts import ApiToken, RoleGrant
from collect.models.journal import JournalEntry
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_department,
    a_kindergarten,
    an_identity,
)
from tests.web import Browser, make_app


@pytest.fixture
def world(house: str) -> Any:
    class World:
        app = make_app(house)
        cohort, other = a_cohort(1), a_cohort(2)
        here = a_kindergarten("Askeladden", cohort)
        ada = an_identity("coordinator")
        director = an_identity("director", here)

    a_department(World.here, "Ærfugl")
    return World


def asked(world: Any, path: str, key: str = "", **headers: str) -> Any:
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return world.app.test_client().get(path, headers=headers)


def a_key(world: Any) -> str:
    return tokens.make("Power BI", TODAY, by=world.ada, now=NOW)


@pytest.mark.parametrize(
    ("cohort", "shape", "where"),
    [
        ("1", "xlsx", "/exports/cohorts/1.xlsx?semester=2025-autumn"),
        ("1", "csv", "/exports/packages/1.zip?semester=2025-autumn"),
        ("1", "excel_csv", "/exports/csv/1.zip?semester=2025-autumn"),
        ("1", "sav", "/exports/spss/1.zip?semester=2025-autumn"),
        ("0", "xlsx", "/exports/programme.xlsx"),
        ("0", "csv", "/exports/packages/0.zip"),
    ],
)
def test_what_is_asked_for_is_fetched_in_its_shape(
    world: Any, cohort: str, shape: str, where: str
) -> None:
    browser = Browser(world.app, world.ada)
    answer = browser.get(f"/exports/fetch?cohort={cohort}&semester=2025-autumn&shape={shape}")
    assert (answer.status_code, answer.location) == (303, where)
    assert browser.get(where).status_code == 200


def test_a_data_package_holds_the_tables_and_is_noted(world: Any) -> None:
    answer = Browser(world.app, world.ada).get("/exports/packages/1.zip")
    assert answer.headers["Content-Disposition"].endswith(
        "tettpaa-pulje-1-uten-navn-2025-10-15.zip"
    )
    with ZipFile(BytesIO(answer.data)) as archive:
        about = json.loads(archive.read("datapackage.json"))
        for one in about["resources"]:
            assert archive.read(one["path"]).decode().startswith(one["schema"]["fields"][0]["name"])
    line = JournalEntry.get(JournalEntry.act == "export.cohort")
    assert (line.new["level"], line.new["shape"]) == ("deidentified", "csv")


@pytest.mark.parametrize(
    "query",
    ["cohort=1", "cohort=9&shape=xlsx", "cohort=1&shape=exe", "cohort=1&semester=x&shape=csv"],
)
def test_what_does_not_exist_is_said_beside_the_question(world: Any, query: str) -> None:
    answer = Browser(world.app, world.ada).get(f"/exports/fetch?{query}")
    assert answer.status_code == 422
    assert "Rett opp" in answer.text


def test_those_concerned_read_who_took_what_and_fetch_nothing(world: Any) -> None:
    Browser(world.app, world.ada).get("/exports/packages/1.zip")
    browser = Browser(world.app, world.director)
    page = browser.get("/exports")
    assert page.status_code == 200
    assert "Datapakke for andre programmer" in page.text
    assert "Hent tall" not in page.text
    for path in ("/exports/fetch?cohort=1&shape=csv", "/exports/packages/1.zip", "/exports/spss/1.zip",
                 "/exports/csv/1.zip", "/exports/packages/0.zip", "/exports/tokens"):  # fmt: skip
        assert browser.get(path).status_code == 403
    assert browser.post("/exports/schedules", {"cohort": "1", "every": "week"}).status_code == 403


def test_a_reminder_is_asked_for_and_taken_back(world: Any) -> None:
    browser = Browser(world.app, world.ada)
    assert browser.post("/exports/schedules", {"cohort": "1"}).status_code == 422
    assert browser.post("/exports/schedules", {"cohort": "1", "every": "week"}).status_code == 303
    assert "hver uke. Neste gang 20.10.2025" in browser.get("/exports").text
    (row,) = taken.schedules(world.ada)
    assert browser.post(f"/exports/schedules/{row.id}/end").status_code == 303
    assert browser.post(f"/exports/schedules/{row.id}/end").status_code == 404


def test_the_page_takes_as_many_queries_however_much_was_taken(
    world: Any, count_queries: Any
) -> None:
    browser = Browser(world.app, world.ada)
    for _ in range(3):
        browser.get("/exports/packages/1.zip")
    with count_queries() as queries:
        browser.get("/exports")
    assert len(queries) == 7


def test_a_key_is_shown_once(world: Any) -> None:
    browser = Browser(world.app, world.ada)
    answer = browser.post("/exports/tokens", {"name": "Power BI", "expires_on": "2026-01-01"})
    key = answer.text.split('<code class="kept">')[1].split("<")[0]
    assert answer.status_code == 200
    assert key not in browser.get("/exports/tokens").text
    assert asked(world, "/api/v1", key).status_code == 200
    assert (
        browser.post("/exports/tokens", {"name": "x", "expires_on": "2099-01-01"}).status_code
        == 422
    )
    assert browser.post(f"/exports/tokens/{ApiToken.get().id}/end").status_code == 303
    assert asked(world, "/api/v1", key).status_code == 401


def test_a_program_reads_the_tables_of_a_cohort(world: Any) -> None:
    key = a_key(world)
    cohorts = asked(world, "/api/v1", key).json["cohorts"]
    assert [(row["number"], row["start"]) for row in cohorts] == [
        (1, "2020-08-01"),
        (2, "2020-08-01"),
    ]
    tables = asked(world, cohorts[0]["url"], key).json["tables"]
    one = next(row for row in tables if row["name"] == "avdelinger")
    table = asked(world, one["url"], key).json
    assert len(table["rows"]) == one["rows"] == 1
    assert [len(row) for row in table["rows"]] == [len(table["schema"]["fields"])]
    assert "Ærfugl" not in json.dumps(table, ensure_ascii=False)
    assert JournalEntry.select().where(JournalEntry.act == "export.cohort").count() == 2


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/cohorts/1", "/api/v1/cohorts/1/avdelinger"])
def test_without_a_key_that_holds_nothing_is_read(world: Any, path: str) -> None:
    key = a_key(world)
    answer = asked(world, path)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert asked(world, path, "tettpaa_x").status_code == 401
    assert asked(world, path, Authorization=f"Basic {key}").status_code == 401
    assert Browser(world.app, world.ada).get(path).status_code == 401
    assert asked(world, path, key).status_code == 200
    RoleGrant.update(valid_to=TODAY.replace(day=1)).execute()
    assert asked(world, path, key).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/api/v1/cohorts/9", "/api/v1/cohorts/1/x", "/api/v1/cohorts/1?semester=x", "/api/v1/x"],
)
def test_what_is_not_there_is_said_in_json(world: Any, path: str) -> None:
    answer = asked(world, path, a_key(world), Accept="application/json")
    assert (answer.status_code, answer.is_json) == (404, True)


def test_a_key_opens_no_page_and_changes_nothing(world: Any) -> None:
    key = a_key(world)
    assert asked(world, "/exports", key).status_code == 302
    client = world.app.test_client()
    answer = client.post("/api/v1", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code in (400, 405)

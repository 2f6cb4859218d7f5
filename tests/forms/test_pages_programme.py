"""The programme's pages: the board of the loop, in words and figures, for each reader."""

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from collect import certificates, observations
from collect import programme_coverage as coverage
from collect.models.observations import Observation, Visit
from collect.observations_loop import mark
from collect.rules.access import HOUSE
from collect.rules.calendar import Semester
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    a_person,
    an_identity,
    an_instrument,
    an_observation,
)
from tests.web import Browser, make_app

AUTUMN = Semester(2025, "autumn")
STEPS = ("Planlagt", "Observert", "Tilbakemeldt", "Mål satt", "Fulgt opp")


@pytest.fixture
def world(house: str) -> Any:
    """Two cohorts; in the first a kindergarten with one department observed, one planned, one neither."""

    class World:
        app = make_app(house)
        cohort, other = a_cohort(1), a_cohort(2)
        here = a_kindergarten("Askeladden", cohort, a_network("Nord"))
        there = a_kindergarten("Solvik", other, a_network("Sør"))
        seen, planned, neither = (
            a_department(here, "Ask"),
            a_department(here, "Bjørk"),
            a_department(here, "Gran"),
        )
        far = a_department(there, "Fjell")
        ada = an_identity("observer", here, network=frozenset({here.id, there.id}))
        coordinator = an_identity("coordinator")
        director = an_identity("director", here)

    an_observation(World.seen, World.ada)
    observations.release(Observation.get(), by=World.ada, now=NOW)
    Visit.create(
        uid="x",
        department=World.planned,
        semester=AUTUMN.code,
        planned_on=TODAY + timedelta(days=5),
        status="accepted",
        changed_at=NOW,
    )
    mark(World.planned.id, AUTUMN.code, "planned_on", TODAY + timedelta(days=5))
    return World


def page(world: Any, who: Any, path: str = "/programme") -> str:
    answer = Browser(world.app, who).get(path)
    assert answer.status_code == 200
    return str(answer.text)


def cells(text: str, caption: str) -> list[list[str]]:
    """The rows of the table with a caption, as the words in their cells."""
    table = text.split(f"<caption>{caption}</caption>")[1].split("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    return [
        [
            unescape(" ".join(re.sub(r"<[^>]+>", " ", cell).split()))
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def test_the_coordinator_sees_each_cohort_step_by_step(world: Any) -> None:
    text = page(world, world.coordinator)
    assert "Observasjonsløpet høst 2025" in text
    assert "Med dagens plan lander dere på 50\u202f%." in text
    assert "2 avdelinger står uten besøk." in text
    none, one, two = "0 % (0)", "33 % (1)", "67 % (2)"
    assert cells(text, "Løpet per pulje") == [
        ["Pulje", "Skal observeres", *STEPS, "Med dagens plan"],
        ["Pulje 1", "3", two, one, one, none, none, two],
        ["Pulje 2", "1", *[none] * 6],
    ]
    assert cells(text, "Hvor langt avdelingene er kommet")[1:] == [
        ["Planlagt", "2 av 4", "50 %"],
        ["Observert", "1 av 4", "25 %"],
        ["Tilbakemeldt", "1 av 4", "25 %"],
        ["Mål satt", "0 av 4", "0 %"],
        ["Fulgt opp", "0 av 4", "0 %"],
    ]
    assert 'href="/exports/programme.xlsx"' in text
    assert 'href="/exports/cohorts/1.xlsx"' in text


def test_networks_and_kindergartens_have_their_own_tabs(world: Any) -> None:
    networks = page(world, world.coordinator, "/programme?by=network")
    assert [row[:2] for row in cells(networks, "Løpet per nettverk")[1:]] == [
        ["Nord", "3"],
        ["Sør", "1"],
    ]
    houses = page(world, world.coordinator, "/programme?by=kindergarten")
    assert [row[:2] for row in cells(houses, "Løpet per barnehage")[1:]] == [
        ["Askeladden", "3"],
        ["Solvik", "1"],
    ]
    assert f'href="/programme/kindergartens/{world.here.id}?semester=2025-autumn"' in houses
    assert houses.count('aria-current="page">Per barnehage') == 1
    assert Browser(world.app, world.coordinator).get("/programme?by=score").status_code == 404


def test_a_director_sees_the_own_departments_in_words(world: Any) -> None:
    text = page(world, world.director)
    assert cells(text, "Askeladden") == [
        ["Avdeling", "Besøk", *STEPS[1:]],
        ["Ask", "Gjort", "14.10.2025", "15.10.2025", "Gjenstår", "Gjenstår"],
        ["Bjørk", "Avtalt 20.10.2025", *["Gjenstår"] * 4],
        ["Gran", "Ikke avtalt", *["Gjenstår"] * 4],
    ]
    missing = text.split("<h2>Mangler observasjon</h2>")[1].split("</ul>")[0]
    assert re.findall("<li>(.*?)</li>", missing) == ["Bjørk, Askeladden", "Gran, Askeladden"]
    assert [word for word in ("Løpet per", "Solvik", "Fjell", ".xlsx") if word in text] == []


def test_a_visit_whose_day_went_by_says_so(world: Any) -> None:
    Visit.update(planned_on=date(2025, 10, 1)).execute()
    mark(world.planned.id, AUTUMN.code, "planned_on", date(2025, 10, 1))
    text = page(world, world.director)
    assert cells(text, "Askeladden")[2][1] == "Skulle vært gjort 01.10.2025"
    assert "Med dagens plan lander dere på 33\u202f%." in text


def test_a_mentor_sees_those_assigned_and_those_without_figures_are_refused(world: Any) -> None:
    mentor = page(world, an_identity("mentor", world.there))
    assert [row[0] for row in cells(mentor, "Solvik")[1:]] == ["Fjell"]
    assert "Askeladden" not in mentor
    for role in ("course_admin", "observer", "staff", "sysadmin"):
        who = an_identity(role, world.here if role in ("observer", "staff") else None)
        assert Browser(world.app, who).get("/programme").status_code == 403


def test_a_kindergartens_page_opens_for_those_who_may_read_its_figures(world: Any) -> None:
    path = f"/programme/kindergartens/{world.here.id}"
    for who in (world.coordinator, world.director, an_identity("mentor", world.here)):
        text = page(world, who, path)
        assert [row[0] for row in cells(text, "Avdelingene steg for steg")[1:]] == [
            "Ask",
            "Bjørk",
            "Gran",
        ]
    statuses = {
        role: Browser(world.app, an_identity(role, place, room)).get(path).status_code
        for role, place, room in (
            ("director", world.there, None),
            ("mentor", world.there, None),
            ("observer", world.here, None),
            ("leader", world.here, world.seen),
            ("staff", world.here, None),
            ("course_admin", None, None),
            ("sysadmin", None, None),
        )
    }
    assert set(statuses.values()) == {404}
    assert (
        Browser(world.app, world.coordinator).get("/programme/kindergartens/99999").status_code
        == 404
    )
    before = page(world, world.director, f"{path}?semester=2019-spring")
    assert "Ingen avdelinger skal observeres" in before


def test_a_semester_gone_by_has_no_forecast(world: Any) -> None:
    text = page(world, world.coordinator, "/programme?semester=2025-spring")
    assert "Med dagens plan lander" not in text
    assert "Vår 2025" in text
    for semester in ("2025-summer", "x"):
        path = f"/programme?semester={semester}"
        assert Browser(world.app, world.coordinator).get(path).status_code == 404


def test_all_observed_is_said_with_thanks(world: Any) -> None:
    an_observation(world.far, world.ada)
    text = page(world, an_identity("director", world.there))
    assert "Alle avdelinger er observert" in text
    assert "står uten besøk" not in text


def test_the_figures_on_screen_are_those_in_the_workbook(world: Any) -> None:
    """Counts and whole per cents: cohorts, networks' sum and every step (features G2)."""
    browser = Browser(world.app, world.coordinator)
    content = browser.get("/exports/programme.xlsx").data
    rows = list(
        openpyxl.load_workbook(BytesIO(content))["Observasjonsløpet"].iter_rows(values_only=True)
    )
    heads = list(rows[0])
    now = {row[0]: dict(zip(heads, row, strict=True)) for row in rows[1:] if row[1] == "Høst 2025"}
    shown = cells(page(world, world.coordinator), "Løpet per pulje")
    for name, due, *figures in shown[1:]:
        line = now[int(name.removeprefix("Pulje "))]
        assert line["Skal observeres"] == int(due)
        for step, figure in zip((*STEPS, "Med dagens plan"), figures, strict=True):
            share, count = re.fullmatch(r"(\d+) % \((\d+)\)", figure).groups()  # type: ignore[union-attr]
            assert line[step] == int(count)
            assert int(100 * line[f"{step}, andel"] + 0.5) == int(share)
    assert len(shown) == 3
    book = openpyxl.load_workbook(BytesIO(browser.get("/exports/cohorts/1.xlsx").data))
    last = [
        row
        for row in book["Observasjonsløpet"].iter_rows(values_only=True)
        if row[0] == "Høst 2025"
    ]
    assert list(last[0][1:14]) == [now[1][head] for head in heads[2:]]


def test_each_network_is_judged_in_words(world: Any) -> None:
    text = page(world, world.coordinator, "/programme?by=network")
    rows = cells(text, "Rekker observatørene det som gjenstår?")
    assert rows[0] == ["Nettverk", "Gjenstår", "Besøk i planen", "Observatører", "Vurdering"]
    assert rows[1][:3] == ["Nord", "2 Småbarn 2", "1"]
    assert rows[1][4].startswith("Det rekker ikke Ingen har gyldig sertifikat for småbarn.")
    assert "Det er 9 uker igjen med gode dager for besøk." in text
    certificates.register_pass(
        a_person(None, world.here),
        an_instrument(),
        date(2025, 9, 1),
        90,
        None,
        "T",
        by=HOUSE,
        now=NOW,
    )
    director = page(world, world.director)
    (row,) = cells(director, "Rekker observatørene det som gjenstår?")[1:]
    assert row == ["Nord", "2 Småbarn 2", "1", "1 Småbarn 1, storbarn 0", "Det går"]
    assert "Rekker vi det?" in director
    assert "Rekker observatørene" not in page(world, world.coordinator)
    assert "Rekker observatørene" not in page(
        world, world.director, "/programme?semester=2025-spring"
    )


def test_the_verdicts_on_screen_are_those_in_the_workbook(world: Any) -> None:
    browser = Browser(world.app, world.coordinator)
    content = browser.get("/exports/programme.xlsx").data
    rows = list(
        openpyxl.load_workbook(BytesIO(content))["Observasjonsløpet"].iter_rows(values_only=True)
    )
    top = next(n for n, row in enumerate(rows) if row[0] == "Nettverk")
    shown = cells(
        page(world, world.coordinator, "/programme?by=network"),
        "Rekker observatørene det som gjenstår?",
    )
    for line, cell in zip(rows[top + 1 :], shown[1:], strict=True):
        told = dict(zip(rows[top], line, strict=True))
        assert cell[0] == told["Nettverk"]
        assert int(cell[1].split()[0]) == told["Gjenstår"]
        assert int(cell[2]) == told["Besøk i planen"]
        assert int(cell[3].split()[0]) == told["Observatører"]
        assert cell[4].startswith(f"{told['Vurdering']} {told['Hva som mangler']}")
        assert told["Uker igjen"] == 9
    assert len(shown) == 3


def test_the_board_costs_the_same_queries_however_many_departments(
    world: Any, count_queries: Any
) -> None:
    def counted() -> list[int]:
        numbers = []
        for who, path in (
            (world.coordinator, "/programme"),
            (world.coordinator, "/programme?by=network"),
            (world.coordinator, "/programme?by=kindergarten"),
            (world.director, "/programme"),
            (world.director, f"/programme/kindergartens/{world.here.id}"),
        ):
            browser = Browser(world.app, who)
            with count_queries() as queries:
                browser.get(path)
            numbers.append(len(queries))
        return numbers

    first = counted()
    for _ in range(3):
        a_department(world.here)
        a_department(a_kindergarten(None, world.cohort, a_network()))
    assert counted() == first == [9, 18, 9, 13, 3]
    assert coverage.coverage(HOUSE, AUTUMN, TODAY).due == 10

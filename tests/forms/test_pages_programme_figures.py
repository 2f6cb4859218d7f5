"""Pages of scores: a cohort's figures, a department beside the middle of its cohort, nothing given away."""

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect import observations_instruments as instruments
from collect import programme_figures as figures
from collect.database import writing
from collect.models.accounts import LoginSession
from collect.models.observations import Observation
from collect.programme_upkeep import recount
from collect.rules.access import HOUSE
from collect.rules.calendar import Semester
from forms import charts, charts_distribution
from tests.factories import (
    a_cohort,
    a_department,
    a_kindergarten,
    an_identity,
    an_instrument,
    an_observation,
)
from tests.web import Browser, make_app

LATER = datetime(2026, 2, 2, 9, tzinfo=UTC)  # autumn 2025 is settled
SPRING, AUTUMN = Semester(2025, "spring"), Semester(2025, "autumn")


@pytest.fixture
def world(house: str) -> Any:
    """A cohort with six departments observed in spring and autumn, and another cohort."""

    class World:
        app = make_app(house, lambda: LATER)
        cohort, other = a_cohort(1), a_cohort(2)
        here, near = a_kindergarten("Askeladden", cohort), a_kindergarten("Bekken", cohort)
        far = a_kindergarten("Solvik", other)
        mine = a_department(here, "Maurtua")
        rooms = [mine]
        watcher = an_identity("observer", near, network=frozenset({here.id, near.id, far.id}))
        leader = an_identity("leader", here, mine)
        coordinator = an_identity("coordinator")

    World.rooms += [a_department(World.near) for _ in range(5)]
    for n, room in enumerate(World.rooms):
        for semester, day in ((SPRING, date(2025, 3, 3)), (AUTUMN, date(2025, 10, 14))):
            an_observation(
                room, World.watcher, score=2 + n % 4, semester=semester.code, observed_on=day
            )
    Observation.update(released_at=datetime(2026, 1, 15, tzinfo=UTC)).execute()
    return World


def browse(app: Any, who: Any) -> Browser:
    """A reader who logged in at the later moment."""
    browser = Browser(app, who)
    LoginSession.update(created_at=LATER, seen_at=LATER).execute()
    return browser


def page(world: Any, who: Any, path: str) -> str:
    answer = browse(world.app, who).get(path)
    assert answer.status_code == 200
    return unescape(str(answer.text))


def test_a_cohorts_page_shows_means_the_middle_and_how_often_each_score_was_given(
    world: Any,
) -> None:
    for who in (world.coordinator, an_identity("director", world.here)):
        text = page(world, who, "/programme/cohorts/1")
        assert "Skårer høst 2025" in text
        assert "6 avdelinger. Middel 3,50, midten 2,95–3,85." in text
        spread = text.split("Hvor ofte hver skår er gitt: Positivt klima</title>")[1].split(
            "</desc>"
        )[0]
        assert " ".join(re.sub("<[^>]+>", "", spread).split()) == (
            "1: 0 %; 2: 33 %; 3: 33 %; 4: 17 %; 5: 17 %; 6: 0 %; 7: 0 %."
        )
        assert "Foreløpige tall" not in text
        assert [name for name in ("Maurtua", "Askeladden", "Bekken") if name in text] == []
        assert "style=" not in text


def test_the_figures_in_the_table_are_those_of_the_service(world: Any) -> None:
    domains = instruments.structure(an_instrument().id)
    found = figures.cohort_figures(HOUSE, world.cohort, AUTUMN, domains, LATER.date())
    text = page(world, world.coordinator, "/programme/cohorts/1")
    for domain in domains:
        table = text.split(
            f'<caption class="sr">Hvor ofte hver skår er gitt: {domain.label_nb}</caption>'
        )[1]
        rows = re.findall(
            r"<tr><th scope=\"row\">(.*?)</tr>", table.split("</table>")[0], re.DOTALL
        )
        assert len(rows) == len(domain.scale)
        for row, dimension in zip(rows, domain.scale, strict=True):
            numbers = re.findall(r"<td[^>]*>([^<]*)</td>", row)
            spread = found.distributions[dimension.id]
            assert [int(n) for n in numbers[1:8]] == list(spread.counts)
            assert int(numbers[8]) == spread.total == 18


def test_a_running_semester_is_preliminary_for_the_coordinator_and_closed_for_others(
    world: Any, house: str
) -> None:
    early = make_app(house)  # in October 2025
    path = "/programme/cohorts/1?semester=2025-autumn"
    mine = Browser(early, world.coordinator)
    assert "Foreløpige tall" in mine.get(path).text
    assert "Skårer vår 2025" in mine.get("/programme/cohorts/1").text
    theirs = Browser(early, an_identity("director", world.here)).get(path).text
    assert "Halvåret er ikke avsluttet" in theirs
    assert "Middel" not in theirs


def test_too_few_are_not_shown_and_nothing_is_no_secret(world: Any) -> None:
    near = page(world, an_identity("director", world.near), "/programme/cohorts/1")
    assert "Tallene vises ikke" in near
    assert "Middel" not in near
    empty = page(world, world.coordinator, "/programme/cohorts/1?semester=2023-spring")
    assert "Ingen observasjoner" in empty


def test_a_foreign_cohort_and_none_are_the_same(world: Any) -> None:
    director = browse(world.app, an_identity("director", world.here))
    statuses = [
        director.get(f"/programme/cohorts/{path}").status_code
        for path in ("1", "2", "99", "1?semester=soon")
    ]
    assert statuses == [200, 404, 404, 404]
    leader = browse(world.app, world.leader)
    assert leader.get("/programme/cohorts/1").status_code == 403


def test_a_department_sees_itself_beside_the_middle_of_its_cohort(world: Any) -> None:
    path = f"/programme/departments/{world.mine.id}"
    for who in (world.leader, an_identity("director", world.here), world.coordinator):
        text = page(world, who, path)
        assert "Maurtua" in text
        assert text.count('class="middle-half"') == 1 + 2 * 2  # the key, two domains, two semesters
        told = " ".join(text.split('<desc id="trend-1-desc">')[1].split("</desc>")[0].split())
        assert (
            told.startswith(
                "Emosjonell og atferdsmessig støtte: vår 2025 2,80 (midten i puljen 2,95–3,85);"
            )
            or "midten i puljen" in told
        )
        assert "ingen rangering" in text
        stages = text.split("de siste seks halvårene")[1].split("</table>")[0]
        assert [day for day in ("14.10.2025", "03.03.2025") if day not in stages] == []


def test_the_observations_page_shows_the_middle_too_but_never_to_fewer_than_six(world: Any) -> None:
    row = Observation.get(
        (Observation.department == world.mine) & (Observation.semester == AUTUMN.code)
    )
    path = f"/observations/{row.reference}"
    text = page(world, world.leader, path)
    assert text.count('class="middle-half"') == 5
    assert f'href="/programme/departments/{world.mine.id}"' in text
    Observation.update(is_double=True).where(Observation.department == world.rooms[5]).execute()
    with writing():
        recount()
    text = page(world, world.leader, path)
    assert 'class="middle-half"' not in text
    assert "minst fem andre avdelinger" in text


def test_an_observer_follows_no_link_to_what_is_closed(world: Any) -> None:
    row = Observation.select().where(Observation.department == world.mine).get()
    text = page(world, world.watcher, f"/observations/{row.reference}")
    assert "/programme/departments/" not in text
    browser = browse(world.app, world.watcher)
    assert browser.get(f"/programme/departments/{world.mine.id}").status_code == 404


def test_a_department_without_observations_says_what_will_come(world: Any) -> None:
    quiet = a_department(world.here, "Stillheim")
    text = page(world, an_identity("director", world.here), f"/programme/departments/{quiet.id}")
    assert "Ingen observasjoner er frigitt ennå" in text


def test_the_pages_cost_the_same_queries_however_much_is_observed(
    world: Any, count_queries: Any
) -> None:
    def counted() -> list[int]:
        numbers = []
        for who, path in (
            (world.coordinator, "/programme/cohorts/1"),
            (an_identity("director", world.here), "/programme/cohorts/1"),
            (world.leader, f"/programme/departments/{world.mine.id}"),
        ):
            browser = browse(world.app, who)
            with count_queries() as queries:
                browser.get(path)
            numbers.append(len(queries))
        return numbers

    first = counted()
    for _ in range(2):
        room = a_department(world.near)
        an_observation(room, world.watcher)
        an_observation(world.mine, world.watcher, observed_on=date(2025, 9, 9))
    assert counted() == first == [11, 13, 11]


@given(st.lists(st.integers(0, 10_000), min_size=7, max_size=7))
def test_columns_stand_in_their_box_and_tell_the_shares(counts: Any) -> None:
    chart = charts_distribution.distribution(counts)
    for one in chart.columns:
        assert charts_distribution.TOP <= one.y <= chart.floor < chart.height
        assert one.y + one.height == pytest.approx(chart.floor)
        assert 0 <= one.left < one.x < one.left + one.width <= 100
    assert [one.score for one in chart.columns] == list(range(1, 8))
    if sum(counts):
        assert [one.percent for one in chart.columns] == [
            int(100 * n / sum(counts) + 0.5) for n in counts
        ]
        assert min(one.y for one in chart.columns) == charts_distribution.TOP


def test_the_middle_lies_behind_its_own_semester_between_its_values() -> None:
    visits = [charts.Visit(SPRING, (None, 4)), charts.Visit(AUTUMN, (3, 5))]  # type: ignore[arg-type]
    chart = charts.trend(["A", "B"], visits, {(AUTUMN, 0): (2, 4), (SPRING, 1): (1, 7)})  # type: ignore[dict-item]
    (first,), (second,) = chart.panels[0].middles, chart.panels[1].middles
    assert first.x > second.x
    assert first.x + first.width == pytest.approx(charts.PANEL_RIGHT)
    assert second.x == pytest.approx(charts.PANEL_LEFT)
    assert second.height == pytest.approx(charts.PANEL)
    assert first.height == pytest.approx(charts.PANEL / 3)
    grades = {grade: y for y, grade in chart.panels[1].grades}
    assert (second.y, second.y + second.height) == pytest.approx((grades[7], grades[1]))

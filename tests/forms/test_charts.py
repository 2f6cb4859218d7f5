"""The charts: shapes stay in their box, pages say in words and figures what the pictures show."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect import observations, organisation
from collect import observations_instruments as instruments
from collect import observations_profiles as profiles
from collect.models.observations import Observation
from collect.rules.access import HOUSE
from collect.rules.calendar import Semester
from forms import charts
from tests.factories import (
    NOW,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    an_identity,
    an_instrument,
    an_observation,
    observation_answers,
)
from tests.web import Browser, make_app

AUTUMN = Semester(2025, "autumn")
SIX = [AUTUMN.shift(n - 5) for n in range(6)]
means = st.none() | st.fractions(1, 7, max_denominator=30)
measures = st.builds(charts.Measure, st.text(max_size=200), means, st.booleans(), st.booleans())


@given(st.lists(measures, max_size=15))
def test_bars_stay_on_the_scale_and_below_one_another(given_measures: Any) -> None:
    chart = charts.profile(given_measures)
    edges = [edge for bar in chart.bars for edge in (bar.y, bar.y + chart.thickness)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= chart.height for edge in edges)
    assert all(0 <= bar.width <= chart.plot for bar in chart.bars)
    assert all(y < bar.y for bar in chart.bars for y, _ in bar.lines)
    assert [bar.measure for bar in chart.bars] == given_measures


@given(st.lists(st.fractions(1, 7), min_size=2).map(sorted))
def test_a_higher_mean_is_never_a_shorter_bar(rising: Any) -> None:
    widths = [bar.width for bar in charts.profile([charts.Measure("", m) for m in rising]).bars]
    assert widths == sorted(widths)


def test_a_profile_marks_its_scale_and_its_bands() -> None:
    chart = charts.profile(
        [charts.Measure("A", Fraction(n)) for n in (1, 3, 6, 7)] + [charts.Measure("B", None)]
    )
    assert [bar.width for bar in chart.bars] == [0, 22.67, 56.67, 68, 0]
    assert [bar.band for bar in chart.bars] == ["low", "middle", "high", "high", None]
    assert chart.bounds == (22.67, 56.67)
    assert [mark.code for mark in chart.bands] == ["low", "middle", "high"]
    assert [mark.code for mark in chart.grades] == ["1", "2", "3", "4", "5", "6", "7"]


def test_a_long_label_is_broken_where_it_would_leave_a_phone() -> None:
    (bar,) = charts.profile([charts.Measure("Tilrettelegging for læring og utvikling", None)]).bars
    assert [words for _, words in bar.lines] == ["Tilrettelegging for læring og", "utvikling"]


@given(st.lists(st.integers(0, 9999).flatmap(lambda d: st.tuples(st.just(d), st.integers(0, d)))))
def test_columns_stand_in_order_and_what_is_done_stands_inside_what_is_due(counts: Any) -> None:
    chart = charts.coverage([(AUTUMN.shift(n), *pair) for n, pair in enumerate(counts)])
    for one in chart.columns:
        assert charts.COLUMN_TOP <= one.frame_y <= one.fill_y <= chart.floor < chart.height
        assert 0 <= one.left < one.x < one.left + one.width <= 100
    ends = [x for one in chart.columns for x in (one.left, one.left + one.width)]
    assert ends == sorted(ends)


def test_a_share_is_rounded_half_up_and_unknown_where_nothing_was_due() -> None:
    chart = charts.coverage(
        [(one, *pair) for one, pair in zip(SIX, [(8, 1), (0, 0)], strict=False)]
    )
    assert [one.share for one in chart.columns] == [13, None]


visits = st.lists(
    st.tuples(st.integers(0, 60), st.tuples(means, means, means)), min_size=1, max_size=20
).map(
    lambda rows: [
        charts.Visit(SIX[0].shift(n), values) for n, values in sorted(rows, key=lambda r: r[0])
    ]
)


@given(visits)
def test_points_stay_in_their_panel_and_go_forward_in_time(rows: Any) -> None:
    chart = charts.trend(["A", "B", "C"], rows)
    assert len(chart.panels) == 3
    for panel in chart.panels:
        xs = [point.x for point in panel.points]
        assert xs == sorted(set(xs))
        assert all(chart.left < x < chart.right <= 100 for x in xs)
        ceiling, floor = panel.grades[-1][0], panel.grades[0][0]
        assert all(ceiling <= point.y <= floor < chart.height for point in panel.points)
        assert panel.label_y < ceiling
    marks = [mark.x for mark in chart.marks]
    assert marks == sorted(set(marks))
    assert len(marks) <= charts.MOST_COLUMNS


def test_a_trend_leaves_room_for_a_semester_without_a_visit() -> None:
    found = [charts.Visit(SIX[0], (Fraction(4),)), charts.Visit(SIX[2], (Fraction(5),))]
    chart = charts.trend(["A"], found)
    assert [mark.semester for mark in chart.marks] == SIX[:3]
    assert [point.x for point in chart.panels[0].points] == [chart.marks[0].x, chart.marks[2].x]


def test_a_trend_of_many_years_shows_the_latest_visits() -> None:
    found = [charts.Visit(AUTUMN.shift(n), (Fraction(4),)) for n in range(11)]
    found[-1] = replace(found[-1], is_shown=True)
    chart = charts.trend(["A"], found)
    assert [mark.semester for mark in chart.marks] == [AUTUMN.shift(n) for n in range(3, 11)]
    assert [point.is_shown for point in chart.panels[0].points] == [False] * 7 + [True]


@pytest.fixture
def course(house: str) -> Any:
    """Two visits by Ada in one department, the first released; Bo leads it, Cy leads another."""

    class Course:
        app = make_app(house)
        kindergarten = a_kindergarten("Solbakken barnehage", a_cohort(), a_network())
        room = a_department(kindergarten, "Blåklokka")
        ada = an_identity("observer", kindergarten, network=frozenset({kindergarten.id}))
        bo = an_identity("leader", kindergarten, room)
        cy = an_identity("leader", kindergarten, a_department(kindergarten))
        first = an_observation(
            room, ada, score=3, semester="2025-spring", observed_on=date(2025, 3, 11)
        )
        second = an_observation(room, ada, score=6)

    observations.release(
        Observation.get(Observation.reference == Course.first), by=Course.ada, now=NOW
    )
    return Course


def told(page: str, id: str) -> str:  # noqa: A002
    """Return the description of a chart."""
    found = re.search(rf'<desc id="{id}-desc">(.*?)</desc>', page, re.S)
    return unescape(found[1]).strip() if found else ""


def picture(page: str, id: str) -> str:  # noqa: A002
    """Return the words of a chart and of the table behind it."""
    found = re.search(
        rf'<figure class="chart-frame">(?:(?!</figure>).)*id="{id}-title".*?</figure>', page, re.S
    )
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found[0]))) if found else ""


def test_the_profile_is_drawn_named_and_told(course: Any) -> None:
    page = Browser(course.app, course.ada).get(f"/observations/{course.second}").text
    assert 'aria-labelledby="profile-title profile-desc"' in page
    assert '<title id="profile-title">Profilen: middelverdier fra 1 til 7</title>' in page
    words = told(page, "profile")
    assert words.startswith("Emosjonell og atferdsmessig støtte: 5,20, middels. ")
    assert "Positivt klima: 6,00, høy. Negativt klima (lav er bra): 6,00, høy. " in words
    assert page.count('class="track"') == 10
    assert page.count('fill="url(#profile-stripes)"') == 1
    assert "style=" not in page


def test_the_trend_tells_the_figures_of_the_database(course: Any) -> None:
    page = Browser(course.app, course.ada).get(f"/observations/{course.second}").text
    words = told(page, "trend")
    assert words == (
        "Emosjonell og atferdsmessig støtte: vår 2025 3,40; høst 2025 5,20. "
        "Støtte til læring og utvikling: vår 2025 3,00; høst 2025 6,00."
    )
    table = picture(page, "trend")
    assert "Vår 2025 3,40 3,00 Høst 2025 (denne) 5,20 6,00" in table
    assert "Vis tallene" in table
    assert page.count('<circle class="point') == 4
    assert page.count('<circle class="point here"') == 2


def test_one_visit_is_no_trend(course: Any) -> None:
    lone = an_observation(a_department(course.kindergarten), course.ada)
    page = Browser(course.app, course.ada).get(f"/observations/{lone}").text
    assert "<h2>Utvikling</h2>" not in page
    assert picture(page, "trend") == ""


def test_a_leader_sees_no_point_before_it_is_released(course: Any) -> None:
    bo = Browser(course.app, course.bo)
    page = bo.get(f"/observations/{course.first}").text
    assert "Profil" in page
    assert picture(page, "trend") == ""
    assert "5,20" not in page
    row = Observation.get(Observation.reference == course.second)
    observations.release(row, by=course.ada, now=NOW)
    assert "høst 2025 5,20" in bo.get(f"/observations/{course.first}").text
    stranger = Browser(course.app, course.cy).get(f"/observations/{course.first}")
    assert stranger.status_code == 404


def stages(who: Any, reference: str) -> list[profiles.Stage]:
    row = Observation.get(Observation.reference == reference)
    domains = instruments.structure(row.instrument_id)
    return profiles.trend(observations.observations(who), row, domains)


def test_a_trend_keeps_to_one_department_and_one_version(course: Any) -> None:
    an_observation(a_department(course.kindergarten), course.ada)
    mixed = a_department(course.kindergarten, age_group="mixed")
    young, old = (an_observation(mixed, course.ada, version=v) for v in ("toddler", "prek"))
    assert [len(stages(course.ada, r)) for r in (course.first, young, old)] == [2, 1, 1]
    assert len(stages(course.ada, old)[0].domains) == 3


def test_a_trend_says_what_each_profile_says_and_leaves_the_unknown_unknown(course: Any) -> None:
    answers = observation_answers(course.room)
    gap = min(answers.cycles[0].scores)
    cycles = tuple(
        replace(cycle, scores={d: v for d, v in cycle.scores.items() if d != gap})
        for cycle in answers.cycles
    )
    third = an_observation(course.room, course.ada, cycles=cycles)
    rows = [
        Observation.get(Observation.reference == reference)
        for reference in (course.first, course.second, third)
    ]
    assert [stage.domains for stage in stages(course.ada, third)] == [
        profiles.profile_of(row).domains for row in rows
    ]
    assert list(stages(course.ada, third)[-1].domains.values()) == [None, Fraction(5)]


def test_a_late_visit_stands_in_the_semester_it_counts_for(course: Any) -> None:
    for code, day in (("2025-autumn", 4), ("2025-spring", 18)):
        an_observation(course.room, course.ada, semester=code, observed_on=date(2025, 8, day))
    found = [
        (stage.semester.code, stage.observed_on.month) for stage in stages(course.ada, course.first)
    ]
    assert found == [
        ("2025-spring", 3),
        ("2025-spring", 8),
        ("2025-autumn", 8),
        ("2025-autumn", 10),
    ]


def test_a_trend_is_one_query_however_long(course: Any, count_queries: Any) -> None:
    row = Observation.get(Observation.reference == course.first)
    domains = instruments.structure(an_instrument().id)
    for _ in range(2):
        with count_queries() as queries:
            profiles.trend(observations.observations(course.ada), row, domains)
        assert len(queries) == 1
        an_observation(course.room, course.ada)


def test_the_programme_page_shows_the_coverage_of_six_semesters(course: Any) -> None:
    a_department(a_kindergarten("Myra barnehage", a_cohort()))
    for who, due, share in (
        (an_identity("coordinator"), 3, 33),
        (an_identity("director", course.kindergarten), 2, 50),
    ):
        page = Browser(course.app, who).get("/programme").text
        assert 'role="img" aria-labelledby="coverage-title coverage-desc"' in page
        words = told(page, "coverage")
        assert words.startswith(
            f"Vår 2023: 0 av {due}, 0\u202f%. Høst 2023: 0 av {due}, 0\u202f%. "
        )
        assert words.endswith(f"Høst 2025: 1 av {due}, {share}\u202f%.")
        assert f"Høst 2025 {due} 1 {share} % " in picture(page, "coverage")
        assert "Seks halvår til og med høst 2025" in page
        assert "style=" not in page


def test_no_coverage_is_drawn_where_nothing_was_ever_due(house: str) -> None:
    kindergarten = a_kindergarten("Nyheim barnehage")
    browser = Browser(make_app(house), an_identity("director", kindergarten))
    page = browser.get("/programme")
    assert (page.status_code, picture(page.text, "coverage")) == (200, "")
    assert list(organisation.cohorts(HOUSE)) == []

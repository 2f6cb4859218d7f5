"""Observations as rows: what is computed in bulk is what is computed one by one."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest

from collect import observations_profiles as profiles
from collect import organisation
from collect.database import writing
from collect.models.observations import Dimension, Instrument, Observation, Score
from collect.models.organisation import Cohort
from collect.observations_figures import count, forget
from collect.rules.access import HOUSE
from exports.observations import find, version, week
from exports.sheet import Extract
from tests import factories
from tests.exports.conftest import Pages, Place, block, export

Read = Callable[[bytes], Pages]
Make = Callable[..., str]
NOW = factories.NOW


def extract(place: Place) -> Extract:
    return Extract(HOUSE, place.cohort, None, False, factories.TODAY, factories.NOW)


def test_the_profiles_are_those_of_each_observation(place: Place, observe: Make) -> None:
    observe(place.toddlers, place.ada)
    observe(place.preschoolers, place.ada, "prek", without=3)
    found = find(extract(place))
    assert len(found.rows) == 2
    assert found.profiles == {row.id: profiles.profile_of(row) for row in found.rows}


@pytest.fixture
def instruments(house: str) -> Iterator[None]:
    """Let a test change which instruments are active; the tests after it find them as they were."""
    active = [row.id for row in Instrument.select().where(Instrument.is_active)]
    yield
    Instrument.update(is_active=Instrument.id.in_(active)).execute()


def test_the_scales_are_those_in_use_and_any_other_that_was_used(
    place: Place, observe: Callable[..., str], instruments: None
) -> None:
    observe(place.toddlers, place.ada)
    assert len(find(extract(place)).domains) == 5
    Instrument.update(is_active=False).execute()
    assert [d.label_nb for d in find(extract(place)).domains] == [
        "Emosjonell og atferdsmessig støtte",
        "Støtte til læring og utvikling",
    ]


def test_departments_stand_in_the_order_of_their_codes(place: Place, observe: Make) -> None:
    observe(place.preschoolers, place.ada, "prek")
    observe(place.toddlers, place.ada)
    rows = find(extract(place)).rows
    assert [row.department_id for row in rows] == [place.toddlers.id, place.preschoolers.id]


def test_a_later_edition_of_a_version_says_so() -> None:
    first = Instrument(version="prek", edition=1, label_nb="Storbarn (Pre-K)")
    second = Instrument(version="prek", edition=2, label_nb="Storbarn (Pre-K)")
    assert [version(first), version(second)] == ["Storbarn", "Storbarn 2. utg."]


def test_a_week_bears_the_year_it_belongs_to() -> None:
    assert [week(date(2025, 10, 14)), week(date(2024, 12, 30))] == ["uke 42 2025", "uke 1 2025"]


def means_by_hand(reference: str) -> tuple[dict[str, float], dict[str, float]]:
    """Dimension and domain means of an observation, worked out score by score."""
    row = Observation.get(Observation.reference == reference)
    scores: dict[Any, list[int]] = {}
    for score in Score.select().where(Score.observation == row):
        scores.setdefault(score.dimension, []).append(score.value)
    means = {dimension: sum(values) / len(values) for dimension, values in scores.items()}
    domains: dict[Any, list[float]] = {}
    for dimension, mean in means.items():
        negative = dimension.key == "negative_climate"
        domains.setdefault(dimension.domain, []).append(8 - mean if negative else mean)
    return (
        {dimension.label_nb: mean for dimension, mean in means.items()},
        {domain.label_nb: sum(parts) / len(parts) for domain, parts in domains.items()},
    )


def test_domain_means_are_means_of_the_complete_observations(
    place: Place, pages: Read, observe: Make
) -> None:
    rooms = [place.toddlers, *(factories.a_department(place.house) for _ in range(4))]
    ones = [observe(room, place.ada) for room in rooms]
    ones.append(observe(place.toddlers, place.ada, observed_on=date(2025, 9, 1)))
    prek = [
        observe(factories.a_department(place.house, None, "preschool"), place.ada, "prek")
        for _ in range(4)
    ]
    lacking = observe(place.preschoolers, place.ada, "prek", observed_on=date(2025, 9, 2))
    first = Observation.get(Observation.reference == lacking)
    key = Dimension.get(Dimension.id == factories.dimension_ids("prek")[0])
    with writing():
        forget(first.id)
        Score.delete().where((Score.observation == first) & (Score.dimension == key)).execute()
        count(first.id)
    found = block(pages(export(place))["Oversikt"], "Halvår")[-1]
    toddler = [means_by_hand(reference)[1] for reference in ones]
    preschool = [means_by_hand(reference)[1] for reference in (*prek, lacking)]
    assert found["Halvår"] == "Høst 2025"
    for name in ("Emosjonell og atferdsmessig støtte", "Støtte til læring og utvikling"):
        mean = sum(domains[name] for domains in toddler) / 6
        assert found[f"Småbarn: {name}"] == pytest.approx(mean)
        assert found[f"Antall: Småbarn: {name}"] == 6
    for name in ("Organisering av avdeling", "Støtte til læring og utvikling"):
        mean = sum(domains[name] for domains in preschool) / 5
        assert found[f"Storbarn: {name}"] == pytest.approx(mean)
        assert found[f"Antall: Storbarn: {name}"] == 5
    assert found["Storbarn: Emosjonell støtte"] is None  # four departments
    assert found["Antall: Storbarn: Emosjonell støtte"] == 4
    assert len(found) == 11


def test_the_second_coding_of_a_visit_is_no_row_and_in_no_mean(
    place: Place, pages: Read, observe: Make
) -> None:
    one, second = observe(place.toddlers, place.ada), observe(place.toddlers, place.ada)
    Observation.update(is_double=True).where(Observation.reference == second).execute()
    found = pages(export(place))
    assert [row["Referanse"] for row in block(found["Observasjoner"], "Referanse")] == [one]
    assert (
        block(found["Oversikt"], "Halvår")[-1]["Antall: Småbarn: Støtte til læring og utvikling"]
        == 1
    )


def test_each_observation_is_a_row_with_unrounded_means(
    place: Place, pages: Read, observe: Make
) -> None:
    references = {
        observe(place.toddlers, place.ada),
        observe(place.preschoolers, place.ada, "prek"),
    }
    rows = block(pages(export(place))["Observasjoner"], "Referanse")
    assert {row["Referanse"] for row in rows} == references
    for row in rows:
        version = row["CLASS-versjon"]
        dimensions, domains = means_by_hand(row["Referanse"])
        expected = {f"{version}: {name}": mean for name, mean in dimensions.items()}
        expected |= {f"{version}: {name} (domene)": mean for name, mean in domains.items()}
        means = dict(list(row.items())[9:])
        assert {name: mean for name, mean in means.items() if mean is not None} == pytest.approx(
            expected
        )
        assert len(means) == 23
    assert list(rows[0].items())[1:9] == [
        ("Barnehage", "Åsly barnehage"),
        ("Avdelingskode", f"B{place.house.id:03}-A{place.toddlers.id:02}"),
        ("Halvår", "Høst 2025"),
        ("Uke", "uke 42 2025"),
        ("CLASS-versjon", "Småbarn"),
        ("Relasjon", "Intern"),
        ("Sertifikat", "Ikke sertifisert"),
        ("Fullstendig", "Ja"),
    ]


def test_a_missing_score_makes_an_observation_incomplete_and_never_counts_as_zero(
    place: Place, pages: Read, observe: Make
) -> None:
    reference = observe(place.toddlers, place.ada, without=1)
    row = block(pages(export(place))["Observasjoner"], "Referanse")[0]
    assert row["Fullstendig"] == "Nei"
    assert row["Småbarn: Positivt klima"] == means_by_hand(reference)[0]["Positivt klima"] == 2.5


def test_a_reversed_dimension_is_shown_as_it_was_scored(
    place: Place, pages: Read, observe: Make
) -> None:
    reference = observe(place.toddlers, place.ada)
    row = block(pages(export(place))["Observasjoner"], "Referanse")[0]
    assert row["Småbarn: Negativt klima"] == means_by_hand(reference)[0]["Negativt klima"] == 5


def test_an_observation_belongs_to_the_cohort_of_the_day_it_was_made(
    place: Place, pages: Read, observe: Make
) -> None:
    reference = observe(place.toddlers, place.ada, observed_on=date(2025, 9, 1))
    other = Cohort.get(Cohort.number == 2)
    organisation.affiliate(place.house, other, None, date(2025, 10, 1), by=HOUSE, now=NOW)
    found = pages(export(place))
    assert [row["Referanse"] for row in block(found["Observasjoner"], "Referanse")] == [reference]
    assert [row["Barnehage"] for row in block(found["Barnehager"], "Barnehage")] == [
        "Bekken barnehage"
    ]


def test_with_names_the_day_the_observer_and_the_department_are_told(
    place: Place, pages: Read, observe: Make
) -> None:
    observe(place.toddlers, place.ada)
    row = block(pages(export(place, level="identified"))["Observasjoner"], "Referanse")[0]
    told = {name: row[name] for name in ("Avdeling", "Dato", "Observatør")}
    assert told == {"Avdeling": "Ærfugl", "Dato": datetime(2025, 10, 14), "Observatør": "Ada Ås"}

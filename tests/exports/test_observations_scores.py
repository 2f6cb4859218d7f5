"""The tidy sheet of scores: one row for each cycle and dimension, from which the means follow."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from tests.exports.conftest import Pages, Place, block, export

Read = Callable[[bytes], Pages]


def test_a_row_for_each_cycle_and_dimension(
    place: Place, pages: Read, observe: Callable[..., str]
) -> None:
    reference = observe(place.toddlers, place.ada, without=1)
    rows = block(pages(export(place, level="identified"))["Skårer"], "Referanse")
    dimensions = list(dict.fromkeys(row["Dimensjon"] for row in rows))
    cycles = sorted({row["Syklus"] for row in rows})
    assert [(row["Syklus"], row["Dimensjon"]) for row in rows] == [
        (cycle, dimension) for cycle in cycles for dimension in dimensions
    ]
    assert {(row["Referanse"], row["Avdeling"]) for row in rows} == {(reference, "Ærfugl")}
    assert [row["Skår"] for row in rows[:3]] == [None, 4, 7]
    assert [row["Dimensjon"] for row in rows if row["Snudd"] == "Ja"] == ["Negativt klima"] * len(
        cycles
    )


def test_the_means_of_the_observations_follow_from_the_scores(
    place: Place, pages: Read, observe: Callable[..., str]
) -> None:
    observe(place.toddlers, place.ada, without=2)
    observe(place.preschoolers, place.ada, "prek")
    found = pages(export(place, level="identified"))
    scores: dict[tuple[Any, str], list[int]] = defaultdict(list)
    domains: dict[tuple[Any, str], dict[str, bool]] = defaultdict(dict)
    for row in block(found["Skårer"], "Referanse"):
        key = row["Referanse"], f"{row['CLASS-versjon']}: {row['Dimensjon']}"
        domain = f"{row['CLASS-versjon']}: {row['Domene']} (domene)"
        domains[row["Referanse"], domain][key[1]] = row["Snudd"] == "Ja"
        scores[key] += [] if row["Skår"] is None else [row["Skår"]]
    means = {key: sum(values) / len(values) for key, values in scores.items() if values}
    for row in block(found["Observasjoner"], "Referanse"):
        reference = row["Referanse"]
        for heading, value in row.items():
            if (reference, heading) in means:
                assert value == pytest.approx(means[reference, heading])
            if (reference, heading) in domains:
                parts = domains[reference, heading]
                turned = [8 * low + (1 - 2 * low) * means[reference, d] for d, low in parts.items()]
                assert value == pytest.approx(sum(turned) / len(turned))
    assert len(means) > 10

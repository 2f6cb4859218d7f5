"""The register of certificates: as they stand on a day, where their holders work."""

from datetime import date
from typing import Any

import pytest

from collect import certificates_register as register
from collect.database import writing
from collect.people import insert_employment
from collect.rules.access import HOUSE
from tests.factories import (
    NOW,
    TODAY,
    a_certificate,
    a_kindergarten,
    a_person,
    an_identity,
)


@pytest.fixture
def houses(house: str) -> Any:
    """Ada and Bo in one kindergarten, Cy in another; all certified."""
    here, there = a_kindergarten("Solsikken"), a_kindergarten("Måken")
    for name, place in (("Bo", here), ("Ada", here), ("Cy", there)):
        a_certificate(a_person(name, place))
    return here, there


def told(found: list[register.Entry]) -> list[tuple[str, str, str]]:
    return [
        (
            one.certificate.person.name,
            one.kindergarten.name if one.kindergarten else "",
            one.state,
        )
        for one in found
    ]


def test_everybody_is_in_the_register_by_name_with_kindergarten_and_state(houses: Any) -> None:
    a_certificate(a_person("Dag uten barnehage"), passed_on=date(2024, 3, 1))
    assert told(register.register(HOUSE, TODAY)) == [
        ("Ada", "Solsikken", "valid"),
        ("Bo", "Solsikken", "valid"),
        ("Cy", "Måken", "valid"),
        ("Dag uten barnehage", "", "expired"),
    ]


def test_the_kindergarten_and_the_state_are_those_of_the_day(houses: Any) -> None:
    late = date(2026, 2, 1)
    row = a_person("Eva", houses[0], since=date(2021, 8, 1))
    with writing():
        insert_employment(
            row, houses[1], None, "assistant", 50, date(2026, 1, 1), by=HOUSE, now=NOW
        )
    a_certificate(row)
    assert told(register.register(HOUSE, TODAY))[-1] == ("Eva", "Solsikken", "valid")
    assert told(register.register(HOUSE, late))[-1] == ("Eva", "Måken", "expiring")


def test_a_director_sees_the_own_house_and_not_where_else_somebody_works(houses: Any) -> None:
    here, there = houses
    row = a_person("Eva", there)
    with writing():
        insert_employment(row, here, None, "assistant", 50, date(2020, 1, 1), by=HOUSE, now=NOW)
    a_certificate(row)
    found = register.register(an_identity("director", here), TODAY)
    assert told(found) == [
        ("Ada", "Solsikken", "valid"),
        ("Bo", "Solsikken", "valid"),
        ("Eva", "Solsikken", "valid"),
    ]


def test_the_register_costs_two_queries_with_many(houses: Any, count_queries: Any) -> None:
    for n in range(3):
        a_certificate(a_person(f"Ny {n}", houses[0]))
    with count_queries() as queries:
        assert len(register.register(HOUSE, TODAY)) == 6
    assert len(queries) == 2

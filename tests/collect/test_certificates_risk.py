"""Observers per kindergarten in the months ahead: expiries, leavers and renewals; who may see them."""

from datetime import date
from typing import Any

import pytest

from collect import certificates_risk as risk
from collect import people
from collect.models.people import Employment
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed
from tests.factories import (
    NOW,
    TODAY,
    a_certificate,
    a_cohort,
    a_course,
    a_department,
    a_kindergarten,
    a_person,
    an_identity,
)


@pytest.fixture
def world(house: str) -> Any:
    """Solsikken with toddlers and older children, Måken with mixed groups, Terna not yet begun."""

    class World:
        cohort = a_cohort()
        ada = a_kindergarten("Solsikken", cohort)
        cy = a_kindergarten("Måken", cohort)
        later = a_kindergarten("Terna", a_cohort(start=date(2026, 1, 1)))
        rooms = (
            a_department(ada, "Maur", "toddler"),
            a_department(ada, "Maurtua", "toddler"),
            a_department(ada, "Bie", "preschool"),
            a_department(cy, "Alle", "mixed"),
            a_department(later, "Små", "toddler"),
        )

    return World


def told(identity: Any, minimum: int = 1) -> list[Any]:
    return [
        (house.kindergarten.name, one.age_group, one.counts, one.level)
        for house in risk.risks(identity, TODAY, minimum)
        for one in house.outlooks
    ]


def test_certificates_that_run_out_are_counted_month_by_month(world: Any) -> None:
    a_certificate(a_person("Obba", world.ada), passed_on=date(2025, 1, 1))
    a_certificate(a_person("Ola", world.ada), "prek", passed_on=date(2025, 9, 1))
    a_certificate(a_person("Kari", world.cy), "prek", passed_on=date(2025, 9, 1))
    assert told(HOUSE) == [
        ("Solsikken", "toddler", (1, 1, 1, 1, 0, 0, 0), "warn"),
        ("Solsikken", "preschool", (1, 1, 1, 1, 1, 1, 1), "good"),
        ("Måken", "mixed", (1, 1, 1, 1, 1, 1, 1), "good"),
    ]
    assert told(HOUSE, 2)[0] == ("Måken", "mixed", (1, 1, 1, 1, 1, 1, 1), "bad")


def test_a_leaver_raises_the_alarm_the_same_day(world: Any) -> None:
    obba = a_person("Obba", world.cy)
    a_certificate(obba, passed_on=date(2025, 9, 1))
    assert told(HOUSE)[-1] == ("Måken", "mixed", (1,) * 7, "good")
    job = Employment.get(Employment.person == obba)
    people.end_employment(job, date(2025, 11, 30), by=HOUSE, now=NOW)
    assert told(HOUSE)[-1] == ("Måken", "mixed", (1, 1, 0, 0, 0, 0, 0), "warn")
    (house,) = [one for one in risk.risks(HOUSE, TODAY, 1) if one.kindergarten.name == "Måken"]
    assert house.endings == (risk.Ending("Obba", "toddler", 1, date(2025, 11, 30), True),)


def test_a_renewal_takes_the_alarm_away(world: Any) -> None:
    obba = a_person("Obba", world.cy)
    a_certificate(obba, passed_on=date(2024, 11, 1))
    (house,) = [one for one in risk.risks(HOUSE, TODAY, 1) if one.kindergarten.name == "Måken"]
    assert (house.level, [one.leaves for one in house.endings]) == ("warn", [False])
    a_certificate(obba, passed_on=date(2025, 10, 10))
    (house,) = [one for one in risk.risks(HOUSE, TODAY, 1) if one.kindergarten.name == "Måken"]
    assert (house.level, house.endings) == ("good", ())


def test_the_worst_come_first_and_only_those_within_reach(world: Any) -> None:
    a_certificate(a_person("Kari", world.cy), passed_on=date(2025, 9, 1))
    names = [house.kindergarten.name for house in risk.risks(HOUSE, TODAY, 1)]
    assert names == ["Solsikken", "Måken"]
    director = an_identity("director", world.cy)
    assert [one[0] for one in told(director)] == ["Måken"]
    assert [one[0] for one in told(an_identity("course_admin"))] == ["Solsikken"] * 2 + ["Måken"]
    for role in ("staff", "observer", "mentor"):
        with pytest.raises(NotAllowed):
            risk.risks(an_identity(role, world.cy), TODAY, 1)


def test_many_kindergartens_cost_as_much_as_one(world: Any, count_queries: Any) -> None:
    with count_queries() as queries:
        risk.risks(HOUSE, TODAY, 1)
    assert len(queries) == 3
    for n in range(3):
        place = a_kindergarten(f"Ny {n}", world.cohort)
        a_department(place, "Maur", "toddler")
        a_certificate(a_person(None, place), passed_on=date(2025, 9, 1))
    with count_queries() as queries:
        assert len(risk.risks(HOUSE, TODAY, 1)) == 5
    assert len(queries) == 3


def test_the_next_courses_are_those_one_may_still_register_for(house: str) -> None:
    kinds = ("recertification", "skilled_worker", "certification")
    made = [a_course(kind=kind, positions=[]) for kind in kinds]
    closed = a_course(kind="recertification", positions=[], register_by=date(2025, 10, 14))
    found = risk.next_courses(HOUSE, TODAY)
    assert [row.id for row in found] == [made[0].id, made[2].id]
    assert closed.id not in {row.id for row in found}

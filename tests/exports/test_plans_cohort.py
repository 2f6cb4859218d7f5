"""The goals of a cohort in its workbook: set and followed up, and never a word of them."""

from collections.abc import Callable
from datetime import date

from tests import factories
from tests.exports.conftest import Pages, Place, block, export

Read = Callable[[bytes], Pages]


def test_goals_of_the_cohort_stand_without_their_words(place: Place, pages: Read) -> None:
    leader = factories.an_identity("leader", place.house, place.toddlers)
    back = date(2025, 11, 12)
    goal = factories.a_goal(place.toddlers, leader, title="Hemmelig mål", check_back_on=back)
    theirs = factories.a_kindergarten("Enda en", factories.a_cohort(9, date(2021, 1, 1)))
    room = factories.a_department(theirs, "Borte")
    factories.a_goal(room, factories.an_identity("leader", theirs, room))
    plain, named = pages(export(place)), pages(export(place, level="identified"))
    rows = block(named["Utviklingsplaner"], "Referanse")
    assert [(row["Referanse"], row["Avdeling"], row["Halvår"]) for row in rows] == [
        (goal.reference, "Ærfugl", "Høst 2025")
    ]
    assert f"{rows[0]['Se tilbake']:%Y-%m-%d}" == "2025-11-12"
    assert block(plain["Utviklingsplaner"], "Referanse")[0]["Se tilbake"] == "uke 46 2025"
    assert "Hemmelig mål" not in str(plain) + str(named)
    assert "Ærfugl" not in str(plain)


def test_a_semester_shows_its_own_goals(place: Place, pages: Read) -> None:
    leader = factories.an_identity("leader", place.house, place.toddlers)
    factories.a_goal(place.toddlers, leader)
    found = pages(export(place, semester="2025-spring"))["Utviklingsplaner"]
    assert found[1][0] == "Ingen rader"

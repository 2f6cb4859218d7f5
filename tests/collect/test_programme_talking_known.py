"""What is known of Snakke med barn in many kindergartens at once."""

from datetime import date
from typing import Any

from collect import people
from collect import programme_talking as talking
from collect import programme_talking_known as known
from collect.rules.access import HOUSE
from tests.factories import NOW, TODAY, a_cohort, a_kindergarten, a_person


def test_champions_and_modules_are_counted_in_two_queries_however_many_kindergartens(
    house: str, count_queries: Any
) -> None:
    here = a_kindergarten("Solsikken", a_cohort(start=date(2023, 8, 1)))
    there = a_kindergarten("Måken", a_cohort())
    ada, gone = a_person("Ada", here), a_person("Bo", there)
    for person in (ada, gone):  # the second works elsewhere, and leads nothing here
        people.appoint(person, "talk_champion", here, date(2025, 8, 1), by=HOUSE, now=NOW)
    talking.mark(here, 1, TODAY, {ada.id: True}, by=HOUSE, now=NOW)
    for ids in ([here.id], [here.id, there.id]):
        with count_queries() as queries:
            found = known.known(ids, TODAY)
        assert len(queries) == 2
    assert found == {here.id: known.Known(1, frozenset({1})), there.id: known.Known()}

"""Since when somebody works in a kindergarten, whatever changed on the way."""

from datetime import date

from collect import people_stays
from collect.models.people import Employment
from tests.factories import a_kindergarten, a_person


def test_changes_do_not_break_an_employment_and_gaps_do(house: str) -> None:
    here, far = a_kindergarten(), a_kindergarten()
    ada = a_person("Ada")

    def job(place: object, first: date, last: date | None) -> Employment:
        found: Employment = Employment.create(
            person=ada, kindergarten=place, position="assistant", valid_from=first, valid_to=last
        )
        return found

    old = job(here, date(2015, 1, 1), date(2016, 1, 1))
    job(here, date(2017, 8, 1), date(2019, 7, 31))
    job(here, date(2019, 8, 1), date(2022, 7, 31))
    now = job(here, date(2022, 8, 1), None)
    other = job(far, date(2020, 1, 1), None)
    assert people_stays.since([old, now, other]) == {
        old.id: date(2015, 1, 1),
        now.id: date(2017, 8, 1),
        other.id: date(2020, 1, 1),
    }

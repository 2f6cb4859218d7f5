"""Champions of Snakke med barn in the office: who leads it where."""

from datetime import date

from collect import people
from collect.rules.access import HOUSE
from tests import factories as make
from tests.admin.pages import names
from tests.admin.world import build


def test_champions_are_listed_and_narrowed_by_state(enter):
    world = build()
    here = world.ada.kindergarten
    for name, since in (("Før", date(2024, 8, 1)), ("Nå", date(2025, 8, 1))):
        row = make.a_person(name, here)
        one = people.appoint(row, "talk_champion", here, since, by=HOUSE, now=make.NOW)
        if name == "Før":
            people.end_function(one, date(2025, 6, 30), by=HOUSE, now=make.NOW)
    coming = make.a_person("Snart", here)
    people.appoint(coming, "talk_champion", here, date(2025, 11, 1), by=HOUSE, now=make.NOW)
    ada = enter("coordinator")
    path = f"/admin/champions/?kindergarten={here.id}"
    assert names(ada.get(path).text)[:3] == ["Før", "Nå", "Snart"]
    assert names(ada.get(f"{path}&state=ended").text) == ["Før"]
    assert names(ada.get(f"{path}&state=coming").text) == ["Snart"]
    assert names(ada.get(f"{path}&state=current").text)[0] == "Nå"
    page = ada.get(f"/admin/champions/details/?id={one.id}").text
    assert f'href="/programme/talking/{here.id}"' in page


def test_a_mentor_function_is_no_champion(enter):
    world = build()
    row = people.appoint(
        world.ada.worker, "mentor", world.ada.kindergarten, make.TODAY, by=HOUSE, now=make.NOW
    )
    ada = enter("coordinator")
    assert ada.get(f"/admin/champions/details/?id={row.id}").status_code == 404

"""Kindergartens and departments as sheets, and the codes that stand for them."""

from collections.abc import Callable
from datetime import datetime

from exports.organisation import room_code
from tests.exports.conftest import Pages, Place, block, export

Read = Callable[[bytes], Pages]
Make = Callable[..., str]


def test_a_departments_code_is_made_of_what_never_changes() -> None:
    assert [room_code(12, 3), room_code(1234, 567)] == ["B012-A03", "B1234-A567"]


def test_kindergartens_and_departments_have_their_figures_and_sums(
    place: Place, pages: Read, observe: Make
) -> None:
    observe(place.toddlers, place.ada)
    found = pages(export(place))
    houses = block(found["Barnehager"], "Barnehage")
    assert [list(row.values())[3:] for row in houses] == [
        ["Privat", None, 1, 15, 1],
        ["Kommunal", "Nordvest", 2, 30, 1],
    ]
    assert found["Barnehager"][-1] == ["Sum", None, None, None, None, 3, 45, None]
    rooms = block(found["Avdelinger"], "Barnehage")
    code = f"B{place.house.id:03}-A{place.toddlers.id:02}"
    assert rooms[1] == {
        "Barnehage": "Åsly barnehage",
        "Avdelingskode": code,
        "Aldersgruppe": "Småbarn",
        "Barn": 12,
        "Åpnet": datetime(2020, 8, 1),
        "Observasjoner": 1,
    }
    assert found["Avdelinger"][-1] == ["Sum", None, None, 45, None, 1]

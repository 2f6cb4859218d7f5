"""Champions of Snakke med barn in the office: who leads it where; they are appointed in their kindergarten."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from admin.listing import Act, Column, Pick, Rows
from admin.organisation_choices import kindergarten_pick
from admin.view import PROGRAMME, AdminView
from collect import programme_talking as talking
from collect.models.base import on_day
from collect.models.organisation import Kindergarten
from collect.models.people import Person, ProgrammeFunction
from collect.phrases import lazy, word
from forms import door
from forms.organisation import words

TONES = {"current": "good", "coming": "calm", "ended": "warn"}


def _state(row: Any) -> str:
    if row.valid_from > door.today():
        return "coming"
    return "ended" if row.valid_to is not None and row.valid_to < door.today() else "current"


def _in_state(value: str) -> Any:
    """Return the condition for what `_state` says of a champion today."""
    if value == "coming":
        return ProgrammeFunction.valid_from > door.today()
    if value == "ended":
        return ProgrammeFunction.valid_to < door.today()
    return on_day(ProgrammeFunction, door.today())


def _states() -> Mapping[str, str]:
    return words("talk_champion_state")


class ChampionView(AdminView):
    """Champions within reach, those of today and before."""

    model_class, feature, record, group = ProgrammeFunction, "champions", "talk", PROGRAMME
    title = lazy("Snakkefaddere")
    purpose = lazy(
        "Hvem som leder Snakke med barn i barnehagene. Hver barnehage skal ha 3 eller 4."
    )
    columns = (
        Column("person", lazy("Navn"), lambda row: row.person.name, sort=Person.sort),
        Column(
            "kindergarten",
            lazy("Barnehage"),
            lambda row: row.kindergarten.name,
            sort=Kindergarten.sort,
        ),
        Column(
            "valid_from",
            lazy("Fra og med"),
            lambda row: row.valid_from,
            "date",
            sort=ProgrammeFunction.valid_from,
        ),
        Column(
            "valid_to",
            lazy("Til og med"),
            lambda row: row.valid_to,
            "date",
            sort=ProgrammeFunction.valid_to,
        ),
        Column(
            "state",
            lazy("Tilstand"),
            lambda row: word("talk_champion_state", _state(row)),
            tone=lambda row: TONES[_state(row)],
        ),
    )
    picks = (
        Pick("state", lazy("Tilstand"), _states, _in_state),
        kindergarten_pick(ProgrammeFunction.kindergarten),
    )
    searched = (Person.search, Kindergarten.search)

    def rows(self) -> Rows:
        """Return the champions within reach, by kindergarten and name."""
        return talking.all_champions(door.identity())

    def name_of(self, row: Any) -> str:
        """Return who leads it where."""
        return f"{row.person.name}, {row.kindergarten.name}"

    def list_acts(self) -> list[Act]:
        """Return the way to how far the kindergartens have come."""
        return [Act(lazy("Snakke med barn"), url_for("programme_talking.listing"))]

    def acts(self, row: Any) -> list[Act]:
        """Return the way to the kindergarten's modules and champions."""
        url = url_for("programme_talking.shown", kindergarten_id=row.kindergarten_id)
        return [Act(lazy("Gå til modulene"), url)]

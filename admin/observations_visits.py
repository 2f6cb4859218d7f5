"""Planned visits in the office: the whole plan to search and sort; what is done, is done on a visit's own page."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from admin.listing import Act, Column, Pick, Rows
from admin.organisation_choices import DEPARTMENT, KINDERGARTEN, SEMESTER, kindergarten_pick
from admin.view import PROGRAMME, AdminView
from collect import observations_visits as visits
from collect import observations_workplaces as workplaces
from collect import phrases
from collect.models.observations import Visit
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Person
from collect.phrases import lazy, word
from collect.rules.calendar import semester_from
from collect.rules.observations_pairs import WARNINGS
from forms import door
from forms.organisation import words

TONES = {"accepted": "good", "observed": "good", "asked": "warn", "declined": "bad"}


def _semesters() -> dict[str, str]:
    seen: Any = visits.visits(door.identity()).select(Visit.semester).order_by().distinct()
    codes = sorted((code for (code,) in seen.tuples()), key=semester_from, reverse=True)
    return {code: phrases.semester(semester_from(code)) for code in codes}


def _why(row: Visit, are_warnings: bool) -> str:
    """Return the reasons of a pair, or what one should know before the visit."""
    chosen = [one for one in row.reasons if (one[0] in WARNINGS) is are_warnings]
    return "; ".join(phrases.why(code, values) for code, values in chosen)


class VisitView(AdminView):
    """Visits within reach; nothing is made or changed here."""

    model_class, feature, record, group = Visit, "visits", "visit", PROGRAMME
    title = lazy("Besøk")
    purpose = lazy("Planen for hvem som observerer hvilken avdeling, og når.")
    columns = (
        DEPARTMENT,
        KINDERGARTEN,
        SEMESTER,
        Column("planned_on", lazy("Dag"), lambda row: row.planned_on, "date", Visit.planned_on),
        Column(
            "observer",
            lazy("Observatør"),
            lambda row: row.observer.name if row.observer else "",
            sort=Person.sort,
        ),
        Column("home", lazy("Observatørens barnehage"), lambda row: row.home),
        Column(
            "relation",
            lazy("Observatøren er"),
            lambda row: word("relation", row.relation) if row.observer else "",
        ),
        Column(
            "status",
            lazy("Tilstand"),
            lambda row: word("visit", row.status),
            sort=Visit.status,
            tone=lambda row: TONES.get(row.status, "calm"),
        ),
    )
    more = (
        Column("starts_at", lazy("Klokkeslett"), lambda row: row.starts_at.replace(":", ".")),
        Column("doubles", lazy("Dobbeltkoding"), lambda row: row.doubles_id is not None, "bool"),
        Column("why", lazy("Hvorfor dette paret"), lambda row: _why(row, False)),
        Column("warned", lazy("Merk"), lambda row: _why(row, True)),
        Column("note", lazy("Merknad"), lambda row: row.note),
        Column("asked_at", lazy("Spurt"), lambda row: row.asked_at, "moment"),
        Column("answered_at", lazy("Besvart"), lambda row: row.answered_at, "moment"),
    )
    picks = (
        Pick("semester", lazy("Halvår"), _semesters, lambda value: Visit.semester == value),
        Pick(
            "status", lazy("Tilstand"), lambda: words("visit"), lambda value: Visit.status == value
        ),
        kindergarten_pick(Department.kindergarten),
    )
    searched = (Department.search, Kindergarten.search, Person.search)

    def rows(self) -> Rows:
        """Return the visits within reach, those furthest ahead first."""
        return visits.visits(door.identity()).order_by(Visit.planned_on.desc(nulls="FIRST"))

    def gather(self, rows: Sequence[Any]) -> None:
        """Find where the observers work; two queries however many visits."""
        homes = workplaces.homes(rows)
        for row in rows:
            row.home = homes.get(row.id, "")

    def name_of(self, row: Any) -> str:
        """Return which department is visited when."""
        return f"{row.department.name}, {phrases.day(row.planned_on) or phrases.say('Uten dag')}"

    def acts(self, row: Any) -> list[Act]:
        """Return the way to the page where a visit is asked for, moved and given to others."""
        return [Act(phrases.say("Gå til besøket"), url_for("visits.shown", visit_id=row.id))]

"""Cohorts and director networks: what kindergartens belong to."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from admin.listing import Act, Column, Rows
from admin.trash import GoesToTrash
from admin.view import ORGANISATION, AdminView
from collect import organisation, phrases
from collect import organisation_figures as figures
from collect.models.organisation import Cohort, Network
from collect.phrases import lazy
from collect.rules.access import reach
from collect.rules.calendar import programme_year
from forms import door
from forms.organisation import CohortForm, NetworkForm, NewCohortForm


class CohortView(AdminView):
    """Cohorts, with the figures of today for those who may see the programme whole."""

    model_class, feature, record, group = Cohort, "cohorts", "organisation", ORGANISATION
    title = lazy("Puljer")
    purpose = lazy("Når hver pulje startet, og hvor stor den er i dag.")
    columns = (
        Column("number", lazy("Pulje"), lambda row: row.number, "integer", sort=Cohort.number),
        Column("start", lazy("Oppstart"), lambda row: row.start, "date", sort=Cohort.start),
        Column(
            "year",
            lazy("Programår i dag"),
            lambda row: programme_year(row.start, door.today()),
            "integer",
        ),
    )
    figures = (
        Column(
            "kindergartens",
            lazy("Barnehager"),
            lambda row: row.figures.get("kindergartens", 0),
            "integer",
        ),
        Column(
            "departments",
            lazy("Avdelinger"),
            lambda row: row.figures.get("departments", 0),
            "integer",
        ),
        Column("children", lazy("Barn"), lambda row: row.figures.get("children", 0), "integer"),
        Column("staff", lazy("Ansatte"), lambda row: row.figures.get("staff", 0), "integer"),
    )
    adding, amending = NewCohortForm, CohortForm
    add_words, added_words = lazy("Legg til pulje"), lazy("Pulja er lagt til.")

    def rows(self) -> Rows:
        """Return the cohorts."""
        return organisation.cohorts(door.identity())

    def shown_columns(self) -> tuple[Column, ...]:
        """Return the columns, with figures for those who may see the whole programme."""
        return self.columns + (self.figures if self._sees_figures() else ())

    def _sees_figures(self) -> bool:
        return reach(door.identity(), "statistics", "R").everything

    def gather(self, rows: Sequence[Any]) -> None:
        """Give each cohort its figures of today; four queries however many cohorts."""
        found = figures.counts(door.today()) if rows and self._sees_figures() else {}
        for row in rows:
            row.figures = found.get(row.id, {})

    def make(self, form: Any) -> Cohort:
        """Add the cohort."""
        return organisation.add_cohort(
            form.number.data, form.start.data, by=door.identity(), now=door.now()
        )

    def amend(self, row: Any, form: Any) -> None:
        """Change the cohort's start."""
        organisation.amend_cohort(row, form.start.data, by=door.identity(), now=door.now())

    def acts(self, row: Any) -> list[Act]:
        """Return what one may do with a cohort: change it, see its kindergartens."""
        members = url_for("office_kindergartens.index_view", cohort=row.id)
        return [*super().acts(row), Act(phrases.say("Vis barnehagene"), members)]


class NetworkView(GoesToTrash):
    """Director networks."""

    model_class, feature, record, group = Network, "networks", "organisation", ORGANISATION
    title = lazy("Styrernettverk")
    purpose = lazy("Nettverk av styrere som observerer hos hverandre.")
    columns = (Column("name", lazy("Navn"), lambda row: row.name, sort=Network.sort),)
    adding = amending = NetworkForm
    add_words, added_words = lazy("Legg til nettverk"), lazy("Nettverket er lagt til.")

    def rows(self) -> Rows:
        """Return the networks."""
        return organisation.networks(door.identity())

    def make(self, form: Any) -> Network:
        """Add the network."""
        return organisation.save_network(None, form.name.data, by=door.identity(), now=door.now())

    def amend(self, row: Any, form: Any) -> None:
        """Rename the network."""
        organisation.save_network(row, form.name.data, by=door.identity(), now=door.now())

    def acts(self, row: Any) -> list[Act]:
        """Return what one may do with a network: change it, see its kindergartens."""
        members = url_for("office_kindergartens.index_view", network=row.id)
        return [*super().acts(row), Act(phrases.say("Vis barnehagene"), members)]

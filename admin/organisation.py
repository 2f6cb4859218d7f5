"""Kindergartens: where each belongs, and what its departments are."""

from typing import Any

from flask import url_for
from flask_admin import expose
from peewee import JOIN

from admin.bulk import ChangesMany
from admin.listing import Act, Column, Pick, Rows
from admin.organisation_choices import (
    cohort_choices,
    cohort_name,
    network_choices,
    own_kindergartens,
)
from admin.organisation_departments import departments_today
from admin.trash import GoesToTrash
from admin.view import ORGANISATION
from collect import organisation, phrases
from collect.models.base import on_day
from collect.models.organisation import (
    Affiliation,
    Cohort,
    Department,
    Kindergarten,
    Network,
)
from collect.phrases import lazy, word
from collect.rules.access import may
from forms import door
from forms.organisation import (
    AffiliationForm,
    KindergartenForm,
    NewKindergartenForm,
    words,
)


class KindergartenView(ChangesMany, GoesToTrash):
    """Kindergartens, with the cohort and the network of today."""

    model_class, feature, record, group = (
        Kindergarten,
        "kindergartens",
        "organisation",
        ORGANISATION,
    )
    title = lazy("Barnehager")
    purpose = lazy("Hvem som er med, hvilken pulje og hvilket styrernettverk de hører til.")
    columns = (
        Column("name", lazy("Navn"), lambda row: row.name, sort=Kindergarten.sort),
        Column("org_number", lazy("Organisasjonsnummer"), lambda row: row.org_number),
        Column(
            "ownership",
            lazy("Eierform"),
            lambda row: word("ownership", row.ownership),
            sort=Kindergarten.ownership,
        ),
        Column(
            "cohort",
            lazy("Pulje"),
            lambda row: row.place and row.place.cohort and row.place.cohort.number,
            "integer",
            sort=Cohort.number,
        ),
        Column(
            "network",
            lazy("Styrernettverk"),
            lambda row: row.place and row.place.network and row.place.network.name,
            sort=Network.sort,
        ),
        Column(
            "children",
            lazy("Barn i registeret"),
            lambda row: row.registered_children,
            "integer",
            sort=Kindergarten.registered_children,
        ),
    )
    more = (
        Column("owner", lazy("Eier"), lambda row: row.owner),
        Column(
            "address",
            lazy("Adresse"),
            lambda row: f"{row.address}, {row.postal_code} {row.city}".strip(" ,"),
        ),
        Column(
            "ages",
            lazy("Alder"),
            lambda row: f"{row.min_age}–{row.max_age}" if row.max_age is not None else "",
        ),
        Column("is_active", lazy("I drift"), lambda row: row.is_active, "bool"),
    )
    picks = (
        Pick(
            "cohort", lazy("Pulje"), cohort_choices, lambda value: Affiliation.cohort == int(value)
        ),
        Pick(
            "network",
            lazy("Styrernettverk"),
            network_choices,
            lambda value: Affiliation.network == int(value),
        ),
        Pick(
            "ownership",
            lazy("Eierform"),
            lambda: words("ownership"),
            lambda value: Kindergarten.ownership == value,
        ),
    )
    searched = (Kindergarten.search,)
    adding, amending = NewKindergartenForm, KindergartenForm
    bulk = ("owner", "ownership", "city", "is_active")
    add_words, added_words = lazy("Legg til barnehage"), lazy("Barnehagen er lagt til.")
    details_template = "office/kindergarten.html"

    def rows(self) -> Rows:
        """Return the kindergartens within reach, each with its `place` of today."""
        belongs = (Affiliation.kindergarten == Kindergarten.id) & on_day(Affiliation, door.today())
        return (
            own_kindergartens()
            .select_extend(Affiliation, Cohort, Network)
            .join(Affiliation, JOIN.LEFT_OUTER, on=belongs, attr="place")
            .join(Cohort, JOIN.LEFT_OUTER)
            .join_from(Affiliation, Network, JOIN.LEFT_OUTER)
        )

    def offer(self, form: Any, row: Any = None) -> None:
        """Offer the kinds of owner, or cohorts and networks."""
        if isinstance(form, AffiliationForm):
            form.cohort.offer(cohort_choices())
            form.network.offer(network_choices())
        else:
            form.ownership.offer(words("ownership"))

    def first_shown(self) -> dict[str, Any]:
        """Return a new kindergarten that is open."""
        return {"is_active": True, "ownership": "public"}

    def make(self, form: Any) -> Kindergarten:
        """Add the kindergarten."""
        return organisation.add_kindergarten(form.answers(), by=door.identity(), now=door.now())

    def amend(self, row: Any, form: Any) -> None:
        """Change the kindergarten's own columns."""
        organisation.amend_kindergarten(row, form.answers(), by=door.identity(), now=door.now())

    def acts(self, row: Any) -> list[Act]:
        """Return what one may do with a kindergarten."""
        if not self.may("U"):
            return []
        merging = [
            Act(
                phrases.say("Slå sammen med en annen"),
                url_for("office_kindergarten_merges.choose", id=row.id),
            )
        ]
        return [
            *super().acts(row),
            *(merging if may(door.identity(), "merge", "C") else []),
            Act(
                phrases.say("Flytt til annen pulje eller annet nettverk"),
                self.get_url(".move", id=row.id),
            ),
            Act(
                phrases.say("Åpne avdeling"),
                url_for("office_departments.create_view", kindergarten=row.id),
            ),
        ]

    def context(self, row: Any) -> dict[str, Any]:
        """Return the departments and the history of belonging."""
        history = (
            Affiliation.select(Affiliation, Cohort, Network)
            .join(Cohort, JOIN.LEFT_OUTER)
            .join_from(Affiliation, Network, JOIN.LEFT_OUTER)
            .where(Affiliation.kindergarten == row)
            .order_by(Affiliation.valid_from.desc())
        )
        rooms = departments_today().where(Department.kindergarten == row)
        return {"departments": list(rooms), "history": list(history), "cohort_name": cohort_name}

    @expose("/move/", methods=("GET", "POST"))
    def move(self) -> Any:
        """Let a kindergarten belong to another cohort or network from a day."""
        row = self.asked_row()
        who = self.require("U")
        place = row.place
        starting = {
            "cohort": place and place.cohort_id,
            "network": place and place.network_id,
            "valid_from": door.today(),
        }
        form = self.form_of(AffiliationForm, starting)

        def act() -> None:
            cohort = Cohort.get_by_id(form.cohort.data) if form.cohort.data else None
            network = Network.get_by_id(form.network.data) if form.network.data else None
            organisation.affiliate(
                row, cohort, network, form.valid_from.data, by=who, now=door.now()
            )

        title = phrases.say("Flytt %(name)s", name=row.name)
        done = phrases.say("Tilhørigheten er lagret.")
        return self.ask(form, act, title=title, done=done, back=lambda _: self.page_of(row))

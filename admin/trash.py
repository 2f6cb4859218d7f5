"""The trash in the office: what was taken away, why, until when, and the way back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import request, url_for
from flask_admin import expose

from admin.listing import Act, Column, Pick, Rows
from admin.view import HOUSE, AdminView
from collect import phrases, trash
from collect.models.trash import Trash
from collect.phrases import lazy, word
from collect.rules.access import may
from collect.rules.refusals import NotAllowed
from forms import door
from forms.base import BaseForm
from forms.trash import RemovalForm

SOON = timedelta(days=7)  # so long before it is deleted, somebody is told
# Where a record that was laid back has its page.
PAGES = {
    "person": "office_people",
    "course": "office_courses",
    "certificate": "office_certificates",
    "department": "office_departments",
    "network": "office_networks",
    "kindergarten": "office_kindergartens",
}


class GoesToTrash(AdminView):
    """The part of a list whose rows may be taken away, with a reason."""

    def acts(self, row: Any) -> list[Act]:
        """Return what one may do with a row, taking it away last."""
        found = super().acts(row)
        if trash.may_remove(door.identity(), row._meta.table_name):
            found.append(Act(phrases.say("Fjern"), self.get_url(".remove", id=row.id)))
        return found

    @expose("/remove/", methods=("GET", "POST"))
    def remove(self) -> Any:
        """Ask why a row is to be taken away, and take it; or say what stands in the way."""
        row = self.asked_row()
        who, days = door.identity(), door.config().trash_days
        if not trash.may_remove(who, row._meta.table_name):
            raise NotAllowed("trash")
        lead = phrases.plural(
            "Det forsvinner fra alle lister, valg og tall. I %(num)s dag kan det hentes tilbake fra papirkurven.",
            "Det forsvinner fra alle lister, valg og tall. I %(num)s dager kan det hentes tilbake fra papirkurven.",
            days,
        )
        form = RemovalForm(formdata=request.form if request.method == "POST" else None)
        if request.method == "GET":
            for error in trash.hindrances(row):
                form.refuse(error)
        return self.ask(
            form,
            lambda: trash.remove(row, form.reason.data, days=days, by=who, now=door.now()),
            title=phrases.say("Fjern %(name)s", name=self.name_of(row)),
            lead=lead,
            done=phrases.say("Fjernet. Du finner det i papirkurven."),
            back=lambda _: self.get_url(".index_view"),
            cancel=self.page_of(row),
            button=phrases.say("Fjern"),
            is_danger=True,
        )


def _times() -> Mapping[str, str]:
    return {"soon": phrases.say("Innen en uke")}


def _soon(row: Trash) -> str:
    """Return the colour of a row: one that is about to be deleted warns."""
    return "warn" if row.purge_after - door.now() < SOON else "calm"


class TrashView(AdminView):
    """What was taken away and can be laid back, the latest first."""

    model_class, feature, record, group = Trash, "trash", "trash", HOUSE
    title = lazy("Papirkurv")
    purpose = lazy("Det som er fjernet, av hvem og hvorfor. Herfra kan det hentes tilbake.")
    columns = (
        Column("label", lazy("Navn"), lambda row: row.label),
        Column("record", lazy("Hva"), lambda row: word("trash", row.record)),
        Column("reason", lazy("Begrunnelse"), lambda row: row.reason),
        Column("actor", lazy("Fjernet av"), lambda row: row.actor),
        Column("at", lazy("Fjernet"), lambda row: row.at, "moment", sort=Trash.at),
        Column(
            "purge_after",
            lazy("Slettes for godt"),
            lambda row: row.purge_after,
            "moment",
            sort=Trash.purge_after,
            tone=_soon,
        ),
    )
    picks = (
        Pick("when", lazy("Slettes"), _times, lambda _: Trash.purge_after < door.now() + SOON),
        Pick(
            "record",
            lazy("Hva"),
            lambda: {
                one: word("trash", one) for one in PAGES if trash.may_remove(door.identity(), one)
            },
            lambda value: Trash.record == value,
        ),
    )

    def rows(self) -> Rows:
        """Return what is in the trash of the records the reader may take away."""
        return trash.trash(door.identity())

    def acts(self, row: Any) -> list[Act]:
        """Return the way back."""
        if not may(door.identity(), "trash", "X"):
            return []
        return [Act(phrases.say("Hent tilbake"), self.get_url(".restore", id=row.id))]

    @expose("/restore/", methods=("GET", "POST"))
    def restore(self) -> Any:
        """Lay back what was taken away."""
        row = self.asked_row()
        who = self.require("X")
        page = url_for(f"{PAGES[row.record]}.details_view", id=row.record_id)
        return self.ask(
            self.form_of(BaseForm),
            lambda: trash.restore(row, by=who, now=door.now()),
            title=phrases.say("Hent tilbake %(name)s", name=row.label),
            lead=phrases.say("Alt som hørte til, kommer tilbake slik det var."),
            done=phrases.say("Hentet tilbake."),
            back=lambda _: page,
            cancel=self.page_of(row),
            button=phrases.say("Hent tilbake"),
        )

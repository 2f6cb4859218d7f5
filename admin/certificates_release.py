"""Release days in the office: all of them to search and sort; they are entered and withdrawn on their own page."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from admin.listing import Act, Column, Pick, Rows
from admin.organisation_choices import kindergarten_pick
from admin.view import PEOPLE, AdminView
from collect import certificates_release as releases
from collect import certificates_release_payment as payments
from collect import phrases
from collect.models.certificates_release import ReleaseDay
from collect.models.organisation import Kindergarten
from collect.models.people import Person
from collect.phrases import lazy, word
from forms import door
from forms.organisation import words

TONES = {"unpaid": "calm", "paid": "good", "withdrawn": "warn"}


def _state(row: Any) -> str:
    if row.withdrawn_at is not None:
        return "withdrawn"
    return "unpaid" if row.batch_id is None else "paid"


def _in_state(value: str) -> Any:
    """Return the condition for what `_state` says of a day."""
    if value == "withdrawn":
        return ReleaseDay.withdrawn_at.is_null(False)
    return ReleaseDay.withdrawn_at.is_null() & ReleaseDay.batch.is_null(value == "unpaid")


def _states() -> Mapping[str, str]:
    return words("release_state")


class ReleaseView(AdminView):
    """Release days within reach; nothing is made or changed here."""

    model_class, feature, record, group = ReleaseDay, "release", "release", PEOPLE
    title = lazy("Frikjøpsdager")
    purpose = lazy("Dager da sertifiserte observatører er kjøpt fri, og om de er refundert.")
    columns = (
        Column("person", lazy("Navn"), lambda row: row.person.name, sort=Person.sort),
        Column(
            "kindergarten",
            lazy("Barnehage"),
            lambda row: row.kindergarten.name,
            sort=Kindergarten.sort,
        ),
        Column("day", lazy("Dag"), lambda row: row.day, "date", sort=ReleaseDay.day),
        Column(
            "days", lazy("Dager"), lambda row: phrases.halves(row.halves), sort=ReleaseDay.halves
        ),
        Column("purpose", lazy("Formål"), lambda row: word("release_purpose", row.purpose)),
        Column(
            "state",
            lazy("Tilstand"),
            lambda row: word("release_state", _state(row)),
            tone=lambda row: TONES[_state(row)],
        ),
    )
    more = (
        Column(
            "certificate",
            lazy("Sertifikat den dagen"),
            lambda row: word("certificate", row.certificate),
        ),
        Column("over_reason", lazy("Hvorfor det trengs flere dager"), lambda row: row.over_reason),
        Column(
            "withdrawn_reason",
            lazy("Hvorfor dagen trekkes tilbake"),
            lambda row: row.withdrawn_reason,
        ),
        Column("batch", lazy("Liste"), lambda row: row.batch_id, "integer"),
        Column("entered_at", lazy("Ført"), lambda row: row.entered_at, "moment"),
        Column("reference", lazy("Referanse"), lambda row: row.reference),
    )
    picks = (
        Pick("state", lazy("Tilstand"), _states, _in_state),
        Pick(
            "purpose",
            lazy("Formål"),
            lambda: words("release_purpose"),
            lambda value: ReleaseDay.purpose == value,
        ),
        kindergarten_pick(ReleaseDay.kindergarten),
    )
    searched = (Person.search,)

    def rows(self) -> Rows:
        """Return the release days within reach, the latest first."""
        return releases.days(door.identity())

    def name_of(self, row: Any) -> str:
        """Return whose day it is, and which."""
        return f"{row.person.name}, {phrases.day(row.day)}"

    def list_acts(self) -> list[Act]:
        """Return the ways to entering a day and to the lists for those who pay."""
        found = []
        if self.may("C"):
            found.append(Act(phrases.say("Før frikjøpsdag"), url_for("certificates_release.new")))
        if payments.may_pay(door.identity()):
            url = url_for("certificates_payment.overview")
            found.append(Act(phrases.say("Refusjon"), url))
        return found

    def acts(self, row: Any) -> list[Act]:
        """Return the way to withdrawing a day."""
        if not releases.may_withdraw(row, door.identity()):
            return []
        url = url_for("certificates_release.withdraw", reference=row.reference)
        return [Act(phrases.say("Trekk tilbake"), url)]

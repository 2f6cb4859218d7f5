"""Observers' certificates: which hold, which run out, and entering a passed test."""

from collections.abc import Mapping
from typing import Any

from flask import request

from admin.listing import Column, Pick, Rows
from admin.organisation_choices import in_own_words, instrument_choices, someone, suggested
from admin.view import PEOPLE, AdminView
from collect import certificates, people
from collect.models.certificates import Certificate
from collect.models.observations import Instrument
from collect.models.people import Person
from collect.phrases import lazy, word
from collect.rules.certificates import EXPIRING
from forms import door
from forms.certificates import PassForm

TONES = {"valid": "good", "expiring": "warn", "expired": "bad"}


def _states() -> Mapping[str, str]:
    return {code: word("certificate", code) for code in ("valid", "expiring", "expired")}


def _in_state(value: str) -> Any:
    """Return the condition for what `certificate_state` says of a passed certificate today."""
    today = door.today()
    begun = Certificate.valid_from <= today
    if value == "expired":
        return begun & (Certificate.valid_to < today)
    soon = today + EXPIRING
    if value == "expiring":
        return begun & Certificate.valid_to.between(today, soon)
    return begun & (Certificate.valid_to > soon)


def _state(row: Any) -> str:
    return certificates.state_of(row, door.today())


class CertificateView(AdminView):
    """Certificates within reach, with their state of today."""

    model_class, feature, record, group = Certificate, "certificates", "certificate", PEOPLE
    title = lazy("Sertifikater")
    purpose = lazy("Hvem som er sertifisert for hvilken CLASS-versjon, og hvor lenge.")
    columns = (
        Column("person", lazy("Navn"), lambda row: row.person.name, sort=Person.sort),
        Column(
            "instrument",
            lazy("CLASS-versjon"),
            lambda row: in_own_words(row.instrument),
            sort=Instrument.id,
        ),
        Column(
            "state",
            lazy("Tilstand i dag"),
            lambda row: word("certificate", _state(row)),
            tone=lambda row: TONES.get(_state(row), "calm"),
        ),
        Column(
            "passed_on",
            lazy("Bestått"),
            lambda row: row.passed_on,
            "date",
            sort=Certificate.passed_on,
        ),
        Column(
            "valid_to",
            lazy("Gjelder til og med"),
            lambda row: row.valid_to,
            "date",
            sort=Certificate.valid_to,
        ),
    )
    more = (
        Column(
            "course_completed_on",
            lazy("Kurset fullført"),
            lambda row: row.course_completed_on,
            "date",
        ),
        Column(
            "result_percent", lazy("Resultat i prosent"), lambda row: row.result_percent, "integer"
        ),
        Column("source", lazy("Hvor det er bekreftet"), lambda row: row.source),
    )
    picks = (
        Pick("state", lazy("Tilstand i dag"), _states, _in_state),
        Pick(
            "instrument",
            lazy("CLASS-versjon"),
            instrument_choices,
            lambda value: Certificate.instrument == int(value),
        ),
    )
    searched = (Person.search,)
    adding = PassForm
    add_words, added_words = lazy("Før inn bestått prøve"), lazy("Sertifikatet er ført inn.")
    lookups = {"person": suggested}

    def rows(self) -> Rows:
        """Return the certificates within reach, by name."""
        return certificates.certificates(door.identity(), door.today())

    def name_of(self, row: Any) -> str:
        """Return whose certificate it is, for what."""
        return f"{row.person.name}, {in_own_words(row.instrument)}"

    def offer(self, form: Any, row: Any = None) -> None:
        """Offer the CLASS versions; suggest people while one writes."""
        form.instrument.offer(instrument_choices())
        form.person.render_kw = {"data-lookup": self.get_url(".ajax_lookup")}

    def first_shown(self) -> dict[str, Any]:
        """Return the form for the person one came from."""
        return {"person": someone(request.args.get("person")), "passed_on": door.today()}

    def make(self, form: Any) -> Certificate:
        """Enter the passed test; a renewal counts from the old expiry."""
        who = door.identity()
        return certificates.register_pass(
            people.find(who, form.person.data, door.today()),
            Instrument.get_by_id(form.instrument.data),
            form.passed_on.data,
            form.result_percent.data,
            form.course_completed_on.data,
            form.source.data,
            by=who,
            now=door.now(),
        )

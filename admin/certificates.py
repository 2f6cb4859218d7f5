"""Observers' certificates: which hold, which run out; courses, attempts and passed tests are entered."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for
from flask_admin import expose

from admin.listing import Act, Column, Pick, Rows, as_workbook
from admin.organisation_choices import (
    instrument_choices,
    kindergarten_choices,
    someone,
    suggested,
)
from admin.trash import GoesToTrash
from admin.view import MOST_ROWS, PEOPLE
from collect import certificates, journal, people, phrases
from collect import certificates_attempts as attempts
from collect import certificates_register as register
from collect.models.base import on_day
from collect.models.certificates import Certificate
from collect.models.observations import Instrument
from collect.models.people import Employment, Person
from collect.phrases import lazy, word
from collect.rules.certificates import EXPIRING
from collect.rules.refusals import NotFound
from exports.certificates_register import register_workbook
from forms import door
from forms.certificates import AttemptCorrectionForm, AttemptForm, CourseDoneForm, PassForm, said

TONES = {"valid": "good", "expiring": "warn", "expired": "bad", "test_open": "warn"}
NARROWED = ("search", "sort", "desc", "state", "instrument", "kindergarten")
SHOWN = ("test_open", "course_done", "valid", "expiring", "expired")


def _states() -> Mapping[str, str]:
    return {code: word("certificate", code) for code in SHOWN}


def _in_state(value: str) -> Any:
    """Return the condition for what `certificate_state` says of a certificate today."""
    today = door.today()
    begun = Certificate.valid_from <= today
    if value in ("test_open", "course_done"):
        waits = Certificate.passed_on.is_null() & (Certificate.course_completed_on <= today)
        is_open = Certificate.test_until >= today
        return waits & (is_open if value == "test_open" else ~is_open)
    if value == "expired":
        return begun & (Certificate.valid_to < today)
    soon = today + EXPIRING
    if value == "expiring":
        return begun & Certificate.valid_to.between(today, soon)
    return begun & (Certificate.valid_to > soon)


def _works_in(value: str) -> Any:
    """Return the condition that the holder works in a kindergarten today."""
    there = (Employment.kindergarten == int(value)) & on_day(Employment, door.today())
    return Certificate.person.in_(Employment.select(Employment.person).where(there))


def _state(row: Any) -> str:
    return certificates.state_of(row, door.today())


class CertificateView(GoesToTrash):
    """Certificates within reach, with their state of today."""

    model_class, feature, record, group = Certificate, "certificates", "certificate", PEOPLE
    title = lazy("Sertifikater")
    purpose = lazy("Hvem som er sertifisert for hvilken CLASS-versjon, og hvor lenge.")
    columns = (
        Column("person", lazy("Navn"), lambda row: row.person.name, sort=Person.sort),
        Column(
            "instrument",
            lazy("CLASS-versjon"),
            lambda row: phrases.instrument(row.instrument),
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
        Pick("kindergarten", lazy("Barnehage"), kindergarten_choices, _works_in),
    )
    searched = (Person.search,)
    adding = PassForm
    add_words, added_words = lazy("Før inn bestått prøve"), lazy("Sertifikatet er ført inn.")
    lookups = {"person": suggested}
    details_template = "office/certificate.html"

    def rows(self) -> Rows:
        """Return the certificates within reach, by name."""
        return certificates.certificates(door.identity(), door.today())

    def name_of(self, row: Any) -> str:
        """Return whose certificate it is, for what."""
        return f"{row.person.name}, {phrases.instrument(row.instrument)}"

    def offer(self, form: Any, row: Any = None) -> None:
        """Offer the CLASS versions; suggest people while one writes."""
        if isinstance(form, AttemptForm):
            return
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

    def list_acts(self) -> list[Act]:
        """Return the ways to entering a course that was completed, and to who is short of observers."""
        shown = {name: request.args[name] for name in NARROWED if request.args.get(name)}
        found = [
            Act(phrases.say("Er det nok observatører?"), url_for("certificates.outlook")),
            Act(phrases.say("Skriv ut registeret"), self.get_url(".register", **shown)),
        ]
        if self.may("C"):
            found.insert(0, Act(phrases.say("Før inn fullført kurs"), self.get_url(".course")))
        return found

    def _register(self) -> list[Certificate]:
        """Return the certificates of the list as it is shown, all its pages."""
        _, query, _ = self._asked()
        return list(query.limit(MOST_ROWS))

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> Response:
        """Give the register of what is shown as a workbook; noted in the journal."""
        if export_type != "xlsx":
            raise NotFound("export")
        who = self.require(self.export_act)
        _, content = register_workbook(
            who, self._register(), now=door.now(), municipality=door.config().municipality
        )
        return as_workbook(content, f"{phrases.say('Sertifikatregister')} {door.today():%Y-%m-%d}")

    @expose("/register/")
    def register(self) -> Any:
        """Show the register of what is shown on one wide page, to print; noted in the journal."""
        who = self.require(self.export_act)
        found = register.entries(who, self._register(), door.today())
        journal.took_list(self.feature, len(found), by=who, now=door.now())
        return self.render("office/register.html", found=found, tones=TONES)

    def acts(self, row: Any) -> list[Act]:
        """Return what one may do with a certificate that is not passed."""
        one = attempts.standing(row, door.today(), door.config().test_terms)
        if not self.may("C") or one.test_until is None or not one.left:
            return []
        return [Act(phrases.say("Før inn forsøk"), self.get_url(".attempt", id=row.id), "")]

    def context(self, row: Any) -> dict[str, Any]:
        """Return the attempts, and in words how long the test is open and what is left."""
        return {
            "standing": said(attempts.standing(row, door.today(), door.config().test_terms)),
            "attempts": attempts.of_certificates([row]).get(row.id, []),
            "may_mend": self.may("U"),
        }

    @expose("/course/", methods=("GET", "POST"))
    def course(self) -> Any:
        """Enter a course that was completed, which opens the test."""
        who = self.require("C")
        form = self.form_of(CourseDoneForm, {"person": someone(request.args.get("person"))})

        def act() -> Certificate:
            return attempts.complete_course(
                people.find(who, form.person.data, door.today()),
                Instrument.get_by_id(form.instrument.data),
                form.course_completed_on.data,
                form.source.data,
                door.config().test_terms,
                by=who,
                now=door.now(),
            )

        return self.ask(
            form,
            act,
            title=phrases.say("Før inn fullført kurs"),
            lead=phrases.say("Når kurset er ført inn, åpner prøven."),
            done=phrases.say("Kurset er ført inn. Prøven er åpen."),
            back=self.page_of,
        )

    @expose("/attempt/", methods=("GET", "POST"))
    def attempt(self) -> Any:
        """Enter the next attempt at the test."""
        row = self.asked_row()
        who = self.require("C")
        form = self.form_of(AttemptForm, {"taken_on": door.today()})
        terms = door.config().test_terms
        return self.ask(
            form,
            lambda: attempts.take_test(
                row, form.taken_on.data, form.result_percent.data, terms, by=who, now=door.now()
            ),
            title=phrases.say("Før inn forsøk"),
            lead=f"{self.name_of(row)}. {said(attempts.standing(row, door.today(), terms))}",
            done=phrases.say("Forsøket er ført inn."),
            back=lambda _: self.page_of(row),
            cancel=self.page_of(row),
        )

    @expose("/mend/", methods=("GET", "POST"))
    def mend(self) -> Any:
        """Correct an attempt that was entered wrongly."""
        row = self.asked_row()
        who = self.require("U")
        number = request.args.get("attempt", "")
        taken = attempts.of_certificates([row]).get(row.id, [])
        one = next((each for each in taken if str(each.number) == number), None)
        if one is None:
            raise NotFound("attempt")
        written = {"taken_on": one.taken_on, "result_percent": one.result_percent}
        form = self.form_of(AttemptCorrectionForm, written)
        return self.ask(
            form,
            lambda: attempts.correct_attempt(
                one,
                form.taken_on.data,
                form.result_percent.data,
                form.reason.data,
                door.config().test_terms,
                by=who,
                now=door.now(),
            ),
            title=phrases.say("Rett forsøk %(number)s", number=one.number),
            lead=self.name_of(row),
            done=phrases.say("Forsøket er rettet."),
            back=lambda _: self.page_of(row),
            cancel=self.page_of(row),
        )

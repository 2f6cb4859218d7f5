"""Observations as the office may see them: scores and means, no observers' names, no notes."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_admin import expose
from peewee import fn

from admin.listing import Act, Column, Pick, Rows
from admin.organisation_choices import (
    DEPARTMENT,
    KINDERGARTEN,
    SEMESTER,
    in_own_words,
    instrument_choices,
)
from admin.view import HOUSE, PROGRAMME, AdminView
from collect import feedback_reading as reading
from collect import observations, phrases
from collect import observations_corrections as corrections
from collect import observations_instruments as instruments
from collect import observations_profiles as profiles
from collect.models.base import within
from collect.models.observations import Dimension, Domain, Instrument, Observation
from collect.models.organisation import Department, Kindergarten
from collect.phrases import lazy, word
from collect.rules.access import reach
from collect.rules.calendar import semester_from
from collect.rules.refusals import NotAllowed
from forms import door
from forms.observations import DimensionForm
from forms.observations_corrections import ReturnForm

TONES = {"valid": "good", "expiring": "good", "expired": "bad"}


def _semesters() -> dict[str, str]:
    seen = observations.observations(door.identity()).select(Observation.semester).order_by()
    found: Any = seen.distinct().tuples()
    codes = sorted((code for (code,) in found), key=semester_from, reverse=True)
    return {code: phrases.semester(semester_from(code)) for code in codes}


STATE_TONES = {"released": "good", "returned": "bad"}


def _sends_back() -> bool:
    """Whether the reader sends observations back, and so is told which ones were."""
    return reach(door.identity(), "observation", "U").everything


def _states() -> Mapping[str, str]:
    words = phrases.WORDS["observation"]
    codes = ("sent", "late", "returned", "corrected", "released")
    told = codes if _sends_back() else ("released",)
    return {code: str(words[code]) for code in told}


def _is_in(state: str) -> Any:
    """Return the condition that an observation is in a state that the office may pick."""
    returned = Observation.returned_at.is_null(False)
    released = Observation.released_at.is_null(False)
    return {
        "returned": returned,
        "released": released,
        "corrected": Observation.version > 1,
        "sent": ~released & ~returned,
        "late": ~returned & reading.is_late(door.today()),
    }[state]


def state_of(row: Observation) -> str:
    """Return the state that says most: sent back, released, or sent."""
    if row.returned_at is not None and _sends_back():
        return "returned"
    return "released" if row.released_at is not None else "sent"


def _said_state(row: Any) -> str:
    """Return the state in words, with whether it was corrected and is a second coding."""
    codes = ["double"] * row.is_double + [state_of(row)] + ["corrected"] * row.told
    words = [word("observation", code) for code in codes]
    return ", ".join([words[0], *(one.lower() for one in words[1:])])


def _codings() -> Mapping[str, str]:
    return {"first": phrases.say("Første koding"), "double": word("observation", "double")}


class ObservationView(AdminView):
    """Observations within reach."""

    model_class, feature, record, group = Observation, "observations", "observation", PROGRAMME
    title = lazy("Observasjoner")
    purpose = lazy("Skårer og middelverdier, uten navn på observatører og uten notater.")
    columns = (
        Column(
            "observed_on",
            lazy("Dato"),
            lambda row: row.observed_on,
            "date",
            sort=Observation.observed_on,
        ),
        KINDERGARTEN,
        DEPARTMENT,
        SEMESTER,
        Column(
            "instrument",
            lazy("CLASS-versjon"),
            lambda row: in_own_words(row.instrument),
            sort=Instrument.id,
        ),
        Column(
            "certificate",
            lazy("Sertifikat den dagen"),
            lambda row: word("certificate", row.certificate),
            tone=lambda row: TONES.get(row.certificate, "warn"),
        ),
        Column(
            "state",
            lazy("Tilstand"),
            _said_state,
            tone=lambda row: STATE_TONES.get(state_of(row), "calm"),
        ),
    )
    more = (
        Column(
            "coding",
            lazy("Koding"),
            lambda row: _codings()["double" if row.is_double else "first"],
        ),
        Column("version", lazy("Versjon"), lambda row: row.version if row.told else 1),
        Column("released_at", lazy("Frigitt"), lambda row: row.released_at, "moment"),
        Column("reference", lazy("Referanse"), lambda row: row.reference),
        Column("relation", lazy("Observatøren er"), lambda row: word("relation", row.relation)),
        Column("received_at", lazy("Mottatt"), lambda row: row.received_at, "moment"),
    )
    picks = (
        Pick("semester", lazy("Halvår"), _semesters, lambda value: Observation.semester == value),
        Pick(
            "instrument",
            lazy("CLASS-versjon"),
            instrument_choices,
            lambda value: Observation.instrument == int(value),
        ),
        Pick("state", lazy("Tilstand"), _states, _is_in),
        Pick(
            "coding",
            lazy("Koding"),
            _codings,
            lambda value: Observation.is_double == (value == "double"),
        ),
    )
    searched = (Department.search, Kindergarten.search, fn.LOWER(Observation.reference))
    details_template = "office/observation.html"

    def rows(self) -> Rows:
        """Return the observations within reach, newest first."""
        return observations.observations(door.identity())

    def gather(self, rows: Sequence[Any]) -> None:
        """Tell which of the rows the reader knows were corrected."""
        found = corrections.corrected(door.identity(), rows)
        for row in rows:
            row.told = row.id in found

    def name_of(self, row: Any) -> str:
        """Return which department was visited when."""
        return f"{row.department.name}, {phrases.day(row.observed_on)}"

    def context(self, row: Any) -> dict[str, Any]:
        """Return scores and means; the words of the cycles for the observer alone."""
        return {
            "domains": instruments.structure(row.instrument_id),
            "profile": profiles.profile_of(row),
            "cycles": profiles.cycles_of(row),
            "is_mine": row.observer_id == door.identity().person_id,
            "in_own_words": in_own_words,
            "versions": corrections.versions(door.identity(), row),
            "sees_return": _sends_back(),
        }

    def acts(self, row: Any) -> list[Act]:
        """Offer to send it back to its observer, who then corrects it."""
        if not corrections.may_send_back(row, door.identity()):
            return []
        url = self.get_url(".send_back", id=row.id)
        return [Act(phrases.say("Send tilbake for retting"), url)]

    @expose("/return/", methods=("GET", "POST"))
    def send_back(self) -> Any:
        """Send an observation back to its observer with a note of what must be corrected."""
        row = self.asked_row()
        if not _sends_back():
            raise NotAllowed("observation")
        form = self.form_of(ReturnForm)
        return self.ask(
            form,
            lambda: corrections.send_back(row, form.note.data, by=door.identity(), now=door.now()),
            title=phrases.say("Send tilbake for retting"),
            lead=phrases.say(
                "Observasjonen åpnes igjen for observatøren, som retter den i en ny versjon. "
                "Skårene gjelder til det er gjort."
            ),
            done=phrases.say("Observasjonen er sendt tilbake til observatøren."),
            back=lambda _: self.page_of(row),
            cancel=self.page_of(row),
            button=phrases.say("Send tilbake"),
        )


class DimensionView(AdminView):
    """The dimensions of the instruments, whose labels and help the municipality words."""

    model_class, feature, record, group = Dimension, "dimensions", "instrument", HOUSE
    title = lazy("CLASS-dimensjoner")
    purpose = lazy("Hva dimensjonene heter i skjemaet, og hva som forklares der.")
    columns = (
        Column("label", lazy("Dimensjon"), in_own_words),
        Column("domain", lazy("Domene"), lambda row: in_own_words(row.domain)),
        Column(
            "instrument", lazy("CLASS-versjon"), lambda row: in_own_words(row.domain.instrument)
        ),
        Column("is_reversed", lazy("Snus i domenet"), lambda row: row.is_reversed, "bool"),
    )
    more = (
        Column("label_nb", lazy("Navn på bokmål"), lambda row: row.label_nb),
        Column("label_nn", lazy("Navn på nynorsk"), lambda row: row.label_nn),
        Column("label_en", lazy("Navn på engelsk"), lambda row: row.label_en),
        Column("help_text", lazy("Forklaring i skjemaet"), lambda row: row.help_text),
    )
    picks = (
        Pick(
            "instrument",
            lazy("CLASS-versjon"),
            instrument_choices,
            lambda value: Domain.instrument == int(value),
        ),
    )
    amending = DimensionForm

    def name_of(self, row: Any) -> str:
        """Return the dimension in the reader's language."""
        return in_own_words(row)

    def rows(self) -> Rows:
        """Return the dimensions, version by version, as they stand in the sheet."""
        return (
            Dimension.select(Dimension, Domain, Instrument)
            .join(Domain)
            .join(Instrument)
            .where(within(reach(door.identity(), "instrument", "R")))
            .order_by(Instrument.id, Domain.position, Dimension.position)
        )

    def amend(self, row: Any, form: Any) -> None:
        """Change the labels and the help."""
        values = form.data | {"help_text": form.help_text.data or ""}
        instruments.relabel(row, values, by=door.identity(), now=door.now())

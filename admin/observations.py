"""Observations as the office may see them: scores and means, no observers' names, no notes."""

from collections.abc import Mapping
from typing import Any

from peewee import fn

from admin.listing import Column, Pick, Rows
from admin.organisation_choices import in_own_words, instrument_choices
from admin.view import HOUSE, PROGRAMME, AdminView
from collect import observations, phrases
from collect import observations_instruments as instruments
from collect import observations_profiles as profiles
from collect.models.base import within
from collect.models.observations import Dimension, Domain, Instrument, Observation
from collect.models.organisation import Department, Kindergarten
from collect.phrases import lazy, word
from collect.rules.access import reach
from collect.rules.calendar import semester_from
from forms import door
from forms.observations import DimensionForm

TONES = {"valid": "good", "expiring": "good", "expired": "bad"}


def _semesters() -> dict[str, str]:
    seen = observations.observations(door.identity()).select(Observation.semester).order_by()
    found: Any = seen.distinct().tuples()
    codes = sorted((code for (code,) in found), key=semester_from, reverse=True)
    return {code: phrases.semester(semester_from(code)) for code in codes}


def _releases() -> Mapping[str, str]:
    return {"released": phrases.say("Frigitt"), "held": phrases.say("Ikke frigitt")}


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
        Column(
            "kindergarten",
            lazy("Barnehage"),
            lambda row: row.department.kindergarten.name,
            sort=Kindergarten.sort,
        ),
        Column(
            "department", lazy("Avdeling"), lambda row: row.department.name, sort=Department.sort
        ),
        Column(
            "semester", lazy("Halvår"), lambda row: phrases.semester(semester_from(row.semester))
        ),
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
            "released",
            lazy("Frigitt"),
            lambda row: _releases()["released" if row.released_at else "held"],
            tone=lambda row: "good" if row.released_at else "calm",
        ),
    )
    more = (
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
        Pick(
            "released",
            lazy("Frigitt"),
            _releases,
            lambda value: Observation.released_at.is_null(value == "held"),
        ),
    )
    searched = (Department.search, Kindergarten.search, fn.LOWER(Observation.reference))
    details_template = "office/observation.html"

    def rows(self) -> Rows:
        """Return the observations within reach, newest first."""
        return observations.observations(door.identity())

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
        }


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

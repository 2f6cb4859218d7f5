"""The observation sheet: one form class per CLASS version and number of cycles, made from the structure."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from collect.observations import CycleAnswers, ObservationAnswers
from collect.phrases import lazy, say
from collect.rules.calendar import Semester
from forms.base import BaseForm
from forms.fields import Choice, Clock, Day, Line, Note, Score, Whole


class VisitForm(BaseForm):
    """Which department, and for a mixed one which CLASS version: asked before the sheet itself."""

    department_id = Choice(lazy("Avdeling"), convert=int)


class ObservationForm(BaseForm):
    """The part of the sheet that every version shares; `sheet` adds cycles and scores."""

    cycle_count = 0
    dimension_ids: tuple[int, ...] = ()

    observed_on = Day(lazy("Dato for observasjonen"))
    semester = Choice(lazy("Halvår"))

    def offer_semesters(self, semesters: Sequence[Semester], words: Any) -> None:
        """Set the semesters one can observe for."""
        self.semester.offer({s.code: words(s) for s in semesters})

    def cycle(self, number: int) -> dict[str, Any]:
        """Return the fields of a cycle by their short names; the first is 0."""
        prefix = f"cycles-{number}-"
        return {
            name.removeprefix(prefix): f
            for name, f in self._fields.items()
            if name.startswith(prefix)
        }

    def name_of(self, field: Any) -> str:
        """Return the field's name with the cycle it stands in; a score goes by its place there."""
        parts = field.name.split("-")
        if parts[0] != "cycles":
            return super().name_of(field)
        return say(
            "Syklus %(number)s, %(label)s",
            number=int(parts[1]) + 1,
            label=(str(field.label.text) or say("skår")).lower(),
        )

    def answers(
        self, department_id: int, instrument_id: int, visit_id: int | None = None
    ) -> ObservationAnswers:
        """Return the sheet in the core's words. Cycles left wholly blank at the end are left out."""
        fields = self._fields
        cycles = []
        for n in range(self.cycle_count):
            prefix = f"cycles-{n}-"
            scores = {
                d: score
                for d in self.dimension_ids
                if (score := fields[f"{prefix}score-{d}"].data) is not None
            }
            cycles.append(
                CycleAnswers(
                    fields[f"{prefix}started_at"].data or "",
                    fields[f"{prefix}ended_at"].data or "",
                    fields[f"{prefix}adults"].data or 0,
                    fields[f"{prefix}children"].data or 0,
                    fields[f"{prefix}activity"].data or "",
                    fields[f"{prefix}note"].data or "",
                    scores,
                    fields[f"{prefix}length_reason"].data or "",
                )
            )
        while cycles and cycles[-1] == CycleAnswers("", "", 0, 0):
            cycles.pop()
        return ObservationAnswers(
            department_id,
            self.semester.data,
            instrument_id,
            self.observed_on.data,
            tuple(cycles),
            visit_id,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the shape; a cycle that was begun needs its times and how many were there."""
        good = super().validate(extra_validators)
        for n in range(1 if self.cycle_count else 0, self.cycle_count):
            good = self._whole_or_blank(f"cycles-{n}-") and good
        return good

    def _whole_or_blank(self, prefix: str) -> bool:
        members = [f for name, f in self._fields.items() if name.startswith(prefix)]
        if all(f.data is None for f in members):
            return True
        good = True
        for name in ("started_at", "ended_at", "adults", "children"):
            field = self._fields[prefix + name]
            if field.data is None and not field.errors:
                field.errors = [
                    *field.errors,
                    say("Fyll ut dette, eller la hele syklusen stå tom."),
                ]
                good = False
        return good


@lru_cache(maxsize=64)
def sheet(dimension_ids: tuple[int, ...], cycles: int) -> type[ObservationForm]:
    """Return the form class for an instrument's dimensions and a number of cycles."""
    members: dict[str, Any] = {"cycle_count": cycles, "dimension_ids": dimension_ids}
    for n in range(cycles):
        prefix, required = f"cycles-{n}-", n == 0
        members[f"{prefix}started_at"] = Clock(
            lazy("Start"), required=required, name=f"{prefix}started_at"
        )
        members[f"{prefix}ended_at"] = Clock(
            lazy("Slutt"), required=required, name=f"{prefix}ended_at"
        )
        members[f"{prefix}adults"] = Whole(
            lazy("Voksne"), low=0, high=99, required=required, name=f"{prefix}adults"
        )
        members[f"{prefix}children"] = Whole(
            lazy("Barn"), low=0, high=199, required=required, name=f"{prefix}children"
        )
        members[f"{prefix}length_reason"] = Line(
            lazy("Hvorfor syklusen ble kortere eller lengre"),
            required=False,
            name=f"{prefix}length_reason",
        )
        members[f"{prefix}activity"] = Line(
            lazy("Aktivitet"), required=False, name=f"{prefix}activity"
        )
        members[f"{prefix}note"] = Note(
            lazy("Notater"),
            required=False,
            name=f"{prefix}note",
            hint=lazy("Skriv om samspillet, uten navn på barn eller voksne. Bare du ser notatene."),
        )
        for d in dimension_ids:
            members[f"{prefix}score-{d}"] = Score(required=False, name=f"{prefix}score-{d}")
    return type("ObservationSheet", (ObservationForm,), members)


class DimensionForm(BaseForm):
    """A dimension's labels and what the municipality may explain about it."""

    label_nb = Line(lazy("Navn på bokmål"))
    label_nn = Line(lazy("Navn på nynorsk"))
    label_en = Line(lazy("Navn på engelsk"))
    help_text = Note(
        lazy("Forklaring i skjemaet"),
        required=False,
        hint=lazy("Bare det kommunen har lisens til å vise. La stå tom hvis dere er i tvil."),
    )

"""What is asked when two records of one person are made one."""

from collect.phrases import lazy
from collect.rules.people_merging import GONE, KEPT
from forms.base import BaseForm
from forms.fields import Choice, Line


class MergeForm(BaseForm):
    """Which words win, field by field, and why the two are one."""

    name = Choice(lazy("Navn"), radio=True, required=False)
    reason = Line(
        lazy("Hvordan vet du at de to er én?"),
        hint=lazy("Én setning. Den står i journalen."),
        render_kw={"autocomplete": "off"},
    )
    seen = Line(required=False)  # what the two were when they were compared

    def chosen_fields(self) -> list[str]:
        """Return the fields that are chosen one by one."""
        return [field.name for field in self if field.kind == "radio"]

    def offer(self) -> None:
        """Offer the one or the other of each field."""
        for name in self.chosen_fields():
            self[name].offer({KEPT: KEPT, GONE: GONE})

    def choices(self) -> dict[str, str]:
        """Return which one wins, by field."""
        return {name: self[name].data or KEPT for name in self.chosen_fields()}


class PersonMergeForm(MergeForm):
    """The same for people."""

    email = Choice(lazy("E-post på jobb"), radio=True, required=False)


class OtherForm(BaseForm):
    """Whom somebody may be the same as."""

    person = Line(
        lazy("Den andre oppføringen"),
        hint=lazy("Skriv navn eller e-post, og velg i forslagene."),
        render_kw={"autocomplete": "off"},
    )

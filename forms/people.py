"""What is asked about people, their employment and their functions in the programme."""

from collect.phrases import lazy
from forms.base import BaseForm
from forms.fields import Choice, Day, Email, Line


class PersonForm(BaseForm):
    """A person's name and address at work."""

    name = Line(lazy("Navn"), render_kw={"autocomplete": "off"})
    email = Email(lazy("E-post på jobb"), required=False, render_kw={"autocomplete": "off"})


class LastDayForm(BaseForm):
    """The last day of an employment."""

    valid_to = Day(lazy("Siste arbeidsdag"))


class FunctionForm(BaseForm):
    """A function in the programme, beside the position."""

    function = Choice(lazy("Funksjon"))
    kindergarten = Choice(
        lazy("Barnehage"),
        convert=int,
        required=False,
        hint=lazy("La stå tom når funksjonen gjelder hele kommunen."),
    )
    valid_from = Day(lazy("Fra og med"))

"""What is asked of one who takes figures out: which, how, how often, and for which program."""

from collect.phrases import lazy
from forms.base import BaseForm
from forms.fields import Choice, Day, Line


class FetchForm(BaseForm):
    """Which workbook, of which semester, in which shape."""

    cohort = Choice(lazy("Hvilke tall"), convert=int)
    semester = Choice(
        lazy("Halvår"), required=False, hint=lazy("Bare for én pulje. Uten valg: alle halvår.")
    )
    shape = Choice(lazy("Format"), radio=True)


class ScheduleForm(BaseForm):
    """Which workbook, and how often it is to be fetched."""

    cohort = Choice(lazy("Arbeidsbok"), convert=int)
    every = Choice(lazy("Hvor ofte"), radio=True)


class TokenForm(BaseForm):
    """What a key is for, and how long it is to hold."""

    name = Line(
        lazy("Hva er nøkkelen til?"),
        hint=lazy("For eksempel navnet på programmet som skal lese tallene."),
        render_kw={"autocomplete": "off"},
    )
    expires_on = Day(
        lazy("Siste dag den gjelder"),
        hint=lazy("Senest om et år. Ta den tilbake når den ikke trengs."),
    )

"""What is asked when something is taken away."""

from collect.phrases import lazy
from forms.base import BaseForm
from forms.fields import Line


class RemovalForm(BaseForm):
    """Why something is taken away."""

    reason = Line(
        lazy("Hvorfor skal dette fjernes?"),
        hint=lazy("Én setning. Den står i papirkurven og i journalen."),
        render_kw={"autocomplete": "off"},
    )

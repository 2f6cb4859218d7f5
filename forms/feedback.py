"""What is asked about feedback: its texts, the talk about it, and why it is corrected."""

from typing import Any

from collect.feedback import MOST, TEXTS, FeedbackAnswers
from collect.phrases import lazy
from forms.base import BaseForm
from forms.fields import Day, Line, Note, Tick, Whole


class FeedbackForm(BaseForm):
    """The texts of a feedback, and when it was given orally; all may wait while it is a draft."""

    strengths = Note(
        lazy("Styrker"),
        required=False,
        hint=lazy("Gi et eksempel eller to på samspill du så."),
    )
    areas = Note(
        lazy("Utviklingsområder"),
        required=False,
        hint=lazy("Ett eller to områder er nok. Hvor så du noe av det allerede?"),
    )
    next_step = Note(
        lazy("Neste steg"),
        required=False,
        hint=lazy("Noe avdelingen kan begynne med denne uken."),
    )
    oral_on = Day(lazy("Gitt muntlig den"), required=False)
    oral_count = Whole(
        lazy("Hvor mange var til stede"),
        low=1,
        high=MOST,
        required=False,
        hint=lazy("Antall, ikke navn."),
    )

    def answers(self) -> FeedbackAnswers:
        """Return the sheet in the core's words."""
        texts = {name: self[name].data or "" for name in TEXTS}
        return FeedbackAnswers(**texts, oral_on=self.oral_on.data, oral_count=self.oral_count.data)


class CorrectionForm(FeedbackForm):
    """A feedback that is released, with other texts."""

    reason = Line(
        lazy("Hvorfor rettes den?"),
        hint=lazy("Avdelingen ser begrunnelsen og teksten som sto der før."),
    )


class ReleaseForm(BaseForm):
    """What is asked when a feedback is given: whether it is still to be given orally."""

    is_oral_later = Tick(lazy("Muntlig tilbakemelding gis senere"))


class OralForm(BaseForm):
    """When a feedback was given orally, and how many heard it."""

    oral_on = Day(lazy("Gitt muntlig den"))
    oral_count = Whole(
        lazy("Hvor mange var til stede"), low=1, high=MOST, hint=lazy("Antall, ikke navn.")
    )


class ConfirmationForm(BaseForm):
    """When the department talked a feedback through, and how many took part."""

    confirmed_on = Day(lazy("Dato for samtalen"))
    confirmed_count = Whole(
        lazy("Hvor mange var med"), low=1, high=MOST, hint=lazy("Antall, ikke navn.")
    )


def filled(form_class: type[Any], row: Any, **more: Any) -> Any:
    """Return a form of a class that first shows what a row says."""
    return form_class(formdata=None, data={**row.__data__, **more})

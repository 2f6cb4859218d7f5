"""What is asked about time used in an introduction year."""

from collect.onboarding_introduction import HoursAnswers
from collect.phrases import WORDS, lazy
from forms.base import BaseForm
from forms.fields import Choice, Day, Hours, Line


class HoursForm(BaseForm):
    """How long, on which day and for what."""

    day = Day(lazy("Dag"))
    minutes = Hours(lazy("Timer"), hint=lazy("For eksempel 1,5. Hele kvarter."))
    purpose = Choice(lazy("Formål"))
    note = Line(
        lazy("Merknad"), required=False, hint=lazy("Ikke skriv om barn, foreldre eller kolleger.")
    )

    def offer(self) -> None:
        """Set the purposes one may choose."""
        self.purpose.offer({code: str(words) for code, words in WORDS["introduction"].items()})

    def answers(self) -> HoursAnswers:
        """Return the sheet in the core's words."""
        return HoursAnswers(
            self.day.data, self.minutes.data, self.purpose.data, self.note.data or ""
        )

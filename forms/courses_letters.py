"""What is asked of one who writes a letter to those in a course."""

from typing import Any

from collect.courses_letters import LetterAnswers
from collect.phrases import lazy
from forms.base import BaseForm
from forms.fields import Choice, Line, Note, Whole

PLACES = lazy(
    "Du kan skrive {course}, {days}, {place}, {reference}, {link} og {evaluation}. De fylles ut for hver enkelt."
)


class LetterForm(BaseForm):
    """Which course, to whom, when, and what it says."""

    course_id = Choice(lazy("Kurs"), convert=int)
    status = Choice(
        lazy("Til"), hint=lazy("Dagene regnes fra siste kursdag når brevet gjelder evalueringen.")
    )
    days = Whole(lazy("Antall dager"), low=0, high=60)
    side = Choice(lazy("Før eller etter kurset"))
    subject = Line(lazy("Emne"))
    text = Note(lazy("Tekst"), hint=PLACES)

    def answers(self) -> LetterAnswers:
        """Return the letter in the core's words."""
        return LetterAnswers(
            self.course_id.data,
            counted(self),
            self.status.data,
            self.subject.data,
            self.text.data,
        )


class MendedLetterForm(BaseForm):
    """When a letter is sent and what it says; to whom stands."""

    days = Whole(lazy("Antall dager"), low=0, high=60)
    side = Choice(lazy("Før eller etter kurset"))
    subject = Line(lazy("Emne"), required=False)
    text = Note(lazy("Tekst"), required=False, hint=PLACES)


def counted(form: Any) -> int:
    """Return the days, negative before the course."""
    return int(-form.days.data if form.side.data == "before" else form.days.data)

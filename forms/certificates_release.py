"""What is asked about a release day, about withdrawing one, and about the list to those who pay."""

from collect.certificates_release import ReleaseAnswers
from collect.phrases import WORDS, lazy
from forms.base import BaseForm
from forms.fields import Choice, Day, Line


class ReleaseForm(BaseForm):
    """Who was bought free, which day, how much of it, and for what."""

    person_id = Choice(lazy("Hvem"), convert=int)
    day = Day(lazy("Dag"))
    halves = Choice(lazy("Hvor mye"), convert=int, radio=True)
    purpose = Choice(lazy("Formål"))
    over_reason = Line(
        lazy("Hvorfor det trengs flere dager"),
        required=False,
        hint=lazy("Bare når dagene er brukt opp."),
    )

    def offer(self, people: dict[str, str]) -> None:
        """Set the people one may choose, and the rest of the choices."""
        self.person_id.offer(people)
        self.halves.offer({"2": str(lazy("Hel dag")), "1": str(lazy("Halv dag"))})
        self.purpose.offer({code: str(words) for code, words in WORDS["release_purpose"].items()})

    def answers(self, visit_id: int | None) -> ReleaseAnswers:
        """Return the sheet in the core's words."""
        return ReleaseAnswers(
            person_id=self.person_id.data,
            day=self.day.data,
            halves=self.halves.data,
            purpose=self.purpose.data,
            visit_id=visit_id,
            over_reason=self.over_reason.data or "",
        )


class WithdrawForm(BaseForm):
    """Why a day is withdrawn."""

    reason = Line(lazy("Hvorfor dagen trekkes tilbake"))


class PaymentForm(BaseForm):
    """The period of a list, and perhaps the one kindergarten it is for."""

    first_day = Day(lazy("Fra og med"))
    last_day = Day(lazy("Til og med"))
    kindergarten_id = Choice(
        lazy("Barnehage"), convert=int, required=False, hint=lazy("Tomt betyr alle barnehagene.")
    )

"""Planned visits: what is asked when one is added, answered, moved, given to another or called off."""

from collect.phrases import lazy
from forms.base import BaseForm
from forms.fields import Choice, Clock, Day, Line, Whole

HOUR = lazy("Når observatøren kommer, for eksempel 09.30. Kan avtales senere.")


class NewVisitForm(BaseForm):
    """A visit to lay in the plan; the observer is chosen afterwards."""

    department_id = Choice(lazy("Avdeling"), convert=int)
    planned_on = Day(lazy("Dag"))
    starts_at = Clock(lazy("Klokkeslett"), required=False, hint=HOUR)
    note = Line(
        lazy("Beskjed til observatøren"),
        required=False,
        hint=lazy("For eksempel hvor en går inn. Ikke skriv om barn eller ansatte."),
    )


class MoveForm(BaseForm):
    """Another day or hour."""

    planned_on = Day(lazy("Ny dag"))
    starts_at = Clock(lazy("Klokkeslett"), required=False, hint=HOUR)


class DeclineForm(BaseForm):
    """A no, with a reason."""

    reason = Line(
        lazy("Hvorfor passer det ikke?"),
        hint=lazy("Kort, og uten opplysninger om helse. Den som planlegger, leser dette."),
    )


class CancelForm(BaseForm):
    """A visit called off, with a reason."""

    reason = Line(
        lazy("Hvorfor avlyses besøket?"), hint=lazy("Observatøren og avdelingen leser dette.")
    )


class ReplaceForm(BaseForm):
    """Who is to make the visit."""

    observer_id = Choice(lazy("Observatør"), convert=int, radio=True)


class DoubleForm(BaseForm):
    """Who is to code the same cycles as the observer."""

    second_id = Choice(lazy("Den andre observatøren"), convert=int, radio=True)


class OfferForm(BaseForm):
    """How many visits a kindergarten's observers give to others."""

    visits = Whole(lazy("Antall besøk"), low=0, high=99)
    note = Line(
        lazy("Merknad"),
        required=False,
        hint=lazy("For eksempel hvilke dager som passer best. De andre i nettverket leser dette."),
    )

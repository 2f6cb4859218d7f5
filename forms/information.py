"""The questions of the component page, one of each kind."""

from collect.phrases import lazy
from forms.base import BaseForm
from forms.fields import Choice, Day, Email, Line, Note, Score, Several, Tick, Whole


class SampleForm(BaseForm):
    """One field of each kind, so that a change of clothes can be seen on all of them."""

    line = Line(lazy("En linje"), hint=lazy("Et hint står under spørsmålet."))
    email = Email(lazy("E-post"), required=False)
    number = Whole(lazy("Et helt tall"), low=1, high=25)
    on = Day(lazy("En dato"))
    pick = Choice(lazy("Et valg i en liste"))
    one = Choice(lazy("Ett av få"), radio=True)
    several = Several(lazy("Flere av få"), required=False)
    tick = Tick(lazy("Ja til dette"))
    score = Score(lazy("En skår"), required=False)
    note = Note(lazy("Fritekst"), required=False)

    def offer(self) -> None:
        """Set the choices."""
        few = {
            "a": str(lazy("Småbarn")),
            "b": str(lazy("Storbarn")),
            "c": str(lazy("Aldersblandet")),
        }
        self.pick.offer(few)
        self.one.offer(few)
        self.several.offer(few)

"""What is asked about an observer's passed test."""

from collect.phrases import lazy
from forms.base import BaseForm
from forms.fields import Choice, Day, Line, Whole


class PassForm(BaseForm):
    """A certification or recertification that was passed."""

    person = Line(lazy("Observatør"), hint=lazy("Skriv navn eller e-postadresse."))
    instrument = Choice(lazy("CLASS-versjon"), convert=int)
    course_completed_on = Day(lazy("Kurset fullført"), required=False)
    passed_on = Day(lazy("Prøven bestått"))
    result_percent = Whole(lazy("Resultat i prosent"), low=0, high=100, required=False)
    source = Line(
        lazy("Hvor det er bekreftet"),
        hint=lazy("For eksempel: kursbevis, e-post fra Universitetet i Stavanger."),
    )

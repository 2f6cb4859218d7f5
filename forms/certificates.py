"""What is asked about an observer's course and test, and how the way to a certificate is said."""

from collect import phrases
from collect.certificates_attempts import Standing
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


class CourseDoneForm(BaseForm):
    """A certification course that was completed."""

    person = Line(lazy("Observatør"), hint=lazy("Skriv navn eller e-postadresse."))
    instrument = Choice(lazy("CLASS-versjon"), convert=int)
    course_completed_on = Day(lazy("Kurset fullført"))
    source = Line(
        lazy("Hvor det er bekreftet"),
        hint=lazy("For eksempel: deltakerliste, kursbevis."),
    )


class AttemptForm(BaseForm):
    """An attempt at the test."""

    taken_on = Day(lazy("Prøven tatt"))
    result_percent = Whole(
        lazy("Resultat i prosent"),
        low=0,
        high=100,
        hint=lazy("Hvor mange prosent av kodene som er innenfor ett poeng av fasiten."),
    )


class AttemptCorrectionForm(AttemptForm):
    """What was wrong about an attempt, and why."""

    reason = Line(lazy("Hvorfor det rettes"))


def said(one: Standing) -> str:
    """Return in words where one stands: how long the test is open and how many attempts are left."""
    if one.state in ("valid", "expiring"):
        return phrases.say("Gjelder til %(day)s", day=phrases.day(one.certificate.valid_to))
    if one.state == "expired":
        return phrases.say("Gjaldt til %(day)s", day=phrases.day(one.certificate.valid_to))
    if one.state == "test_open" and one.left:
        until = phrases.say("Prøven kan tas til og med %(day)s.", day=phrases.day(one.test_until))
        left = phrases.plural("%(num)s forsøk igjen.", "%(num)s forsøk igjen.", one.left)
        return f"{until} {left}"
    if one.state == "test_open":
        return phrases.say("Alle forsøkene er brukt. Neste skritt er et nytt kurs.")
    if one.state == "course_done":
        day = phrases.day(one.test_until)
        return phrases.say("Fristen for prøven var %(day)s. Neste skritt er et nytt kurs.", day=day)
    return ""

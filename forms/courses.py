"""What is asked of one who registers for a course."""

from collections.abc import Callable
from typing import Any

from collect.courses import MOST_FROZEN
from collect.courses_clashes import Clash, fingerprint
from collect.courses_groups import MOST_UNNAMED, GroupAnswers
from collect.courses_registrations import RegistrationAnswers
from collect.phrases import lazy
from collect.rules.courses_offers import MOST_HOURS
from forms.base import BaseForm
from forms.courses_days import day_rows
from forms.fields import Choice, Day, Line, Note, Several, Whole


class WarnedForm(BaseForm):
    """A registration that comes back once when somebody is wanted elsewhere on the same day."""

    seen = Line(required=False)  # which warnings its sender has been shown

    def unseen(self, find: Callable[[], list[Clash]]) -> list[Clash]:
        """Return the warnings of a form in good shape that its sender has not been shown."""
        if not (self.is_submitted() and self.validate()):
            return []
        found = find()
        return [] if self.seen.data == fingerprint(found) else found


def needs_line() -> Line:
    """Return the question what somebody needs at the course."""
    return Line(
        lazy("Allergier eller andre behov"),
        required=False,
        hint=lazy("Bare kursadministratoren ser dette, og det slettes etter kurset."),
    )


def exception_line() -> Line:
    """Return the question why somebody may come whom the course is not for."""
    return Line(
        lazy("Hvorfor gjøres det et unntak?"),
        required=False,
        hint=lazy("Fyll ut bare når kurset egentlig ikke er for personen. Det blir loggført."),
    )


class RegistrationForm(WarnedForm):
    """Who comes (oneself, or one of a director's staff), what they need, a word to the course leader."""

    person_id = Choice(lazy("Hvem melder du på?"), convert=int)
    needs = needs_line()
    note = Note(lazy("Melding til kursadministratoren"), required=False)
    override_reason = exception_line()

    def answers(self, course_id: int) -> RegistrationAnswers:
        """Return the wish in the core's words."""
        return RegistrationAnswers(
            course_id,
            self.person_id.data,
            self.needs.data or "",
            self.note.data or "",
            self.override_reason.data or "",
        )


class GroupForm(WarnedForm):
    """Several of a director's staff, the rule they wait by, and seats that get a name later."""

    people = Several(lazy("Hvem melder du på?"), required=False)
    rule = Choice(
        lazy("Hvis det ikke er plass til alle"), radio=True, required=False, default="each"
    )
    unnamed = Whole(
        lazy("Plasser uten navn"),
        low=0,
        high=MOST_UNNAMED,
        required=False,
        hint=lazy("Holder av ledige plasser til ansatte du ikke har valgt ennå."),
    )
    name_by = Day(
        lazy("Navn innen"),
        required=False,
        hint=lazy("Plasser som ikke har fått navn da, går til ventelisten."),
    )
    note = Note(lazy("Melding til kursadministratoren"), required=False)

    def answers(self, course_id: int) -> GroupAnswers:
        """Return the wish in the core's words."""
        return GroupAnswers(
            course_id,
            tuple(map(int, self.people.data or ())),
            self.rule.data or "each",
            self.unnamed.data or 0,
            self.name_by.data,
            self.note.data or "",
        )


class CancelForm(BaseForm):
    """Why a course is called off."""

    reason = Line(
        lazy("Hvorfor avlyses kurset?"),
        required=False,
        hint=lazy("Står i e-posten til alle som er påmeldt. Skriv ikke noe om enkeltpersoner."),
    )


class SeatForm(BaseForm):
    """Who is to have a seat that has no name yet."""

    person_id = Choice(lazy("Hvem skal ha plassen?"), convert=int)


class CourseForm(BaseForm):
    """A course, but for its days."""

    crowd: Any = None  # the several who would move up by what was sent, when nobody has seen that

    title = Line(lazy("Tittel"))
    kind = Choice(lazy("Type kurs"))
    place = Line(lazy("Sted"), required=False)
    seats = Whole(lazy("Antall plasser"), low=1, high=500)
    positions = Several(
        lazy("Hvem kurset er for"),
        required=False,
        hint=lazy("Velg ingen når kurset er åpent for alle stillinger."),
    )
    min_programme_year = Whole(
        lazy("Åpent fra programår"),
        low=0,
        high=9,
        hint=lazy("0 når kurset er åpent for alle barnehager."),
    )
    register_by = Day(
        lazy("Påmeldingsfrist"),
        required=False,
        hint=lazy("La stå tom for frist på første kursdag."),
    )
    withdraw_by = Day(
        lazy("Siste dag for å trekke seg"),
        required=False,
        hint=lazy("La stå tom når man kan trekke seg til og med første kursdag."),
    )
    freeze_days = Whole(
        lazy("Ventelisten står stille"),
        low=0,
        high=MOST_FROZEN,
        required=False,
        hint=lazy("Antall dager før kurset da ingen lenger rykker opp. 0 for aldri."),
    )
    offer_hours = Whole(
        lazy("Svarfrist for den som får tilbud om plass"),
        low=0,
        high=MOST_HOURS,
        required=False,
        hint=lazy(
            "Antall timer, for eksempel 48. Med 0 får den første på ventelisten plassen med en gang."
        ),
    )
    share = Whole(
        lazy("Høyst så mange plasser til én barnehage"),
        low=1,
        high=500,
        required=False,
        hint=lazy(
            "Gjelder til påmeldingsfristen, eller til en uke før kurset når ingen frist er satt. "
            "Da går ledige plasser til dem som venter, i rekkefølge. La stå tom for ingen grense."
        ),
    )
    description = Note(lazy("Om kurset"), required=False)

    def answers(self) -> dict[str, Any]:
        """Return the course's columns in the core's words."""
        there = {name: self._fields[name].data for name in COURSE_COLUMNS if name in self._fields}
        return there | {"positions": self.positions.data or []}


COURSE_COLUMNS = (
    *("title", "kind", "place", "seats"),
    *("min_programme_year", "register_by", "withdraw_by", "freeze_days", "offer_hours"),
    *("share", "description"),
)


class NewCourseForm(day_rows(4, least=1), CourseForm):  # type: ignore[misc]
    """A new course with up to four days."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the shape; a day that was begun needs its date and times."""
        good = super().validate(extra_validators)
        return self.judge_rows(self.day_rows()[1:]) and good

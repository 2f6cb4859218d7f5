"""What is asked of one who registers for a course."""

from datetime import date, time
from typing import Any

from collect.courses_registrations import RegistrationAnswers
from collect.phrases import lazy
from forms.base import BaseForm
from forms.fields import Choice, Clock, Day, Line, Note, Several, Whole


class RegistrationForm(BaseForm):
    """Who comes (oneself, or one of a director's staff), what they need, a word to the course leader."""

    person_id = Choice(lazy("Hvem melder du på?"), convert=int)
    needs = Line(
        lazy("Allergier eller andre behov"),
        required=False,
        hint=lazy("Bare kursadministratoren ser dette, og det slettes etter kurset."),
    )
    note = Note(lazy("Melding til kursadministratoren"), required=False)

    def answers(self, course_id: int) -> RegistrationAnswers:
        """Return the wish in the core's words."""
        return RegistrationAnswers(
            course_id, self.person_id.data, self.needs.data or "", self.note.data or ""
        )


class CourseForm(BaseForm):
    """A course, but for its days."""

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
    description = Note(lazy("Om kurset"), required=False)

    def answers(self) -> dict[str, Any]:
        """Return the course's columns in the core's words."""
        return {name: self.data[name] for name in COURSE_COLUMNS} | {
            "positions": self.positions.data or []
        }


COURSE_COLUMNS = (
    *("title", "kind", "place", "seats"),
    *("min_programme_year", "register_by", "description"),
)
MOST_DAYS = 4


class NewCourseForm(CourseForm):
    """A new course with up to four days."""

    day_1 = Day(lazy("Dag 1"))
    starts_1 = Clock(lazy("Dag 1, fra kl."))
    ends_1 = Clock(lazy("Dag 1, til kl."))
    day_2 = Day(lazy("Dag 2"), required=False)
    starts_2 = Clock(lazy("Dag 2, fra kl."), required=False)
    ends_2 = Clock(lazy("Dag 2, til kl."), required=False)
    day_3 = Day(lazy("Dag 3"), required=False)
    starts_3 = Clock(lazy("Dag 3, fra kl."), required=False)
    ends_3 = Clock(lazy("Dag 3, til kl."), required=False)
    day_4 = Day(lazy("Dag 4"), required=False)
    starts_4 = Clock(lazy("Dag 4, fra kl."), required=False)
    ends_4 = Clock(lazy("Dag 4, til kl."), required=False)

    def day_fields(self) -> list[tuple[Any, Any, Any]]:
        """Return the three fields of each day."""
        return [
            tuple(self._fields[f"{name}_{n}"] for name in ("day", "starts", "ends"))
            for n in range(1, MOST_DAYS + 1)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the shape; a day that was begun needs its date and times."""
        good = super().validate(extra_validators)
        for fields in self.day_fields()[1:]:
            if any(field.data is not None for field in fields):
                for field in fields:
                    if field.data is None and not field.errors:
                        field.errors = [
                            *field.errors,
                            str(lazy("Fyll ut dette, eller la hele dagen stå tom.")),
                        ]
                        good = False
        return good

    def days(self) -> list[tuple[date, time, time]]:
        """Return the days that were filled in."""
        return [
            (day.data, time.fromisoformat(starts.data), time.fromisoformat(ends.data))
            for day, starts, ends in self.day_fields()
            if day.data is not None
        ]

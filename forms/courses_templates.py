"""What is asked of one who keeps a template of courses, or sets up a course from one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.support import LazyProxy

from collect.courses_letters import Pattern
from collect.courses_templates import TemplateAnswers
from collect.phrases import lazy
from collect.rules.courses_days import MOST_DAYS
from collect.rules.courses_templates import LONGEST, MOST_LEAD
from forms.base import BaseForm
from forms.courses import CourseForm
from forms.courses_days import Row, day_rows
from forms.courses_letters import PLACES
from forms.fields import Choice, Clock, Line, Note, Tick, Whole

MOST_LETTERS = 5


class Leads(BaseForm):
    """Deadlines told in days before the first day."""

    register_days = Whole(
        lazy("Påmeldingsfrist, dager før første dag"),
        low=0,
        high=MOST_LEAD,
        required=False,
        hint=lazy("La stå tom for frist på første kursdag."),
    )
    withdraw_days = Whole(
        lazy("Siste dag for å trekke seg, dager før første dag"),
        low=0,
        high=MOST_LEAD,
        required=False,
        hint=lazy("La stå tom når man kan trekke seg til og med første kursdag."),
    )


class PlannedCourseForm(day_rows(MOST_DAYS, least=1), CourseForm, Leads):  # type: ignore[misc]
    """A course set up from a template or from another course: its dates, and all the rest filled in."""

    register_by = withdraw_by = None  # type: ignore[assignment]
    length = 1

    def show(self, length: int) -> None:
        """Set how many days are asked for; all of them must be there."""
        self.length = length
        for row in self.shown_rows():
            for field in row.asked:
                field.is_required = True

    def shown_rows(self) -> list[Row]:
        """Return the rows of the days that are asked for."""
        return self.day_rows()[: self.length]

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the shape; a day that was begun needs its date and times."""
        good = super().validate(extra_validators)
        return self.judge_rows(self.day_rows()[self.length :]) and good

    def columns(self) -> dict[str, Any]:
        """Return the course's columns, the deadlines in days, in the core's words."""
        return self.answers() | {
            "register_days": self.register_days.data,
            "withdraw_days": self.withdraw_days.data,
        }

    def besides(self) -> list[Any]:
        """Return the fields that are filled in already, in the order of the page."""
        dates = {field.name for row in self.day_rows() for field in row.asked}
        return [field for field in self if field.name not in dates | {"place"}]

    def is_open(self) -> bool:
        """Whether something is wrong with what was filled in already, so that it must be shown."""
        hours = [field for row in self.shown_rows() for field in (row.starts, row.ends)]
        return any(field.errors for field in (*hours, *self.besides()))


def _numbered(words: LazyProxy, number: int) -> LazyProxy:
    return LazyProxy(lambda: str(words) % {"number": number}, enable_cache=False)


@dataclass(frozen=True)
class LetterRow:
    """The fields of one letter."""

    number: int
    status: Any
    days: Any
    side: Any
    subject: Any
    text: Any
    gone: Any

    @property
    def asked(self) -> list[Any]:
        """Return what is asked of a letter."""
        return [self.status, self.days, self.side, self.subject, self.text]

    @property
    def is_begun(self) -> bool:
        """Whether something was filled in."""
        return any(field.data not in (None, "") for field in self.asked)

    @property
    def is_kept(self) -> bool:
        """Whether there is to be such a letter."""
        return self.is_begun and not self.gone.data


def _letter_rows() -> Any:
    """Return a form with rows for the letters of a template."""
    fields: dict[str, Any] = {"__doc__": "Rows for letters."}
    for n in range(1, MOST_LETTERS + 1):
        fields |= {
            f"status_{n}": Choice(_numbered(lazy("Brev %(number)s til"), n), required=False),
            f"days_{n}": Whole(
                _numbered(lazy("Brev %(number)s, antall dager"), n),
                low=0,
                high=MOST_LEAD,
                required=False,
            ),
            f"side_{n}": Choice(
                _numbered(lazy("Brev %(number)s, før eller etter kurset"), n), required=False
            ),
            f"subject_{n}": Line(_numbered(lazy("Brev %(number)s, emne"), n), required=False),
            f"text_{n}": Note(
                _numbered(lazy("Brev %(number)s, tekst"), n), required=False, hint=PLACES
            ),
            f"gone_{n}": Tick(_numbered(lazy("Fjern brev %(number)s"), n)),
        }
    return type("LetterRows", (BaseForm,), fields)


class TemplateForm(_letter_rows(), CourseForm, Leads):  # type: ignore[misc]
    """A template of courses, with the letters that each of them begins with."""

    register_by = withdraw_by = None  # type: ignore[assignment]
    length = Whole(lazy("Antall kursdager"), low=1, high=LONGEST)
    starts_at = Clock(lazy("Fra kl."))
    ends_at = Clock(lazy("Til kl."))

    def letter_rows(self) -> list[LetterRow]:
        """Return the rows of the letters there are, and an empty one."""
        names = ("status", "days", "side", "subject", "text", "gone")
        rows = [
            LetterRow(n, *(self._fields[f"{name}_{n}"] for name in names))
            for n in range(1, MOST_LETTERS + 1)
        ]
        last = max((row.number for row in rows if row.is_begun), default=0)
        return rows[: last + 1]

    def own_fields(self) -> list[Any]:
        """Return what is asked beside the letters, in the order of the page."""
        return [field for field in self if not field.name.rpartition("_")[2].isdigit()]

    def offer_letters(self, to: Mapping[str, str], sides: Mapping[str, str]) -> None:
        """Set to whom and from where a letter can be counted."""
        for n in range(1, MOST_LETTERS + 1):
            self._fields[f"status_{n}"].offer(to)  # type: ignore[attr-defined]
            self._fields[f"side_{n}"].offer(sides)  # type: ignore[attr-defined]

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the shape; a letter that was begun needs to whom and when."""
        good = super().validate(extra_validators)
        for row in self.letter_rows():
            for field in (row.status, row.days, row.side) if row.is_kept else ():
                if field.data is None and not field.errors:
                    field.errors = [str(lazy("Fyll ut dette, eller kryss av for å fjerne brevet."))]
                    good = False
        return good

    def template(self) -> TemplateAnswers:
        """Return the template in the core's words."""
        letters = {
            row.number: Pattern(
                -row.days.data if row.side.data == "before" else row.days.data,
                row.status.data,
                row.subject.data or "",
                row.text.data or "",
            )
            for row in self.letter_rows()
            if row.is_kept
        }
        return TemplateAnswers(
            self.answers(),
            self.length.data,
            self.starts_at.data,
            self.ends_at.data,
            self.register_days.data,
            self.withdraw_days.data,
            letters,
        )

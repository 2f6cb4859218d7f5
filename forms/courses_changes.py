"""What is asked of one who changes a registration: who goes instead, or on which date."""

from collections.abc import Sequence
from datetime import date

from collect import courses, phrases
from collect.courses_changes import MoveAnswers
from collect.courses_line import seats_for
from collect.courses_registrations import RegistrationAnswers
from collect.models.courses import Course
from collect.phrases import lazy
from forms.base import BaseForm
from forms.courses import exception_line, needs_line
from forms.fields import Choice, Line, Tick


class SwapForm(BaseForm):
    """Who is to have the seat instead."""

    person_id = Choice(lazy("Hvem skal ha plassen?"), convert=int)
    needs = needs_line()
    override_reason = exception_line()

    def answers(self, course_id: int) -> RegistrationAnswers:
        """Return the wish in the core's words."""
        return RegistrationAnswers(
            course_id,
            self.person_id.data,
            needs=self.needs.data or "",
            override_reason=self.override_reason.data or "",
        )


class MoveForm(BaseForm):
    """To which other date one moves."""

    course_id = Choice(lazy("Hvilken dato passer?"), radio=True, convert=int)
    gives_up = Tick(lazy("Det er greit å gi opp plassen og stå på venteliste"))
    override_reason = exception_line()

    def answers(self) -> MoveAnswers:
        """Return the wish in the core's words."""
        return MoveAnswers(
            self.course_id.data, bool(self.gives_up.data), self.override_reason.data or ""
        )


class TransferForm(BaseForm):
    """To which course a whole list goes."""

    course_id = Choice(lazy("Hvilket kurs skal de flyttes til?"), radio=True, convert=int)
    seen = Line(required=False)  # what the office was shown that it gives


def openings(
    row: Course, dates: Sequence[Course], today: date, person_id: int | None = None
) -> dict[str, str]:
    """Return the courses to move to from one, each with its day, its place, and what one gets there."""
    full = courses.filling([one.id for one in dates]) if dates else {}
    found = {}
    for one in dates:
        here = full.get(one.id, courses.Filling())
        title = one.title if one.title != row.title else ""
        where = ", ".join(filter(None, (phrases.long_day(one.first_day), title, one.place)))
        found[str(one.id)] = f"{where}: {_gets(one, here, today, person_id)}"
    return found


def _gets(row: Course, full: courses.Filling, today: date, person_id: int | None) -> str:
    """Return what one gets in a course: a seat, or a number in its line."""
    left = row.seats - full.placed
    is_for_others = left > 0 and bool(row.share) and person_id is not None
    if is_for_others and not seats_for(row, today=today, person_id=person_id):
        left = 0  # what is free is kept for other kindergartens
    if left > 0:
        return phrases.plural("%(num)s ledig plass", "%(num)s ledige plasser", left)
    number = phrases.figure(full.waiting + 1)
    return phrases.say("fullt, nummer %(number)s på ventelisten", number=number)

"""The days of a course in the office: moved, added, removed, and all who have a seat are told."""

from typing import Any

from flask import flash, request
from flask_admin import expose

from admin.view import AdminView
from collect import courses, phrases
from collect import courses_days as days
from collect.models.courses import Course
from forms import door
from forms.courses_days import DaysForm


class CourseDays(AdminView):
    """The part of the view of courses that sets days anew."""

    @expose("/days/", methods=("GET", "POST"))
    def days(self) -> Any:
        """Ask when and where the course is to be, and tell those concerned."""
        row = self.asked_row()
        who = self.require("U")
        held = courses.days(row)
        form = _form(row, held)
        told: list[int] = []

        def change() -> None:
            seen = request.form.get("as_read", "")
            told.append(days.change_days(row, form.answers(seen), by=who, now=door.now()))

        def onward(_: Any) -> str:
            if sum(told):
                flash(phrases.say("De som er påmeldt, får e-post om det."))
            return self.page_of(row)

        return self.ask(
            form,
            change,
            title=phrases.say("Dager og sted for %(name)s", name=row.title),
            done=phrases.say("Endringen er lagret."),
            back=onward,
            cancel=self.page_of(row),
            template="office/course_days.html",
            as_read=days.fingerprint(held),
            marked=days.marked_days(row),
        )


def _form(row: Course, held: list[Any]) -> DaysForm:
    """Return the form with a row for each day, and with what was sent, if this is a sending."""
    starting: dict[str, Any] = {
        "place": row.place,
        "register_by": row.register_by,
        "withdraw_by": row.withdraw_by,
    }
    for n, one in enumerate(held, 1):
        starting |= {f"day_{n}": one.day, f"key_{n}": one.id}
        starting |= {f"starts_{n}": one.starts_at, f"ends_{n}": one.ends_at}
    form = DaysForm(formdata=None, data=starting)
    form.offer({one.id: phrases.long_day(one.day) for one in held})
    if request.method == "POST":
        form.process(request.form)
    return form

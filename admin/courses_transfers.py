"""The list of a course taken to another one in the office: first what it gives, then done."""

from typing import Any

from flask_admin import expose

from admin.listing import Act
from admin.view import AdminView
from collect import courses, phrases
from collect import courses_transfers as transfers
from collect.rules.refusals import NotAllowed
from forms import door
from forms.courses_changes import TransferForm, openings


class CourseTransfers(AdminView):
    """The part of the view of courses that moves everybody to another date."""

    @expose("/transfer/", methods=("GET", "POST"))
    def transfer(self) -> Any:
        """Ask to which course the list goes, show what it gives, and move it when it is sent again."""
        row = self.asked_row()
        who = door.identity()
        if not transfers.may_transfer(who):
            raise NotAllowed("registration")
        form = self.form_of(TransferForm)
        dates = {str(one.id): one for one in courses.other_dates(row, who, door.today())}
        form.course_id.offer(openings(row, list(dates.values()), door.today()))
        found, seen = None, ""
        if form.is_submitted() and form.validate():
            found = transfers.transfer(row, dates[str(form.course_id.data)], door.today())
            seen = transfers.fingerprint(found)
        shown = {
            "title": phrases.say("Flytt alle til et annet kurs"),
            "cancel": self.page_of(row),
            "row": row,
            "found": found,
            "seen": seen,
            "button": phrases.say("Flytt alle") if found else phrases.say("Se hva det gir"),
        }
        if found is not None and not form.seen.data:
            return self.render("office/course_transfer.html", form=form, **shown)
        return self.ask(
            form,
            lambda: transfers.transfer_all(
                row, form.course_id.data, form.seen.data, by=who, now=door.now()
            ),
            done=phrases.say("Påmeldingene er flyttet, og alle får e-post om det."),
            back=lambda _: self.page_of(row),
            template="office/course_transfer.html",
            **shown,
        )

    def transfer_acts(self, row: courses.Course) -> list[Act]:
        """Return the way to move everybody, until the course begins or when it is called off."""
        is_ahead = row.is_cancelled or door.today() < row.first_day
        if not is_ahead or not transfers.may_transfer(door.identity()):
            return []
        url = self.get_url(".transfer", id=row.id)
        return [Act(phrases.say("Flytt alle til et annet kurs"), url)]

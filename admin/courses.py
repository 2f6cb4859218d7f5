"""Courses and their participants: set up, changed, called off; who has a seat and who waits."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request, url_for
from flask_admin import expose

from admin.bulk import ChangesMany
from admin.courses_days import CourseDays
from admin.courses_starts import CourseStarts
from admin.courses_transfers import CourseTransfers
from admin.listing import XLSX, Act, Column, Pick, Rows
from admin.trash import GoesToTrash
from admin.view import PROGRAMME
from collect import courses, courses_attention, courses_line, phrases
from collect import courses_attendance as attendance
from collect import courses_evaluation_results as results
from collect import courses_missing as missing
from collect import courses_registrations as registrations
from collect.models.courses import Course, Registration
from collect.phrases import lazy, word
from collect.rules.access import may, reach
from collect.rules.refusals import RuleBroken
from exports.courses import participants_workbook
from forms import door
from forms.courses import CancelForm, CourseForm, NewCourseForm
from forms.courses_state import positions_of, standing
from forms.organisation import words

TONES = {"placed": "good", "offered": "warn", "waiting": "warn", "withdrawn": "calm"}


def _times() -> Mapping[str, str]:
    return {"coming": phrases.say("Kommende"), "past": phrases.say("Tidligere")}


def _at_time(value: str) -> Any:
    today = door.today()
    return Course.first_day >= today if value == "coming" else Course.first_day < today


def _needs() -> Mapping[str, str]:
    """Return what a course may need of those who set up courses."""
    if not may(door.identity(), "course", "U"):
        return {}
    return {code: word("course_need", code) for code in courses_attention.NEEDS}


def _state_of(row: Any) -> tuple[str, str]:
    """Return colour and words for what one may say of a course today."""
    return standing(row, row.full, door.today())


class CourseView(CourseDays, CourseStarts, CourseTransfers, ChangesMany, GoesToTrash):
    """Courses, with how full each one is."""

    model_class, feature, record, group = Course, "courses", "course", PROGRAMME
    title = lazy("Kurs")
    purpose = lazy("Sette opp kurs, følge med på påmeldingene og ta ut deltakerlister.")
    columns = (
        Column("title", lazy("Tittel"), lambda row: row.title, sort=Course.sort),
        Column("kind", lazy("Type"), lambda row: word("course_kind", row.kind), sort=Course.kind),
        Column(
            "first_day",
            lazy("Første dag"),
            lambda row: row.first_day,
            "date",
            sort=Course.first_day,
        ),
        Column("seats", lazy("Plasser"), lambda row: row.seats, "integer", sort=Course.seats),
        Column("placed", lazy("Påmeldt"), lambda row: row.full.placed, "integer"),
        Column("waiting", lazy("På venteliste"), lambda row: row.full.waiting, "integer"),
        Column(
            "state",
            lazy("Tilstand"),
            lambda row: _state_of(row)[1],
            tone=lambda row: _state_of(row)[0],
        ),
    )
    more = (
        Column("place", lazy("Sted"), lambda row: row.place),
        Column("positions", lazy("Hvem kurset er for"), positions_of),
        Column(
            "min_programme_year",
            lazy("Åpent fra programår"),
            lambda row: row.min_programme_year,
            "integer",
        ),
        Column("offer_hours", lazy("Svarfrist i timer"), lambda row: row.offer_hours, "integer"),
        Column("share", lazy("Høyst til én barnehage"), lambda row: row.share, "integer"),
        Column("register_by", lazy("Påmeldingsfrist"), lambda row: row.register_by, "date"),
        Column(
            "withdraw_by", lazy("Siste dag for å trekke seg"), lambda row: row.withdraw_by, "date"
        ),
        Column("description", lazy("Om kurset"), lambda row: row.description),
    )
    picks = (
        Pick("when", lazy("Tid"), _times, _at_time),
        Pick(
            "need",
            lazy("Trenger noen"),
            _needs,
            lambda value: courses_attention.needing(value, door.today()),
        ),
        Pick(
            "kind", lazy("Type"), lambda: words("course_kind"), lambda value: Course.kind == value
        ),
    )
    searched = (Course.search,)
    adding, amending = NewCourseForm, CourseForm
    bulk = (
        "place",
        "register_by",
        "withdraw_by",
        "min_programme_year",
        "freeze_days",
        "offer_hours",
    )
    add_words, added_words = lazy("Sett opp kurs"), lazy("Kurset er satt opp.")
    details_template, new_template = "office/course.html", "office/new_course.html"
    sheet_template = "office/course_sheet.html"

    def is_accessible(self) -> bool:
        """Whether the reader sets up courses, or has people who take them."""
        return super().is_accessible() and may(door.identity(), "registration", "R")

    def rows(self) -> Rows:
        """Return the courses, by first day."""
        return courses.courses(door.identity())

    def gather(self, rows: Sequence[Any]) -> None:
        """Count seats taken and people waiting; one query however many courses."""
        found = courses.filling([row.id for row in rows]) if rows else {}
        for row in rows:
            row.full = found.get(row.id, courses.Filling())

    def offer(self, form: Any, row: Any = None) -> None:
        """Offer kinds and positions."""
        if "kind" not in form:
            return
        form.kind.offer(words("course_kind"))
        form.positions.offer(words("position"))

    def first_shown(self) -> dict[str, Any]:
        """Return a course of the usual size and hours."""
        hours = {"starts_1": "09:00", "ends_1": "15:00"}
        return {"seats": 25, "min_programme_year": 0, "positions": [], **hours} | {
            "freeze_days": 0,
            "offer_hours": 0,
        }

    def written(self, row: Any) -> dict[str, Any]:
        """Return a course as its form shows it."""
        return {**row.__data__, "positions": [p for p in row.positions.split(",") if p]}

    def make(self, form: Any) -> Course:
        """Set up the course."""
        return courses.add_course(
            form.answers(),
            form.days(),
            submission_id=door.submission_id(),
            by=door.identity(),
            now=door.now(),
        )

    def amend(self, row: Any, form: Any) -> None:
        """Change the course; more seats move the line up."""
        seen = request.form.get("crowd", "")
        courses.amend_course(row, form.answers(), by=door.identity(), now=door.now(), seen=seen)

    def refuse(self, form: Any, error: RuleBroken) -> None:
        """Say why a change was refused; of several who would move up, show who, to be confirmed."""
        if error.code == "line.crowd":
            form.crowd = error.values
        else:
            super().refuse(form, error)

    def acts(self, row: Any) -> list[Act]:
        """Return what one may do with a course."""
        found = super().acts(row)
        if self.may("U") and not row.is_cancelled:
            found.append(Act(phrases.say("Endre dager og sted"), self.get_url(".days", id=row.id)))
        found += self.copy_acts(row)
        if may(door.identity(), "registration", "E"):
            url = self.get_url(".participants", course_id=row.id)
            found.append(Act(phrases.say("Last ned deltakerlisten"), url))
        if attendance.may_mark(door.identity()) and not row.is_cancelled:
            url = url_for("courses_attendance.marking", course_id=row.id)
            found.append(Act(phrases.say("Før oppmøte"), url))
        found += self.transfer_acts(row)
        if (
            results.may_read(door.identity())
            and not row.is_cancelled
            and row.first_day < door.today()
        ):
            url = url_for("courses_evaluation_results.shown", course_id=row.id)
            found.append(Act(phrases.say("Se hva deltakerne syntes"), url))
        if self.may("X") and not row.is_cancelled:
            found.append(
                Act(phrases.say("Avlys kurset"), self.get_url(".cancel", id=row.id), "danger")
            )
        return found

    def context(self, row: Any) -> dict[str, Any]:
        """Return days and participants within reach; needs for those who run the course."""
        who = door.identity()
        states = ("placed", "offered", "waiting")
        found = registrations.registrations(who, door.today()).where(
            (Registration.course == row) & Registration.status.in_(states)
        )
        people = sorted(found, key=lambda one: (states.index(one.status), one.id))
        return {
            "days": courses.days(row),
            "attended": attendance.days_attended([one.id for one in people]),
            "people": people,
            "sees_needs": reach(who, "registration", "U").everything,
            "unnamed": self._unnamed(row),
            "missing": self._missing(row),
            "notes": list(courses_line.notes(row).limit(50)) if self.may("U") else [],
            "may_withdraw": may(who, "registration", "X"),
            "tones": TONES,
        }

    def _unnamed(self, row: Course) -> int:
        return courses.filling([row.id]).get(row.id, courses.Filling()).unnamed

    def _missing(self, row: Course) -> int | None:
        """Count those whom a course that is open is for and who are not registered."""
        who, today = door.identity(), door.today()
        return len(missing.missing(row, who, today)) if courses.is_open(row, today) else None

    @expose("/cancel/", methods=("GET", "POST"))
    def cancel(self) -> Any:
        """Call a course off."""
        row = self.asked_row()
        who = self.require("X")
        form = self.form_of(CancelForm)
        return self.ask(
            form,
            lambda: courses.cancel_course(row, form.reason.data or "", by=who, now=door.now()),
            title=phrases.say("Avlys %(name)s", name=row.title),
            lead=phrases.say("Kurset kan ikke åpnes igjen. Deltakerlisten blir stående."),
            done=phrases.say("Kurset er avlyst."),
            back=lambda _: self.page_of(row),
            cancel=self.page_of(row),
            button=phrases.say("Avlys kurset"),
            is_danger=True,
        )

    @expose("/<int:course_id>/participants.xlsx")
    def participants(self, course_id: int) -> Response:
        """Give the list of participants as a workbook; noted in the journal."""
        who = door.identity()
        municipality = door.config().municipality
        name, content = participants_workbook(
            who, course_id, now=door.now(), municipality=municipality
        )
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, mimetype=XLSX, headers=headers)

"""Courses set up from a template in the office: choose it, say the dates, and the rest is filled in."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_admin import expose

from admin.courses_letters import subject_of, when_of
from admin.listing import Act
from admin.view import AdminView
from collect import courses, phrases
from collect import courses_letters as letters
from collect import courses_templates as templates
from collect.courses_letters import Pattern
from collect.models.courses import Course
from collect.rules.access import may
from collect.rules.courses_templates import lead, next_half_year
from forms import door
from forms.courses_templates import PlannedCourseForm


class CourseStarts(AdminView):
    """The part of the view of courses that sets one up with everything but the dates filled in."""

    def list_acts(self) -> list[Act]:
        """Return the way to set up a course from a template."""
        found = super().list_acts()
        if not self.may("C") or not may(door.identity(), "course_template", "R"):
            return found
        return [Act(phrases.say("Sett opp kurs fra mal"), self.get_url(".start")), *found]

    @expose("/start/")
    def start(self) -> Any:
        """Show the templates to choose among."""
        who = self.require("C")
        return self.render("office/course_start.html", rows=list(templates.in_use(who)))

    @expose("/start/<int:template_id>/", methods=("GET", "POST"))
    def from_template(self, template_id: int) -> Any:
        """Ask for the dates of a course from a template, and set it up."""
        row = templates.template(self.require("C"), template_id)
        starting = {**row.__data__, "positions": _codes(row.positions)}
        for n in range(1, row.length + 1):
            starting |= {f"starts_{n}": row.starts_at, f"ends_{n}": row.ends_at}
        title = phrases.say("Sett opp «%(name)s»", name=row.title)
        return self._plan(title, starting, row.length, templates.letters_of(row))

    def copy_acts(self, row: Course) -> list[Act]:
        """Return the way to set up the same course once more."""
        if not self.may("C"):
            return []
        return [Act(phrases.say("Kopier kurset"), self.get_url(".copy", id=row.id))]

    @expose("/copy/", methods=("GET", "POST"))
    def copy(self) -> Any:
        """Propose the same course half a year later, its letters with it and its people not."""
        row = self.asked_row()
        self.require("C")
        days = courses.days(row)
        starting = {
            **row.__data__,
            "positions": _codes(row.positions),
            "register_days": lead(row.first_day, row.register_by),
            "withdraw_days": lead(row.first_day, row.withdraw_by),
        }
        proposed = next_half_year([one.day for one in days], door.today())
        for n, (one, day) in enumerate(zip(days, proposed, strict=True), 1):
            starting |= {f"day_{n}": day, f"starts_{n}": one.starts_at, f"ends_{n}": one.ends_at}
        return self._plan(
            phrases.say("Kopier «%(name)s»", name=row.title),
            starting,
            len(days),
            letters.patterns_of(row),
            lead=phrases.say(
                "Datoene er foreslått et halvt år senere, på de samme ukedagene. "
                "Velg andre om de ikke passer. Ingen påmeldinger følger med."
            ),
        )

    def _plan(
        self,
        title: str,
        starting: Mapping[str, Any],
        length: int,
        patterns: Sequence[Pattern],
        **more: Any,
    ) -> Any:
        form = self.form_of(PlannedCourseForm, starting)
        form.show(length)

        def make() -> Course:
            return templates.plan_course(
                form.columns(),
                form.days(),
                patterns,
                submission_id=door.submission_id(),
                by=door.identity(),
                now=door.now(),
            )

        return self.ask(
            form,
            make,
            title=title,
            done=self.added_words,
            back=self.page_of,
            template="office/course_plan.html",
            button=self.add_words,
            letters=[
                (subject_of(one).replace("{course}", starting["title"]), when_of(one))
                for one in patterns
            ],
            **more,
        )


def _codes(positions: str) -> list[str]:
    return [code for code in positions.split(",") if code]

"""Letters to those in a course, in the office: what is sent when, written, mended and stopped."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_admin import expose

from admin.listing import Act, Column, Rows
from admin.view import PROGRAMME, AdminView
from collect import courses, phrases
from collect import courses_letters as letters
from collect.models.courses import Course
from collect.models.courses_letters import CourseLetter
from collect.phrases import lazy, word
from collect.rules.access import may
from forms import door
from forms.base import BaseForm
from forms.courses_letters import LetterForm, MendedLetterForm, counted


def subject_of(row: Any) -> str:
    """Return what a letter is about; one without a text has the house's own words."""
    if row.subject:
        return str(row.subject)
    if row.status != "unanswered":
        return phrases.say("Påminnelse om kurset")
    if row.days > letters.ASK:
        return phrases.say("Påminnelse om evalueringen")
    return phrases.say("Evaluering av kurset")


def _sides(status: str) -> Mapping[str, str]:
    """Return from where the days of a letter can be counted."""
    if status == "unanswered":
        return {"after": phrases.say("Etter siste kursdag")}
    return {
        "before": phrases.say("Før første kursdag"),
        "after": phrases.say("Etter første kursdag"),
    }


def when_of(row: Any) -> str:
    """Return when a letter is sent, counted from its course."""
    if row.days < 0:
        return phrases.plural("%(num)s dag før kurset", "%(num)s dager før kurset", -row.days)
    return phrases.plural("%(num)s dag etter kurset", "%(num)s dager etter kurset", row.days)


class CourseLetterView(AdminView):
    """The letters that are not stopped, of every course."""

    model_class, feature, record, group = CourseLetter, "letters", "course", PROGRAMME
    title = lazy("Brev til kurs")
    purpose = lazy("E-poster som sendes før eller etter et kurs, til dem det gjelder.")
    columns = (
        Column("subject", lazy("Emne"), subject_of),
        Column("course", lazy("Kurs"), lambda row: row.course.title, sort=Course.sort),
        Column("to", lazy("Til"), lambda row: word("letter_to", row.status)),
        Column("concerns", lazy("Gjelder nå"), lambda row: row.concerns, "integer"),
        Column("due_on", lazy("Sendes"), letters.due_on, "date"),
    )
    more = (Column("queued_at", lazy("Sendt første gang"), lambda row: row.queued_at, "moment"),)
    searched = (Course.search,)
    adding, amending = LetterForm, MendedLetterForm
    details_template = "office/letter.html"
    add_words, added_words = lazy("Skriv brev"), lazy("Brevet er lagret og blir sendt den dagen.")

    def is_accessible(self) -> bool:
        """Whether the reader runs courses."""
        return may(door.identity(), "course", "U")

    def rows(self) -> Rows:
        """Return the letters, those of the latest course first."""
        return letters.letters(door.identity())

    def gather(self, rows: Sequence[Any]) -> None:
        """Fetch when the letters are sent, and how many they would go to now."""
        letters.with_last_days(rows)
        found = letters.concerns(rows)
        for row in rows:
            row.concerns = found[row.id]

    def name_of(self, row: Any) -> str:
        """Return what a letter is about."""
        return f"{subject_of(row)}: {row.course.title}"

    def offer(self, form: Any, row: Any = None) -> None:
        """Offer the courses, and to whom and when."""
        if "side" in form and row is not None:
            form.side.offer(_sides(row.status))
            form.subject.is_required = form.text.is_required = bool(row.text)
            if not row.text:
                form.subject.hint = phrases.say("La emne og tekst stå tomme for standardteksten.")
        if "course_id" not in form:
            return
        rows = courses.courses(door.identity()).where(~Course.is_cancelled)
        recent = rows.order_by(Course.first_day.desc(), Course.id).limit(200)
        form.course_id.offer(
            {str(one.id): f"{one.title}, {phrases.day(one.first_day)}" for one in recent}
        )
        form.status.offer({code: word("letter_to", code) for code in letters.AUDIENCES})
        form.side.offer({"before": phrases.say("Før"), "after": phrases.say("Etter")})

    def first_shown(self) -> dict[str, Any]:
        """Return the usual letter: a week before, to those who have a seat."""
        return {"days": 7, "side": "before", "status": "placed"}

    def make(self, form: Any) -> CourseLetter:
        """Write the letter."""
        return letters.add_letter(form.answers(), by=door.identity(), now=door.now())

    def written(self, row: Any) -> dict[str, Any]:
        """Return a letter as its form shows it."""
        side = "before" if row.days < 0 else "after"
        shown = {"days": abs(row.days), "side": side}
        return {**shown, "subject": row.subject, "text": row.text}

    def amend(self, row: Any, form: Any) -> None:
        """Change the letter, unless it has gone to somebody."""
        said = (form.subject.data or "", form.text.data or "")
        letters.amend_letter(row, counted(form), *said, by=door.identity(), now=door.now())

    def context(self, row: Any) -> dict[str, Any]:
        """Return the letter as it is sent, filled in for one who is made up."""
        locale = phrases.reader.get()
        subject, text = letters.example(row, courses.days(row.course), locale, letters.due_on(row))
        house = door.config().base_url.rstrip("/")
        return {"subject": subject, "text": text.replace("{house}", house)}

    def acts(self, row: Any) -> list[Act]:
        """Return the ways to change a letter that nobody has got, and to stop it."""
        found = super().acts(row) if row.queued_at is None else []
        return [
            *found,
            Act(phrases.say("Stopp brevet"), self.get_url(".stop", id=row.id), "danger"),
        ]

    @expose("/stop/", methods=("GET", "POST"))
    def stop(self) -> Any:
        """Send a letter to nobody more."""
        row = self.asked_row()
        who = self.require("U")
        return self.ask(
            self.form_of(BaseForm),
            lambda: letters.stop_letter(row, by=who, now=door.now()),
            title=phrases.say("Stopp «%(subject)s»", subject=subject_of(row)),
            lead=phrases.say("Det sendes ikke til flere. E-post som står i kø, blir sendt."),
            done=phrases.say("Brevet er stoppet."),
            back=lambda _: self.get_url(".index_view"),
            cancel=self.page_of(row),
            button=phrases.say("Stopp brevet"),
            is_danger=True,
        )

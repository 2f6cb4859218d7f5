"""Templates of courses in the office: kept, changed and taken out of use."""

from typing import Any

from flask_admin import expose

from admin.courses_letters import subject_of, when_of
from admin.listing import Act, Column, Pick, Rows
from admin.view import PROGRAMME, AdminView
from collect import courses_templates as templates
from collect import phrases
from collect.courses_letters import AUDIENCES, USUAL
from collect.models.courses_templates import CourseTemplate
from collect.phrases import lazy, word
from collect.rules.access import may
from forms import door
from forms.base import BaseForm
from forms.courses_templates import TemplateForm
from forms.organisation import words


def _state_of(row: CourseTemplate) -> tuple[str, str]:
    if row.retired_at is None:
        return phrases.say("I bruk"), "good"
    return phrases.say("Ute av bruk"), "calm"


def _states() -> dict[str, str]:
    return {"used": phrases.say("I bruk"), "retired": phrases.say("Ute av bruk")}


def _letters(row: CourseTemplate) -> str:
    found = templates.letters_of(row)
    return ". ".join(f"{subject_of(one)}: {when_of(one)}" for one in found)


class CourseTemplateView(AdminView):
    """The templates, those in use first."""

    model_class, feature, record = CourseTemplate, "course_templates", "course_template"
    group = PROGRAMME
    title = lazy("Kursmaler")
    purpose = lazy(
        "Det som går igjen hver gang et kurs settes opp. Kurs som er satt opp, endres ikke."
    )
    columns = (
        Column("title", lazy("Tittel"), lambda row: row.title, sort=CourseTemplate.sort),
        Column(
            "kind",
            lazy("Type"),
            lambda row: word("course_kind", row.kind),
            sort=CourseTemplate.kind,
        ),
        Column("length", lazy("Antall kursdager"), lambda row: row.length, "integer"),
        Column("seats", lazy("Plasser"), lambda row: row.seats, "integer"),
        Column(
            "state",
            lazy("Tilstand"),
            lambda row: _state_of(row)[0],
            tone=lambda row: _state_of(row)[1],
        ),
    )
    more = (
        Column("hours", lazy("Klokkeslett"), lambda row: f"{row.starts_at}–{row.ends_at}"),
        Column("place", lazy("Sted"), lambda row: row.place),
        Column(
            "positions",
            lazy("Hvem kurset er for"),
            lambda row: (
                ", ".join(word("position", c) for c in row.positions.split(",") if c)
                or phrases.say("Alle stillinger")
            ),
        ),
        Column(
            "min_programme_year",
            lazy("Åpent fra programår"),
            lambda row: row.min_programme_year,
            "integer",
        ),
        Column(
            "register_days",
            lazy("Påmeldingsfrist, dager før første dag"),
            lambda row: row.register_days,
            "integer",
        ),
        Column(
            "withdraw_days",
            lazy("Siste dag for å trekke seg, dager før første dag"),
            lambda row: row.withdraw_days,
            "integer",
        ),
        Column("description", lazy("Om kurset"), lambda row: row.description),
        Column("letters", lazy("Brev"), _letters),
    )
    picks = (
        Pick(
            "state",
            lazy("Tilstand"),
            _states,
            lambda value: CourseTemplate.retired_at.is_null(value == "used"),
        ),
    )
    searched = (CourseTemplate.search,)
    adding = amending = TemplateForm
    add_words, added_words = lazy("Lag mal"), lazy("Malen er lagret.")
    sheet_template = new_template = "office/course_template.html"

    def is_accessible(self) -> bool:
        """Whether the reader sets up courses."""
        return may(door.identity(), self.record, "R")

    def rows(self) -> Rows:
        """Return the templates, those in use first."""
        return templates.templates(door.identity())

    def offer(self, form: Any, row: Any = None) -> None:
        """Offer kinds and positions, and to whom a letter can go."""
        if "kind" not in form:
            return
        form.kind.offer(words("course_kind"))
        form.positions.offer(words("position"))
        to = {code: word("letter_to", code) for code in AUDIENCES}
        form.offer_letters(to, {"before": phrases.say("Før"), "after": phrases.say("Etter")})

    def first_shown(self) -> dict[str, Any]:
        """Return a course of the usual size, hours and letters."""
        usual = {"seats": 25, "min_programme_year": 0, "freeze_days": 0, "positions": []}
        hours = {"length": 1, "starts_at": "09:00", "ends_at": "15:00"}
        return {**usual, **hours, **_letter_rows(list(USUAL))}

    def written(self, row: Any) -> dict[str, Any]:
        """Return a template as its form shows it."""
        positions = [code for code in row.positions.split(",") if code]
        letters = _letter_rows(templates.letters_of(row))
        return {**row.__data__, "positions": positions, **letters}

    def make(self, form: Any) -> CourseTemplate:
        """Keep the template."""
        return templates.add_template(form.template(), by=door.identity(), now=door.now())

    def amend(self, row: Any, form: Any) -> None:
        """Change the template for courses to come."""
        templates.amend_template(row, form.template(), by=door.identity(), now=door.now())

    def acts(self, row: Any) -> list[Act]:
        """Return what one may do with a template."""
        found = super().acts(row)
        if row.retired_at is None and may(door.identity(), "course", "C"):
            url = self.get_url("office_courses.from_template", template_id=row.id)
            found.insert(0, Act(phrases.say("Sett opp kurs"), url, ""))
        if self.may("U"):
            label = _retiring(row)
            found.append(Act(label, self.get_url(".retire", id=row.id)))
        return found

    @expose("/retire/", methods=("GET", "POST"))
    def retire(self) -> Any:
        """Take a template out of use, or in again."""
        row = self.asked_row()
        who = self.require("U")
        is_retired = row.retired_at is None
        return self.ask(
            self.form_of(BaseForm),
            lambda: templates.set_retired(row, is_retired, by=who, now=door.now()),
            title=f"{_retiring(row)}: {row.title}",
            lead=phrases.say("Kurs som er satt opp fra malen, blir ikke endret."),
            done=phrases.say("Malen er lagret."),
            back=lambda _: self.page_of(row),
            cancel=self.page_of(row),
            button=_retiring(row),
        )


def _retiring(row: CourseTemplate) -> str:
    if row.retired_at is None:
        return phrases.say("Ta malen ut av bruk")
    return phrases.say("Ta malen i bruk igjen")


def _letter_rows(letters: list[Any]) -> dict[str, Any]:
    """Return letters as the rows of the form show them."""
    found: dict[str, Any] = {}
    for n, one in enumerate(letters, 1):
        found |= {
            f"status_{n}": one.status,
            f"days_{n}": abs(one.days),
            f"side_{n}": "before" if one.days < 0 else "after",
            f"subject_{n}": one.subject,
            f"text_{n}": one.text,
        }
    return found

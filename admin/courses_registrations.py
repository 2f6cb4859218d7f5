"""Registrations: who has signed up for what, and giving up a seat for somebody."""

from typing import Any

from flask import url_for
from flask_admin import expose
from peewee import fn

from admin.courses import TONES
from admin.listing import Act, Column, Pick, Rows
from admin.view import PROGRAMME, AdminView
from collect import courses_changes as changes
from collect import courses_registrations as registrations
from collect import phrases
from collect.models.courses import Course, Registration
from collect.models.people import Person
from collect.phrases import lazy, word
from forms import door
from forms.base import BaseForm
from forms.organisation import words


class RegistrationView(AdminView):
    """Registrations within reach, the newest course first."""

    model_class, feature, record, group = Registration, "registrations", "registration", PROGRAMME
    title = lazy("Påmeldinger")
    purpose = lazy("Alle påmeldinger, på tvers av kursene.")
    columns = (
        Column("person", lazy("Navn"), lambda row: row.person.name, sort=Person.sort),
        Column("course", lazy("Kurs"), lambda row: row.course.title, sort=Course.sort),
        Column(
            "first_day",
            lazy("Første dag"),
            lambda row: row.course.first_day,
            "date",
            sort=Course.first_day,
        ),
        Column(
            "status",
            lazy("Status"),
            lambda row: word("registration", row.status),
            sort=Registration.status,
            tone=lambda row: TONES[row.status],
        ),
        Column(
            "registered_at",
            lazy("Påmeldt"),
            lambda row: row.registered_at,
            "moment",
            sort=Registration.registered_at,
        ),
    )
    more = (Column("reference", lazy("Referanse"), lambda row: row.reference),)
    picks = (
        Pick(
            "status",
            lazy("Status"),
            lambda: words("registration"),
            lambda value: Registration.status == value,
        ),
    )
    searched = (Person.search, Course.search, fn.LOWER(Registration.reference))
    export_act = "E"

    def rows(self) -> Rows:
        """Return the registrations within reach."""
        return registrations.registrations(door.identity(), door.today())

    def name_of(self, row: Any) -> str:
        """Return whose registration it is, for what."""
        return f"{row.person.name}, {row.course.title}"

    def acts(self, row: Any) -> list[Act]:
        """Return what one may do with a registration."""
        if not self.may("X") or row.status == "withdrawn":
            return []
        found = []
        if changes.is_movable(row, door.today()):
            url = url_for("courses_changes.move", reference=row.reference)
            found.append(Act(phrases.say("Flytt til en annen dato"), url))
        if changes.may_swap(door.identity()) and changes.is_swappable(row, door.today()):
            url = url_for("courses_changes.swap", reference=row.reference)
            found.append(Act(phrases.say("La en annen ta plassen"), url))
        url = self.get_url(".withdraw", id=row.id)
        return [*found, Act(phrases.say("Trekk påmeldingen"), url, "danger")]

    @expose("/withdraw/", methods=("GET", "POST"))
    def withdraw(self) -> Any:
        """Give up somebody's seat or place in the line; the first in line moves up."""
        row = self.asked_row()
        who = self.require("X")
        return self.ask(
            self.form_of(BaseForm),
            lambda: registrations.withdraw(row, by=who, now=door.now()),
            title=phrases.say("Trekk %(name)s fra kurset", name=row.person.name),
            lead=phrases.say(
                "%(course)s. Den første på ventelisten får plassen.", course=row.course.title
            ),
            done=phrases.say("Påmeldingen er trukket."),
            back=lambda _: self.page_of(row),
            cancel=self.page_of(row),
            button=phrases.say("Trekk påmeldingen"),
            is_danger=True,
        )

"""Departments: opened, changed from a day, closed."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_admin import expose
from peewee import JOIN

from admin.bulk import ChangesMany
from admin.listing import Act, Column, Pick, Rows
from admin.organisation_choices import kindergarten_choices
from admin.trash import GoesToTrash
from admin.view import ORGANISATION
from collect import organisation, phrases
from collect import organisation_departments as departments
from collect.models.base import on_day
from collect.models.organisation import Department, DepartmentPeriod, Kindergarten
from collect.phrases import lazy, word
from forms import door
from forms.organisation import DepartmentForm, NewDepartmentForm, PeriodForm, words


def departments_today() -> Rows:
    """Return the departments within reach, each with its `period` of today, if it has one."""
    holds = (DepartmentPeriod.department == Department.id) & on_day(DepartmentPeriod, door.today())
    return (
        departments.departments(door.identity())
        .select_extend(DepartmentPeriod)
        .join_from(Department, DepartmentPeriod, JOIN.LEFT_OUTER, on=holds, attr="period")
    )


def _department_states() -> Mapping[str, str]:
    return {"open": phrases.say("Åpne i dag"), "closed": phrases.say("Ikke åpne i dag")}


def _in_state(value: str) -> Any:
    is_open = departments.is_open(door.today())
    return is_open if value == "open" else ~is_open


class DepartmentView(ChangesMany, GoesToTrash):
    """Departments, with age group and number of children of today."""

    model_class, feature, record, group = Department, "departments", "organisation", ORGANISATION
    title = lazy("Avdelinger")
    purpose = lazy("Avdelingene som observeres: åpne, endre og stenge.")
    columns = (
        Column("name", lazy("Avdeling"), lambda row: row.name, sort=Department.sort),
        Column(
            "kindergarten",
            lazy("Barnehage"),
            lambda row: row.kindergarten.name,
            sort=Kindergarten.sort,
        ),
        Column(
            "age_group",
            lazy("Aldersgruppe"),
            lambda row: row.period and word("age_group", row.period.age_group),
            sort=DepartmentPeriod.age_group,
        ),
        Column(
            "children",
            lazy("Barn"),
            lambda row: row.period and row.period.children,
            "integer",
            sort=DepartmentPeriod.children,
        ),
        Column(
            "opened_on", lazy("Åpnet"), lambda row: row.opened_on, "date", sort=Department.opened_on
        ),
        Column(
            "closed_on",
            lazy("Siste dag"),
            lambda row: row.closed_on,
            "date",
            sort=Department.closed_on,
        ),
    )
    picks = (
        Pick("state", lazy("Åpen"), _department_states, _in_state),
        Pick(
            "age_group",
            lazy("Aldersgruppe"),
            lambda: words("age_group"),
            lambda value: DepartmentPeriod.age_group == value,
        ),
    )
    searched = (Department.search, Kindergarten.search)
    adding, amending = NewDepartmentForm, DepartmentForm
    bulk = ("closed_on",)
    add_words, added_words = lazy("Åpne avdeling"), lazy("Avdelingen er åpnet.")
    details_template = "office/department.html"

    def rows(self) -> Rows:
        """Return the departments within reach."""
        return departments_today()

    def offer(self, form: Any, row: Any = None) -> None:
        """Offer age groups, and kindergartens to a new department."""
        if "age_group" in form:
            form.age_group.offer(words("age_group"))
        if "kindergarten" in form:
            form.kindergarten.offer(kindergarten_choices())

    def first_shown(self) -> dict[str, Any]:
        """Return a department that opens today, in the kindergarten one came from."""
        return {"kindergarten": request.args.get("kindergarten", ""), "opened_on": door.today()}

    def make(self, form: Any) -> Department:
        """Open the department."""
        return departments.open_department(
            organisation.kindergarten(door.identity(), form.kindergarten.data),
            form.name.data,
            form.age_group.data,
            form.children.data,
            form.opened_on.data,
            by=door.identity(),
            now=door.now(),
        )

    def amend(self, row: Any, form: Any) -> None:
        """Rename or close the department."""
        departments.amend_department(
            row, form.name.data, form.closed_on.data, by=door.identity(), now=door.now()
        )

    def acts(self, row: Any) -> list[Act]:
        """Return what one may do with a department."""
        if not self.may("U"):
            return []
        return [
            Act(phrases.say("Endre navn eller steng"), self.get_url(".edit_view", id=row.id)),
            Act(
                phrases.say("Endre aldersgruppe eller barnetall"),
                self.get_url(".change", id=row.id),
            ),
        ]

    def context(self, row: Any) -> dict[str, Any]:
        """Return the department's periods, the latest first."""
        periods = DepartmentPeriod.select().where(DepartmentPeriod.department == row)
        return {"periods": list(periods.order_by(DepartmentPeriod.valid_from.desc()))}

    @expose("/change/", methods=("GET", "POST"))
    def change(self) -> Any:
        """Change a department's age group or number of children from a day."""
        row = self.asked_row()
        who = self.require("U")
        latest = row.period
        starting = {
            "age_group": latest and latest.age_group,
            "children": latest and latest.children,
        }
        form = self.form_of(PeriodForm, {**starting, "valid_from": door.today()})

        def act() -> None:
            departments.change_department(
                row,
                form.age_group.data,
                form.children.data,
                form.valid_from.data,
                by=who,
                now=door.now(),
            )

        title = phrases.say("Endre %(name)s", name=row.name)
        done = phrases.say("Avdelingen er endret.")
        return self.ask(form, act, title=title, done=done, back=lambda _: self.page_of(row))

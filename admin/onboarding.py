"""Onboarding: how far each new employee's plan has come, and the tasks of the templates."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_admin import expose
from peewee import fn

from admin.listing import Act, Column, Pick, Rows
from admin.organisation_choices import in_own_words, kindergarten_pick
from admin.view import HOUSE, PROGRAMME, AdminView
from collect import onboarding, onboarding_templates, phrases
from collect.models.base import within
from collect.models.onboarding import OnboardingPlan, OnboardingTemplate, PlanTask, TemplateTask
from collect.models.organisation import Kindergarten
from collect.models.people import Employment, Person
from collect.phrases import lazy, word
from collect.rules.access import reach
from forms import door
from forms.base import BaseForm
from forms.onboarding import AddedTaskForm, TaskForm
from forms.organisation import words


def _progresses() -> Mapping[str, str]:
    return {
        "late": phrases.say("Har forsinkede oppgaver"),
        "open": phrases.say("Har åpne oppgaver"),
        "settled": phrases.say("Alt er gjort"),
    }


def _in_progress(value: str) -> Any:
    left = PlanTask.select(PlanTask.plan).where(PlanTask.status == "open")
    if value == "late":
        left = left.where(PlanTask.due_on < door.today())
    return OnboardingPlan.id.not_in(left) if value == "settled" else OnboardingPlan.id.in_(left)


def _state(row: Any) -> tuple[str, str]:
    if row.come.late:
        return phrases.plural("%(num)s forsinket", "%(num)s forsinket", row.come.late), "warn"
    if row.come.settled == row.come.total:
        return phrases.say("Alt er gjort"), "good"
    return phrases.say("I rute"), "calm"


class PlanView(AdminView):
    """Plans within reach, with how far they have come."""

    model_class, feature, record, group = OnboardingPlan, "onboarding", "onboarding", PROGRAMME
    title = lazy("Opplæringsplaner")
    purpose = lazy("Hvor langt planen til hver nyansatt er kommet.")
    columns = (
        Column("person", lazy("Navn"), lambda row: row.person.name, sort=Person.sort),
        Column(
            "kindergarten",
            lazy("Barnehage"),
            lambda row: row.employment.kindergarten.name,
            sort=Kindergarten.sort,
        ),
        Column(
            "template",
            lazy("Plan"),
            lambda row: in_own_words(row.template, "title"),
            sort=OnboardingTemplate.id,
        ),
        Column(
            "first_day",
            lazy("Første dag"),
            lambda row: row.first_day,
            "date",
            sort=OnboardingPlan.first_day,
        ),
        Column("settled", lazy("Klare oppgaver"), lambda row: row.come.settled, "integer"),
        Column("total", lazy("Oppgaver i alt"), lambda row: row.come.total, "integer"),
        Column(
            "state", lazy("Tilstand"), lambda row: _state(row)[0], tone=lambda row: _state(row)[1]
        ),
    )
    more = (Column("reference", lazy("Referanse"), lambda row: row.reference),)
    picks = (
        Pick("progress", lazy("Tilstand"), _progresses, _in_progress),
        kindergarten_pick(Employment.kindergarten),
    )
    searched = (Person.search, Kindergarten.search, fn.LOWER(OnboardingPlan.reference))
    details_template = "office/plan.html"

    def rows(self) -> Rows:
        """Return the plans within reach, the latest beginner first."""
        return onboarding.plans(door.identity())

    def gather(self, rows: Sequence[Any]) -> None:
        """Count each plan's tasks; one query however many plans."""
        found = onboarding.progress([row.id for row in rows], door.today()) if rows else {}
        for row in rows:
            row.come = found.get(row.id, onboarding.Progress())

    def name_of(self, row: Any) -> str:
        """Return whose plan it is."""
        return phrases.say("Planen til %(name)s", name=row.person.name)

    def acts(self, row: Any) -> list[Act]:
        """Return the way to where tasks are signed off."""
        url = url_for("onboarding.shown", reference=row.reference)
        return [Act(phrases.say("Gå til planen"), url)]

    def context(self, row: Any) -> dict[str, Any]:
        """Return the plan's tasks."""
        return {"tasks": list(onboarding.tasks(row)), "in_own_words": in_own_words}


def template_choices() -> dict[str, str]:
    """Return the templates within reach as choices."""
    rows = onboarding_templates.templates(door.identity())
    return {str(row.id): in_own_words(row, "title") for row in rows}


def _written(form: Any) -> dict[str, Any]:
    """Return a task as the form has it; none finishes it when nothing is chosen."""
    kept = {name: value for name, value in form.data.items() if name != "template"}
    return kept | {"finishes_on": form.finishes_on.data or ""}


class TaskView(AdminView):
    """The tasks that a new plan begins with."""

    model_class, feature, record, group = TemplateTask, "tasks", "template", HOUSE
    title = lazy("Oppgaver i planene")
    purpose = lazy("Oppgavene som nye opplæringsplaner får. Planer som er i gang, endres ikke.")
    columns = (
        Column("title", lazy("Oppgave"), lambda row: in_own_words(row, "title")),
        Column(
            "template",
            lazy("Plan"),
            lambda row: in_own_words(row.template, "title"),
            sort=OnboardingTemplate.id,
        ),
        Column(
            "owner",
            lazy("Hvem som gjør den"),
            lambda row: word("owner", row.owner),
            sort=TemplateTask.owner,
        ),
        Column(
            "opens_offset",
            lazy("Åpner (dager)"),
            lambda row: row.opens_offset,
            "integer",
            sort=TemplateTask.opens_offset,
        ),
        Column(
            "due_offset",
            lazy("Frist (dager)"),
            lambda row: row.due_offset,
            "integer",
            sort=TemplateTask.due_offset,
        ),
        Column(
            "finishes_on",
            lazy("Gjort når"),
            lambda row: word("task_event", row.finishes_on),
            sort=TemplateTask.finishes_on,
        ),
    )
    picks = (
        Pick(
            "template",
            lazy("Plan"),
            template_choices,
            lambda value: TemplateTask.template == int(value),
        ),
        Pick(
            "owner",
            lazy("Hvem som gjør den"),
            lambda: words("owner"),
            lambda value: TemplateTask.owner == value,
        ),
    )
    adding, amending = AddedTaskForm, TaskForm
    add_words, added_words = lazy("Legg til oppgave"), lazy("Oppgaven er lagt til.")
    details_template = "office/task.html"

    def is_accessible(self) -> bool:
        """Whether the reader may know of the templates."""
        return super().is_accessible() and reach(door.identity(), "template", "R").everything

    def rows(self) -> Rows:
        """Return the tasks, template by template, in their order."""
        return (
            TemplateTask.select(TemplateTask, OnboardingTemplate)
            .join(OnboardingTemplate)
            .where(within(reach(door.identity(), "template", "R")))
            .order_by(OnboardingTemplate.id, TemplateTask.position)
        )

    def name_of(self, row: Any) -> str:
        """Return the task in the reader's language."""
        return in_own_words(row, "title")

    def offer(self, form: Any, row: Any = None) -> None:
        """Offer who does a task."""
        if not isinstance(form, TaskForm):
            return
        form.owner.offer(words("owner"))
        if "template" in form:
            form.template.offer(template_choices())
        form.finishes_on.offer({key: text for key, text in words("task_event").items() if key})

    def first_shown(self) -> dict[str, Any]:
        """Return a task of the new employee that opens on the first day."""
        return {"owner": "self", "opens_offset": 0}

    def make(self, form: Any) -> TemplateTask:
        """Add the task for plans to come."""
        return onboarding_templates.add_task(
            form.template.data, _written(form), by=door.identity(), now=door.now()
        )

    def context(self, row: Any) -> dict[str, Any]:
        """Return how many plans are running, which a change does not reach."""
        return {"running": onboarding_templates.running(row.template_id)}

    def acts(self, row: Any) -> list[Act]:
        """Return the ways to change the task, and to take it out."""
        found = super().acts(row)
        if self.may("U"):
            url = self.get_url(".remove", id=row.id)
            found.append(Act(phrases.say("Fjern oppgaven"), url, "danger"))
        return found

    @expose("/remove/", methods=("GET", "POST"))
    def remove(self) -> Any:
        """Take the task out of plans to come."""
        row = self.asked_row()
        who = self.require("U")
        return self.ask(
            self.form_of(BaseForm),
            lambda: onboarding_templates.remove_task(row, by=who, now=door.now()),
            title=phrases.say("Fjern «%(task)s»", task=self.name_of(row)),
            lead=phrases.plural(
                "Nye planer får ikke oppgaven. %(num)s plan som er i gang, beholder den.",
                "Nye planer får ikke oppgaven. %(num)s planer som er i gang, beholder den.",
                onboarding_templates.running(row.template_id),
            ),
            done=phrases.say("Oppgaven er fjernet fra nye planer."),
            back=lambda _: self.get_url(".index_view"),
            cancel=self.page_of(row),
            button=phrases.say("Fjern oppgaven"),
            is_danger=True,
        )

    def amend(self, row: Any, form: Any) -> None:
        """Change the task for plans to come."""
        answers = _written(form)
        onboarding_templates.amend_task(row, answers, by=door.identity(), now=door.now())

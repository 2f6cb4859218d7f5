"""Templates for bringing in new staff, and the plans made from them."""

from peewee import (
    AutoField,
    BooleanField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from collect.models.base import InstantField, Model
from collect.models.people import Employment, Person


class OnboardingTemplate(Model):
    """What a new employee in a role is to go through."""

    id = AutoField()
    key = TextField(unique=True)  # assistant, skilled_worker, kindergarten_teacher ...
    title_nb = TextField()
    title_nn = TextField()
    title_en = TextField()
    is_active = BooleanField(default=True)

    def __str__(self) -> str:
        return self.title_nb


class TemplateTask(Model):
    """A task of a template; days are counted from the first day of work, before it negative."""

    id = AutoField()
    template = ForeignKeyField(
        OnboardingTemplate, on_delete="RESTRICT", index=False, backref="tasks"
    )
    template_id: int
    position = IntegerField()
    title_nb = TextField()
    title_nn = TextField()
    title_en = TextField()
    owner = TextField(
        constraints=[Check("owner IN ('self', 'director', 'resource_person', 'mentor')")]
    )
    opens_offset = IntegerField(default=0)
    due_offset = IntegerField()
    finishes_on = TextField(default="")  # the event that finishes it by itself; none: by hand only

    class Meta:
        indexes = ((("template", "position"), True),)


class OnboardingPlan(Model):
    """One new employee's plan. Later changes to the template do not touch it."""

    id = AutoField()
    reference = TextField(unique=True)
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="plans")
    person_id: int
    employment = ForeignKeyField(Employment, on_delete="RESTRICT", backref="plans")
    employment_id: int
    template = ForeignKeyField(OnboardingTemplate, on_delete="RESTRICT", backref="plans")
    template_id: int
    first_day = DateField(index=True)
    created_at = InstantField()
    introduction_hours = IntegerField(null=True)  # of the introduction year; none: has no such year


class PlanTask(Model):
    """A task of a plan, with its own words and dates."""

    id = AutoField()
    plan = ForeignKeyField(OnboardingPlan, on_delete="RESTRICT", index=False, backref="tasks")
    plan_id: int
    position = IntegerField()
    title_nb = TextField()
    title_nn = TextField()
    title_en = TextField()
    owner = TextField()
    opens_on = DateField()
    due_on = DateField()
    status = TextField(
        default="open", constraints=[Check("status IN ('open', 'done', 'not_applicable')")]
    )
    reason = TextField(default="")
    settled_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="settled_tasks")
    settled_by_id: int | None  # none: open, or the house itself
    settled_at = InstantField(null=True)
    finishes_on = TextField(default="")  # as the template had it when the plan began

    class Meta:
        indexes = ((("plan", "position"), True), (("status", "due_on"), False))

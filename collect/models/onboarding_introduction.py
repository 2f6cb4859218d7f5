"""What the newly qualified have used of the hours of their introduction year."""

from peewee import AutoField, Check, DateField, ForeignKeyField, IntegerField, TextField

from collect.models.base import InstantField, Model
from collect.models.onboarding import OnboardingPlan
from collect.models.people import Person


class IntroductionEntry(Model):
    """Time used on one day for one purpose."""

    id = AutoField()
    plan = ForeignKeyField(OnboardingPlan, on_delete="RESTRICT", index=False, backref="hours")
    plan_id: int
    day = DateField()
    minutes = IntegerField(constraints=[Check("minutes BETWEEN 15 AND 600")])
    purpose = TextField()
    note = TextField(default="")
    entered_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="entered_hours")
    entered_by_id: int
    entered_at = InstantField()
    withdrawn_at = InstantField(null=True)  # it stays in the table, and counts no more

    class Meta:
        indexes = ((("plan", "day"), False),)

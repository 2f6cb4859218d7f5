"""What a kindergarten says it has done of what the programme asks, month by month."""

from peewee import (
    AutoField,
    BooleanField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from collect.models.accounts import Account
from collect.models.base import InstantField, Model
from collect.models.organisation import Cohort, Kindergarten
from collect.models.people import Person


class ActivityMark(Model):
    """One tick: whether an activity was done in a kindergarten in a month; nothing about anybody."""

    id = AutoField()
    kindergarten = ForeignKeyField(
        Kindergarten, on_delete="RESTRICT", index=False, backref="activity_marks"
    )
    kindergarten_id: int
    month = DateField(index=True)  # its first day
    activity = TextField()  # a code of rules.programme_year
    is_done = BooleanField()
    count = IntegerField(null=True, constraints=[Check("count BETWEEN 0 AND 999")])
    note = TextField(default="")
    marked_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="activity_marks")
    marked_by_id: int | None
    marked_at = InstantField()

    class Meta:
        indexes = ((("kindergarten", "month", "activity"), True),)


class ExportSchedule(Model):
    """A standing wish for a workbook: its owner is told when it is time to fetch it."""

    id = AutoField()
    account = ForeignKeyField(Account, on_delete="CASCADE", backref="schedules")
    account_id: int
    cohort = ForeignKeyField(Cohort, null=True, on_delete="CASCADE", backref="schedules")
    cohort_id: int | None  # none: all cohorts
    every = TextField(constraints=[Check("every IN ('week', 'month', 'semester')")])
    next_on = DateField()
    created_at = InstantField()
    ended_at = InstantField(null=True)
    ended_for = TextField(default="")  # own: taken back; rights: the owner may no longer take it

"""Days a certified teacher was bought free from work, and the lists by which they were reimbursed."""

from peewee import AutoField, Check, DateField, ForeignKeyField, IntegerField, TextField

from collect.models.base import InstantField, Model
from collect.models.observations import Visit
from collect.models.organisation import Kindergarten
from collect.models.people import Person


class ReleaseBatch(Model):
    """A list that was given to those who pay: what stood in it stays in it."""

    id = AutoField()
    kindergarten = ForeignKeyField(
        Kindergarten, null=True, on_delete="RESTRICT", backref="release_batches"
    )
    kindergarten_id: int | None  # none: all of them
    first_day = DateField()
    last_day = DateField()
    made_at = InstantField()
    made_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="release_batches")
    made_by_id: int | None


class ReleaseDay(Model):
    """A day, or half of one, on which somebody was bought free; never changed, only withdrawn."""

    id = AutoField()
    reference = TextField(unique=True)
    person = ForeignKeyField(Person, on_delete="RESTRICT", index=False, backref="release_days")
    person_id: int
    kindergarten = ForeignKeyField(
        Kindergarten, on_delete="RESTRICT", index=False, backref="release_days"
    )
    kindergarten_id: int  # which is reimbursed: where the person worked that day
    day = DateField()
    halves = IntegerField(constraints=[Check("halves IN (1, 2)")])
    purpose = TextField(
        constraints=[
            Check("purpose IN ('observation', 'feedback', 'course', 'double_coding', 'other')")
        ]
    )
    visit = ForeignKeyField(Visit, null=True, on_delete="RESTRICT", backref="release_days")
    visit_id: int | None
    certificate = TextField()  # the best state of the person's certificates on that day
    over_reason = TextField(default="")  # why it is more than the year's days
    entered_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="days_entered")
    entered_by_id: int | None
    entered_at = InstantField()
    withdrawn_at = InstantField(null=True)
    withdrawn_reason = TextField(default="")
    batch = ForeignKeyField(ReleaseBatch, null=True, on_delete="RESTRICT", backref="paid")
    batch_id: int | None  # the list it was paid by
    credited = ForeignKeyField(ReleaseBatch, null=True, on_delete="RESTRICT", backref="taken_back")
    credited_id: int | None  # the list it was taken back by, when it was withdrawn after that

    class Meta:
        indexes = ((("person", "day"), False), (("kindergarten", "day"), False))

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

from collect.models.base import InstantField, Model
from collect.models.organisation import Kindergarten
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

"""What was declared about the staff, and leave: from a day to a day."""

from peewee import AutoField, DateField, ForeignKeyField, JSONField, TextField

from collect.models.base import InstantField, Model
from collect.models.organisation import Kindergarten
from collect.models.people import Person


class Declaration(Model):
    """A change that was declared once; `steps` tells what it changed, so that it can be taken back.

    `details` holds what is read of it: the new position, and the names of places.
    """

    id = AutoField()
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="declarations")
    person_id: int
    kindergarten = ForeignKeyField(
        Kindergarten, on_delete="RESTRICT", index=False, backref="declarations"
    )
    kindergarten_id: int
    kind = TextField()
    day = DateField()
    details = JSONField()
    steps = JSONField()
    declared_at = InstantField()
    declared_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="declared")
    cancelled_at = InstantField(null=True)

    class Meta:
        indexes = ((("kindergarten", "day"), False),)


class Leave(Model):
    """Somebody is away from a kindergarten from a day to a day (both counted), or until they return."""

    id = AutoField()
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="leaves")
    person_id: int
    kindergarten = ForeignKeyField(
        Kindergarten, on_delete="RESTRICT", index=False, backref="leaves"
    )
    kindergarten_id: int
    valid_from = DateField()
    valid_to = DateField(null=True)

    class Meta:
        indexes = ((("kindergarten", "valid_to"), False),)
